//! Configuration: one table of keys, each of which can be set by flag, environment, file or default, in this order
//! of precedence. What is unknown or wrong is refused at start, all of it at once.

mod keys;

pub use keys::{KEYS, Key, Mask};

use crate::{ingest::devices::mqtt::Line, platform::Policy};
use std::{collections::HashMap, fmt, net::SocketAddr, path::PathBuf, time::Duration};

/// Names that the build and test scripts read; they are no keys and no typing mistakes either.
const OF_SCRIPTS: [&str; 5] =
    ["JICENG_BIN", "JICENG_CACHE", "JICENG_CHROMIUM", "JICENG_COMPILER", "JICENG_CONFIG"];
/// Beginnings of names that belong to tests and benchmarks.
const OF_TESTS: [&str; 3] = ["JICENG_TEST_", "JICENG_BENCH_", "JICENG_E2E_"];
/// The file that is read when none is named and it exists.
pub const USUAL_FILE: &str = "jiceng.toml";

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line, for machines.
    Json,
}

/// Where a value was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nowhere; the default holds.
    Default,
    /// In a file.
    File(PathBuf),
    /// By a variable of the environment.
    Environment(String),
    /// On the command line.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// One thing that is wrong: which key, set where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, or the name that is none.
    pub key: String,
    /// Where it was set.
    pub source: Source,
    /// What is wrong, and the remedy.
    pub reason: String,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<Problem>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is refused")?;
        for Problem { key, source, reason } in &self.0 {
            write!(f, "\n  {key} ({source}): {reason}")?;
        }
        Ok(())
    }
}

/// A key with the value that holds.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: &'static Key,
    /// The value as written; empty when there is none.
    pub value: String,
    /// Where it was set.
    pub source: Source,
}

impl Entry {
    /// The value as it may be shown.
    pub fn shown(&self) -> String {
        self.key.mask.apply(&self.value)
    }
}

/// The configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Database.
    pub database_url: String,
    /// Readers (SQLite) or connections (PostgreSQL).
    pub database_connections: u32,
    /// Folder for the database and uploaded files.
    pub data_dir: PathBuf,
    /// Where the web server listens.
    pub listen: SocketAddr,
    /// Folder with the client, made by `make client`.
    pub site_root: PathBuf,
    /// Address under which people reach the server; `https` makes cookies secure.
    pub public_url: Option<String>,
    /// Folder with a catalogue of the deployment's own.
    pub catalogue: Option<PathBuf>,
    /// Which log lines, in the words of `RUST_LOG`.
    pub log: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Bearer token wanted for `/metrics`; only this machine may read it without one.
    pub metrics_token: Option<String>,
    /// Mail server for notices.
    pub smtp_url: Option<String>,
    /// Sender of mail.
    pub mail_from: String,
    /// How often notices are gathered into mail.
    pub mail_every: Duration,
    /// The line to the cameras, if there is one.
    pub mqtt: Option<Line>,
    /// Certificate of the authority of the broker.
    pub mqtt_ca: Option<PathBuf>,
    /// Name of our session with the broker.
    pub mqtt_client: String,
    /// Prefixes of the topics of the cameras.
    pub mqtt_topics: Vec<String>,
    /// Whether a proxy of ours stands before the server and tells the address of whoever asks.
    pub behind_proxy: bool,
    /// Largest file that can be uploaded, in bytes.
    pub upload_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// What the deployment decides.
    pub policy: Policy,
    entries: Vec<Entry>,
}

impl Config {
    fn blank() -> Self {
        Self {
            database_url: String::new(),
            database_connections: 0,
            data_dir: PathBuf::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            site_root: PathBuf::new(),
            public_url: None,
            catalogue: None,
            log: String::new(),
            log_format: LogFormat::Text,
            metrics_token: None,
            smtp_url: None,
            mail_from: String::new(),
            mail_every: Duration::ZERO,
            mqtt: None,
            mqtt_ca: None,
            mqtt_client: String::new(),
            mqtt_topics: Vec::new(),
            behind_proxy: false,
            upload_limit: 0,
            request_timeout: Duration::ZERO,
            policy: Policy::default(),
            entries: Vec::new(),
        }
    }

    /// Every key with the value that holds, in the order of the table.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether somebody set this key, rather than the default holding.
    pub fn is_set(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.name == key && entry.source != Source::Default)
    }

    /// The line to the cameras with everything that belongs to it.
    pub fn device_line(&self) -> Option<Line> {
        let line = self.mqtt.clone()?;
        Some(Line {
            ca: self.mqtt_ca.clone(),
            client: self.mqtt_client.clone(),
            prefixes: self.mqtt_topics.clone(),
            ..line
        })
    }

    /// Whether people reach the server by HTTPS, so that cookies are to be secure.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What was written where, before it is put together.
#[derive(Debug, Default)]
pub struct Sources {
    /// Values of flags by key.
    pub flags: HashMap<String, String>,
    /// Variables of the environment by name.
    pub environment: HashMap<String, String>,
    /// The file and its text.
    pub file: Option<(PathBuf, String)>,
}

impl Sources {
    /// Reads the environment of the process and the file that is named by flag or `JICENG_CONFIG`, else
    /// [`USUAL_FILE`] if there is one.
    pub fn of_process(flags: HashMap<String, String>, file: Option<PathBuf>) -> Result<Self, ConfigError> {
        let environment: HashMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, value)| name.starts_with("JICENG_") && !value.is_empty())
            .collect();
        let (path, source) = match (file, environment.get("JICENG_CONFIG")) {
            (Some(path), _) => (path, Some(Source::Flag("--config".to_owned()))),
            (None, Some(path)) => {
                (PathBuf::from(path), Some(Source::Environment("JICENG_CONFIG".to_owned())))
            }
            (None, None) => (PathBuf::from(USUAL_FILE), None),
        };
        let file = match (std::fs::read_to_string(&path), source) {
            (Ok(text), _) => Some((path, text)),
            (Err(error), None) if error.kind() == std::io::ErrorKind::NotFound => None,
            (Err(error), source) => {
                let reason = format!("{} cannot be read: {error}", path.display());
                let source = source.unwrap_or(Source::File(path));
                return Err(ConfigError(vec![Problem { key: "config".to_owned(), source, reason }]));
            }
        };
        Ok(Self { flags, environment, file })
    }

    /// Puts everything together and checks it.
    pub fn read(&self) -> Result<Config, ConfigError> {
        let mut problems = Vec::new();
        let in_file = self.read_file(&mut problems);
        self.refuse_unknown(&mut problems);
        let mut config = Config::blank();
        for key in KEYS {
            let flag = self.flags.get(key.name).map(|value| (value, Source::Flag(key.flag())));
            let (value, source) = flag
                .or_else(|| {
                    let name = key.environment();
                    Some((self.environment.get(&name)?, Source::Environment(name)))
                })
                .or_else(|| {
                    let (path, _) = self.file.as_ref()?;
                    Some((in_file.get(key.name)?, Source::File(path.clone())))
                })
                .map_or_else(
                    || (key.default.to_owned(), Source::Default),
                    |(value, source)| (value.trim().to_owned(), source),
                );
            if !value.is_empty()
                && let Err(reason) = (key.set)(&mut config, &value)
            {
                problems.push(Problem { key: key.name.to_owned(), source: source.clone(), reason });
            }
            config.entries.push(Entry { key, value, source });
        }
        if config.database_url.is_empty() {
            config.database_url =
                format!("sqlite://{}?mode=rwc", config.data_dir.join("jiceng.db").display());
            if let Some(entry) = config.entries.iter_mut().find(|entry| entry.key.name == "database_url") {
                entry.value = config.database_url.clone();
            }
        }
        if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
    }

    fn read_file(&self, problems: &mut Vec<Problem>) -> HashMap<String, String> {
        let Some((path, text)) = &self.file else { return HashMap::new() };
        let mut refuse = |key: &str, reason: String| {
            let source = Source::File(path.clone());
            problems.push(Problem { key: key.to_owned(), source, reason });
        };
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                refuse("config", format!("is not TOML: {}", error.to_string().trim_end()));
                return HashMap::new();
            }
        };
        let mut values = HashMap::new();
        for (name, value) in table {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                other => {
                    refuse(
                        &name,
                        format!(
                            "is of type {}; write a text, a whole number, true or false",
                            other.type_str()
                        ),
                    );
                    continue;
                }
            };
            if KEYS.iter().any(|key| key.name == name) {
                values.insert(name, text);
            } else {
                refuse(&name, unknown(&name));
            }
        }
        values
    }

    fn refuse_unknown(&self, problems: &mut Vec<Problem>) {
        let mut names: Vec<_> = self
            .environment
            .keys()
            .filter(|name| !OF_SCRIPTS.contains(&name.as_str()))
            .filter(|name| !OF_TESTS.iter().any(|start| name.starts_with(start)))
            .filter(|name| !KEYS.iter().any(|key| key.environment() == **name))
            .collect();
        names.sort();
        for name in names {
            let key = name.trim_start_matches("JICENG_").to_lowercase();
            let source = Source::Environment(name.clone());
            problems.push(Problem { reason: unknown(&key), key, source });
        }
    }
}

/// Says that there is no such key, and which one may have been meant.
fn unknown(name: &str) -> String {
    let near = KEYS.iter().map(|key| (distance(name, key.name), key.name)).min();
    match near {
        Some((steps, key)) if steps <= 3 => format!("there is no such key; did you mean `{key}`?"),
        _ => "there is no such key; `jiceng config` lists all".to_owned(),
    }
}

/// How many letters differ (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests;
