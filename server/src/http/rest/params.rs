//! Query parameters: unknown ones are refused by name, because a misspelt filter that is ignored gives wrong figures.

use crate::http::errors::ApiError;
use app::api::Failure;
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, openapi::path::ParameterIn};

/// The parameters of an operation and the format asked for.
pub struct Params<T>(pub T);

impl<T, S> FromRequestParts<S> for Params<T>
where
    T: DeserializeOwned + IntoParams,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let known = T::into_params(|| Some(ParameterIn::Query));
        let query = parts.uri.query().unwrap_or_default();
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            if name != "format" && !known.iter().any(|parameter| parameter.name == name) {
                return Err(Failure::invalid(&name, "unknown_parameter", name.clone()).into());
            }
        }
        let parsed = Query::<T>::try_from_uri(&parts.uri);
        parsed
            .map(|Query(params)| Self(params))
            .map_err(|error| Failure::invalid("", "malformed", error.body_text()).into())
    }
}
