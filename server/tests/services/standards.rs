//! Standards applied to what is known of a tribunal.

use crate::common::{case, stages};
use app::{
    api::standards::{AssessmentQuery, Standards},
    domain::{permissions::Role, standards::How},
};

fn of(unit: &str) -> AssessmentQuery {
    AssessmentQuery { unit: unit.into(), standard: "double".into(), edition: String::new() }
}

#[tokio::test]
async fn a_standard_is_computed_as_far_as_facts_go_and_says_what_is_missing() {
    for stage in stages().await {
        // Nine of ten cases of the year before are closed in time.
        let lines: Vec<String> = (0..10)
            .map(|n| case(&format!("2026-{n}"), "AC1", "2026-03-02", (n > 0).then_some("2026-06-01")))
            .collect();
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let found = stage.platform.assess(&head, &of("AC1")).await.unwrap();
        let computed: Vec<_> = found.scored.items.iter().filter(|item| item.how == How::Computed).collect();
        assert!(!computed.is_empty());
        for item in &computed {
            let basis = &found.bases[&item.id];
            assert_eq!((basis.from.as_str(), basis.to.as_str()), ("2025-11", "2026-10"), "{}", item.id);
            assert!(item.points.is_some_and(|had| had <= item.full));
        }
        // Nobody has looked at the house, and nothing says that it is bad: it is missing, which is not none.
        let by_hand = found.standard.items().filter(|item| item.scoring.by_hand());
        for item in by_hand {
            let score = found.scored.items.iter().find(|score| score.id == item.id).unwrap();
            assert!(matches!(score.how, How::Missing | How::NotApplicable), "{}", item.id);
        }
        assert_eq!(
            found.scored.missing as usize,
            found.scored.items.iter().filter(|s| s.how == How::Missing).count()
        );
        // Three tribunals are no peers: nobody is among the worst of them.
        assert!(found.scored.vetoes.is_empty());
        // The same question has the same answer.
        assert_eq!(stage.platform.assess(&head, &of("AC1")).await.unwrap(), found);
    }
}

#[tokio::test]
async fn a_foreign_unit_and_one_of_another_kind_are_refused() {
    for stage in stages().await {
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        assert_eq!(stage.platform.assess(&head, &of("BC1")).await.unwrap_err().status(), 403);
        let court = stage.actor(Role::CourtManager, "AC").await;
        assert_eq!(stage.platform.assess(&court, &of("AC")).await.unwrap_err().reason, "not_measured");
        let unknown = AssessmentQuery { standard: "triple".into(), ..of("AC1") };
        assert_eq!(stage.platform.assess(&head, &unknown).await.unwrap_err().status(), 404);
        let listed = stage.platform.list_standards().await.unwrap();
        let double = listed.iter().find(|row| row.id == "double").unwrap();
        assert_eq!((double.items, double.points, double.illustrative), (46, 100.0, true));
        assert!(double.computed >= 15);
    }
}
