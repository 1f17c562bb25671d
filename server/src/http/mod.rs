//! The ways in by HTTP: pages, server functions, REST, live stream. Nothing here decides anything: requests are
//! read, the services asked, answers written.

mod answers;
mod api;
mod forms;
mod guard;
mod headers;
mod housekeeping;
mod identity;
mod live;
mod observe;
mod pages;
mod params;
mod rate;
pub(crate) mod tables;
mod texts;
mod voice;
mod workbooks;

use crate::{platform::Platform, services::live::Hub, store};
use app::{api::Services, prints::KeptPrints};
use axum::{Router, middleware};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite, cookie::time};

pub use api::openapi;

/// How the web server is to behave.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Whether people reach it by `https:`; cookies are then sent no other way.
    pub https: bool,
    /// Whether a proxy of ours stands before it, whose last `X-Forwarded-For` entry tells the address.
    pub behind_proxy: bool,
    /// The address under which people reach it; without it, what their browsers say.
    pub public_url: Option<String>,
    /// The folder of the built client, with `site.json`.
    pub site_root: PathBuf,
    /// Whoever sends this as bearer token may read `/metrics` from elsewhere; without it only this machine may.
    pub metrics_token: Option<String>,
    /// Largest file that can be uploaded, in bytes.
    pub upload_limit: usize,
    /// Largest request of case lines, unpacked, in bytes.
    pub cases_limit: u64,
    /// Longest time for an answer.
    pub timeout: Duration,
    /// Longest time for an upload to be read, checked and taken over.
    pub upload_timeout: Duration,
    /// Requests worked on at a time; more wait.
    pub concurrency: usize,
    /// The live stream.
    pub live: LiveOptions,
    /// Cancelled when the server is to stop: live streams end, so that nothing has to be cut off.
    pub shutdown: CancellationToken,
}

/// How the live stream is to behave.
#[derive(Debug, Clone)]
pub struct LiveOptions {
    /// Least time between two batches to one subscriber.
    pub batch_every: Duration,
    /// Time between two signs of life.
    pub heartbeat: Duration,
    /// How often it is checked whether a subscriber may still follow.
    pub recheck: Duration,
    /// How often the database is asked although nothing was announced.
    pub poll_every: Duration,
    /// Subscribers at a time.
    pub subscribers: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            https: false,
            behind_proxy: false,
            public_url: None,
            site_root: PathBuf::from("site"),
            metrics_token: None,
            upload_limit: 64 << 20,
            cases_limit: 4 << 30,
            timeout: Duration::from_secs(30),
            upload_timeout: Duration::from_secs(900),
            concurrency: 512,
            live: LiveOptions::default(),
            shutdown: CancellationToken::new(),
        }
    }
}

impl Default for LiveOptions {
    fn default() -> Self {
        Self {
            batch_every: Duration::from_secs(1),
            heartbeat: Duration::from_secs(15),
            recheck: Duration::from_secs(30),
            poll_every: Duration::from_secs(3),
            subscribers: 10_000,
        }
    }
}

/// What every handler may need.
#[derive(Debug, Clone)]
struct Web {
    platform: Arc<Platform>,
    options: Arc<HttpOptions>,
    hub: Arc<Hub>,
    subscribers: Arc<tokio::sync::Semaphore>,
    /// Requests of case lines by sender: so many lines fit into one that nobody needs more.
    case_rate: Arc<rate::Rate>,
    /// Forms of the public by address: a whole waiting room may sit behind one.
    voice_rate: Arc<rate::Rate>,
    /// The address of the style sheet, for pages without a client.
    style: Arc<str>,
    /// Pieces of pages that have been printed lately.
    prints: Arc<KeptPrints>,
}

impl Web {
    fn services(&self) -> Arc<dyn Services> {
        self.platform.clone()
    }
}

/// Hours a session lasts without use.
const IDLE_HOURS: i64 = 12;

/// The whole web server. Must be called within a tokio runtime: the live hub starts.
pub fn router(platform: Arc<Platform>, options: HttpOptions) -> Router {
    let hub = Hub::start(platform.clone(), options.live.poll_every, options.shutdown.clone());
    let subscribers = Arc::new(tokio::sync::Semaphore::new(options.live.subscribers));
    let case_rate = Arc::new(rate::Rate::new(600, chrono::TimeDelta::milliseconds(50)));
    let voice_rate = Arc::new(rate::Rate::new(20, chrono::TimeDelta::seconds(60)));
    let style = pages::style(&options.site_root).into();
    let options = Arc::new(options);
    let web =
        Web { platform, options, hub, subscribers, case_rate, voice_rate, style, prints: Arc::default() };
    let options = &web.options;
    tokio::spawn(housekeeping::keep_house(web.platform.clone(), options.shutdown.clone()));

    let sessions = SessionManagerLayer::new(store::Sessions::new(web.platform.db.clone()))
        .with_name(session_cookie(options.https))
        .with_secure(options.https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(IDLE_HOURS)));
    let timely = |limit| {
        (
            middleware::from_fn(answers::say_timeouts),
            TimeoutLayer::with_status_code(http::StatusCode::REQUEST_TIMEOUT, limit),
            GlobalConcurrencyLimitLayer::new(options.concurrency),
        )
    };
    let quick = Router::new()
        .merge(api::quick(&web))
        .merge(forms::routes(&web))
        .merge(voice::routes(&web))
        .merge(pages::routes(&web))
        .layer(timely(options.timeout));
    let slow = api::slow(&web).layer(timely(options.upload_timeout));
    let known = quick
        .merge(slow)
        .merge(api::endless(&web))
        .layer(middleware::from_fn_with_state(web.clone(), identity::identify))
        .layer(sessions)
        .layer(middleware::from_fn(guard::same_site_only));
    known
        .merge(pages::client_files(options))
        .merge(texts::routes())
        .merge(observe::routes(&web))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(web.clone(), headers::secure))
        .layer(CatchPanicLayer::custom(answers::panicked))
        .layer(middleware::from_fn_with_state(web.clone(), observe::observe))
}

/// Name of the cookie; the prefix binds it to this very host, and browsers take it by `https:` only.
fn session_cookie(https: bool) -> &'static str {
    if https { "__Host-jiceng" } else { "jiceng" }
}
