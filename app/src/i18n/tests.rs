use super::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn keys(locale: Locale) -> BTreeSet<&'static str> {
    texts(locale).keys().map(String::as_str).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// All Rust source of this crate and of the server, which words its answers with the same files.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, into: &mut Vec<(String, String)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("i18n/tests.rs") {
                into.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), &mut found);
    walk(&root.join("../server/src"), &mut found);
    assert!(found.len() > 20);
    found
}

/// The string literals that follow `opening` and the first `skip` commas.
fn literals<'a>(text: &'a str, opening: &str) -> Vec<&'a str> {
    text.match_indices(opening)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| {
            let rest = &text[at + opening.len()..];
            let (_, after) = rest.split_once(',')?;
            let literal = after.trim_start().strip_prefix('"')?;
            literal.split_once('"').map(|(key, _)| key)
        })
        .collect()
}

#[test]
fn both_languages_say_the_same_things() {
    assert!(keys(Locale::Zh).len() > 100);
    assert_eq!(keys(Locale::Zh), keys(Locale::En));
    for key in keys(Locale::Zh) {
        let (zh, en) = (t(Locale::Zh, key), t(Locale::En, key));
        assert_eq!(placeholders(zh), placeholders(en), "{key}");
        assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key}");
    }
}

#[test]
fn every_key_in_the_code_exists() {
    let known = keys(Locale::Zh);
    let mut missing = BTreeMap::new();
    for (file, text) in sources() {
        for key in literals(&text, "t(").into_iter().chain(literals(&text, "t_with(")) {
            if key.contains('.') && !known.contains(key) {
                missing.insert(key.to_owned(), file.clone());
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_text_is_left_over() {
    let sources = sources();
    let prefixes: BTreeSet<_> =
        sources.iter().flat_map(|(_, text)| literals(text, "t_data(")).map(str::to_owned).collect();
    let unused: Vec<_> = keys(Locale::Zh)
        .into_iter()
        .filter(|key| !prefixes.iter().any(|prefix| key.starts_with(&format!("{prefix}."))))
        .filter(|key| !sources.iter().any(|(_, text)| text.contains(&format!("\"{key}\""))))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn placeholders_are_filled_and_never_filled_twice() {
    assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
    assert_eq!(fill("open { brace {x", &[("x", "1")]), "open { brace {x");
    assert_eq!(fill("{unknown}", &[]), "{unknown}");
}

#[test]
fn the_language_is_chosen_in_order() {
    use Locale::{En, Zh};
    assert_eq!(Locale::choose(Some("en"), Some(Zh), "zh", Zh), En);
    assert_eq!(Locale::choose(Some("xx"), Some(En), "zh", Zh), En);
    assert_eq!(Locale::choose(None, None, "fr, en-GB;q=0.8, zh;q=0.9", En), Zh);
    assert_eq!(Locale::choose(None, None, "fr;q=0.9, en;q=0", Zh), Zh);
    assert_eq!(Locale::choose(None, None, "", En), En);
}
