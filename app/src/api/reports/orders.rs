//! What is asked of reports, and what becomes of it.

use super::FieldState;
use crate::domain::reports::Move;
use serde::{Deserialize, Serialize};

/// An answer to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AnswerOrder {
    /// Id of the field or list.
    pub field: String,
    /// As typed; a list as a JSON array of objects.
    #[serde(default)]
    pub answer: String,
    /// A comment.
    #[serde(default)]
    pub remark: String,
    /// A question to those above.
    #[serde(default)]
    pub question: String,
    /// The revision that was seen when it was typed.
    #[serde(default)]
    pub base: i64,
    /// Whether another answer may be overwritten: the person has seen and decided it.
    #[serde(default)]
    pub force: bool,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Saved {
    /// Kept, or known just so.
    Kept {
        /// Its revision now.
        revision: i64,
    },
    /// Somebody else has changed it meanwhile; nothing was written.
    Conflict {
        /// What stands there.
        theirs: Box<FieldState>,
    },
    /// There is no such field, or it is too large to keep.
    Refused {
        /// Key of the reason.
        reason: String,
    },
}

/// What became of answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SavedAnswers {
    /// By field, in the order sent.
    pub saved: Vec<(String, Saved)>,
    /// Revision of the report now.
    pub revision: i64,
}

/// A move to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MoveOrder {
    /// What.
    pub what: Move,
    /// Revision of the report that was seen.
    pub revision: i64,
    /// Why; needed to return and to reopen.
    #[serde(default)]
    pub reason: String,
    /// Why, by field.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
}

/// An exception from the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ExceptionOrder {
    /// Last day, YYYY-MM-DD.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Which reports are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ReportsQuery {
    /// Id of a form; empty for all.
    pub form: String,
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// Only those that wait for the reader.
    pub waiting: bool,
    /// Looked for in names and codes.
    pub search: String,
    /// unit, form, due, standing, submitted; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}
