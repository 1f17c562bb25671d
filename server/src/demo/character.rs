//! What each tribunal is like: how much comes in, how fast and how well it works, and which of them are odd, so that
//! every state of a value occurs. A tribunal about which real facts are known is never made an odd one.

use super::{
    chance::{Purpose, chance, lognormal},
    province::Place,
};
use rand::{Rng, seq::SliceRandom};

/// The part a tribunal plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// None in particular.
    Ordinary,
    /// Clearly good.
    Good,
    /// Getting worse over the last months.
    Worsening,
    /// A suspicious hundred per cent, month after month.
    Perfect,
    /// Closes what it can in December.
    December,
    /// Reports are late: nothing from the last two months that are over, nor since.
    Late,
    /// Silent for days in the running month.
    Stale,
    /// Has never sent anything.
    Silent,
    /// Three months in the middle were never sent.
    Gap,
    /// One of its posts is so new that it has closed nothing.
    Newcomer,
    /// States some cases again later, corrected.
    Correcting,
}

/// How many tribunals play which part; all others are ordinary.
const PARTS: [(Part, usize); 10] = [
    (Part::Silent, 1),
    (Part::Late, 2),
    (Part::Stale, 2),
    (Part::Gap, 2),
    (Part::Perfect, 1),
    (Part::December, 1),
    (Part::Newcomer, 2),
    (Part::Worsening, 8),
    (Part::Good, 12),
    (Part::Correcting, 16),
];

/// Which tribunal plays which part, in the order of `tribunals`.
pub fn parts(seed: u64, tribunals: &[&Place]) -> Vec<Part> {
    let mut free: Vec<usize> = (0..tribunals.len()).filter(|i| tribunals[*i].facts.is_empty()).collect();
    free.shuffle(&mut chance(seed, Purpose::Roles, 0));
    let mut parts = vec![Part::Ordinary; tribunals.len()];
    let wanted = PARTS.iter().flat_map(|(part, count)| std::iter::repeat_n(*part, *count));
    for (i, part) in free.into_iter().zip(wanted) {
        parts[i] = part;
    }
    parts
}

/// What a tribunal is like. Probabilities are per case unless said otherwise.
#[derive(Debug, Clone)]
pub struct Character {
    /// Caseload compared with others.
    pub size: f64,
    /// Growth of filings per year beyond the province's.
    pub growth: f64,
    /// Pending cases in months of filings.
    pub stock: f64,
    /// Days a case takes, compared with others.
    pub pace: f64,
    /// That a case takes years.
    pub lengthy: f64,
    /// That a limit that would be missed is extended in time.
    pub extended: f64,
    /// Outcomes.
    pub mediated: f64,
    /// Outcomes.
    pub withdrawn: f64,
    /// Outcomes.
    pub settled: f64,
    /// Of judgments, that one is appealed.
    pub appealed: f64,
    /// Of appeals decided, that the judgment does not stand.
    pub overturned: f64,
    /// Procedure.
    pub simple: f64,
    /// Procedure.
    pub small_claims: f64,
    /// Of cases heard, that the hearing is broadcast once it has become usual.
    pub broadcast: f64,
    /// Of judgments that can be, that one is published.
    pub published: f64,
    /// Of filings: family, contract, tort, property, labour, criminal; the rest is other.
    pub causes: [f64; 6],
}

impl Character {
    /// Draws the character of the tribunal with this number.
    pub fn draw(seed: u64, number: usize, place: &Place, part: Part) -> Self {
        let mut source = chance(seed, Purpose::Character, number);
        let source = &mut source;
        let setting = if place.is_in("urban") {
            3.2
        } else if place.is_in("suburban") {
            1.8
        } else if place.is_in("mountain") {
            0.75
        } else {
            1.0
        };
        let townships = (place.townships().max(1) as f64 / 4.0).sqrt();
        let around = |source: &mut _, middle: f64, spread: f64| -> f64 {
            middle * (1.0 + spread * (2.0 * Rng::random::<f64>(source) - 1.0))
        };
        let urban = place.is_in("urban") || place.is_in("suburban");
        let mut character = Self {
            size: lognormal(source, setting * townships, 0.65),
            growth: around(source, 1.0, 0.04) - 1.0,
            stock: lognormal(source, 1.45, 0.3).clamp(0.6, 3.2),
            pace: lognormal(source, 1.0, 0.15),
            lengthy: around(source, 0.003, 0.8),
            extended: around(source, 0.72, 0.3),
            mediated: around(source, 0.27, 0.35),
            withdrawn: around(source, 0.21, 0.3),
            settled: around(source, 0.04, 0.5),
            appealed: around(source, 0.17, 0.5),
            overturned: around(source, 0.12, 0.6),
            simple: around(source, 0.58, 0.2),
            small_claims: around(source, 0.22, 0.5),
            broadcast: around(source, 0.52, 0.6),
            published: around(source, 0.93, 0.07),
            causes: if urban {
                [0.2, 0.5, 0.13, 0.06, 0.05, 0.01]
            } else {
                [0.34, 0.33, 0.16, 0.07, 0.02, 0.01]
            },
        };
        match part {
            Part::Good => {
                character.stock *= 0.6;
                character.extended = 0.95;
                character.mediated *= 1.25;
                character.appealed *= 0.5;
                character.overturned *= 0.4;
                character.broadcast = 0.85;
                character.published = 0.985;
            }
            Part::Perfect => {
                character.stock *= 0.7;
                character.extended = 1.0;
                character.published = 1.0;
            }
            // Enough cases that the rates are not small numbers.
            Part::Worsening | Part::Correcting | Part::December => character.size = character.size.max(1.2),
            _ => {}
        }
        character
    }
}

#[cfg(test)]
mod tests {
    use super::{super::province::places, *};

    #[test]
    fn every_part_is_played_and_never_by_a_real_tribunal() {
        let places = places().unwrap();
        let tribunals: Vec<_> = places.iter().filter(|place| place.level == "tribunal").collect();
        let parts = parts(1, &tribunals);
        for (part, count) in PARTS {
            assert_eq!(parts.iter().filter(|p| **p == part).count(), count, "{part:?}");
        }
        for (place, part) in tribunals.iter().zip(&parts) {
            assert!(place.facts.is_empty() || *part == Part::Ordinary, "{}", place.code);
        }
    }
}
