//! Reads the public message set of Frigate (<https://docs.frigate.video/integrations/mqtt>). Pure: a topic and bytes become
//! a message or a reason why not.

use app::domain::devices::{
    DeviceState, MOST_TEXT,
    messages::{Message, Report, Severity, Sight, Stage},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The role of a camera's stream that decides whether the camera gives a picture.
const PICTURE: &str = "detect";

/// Why something is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nobody has asked for this topic.
    #[error("the topic `{0}` is none of those that are read")]
    Topic(String),
    /// The bytes are not what the topic promises.
    #[error("`{topic}`: {reason}")]
    Payload {
        /// The topic.
        topic: String,
        /// What is wrong.
        reason: String,
    },
}

/// The topics to subscribe to below a prefix.
pub fn filters(prefix: &str) -> [String; 4] {
    ["available", "+/status/+", "events", "reviews"].map(|end| format!("{prefix}/{end}"))
}

/// What `frigate/events` and `frigate/reviews` carry.
#[derive(Deserialize)]
struct Change<T> {
    #[serde(rename = "type")]
    stage: Stage,
    after: T,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    camera: String,
    label: String,
    frame_time: Option<f64>,
    start_time: Option<f64>,
    end_time: Option<f64>,
    #[serde(default)]
    false_positive: bool,
    #[serde(default)]
    current_zones: Vec<String>,
    #[serde(default)]
    entered_zones: Vec<String>,
}

#[derive(Deserialize)]
struct Review {
    id: String,
    camera: String,
    severity: Severity,
    start_time: Option<f64>,
    end_time: Option<f64>,
    #[serde(default)]
    data: ReviewData,
}

#[derive(Default, Deserialize)]
struct ReviewData {
    #[serde(default)]
    objects: Vec<String>,
    #[serde(default)]
    zones: Vec<String>,
}

/// Reads a message; none of something that Frigate itself has found to be nothing.
///
/// # Errors
/// [`Unreadable`] for other topics and for payloads that are not what Frigate sends.
pub fn read(topic: &str, payload: &[u8]) -> Result<Option<Message>, Unreadable> {
    let message = read_any(topic, payload)?;
    // A name that no database takes would come again for ever.
    let bad = |message: &Message| {
        let texts = [&message.source, &message.address, &message.id];
        texts.into_iter().any(|text| !is_plain(text))
            || matches!(&message.what, Report::Sight(sight)
            if sight.objects.iter().chain(&sight.zones).any(|text| !is_plain(text)))
    };
    match message {
        Some(message) if bad(&message) => Err(Unreadable::Payload {
            topic: topic.chars().take(200).collect(),
            reason: "has a name that is none".to_owned(),
        }),
        message => Ok(message),
    }
}

/// Whether a text can be a name: not too long, nothing unprintable.
pub(super) fn is_plain(text: &str) -> bool {
    text.len() <= 4 * MOST_TEXT && !text.chars().any(char::is_control)
}

fn read_any(topic: &str, payload: &[u8]) -> Result<Option<Message>, Unreadable> {
    let other = || Unreadable::Topic(topic.chars().take(200).collect());
    let wrong = |reason: String| Unreadable::Payload { topic: topic.chars().take(200).collect(), reason };
    let parts: Vec<&str> = topic.split('/').collect();
    match parts.as_slice() {
        [prefix @ .., camera, "status", role] if !prefix.is_empty() && !camera.is_empty() => {
            let word = std::str::from_utf8(payload).unwrap_or_default().trim();
            let state = match word {
                "online" => DeviceState::Online,
                "offline" => DeviceState::Offline,
                "disabled" => DeviceState::Disabled,
                _ => return Err(wrong("is none of online, offline, disabled".to_owned())),
            };
            let address = if *role == PICTURE { (*camera).to_owned() } else { format!("{camera}/{role}") };
            Ok(Some(state_of(&prefix.join("/"), address, state)))
        }
        [prefix @ .., "available"] if !prefix.is_empty() => {
            let state = match std::str::from_utf8(payload).unwrap_or_default().trim() {
                "online" => DeviceState::Online,
                // `stopped` is said by those that end as they should.
                "offline" | "stopped" => DeviceState::Offline,
                _ => return Err(wrong("is neither online nor offline".to_owned())),
            };
            Ok(Some(state_of(&prefix.join("/"), String::new(), state)))
        }
        [prefix @ .., "events"] if !prefix.is_empty() => {
            let Change { stage, after } =
                serde_json::from_slice::<Change<Event>>(payload).map_err(|error| wrong(error.to_string()))?;
            if after.false_positive {
                return Ok(None);
            }
            let at = match stage {
                Stage::End => after.end_time.or(after.frame_time),
                Stage::New | Stage::Update => after.frame_time.or(after.start_time),
            };
            let mut zones = after.entered_zones;
            zones.extend(after.current_zones);
            zones.sort();
            zones.dedup();
            Ok(Some(Message {
                source: prefix.join("/"),
                address: after.camera,
                id: after.id,
                at: at.and_then(instant),
                what: Report::Sight(Sight { stage, objects: vec![after.label], zones, severity: None }),
            }))
        }
        [prefix @ .., "reviews"] if !prefix.is_empty() => {
            let Change { stage, after } = serde_json::from_slice::<Change<Review>>(payload)
                .map_err(|error| wrong(error.to_string()))?;
            let at = match stage {
                Stage::New => after.start_time,
                // Its updates carry no time of their own: the time is that of their coming.
                Stage::Update => None,
                Stage::End => after.end_time,
            };
            // Its objects may be verified ones: `person-verified`.
            let plain =
                |object: String| object.strip_suffix("-verified").map_or(object.clone(), str::to_owned);
            Ok(Some(Message {
                source: prefix.join("/"),
                address: after.camera,
                // Numbers of review items and of events look alike.
                id: format!("review:{}", after.id),
                at: at.and_then(instant),
                what: Report::Sight(Sight {
                    stage,
                    objects: after.data.objects.into_iter().map(plain).collect(),
                    zones: after.data.zones,
                    severity: Some(after.severity),
                }),
            }))
        }
        _ => Err(other()),
    }
}

fn state_of(source: &str, address: String, state: DeviceState) -> Message {
    Message { source: source.to_owned(), address, id: String::new(), at: None, what: Report::State(state) }
}

/// Seconds since 1970 with a fraction, as Frigate writes them.
fn instant(seconds: f64) -> Option<DateTime<Utc>> {
    if !seconds.is_finite() || !(0.0..4e9).contains(&seconds) {
        return None;
    }
    DateTime::from_timestamp_millis((seconds * 1000.0) as i64)
}

#[cfg(test)]
mod tests;
