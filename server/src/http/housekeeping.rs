//! What has to be forgotten from time to time: sessions that have expired, changes that nobody will ask for again,
//! files that nothing refers to; recognitions whose term is over; and what
//! comes by itself.

use crate::{platform::Platform, store};
use app::{
    api::{Failure, files::Files as _},
    domain::permissions::Actor,
};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often.
const EVERY: Duration = Duration::from_secs(3_600);
/// How long changes are kept for browsers that were away.
const REPLAY: TimeDelta = TimeDelta::days(2);

/// Runs until `end`.
pub(super) async fn keep_house(platform: Arc<Platform>, end: CancellationToken) {
    loop {
        tokio::select! {
            () = end.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(failure) = sweep(&platform).await {
            tracing::warn!(%failure, "housekeeping");
        }
    }
}

async fn sweep(platform: &Platform) -> Result<(), Failure> {
    let now = platform.now();
    store::Sessions::new(platform.db.clone()).sweep(now).await?;
    let mut tx = platform.db.begin().await?;
    tx.trim_outbox(now - REPLAY).await?;
    tx.commit().await?;
    let cleared = platform.clear_files(&Actor::operator("housekeeping")).await?;
    let lapsed = platform.lapse_recognitions(&Actor::operator("housekeeping")).await?;
    tracing::debug!(?cleared, lapsed, "files and recognitions");
    let delivered = platform.deliver_due().await?;
    tracing::debug!(delivered, "reports that come by themselves");
    Ok(())
}
