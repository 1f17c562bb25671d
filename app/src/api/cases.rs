//! Case events.

#[cfg(feature = "ssr")]
use super::Failure;
use crate::domain::cases::CaseFault;
use serde::{Deserialize, Serialize};

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RefusedLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// Field and reason.
    #[serde(flatten)]
    pub fault: CaseFault,
}

/// What became of a request of case lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CasesReceipt {
    /// Lines that were not blank.
    pub lines_read: u64,
    /// Cases not known before.
    pub cases_new: u64,
    /// Cases that changed.
    pub cases_changed: u64,
    /// Cases that were already known just so.
    pub cases_unchanged: u64,
    /// Lines that were not taken.
    pub lines_refused: u64,
    /// Facts not known before.
    pub facts_new: u64,
    /// Facts that changed.
    pub facts_revised: u64,
    /// The refused lines, at most the first 1,000.
    pub refused: Vec<RefusedLine>,
}

/// Lines of case states, as they come in: the next line, or why the body cannot be read further.
#[cfg(feature = "ssr")]
pub type CaseLines<'a> = std::pin::Pin<Box<dyn futures::Stream<Item = Result<String, Failure>> + Send + 'a>>;

/// Case events.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Cases {
    /// Takes the lines that can be taken, each within the actor's reach; facts follow in the same transaction.
    /// `origin` names the request or file.
    async fn send_cases(
        &self,
        actor: &crate::domain::permissions::Actor,
        origin: &str,
        lines: CaseLines<'_>,
    ) -> Result<CasesReceipt, Failure>;
}
