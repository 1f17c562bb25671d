//! The texts of the interface in Chinese and English, embedded from `app/locales` into the server, and which of the two a
//! request is answered in. Usable everywhere: pages, REST errors, command line. Switching the language loads the page
//! afresh, so within a page the locale never changes: the client loads the texts of that one alone, as a script of the
//! server ([`script`]), which all its areas share.

#[cfg(feature = "ssr")]
pub mod script;

use crate::api::Failure;
use std::{collections::HashMap, str::FromStr, sync::OnceLock};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Locale {
    /// Both, Chinese first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The word in cookies, forms and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language tag for `<html lang>`; it also picks the right shapes of Chinese characters.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Whether names and charts are to be English.
    pub const fn is_english(self) -> bool {
        matches!(self, Self::En)
    }

    /// The text of the pair Chinese, English; the other one where it is empty.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::En if !en.is_empty() => en,
            Self::Zh if zh.is_empty() => en,
            _ => zh,
        }
    }

    /// Cookie `lang`, else what the person chose, else `Accept-Language`, else the deployment's usual language.
    pub fn choose(cookie: Option<&str>, user: Option<Self>, accept: &str, usual: Self) -> Self {
        cookie
            .and_then(|word| word.parse().ok())
            .or(user)
            .or_else(|| Self::of_accept(accept))
            .unwrap_or(usual)
    }

    /// The language of an `Accept-Language` header that is most wanted; none when it names neither.
    fn of_accept(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',') {
            let mut fields = part.split(';').map(str::trim);
            let Some(Ok(locale)) = fields.next().map(str::parse::<Self>) else { continue };
            let quality =
                fields.find_map(|field| field.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(highest, _)| quality > highest) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

/// Reads a language tag by its first part: `zh`, `zh-CN`, `en-GB`.
impl FromStr for Locale {
    type Err = ();
    fn from_str(tag: &str) -> Result<Self, ()> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| primary.eq_ignore_ascii_case(locale.as_str())).ok_or(())
    }
}

/// What the session layer knows of the language; it puts this into the extensions of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LocaleHints {
    /// The language the signed-in person chose.
    pub user: Option<Locale>,
    /// The deployment's usual one.
    pub usual: Locale,
}

#[cfg(feature = "ssr")]
impl Locale {
    /// The language a request is to be answered in.
    pub fn of_request(parts: &axum::http::request::Parts) -> Self {
        let hints = parts.extensions.get::<LocaleHints>().copied().unwrap_or_default();
        let accept = parts.headers.get(axum::http::header::ACCEPT_LANGUAGE);
        let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self::choose(cookie(parts, "lang").as_deref(), hints.user, accept, hints.usual)
    }
}

/// The value of a cookie of a request.
#[cfg(feature = "ssr")]
pub fn cookie(parts: &axum::http::request::Parts, name: &str) -> Option<String> {
    let headers = parts.headers.get_all(axum::http::header::COOKIE);
    headers
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The locale of the page being rendered: on the server that of the request, in the browser what the server wrote
/// into `<html lang>`.
pub fn detect_locale() -> Locale {
    #[cfg(feature = "ssr")]
    {
        leptos::prelude::use_context::<axum::http::request::Parts>()
            .map(|parts| Locale::of_request(&parts))
            .unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        let root = leptos::prelude::document().document_element();
        root.and_then(|root| root.get_attribute("lang")).and_then(|tag| tag.parse().ok()).unwrap_or_default()
    }
}

/// The locale, inside of components.
pub fn use_locale() -> Locale {
    leptos::prelude::use_context().unwrap_or_default()
}

/// The JSON of a language.
#[cfg(feature = "ssr")]
fn json(locale: Locale) -> &'static str {
    match locale {
        Locale::Zh => include_str!("../locales/zh.json"),
        Locale::En => include_str!("../locales/en.json"),
    }
}

/// The JSON of the page's language, as its script has left it; empty where that did not come.
#[cfg(not(feature = "ssr"))]
fn json(_: Locale) -> String {
    let left = js_sys::Reflect::get(&js_sys::global(), &"jicengTexts".into());
    left.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Whether the texts of the page are there. A client without them must not take the page over.
pub fn is_loaded() -> bool {
    !texts(detect_locale()).is_empty()
}

fn texts(locale: Locale) -> &'static HashMap<String, String> {
    static TEXTS: [OnceLock<HashMap<String, String>>; 2] = [OnceLock::new(), OnceLock::new()];
    TEXTS[locale as usize].get_or_init(|| {
        let mut flat = HashMap::new();
        // The files are part of the server and a test reads them: an unreadable one cannot be shipped.
        flatten("", serde_json::from_slice(json(locale).as_bytes()).unwrap_or_default(), &mut flat);
        flat
    })
}

fn flatten(prefix: &str, value: serde_json::Value, into: &mut HashMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
                flatten(&path, value, into);
            }
        }
        serde_json::Value::String(text) => {
            into.insert(prefix.to_owned(), text);
        }
        _ => {}
    }
}

/// The text of a key that is written out in the code; a test makes sure that it exists.
pub fn t(locale: Locale, key: &str) -> &'static str {
    texts(locale).get(key).map_or("?", String::as_str)
}

/// The text of a key with its `{placeholders}` filled in.
pub fn t_with(locale: Locale, key: &str, values: &[(&str, &str)]) -> String {
    fill(t(locale, key), values)
}

/// The text of a key that comes from data, `prefix.id`; the id itself where the translations do not know it (a
/// deployment's own measure or group).
pub fn t_data(locale: Locale, prefix: &str, id: &str) -> String {
    texts(locale).get(&format!("{prefix}.{id}")).cloned().unwrap_or_else(|| id.to_owned())
}

/// Refusals whose value is a word of the data, and where its translations stand.
const WORDS: [(&str, &str); 12] = [
    ("campaign_phase", "reviews.phase"),
    ("veto_stands", "reviews.phase"),
    ("entry_state", "reviews.state"),
    ("assessment_closed", "reviews.state"),
    ("not_to_be_marked", "reviews.state"),
    ("recognition_state", "reviews.standing"),
    ("objection_state", "objections.states"),
    ("problem_state", "problems.state"),
    ("bulletin_state", "bulletins.state"),
    ("alarm_state", "alarms.states"),
    ("difficulty_state", "contacts.state"),
    ("voice_state", "voices.state"),
];

/// What people are told of a failure.
pub fn failure_text(locale: Locale, failure: &Failure) -> String {
    let words = WORDS.iter().find(|(reason, _)| *reason == failure.reason);
    let value = words
        .map_or_else(|| failure.value.clone(), |(_, prefix)| t_data(locale, prefix, failure.value.as_str()));
    // What was looked for is named where there is a word for it.
    let named = texts(locale).contains_key(&format!("noun.{}", failure.field));
    let reason = match failure.reason.as_str() {
        "not_found" if named => "no_such",
        reason => reason,
    };
    let noun = t_data(locale, "noun", &failure.field);
    let values = [("field", failure.field.as_str()), ("noun", noun.as_str()), ("value", value.as_str())];
    fill(&t_data(locale, "reason", reason), &values)
}

/// Fills in `{placeholders}`; those without a value stay as they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        out.push_str(&rest[..open]);
        let name = &rest[open + 1..open + close];
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
