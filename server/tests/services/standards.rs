//! Standards applied to what is known of a tribunal.

use crate::common::{Stage, at, case, open, operator, stages};
use app::{
    api::{
        ListQuery,
        audit::Audit,
        standards::{AssessmentQuery, Standards},
    },
    domain::{
        permissions::{Actor, Role},
        standards::How,
    },
};
use server::platform::Policy;

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
        let listed = stage.platform.list_standards(&everything()).await.unwrap();
        let double = listed.rows.iter().find(|row| row.id == "double").unwrap();
        assert_eq!((double.items, double.points, double.illustrative), (46, 100.0, true));
        assert!(double.computed >= 15);
    }
}

/// A small standard of a court's own.
const OWN: &str = r#"id = "own"
zh = "本院标准"
en = "Our standard"
note_zh = "本院"
note_en = "Ours"
edition = "2026"
effective = "2026-06-01"
subject = "tribunal"
months = 12
[[category]]
id = "work"
zh = "办案"
en = "Work"
[[category.item]]
id = "rate"
zh = "结案率"
en = "Closing rate"
points = 10.0
guidance_zh = "看"
guidance_en = "Look"
line = { formula = "closed / (pending_start + received)", at = [[0.6, 0.0], [0.9, 1.0]] }
[[result]]
id = "good"
zh = "好"
en = "Good"
total = 0.8
[[result]]
id = "bad"
zh = "差"
en = "Bad"
"#;

fn everything() -> ListQuery {
    ListQuery { limit: 1000, ..ListQuery::default() }
}

#[tokio::test]
async fn a_standard_is_loaded_once_and_an_edition_never_changes() {
    for stage in stages().await {
        let admin = stage.actor(Role::Administrator, "P").await;
        let loaded = stage.platform.load_standard(&admin, OWN).await.unwrap();
        assert_eq!((loaded.id.as_str(), loaded.points, loaded.usable), ("own", 10.0, true));
        assert_eq!(loaded.loaded_by.as_deref(), Some(admin.name.as_str()));
        assert_eq!(loaded.loaded_at.as_deref(), Some("2026-11-24T04:00:00Z"));
        // The same text, as a browser or an editor would send it, changes nothing.
        stage.clock.set(at("2026-11-24T05:00:00Z"));
        let before = audited(&stage).await;
        for text in [OWN.to_owned(), OWN.replace('\n', "\r\n"), format!("\u{feff}{OWN}\n\n")] {
            assert_eq!(stage.platform.load_standard(&admin, &text).await.unwrap(), loaded);
        }
        // One that is shipped is there already.
        let shipped = include_str!("../../../app/catalogue/standards/double.toml");
        assert_eq!(stage.platform.load_standard(&admin, shipped).await.unwrap().loaded_by, None);
        assert_eq!(audited(&stage).await, before);
        // Another text is another edition.
        for text in [
            OWN.replace("points = 10.0", "points = 9.0"),
            shipped.replacen("points = 1.0", "points = 2.0", 1),
        ] {
            let failure = stage.platform.load_standard(&admin, &text).await.unwrap_err();
            assert_eq!((failure.status(), failure.reason.as_str()), (409, "edition_taken"));
        }
        // What does not fit is refused as a whole, with its line.
        let failure =
            stage.platform.load_standard(&admin, &OWN.replace("received", "recieved")).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("text", "standard_invalid"));
        assert_eq!(failure.value, "line 15, item rate: there is no item `recieved`");
        let failure = stage.platform.load_standard(&admin, " \n").await.unwrap_err();
        assert_eq!(failure.reason, "missing");
        let long = format!("{OWN}# {}", "x".repeat(600_000));
        assert_eq!(stage.platform.load_standard(&admin, &long).await.unwrap_err().reason, "too_long");
        // It is applied like those that are shipped, and its file comes back as it was.
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let query = AssessmentQuery { standard: "own".into(), ..of("AC1") };
        assert_eq!(stage.platform.assess(&head, &query).await.unwrap().scored.full.as_f64(), 10.0);
        assert_eq!(stage.platform.open_standard("own", "2026").await.unwrap().text, OWN);
        // Another server on the same database knows it.
        let other = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
        assert_eq!(other.standard("own", "2026").await.unwrap().id, "own");
    }
}

#[tokio::test]
async fn editions_are_compared_and_the_latest_that_may_be_used_is_found() {
    for stage in stages().await {
        let admin = stage.actor(Role::Administrator, "P").await;
        let next =
            OWN.replace("edition = \"2026\"", "edition = \"2027\"").replace("2026-06-01", "2027-01-01");
        let next = next.replace("[0.6, 0.0]", "[0.7, 0.0]");
        for text in [OWN, &next] {
            stage.platform.load_standard(&admin, text).await.unwrap();
        }
        let found = stage.platform.compare_standards("own", "2026", "2027").await.unwrap();
        assert_eq!((found.before.edition.as_str(), found.after.edition.as_str()), ("2026", "2027"));
        let changed: Vec<_> = found
            .differences
            .iter()
            .flat_map(|one| {
                one.fields
                    .iter()
                    .map(|f| (one.id.as_str(), f.field.as_str(), f.before.as_str(), f.after.as_str()))
            })
            .collect();
        assert_eq!(
            changed,
            [
                ("own", "effective", "2026-06-01", "2027-01-01"),
                ("rate", "at", "0.6: 0; 0.9: 1", "0.7: 0; 0.9: 1")
            ]
        );
        assert_eq!(
            stage.platform.compare_standards("own", "2026", "2030").await.unwrap_err().value,
            "own 2030"
        );
        // The edition of the coming year is there, and cannot be used yet.
        let usable = async || {
            let found = stage.platform.usable_standards().await.unwrap();
            let own = found.iter().filter(|standard| standard.id == "own");
            own.map(|standard| standard.edition.clone()).collect::<Vec<_>>()
        };
        assert_eq!(usable().await, ["2026"]);
        assert_eq!(stage.platform.standard("own", "").await.unwrap().edition, "2026");
        assert_eq!(stage.platform.standard("own", "2027").await.unwrap().edition, "2027");
        stage.clock.set(at("2027-01-01T04:00:00Z"));
        assert_eq!(usable().await, ["2026", "2027"]);
        assert_eq!(stage.platform.standard("own", "").await.unwrap().edition, "2027");
    }
}

#[tokio::test]
async fn a_retired_standard_is_still_found_and_can_be_taken_back() {
    for stage in stages().await {
        let admin = stage.actor(Role::Administrator, "P").await;
        stage.platform.load_standard(&admin, OWN).await.unwrap();
        for (id, edition) in [("own", "2026"), ("double", "2026")] {
            let before = audited(&stage).await;
            let failure = stage.platform.retire_standard(&admin, id, edition, "  ").await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("reason", "missing"));
            let row = stage.platform.retire_standard(&admin, id, edition, " 有新版 ").await.unwrap();
            assert_eq!((row.usable, row.retire_reason.as_str()), (false, "有新版"));
            assert_eq!(row.retired_by.as_deref(), Some(admin.name.as_str()));
            // Once more is no mistake, and keeps who did it and why.
            assert_eq!(stage.platform.retire_standard(&admin, id, edition, "again").await.unwrap(), row);
            assert_eq!(audited(&stage).await, before + 1);
            assert_eq!(stage.platform.standard(id, edition).await.unwrap().id, id);
            assert_eq!(stage.platform.standard(id, "").await.unwrap_err().status(), 404);
            let usable = stage.platform.usable_standards().await.unwrap();
            assert!(usable.iter().all(|standard| standard.id != id));
            assert!(!usable.is_empty());
            let listed = stage.platform.list_standards(&everything()).await.unwrap();
            assert!(listed.rows.contains(&row));
            let row = stage.platform.restore_standard(&admin, id, edition, "仍有用").await.unwrap();
            assert_eq!((row.usable, row.retired_at, row.retire_reason.as_str()), (true, None, ""));
            stage.platform.restore_standard(&admin, id, edition, "again").await.unwrap();
            assert_eq!(audited(&stage).await, before + 2);
            assert_eq!(stage.platform.standard(id, "").await.unwrap().edition, edition);
        }
        let unknown = stage.platform.retire_standard(&admin, "own", "2030", "x").await.unwrap_err();
        assert_eq!((unknown.status(), unknown.value.as_str()), (404, "own 2030"));
        let log = stage.platform.list_audit(&operator(), &everything()).await.unwrap();
        let actions: Vec<_> = log.rows.iter().rev().map(|row| row.action.as_str()).collect();
        let own: Vec<_> = actions.into_iter().filter(|action| action.starts_with("standards.")).collect();
        assert_eq!(
            own,
            [
                "standards.load",
                "standards.retire",
                "standards.restore",
                "standards.retire",
                "standards.restore"
            ]
        );
        assert!(log.rows.iter().any(|row| row.detail.contains("仍有用")));
    }
}

#[tokio::test]
async fn only_who_administers_everything_loads_and_retires() {
    for stage in stages().await {
        for role in Role::ALL {
            for unit in ["P", "A"] {
                let actor = stage.actor(role, unit).await;
                let (allowed, platform) = (role == Role::Administrator && unit == "P", &stage.platform);
                let done = [
                    platform.load_standard(&actor, OWN).await,
                    platform.retire_standard(&actor, "reverse", "2026", "x").await,
                    platform.restore_standard(&actor, "reverse", "2026", "x").await,
                ];
                for one in done {
                    assert_eq!(one.is_ok(), allowed, "{role} at {unit}: {one:?}");
                    assert!(allowed || one.unwrap_err().status() == 403 || role == Role::Guest);
                }
            }
        }
        let nobody = stage.platform.load_standard(&Actor::nobody(), OWN).await.unwrap_err();
        assert_eq!(nobody.status(), 401);
    }
}

#[tokio::test]
async fn the_list_has_what_is_shipped_and_can_be_searched_ordered_and_paged() {
    for stage in stages().await {
        let list = async |search: &str, sort: &str, offset: u32, limit: u32| {
            let query = ListQuery { search: search.into(), sort: sort.into(), offset, limit };
            let page = stage.platform.list_standards(&query).await.unwrap();
            (page.total, page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>())
        };
        let (total, ids) = list("", "", 0, 0).await;
        let shipped = [
            "comprehensive",
            "double",
            "judge_classes",
            "post_assistant",
            "post_clerk",
            "post_judge",
            "reverse",
            "safety_risk",
        ];
        assert_eq!((total, ids), (8, shipped.map(str::to_owned).to_vec()));
        assert_eq!(list("枫桥", "-id", 0, 0).await.1, ["post_judge", "post_clerk", "post_assistant"]);
        assert_eq!(list("RISK", "", 0, 0).await.1, ["safety_risk"]);
        assert_eq!(list("", "-items", 0, 2).await.1, ["judge_classes", "safety_risk"]);
        assert_eq!(list("", "id", 6, 5).await, (8, vec!["reverse".to_owned(), "safety_risk".to_owned()]));
        let bad = ListQuery { sort: "colour".into(), ..ListQuery::default() };
        assert_eq!(stage.platform.list_standards(&bad).await.unwrap_err().reason, "bad_sort");
        for id in shipped {
            let view = stage.platform.open_standard(id, "").await.unwrap();
            assert!(
                view.row.usable && view.row.illustrative && view.text.contains(&format!("id = \"{id}\"")),
                "{id}"
            );
        }
    }
}

#[tokio::test]
async fn a_post_is_measured_by_what_is_for_it() {
    for stage in stages().await {
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let with = |standard: &str| AssessmentQuery { standard: standard.into(), ..of("AC1P1") };
        for standard in ["post_judge", "judge_classes"] {
            let found = stage.platform.assess(&head, &with(standard)).await.unwrap();
            assert_eq!(found.scored.full.as_f64(), 100.0, "{standard}");
        }
        // The post of a judge is not that of an assistant.
        for standard in ["post_assistant", "post_clerk", "double"] {
            let failure = stage.platform.assess(&head, &with(standard)).await.unwrap_err();
            assert_eq!(failure.reason, "not_measured", "{standard}");
        }
    }
}

async fn audited(stage: &Stage) -> u32 {
    stage.platform.list_audit(&operator(), &everything()).await.unwrap().total
}
