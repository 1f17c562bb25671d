//! Addresses of pages: everything that decides what is seen stands in the URL, so links are made by changing a few
//! words of the present one.

use leptos::prelude::With;
use leptos_router::{hooks::use_location, params::ParamsMap};
use std::fmt;

/// A path with its query; written out by `Display`, percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// A path without query.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: vec![] }
    }

    /// The page of a unit.
    pub fn unit(code: &str) -> Self {
        Self::new(format!("/units/{}", encode(code)))
    }

    /// Reads what was written out: a path of this site with its query. None of what would lead elsewhere.
    #[cfg(feature = "ssr")]
    pub fn parse(text: &str) -> Option<Self> {
        use axum::extract::Query;
        if !text.starts_with('/') || text.starts_with("//") || text.contains('\\') {
            return None;
        }
        let uri: axum::http::Uri = text.parse().ok()?;
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).ok()?;
        let mut address = Self::new(uri.path());
        for (key, value) in pairs {
            address.set(&key, &value);
        }
        Some(address)
    }

    /// A path with the words of a query.
    pub fn of(path: &str, query: &ParamsMap) -> Self {
        let mut address = Self::new(path);
        for (key, value) in query.clone() {
            address.set(&key, &value);
        }
        address
    }

    /// The page being looked at; follows it inside of reactive code.
    pub fn here() -> Self {
        let location = use_location();
        location.pathname.with(|path| Self::words_here().at(path.clone()))
    }

    /// The words of the page being looked at, without its path; follows them alone.
    pub fn words_here() -> Self {
        use_location().query.with(|query| Self::of("", query))
    }

    /// With one word changed; an empty value takes it away.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.set(key, value);
        self
    }

    /// Without a word.
    pub fn without(self, key: &str) -> Self {
        self.with(key, "")
    }

    /// With only these words left.
    pub fn only(mut self, keys: &[&str]) -> Self {
        self.pairs.retain(|(key, _)| keys.contains(&key.as_str()));
        self
    }

    /// On another path, with the same words.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// A word of the query; empty when it is not there.
    pub fn get(&self, key: &str) -> &str {
        self.pairs.iter().find(|(k, _)| k == key).map_or("", |(_, value)| value)
    }

    /// The path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The words, for the hidden fields of a form.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    fn set(&mut self, key: &str, value: &str) {
        match (self.pairs.iter().position(|(k, _)| k == key), value.is_empty()) {
            (Some(at), true) => drop(self.pairs.remove(at)),
            (Some(at), false) => value.clone_into(&mut self.pairs[at].1),
            (None, true) => {}
            (None, false) => self.pairs.push((key.to_owned(), value.to_owned())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (n, (key, value)) in self.pairs.iter().enumerate() {
            write!(f, "{}{}={}", if n == 0 { '?' } else { '&' }, encode(key), encode(value))?;
        }
        Ok(())
    }
}

/// Percent-encodes everything but what a URL component may always hold.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_changed_and_the_others_stay() {
        let address =
            Address::unit("36 01").with("from", "2021-01").with("tab", "cases").with("from", "2020-01");
        assert_eq!(address.to_string(), "/units/36%2001?from=2020-01&tab=cases");
        assert_eq!(address.clone().without("from").to_string(), "/units/36%2001?tab=cases");
        assert_eq!(address.only(&["from"]).at("/").to_string(), "/?from=2020-01");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn what_is_written_out_can_be_read_again_and_leads_nowhere_else() {
        let address = Address::unit("36 01").with("q", "南昌&a=b?#").with("tab", "cases");
        assert_eq!(Address::parse(&address.to_string()), Some(address));
        assert_eq!(Address::parse("/").map(|address| address.to_string()).as_deref(), Some("/"));
        let elsewhere =
            ["", "units/36", "//evil.example/", "https://evil.example/", "/\\evil.example", "/a b"];
        for text in elsewhere {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_special_in_a_query_is_encoded() {
        assert_eq!(
            Address::new("/search").with("q", "南昌&a=b?#").to_string(),
            "/search?q=%E5%8D%97%E6%98%8C%26a%3Db%3F%23"
        );
    }
}
