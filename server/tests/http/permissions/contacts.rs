//! The ways in to contact persons, difficulties and voices.

use super::{
    Needs::{At, AtProvince, SomebodyElses},
    Sent::{Form, Get, PostJson},
    WayIn,
};
use app::domain::permissions::Action::{
    AnswerVoices, DecidePolicy, OverseeContacts, RaiseDifficulties, ReadContacts, ReadVoices,
};
use serde_json::json;

/// Contact persons and voices.
pub(super) fn contacts() -> Vec<WayIn> {
    vec![
        ("set_guidance", AtProvince(DecidePolicy), |_, _| Form("week=9&weekday=9".to_owned())),
        ("list_contacts", At(ReadContacts), |_, u| Form(format!("query[unit]={u}"))),
        ("open_contact", At(ReadContacts), |_, u| Form(format!("unit={u}"))),
        ("assign_contact", At(OverseeContacts), |_, u| Form(format!("unit={u}&order[user]=nobody"))),
        ("end_contact", At(OverseeContacts), |_, u| Form(format!("unit={u}"))),
        ("record_visit", At(OverseeContacts), |_, u| {
            Form(format!("unit={u}&order[day]=never&order[seen]=x"))
        }),
        ("withdraw_visit", SomebodyElses(OverseeContacts), |_, _| Form("id=999999".to_owned())),
        ("raise_difficulty", At(RaiseDifficulties), |_, u| {
            Form(format!("unit={u}&order[text]=&order[addressee]=city"))
        }),
        ("list_difficulties", At(ReadContacts), |_, u| Form(format!("query[unit]={u}"))),
        ("move_difficulty", SomebodyElses(ReadContacts), |_, _| {
            Form("id=999999&order[what]=answer".to_owned())
        }),
        ("list_voices", At(ReadVoices), |_, u| Form(format!("query[unit]={u}"))),
        ("open_voice", SomebodyElses(AnswerVoices), |_, _| Form("id=999999".to_owned())),
        ("move_voice", SomebodyElses(AnswerVoices), |_, _| Form("id=999999&order[what]=show".to_owned())),
        ("voice_figures", At(ReadVoices), |_, u| Form(format!("query[unit]={u}"))),
        ("POST /api/v1/policy/guidance", AtProvince(DecidePolicy), |_, _| {
            PostJson("/api/v1/policy/guidance".to_owned(), json!({ "week": 9, "weekday": 9 }))
        }),
        ("GET /api/v1/contacts", At(ReadContacts), |_, u| Get(format!("/api/v1/contacts?unit={u}"))),
        ("GET /api/v1/contacts/{unit}", At(ReadContacts), |_, u| Get(format!("/api/v1/contacts/{u}"))),
        ("POST /api/v1/contacts/{unit}/person", At(OverseeContacts), |_, u| {
            PostJson(format!("/api/v1/contacts/{u}/person"), json!({ "user": "nobody" }))
        }),
        ("POST /api/v1/contacts/{unit}/end", At(OverseeContacts), |_, u| {
            PostJson(format!("/api/v1/contacts/{u}/end"), json!({}))
        }),
        ("POST /api/v1/contacts/{unit}/visits", At(OverseeContacts), |_, u| {
            PostJson(format!("/api/v1/contacts/{u}/visits"), json!({ "day": "never", "seen": "x" }))
        }),
        ("POST /api/v1/visits/{id}/withdrawal", SomebodyElses(OverseeContacts), |_, _| {
            PostJson("/api/v1/visits/999999/withdrawal".to_owned(), json!({}))
        }),
        ("POST /api/v1/contacts/{unit}/difficulties", At(RaiseDifficulties), |_, u| {
            PostJson(format!("/api/v1/contacts/{u}/difficulties"), json!({ "text": "", "addressee": "city" }))
        }),
        ("GET /api/v1/difficulties", At(ReadContacts), |_, u| Get(format!("/api/v1/difficulties?unit={u}"))),
        ("POST /api/v1/difficulties/{id}/moves", SomebodyElses(ReadContacts), |_, _| {
            PostJson("/api/v1/difficulties/999999/moves".to_owned(), json!({ "what": "answer" }))
        }),
        ("GET /api/v1/voices", At(ReadVoices), |_, u| Get(format!("/api/v1/voices?unit={u}"))),
        ("GET /api/v1/voices/figures", At(ReadVoices), |_, u| {
            Get(format!("/api/v1/voices/figures?unit={u}"))
        }),
        ("GET /api/v1/voices/{id}", SomebodyElses(AnswerVoices), |_, _| {
            Get("/api/v1/voices/999999".to_owned())
        }),
        ("POST /api/v1/voices/{id}/moves", SomebodyElses(AnswerVoices), |_, _| {
            PostJson("/api/v1/voices/999999/moves".to_owned(), json!({ "what": "show" }))
        }),
        ("GET /api/v1/units/{code}/voice-code", At(ReadVoices), |_, u| {
            Get(format!("/api/v1/units/{u}/voice-code"))
        }),
    ]
}
