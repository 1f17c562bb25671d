//! What has to be forgotten from time to time: sessions that have expired, changes that nobody will ask for again,
//! files that nothing refers to; recognitions whose term is over; and what
//! comes by itself.

use crate::{platform::Platform, store};
use app::{
    api::{Failure, files::Files as _, pictures::Pictures as _},
    domain::permissions::Actor,
};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often.
const EVERY: Duration = Duration::from_secs(3_600);
/// How long changes are kept for browsers that were away.
const REPLAY: TimeDelta = TimeDelta::days(2);

/// How long it is kept what cameras saw; alarms stay.
const SEEN: TimeDelta = TimeDelta::days(30);

/// Runs until `end`.
pub(super) async fn keep_house(platform: Arc<Platform>, end: CancellationToken) {
    loop {
        tokio::select! {
            () = end.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        sweep(&platform).await;
    }
}

/// Every step by itself: one that fails, for instance on a full disk, keeps no other from being done.
async fn sweep(platform: &Platform) {
    let now = platform.now();
    let us = Actor::operator("housekeeping");
    let sessions = store::Sessions::new(platform.db.clone()).sweep(now).await;
    note("sessions", sessions.map_err(Failure::from));
    note("outbox", trim_outbox(platform).await);
    note("what cameras saw", trim_events(platform).await);
    note("pictures of cameras", platform.forget_pictures(&us).await);
    note("files", platform.clear_files(&us).await);
    note("recognitions", platform.lapse_recognitions(&us).await);
    note("problems that are overdue or to be looked at again", platform.chase_problems(&us).await);
    note("guidance days and difficulties", platform.chase_contacts(&us).await);
    note("words of the public", platform.forget_voices(&us).await);
    note("reports that come by themselves", platform.deliver_due().await);
}

async fn trim_outbox(platform: &Platform) -> Result<(), Failure> {
    let mut tx = platform.db.begin().await?;
    tx.trim_outbox(platform.now() - REPLAY).await?;
    Ok(tx.commit().await?)
}

async fn trim_events(platform: &Platform) -> Result<u64, Failure> {
    let mut tx = platform.db.begin().await?;
    let gone = tx.trim_events(platform.now() - SEEN).await?;
    tx.commit().await?;
    Ok(gone)
}

fn note<T: std::fmt::Debug>(what: &str, done: Result<T, Failure>) {
    match done {
        Ok(done) => tracing::debug!(?done, what, "housekeeping"),
        Err(failure) => tracing::warn!(%failure, what, "housekeeping"),
    }
}
