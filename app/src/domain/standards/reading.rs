//! Reading the files of standards and refusing what does not fit the catalogue.

mod entries;

use super::{Category, Condition, Item, Outcome, Points, Scoring, Standard, Veto};
use crate::domain::{
    catalogue::{
        CatalogueError, Item as Counted,
        reading::{check_ids, check_names, parse, refuse},
    },
    expressions::Expression,
    forms::{CHECKLIST, Form},
};
use entries::{CategoryEntry, ItemEntry, LineEntry, OutcomeEntry, StandardFile, VetoEntry};
use std::collections::HashSet;

/// Evidence that can be wanted.
const EVIDENCE: [&str; 6] = ["photo", "document", "checklist", "indicator", "roster", "video"];
/// Stages up to which a veto can be lifted.
const STAGES: [&str; 3] = ["review", "objections", "publication"];

/// What a standard may name.
struct Known<'a> {
    items: &'a [Counted],
    forms: &'a [Form],
}

/// A standard, and the text it was read from.
pub(in crate::domain) type Written = (Standard, String);

/// Reads one standard. The place of a fault begins with its line.
pub(in crate::domain) fn read_one(
    text: &str,
    items: &[Counted],
    forms: &[Form],
) -> Result<Standard, CatalogueError> {
    let entry = parse("", text)?;
    read_standard("", entry, &Known { items, forms }).map_err(|error| {
        let line = line_of(text, &error.entry);
        CatalogueError {
            entry: line.map_or(error.entry.clone(), |n| format!("line {n}, {}", error.entry)),
            ..error
        }
    })
}

/// The line of an entry such as `item rate`: that of its id, below the head of its kind.
fn line_of(text: &str, entry: &str) -> Option<usize> {
    let (kind, id) = entry.rsplit(", ").next()?.split_once(' ')?;
    let head = match kind {
        "item" => "[[category.item]]".to_owned(),
        kind => format!("[[{kind}]]"),
    };
    let id = format!("id = \"{id}\"");
    let (mut above, mut any) = ("", None);
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            above = line;
        } else if line == id {
            if above == head {
                return Some(n + 1);
            }
            any = any.or(Some(n + 1));
        }
    }
    any
}

/// Reads all standards.
pub(in crate::domain) fn read_standards(
    files: &[(String, String)],
    items: &[Counted],
    forms: &[Form],
) -> Result<Vec<Written>, CatalogueError> {
    let known = Known { items, forms };
    let mut standards: Vec<Written> = Vec::new();
    for (name, text) in files {
        let standard = read_standard(name, parse(name, text)?, &known)?;
        if standards.iter().any(|(other, _)| (&other.id, &other.edition) == (&standard.id, &standard.edition))
        {
            return Err(refuse(name, format!("standard {}", standard.id), "this edition occurs twice"));
        }
        standards.push((standard, text.clone()));
    }
    standards.sort_by(|(a, _), (b, _)| (&a.id, a.from).cmp(&(&b.id, b.from)));
    Ok(standards)
}

fn read_standard(file: &str, entry: StandardFile, known: &Known<'_>) -> Result<Standard, CatalogueError> {
    let place = format!("standard {}", entry.id);
    check_names(file, "standard", &entry.id, &entry.zh, &entry.en)?;
    check_ids(file, "standard", std::iter::once(entry.id.as_str()), &mut HashSet::new())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if entry.edition.is_empty() || entry.edition.len() > 40 || !entry.edition.chars().all(plain) {
        return Err(refuse(file, place, "`edition` is 1 to 40 letters, digits, `.`, `-` or `_`"));
    }
    if entry.category.is_empty() {
        return Err(refuse(file, place, "needs a category"));
    }
    let mut seen = HashSet::new();
    check_ids(file, "category", entry.category.iter().map(|category| category.id.as_str()), &mut seen)?;
    let mut seen = HashSet::new();
    let all = entry.category.iter().flat_map(|category| &category.item).map(|item| item.id.as_str());
    check_ids(file, "item", all, &mut seen)?;
    check_ids(file, "veto", entry.veto.iter().map(|veto| veto.id.as_str()), &mut seen)?;
    let months = entry.months;
    let categories = entry.category.into_iter().map(|category| read_category(file, category, months, known));
    let categories: Vec<Category> = categories.collect::<Result<_, _>>()?;
    let results = read_outcomes(file, &place, entry.result, (&categories, known))?;
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
        groups: entry.groups,
        months,
        categories,
        results,
    })
}

fn read_category(
    file: &str,
    entry: CategoryEntry,
    months: u16,
    known: &Known<'_>,
) -> Result<Category, CatalogueError> {
    check_names(file, "category", &entry.id, &entry.zh, &entry.en)?;
    let items = entry.item.into_iter().map(|item| read_item(file, item, months, known));
    Ok(Category {
        items: items.collect::<Result<_, _>>()?,
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        shared: entry.shared,
    })
}

fn read_outcomes(
    file: &str,
    place: &str,
    entries: Vec<OutcomeEntry>,
    (categories, known): (&[Category], &Known<'_>),
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
        if entry.follows_zh.is_some() != entry.follows_en.is_some() {
            let reason = "`follows_zh` and `follows_en` stand together";
            return Err(refuse(file, format!("{place}, result {}", entry.id), reason));
        }
        if entry.states.as_ref().is_some_and(|stated| !known.items.iter().any(|item| item.id == *stated)) {
            let reason = "`states` is an item of the catalogue";
            return Err(refuse(file, format!("{place}, result {}", entry.id), reason));
        }
    }
    match entries.last() {
        Some(last) if last.total == 0.0 && last.categories.is_empty() && !last.recognised => {}
        _ => {
            let reason =
                "the last result is for all others, has no thresholds, and nobody is recognised for it";
            return Err(refuse(file, place, reason));
        }
    }
    let outcomes = entries.into_iter().map(|entry| Outcome {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        total: entry.total,
        categories: entry.categories,
        follows: entry.follows_zh.zip(entry.follows_en),
        recognised: entry.recognised,
        states: entry.states,
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
        entry.deduct.map(|deduct| Scoring::Deduct {
            formula: deduct.formula,
            each: deduct.each,
            tolerated: deduct.tolerated,
        }),
        entry.bonus.map(|bonus| Scoring::Bonus { formula: bonus.formula, each: bonus.each }),
        entry.penalty.map(|penalty| Scoring::Penalty {
            formula: penalty.formula,
            each: penalty.each,
            tolerated: penalty.tolerated,
        }),
    ];
    let mut ways = ways.into_iter().flatten();
    let (Some(scoring), None) = (ways.next(), ways.next()) else {
        return Err(wrong(
            "has exactly one of scale, line, steps, interval, checklist, deduct, bonus, penalty",
        ));
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
        Scoring::Deduct { each, .. } | Scoring::Bonus { each, .. } | Scoring::Penalty { each, .. }
            if *each <= Points::ZERO =>
        {
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
