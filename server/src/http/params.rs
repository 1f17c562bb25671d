//! Query strings, strictly: a parameter that nobody knows is refused by its name, so that a slip of the pen is not
//! answered with figures for something else.

use super::{answers::Refused, tables::Format};
use app::api::Failure;
use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use utoipa::IntoParams;

/// The parameters of a request.
#[derive(Debug)]
pub(super) struct Params<T>(pub(super) T);

/// The parameters of a request for a table, and the format in which it is wanted.
#[derive(Debug)]
pub(super) struct TableParams<T>(pub(super) T, pub(super) Format);

impl<S: Sync, T: DeserializeOwned + IntoParams> FromRequestParts<S> for Params<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        Ok(Self(read(parts, &[])?))
    }
}

impl<S: Sync, T: DeserializeOwned + IntoParams> FromRequestParts<S> for TableParams<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let query = read(parts, &["format"])?;
        Ok(Self(query, Format::wanted(parts)?))
    }
}

fn read<T: DeserializeOwned + IntoParams>(parts: &Parts, besides: &[&str]) -> Result<T, Failure> {
    let known: HashSet<_> = T::into_params(|| None).into_iter().map(|param| param.name).collect();
    let mut seen = HashSet::new();
    for (name, _) in pairs(parts) {
        if !known.contains(&name) && !besides.contains(&name.as_str()) {
            return Err(Failure::invalid(&name, "unknown_parameter", &name));
        }
        if !seen.insert(name.clone()) {
            return Err(Failure::invalid(&name, "twice", &name));
        }
    }
    let Query(query) = Query::try_from_uri(&parts.uri).map_err(|error| {
        let text = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        // `offset: invalid digit found in string`
        let field = text.split_once(':').map(|(field, _)| field).filter(|field| known.contains(*field));
        Failure::invalid(field.unwrap_or_default(), "malformed", &text)
    })?;
    Ok(query)
}

/// Names and values of the query string.
pub(super) fn pairs(parts: &Parts) -> Vec<(String, String)> {
    Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default()
}
