use super::*;

fn built_in() -> Catalogue {
    Catalogue::built_in().unwrap()
}

/// The built-in files with one text replaced in one of them.
fn broken(file: &str, old: &str, new: &str) -> CatalogueError {
    let files = BUILT_IN.map(|(name, text)| {
        if name == file {
            assert!(text.contains(old), "{file} does not contain {old}");
            (name, text.replacen(old, new, 1))
        } else {
            (name, text.to_owned())
        }
    });
    Catalogue::read(files).unwrap_err()
}

#[test]
fn the_built_in_catalogue_has_what_the_field_asks_for() {
    let catalogue = built_in();
    assert_eq!((catalogue.sections.len(), catalogue.parts.len(), catalogue.modules.len()), (3, 5, 10));
    assert!(catalogue.items().len() >= 110, "{}", catalogue.items().len());
    for edition in catalogue.editions() {
        assert!(edition.indicators().len() >= 30);
    }
    let edition = catalogue.edition("2024").unwrap();
    for id in [
        "received",
        "closed",
        "accepted",
        "pending",
        "closing_rate",
        "clearance_rate",
        "closed_in_time_rate",
        "acceptance_rate",
        "appeal_rate",
        "reversal_rate",
        "mean_days_to_close",
        "mediation_rate",
        "broadcast_rate",
        "published_rate",
        "closed_per_judge",
        "long_pending",
        "filing_growth",
        "congestion_gross",
        "congestion_net",
        "simple_rate",
        "small_claims_rate",
        "disposition_time",
        "pretrial_mediation_success_rate",
        "voluntary_performance_rate",
        "cepej_clearance_rate",
        "ncsc_time_to_disposition",
        "active_pending_age",
    ] {
        assert!(edition.indicator(id).is_some(), "{id}");
    }
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue");
    let mut found: Vec<String> = Vec::new();
    for sub in ["", "items", "editions", "caseload", "forms", "standards"] {
        for entry in std::fs::read_dir(folder.join(sub)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                found.push(path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    let mut known: Vec<_> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    known.sort();
    assert_eq!(found, known);
}

#[test]
fn two_editions_live_side_by_side() {
    let catalogue = built_in();
    let month = |text: &str| text.parse().unwrap();
    assert_eq!(catalogue.edition_in(month("2023-12")).id, "2021");
    assert_eq!(catalogue.edition_in(month("2024-01")).id, "2024");
    assert_eq!(catalogue.edition_in(month("1999-01")).id, "2021");
    let rate =
        |edition: &str| catalogue.edition(edition).unwrap().indicator("closing_rate").unwrap().reference;
    assert_ne!(rate("2021"), rate("2024"));
    assert!(catalogue.edition("2021").unwrap().indicator("extended_rate").is_some());
    assert!(catalogue.edition("2024").unwrap().indicator("extended_rate").is_none());
}

#[test]
fn a_bad_catalogue_is_refused_with_file_entry_and_reason() {
    let file = "editions/2021.toml";
    let formula = "formula = \"closed / (pending_start + received)\"";
    for (file, old, new, entry, reason) in [
        (file, formula, "formula = \"closed / (pending_start +\"", "indicator closing_rate", "character"),
        (
            file,
            formula,
            "formula = \"closed / arrivals\"",
            "indicator closing_rate",
            "`arrivals`, which is no item",
        ),
        (file, formula, "formula = \"mean(closed) / received\"", "indicator closing_rate", "stock only"),
        (file, "id = \"closed\"", "id = \"received\"", "indicator received", "twice"),
        (file, "measure = \"cases\"", "measure = \"cakes\"", "indicator received", "`cakes`"),
        (
            file,
            "low = 0.8, high = 0.98",
            "low = 0.99, high = 0.98",
            "indicator closing_rate",
            "low is not above high",
        ),
        (file, "direction = \"neutral\"", "direction = \"sideways\"", "\"received\"", "sideways"),
        (
            "items/case_handling.toml",
            "over_time = \"first\"",
            "over_time = \"sum\"",
            "item pending_start",
            "never added up",
        ),
        ("structure.toml", "section = \"people\"", "section = \"animals\"", "part team", "`animals`"),
        ("editions/2024.toml", "extends = \"2021\"", "extends = \"1999\"", "edition 2024", "1999"),
    ] {
        let error = broken(file, old, new);
        assert_eq!(error.file, file, "{error}");
        assert!(error.entry.contains(entry), "{error}");
        assert!(error.reason.contains(reason), "{error}");
    }
}

#[test]
fn judgement_follows_the_direction() {
    let catalogue = built_in();
    let edition = catalogue.edition("2021").unwrap();
    let computed = |above: f64, below: f64| Computed {
        value: Some(above / below),
        numerator: Some(above),
        denominator: Some(below),
        complete: true,
    };
    let closing = edition.indicator("closing_rate").unwrap();
    assert_eq!(closing.judge(&computed(50.0, 100.0)), Some(Judgement::Worse));
    assert_eq!(closing.judge(&computed(90.0, 100.0)), Some(Judgement::Within));
    assert_eq!(closing.judge(&computed(99.0, 100.0)), Some(Judgement::Better));
    assert_eq!(closing.judge(&computed(10.0, 20.0)), None, "a small number is not judged");
    assert_eq!(closing.status_of(&computed(10.0, 20.0)), Some(Status::SmallNumber));
    let none = Computed { value: None, numerator: Some(0.0), denominator: Some(0.0), complete: true };
    assert_eq!(closing.status_of(&none), Some(Status::NotApplicable));
    let appeals = edition.indicator("appeal_rate").unwrap();
    assert_eq!(appeals.judge(&computed(90.0, 100.0)), Some(Judgement::Worse));
}
