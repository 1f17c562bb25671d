//! The explorer: the same choice as on its page, and the same values.

use super::reading::FormatParam;
use crate::{
    books,
    http::{
        Web,
        answers::{Answer, ErrorBody},
        params::TableParams,
        tables::{Format, XLSX, list},
    },
};
use app::{
    api::{
        Failure,
        analysis::{Analyses as _, AnalysisAnswer, AnalysisQuery},
    },
    domain::permissions::Actor,
    i18n::Locale,
};
use axum::{
    Extension,
    extract::{FromRequestParts as _, Request, State},
    response::{IntoResponse, Response},
};
use http::header;

/// Indicators × units × periods, with totals computed from components, held against what you choose. As CSV in rows, as a
/// workbook in the rows and columns of the page, with a sheet that says what was chosen and where it comes from.
#[utoipa::path(get, path = "/api/v1/analysis", tag = "values", params(AnalysisQuery, FormatParam),
    responses((status = 200, body = AnalysisAnswer), (status = "default", body = ErrorBody)))]
pub(super) async fn analyse(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    request: Request,
) -> Answer<Response> {
    let (mut parts, _) = request.into_parts();
    let locale = Locale::of_request(&parts);
    let TableParams(query, format) =
        TableParams::<AnalysisQuery>::from_request_parts(&mut parts, &()).await?;
    let choice = query.choice()?;
    let analysis = web.platform.analyse(&actor, &choice, true).await?;
    let answer = analysis.answer()?;
    let name = format!("analysis-{}-{}-{}", answer.unit, answer.from, answer.to);
    if format != Format::Xlsx {
        return list(format, &name, &answer, || answer.rows.clone()).await;
    }
    let now = web.platform.zone().told(&web.platform.now().to_rfc3339());
    let zone = web.platform.zone();
    let made = tokio::task::spawn_blocking(move || books::write(&analysis, locale, zone, &now));
    let bytes = made.await.map_err(|_| Failure::internal("workbook"))?.map_err(|error| {
        tracing::error!(%error, "workbook");
        Failure::internal("workbook")
    })?;
    let disposition = format!("attachment; filename=\"{name}.xlsx\"");
    let headers = [(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
