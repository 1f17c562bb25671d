//! Signs that somebody works for the figure.

use super::Watched;

/// December is suspicious when it closes this many times what the other months do on average.
const BUNCHED: f64 = 2.5;
/// With fewer closings a month than this, a busy December says nothing.
const FEW: f64 = 5.0;
/// A perfect rate is suspicious from this many cases on.
const FROM: f64 = 200.0;
/// How far December must lie below the usual, and January above, on the scale of scores. Both by chance: once in two thousand
/// years.
const BOTH: f64 = 2.0;

/// Closings bunched in December.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bunched {
    /// What December closed.
    pub december: f64,
    /// What the other months closed on average.
    pub mean: f64,
}

/// December's closings and the mean of the other eleven months, when December stands out and there are enough.
pub fn bunched(months: &[f64]) -> Option<Bunched> {
    let (december, others) = months.split_last().filter(|(_, others)| others.len() == 11)?;
    let mean = others.iter().sum::<f64>() / others.len() as f64;
    (mean >= FEW && *december > BUNCHED * mean).then_some(Bunched { december: *december, mean })
}

/// Filings held back over the turn of the year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// What was filed in December.
    pub december: f64,
    /// What would have been usual.
    pub usual_december: f64,
    /// What was filed in January.
    pub january: f64,
    /// What would have been usual.
    pub usual_january: f64,
}

/// Filings low in December and high in the January after it, both against what is usual for the unit in these months: a
/// December that is low everywhere is no sign.
pub fn held_back(filings: &Watched<'_>, december: usize) -> Option<Held> {
    let january = december + 1;
    let (low, high) = (filings.score(december)?, filings.score(january)?);
    (low <= -BOTH && high >= BOTH).then_some(Held {
        december: filings.count(december)?,
        usual_december: filings.usual(december),
        january: filings.count(january)?,
        usual_january: filings.usual(january),
    })
}

/// Whether a share is exactly all of many.
pub fn is_suspicious(measure: &str, value: Option<f64>, denominator: Option<f64>) -> bool {
    measure == "percent" && value == Some(1.0) && denominator.is_some_and(|below| below >= FROM)
}
