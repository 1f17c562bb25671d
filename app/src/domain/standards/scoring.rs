//! The engine: from marks and values to points, vetoes and a result. A pure function of its inputs; the order in which
//! they were given makes no difference.

use super::{Category, Condition, Item, Points, Scoring, Standard, Veto};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an item or a veto is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// The value of its formula.
    Number(f64),
    /// Points of the checklist that are there, of those answered.
    Checklist(u32, u32),
    /// The value of its formula, and which share of the peers is worse, from 0 to 1.
    AmongPeers(f64, f64),
}

impl Value {
    const fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) | Self::AmongPeers(number, _) => Some(number),
            Self::Checklist(..) => None,
        }
    }
}

/// Everything a result follows from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Peer groups of whoever is measured.
    pub groups: BTreeSet<String>,
    /// Points given by hand, by item. They stand above what is computed: whoever departs from it has said why.
    pub marks: BTreeMap<String, Points>,
    /// Values by item or veto; what nobody knows is absent.
    pub values: BTreeMap<String, Value>,
    /// Of shared categories the share in what the team has, in per cent, 0 to 100; what nobody has set is absent.
    pub shares: BTreeMap<String, u8>,
    /// Vetoes raised by hand.
    pub raised: BTreeSet<String>,
    /// Vetoes that were lifted.
    pub lifted: BTreeSet<String>,
}

/// How an item came by its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Somebody gave them.
    Hand,
    /// They were computed.
    Computed,
    /// It does not apply: its points went to the others of its category.
    NotApplicable,
    /// Nobody has given them, and nothing is known to compute them from. Counts as none, and is not the same as none.
    Missing,
}

/// An item, scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemScore {
    /// Id of the item.
    pub id: String,
    /// Points that can be had.
    pub full: Points,
    /// Points it has, of a penalty those it takes; none where they are missing, or where it does not apply.
    pub points: Option<Points>,
    /// What was computed, also where somebody departed from it.
    pub computed: Option<Points>,
    /// How it came by them.
    pub how: How,
}

/// A category, scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryScore {
    /// Id of the category.
    pub id: String,
    /// Points that can be had.
    pub full: Points,
    /// Points of its items, those of items that do not apply redistributed; of a shared one the share in them.
    pub points: Points,
    /// Of a shared category what the team has, and the share in per cent; no share where nobody has set it.
    #[serde(default)]
    pub team: Option<(Points, Option<u8>)>,
    /// Bonuses, on top.
    pub bonus: Points,
    /// Penalties, taken away.
    #[serde(default)]
    pub penalty: Points,
    /// Items without points, and a share that nobody has set.
    pub missing: u32,
    /// Whether any item of it applies.
    pub applies: bool,
}

/// A veto that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VetoFound {
    /// Id of the veto.
    pub id: String,
    /// What it was found by; none where it was raised by hand.
    pub value: Option<Value>,
    /// Whether it was lifted.
    pub lifted: bool,
}

/// Everything that follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Items, in the order of the standard.
    pub items: Vec<ItemScore>,
    /// Categories, in the order of the standard.
    pub categories: Vec<CategoryScore>,
    /// Points that can be had of the categories that apply.
    pub full: Points,
    /// Points, with bonuses and without what penalties take; never less than none.
    pub total: Points,
    /// Vetoes that hold, lifted ones too.
    pub vetoes: Vec<VetoFound>,
    /// Id of the result.
    pub result: String,
    /// Id of the result that the points alone would give.
    pub without_vetoes: String,
    /// Items without points, and shares that nobody has set.
    pub missing: u32,
}

/// Scores whoever `inputs` speak of.
///
/// Redistribution: within a category the points of its items are multiplied by (points of the category) ÷ (points of
/// the items that apply), once, over their sum, rounded half up to the hundredth; bonuses are not. A category of which
/// no item applies is left out on both sides. A share in what a team has is taken once, of the redistributed sum.
pub fn score(standard: &Standard, inputs: &Inputs) -> Scored {
    let items: Vec<ItemScore> = standard.items().map(|item| score_item(item, inputs)).collect();
    let mut rest = items.as_slice();
    let mut categories = Vec::with_capacity(standard.categories.len());
    for category in &standard.categories {
        let (own, others) = rest.split_at(category.items.len());
        categories.push(score_category(category, own, inputs));
        rest = others;
    }
    let applying = || categories.iter().filter(|category| category.applies);
    let full: Points = applying().map(|category| category.full).sum();
    // A category of bonuses alone has nothing that could apply; theirs count all the same.
    let rewarded = categories.iter().filter(|category| category.applies || category.full == Points::ZERO);
    let bonus: Points = rewarded.map(|category| category.bonus).sum();
    let had: Points = applying().map(|category| category.points).sum::<Points>() + bonus;
    // A grave fault counts, whether or not anything else of its category applies.
    let lost: Points = categories.iter().map(|category| category.penalty).sum();
    let total = (had - lost).max(Points::ZERO);
    let without_vetoes = outcome(standard, &categories, total, full);
    let vetoes: Vec<VetoFound> = standard.vetoes.iter().filter_map(|veto| find_veto(veto, inputs)).collect();
    let place = |id: &str| standard.results.iter().position(|outcome| outcome.id == id).unwrap_or_default();
    let worst = vetoes
        .iter()
        .filter(|found| !found.lifted)
        .filter_map(|found| standard.vetoes.iter().find(|veto| veto.id == found.id))
        .map(|veto| place(&veto.result))
        .chain([place(&without_vetoes)])
        .max();
    let result = worst.and_then(|place| standard.results.get(place)).map(|outcome| outcome.id.clone());
    let missing = categories.iter().map(|category| category.missing).sum();
    Scored {
        items,
        categories,
        full,
        total,
        vetoes,
        result: result.unwrap_or_default(),
        without_vetoes,
        missing,
    }
}

/// The best result whose thresholds are all reached; the last one for all others.
fn outcome(standard: &Standard, categories: &[CategoryScore], total: Points, full: Points) -> String {
    let reached = |outcome: &&super::Outcome| {
        total.reach(outcome.total, full)
            && outcome.categories.iter().all(|(id, share)| {
                let category = categories.iter().find(|category| category.id == *id);
                category
                    .is_none_or(|category| !category.applies || category.points.reach(*share, category.full))
            })
    };
    let found = standard.results.iter().find(reached).or(standard.results.last());
    found.map(|outcome| outcome.id.clone()).unwrap_or_default()
}

fn score_item(item: &Item, inputs: &Inputs) -> ItemScore {
    let applies = item.groups.is_empty() || item.groups.iter().any(|group| inputs.groups.contains(group));
    let computed = inputs.values.get(&item.id).and_then(|value| compute(item, *value));
    let mark = inputs.marks.get(&item.id).map(|mark| (*mark).clamp(Points::ZERO, item.points));
    let (points, how) = match (applies, mark, computed) {
        (false, ..) => (None, How::NotApplicable),
        (true, Some(mark), _) => (Some(mark), How::Hand),
        (true, None, Some(computed)) => (Some(computed), How::Computed),
        // Nothing known to be rewarded or punished is nothing, not a gap.
        (true, None, None) if item.scoring.is_extra() => (Some(Points::ZERO), How::Computed),
        (true, None, None) => (None, How::Missing),
    };
    ItemScore { id: item.id.clone(), full: item.points, points, computed: computed.filter(|_| applies), how }
}

/// Points by a value; none where the value is no number or the item is scored by hand.
fn compute(item: &Item, value: Value) -> Option<Points> {
    let number = || value.number().filter(|number| number.is_finite());
    let events = |number: f64| number.max(0.0);
    match &item.scoring {
        Scoring::Scale { .. } => None,
        Scoring::Line { at, .. } => Some(item.points.share(on_line(at, number()?))),
        Scoring::Steps { at, .. } => {
            let number = number()?;
            let reached = at.iter().rev().find(|(least, _)| number >= *least);
            Some(item.points.share(reached.map_or(0.0, |(_, share)| *share)))
        }
        Scoring::Checklist { .. } => match value {
            Value::Checklist(there, asked) if asked > 0 => {
                let of = |n: u32| Points::hundredths(i64::from(n));
                Some(item.points.scaled(of(there.min(asked)), of(asked)))
            }
            _ => None,
        },
        Scoring::Deduct { each, tolerated, .. } => {
            let lost = each.share(events(number()? - f64::from(*tolerated)));
            Some((item.points - lost).max(Points::ZERO))
        }
        Scoring::Penalty { each, tolerated, .. } => {
            Some(each.share(events(number()? - f64::from(*tolerated))).min(item.points))
        }
        Scoring::Bonus { each, .. } => Some(each.share(events(number()?)).min(item.points)),
    }
}

/// The share on the straight line between the two nearest of `at`, which ascend.
fn on_line(at: &[(f64, f64)], value: f64) -> f64 {
    let after = at.iter().position(|(x, _)| *x >= value);
    match after {
        None => at.last().map_or(0.0, |(_, share)| *share),
        Some(0) => at[0].1,
        Some(n) => {
            let ((x0, y0), (x1, y1)) = (at[n - 1], at[n]);
            y0 + (value - x0) / (x1 - x0) * (y1 - y0)
        }
    }
}

fn score_category(category: &Category, items: &[ItemScore], inputs: &Inputs) -> CategoryScore {
    let pairs = || category.items.iter().zip(items);
    let counted =
        || pairs().filter(|(item, score)| !item.scoring.is_extra() && score.how != How::NotApplicable);
    let full = category.full();
    let possible: Points = counted().map(|(item, _)| item.points).sum();
    let had: Points = counted().filter_map(|(_, score)| score.points).sum();
    let had = had.scaled(full, possible);
    let extra = |fits: fn(&Scoring) -> bool| -> Points {
        pairs().filter(|(item, _)| fits(&item.scoring)).filter_map(|(_, score)| score.points).sum()
    };
    let applies = possible > Points::ZERO;
    let share = inputs.shares.get(&category.id).map(|share| (*share).min(100));
    let of_team = |share: u8| had.scaled(Points::hundredths(share.into()), Points::hundredths(100));
    let missing = items.iter().filter(|score| score.how == How::Missing).count() as u32;
    CategoryScore {
        id: category.id.clone(),
        full,
        points: if category.shared { share.map_or(Points::ZERO, of_team) } else { had },
        team: category.shared.then_some((had, share)),
        bonus: extra(Scoring::is_bonus),
        penalty: extra(Scoring::is_penalty),
        missing: missing + u32::from(category.shared && applies && share.is_none()),
        applies,
    }
}

fn find_veto(veto: &Veto, inputs: &Inputs) -> Option<VetoFound> {
    let value = inputs.values.get(&veto.id).copied();
    let holds = match (veto.condition, value) {
        (Some(Condition::Below(least)), Some(value)) => value.number().is_some_and(|number| number < least),
        (Some(Condition::Above(most)), Some(value)) => value.number().is_some_and(|number| number > most),
        (Some(Condition::WorstPeers { share, .. }), Some(Value::AmongPeers(_, worse))) => worse < share,
        _ => false,
    };
    let raised = inputs.raised.contains(&veto.id);
    (holds || raised).then(|| VetoFound {
        id: veto.id.clone(),
        value: value.filter(|_| holds),
        lifted: inputs.lifted.contains(&veto.id),
    })
}
