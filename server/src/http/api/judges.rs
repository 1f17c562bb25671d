//! What concerns single judges: caseload, work list, objections to figures.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        Page,
        caseload::{CaseloadQuery, CaseloadView, Caseloads as _},
        objections::{
            FigureObjectionRow, ObjectionMoveOrder, ObjectionOrder, Objections as _, ObjectionsQuery,
        },
        worklist::{Worklist, WorklistQuery, Worklists as _},
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;

/// The caseload of a judge's post, by kind and age, weighted, and among posts of the same kind. As a table: the kinds.
#[utoipa::path(get, path = "/api/v1/units/{code}/caseload", tag = "units",
    params(("code" = String, Path, description = "Code of the post"), CaseloadQuery, FormatParam),
    responses((status = 200, body = CaseloadView), (status = "default", body = ErrorBody)))]
pub(super) async fn caseload(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(code): Path<String>,
    TableParams(query, format): TableParams<CaseloadQuery>,
) -> Answer<Response> {
    let view = web.platform.caseload(&actor, &code, &query).await?;
    list(format, "caseload", &view, || view.kinds.clone()).await
}

/// Pending cases one by one, for the judge, the head of the tribunal and the manager of the court.
#[utoipa::path(get, path = "/api/v1/worklist", tag = "cases", params(WorklistQuery, FormatParam),
    responses((status = 200, body = Worklist), (status = "default", body = ErrorBody)))]
pub(super) async fn worklist(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<WorklistQuery>,
) -> Answer<Response> {
    let page = web.platform.worklist(&actor, &query).await?;
    list(format, "worklist", &page, || page.rows.clone()).await
}

/// Objections to figures.
#[utoipa::path(get, path = "/api/v1/objections", tag = "objections", params(ObjectionsQuery, FormatParam),
    responses((status = 200, body = Page<FigureObjectionRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_objections(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ObjectionsQuery>,
) -> Answer<Response> {
    let page = web.platform.list_figure_objections(&actor, &query).await?;
    list(format, "objections", &page, || page.rows.clone()).await
}

/// Objects to a figure of one's own; answers the number of the objection.
#[utoipa::path(post, path = "/api/v1/objections", tag = "objections", request_body = ObjectionOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn object(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    let order: ObjectionOrder = read(&body)?;
    Ok(Json(web.platform.object_to_figure(&actor, &order).await?))
}

/// Answers an objection, takes it back, or says that what was wrong has been put right.
#[utoipa::path(post, path = "/api/v1/objections/{id}/moves", tag = "objections", params(("id" = i64, Path)),
    request_body = ObjectionMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_objection(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: ObjectionMoveOrder = read(&body)?;
    web.platform.move_figure_objection(&actor, id, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}
