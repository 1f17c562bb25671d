//! The one error that crosses the wire: a stable code, a reason whose text the translations hold, and the field it
//! belongs to. Nothing of the database is in it.

use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What kind of failure it is; decides the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum FailureKind {
    /// 400: the request says something that cannot be.
    Invalid,
    /// 401: sign in first.
    Unauthenticated,
    /// 403: not for you.
    Forbidden,
    /// 404: there is no such thing.
    NotFound,
    /// 409: somebody was faster, or it is done already.
    Conflict,
    /// 413: too much at once.
    TooLarge,
    /// 429: too often.
    TooMany,
    /// 500: our fault.
    Internal,
    /// The line is down, or the answer is not ours.
    Unreachable,
}

/// A failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}{reason}: {value}")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Failure {
    /// Kind.
    pub kind: FailureKind,
    /// Key of the text below `reason.` in the translations; stable.
    pub reason: String,
    /// The parameter or field that is wrong; empty when none is.
    #[serde(default)]
    pub field: String,
    /// The offending value, or a particular of it.
    #[serde(default)]
    pub value: String,
}

impl Failure {
    /// A failure with a reason.
    pub fn new(kind: FailureKind, reason: &str) -> Self {
        Self { kind, reason: reason.to_owned(), field: String::new(), value: String::new() }
    }

    /// The request names a value that cannot be.
    pub fn invalid(field: &str, reason: &str, value: impl Into<String>) -> Self {
        let (field, value) = (field.to_owned(), value.into());
        Self { kind: FailureKind::Invalid, reason: reason.to_owned(), field, value }
    }

    /// There is no such thing, or nobody who asks may know of it.
    pub fn not_found(field: &str, value: impl Into<String>) -> Self {
        let (field, value) = (field.to_owned(), value.into());
        Self { kind: FailureKind::NotFound, reason: "not_found".to_owned(), field, value }
    }

    /// Reads the number of something, as it stands in the address of its page.
    ///
    /// # Errors
    /// There is nothing of that name, for what is no number.
    pub fn numbered(field: &str, text: &str) -> Result<i64, Self> {
        text.parse().map_err(|_| Self::not_found(field, text))
    }

    /// Refused by the permission rule.
    pub fn forbidden(value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::new(FailureKind::Forbidden, "forbidden") }
    }

    /// Our fault; `what` is for the log, not for the wire.
    pub fn internal(_what: &str) -> Self {
        Self::new(FailureKind::Internal, "internal")
    }

    /// Replaces the value.
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Whether the same would be refused again, however often it is sent. All others pass: the line comes back, the server
    /// is mended, the person signs in again.
    pub const fn is_final(&self) -> bool {
        match self.kind {
            FailureKind::Invalid
            | FailureKind::Forbidden
            | FailureKind::NotFound
            | FailureKind::Conflict
            | FailureKind::TooLarge => true,
            FailureKind::Unauthenticated
            | FailureKind::TooMany
            | FailureKind::Internal
            | FailureKind::Unreachable => false,
        }
    }

    /// HTTP status.
    pub const fn status(&self) -> u16 {
        match self.kind {
            FailureKind::Invalid => 400,
            FailureKind::Unauthenticated => 401,
            FailureKind::Forbidden => 403,
            FailureKind::NotFound => 404,
            FailureKind::Conflict => 409,
            FailureKind::TooLarge => 413,
            FailureKind::TooMany => 429,
            FailureKind::Internal | FailureKind::Unreachable => 500,
        }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(text) | ServerFnErrorErr::MissingArg(text) => {
                Self::invalid("", "malformed", text)
            }
            // An answer that breaks off, or that is not ours: a proxy whose server is away sends a page of its own.
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Response(_) => Self::new(FailureKind::Unreachable, "unreachable"),
            _ => Self::new(FailureKind::Internal, "internal"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_was_not_answered_by_us() {
        let page = b"<html><title>502 Bad Gateway</title></html>".to_vec();
        let failure = Failure::de(page.into());
        assert_eq!(failure.kind, FailureKind::Unreachable);
        assert!(!failure.is_final());
        let ours = Failure::de(Failure::forbidden("36").ser());
        assert_eq!(ours, Failure::forbidden("36"));
        assert!(ours.is_final());
    }

    #[test]
    fn what_passes_is_no_refusal() {
        for kind in [FailureKind::TooMany, FailureKind::Internal, FailureKind::Unauthenticated] {
            assert!(!Failure::new(kind, "x").is_final(), "{kind:?}");
        }
        for kind in
            [FailureKind::Invalid, FailureKind::NotFound, FailureKind::Conflict, FailureKind::TooLarge]
        {
            assert!(Failure::new(kind, "x").is_final(), "{kind:?}");
        }
    }
}
