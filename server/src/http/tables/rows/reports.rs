//! What units report, and what follows from it, as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::{
    differences::DifferenceRow,
    hearings::HearingRow,
    lacks::LackUnit,
    needs::NeedRow,
    reports::{CompletenessRow, ReportRow},
    standards::StandardRow,
    wall::WallCard,
};

impl TableRow for HearingRow {
    const HEAD: &'static [&'static str] = &[
        "tribunal",
        "tribunal_name",
        "day",
        "time",
        "courtroom",
        "number",
        "cause",
        "judge",
        "mode",
        "access",
        "state",
        "stream",
        "report",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            (&self.day).into(),
            (&self.time).into(),
            (&self.courtroom).into(),
            (&self.number).into(),
            (&self.cause).into(),
            (&self.judge).into(),
            (&self.mode.0).into(),
            (&self.access).into(),
            word(&self.state),
            (&self.stream).into(),
            (&self.report).into(),
        ]
    }
}

impl TableRow for ReportRow {
    const HEAD: &'static [&'static str] = &[
        "form",
        "form_name",
        "unit",
        "unit_name",
        "period",
        "standing",
        "state",
        "due",
        "submitted_at",
        "warnings",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.address.form).into(),
            (&self.form_name.0).into(),
            (&self.address.unit).into(),
            (&self.unit_name.0).into(),
            (&self.address.period).into(),
            word(&self.standing),
            word(&self.state),
            self.due.as_deref().unwrap_or_default().into(),
            self.submitted_at.as_deref().unwrap_or_default().into(),
            i64::from(self.warnings).into(),
        ]
    }
}

impl TableRow for LackUnit {
    const HEAD: &'static [&'static str] = &["unit", "name", "court", "has"];

    fn cells(&self) -> Vec<Cell> {
        let has = match self.has {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        vec![(&self.unit).into(), (&self.name.0).into(), (&self.court.0).into(), has.into()]
    }
}

impl TableRow for NeedRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "name",
        "kind",
        "quantity",
        "price",
        "reason",
        "state",
        "granted",
        "delivered",
        "day",
        "period",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.name).into(),
            (&self.kind.1).into(),
            self.quantity.into(),
            self.price.into(),
            (&self.reason).into(),
            (&self.state.1).into(),
            self.granted.into(),
            self.delivered.into(),
            (&self.day).into(),
            (&self.period).into(),
        ]
    }
}

impl TableRow for WallCard {
    const HEAD: &'static [&'static str] =
        &["unit", "unit_name", "list", "kind", "title", "text", "day", "photo"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.report.unit).into(),
            (&self.unit_name.0).into(),
            (&self.list.0).into(),
            (&self.kind.0).into(),
            (&self.title).into(),
            (&self.text).into(),
            (&self.day).into(),
            self.photo.map_or(Cell::Empty, Cell::from),
        ]
    }
}

impl TableRow for StandardRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "edition",
        "zh",
        "en",
        "subject",
        "effective",
        "items",
        "computed",
        "points",
        "illustrative",
        "usable",
        "loaded_by",
        "loaded_at",
        "retired_by",
        "retired_at",
        "retire_reason",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            (&self.edition).into(),
            (&self.zh).into(),
            (&self.en).into(),
            (&self.subject).into(),
            (&self.effective).into(),
            i64::from(self.items).into(),
            i64::from(self.computed).into(),
            self.points.into(),
            if self.illustrative { "yes" } else { "no" }.into(),
            if self.usable { "yes" } else { "no" }.into(),
            self.loaded_by.as_ref().into(),
            self.loaded_at.as_ref().into(),
            self.retired_by.as_ref().into(),
            self.retired_at.as_ref().into(),
            (&self.retire_reason).into(),
        ]
    }
}

impl TableRow for DifferenceRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "form",
        "period",
        "field",
        "field_name",
        "measure",
        "said",
        "known",
        "source",
        "allowed",
        "stage",
        "explanation",
        "explained_by",
        "decision",
        "reason",
        "decided_by",
        "decided_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.address.unit).into(),
            (&self.unit_name.0).into(),
            (&self.address.form).into(),
            (&self.address.period).into(),
            (&self.field).into(),
            (&self.field_name.0).into(),
            (&self.measure).into(),
            self.said.into(),
            self.known.into(),
            (&self.source).into(),
            self.allowed.into(),
            word(&self.stage),
            (&self.explanation).into(),
            (&self.explained_by).into(),
            word(&self.decision),
            (&self.reason).into(),
            (&self.decided_by).into(),
            self.decided_at.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for CompletenessRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "name",
        "level",
        "tribunals",
        "not_due",
        "due",
        "late",
        "returned",
        "submitted",
        "accepted",
    ];

    /// All spans together; the cells by span are in the answer as JSON.
    fn cells(&self) -> Vec<Cell> {
        let sum = |at: usize| i64::from(self.cells.iter().map(|cell| cell[at]).sum::<u32>());
        let head =
            [(&self.unit).into(), (&self.name.0).into(), word(&self.level), i64::from(self.tribunals).into()];
        head.into_iter().chain((0..6).map(|at| sum(at).into())).collect()
    }
}
