//! The life of an import: previewed, taken over, taken back, tried again; and who may do so.

use crate::harness::{Bench, month, operator, span};
use app::{
    api::{
        Failure, FailureKind, ListQuery,
        imports::{ImportState, Imports, Upload},
    },
    domain::{
        permissions::{Actor, Grant, Role},
        units::{Level, UnitId},
    },
};
use server::store::NewUnit;

fn profile(province: &str) -> String {
    format!(
        r#"
id = "life"
zh = "测试"
en = "Test"
[province]
code = "{province}"
zh = "省"
en = "Province"
[[unit]]
level = "city"
code = "{province}-{{City}}"
name = "{{City}}"
[[unit]]
level = "tribunal"
code = "{province}-{{City}}-{{Court}}"
name = "{{Court}}"
[period]
text = "{{Month}}"
format = "{{year}}-{{mm}}"
[[value]]
item = "received"
column = "Filed"
"#
    )
}

const TABLE: &str = "City,Court,Month,Filed\nA,x,2021-06,10\nA,y,2021-06,5\nB,z,2021-05,oops\n";

fn upload(province: &str, text: &str) -> Upload {
    Upload { file_name: "dir/t.csv".into(), profile: profile(province), bytes: text.as_bytes().to_vec() }
}

#[tokio::test]
async fn preview_and_dry_run_change_nothing_and_commit_is_done_once() {
    for bench in Bench::every().await {
        let actor = operator();
        let dry = bench.platform.dry_run_import(&actor, upload("P", TABLE)).await.unwrap();
        assert_eq!((dry.import.id, dry.import.counts.facts_new, dry.problems.total), (0, 2, 1));
        assert!(bench.platform.list_imports(&actor, &ListQuery::default()).await.unwrap().rows.is_empty());

        let preview = bench.platform.preview_import(&actor, upload("P", TABLE)).await.unwrap();
        assert_eq!(
            (preview.import.state, preview.import.file_name.as_str()),
            (ImportState::Previewed, "t.csv")
        );
        assert_eq!(bench.count(Level::Province).await, 0);
        assert!(bench.everything().await.is_empty());
        let id = preview.import.id;

        let done = bench.platform.commit_import(&actor, id).await.unwrap();
        assert_eq!(done.import.state, ImportState::Committed);
        let c = done.import.counts;
        assert_eq!((c.rows_read, c.rows_accepted, c.rows_quarantined, c.facts_new), (3, 2, 1, 2));
        let names: Vec<_> = done.units_new.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(names, ["P", "P-A", "P-A-X", "P-A-Y"], "a unit without data is not created");
        assert_eq!(bench.value("P", "received", span("2021-06")).await, Some(15.0));
        let tree = bench.platform.tree().await.unwrap();
        assert_eq!(tree.by_code("P-A-X").unwrap().opened, month("2021-06"));

        let again = bench.platform.commit_import(&actor, id).await.unwrap();
        assert_eq!(again, done);
        let (audit, _) = bench.platform.db.audit_page("imports.commit", 0, 10).await.unwrap();
        assert_eq!(audit.len(), 1);
        assert_eq!(audit[0].unit_code, "P");
        assert_eq!(
            bench.platform.list_imports(&actor, &ListQuery::default()).await.unwrap().rows,
            [done.import]
        );
    }
}

#[tokio::test]
async fn earlier_data_opens_units_earlier() {
    for bench in Bench::every().await {
        bench.import(&profile("P"), "t.csv", TABLE.as_bytes()).await;
        let done = bench.import(&profile("P"), "u.csv", b"City,Court,Month,Filed\nA,x,2019-01,7\n").await;
        assert_eq!((done.import.counts.facts_new, done.units_new.len()), (1, 0));
        let tree = bench.platform.tree().await.unwrap();
        for code in ["P", "P-A", "P-A-X"] {
            assert_eq!(tree.by_code(code).unwrap().opened, month("2019-01"), "{code}");
        }
        assert_eq!(tree.by_code("P-A-Y").unwrap().opened, month("2021-06"));
        assert_eq!(bench.value("P", "received", span("2019-01")).await, Some(7.0));
    }
}

#[tokio::test]
async fn undo_restores_and_can_itself_be_undone() {
    for bench in Bench::every().await {
        let actor = operator();
        bench.import(&profile("P"), "t.csv", TABLE.as_bytes()).await;
        let before = bench.everything().await;
        let changed = TABLE.replace("x,2021-06,10", "x,2021-06,11");
        let done = bench.import(&profile("P"), "t.csv", changed.as_bytes()).await;
        assert_eq!(done.import.counts.facts_revised, 1);
        let after = bench.everything().await;
        let id = done.import.id;

        let undone = bench.platform.undo_import(&actor, id).await.unwrap();
        assert_eq!(undone.import.state, ImportState::Undone);
        assert_eq!(bench.everything().await, before);
        assert_eq!(bench.platform.undo_import(&actor, id).await.unwrap(), undone);
        let redone = bench.platform.commit_import(&actor, id).await.unwrap();
        assert_eq!((redone.import.state, redone.import.undone_at), (ImportState::Committed, None));
        assert_eq!(bench.everything().await, after);

        // The first one taken back: what the second revised stays, the rest goes; units remain.
        bench.platform.undo_import(&actor, id).await.unwrap();
        bench.platform.undo_import(&actor, 1).await.unwrap();
        assert_eq!(bench.count(Level::Tribunal).await, 2);
        let preview = bench.preview(&profile("P"), "t.csv", TABLE.as_bytes()).await.unwrap();
        let failure = bench.platform.undo_import(&actor, preview.import.id).await.unwrap_err();
        assert_eq!(failure.reason, "import_not_committed");
    }
}

#[tokio::test]
async fn quarantined_rows_can_be_tried_again_with_a_better_profile() {
    for bench in Bench::every().await {
        let actor = operator();
        let done = bench.import(&profile("P"), "t.csv", TABLE.as_bytes()).await;
        let better = profile("P") + "[numbers]\nzero = [\"oops\"]\n";
        let retried =
            bench.platform.retry_import(&actor, done.import.id, Some(better.clone())).await.unwrap();
        // What has been taken over stays a thing of its own.
        assert_ne!(retried.import.id, done.import.id);
        assert_eq!(
            (retried.import.state, retried.import.counts.rows_quarantined),
            (ImportState::Previewed, 0)
        );
        let retried = bench.platform.commit_import(&actor, retried.import.id).await.unwrap();
        assert_eq!((retried.import.counts.facts_new, retried.import.counts.facts_unchanged), (1, 2));
        assert_eq!(bench.value("P-B-Z", "received", span("2021-05")).await, Some(0.0));

        // A preview is read anew in place.
        let preview = bench.preview(&profile("P"), "t.csv", TABLE.as_bytes()).await.unwrap();
        let again = bench.platform.retry_import(&actor, preview.import.id, Some(better)).await.unwrap();
        assert_eq!((again.import.id, again.problems.total), (preview.import.id, 0));
    }
}

fn administrator(name: &str, unit: UnitId) -> Actor {
    Actor { name: name.into(), grants: vec![Grant { role: Role::Administrator, unit }], operator: false }
}

async fn root(bench: &Bench, code: &str) -> UnitId {
    let mut tx = bench.platform.begin().await.unwrap();
    let unit = NewUnit {
        code: code.into(),
        level: Level::Province,
        name: code.into(),
        name_en: String::new(),
        pinyin: String::new(),
        parent: None,
        opened: month("2000-01"),
        closed: None,
        position: None,
        area_km2: None,
        population: None,
        groups: vec![],
        townships: vec![],
        facts: String::new(),
    };
    let id = tx.create_unit(&unit).await.unwrap();
    bench.platform.commit(tx).await.unwrap();
    bench.platform.forget_tree();
    id
}

fn kind<T: std::fmt::Debug>(answer: Result<T, Failure>) -> FailureKind {
    answer.unwrap_err().kind
}

#[tokio::test]
async fn only_administrators_of_the_province_import_for_it() {
    for bench in Bench::every().await {
        let platform = &bench.platform;
        let (p, q) = (root(&bench, "P").await, root(&bench, "Q").await);
        let (here, there) = (administrator("token:1", p), administrator("token:2", q));
        let nobody = Actor::nobody();
        let mut head = administrator("token:3", p);
        head.grants[0].role = Role::ProvincialSupervisor;

        let preview = platform.preview_import(&here, upload("P", TABLE)).await.unwrap();
        let id = preview.import.id;
        for (actor, refused) in [
            (&there, FailureKind::Forbidden),
            (&head, FailureKind::Forbidden),
            (&nobody, FailureKind::Unauthenticated),
        ] {
            assert_eq!(kind(platform.preview_import(actor, upload("P", TABLE)).await), refused);
            assert_eq!(kind(platform.dry_run_import(actor, upload("P", TABLE)).await), refused);
            assert_eq!(kind(platform.commit_import(actor, id).await), refused);
            assert_eq!(kind(platform.undo_import(actor, id).await), refused);
            assert_eq!(kind(platform.retry_import(actor, id, None).await), refused);
            assert_eq!(kind(platform.open_import(actor, id, &ListQuery::default()).await), refused);
        }
        assert!(platform.list_imports(&there, &ListQuery::default()).await.unwrap().rows.is_empty());
        assert_eq!(kind(platform.list_imports(&head, &ListQuery::default()).await), FailureKind::Forbidden);
        assert_eq!(kind(platform.list_profiles(&nobody).await), FailureKind::Unauthenticated);
        assert_eq!(platform.list_profiles(&here).await.unwrap().len(), 4);
        assert_eq!(
            kind(platform.open_import(&here, 999, &ListQuery::default()).await),
            FailureKind::NotFound
        );
        platform.commit_import(&here, id).await.unwrap();

        // A profile of one's own province cannot reach into another one.
        let foreign = profile("Q").replace("code = \"Q\"", "code = \"P\"");
        let there_first = platform.preview_import(&there, upload("Q", TABLE)).await.unwrap();
        platform.commit_import(&there, there_first.import.id).await.unwrap();
        let reach = Upload { profile: foreign, ..upload("P", TABLE) };
        assert_eq!(kind(platform.preview_import(&here, reach).await), FailureKind::Forbidden);
    }
}

#[tokio::test]
async fn whoever_founds_a_province_administers_it() {
    for bench in Bench::every().await {
        let p = root(&bench, "P").await;
        let now = bench.platform.now();
        let mut tx = bench.platform.begin().await.unwrap();
        let user = tx.create_user("wang", "Wang", "x", now).await.unwrap().unwrap();
        tx.set_roles(user, &[Grant { role: Role::Administrator, unit: p }]).await.unwrap();
        bench.platform.commit(tx).await.unwrap();
        let actor = administrator("user:wang", p);
        let preview = bench.platform.preview_import(&actor, upload("N", TABLE)).await.unwrap();
        bench.platform.commit_import(&actor, preview.import.id).await.unwrap();
        let person = bench.platform.db.user(user).await.unwrap().unwrap();
        let founded = bench.platform.tree().await.unwrap().by_code("N").unwrap().id;
        assert!(person.grants.contains(&Grant { role: Role::Administrator, unit: founded }));
        assert!(person.grants.contains(&Grant { role: Role::Administrator, unit: p }));
        // An administrator of something below a province founds none.
        let tree = bench.platform.tree().await.unwrap();
        let low = administrator("user:low", tree.by_code("N-A").unwrap().id);
        assert_eq!(
            kind(bench.platform.preview_import(&low, upload("M", TABLE)).await),
            FailureKind::Forbidden
        );
    }
}
