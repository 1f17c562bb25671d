//! A thousand subscribers on 127.0.0.1, and the time from sending an event to its arrival at each of them.

use crate::{report, stage::Stage};
use app::{
    api::{
        cases::Cases,
        tokens::{TokenOrder, Tokens},
    },
    domain::{permissions::Role, units::Level},
};
use server::http::{HttpOptions, router};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Barrier, mpsc},
};
use tokio_util::sync::CancellationToken;

const SUBSCRIBERS: usize = 1_000;
const EVENTS: usize = 10;

pub async fn measure(stage: &Stage) {
    let stop = CancellationToken::new();
    let options = HttpOptions {
        site_root: stage.folder.path().to_owned(),
        shutdown: stop.clone(),
        concurrency: 2 * SUBSCRIBERS,
        ..HttpOptions::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let service = router(stage.platform.clone(), options).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn({
        let stop = stop.clone();
        async move { axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await }
    });
    let month = stage.platform.month();
    let tree = stage.platform.tree().await.expect("the tree");
    let province = tree.roots(month).find(|unit| unit.code == "36").expect("the demo").clone();
    let tribunal = tree.below(province.id, Level::Tribunal, month)[7].code.clone();
    let order = TokenOrder {
        name: "bench".into(),
        scope: Role::ProvincialSupervisor,
        unit: province.code.clone(),
        days: 1,
    };
    let token = stage.platform.create_token(&Stage::operator(), &order).await.expect("a token").secret;
    let (sender, mut arrivals) = mpsc::unbounded_channel::<Instant>();
    let ready = Arc::new(Barrier::new(SUBSCRIBERS + 1));
    for _ in 0..SUBSCRIBERS {
        let (ready, sender, unit, token) =
            (ready.clone(), sender.clone(), province.code.clone(), token.clone());
        tokio::spawn(async move { follow(address, &unit, &token, &ready, &sender).await });
    }
    ready.wait().await;
    // A lone event goes out at once; one that follows another waits for the end of the second that began with it.
    let apart = HttpOptions::default().live.batch_every + Duration::from_millis(100);
    for (name, pause) in [("a lone event", apart), ("one after another", Duration::ZERO)] {
        let mut delays = Vec::new();
        for event in 0..EVENTS {
            tokio::time::sleep(pause).await;
            let line = format!(
                r#"{{"number":"bench {name} {event}","tribunal":"{tribunal}","filed":"{}"}}"#,
                stage.platform.today()
            );
            let began = Instant::now();
            let lines = Box::pin(futures::stream::iter([Ok(line)]));
            stage.platform.send_cases(&Stage::operator(), "bench", lines).await.expect("a case");
            for _ in 0..SUBSCRIBERS {
                let arrived = arrivals.recv().await.expect("a subscriber");
                delays.push((arrived - began).as_secs_f64());
            }
        }
        report(&format!("live: {SUBSCRIBERS} subscribers, {name}"), delays, None);
    }
    stop.cancel();
    let _ = serving.await;
}

/// Reads the stream as a browser would and tells when a change has arrived.
pub async fn follow(
    address: SocketAddr,
    unit: &str,
    token: &str,
    ready: &Barrier,
    arrivals: &mpsc::UnboundedSender<Instant>,
) {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "GET /api/v1/live?unit={unit} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut lines = BufReader::new(stream).lines();
    let mut waiting = true;
    while let Ok(Some(line)) = lines.next_line().await {
        if waiting && (line.starts_with("id:") || line.starts_with("retry:")) {
            waiting = false;
            ready.wait().await;
        } else if line.starts_with("event: change") || line.starts_with("event:change") {
            let _ = arrivals.send(Instant::now());
        }
    }
}
