//! The audit log: what is written, who may read it, and that nobody can mend it unseen.

use crate::{
    common::operator,
    site::{Who, sites},
};
use app::{api::audit::Audit, domain::permissions::Role};
use http::StatusCode;
use serde_json::Value;

fn column(answer: &Value, name: &str) -> Vec<String> {
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn signing_in_and_changes_to_people_and_tokens_are_written() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        let root = site.sign_in("root").await;
        site.submit(&Who::Nobody, "/login", "name=root&password=a-guess-of-mine").await;
        let form = "order[name]=x&order[scope]=feeder&order[unit]=A&order[days]=1";
        let token = site.call(&root, "create_token", form).await.json();
        site.call(&root, "revoke_token", &format!("id={}", token["row"]["id"])).await;
        let edit = serde_json::json!({ "change": "active", "active": true });
        site.edit_user(&root, "root", &edit).await;
        site.submit(&root, "/logout", "").await;
        let root = site.sign_in("root").await;

        let answer = site.get(&root, "/api/v1/audit").await;
        let log = answer.json();
        let oldest_first = |name| column(&log, name).into_iter().rev().collect::<Vec<_>>();
        assert_eq!(
            oldest_first("action"),
            [
                "units.create",
                "users.create",
                "session.sign_in",
                "session.refused",
                "tokens.create",
                "tokens.revoke",
                "users.activate",
                "session.sign_out",
                "session.sign_in",
            ]
        );
        assert_eq!(oldest_first("actor")[2..5], ["user:root", "guest", "user:root"]);
        assert!(!answer.text().contains("a-guess-of-mine"), "no password is ever written");
        let secret = token["secret"].as_str().unwrap();
        assert!(!answer.text().contains(secret), "nor a token");
        let newest = site.get(&root, "/api/v1/audit?limit=2&offset=1").await.json();
        assert_eq!(column(&newest, "action"), ["session.sign_out", "users.activate"]);
        assert_eq!(newest["total"], 9);
        let found = site.get(&root, "/api/v1/audit?search=TOKENS.").await.json();
        assert_eq!(found["total"], 2);
    }
}

#[tokio::test]
async fn the_log_is_for_those_to_whom_every_unit_is_entrusted() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("ada", Role::Administrator, "A").await;
        site.user("ac", Role::CourtManager, "AC").await;
        for path in ["/api/v1/audit", "/api/v1/audit/chain"] {
            for (name, status) in
                [("root", StatusCode::OK), ("ada", StatusCode::FORBIDDEN), ("ac", StatusCode::FORBIDDEN)]
            {
                let who = site.sign_in(name).await;
                assert_eq!(site.get(&who, path).await.status, status, "{name} {path}");
            }
            assert_eq!(site.get(&Who::Nobody, path).await.status, StatusCode::UNAUTHORIZED);
        }
        let root = site.sign_in("root").await;
        let other_order = site.get(&root, "/api/v1/audit?sort=actor").await;
        assert_eq!(
            (other_order.status, other_order.reason().as_str()),
            (StatusCode::BAD_REQUEST, "bad_sort")
        );
    }
}

#[tokio::test]
async fn a_judge_reads_who_looked() {
    for site in sites().await {
        site.user("judge", Role::PostJudge, "AC1P1").await;
        site.user("boss", Role::CourtManager, "AC").await;
        site.user("root", Role::Administrator, "P").await;
        site.user("other", Role::PostJudge, "AC2").await;
        let boss = site.sign_in("boss").await;
        let values = "/api/v1/values?indicator=received&unit=AC1P1&from=2026-01&to=2026-10";
        assert_eq!(site.get(&boss, values).await.status, StatusCode::OK);
        let looks = "/api/v1/units/AC1P1/looks";
        for reader in ["judge", "root"] {
            let reader = site.sign_in(reader).await;
            let looks = site.get(&reader, looks).await.json();
            assert_eq!(column(&looks, "actor"), ["user:boss"]);
        }
        for reader in ["boss", "other"] {
            let reader = site.sign_in(reader).await;
            assert_eq!(site.get(&reader, looks).await.status, StatusCode::FORBIDDEN);
        }
        let judge = site.sign_in("judge").await;
        assert_eq!(
            site.get(&judge, "/api/v1/units/AC1/looks").await.status,
            StatusCode::FORBIDDEN,
            "of the own post only"
        );
    }
}

#[tokio::test]
async fn the_chain_is_whole_and_mending_it_is_seen() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        let root = site.sign_in("root").await;
        let report = site.get(&root, "/api/v1/audit/chain").await.json();
        assert_eq!((&report["entries"], &report["broken_at"]), (&Value::from(3), &Value::Null));

        // The triggers would refuse; whoever owns the database can remove them.
        if let Some(pool) = site.platform.db.postgres() {
            for sql in
                ["drop trigger audit_is_append_only on audit", "update audit set detail = '{}' where seq = 2"]
            {
                sqlx::query(sql).execute(pool).await.unwrap();
            }
        } else {
            let path = site.stage.url.trim_start_matches("sqlite://");
            let pool = sqlx::SqlitePool::connect(path).await.unwrap();
            for sql in
                ["drop trigger audit_is_append_only_update", "update audit set detail = '{}' where seq = 2"]
            {
                sqlx::query(sql).execute(&pool).await.unwrap();
            }
        }
        let report = site.platform.verify_audit(&operator()).await.unwrap();
        assert_eq!((report.entries, report.broken_at), (2, Some(2)));
    }
}
