//! What is wrong with a row, and what can be done about it, in both languages.

use std::{collections::HashMap, sync::LazyLock};

/// Something about a row that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// Column by its name; empty where no column is to blame.
    pub column: String,
    /// Stable code of the reason; `warning_…` where the row is taken nevertheless.
    pub code: String,
    /// The offending value.
    pub value: String,
    /// What it was compared with.
    pub detail: String,
    /// The row as it was.
    pub raw: String,
}

/// Before the code of a problem that does not keep the row back.
pub const WARNING: &str = "warning_";

const CHINESE: &str = include_str!("../../../locales/imports.zh.json");
const ENGLISH: &str = include_str!("../../../locales/imports.en.json");

type Texts = HashMap<String, String>;

static TEXTS: LazyLock<[Texts; 2]> =
    LazyLock::new(|| [CHINESE, ENGLISH].map(|text| serde_json::from_str(text).unwrap_or_default()));

impl RowProblem {
    /// Whether the row is kept back because of it.
    pub fn quarantines(&self) -> bool {
        !self.code.starts_with(WARNING)
    }

    /// The reason and the remedy, in Chinese and in English.
    pub fn texts(&self, file: &str) -> (String, String) {
        (self.text(&TEXTS[0], file), self.text(&TEXTS[1], file))
    }

    fn text(&self, texts: &Texts, file: &str) -> String {
        let key = self.code.strip_prefix(WARNING).unwrap_or(&self.code);
        let pattern = |key: &str| texts.get(key).map_or("", String::as_str);
        let mut text = String::new();
        // One pass, so that braces inside a value stay what they are.
        let mut rest = pattern("place").to_owned() + pattern(key);
        rest += pattern(if self.quarantines() { "kept_back" } else { "taken" });
        let mut rest = rest.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match name {
                "file" => text.push_str(file),
                "row" => text.push_str(&self.row.to_string()),
                "column" => text.push_str(if self.column.is_empty() { "–" } else { &self.column }),
                "value" => text.push_str(&self.value),
                "detail" => text.push_str(&self.detail),
                _ => {}
            }
            rest = after;
        }
        text + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_places() {
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|p| p.0.to_owned()).collect()
        };
        let keys = |i: usize| TEXTS[i].keys().cloned().collect::<BTreeSet<_>>();
        assert!(!keys(0).is_empty());
        assert_eq!(keys(0), keys(1));
        for (key, zh) in &TEXTS[0] {
            assert_eq!(places(zh), places(&TEXTS[1][key]), "{key}");
        }
    }

    #[test]
    fn every_code_in_the_sources_has_a_text() {
        let sources = [
            include_str!("checks.rs"),
            include_str!("extract.rs"),
            include_str!("extract/finish.rs"),
            include_str!("extract/keep.rs"),
            include_str!("extract/row.rs"),
            include_str!("../../services/imports/apply.rs"),
        ];
        let codes = sources.iter().flat_map(|source| {
            source.split(['"', '}']).filter(|word| TEXTS[1].contains_key(*word)).map(str::to_owned)
        });
        let codes: BTreeSet<_> = codes.collect();
        let texts: BTreeSet<_> = TEXTS[1]
            .keys()
            .filter(|k| !["place", "kept_back", "taken"].contains(&k.as_str()))
            .cloned()
            .collect();
        assert_eq!(codes, texts);
    }

    #[test]
    fn a_text_names_place_value_and_remedy() {
        let problem = RowProblem {
            row: 7,
            column: "Filings {x}".into(),
            code: "bad_number".into(),
            value: "1,02268 {row}".into(),
            detail: String::new(),
            raw: String::new(),
        };
        let (zh, en) = problem.texts("a.csv");
        for text in [&zh, &en] {
            assert!(text.contains("a.csv") && text.contains('7') && text.contains("Filings {x}"), "{text}");
            assert!(text.contains("1,02268 {row}"), "{text}");
        }
        assert_ne!(zh, en);
    }
}
