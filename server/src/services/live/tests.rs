use super::*;
use app::domain::{
    permissions::Role,
    units::{Level, ParentLink, Unit},
};

fn unit(id: i64, code: &str, level: Level) -> Unit {
    Unit {
        id: UnitId(id),
        code: code.to_owned(),
        level,
        name: code.to_owned(),
        name_en: String::new(),
        pinyin: String::new(),
        opened: Month::from_index(24_000),
        closed: None,
        position: None,
        area_km2: None,
        population: None,
        groups: vec![],
        townships: vec![],
        facts: String::new(),
    }
}

/// Province 1; cities 2 and 3; tribunal 4 in city 2 with post 5; tribunal 6 in city 3.
fn tree() -> Tree {
    let link = |unit, parent| ParentLink {
        unit: UnitId(unit),
        parent: UnitId(parent),
        from: Month::from_index(24_000),
        until: None,
    };
    let units = vec![
        unit(1, "P", Level::Province),
        unit(2, "A", Level::City),
        unit(3, "B", Level::City),
        unit(4, "T", Level::Tribunal),
        unit(5, "J", Level::Post),
        unit(6, "U", Level::Tribunal),
    ];
    Tree::new(units, vec![link(2, 1), link(3, 1), link(4, 2), link(5, 4), link(6, 3)])
}

fn actor(role: Role, unit: i64) -> Actor {
    Actor { name: "user:x".into(), grants: vec![Grant { role, unit: UnitId(unit) }], operator: false }
}

const TODAY: Month = Month::from_index(24_100);

fn window(changes: &[(i64, i64, i32, &str)]) -> Window {
    let tree = tree();
    let entry = |&(seq, unit, month, kind): &(i64, i64, i32, &str)| {
        let change =
            serde_json::json!({ "unit": unit, "from": month, "to": month, "kind": kind }).to_string();
        let row = OutboxRow { seq, at: DateTime::UNIX_EPOCH, change };
        Entry::new(&row, Change::of(&row).unwrap(), &tree, TODAY)
    };
    let head = changes[changes.len() - 1].0;
    Window { entries: changes.iter().map(entry).collect(), complete_after: changes[0].0 - 1, head }
}

fn batch(window: &Window, after: i64, unit: i64, actor: &Actor) -> LiveBatch {
    window.batch(after, UnitId(unit), actor, &tree(), TODAY, DateTime::UNIX_EPOCH)
}

#[test]
fn changes_of_a_unit_are_merged_and_reach_everyone_above() {
    let window = window(&[(1, 4, 24_090, "cases"), (2, 6, 24_095, "cases"), (3, 4, 24_080, "table")]);
    let batch = batch(&window, 0, 1, &actor(Role::ProvincialSupervisor, 1));
    assert_eq!(batch.seq, 3);
    let spans: Vec<_> =
        batch.changes.iter().map(|c| (c.unit.as_str(), c.from.as_str(), c.to.as_str())).collect();
    assert_eq!(spans, [("T", "2006-09", "2007-07"), ("U", "2007-12", "2007-12")]);
    assert_eq!(batch.changes[0].kind, "table");
}

#[test]
fn other_subtrees_are_nobodys_business() {
    let window = window(&[(1, 6, 24_095, "cases")]);
    let batch = batch(&window, 0, 2, &actor(Role::ProvincialSupervisor, 1));
    assert!(batch.changes.is_empty() && !batch.reset && batch.seq == 1, "{batch:?}");
}

#[test]
fn a_post_is_told_as_its_tribunal_to_those_who_may_not_see_it() {
    let window = window(&[(1, 5, 24_095, "cases")]);
    let seen = |role| batch(&window, 0, 1, &actor(role, 1)).changes[0].unit.clone();
    assert_eq!(seen(Role::ProvincialSupervisor), "J");
    for role in [Role::Reviewer, Role::Administrator, Role::Guest] {
        assert_eq!(seen(role), "T", "{role}");
    }
}

#[test]
fn who_asks_for_what_is_no_longer_kept_starts_afresh() {
    let window = window(&[(10, 4, 24_090, "cases"), (11, 4, 24_090, "cases")]);
    let actor = actor(Role::ProvincialSupervisor, 1);
    assert!(batch(&window, 8, 1, &actor).reset);
    assert!(!batch(&window, 9, 1, &actor).reset);
    assert!(!batch(&window, 11, 1, &actor).reset);
    let future = batch(&window, 12, 1, &actor);
    assert!(future.reset && future.seq == 11, "a number from another database");
}

#[test]
fn the_window_is_bounded() {
    let mut full = window(&[(1, 4, 24_090, "cases")]);
    let more: Vec<_> = (2..KEPT as i64 + 10).map(|seq| (seq, 4, 24_090, "cases")).collect();
    full.push(window(&more).entries.into(), more[more.len() - 1].0);
    assert_eq!(full.entries.len(), KEPT);
    assert_eq!(full.complete_after + 1, full.entries[0].seq);
}

#[test]
fn a_change_of_the_whole_tree_is_everyones_concern() {
    let window = window(&[(1, 0, 24_090, "units"), (2, 2, 24_090, "cases")]);
    let batch = batch(&window, 0, 2, &actor(Role::CitySupervisor, 2));
    assert_eq!(batch.changes.len(), 1);
    assert_eq!((batch.changes[0].unit.as_str(), batch.changes[0].kind.as_str()), ("A", "units"));
}
