//! The ways in to devices and alarms.

use super::{
    NO_QUERY,
    Needs::{At, AtProvince, SomebodyElses, Somewhere},
    Sent::{Form, Get, Post, PostJson},
    WayIn,
};
use app::domain::permissions::Action;
use serde_json::json;

/// Devices, what they say, alarms.
pub(super) fn safety() -> Vec<WayIn> {
    vec![
        ("list_devices", At(Action::ReadDevices), |_, u| Form(format!("query[unit]={u}"))),
        ("device_coverage", At(Action::ReadDevices), |_, u| Form(format!("unit={u}&{NO_QUERY}"))),
        ("retire_device", SomebodyElses(Action::ManageDevices), |_, _| Form("id=999999".to_owned())),
        ("restore_device", SomebodyElses(Action::ManageDevices), |_, _| Form("id=999999".to_owned())),
        ("save_device", At(Action::ManageDevices), |_, u| {
            Form(format!("order[tribunal]={u}&order[code]=x&order[kind]=camera&order[name]=x"))
        }),
        ("list_points", At(Action::ReadDevices), |_, u| Form(format!("query[unit]={u}"))),
        ("save_point", At(Action::ManageDevices), |_, u| {
            Form(format!("order[tribunal]={u}&order[code]=x&order[kind]=gate&order[name]=x"))
        }),
        ("retire_point", SomebodyElses(Action::ManageDevices), |_, _| Form("id=999999".to_owned())),
        ("restore_point", SomebodyElses(Action::ManageDevices), |_, _| Form("id=999999".to_owned())),
        ("unknown_devices", AtProvince(Action::ReadDevices), |_, _| Form(NO_QUERY.to_owned())),
        ("list_alarms", At(Action::ReadAlarms), |_, u| Form(format!("query[unit]={u}"))),
        ("open_alarm", SomebodyElses(Action::ReadAlarms), |_, _| Form("id=999999".to_owned())),
        ("move_alarm", SomebodyElses(Action::AnswerAlarms), |_, _| {
            Form("id=999999&order[what]=acknowledge".to_owned())
        }),
        ("safety_figures", At(Action::ReadAlarms), |_, u| Form(format!("unit={u}"))),
        ("safety_statistics", At(Action::ReadAlarms), |_, u| Form(format!("query[unit]={u}"))),
        ("GET /api/v1/alarms/statistics", At(Action::ReadAlarms), |_, u| {
            Get(format!("/api/v1/alarms/statistics?unit={u}"))
        }),
        ("list_alarm_windows", Somewhere(Action::ReadDevices), |_, _| Form(String::new())),
        ("add_alarm_window", At(Action::ManageDevices), |_, u| {
            Form(format!("order[kind]=quiet&order[unit]={u}&order[hours]=1&order[reason]=x"))
        }),
        ("end_alarm_window", SomebodyElses(Action::ManageDevices), |_, _| Form("id=999999".to_owned())),
        ("list_hearings", At(Action::ReadValues), |_, u| Form(format!("query[unit]={u}"))),
        ("GET /api/v1/hearings", At(Action::ReadValues), |_, u| Get(format!("/api/v1/hearings?unit={u}"))),
        ("GET /api/v1/safety/map", At(Action::ReadAlarms), |_, u| {
            Get(format!("/api/v1/safety/map?unit={u}"))
        }),
        ("GET /api/v1/safety/compliance", At(Action::ReadAlarms), |_, u| {
            Get(format!("/api/v1/safety/compliance?unit={u}"))
        }),
        ("list_cameras", At(Action::ReadAlarms), |_, u| Form(format!("query[unit]={u}"))),
        ("alarm_pictures", SomebodyElses(Action::ReadAlarms), |_, _| Form("alarm=999999".to_owned())),
        ("open_stream", SomebodyElses(Action::ReadAlarms), |_, _| Form("device=999999".to_owned())),
        ("POST /api/v1/devices/pictures", Somewhere(Action::SendDeviceMessages), |_, _| {
            Post("/api/v1/devices/pictures?source=&address=".to_owned(), "")
        }),
        ("GET /api/v1/devices/cameras", At(Action::ReadAlarms), |_, u| {
            Get(format!("/api/v1/devices/cameras?unit={u}"))
        }),
        ("GET /api/v1/devices/{id}/stream", SomebodyElses(Action::ReadAlarms), |_, _| {
            Get("/api/v1/devices/999999/stream".to_owned())
        }),
        ("GET /api/v1/pictures/{id}", SomebodyElses(Action::ReadAlarms), |_, _| {
            Get("/api/v1/pictures/999999".to_owned())
        }),
        ("GET /api/v1/pictures/{id}/thumbnail", SomebodyElses(Action::ReadAlarms), |_, _| {
            Get("/api/v1/pictures/999999/thumbnail".to_owned())
        }),
        ("GET /api/v1/alarms/{id}/pictures", SomebodyElses(Action::ReadAlarms), |_, _| {
            Get("/api/v1/alarms/999999/pictures".to_owned())
        }),
        ("list_alarm_hooks", Somewhere(Action::DecidePolicy), |_, _| Form(String::new())),
        ("add_alarm_hook", At(Action::DecidePolicy), |_, u| {
            Form(format!("order[unit]={u}&order[url]=https://hook.example/&order[kinds]="))
        }),
        ("end_alarm_hook", SomebodyElses(Action::DecidePolicy), |_, _| Form("id=999999".to_owned())),
        ("GET /api/v1/alarms/hooks", Somewhere(Action::DecidePolicy), |_, _| {
            Get("/api/v1/alarms/hooks".to_owned())
        }),
        ("POST /api/v1/alarms/hooks", At(Action::DecidePolicy), |_, u| {
            PostJson("/api/v1/alarms/hooks".to_owned(), json!({ "unit": u, "url": "https://hook.example/" }))
        }),
        ("POST /api/v1/alarms/hooks/{id}/end", SomebodyElses(Action::DecidePolicy), |_, _| {
            PostJson("/api/v1/alarms/hooks/999999/end".to_owned(), json!({}))
        }),
        ("GET /api/v1/devices", At(Action::ReadDevices), |_, u| Get(format!("/api/v1/devices?unit={u}"))),
        ("POST /api/v1/devices", At(Action::ManageDevices), |_, u| {
            let order = json!({ "tribunal": u, "code": "c", "kind": "camera", "name": "x" });
            PostJson("/api/v1/devices".to_owned(), order)
        }),
        ("POST /api/v1/devices/points", At(Action::ManageDevices), |_, u| {
            let order = json!({ "tribunal": u, "code": "p", "kind": "gate", "name": "x" });
            PostJson("/api/v1/devices/points".to_owned(), order)
        }),
        ("POST /api/v1/devices/{id}/retirement", SomebodyElses(Action::ManageDevices), |_, _| {
            PostJson("/api/v1/devices/999999/retirement".to_owned(), json!({}))
        }),
        ("POST /api/v1/devices/{id}/return", SomebodyElses(Action::ManageDevices), |_, _| {
            PostJson("/api/v1/devices/999999/return".to_owned(), json!({}))
        }),
        ("GET /api/v1/devices/points", At(Action::ReadDevices), |_, u| {
            Get(format!("/api/v1/devices/points?unit={u}"))
        }),
        ("POST /api/v1/devices/points/{id}/retirement", SomebodyElses(Action::ManageDevices), |_, _| {
            PostJson("/api/v1/devices/points/999999/retirement".to_owned(), json!({}))
        }),
        ("POST /api/v1/devices/points/{id}/return", SomebodyElses(Action::ManageDevices), |_, _| {
            PostJson("/api/v1/devices/points/999999/return".to_owned(), json!({}))
        }),
        ("GET /api/v1/devices/coverage", At(Action::ReadDevices), |_, u| {
            Get(format!("/api/v1/devices/coverage?unit={u}"))
        }),
        ("GET /api/v1/devices/unknown", AtProvince(Action::ReadDevices), |_, _| {
            Get("/api/v1/devices/unknown".to_owned())
        }),
        ("POST /api/v1/devices/messages", Somewhere(Action::SendDeviceMessages), |_, _| {
            PostJson("/api/v1/devices/messages".to_owned(), json!({ "messages": [] }))
        }),
        ("GET /api/v1/alarms", At(Action::ReadAlarms), |_, u| Get(format!("/api/v1/alarms?unit={u}"))),
        ("GET /api/v1/alarms/{id}", SomebodyElses(Action::ReadAlarms), |_, _| {
            Get("/api/v1/alarms/999999".to_owned())
        }),
        ("POST /api/v1/alarms/{id}/moves", SomebodyElses(Action::AnswerAlarms), |_, _| {
            PostJson("/api/v1/alarms/999999/moves".to_owned(), json!({ "what": "acknowledge" }))
        }),
        ("GET /api/v1/alarms/figures", At(Action::ReadAlarms), |_, u| {
            Get(format!("/api/v1/alarms/figures?unit={u}"))
        }),
        ("GET /api/v1/alarms/windows", Somewhere(Action::ReadDevices), |_, _| {
            Get("/api/v1/alarms/windows".to_owned())
        }),
        ("POST /api/v1/alarms/windows", At(Action::ManageDevices), |_, u| {
            let order = json!({ "kind": "quiet", "unit": u, "hours": 1, "reason": "x" });
            PostJson("/api/v1/alarms/windows".to_owned(), order)
        }),
        ("POST /api/v1/alarms/windows/{id}/end", SomebodyElses(Action::ManageDevices), |_, _| {
            PostJson("/api/v1/alarms/windows/999999/end".to_owned(), json!({}))
        }),
    ]
}
