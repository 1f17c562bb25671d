//! Reading the files of standards and refusing what does not fit the catalogue.

use super::{Category, Condition, Item, Outcome, Points, Scoring, Standard, Subject, Veto};
use crate::domain::{
    catalogue::{
        CatalogueError, Item as Counted,
        reading::{check_ids, check_names, parse, refuse},
    },
    expressions::Expression,
    forms::{CHECKLIST, Form},
    permissions::Role,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// Evidence that can be wanted.
const EVIDENCE: [&str; 6] = ["photo", "document", "checklist", "indicator", "roster", "video"];
/// Stages up to which a veto can be lifted.
const STAGES: [&str; 3] = ["review", "objections", "publication"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandardFile {
    id: String,
    zh: String,
    en: String,
    note_zh: String,
    note_en: String,
    edition: String,
    effective: NaiveDate,
    #[serde(default)]
    illustrative: bool,
    subject: Subject,
    months: u16,
    category: Vec<CategoryEntry>,
    #[serde(default)]
    veto: Vec<VetoEntry>,
    result: Vec<OutcomeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryEntry {
    id: String,
    zh: String,
    en: String,
    item: Vec<ItemEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemEntry {
    id: String,
    zh: String,
    en: String,
    points: Points,
    guidance_zh: String,
    guidance_en: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    months: Option<u16>,
    scale: Option<ScaleEntry>,
    line: Option<LineEntry>,
    steps: Option<LineEntry>,
    interval: Option<IntervalEntry>,
    checklist: Option<ChecklistEntry>,
    deduct: Option<EventEntry>,
    bonus: Option<EventEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleEntry {
    step: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineEntry {
    formula: String,
    at: Vec<(f64, f64)>,
}

/// Full points from `low` to `high`, none at `none` and beyond, straight lines between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntervalEntry {
    formula: String,
    low: f64,
    high: f64,
    none: (f64, f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecklistEntry {
    section: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventEntry {
    formula: String,
    each: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VetoEntry {
    id: String,
    zh: String,
    en: String,
    formula: Option<String>,
    months: Option<u16>,
    below: Option<f64>,
    above: Option<f64>,
    worst_peers: Option<f64>,
    #[serde(default)]
    high_is_good: bool,
    result: String,
    lifted_by: Role,
    until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeEntry {
    id: String,
    zh: String,
    en: String,
    #[serde(default)]
    total: f64,
    #[serde(default)]
    categories: BTreeMap<String, f64>,
}

/// What a standard may name.
struct Known<'a> {
    items: &'a [Counted],
    forms: &'a [Form],
}

/// Reads all standards.
pub(in crate::domain) fn read_standards(
    files: &[(String, String)],
    items: &[Counted],
    forms: &[Form],
) -> Result<Vec<Standard>, CatalogueError> {
    let known = Known { items, forms };
    let mut standards: Vec<Standard> = Vec::new();
    for (name, text) in files {
        let standard = read_standard(name, parse(name, text)?, &known)?;
        if standards.iter().any(|other| (&other.id, &other.edition) == (&standard.id, &standard.edition)) {
            return Err(refuse(name, format!("standard {}", standard.id), "this edition occurs twice"));
        }
        standards.push(standard);
    }
    standards.sort_by(|a, b| (&a.id, a.from).cmp(&(&b.id, b.from)));
    Ok(standards)
}

fn read_standard(file: &str, entry: StandardFile, known: &Known<'_>) -> Result<Standard, CatalogueError> {
    let place = format!("standard {}", entry.id);
    check_names(file, "standard", &entry.id, &entry.zh, &entry.en)?;
    let mut seen = HashSet::new();
    check_ids(file, "category", entry.category.iter().map(|category| category.id.as_str()), &mut seen)?;
    let mut seen = HashSet::new();
    let all = entry.category.iter().flat_map(|category| &category.item).map(|item| item.id.as_str());
    check_ids(file, "item", all, &mut seen)?;
    check_ids(file, "veto", entry.veto.iter().map(|veto| veto.id.as_str()), &mut seen)?;
    let months = entry.months;
    let categories: Vec<Category> = entry
        .category
        .into_iter()
        .map(|category| {
            check_names(file, "category", &category.id, &category.zh, &category.en)?;
            let items = category.item.into_iter().map(|item| read_item(file, item, months, known));
            Ok(Category {
                items: items.collect::<Result<_, _>>()?,
                id: category.id,
                zh: category.zh,
                en: category.en,
            })
        })
        .collect::<Result<_, CatalogueError>>()?;
    let results = read_outcomes(file, &place, entry.result, &categories)?;
    let vetoes = entry.veto.into_iter().map(|veto| read_veto(file, veto, months, &results, known));
    Ok(Standard {
        vetoes: vetoes.collect::<Result<_, _>>()?,
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        note: (entry.note_zh, entry.note_en),
        edition: entry.edition,
        from: entry.effective,
        illustrative: entry.illustrative,
        subject: entry.subject,
        months,
        categories,
        results,
    })
}

fn read_outcomes(
    file: &str,
    place: &str,
    entries: Vec<OutcomeEntry>,
    categories: &[Category],
) -> Result<Vec<Outcome>, CatalogueError> {
    let mut seen = HashSet::new();
    check_ids(file, "result", entries.iter().map(|outcome| outcome.id.as_str()), &mut seen)?;
    let within = |share: &f64| (0.0..=2.0).contains(share);
    for entry in &entries {
        check_names(file, "result", &entry.id, &entry.zh, &entry.en)?;
        let named = entry.categories.keys().all(|id| categories.iter().any(|category| category.id == *id));
        if !named || !within(&entry.total) || !entry.categories.values().all(within) {
            let reason = "thresholds are shares of the total, or of a category that there is";
            return Err(refuse(file, format!("{place}, result {}", entry.id), reason));
        }
    }
    match entries.last() {
        Some(last) if last.total == 0.0 && last.categories.is_empty() => {}
        _ => return Err(refuse(file, place, "the last result is for all others and has no thresholds")),
    }
    let outcomes = entries.into_iter().map(|entry| Outcome {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        total: entry.total,
        categories: entry.categories,
    });
    Ok(outcomes.collect())
}

fn read_item(file: &str, entry: ItemEntry, months: u16, known: &Known<'_>) -> Result<Item, CatalogueError> {
    let place = format!("item {}", entry.id);
    let wrong = |reason: &str| refuse(file, place.clone(), reason);
    check_names(file, "item", &entry.id, &entry.zh, &entry.en)?;
    if entry.points <= Points::ZERO {
        return Err(wrong("`points` are more than none"));
    }
    if let Some(odd) = entry.evidence.iter().find(|word| !EVIDENCE.contains(&word.as_str())) {
        return Err(wrong(&format!("`{odd}` is none of {}", EVIDENCE.join(", "))));
    }
    let interval = entry.interval.map(|interval| LineEntry {
        at: vec![(interval.none.0, 0.0), (interval.low, 1.0), (interval.high, 1.0), (interval.none.1, 0.0)],
        formula: interval.formula,
    });
    let ways = [
        entry.scale.map(|scale| Scoring::Scale { step: scale.step }),
        entry.line.or(interval).map(|line| Scoring::Line { formula: line.formula, at: line.at }),
        entry.steps.map(|steps| Scoring::Steps { formula: steps.formula, at: steps.at }),
        entry.checklist.map(|checklist| Scoring::Checklist { section: checklist.section }),
        entry.deduct.map(|deduct| Scoring::Deduct { formula: deduct.formula, each: deduct.each }),
        entry.bonus.map(|bonus| Scoring::Bonus { formula: bonus.formula, each: bonus.each }),
    ];
    let mut ways = ways.into_iter().flatten();
    let (Some(scoring), None) = (ways.next(), ways.next()) else {
        return Err(wrong("has exactly one of scale, line, steps, interval, checklist, deduct, bonus"));
    };
    check_scoring(&scoring, known).map_err(|reason| wrong(&reason))?;
    Ok(Item {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        points: entry.points,
        scoring,
        months: entry.months.unwrap_or(months),
        evidence: entry.evidence,
        guidance: (entry.guidance_zh, entry.guidance_en),
        groups: entry.groups,
    })
}

fn check_scoring(scoring: &Scoring, known: &Known<'_>) -> Result<(), String> {
    if let Some(formula) = scoring.formula() {
        check_formula(formula, known)?;
    }
    match scoring {
        Scoring::Scale { step } if *step <= Points::ZERO => Err("`step` is more than none".to_owned()),
        Scoring::Line { at, .. } | Scoring::Steps { at, .. } => {
            let ascend = at.windows(2).all(|pair| pair[0].0 < pair[1].0);
            let shares = at.iter().all(|(x, share)| x.is_finite() && (0.0..=1.0).contains(share));
            if at.is_empty() || !ascend || !shares {
                return Err(
                    "`at` are pairs of value and share, values ascending, shares from 0 to 1".to_owned()
                );
            }
            Ok(())
        }
        Scoring::Checklist { section } => {
            let form = known.forms.iter().find(|form| form.id == CHECKLIST);
            let found = form.is_some_and(|form| form.sections.iter().any(|part| part.id == *section));
            if found { Ok(()) } else { Err(format!("the checklist has no section `{section}`")) }
        }
        Scoring::Deduct { each, .. } | Scoring::Bonus { each, .. } if *each <= Points::ZERO => {
            Err("`each` is more than none".to_owned())
        }
        _ => Ok(()),
    }
}

fn check_formula(formula: &str, known: &Known<'_>) -> Result<(), String> {
    let expression = Expression::parse(formula).map_err(|error| error.to_string())?;
    let odd =
        expression.items().into_iter().find(|named| !known.items.iter().any(|item| item.id == named.item));
    odd.map_or(Ok(()), |named| Err(format!("there is no item `{}`", named.item)))
}

fn read_veto(
    file: &str,
    entry: VetoEntry,
    months: u16,
    results: &[Outcome],
    known: &Known<'_>,
) -> Result<Veto, CatalogueError> {
    let place = format!("veto {}", entry.id);
    let wrong = |reason: &str| refuse(file, place.clone(), reason);
    check_names(file, "veto", &entry.id, &entry.zh, &entry.en)?;
    let conditions = [
        entry.below.map(Condition::Below),
        entry.above.map(Condition::Above),
        entry.worst_peers.map(|share| Condition::WorstPeers { share, up: entry.high_is_good }),
    ];
    let mut conditions = conditions.into_iter().flatten();
    let (condition, more) = (conditions.next(), conditions.next());
    if more.is_some() || condition.is_some() != entry.formula.is_some() {
        return Err(wrong(
            "has a formula with one of below, above, worst_peers; or neither, and is raised by hand",
        ));
    }
    if let Some(formula) = &entry.formula {
        check_formula(formula, known).map_err(|reason| wrong(&reason))?;
    }
    if !results.iter().skip(1).any(|outcome| outcome.id == entry.result) {
        return Err(wrong("`result` is the best result that is left, and not the best of all"));
    }
    if !STAGES.contains(&entry.until.as_str()) {
        return Err(wrong(&format!("`until` is one of {}", STAGES.join(", "))));
    }
    Ok(Veto {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        formula: entry.formula,
        months: entry.months.unwrap_or(months),
        condition,
        result: entry.result,
        lifted_by: entry.lifted_by,
        until: entry.until,
    })
}
