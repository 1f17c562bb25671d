//! How items of a standard are scored and when its vetoes hold, in words.

use super::format::{percent, plain};
use crate::{
    domain::standards::{Condition, Item, Scoring, Veto},
    i18n::{Locale, t, t_with},
};

/// How an item is scored.
pub fn how_scored(locale: Locale, item: &Item) -> String {
    let list = |at: &[(f64, f64)]| {
        let one = |(value, share): &(f64, f64)| format!("{} → {}", plain(*value), percent(*share));
        at.iter().map(one).collect::<Vec<_>>().join(" · ")
    };
    let most = item.points.to_string();
    let each = |key: &str, each: &crate::domain::standards::Points, tolerated: u32| {
        let words = t_with(locale, key, &[("each", &each.to_string()), ("most", &most)]);
        match tolerated {
            0 => words,
            n => format!("{words} {}", t_with(locale, "scoring.tolerated", &[("n", &n.to_string())])),
        }
    };
    match &item.scoring {
        Scoring::Scale { step } => t_with(locale, "scoring.scale", &[("step", &step.to_string())]),
        Scoring::Line { at, .. } => t_with(locale, "scoring.line", &[("at", &list(at))]),
        Scoring::Steps { at, .. } => t_with(locale, "scoring.steps", &[("at", &list(at))]),
        Scoring::Checklist { .. } => t(locale, "scoring.checklist").to_owned(),
        Scoring::Deduct { each: one, tolerated, .. } => each("scoring.deduct", one, *tolerated),
        Scoring::Bonus { each: one, .. } => each("scoring.bonus", one, 0),
        Scoring::Penalty { each: one, tolerated, .. } => each("scoring.penalty", one, *tolerated),
    }
}

/// When a veto holds.
pub fn condition(locale: Locale, veto: &Veto) -> String {
    let months = veto.months.to_string();
    match veto.condition {
        Some(Condition::Below(n)) => {
            t_with(locale, "scoring.below", &[("n", &plain(n)), ("months", &months)])
        }
        Some(Condition::Above(n)) => {
            t_with(locale, "scoring.above", &[("n", &plain(n)), ("months", &months)])
        }
        Some(Condition::WorstPeers { share, .. }) => {
            t_with(locale, "scoring.worst", &[("share", &percent(share)), ("months", &months)])
        }
        None => t(locale, "scoring.by_hand").to_owned(),
    }
}
