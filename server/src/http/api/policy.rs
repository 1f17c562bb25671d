//! What is decided for the whole deployment.

use super::reports::read;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
};
use app::{
    api::policy::{Policies as _, PolicyView, RankingOrder},
    domain::{contacts::GuidanceDay, permissions::Actor},
};
use axum::{Extension, Json, body::Bytes, extract::State};

/// What holds. Open to everyone.
#[utoipa::path(get, path = "/api/v1/policy", tag = "policy",
    responses((status = 200, body = PolicyView), (status = "default", body = ErrorBody)))]
pub(super) async fn show_policy(State(web): State<Web>) -> Answer<Json<PolicyView>> {
    Ok(Json(web.platform.policy().await?))
}

/// Lets units be ranked, or not.
#[utoipa::path(post, path = "/api/v1/policy/ranking", tag = "policy", request_body = RankingOrder,
    responses((status = 200, body = PolicyView), (status = "default", body = ErrorBody)))]
pub(super) async fn set_ranking(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<PolicyView>> {
    let order: RankingOrder = read(&body)?;
    Ok(Json(web.platform.set_ranking(&actor, order.ranking).await?))
}

/// Sets the guidance day of contact persons.
#[utoipa::path(post, path = "/api/v1/policy/guidance", tag = "policy", request_body = GuidanceDay,
    responses((status = 200, body = PolicyView), (status = "default", body = ErrorBody)))]
pub(super) async fn set_guidance(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<PolicyView>> {
    Ok(Json(web.platform.set_guidance(&actor, read::<GuidanceDay>(&body)?).await?))
}
