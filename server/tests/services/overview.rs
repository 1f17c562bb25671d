use crate::common::{at, case, open, operator, stages};
use app::{
    api::{
        overview::{NoticeReason, Overview, OverviewAnswer, OverviewQuery},
        units::{UnitEdit, Units},
    },
    domain::{periods::Period, permissions::Role, series::Source, units::Level, values::Status},
};
use server::{
    platform::{Platform, Policy},
    services::facts::Statement,
};
use std::sync::Arc;

fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for month in 1..=10 {
        for number in 0..40 {
            let filed = format!("2026-{month:02}-05");
            let closed = format!("2026-{month:02}-25");
            let closed = (number % 4 != 0).then_some(closed.as_str());
            lines.push(case(&format!("{month}-{number}"), "AC1", &filed, closed));
        }
    }
    lines
}

#[tokio::test]
async fn the_page_of_a_province_leads_down_and_says_what_is_wrong() {
    for stage in stages().await {
        let lines = lines();
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        stage.send(&[&case("x", "BC1", "2026-08-05", None)]).await;
        let query = OverviewQuery { unit: "P".into(), english: true, ..OverviewQuery::default() };
        let answer = stage.platform.overview(&operator(), &query).await.unwrap();
        assert_eq!((answer.from.as_str(), answer.to.as_str()), ("2025-11", "2026-10"));
        assert_eq!(answer.level_below, Some(Level::City));
        let parts: Vec<_> = answer.parts.iter().map(|part| part.row.unit.as_str()).collect();
        assert_eq!(parts, ["A", "B"]);
        let tribunals: Vec<_> = answer.tribunals.iter().map(|part| part.row.unit.as_str()).collect();
        assert_eq!(tribunals, ["AC1", "AC2", "BC1"]);
        assert_eq!(answer.parts[0].caseload, Some(400.0));
        assert!(answer.figures.len() >= 6);
        let received = answer.figures.iter().find(|f| f.indicator.id == "received").unwrap();
        assert_eq!((received.row.value, received.year_before), (Some(401.0), None));
        assert_eq!(received.row.status, Status::Partial);
        assert_eq!(answer.trend.points.len(), 60);
        assert!(answer.trend.rolling && answer.trend.svg.starts_with("<svg"));
        assert!(answer.seq > 0 && answer.data_time.is_some());
        let late = answer.notices.iter().find(|notice| notice.reason == NoticeReason::NoReport).unwrap();
        assert_eq!(late.unit, "BC1");
    }
}

#[tokio::test]
async fn answers_that_are_kept_are_never_older_than_what_another_server_has_committed() {
    for mut stage in stages().await {
        let folder = tempfile::tempdir().unwrap();
        let other = open(&stage.url, folder.path(), stage.clock.clone(), Policy::default()).await;
        let other = Arc::new(other);
        let query = OverviewQuery { unit: "P".into(), ..OverviewQuery::default() };
        let received = async |platform: &Platform| {
            let answer = platform.overview(&operator(), &query).await.unwrap();
            let figure = answer.figures.iter().find(|figure| figure.indicator.id == "received").unwrap();
            let trend = answer.trend.points.last().unwrap().value;
            let parts: f64 = answer.parts.iter().filter_map(|part| part.row.value).sum();
            (figure.row.value, trend, parts, answer.parts[0].caseload, answer.tribunals[0].caseload)
        };
        let first = stage.platform.clone();
        assert_eq!(received(&first).await.0, None);
        for sent in 1..=3 {
            stage.platform = other.clone();
            stage.send(&[&case(&format!("c{sent}"), "AC1", "2026-08-05", None)]).await;
            // Nothing has rung here: what was read before is asked for by the number of the newest change.
            let (here, there) = (received(&first).await, received(&other).await);
            assert_eq!(here.0, Some(f64::from(sent)));
            assert_eq!((here.3, here.4), (here.0, here.0));
            assert_eq!(here, there, "what is kept is what is computed anew");
            assert_eq!(received(&first).await, here, "and given again");
        }
    }
}

/// The pages of the province, a city, a court and a tribunal, as JSON, without the number of the newest change.
async fn pages(platform: &Platform) -> Vec<serde_json::Value> {
    let mut pages = Vec::new();
    for unit in ["P", "A", "AC", "AC1", "AC1P1", "BC1"] {
        let query = OverviewQuery { unit: unit.into(), ..OverviewQuery::default() };
        let answer = platform.overview(&operator(), &query).await.unwrap();
        pages.push(serde_json::json!({ "unit": unit, "page": OverviewAnswer { seq: 0, ..answer } }));
    }
    pages
}

#[tokio::test]
async fn of_an_answer_that_is_kept_what_has_changed_is_computed_anew_and_nothing_else_is_missed() {
    for stage in stages().await {
        let folder = tempfile::tempdir().unwrap();
        let lines = lines();
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let tree = stage.platform.tree().await.unwrap();
        let told = Statement {
            unit: tree.by_code("AC2").unwrap().id,
            item: stage.platform.item("received").unwrap(),
            period: Period::month("2026-09".parse().unwrap()),
            source: Source::SelfReport,
            value: 12.0,
            reporting: 1,
        };
        let mut before = pages(&stage.platform).await;
        let of_post = |number: &str| {
            format!(r#"{{"number":"{number}","tribunal":"AC1","post":"AC1P1","filed":"2026-10-06"}}"#)
        };
        for step in 0..9 {
            // What is kept for half a minute may be old on purpose; all of this is within five. The last two steps are of
            // one instant: nothing but the change itself says that a post has another figure.
            let seconds = 31 * (step.min(7) + 1);
            stage.clock.set(at("2026-11-24T04:00:00Z") + chrono::TimeDelta::seconds(seconds));
            match step {
                0 => drop(stage.send(&[&case("s0", "AC1", "2026-11-05", None)]).await),
                1 => drop(stage.send(&[&case("s1", "BC1", "2026-06-05", Some("2026-07-01"))]).await),
                // The first that was ever heard of a tribunal: one more is expected above.
                2 => drop(stage.send(&[&case("s2", "AC2", "2026-10-05", None)]).await),
                3 => drop(stage.platform.state_facts(&operator(), "report", "told", &[told]).await.unwrap()),
                // Nothing new is said, but it was heard.
                4 => drop(stage.platform.state_facts(&operator(), "report", "told", &[told]).await.unwrap()),
                5 => drop(stage.send(&[&case("s0", "AC1", "2026-11-05", Some("2026-11-20"))]).await),
                7 => drop(stage.send(&[&of_post("p1")]).await),
                8 => drop(stage.send(&[&of_post("p2")]).await),
                _ => {
                    let moved = UnitEdit::Move { parent: "BC".into(), from: "2026-03".into() };
                    stage.platform.edit_unit(&operator(), "AC2", &moved).await.unwrap();
                }
            }
            let fresh = open(&stage.url, folder.path(), stage.clock.clone(), Policy::default()).await;
            let (kept, new) = (pages(&stage.platform).await, pages(&fresh).await);
            for (kept, new) in kept.iter().zip(&new) {
                assert_eq!(kept, new, "{} after step {step}", stage.engine);
            }
            assert!(step == 4 || kept != before, "step {step} shows");
            before = kept;
        }
    }
}

#[tokio::test]
async fn a_short_link_leads_to_ones_own_unit_and_a_foreign_one_is_refused() {
    for stage in stages().await {
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let answer = stage.platform.overview(&head, &OverviewQuery::default()).await.unwrap();
        assert_eq!(answer.unit.code, "AC1");
        assert_eq!(answer.path.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["P", "A", "AC", "AC1"]);
        let posts: Vec<_> = answer.parts.iter().map(|part| part.row.unit.as_str()).collect();
        assert_eq!(posts, ["AC1P1"]);
        for unit in ["AC2", "BC1", "AC", "P"] {
            let query = OverviewQuery { unit: unit.into(), ..OverviewQuery::default() };
            assert_eq!(stage.platform.overview(&head, &query).await.unwrap_err().status(), 403, "{unit}");
        }
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        let query = OverviewQuery { unit: "AC1".into(), ..OverviewQuery::default() };
        let answer = stage.platform.overview(&reviewer, &query).await.unwrap();
        assert!(answer.parts.is_empty(), "no single judge for a reviewer");
        stage.clock.set(at("2026-12-01T04:00:00Z"));
    }
}
