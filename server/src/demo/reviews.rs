//! Two review campaigns: last year's, published, in which six tribunals lost their model status by the quality veto, and
//! this year's, in the middle of it, with tribunals in every state. What people say and give is made up; values, vetoes
//! and results follow from the simulated facts.

mod document;
mod opinions;
mod walk;

use super::{
    chance::{Purpose, chance},
    plan::Plan,
};
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        reviews::{
            BoardQuery, CampaignOrder, Campaigns, ConflictOrder, DrawOrder, Entries, EntryAddress,
            ReviewerOrder,
        },
        users::{GrantOrder, UserOrder, Users},
    },
    domain::{
        periods::Month,
        permissions::{Actor, Grant, Role},
        reviews::{EntryMove, PhaseMove},
        tree::Tree,
        units::{Level, Unit},
    },
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rand::seq::SliceRandom;
use std::{collections::BTreeSet, sync::Arc};
use walk::Walk;

/// Tribunals that are admitted.
const ADMITTED: usize = 105;
/// Tribunals that apply.
const APPLYING: usize = 118;
/// Of those admitted, how many meet the quality veto: as many as lost their status in the case book (no. 31).
const VETOED: usize = 6;
/// Reviewers.
const REVIEWERS: usize = 12;
/// With fewer cities reviewers come from outside.
const FEWEST_CITIES: usize = 6;
/// Days from the first day to the last day of each stage.
const DAYS: [u64; 8] = [15, 40, 50, 60, 95, 100, 112, 125];
/// How many days ago last year's campaign began.
const LAST_YEAR: u64 = 410;
/// How many days ago this year's did: it is being reviewed.
const THIS_YEAR: u64 = 75;

/// Name of a reviewer.
fn reviewer(number: usize) -> String {
    if number == 0 { "demo.reviewer".to_owned() } else { format!("demo.reviewer{:02}", number + 1) }
}

/// Loads both campaigns. What is there already stays as it is.
pub(super) async fn load(
    platform: &Platform,
    plan: &Plan,
    operator: &Actor,
    own: &str,
) -> Result<(), Failure> {
    if !platform.db.campaigns().await?.is_empty() {
        return Ok(());
    }
    let tree = platform.tree().await?;
    let Some(province) = tree.roots(platform.month()).next().cloned() else { return Ok(()) };
    create_reviewers(platform, operator, &province).await?;
    let mut tribunals: Vec<&Unit> = tree.below(province.id, Level::Tribunal, platform.month().plus(-14));
    tribunals.retain(|unit| unit.exists_in(platform.month()));
    tribunals.shuffle(&mut chance(plan.seed, Purpose::Reviews, 0));
    // Whoever tries the demo as a tribunal head finds the own tribunal in it.
    if let Some(at) = tribunals.iter().position(|unit| unit.code == own) {
        tribunals.swap(0, at);
    }
    tribunals.truncate(APPLYING);
    last_year(platform, plan, &tree, &province, &tribunals).await?;
    this_year(platform, plan, &tree, &province, &tribunals).await
}

async fn create_reviewers(platform: &Platform, operator: &Actor, province: &Unit) -> Result<(), Failure> {
    for number in 1..REVIEWERS {
        let order = UserOrder {
            name: reviewer(number),
            display_name: format!("评查员{:02}（演示）", number + 1),
            password: format!("jiceng-demo-reviewer{:02}", number + 1),
            grants: vec![GrantOrder { role: Role::Reviewer, unit: province.code.clone() }],
        };
        match platform.create_user(operator, &order).await {
            Err(failure) if failure.kind == FailureKind::Conflict => {}
            other => drop(other?),
        }
    }
    Ok(())
}

/// A campaign with its reviewers, open, as of its first day.
async fn begin(
    platform: &Platform,
    tree: &Tree,
    province: &Unit,
    (from, title): (NaiveDate, (&str, &str)),
) -> Result<(i64, Arc<Platform>), Failure> {
    let first = Arc::new(super::load::earlier(platform, noon(from)).await?);
    let day = |days: u64| from.checked_add_days(Days::new(days)).unwrap_or(from).to_string();
    let order = CampaignOrder {
        title_zh: title.0.to_owned(),
        title_en: title.1.to_owned(),
        standard: "double".to_owned(),
        unit: province.code.clone(),
        from: from.to_string(),
        last: DAYS.map(day).to_vec(),
        quota: ADMITTED.to_string(),
        values_to: Month::of(from).plus(-1).to_string(),
        years: "3".to_owned(),
        ..CampaignOrder::default()
    };
    let boss = person("demo.province", Role::ProvincialSupervisor, province);
    let id = first.save_campaign(&boss, &order).await?;
    let month = first.month();
    // Everyone but the first comes from a court, each from another city as far as there are cities; in a small province from
    // outside, or nobody could review.
    let mut homes: Vec<&Unit> = tree
        .below(province.id, Level::City, month)
        .into_iter()
        .filter_map(|city| tree.below(city.id, Level::Court, month).into_iter().next())
        .collect();
    if homes.len() < FEWEST_CITIES {
        homes.clear();
    }
    for number in 0..REVIEWERS {
        let home = number.checked_sub(1).and_then(|n| homes.get(n % homes.len().max(1)));
        let home = home.map(|unit| unit.code.clone()).unwrap_or_default();
        first
            .name_reviewer(&boss, id, &ReviewerOrder { user: reviewer(number), home, remove: false })
            .await?;
    }
    let conflict = ConflictOrder {
        user: reviewer(1),
        unit: homes.last().map(|unit| unit.code.clone()).unwrap_or_default(),
        reason: "近亲属在该院任职".to_owned(),
    };
    if !conflict.unit.is_empty() {
        first.declare_conflict(&boss, id, &conflict).await?;
    }
    walk::change(&first, &boss, id, PhaseMove::Open, "").await?;
    Ok((id, first))
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(4, 0, 0).unwrap_or_default().and_utc()
}

/// Somebody with a role at a unit.
fn person(name: &str, role: Role, unit: &Unit) -> Actor {
    Actor { name: format!("user:{name}"), grants: vec![Grant { role, unit: unit.id }], operator: false }
}

/// Lets all apply, and admits so many; gives the admitted. Which of them meet a veto is known once values were taken.
async fn admit(walk: &Walk, tribunals: &[&Unit]) -> Result<Vec<String>, Failure> {
    for unit in tribunals {
        walk.platform.apply_for_review(&walk.head(unit), &walk.entry(&unit.code)).await?;
    }
    let Some(first) = tribunals.first() else { return Ok(vec![]) };
    walk.act(&first.code, EntryMove::Admit, "").await?;
    let mut admitted = vec![first.code.clone()];
    let vetoed = walk.vetoed().await?;
    let (mut with, without): (Vec<&Unit>, Vec<&Unit>) =
        tribunals[1..].iter().copied().partition(|unit| vetoed.contains_key(&unit.code));
    // Those that would have the best result without it.
    with.sort_by_key(|unit| std::cmp::Reverse(vetoed.get(&unit.code)));
    let with_first = usize::from(vetoed.contains_key(&first.code));
    let chosen = with.iter().take(VETOED - with_first).chain(&without).take(ADMITTED - 1);
    for unit in chosen {
        walk.act(&unit.code, EntryMove::Admit, "").await?;
        admitted.push(unit.code.clone());
    }
    let in_it: BTreeSet<&str> = admitted.iter().map(String::as_str).collect();
    for unit in tribunals.iter().filter(|unit| !in_it.contains(unit.code.as_str())) {
        walk.act(&unit.code, EntryMove::Decline, "名额已满，请明年再申报").await?;
    }
    Ok(admitted)
}

async fn last_year(
    platform: &Platform,
    plan: &Plan,
    tree: &Arc<Tree>,
    province: &Unit,
    tribunals: &[&Unit],
) -> Result<(), Failure> {
    let from = platform.today().checked_sub_days(Days::new(LAST_YEAR)).unwrap_or_default();
    let year = Month::of(from).year();
    let title = (format!("{year}年度人民法庭双达标评查"), format!("Review of the double standards {year}"));
    let (id, first) = begin(platform, tree, province, (from, (&title.0, &title.1))).await?;
    let walk = Walk::new(first, id, tree.clone(), province.clone(), plan.seed);
    let admitted = admit(&walk, tribunals).await?;
    let walk = walk.later(platform, noon(from), DAYS[1] - 3).await?;
    for code in &admitted {
        walk.assess(code).await?;
        walk.endorse(code).await?;
        walk.check(code).await?;
    }
    let walk = walk.later(platform, noon(from), DAYS[3] + 2).await?;
    let draw =
        |what: &str| DrawOrder { campaign: id, what: what.to_owned(), seed: format!("{year}-0315-{what}") };
    walk.platform.draw(&walk.boss, &draw("reviewers")).await?;
    walk.platform.draw(&walk.boss, &draw("checks")).await?;
    let walk = walk.later(platform, noon(from), DAYS[4] - 5).await?;
    walk.mark_all(&admitted, 1.0).await?;
    walk.see_all().await?;
    let walk = walk.later(platform, noon(from), DAYS[5] + 1).await?;
    walk.phase(PhaseMove::Announce, "").await?;
    walk.object(&admitted).await?;
    let walk = walk.later(platform, noon(from), DAYS[6] + 3).await?;
    walk.decide().await?;
    walk.phase(PhaseMove::Sign, "省高院评查领导小组会议讨论通过，同意评定结果。").await?;
    walk.countersign().await?;
    let walk = walk.later(platform, noon(from), DAYS[7]).await?;
    walk.phase(PhaseMove::Publish, "").await?;
    let walk = walk.later(platform, noon(from), DAYS[7] + 120).await?;
    walk.warn_some().await
}

async fn this_year(
    platform: &Platform,
    plan: &Plan,
    tree: &Arc<Tree>,
    province: &Unit,
    tribunals: &[&Unit],
) -> Result<(), Failure> {
    let from = platform.today().checked_sub_days(Days::new(THIS_YEAR)).unwrap_or_default();
    let year = Month::of(from).year();
    let title = (format!("{year}年度人民法庭双达标评查"), format!("Review of the double standards {year}"));
    let (id, first) = begin(platform, tree, province, (from, (&title.0, &title.1))).await?;
    let walk = Walk::new(first, id, tree.clone(), province.clone(), plan.seed + 1);
    let (waiting, tried) = tribunals.split_at(tribunals.len().min(4));
    // The first tribunal is the visitor's; it takes part, and three others still wait to be admitted.
    let mut taking: Vec<&Unit> = waiting[..waiting.len().min(1)].to_vec();
    taking.extend(tried);
    let admitted = admit(&walk, &taking).await?;
    for unit in waiting.iter().skip(1) {
        walk.platform.apply_for_review(&walk.head(unit), &walk.entry(&unit.code)).await?;
    }
    let walk = walk.later(platform, noon(from), DAYS[1] - 2).await?;
    let mut reviewed = Vec::new();
    for (n, code) in admitted.iter().enumerate() {
        // The first is the visitor's own to fill in; then some of every state.
        match n {
            0..10 => {}
            10..12 => walk.withdraw(code).await?,
            12..22 => walk.assess(code).await?,
            22..27 => {
                walk.assess(code).await?;
                walk.send_back(code).await?;
            }
            27..36 => {
                walk.assess(code).await?;
                walk.endorse(code).await?;
            }
            _ => {
                walk.assess(code).await?;
                walk.endorse(code).await?;
                walk.check(code).await?;
                reviewed.push(code.clone());
            }
        }
    }
    let walk = walk.later(platform, noon(from), DAYS[3] + 1).await?;
    let draw = |what: &str| DrawOrder { campaign: id, what: what.to_owned(), seed: format!("{year}-{what}") };
    walk.platform.draw(&walk.boss, &draw("reviewers")).await?;
    walk.platform.draw(&walk.boss, &draw("checks")).await?;
    // The last days before today, so that there is a pace to go by.
    let walk = walk.later(platform, noon(from), THIS_YEAR - 4).await?;
    let (done, begun) = reviewed.split_at(reviewed.len() / 3);
    walk.mark_all(done, 1.0).await?;
    walk.mark_all(&begun[..begun.len() / 2], 0.5).await?;
    walk.leave_check(&reviewed).await?;
    let board =
        walk.platform.board(&walk.boss, &BoardQuery { campaign: id, ..BoardQuery::default() }).await?;
    tracing::debug!(counts = ?board.counts, "the present campaign");
    Ok(())
}

/// An entry of a campaign.
fn entry_of(campaign: i64, unit: &str) -> EntryAddress {
    EntryAddress { campaign, unit: unit.to_owned() }
}
