//! A problem with all that belongs to it.

use super::Dealt;
use crate::{platform::Platform, services::values::instant};
use app::{
    api::{
        Failure,
        problems::{KeptContext, ProblemFile, ProblemMoveView, ProblemView},
    },
    domain::{
        permissions::Actor,
        problems::{ProblemMove, ProblemState, Way},
    },
};

/// Others of the same category at the same unit that are shown.
const MOST_LIKE: i64 = 20;

impl Platform {
    /// The problem as its page shows it.
    pub(super) async fn problem_view(&self, actor: &Actor, dealt: Dealt) -> Result<ProblemView, Failure> {
        let (row, tree) = (&dealt.row, &dealt.tree);
        let repeat_days = self.catalogue.problem_rules().repeat_days;
        let context: KeptContext = serde_json::from_str(&row.context).unwrap_or_default();
        let gone = || Failure::not_found("problem", row.id.to_string());
        let shown = self.problem_row(tree, row)?.ok_or_else(gone)?;
        let like = self.db.problems_like(row, repeat_days, MOST_LIKE).await?;
        let like = like.iter().map(|other| self.problem_row(tree, other));
        let files = self.db.problem_files(row.id).await?;
        let file = |file: crate::store::problems::ProblemFileRow| {
            Some(ProblemFile {
                side: file.side()?,
                kind: file.kind.parse().ok()?,
                file: file.file_id,
                name: file.name,
                by: file.actor,
                at: instant(file.at),
            })
        };
        let moves = self.db.problem_moves(row.id).await?;
        let looks_again = matches!(dealt.state, ProblemState::Closed | ProblemState::Held);
        let again = match context.figure.as_ref().filter(|_| looks_again) {
            Some(then) => self.again(actor, &dealt, then).await?,
            None => None,
        };
        let safety_again = match context.safety.as_ref().filter(|_| looks_again) {
            Some(then) => self.safety_again(&dealt.unit, then).await?,
            None => None,
        };
        let way = Way::from_word(&row.verified_way);
        let (deadline, recheck) = self.proposed_days(row)?;
        Ok(ProblemView {
            verified: way.map(|way| (way, row.verified_note.clone(), row.verified_by.clone())),
            demand: row.demand.clone(),
            measures: row.measures.clone(),
            answered_by: row.answered_by.clone(),
            files: files.into_iter().filter_map(file).collect(),
            moves: moves.into_iter().filter_map(move_view).collect(),
            may: self.moves_for(actor, &dealt),
            may_add: self.may_add(actor, &dealt),
            like: like.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect(),
            bulletins: self.bulletins_about(actor, tree, row.id).await?,
            proposed: (deadline.to_string(), recheck.to_string()),
            row: shown,
            context,
            again,
            safety_again,
        })
    }
}

fn move_view(row: crate::store::problems::ProblemMoveRow) -> Option<ProblemMoveView> {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
    Some(ProblemMoveView {
        what: ProblemMove::from_word(&row.what)?,
        to: ProblemState::from_word(&row.to_state)?,
        actor: row.actor,
        at: instant(row.at),
        note: row.note,
        way: detail["way"].as_str().and_then(Way::from_word),
        day: detail["day"].as_str().unwrap_or_default().to_owned(),
    })
}
