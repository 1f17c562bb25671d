//! The ways in to what concerns single judges, and to the quality of data.

use super::{
    Needs::{At, SomebodyElses},
    Sent::{Form, Get, PostJson},
    WayIn,
};
use app::domain::permissions::Action;
use serde_json::json;

fn finding(unit: &str) -> String {
    let words = [("unit", unit), ("sign", "jump"), ("indicator", "closed"), ("month", "2026-10")];
    words.map(|(name, value)| format!("order[finding][{name}]={value}")).join("&")
}

/// Caseload, work list, objections, findings.
pub(super) fn judges() -> Vec<WayIn> {
    vec![
        ("list_work", At(Action::ReadCases), |_, u| Form(format!("query[unit]={u}"))),
        ("list_figure_objections", At(Action::ReadObjections), |_, u| Form(format!("query[unit]={u}"))),
        ("object_to_figure", At(Action::ObjectFigures), |_, u| {
            let figure = [("unit", u), ("indicator", "received"), ("from", "2026-01"), ("to", "2026-10")];
            let figure = figure.map(|(name, value)| format!("order[figure][{name}]={value}")).join("&");
            Form(format!("{figure}&order[reason]=x"))
        }),
        ("move_figure_objection", SomebodyElses(Action::ReadObjections), |_, _| {
            Form("id=999999&order[what]=withdraw".to_owned())
        }),
        ("list_findings", At(Action::ReadQuality), |_, u| Form(format!("query[unit]={u}"))),
        ("dismiss_finding", At(Action::DismissFindings), |_, u| {
            Form(format!("{}&order[value]=1&order[reason]=x", finding(u)))
        }),
        ("restore_finding", At(Action::DismissFindings), |_, u| {
            Form(format!("{}&order[reason]=x", finding(u)))
        }),
        ("quality_matrix", At(Action::ReadQuality), |_, u| Form(format!("unit={u}&months=3"))),
        ("GET /api/v1/quality/findings", At(Action::ReadQuality), |_, u| {
            Get(format!("/api/v1/quality/findings?unit={u}"))
        }),
        ("GET /api/v1/quality/matrix", At(Action::ReadQuality), |_, u| {
            Get(format!("/api/v1/quality/matrix?unit={u}"))
        }),
        ("POST /api/v1/quality/dismissals", At(Action::DismissFindings), |_, u| {
            let finding = json!({ "unit": u, "sign": "jump", "indicator": "closed", "month": "2026-10" });
            let order = json!({ "finding": finding, "value": 1.0, "reason": "x" });
            PostJson("/api/v1/quality/dismissals".to_owned(), order)
        }),
        ("POST /api/v1/quality/restorations", At(Action::DismissFindings), |_, u| {
            let finding = json!({ "unit": u, "sign": "jump", "indicator": "closed", "month": "2026-10" });
            PostJson("/api/v1/quality/restorations".to_owned(), json!({ "finding": finding, "reason": "x" }))
        }),
        ("GET /api/v1/units/{code}/caseload", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/units/{u}/caseload?from=2026-01&to=2026-10"))
        }),
        ("GET /api/v1/worklist", At(Action::ReadCases), |_, u| Get(format!("/api/v1/worklist?unit={u}"))),
        ("GET /api/v1/objections", At(Action::ReadObjections), |_, u| {
            Get(format!("/api/v1/objections?unit={u}"))
        }),
        ("POST /api/v1/objections", At(Action::ObjectFigures), |_, u| {
            let figure = json!({ "unit": u, "indicator": "received", "from": "2026-01", "to": "2026-10" });
            PostJson("/api/v1/objections".to_owned(), json!({ "figure": figure, "reason": "x" }))
        }),
        ("POST /api/v1/objections/{id}/moves", SomebodyElses(Action::ReadObjections), |_, _| {
            PostJson("/api/v1/objections/999999/moves".to_owned(), json!({ "what": "withdraw" }))
        }),
    ]
}
