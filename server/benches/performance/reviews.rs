//! A campaign of 105 tribunals × 46 items, each item marked by two reviewers: judging all of it in memory, and what
//! board, desk and results take beside the engine's own reading of the same rows.

use crate::{report, stage::Stage};
use app::{
    api::{
        ListQuery,
        reviews::{BoardQuery, Campaigns, EntryAddress, Marks, ReviewResults},
    },
    domain::{
        permissions::{Actor, Grant, Role},
        reviews::Phase,
    },
};
use server::store::reviews::MarkRow;
use std::{collections::HashSet, time::Instant};

const RUNS: usize = 60;
/// What is wanted.
const WANTED: &str = "wanted: judging < 50 ms, p95 of board and desk < 30 ms";

const ENTRIES: &str = "select * from review_entries where campaign_id = $1";
const ASSIGNMENTS: &str = "select a.* from review_assignments a join review_entries e on e.id = a.entry_id
    where e.campaign_id = $1";
const DEMANDS: &str =
    "select d.* from review_demands d join review_entries e on e.id = d.entry_id where e.campaign_id = $1";
const CHECKS: &str =
    "select c.* from review_checks c join review_entries e on e.id = c.entry_id where e.campaign_id = $1";
const MARKS: &str = "select m.* from review_marks m join review_assignments a on a.id = m.assignment_id
    join review_entries e on e.id = a.entry_id where e.campaign_id = $1";
const OWN_MARKS: &str = "select m.* from review_marks m join review_assignments a on a.id = m.assignment_id
    join review_entries e on e.id = a.entry_id where e.campaign_id = $1 and a.user_name = 'demo.reviewer02'";
const ANSWERS: &str =
    "select s.* from review_answers s join review_entries e on e.id = s.entry_id where e.campaign_id = $1";
const PUBLISHED: &str = "select * from review_publications where campaign_id = $1";
const ENTRY: [&str; 5] = [
    "select * from review_entries where id = $1",
    "select * from review_answers where entry_id = $1",
    "select * from review_evidence where entry_id = $1",
    "select * from review_demands where entry_id = $1",
    "select m.* from review_marks m join review_assignments a on a.id = m.assignment_id
        where a.entry_id = $1 and a.user_name = 'demo.reviewer02'",
];

pub async fn measure(stage: &Stage) {
    let platform = &stage.platform;
    let operator = Stage::operator();
    let campaigns = platform.list_campaigns(&operator, &ListQuery::default()).await.expect("campaigns").rows;
    let of = |phase| campaigns.iter().find(|campaign| campaign.phase == phase).map(|campaign| campaign.id);
    let (Some(last), Some(running)) = (of(Phase::Published), of(Phase::Open)) else {
        println!("reviews: the demo has no campaigns");
        return;
    };
    for campaign in [last, running] {
        mark_everything(stage, campaign).await;
    }
    println!("{WANTED}");
    judging(stage, last).await;
    let tree = platform.tree().await.expect("the tree");
    let province = tree.roots(platform.month()).next().expect("a province");
    let reviewer = Actor {
        name: "user:demo.reviewer02".to_owned(),
        grants: vec![Grant { role: Role::Reviewer, unit: province.id }],
        operator: false,
    };
    for (name, campaign) in [("last year's", last), ("this year's", running)] {
        let query = BoardQuery { campaign, limit: 1_000, ..BoardQuery::default() };
        let beside = bare(stage, &[ENTRIES, ASSIGNMENTS, DEMANDS, CHECKS], campaign).await;
        let board = async || platform.board(&operator, &query).await.expect("the board").page.total;
        times(&format!("reviews: board, {name}"), beside, board).await;

        let beside = bare(stage, &[ENTRIES, ASSIGNMENTS, DEMANDS, OWN_MARKS], campaign).await;
        let desk = async || platform.desk(&reviewer, campaign).await.expect("the desk").rows.len() as u32;
        times(&format!("reviews: desk, {name}"), beside, desk).await;

        let rows = platform.desk(&reviewer, campaign).await.expect("the desk").rows;
        sheets(stage, name, &reviewer, campaign, rows.into_iter().map(|row| row.unit).collect()).await;

        let beside = match campaign == last {
            true => bare(stage, &[PUBLISHED], campaign).await,
            false => bare(stage, &[ENTRIES, ASSIGNMENTS, MARKS, ANSWERS, CHECKS], campaign).await,
        };
        let query = ListQuery { limit: 1_000, ..ListQuery::default() };
        let results =
            async || platform.results(&operator, campaign, &query).await.expect("results").page.total;
        times(&format!("reviews: results, {name}"), beside, results).await;
    }
}

/// Lets reviewers say something about computed items too, so that there are two marks of every item.
async fn mark_everything(stage: &Stage, campaign: i64) {
    let platform = &stage.platform;
    let view = platform.open_campaign(&Stage::operator(), campaign).await.expect("a campaign");
    let entries = platform.db.entries(campaign).await.expect("entries");
    let entries: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    let drawn = platform.db.assignments(&entries).await.expect("assignments");
    let drawn: Vec<i64> = drawn.iter().filter(|drawn| drawn.place < 3).map(|drawn| drawn.id).collect();
    let known = platform.db.marks(&drawn).await.expect("marks");
    let known: HashSet<(i64, &str)> =
        known.iter().map(|mark| (mark.assignment_id, mark.item.as_str())).collect();
    let mut tx = platform.begin().await.expect("a transaction");
    let mut all = known.len();
    for assignment in drawn {
        for item in view.standard.items().filter(|item| !known.contains(&(assignment, item.id.as_str()))) {
            let row = MarkRow {
                assignment_id: assignment,
                item: item.id.clone(),
                points: item.points.as_hundredths(),
                reason: "measured".to_owned(),
                revision: 1,
                at: platform.now(),
            };
            tx.put_mark(&row).await.expect("a mark");
            all += 1;
        }
    }
    platform.commit(tx).await.expect("a commit");
    println!("reviews: {} entries × {} items, {all} marks", entries.len(), view.standard.items().count());
}

async fn judging(stage: &Stage, campaign: i64) {
    let gathered = stage.platform.gather(&Stage::operator(), campaign).await.expect("dossiers");
    let mut times = Vec::new();
    let mut judged = 0;
    for _ in 0..RUNS {
        let began = Instant::now();
        judged = gathered.judge();
        times.push(began.elapsed().as_secs_f64());
    }
    report(&format!("reviews: judging {judged} tribunals in memory"), times, None);
}

/// Sheets of the desk, one tribunal after the other.
async fn sheets(stage: &Stage, name: &str, reviewer: &Actor, campaign: i64, units: Vec<String>) {
    let Some(first) = units.first() else { return };
    let platform = &stage.platform;
    let tree = platform.tree().await.expect("the tree");
    let unit = tree.by_code(first).expect("a tribunal").id.0;
    let entry = platform.db.entry(campaign, unit).await.expect("an entry").expect("an entry").id;
    let beside = bare(stage, &ENTRY, entry).await;
    let mut turn = units.iter().cycle();
    let sheet = async || {
        let unit = turn.next().cloned().unwrap_or_default();
        let address = EntryAddress { campaign, unit };
        platform.desk_sheet(reviewer, &address).await.expect("a sheet").items.len() as u32
    };
    times(&format!("reviews: desk sheet, {name}"), beside, sheet).await;
}

async fn times(name: &str, bare: f64, mut ask: impl AsyncFnMut() -> u32) {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let rows = ask().await;
        times.push(began.elapsed().as_secs_f64());
        assert!(rows > 0, "{name} is empty");
    }
    report(name, times, Some(("bare read", bare)));
}

/// The bare engine reading the same rows; the median in milliseconds.
async fn bare(stage: &Stage, questions: &[&'static str], of: i64) -> f64 {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        for sql in questions {
            match (stage.platform.db.sqlite(), stage.platform.db.postgres()) {
                (Some(pool), _) => drop(sqlx::query(*sql).bind(of).fetch_all(pool).await.expect("rows")),
                (_, Some(pool)) => drop(sqlx::query(*sql).bind(of).fetch_all(pool).await.expect("rows")),
                (None, None) => unreachable!("one of the two"),
            }
        }
        times.push(began.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2] * 1e3
}
