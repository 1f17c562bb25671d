//! Counts by month that are out of line.

/// The constant of the modified z-score: the MAD of a normal distribution in units of its standard deviation.
const NORMAL_MAD: f64 = 0.6745;
/// From this score on a value stands out.
const THRESHOLD: f64 = 3.5;
/// Fewer known months than this say nothing of what is usual.
const FEWEST_MONTHS: usize = 8;
/// Fewer units than this say nothing of what moves all alike.
const FEWEST_UNITS: usize = 5;
/// A jump at least doubles or halves.
const FACTOR: f64 = 2.0;

/// A count on the scale on which chance moves small and large ones alike.
fn stable(count: f64) -> f64 {
    2.0 * (count.max(0.0) + 0.375).sqrt()
}

/// Back to a count.
fn count_of(stable: f64) -> f64 {
    ((stable / 2.0).powi(2) - 0.375).max(0.0)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// How far values usually are from their median, never less than chance alone would have it.
fn spread(values: impl Iterator<Item = f64>, center: f64, chance: f64) -> f64 {
    let away = values.map(|value| (value - center).abs()).collect();
    median(away).unwrap_or(0.0).max(NORMAL_MAD * chance)
}

/// The counts of a unit by month; none where a month is not known.
type Counts = [Option<f64>];

/// What moved all units alike, by month, as a factor on the stable scale: the median of each unit's month against the unit's own
/// median. 1 where there are too few.
pub fn seasons(units: &[Vec<Option<f64>>]) -> Vec<f64> {
    let months = units.iter().map(Vec::len).max().unwrap_or(0);
    let mut against: Vec<Vec<f64>> = vec![vec![]; months];
    for counts in units {
        let known: Vec<f64> = counts.iter().flatten().map(|count| stable(*count)).collect();
        if known.len() < FEWEST_MONTHS {
            continue;
        }
        let Some(center) = median(known) else { continue };
        for (month, count) in counts.iter().enumerate() {
            if let Some(count) = count {
                against[month].push(stable(*count) / center);
            }
        }
    }
    let alike = |against: Vec<f64>| if against.len() < FEWEST_UNITS { None } else { median(against) };
    against.into_iter().map(|against| alike(against).unwrap_or(1.0)).collect()
}

/// The months of a unit, rid of what moves all alike and of its own median.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched<'a> {
    counts: &'a Counts,
    seasons: &'a [f64],
    /// The unit's own median, on the stable scale.
    center: f64,
    /// What remains of each month.
    rest: Vec<Option<f64>>,
    /// How far it usually is from nothing.
    spread: f64,
}

impl<'a> Watched<'a> {
    /// None where too few months are known.
    pub fn of(counts: &'a Counts, seasons: &'a [f64]) -> Option<Self> {
        let season = |month: usize| seasons.get(month).copied().unwrap_or(1.0);
        let known =
            || counts.iter().enumerate().filter_map(|(month, count)| Some((month, stable((*count)?))));
        if known().count() < FEWEST_MONTHS {
            return None;
        }
        let center = median(known().map(|(month, value)| value / season(month)).collect())?;
        let rest: Vec<Option<f64>> = counts
            .iter()
            .enumerate()
            .map(|(month, count)| count.map(|count| stable(count) - center * season(month)))
            .collect();
        let spread = spread(rest.iter().flatten().copied(), 0.0, 1.0);
        Some(Self { counts, seasons, center, rest, spread })
    }

    /// What would be usual in a month, as a count.
    pub fn usual(&self, month: usize) -> f64 {
        count_of(self.center * self.seasons.get(month).copied().unwrap_or(1.0))
    }

    /// The modified z-score of a month.
    pub fn score(&self, month: usize) -> Option<f64> {
        let rest = (*self.rest.get(month)?)?;
        Some(NORMAL_MAD * rest / self.spread)
    }

    /// The count of a month.
    pub fn count(&self, month: usize) -> Option<f64> {
        *self.counts.get(month)?
    }
}

/// A month out of line with the unit's other months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlier {
    /// Its place.
    pub month: usize,
    /// The count.
    pub count: f64,
    /// What would be usual.
    pub usual: f64,
    /// The modified z-score.
    pub score: f64,
}

/// Months that stand out.
pub fn outliers(watched: &Watched<'_>) -> Vec<Outlier> {
    let outlier = |month: usize| {
        let score = watched.score(month).filter(|score| score.abs() > THRESHOLD)?;
        Some(Outlier { month, count: watched.count(month)?, usual: watched.usual(month), score })
    };
    (0..watched.rest.len()).filter_map(outlier).collect()
}

/// A month far from the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    /// Its place.
    pub month: usize,
    /// The count of the month before.
    pub before: f64,
    /// The count.
    pub count: f64,
    /// The modified z-score of the step among the unit's other steps.
    pub score: f64,
}

/// Steps that stand out among the unit's others, and at least double or halve the count. A month that is out of line by itself
/// is no jump as well: it would be told three times.
pub fn jumps(watched: &Watched<'_>) -> Vec<Jump> {
    let step = |month: usize| {
        let (before, now) = ((*watched.rest.get(month - 1)?)?, (*watched.rest.get(month)?)?);
        Some(now - before)
    };
    let steps: Vec<f64> = (1..watched.rest.len()).filter_map(step).collect();
    if steps.len() < FEWEST_MONTHS - 1 {
        return vec![];
    }
    let Some(center) = median(steps.clone()) else { return vec![] };
    // Two months move by chance, not one.
    let spread = spread(steps.into_iter(), center, std::f64::consts::SQRT_2);
    let stands_out = |month: usize| watched.score(month).is_some_and(|score| score.abs() > THRESHOLD);
    let jump = |month: usize| {
        let score = NORMAL_MAD * (step(month)? - center) / spread;
        let (before, count) = (watched.count(month - 1)?, watched.count(month)?);
        let doubled = before.max(count) >= FACTOR * before.min(count);
        let told = stands_out(month - 1) || stands_out(month);
        (score.abs() > THRESHOLD && doubled && !told).then_some(Jump { month, before, count, score })
    };
    (1..watched.rest.len()).filter_map(jump).collect()
}
