//! Import profiles: a TOML file that says how the columns of a table become units, periods and values, and which
//! checks the table must pass. Whoever writes one gets an error that names the key and what would be right.

pub(super) mod raw;
mod rules;

use super::{
    TableError,
    checks::{Check, CheckCompiler},
    numbers::NumberFormat,
    patterns::Pattern,
    templates::{Columns, Template},
};
use app::domain::{
    catalogue::{Catalogue, Kind},
    expressions::Expression,
    units::Level,
};
use encoding_rs::Encoding;
use raw::FileEntry;
pub use raw::Named;
pub(super) use rules::{AsOf, Derivation, Distrust, PeriodRule, SkipRule, UnitRule, ValueRule};
use std::collections::HashMap;

/// The shipped profiles: id and text.
pub const SHIPPED: [(&str, &str); 4] = [
    ("nj-municipal", include_str!("../../../profiles/nj-municipal.toml")),
    ("tjrn-indicadores", include_str!("../../../profiles/tjrn-indicadores.toml")),
    ("tjrn-acervo", include_str!("../../../profiles/tjrn-acervo.toml")),
    ("tjrn-taxa", include_str!("../../../profiles/tjrn-taxa.toml")),
];

/// Why a profile is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct ProfileError {
    /// The key, such as `value[2].item`.
    pub key: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl ProfileError {
    pub(super) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }
}

/// How the file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFormat {
    /// A label of the Encoding Standard; empty to find out.
    pub encoding: String,
    /// `,` `;` or tab; empty to find out.
    pub delimiter: String,
    /// Name of the sheet; empty for the first.
    pub sheet: String,
    /// First row of the head, from 1.
    pub head: u32,
    /// Rows of the head.
    pub head_rows: u32,
}

impl Default for FileFormat {
    fn default() -> Self {
        Self {
            encoding: String::new(),
            delimiter: String::new(),
            sheet: String::new(),
            head: 1,
            head_rows: 1,
        }
    }
}

impl FileFormat {
    /// The encoding that is set, if one is.
    pub(super) fn encoding(&self) -> Result<Option<&'static Encoding>, TableError> {
        if self.encoding.is_empty() {
            return Ok(None);
        }
        let encoding = Encoding::for_label(self.encoding.as_bytes());
        encoding.map(Some).ok_or_else(|| TableError::new("table_encoding", &self.encoding))
    }

    /// The delimiter that is set, if one is.
    pub(super) fn delimiter_byte(&self) -> Option<u8> {
        self.delimiter.bytes().next()
    }

    /// The last row of the head.
    pub fn last_head_row(&self) -> u64 {
        u64::from(self.head + self.head_rows - 1)
    }
}

/// A profile, ready.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// How the file is written.
    pub format: FileFormat,
    /// The province that the units belong to.
    pub province: Named,
    pub(super) columns: Columns,
    pub(super) units: Vec<UnitRule>,
    pub(super) aliases: HashMap<usize, HashMap<String, String>>,
    pub(super) period: PeriodRule,
    pub(super) as_of: Option<AsOf>,
    pub(super) numbers: NumberFormat,
    pub(super) errors_are_blank: bool,
    pub(super) values: Vec<ValueRule>,
    pub(super) skips: Vec<SkipRule>,
    pub(super) checks: Vec<Check>,
    pub(super) distrust: Distrust,
    /// Of two rows about the same place, one with nothing but zeros is kept back alone.
    pub(super) zeros_yield: bool,
}

impl Profile {
    /// Reads a profile; every item it names must be in the catalogue.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, ProfileError> {
        let entry: FileEntry = toml::from_str(text)
            .map_err(|error| ProfileError::new("profile", error.to_string().trim_end().to_owned()))?;
        Compiler::default().compile(entry, catalogue)
    }
}

/// The province of a profile's text, without judging the rest: for lists.
pub fn province_of(text: &str) -> Option<String> {
    toml::from_str::<FileEntry>(text).ok().map(|entry| entry.province.code)
}

/// Replacements for `{name}` in column names.
pub(super) type Expansion = Vec<(String, String)>;

/// Replaces what an expansion names; other braces stay.
pub(super) fn expanded(text: &str, expansion: &Expansion) -> String {
    expansion.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// All combinations of the lists, in their order.
pub(super) fn combinations(lists: &[(String, Vec<String>)]) -> Vec<Expansion> {
    lists.iter().fold(vec![vec![]], |done, (name, values)| {
        done.iter()
            .flat_map(|begun| {
                values.iter().map(move |value| {
                    let mut more = begun.clone();
                    more.push((name.clone(), value.clone()));
                    more
                })
            })
            .collect()
    })
}

#[derive(Default)]
struct Compiler {
    columns: Columns,
}

impl Compiler {
    fn template(&mut self, key: &str, text: &str) -> Result<Template, ProfileError> {
        Template::parse(text, &mut self.columns).map_err(|reason| ProfileError::new(key, reason))
    }

    fn compile(mut self, entry: FileEntry, catalogue: &Catalogue) -> Result<Profile, ProfileError> {
        let id_fits = |id: &str| {
            !id.is_empty()
                && id.len() <= 60
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !id_fits(&entry.id) {
            return Err(ProfileError::new("id", "is made of a-z, 0-9 and -, at most 60"));
        }
        for (key, text) in [
            ("zh", &entry.zh),
            ("en", &entry.en),
            ("province.code", &entry.province.code),
            ("province.zh", &entry.province.zh),
        ] {
            if text.trim().is_empty() {
                return Err(ProfileError::new(key, "must not be empty"));
            }
        }
        let plain = |code: &str| code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if entry.province.code.len() > 40 || !plain(&entry.province.code) {
            return Err(ProfileError::new(
                "province.code",
                "is made of letters, digits, -, _ and ., at most 40",
            ));
        }
        let format = entry.file.checked()?;
        let units = self.units(&entry)?;
        let aliases = entry.alias.iter().map(|(column, known)| {
            let known = known.iter().map(|(from, to)| (super::collapse(from), super::collapse(to)));
            (self.columns.number(column), known.collect())
        });
        let aliases = aliases.collect();
        let period = self.period(&entry)?;
        let as_of = match &entry.as_of {
            None => None,
            Some(raw::AsOfEntry { from: Some(from), text: None, format: None }) if from == "period" => {
                Some(AsOf::Period)
            }
            Some(raw::AsOfEntry { from: None, text: Some(text), format: Some(format) }) => {
                let pattern = Pattern::parse(format, entry.period.month_names.as_ref());
                let pattern = pattern.map_err(|reason| ProfileError::new("as_of.format", reason))?;
                Some(AsOf::Text(self.template("as_of.text", text)?, pattern))
            }
            Some(_) => {
                let reason = "write either from = \"period\", or text and format";
                return Err(ProfileError::new("as_of", reason));
            }
        };
        let values = self.values(&entry, catalogue)?;
        let skips = entry.skip.iter().enumerate().map(|(i, skip)| {
            let pattern = regex::Regex::new(&skip.matches)
                .map_err(|error| ProfileError::new(format!("skip[{i}].matches"), error.to_string()))?;
            Ok(SkipRule { column: self.columns.number(&skip.column), pattern })
        });
        let skips = skips.collect::<Result<_, ProfileError>>()?;
        let names = entry.period.month_names.as_ref();
        let mut checks = CheckCompiler { columns: &mut self.columns, spans: &entry.span, names };
        let checks = checks.compile(&entry.check)?;
        let quarantine = entry.quarantine.unwrap_or_default();
        if !(0.0..=1.0).contains(&quarantine.distrust_above) {
            return Err(ProfileError::new("quarantine.distrust_above", "is a share from 0 to 1"));
        }
        let errors_are_blank = match quarantine.error_cells.as_str() {
            "blank" => true,
            "quarantine" => false,
            other => {
                let reason = format!("`{other}` is neither blank nor quarantine");
                return Err(ProfileError::new("quarantine.error_cells", reason));
            }
        };
        Ok(Profile {
            id: entry.id,
            zh: entry.zh,
            en: entry.en,
            format,
            province: entry.province,
            columns: self.columns,
            units,
            aliases,
            period,
            as_of,
            numbers: entry.numbers,
            errors_are_blank,
            values,
            skips,
            checks,
            zeros_yield: quarantine.zeros_yield,
            distrust: Distrust { share: quarantine.distrust_above, at_least: quarantine.at_least },
        })
    }

    fn units(&mut self, entry: &FileEntry) -> Result<Vec<UnitRule>, ProfileError> {
        let mut units: Vec<UnitRule> = Vec::new();
        for (i, unit) in entry.unit.iter().enumerate() {
            let key = |name: &str| format!("unit[{i}].{name}");
            let level: Level =
                unit.level.parse().map_err(|reason: String| ProfileError::new(key("level"), reason))?;
            if level <= units.last().map_or(Level::Province, |above| above.level) || level == Level::Post {
                let reason = "levels go down from below the province to the tribunal, each at most once";
                return Err(ProfileError::new(key("level"), reason));
            }
            let code = self.template(&key("code"), &unit.code)?;
            if code.first_column().is_none() {
                return Err(ProfileError::new(
                    key("code"),
                    "names no {column}, so all rows would be one unit",
                ));
            }
            if !code.literals_are(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
                return Err(ProfileError::new(
                    key("code"),
                    "is made of {columns}, letters, digits, -, _ and .",
                ));
            }
            let name_en = unit.name_en.as_deref().map(|text| self.template(&key("name_en"), text));
            let name = self.template(&key("name"), &unit.name)?;
            units.push(UnitRule { level, code, name, name_en: name_en.transpose()? });
        }
        if units.is_empty() {
            return Err(ProfileError::new("unit", "is missing; write [[unit]] with level, code and name"));
        }
        Ok(units)
    }

    fn period(&mut self, entry: &FileEntry) -> Result<PeriodRule, ProfileError> {
        let period = &entry.period;
        let pattern = Pattern::parse(&period.format, period.month_names.as_ref())
            .map_err(|reason| ProfileError::new("period.format", reason))?;
        if !(1..=12).contains(&period.months) {
            return Err(ProfileError::new("period.months", "is 1 to 12"));
        }
        let ends = match period.month_is.as_str() {
            "last" => true,
            "first" => false,
            other => {
                let reason = format!("`{other}` is neither first nor last");
                return Err(ProfileError::new("period.month_is", reason));
            }
        };
        let text = self.template("period.text", &period.text)?;
        Ok(PeriodRule { text, pattern, months: period.months, ends })
    }

    fn values(&mut self, entry: &FileEntry, catalogue: &Catalogue) -> Result<Vec<ValueRule>, ProfileError> {
        let mut values = Vec::new();
        for (i, value) in entry.value.iter().enumerate() {
            let key = |name: &str| format!("value[{i}].{name}");
            let Some(item) = catalogue.item(&value.item) else {
                let reason = format!("`{}` is no item of the catalogue", value.item);
                return Err(ProfileError::new(key("item"), reason));
            };
            let whole = matches!(item.kind, Kind::Count);
            let not_negative = matches!(item.kind, Kind::Count | Kind::Stock);
            if !not_negative && item.kind != Kind::Measure {
                return Err(ProfileError::new(key("item"), format!("`{}` is not a number", value.item)));
            }
            for (shift, expansion) in raw::spans_of(&entry.span) {
                let from = match (&value.column, &value.formula) {
                    (Some(column), None) if value.columns.is_empty() => {
                        Derivation::Column(self.columns.number(&expanded(column, &expansion)))
                    }
                    (None, Some(formula)) => {
                        let (formula, columns) = named_formula(
                            &key("formula"),
                            formula,
                            &value.columns,
                            &expansion,
                            &mut self.columns,
                        )?;
                        Derivation::Formula(formula, columns)
                    }
                    _ => {
                        let reason = "write either column, or formula and columns";
                        return Err(ProfileError::new(key("column"), reason));
                    }
                };
                let (item, over_time) = (value.item.clone(), item.over_time);
                values.push(ValueRule { item, over_time, whole, not_negative, from, shift });
            }
        }
        if values.is_empty() {
            return Err(ProfileError::new("value", "is missing; write [[value]] with item and column"));
        }
        Ok(values)
    }
}

/// A formula whose names stand for columns.
pub(super) fn named_formula(
    key: &str,
    formula: &str,
    named: &std::collections::BTreeMap<String, String>,
    expansion: &Expansion,
    columns: &mut Columns,
) -> Result<(Expression, Vec<(String, usize)>), ProfileError> {
    let formula = Expression::parse(formula)
        .map_err(|error| ProfileError::new(key, format!("`{formula}`: {error}")))?;
    for item in formula.items() {
        if item.shift != 0 || item.mean {
            return Err(ProfileError::new(key, "shifts and means are for indicators, not for columns"));
        }
        if item.item != "months" && !named.contains_key(&item.item) {
            let reason = format!("`{}` is not among its columns", item.item);
            return Err(ProfileError::new(key, reason));
        }
    }
    let named =
        named.iter().map(|(name, column)| (name.clone(), columns.number(&expanded(column, expansion))));
    Ok((formula, named.collect()))
}

#[cfg(test)]
mod tests;
