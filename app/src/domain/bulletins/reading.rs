//! Reading the texts that are proposed, and refusing what could not be filled in.

use super::{Letter, Letters};
use crate::domain::catalogue::{
    CatalogueError,
    reading::{parse, refuse},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bulletin: Entry,
    reminder: Entry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title_zh: String,
    title_en: String,
    body_zh: String,
    body_en: String,
    line_zh: String,
    line_en: String,
}

const IN_BODY: [&str; 4] = ["issuer", "count", "units", "lines"];
const IN_LINE: [&str; 7] = ["n", "unit", "category", "severity", "found", "text", "verified"];

/// Reads the file.
pub(in crate::domain) fn read_letters(file: &str, text: &str) -> Result<Letters, CatalogueError> {
    let read: File = parse(file, text)?;
    Ok(Letters {
        bulletin: letter(file, "bulletin", read.bulletin)?,
        reminder: letter(file, "reminder", read.reminder)?,
    })
}

fn letter(file: &str, kind: &str, entry: Entry) -> Result<Letter, CatalogueError> {
    for title in [&entry.title_zh, &entry.title_en] {
        if title.trim().is_empty() {
            return Err(refuse(file, kind, "needs a Chinese and an English title"));
        }
    }
    for (text, known, wanted) in [
        (&entry.body_zh, IN_BODY.as_slice(), "lines"),
        (&entry.body_en, &IN_BODY, "lines"),
        (&entry.line_zh, &IN_LINE, "text"),
        (&entry.line_en, &IN_LINE, "text"),
    ] {
        let words = placeholders(text);
        if let Some(unknown) = words.iter().find(|word| !known.contains(word)) {
            return Err(refuse(file, kind, format!("`{{{unknown}}}` is none of {}", known.join(", "))));
        }
        if !words.contains(&wanted) {
            return Err(refuse(file, kind, format!("`{{{wanted}}}` is missing")));
        }
    }
    Ok(Letter {
        title: (entry.title_zh, entry.title_en),
        body: (entry.body_zh.trim().to_owned(), entry.body_en.trim().to_owned()),
        line: (entry.line_zh, entry.line_en),
    })
}

fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_are_shipped_and_a_word_that_nobody_fills_in_is_refused() {
        let shipped = include_str!("../../../catalogue/bulletins.toml");
        let letters = read_letters("bulletins.toml", shipped).unwrap();
        assert!(letters.bulletin.body.0.contains("{lines}") && letters.reminder.title.0 == "工作提示函");
        let fault = |text: String| read_letters("bulletins.toml", &text).unwrap_err().to_string();
        assert!(fault(shipped.replace("{units}", "{places}")).contains("`{places}` is none of issuer"));
        assert!(fault(shipped.replace("{text}", "")).contains("`{text}` is missing"));
    }
}
