//! How often somebody may try to sign in: counted by name and by address, forgotten after a quarter of an hour.

use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

/// How long an attempt counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Attempts for one name.
const BY_NAME: usize = 5;
/// Attempts from one address: a whole court may sit behind it.
const BY_ADDRESS: usize = 30;
/// Names, and addresses, that are remembered.
const MOST: usize = 10_000;

/// Too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Whether this is the first refusal since the limit was reached: worth an entry in the log, once.
    pub first: bool,
}

/// Counts attempts. An attempt counts from its beginning, so that many at once are no way around the limit.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    names: HashMap<String, Attempts>,
    addresses: HashMap<String, Attempts>,
}

#[derive(Debug, Default)]
struct Attempts {
    at: VecDeque<DateTime<Utc>>,
    refused: bool,
}

impl Throttle {
    /// Counts an attempt, or refuses it. Nothing is counted by name for a name that nobody can have.
    pub fn attempt(&self, name: Option<&str>, address: &str, now: DateTime<Utc>) -> Result<(), Refused> {
        let counts = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let address = entry(&mut counts.addresses, network(address), now);
        let name = name.map(|name| entry(&mut counts.names, name.to_owned(), now));
        address.ask(BY_ADDRESS)?;
        if let Some(name) = name {
            name.ask(BY_NAME)?;
            name.at.push_back(now);
        }
        address.at.push_back(now);
        Ok(())
    }

    /// The attempt succeeded: the name is trusted again, and the address is not worse than before.
    pub fn succeeded(&self, name: &str, address: &str) {
        let counts = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.names.remove(name);
        if let Some(attempts) = counts.addresses.get_mut(&network(address)) {
            attempts.at.pop_back();
        }
    }
}

impl Attempts {
    fn ask(&mut self, most: usize) -> Result<(), Refused> {
        if self.at.len() < most {
            self.refused = false;
            return Ok(());
        }
        Err(Refused { first: !std::mem::replace(&mut self.refused, true) })
    }
}

/// The attempts of `key` that still count. When too many keys are remembered, the harmless half is forgotten: those
/// with the fewest attempts, and of these the oldest.
fn entry(all: &mut HashMap<String, Attempts>, key: String, now: DateTime<Utc>) -> &mut Attempts {
    let counts = |at: &DateTime<Utc>| now - *at < WINDOW;
    if all.len() >= MOST && !all.contains_key(&key) {
        all.retain(|_, attempts| attempts.at.back().is_some_and(counts));
        if all.len() >= MOST {
            let mut ranked: Vec<_> =
                all.iter().map(|(key, a)| (a.at.len(), a.at.back().copied(), key.clone())).collect();
            ranked.sort_unstable();
            for (_, _, key) in &ranked[..ranked.len() / 2] {
                all.remove(key);
            }
        }
    }
    let attempts = all.entry(key).or_default();
    while attempts.at.front().is_some_and(|at| !counts(at)) {
        attempts.at.pop_front();
    }
    attempts
}

/// What counts as one address: of IPv6 the network, since everybody has 2⁶⁴ addresses.
pub(crate) fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).to_string(),
        },
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => address.chars().take(64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    #[test]
    fn the_sixth_attempt_for_a_name_waits_until_the_first_is_forgotten() {
        let throttle = Throttle::default();
        for minute in 0..5 {
            throttle.attempt(Some("wang"), "10.0.0.1", at(minute)).unwrap();
        }
        let refused = |minute| throttle.attempt(Some("wang"), "10.0.0.2", at(minute));
        assert_eq!(refused(5), Err(Refused { first: true }));
        assert_eq!(refused(14), Err(Refused { first: false }));
        throttle.attempt(Some("li"), "10.0.0.1", at(14)).unwrap();
        assert_eq!(refused(15), Ok(()));
        assert_eq!(refused(15), Err(Refused { first: true }), "only the first is forgotten yet");
    }

    #[test]
    fn success_trusts_the_name_again_and_leaves_the_address_as_it_was() {
        let throttle = Throttle::default();
        for _ in 0..100 {
            throttle.attempt(Some("wang"), "10.0.0.1", at(0)).unwrap();
            throttle.succeeded("wang", "10.0.0.1");
        }
    }

    #[test]
    fn an_address_has_thirty_attempts_whatever_the_names() {
        let throttle = Throttle::default();
        for n in 0..30 {
            let name = (n % 2 == 0).then(|| format!("user{n}"));
            throttle.attempt(name.as_deref(), &format!("2001:db8::{n:x}"), at(0)).unwrap();
        }
        assert!(throttle.attempt(Some("new"), "2001:db8::ffff", at(1)).is_err(), "one network");
        assert!(throttle.attempt(Some("new"), "2001:db8:0:1::1", at(1)).is_ok(), "another");
        assert_eq!(network("::ffff:10.0.0.1"), network("10.0.0.1"));
    }

    #[test]
    fn memory_is_bounded_and_whoever_is_refused_is_not_forgotten_for_a_flood() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.attempt(Some("wang"), "10.0.0.1", at(0)).unwrap();
        }
        for n in 0..3 * MOST {
            throttle.attempt(Some(&format!("flood{n}")), &format!("address {n}"), at(1)).unwrap();
        }
        let counts = throttle.0.lock().unwrap();
        assert!(counts.names.len() <= MOST && counts.addresses.len() <= MOST);
        drop(counts);
        assert!(throttle.attempt(Some("wang"), "10.0.0.1", at(2)).is_err());
    }
}
