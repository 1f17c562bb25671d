//! What devices say, whatever the way it came.

use super::{DeviceState, words};
use crate::domain::alarms::AlarmKind;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// Where something seen stands.
    Stage {
        /// It has begun.
        New = "new",
        /// It goes on.
        Update = "update",
        /// It is over.
        End = "end",
    }
}

words! {
    /// How much attention a review item wants, in Frigate's words.
    Severity {
        /// Worth a look at once.
        Alert = "alert",
        /// Worth a look.
        Detection = "detection",
    }
}

/// A message of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Who says it: the topic prefix of a Frigate, or the name of another sender.
    pub source: String,
    /// Which device; empty for the source itself.
    pub address: String,
    /// Number of what it is about; empty for states. The same number and time is the same message.
    pub id: String,
    /// When it was so; none where only its coming tells.
    pub at: Option<DateTime<Utc>>,
    /// What is said.
    pub what: Report,
}

/// What a device says.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// How it is. Of the source itself: whether it can speak for its devices at all.
    State(DeviceState),
    /// Something is seen.
    Sight(Sight),
    /// The device itself raises an alarm.
    Alarm(AlarmKind),
}

/// Something seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// Where it stands.
    pub stage: Stage,
    /// What: `person`, `car`, …
    pub objects: Vec<String>,
    /// In which zones.
    pub zones: Vec<String>,
    /// Of a review item: how much attention it wants.
    pub severity: Option<Severity>,
}

/// How far a message may be ahead of the clock here.
pub const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What is known of something seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Time of the newest message.
    pub at: DateTime<Utc>,
    /// Whether it is over.
    pub over: bool,
}

/// What a message adds to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition {
    /// It is news.
    News,
    /// It was said before, or something newer was.
    Nothing,
}

impl Seen {
    /// What a message at `at` adds. The end is the last word, whenever it comes.
    pub fn adds(known: Option<&Self>, stage: Stage, at: DateTime<Utc>) -> Addition {
        match known {
            None => Addition::News,
            Some(known) if known.over => Addition::Nothing,
            Some(_) if stage == Stage::End => Addition::News,
            Some(known) if at > known.at => Addition::News,
            Some(_) => Addition::Nothing,
        }
    }

    /// What is known afterwards.
    pub fn after(known: Option<&Self>, stage: Stage, at: DateTime<Utc>) -> Self {
        match known {
            Some(known) if Self::adds(Some(known), stage, at) == Addition::Nothing => known.clone(),
            _ => Self { at: known.map_or(at, |known| known.at.max(at)), over: stage == Stage::End },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn the_same_message_twice_and_an_older_one_add_nothing() {
        let known = Seen::after(None, Stage::New, at(5));
        assert_eq!(Seen::adds(Some(&known), Stage::New, at(5)), Addition::Nothing);
        assert_eq!(Seen::adds(Some(&known), Stage::Update, at(4)), Addition::Nothing);
        assert_eq!(Seen::adds(Some(&known), Stage::Update, at(6)), Addition::News);
    }

    proptest! {
        #[test]
        fn whatever_the_order_and_however_often_it_ends_the_same(
            mut order in proptest::collection::vec(0usize..5, 5..40)
        ) {
            let said = [
                (Stage::New, at(0)), (Stage::Update, at(1)), (Stage::Update, at(2)), (Stage::Update, at(3)),
                (Stage::End, at(4)),
            ];
            // Each at least once.
            order.extend(0..5);
            let mut known = None;
            for n in order {
                known = Some(Seen::after(known.as_ref(), said[n].0, said[n].1));
            }
            let known = known.unwrap();
            prop_assert!(known.over);
            prop_assert_eq!(Seen::adds(Some(&known), Stage::Update, at(9)), Addition::Nothing);
        }
    }
}
