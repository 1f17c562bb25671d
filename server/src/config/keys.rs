//! The table of keys. Flags, environment, file, `jiceng config` and the README all come from it.

mod parsing;

use super::{Config, LogFormat};
use crate::ingest::devices::mqtt::Line;
use parsing::{existing, one_of, parse, truth, whole};
use std::{path::PathBuf, time::Duration};

/// How a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// As it is.
    Open,
    /// Without the password in the address.
    Address,
    /// Not at all.
    Secret,
}

impl Mask {
    /// The value as it may be shown.
    pub fn apply(self, value: &str) -> String {
        match self {
            Self::Secret if !value.is_empty() => "***".to_owned(),
            Self::Address => mask_address(value),
            _ => value.to_owned(),
        }
    }
}

fn mask_address(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    // A password may hold an `@` of its own: the last one ends it.
    let shown = match rest.rsplit_once('@') {
        Some((user, place)) => format!(
            "{}@{place}",
            user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:***"))
        ),
        None => rest.to_owned(),
    };
    let (address, query) = shown.split_once('?').unwrap_or((&shown, ""));
    let query: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| if pair.starts_with("password=") { "password=***" } else { pair })
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}://{address}{mark}{}", query.join("&"))
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What holds when nobody says anything; empty for nothing.
    pub default: &'static str,
    /// What it does, with the form of the value.
    pub meaning: &'static str,
    /// How the value may be shown.
    pub mask: Mask,
    pub(super) set: fn(&mut Config, &str) -> Result<(), String>,
}

impl Key {
    /// The variable of the environment.
    pub fn environment(&self) -> String {
        format!("JICENG_{}", self.name.to_uppercase())
    }

    /// The flag.
    pub fn flag(&self) -> String {
        format!("--{}", self.name.replace('_', "-"))
    }
}

const fn key(
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
    set: fn(&mut Config, &str) -> Result<(), String>,
) -> Key {
    Key { name, default, meaning, mask: Mask::Open, set }
}

/// Every key.
pub const KEYS: &[Key] = &[
    Key {
        mask: Mask::Address,
        ..key(
            "database_url",
            "",
            "database: sqlite://PATH?mode=rwc or postgres://USER@HOST/NAME; without it an SQLite file in the data folder",
            |config, value| {
                if !["sqlite:", "postgres:", "postgresql:"].iter().any(|start| value.starts_with(start)) {
                    // Not repeated: it may hold a password.
                    return Err("is not a database address; write sqlite://PATH?mode=rwc or postgres://USER@HOST/NAME".to_owned());
                }
                value.clone_into(&mut config.database_url);
                Ok(())
            },
        )
    },
    key("database_connections", "8", "connections for reading, 1 to 200", |config, value| {
        whole(value, 1, 200).map(|n| config.database_connections = n)
    }),
    key(
        "data_dir",
        "data",
        "folder for the database and uploaded files; made if missing",
        |config, value| {
            config.data_dir = PathBuf::from(value);
            Ok(())
        },
    ),
    key("listen", "127.0.0.1:3000", "address and port of the web server", |config, value| {
        config.listen = parse(value, "an address with port; write such as 127.0.0.1:3000 or [::]:3000")?;
        Ok(())
    }),
    key(
        "public_url",
        "",
        "address under which people reach the server; with https:// cookies are secure",
        |config, value| {
            if !value.starts_with("https://") && !value.starts_with("http://") {
                return Err(format!("`{value}` begins with neither https:// nor http://"));
            }
            config.public_url = Some(value.trim_end_matches('/').to_owned());
            Ok(())
        },
    ),
    key("site_root", "target/site", "folder with the client as `make client` leaves it", |config, value| {
        config.site_root = PathBuf::from(value);
        Ok(())
    }),
    key(
        "catalogue",
        "",
        "folder with a catalogue of your own instead of the built-in one",
        |config, value| {
            config.catalogue = Some(existing(value, true)?);
            Ok(())
        },
    ),
    key("time_zone", "Asia/Shanghai", "where days and months begin, an IANA name", |config, value| {
        config.policy.time_zone = parse(value, "an IANA time zone; write such as Asia/Shanghai")?;
        Ok(())
    }),
    key(
        "language",
        "zh",
        "for browsers that ask for neither Chinese nor English: zh or en",
        |config, value| {
            config.policy.language = one_of(value, &["zh", "en"])?;
            Ok(())
        },
    ),
    key("title", "", "title of the deployment instead of the usual one", |config, value| {
        value.clone_into(&mut config.policy.title);
        Ok(())
    }),
    key("ranking", "false", "whether units may be ranked: true or false", |config, value| {
        truth(value).map(|on| config.policy.ranking = on)
    }),
    key(
        "open_to_guests",
        "false",
        "whether figures above the post are open without signing in; the demo is open unless this is set",
        |config, value| truth(value).map(|on| config.policy.open_to_guests = on),
    ),
    key(
        "due_day",
        "10",
        "day of the following month on which a month's figures are due, 1 to 28",
        |config, value| whole(value, 1, 28).map(|n| config.policy.due_day = n),
    ),
    key(
        "awaited_months",
        "3",
        "how many months a missing report counts as late before there is simply no data, 1 to 24",
        |config, value| whole(value, 1, 24).map(|n| config.policy.awaited_months = n),
    ),
    key(
        "stale_after_hours",
        "72",
        "how long a source may be silent before the running month is stale, 1 to 8784",
        |config, value| {
            whole(value, 1, 8784)
                .map(|n| config.policy.stale_after = Duration::from_secs(u64::from(n) * 3600))
        },
    ),
    key("password_length", "12", "fewest characters of a password, 8 to 64", |config, value| {
        whole(value, 8, 64).map(|n| config.policy.password_length = n)
    }),
    key(
        "boundaries",
        "",
        "GeoJSON file with boundaries of your own, `code` being the unit's",
        |config, value| {
            config.policy.boundaries = Some(existing(value, false)?);
            Ok(())
        },
    ),
    key(
        "pdf_font",
        "",
        "font with Chinese for PDF documents; found by itself where distributions put them",
        |config, value| {
            config.policy.pdf_font = Some(existing(value, false)?);
            Ok(())
        },
    ),
    key("map_source", "", "where those boundaries come from, shown under the map", |config, value| {
        value.clone_into(&mut config.policy.map_source);
        Ok(())
    }),
    key("map_approval", "", "map approval number (审图号), shown under the map", |config, value| {
        value.clone_into(&mut config.policy.map_approval);
        Ok(())
    }),
    key(
        "behind_proxy",
        "false",
        "whether a proxy of yours stands before the server, whose X-Forwarded-For is believed: true or false",
        |config, value| truth(value).map(|on| config.behind_proxy = on),
    ),
    key("upload_limit_mb", "64", "largest file that can be uploaded in MiB, 1 to 1024", |config, value| {
        whole(value, 1, 1024).map(|n| config.upload_limit = n as usize * 1024 * 1024)
    }),
    key(
        "files_quota_mb_per_unit",
        "500",
        "most that the photos and documents of one unit may take in MiB, 1 to 1048576",
        |config, value| whole(value, 1, 1 << 20).map(|n| config.policy.files_quota = u64::from(n) << 20),
    ),
    key(
        "request_timeout_seconds",
        "30",
        "how long a request may take, streams and uploads excepted, 1 to 600",
        |config, value| {
            whole(value, 1, 600).map(|n| config.request_timeout = Duration::from_secs(u64::from(n)))
        },
    ),
    key("log", "info", "which log lines, such as info or warn,server=debug", |config, value| {
        value.parse::<tracing_subscriber::filter::Targets>().map_err(|error| {
            format!("`{value}` is not understood ({error}); write such as info or warn,server=debug")
        })?;
        value.clone_into(&mut config.log);
        Ok(())
    }),
    key("log_format", "text", "how log lines are written: text or json", |config, value| {
        let json = one_of(value, &["text", "json"])? == "json";
        config.log_format = if json { LogFormat::Json } else { LogFormat::Text };
        Ok(())
    }),
    Key {
        mask: Mask::Address,
        ..key(
            "smtp_url",
            "",
            "mail server for notices: smtps://USER:PASSWORD@HOST or smtp://HOST:25; without it no mail is sent",
            |config, value| {
                if !value.starts_with("smtp://") && !value.starts_with("smtps://") {
                    // Not repeated: it may hold a password.
                    return Err("begins with neither smtp:// nor smtps://".to_owned());
                }
                config.smtp_url = Some(value.to_owned());
                Ok(())
            },
        )
    },
    key("mail_from", "Jiceng <jiceng@localhost>", "sender of mail, Name <name@host>", |config, value| {
        if value.parse::<lettre::message::Mailbox>().is_err() {
            return Err(format!("`{value}` is no sender; write Name <name@host>"));
        }
        value.clone_into(&mut config.mail_from);
        Ok(())
    }),
    key(
        "mail_every_minutes",
        "15",
        "how often notices are gathered into mail, 1 to 1440",
        |config, value| {
            whole(value, 1, 1440).map(|n| config.mail_every = Duration::from_secs(u64::from(n) * 60))
        },
    ),
    Key {
        mask: Mask::Address,
        ..key(
            "mqtt_url",
            "",
            "MQTT broker with the messages of cameras: mqtts://NAME:PASSWORD@HOST:8883 or mqtt://HOST:1883; without it nobody listens",
            |config, value| {
                config.mqtt = Some(Line::parse(value)?);
                Ok(())
            },
        )
    },
    key(
        "mqtt_ca",
        "",
        "certificate (PEM) of the authority of the broker, instead of those of the system",
        |config, value| {
            config.mqtt_ca = Some(existing(value, false)?);
            Ok(())
        },
    ),
    key(
        "mqtt_client",
        "jiceng",
        "name of our session with the broker, its own for each server; letters, digits, `-`",
        |config, value| {
            if !(1..=40).contains(&value.len())
                || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            {
                return Err(format!("`{value}` is no name; write 1 to 40 of letters, digits, `-`"));
            }
            value.clone_into(&mut config.mqtt_client);
            Ok(())
        },
    ),
    key(
        "mqtt_topics",
        "frigate",
        "topic prefixes of the Frigates, separated by commas; `+` stands for any one part",
        |config, value| {
            let prefixes: Vec<String> = value.split(',').map(|prefix| prefix.trim().to_owned()).collect();
            let is_good = |prefix: &String| {
                let is_plain = !prefix.contains('#') && !prefix.chars().any(char::is_control);
                is_plain && prefix.split('/').all(|part| !part.is_empty())
            };
            if !prefixes.iter().all(is_good) {
                return Err(format!(
                    "`{value}` is no list of topic prefixes; write such as frigate,courts/+"
                ));
            }
            config.mqtt_topics = prefixes;
            Ok(())
        },
    ),
    key(
        "alarm_minutes",
        "3,15",
        "after how many minutes without an answer an alarm goes up to the court, and to the city",
        |config, value| {
            let minutes: Option<Vec<u32>> = value.split(',').map(|part| part.trim().parse().ok()).collect();
            match minutes.as_deref() {
                Some(&[court, city]) if 0 < court && court < city && city <= 1440 => {
                    config.policy.alarm_minutes = [court, city];
                    Ok(())
                }
                _ => Err(format!("`{value}` is not two whole numbers from 1 to 1440, the second one larger")),
            }
        },
    ),
    key(
        "alarm_group_minutes",
        "10",
        "how many minutes after it is over the same thing still belongs to an alarm, 0 to 1440",
        |config, value| whole(value, 0, 1440).map(|n| config.policy.alarm_group_minutes = n),
    ),
    key(
        "pictures_days",
        "30",
        "how many days pictures of cameras are kept before they are deleted, 1 to 3650",
        |config, value| whole(value, 1, 3650).map(|n| config.policy.pictures_days = n),
    ),
    key("pictures_per_day", "1000", "most pictures of a camera in a day, 1 to 86400", |config, value| {
        whole(value, 1, 86_400).map(|n| config.policy.pictures_per_day = n)
    }),
    key(
        "stream_origins",
        "",
        "where moving pictures may come from beside this server, separated by commas: https://HOST[:PORT]",
        |config, value| {
            let origins: Vec<String> = value.split(',').map(|origin| origin.trim().to_owned()).collect();
            if !origins.iter().all(|origin| app::domain::streams::origin_of(origin) == Some(origin)) {
                return Err(format!(
                    "`{value}` is no list of origins; write such as https://live.court.example"
                ));
            }
            config.policy.stream_origins = origins;
            Ok(())
        },
    ),
    key(
        "webhook_private",
        "",
        "hosts in private networks that may be told of alarms all the same, separated by commas, as their addresses name them",
        |config, value| {
            let hosts = value.split(',').map(|host| host.trim().to_lowercase());
            let hosts: Vec<String> = hosts.filter(|host| !host.is_empty()).collect();
            // A name, or an address of either kind.
            let is_name = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
            let is_host = |host: &String| is_name(host) || host.parse::<std::net::IpAddr>().is_ok();
            if !hosts.iter().all(is_host) {
                return Err(format!(
                    "`{value}` is no list of hosts; write such as hooks.court.example,10.0.0.7"
                ));
            }
            config.policy.webhook_private = hosts;
            Ok(())
        },
    ),
    key(
        "webhook_ca",
        "",
        "certificate (PEM) of the authority of those who are told of alarms, instead of the usual ones",
        |config, value| {
            config.policy.webhook_ca = Some(existing(value, false)?);
            Ok(())
        },
    ),
    Key {
        mask: Mask::Secret,
        ..key(
            "metrics_token",
            "",
            "bearer token wanted for /metrics; without it only this machine may read them",
            |config, value| {
                config.metrics_token = Some(value.to_owned());
                Ok(())
            },
        )
    },
];
