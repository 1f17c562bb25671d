//! Problems and bulletins as browsers and programs reach them.

use crate::{
    common::operator,
    site::{Answer, Site, Who, sites},
};
use app::{
    api::problems::{ProblemMoveOrder, ProblemOrder, Problems},
    domain::{permissions::Role, problems::ProblemMove},
};
use axum::body::Body;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

async fn post(site: &Site, who: &Who, path: &str, body: &Value) -> Answer {
    let request = who.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
    site.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn the_form_of_a_draft_sends_what_was_ticked_and_the_rest_is_the_rest_interface() {
    for site in sites().await {
        let mut ids = vec![];
        for text in ["one", "two", "three"] {
            let order = ProblemOrder {
                unit: "AC1".into(),
                category: "dress".into(),
                text: text.into(),
                ..ProblemOrder::default()
            };
            let id = site.platform.raise_problem(&operator(), &order).await.unwrap();
            let confirm = ProblemMoveOrder {
                what: ProblemMove::Confirm,
                note: "seen".into(),
                way: "on_site".into(),
                role: String::new(),
                user: String::new(),
                day: String::new(),
            };
            site.platform.move_problem(&operator(), id, &confirm).await.unwrap();
            ids.push(id);
        }
        site.user("city", Role::CitySupervisor, "A").await;
        let city = site.sign_in("city").await;
        // The second box is not ticked: a browser sends nothing of it.
        let form = format!(
            "order[english]=true&order[kind]=bulletin&order[issuer]=A&order[problems][0]={}&order[problems][2]={}",
            ids[0], ids[2]
        );
        let answer = site.call(&city, "draft_bulletin", &form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let id: i64 = answer.text().parse().unwrap();
        let seen = site.get(&city, &format!("/api/v1/bulletins/{id}")).await.json();
        let about: Vec<_> =
            seen["problems"].as_array().unwrap().iter().map(|row| row["id"].as_i64()).collect();
        assert_eq!(about, [Some(ids[0]), Some(ids[2])]);
        assert!(seen["body"].as_str().unwrap().contains("verified on site"));

        let path = format!("/api/v1/bulletins/{id}/moves");
        let moved = post(&site, &city, &path, &json!({ "what": "propose" })).await;
        assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.text());
        let own = post(&site, &city, &path, &json!({ "what": "publish" })).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let province = site.token(Role::ProvincialSupervisor, "P").await;
        let moved = post(&site, &province, &path, &json!({ "what": "publish" })).await;
        assert_eq!(moved.status, StatusCode::NO_CONTENT, "{}", moved.text());
        let head = site.token(Role::TribunalHead, "AC1").await;
        let paper = site.get(&head, &format!("/api/v1/bulletins/{id}/pdf")).await;
        assert_eq!(paper.headers[header::CONTENT_TYPE], "application/pdf");
        let other = site.token(Role::TribunalHead, "BC1").await;
        let refused = site.get(&other, &format!("/api/v1/bulletins/{id}/pdf")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);

        let csv = site.get(&head, "/api/v1/problems?state=all&sort=-raised&format=csv").await.text();
        let lines: Vec<_> = csv.lines().collect();
        assert!(lines[0].ends_with("deadline,days_over,recheck_on,repeats"), "{csv}");
        assert!(lines.len() == 4 && lines[3].contains("three"), "{csv}");
        let csv = site.get(&head, "/api/v1/bulletins/statistics?format=csv").await.text();
        assert!(csv.lines().nth(1).unwrap().starts_with("dress,着装规范,A,A单位,3,2,0"), "{csv}");
        assert_eq!(site.get(&Who::Nobody, "/api/v1/problems").await.status, StatusCode::UNAUTHORIZED);
    }
}
