use super::*;

fn sources(flags: &[(&str, &str)], environment: &[(&str, &str)], file: &str) -> Sources {
    let map = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    Sources {
        flags: map(flags),
        environment: map(environment),
        file: (!file.is_empty()).then(|| (PathBuf::from("jiceng.toml"), file.to_owned())),
    }
}

fn refused(sources: &Sources) -> String {
    sources.read().unwrap_err().to_string()
}

#[test]
fn defaults_hold_and_the_database_lies_in_the_data_folder() {
    let config = sources(&[("data_dir", "/srv/jiceng")], &[], "").read().unwrap();
    assert_eq!(config.database_url, "sqlite:///srv/jiceng/jiceng.db?mode=rwc");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.policy.due_day, Policy::default().due_day);
    assert_eq!(config.policy.stale_after, Policy::default().stale_after);
    assert_eq!(config.policy.password_length, Policy::default().password_length);
    assert_eq!(config.policy.files_quota, Policy::default().files_quota);
    assert_eq!(config.policy.awaited_months, Policy::default().awaited_months);
    assert_eq!(config.policy.time_zone, Policy::default().time_zone);
    assert!(!config.is_set("open_to_guests"));
    assert_eq!(config.entries().len(), KEYS.len());
}

#[test]
fn a_flag_beats_the_environment_beats_the_file() {
    let file = "due_day = 3\nranking = true\ntitle = \"x\"";
    let environment = [("JICENG_DUE_DAY", "4"), ("JICENG_RANKING", "false")];
    let config = sources(&[("due_day", "5")], &environment, file).read().unwrap();
    assert_eq!((config.policy.due_day, config.policy.ranking), (5, false));
    assert_eq!(config.policy.title, "x");
    let source = |name: &str| {
        config.entries().iter().find(|e| e.key.name == name).map(|e| e.source.to_string()).unwrap()
    };
    assert_eq!(source("due_day"), "flag --due-day");
    assert_eq!(source("ranking"), "environment JICENG_RANKING");
    assert_eq!(source("title"), "file jiceng.toml");
}

#[test]
fn what_is_wrong_is_named_with_place_and_remedy_all_at_once() {
    let text = refused(&sources(
        &[("listen", "3000")],
        &[("JICENG_TIME_ZONE", "Mars/Olympus"), ("JICENG_DUEDAY", "3")],
        "langauge = \"zh\"\ndue_day = 31\nranking = [1]",
    ));
    for expected in [
        "listen (flag --listen): `3000` is not an address",
        "time_zone (environment JICENG_TIME_ZONE): `Mars/Olympus`",
        "dueday (environment JICENG_DUEDAY): there is no such key; did you mean `due_day`?",
        "langauge (file jiceng.toml): there is no such key; did you mean `language`?",
        "due_day (file jiceng.toml): `31`",
        "ranking (file jiceng.toml): is of type array",
    ] {
        assert!(text.contains(expected), "{expected}\nis missing in\n{text}");
    }
    assert!(refused(&sources(&[], &[], "a = = b")).contains("config (file jiceng.toml): is not TOML"));
}

#[test]
fn names_of_scripts_and_tests_are_left_alone() {
    let environment = [("JICENG_CACHE", "x"), ("JICENG_TEST_POSTGRES_URL", "x"), ("JICENG_BENCH_ROWS", "3")];
    assert!(sources(&[], &environment, "").read().is_ok());
}

#[test]
fn every_key_refuses_nonsense_or_takes_any_text_and_no_secret_is_shown() {
    let any_text = ["data_dir", "site_root", "title", "map_source", "map_approval", "metrics_token"];
    for key in KEYS {
        // A filter of log lines takes any name, but not any level.
        let nonsense = if key.name == "log" { "server=loud" } else { "\u{1}:nonsense" };
        let set = sources(&[(key.name, nonsense)], &[], "").read();
        assert_eq!(set.is_ok(), any_text.contains(&key.name), "{}", key.name);
    }
    let flags = [("metrics_token", "hush"), ("database_url", "postgres://jiceng:hush@db/jiceng")];
    let config = sources(&flags, &[], "").read().unwrap();
    let shown: Vec<_> = config.entries().iter().map(Entry::shown).collect();
    assert!(shown.contains(&"postgres://jiceng:***@db/jiceng".to_owned()));
    assert!(!shown.iter().any(|value| value.contains("hush")));
}

#[test]
fn an_https_address_makes_cookies_secure() {
    let with = |url| sources(&[("public_url", url)], &[], "").read();
    assert!(with("https://court.example").unwrap().is_https());
    assert!(!with("http://court.example").unwrap().is_https());
    assert!(with("court.example").is_err());
}
