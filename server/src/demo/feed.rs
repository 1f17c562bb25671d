//! Small simulated case events for a demo that runs, through the same door as a real case system: `POST
//! /api/v1/cases` with a bearer token.

mod http;

use super::{
    chance::{Purpose, chance},
    province::PROVINCE,
    settings,
};
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        tokens::{NewToken, TokenOrder, Tokens},
        units::{Units, UnitsQuery},
    },
    domain::permissions::{Actor, Role},
};
use chrono::NaiveDate;
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Open cases that are remembered for closing.
const REMEMBERED: usize = 200;
/// Pause after a request that failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Feeds until it is told to stop; gives how many lines were taken.
///
/// # Errors
/// When the database is not the demo's, or the token cannot be made.
pub async fn run(platform: &Platform, address: SocketAddr, stop: &CancellationToken) -> Result<u64, Failure> {
    if platform.db.setting(settings::STATE).await?.as_deref() != Some("complete") {
        return Err(Failure::invalid("feed_demo", "not_the_demo", "run `jiceng demo` first"));
    }
    let actor = Actor::operator("demo feeder");
    let mut feeder = Feeder::new(places(platform, &actor).await?, platform);
    let address = reachable(address);
    let mut token = new_token(platform, &actor).await?;
    let mut taken = 0;
    loop {
        let pause = Duration::from_millis(feeder.source.random_range(1_000..4_000));
        if !wait(pause, stop).await {
            break;
        }
        let body = feeder.events(platform.today());
        let answer = tokio::select! {
            answer = http::post(address, "/api/v1/cases", &token.secret, &body) => answer,
            () = stop.cancelled() => break,
        };
        match answer {
            Ok(200..=299) => taken += body.lines().count() as u64,
            Ok(401) => token = new_token(platform, &actor).await?,
            refused => {
                tracing::warn!(?refused, "a live case event of the demo was not taken");
                if !wait(PAUSE, stop).await {
                    break;
                }
            }
        }
    }
    // Nobody else knows its secret.
    platform.revoke_token(&actor, token.row.id).await?;
    Ok(taken)
}

/// Whether the pause passed without a signal to stop.
async fn wait(pause: Duration, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        () = stop.cancelled() => false,
    }
}

/// Where a server that listens on every address is reached from the same machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    };
    SocketAddr::new(ip, address.port())
}

async fn new_token(platform: &Platform, actor: &Actor) -> Result<NewToken, Failure> {
    let order = TokenOrder {
        name: "demo feeder".to_owned(),
        scope: Role::Feeder,
        unit: PROVINCE.to_owned(),
        days: 30,
    };
    platform.create_token(actor, &order).await
}

/// Tribunals that are fed, each with its posts.
async fn places(platform: &Platform, actor: &Actor) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let quiet = platform.db.setting(settings::QUIET).await?.unwrap_or_default();
    let quiet: HashSet<String> = serde_json::from_str(&quiet).unwrap_or_default();
    let list = |level: &str| UnitsQuery {
        level: Some(level.to_owned()),
        under: Some(PROVINCE.to_owned()),
        ..UnitsQuery::default()
    };
    let mut posts: HashMap<String, Vec<String>> = HashMap::new();
    for post in platform.list_units(actor, &list("post")).await?.rows {
        posts.entry(post.parent.unwrap_or_default()).or_default().push(post.code);
    }
    let tribunals = platform.list_units(actor, &list("tribunal")).await?.rows;
    let fed: Vec<_> = tribunals
        .into_iter()
        .filter(|tribunal| !quiet.contains(&tribunal.code))
        .map(|tribunal| (posts.remove(&tribunal.code).unwrap_or_default(), tribunal.code))
        .map(|(posts, code)| (code, posts))
        .collect();
    if fed.is_empty() { Err(Failure::new(FailureKind::NotFound, "no_tribunals")) } else { Ok(fed) }
}

/// A case that was filed here and can be closed here.
struct OwnCase {
    line: serde_json::Value,
}

struct Feeder {
    places: Vec<(String, Vec<String>)>,
    source: ChaCha8Rng,
    /// The instant of the start in the number of a case: no two runs give the same one.
    run: i64,
    count: u64,
    open: VecDeque<OwnCase>,
}

impl Feeder {
    fn new(places: Vec<(String, Vec<String>)>, platform: &Platform) -> Self {
        let run = platform.now().timestamp_millis();
        Self {
            places,
            source: chance(run.unsigned_abs(), Purpose::Feed, 0),
            run,
            count: 0,
            open: VecDeque::new(),
        }
    }

    /// One to five events of today as NDJSON.
    fn events(&mut self, today: NaiveDate) -> String {
        let mut body = String::new();
        for _ in 0..self.source.random_range(1..=5) {
            let close = !self.open.is_empty() && self.source.random_bool(0.35);
            let event = if close { self.close(today) } else { self.file(today) };
            body.push_str(&event.to_string());
            body.push('\n');
        }
        body
    }

    fn file(&mut self, today: NaiveDate) -> serde_json::Value {
        let Some((code, posts)) = self.places.choose(&mut self.source) else { return json!({}) };
        self.count += 1;
        let number = format!("（{}）演{code}民初L{:x}-{}号", today.format("%Y"), self.run, self.count);
        let cause = ["contract", "family", "tort", "property", "labour"].choose(&mut self.source);
        let procedure = ["simple", "simple", "small_claims", "ordinary"].choose(&mut self.source);
        let mut line = json!({
            "number": number, "tribunal": code, "cause": cause, "procedure": procedure, "filed": today.to_string(),
        });
        if let Some(post) = posts.choose(&mut self.source) {
            line["post"] = json!(post);
        }
        if self.open.len() < REMEMBERED {
            self.open.push_back(OwnCase { line: line.clone() });
        }
        line
    }

    fn close(&mut self, today: NaiveDate) -> serde_json::Value {
        let Some(OwnCase { mut line }) = self.open.pop_front() else { return json!({}) };
        let outcome = ["mediated", "withdrawn", "judgment", "settled"].choose(&mut self.source);
        line["closed"] = json!(today.to_string());
        line["outcome"] = json!(outcome);
        line["within_limit"] = json!(true);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::cases::CaseState;

    fn feeder(run: i64) -> Feeder {
        let places = vec![("T1".to_owned(), vec!["T1P01".to_owned()]), ("T2".to_owned(), vec![])];
        let source = chance(run.unsigned_abs(), Purpose::Feed, 0);
        Feeder { places, source, run, count: 0, open: VecDeque::new() }
    }

    #[test]
    fn events_are_of_today_and_only_known_cases_are_closed() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let mut feeder = feeder(1_700_000_000_000);
        let mut filed = HashSet::new();
        let mut closed = 0;
        for _ in 0..300 {
            let body = feeder.events(today);
            assert!((1..=5).contains(&body.lines().count()));
            for line in body.lines() {
                let state = CaseState::parse(line, today).unwrap();
                assert_eq!(state.filed, today);
                let new = filed.insert(state.number.clone());
                assert_ne!(new, state.closed.is_some(), "{line}");
                closed += usize::from(!new);
            }
            assert!(feeder.open.len() <= REMEMBERED);
        }
        assert!(closed > 100);
    }

    #[test]
    fn numbers_are_new_after_a_restart() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let (first, second) = (feeder(1).file(today), feeder(2).file(today));
        assert_ne!(first["number"], second["number"]);
    }

    #[test]
    fn a_server_on_every_address_is_reached_locally() {
        let reach = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(reach("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(reach("[::]:80"), "[::1]:80");
        assert_eq!(reach("10.1.2.3:80"), "10.1.2.3:80");
    }
}
