//! Everything that is stored about some entries, read at once: what a result follows from.

use super::{
    AnswerRow, AssignmentRow, CheckItemRow, CheckRow, DemandRow, EvidenceRow, MarkRow, ObjectionRow, VetoRow,
};
use crate::store::db::{Db, StoreError};

/// Everything that is stored about some entries. The number of questions does not depend on how many they are.
#[derive(Debug, Clone, Default)]
pub struct Dossiers {
    /// What the tribunals say about themselves.
    pub answers: Vec<AnswerRow>,
    /// Their evidence.
    pub evidence: Vec<EvidenceRow>,
    /// Requests for more.
    pub demands: Vec<DemandRow>,
    /// Who reviews them.
    pub assignments: Vec<AssignmentRow>,
    /// Marks.
    pub marks: Vec<MarkRow>,
    /// Checks.
    pub checks: Vec<CheckRow>,
    /// What was seen in them.
    pub check_items: Vec<CheckItemRow>,
    /// What was decided about vetoes.
    pub vetoes: Vec<VetoRow>,
    /// Objections.
    pub objections: Vec<ObjectionRow>,
}

impl Db {
    /// Everything that is stored about some entries.
    pub async fn dossiers(&self, entries: &[i64]) -> Result<Dossiers, StoreError> {
        let assignments = self.assignments(entries).await?;
        let numbers: Vec<i64> = assignments.iter().map(|assignment| assignment.id).collect();
        let checks = self.checks(entries).await?;
        let check_numbers: Vec<i64> = checks.iter().map(|check| check.id).collect();
        Ok(Dossiers {
            answers: self.entry_answers(entries).await?,
            evidence: self.entry_evidence(entries).await?,
            demands: self.entry_demands(entries).await?,
            marks: self.marks(&numbers).await?,
            check_items: self.check_items(&check_numbers).await?,
            vetoes: self.vetoes(entries).await?,
            objections: self.objections(entries).await?,
            assignments,
            checks,
        })
    }
}
