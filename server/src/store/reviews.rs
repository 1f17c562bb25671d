//! Reviews: campaigns, entries, marks, checks, outcomes. Points are whole hundredths.

use super::db::{among, list};

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
