//! People, managed by administrators.

use crate::{
    common::operator,
    site::{PASSWORD, Site, Who, sites},
};
use app::{
    api::users::{UserEdit, UserOrder, Users},
    domain::permissions::Role,
};
use http::StatusCode;
use serde_json::{Value, json};

fn order(name: &str, role: &str, unit: &str) -> Value {
    let grants = json!([{ "role": role, "unit": unit }]);
    json!({ "order": { "name": name, "display_name": "张三", "password": PASSWORD, "grants": grants } })
}

async fn edit(site: &Site, who: &Who, name: &str, edit: Value) -> (StatusCode, String) {
    let answer = site.edit_user(who, name, &edit).await;
    (answer.status, answer.reason())
}

#[tokio::test]
async fn an_administrator_manages_people_within_reach_and_nobody_else() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("ada", Role::Administrator, "A").await;
        site.user("bo", Role::CourtManager, "BC").await;
        let ada = site.sign_in("ada").await;

        let made = site.call_nested(&ada, "create_user", &order("new", "court_manager", "AC")).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        assert_eq!(made.json()["grants"][0]["unit"], "AC");
        let foreign = site.call_nested(&ada, "create_user", &order("foe", "court_manager", "BC")).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let above = site.call_nested(&ada, "create_user", &order("foe", "administrator", "P")).await;
        assert_eq!(above.status, StatusCode::FORBIDDEN, "no role above the own unit");

        let list = site.call(&ada, "list_users", "query[search]=&query[sort]=-name").await.json();
        let names: Vec<_> = list["rows"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
        assert_eq!(names, ["new", "ada"]);
        let found = site.call(&ada, "list_users", "query[search]=ac单位&query[sort]=").await.json();
        assert_eq!(found["total"], 1);

        let active = json!({ "change": "active", "active": false });
        assert_eq!(edit(&site, &ada, "bo", active.clone()).await.0, StatusCode::FORBIDDEN);
        assert_eq!(edit(&site, &ada, "root", active.clone()).await.0, StatusCode::FORBIDDEN);
        assert_eq!(edit(&site, &ada, "nobody", active.clone()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(edit(&site, &ada, "new", active).await.0, StatusCode::OK);
        let promotion = json!({ "change": "roles", "grants": [{ "role": "administrator", "unit": "P" }] });
        assert_eq!(edit(&site, &ada, "ada", promotion).await.0, StatusCode::FORBIDDEN, "of oneself");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        let root = site.sign_in("root").await;
        for (change, field, reason) in [
            (json!({ "name": "X" }), "name", "bad_user_name"),
            (json!({ "name": "root" }), "name", "taken"),
            (json!({ "display_name": " " }), "display_name", "bad_display_name"),
            (json!({ "password": "short" }), "password", "too_short"),
            (json!({ "password": "x".repeat(201) }), "password", "too_long"),
            (json!({ "name": "longusername", "password": "longusername1" }), "password", "password_is_name"),
            (json!({ "grants": [{ "role": "feeder", "unit": "P" }] }), "grants", "bad_role"),
            (json!({ "grants": [{ "role": "reviewer", "unit": "XX" }] }), "grants", "not_found"),
        ] {
            let mut body = order("valid", "reviewer", "A");
            for (key, value) in change.as_object().unwrap() {
                body["order"][key] = value.clone();
            }
            let answer = site.call_nested(&root, "create_user", &body).await;
            let failure = answer.json();
            assert_eq!((&failure["field"], &failure["reason"]), (&json!(field), &json!(reason)), "{change}");
            assert!(answer.status.is_client_error());
        }
        let sorted = site.call(&root, "list_users", "query[search]=&query[sort]=password").await;
        assert_eq!((sorted.status, sorted.reason().as_str()), (StatusCode::BAD_REQUEST, "bad_sort"));
    }
}

#[tokio::test]
async fn a_new_password_or_the_end_of_an_account_ends_its_sessions() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("wang", Role::CitySupervisor, "A").await;
        let root = site.sign_in("root").await;
        for change in [
            json!({ "change": "password", "password": PASSWORD }),
            json!({ "change": "active", "active": false }),
        ] {
            let phone = site.sign_in("wang").await;
            let desk = site.sign_in("wang").await;
            assert_eq!(edit(&site, &root, "wang", change.clone()).await.0, StatusCode::OK);
            for session in [phone, desk] {
                let info = site.call(&session, "session_info", "").await.json();
                assert_eq!(info["user"], Value::Null, "{change}");
            }
            let own = site.call(&root, "session_info", "").await.json();
            assert_eq!(own["user"], "root", "other people's sessions go on");
        }
        let form = format!("name=wang&password={}", PASSWORD.replace(' ', "+"));
        let answer = site.submit(&Who::Nobody, "/login", &form).await;
        assert!(answer.header("location").contains("failed=wrong_password"), "deactivated");
    }
}

#[tokio::test]
async fn roles_change_at_once() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("wang", Role::CitySupervisor, "A").await;
        let (root, wang) = (site.sign_in("root").await, site.sign_in("wang").await);
        let values = "/api/v1/values?indicator=received&unit=A&from=2026-01&to=2026-10";
        assert_eq!(site.get(&wang, values).await.status, StatusCode::OK);
        let roles = json!({ "change": "roles", "grants": [{ "role": "city_supervisor", "unit": "B" }] });
        assert_eq!(edit(&site, &root, "wang", roles).await.0, StatusCode::OK);
        assert_eq!(site.get(&wang, values).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("ada", Role::Administrator, "A").await;
        let root = site.sign_in("root").await;
        let off = json!({ "change": "active", "active": false });
        let roles = json!({ "change": "roles", "grants": [{ "role": "reviewer", "unit": "P" }] });
        let lower = json!({ "change": "roles", "grants": [{ "role": "administrator", "unit": "A" }] });
        for change in [&off, &roles, &lower] {
            let refused = edit(&site, &root, "root", change.clone()).await;
            assert_eq!(refused, (StatusCode::CONFLICT, "last_administrator".to_owned()), "{change}");
        }
        assert_eq!(edit(&site, &root, "ada", off.clone()).await.0, StatusCode::OK, "root is above");
        site.user("second", Role::Administrator, "P").await;
        assert_eq!(edit(&site, &root, "root", off).await.0, StatusCode::OK, "somebody is left");
        let (edit, name) = (UserEdit::Active { active: false }, "second");
        let refused = site.platform.edit_user(&operator(), name, &edit).await.unwrap_err();
        assert_eq!(refused.reason, "last_administrator", "not even by the operator");
    }
}

#[tokio::test]
async fn two_at_once_cannot_remove_each_other() {
    for site in sites().await {
        site.user("one", Role::Administrator, "P").await;
        site.user("two", Role::Administrator, "P").await;
        let (edit, operator) = (UserEdit::Active { active: false }, operator());
        let (a, b) = tokio::join!(
            site.platform.edit_user(&operator, "one", &edit),
            site.platform.edit_user(&operator, "two", &edit),
        );
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    }
}

#[tokio::test]
async fn a_taken_name_is_told_even_when_two_are_as_fast() {
    for site in sites().await {
        let order = UserOrder {
            name: "twin".to_owned(),
            display_name: "Twin".to_owned(),
            password: PASSWORD.to_owned(),
            grants: vec![app::api::users::GrantOrder { role: Role::Reviewer, unit: "A".to_owned() }],
        };
        let operator = operator();
        let (a, b) = tokio::join!(
            site.platform.create_user(&operator, &order),
            site.platform.create_user(&operator, &order),
        );
        let failure = a.err().or(b.err()).unwrap();
        assert_eq!(failure.reason, "taken");
    }
}
