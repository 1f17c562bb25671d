//! Contact persons, visits, difficulties.

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
        contacts::{
            ContactList, ContactView, Contacts as _, ContactsQuery, DifficultiesQuery, DifficultyMoveOrder,
            DifficultyOrder, DifficultyRow, PersonOrder, VisitOrder,
        },
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

/// Tribunals that you may see, each with its contact person, last visit, next guidance day and difficulties.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts", params(ContactsQuery, FormatParam),
    responses((status = 200, body = ContactList), (status = "default", body = ErrorBody)))]
pub(super) async fn list_contacts(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ContactsQuery>,
) -> Answer<Response> {
    let found = web.platform.list_contacts(&actor, &query).await?;
    list(format, "contacts", &found, || found.page.rows.clone()).await
}

/// A tribunal with its contact persons, visits and difficulties.
#[utoipa::path(get, path = "/api/v1/contacts/{unit}", tag = "contacts", params(("unit" = String, Path)),
    responses((status = 200, body = ContactView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_contact(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(unit): Path<String>,
) -> Answer<Json<ContactView>> {
    Ok(Json(web.platform.open_contact(&actor, &unit).await?))
}

/// Names a person of an upper court as contact person; whoever it was before stays in the history.
#[utoipa::path(post, path = "/api/v1/contacts/{unit}/person", tag = "contacts", params(("unit" = String, Path)),
    request_body = PersonOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn assign_contact(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(unit): Path<String>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.assign_contact(&actor, &unit, &read::<PersonOrder>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Nobody is contact person from today on.
#[utoipa::path(post, path = "/api/v1/contacts/{unit}/end", tag = "contacts", params(("unit" = String, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn end_contact(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(unit): Path<String>,
) -> Answer<StatusCode> {
    web.platform.end_contact(&actor, &unit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes down a visit with the safety inspection. Answers its number.
#[utoipa::path(post, path = "/api/v1/contacts/{unit}/visits", tag = "contacts", params(("unit" = String, Path)),
    request_body = VisitOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn record_visit(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(unit): Path<String>,
    body: Bytes,
) -> Answer<Json<i64>> {
    Ok(Json(web.platform.record_visit(&actor, &unit, &read::<VisitOrder>(&body)?).await?))
}

/// Takes back a visit of your own that was written down wrongly.
#[utoipa::path(post, path = "/api/v1/visits/{id}/withdrawal", tag = "contacts", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn withdraw_visit(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.withdraw_visit(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Raises a difficulty of a tribunal, which a court above it has to answer. Answers its number.
#[utoipa::path(post, path = "/api/v1/contacts/{unit}/difficulties", tag = "contacts",
    params(("unit" = String, Path)), request_body = DifficultyOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn raise_difficulty(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(unit): Path<String>,
    body: Bytes,
) -> Answer<Json<i64>> {
    Ok(Json(web.platform.raise_difficulty(&actor, &unit, &read::<DifficultyOrder>(&body)?).await?))
}

/// Difficulties of tribunals that you may see.
#[utoipa::path(get, path = "/api/v1/difficulties", tag = "contacts", params(DifficultiesQuery, FormatParam),
    responses((status = 200, body = Page<DifficultyRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_difficulties(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<DifficultiesQuery>,
) -> Answer<Response> {
    let page = web.platform.list_difficulties(&actor, &query).await?;
    list(format, "difficulties", &page, || page.rows.clone()).await
}

/// Answers a difficulty, settles it, opens it again.
#[utoipa::path(post, path = "/api/v1/difficulties/{id}/moves", tag = "contacts", params(("id" = i64, Path)),
    request_body = DifficultyMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_difficulty(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.move_difficulty(&actor, id, &read::<DifficultyMoveOrder>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
