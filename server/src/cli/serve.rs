//! `jiceng serve`: pages, REST and the live stream, until a signal comes.

use super::{
    context::{Context, End, Outcome, Stop},
    output::message,
};
use crate::{
    config::Config,
    demo::feed,
    http::{self, HttpOptions},
    ingest::devices::mqtt,
    mail::Mailer,
    webhooks::Caller,
};
use axum::Router;
use clap::Args;
use std::{net::SocketAddr, time::Duration};
use tokio::net::TcpListener;

/// How long open requests may take to end after the signal; live streams end at once.
const GRACE: Duration = Duration::from_secs(10);

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng serve
  jiceng serve --listen 0.0.0.0:8080 --public-url https://court.example --database-url postgres://jiceng@db/jiceng
  jiceng demo --if-empty && jiceng serve --feed-demo")]
pub(super) struct ServeArgs {
    /// Send small simulated case events through POST /api/v1/cases, as a case system would
    #[arg(long)]
    feed_demo: bool,
}

/// Serves until it is told to stop.
pub(super) async fn run(context: &Context, args: &ServeArgs) -> Outcome {
    // Whatever is wrong with the client or the boundaries is said before anybody can come.
    context.platform.prepare_maps().map_err(|error| Stop::Refused(error.to_string()))?;
    let router = router(context);
    let listen = context.config.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| Stop::Refused(format!("listen ({listen}): {error}; is another server running?")))?;
    let address = listener.local_addr().map_err(|error| Stop::Internal(error.to_string()))?;
    let feeder = args.feed_demo.then(|| {
        let (platform, stop) = (context.platform.clone(), context.stop.clone());
        tokio::spawn(async move { feed::run(&platform, address, &stop).await })
    });
    let mailer = mailer(&context.config)?;
    let post = mailer.map(|mailer| {
        let (platform, stop, config) =
            (context.platform.clone(), context.stop.clone(), context.config.clone());
        tokio::spawn(async move {
            let url = config.public_url.as_deref();
            platform.keep_mailing(&mailer, url, config.mail_every, &stop).await;
        })
    });
    let line = context.config.device_line().map(|line| {
        let (platform, stop) = (context.platform.clone(), context.stop.clone());
        tokio::spawn(async move { mqtt::listen(platform, line, stop).await })
    });
    let watch = {
        let (platform, stop) = (context.platform.clone(), context.stop.clone());
        tokio::spawn(async move { platform.keep_watch(&stop).await })
    };
    let policy = &context.platform.policy;
    let caller = Caller::new(&policy.webhook_private, policy.webhook_ca.as_deref())
        .map_err(|fault| Stop::Refused(format!("webhook_ca: {fault}")))?;
    let calls = {
        let (platform, stop) = (context.platform.clone(), context.stop.clone());
        tokio::spawn(async move { platform.keep_calling(&caller, &stop).await })
    };
    let stop = context.stop.clone();
    message(&format!("Jiceng serves on http://{address}"));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = async { server.await } => served,
        () = late => Ok(()),
    };
    // Also where the server failed by itself.
    stop.cancel();
    if let Some(feeder) = feeder {
        match feeder.await {
            Ok(Ok(sent)) => tracing::info!(sent, "the feeder has stopped"),
            Ok(Err(failure)) => tracing::warn!(%failure, "the feeder has stopped"),
            Err(error) => tracing::error!(%error, "the feeder broke"),
        }
    }
    match line {
        None => {}
        Some(line) => match line.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "nobody listens to the cameras"),
            Err(error) => tracing::error!(%error, "the line to the cameras broke"),
        },
    }
    if let Err(error) = watch.await {
        tracing::error!(%error, "the watch broke");
    }
    if let Err(error) = calls.await {
        tracing::error!(%error, "telling other systems broke");
    }
    if let Some(post) = post
        && let Err(error) = post.await
    {
        tracing::error!(%error, "the post broke");
    }
    context.platform.db.close().await;
    served.map_err(|error| Stop::Internal(format!("the web server failed: {error}")))?;
    message("Stopped.");
    Ok(End::Done)
}

/// The way out for mail, if one is configured.
fn mailer(config: &Config) -> Result<Option<Mailer>, Stop> {
    let made = config.smtp_url.as_deref().map(|server| Mailer::new(server, &config.mail_from));
    made.transpose().map_err(|fault| Stop::Refused(format!("smtp_url, mail_from: {fault}")))
}

/// Everything that is served.
fn router(context: &Context) -> Router {
    let config = &context.config;
    let options = HttpOptions {
        https: config.is_https(),
        behind_proxy: config.behind_proxy,
        public_url: config.public_url.clone(),
        site_root: config.site_root.clone(),
        metrics_token: config.metrics_token.clone(),
        upload_limit: config.upload_limit,
        timeout: config.request_timeout,
        shutdown: context.stop.clone(),
        ..HttpOptions::default()
    };
    http::router(context.platform.clone(), options)
}
