//! JSON, CSV or XLSX, by `format=` or `Accept`.

use crate::{http::errors::ApiError, tables};
use app::api::Failure;
use axum::{
    Json,
    extract::FromRequestParts,
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    Xlsx,
}

impl<S: Send + Sync> FromRequestParts<S> for Format {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "format");
        if let Some((_, format)) = named {
            return match &*format {
                "json" => Ok(Self::Json),
                "csv" => Ok(Self::Csv),
                "xlsx" => Ok(Self::Xlsx),
                other => Err(Failure::invalid("format", "bad_format", other).into()),
            };
        }
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        Ok(if accept.is_some_and(|accept| accept.starts_with("text/csv")) { Self::Csv } else { Self::Json })
    }
}

/// A list as JSON.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rows<T> {
    /// The rows.
    pub rows: Vec<T>,
}

impl Format {
    /// `json` is answered as JSON, its `rows` as a table with `columns` otherwise; `name` names the file.
    pub fn answer<J: Serialize, T: Serialize>(
        self,
        name: &str,
        columns: &[&str],
        json: &J,
        rows: &[T],
    ) -> Result<Response, ApiError> {
        let (bytes, kind, ending) = match self {
            Self::Json => return Ok(Json(json).into_response()),
            Self::Csv => (tables::csv(columns, rows), "text/csv; charset=utf-8", "csv"),
            Self::Xlsx => (
                tables::xlsx(columns, rows),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
            ),
        };
        let bytes = bytes.map_err(|error| {
            tracing::error!(%error, "table");
            Failure::internal("table")
        })?;
        let disposition = format!("attachment; filename=\"{name}.{ending}\"");
        let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        Ok((headers, bytes).into_response())
    }
}
