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
        site.submit(&Who::Nobody, "/login", "name=root&password=wrong").await;
        let form = "order[name]=x&order[scope]=feeder&order[unit]=A&order[days]=1";
        let token = site.call(&root, "create_token", form).await.json();
        site.call(&root, "revoke_token", &format!("id={}", token["row"]["id"])).await;
        let edit = serde_json::json!({ "change": "active", "active": true });
        site.edit_user(&root, "root", &edit).await;
        site.submit(&root, "/logout", "").await;
        let root = site.sign_in("root").await;

        let answer = site.get(&root, "/api/v1/audit?sort=seq").await;
        let log = answer.json();
        assert_eq!(
            column(&log, "action"),
            [
                "units.create",
                "users.create",
                "session.sign_in",
                "session.refused",
                "tokens.create",
                "tokens.revoke",
                "users.edit",
                "session.sign_out",
                "session.sign_in",
            ]
        );
        assert_eq!(column(&log, "actor")[2..5], ["user:root", "guest", "user:root"]);
        assert!(!answer.text().contains("wrong"), "no password is ever written");
        let secret = token["secret"].as_str().unwrap();
        assert!(!answer.text().contains(secret), "nor a token");
        let newest = site.get(&root, "/api/v1/audit?limit=2&offset=1").await.json();
        assert_eq!(column(&newest, "action"), ["session.sign_out", "users.edit"]);
        assert_eq!(newest["total"], 9);
        let found = site.get(&root, "/api/v1/audit?search=TOKENS.").await.json();
        assert_eq!(found["total"], 2);
    }
}

#[tokio::test]
async fn an_administrator_below_reads_what_is_below() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        site.user("ada", Role::Administrator, "A").await;
        site.user("ac", Role::CourtManager, "AC").await;
        site.user("bc", Role::CourtManager, "BC").await;
        let ada = site.sign_in("ada").await;
        let log = site.get(&ada, "/api/v1/audit?sort=seq").await.json();
        assert_eq!(column(&log, "unit"), ["A", "AC"]);
        assert_eq!(log["total"], 2);
        let ac = site.sign_in("ac").await;
        assert_eq!(site.get(&ac, "/api/v1/audit").await.status, StatusCode::FORBIDDEN);
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
            StatusCode::NOT_FOUND,
            "no post"
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
        assert_eq!((report.entries, report.broken_at), (1, Some(2)));
    }
}
