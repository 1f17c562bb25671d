//! Loading the demo, in steps that can each be repeated without changing anything.

use super::{
    Event, Order, Report,
    character::Part,
    contacts, docket, handed_in, objections,
    plan::{EARLIEST_END, Plan, STALE_DAYS, Tribunal},
    problems,
    province::{PROVINCE, Place, places},
    reports, reviews, safety, settings, shown, users, voices,
};
use crate::{clock::FixedClock, platform::Platform};
use app::{
    api::{
        Failure, FailureKind,
        cases::{Cases, CasesReceipt},
        units::Units,
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor},
    },
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::{collections::HashMap, sync::Arc, time::Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Lines in one request: as many as the service takes in one transaction.
const LINES: usize = 20_000;
/// Statements in one request.
const STATEMENTS: usize = 40_000;
/// Requests that wait while one is written.
const AHEAD: usize = 2;

/// What the demo's entries in the audit log and origins are called.
pub(super) fn actor() -> Actor {
    Actor::operator("demo")
}

/// Loads the demo province, or goes on with a load that was broken off.
///
/// # Errors
/// When the database holds units that are not the demo's, when the order cannot be, or when a service refuses.
pub async fn load(
    platform: &Platform,
    order: &Order,
    stop: &CancellationToken,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, Failure> {
    let places = places().map_err(|error| {
        tracing::error!(%error, "demo/units.csv");
        Failure::internal("demo/units.csv")
    })?;
    load_places(platform, &places, order, stop, tell).await
}

/// The same with some of the places.
pub(super) async fn load_places(
    platform: &Platform,
    places: &[Place],
    order: &Order,
    stop: &CancellationToken,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, Failure> {
    let begun = Instant::now();
    let state = platform.db.setting(settings::STATE).await?;
    let (order, last_day, done) = match state.as_deref() {
        Some("complete") => return Ok(if order.if_empty { Report::Left } else { Report::Complete }),
        Some(_) => {
            tell(Event::Step("An earlier load was broken off; it is taken up again.".to_owned()));
            resumed(platform).await?
        }
        None if platform.tree().await?.units().is_empty() => {
            let last_day = last_day(platform, order)?;
            (order.clone(), last_day, 0)
        }
        None if order.if_empty => return Ok(Report::Left),
        None => {
            let there = platform.tree().await?.units().len().to_string();
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid(
                    "database",
                    "database_not_empty",
                    format!("{there} units that are not the demo's"),
                )
            });
        }
    };
    let plan = Arc::new(Plan::new(order.seed, places, last_day, order.scale));
    tell(Event::Step("Units, posts and users".to_owned()));
    if state.is_none() {
        begin(platform, &order, &plan).await?;
    }
    create_units(platform, places, &plan).await?;
    users::create(platform, &actor(), &users::ready_users(&plan)).await?;
    tell(Event::Step("Cases".to_owned()));
    let mut sent = Sent { cases: 0, of: plan.cases(), facts: 0 };
    let complete = send(platform, &plan, done, stop, &mut sent, tell).await?
        && report(platform, &plan, stop, &mut sent, tell).await?;
    if complete {
        tell(Event::Step("Reports handed in".to_owned()));
        let tree = platform.tree().await?;
        handed_in::hand_in(platform, &tree, &plan, users::TRIBUNAL).await?;
        shown::hand_in(platform, &tree, &plan, &actor(), users::TRIBUNAL).await?;
        tell(Event::Step("Review campaigns".to_owned()));
        reviews::load(platform, &plan, &actor(), users::TRIBUNAL).await?;
        objections::load(platform, &users::ready_users(&plan)).await?;
        problems::load(platform, &users::ready_users(&plan)).await?;
        contacts::load(platform, &users::ready_users(&plan)).await?;
        voices::load(platform, &users::ready_users(&plan)).await?;
        tell(Event::Step("Devices and alarms".to_owned()));
        safety::load(platform, &plan, users::TRIBUNAL).await?;
    }
    if !complete {
        return Ok(Report::Stopped { cases: sent.cases });
    }
    set(platform, &[(settings::STATE, "complete")]).await?;
    Ok(Report::Loaded { cases: sent.cases, facts: sent.facts, seconds: begun.elapsed().as_secs_f64() })
}

struct Sent {
    cases: u64,
    of: u64,
    facts: u64,
}

/// The last day of the month that is wanted, or today.
fn last_day(platform: &Platform, order: &Order) -> Result<NaiveDate, Failure> {
    if !(0.01..=1.0).contains(&order.scale) {
        return Err(Failure::invalid("scale", "out_of_range", order.scale.to_string()));
    }
    let Some(until) = order.until else { return Ok(platform.today()) };
    if until < EARLIEST_END || until > platform.month() {
        let range = format!("{until}; from {EARLIEST_END} to {}", platform.month());
        return Err(Failure::invalid("until", "out_of_range", range));
    }
    Ok(until.last_day().min(platform.today()))
}

/// What was being loaded when it broke off, whatever is ordered now: the parts must fit together.
async fn resumed(platform: &Platform) -> Result<(Order, NaiveDate, usize), Failure> {
    async fn read<T: std::str::FromStr>(platform: &Platform, name: &str) -> Result<T, Failure> {
        let text = platform.db.setting(name).await?.unwrap_or_default();
        text.parse().map_err(|_| Failure::invalid(name, "malformed", text))
    }
    let order = Order {
        seed: read(platform, settings::SEED).await?,
        until: None,
        scale: read(platform, settings::SCALE).await?,
        if_empty: false,
    };
    Ok((order, read(platform, settings::LAST_DAY).await?, read(platform, settings::DONE).await?))
}

async fn set(platform: &Platform, values: &[(&str, &str)]) -> Result<(), Failure> {
    let mut tx = platform.begin().await?;
    for (name, value) in values {
        tx.set_setting(name, value).await?;
    }
    platform.commit(tx).await
}

async fn begin(platform: &Platform, order: &Order, plan: &Plan) -> Result<(), Failure> {
    let json = |value: serde_json::Result<String>| value.map_err(|_| Failure::internal("settings"));
    let users = json(serde_json::to_string(&users::ready_users(plan)))?;
    let quiet = plan.tribunals.iter().filter(|t| matches!(t.part, Part::Silent | Part::Late | Part::Stale));
    let quiet: Vec<_> = quiet.map(|tribunal| tribunal.place.code.as_str()).collect();
    let last_day = plan.calendar.last_day();
    set(
        platform,
        &[
            (settings::STATE, "loading"),
            (settings::SIMULATED, "true"),
            (settings::USERS, &users),
            (settings::QUIET, &json(serde_json::to_string(&quiet))?),
            (settings::SEED, &order.seed.to_string()),
            (settings::SCALE, &order.scale.to_string()),
            (settings::LAST_DAY, &last_day.to_string()),
            (settings::UNTIL, &Month::of(last_day).to_string()),
            (settings::DONE, "0"),
        ],
    )
    .await
}

async fn create_units(platform: &Platform, places: &[Place], plan: &Plan) -> Result<(), Failure> {
    let posts = plan.tribunals.iter().flat_map(|tribunal| {
        tribunal.posts.iter().map(|post| post.order(&plan.calendar, &tribunal.place.code))
    });
    let orders: Vec<_> = places.iter().map(Place::order).chain(posts).collect();
    platform.create_units(&actor(), &orders).await.map(drop)
}

/// One request.
struct Request {
    name: String,
    lines: Vec<String>,
    cases: u64,
    /// When it is said to have come, where that is not now: what makes a source late or stale.
    at: Option<DateTime<Utc>>,
}

/// When something of a tribunal was last heard: noon of its last day, in the time zone of the province.
fn heard_at(plan: &Plan, tribunal: &Tribunal, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = match tribunal.part {
        Part::Late => plan.calendar.month(plan.calendar.month_of(tribunal.cutoff)).first_day() + Days::new(4),
        Part::Stale => plan.calendar.last_day() - Days::new(u64::from(STALE_DAYS) - 1),
        _ => return None,
    };
    Some(day.and_hms_opt(4, 0, 0)?.and_utc().min(now))
}

/// Makes the requests: those of silent tribunals first, each by itself, then the others, whole tribunals packed
/// together in the order of their codes, at last the corrections.
fn requests(plan: &Plan, now: DateTime<Utc>, mut put: impl FnMut(Request) -> bool) {
    let (quiet, usual): (Vec<_>, Vec<_>) =
        plan.tribunals.iter().partition(|tribunal| heard_at(plan, tribunal, now).is_some());
    let name = |from: &str, to: &str| format!("demo {from}..{to}");
    for tribunal in quiet {
        let code = &tribunal.place.code;
        let lines = docket::simulate(plan, tribunal).lines;
        let cases = tribunal.filed.iter().map(|n| u64::from(*n)).sum();
        if !put(Request { name: name(code, code), lines, cases, at: heard_at(plan, tribunal, now) }) {
            return;
        }
    }
    let mut corrections = Vec::new();
    let mut packed: Option<(Request, String)> = None;
    for tribunal in usual {
        let docket = docket::simulate(plan, tribunal);
        corrections.extend(docket.corrections);
        let cases: u64 = tribunal.filed.iter().map(|n| u64::from(*n)).sum();
        let code = &tribunal.place.code;
        match &mut packed {
            Some((request, first)) if request.lines.len() + docket.lines.len() <= LINES => {
                request.lines.extend(docket.lines);
                request.cases += cases;
                request.name = name(first, code);
            }
            _ => {
                let next = Request { name: name(code, code), lines: docket.lines, cases, at: None };
                if let Some((full, _)) = packed.replace((next, code.clone()))
                    && !put(full)
                {
                    return;
                }
            }
        }
    }
    let last = packed.map(|(request, _)| request);
    let corrected = Request { name: "demo corrections".to_owned(), lines: corrections, cases: 0, at: None };
    let _ = last.is_none_or(&mut put) && put(corrected);
}

/// Sends the requests after the first `done`, while the next ones are being made on another thread. Whether all
/// were sent.
async fn send(
    platform: &Platform,
    plan: &Arc<Plan>,
    done: usize,
    stop: &CancellationToken,
    sent: &mut Sent,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<bool, Failure> {
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    let (maker, now) = (plan.clone(), platform.now());
    // It ends by itself when nobody receives any more.
    let making = tokio::task::spawn_blocking(move || {
        requests(&maker, now, |request| sender.blocking_send(request).is_ok());
    });
    let mut number = 0;
    while let Some(request) = receiver.recv().await {
        if stop.is_cancelled() {
            return Ok(false);
        }
        number += 1;
        sent.cases += request.cases;
        if number > done {
            let receipt = send_one(platform, request).await?;
            sent.facts += receipt.facts_new + receipt.facts_revised;
            set(platform, &[(settings::DONE, &number.to_string())]).await?;
        }
        tell(Event::Cases { done: sent.cases, of: sent.of });
    }
    making.await.map_err(|_| Failure::internal("making the cases was ended"))?;
    Ok(true)
}

async fn send_one(platform: &Platform, request: Request) -> Result<CasesReceipt, Failure> {
    let lines = Box::pin(futures::stream::iter(request.lines.into_iter().map(Ok)));
    let receipt = match request.at {
        None => platform.send_cases(&actor(), &request.name, lines).await?,
        Some(at) => earlier(platform, at).await?.send_cases(&actor(), &request.name, lines).await?,
    };
    // Every line is ours: a refused one is a mistake of the simulation, and half a demo is worse than none.
    match receipt.refused.first() {
        None => Ok(receipt),
        Some(line) => {
            tracing::error!(?line, request = request.name, "a simulated case was refused");
            Err(Failure::invalid(&line.fault.field, &line.fault.reason, line.fault.detail.clone()))
        }
    }
}

/// The same database, as it was operated at an earlier time.
pub(super) async fn earlier(platform: &Platform, at: DateTime<Utc>) -> Result<Platform, Failure> {
    let (db, catalogue, policy) = (platform.db.clone(), platform.catalogue.clone(), platform.policy.clone());
    let clock = Arc::new(FixedClock::at(at));
    Ok(Platform::open(db, catalogue, policy, platform.files.clone(), clock).await?)
}

/// Hands in what tribunals report themselves. Whether all was handed in.
async fn report(
    platform: &Platform,
    plan: &Plan,
    stop: &CancellationToken,
    sent: &mut Sent,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<bool, Failure> {
    tell(Event::Step("Reports of the tribunals".to_owned()));
    let (tree, _) = platform.authorise(&actor(), Action::ImportTables, "unit", PROVINCE).await?;
    let mut batches: HashMap<Option<DateTime<Utc>>, Vec<_>> = HashMap::new();
    for (number, tribunal) in plan.tribunals.iter().enumerate() {
        let Some(unit) = tree.by_code(&tribunal.place.code) else { continue };
        let at = heard_at(plan, tribunal, platform.now());
        let batch = batches.entry(at).or_default();
        batch.extend(reports::statements(plan, tribunal, unit.id, |id| platform.item(id)));
        let last = number + 1 == plan.tribunals.len();
        if batch.len() < STATEMENTS && at.is_none() && !last {
            continue;
        }
        let ready: Vec<_> = if last {
            batches.drain().collect()
        } else {
            vec![(at, batches.remove(&at).unwrap_or_default())]
        };
        for (at, statements) in ready {
            if stop.is_cancelled() {
                return Ok(false);
            }
            let counts = match at {
                None => platform.state_facts(&actor(), "report", "demo", &statements).await?,
                Some(at) => {
                    earlier(platform, at).await?.state_facts(&actor(), "report", "demo", &statements).await?
                }
            };
            sent.facts += (counts.new + counts.revised) as u64;
        }
    }
    Ok(true)
}
