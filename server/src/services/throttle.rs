//! How often somebody may try something: so many at once, then one per interval (the generic cell rate algorithm).
//! Driven by the clock of the context, bounded in memory.

use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Keys remembered; beyond it those that are furthest from their limit are forgotten first.
const REMEMBERED: usize = 50_000;

/// One rule, for many keys.
#[derive(Debug)]
pub(crate) struct Throttle {
    burst: i32,
    interval: TimeDelta,
    // When each key will have used up nothing: now or earlier means a full allowance.
    free_at: Mutex<HashMap<String, DateTime<Utc>>>,
}

/// Leave to try, which can be given back when it turns out that the attempt does not count.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    throttle: &'a Throttle,
    key: String,
}

impl Throttle {
    /// At most `burst` at once, then one per `interval`.
    pub(crate) fn new(burst: i32, interval: TimeDelta) -> Self {
        Self { burst, interval, free_at: Mutex::default() }
    }

    /// Asks for leave; none when there were too many.
    pub(crate) fn attempt(&self, key: &str, now: DateTime<Utc>) -> Option<Attempt<'_>> {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free_at.get(key).copied().unwrap_or(now).max(now);
        if free - now > self.interval * (self.burst - 1) {
            return None;
        }
        if free_at.len() >= REMEMBERED {
            self.forget(&mut free_at, now);
        }
        free_at.insert(key.to_owned(), free + self.interval);
        Some(Attempt { throttle: self, key: key.to_owned() })
    }

    fn forget(&self, free_at: &mut HashMap<String, DateTime<Utc>>, now: DateTime<Utc>) {
        free_at.retain(|_, free| *free > now);
        if free_at.len() >= REMEMBERED {
            let mut times: Vec<_> = free_at.values().copied().collect();
            let (_, middle, _) = times.select_nth_unstable(REMEMBERED / 2);
            let middle = *middle;
            free_at.retain(|_, free| *free > middle);
        }
    }
}

impl Attempt<'_> {
    /// The attempt does not count.
    pub(crate) fn give_back(self) {
        let mut free_at = self.throttle.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(free) = free_at.get_mut(&self.key) {
            *free -= self.throttle.interval;
        }
    }
}

/// The rules of the platform.
#[derive(Debug)]
pub(crate) struct Throttles {
    /// Failed sign-ins by name.
    pub(crate) names: Throttle,
    /// Failed sign-ins by address.
    pub(crate) addresses: Throttle,
    /// Requests of case lines by sender: so many lines fit into one that nobody needs more.
    pub(crate) cases: Throttle,
}

impl Default for Throttles {
    fn default() -> Self {
        Self {
            names: Throttle::new(8, TimeDelta::minutes(1)),
            addresses: Throttle::new(30, TimeDelta::seconds(20)),
            cases: Throttle::new(600, TimeDelta::milliseconds(50)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn so_many_at_once_and_then_one_per_interval() {
        let throttle = Throttle::new(3, TimeDelta::seconds(10));
        let try_at = |key, second| throttle.attempt(key, at(second)).is_some();
        assert!(try_at("a", 0) && try_at("a", 0) && try_at("a", 0));
        assert!(!try_at("a", 9));
        assert!(try_at("b", 9), "another key has its own allowance");
        assert!(try_at("a", 10) && !try_at("a", 10));
        assert!(try_at("a", 100) && try_at("a", 100) && try_at("a", 100) && !try_at("a", 100));
    }

    #[test]
    fn an_attempt_given_back_does_not_count() {
        let throttle = Throttle::new(1, TimeDelta::seconds(10));
        for _ in 0..5 {
            throttle.attempt("a", at(0)).unwrap().give_back();
        }
        assert!(throttle.attempt("a", at(0)).is_some());
        assert!(throttle.attempt("a", at(0)).is_none());
    }

    #[test]
    fn a_flood_of_keys_is_forgotten_before_whoever_is_at_the_limit() {
        let throttle = Throttle::new(2, TimeDelta::seconds(1000));
        assert!(throttle.attempt("victim", at(0)).is_some() && throttle.attempt("victim", at(0)).is_some());
        for n in 0..REMEMBERED * 2 {
            throttle.attempt(&n.to_string(), at(1));
        }
        assert!(throttle.free_at.lock().unwrap().len() <= REMEMBERED);
        assert!(throttle.attempt("victim", at(1)).is_none());
    }
}
