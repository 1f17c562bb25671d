//! What every command needs: the opened platform, who acts, and the signal to stop.

use crate::{clock::SystemClock, config::Config, platform::Platform, store::Db};
use app::{
    api::{Failure, FailureKind},
    domain::{catalogue::Catalogue, permissions::Actor},
};
use std::{path::Path, sync::Arc};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All of it.
    Done,
    /// Some of it is in quarantine or was refused.
    Quarantine,
}

/// Why a command ended otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// Our fault, or the database's.
    Internal(String),
    /// The input was wrong, not allowed or not found.
    Refused(String),
    /// A signal came.
    Interrupted(String),
}

/// What a command ends with.
pub(super) type Outcome = Result<End, Stop>;

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        let text = describe(&failure);
        match failure.kind {
            FailureKind::Internal | FailureKind::Unreachable => Self::Internal(text),
            _ => Self::Refused(text),
        }
    }
}

/// A failure in one English line with its stable code. The translations of the pages are for people at a browser.
pub(super) fn describe(failure: &Failure) -> String {
    let Failure { reason, field, value, .. } = failure;
    let what = match (field.as_str(), value.as_str()) {
        ("", "") => String::new(),
        ("", value) => format!(": {value}"),
        (field, "") => format!(": {field}"),
        (field, value) => format!(": {field} `{value}`"),
    };
    match failure.kind {
        FailureKind::Invalid => format!("refused{what} ({reason})"),
        FailureKind::NotFound => format!("there is no such thing{what} ({reason})"),
        FailureKind::Forbidden | FailureKind::Unauthenticated => format!("not allowed{what} ({reason})"),
        FailureKind::Conflict => format!("it is there already, or somebody was faster{what} ({reason})"),
        FailureKind::TooLarge => format!("too much at once{what} ({reason})"),
        FailureKind::TooMany => format!("too often{what} ({reason})"),
        FailureKind::Internal | FailureKind::Unreachable => {
            format!("a fault of the program; the log above says more{what} ({reason})")
        }
    }
}

/// The opened platform with whoever acts.
pub(super) struct Context {
    /// Configuration.
    pub config: Config,
    /// Services.
    pub platform: Arc<Platform>,
    /// The operator.
    pub actor: Actor,
    /// Cancelled by the first SIGINT or SIGTERM.
    pub stop: CancellationToken,
}

impl Context {
    /// Connects to the database, reads the catalogue and opens the platform.
    pub(super) async fn open(config: &Config, stop: &CancellationToken) -> Result<Self, Stop> {
        let db = connect(config).await?;
        let catalogue = read_catalogue(config.catalogue.as_deref())?;
        let mut policy = config.policy.clone();
        let simulated = db.setting("simulated").await.map_err(store)?.as_deref() == Some("true");
        if simulated && !config.is_set("open_to_guests") {
            policy.open_to_guests = true;
        }
        let files = config.data_dir.join("files");
        let platform = Platform::open(db, Arc::new(catalogue), policy, files, Arc::new(SystemClock));
        Ok(Self {
            config: config.clone(),
            platform: Arc::new(platform.await.map_err(store)?),
            actor: Actor::operator(&os_user()),
            stop: stop.clone(),
        })
    }
}

/// Connects, bringing the schema up to date; the data folder is made where the database lies in it.
pub(super) async fn connect(config: &Config) -> Result<Db, Stop> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        Stop::Refused(format!("the data folder {} cannot be made: {error}", config.data_dir.display()))
    })?;
    let connected = Db::connect(&config.database_url, config.database_connections).await;
    connected.map_err(|error| {
        let url = crate::config::Mask::Address.apply(&config.database_url);
        Stop::Internal(format!("the database {url} cannot be opened: {error}"))
    })
}

fn store(error: crate::store::StoreError) -> Stop {
    Failure::from(error).into()
}

fn read_catalogue(folder: Option<&Path>) -> Result<Catalogue, Stop> {
    let Some(folder) = folder else {
        return Catalogue::built_in().map_err(|error| Stop::Internal(error.to_string()));
    };
    let refuse = |path: &Path, error: std::io::Error| {
        Stop::Refused(format!("the catalogue {} cannot be read: {error}", path.display()))
    };
    let mut files = Vec::new();
    for part in ["", "items", "editions", "caseload", "forms", "standards"] {
        let place = folder.join(part);
        // A deployment may do without forms and standards, and with the weights and limits that are built in.
        if ["caseload", "forms", "standards"].contains(&part) && !place.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&place).map_err(|error| refuse(&place, error))? {
            let path = entry.map_err(|error| refuse(&place, error))?.path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            files.push((name, std::fs::read_to_string(&path).map_err(|error| refuse(&path, error))?));
        }
    }
    Catalogue::read(files).map_err(|error| Stop::Refused(format!("{}/{error}", folder.display())))
}

/// The name of the operator for the audit log.
fn os_user() -> String {
    let name = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "operator".to_owned())
}

/// A token that the first SIGINT or SIGTERM cancels; the second ends the process at once.
pub(super) fn stop_on_signal() -> Result<CancellationToken, Stop> {
    let listen = |kind| signal(kind).map_err(|error| Stop::Internal(format!("no signals: {error}")));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        for last in [false, true] {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if last {
                std::process::exit(130);
            }
            cancel.cancel();
        }
    });
    Ok(token)
}
