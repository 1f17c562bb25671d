//! Reading the files of forms and refusing what does not fit the catalogue.

use super::{Compare, Field, Form, Frequency, Rule, Section};
use crate::domain::{
    catalogue::{
        CatalogueError, Item, Kind, Supplier,
        reading::{check_ids, check_names, notes, parse, refuse},
    },
    expressions::Expression,
    periods::Month,
    units::Level,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Characters of a text where a form says nothing else.
const LONGEST: u32 = 200;

/// Tabs of the unit's page that show reports.
const TABS: [&str; 4] = ["cases", "posts", "infrastructure", "works"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    id: String,
    zh: String,
    en: String,
    note_zh: Option<String>,
    note_en: Option<String>,
    edition: String,
    effective: NaiveDate,
    frequency: Frequency,
    due_day: Option<u32>,
    grace_days: Option<u32>,
    approvals: Vec<Level>,
    minutes: u32,
    shown: String,
    section: Vec<SectionEntry>,
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    id: String,
    zh: String,
    en: String,
    repeats: Option<u32>,
    counts: Option<String>,
    field: Vec<FieldEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    item: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    given: bool,
    #[serde(default)]
    confirm: bool,
    low: Option<f64>,
    high: Option<f64>,
    longest: Option<u32>,
    compare: Option<Compare>,
}

/// Items by their id.
type Items<'a> = HashMap<&'a str, &'a Item>;

/// Reads all forms. An item is asked in one form only: nobody is asked twice.
pub(in crate::domain) fn read_forms(
    files: &[(String, String)],
    items: &[Item],
) -> Result<Vec<Form>, CatalogueError> {
    let items: Items<'_> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut asked: HashMap<String, String> = HashMap::new();
    let mut sections = HashSet::new();
    let mut forms: Vec<Form> = Vec::new();
    for (name, text) in files {
        let form = read_form(name, parse(name, text)?, &items, &mut asked, &mut sections)?;
        if forms.iter().any(|known| known.id == form.id) {
            return Err(refuse(name, format!("form {}", form.id), "this id occurs twice"));
        }
        forms.push(form);
    }
    // The most frequent first, as people meet them.
    forms.sort_by_key(|form| (form.frequency as u8, form.id.clone()));
    Ok(forms)
}

fn read_form(
    file: &str,
    entry: FormFile,
    items: &Items<'_>,
    asked: &mut HashMap<String, String>,
    seen: &mut HashSet<String>,
) -> Result<Form, CatalogueError> {
    let place = format!("form {}", entry.id);
    let wrong = |reason: &str| Err(refuse(file, place.clone(), reason));
    check_names(file, "form", &entry.id, &entry.zh, &entry.en)?;
    let ladder = [Level::Court, Level::City, Level::Province];
    let places: Vec<_> = entry.approvals.iter().map(|l| ladder.iter().position(|known| known == l)).collect();
    if places.is_empty() || places.contains(&None) || !places.is_sorted_by(|a, b| a < b) {
        return wrong("`approvals` are of court, city, province, in this order, each once");
    }
    let (due_day, grace_days) = match (entry.frequency, entry.due_day, entry.grace_days) {
        (Frequency::OnChange, None, None) => (1, 0),
        (Frequency::OnChange, ..) => return wrong("what is reported on change is never due"),
        (_, Some(due @ 1..=28), Some(grace @ 0..=60)) => (due, grace),
        _ => return wrong("needs `due_day` from 1 to 28 and `grace_days` from 0 to 60"),
    };
    check_ids(file, "section", entry.section.iter().map(|section| section.id.as_str()), seen)?;
    if !TABS.contains(&&*entry.shown) {
        return wrong("`shown` is one of cases, posts, infrastructure, works");
    }
    let sections: Vec<Section> = entry
        .section
        .into_iter()
        .map(|section| read_section(file, &entry.id, section, items, asked))
        .collect::<Result<_, _>>()?;
    let form = Form {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        note: notes(entry.note_zh, entry.note_en),
        edition: entry.edition,
        from: Month::of(entry.effective),
        frequency: entry.frequency,
        due_day,
        grace_days,
        level: Level::Tribunal,
        approvals: entry.approvals,
        minutes: entry.minutes,
        shown: entry.shown,
        sections,
        rules: entry.rule,
    };
    if form.asked() == 0 {
        return wrong("asks nothing");
    }
    for rule in &form.rules {
        check_rule(file, &form, rule)?;
    }
    Ok(form)
}

fn check_rule(file: &str, form: &Form, rule: &Rule) -> Result<(), CatalogueError> {
    let place = format!("form {}, rule {} {:?} {}", form.id, rule.left, rule.is, rule.right);
    for side in [&rule.left, &rule.right] {
        let formula = Expression::parse(side).map_err(|error| refuse(file, &*place, error.to_string()))?;
        for item in formula.items() {
            let known = form.field(&item.item).is_some_and(Field::is_number);
            if !known || item.shift != 0 || item.mean {
                let reason = format!("`{}` is no number that this form asks or shows", item.item);
                return Err(refuse(file, place, reason));
            }
        }
    }
    check_names(file, "rule", &rule.left, &rule.zh, &rule.en)
}

fn read_section(
    file: &str,
    form: &str,
    entry: SectionEntry,
    items: &Items<'_>,
    asked: &mut HashMap<String, String>,
) -> Result<Section, CatalogueError> {
    let place = format!("form {form}, section {}", entry.id);
    check_names(file, "section", &entry.id, &entry.zh, &entry.en)?;
    if items.contains_key(entry.id.as_str()) {
        return Err(refuse(file, place, "a section must not be called like an item"));
    }
    if !entry.repeats.is_none_or(|rows| (1..=1000).contains(&rows)) {
        return Err(refuse(file, place, "`repeats` is from 1 to 1000"));
    }
    if let Some(counts) = &entry.counts {
        let number = items.get(counts.as_str()).is_some_and(|item| {
            matches!(item.kind, Kind::Count | Kind::Stock) && item.supplier == Supplier::SelfReport
        });
        if !number || entry.repeats.is_none() {
            return Err(refuse(file, place, "`counts` names a number that is self-reported, of a list"));
        }
        once(file, form, &place, counts, asked)?;
    }
    let fields = entry.field.into_iter().map(|field| {
        let item = items.get(field.item.as_str()).copied();
        let item = item.ok_or_else(|| refuse(file, &*place, format!("there is no item `{}`", field.item)))?;
        if !field.given {
            once(file, form, &place, &item.id, asked)?;
        }
        read_field(file, &place, field, item, entry.repeats.is_some())
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(Section {
        id: entry.id,
        zh: entry.zh,
        en: entry.en,
        repeats: entry.repeats,
        counts: entry.counts,
        fields,
    })
}

fn once(
    file: &str,
    form: &str,
    place: &str,
    item: &str,
    asked: &mut HashMap<String, String>,
) -> Result<(), CatalogueError> {
    match asked.insert(item.to_owned(), form.to_owned()) {
        Some(before) => Err(refuse(file, place, format!("`{item}` is asked already in form {before}"))),
        None => Ok(()),
    }
}

fn read_field(
    file: &str,
    place: &str,
    entry: FieldEntry,
    item: &Item,
    column: bool,
) -> Result<Field, CatalogueError> {
    let place = format!("{place}, field {}", item.id);
    let number = matches!(item.kind, Kind::Count | Kind::Stock | Kind::Measure);
    let others = matches!(item.supplier, Supplier::CaseSystem | Supplier::Device);
    let wrong = |reason: &str| Err(refuse(file, place.clone(), reason));
    if entry.given && (!others || !number || column || entry.required || entry.confirm) {
        return wrong("`given` is a number of the case system or a device, and nothing to fill in");
    }
    if others && !entry.given {
        return wrong("the case system knows this: it is `given`, never asked");
    }
    if (entry.low.is_some() || entry.high.is_some()) && !number {
        return wrong("only numbers have `low` and `high`");
    }
    if entry.longest.is_some() && item.kind != Kind::Text {
        return wrong("only texts have `longest`");
    }
    if entry
        .compare
        .is_some_and(|compare| !number || column || compare.tolerance < 0.0 || compare.least < 0.0)
    {
        return wrong("`compare` is for numbers that are no columns, with `tolerance` and `least` from 0 on");
    }
    let low = entry.low.unwrap_or(0.0);
    if entry.high.is_some_and(|high| high < low) {
        return wrong("`high` is below `low`");
    }
    Ok(Field {
        id: item.id.clone(),
        zh: item.zh.clone(),
        en: item.en.clone(),
        note: item.note.clone(),
        kind: item.kind,
        measure: item.measure.clone(),
        choices: item.choices.clone(),
        required: entry.required,
        given: entry.given,
        confirm: entry.confirm,
        low,
        high: entry.high,
        longest: entry.longest.unwrap_or(LONGEST),
        compare: entry.compare,
    })
}
