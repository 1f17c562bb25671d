//! Telling other systems of alarms, through one that listens.

use crate::{
    common::{Stage, open, operator, stages},
    devices::{furnish, state},
};
use app::{
    api::{
        ListQuery,
        audit::Audit,
        devices::Devices,
        hooks::{HookOrder, Hooks, NewHook},
        reports::Reports,
    },
    domain::{devices::DeviceState, permissions::Role},
};
use chrono::TimeDelta;
use server::{
    ingest::devices::door::{SCHEME, Signature},
    platform::Policy,
    services::hooks::CallRound,
    webhooks::Caller,
};
use sha2::{Digest, Sha256};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Somebody who listens: address, what was heard (signature and body), and the status of the answers.
struct Listener {
    url: String,
    heard: Arc<Mutex<Vec<(String, String)>>>,
    status: Arc<AtomicU16>,
}

impl Listener {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/alarms", listener.local_addr().unwrap());
        let (heard, status) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let (kept, answers) = (heard.clone(), status.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (mut text, mut buffer) = (String::new(), [0; 4096]);
                let body = loop {
                    let read = stream.read(&mut buffer).await.unwrap();
                    text += std::str::from_utf8(&buffer[..read]).unwrap();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length = head.split("Content-Length: ").nth(1).unwrap();
                    if body.len() == length.split("\r\n").next().unwrap().parse::<usize>().unwrap() {
                        break body.to_owned();
                    }
                };
                let signature = text.split("Authorization: ").nth(1).unwrap();
                let signature = signature.split("\r\n").next().unwrap().to_owned();
                kept.lock().unwrap().push((signature, body));
                let answer = format!(
                    "HTTP/1.1 {} X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                    answers.load(Ordering::Relaxed)
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { url, heard, status }
    }

    fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().clone()
    }
}

/// The stage as a deployment that allows its own machine to be told.
async fn allowing(mut stage: Stage) -> Stage {
    let policy = Policy { webhook_private: vec!["127.0.0.1".into()], ..Policy::default() };
    stage.platform = Arc::new(open(&stage.url, stage.folder(), stage.clock.clone(), policy).await);
    furnish(&stage).await;
    stage
}

fn caller() -> Caller {
    Caller::new(&["127.0.0.1".to_owned()], None).unwrap()
}

async fn hook(stage: &Stage, unit: &str, url: &str, kinds: &str) -> NewHook {
    let order = HookOrder { unit: unit.into(), url: url.into(), kinds: kinds.into() };
    stage.platform.add_hook(&operator(), &order).await.unwrap()
}

async fn dark(stage: &Stage, source: &str, address: &str) {
    for is in [DeviceState::Online, DeviceState::Offline] {
        stage.platform.take_device_messages(&operator(), &[state(source, address, is)]).await.unwrap();
    }
}

#[tokio::test]
async fn others_are_told_signed_once_of_what_is_theirs() {
    for stage in stages().await {
        let stage = allowing(stage).await;
        let listener = Listener::start().await;
        let made = hook(&stage, "A", &listener.url, "dark, button").await;
        hook(&stage, "BC", &listener.url, "button").await;
        dark(&stage, "frigate", "court1").await;
        // At BC only buttons are told.
        dark(&stage, "other", "gate").await;
        let sent = |round: CallRound| (round.sent, round.failed, round.given_up);
        assert_eq!(sent(stage.platform.send_calls(&caller()).await.unwrap()), (1, 0, 0));
        assert_eq!(sent(stage.platform.send_calls(&caller()).await.unwrap()), (0, 0, 0));
        let (said, body) = listener.heard().remove(0);
        let signature = Signature::read(said.strip_prefix(SCHEME).unwrap()).unwrap();
        let hash = Sha256::digest(made.secret.as_bytes());
        let key: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(signature.is_of(&key, body.as_bytes()) && signature.token == made.id);
        assert!(!signature.is_of(&key, b"{}"));
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let is = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        assert_eq!((is("event"), is("kind"), is("tribunal")), ("raised".into(), "dark".into(), "AC1".into()));
        assert!(body["call"].is_i64() && body["alarm"].is_i64());
        // Nobody has answered: the next level is told, and they too.
        stage.clock.set(stage.platform.now() + TimeDelta::minutes(3));
        stage.platform.escalate_alarms(&operator()).await.unwrap();
        assert_eq!(sent(stage.platform.send_calls(&caller()).await.unwrap()), (1, 0, 0));
        assert!(listener.heard()[1].1.contains("unanswered"));
        let rows = stage.platform.list_hooks(&operator()).await.unwrap();
        assert_eq!((rows.len(), rows[0].waiting, rows[0].sent_at.is_some()), (2, 0, true));
    }
}

#[tokio::test]
async fn whoever_does_not_answer_is_called_again_and_given_up_with_a_notice() {
    for stage in stages().await {
        let stage = allowing(stage).await;
        let listener = Listener::start().await;
        hook(&stage, "P", &listener.url, "").await;
        dark(&stage, "frigate", "court1").await;
        dark(&stage, "frigate", "check").await;
        // Whoever sends elsewhere is not followed.
        listener.status.store(302, Ordering::Relaxed);
        let first = stage.platform.send_calls(&caller()).await.unwrap();
        assert_eq!((first.sent, first.failed), (0, 2));
        // Not before its time.
        assert_eq!(stage.platform.send_calls(&caller()).await.unwrap(), CallRound::default());
        let row = stage.platform.list_hooks(&operator()).await.unwrap().remove(0);
        assert_eq!((row.waiting, row.error.as_str()), (2, "status 302"));
        let mut given_up = 0;
        for _ in 0..6 {
            stage.clock.set(stage.platform.now() + TimeDelta::hours(6));
            given_up += stage.platform.send_calls(&caller()).await.unwrap().given_up;
        }
        assert_eq!((given_up, listener.heard().len()), (2, 14));
        stage.clock.set(stage.platform.now() + TimeDelta::days(9));
        assert_eq!(stage.platform.send_calls(&caller()).await.unwrap(), CallRound::default());
        // One notice for both.
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let notices = stage.platform.list_notices(&province).await.unwrap();
        let silent: Vec<_> = notices.iter().filter(|notice| notice.kind == "hook_silent").collect();
        assert_eq!((silent.len(), silent[0].href.as_str()), (1, "/safety/devices?tab=hooks"));
        let row = stage.platform.list_hooks(&operator()).await.unwrap().remove(0);
        assert!(row.given_up_at.is_some() && row.waiting == 0);
        // Once it listens again, what comes is told.
        listener.status.store(204, Ordering::Relaxed);
        dark(&stage, "other", "gate").await;
        assert_eq!(stage.platform.send_calls(&caller()).await.unwrap().sent, 1);
    }
}

#[tokio::test]
async fn nothing_inside_is_told_that_was_not_allowed_and_only_who_decides_says_whom() {
    for stage in stages().await {
        furnish(&stage).await;
        let add = async |actor, unit: &str, url: &str, kinds: &str| {
            let order = HookOrder { unit: unit.into(), url: url.into(), kinds: kinds.into() };
            stage.platform.add_hook(actor, &order).await
        };
        let administrator = stage.actor(Role::Administrator, "A").await;
        for (url, reason) in [
            ("http://127.0.0.1:80/", "private_address"),
            ("https://169.254.169.254/latest", "private_address"),
            ("https://[::ffff:10.0.0.1]/", "private_address"),
            ("http://hook.example/", "bad_url"),
        ] {
            assert_eq!(add(&administrator, "A", url, "").await.unwrap_err().reason, reason, "{url}");
        }
        let hook = "https://hook.example/";
        assert_eq!(add(&administrator, "A", hook, "loud").await.unwrap_err().field, "kinds");
        assert_eq!(add(&administrator, "B", hook, "").await.unwrap_err().status(), 403);
        let manager = stage.actor(Role::CourtManager, "AC").await;
        assert_eq!(add(&manager, "AC", hook, "").await.unwrap_err().status(), 403);
        let made = add(&administrator, "A", hook, "").await.unwrap();
        let other = stage.actor(Role::Administrator, "B").await;
        assert_eq!(stage.platform.list_hooks(&other).await.unwrap(), []);
        assert_eq!(stage.platform.end_hook(&other, made.id).await.unwrap_err().status(), 403);
        dark(&stage, "frigate", "court1").await;
        stage.platform.end_hook(&administrator, made.id).await.unwrap();
        assert_eq!(stage.platform.end_hook(&administrator, made.id).await.unwrap_err().status(), 404);
        // What it was still to be told is not told.
        assert_eq!(stage.platform.send_calls(&caller()).await.unwrap(), CallRound::default());
        let log = stage.platform.list_audit(&operator(), &ListQuery::default()).await.unwrap();
        let written = serde_json::to_string(&log).unwrap();
        assert!(written.contains("alarms.hook_end") && !written.contains(&made.secret));
    }
}
