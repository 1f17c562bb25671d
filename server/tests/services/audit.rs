use crate::common::{Stage, operator, stages};
use app::{
    api::{
        Failure, ListQuery,
        audit::Audit,
        values::{Values, ValuesQuery},
    },
    domain::permissions::{Actor, Role},
};
use sqlx::{Connection, Executor};

/// Many entries, more than are read at once.
async fn write(stage: &Stage, count: usize) {
    let mut tx = stage.platform.begin().await.unwrap();
    for n in 0..count {
        let detail = serde_json::json!({ "n": n });
        tx.append_audit(stage.platform.now(), "user:test", "test.write", "AC", &detail).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Whoever owns the database can do what the trigger forbids; the chain tells.
async fn tamper(stage: &Stage, statement: &'static str) {
    if stage.engine == "sqlite" {
        let mut raw = sqlx::SqliteConnection::connect(&stage.url).await.unwrap();
        raw.execute("drop trigger audit_is_append_only_update").await.unwrap();
        raw.execute("drop trigger audit_is_append_only_delete").await.unwrap();
        raw.execute(statement).await.unwrap();
        raw.close().await.unwrap();
    } else {
        let mut raw = sqlx::PgConnection::connect(&stage.url).await.unwrap();
        raw.execute("drop trigger audit_is_append_only on audit").await.unwrap();
        raw.execute(statement).await.unwrap();
        raw.close().await.unwrap();
    }
}

fn statuses<T>(result: Result<T, Failure>) -> Result<(), u16> {
    result.map(|_| ()).map_err(|refused| refused.status())
}

#[tokio::test]
async fn an_untouched_chain_holds_over_more_than_one_piece() {
    for stage in stages().await {
        write(&stage, 2_300).await;
        let report = stage.platform.verify_audit(&operator()).await.unwrap();
        let total = stage.platform.list_audit(&operator(), &ListQuery::default()).await.unwrap().total;
        assert_eq!((report.entries, report.broken_at), (i64::from(total), None));
        assert!(total > 2_300);
    }
}

#[tokio::test]
async fn a_changed_entry_is_found_and_so_is_a_missing_one() {
    for (statement, broken) in [
        ("update audit set detail = '{}' where seq = 1500", 1500),
        ("update audit set actor = 'user:other' where seq = 1500", 1500),
        ("delete from audit where seq = 1500", 1501),
        ("delete from audit where seq <= 3", 4),
    ] {
        for stage in stages().await {
            write(&stage, 1_600).await;
            tamper(&stage, statement).await;
            let report = stage.platform.verify_audit(&operator()).await.unwrap();
            assert_eq!(report.broken_at, Some(broken), "{statement} on {}", stage.engine);
        }
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_log() {
    for stage in stages().await {
        for statement in ["update audit set detail = '{}'", "delete from audit"] {
            let refused = if stage.engine == "sqlite" {
                sqlx::SqliteConnection::connect(&stage.url).await.unwrap().execute(statement).await.is_err()
            } else {
                sqlx::PgConnection::connect(&stage.url).await.unwrap().execute(statement).await.is_err()
            };
            assert!(refused, "{statement} on {}", stage.engine);
        }
    }
}

#[tokio::test]
async fn the_log_is_for_those_to_whom_everything_is_entrusted() {
    for stage in stages().await {
        for role in Role::ALL {
            for unit in ["P", "A"] {
                let actor = stage.actor(role, unit).await;
                let list = statuses(stage.platform.list_audit(&actor, &ListQuery::default()).await);
                let verify = statuses(stage.platform.verify_audit(&actor).await);
                let expected = match role {
                    Role::Administrator if unit == "P" => Ok(()),
                    Role::Guest => Err(401),
                    _ => Err(403),
                };
                assert_eq!((list, verify), (expected, expected), "{role} at {unit}");
            }
        }
        assert_eq!(statuses(stage.platform.verify_audit(&Actor::nobody()).await), Err(401));
    }
}

#[tokio::test]
async fn the_log_is_newest_first_and_searched_word_for_word() {
    for stage in stages().await {
        write(&stage, 30).await;
        let list = async |query: ListQuery| stage.platform.list_audit(&operator(), &query).await.unwrap();
        let page = list(ListQuery { limit: 2, offset: 1, ..ListQuery::default() }).await;
        let details: Vec<_> = page.rows.iter().map(|row| row.detail.as_str()).collect();
        assert_eq!(details, [r#"{"n":28}"#, r#"{"n":27}"#]);
        let found = async |search: &str| {
            list(ListQuery { search: search.into(), ..ListQuery::default() }).await.total
        };
        assert_eq!(found("test.WRITE").await, 30);
        assert_eq!((found("test_write").await, found("%").await, found("!").await), (0, 0, 0));
        assert_eq!(found("units.create").await, 1);
        let query = ListQuery { sort: "actor".into(), ..ListQuery::default() };
        let refused = stage.platform.list_audit(&operator(), &query).await.unwrap_err();
        assert_eq!(refused.reason, "bad_sort");
    }
}

#[tokio::test]
async fn a_judge_sees_who_looked_and_nobody_else_does_but_administrators() {
    for stage in stages().await {
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let query = ValuesQuery {
            indicator: "received".into(),
            unit: "AC1P1".into(),
            from: "2026-01".into(),
            to: "2026-01".into(),
            ..ValuesQuery::default()
        };
        stage.platform.query_values(&head, &query).await.unwrap();
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        stage.platform.query_values(&judge, &query).await.unwrap();
        let usual = ListQuery::default();
        let looks = stage.platform.list_looks(&judge, "AC1P1", &usual).await.unwrap();
        assert_eq!(looks.total, 1, "the own look is none");
        assert_eq!(
            (looks.rows[0].actor.as_str(), looks.rows[0].unit.as_str()),
            ("user:tribunal_head", "AC1P1")
        );
        let search = |text: &str| ListQuery { search: text.into(), ..ListQuery::default() };
        assert_eq!(stage.platform.list_looks(&judge, "AC1P1", &search("HEAD")).await.unwrap().total, 1);
        assert_eq!(stage.platform.list_looks(&judge, "AC1P1", &search("court")).await.unwrap().total, 0);
        for role in Role::ALL {
            let actor = stage.actor(role, "A").await;
            let expected = match role {
                Role::Administrator => Ok(()),
                Role::Guest => Err(401),
                _ => Err(403),
            };
            assert_eq!(
                statuses(stage.platform.list_looks(&actor, "AC1P1", &usual).await),
                expected,
                "{role}"
            );
            let foreign = stage.actor(role, "B").await;
            let refused = Err(if role == Role::Guest { 401 } else { 403 });
            assert_eq!(
                statuses(stage.platform.list_looks(&foreign, "AC1P1", &usual).await),
                refused,
                "{role}"
            );
        }
        let everything = stage.actor(Role::Administrator, "P").await;
        assert_eq!(
            statuses(stage.platform.list_looks(&everything, "AC1", &usual).await),
            Err(404),
            "no post"
        );
        assert_eq!(statuses(stage.platform.list_looks(&everything, "ZZ", &usual).await), Err(404));
    }
}
