//! Pending cases one by one: what is due, and who sees them.

use crate::common::{Stage, case, operator, stages};
use app::{
    api::worklist::{Worklist, WorklistCounts, WorklistQuery, Worklists},
    domain::permissions::{Actor, Role},
};

/// It is 2026-11-24: of AC1P1 one in time, one overdue, one put off by days that do not count, one suspended, one old; one of
/// AC2 without a judge; one of another court; one closed.
async fn furnish(stage: &Stage) {
    let post = |line: String, more: &str| line.replace('}', &format!(r#","post":"AC1P1"{more}}}"#));
    let lines = [
        post(case("new", "AC1", "2026-11-01", None), ""),
        post(case("over", "AC1", "2026-05-25", None), ""),
        post(case("put-off", "AC1", "2026-05-25", None), r#","excluded_days":10"#),
        post(case("rests", "AC1", "2025-11-30", None), r#","suspended":true"#),
        post(case("old", "AC1", "2025-12-01", None), ""),
        case("nobody", "AC2", "2026-09-10", None).replace('}', r#","procedure":"simple"}"#),
        case("elsewhere", "BC1", "2026-05-25", None),
        post(case("closed", "AC1", "2026-05-25", Some("2026-06-01")), ""),
    ];
    stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

fn query(what: &str) -> WorklistQuery {
    WorklistQuery { what: what.to_owned(), ..WorklistQuery::default() }
}

async fn ask(stage: &Stage, actor: &Actor, query: &WorklistQuery) -> Worklist {
    stage.platform.worklist(actor, query).await.unwrap()
}

fn numbers(list: &Worklist) -> Vec<&str> {
    list.rows.iter().map(|row| row.number.as_str()).collect()
}

#[tokio::test]
async fn cases_are_sorted_by_what_is_to_be_done() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let all = ask(&stage, &manager, &query("")).await;
        assert_eq!(numbers(&all), ["rests", "old", "over", "put-off", "nobody", "new"], "{}", stage.engine);
        let counts = WorklistCounts { all: 6, long: 1, soon: 2, overdue: 2, suspended: 1 };
        assert_eq!(all.counts, counts);
        let left: Vec<_> = all.rows.iter().map(|row| row.days_left).collect();
        // 25 May + 180 days is 21 November; 10 days later is 1 December; 10 September + 90 days is 9 December.
        assert_eq!(left, [None, Some(-178), Some(-3), Some(7), Some(15), Some(157)]);
        assert_eq!(all.rows[2].due, "2026-11-21");
        assert_eq!(numbers(&ask(&stage, &manager, &query("overdue")).await), ["old", "over"]);
        assert_eq!(numbers(&ask(&stage, &manager, &query("soon")).await), ["put-off", "nobody"]);
        assert_eq!(numbers(&ask(&stage, &manager, &query("suspended")).await), ["rests"]);
        // By the month of filing, as the figure counts it: November is twelve months old, the first of December is not.
        let long = ask(&stage, &manager, &query("long")).await;
        assert_eq!((numbers(&long), long.rows[0].months), (vec!["rests"], 12));
        let figure = stage.value("AC", "long_pending", "2026-11", "2026-11").await;
        assert_eq!(figure.value, Some(f64::from(long.total)));
        let longer = WorklistQuery { months: 18, ..query("long") };
        assert_eq!(ask(&stage, &manager, &longer).await.total, 0);
        // A day later two more are due; a case that is closed is gone.
        stage.clock.set(crate::common::at("2026-12-10T04:00:00Z"));
        let counts = ask(&stage, &manager, &query("")).await.counts;
        assert_eq!((counts.overdue, counts.soon, counts.long), (4, 0, 2));
        stage.send(&[&case("nobody", "AC2", "2026-09-10", Some("2026-12-09"))]).await;
        assert_eq!(ask(&stage, &manager, &query("")).await.counts.overdue, 3);
    }
}

#[tokio::test]
async fn a_list_is_searched_sorted_and_paged() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let sorted = async |sort: &str| {
            let query = WorklistQuery { sort: sort.to_owned(), ..WorklistQuery::default() };
            let list = ask(&stage, &manager, &query).await;
            list.rows.iter().map(|row| row.number.clone()).collect::<Vec<_>>()
        };
        assert_eq!(sorted("number").await, ["new", "nobody", "old", "over", "put-off", "rests"]);
        assert_eq!(sorted("-number").await[0], "rests");
        assert_eq!(sorted("-filed").await[0], "new");
        assert_eq!(sorted("-due").await[0], "new");
        assert_eq!(sorted("post").await.len(), 6);
        let page = WorklistQuery { sort: "number".into(), offset: 2, limit: 2, ..WorklistQuery::default() };
        let page = ask(&stage, &manager, &page).await;
        assert_eq!((numbers(&page), page.total, page.offset), (vec!["old", "over"], 6, 2));
        for (search, found) in [("put", vec!["put-off"]), (" over ", vec!["over"]), ("%", vec![])] {
            let query = WorklistQuery { search: search.to_owned(), ..WorklistQuery::default() };
            let list = ask(&stage, &manager, &query).await;
            assert_eq!((numbers(&list), list.counts.all), (found, 6), "{search}");
        }
        for (query, field) in [
            (query("else"), "what"),
            (WorklistQuery { months: 13, ..query("long") }, "months"),
            (WorklistQuery { sort: "name".into(), ..query("") }, "sort"),
        ] {
            assert_eq!(stage.platform.worklist(&manager, &query).await.unwrap_err().field, field);
        }
    }
}

#[tokio::test]
async fn cases_are_for_those_who_work_on_them_and_every_look_is_noted() {
    for stage in stages().await {
        furnish(&stage).await;
        let list = async |role, unit: &str, of: &str| {
            let actor = stage.actor(role, unit).await;
            let query = WorklistQuery { unit: of.to_owned(), ..WorklistQuery::default() };
            stage.platform.worklist(&actor, &query).await.map(|list| list.total)
        };
        assert_eq!(list(Role::PostJudge, "AC1P1", "").await.unwrap(), 5, "the own ones");
        assert_eq!(list(Role::PostJudge, "AC1P1", "AC1P1").await.unwrap(), 5);
        let looks = async || stage.platform.db.audit_page("posts.look", 0, 10).await.unwrap().0;
        assert_eq!(looks().await.len(), 0, "a judge's own look is none");
        assert_eq!(list(Role::TribunalHead, "AC1", "").await.unwrap(), 5);
        assert_eq!(list(Role::TribunalHead, "AC2", "").await.unwrap(), 1);
        assert_eq!(list(Role::CourtManager, "AC", "AC1P1").await.unwrap(), 5);
        assert_eq!(list(Role::CourtManager, "AC", "").await.unwrap(), 6);
        let who: Vec<_> = looks().await.into_iter().map(|look| (look.actor, look.unit_code)).collect();
        let look = |who: &str| (format!("user:{who}"), "AC1P1".to_owned());
        assert_eq!(who, [look("court_manager"), look("tribunal_head")], "newest first, once each");
        for (role, unit) in [
            (Role::CitySupervisor, "A"),
            (Role::ProvincialSupervisor, "P"),
            (Role::Reviewer, "P"),
            (Role::Administrator, "P"),
            (Role::Guest, "P"),
            (Role::Feeder, "P"),
        ] {
            assert_eq!(
                list(role, unit, "").await.unwrap_err().status(),
                if role == Role::Guest { 401 } else { 403 }
            );
        }
        for (role, unit, of) in [
            (Role::PostJudge, "AC1P1", "AC1"),
            (Role::TribunalHead, "AC2", "AC1"),
            (Role::TribunalHead, "AC2", "AC1P1"),
            (Role::CourtManager, "BC", "AC"),
        ] {
            assert_eq!(list(role, unit, of).await.unwrap_err().status(), 403, "{role} at {unit}: {of}");
        }
        assert_eq!(list(Role::CourtManager, "AC", "ZZ").await.unwrap_err().status(), 404);
        assert_eq!(stage.platform.worklist(&operator(), &query("")).await.unwrap().total, 7);
    }
}
