//! The line to the cameras: an MQTT client with a persistent session. A message is acknowledged when it is committed, and
//! not before, so what the database cannot take for a while stays with the broker.
//!
//! One connection at a time has a reader, a queue and a writer. When the connection is lost, the writer commits what is in
//! the queue, and the next connection begins with an empty one: acknowledgements never go astray.

use super::frigate;
use crate::platform::Platform;
use app::{
    api::devices::Devices as _,
    domain::{devices::messages::Message, permissions::Actor},
};
use rumqttc::{
    AckMode, AsyncClient, Event, EventLoop, LastWill, ManualAck, MqttOptions, Packet, PublishOptions, QoS,
    TlsConfiguration, Transport,
};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Messages that may wait for the database. The broker sends no more than it may have unacknowledged (mosquitto:
/// `max_inflight_messages`); beyond it are only those that nobody has to acknowledge.
const QUEUE: usize = 4_096;
/// Messages of one transaction.
const BATCH: usize = 500;
/// Waits between attempts, in milliseconds: doubled up to the longest.
const SHORTEST: u64 = 250;
const LONGEST: u64 = 30_000;
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// Largest message; an event of Frigate has some kilobytes.
const MOST_BYTES: usize = 256 * 1024;

/// Where the broker is, and who we are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether by TLS.
    pub tls: bool,
    /// Name and password.
    pub credentials: Option<(String, String)>,
    /// Certificate of the authority, instead of those of the system.
    pub ca: Option<PathBuf>,
    /// The name of our session.
    pub client: String,
    /// Topic prefixes; `+` stands for any one part.
    pub prefixes: Vec<String>,
}

/// Why there can be no line.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The certificate cannot be read.
    #[error("the certificate {path} cannot be read: {error}")]
    Certificate {
        /// Path.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The system has no certificates, or the one given is none.
    #[error("no TLS: {0}")]
    Tls(String),
}

impl Line {
    /// Reads `mqtt://NAME:PASSWORD@HOST:PORT` or `mqtts://…`; `%` escapes as in addresses.
    ///
    /// # Errors
    /// What is wrong, without the text: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, String> {
        let (tls, rest) = match (url.strip_prefix("mqtt://"), url.strip_prefix("mqtts://")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err("begins with neither mqtt:// nor mqtts://".to_owned()),
        };
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((who, place)) => {
                let (name, password) = who.split_once(':').unwrap_or((who, ""));
                (Some((decoded(name), decoded(password))), place)
            }
            None => (None, rest),
        };
        let place = place.trim_end_matches('/');
        let usual = if tls { 8883 } else { 1883 };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| "has no port that is a number".to_owned())?)
            }
            _ => (place, usual),
        };
        if host.is_empty() || host.contains('/') {
            return Err("names no host".to_owned());
        }
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, tls, credentials, ca: None, client: String::new(), prefixes: vec![] })
    }

    /// The topic that tells whether we listen.
    pub fn status_topic(&self) -> String {
        format!("jiceng/{}/available", self.client)
    }

    fn options(&self) -> Result<MqttOptions, LineError> {
        let mut options = MqttOptions::new(self.client.clone(), (self.host.clone(), self.port));
        let will = LastWill::new(self.status_topic(), "offline", QoS::AtLeastOnce, true);
        options
            .set_keep_alive(15)
            .set_ack_mode(AckMode::Manual)
            .set_clean_session(false)
            .set_max_packet_size(MOST_BYTES, MOST_BYTES)
            .set_last_will(will);
        if let Some((name, password)) = &self.credentials {
            options.set_credentials(name.clone(), password.clone());
        }
        if self.tls {
            options.set_transport(self.transport()?);
        }
        Ok(options)
    }

    fn transport(&self) -> Result<Transport, LineError> {
        let Some(path) = &self.ca else {
            return Transport::try_tls_with_default_config()
                .map_err(|error| LineError::Tls(error.to_string()));
        };
        let ca = std::fs::read(path)
            .map_err(|error| LineError::Certificate { path: path.display().to_string(), error })?;
        Ok(Transport::tls_with_config(TlsConfiguration::Simple { ca, alpn: None, client_auth: None }))
    }
}

/// `%40` for `@` and the like.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How a connection has ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// We are to stop.
    Stopped,
    /// It was there and is lost.
    Lost,
    /// It never came to be.
    Failed,
}

/// A message that waits, and what is to be acknowledged when it is committed.
type Waiting = (Option<Message>, Option<ManualAck>);

/// Listens until `stop`.
///
/// # Errors
/// When the certificate cannot be read: before anything is tried.
pub async fn listen(platform: Arc<Platform>, line: Line, stop: CancellationToken) -> Result<(), LineError> {
    let options = line.options()?;
    let mut wait = SHORTEST;
    let mut was_up = true;
    while !stop.is_cancelled() {
        let (client, events) = AsyncClient::builder(options.clone()).capacity(QUEUE).build();
        let (queue, waiting) = mpsc::channel(QUEUE);
        let writer = tokio::spawn(write(platform.clone(), client.clone(), waiting, stop.clone()));
        let mut noting = None;
        let ended = read(&platform, &line, (client, events), queue, &stop, &mut noting).await;
        if let Err(error) = writer.await {
            tracing::error!(%error, "whoever writes device messages broke");
        }
        if let Some(noting) = noting
            && let Err(error) = noting.await
        {
            tracing::error!(%error, "whoever notes the state of the line broke");
        }
        match ended {
            Ended::Stopped => break,
            Ended::Lost => {
                (wait, was_up) = (SHORTEST, true);
            }
            Ended::Failed => wait = (wait * 2).min(LONGEST),
        }
        if std::mem::take(&mut was_up) {
            note_line(&platform, false).await;
        }
        // Not all of us at once, when a broker comes back.
        let jitter = u64::from(platform.random::<1>()[0]);
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(Duration::from_millis(wait + jitter)) => {}
        }
    }
    note_line(&platform, false).await;
    Ok(())
}

async fn note_line(platform: &Platform, up: bool) {
    metrics::gauge!("jiceng_device_line_up").set(if up { 1.0 } else { 0.0 });
    if let Err(failure) = platform.note_device_line(up).await {
        tracing::warn!(%failure, up, "the state of the line to the cameras could not be noted");
    }
}

/// Reads one connection until it ends.
async fn read(
    platform: &Arc<Platform>,
    line: &Line,
    (client, mut events): (AsyncClient, EventLoop),
    queue: mpsc::Sender<Waiting>,
    stop: &CancellationToken,
    noting: &mut Option<JoinHandle<()>>,
) -> Ended {
    let mut up = false;
    loop {
        let event = tokio::select! {
            () = stop.cancelled() => {
                if up {
                    say_goodbye(line, &client, &mut events).await;
                }
                return Ended::Stopped;
            }
            event = events.poll() => event,
        };
        match event {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                up = true;
                tracing::info!(host = %line.host, "the line to the cameras is up");
                if let Err(error) = introduce(line, &client) {
                    tracing::error!(%error, "the topics of the cameras are refused");
                    return Ended::Failed;
                }
                // Beside the reading: a database that waits must not make the broker believe that we are gone.
                let platform = platform.clone();
                *noting = Some(tokio::spawn(async move { note_line(&platform, true).await }));
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => {
                let topic = String::from_utf8_lossy(&publish.topic);
                let message = match frigate::read(&topic, &publish.payload) {
                    Ok(message) => message,
                    Err(unreadable) => {
                        metrics::counter!("jiceng_device_messages_total", "result" => "unreadable")
                            .increment(1);
                        tracing::debug!(%unreadable, "a device message");
                        None
                    }
                };
                let ack = client.prepare_ack(&publish);
                if queue.try_send((message, ack)).is_err() {
                    // The database is far behind. What is not acknowledged comes again.
                    tracing::warn!("device messages wait for the database; hanging up for a while");
                    return Ended::Lost;
                }
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, up, "the line to the cameras");
                return if up { Ended::Lost } else { Ended::Failed };
            }
        }
    }
}

/// Says what we want to hear, and that we listen. States are retained by the broker and come anew each time.
fn introduce(line: &Line, client: &AsyncClient) -> Result<(), rumqttc::ClientError> {
    for filter in line.prefixes.iter().flat_map(|prefix| frigate::filters(prefix)) {
        client.try_subscribe(filter, QoS::AtLeastOnce)?;
    }
    client.try_publish(line.status_topic(), "online", PublishOptions::new(QoS::AtLeastOnce).retain(true))
}

async fn say_goodbye(line: &Line, client: &AsyncClient, events: &mut EventLoop) {
    let said = PublishOptions::new(QoS::AtLeastOnce).retain(true);
    if client.try_publish(line.status_topic(), "offline", said).is_ok() && client.try_disconnect().is_ok() {
        let _ = tokio::time::timeout(GOODBYE, async { while events.poll().await.is_ok() {} }).await;
    }
}

/// Commits what is in the queue, as much as there is in one transaction, and acknowledges it then. Ends with the queue.
async fn write(
    platform: Arc<Platform>,
    client: AsyncClient,
    mut waiting: mpsc::Receiver<Waiting>,
    stop: CancellationToken,
) {
    let us = Actor::operator("mqtt");
    let mut batch: Vec<Waiting> = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (messages, acks): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let messages: Vec<Message> = messages.into_iter().flatten().collect();
        let mut wait = SHORTEST;
        while let Err(failure) = platform.take_device_messages(&us, &messages).await {
            tracing::warn!(%failure, count = messages.len(), "device messages wait for the database");
            tokio::select! {
                // They are not acknowledged: the broker keeps them.
                () = stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_millis(wait)) => {}
            }
            wait = (wait * 2).min(LONGEST);
        }
        for ack in acks.into_iter().flatten() {
            // The connection may be gone: then they come again, and add nothing.
            if client.manual_ack(ack).await.is_err() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_host_port_and_who_we_are() {
        let line = Line::parse("mqtts://cam:p%40ss:x@broker.court.example:8884").unwrap();
        assert_eq!((line.host.as_str(), line.port, line.tls), ("broker.court.example", 8884, true));
        assert_eq!(line.credentials, Some(("cam".into(), "p@ss:x".into())));
        let line = Line::parse("mqtt://127.0.0.1").unwrap();
        assert_eq!(
            (line.host.as_str(), line.port, line.tls, line.credentials),
            ("127.0.0.1", 1883, false, None)
        );
        let line = Line::parse("mqtt://[::1]:1884/").unwrap();
        assert_eq!((line.host.as_str(), line.port), ("::1", 1884));
        assert_eq!(Line::parse("mqtts://[::1]").unwrap().port, 8883);
        for bad in ["http://a", "mqtt://", "mqtt://a:b", "mqtt://a/b/c"] {
            assert!(Line::parse(bad).is_err(), "{bad}");
        }
    }
}
