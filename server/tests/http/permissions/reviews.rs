//! The ways in to reviews.

use super::{
    NO_QUERY,
    Needs::{At, AtProvince, Known, Nothing, SomebodyElses, Somewhere},
    Sent::{Form, Get, PostJson},
    WayIn,
};
use crate::{common::operator, site::Site};
use app::{
    api::reviews::{CampaignOrder, Campaigns, PhaseOrder},
    domain::{permissions::Action, reviews::PhaseMove},
};
use serde_json::json;

/// A campaign of province P that is open: number 1.
pub(super) async fn furnish(site: &Site) {
    let today = site.platform.today().to_string();
    let order = CampaignOrder {
        title_zh: "评查".to_owned(),
        title_en: "Review".to_owned(),
        standard: "double".to_owned(),
        unit: "P".to_owned(),
        from: today.clone(),
        last: vec![today; 8],
        values_to: site.platform.month().plus(-1).to_string(),
        ..CampaignOrder::default()
    };
    let id = site.platform.save_campaign(&operator(), &order).await.unwrap();
    assert_eq!(id, 1);
    let open = PhaseOrder { what: PhaseMove::Open, revision: 1, reason: String::new() };
    site.platform.move_campaign(&operator(), id, &open).await.unwrap();
}

fn entry(unit: &str) -> String {
    format!("address[campaign]=1&address[unit]={unit}")
}

/// Whoever sees the board of a campaign reads it at his own units; nobody here runs the campaign, which is the
/// province's.
pub(super) fn reviews() -> Vec<WayIn> {
    vec![
        ("list_campaigns", Nothing, |_, _| Form(NO_QUERY.to_owned())),
        ("campaign_choices", Somewhere(Action::RunCampaigns), |_, _| Form(String::new())),
        ("open_campaign", Somewhere(Action::ReadReviews), |_, _| Form("id=1".to_owned())),
        ("save_campaign", At(Action::RunCampaigns), |_, u| Form(format!("order[unit]={u}"))),
        ("move_campaign", AtProvince(Action::RunCampaigns), |_, _| {
            Form("id=1&order[what]=cancel&order[revision]=0&order[reason]=x".to_owned())
        }),
        ("name_reviewer", AtProvince(Action::RunCampaigns), |_, _| Form("id=1&order[user]=x".to_owned())),
        ("declare_conflict", AtProvince(Action::RunCampaigns), |_, u| {
            Form(format!("id=1&order[unit]={u}&order[reason]=x"))
        }),
        ("draw_lots", AtProvince(Action::RunCampaigns), |_, _| {
            Form("order[campaign]=1&order[what]=checks".to_owned())
        }),
        ("take_values", AtProvince(Action::RunCampaigns), |_, _| Form("id=1&reason=x".to_owned())),
        ("get_board", Somewhere(Action::ReadReviews), |_, _| Form("query[campaign]=1".to_owned())),
        ("apply_for_review", At(Action::AssessSelf), |_, u| Form(entry(u))),
        ("open_entry", At(Action::ReadReviews), |_, u| Form(entry(u))),
        ("get_entry_history", At(Action::ReadReviews), |_, u| Form(format!("{}&item=x", entry(u)))),
        ("save_items", At(Action::AssessSelf), |_, u| {
            Form(format!("{}&items[0][item]=x&items[0][points]=1", entry(u)))
        }),
        ("get_evidence_sources", At(Action::AssessSelf), |_, u| Form(entry(u))),
        ("add_evidence", At(Action::AssessSelf), |_, u| Form(format!("{}&order[item]=x", entry(u)))),
        ("remove_evidence", At(Action::AssessSelf), |_, u| Form(format!("{}&id=1", entry(u)))),
        ("answer_demand", At(Action::AssessSelf), |_, u| Form(format!("{}&id=1&answer=x", entry(u)))),
        ("move_entry", At(Action::ReadReviews), |_, u| {
            Form(format!("{}&order[what]=submit&order[revision]=0", entry(u)))
        }),
        // On nobody's desk here lies anything.
        ("get_desk", AtProvince(Action::RunCampaigns), |_, _| Form("campaign=1".to_owned())),
        ("get_desk_sheet", At(Action::MarkReviews), |_, u| Form(entry(u))),
        ("save_marks", At(Action::MarkReviews), |_, u| {
            Form(format!("{}&marks[0][item]=x&marks[0][points]=1", entry(u)))
        }),
        ("hand_in_marks", At(Action::MarkReviews), |_, u| Form(entry(u))),
        ("demand_evidence", At(Action::MarkReviews), |_, u| {
            Form(format!("{}&order[item]=x&order[text]=x&order[due]=x", entry(u)))
        }),
        ("list_checks", Somewhere(Action::ReadReviews), |_, _| Form("campaign=1".to_owned())),
        ("plan_check", AtProvince(Action::RunCampaigns), |_, u| {
            Form(format!("{}&order[kind]=on_site&order[reason]=x", entry(u)))
        }),
        ("open_check", Known, |_, _| Form("id=999".to_owned())),
        ("save_check", Known, |_, _| Form("id=999&order[done]=false".to_owned())),
        ("get_results", AtProvince(Action::RunCampaigns), |_, _| Form(format!("campaign=1&{NO_QUERY}"))),
        ("decide_veto", At(Action::ReadReviews), |_, u| {
            Form(format!("{}&order[veto]=integrity&order[reason]=x", entry(u)))
        }),
        ("object_to_result", At(Action::AssessSelf), |_, u| {
            Form(format!("{}&order[about]=x&order[text]=x", entry(u)))
        }),
        ("list_objections", Somewhere(Action::ReadReviews), |_, _| Form("campaign=1".to_owned())),
        ("decide_objection", SomebodyElses(Action::RunCampaigns), |_, _| {
            Form("order[id]=999&order[decision]=rejected&order[reason]=x".to_owned())
        }),
        ("get_judgement", AtProvince(Action::RunCampaigns), |_, _| Form("campaign=1".to_owned())),
        ("rescore_campaign", AtProvince(Action::RunCampaigns), |_, _| {
            Form("campaign=1&query[edition]=".to_owned())
        }),
        ("list_recognitions", At(Action::SeeUnit), |_, u| Form(format!("unit={u}&{NO_QUERY}"))),
        ("move_recognition", SomebodyElses(Action::ReadReviews), |_, _| {
            Form("order[id]=999&order[what]=warn&order[reason]=x&order[revision]=1".to_owned())
        }),
        ("recheck_recognitions", Somewhere(Action::RunCampaigns), |_, _| Form(String::new())),
        // REST
        ("GET /api/v1/reviews", Nothing, |_, _| Get("/api/v1/reviews".to_owned())),
        ("GET /api/v1/reviews/{id}", Somewhere(Action::ReadReviews), |_, _| {
            Get("/api/v1/reviews/1".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/board", Somewhere(Action::ReadReviews), |_, _| {
            Get("/api/v1/reviews/1/board".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/results", AtProvince(Action::RunCampaigns), |_, _| {
            Get("/api/v1/reviews/1/results".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/checks", Somewhere(Action::ReadReviews), |_, _| {
            Get("/api/v1/reviews/1/checks".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/objections", Somewhere(Action::ReadReviews), |_, _| {
            Get("/api/v1/reviews/1/objections".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/judgement", AtProvince(Action::RunCampaigns), |_, _| {
            Get("/api/v1/reviews/1/judgement".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/verification", AtProvince(Action::RunCampaigns), |_, _| {
            Get("/api/v1/reviews/1/verification".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/rescored", AtProvince(Action::RunCampaigns), |_, _| {
            Get("/api/v1/reviews/1/rescored".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/publication", Somewhere(Action::ReadReviews), |_, _| {
            Get("/api/v1/reviews/1/publication?format=pdf".to_owned())
        }),
        ("GET /api/v1/reviews/{id}/entries/{unit}", At(Action::ReadReviews), |_, u| {
            Get(format!("/api/v1/reviews/1/entries/{u}"))
        }),
        ("POST /api/v1/reviews/{id}/entries/{unit}/items", At(Action::AssessSelf), |_, u| {
            PostJson(format!("/api/v1/reviews/1/entries/{u}/items"), json!([]))
        }),
        ("POST /api/v1/reviews/{id}/entries/{unit}/moves", At(Action::ReadReviews), |_, u| {
            let path = format!("/api/v1/reviews/1/entries/{u}/moves");
            PostJson(path, json!({ "what": "submit", "revision": 0 }))
        }),
        ("GET /api/v1/recognitions", At(Action::SeeUnit), |_, u| {
            Get(format!("/api/v1/recognitions?unit={u}"))
        }),
    ]
}
