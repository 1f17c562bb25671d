//! Who has lately looked at which judge's post, and at which camera.

use chrono::{DateTime, Utc};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Remembers who has lately looked at what, by number, so that a page that refreshes itself is one look and not a thousand.
#[derive(Debug, Default)]
pub(crate) struct Looks(Mutex<HashMap<(String, i64), DateTime<Utc>>>);

impl Looks {
    /// How long a look lasts.
    const LASTS: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

    /// Whether this is a new look; it is noted.
    pub(crate) fn is_new(&self, actor: &str, what: i64, now: DateTime<Utc>) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() > 10_000 {
            looks.retain(|_, at| now - *at < Self::LASTS);
        }
        let key = (actor.to_owned(), what);
        if looks.get(&key).is_some_and(|at| now - *at < Self::LASTS) {
            return false;
        }
        looks.insert(key, now);
        true
    }
}
