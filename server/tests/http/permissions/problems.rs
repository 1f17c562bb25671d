//! The ways in to problems and bulletins.

use super::{
    Needs::{At, SomebodyElses, Somewhere},
    Sent::{Form, Get, PostJson},
    WayIn,
};
use app::domain::permissions::Action::{IssueBulletins, OverseeProblems, ReadProblems};
use serde_json::json;

/// Problems, rectification, bulletins.
pub(super) fn problems() -> Vec<WayIn> {
    vec![
        ("list_problems", At(ReadProblems), |_, u| Form(format!("query[unit]={u}"))),
        ("open_problem", SomebodyElses(ReadProblems), |_, _| Form("id=999999".to_owned())),
        ("raise_problem", At(OverseeProblems), |_, u| {
            Form(format!("order[unit]={u}&order[category]=dress&order[text]="))
        }),
        ("move_problem", SomebodyElses(ReadProblems), |_, _| {
            Form("id=999999&order[what]=confirm".to_owned())
        }),
        ("show_file", SomebodyElses(ReadProblems), |_, _| {
            Form("id=999999&file=1&side=after&there=true".to_owned())
        }),
        ("problem_board", At(ReadProblems), |_, u| Form(format!("unit={u}"))),
        ("list_bulletins", Somewhere(ReadProblems), |_, _| Form("query[kind]=".to_owned())),
        ("open_bulletin", SomebodyElses(ReadProblems), |_, _| Form("id=999999".to_owned())),
        ("bulletin_desk", Somewhere(IssueBulletins), |_, _| Form(String::new())),
        ("draft_bulletin", At(IssueBulletins), |_, u| Form(format!("order[issuer]={u}"))),
        ("write_bulletin", SomebodyElses(ReadProblems), |_, _| {
            Form("id=999999&text[title]=x&text[body]=x".to_owned())
        }),
        ("move_bulletin", SomebodyElses(ReadProblems), |_, _| {
            Form("id=999999&order[what]=publish".to_owned())
        }),
        ("receive_bulletin", SomebodyElses(ReadProblems), |_, _| Form("id=999999".to_owned())),
        ("bulletin_statistics", Somewhere(ReadProblems), |_, _| Form("year=".to_owned())),
        ("GET /api/v1/problems", At(ReadProblems), |_, u| Get(format!("/api/v1/problems?unit={u}"))),
        ("POST /api/v1/problems", At(OverseeProblems), |_, u| {
            PostJson("/api/v1/problems".to_owned(), json!({ "unit": u, "category": "dress", "text": "" }))
        }),
        ("GET /api/v1/problems/board", At(ReadProblems), |_, u| {
            Get(format!("/api/v1/problems/board?unit={u}"))
        }),
        ("GET /api/v1/problems/{id}", SomebodyElses(ReadProblems), |_, _| {
            Get("/api/v1/problems/999999".to_owned())
        }),
        ("POST /api/v1/problems/{id}/moves", SomebodyElses(ReadProblems), |_, _| {
            PostJson("/api/v1/problems/999999/moves".to_owned(), json!({ "what": "confirm" }))
        }),
        ("POST /api/v1/problems/{id}/files", SomebodyElses(ReadProblems), |_, _| {
            let shown = json!({ "file": 1, "side": "after", "there": true });
            PostJson("/api/v1/problems/999999/files".to_owned(), shown)
        }),
        ("GET /api/v1/bulletins", Somewhere(ReadProblems), |_, _| Get("/api/v1/bulletins".to_owned())),
        ("POST /api/v1/bulletins", At(IssueBulletins), |_, u| {
            PostJson("/api/v1/bulletins".to_owned(), json!({ "issuer": u }))
        }),
        ("GET /api/v1/bulletins/desk", Somewhere(IssueBulletins), |_, _| {
            Get("/api/v1/bulletins/desk".to_owned())
        }),
        ("GET /api/v1/bulletins/statistics", Somewhere(ReadProblems), |_, _| {
            Get("/api/v1/bulletins/statistics".to_owned())
        }),
        ("GET /api/v1/bulletins/{id}", SomebodyElses(ReadProblems), |_, _| {
            Get("/api/v1/bulletins/999999".to_owned())
        }),
        ("POST /api/v1/bulletins/{id}/text", SomebodyElses(ReadProblems), |_, _| {
            PostJson("/api/v1/bulletins/999999/text".to_owned(), json!({ "title": "x", "body": "x" }))
        }),
        ("POST /api/v1/bulletins/{id}/moves", SomebodyElses(ReadProblems), |_, _| {
            PostJson("/api/v1/bulletins/999999/moves".to_owned(), json!({ "what": "publish" }))
        }),
        ("POST /api/v1/bulletins/{id}/receipts", SomebodyElses(ReadProblems), |_, _| {
            PostJson("/api/v1/bulletins/999999/receipts".to_owned(), json!({}))
        }),
        ("GET /api/v1/bulletins/{id}/pdf", SomebodyElses(ReadProblems), |_, _| {
            Get("/api/v1/bulletins/999999/pdf".to_owned())
        }),
    ]
}
