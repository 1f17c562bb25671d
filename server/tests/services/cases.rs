use crate::common::{at, case, operator, stages};
use app::{
    api::values::{Values, ValuesQuery},
    domain::{permissions::Role, values::Status},
};

#[tokio::test]
async fn facts_follow_the_cases_up_to_the_province() {
    for stage in stages().await {
        let receipt = stage
            .send(&[
                &case("1", "AC1", "2026-01-10", Some("2026-02-20")),
                &case("2", "AC1", "2026-01-15", None),
                &case("3", "BC1", "2026-02-01", Some("2026-02-10")),
            ])
            .await;
        assert_eq!((receipt.cases_new, receipt.lines_refused), (3, 0), "{}", stage.engine);
        for unit in ["P", "A", "AC", "AC1"] {
            let received = stage.value(unit, "received", "2026-01", "2026-01").await;
            assert_eq!(received.value, Some(2.0), "{unit} on {}", stage.engine);
        }
        let rate = stage.value("P", "closing_rate", "2026-01", "2026-02").await;
        assert_eq!((rate.numerator, rate.denominator), (Some(2.0), Some(3.0)));
        assert_eq!(rate.status, Status::Partial, "BC1 has said nothing of January");
        assert_eq!(stage.value("P", "pending", "2026-02", "2026-02").await.value, Some(1.0));
    }
}

#[tokio::test]
async fn sending_again_changes_nothing() {
    for stage in stages().await {
        let lines =
            [case("1", "AC1", "2026-01-10", Some("2026-02-20")), case("2", "AC1", "2026-01-15", None)];
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        stage.send(&lines).await;
        let before = stage.platform.db.outbox_head().await.unwrap();
        let again = stage.send(&lines).await;
        assert_eq!((again.cases_new, again.cases_changed, again.cases_unchanged), (0, 0, 2));
        assert_eq!((again.facts_new, again.facts_revised), (0, 0));
        assert_eq!(stage.platform.db.outbox_head().await.unwrap(), before, "nothing to tell");
    }
}

#[tokio::test]
async fn a_changed_case_revises_and_keeps_what_was_said() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-01-10", Some("2026-02-20"))]).await;
        let receipt = stage.send(&[&case("1", "AC1", "2026-01-10", None)]).await;
        assert_eq!(receipt.cases_changed, 1);
        let closed = stage.value("AC1", "closed", "2026-02", "2026-02").await;
        assert_eq!(closed.value, Some(0.0));
        let query = ValuesQuery {
            indicator: "closed".into(),
            unit: "AC1".into(),
            from: "2026-02".into(),
            to: "2026-02".into(),
            ..ValuesQuery::default()
        };
        let explained = stage.platform.explain_value(&operator(), &query).await.unwrap();
        assert_eq!(explained.revisions.len(), 1, "{:?}", explained.revisions);
        assert_eq!((explained.revisions[0].value, explained.revisions[0].now), (1.0, Some(0.0)));
        assert_eq!(explained.components[0].facts, 1);
        assert_eq!(explained.sources[0].source, "case_system");
    }
}

#[tokio::test]
async fn a_case_that_moves_leaves_its_old_tribunal() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-01-10", None)]).await;
        stage.send(&[&case("1", "BC1", "2026-01-10", None)]).await;
        assert_eq!(stage.value("AC1", "received", "2026-01", "2026-01").await.value, Some(0.0));
        assert_eq!(stage.value("B", "received", "2026-01", "2026-01").await.value, Some(1.0));
        assert_eq!(stage.value("P", "received", "2026-01", "2026-01").await.value, Some(1.0));
    }
}

#[tokio::test]
async fn bad_lines_are_named_and_the_rest_is_taken() {
    for stage in stages().await {
        let receipt = stage
            .send(&[
                "not json",
                "",
                &case("1", "AC1", "2026-01-10", Some("2026-01-01")),
                &case("2", "XX", "2026-01-10", None),
                &case("3", "AC", "2026-01-10", None),
                &case("4", "AC1", "2014-01-10", None),
                &case("5", "AC1", "2026-01-10", None).replace('}', r#","post":"BC1P9"}"#),
                &case("6", "AC1", "2026-01-10", None),
            ])
            .await;
        let refused: Vec<_> = receipt
            .refused
            .iter()
            .map(|r| (r.line, r.fault.field.as_str(), r.fault.reason.as_str()))
            .collect();
        assert_eq!(
            refused,
            [
                (1, "", "malformed"),
                (3, "closed", "before_filed"),
                (4, "tribunal", "unknown_unit"),
                (5, "tribunal", "unknown_unit"),
                (6, "filed", "unit_not_open"),
                (7, "post", "unknown_unit"),
            ]
        );
        assert_eq!((receipt.lines_read, receipt.cases_new), (7, 1));
    }
}

#[tokio::test]
async fn a_sender_reaches_its_own_subtree_only() {
    for stage in stages().await {
        let feeder = stage.actor(Role::Feeder, "A").await;
        let receipt = stage
            .send_as(&feeder, &[&case("1", "AC1", "2026-01-10", None), &case("2", "BC1", "2026-01-10", None)])
            .await
            .unwrap();
        assert_eq!((receipt.cases_new, receipt.lines_refused), (1, 1));
        assert_eq!(receipt.refused[0].fault.reason, "forbidden");
        // A case of another city cannot be drawn over.
        stage.send(&[&case("9", "BC1", "2026-01-10", None)]).await;
        let stolen = stage.send_as(&feeder, &[&case("9", "AC1", "2026-01-10", None)]).await.unwrap();
        assert_eq!(stolen.refused[0].fault.reason, "of_another_unit");
        let reader = stage.actor(Role::CitySupervisor, "A").await;
        assert_eq!(stage.send_as(&reader, &[]).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn late_stale_partial_and_none_never_look_alike() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-08-10", None), &case("2", "AC2", "2026-09-10", None)]).await;
        let status =
            async |unit: &str, from: &str, to: &str| stage.value(unit, "received", from, to).await.status;
        assert_eq!(status("AC1", "2026-08", "2026-08").await, Status::Ok);
        assert_eq!(status("AC1", "2026-10", "2026-10").await, Status::Late, "due on the 10th of November");
        assert_eq!(
            status("AC1", "2026-03", "2026-03").await,
            Status::NoData,
            "nobody waits for March any more"
        );
        assert_eq!(status("BC1", "2026-10", "2026-10").await, Status::NoData, "never heard of");
        assert_eq!(status("AC1", "2026-08", "2026-10").await, Status::Partial);
        assert_eq!(status("A", "2026-08", "2026-08").await, Status::Partial, "one of two tribunals");
        // The running month: fresh, then silent for too long.
        stage.send(&[&case("3", "AC1", "2026-11-20", None)]).await;
        assert_eq!(status("AC1", "2026-11", "2026-11").await, Status::Partial, "not over yet");
        stage.clock.set(at("2026-11-28T04:00:00Z"));
        assert_eq!(status("AC1", "2026-11", "2026-11").await, Status::Stale);
        // Zero below the line is not zero per cent; a handful is marked.
        let rate = stage.value("AC1", "closed_in_time_rate", "2026-08", "2026-08").await;
        assert_eq!((rate.status, rate.value), (Status::NotApplicable, None));
        let rate = stage.value("AC1", "clearance_rate", "2026-08", "2026-08").await;
        assert_eq!((rate.status, rate.judgement), (Status::SmallNumber, None));
    }
}

#[tokio::test]
async fn a_month_declared_complete_is_zero_and_not_missing() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-08-10", None)]).await;
        let receipt = stage.send(&[r#"{"tribunal":"AC1","complete":"2026-09"}"#]).await;
        assert_eq!(receipt.lines_refused, 0);
        let received = stage.value("AC1", "received", "2026-09", "2026-09").await;
        assert_eq!((received.value, received.status), (Some(0.0), Status::Ok));
        assert_eq!(stage.value("AC1", "pending", "2026-09", "2026-09").await.value, Some(1.0));
    }
}

#[tokio::test]
async fn a_look_at_a_post_is_logged_once_and_not_for_the_judge() {
    for stage in stages().await {
        let line = case("1", "AC1", "2026-01-10", None).replace('}', r#","post":"AC1P1"}"#);
        stage.send(&[&line]).await;
        let query = ValuesQuery {
            indicator: "received".into(),
            unit: "AC1P1".into(),
            from: "2026-01".into(),
            to: "2026-01".into(),
            ..ValuesQuery::default()
        };
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let foreign = stage.actor(Role::TribunalHead, "AC2").await;
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        for actor in [&head, &head, &judge] {
            let rows = stage.platform.query_values(actor, &query).await.unwrap();
            assert_eq!(rows[0].value, Some(1.0));
        }
        for actor in [&foreign, &reviewer] {
            assert_eq!(stage.platform.query_values(actor, &query).await.unwrap_err().status(), 403);
        }
        let entries = stage.platform.db.audit_page("posts.look", 0, 10).await.unwrap().0;
        assert_eq!(entries.len(), 1, "{entries:?}");
        assert_eq!((entries[0].actor.as_str(), entries[0].unit_code.as_str()), (head.name.as_str(), "AC1P1"));
    }
}
