//! Objections to figures: who raises, who answers, what is kept.

use crate::common::{Stage, case, stages};
use app::{
    api::{
        Failure,
        objections::{
            FigureAddress, FigureObjectionRow, ObjectionMoveOrder, ObjectionOrder, Objections,
            ObjectionsQuery,
        },
        reports::Reports,
    },
    domain::{
        caseload::WEIGHTED_CLOSED,
        objections::{ObjectionMove, ObjectionState},
        permissions::{Actor, Grant, Role},
    },
};

async fn furnish(stage: &Stage) {
    let post = |line: String| line.replace('}', r#","post":"AC1P1"}"#);
    let lines = [
        post(case("1", "AC1", "2026-01-10", Some("2026-02-20"))),
        post(case("2", "AC1", "2026-01-15", Some("2026-03-01"))),
        case("3", "AC1", "2026-02-01", None),
        case("4", "BC1", "2026-02-01", None),
    ];
    stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

fn order(unit: &str, indicator: &str) -> ObjectionOrder {
    ObjectionOrder {
        figure: FigureAddress {
            unit: unit.to_owned(),
            indicator: indicator.to_owned(),
            from: "2026-01".to_owned(),
            to: "2026-10".to_owned(),
            edition: String::new(),
        },
        reason: " one is not mine ".to_owned(),
    }
}

async fn object(stage: &Stage, actor: &Actor, unit: &str, indicator: &str) -> Result<i64, Failure> {
    stage.platform.object_to_figure(actor, &order(unit, indicator)).await
}

async fn moved(stage: &Stage, actor: &Actor, id: i64, what: ObjectionMove) -> Result<(), Failure> {
    let order =
        ObjectionMoveOrder { what, answer: "looked into".into(), remedy: "case 2 is reassigned".into() };
    stage.platform.move_figure_objection(actor, id, &order).await
}

async fn list(stage: &Stage, actor: &Actor, query: &ObjectionsQuery) -> Vec<FigureObjectionRow> {
    stage.platform.list_figure_objections(actor, query).await.unwrap().rows
}

fn all() -> ObjectionsQuery {
    ObjectionsQuery { state: "all".to_owned(), ..ObjectionsQuery::default() }
}

async fn told(stage: &Stage, actor: &Actor) -> Vec<(String, String)> {
    let notices = stage.platform.list_notices(actor).await.unwrap();
    notices.into_iter().map(|notice| (notice.kind, notice.reason)).collect()
}

#[tokio::test]
async fn an_objection_is_answered_put_right_and_keeps_the_number_it_was_about() {
    for stage in stages().await {
        furnish(&stage).await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let id = object(&stage, &judge, "AC1P1", "closed").await.unwrap();
        let again = object(&stage, &judge, "AC1P1", "closed").await.unwrap_err();
        assert_eq!((again.status(), again.reason.as_str()), (409, "objected_already"));
        let row = list(&stage, &manager, &ObjectionsQuery::default()).await.remove(0);
        assert_eq!(
            (row.value, row.state, row.reason.as_str()),
            (Some(2.0), ObjectionState::Open, "one is not mine")
        );
        assert_eq!((row.period.as_str(), row.edition.as_str()), ("2026-01..2026-10", "2024"));
        assert_eq!((row.components[0].item.as_str(), row.components[0].value), ("closed", Some(2.0)));
        assert_eq!(row.may, [ObjectionMove::Uphold, ObjectionMove::Reject]);
        assert_eq!(told(&stage, &manager).await, [("objection_raised".into(), "one is not mine".into())]);
        let seen = stage.platform.list_notices(&manager).await.unwrap().remove(0);
        assert_eq!(
            (seen.href.as_str(), seen.period.as_str()),
            ("/judges?tab=objections&state=all&q=AC1P1", "2026-01..2026-10")
        );

        let silent =
            ObjectionMoveOrder { what: ObjectionMove::Uphold, answer: "yes".into(), remedy: " ".into() };
        let failure = stage.platform.move_figure_objection(&manager, id, &silent).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("remedy", "missing"));
        let silent =
            ObjectionMoveOrder { what: ObjectionMove::Reject, answer: String::new(), remedy: String::new() };
        let failure = stage.platform.move_figure_objection(&manager, id, &silent).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("answer", "missing"));
        assert_eq!(
            moved(&stage, &manager, id, ObjectionMove::Mend).await.unwrap_err().reason,
            "objection_state"
        );

        moved(&stage, &manager, id, ObjectionMove::Uphold).await.unwrap();
        let failure = moved(&stage, &manager, id, ObjectionMove::Reject).await.unwrap_err();
        assert_eq!(
            (failure.status(), failure.reason.as_str(), failure.value.as_str()),
            (409, "objection_state", "upheld")
        );
        assert_eq!(told(&stage, &judge).await, [("objection_upheld".into(), "looked into".into())]);

        // The case goes to somebody else: the figure moves, what was objected to stays.
        stage.send(&[&case("2", "AC1", "2026-01-15", Some("2026-03-01"))]).await;
        assert_eq!(stage.value("AC1P1", "closed", "2026-01", "2026-10").await.value, Some(1.0));
        moved(&stage, &manager, id, ObjectionMove::Mend).await.unwrap();
        let row = list(&stage, &judge, &all()).await.remove(0);
        assert_eq!(
            (row.value, row.state, row.remedy.as_str()),
            (Some(2.0), ObjectionState::Mended, "case 2 is reassigned")
        );
        assert_eq!(row.mended_by, "user:court_manager");
        assert!(list(&stage, &judge, &ObjectionsQuery::default()).await.is_empty(), "nothing waits");
        // Then one may object again.
        object(&stage, &judge, "AC1P1", "closed").await.unwrap();
        for action in ["objections.raise", "objections.move"] {
            let entries = stage.platform.db.audit_page(action, 0, 10).await.unwrap().0;
            assert_eq!(entries.len(), 2, "{action} on {}", stage.engine);
        }
    }
}

#[tokio::test]
async fn nobody_speaks_for_a_judge_and_nobody_answers_an_own_objection() {
    for stage in stages().await {
        furnish(&stage).await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        for (role, unit) in [
            (Role::TribunalHead, "AC1"),
            (Role::CourtManager, "AC"),
            (Role::ProvincialSupervisor, "P"),
            (Role::Administrator, "P"),
            (Role::Reviewer, "P"),
        ] {
            let actor = stage.actor(role, unit).await;
            assert_eq!(object(&stage, &actor, "AC1P1", "closed").await.unwrap_err().status(), 403, "{role}");
        }
        assert_eq!(object(&stage, &judge, "AC1", "closed").await.unwrap_err().status(), 403);
        assert_eq!(object(&stage, &judge, "BC1", "closed").await.unwrap_err().status(), 403);
        let of_tribunal = object(&stage, &head, "AC1", "closing_rate").await.unwrap();
        let id = object(&stage, &judge, "AC1P1", "closed").await.unwrap();
        for what in ObjectionMove::ALL {
            for actor in [&head, &stage.actor(Role::CourtManager, "BC").await] {
                assert_eq!(moved(&stage, actor, id, what).await.unwrap_err().status(), 403, "{what:?}");
            }
        }
        assert_eq!(moved(&stage, &manager, id, ObjectionMove::Withdraw).await.unwrap_err().status(), 403);
        assert_eq!(moved(&stage, &judge, id, ObjectionMove::Uphold).await.unwrap_err().status(), 403);
        assert_eq!(moved(&stage, &manager, 999, ObjectionMove::Uphold).await.unwrap_err().status(), 404);
        // A head who is the manager as well does not answer the own objection.
        let tree = stage.platform.tree().await.unwrap();
        let court = Grant { role: Role::CourtManager, unit: tree.by_code("AC").unwrap().id };
        let both = Actor { grants: vec![head.grants[0], court], ..head.clone() };
        assert_eq!(moved(&stage, &both, of_tribunal, ObjectionMove::Reject).await.unwrap_err().status(), 403);
        moved(&stage, &manager, of_tribunal, ObjectionMove::Reject).await.unwrap();
        assert_eq!(told(&stage, &head).await, [("objection_rejected".into(), "looked into".into())]);
        moved(&stage, &judge, id, ObjectionMove::Withdraw).await.unwrap();
        assert_eq!(told(&stage, &manager).await[0].0, "objection_withdrawn");
        assert!(told(&stage, &stage.actor(Role::CourtManager, "BC").await).await.is_empty());
        for (order, field) in [
            (ObjectionOrder { reason: "  ".into(), ..order("AC1P1", "closed") }, "reason"),
            (ObjectionOrder { reason: "x".repeat(2_001), ..order("AC1P1", "closed") }, "reason"),
            (order("AC1P1", "nothing"), "indicator"),
            (order("AC1P1", "closed,received"), "indicator"),
        ] {
            let failure = stage.platform.object_to_figure(&judge, &order).await.unwrap_err();
            assert_eq!((failure.status(), failure.field.as_str()), (400, field));
        }
    }
}

#[tokio::test]
async fn weighted_closings_can_be_objected_to_with_their_weights() {
    for stage in stages().await {
        furnish(&stage).await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        object(&stage, &judge, "AC1P1", WEIGHTED_CLOSED).await.unwrap();
        let row = list(&stage, &judge, &ObjectionsQuery::default()).await.remove(0);
        assert_eq!(
            (row.value, row.edition.as_str(), row.indicator_name.1.as_str()),
            (Some(3.0), "2024", "Weighted closings")
        );
        let part = &row.components[0];
        assert_eq!((part.item.as_str(), part.value), ("other/ordinary", Some(2.0)));
        assert!(part.name.1.ends_with("× 1.5"), "{}", part.name.1);
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let failure = object(&stage, &head, "AC1", WEIGHTED_CLOSED).await.unwrap_err();
        assert_eq!(failure.reason, "unknown_indicator", "weights are of posts");
    }
}

#[tokio::test]
async fn objections_are_seen_with_the_figure_by_those_who_may_and_a_look_is_noted() {
    for stage in stages().await {
        furnish(&stage).await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        object(&stage, &judge, "AC1P1", "closed").await.unwrap();
        object(&stage, &head, "AC1", "received").await.unwrap();
        let seen = async |actor: &Actor, unit: &str, indicator: &str| {
            let figure = order(unit, indicator).figure;
            let found = stage.platform.figure_objections(actor, &figure).await.unwrap();
            (found.rows.len(), found.may_object)
        };
        assert_eq!(seen(&judge, "AC1P1", "closed").await, (1, false), "one at a time");
        assert_eq!(seen(&judge, "AC1P1", "received").await, (0, true));
        assert_eq!(seen(&head, "AC1P1", "closed").await, (1, false));
        assert_eq!(seen(&head, "AC1P1", "received").await, (0, false));
        assert_eq!(
            seen(&stage.actor(Role::ProvincialSupervisor, "P").await, "AC1", "received").await,
            (1, false)
        );
        // Who may read the tribunal's figures, and nothing of what is said about them.
        for role in [Role::Reviewer, Role::Guest] {
            assert_eq!(seen(&stage.actor(role, "P").await, "AC1", "received").await, (0, false), "{role}");
        }
        let figure = order("AC1P1", "closed").figure;
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        assert_eq!(stage.platform.figure_objections(&reviewer, &figure).await.unwrap_err().status(), 403);
        assert_eq!(stage.platform.list_figure_objections(&reviewer, &all()).await.unwrap_err().status(), 403);
        let count = async |role, unit: &str| list(&stage, &stage.actor(role, unit).await, &all()).await.len();
        assert_eq!(count(Role::PostJudge, "AC1P1").await, 1);
        assert_eq!(count(Role::TribunalHead, "AC1").await, 2);
        assert_eq!(count(Role::TribunalHead, "AC2").await, 0);
        assert_eq!(count(Role::CourtManager, "BC").await, 0);
        assert_eq!(count(Role::ProvincialSupervisor, "P").await, 2);
        let who = stage.platform.db.audit_page("posts.look", 0, 10).await.unwrap().0;
        let mut who: Vec<_> = who.into_iter().map(|look| look.actor).collect();
        who.sort_unstable();
        assert_eq!(who, ["user:provincial_supervisor", "user:tribunal_head"]);
    }
}

#[tokio::test]
async fn a_list_is_searched_sorted_and_paged() {
    for stage in stages().await {
        furnish(&stage).await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let first = object(&stage, &judge, "AC1P1", "closed").await.unwrap();
        object(&stage, &judge, "AC1P1", "received").await.unwrap();
        object(&stage, &head, "AC1", "closing_rate").await.unwrap();
        moved(&stage, &manager, first, ObjectionMove::Reject).await.unwrap();
        let found = async |query: &ObjectionsQuery| {
            let rows = list(&stage, &manager, query).await;
            rows.into_iter().map(|row| row.indicator).collect::<Vec<_>>()
        };
        assert_eq!(
            found(&all()).await,
            ["closing_rate", "received", "closed"],
            "what waits first, newest first"
        );
        for (sort, wanted) in [
            ("raised", ["closed", "received", "closing_rate"]),
            ("-raised", ["closing_rate", "received", "closed"]),
            ("indicator", ["closed", "closing_rate", "received"]),
            ("unit", ["closing_rate", "closed", "received"]),
        ] {
            assert_eq!(found(&ObjectionsQuery { sort: sort.into(), ..all() }).await, wanted, "{sort}");
        }
        for (search, wanted) in
            [("ac1p", 2), ("closing r", 1), ("CLOSED", 1), ("结案率", 1), ("nothing", 0), ("AC1", 3)]
        {
            assert_eq!(
                found(&ObjectionsQuery { search: search.into(), ..all() }).await.len(),
                wanted,
                "{search}"
            );
        }
        assert_eq!(found(&ObjectionsQuery { state: "rejected".into(), ..all() }).await, ["closed"]);
        assert_eq!(found(&ObjectionsQuery { unit: "AC1P1".into(), ..all() }).await.len(), 2);
        let page = ObjectionsQuery { sort: "raised".into(), offset: 1, limit: 1, ..all() };
        let page = stage.platform.list_figure_objections(&manager, &page).await.unwrap();
        assert_eq!((page.rows[0].indicator.as_str(), page.total), ("received", 3));
        for (query, field) in [
            (ObjectionsQuery { state: "else".into(), ..all() }, "state"),
            (ObjectionsQuery { sort: "reason".into(), ..all() }, "sort"),
        ] {
            let failure = stage.platform.list_figure_objections(&manager, &query).await.unwrap_err();
            assert_eq!(failure.field, field);
        }
    }
}
