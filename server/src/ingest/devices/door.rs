//! The plain door for whoever speaks no MQTT: messages as JSON, signed.
//!
//! The signature is HMAC-SHA256 over the time and the body; the key is what the platform keeps of an API token, its
//! SHA-256 in hexadecimal, so that neither the token nor anything that opens another door travels.

use super::frigate::is_plain;
use app::{
    api::Failure,
    domain::{
        alarms::AlarmKind,
        devices::{
            DeviceState, MOST_TEXT,
            messages::{Message, Report, Severity, Sight, Stage},
        },
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;
use serde::{Deserialize, Serialize};

/// The scheme in the header `Authorization`.
pub const SCHEME: &str = "Jiceng-HMAC";
/// Most messages of a request.
pub const MOST: usize = 1_000;
/// How far the clock of the sender may be off; what is older is somebody's repetition.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A signature as it stands in the header: `<number of the token>:<seconds since 1970>:<hexadecimal>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Number of the token.
    pub token: i64,
    /// When it was made.
    pub time: i64,
    tag: Vec<u8>,
}

impl Signature {
    /// Reads what follows the scheme.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(':');
        let (token, time, tag) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || tag.len() != 64 || !tag.is_ascii() {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(&tag[at..at + 2], 16).ok();
        Some(Self {
            token: token.parse().ok()?,
            time: time.parse().ok()?,
            tag: (0..64).step_by(2).map(byte).collect::<Option<_>>()?,
        })
    }

    /// Whether it is of this time, within the tolerance.
    pub fn is_timely(&self, now: DateTime<Utc>) -> bool {
        let off = i128::from(now.timestamp()) - i128::from(self.time);
        off.abs() <= i128::from(TOLERANCE.num_seconds())
    }

    /// Whether it is the key's over the body; in the same time whatever differs.
    pub fn is_of(&self, key: &str, body: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        hmac::verify(&key, &signed(self.time, body), &self.tag).is_ok()
    }
}

/// Whether a text can be a name that a sender uses.
pub fn is_name(text: &str) -> bool {
    text.chars().count() <= MOST_TEXT && is_plain(text)
}

fn signed(time: i64, body: &[u8]) -> Vec<u8> {
    [time.to_string().as_bytes(), b"\n", body].concat()
}

/// What is to stand in the header `Authorization`, as a sender makes it; `key` is the SHA-256 of the token in
/// hexadecimal.
pub fn sign(token: i64, key: &str, time: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let tag = hmac::sign(&key, &signed(time, body));
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{SCHEME} {token}:{time}:{hex}")
}

/// Messages of a request.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagesOrder {
    /// At most 1,000.
    pub messages: Vec<MessageOrder>,
}

/// A message: a state, an alarm of the device itself, or something seen.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageOrder {
    /// Who says it, as the list of devices has it.
    pub source: String,
    /// Which device; empty for the source itself.
    #[serde(default)]
    pub address: String,
    /// Number of what it is about: the same number and time is the same message.
    #[serde(default)]
    pub id: String,
    /// When, RFC 3339.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub at: Option<DateTime<Utc>>,
    /// How the device is.
    #[serde(default)]
    pub state: Option<DeviceState>,
    /// What it raises.
    #[serde(default)]
    pub alarm: Option<AlarmKind>,
    /// Where something seen stands.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// What is seen.
    #[serde(default)]
    pub objects: Vec<String>,
    /// In which zones.
    #[serde(default)]
    pub zones: Vec<String>,
    /// How much attention it wants.
    #[serde(default)]
    pub severity: Option<Severity>,
}

impl MessagesOrder {
    /// The messages.
    ///
    /// # Errors
    /// `out_of_range` for none or too many; `malformed_message` with its place for one that says nothing or two things.
    pub fn read(self) -> Result<Vec<Message>, Failure> {
        if !(1..=MOST).contains(&self.messages.len()) {
            return Err(Failure::invalid("messages", "out_of_range", self.messages.len().to_string()));
        }
        let read = |(n, order): (usize, MessageOrder)| {
            let wrong =
                |field: &str| Failure::invalid(&format!("messages[{n}].{field}"), "malformed_message", field);
            for (field, text) in [("source", &order.source), ("address", &order.address), ("id", &order.id)] {
                if text.chars().count() > MOST_TEXT || !is_plain(text) {
                    return Err(wrong(field));
                }
            }
            if let Some(field) = [("objects", &order.objects), ("zones", &order.zones)]
                .into_iter()
                .find_map(|(field, texts)| texts.iter().any(|text| !is_plain(text)).then_some(field))
            {
                return Err(wrong(field));
            }
            if order.source.is_empty() {
                return Err(wrong("source"));
            }
            let what = match (order.state, order.alarm, order.stage) {
                (Some(state), None, None) => Report::State(state),
                (None, Some(kind), None) => Report::Alarm(kind),
                (None, None, Some(_)) if order.id.is_empty() => return Err(wrong("id")),
                (None, None, Some(stage)) => Report::Sight(Sight {
                    stage,
                    objects: order.objects,
                    zones: order.zones,
                    severity: order.severity,
                }),
                _ => return Err(wrong("state")),
            };
            Ok(Message { source: order.source, address: order.address, id: order.id, at: order.at, what })
        };
        self.messages.into_iter().enumerate().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_one_key_one_time_and_one_body() {
        let header = sign(7, "key", 1_800_000_000, b"{}");
        let signature = Signature::read(header.strip_prefix(SCHEME).unwrap()).unwrap();
        assert_eq!((signature.token, signature.time), (7, 1_800_000_000));
        assert!(signature.is_of("key", b"{}"));
        assert!(!signature.is_of("kez", b"{}"));
        assert!(!signature.is_of("key", b"{ }"));
        assert!(!Signature { time: 1_800_000_001, ..signature.clone() }.is_of("key", b"{}"));
        let at = |second: i64| DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
        assert_eq!(
            [-301, -300, 0, 300, 301].map(|s| signature.is_timely(at(s))),
            [false, true, true, true, false]
        );
    }

    #[test]
    fn the_signature_is_that_of_every_other_implementation() {
        // printf '1\n{}' | openssl dgst -sha256 -hmac key
        let header = sign(1, "key", 1, b"{}");
        assert!(
            header.ends_with("26580996971a5c402bfec0b1f0122c5e4021123d46b5e5476ffac03d65e36ca8"),
            "{header}"
        );
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        for text in [
            "",
            "1:2",
            "1:2:zz",
            "x:2:00",
            &format!("1:2:{}", "g".repeat(64)),
            &format!("1:2:{}", "é".repeat(32)),
        ] {
            assert_eq!(Signature::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_message_says_one_thing() {
        let read = |text: &str| {
            let order: MessagesOrder = serde_json::from_str(&format!("{{\"messages\":[{text}]}}")).unwrap();
            order.read()
        };
        let state = read(r#"{"source":"s","address":"a","state":"offline"}"#).unwrap().remove(0);
        assert_eq!(state.what, Report::State(DeviceState::Offline));
        let button = read(r#"{"source":"s","address":"a","id":"1","alarm":"button"}"#).unwrap().remove(0);
        assert_eq!(button.what, Report::Alarm(AlarmKind::Button));
        for (text, field) in [
            (r#"{"source":"s"}"#, "messages[0].state"),
            (r#"{"source":"s","state":"online","alarm":"button"}"#, "messages[0].state"),
            (r#"{"source":"s","stage":"new"}"#, "messages[0].id"),
            (r#"{"source":"","state":"online"}"#, "messages[0].source"),
        ] {
            let failure = read(text).unwrap_err();
            assert_eq!(
                (failure.field.as_str(), failure.reason.as_str()),
                (field, "malformed_message"),
                "{text}"
            );
        }
        assert_eq!(MessagesOrder { messages: vec![] }.read().unwrap_err().reason, "out_of_range");
    }
}
