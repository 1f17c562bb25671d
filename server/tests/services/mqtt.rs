//! The line to the cameras, through a real mosquitto: name and password, TLS, last will, and that nothing is lost.

use crate::{
    common::{Stage, at, operator, stage_on, stages},
    devices::{MAP, alarms},
};
use app::{
    api::{
        ListQuery,
        alarms::{Alarms, AlarmsQuery},
        devices::{Devices, DevicesQuery},
    },
    domain::{alarms::AlarmKind, devices::DeviceState},
};
use server::ingest::devices::{
    mapping,
    mqtt::{Line, listen},
};
use std::{
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A broker; ended when dropped.
struct Broker {
    child: Child,
    port: u16,
    tls: u16,
    folder: tempfile::TempDir,
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let places = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut places = places.unwrap_or_default();
    // Where Debian puts it is not in everybody's path.
    places.push("/usr/sbin".into());
    places.into_iter().map(|place| place.join("mosquitto")).find(|path| path.is_file())
}

fn run(program: &str, folder: &Path, args: &[&str]) {
    let done = Command::new(program).current_dir(folder).args(args).output().unwrap();
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Broker {
    /// Starts one with a listener of each kind; none, and a word about it, where there is no mosquitto.
    fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("mosquitto is not installed: the line to the cameras is not tested");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        // A server's own certificate, and no authority's.
        let leaf = ["-addext", "basicConstraints=critical,CA:FALSE"];
        let key = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem"];
        run("openssl", path, &[&["req", "-x509", "-days", "2"][..], &key, &subject, &leaf].concat());
        // Files of the user who runs the test, also where that is root.
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        let (port, tls) = (free_port(), free_port());
        let text = format!(
            "user {user}\nper_listener_settings false\nallow_anonymous false\npassword_file {0}/passwords\n\
             upgrade_outgoing_qos true\nmax_queued_messages 0\n\
             listener {port} 127.0.0.1\nlistener {tls} 127.0.0.1\ncertfile {0}/cert.pem\nkeyfile {0}/key.pem\n",
            path.display()
        );
        std::fs::write(path.join("passwords"), "").unwrap();
        run("mosquitto_passwd", path, &["-b", "passwords", "cam", "s3cret"]);
        std::fs::write(path.join("broker.conf"), text).unwrap();
        let child = Self::spawn(&program, path);
        Some(Self { child, port, tls, folder })
    }

    fn spawn(program: &Path, folder: &Path) -> Child {
        let log = std::fs::File::create(folder.join("log")).unwrap();
        Command::new(program)
            .arg("-c")
            .arg(folder.join("broker.conf"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// Ends it as a power cut would, and starts it again on the same port.
    fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.child = Self::spawn(&program().unwrap(), self.folder.path());
    }

    fn line(&self, password: &str) -> Line {
        Line {
            client: "jiceng-test".to_owned(),
            prefixes: vec!["frigate".to_owned(), "other".to_owned()],
            ..Line::parse(&format!("mqtt://cam:{password}@127.0.0.1:{}", self.port)).unwrap()
        }
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        let port = self.port.to_string();
        command.args(["-h", "127.0.0.1", "-p", &port, "-u", "cam", "-P", "s3cret", "-q", "1"]);
        command
    }

    /// Sends messages, one a line, once the broker is there; as often as it takes.
    async fn publish(&self, topic: &str, lines: &[String]) {
        until(async || {
            let mut child = self
                .tool("mosquitto_pub")
                .args(["-t", topic, "-l"])
                .stdin(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let said = child.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes());
            child.wait().unwrap().success() && said.is_ok()
        })
        .await;
    }

    /// What the broker keeps of whether we listen.
    fn available(&self) -> String {
        let done =
            self.tool("mosquitto_sub").args(["-t", "jiceng/+/available", "-C", "1", "-W", "5"]).output();
        String::from_utf8(done.unwrap().stdout).unwrap().trim().to_owned()
    }
}

/// Looks again and again, until it is so.
async fn until(mut is: impl AsyncFnMut() -> bool) {
    let looking = async {
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        loop {
            looks.tick().await;
            if is().await {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it never came to be");
}

async fn furnish(stage: &Stage) {
    // 22:00 in Jiangxi.
    stage.clock.set(at("2026-11-24T14:00:00Z"));
    let registry = mapping::read("map.toml", MAP).unwrap();
    stage.platform.load_devices(&operator(), &registry).await.unwrap();
}

fn begin(stage: &Stage, line: Line) -> (CancellationToken, tokio::task::JoinHandle<()>) {
    let (stop, platform) = (CancellationToken::new(), stage.platform.clone());
    let ends = stop.clone();
    (stop, tokio::spawn(async move { listen(platform, line, ends).await.unwrap() }))
}

async fn line_is(stage: &Stage) -> Option<bool> {
    stage.platform.coverage(&operator(), "", &ListQuery::default()).await.unwrap().line.map(|line| line.0)
}

async fn camera(stage: &Stage, address: &str) -> DeviceState {
    let rows = stage.platform.list_devices(&operator(), &DevicesQuery::default()).await.unwrap().rows;
    rows.into_iter().find(|row| row.address == address).unwrap().state
}

async fn times(stage: &Stage) -> i64 {
    alarms(stage).await.iter().filter(|row| row.kind == AlarmKind::Presence).map(|row| row.times).sum()
}

fn somebody(n: u32) -> String {
    // 21:59:00 and a bit in Jiangxi.
    let seconds = at("2026-11-24T13:59:00Z").timestamp();
    format!(
        r#"{{"type":"new","before":{{}},"after":{{"id":"{n}","camera":"court1","label":"person","frame_time":{seconds}.5,"start_time":{seconds}.5,"end_time":null}}}}"#
    )
}

fn people(from: u32, to: u32) -> Vec<String> {
    (from..to).map(somebody).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_through_the_broker_and_the_last_will_tells_when_we_are_gone() {
    let Some(broker) = Broker::start() else { return };
    for stage in stages().await {
        furnish(&stage).await;
        let (stop, task) = begin(&stage, broker.line("s3cret"));
        until(async || line_is(&stage).await == Some(true)).await;
        broker.publish("frigate/court1/status/detect", &["online".to_owned(), "offline".to_owned()]).await;
        broker.publish("frigate/roof/status/detect", &["online".to_owned()]).await;
        broker.publish("frigate/events", &["no json".to_owned(), somebody(1)]).await;
        until(async || times(&stage).await == 1).await;
        until(async || alarms(&stage).await.iter().any(|row| row.kind == AlarmKind::Dark)).await;
        let strangers = stage.platform.unknown_devices(&operator(), &ListQuery::default()).await.unwrap();
        assert_eq!(strangers.rows[0].address, "roof");
        assert_eq!(broker.available(), "online");
        stop.cancel();
        task.await.unwrap();
        assert_eq!(broker.available(), "offline");
        assert_eq!(line_is(&stage).await, Some(false));
        // Whoever is cut off says nothing any more: the broker does.
        let (_stop, task) = begin(&stage, broker.line("s3cret"));
        until(async || line_is(&stage).await == Some(true)).await;
        until(async || broker.available() == "online").await;
        task.abort();
        until(async || broker.available() == "offline").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_counted_twice_while_the_database_waits_and_we_are_killed() {
    let Some(broker) = Broker::start() else { return };
    for stage in stages().await {
        furnish(&stage).await;
        let (_stop, task) = begin(&stage, broker.line("s3cret"));
        until(async || line_is(&stage).await == Some(true)).await;
        // The broker knows our session from here on.
        broker.publish("frigate/events", &people(0, 1)).await;
        until(async || times(&stage).await == 1).await;
        // Nobody can write: what comes is not acknowledged.
        let mut held = stage.platform.db.begin().await.unwrap();
        held.lock_writers().await.unwrap();
        broker.publish("frigate/events", &people(1, 60)).await;
        task.abort();
        let _ = task.await;
        broker.publish("frigate/events", &people(60, 120)).await;
        drop(held);
        let (stop, task) = begin(&stage, broker.line("s3cret"));
        until(async || times(&stage).await == 120).await;
        // All of it again is nothing new.
        broker.publish("frigate/events", &people(0, 121)).await;
        until(async || times(&stage).await == 121).await;
        stop.cancel();
        task.await.unwrap();
        assert_eq!(times(&stage).await, 121);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_comes_back_is_found_again_and_a_wrong_password_lets_nobody_in() {
    let Some(mut broker) = Broker::start() else { return };
    let stage = stages().await.remove(0);
    furnish(&stage).await;
    let (stop, task) = begin(&stage, broker.line("wrong"));
    let refused =
        || std::fs::read_to_string(broker.folder.path().join("log")).unwrap().contains("not authorised");
    until(async || refused()).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(line_is(&stage).await, Some(false));
    let (stop, task) = begin(&stage, broker.line("s3cret"));
    until(async || line_is(&stage).await == Some(true)).await;
    broker.restart();
    until(async || {
        broker.publish("frigate/check/status/detect", &["online".to_owned()]).await;
        camera(&stage, "check").await == DeviceState::Online
    })
    .await;
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_may_be_encrypted_and_another_authority_is_not_trusted() {
    let Some(broker) = Broker::start() else { return };
    let stage = stages().await.remove(0);
    furnish(&stage).await;
    let line = |ca: Option<PathBuf>| Line {
        host: "localhost".to_owned(),
        port: broker.tls,
        tls: true,
        ca,
        ..broker.line("s3cret")
    };
    let missing = listen(stage.platform.clone(), line(Some("nowhere.pem".into())), CancellationToken::new());
    assert!(missing.await.unwrap_err().to_string().contains("nowhere.pem"));
    let (stop, task) = begin(&stage, line(Some(broker.folder.path().join("cert.pem"))));
    until(async || line_is(&stage).await == Some(true)).await;
    broker.publish("frigate/court1/status/detect", &["online".to_owned()]).await;
    until(async || camera(&stage, "court1").await == DeviceState::Online).await;
    stop.cancel();
    task.await.unwrap();
}

/// A PostgreSQL that can be cut off; gone when dropped.
struct Database {
    folder: tempfile::TempDir,
    url: String,
}

impl Database {
    fn script(args: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/postgres");
        let done = Command::new(script).args(args).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    /// One that keeps what it has said it keeps; none where PostgreSQL is not tested.
    fn start() -> Option<Self> {
        if std::env::var_os("JICENG_TEST_POSTGRES_URL").is_none() {
            eprintln!("PostgreSQL is not tested: JICENG_TEST_POSTGRES_URL is not set");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        // Another user than ours has to get in.
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), mode).unwrap();
        let place = folder.path().join("pg");
        let url = Self::script(&["start", "--durable", place.to_str().unwrap()]);
        Some(Self { folder, url })
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("pg")
    }

    async fn crash(&self) {
        let place = self.place();
        let cut = move || Self::script(&["crash", place.to_str().unwrap()]);
        tokio::task::spawn_blocking(cut).await.unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        Self::script(&["stop", self.place().to_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_counted_twice_while_postgresql_is_cut_off_and_starts_again() {
    let (Some(broker), Some(database)) = (Broker::start(), Database::start()) else { return };
    let stage = stage_on(&database.url).await;
    furnish(&stage).await;
    let (stop, task) = begin(&stage, broker.line("s3cret"));
    until(async || line_is(&stage).await == Some(true)).await;
    // While it is away nobody can ask either.
    let counted = async || {
        let query = AlarmsQuery { state: "all".into(), ..AlarmsQuery::default() };
        let found = stage.platform.list_alarms(&operator(), &query).await.ok()?;
        Some(found.page.rows.iter().map(|row| row.times).sum::<i64>())
    };
    for round in 0..3_u32 {
        let (first, all) = (people(round * 200, round * 200 + 100), round * 200 + 200);
        let cut = database.crash();
        let sent = async {
            broker.publish("frigate/events", &first).await;
            broker.publish("frigate/events", &people(round * 200 + 100, all)).await;
        };
        tokio::join!(cut, sent);
        until(async || counted().await == Some(i64::from(all))).await;
    }
    stop.cancel();
    task.await.unwrap();
    assert_eq!(counted().await, Some(600));
}
