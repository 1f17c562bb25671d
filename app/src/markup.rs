//! Text as it may stand in markup.

/// Appends a text as it may stand in HTML, SVG and XML, between tags as well as in an attribute. What XML cannot hold is left out.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
}

/// The same as a text of its own.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_means_something_in_markup_is_a_text_afterwards() {
        assert_eq!(escaped("a<b> & \"c\"\u{0}\u{ffff}\n赣"), "a&lt;b&gt; &amp; &quot;c&quot;\n赣");
        assert_eq!(escaped("</textarea><form>"), "&lt;/textarea&gt;&lt;form&gt;");
    }
}
