//! What a deployment decides.

use chrono_tz::Tz;
use std::{path::PathBuf, time::Duration};

/// What a deployment decides; `config.rs` reads it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Where days and months begin.
    pub time_zone: Tz,
    /// Language of those whose browser asks for neither Chinese nor English: `zh` or `en`.
    pub language: String,
    /// Day of the following month on which a month's figures are due.
    pub due_day: u32,
    /// How many months a missing report counts as late; after that there is simply no data.
    pub awaited_months: u32,
    /// How long a source may be silent before a running month is stale.
    pub stale_after: Duration,
    /// Whether units may be ranked.
    pub ranking: bool,
    /// Whether figures above the post are open to people who are not signed in.
    pub open_to_guests: bool,
    /// Title instead of the usual one; empty for none.
    pub title: String,
    /// Boundaries of the deployment's own as GeoJSON, instead of the demo's.
    pub boundaries: Option<PathBuf>,
    /// Where those boundaries come from.
    pub map_source: String,
    /// Map approval number (审图号).
    pub map_approval: String,
    /// Values of one answer of the explorer. Of more than these only what is sorted by is read, and then the page alone.
    pub most_values: usize,
    /// Shortest password.
    pub password_length: u32,
    /// Most bytes of a unit's files.
    pub files_quota: u64,
    /// Font of PDF documents; none for one that is found where distributions put them.
    pub pdf_font: Option<PathBuf>,
    /// After how many minutes without an answer an alarm goes up to the court, and to the city.
    pub alarm_minutes: [u32; 2],
    /// How many minutes after it is over the same thing still belongs to an alarm.
    pub alarm_group_minutes: u32,
    /// How many days pictures of cameras are kept.
    pub pictures_days: u32,
    /// Most pictures of a camera in a day.
    pub pictures_per_day: u32,
    /// Origins from which moving pictures may come into the pages about safety: `https://host[:port]`.
    pub stream_origins: Vec<String>,
    /// Hosts inside that may be told of alarms all the same.
    pub webhook_private: Vec<String>,
    /// Certificate of the authority of those who are told, instead of the usual ones.
    pub webhook_ca: Option<PathBuf>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            time_zone: chrono_tz::Asia::Shanghai,
            language: "zh".to_owned(),
            due_day: 10,
            awaited_months: 3,
            stale_after: Duration::from_secs(72 * 3600),
            ranking: false,
            open_to_guests: false,
            title: String::new(),
            boundaries: None,
            map_source: String::new(),
            map_approval: String::new(),
            most_values: 100_000,
            password_length: 12,
            files_quota: 500 << 20,
            pdf_font: None,
            alarm_minutes: [3, 15],
            alarm_group_minutes: 10,
            pictures_days: 30,
            pictures_per_day: 1_000,
            stream_origins: vec![],
            webhook_private: vec![],
            webhook_ca: None,
        }
    }
}
