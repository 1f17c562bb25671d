//! What is checked of a report: each answer by itself, then what must hold between answers, then what is unlikely.
//! Answers are text, as typed; one reader serves browser, spreadsheet and REST.

use crate::domain::{
    catalogue::Kind,
    expressions::Expression,
    forms::{Field, Form, Relation, Rule, Section, Severity},
    values::ItemValue,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer differs from the last by more than this share of it, and by more than [`UNLIKELY_AMOUNT`]: unlikely.
const UNLIKELY_SHARE: f64 = 0.5;
/// See [`UNLIKELY_SHARE`].
const UNLIKELY_AMOUNT: f64 = 10.0;
/// Photographs of one field.
const MOST_PHOTOS: usize = 12;
/// Characters of a caption.
const LONGEST_CAPTION: usize = 200;
/// Whole numbers beyond this are no longer exact.
const LARGEST: f64 = 1e12;

/// An answer that could be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An amount; yes is 1 and no is 0.
    Number(f64),
    /// The number of a choice, from 0.
    Choice(usize),
    /// Words.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// Photographs and papers.
    Photos(Vec<Photo>),
    /// Rows of a list: answers by column; an empty answer is absent.
    Rows(Vec<BTreeMap<String, String>>),
}

/// A photograph or a paper of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// Number of the file.
    pub file: i64,
    /// What it shows.
    #[serde(default)]
    pub caption: String,
    /// When it was taken, RFC 3339; empty where nobody knows.
    #[serde(default)]
    pub at: String,
    /// Where it was taken, `latitude,longitude`; empty where nobody says.
    #[serde(default)]
    pub place: String,
}

/// Something to mend or to explain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Id of the field, or of the list.
    pub field: String,
    /// Row of the list, from 1.
    pub row: Option<u32>,
    /// Column of the list.
    pub column: Option<String>,
    /// Whether it blocks.
    #[cfg_attr(feature = "ssr", schema(value_type = String))]
    pub severity: Severity,
    /// What it is: a key of the translations below `finding.`; `rule` stands for the words of the form.
    pub code: String,
    /// What was expected, for the text; for a rule its place in the form.
    pub expected: String,
}

/// What is known beside the answers themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// What other systems know, by field.
    pub given: BTreeMap<String, f64>,
    /// What other systems know of fields that are compared, by field.
    pub known: BTreeMap<String, f64>,
    /// What was said last, by field.
    pub last: BTreeMap<String, String>,
    /// Fields that have been commented on.
    pub commented: Vec<String>,
}

/// Code and expectation of what is wrong with an answer.
type Fault = (&'static str, String);

/// Reads an answer that is not empty.
pub fn read(field: &Field, text: &str) -> Result<Value, Fault> {
    let text = text.trim();
    match field.kind {
        Kind::Count | Kind::Stock | Kind::Measure => read_number(field, text),
        Kind::YesNo => match text {
            "yes" => Ok(Value::Number(1.0)),
            "no" => Ok(Value::Number(0.0)),
            _ => Err(("yes_or_no", String::new())),
        },
        Kind::Choice => {
            let place = field.choices.iter().position(|choice| choice.id == text);
            let known =
                || field.choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", ");
            place.map(Value::Choice).ok_or_else(|| ("unknown_choice", known()))
        }
        Kind::Text => {
            if text.chars().count() > field.longest as usize {
                return Err(("too_long", field.longest.to_string()));
            }
            if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
                return Err(("control_characters", String::new()));
            }
            Ok(Value::Text(text.to_owned()))
        }
        Kind::Date => {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            let sane = |day: &NaiveDate| (1900..=2200).contains(&chrono::Datelike::year(day));
            day.filter(sane).map(Value::Date).ok_or(("not_a_date", String::new()))
        }
        Kind::Photo => read_photos(text),
    }
}

fn read_photos(text: &str) -> Result<Value, Fault> {
    let photos: Vec<Photo> =
        serde_json::from_slice(text.as_bytes()).map_err(|_| ("not_photos", String::new()))?;
    if photos.len() > MOST_PHOTOS {
        return Err(("too_many_photos", MOST_PHOTOS.to_string()));
    }
    let longest = photos.iter().flat_map(|photo| [&photo.caption, &photo.at, &photo.place]);
    if longest.map(|text| text.chars().count()).max() > Some(LONGEST_CAPTION) {
        return Err(("too_long", LONGEST_CAPTION.to_string()));
    }
    if photos.iter().any(|photo| !photo.place.is_empty() && !is_place(&photo.place)) {
        return Err(("not_a_place", String::new()));
    }
    Ok(Value::Photos(photos))
}

/// `latitude,longitude` in degrees.
fn is_place(text: &str) -> bool {
    let Some((lat, lon)) = text.split_once(',') else { return false };
    let within = |text: &str, most: f64| text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most);
    within(lat, 90.0) && within(lon, 180.0)
}

fn read_number(field: &Field, text: &str) -> Result<Value, Fault> {
    // Full-width digits come from Chinese keyboards, separators from spreadsheets.
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' => '.',
            c => c,
        })
        .collect();
    let digits = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let number = plain.parse::<f64>().ok().filter(|n| digits && n.is_finite() && n.abs() <= LARGEST);
    let Some(number) = number else { return Err(("not_a_number", String::new())) };
    if field.kind != Kind::Measure && number.fract() != 0.0 {
        return Err(("not_whole", String::new()));
    }
    if number < field.low {
        return Err(("too_low", field.low.to_string()));
    }
    match field.high {
        Some(high) if number > high => Err(("too_high", high.to_string())),
        _ => Ok(Value::Number(number)),
    }
}

/// Reads the rows of a list, as JSON: an array of objects from column to text. Rows without any answer are left out.
pub fn read_rows(section: &Section, text: &str) -> Result<Vec<BTreeMap<String, String>>, Fault> {
    let malformed = |_| ("not_rows", String::new());
    let mut rows: Vec<BTreeMap<String, String>> =
        serde_json::from_slice(text.as_bytes()).map_err(malformed)?;
    for row in &mut rows {
        row.retain(|column, text| {
            section.fields.iter().any(|field| field.id == *column) && !text.trim().is_empty()
        });
    }
    rows.retain(|row| !row.is_empty());
    let most = section.repeats.unwrap_or_default();
    if rows.len() > most as usize { Err(("too_many_rows", most.to_string())) } else { Ok(rows) }
}

/// Checks all answers. Errors come first within a field, fields in the order of the form.
pub fn check(form: &Form, answers: &BTreeMap<String, String>, context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut numbers: BTreeMap<&str, f64> =
        context.given.iter().map(|(field, number)| (field.as_str(), *number)).collect();
    for section in &form.sections {
        if section.repeats.is_some() {
            let text = answers.get(&section.id).map(String::as_str).unwrap_or_default();
            check_list(section, text, &mut found);
            continue;
        }
        for field in section.fields.iter().filter(|field| field.takes_answer()) {
            let text = answers.get(&field.id).map_or("", |text| text.trim());
            match check_field(field, text, context, &mut found) {
                // The unit's own count is compared; what the rules look at is what the other system knows.
                Some(number) if !field.given => drop(numbers.insert(&field.id, number)),
                _ => {}
            }
        }
    }
    for (place, rule) in form.rules.iter().enumerate() {
        check_rule(rule, place, &numbers, &mut found);
    }
    found.retain(|finding| {
        // What is unlikely has been explained.
        finding.severity == Severity::Error || !context.commented.contains(&finding.field)
    });
    found
}

fn check_field(field: &Field, text: &str, context: &Context, found: &mut Vec<Finding>) -> Option<f64> {
    let mut note = |severity, code: &str, expected: String| {
        found.push(Finding {
            field: field.id.clone(),
            row: None,
            column: None,
            severity,
            code: code.to_owned(),
            expected,
        });
    };
    if text.is_empty() {
        if field.required {
            note(Severity::Error, "missing", String::new());
        }
        return None;
    }
    match read(field, text) {
        Err((code, expected)) => {
            note(Severity::Error, code, expected);
            None
        }
        Ok(Value::Number(number)) => {
            let last = context.last.get(&field.id).and_then(|text| match read(field, text) {
                Ok(Value::Number(last)) => Some(last),
                _ => None,
            });
            let unlikely = |last: &f64| {
                let by = (number - last).abs();
                field.is_number() && by > UNLIKELY_AMOUNT && by > UNLIKELY_SHARE * last.abs()
            };
            let known = context.known.get(&field.id).zip(field.compare);
            if let Some((known, _)) = known.filter(|(known, compare)| compare.differ(number, **known)) {
                note(Severity::Warning, "differs", known.to_string());
            }
            if let Some(last) = last.filter(unlikely) {
                note(Severity::Warning, "unlike_last", last.to_string());
            }
            Some(number)
        }
        Ok(_) => None,
    }
}

fn check_list(section: &Section, text: &str, found: &mut Vec<Finding>) {
    if text.trim().is_empty() {
        return;
    }
    let mut note = |row: Option<usize>, column: Option<&Field>, code: &str, expected: String| {
        found.push(Finding {
            field: section.id.clone(),
            row: row.map(|row| row as u32 + 1),
            column: column.map(|field| field.id.clone()),
            severity: Severity::Error,
            code: code.to_owned(),
            expected,
        });
    };
    let rows = match read_rows(section, text) {
        Ok(rows) => rows,
        Err((code, expected)) => return note(None, None, code, expected),
    };
    for (at, row) in rows.iter().enumerate() {
        for field in &section.fields {
            match row.get(&field.id) {
                None if field.required => note(Some(at), Some(field), "missing", String::new()),
                None => {}
                Some(text) => {
                    if let Err((code, expected)) = read(field, text) {
                        note(Some(at), Some(field), code, expected);
                    }
                }
            }
        }
    }
}

fn check_rule(rule: &Rule, place: usize, numbers: &BTreeMap<&str, f64>, found: &mut Vec<Finding>) {
    let side = |text: &str| {
        let lookup = |item: &crate::domain::expressions::ItemRef| {
            numbers.get(item.item.as_str()).map(|value| ItemValue { value: *value, complete: true })
        };
        Expression::parse(text).ok()?.evaluate(0.0, &lookup).value
    };
    // A side that is not known yet is no breach.
    let (Some(left), Some(right)) = (side(&rule.left), side(&rule.right)) else { return };
    let holds = match rule.is {
        Relation::AtMost => left <= right,
        Relation::AtLeast => left >= right,
        Relation::Equals => left == right,
    };
    // It stands at the first of its fields; which is asked, a form's test makes sure.
    if let (false, Some(field)) = (holds, rule.fields().into_iter().next()) {
        found.push(Finding {
            field,
            row: None,
            column: None,
            severity: rule.severity,
            code: "rule".to_owned(),
            expected: place.to_string(),
        });
    }
}
