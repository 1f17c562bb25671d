//! What 1,000 cameras say: a second's worth of 50 messages at a time, and as many as there are, through the service that the
//! line to the cameras calls; from the broker to the stream of a browser while 50 messages a second come; and the page of alarms.

use crate::{live::follow, pages::signed_in, report, stage::Stage};
use app::{
    api::{
        devices::{Devices, Registry},
        tokens::{TokenOrder, Tokens},
        units::{Units, UnitsQuery},
    },
    domain::{
        devices::{
            DeviceKind, DeviceOrder, PointKind, PointOrder,
            messages::{Message, Report, Sight, Stage as Seen},
        },
        permissions::Role,
    },
};
use axum::body::Body;
use http_body_util::BodyExt;
use server::{
    http::{HttpOptions, router},
    ingest::devices::mqtt::{Line, listen},
};
use std::{
    io::Write,
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpListener,
    sync::{Barrier, mpsc},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const CAMERAS: usize = 1_000;
/// Messages of a second, and of a burst.
const SECOND: usize = 50;
const BURST: usize = 500;
const RUNS: usize = 100;
/// Alarms whose delay is measured, one at a time.
const ALARMS: usize = 60;
/// What is wanted.
const WANTED: &str = "wanted: 50 messages taken in far less than a second";

pub async fn measure(stage: &Stage) {
    let operator = Stage::operator();
    let query = UnitsQuery { level: Some("tribunal".to_owned()), ..UnitsQuery::default() };
    let tribunals = stage.platform.list_units(&operator, &query).await.expect("tribunals").rows;
    if tribunals.is_empty() {
        return println!("no tribunals: the demo was not loaded");
    }
    let mut registry = Registry::default();
    for (n, tribunal) in tribunals.iter().enumerate() {
        registry.points.push(PointOrder {
            tribunal: tribunal.code.clone(),
            code: "court".to_owned(),
            kind: PointKind::Courtroom,
            name: format!("法庭 {n}"),
            name_en: String::new(),
        });
    }
    for n in 0..CAMERAS {
        registry.devices.push(DeviceOrder {
            tribunal: tribunals[n % tribunals.len()].code.clone(),
            code: format!("cam{n}"),
            kind: DeviceKind::Camera,
            name: format!("摄像机 {n}"),
            point: "court".to_owned(),
            maker: String::new(),
            model: String::new(),
            installed: None,
            serviced: None,
            service_due: None,
            // A Frigate for every ten cameras.
            source: format!("frigate{}", n / 10),
            address: format!("cam{n}"),
            state: None,
            stream: None,
        });
    }
    let began = Instant::now();
    stage.platform.load_devices(&operator, &registry).await.expect("the registry");
    println!("{:<44} {:.2} s", "list 1,000 cameras", began.elapsed().as_secs_f64());
    let mut count = 0;
    let mut one = || {
        count += 1;
        let camera = count * 7 % CAMERAS;
        let sight = Sight {
            stage: Seen::ALL[count % 3],
            objects: vec!["person".to_owned()],
            zones: vec!["door".to_owned()],
            severity: None,
        };
        Message {
            source: format!("frigate{}", camera / 10),
            address: format!("cam{camera}"),
            id: format!("{}", count / 3),
            at: Some(stage.platform.now()),
            what: Report::Sight(sight),
        }
    };
    for (name, size) in [("take 50 messages of cameras", SECOND), ("take 500 messages of cameras", BURST)] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let messages: Vec<_> = (0..size).map(|_| one()).collect();
            let began = Instant::now();
            stage.platform.take_device_messages(&operator, &messages).await.expect("a receipt");
            times.push(began.elapsed().as_secs_f64());
        }
        let all: f64 = times.iter().sum();
        report(name, times, None);
        println!("{:<44} {:.0} messages/s", "", (RUNS * size) as f64 / all);
    }
    println!("{WANTED}");
    delay(stage).await;
    page(stage).await;
}

/// A program that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A broker, its port and its folder.
async fn broker() -> Option<(Running, u16, tempfile::TempDir)> {
    let places = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"];
    let program = places.into_iter().find(|path| Path::new(path).is_file())?;
    let folder = tempfile::tempdir().ok()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let file = folder.path().join("broker.conf");
    let text = format!("allow_anonymous true\nmax_queued_messages 0\nlistener {port} 127.0.0.1\n");
    std::fs::write(&file, text).ok()?;
    let mut command = Command::new(program);
    command.arg("-c").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
    let running = Running(command.spawn().ok()?);
    // Whoever speaks to it before it listens is gone.
    let began = Instant::now();
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        if began.elapsed() > Duration::from_secs(10) {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Some((running, port, folder))
}

/// Sends every line it is given to a topic.
fn sender(port: u16, topic: &str) -> Option<(Running, ChildStdin)> {
    let mut command = Command::new("mosquitto_pub");
    command.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-q", "1", "-l", "-t", topic]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let input = child.stdin.take()?;
    Some((Running(child), input))
}

/// From the broker to the stream of a browser at the province: a camera goes and comes back, while 50 messages a second come.
async fn delay(stage: &Stage) {
    let Some((_broker, port, _folder)) = broker().await else {
        return println!("no mosquitto: the delay of alarms is not measured");
    };
    let stop = CancellationToken::new();
    let options = HttpOptions {
        site_root: stage.folder.path().to_owned(),
        shutdown: stop.clone(),
        ..HttpOptions::default()
    };
    // What comes within a second of another change waits for its end: each is alone.
    let apart = options.live.batch_every + Duration::from_millis(100);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let service = router(stage.platform.clone(), options).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn({
        let stop = stop.clone();
        async move { axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await }
    });
    let line = Line {
        client: "jiceng-bench".to_owned(),
        prefixes: vec!["frigate0".to_owned(), "frigate1".to_owned()],
        ..Line::parse(&format!("mqtt://127.0.0.1:{port}")).expect("a line")
    };
    let listening = tokio::spawn(listen(stage.platform.clone(), line, stop.clone()));
    let order =
        TokenOrder { name: "bench".into(), scope: Role::ProvincialSupervisor, unit: "36".into(), days: 1 };
    let token = stage.platform.create_token(&Stage::operator(), &order).await.expect("a token").secret;
    let (arrived, mut arrivals) = mpsc::unbounded_channel::<Instant>();
    let ready = Arc::new(Barrier::new(2));
    let following = tokio::spawn({
        let ready = ready.clone();
        async move { follow(address, "36", &token, &ready, &arrived).await }
    });
    ready.wait().await;
    let (Some((_many, mut many)), Some((_one, mut one))) =
        (sender(port, "frigate0/events"), sender(port, "frigate1/cam10/status/detect"))
    else {
        return println!("no mosquitto_pub: the delay of alarms is not measured");
    };
    let platform = stage.platform.clone();
    let load = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / SECOND as u32);
        for n in 0_u64.. {
            ticks.tick().await;
            let (camera, now) = (n % 10, platform.now().timestamp());
            // A car raises nothing: what is measured is the alarm.
            let text = format!(
                r#"{{"type":"new","before":{{}},"after":{{"id":"load{n}","camera":"cam{camera}","label":"car","frame_time":{now}.5,"start_time":{now}.5,"end_time":null}}}}"#
            );
            if writeln!(many, "{text}").is_err() {
                return;
            }
        }
    });
    let mut delays = Vec::new();
    for n in 0..=ALARMS {
        tokio::time::sleep(apart).await;
        while arrivals.try_recv().is_ok() {}
        let began = Instant::now();
        writeln!(one, "{}", if n % 2 == 0 { "online" } else { "offline" }).expect("a message");
        match tokio::time::timeout(Duration::from_secs(10), arrivals.recv()).await {
            // The first one waits for the line to be up.
            Ok(Some(at)) if n > 0 => delays.push((at - began).as_secs_f64()),
            Ok(_) => {}
            // What is said before the line is up nobody hears.
            Err(_) if n == 0 => {}
            Err(_) => println!("an alarm did not arrive within 10 s"),
        }
    }
    if delays.is_empty() {
        println!("no alarm arrived");
    } else {
        report("alarm: from the broker to the browser", delays, None);
        println!("wanted: p99 under 1 s at {SECOND} messages a second");
    }
    load.abort();
    following.abort();
    stop.cancel();
    let _ = listening.await;
    let _ = serving.await;
}

/// The page of alarms with 325 tribunals, and the matrix of their points.
async fn page(stage: &Stage) {
    let options = HttpOptions { site_root: stage.folder.path().to_owned(), ..HttpOptions::default() };
    let router = router(stage.platform.clone(), options);
    let cookie = signed_in(&router).await;
    for path in ["/safety", "/safety/wall", "/safety/map", "/safety/devices"] {
        let (mut times, mut size) = (Vec::new(), 0);
        for _ in 0..RUNS / 4 {
            let request = http::Request::get(path).header("accept-language", "zh").header("cookie", &cookie);
            let request = request.body(Body::empty()).expect("a request");
            let began = Instant::now();
            let response = router.clone().oneshot(request).await.expect("an answer");
            let status = response.status();
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            times.push(began.elapsed().as_secs_f64());
            assert!(status.is_success(), "{status}");
            size = body.len();
        }
        report(&format!("page: {path}, {} KB of HTML", size / 1024), times, None);
    }
}
