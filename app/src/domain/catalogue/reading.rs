//! Reading the files of a catalogue and refusing what does not fit together.

mod files;

use super::{
    BUILT_IN, Catalogue, CatalogueError, Edition, Indicator, Item, Kind, Reference, SMALL_NUMBER,
    templates::read_templates,
};
use crate::domain::{
    bulletins::reading::read_letters,
    caseload::read_case_rules,
    contacts::reading::read_contact_rules,
    expressions::Expression,
    forms::read_forms,
    periods::Month,
    problems::reading::read_problem_rules,
    series::Aggregation,
    standards::{Standard, read_one, read_standards},
    voices::reading::read_voice_rules,
};
use files::{EditionFile, IndicatorEntry, ItemEntry, ItemsFile, OverTime, OverUnits, StructureFile};
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};

const FREQUENCIES: [&str; 5] = ["daily", "monthly", "quarterly", "yearly", "on_change"];

pub(in crate::domain) fn refuse(
    file: &str,
    entry: impl Into<String>,
    reason: impl Into<String>,
) -> CatalogueError {
    CatalogueError { file: file.to_owned(), entry: entry.into(), reason: reason.into() }
}

pub(in crate::domain) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let line = before.lines().count().max(1);
        // The last id above the fault says which entry it is.
        let id = before.lines().rev().find_map(|line| line.trim().strip_prefix("id = "));
        let entry = id.map_or_else(|| format!("line {line}"), |id| format!("line {line}, entry {id}"));
        refuse(file, entry, error.message())
    })
}

pub(in crate::domain) fn notes(zh: Option<String>, en: Option<String>) -> Option<(String, String)> {
    Some((zh?, en?))
}

impl Catalogue {
    /// The catalogue that is built in.
    pub fn built_in() -> Result<Self, CatalogueError> {
        Self::read(BUILT_IN)
    }

    /// Reads a catalogue from its files: `structure.toml`, `items/<module>.toml`, `editions/<edition>.toml`,
    /// `caseload/<edition>.toml`, `forms/<form>.toml`, `standards/<standard>.toml`, `templates.toml`;
    /// `problems.toml`, `bulletins.toml`, `contacts.toml` and `voices.toml` are those that are built in where there are none.
    pub fn read<N: AsRef<str>, T: AsRef<str>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, CatalogueError> {
        let mut files: Vec<_> =
            files.into_iter().map(|(n, t)| (n.as_ref().to_owned(), t.as_ref().to_owned())).collect();
        files.sort();
        let structure = files
            .iter()
            .find(|(name, _)| name == "structure.toml")
            .ok_or_else(|| refuse("structure.toml", "file", "is missing"))?;
        let structure = read_structure(&structure.0, &structure.1)?;
        let mut items = Vec::new();
        let mut editions = Vec::new();
        let mut case_rules = Vec::new();
        let mut forms = Vec::new();
        let mut standards = Vec::new();
        let mut templates = Vec::new();
        let mut seen = HashSet::new();
        for (name, text) in &files {
            if let Some(module) = name.strip_prefix("items/").and_then(|n| n.strip_suffix(".toml")) {
                items.extend(read_items(name, text, module, &structure, &mut seen)?);
            } else if name.starts_with("editions/") {
                editions.push((name.clone(), parse::<EditionFile>(name, text)?));
            } else if name.starts_with("caseload/") {
                case_rules.push((name.clone(), text.clone()));
            } else if name.starts_with("forms/") {
                forms.push((name.clone(), text.clone()));
            } else if name.starts_with("standards/") {
                standards.push((name.clone(), text.clone()));
            } else if name == "templates.toml" {
                templates = read_templates(name, text)?;
            } else if name != "structure.toml" && !OWN_OR_BUILT_IN.contains(&name.as_str()) {
                let known = "items/, editions/, caseload/, forms/, standards/";
                return Err(refuse(name, "file", format!("belongs to none of {known}")));
            }
        }
        for module in &structure.module {
            if !items.iter().any(|item| item.module == module.id) {
                return Err(refuse(
                    &format!("items/{}.toml", module.id),
                    "file",
                    "is missing or has no item",
                ));
            }
        }
        let by_id: HashMap<_, _> = items.iter().enumerate().map(|(i, item)| (item.id.clone(), i)).collect();
        let editions = read_editions(editions, &structure, &items, &by_id)?;
        let case_rules = read_case_rules(&case_rules)?;
        let forms = read_forms(&forms, &items)?;
        let (name, text) = own_or_built_in(&files, "problems.toml");
        let problem_rules = read_problem_rules(name, text)?;
        let (name, text) = own_or_built_in(&files, "bulletins.toml");
        let letters = read_letters(name, text)?;
        let (name, text) = own_or_built_in(&files, "contacts.toml");
        let contact_rules = read_contact_rules(name, text)?;
        let (name, text) = own_or_built_in(&files, "voices.toml");
        let voice_rules = read_voice_rules(name, text)?;
        let (standards, standard_texts) = read_standards(&standards, &items, &forms)?.into_iter().unzip();
        Ok(Self {
            sections: structure.section,
            parts: structure.part,
            modules: structure.module,
            measures: structure.measure,
            items,
            by_id,
            editions,
            case_rules,
            forms,
            standards,
            standard_texts,
            templates,
            problem_rules,
            letters,
            contact_rules,
            voice_rules,
        })
    }

    /// Reads a standard of a deployment's own against this catalogue; what does not fit is refused as a whole, with the
    /// line and the entry, and what would be right.
    pub fn read_standard(&self, text: &str) -> Result<Standard, CatalogueError> {
        read_one(text, &self.items, &self.forms)
    }
}

/// Files that a catalogue may leave out: those that are built in hold then.
const OWN_OR_BUILT_IN: [&str; 4] = ["problems.toml", "bulletins.toml", "contacts.toml", "voices.toml"];

/// A file of the catalogue, or the one that is built in where it has none of its own.
fn own_or_built_in<'a>(files: &'a [(String, String)], wanted: &'a str) -> (&'a str, &'a str) {
    let own = files.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.as_str());
    let built_in = || BUILT_IN.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text);
    (wanted, own.or_else(built_in).unwrap_or_default())
}

fn read_structure(file: &str, text: &str) -> Result<StructureFile, CatalogueError> {
    let structure: StructureFile = parse(file, text)?;
    let lists = [
        ("section", &structure.section, None),
        ("part", &structure.part, Some(&structure.section)),
        ("module", &structure.module, Some(&structure.part)),
        ("measure", &structure.measure, None),
    ];
    for (kind, list, above) in lists {
        check_ids(file, kind, list.iter().map(|n| n.id.as_str()), &mut HashSet::new())?;
        for entry in list {
            let known = above.is_none_or(|above| above.iter().any(|a| a.id == entry.within));
            if !known {
                let reason = format!("`{}` is not known", entry.within);
                return Err(refuse(file, format!("{kind} {}", entry.id), reason));
            }
            check_names(file, kind, &entry.id, &entry.zh, &entry.en)?;
        }
    }
    Ok(structure)
}

pub(in crate::domain) fn check_names(
    file: &str,
    kind: &str,
    id: &str,
    zh: &str,
    en: &str,
) -> Result<(), CatalogueError> {
    if zh.trim().is_empty() || en.trim().is_empty() {
        return Err(refuse(file, format!("{kind} {id}"), "needs a Chinese and an English name"));
    }
    Ok(())
}

fn check_measure(
    file: &str,
    entry: String,
    measure: &str,
    structure: &StructureFile,
) -> Result<(), CatalogueError> {
    if structure.measure.iter().any(|known| known.id == measure) {
        Ok(())
    } else {
        Err(refuse(file, entry, format!("the unit of measure `{measure}` is not in structure.toml")))
    }
}

fn read_items(
    file: &str,
    text: &str,
    module: &str,
    structure: &StructureFile,
    seen: &mut HashSet<String>,
) -> Result<Vec<Item>, CatalogueError> {
    if !structure.module.iter().any(|known| known.id == module) {
        return Err(refuse(file, "file", format!("there is no module `{module}` in structure.toml")));
    }
    let entries = parse::<ItemsFile>(file, text)?.item;
    check_ids(file, "item", entries.iter().map(|entry| entry.id.as_str()), seen)?;
    entries.into_iter().map(|entry| read_item(file, module, structure, entry)).collect()
}

fn read_item(
    file: &str,
    module: &str,
    structure: &StructureFile,
    entry: ItemEntry,
) -> Result<Item, CatalogueError> {
    let place = format!("item {}", entry.id);
    check_names(file, "item", &entry.id, &entry.zh, &entry.en)?;
    check_measure(file, place.clone(), &entry.measure, structure)?;
    if !FREQUENCIES.contains(&entry.frequency.as_str()) {
        return Err(refuse(file, place, format!("frequency is one of {}", FREQUENCIES.join(", "))));
    }
    if (entry.kind == Kind::Choice) == entry.choices.is_empty() {
        return Err(refuse(file, place, "an item of kind `choice`, and only such, has `choices`"));
    }
    if entry.id == "days" || entry.id == "mean" {
        return Err(refuse(file, place, "this word has a meaning of its own in formulas"));
    }
    if matches!(entry.kind, Kind::Stock) && matches!(entry.over_time, OverTime::Sum) {
        return Err(refuse(file, place, "a stock is never added up over months: first, last or mean"));
    }
    let over_time = match entry.over_time {
        OverTime::Sum => Aggregation::Sum,
        OverTime::First => Aggregation::First,
        OverTime::Last => Aggregation::Last,
        OverTime::Mean => Aggregation::Mean,
    };
    Ok(Item {
        id: entry.id,
        module: module.to_owned(),
        zh: entry.zh,
        en: entry.en,
        kind: entry.kind,
        measure: entry.measure,
        over_time,
        adds_over_units: entry.over_units == OverUnits::Sum,
        supplier: entry.supplier,
        frequency: entry.frequency,
        choices: entry.choices,
        note: notes(entry.note_zh, entry.note_en),
    })
}

fn read_editions(
    mut files: Vec<(String, EditionFile)>,
    structure: &StructureFile,
    items: &[Item],
    by_id: &HashMap<String, usize>,
) -> Result<Vec<Edition>, CatalogueError> {
    files.sort_by_key(|(_, file)| file.effective);
    let mut editions: Vec<Edition> = Vec::new();
    for (name, file) in files {
        if editions.iter().any(|edition| edition.id == file.id) {
            return Err(refuse(&name, format!("edition {}", file.id), "this id occurs twice"));
        }
        let mut indicators = match &file.extends {
            None => Vec::new(),
            Some(id) => match editions.iter().find(|edition| edition.id == *id) {
                Some(base) => base.indicators.clone(),
                None => {
                    let reason = format!("extends `{id}`, which is not in force before it");
                    return Err(refuse(&name, format!("edition {}", file.id), reason));
                }
            },
        };
        for id in &file.retired {
            let before = indicators.len();
            indicators.retain(|indicator| indicator.id != *id);
            if indicators.len() == before {
                return Err(refuse(&name, format!("retired {id}"), "there is no such indicator before it"));
            }
        }
        check_ids(&name, "indicator", file.indicator.iter().map(|i| i.id.as_str()), &mut HashSet::new())?;
        for entry in file.indicator {
            let indicator = read_indicator(&name, structure, items, by_id, entry)?;
            match indicators.iter_mut().find(|known| known.id == indicator.id) {
                Some(known) => *known = indicator,
                None => indicators.push(indicator),
            }
        }
        editions.push(Edition {
            id: file.id,
            zh: file.zh,
            en: file.en,
            effective: Month::of(file.effective),
            source: (file.source_zh, file.source_en),
            indicators,
        });
    }
    if editions.is_empty() {
        return Err(refuse("editions/", "folder", "holds no edition"));
    }
    Ok(editions)
}

fn read_indicator(
    file: &str,
    structure: &StructureFile,
    items: &[Item],
    by_id: &HashMap<String, usize>,
    entry: IndicatorEntry,
) -> Result<Indicator, CatalogueError> {
    let place = format!("indicator {}", entry.id);
    check_names(file, "indicator", &entry.id, &entry.zh, &entry.en)?;
    check_measure(file, place.clone(), &entry.measure, structure)?;
    if !structure.module.iter().any(|module| module.id == entry.module) {
        return Err(refuse(file, place, format!("there is no module `{}`", entry.module)));
    }
    let formula = Expression::parse(&entry.formula)
        .map_err(|error| refuse(file, place.clone(), format!("formula `{}` {error}", entry.formula)))?;
    for item in formula.items() {
        let Some(&known) = by_id.get(&item.item) else {
            return Err(refuse(file, place, format!("the formula names `{}`, which is no item", item.item)));
        };
        let known = &items[known];
        if matches!(known.kind, Kind::Choice | Kind::Text | Kind::Date | Kind::Photo) {
            return Err(refuse(file, place, format!("`{}` is no number", item.item)));
        }
        if !known.adds_over_units {
            return Err(refuse(file, place, format!("`{}` does not add up over units", item.item)));
        }
        if item.mean && known.over_time == Aggregation::Sum {
            return Err(refuse(file, place, format!("mean({}) is of a stock only", item.item)));
        }
    }
    if let Some(Reference { low, high }) = entry.reference {
        let wrong_way = low.zip(high).is_some_and(|(low, high)| low > high);
        if wrong_way || low.or(high).is_none() {
            return Err(refuse(file, place, "a reference interval has an end, and low is not above high"));
        }
    }
    Ok(Indicator {
        small_number: entry.small_number.unwrap_or(SMALL_NUMBER),
        id: entry.id,
        module: entry.module,
        zh: entry.zh,
        en: entry.en,
        formula,
        measure: entry.measure,
        direction: entry.direction,
        reference: entry.reference,
        source: (entry.source_zh, entry.source_en),
        note: notes(entry.note_zh, entry.note_en),
        headline: entry.headline,
    })
}

/// Refuses ids that occur twice or are not plain words.
pub(in crate::domain) fn check_ids<'a>(
    file: &str,
    kind: &str,
    ids: impl Iterator<Item = &'a str>,
    seen: &mut HashSet<String>,
) -> Result<(), CatalogueError> {
    for id in ids {
        let plain = !id.is_empty()
            && id.len() <= 60
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let reason = if !plain {
            "an id is made of a-z, 0-9 and _, at most 60"
        } else if !seen.insert(id.to_owned()) {
            "this id occurs twice"
        } else {
            continue;
        };
        return Err(CatalogueError {
            file: file.to_owned(),
            entry: format!("{kind} {id}"),
            reason: reason.to_owned(),
        });
    }
    Ok(())
}
