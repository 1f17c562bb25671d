//! Alarms: what they are, the ladder they go up, who is told when nobody answers, and how well they were answered.

#[cfg(feature = "ssr")]
pub mod calls;
pub mod figures;
pub mod rules;

use super::{devices::words, permissions::Role, units::Level};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What an alarm is about.
    AlarmKind {
        /// Somebody has pressed the button.
        Button = "button",
        /// Somebody is where nobody should be at this hour.
        Presence = "presence",
        /// Too many people at once.
        Crowd = "crowd",
        /// Something the camera holds for alarming.
        Alert = "alert",
        /// Nobody is where somebody should be.
        Unmanned = "unmanned",
        /// A camera gives no picture.
        Dark = "dark",
        /// A camera looks elsewhere.
        Moved = "moved",
        /// Another device does not answer.
        Offline = "offline",
    }
}

words! {
    /// Where an alarm stands.
    AlarmState {
        /// Nobody has answered.
        Open = "open",
        /// Somebody looks into it.
        Acknowledged = "acknowledged",
        /// It is true.
        Verified = "verified",
        /// It is none.
        False = "false",
        /// What was to be done was done.
        Handled = "handled",
        /// Over.
        Closed = "closed",
    }
}

words! {
    /// What is done to an alarm.
    AlarmMove {
        /// Somebody looks into it.
        Acknowledge = "acknowledge",
        /// It is true.
        Verify = "verify",
        /// It is none.
        Dismiss = "dismiss",
        /// What was to be done was done.
        Handle = "handle",
        /// It is over.
        Close = "close",
    }
}

words! {
    /// A time in which alarms are treated otherwise.
    WindowKind {
        /// Work at the devices: nothing is raised.
        Maintenance = "maintenance",
        /// Raised, but nobody is called.
        Quiet = "quiet",
    }
}

impl AlarmState {
    /// What becomes of it; none where the move is not to be had.
    pub const fn after(self, what: AlarmMove) -> Option<Self> {
        match (self, what) {
            (Self::Open, AlarmMove::Acknowledge) => Some(Self::Acknowledged),
            (Self::Acknowledged, AlarmMove::Verify) => Some(Self::Verified),
            (Self::Acknowledged, AlarmMove::Dismiss) => Some(Self::False),
            (Self::Verified, AlarmMove::Handle) => Some(Self::Handled),
            (Self::Handled | Self::False, AlarmMove::Close) => Some(Self::Closed),
            _ => None,
        }
    }

    /// Whether the same thing happening again belongs to it.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Open | Self::Acknowledged | Self::Verified)
    }

    /// Whether somebody still has to do something.
    pub const fn waits(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

impl AlarmMove {
    /// Whether words are wanted: what was found, what was done.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Verify | Self::Dismiss | Self::Handle)
    }
}

impl AlarmKind {
    /// Whether the same thing shortly after is still the same alarm although that is over: a camera that flaps, not a
    /// person who calls for help once more.
    pub const fn lingers(self) -> bool {
        !matches!(self, Self::Button)
    }

    /// Whether somebody is called at any hour: when somebody calls for help, or is where nobody should be.
    pub const fn is_severe(self) -> bool {
        matches!(self, Self::Button | Self::Presence)
    }

    /// Whether it ends by itself, when the device works again.
    pub const fn recovers(self) -> bool {
        matches!(self, Self::Dark | Self::Offline)
    }
}

/// Whether something at `at` belongs to an alarm of the same device and kind.
pub fn belongs(
    kind: AlarmKind,
    state: AlarmState,
    last: DateTime<Utc>,
    at: DateTime<Utc>,
    within: TimeDelta,
) -> bool {
    // What comes late belongs to what was said of later.
    state.is_running() || (kind.lingers() && at - last <= within)
}

/// Who is told first, and next when nobody answers.
pub const LADDER: [(Level, Role); 3] = [
    (Level::Tribunal, Role::TribunalHead),
    (Level::Court, Role::CourtManager),
    (Level::City, Role::CitySupervisor),
];

/// How far an alarm that nobody has answered must have gone up by now: 0 for the tribunal itself. `minutes` says after
/// how long the next level is told.
pub fn due_level(raised: DateTime<Utc>, now: DateTime<Utc>, minutes: [u32; 2]) -> usize {
    let waited = now - raised;
    minutes.iter().filter(|after| waited >= TimeDelta::minutes(i64::from(**after))).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ladder_has_one_way_up_and_a_side_door_for_false_alarms() {
        let mut edges = vec![];
        for state in AlarmState::ALL {
            for what in AlarmMove::ALL {
                if let Some(after) = state.after(*what) {
                    edges.push((state.as_str(), after.as_str()));
                }
            }
        }
        assert_eq!(
            edges,
            [
                ("open", "acknowledged"),
                ("acknowledged", "verified"),
                ("acknowledged", "false"),
                ("verified", "handled"),
                ("false", "closed"),
                ("handled", "closed"),
            ]
        );
    }

    proptest! {
        #[test]
        fn nothing_comes_back_and_everything_ends_closed(moves in proptest::collection::vec(0usize..5, 0..30)) {
            let mut state = AlarmState::Open;
            let mut steps = 0;
            for n in moves {
                if let Some(after) = state.after(AlarmMove::ALL[n]) {
                    prop_assert!(after > state);
                    state = after;
                    steps += 1;
                }
            }
            prop_assert!(steps <= 4);
            prop_assert_eq!(state.waits(), state != AlarmState::Closed);
        }
    }

    #[test]
    fn a_flapping_camera_is_one_alarm_and_a_second_call_for_help_is_another() {
        let at = |minute: i64| DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap();
        let within = TimeDelta::minutes(10);
        assert!(belongs(AlarmKind::Dark, AlarmState::Open, at(0), at(600), within));
        assert!(belongs(AlarmKind::Dark, AlarmState::Closed, at(0), at(10), within));
        assert!(!belongs(AlarmKind::Dark, AlarmState::Closed, at(0), at(11), within));
        assert!(belongs(AlarmKind::Button, AlarmState::Acknowledged, at(0), at(1), within));
        assert!(!belongs(AlarmKind::Button, AlarmState::Closed, at(0), at(1), within));
    }

    #[test]
    fn whoever_is_next_is_told_after_three_and_fifteen_minutes() {
        let at = |second: i64| DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
        let level = |second| due_level(at(0), at(second), [3, 15]);
        assert_eq!([0, 179, 180, 899, 900, 90_000].map(level), [0, 0, 1, 1, 2, 2]);
    }
}
