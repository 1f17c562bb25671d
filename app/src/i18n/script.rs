//! The texts of a language as a script that the client finds them in.

use super::{Locale, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A script that leaves the texts of a language, as JSON, in the global `jicengTexts`.
#[derive(Debug)]
pub struct Script {
    /// Where it is served. It names the content, which may be kept for ever; below `/pkg/`, as all of the client is.
    pub path: String,
    /// The script.
    pub text: String,
}

/// The script of a language.
pub fn script(locale: Locale) -> &'static Script {
    static SCRIPTS: LazyLock<[Script; 2]> = LazyLock::new(|| Locale::ALL.map(written));
    &SCRIPTS[locale as usize]
}

fn written(locale: Locale) -> Script {
    let compact = serde_json::from_str::<serde_json::Value>(json(locale)).unwrap_or_default().to_string();
    // A text of JSON is one of JavaScript too.
    let text = format!("globalThis.jicengTexts={};\n", serde_json::Value::String(compact));
    let hash = Sha256::digest(&text)[..6].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Script { path: format!("/pkg/texts/{hash}/{locale}.js", locale = locale.as_str()), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_holds_the_texts_of_its_language() {
        for locale in Locale::ALL {
            let script = script(locale);
            let held =
                script.text.strip_prefix("globalThis.jicengTexts=").and_then(|rest| rest.strip_suffix(";\n"));
            let held: String = serde_json::from_str(held.unwrap()).unwrap();
            let texts: serde_json::Value = serde_json::from_str(&held).unwrap();
            assert_eq!(texts, serde_json::from_str::<serde_json::Value>(json(locale)).unwrap());
            assert!(script.path.ends_with(&format!("/{}.js", locale.as_str())));
        }
        assert_ne!(script(Locale::Zh).path, script(Locale::En).path);
    }
}
