//! REST, version 1. Every operation is defined once: its route and its entry in the OpenAPI document come from the
//! same line.
#![allow(unused_qualifications)] // in what utoipa's macro writes

mod analysis;
mod cases;
mod contacts;
mod differences;
mod files;
mod imports;
mod judges;
mod papers;
mod people;
mod pictures;
mod policy;
mod problems;
mod quality;
mod reading;
mod reported;
mod reports;
mod reviews;
mod safety;
mod saved;
mod standards;
mod stream;
mod voices;

use super::{Web, answers::ErrorBody};
use crate::services::MOST_SNAPSHOT;
use app::domain::files::{MOST_BYTES, PIECE_BYTES};
use axum::{Json, Router, extract::DefaultBodyLimit, routing::get};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jiceng 基层",
        description = "Figures of people's tribunals. Every list answers `{\"rows\": […]}`; as CSV by `Accept: text/csv` or \
                       `format=csv`, as a workbook by `format=xlsx`. Errors answer `{\"error\": {…}}` with a stable code, the \
                       field it belongs to and a message in Chinese and English.",
        license(name = "Apache-2.0")
    ),
    components(schemas(ErrorBody)),
    security(("token" = []), ("session" = [])),
    modifiers(&Securities)
)]
struct Document;

struct Securities;

impl Modify for Securities {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token, `jc_…`, made by an administrator or by `jiceng token create`."));
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
        let cookie = ApiKeyValue::with_description("jiceng", "The session of a signed-in person.");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

fn quick_operations() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(reading::list_units))
        .routes(routes!(reading::list_indicators))
        .routes(routes!(reading::query_values))
        .routes(routes!(reading::explain_value))
        .routes(routes!(analysis::analyse))
        .routes(routes!(papers::unit_report))
        .routes(routes!(papers::unit_chart))
        .routes(routes!(people::list_users))
        .routes(routes!(people::list_tokens))
        .routes(routes!(people::list_audit))
        .routes(routes!(people::verify_audit))
        .routes(routes!(people::list_looks))
        .routes(routes!(policy::show_policy))
        .routes(routes!(policy::set_ranking))
        .routes(routes!(policy::set_guidance))
        .routes(routes!(imports::list_profiles))
        .routes(routes!(imports::open_import))
        .routes(routes!(imports::list_problems))
        .routes(routes!(reports::list_reports))
        .routes(routes!(reports::open_report))
        .routes(routes!(reports::save_answers))
        .routes(routes!(reports::move_report))
        .routes(routes!(reports::unlock_report))
        .routes(routes!(reports::remind))
        .routes(routes!(reports::completeness))
        .routes(routes!(reports::open_workbook, reports::fill_workbook))
        .routes(routes!(differences::list_differences))
        .routes(routes!(differences::explain_difference))
        .routes(routes!(differences::decide_difference))
        .routes(routes!(judges::caseload))
        .routes(routes!(judges::worklist))
        .routes(routes!(judges::list_objections, judges::object))
        .routes(routes!(judges::move_objection))
        .routes(routes!(problems::list_problems, problems::raise_problem))
        .routes(routes!(problems::problem_board))
        .routes(routes!(problems::open_problem))
        .routes(routes!(problems::move_problem))
        .routes(routes!(problems::show_file))
        .routes(routes!(problems::list_bulletins, problems::draft_bulletin))
        .routes(routes!(problems::bulletin_desk))
        .routes(routes!(problems::bulletin_statistics))
        .routes(routes!(problems::open_bulletin))
        .routes(routes!(problems::write_bulletin))
        .routes(routes!(problems::move_bulletin))
        .routes(routes!(problems::receive_bulletin))
        .routes(routes!(problems::bulletin_paper))
        .routes(routes!(contacts::list_contacts))
        .routes(routes!(contacts::open_contact))
        .routes(routes!(contacts::assign_contact))
        .routes(routes!(contacts::end_contact))
        .routes(routes!(contacts::record_visit))
        .routes(routes!(contacts::withdraw_visit))
        .routes(routes!(contacts::raise_difficulty))
        .routes(routes!(contacts::list_difficulties))
        .routes(routes!(contacts::move_difficulty))
        .routes(routes!(voices::list_voices))
        .routes(routes!(voices::voice_figures))
        .routes(routes!(voices::open_voice))
        .routes(routes!(voices::move_voice))
        .routes(routes!(voices::voice_code))
        .routes(routes!(quality::list_findings))
        .routes(routes!(quality::dismiss))
        .routes(routes!(quality::restore))
        .routes(routes!(quality::matrix))
        .routes(routes!(reported::lacks))
        .routes(routes!(reported::needs))
        .routes(routes!(reported::wall))
        .routes(routes!(reported::hearings))
        .routes(routes!(reviews::list_campaigns))
        .routes(routes!(reviews::open_campaign))
        .routes(routes!(reviews::board))
        .routes(routes!(reviews::results))
        .routes(routes!(reviews::checks))
        .routes(routes!(reviews::objections))
        .routes(routes!(reviews::judgement))
        .routes(routes!(reviews::verify))
        .routes(routes!(reviews::rescored))
        .routes(routes!(reviews::publication))
        .routes(routes!(reviews::open_entry))
        .routes(routes!(reviews::save_items))
        .routes(routes!(reviews::move_entry))
        .routes(routes!(reviews::list_recognitions))
        .routes(routes!(safety::list_devices, safety::save_device))
        .routes(routes!(safety::list_points, safety::save_point))
        .routes(routes!(safety::retire_point))
        .routes(routes!(safety::restore_point))
        .routes(routes!(safety::retire_device))
        .routes(routes!(safety::restore_device))
        .routes(routes!(safety::coverage))
        .routes(routes!(safety::unknown_devices))
        .routes(routes!(safety::send_messages))
        .routes(routes!(pictures::list_cameras))
        .routes(routes!(pictures::open_stream))
        .routes(routes!(pictures::open_picture))
        .routes(routes!(pictures::open_small_picture))
        .routes(routes!(pictures::alarm_pictures))
        .routes(routes!(safety::list_alarms))
        .routes(routes!(safety::open_alarm))
        .routes(routes!(safety::move_alarm))
        .routes(routes!(safety::figures))
        .routes(routes!(pictures::compliance))
        .routes(routes!(pictures::safety_map))
        .routes(routes!(safety::statistics))
        .routes(routes!(safety::list_windows, safety::add_window))
        .routes(routes!(safety::end_window))
        .routes(routes!(safety::list_hooks, safety::add_hook))
        .routes(routes!(safety::end_hook))
        .routes(routes!(saved::list_views, saved::save_view))
        .routes(routes!(saved::list_boards))
        .routes(routes!(saved::open_board))
        .routes(routes!(saved::list_subscriptions, saved::subscribe))
        .routes(routes!(saved::list_deliveries))
        .routes(routes!(saved::open_delivery))
        .routes(routes!(standards::list_standards, standards::load_standard))
        .routes(routes!(standards::open_standard))
        .routes(routes!(standards::standard_file))
        .routes(routes!(standards::compare_standards))
        .routes(routes!(standards::retire_standard))
        .routes(routes!(standards::restore_standard))
        .routes(routes!(standards::assess))
        .routes(routes!(files::see_upload))
        .routes(routes!(files::open_file))
        .routes(routes!(files::open_thumbnail))
}

fn slow_operations() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(cases::send_cases))
        .routes(routes!(imports::list_imports, imports::upload))
        .routes(routes!(imports::commit_import))
        .routes(routes!(imports::undo_import))
        .routes(routes!(imports::retry_import))
}

fn file_operations() -> OpenApiRouter<Web> {
    let snapshots = OpenApiRouter::new().routes(routes!(pictures::send_picture));
    let pieces = OpenApiRouter::new().routes(routes!(files::send_piece));
    OpenApiRouter::new()
        .routes(routes!(files::add_file))
        .routes(routes!(files::start_upload))
        .layer(DefaultBodyLimit::max(MOST_BYTES as usize))
        .merge(pieces.layer(DefaultBodyLimit::max(PIECE_BYTES)))
        .merge(snapshots.layer(DefaultBodyLimit::max(MOST_SNAPSHOT)))
}

fn endless_operations() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(stream::follow))
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut all = OpenApiRouter::with_openapi(Document::openapi());
    for operations in [quick_operations(), slow_operations(), file_operations(), endless_operations()] {
        all = all.merge(operations);
    }
    let mut document = utoipa::openapi::OpenApi::default();
    std::mem::swap(&mut document, all.get_openapi_mut());
    document
}

/// What is answered within seconds.
pub(super) fn quick(web: &Web) -> Router {
    let document = openapi();
    let show = get(async move || Json(document));
    Router::from(quick_operations()).route("/api/v1/openapi.json", show).with_state(web.clone())
}

/// What reads large bodies.
pub(super) fn slow(web: &Web) -> Router {
    Router::from(slow_operations())
        .layer(DefaultBodyLimit::max(web.options.upload_limit))
        .merge(Router::from(file_operations()))
        .with_state(web.clone())
}

/// What is never over.
pub(super) fn endless(web: &Web) -> Router {
    Router::from(endless_operations()).with_state(web.clone())
}
