//! Reports that are shipped: what comes by itself, how often, and what is in it.

use crate::domain::saved::Rhythm;
#[cfg(feature = "ssr")]
pub(super) use reading::read_templates;

/// A report that is shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Stable id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
    /// What is in it, Chinese and English.
    pub note: (String, String),
    /// How often it comes.
    pub rhythm: Rhythm,
    /// A choice of the explorer, as in its address; none where it is the report of the reader's unit.
    pub query: Option<String>,
}

#[cfg(feature = "ssr")]
mod reading {
    use super::Template;
    use crate::domain::{
        catalogue::{
            CatalogueError,
            reading::{parse, refuse},
        },
        saved::Rhythm,
    };
    use serde::Deserialize;
    use std::collections::HashSet;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct TemplatesFile {
        template: Vec<Entry>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        id: String,
        zh: String,
        en: String,
        note_zh: String,
        note_en: String,
        rhythm: Rhythm,
        query: Option<String>,
        #[serde(default)]
        paper: bool,
    }

    /// Reads the file.
    pub(in crate::domain::catalogue) fn read_templates(
        file: &str,
        text: &str,
    ) -> Result<Vec<Template>, CatalogueError> {
        let entries: TemplatesFile = parse(file, text)?;
        let mut ids = HashSet::new();
        let read = |entry: Entry| {
            let place = format!("template {}", entry.id);
            if entry.id.is_empty() || !ids.insert(entry.id.clone()) {
                return Err(refuse(file, place, "`id` is missing or occurs twice"));
            }
            if entry.query.is_some() == entry.paper {
                return Err(refuse(file, place, "has either `query` or `paper = true`"));
            }
            Ok(Template {
                id: entry.id,
                name: (entry.zh, entry.en),
                note: (entry.note_zh, entry.note_en),
                rhythm: entry.rhythm,
                query: entry.query,
            })
        };
        entries.template.into_iter().map(read).collect()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;

    #[test]
    fn what_is_shipped_comes_weekly_monthly_and_quarterly() {
        let catalogue = Catalogue::built_in().unwrap();
        let rhythms: Vec<Rhythm> = catalogue.templates().iter().map(|template| template.rhythm).collect();
        assert_eq!(rhythms, Rhythm::ALL);
    }

    #[test]
    fn a_template_has_one_content_and_a_name_of_its_own() {
        let text = |more: &str| {
            format!(
                "[[template]]\nid = \"a\"\nzh = \"甲\"\nen = \"A\"\nnote_zh = \"\"\nnote_en = \"\"\nrhythm = \"weekly\"\n{more}\n"
            )
        };
        let fault = |text: &str| read_templates("templates.toml", text).unwrap_err().to_string();
        assert!(fault(&text("")).contains("template a: has either"));
        assert!(fault(&text("paper = true\nquery = \"x\"")).contains("template a: has either"));
        let one = text("paper = true");
        assert!(fault(&format!("{one}{one}")).contains("occurs twice"));
        assert_eq!(read_templates("templates.toml", &one).unwrap()[0].query, None);
    }
}
