//! The ways in to reports, their files, and standards.

use super::{
    NO_QUERY,
    Needs::{At, AtProvince, Known, Nothing, Within},
    Sent::{Form, Get, Patch, Post, PostJson},
    WayIn, address,
};
use app::domain::permissions::Action;
use serde_json::json;

/// Reports, files and standards.
pub(super) fn reports() -> Vec<WayIn> {
    vec![
        ("list_reports", At(Action::ReadReports), |_, u| Form(format!("query[unit]={u}"))),
        ("list_differences", At(Action::ReadReports), |_, u| Form(format!("query[unit]={u}"))),
        ("explain_difference", At(Action::FillReports), |_, u| {
            Form(format!("{}&order[field]=received&order[explanation]=x", address(u)))
        }),
        ("decide_difference", At(Action::EndorseReports), |_, u| {
            let numbers = "order[said]=1&order[known]=2";
            Form(format!("{}&order[field]=received&order[decision]=report&{numbers}", address(u)))
        }),
        ("open_report", At(Action::ReadValues), |_, u| Form(address(u))),
        ("save_answers", At(Action::FillReports), |_, u| Form(format!("{}&answers[0][field]=x", address(u)))),
        ("move_report", At(Action::FillReports), |_, u| {
            Form(format!("{}&order[what]=submit&order[revision]=0", address(u)))
        }),
        ("unlock_report", At(Action::OverseeReports), |_, u| {
            Form(format!("{}&order[until]=never&order[reason]=x", address(u)))
        }),
        ("remind_of_reports", At(Action::OverseeReports), |_, u| Form(address(u))),
        ("get_completeness", At(Action::OverseeReports), |_, u| {
            Form(format!("form=monthly&unit={u}&spans=3"))
        }),
        ("list_notices", Nothing, |_, _| Form(String::new())),
        ("read_notices", Nothing, |_, _| Form("ids[0]=1".to_owned())),
        ("list_standards", Nothing, |_, _| Form(NO_QUERY.to_owned())),
        ("load_standard", AtProvince(Action::ManageStandards), |_, _| Form("text=x".to_owned())),
        ("retire_standard", AtProvince(Action::ManageStandards), |_, _| {
            Form("id=double&edition=2026&reason=".to_owned())
        }),
        ("restore_standard", AtProvince(Action::ManageStandards), |_, _| {
            Form("id=double&edition=2026&reason=".to_owned())
        }),
        ("GET /api/v1/standards", Nothing, |_, _| Get("/api/v1/standards".to_owned())),
        ("POST /api/v1/standards", AtProvince(Action::ManageStandards), |_, _| {
            Post("/api/v1/standards".to_owned(), "no standard")
        }),
        ("GET /api/v1/standards/{id}/{edition}", Nothing, |_, _| {
            Get("/api/v1/standards/double/2026".to_owned())
        }),
        ("GET /api/v1/standards/{id}/{edition}/file", Nothing, |_, _| {
            Get("/api/v1/standards/double/2026/file".to_owned())
        }),
        ("GET /api/v1/standards/{id}/{edition}/differences", Nothing, |_, _| {
            Get("/api/v1/standards/double/2026/differences?with=2026".to_owned())
        }),
        ("POST /api/v1/standards/{id}/{edition}/retirement", AtProvince(Action::ManageStandards), |_, _| {
            Post("/api/v1/standards/double/2026/retirement".to_owned(), r#"{"reason":""}"#)
        }),
        ("POST /api/v1/standards/{id}/{edition}/restoration", AtProvince(Action::ManageStandards), |_, _| {
            Post("/api/v1/standards/double/2026/restoration".to_owned(), r#"{"reason":""}"#)
        }),
        ("GET /api/v1/assessment", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/assessment?standard=double&unit={u}"))
        }),
        ("GET /api/v1/reports", At(Action::ReadReports), |_, u| Get(format!("/api/v1/reports?unit={u}"))),
        ("GET /api/v1/reports/{form}/{unit}/{period}", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/reports/monthly/{u}/2026-10"))
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/answers", At(Action::FillReports), |_, u| {
            Post(format!("/api/v1/reports/monthly/{u}/2026-10/answers"), "[]")
        }),
        ("GET /api/v1/lacks", At(Action::ReadValues), |_, u| Get(format!("/api/v1/lacks?unit={u}"))),
        ("GET /api/v1/needs", At(Action::ReadValues), |_, u| Get(format!("/api/v1/needs?unit={u}"))),
        ("GET /api/v1/wall", At(Action::ReadValues), |_, u| Get(format!("/api/v1/wall?unit={u}"))),
        ("GET /api/v1/differences", At(Action::ReadReports), |_, u| {
            Get(format!("/api/v1/differences?unit={u}"))
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/explanation", At(Action::FillReports), |_, u| {
            Post(
                format!("/api/v1/reports/monthly/{u}/2026-10/explanation"),
                r#"{"field":"received","explanation":"x"}"#,
            )
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/decision", At(Action::EndorseReports), |_, u| {
            Post(
                format!("/api/v1/reports/monthly/{u}/2026-10/decision"),
                r#"{"field":"received","decision":"report","said":1,"known":2}"#,
            )
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/moves", At(Action::FillReports), |_, u| {
            Post(format!("/api/v1/reports/monthly/{u}/2026-10/moves"), r#"{"what":"submit","revision":0}"#)
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/exception", At(Action::OverseeReports), |_, u| {
            Post(
                format!("/api/v1/reports/monthly/{u}/2026-10/exception"),
                r#"{"until":"never","reason":"x"}"#,
            )
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/reminders", At(Action::OverseeReports), |_, u| {
            Post(format!("/api/v1/reports/monthly/{u}/2026-10/reminders"), "")
        }),
        ("GET /api/v1/reports/{form}/{unit}/{period}/workbook", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/reports/monthly/{u}/2026-10/workbook"))
        }),
        ("POST /api/v1/reports/{form}/{unit}/{period}/workbook", At(Action::FillReports), |_, u| {
            Post(format!("/api/v1/reports/monthly/{u}/2026-10/workbook"), "no workbook")
        }),
        ("GET /api/v1/completeness", At(Action::OverseeReports), |_, u| {
            Get(format!("/api/v1/completeness?form=monthly&unit={u}"))
        }),
        ("POST /api/v1/files", At(Action::AddFiles), |_, u| {
            Post(format!("/api/v1/files?unit={u}&name=a.jpg"), "no photo")
        }),
        ("GET /api/v1/files/{id}", Within(Action::ReadFiles), |names, u| {
            Get(format!("/api/v1/files/{}", names.file(u)))
        }),
        ("GET /api/v1/files/{id}/thumbnail", Within(Action::ReadFiles), |names, u| {
            Get(format!("/api/v1/files/{}/thumbnail", names.file(u)))
        }),
        ("POST /api/v1/uploads", Within(Action::AddFiles), |_, u| {
            PostJson("/api/v1/uploads".to_owned(), json!({ "unit": u, "name": "a.jpg", "size": 0 }))
        }),
        ("GET /api/v1/uploads/{id}", Known, |names, _| Get(format!("/api/v1/uploads/{}", names.upload))),
        ("PATCH /api/v1/uploads/{id}", Known, |names, _| Patch(format!("/api/v1/uploads/{}", names.upload))),
    ]
}
