//! A line of JSON, written by hand: a million of them are wanted in seconds, and no value here needs escaping.

use std::fmt::Write;

#[derive(Debug, Clone)]
pub(super) struct Line(String);

impl Line {
    pub(super) fn new() -> Self {
        let mut text = String::with_capacity(288);
        text.push('{');
        Self(text)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
    }

    pub(super) fn word(&mut self, name: &str, word: &str) {
        debug_assert!(!word.contains(['"', '\\']) && !word.contains(char::is_control), "{word}");
        self.name(name);
        self.0.push('"');
        self.0.push_str(word);
        self.0.push('"');
    }

    pub(super) fn flag(&mut self, name: &str, flag: bool) {
        self.name(name);
        self.0.push_str(if flag { "true" } else { "false" });
    }

    pub(super) fn number(&mut self, name: &str, number: u32) {
        self.name(name);
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{number}");
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
