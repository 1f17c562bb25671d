//! What differs between two editions of a standard: parts that were added, removed or changed, field by field.

use super::{Category, Condition, Item, Outcome, Scoring, Standard, Veto};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Display};

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Piece {
    /// The standard as a whole.
    Standard,
    /// A category.
    Category,
    /// An item.
    Item,
    /// A veto.
    Veto,
    /// A result.
    Result,
}

impl Piece {
    /// The word on the wire and in translations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Category => "category",
            Self::Item => "item",
            Self::Veto => "veto",
            Self::Result => "result",
        }
    }
}

/// What has become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Fate {
    /// Only the later one has it.
    Added,
    /// Only the earlier one has it.
    Removed,
    /// Both have it, and it is not the same.
    Changed,
}

/// A field that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// Name of the field, as in the file.
    pub field: String,
    /// Before; empty where it was not there.
    pub before: String,
    /// After; empty where it is no more.
    pub after: String,
}

/// A part that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Difference {
    /// What it is about.
    pub piece: Piece,
    /// Its id.
    pub id: String,
    /// Chinese name, the later one where there are two.
    pub zh: String,
    /// English name.
    pub en: String,
    /// What has become of it.
    pub fate: Fate,
    /// Fields, by name: of what was added or removed all that it has.
    pub fields: Vec<FieldChange>,
}

/// A part with its fields as text.
struct Part<'a> {
    id: &'a str,
    names: (&'a str, &'a str),
    fields: BTreeMap<&'static str, String>,
}

/// What differs, in the order of the later standard; what was removed comes after what is there, piece by piece. Another
/// order of the same parts is no difference: it scores alike.
pub fn compare(before: &Standard, after: &Standard) -> Vec<Difference> {
    let mut found = Vec::new();
    let whole = |standard| vec![of_standard(standard)];
    pair(Piece::Standard, &whole(before), &whole(after), &mut found);
    pair(Piece::Category, &categories(before), &categories(after), &mut found);
    pair(Piece::Item, &items(before), &items(after), &mut found);
    pair(Piece::Veto, &all(&before.vetoes, of_veto), &all(&after.vetoes, of_veto), &mut found);
    pair(Piece::Result, &all(&before.results, of_result), &all(&after.results, of_result), &mut found);
    found
}

fn all<'a, T>(parts: &'a [T], of: fn(&'a T) -> Part<'a>) -> Vec<Part<'a>> {
    parts.iter().map(of).collect()
}

fn categories(standard: &Standard) -> Vec<Part<'_>> {
    all(&standard.categories, of_category)
}

fn items(standard: &Standard) -> Vec<Part<'_>> {
    let pairs = standard.categories.iter().flat_map(|c| c.items.iter().map(move |item| (c, item)));
    pairs.map(|(category, item)| of_item(category, item)).collect()
}

fn pair(piece: Piece, before: &[Part<'_>], after: &[Part<'_>], found: &mut Vec<Difference>) {
    let none = BTreeMap::new();
    for part in after {
        let old = before.iter().find(|old| old.id == part.id);
        let fields = changes(old.map_or(&none, |old| &old.fields), &part.fields);
        if old.is_none() || !fields.is_empty() {
            let fate = if old.is_some() { Fate::Changed } else { Fate::Added };
            found.push(part.difference(piece, fate, fields));
        }
    }
    for part in before.iter().filter(|old| !after.iter().any(|new| new.id == old.id)) {
        found.push(part.difference(piece, Fate::Removed, changes(&part.fields, &none)));
    }
}

fn changes(
    before: &BTreeMap<&'static str, String>,
    after: &BTreeMap<&'static str, String>,
) -> Vec<FieldChange> {
    let mut names: Vec<_> = before.keys().chain(after.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let text = |fields: &BTreeMap<&'static str, String>, name| fields.get(name).cloned().unwrap_or_default();
    let both = names.into_iter().map(|name| FieldChange {
        field: name.to_owned(),
        before: text(before, name),
        after: text(after, name),
    });
    both.filter(|change| change.before != change.after).collect()
}

impl Part<'_> {
    fn difference(&self, piece: Piece, fate: Fate, fields: Vec<FieldChange>) -> Difference {
        let (zh, en) = (self.names.0.to_owned(), self.names.1.to_owned());
        Difference { piece, id: self.id.to_owned(), zh, en, fate, fields }
    }
}

/// Numbers and words as the file has them; what is not said is empty.
fn text(value: impl Display) -> String {
    value.to_string()
}

fn flag(value: bool) -> String {
    if value { "true".to_owned() } else { String::new() }
}

fn of_standard(standard: &Standard) -> Part<'_> {
    let fields = BTreeMap::from([
        ("zh", standard.zh.clone()),
        ("en", standard.en.clone()),
        ("note_zh", standard.note.0.clone()),
        ("note_en", standard.note.1.clone()),
        ("effective", text(standard.from)),
        ("illustrative", flag(standard.illustrative)),
        ("subject", standard.subject.as_str().to_owned()),
        ("groups", standard.groups.join(", ")),
        ("months", text(standard.months)),
        ("points", text(standard.full())),
    ]);
    Part { id: &standard.id, names: (&standard.zh, &standard.en), fields }
}

fn of_category(category: &Category) -> Part<'_> {
    let fields = BTreeMap::from([
        ("zh", category.zh.clone()),
        ("en", category.en.clone()),
        ("shared", flag(category.shared)),
        ("points", text(category.full())),
    ]);
    Part { id: &category.id, names: (&category.zh, &category.en), fields }
}

fn of_item<'a>(category: &Category, item: &'a Item) -> Part<'a> {
    let mut fields = BTreeMap::from([
        ("category", category.id.clone()),
        ("zh", item.zh.clone()),
        ("en", item.en.clone()),
        ("points", text(item.points)),
        ("months", text(item.months)),
        ("evidence", item.evidence.join(", ")),
        ("guidance_zh", item.guidance.0.clone()),
        ("guidance_en", item.guidance.1.clone()),
        ("groups", item.groups.join(", ")),
        ("scoring", item.scoring.as_str().to_owned()),
    ]);
    if let Some(formula) = item.scoring.formula() {
        fields.insert("formula", formula.to_owned());
    }
    match &item.scoring {
        Scoring::Scale { step } => {
            fields.insert("step", text(step));
        }
        Scoring::Line { at, .. } | Scoring::Steps { at, .. } => {
            let pairs: Vec<_> = at.iter().map(|(value, share)| format!("{value}: {share}")).collect();
            fields.insert("at", pairs.join("; "));
        }
        Scoring::Checklist { section } => {
            fields.insert("section", section.clone());
        }
        Scoring::Deduct { each, tolerated, .. } | Scoring::Penalty { each, tolerated, .. } => {
            fields.insert("each", text(each));
            fields.insert("tolerated", if *tolerated == 0 { String::new() } else { text(tolerated) });
        }
        Scoring::Bonus { each, .. } => {
            fields.insert("each", text(each));
        }
    }
    Part { id: &item.id, names: (&item.zh, &item.en), fields }
}

fn of_veto(veto: &Veto) -> Part<'_> {
    let mut fields = BTreeMap::from([
        ("zh", veto.zh.clone()),
        ("en", veto.en.clone()),
        ("formula", veto.formula.clone().unwrap_or_default()),
        ("months", text(veto.months)),
        ("result", veto.result.clone()),
        ("lifted_by", text(veto.lifted_by)),
        ("until", veto.until.clone()),
    ]);
    match veto.condition {
        None => {}
        Some(Condition::Below(least)) => {
            fields.insert("below", text(least));
        }
        Some(Condition::Above(most)) => {
            fields.insert("above", text(most));
        }
        Some(Condition::WorstPeers { share, up }) => {
            fields.insert("worst_peers", text(share));
            fields.insert("high_is_good", flag(up));
        }
    }
    Part { id: &veto.id, names: (&veto.zh, &veto.en), fields }
}

fn of_result(outcome: &Outcome) -> Part<'_> {
    let categories: Vec<_> = outcome.categories.iter().map(|(id, share)| format!("{id}: {share}")).collect();
    let (zh, en) = outcome.follows.clone().unwrap_or_default();
    let fields = BTreeMap::from([
        ("zh", outcome.zh.clone()),
        ("en", outcome.en.clone()),
        ("total", text(outcome.total)),
        ("categories", categories.join("; ")),
        ("follows_zh", zh),
        ("follows_en", en),
        ("recognised", flag(outcome.recognised)),
        ("states", outcome.states.clone().unwrap_or_default()),
    ]);
    Part { id: &outcome.id, names: (&outcome.zh, &outcome.en), fields }
}
