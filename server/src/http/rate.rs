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
pub(super) struct Rate {
    burst: i32,
    interval: TimeDelta,
    // When each key will have used up nothing: now or earlier means a full allowance.
    free_at: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Rate {
    /// At most `burst` at once, then one per `interval`.
    pub(super) fn new(burst: i32, interval: TimeDelta) -> Self {
        Self { burst, interval, free_at: Mutex::default() }
    }

    /// Whether this request may go on.
    pub(super) fn allows(&self, key: &str, now: DateTime<Utc>) -> bool {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free_at.get(key).copied().unwrap_or(now).max(now);
        if free - now > self.interval * (self.burst - 1) {
            return false;
        }
        if free_at.len() >= REMEMBERED {
            self.forget(&mut free_at, now);
        }
        free_at.insert(key.to_owned(), free + self.interval);
        true
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn so_many_at_once_and_then_one_per_interval() {
        let rate = Rate::new(3, TimeDelta::seconds(10));
        let try_at = |key, second| rate.allows(key, at(second));
        assert!(try_at("a", 0) && try_at("a", 0) && try_at("a", 0));
        assert!(!try_at("a", 9));
        assert!(try_at("b", 9), "another key has its own allowance");
        assert!(try_at("a", 10) && !try_at("a", 10));
        assert!(try_at("a", 100) && try_at("a", 100) && try_at("a", 100) && !try_at("a", 100));
    }

    #[test]
    fn a_flood_of_keys_is_forgotten_before_whoever_is_at_the_limit() {
        let rate = Rate::new(2, TimeDelta::seconds(1000));
        assert!(rate.allows("victim", at(0)) && rate.allows("victim", at(0)));
        for n in 0..REMEMBERED * 2 {
            rate.allows(&n.to_string(), at(1));
        }
        assert!(rate.free_at.lock().unwrap().len() <= REMEMBERED);
        assert!(!rate.allows("victim", at(1)));
    }
}
