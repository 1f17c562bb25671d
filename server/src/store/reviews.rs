//! Reviews: campaigns, entries, marks, checks, outcomes. Points are whole hundredths.

mod campaigns;
mod dossiers;
mod entries;
mod evidence;
mod marks;
mod outcomes;

pub use campaigns::{CampaignRow, ConflictRow, EventRow, ReviewerRow};
pub use dossiers::Dossiers;
pub use entries::{AnswerRow, EntryRow, MoveRow, RevisionRow};
pub use evidence::{DemandRow, EvidenceRow, NewEvidence};
pub use marks::{AssignmentRow, CheckItemRow, CheckRow, MarkRow, NewCheck};
pub use outcomes::{ObjectionRow, PublicationRow, RecognitionRow, VetoRow};

/// Numbers as a JSON list, for the engines' words for "in this list".
fn list<T: serde::Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

/// `column in ($n)`, the list being JSON.
macro_rules! among {
    ($engine:expr, $before:literal, $number:literal, $after:literal) => {
        $crate::store::db::by_engine!(
            $engine,
            concat!($before, " in (select value from json_each(", $number, "))", $after),
            concat!(
                $before,
                " = any(array(select jsonb_array_elements_text(",
                $number,
                "::jsonb)::bigint))",
                $after
            )
        )
    };
}
use among;
