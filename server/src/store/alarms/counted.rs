//! Alarms as the statistics count them, and the courses that these are made of.

use crate::store::{Engine, db::by_engine, devices::stamp};
use chrono::{DateTime, Utc};

/// How alarms went, as the statistics count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// However.
    All,
    /// Answered within so many seconds.
    InTime(i64),
    /// Answered after more seconds than these, or not answered and raised before the time.
    Late(i64, DateTime<Utc>),
    /// Found to be none.
    False,
}

impl Counted {
    /// As a condition.
    pub(super) fn sql(self, engine: Engine) -> String {
        let took = |limit: i64| {
            by_engine!(
                engine,
                // A day as a fraction is good for a tenth of a millisecond.
                format!(
                    "(julianday(a.acknowledged_at) - julianday(a.raised_at)) * 86400.0 <= {limit} + 0.0005"
                ),
                format!("a.acknowledged_at - a.raised_at <= make_interval(secs => {limit})")
            )
        };
        match self {
            Self::All => "1 = 1".to_owned(),
            Self::InTime(limit) => format!("a.acknowledged_at is not null and {}", took(limit)),
            Self::Late(limit, before) => format!(
                "(case when a.acknowledged_at is null then a.raised_at < '{}' else not ({}) end)",
                stamp(before),
                took(limit)
            ),
            Self::False => "a.was_false and a.state not in ('open', 'acknowledged')".to_owned(),
        }
    }
}
