//! What tribunals have reported, across units: checklists, needs, works and honours.

use super::reading::FormatParam;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        Page,
        hearings::{Hearings as _, HearingsPage, HearingsQuery},
        lacks::{Checklists as _, Lacks, LacksQuery},
        needs::{Needs, NeedsOf as _, NeedsQuery},
        wall::{WallCard, WallQuery, Walls as _},
    },
    domain::permissions::Actor,
};
use axum::{Extension, extract::State, response::Response};

/// Who lacks what: checklists by unit and section; with a point, which tribunals have it.
#[utoipa::path(get, path = "/api/v1/lacks", tag = "reports", params(LacksQuery, FormatParam),
    responses((status = 200, body = Lacks), (status = "default", body = ErrorBody)))]
pub(super) async fn lacks(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<LacksQuery>,
) -> Answer<Response> {
    let found = web.platform.lacks(&actor, &query).await?;
    list(format, "lacks", &found, || found.units.clone()).await
}

/// Needs of tribunals and their fulfilment, with totals by kind.
#[utoipa::path(get, path = "/api/v1/needs", tag = "reports", params(NeedsQuery, FormatParam),
    responses((status = 200, body = Needs), (status = "default", body = ErrorBody)))]
pub(super) async fn needs(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<NeedsQuery>,
) -> Answer<Response> {
    let found = web.platform.needs(&actor, &query).await?;
    list(format, "needs", &found, || found.page.rows.clone()).await
}

/// Hearings as tribunals have scheduled them, from accepted reports.
#[utoipa::path(get, path = "/api/v1/hearings", tag = "reports", params(HearingsQuery, FormatParam),
    responses((status = 200, body = HearingsPage), (status = "default", body = ErrorBody)))]
pub(super) async fn hearings(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<HearingsQuery>,
) -> Answer<Response> {
    let found = web.platform.list_hearings(&actor, &query).await?;
    list(format, "hearings", &found, || found.page.rows.clone()).await
}

/// Works, honours and circuit trials, the newest first.
#[utoipa::path(get, path = "/api/v1/wall", tag = "reports", params(WallQuery, FormatParam),
    responses((status = 200, body = Page<WallCard>), (status = "default", body = ErrorBody)))]
pub(super) async fn wall(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<WallQuery>,
) -> Answer<Response> {
    let page = web.platform.wall(&actor, &query).await?;
    list(format, "wall", &page, || page.rows.clone()).await
}
