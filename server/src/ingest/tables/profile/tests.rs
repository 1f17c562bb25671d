use super::*;

fn catalogue() -> Catalogue {
    Catalogue::built_in().unwrap()
}

#[test]
fn every_shipped_profile_is_valid_and_called_what_its_file_is() {
    let catalogue = catalogue();
    for (id, text) in SHIPPED {
        let profile = Profile::parse(text, &catalogue).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(profile.id, id);
        assert_eq!(province_of(text), Some(profile.province.code));
    }
}

#[test]
fn a_profile_that_does_not_fit_is_refused_with_key_and_remedy() {
    let catalogue = catalogue();
    let (_, good) = SHIPPED[0];
    for (from, to, key, remedy) in [
        ("id = \"nj-municipal\"", "id = \"NJ municipal\"", "id", "a-z"),
        ("[province]", "[provinze]", "profile", "unknown field `provinze`"),
        ("zh = \"新泽西州\"", "zh = \" \"", "province.zh", "empty"),
        ("level = \"city\"", "level = \"village\"", "unit[0].level", "province, city, court"),
        ("level = \"city\"", "level = \"tribunal\"", "unit[1].level", "go down"),
        ("code = \"NJ-{County}\"", "code = \"NJ-1\"", "unit[0].code", "one unit"),
        ("code = \"NJ-{County}\"", "code = \"NJ-{County\"", "unit[0].code", "`}`"),
        ("code = \"NJ-{County}\"", "code = \"NJ/{County}\"", "unit[0].code", "digits"),
        ("code = \"NJ\"", "code = \"N J\"", "province.code", "digits"),
        ("name = \"{County}\"", "name = \"{@sheet}\"", "unit[0].name", "{@file}"),
        ("format = \"{month} {year} - {month} {year}\"", "format = \"{jahr}\"", "period.format", "year, yy"),
        ("month_names = \"en\"", "month_names = \"xx\"", "period.format", "en, pt, zh"),
        ("delimiter = \",\"", "delimiter = \"|\"", "file.delimiter", "tab"),
        ("encoding = \"utf-8\"", "encoding = \"utf-9\"", "file.encoding", "gbk"),
        ("from = \"period\"", "from = \"name\"", "as_of", "from = \"period\""),
        ("item = \"received\"", "item = \"recieved\"", "value[0].item", "no item of the catalogue"),
        ("item = \"received\"", "item = \"address\"", "value[0].item", "not a number"),
        (
            "column = \"Filings_{span}_GrandTotal\"",
            "formula = \"a + 1\"",
            "value[0].formula",
            "among its columns",
        ),
        ("column = \"Filings_{span}_GrandTotal\"", "", "value[0].column", "either column"),
        ("kind = \"sum\"", "kind = \"summe\"", "profile", "unknown variant `summe`"),
        ("on_failure = \"quarantine\"", "on_failure = \"ignore\"", "profile", "quarantine"),
        (
            "for = { measure = [\"Filings\", \"Resolutions\", \"Clearance\", \"ClearancePct\"] }",
            "for = { measures = [\"Filings\"] }",
            "check[1].for.measures",
            "in braces",
        ),
        (
            "formula = \"100 * resolutions / filings\"",
            "formula = \"100 * resolutions / fillings\"",
            "check[7].formula",
            "fillings",
        ),
        (
            "formula = \"100 * resolutions / filings\"",
            "formula = \"100 * resolutions[-12]\"",
            "check[7].formula",
            "shifts",
        ),
        ("distrust_above = 0.5", "distrust_above = 50", "quarantine.distrust_above", "0 to 1"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = Profile::parse(&good.replacen(from, to, 1), &catalogue).unwrap_err();
        assert_eq!(error.key, key, "{error}");
        assert!(error.reason.contains(remedy), "{error}");
    }
}

#[test]
fn combinations_are_all_and_in_order() {
    let lists =
        [("a".to_owned(), vec!["1".to_owned(), "2".into()]), ("b".into(), vec!["x".into(), "y".into()])];
    let texts: Vec<_> = combinations(&lists).iter().map(|e| expanded("{a}{b}{c}", e)).collect();
    assert_eq!(texts, ["1x{c}", "1y{c}", "2x{c}", "2y{c}"]);
    assert_eq!(combinations(&[]).len(), 1);
}
