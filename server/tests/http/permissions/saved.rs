//! What people save, and what comes to them by itself.

use super::{
    NO_QUERY,
    Needs::{SomebodyElses, Somewhere},
    Sent::{Form, Get, PostJson},
    WayIn,
};
use app::domain::permissions::Action::ReadValues;

/// Views, boards, subscriptions.
pub(super) fn saved() -> Vec<WayIn> {
    vec![
        ("list_views", Somewhere(ReadValues), |_, _| Form(NO_QUERY.to_owned())),
        ("save_view", Somewhere(ReadValues), |_, _| Form("order[title]=&order[query]=".to_owned())),
        ("delete_view", SomebodyElses(ReadValues), |_, _| Form("id=999".to_owned())),
        ("pin_view", SomebodyElses(ReadValues), |_, _| Form("id=999&on=true".to_owned())),
        ("list_boards", Somewhere(ReadValues), |_, _| Form(NO_QUERY.to_owned())),
        ("open_board", SomebodyElses(ReadValues), |_, _| Form("id=999".to_owned())),
        ("save_board", Somewhere(ReadValues), |_, _| Form("order[title]=".to_owned())),
        ("delete_board", SomebodyElses(ReadValues), |_, _| Form("id=999".to_owned())),
        ("list_subscriptions", Somewhere(ReadValues), |_, _| Form(String::new())),
        ("subscribe", Somewhere(ReadValues), |_, _| Form("order[template]=weekly_reminder".to_owned())),
        ("unsubscribe", SomebodyElses(ReadValues), |_, _| Form("id=999".to_owned())),
        ("deliver_now", SomebodyElses(ReadValues), |_, _| Form("id=999".to_owned())),
        ("list_deliveries", Somewhere(ReadValues), |_, _| Form(NO_QUERY.to_owned())),
        ("GET /api/v1/views", Somewhere(ReadValues), |_, _| Get("/api/v1/views".to_owned())),
        ("POST /api/v1/views", Somewhere(ReadValues), |_, _| {
            PostJson("/api/v1/views".to_owned(), serde_json::json!({}))
        }),
        ("GET /api/v1/boards", Somewhere(ReadValues), |_, _| Get("/api/v1/boards".to_owned())),
        ("GET /api/v1/boards/{id}", SomebodyElses(ReadValues), |_, _| Get("/api/v1/boards/999".to_owned())),
        ("GET /api/v1/subscriptions", Somewhere(ReadValues), |_, _| Get("/api/v1/subscriptions".to_owned())),
        ("POST /api/v1/subscriptions", Somewhere(ReadValues), |_, _| {
            PostJson("/api/v1/subscriptions".to_owned(), serde_json::json!({}))
        }),
        ("GET /api/v1/deliveries", Somewhere(ReadValues), |_, _| Get("/api/v1/deliveries".to_owned())),
        ("GET /api/v1/deliveries/{id}/files/{n}", SomebodyElses(ReadValues), |_, _| {
            Get("/api/v1/deliveries/999/files/1".to_owned())
        }),
    ]
}
