//! The live hub: reads what was committed, here or on another server, and hands it to those who follow. It keeps a
//! short replay, so that whoever lost the line for a moment misses nothing.

use crate::{platform::Platform, store::OutboxRow};
use app::{
    api::{
        Failure,
        live::{LiveBatch, LiveChange},
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor, may},
        units::UnitId,
    },
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Changes that can be replayed, and that a slow reader may be behind.
const REPLAY: usize = 4_096;
/// At most one batch in this time for each subscriber.
const PACE: Duration = Duration::from_secs(1);
/// Without a bell the outbox is looked at this often: another process may have written to the same SQLite file.
const LOOK: Duration = Duration::from_secs(2);
/// How long changes are kept in the database.
const KEPT: chrono::TimeDelta = chrono::TimeDelta::hours(24);

/// A change as it stands in the outbox.
#[derive(Debug, Deserialize)]
struct Stored {
    unit: i64,
    code: String,
    from: i32,
    to: i32,
    kind: String,
}

/// A change on its way to subscribers.
#[derive(Debug)]
struct Change {
    seq: i64,
    at: DateTime<Utc>,
    unit: UnitId,
    change: LiveChange,
}

impl Change {
    /// A row that cannot be read is left out and logged: one bad change must not stop the stream.
    fn read(row: &OutboxRow) -> Option<Self> {
        let stored: Stored = match serde_json::from_str(&row.change) {
            Ok(stored) => stored,
            Err(error) => {
                tracing::error!(seq = row.seq, %error, "outbox");
                return None;
            }
        };
        let month = |index| Month::from_index(index).to_string();
        Some(Self {
            seq: row.seq,
            at: row.at,
            unit: UnitId(stored.unit),
            change: LiveChange {
                unit: stored.code,
                from: month(stored.from),
                to: month(stored.to),
                kind: stored.kind,
            },
        })
    }

    fn is_about_the_tree(&self) -> bool {
        self.change.kind == "units"
    }
}

/// Hands changes to subscribers. One per process.
#[derive(Debug)]
pub struct Hub {
    sender: broadcast::Sender<Arc<Change>>,
    state: Mutex<State>,
    stop: CancellationToken,
}

#[derive(Debug, Default)]
struct State {
    head: i64,
    replay: VecDeque<Arc<Change>>,
}

impl Hub {
    /// A hub that ends with `stop`; [`Hub::run`] makes it work.
    pub fn new(stop: CancellationToken) -> Arc<Self> {
        let (sender, _) = broadcast::channel(REPLAY);
        Arc::new(Self { sender, state: Mutex::default(), stop })
    }

    /// Cancelled when the server stops: every stream ends with it.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Number of the newest change that has been handed out.
    pub fn head(&self) -> i64 {
        self.lock().head
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads and hands out until stopped. A database that is away is waited for.
    pub async fn run(self: Arc<Self>, platform: Arc<Platform>) {
        let mut bell = platform.bell();
        let mut news = News::listen(&platform).await;
        let mut started = false;
        loop {
            bell.mark_unchanged();
            let done = if started { self.read_on(&platform).await } else { self.start(&platform).await };
            match done {
                Ok(_) => started = true,
                Err(failure) => tracing::warn!(%failure, "the live hub cannot read"),
            }
            let foreign = tokio::select! {
                () = self.stop.cancelled() => return,
                _ = bell.changed() => false,
                () = news.next() => true,
            };
            if foreign && self.is_behind(&platform).await {
                platform.ring();
            }
        }
    }

    async fn is_behind(&self, platform: &Platform) -> bool {
        platform.db.outbox_head().await.is_ok_and(|head| head > self.head())
    }

    /// The head as it is, and the last changes for those who come back after a restart of the server.
    async fn start(&self, platform: &Platform) -> Result<(), Failure> {
        let head = platform.db.outbox_head().await?;
        let rows = platform.db.outbox_after((head - REPLAY as i64).max(0), REPLAY as i64).await?;
        let mut state = self.lock();
        state.head = head;
        state.replay = rows.iter().filter_map(Change::read).map(Arc::new).collect();
        Ok(())
    }

    async fn read_on(&self, platform: &Platform) -> Result<(), Failure> {
        loop {
            let rows = platform.db.outbox_after(self.head(), 1_000).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            let changes: Vec<_> = rows.iter().filter_map(Change::read).map(Arc::new).collect();
            if changes.iter().any(|change| change.is_about_the_tree()) {
                platform.forget_tree();
            }
            let mut state = self.lock();
            state.head = last.seq;
            for change in changes {
                if state.replay.len() == REPLAY {
                    state.replay.pop_front();
                }
                state.replay.push_back(change.clone());
                // Nobody listening is no fault.
                let _ = self.sender.send(change);
            }
        }
    }

    /// Follows a unit from the change after `after` on; without it from now on.
    pub fn subscribe(self: &Arc<Self>, unit: UnitId, after: Option<i64>) -> Subscription {
        let state = self.lock();
        let receiver = self.sender.subscribe();
        let after_now = after.unwrap_or(state.head);
        let oldest = state.replay.front().map_or(state.head + 1, |change| change.seq);
        let lost = after_now > state.head || after_now + 1 < oldest.min(state.head + 1);
        let missed: VecDeque<_> = if lost {
            VecDeque::new()
        } else {
            state.replay.iter().filter(|c| c.seq > after_now).cloned().collect()
        };
        let seen = state.head;
        drop(state);
        Subscription { unit, receiver, missed, seen, reset: lost, last: None }
    }
}

/// Forgets changes that are older than a day; called now and then by `serve`.
pub async fn trim(platform: &Platform) -> Result<(), Failure> {
    let mut tx = platform.begin().await?;
    tx.trim_outbox(platform.now() - KEPT).await?;
    Ok(tx.commit().await?)
}

/// Tells that another process may have committed: `NOTIFY` on PostgreSQL, and a look now and then on both.
struct News {
    listener: Option<sqlx::postgres::PgListener>,
}

impl News {
    async fn listen(platform: &Platform) -> Self {
        let Some(pool) = platform.db.postgres() else { return Self { listener: None } };
        let listener = async {
            let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
            listener.listen("jiceng_outbox").await?;
            Ok::<_, sqlx::Error>(listener)
        };
        match listener.await {
            Ok(listener) => Self { listener: Some(listener) },
            Err(error) => {
                tracing::warn!(%error, "no notifications from the database: looking every {} s", LOOK.as_secs());
                Self { listener: None }
            }
        }
    }

    async fn next(&mut self) {
        let heard = async {
            match &mut self.listener {
                // A lost connection is made again by the listener; the look below bridges the gap.
                Some(listener) => drop(listener.recv().await),
                None => std::future::pending().await,
            }
        };
        let _ = tokio::time::timeout(LOOK, heard).await;
    }
}

/// One follower of a unit.
#[derive(Debug)]
pub struct Subscription {
    unit: UnitId,
    receiver: broadcast::Receiver<Arc<Change>>,
    missed: VecDeque<Arc<Change>>,
    seen: i64,
    reset: bool,
    last: Option<tokio::time::Instant>,
}

impl Subscription {
    /// The next batch: what the actor may see of the unit's subtree, merged per unit, at most one in a second.
    /// `None` when the hub has ended.
    pub async fn next(&mut self, platform: &Platform, actor: &Actor) -> Option<LiveBatch> {
        let mut batch = Batch::default();
        if std::mem::take(&mut self.reset) {
            batch.reset = true;
            batch.seq = self.seen;
            batch.at = platform.now();
        }
        for change in std::mem::take(&mut self.missed) {
            self.take(&mut batch, platform, actor, &change).await;
        }
        while batch.is_empty() {
            let received = self.receiver.recv().await;
            self.receive(received, &mut batch, platform, actor).await?;
        }
        // The first comes at once; whatever comes within the pace goes along with the next.
        if let Some(last) = self.last {
            let due = tokio::time::sleep_until(last + PACE);
            tokio::pin!(due);
            loop {
                tokio::select! {
                    biased;
                    () = &mut due => break,
                    received = self.receiver.recv() => self.receive(received, &mut batch, platform, actor).await?,
                }
            }
        }
        while let Ok(change) = self.receiver.try_recv() {
            self.take(&mut batch, platform, actor, &change).await;
        }
        self.last = Some(tokio::time::Instant::now());
        Some(batch.finish())
    }

    async fn receive(
        &mut self,
        received: Result<Arc<Change>, RecvError>,
        batch: &mut Batch,
        platform: &Platform,
        actor: &Actor,
    ) -> Option<()> {
        match received {
            Ok(change) => self.take(batch, platform, actor, &change).await,
            Err(RecvError::Lagged(_)) => batch.reset = true,
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }

    async fn take(&self, batch: &mut Batch, platform: &Platform, actor: &Actor, change: &Change) {
        if self.concerns(platform, actor, change).await {
            batch.add(change);
        }
    }

    async fn concerns(&self, platform: &Platform, actor: &Actor, change: &Change) -> bool {
        if change.is_about_the_tree() {
            return true;
        }
        let Ok(tree) = platform.tree().await else { return false };
        let month = platform.month();
        tree.is_within(change.unit, self.unit, month)
            && tree.get(change.unit).is_some_and(|unit| may(actor, Action::Follow, unit, &tree, month))
    }
}

#[derive(Default)]
struct Batch {
    seq: i64,
    at: DateTime<Utc>,
    reset: bool,
    changes: BTreeMap<String, LiveChange>,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.reset
    }

    /// A unit's earlier change is widened to hold both.
    fn add(&mut self, change: &Change) {
        self.seq = self.seq.max(change.seq);
        self.at = self.at.max(change.at);
        self.changes
            .entry(change.change.unit.clone())
            .and_modify(|known| {
                known.from = std::cmp::min(&known.from, &change.change.from).clone();
                known.to = std::cmp::max(&known.to, &change.change.to).clone();
                known.kind.clone_from(&change.change.kind);
            })
            .or_insert_with(|| change.change.clone());
    }

    fn finish(self) -> LiveBatch {
        LiveBatch {
            seq: self.seq,
            at: super::instant(self.at),
            changes: self.changes.into_values().collect(),
            reset: self.reset,
        }
    }
}
