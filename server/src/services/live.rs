//! The live hub: one task per process reads what was committed, here or on another server, and keeps the last changes
//! in a window. Subscribers hold nothing but a place in it: they ask for what came after, merged per unit and cut to
//! what they may see. So memory is bounded whatever the number and the speed of the readers, and who falls out of the
//! window is told to load everything again.

use super::changes::{ALARMS, Change, UNITS};
use crate::{platform::Platform, store::OutboxRow};
use app::{
    api::{
        Failure,
        live::{LiveBatch, LiveChange},
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor, Grant, may},
        tree::Tree,
        units::UnitId,
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use futures::poll;
use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Changes kept for replay.
const KEPT: usize = 4_096;
/// Rows read from the outbox at a time.
const PIECE: i64 = 1_000;
/// Finished batches kept for others who want the same.
const SHARED: usize = 4_096;

/// A change in the window.
#[derive(Debug)]
struct Entry {
    seq: i64,
    at: DateTime<Utc>,
    /// The unit and everything above it, lowest first, today and in the months concerned; empty for a change of the
    /// tree as a whole.
    path: Vec<UnitId>,
    from: Month,
    to: Month,
    kind: String,
}

/// The last changes: every one after `complete_after` is here.
#[derive(Debug)]
struct Window {
    entries: VecDeque<Entry>,
    complete_after: i64,
    head: i64,
}

/// What two subscribers have in common when they get the same batch.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Sharing {
    unit: UnitId,
    after: i64,
    operator: bool,
    grants: Vec<Grant>,
}

/// What comes next for a subscriber.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where the subscriber stands afterwards.
    pub seq: i64,
    /// The batch as JSON; none when nothing concerns the subscriber.
    pub json: Option<Arc<str>>,
}

/// The hub of a process.
#[derive(Debug)]
pub struct Hub {
    platform: Arc<Platform>,
    window: RwLock<Window>,
    shared: Mutex<HashMap<Sharing, Piece>>,
    head: watch::Sender<i64>,
    end: CancellationToken,
}

impl Hub {
    /// Starts reading; `poll_every` is how often the outbox is looked at although nobody has rung. Ends with `end`.
    /// Must be called within a tokio runtime.
    pub fn start(platform: Arc<Platform>, poll_every: Duration, end: CancellationToken) -> Arc<Self> {
        let hub = Arc::new(Self {
            platform,
            window: RwLock::new(Window { entries: VecDeque::new(), complete_after: i64::MAX, head: 0 }),
            shared: Mutex::default(),
            head: watch::Sender::new(-1),
            end,
        });
        tokio::spawn(hub.clone().run(poll_every));
        if let Some(pool) = hub.platform.db.postgres().cloned() {
            tokio::spawn(listen(hub.platform.clone(), pool, hub.end.clone()));
        }
        hub
    }

    /// Number of the newest change, as it grows; -1 until the hub has read for the first time.
    pub fn head(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Ends with the process.
    pub fn end(&self) -> &CancellationToken {
        &self.end
    }

    /// What came after `after` for `unit` and below, as `actor` may see it.
    pub async fn after(&self, after: i64, unit: UnitId, actor: &Actor) -> Result<Piece, Failure> {
        let tree = self.platform.tree().await?;
        let sharing = Sharing { unit, after, operator: actor.operator, grants: actor.grants.clone() };
        if let Some(piece) = self.shared().get(&sharing) {
            return Ok(piece.clone());
        }
        // The window stays locked until the batch is shared: one that is out of date by then must not be.
        let window = self.window.read().unwrap_or_else(PoisonError::into_inner);
        let batch = window.batch(after, unit, actor, &tree, self.platform.month(), self.platform.now());
        let json = if batch.changes.is_empty() && !batch.reset {
            None
        } else {
            Some(serde_json::to_string(&batch).map_err(|_| Failure::internal("batch"))?.into())
        };
        let piece = Piece { seq: batch.seq, json };
        let mut shared = self.shared();
        if shared.len() < SHARED {
            shared.insert(sharing, piece.clone());
        }
        Ok(piece)
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, HashMap<Sharing, Piece>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run(self: Arc<Self>, poll_every: Duration) {
        let mut rung = true;
        loop {
            // Registered before reading: what is committed meanwhile rings, and is read in the next round.
            let mut changed = pin!(self.platform.changed());
            let already = poll!(&mut changed).is_ready();
            match self.read().await {
                // Nobody rang, so another process has written: whatever this one has kept may be old.
                Ok(news) if news && !rung => self.platform.ring(),
                Ok(_) => {}
                Err(failure) => tracing::warn!(%failure, "the outbox could not be read"),
            }
            if already {
                rung = true;
                continue;
            }
            rung = tokio::select! {
                () = self.end.cancelled() => return,
                () = changed => true,
                () = tokio::time::sleep(poll_every) => false,
            };
        }
    }

    /// Takes in what is new in the outbox; whether there was anything.
    async fn read(&self) -> Result<bool, Failure> {
        let mut head = *self.head.borrow();
        if head < 0 {
            // The window of the process before: whoever comes back after a restart misses nothing.
            let newest = self.platform.db.outbox_head().await?;
            let first = (newest - KEPT as i64).max(0);
            let kept = self.platform.db.outbox_after(first, KEPT as i64).await?;
            let complete_after = kept.first().map_or(newest, |row| row.seq - 1);
            head = kept.last().map_or(newest, |row| row.seq);
            let entries = self.entries(kept).await?;
            let mut window = self.window.write().unwrap_or_else(PoisonError::into_inner);
            *window = Window { entries: entries.into(), complete_after, head };
            drop(window);
            self.head.send_replace(head);
        }
        let before = head;
        loop {
            let rows = self.platform.db.outbox_after(head, PIECE).await?;
            let full = rows.len() as i64 == PIECE;
            let Some(newest) = rows.last().map(|row| row.seq) else { break };
            let at = rows.last().map(|row| row.at).unwrap_or_default();
            let entries = self.entries(rows).await?;
            self.window.write().unwrap_or_else(PoisonError::into_inner).push(entries, newest);
            self.shared().clear();
            head = newest;
            self.head.send_replace(head);
            let lag = (self.platform.now() - at).num_milliseconds().max(0) as f64 / 1000.0;
            metrics::gauge!("jiceng_outbox_lag_seconds").set(lag);
            if !full {
                break;
            }
        }
        Ok(head > before)
    }

    async fn entries(&self, rows: Vec<OutboxRow>) -> Result<Vec<Entry>, Failure> {
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(change) = Change::of(&row) else { continue };
            if change.kind == UNITS {
                self.platform.forget_tree();
            }
            let tree = self.platform.tree().await?;
            entries.push(Entry::new(&row, change, &tree, self.platform.month()));
        }
        Ok(entries)
    }
}

impl Entry {
    fn new(row: &OutboxRow, change: Change, tree: &Tree, today: Month) -> Self {
        let (from, to) = change.span();
        Self { seq: row.seq, at: row.at, path: change.path(tree, today), from, to, kind: change.kind }
    }

    /// The unit that a subscriber of `unit` is told of: the lowest that may be followed. So whoever may not see a
    /// single post still learns that its tribunal's figures have changed. None when it is not the subscriber's concern.
    fn shown(&self, unit: UnitId, actor: &Actor, tree: &Tree, month: Month) -> Option<UnitId> {
        if self.path.is_empty() {
            return Some(unit);
        }
        let end = self.path.iter().position(|id| *id == unit)?;
        // That there are alarms is not for everybody who follows figures.
        let action = if self.kind == ALARMS { Action::ReadAlarms } else { Action::Follow };
        let mut upwards = self.path[..=end].iter();
        upwards.find(|id| tree.get(**id).is_some_and(|u| may(actor, action, u, tree, month))).copied()
    }
}

impl Window {
    fn push(&mut self, entries: Vec<Entry>, head: i64) {
        self.head = head;
        self.entries.extend(entries);
        while self.entries.len() > KEPT {
            if let Some(gone) = self.entries.pop_front() {
                self.complete_after = gone.seq;
            }
        }
    }

    fn batch(
        &self,
        after: i64,
        unit: UnitId,
        actor: &Actor,
        tree: &Tree,
        month: Month,
        now: DateTime<Utc>,
    ) -> LiveBatch {
        let head = self.head;
        let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        if after < self.complete_after || after > head {
            return LiveBatch { seq: head, at: stamp(now), changes: vec![], reset: true };
        }
        let first = self.entries.partition_point(|entry| entry.seq <= after);
        // In the order of their last change, so that the newest comes last.
        let mut merged: Vec<(UnitId, LiveSpan<'_>)> = Vec::new();
        let mut places: HashMap<UnitId, usize> = HashMap::new();
        let mut at = None;
        for entry in self.entries.range(first..) {
            let Some(shown) = entry.shown(unit, actor, tree, month) else { continue };
            at = Some(entry.at);
            match places.get(&shown) {
                Some(&place) => merged[place].1.merge(entry),
                None => {
                    places.insert(shown, merged.len());
                    merged.push((shown, LiveSpan { from: entry.from, to: entry.to, kind: &entry.kind }));
                }
            }
        }
        let changes = merged.into_iter().filter_map(|(unit, span)| {
            Some(LiveChange {
                unit: tree.get(unit)?.code.clone(),
                from: span.from.to_string(),
                to: span.to.to_string(),
                kind: span.kind.to_owned(),
            })
        });
        LiveBatch { seq: head, at: stamp(at.unwrap_or(now)), changes: changes.collect(), reset: false }
    }
}

/// What is known of a unit's changes so far.
struct LiveSpan<'a> {
    from: Month,
    to: Month,
    kind: &'a str,
}

impl<'a> LiveSpan<'a> {
    fn merge(&mut self, entry: &'a Entry) {
        self.from = self.from.min(entry.from);
        self.to = self.to.max(entry.to);
        // A changed tree asks for more than a changed figure and must not be forgotten, nor must an alarm.
        if self.kind != UNITS && (self.kind != ALARMS || entry.kind == UNITS) {
            self.kind = &entry.kind;
        }
    }
}

/// Rings the platform's bell whenever a server beside this one has committed. Connects again for ever.
async fn listen(platform: Arc<Platform>, pool: sqlx::PgPool, end: CancellationToken) {
    let listening = async {
        loop {
            if let Err(error) = listen_once(&platform, &pool).await {
                tracing::warn!(%error, "LISTEN was lost; connecting again");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::select! {
        () = end.cancelled() => {}
        () = listening => {}
    }
}

async fn listen_once(platform: &Platform, pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
    let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
    listener.listen("jiceng_outbox").await?;
    loop {
        // Also after the connection was lost and found again: something may have been missed.
        platform.ring();
        listener.try_recv().await?;
    }
}

#[cfg(test)]
mod tests;
