use crate::common::{at, case, operator, small_province, stages};
use app::{
    api::units::{UnitEdit, UnitOrder, Units, UnitsQuery},
    domain::permissions::Role,
};

async fn codes(stage: &crate::common::Stage, query: UnitsQuery) -> Vec<String> {
    let page = stage.platform.list_units(&operator(), &query).await.unwrap();
    page.rows.into_iter().map(|row| row.code).collect()
}

#[tokio::test]
async fn units_are_found_by_level_place_and_words() {
    for stage in stages().await {
        let some = |text: &str| Some(text.to_owned());
        let query = UnitsQuery { level: some("tribunal"), under: some("A"), ..UnitsQuery::default() };
        assert_eq!(codes(&stage, query).await, ["AC1", "AC2"]);
        let query = UnitsQuery { q: some("bc1 danwei"), ..UnitsQuery::default() };
        assert_eq!(codes(&stage, query).await, ["BC1"]);
        let query = UnitsQuery { sort: some("-code"), limit: Some(2), ..UnitsQuery::default() };
        assert_eq!(codes(&stage, query).await, ["P", "BC1"]);
        // Whoever sits in city A finds the way up by name, but nothing beside it.
        let actor = stage.actor(Role::TribunalHead, "AC1").await;
        let seen = stage.platform.list_units(&actor, &UnitsQuery::default()).await.unwrap();
        let seen: Vec<_> = seen.rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(seen, ["A", "AC", "AC1", "AC1P1", "P"]);
    }
}

#[tokio::test]
async fn creating_again_changes_nothing_and_half_a_list_is_not_taken() {
    for stage in stages().await {
        let again = stage.platform.create_units(&operator(), &small_province()).await.unwrap();
        assert!(again.is_empty());
        let good = UnitOrder { code: "AC9".into(), ..small_province()[5].clone() };
        let bad = UnitOrder { code: "AC10".into(), parent: "AC1".into(), ..good.clone() };
        let refused = stage.platform.create_units(&operator(), &[good, bad]).await.unwrap_err();
        assert_eq!((refused.field.as_str(), refused.reason.as_str()), ("parent", "parent_too_low"));
        let query = UnitsQuery { q: Some("AC9".into()), ..UnitsQuery::default() };
        assert!(codes(&stage, query).await.is_empty());
    }
}

#[tokio::test]
async fn a_moved_tribunal_takes_its_future_along_and_leaves_its_past() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-01-10", None), &case("2", "AC1", "2026-03-10", None)]).await;
        let edit = UnitEdit::Move { parent: "BC".into(), from: "2026-03".into() };
        stage.platform.edit_unit(&operator(), "AC1", &edit).await.unwrap();
        let received = async |unit, month| stage.value(unit, "received", month, month).await.value;
        assert_eq!(received("A", "2026-01").await, Some(1.0));
        assert_eq!(received("A", "2026-03").await, None, "AC2 has said nothing");
        assert_eq!(received("B", "2026-03").await, Some(1.0));
        assert_eq!(received("P", "2026-03").await, Some(1.0));
        // New cases follow the new parent.
        stage.send(&[&case("3", "AC1", "2026-03-11", None)]).await;
        assert_eq!(received("B", "2026-03").await, Some(2.0));
    }
}

#[tokio::test]
async fn a_merged_court_hands_its_tribunals_over() {
    for stage in stages().await {
        stage.send(&[&case("1", "BC1", "2026-01-10", None), &case("2", "BC1", "2026-05-10", None)]).await;
        let edit = UnitEdit::Merge { into: "AC".into(), from: "2026-05".into() };
        stage.platform.edit_unit(&operator(), "BC", &edit).await.unwrap();
        let received = async |unit, month| stage.value(unit, "received", month, month).await.value;
        assert_eq!((received("BC", "2026-01").await, received("B", "2026-05").await), (Some(1.0), None));
        assert_eq!(received("AC", "2026-05").await, Some(1.0));
        let query = UnitsQuery { level: Some("court".into()), ..UnitsQuery::default() };
        assert_eq!(codes(&stage, query.clone()).await, ["AC"], "BC is gone today");
        assert_eq!(codes(&stage, UnitsQuery { ended: Some(true), ..query }).await, ["AC", "BC"]);
    }
}

#[tokio::test]
async fn names_change_with_history_and_wrong_edits_are_refused() {
    for stage in stages().await {
        let rename =
            UnitEdit::Rename { name: "新名".into(), name_en: "New".into(), from: "2026-06".into() };
        let row = stage.platform.edit_unit(&operator(), "AC2", &rename).await.unwrap();
        assert_eq!(row.name, "新名");
        let tree = stage.platform.tree().await.unwrap();
        let names = stage.platform.db.names_of(tree.by_code("AC2").unwrap().id).await.unwrap();
        assert_eq!(names.len(), 2);
        for (edit, reason) in [
            (UnitEdit::Move { parent: "AC1".into(), from: "2026-06".into() }, "parent_too_low"),
            (UnitEdit::Move { parent: "AC2".into(), from: "2026-06".into() }, "within_itself"),
            (UnitEdit::Merge { into: "A".into(), from: "2026-06".into() }, "other_level"),
            (UnitEdit::Close { from: "June".into() }, "bad_month"),
            (UnitEdit::Close { from: "2010-01".into() }, "not_after_opening"),
        ] {
            let refused = stage.platform.edit_unit(&operator(), "AC2", &edit).await.unwrap_err();
            assert_eq!(refused.reason, reason, "{edit:?}");
        }
        let head = stage.actor(Role::TribunalHead, "AC2").await;
        let close = UnitEdit::Close { from: "2026-12".into() };
        assert_eq!(stage.platform.edit_unit(&head, "AC2", &close).await.unwrap_err().status(), 403);
        stage.clock.set(at("2026-11-25T04:00:00Z"));
    }
}

#[tokio::test]
async fn a_unit_tells_its_former_names_and_parents() {
    for stage in stages().await {
        let facts = async || stage.platform.unit_facts(&operator(), "AC1").await.unwrap();
        assert!(facts().await.past.is_empty(), "nothing has changed yet");
        for edit in [
            UnitEdit::Rename { name: "新名".into(), name_en: "New".into(), from: "2026-06".into() },
            UnitEdit::Move { parent: "BC".into(), from: "2026-03".into() },
        ] {
            stage.platform.edit_unit(&operator(), "AC1", &edit).await.unwrap();
        }
        let facts = facts().await;
        assert_eq!(facts.parent.map(|parent| parent.code).as_deref(), Some("BC"));
        let past = facts.past;
        let told: Vec<_> = past
            .iter()
            .map(|row| (row.parent.as_deref(), row.until.as_deref(), row.name_en.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (None, Some("2026-06"), "Unit AC1"),
                (None, None, "New"),
                (Some("AC"), Some("2026-03"), "Unit AC"),
                (Some("BC"), None, "Unit BC"),
            ]
        );
    }
}
