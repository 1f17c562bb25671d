//! A problem: found somewhere, verified, given to somebody to put right, answered with evidence, checked, closed, and looked at
//! again later. One table says which moves there are, who may make each, and what each needs.

#[cfg(feature = "ssr")]
pub(super) mod reading;

use super::permissions::{Action, Role};
use serde::{Deserialize, Serialize};

/// A word for each of a few values, in the database, in addresses and on the wire.
macro_rules! words {
    ($name:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The word in the database and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}
pub(super) use words;

/// Where a problem stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ProblemState {
    /// Raised; nobody has verified it yet.
    Open,
    /// Verified: it is so. Nobody has to put it right yet.
    Confirmed,
    /// Somebody has to put it right by a day.
    Assigned,
    /// Whoever had to has answered, with evidence.
    Answered,
    /// Somebody above has looked at the answer.
    Checked,
    /// Put right; it will be looked at again.
    Closed,
    /// Looked at again: it has lasted.
    Held,
    /// Verified: it is not so.
    Dismissed,
    /// Taken back by whoever raised it.
    Withdrawn,
}

words!(ProblemState {
    Open = "open",
    Confirmed = "confirmed",
    Assigned = "assigned",
    Answered = "answered",
    Checked = "checked",
    Closed = "closed",
    Held = "held",
    Dismissed = "dismissed",
    Withdrawn = "withdrawn",
});

/// What is done to a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ProblemMove {
    /// Verified by telephone, video or on site: it is so.
    Confirm,
    /// Verified: it is not so.
    Dismiss,
    /// Taken back before anybody has verified it.
    Withdraw,
    /// Given to somebody, with a deadline; again for somebody else or another day.
    Assign,
    /// Answered with what was done, and evidence.
    Answer,
    /// The answer was looked at, and is right.
    Check,
    /// The answer is not enough.
    SendBack,
    /// Put right.
    Close,
    /// Looked at again: it has lasted.
    Hold,
    /// It is there again.
    Reopen,
}

words!(ProblemMove {
    Confirm = "confirm",
    Dismiss = "dismiss",
    Withdraw = "withdraw",
    Assign = "assign",
    Answer = "answer",
    Check = "check",
    SendBack = "send_back",
    Close = "close",
    Hold = "hold",
    Reopen = "reopen",
});

/// How bad it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Severity {
    /// 一般
    #[default]
    Minor,
    /// 较重
    Serious,
    /// 严重
    Grave,
}

words!(Severity { Minor = "minor", Serious = "serious", Grave = "grave" });

/// How it was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Way {
    /// By telephone.
    Telephone,
    /// By video.
    Video,
    /// On site.
    OnSite,
}

words!(Way { Telephone = "telephone", Video = "video", OnSite = "on_site" });

/// What it was found in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ContextKind {
    /// Nothing that the platform has.
    #[default]
    None,
    /// A figure.
    Figure,
    /// A photograph or paper.
    File,
    /// A field of a report.
    Report,
    /// An item of a review.
    Review,
    /// An alarm: its words and where it is shown.
    Alarm,
    /// A device at a point.
    Device,
}

words!(ContextKind {
    None = "none",
    Figure = "figure",
    File = "file",
    Report = "report",
    Review = "review",
    Alarm = "alarm",
    Device = "device",
});

/// Which side of putting it right a file shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Side {
    /// As it was.
    Before,
    /// As it is now.
    After,
}

words!(Side { Before = "before", After = "after" });

/// Who may make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Whoever raised it.
    Raiser,
    /// Whoever oversees the unit, however near.
    Overseer,
    /// Whoever oversees from where it was raised, or from above: a court does not close what the province has found.
    Desk,
    /// Whom it was given to.
    Owner,
}

/// What a move needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Words: why, or what was found.
    Note,
    /// How it was verified.
    Way,
    /// A day until which it is to be put right.
    Deadline,
    /// What was done.
    Measures,
    /// A file that shows it, where no figure does.
    Evidence,
    /// The day of looking again must have come.
    Recheck,
    /// Somebody else than who answered.
    SecondPerson,
}

/// A line of the table.
#[derive(Debug)]
pub struct Rule {
    /// The move.
    pub what: ProblemMove,
    /// From which states.
    pub from: &'static [ProblemState],
    /// To which.
    pub to: ProblemState,
    /// By whom.
    pub by: By,
    /// With what.
    pub needs: &'static [Need],
}

/// The table of moves.
pub const RULES: [Rule; 10] = {
    use Need::{Deadline, Evidence, Measures, Note, Recheck, SecondPerson, Way};
    use ProblemState as S;
    const fn rule(
        what: ProblemMove,
        from: &'static [ProblemState],
        to: ProblemState,
        by: By,
        needs: &'static [Need],
    ) -> Rule {
        Rule { what, from, to, by, needs }
    }
    [
        rule(ProblemMove::Confirm, &[S::Open], S::Confirmed, By::Overseer, &[Way, Note]),
        rule(ProblemMove::Dismiss, &[S::Open], S::Dismissed, By::Overseer, &[Way, Note]),
        rule(ProblemMove::Withdraw, &[S::Open], S::Withdrawn, By::Raiser, &[Note]),
        rule(ProblemMove::Assign, &[S::Confirmed, S::Assigned], S::Assigned, By::Overseer, &[Deadline]),
        rule(ProblemMove::Answer, &[S::Assigned], S::Answered, By::Owner, &[Measures, Evidence]),
        rule(ProblemMove::Check, &[S::Answered], S::Checked, By::Overseer, &[SecondPerson]),
        rule(
            ProblemMove::SendBack,
            &[S::Answered, S::Checked],
            S::Assigned,
            By::Overseer,
            &[SecondPerson, Note, Deadline],
        ),
        rule(ProblemMove::Close, &[S::Checked], S::Closed, By::Desk, &[SecondPerson]),
        rule(ProblemMove::Hold, &[S::Closed], S::Held, By::Desk, &[Recheck, Note]),
        rule(ProblemMove::Reopen, &[S::Closed, S::Held], S::Assigned, By::Desk, &[Note, Deadline]),
    ]
};

impl ProblemMove {
    /// Its line of the table.
    pub fn rule(self) -> &'static Rule {
        // Every move has a line: a test sees to it.
        RULES.iter().find(|rule| rule.what == self).unwrap_or(&RULES[0])
    }

    /// Whether it needs this.
    pub fn needs(self, need: Need) -> bool {
        self.rule().needs.contains(&need)
    }

    /// What one must be allowed to.
    pub fn action(self) -> Action {
        match self.rule().by {
            By::Owner => Action::AnswerProblems,
            By::Raiser | By::Overseer | By::Desk => Action::OverseeProblems,
        }
    }
}

impl ProblemState {
    /// What becomes of it; none where the move is not to be had.
    pub fn after(self, what: ProblemMove) -> Option<Self> {
        let rule = what.rule();
        rule.from.contains(&self).then_some(rule.to)
    }

    /// Whether somebody still has to do something before it is put right.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Confirmed | Self::Assigned | Self::Answered | Self::Checked)
    }

    /// Whether it was found to be so: it can stand in a bulletin, and counts.
    pub const fn is_verified(self) -> bool {
        !matches!(self, Self::Open | Self::Dismissed | Self::Withdrawn)
    }
}

impl ContextKind {
    /// Whether a file has to show that it was put right: a figure, what was reported and a device show it themselves.
    pub const fn wants_evidence(self) -> bool {
        !matches!(self, Self::Figure | Self::Report | Self::Device)
    }
}

/// Whom a problem can be given to.
pub const OWNERS: [Role; 2] = [Role::TribunalHead, Role::CourtManager];

/// Who is told, one after the other, while whoever owns a problem does not answer in time.
pub const fn above(owner: Role) -> &'static [Role] {
    match owner {
        Role::TribunalHead => &[Role::CourtManager, Role::CitySupervisor, Role::ProvincialSupervisor],
        _ => &[Role::CitySupervisor, Role::ProvincialSupervisor],
    }
}

/// How many levels have to be told of a problem that is so many days over its deadline.
pub const fn escalation(days_over: i64, every: i64) -> i64 {
    if days_over <= 0 { 0 } else { 1 + (days_over - 1) / if every < 1 { 1 } else { every } }
}

/// How long ago a problem was raised, as the board counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Age {
    /// Up to seven days.
    Week,
    /// Up to thirty.
    Month,
    /// Up to ninety.
    Quarter,
    /// More.
    Older,
}

words!(Age { Week = "week", Month = "month", Quarter = "quarter", Older = "older" });

impl Age {
    /// Of so many days.
    pub const fn of(days: i64) -> Self {
        match days {
            ..=7 => Self::Week,
            8..=30 => Self::Month,
            31..=90 => Self::Quarter,
            _ => Self::Older,
        }
    }
}

/// A category of problems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Category {
    /// Stable id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
}

/// Categories, and the days that are proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRules {
    /// In the order in which they are shown.
    pub categories: Vec<Category>,
    /// Days until the deadline, by severity in the order of [`Severity::ALL`].
    pub days: [i64; 3],
    /// Days between closing and looking again.
    pub recheck_days: i64,
    /// An overdue problem is told one level higher every so many days.
    pub escalate_days: i64,
    /// Within so many days the same category at the same unit is a repeat.
    pub repeat_days: i64,
}

impl ProblemRules {
    /// A category by id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Days until the deadline.
    pub const fn days_of(&self, severity: Severity) -> i64 {
        self.days[severity as usize]
    }
}

#[cfg(test)]
mod tests;
