//! Problems, how they are put right, bulletins and reminder letters.

use super::{papers::file, reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        Page,
        bulletins::{
            BulletinMoveOrder, BulletinRow, BulletinText, BulletinView, Bulletins as _, BulletinsQuery, Desk,
            DraftOrder, Statistics,
        },
        problems::{
            BoardCell, ProblemList, ProblemMoveOrder, ProblemOrder, ProblemView, Problems as _, ProblemsQuery,
        },
    },
    domain::{permissions::Actor, problems::Side},
    i18n::Locale,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use http::{StatusCode, request::Parts};
use serde::{Deserialize, Serialize};

/// A file that shows how it was, or how it is.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct ShownFile {
    /// Number of a file of the unit.
    file: i64,
    /// Which side it shows.
    side: Side,
    /// Whether it is put there, or taken away.
    there: bool,
}

/// Which year.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct YearQuery {
    /// The year; empty for the running one.
    year: String,
}

/// Whose board.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct BoardQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    unit: String,
}

/// Problems at units that you may see.
#[utoipa::path(get, path = "/api/v1/problems", tag = "problems", params(ProblemsQuery, FormatParam),
    responses((status = 200, body = ProblemList), (status = "default", body = ErrorBody)))]
pub(super) async fn list_problems(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ProblemsQuery>,
) -> Answer<Response> {
    let found = web.platform.list_problems(&actor, &query).await?;
    list(format, "problems", &found, || found.page.rows.clone()).await
}

/// Raises a problem; what it was found in is kept as it is now. Answers its number.
#[utoipa::path(post, path = "/api/v1/problems", tag = "problems", request_body = ProblemOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn raise_problem(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    Ok(Json(web.platform.raise_problem(&actor, &read::<ProblemOrder>(&body)?).await?))
}

/// What waits, by city, state and age.
#[utoipa::path(get, path = "/api/v1/problems/board", tag = "problems", params(BoardQuery, FormatParam),
    responses((status = 200, body = Vec<BoardCell>), (status = "default", body = ErrorBody)))]
pub(super) async fn problem_board(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<BoardQuery>,
) -> Answer<Response> {
    let cells = web.platform.problem_board(&actor, &query.unit).await?;
    list(format, "problem-board", &cells, || cells.clone()).await
}

/// A problem with what it was found in, its history and its evidence.
#[utoipa::path(get, path = "/api/v1/problems/{id}", tag = "problems", params(("id" = i64, Path)),
    responses((status = 200, body = ProblemView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_problem(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<ProblemView>> {
    Ok(Json(web.platform.open_problem(&actor, id).await?))
}

/// Verifies a problem, gives it to somebody, answers, checks, sends back, closes, looks at it again.
#[utoipa::path(post, path = "/api/v1/problems/{id}/moves", tag = "problems", params(("id" = i64, Path)),
    request_body = ProblemMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_problem(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.move_problem(&actor, id, &read::<ProblemMoveOrder>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a file of the unit to a problem, or takes it away.
#[utoipa::path(post, path = "/api/v1/problems/{id}/files", tag = "problems", params(("id" = i64, Path)),
    request_body = ShownFile,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn show_file(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    let shown: ShownFile = read(&body)?;
    web.platform.show_file(&actor, id, shown.file, shown.side, shown.there).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Bulletins and reminder letters: those that you issue, and those published that concern you.
#[utoipa::path(get, path = "/api/v1/bulletins", tag = "bulletins", params(BulletinsQuery, FormatParam),
    responses((status = 200, body = Page<BulletinRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_bulletins(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<BulletinsQuery>,
) -> Answer<Response> {
    let page = web.platform.list_bulletins(&actor, &query).await?;
    list(format, "bulletins", &page, || page.rows.clone()).await
}

/// Makes a draft of verified problems, with the proposed text and addressees. Answers its number.
#[utoipa::path(post, path = "/api/v1/bulletins", tag = "bulletins", request_body = DraftOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn draft_bulletin(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    Ok(Json(web.platform.draft_bulletin(&actor, &read::<DraftOrder>(&body)?).await?))
}

/// What a draft can be made of: issuers, and verified problems that stand in no bulletin yet.
#[utoipa::path(get, path = "/api/v1/bulletins/desk", tag = "bulletins",
    responses((status = 200, body = Desk), (status = "default", body = ErrorBody)))]
pub(super) async fn bulletin_desk(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<Desk>> {
    Ok(Json(web.platform.bulletin_desk(&actor).await?))
}

/// Verified problems of a year by category and city, and what was published.
#[utoipa::path(get, path = "/api/v1/bulletins/statistics", tag = "bulletins", params(YearQuery, FormatParam),
    responses((status = 200, body = Statistics), (status = "default", body = ErrorBody)))]
pub(super) async fn bulletin_statistics(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<YearQuery>,
) -> Answer<Response> {
    let found = web.platform.bulletin_statistics(&actor, &query.year).await?;
    list(format, "problem-statistics", &found, || found.rows.clone()).await
}

/// A bulletin with its text, its addressees and their receipts.
#[utoipa::path(get, path = "/api/v1/bulletins/{id}", tag = "bulletins", params(("id" = i64, Path)),
    responses((status = 200, body = BulletinView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_bulletin(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<BulletinView>> {
    Ok(Json(web.platform.open_bulletin(&actor, id).await?))
}

/// Changes the text of your draft, and whom it is addressed to.
#[utoipa::path(post, path = "/api/v1/bulletins/{id}/text", tag = "bulletins", params(("id" = i64, Path)),
    request_body = BulletinText,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn write_bulletin(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.write_bulletin(&actor, id, &read::<BulletinText>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Proposes a draft; publishes or sends back that of somebody else; gives up.
#[utoipa::path(post, path = "/api/v1/bulletins/{id}/moves", tag = "bulletins", params(("id" = i64, Path)),
    request_body = BulletinMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_bulletin(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.move_bulletin(&actor, id, &read::<BulletinMoveOrder>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a bulletin was read, for every addressee at which you have a role.
#[utoipa::path(post, path = "/api/v1/bulletins/{id}/receipts", tag = "bulletins", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn receive_bulletin(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.receive_bulletin(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A bulletin as PDF.
#[utoipa::path(get, path = "/api/v1/bulletins/{id}/pdf", tag = "bulletins", params(("id" = i64, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = "default", body = ErrorBody)))]
pub(super) async fn bulletin_paper(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    parts: Parts,
) -> Answer<Response> {
    Ok(file(web.platform.bulletin_paper(&actor, id, Locale::of_request(&parts)).await?))
}
