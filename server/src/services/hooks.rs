//! Telling other systems of alarms. What is to be told is written with the alarm, in its transaction; it is sent after the
//! commit, tried again less and less often, and given up with a notice in the end. Whoever is told may hear the same twice (a
//! server may be killed between telling and noting it) and knows it by the number of the call.

use crate::{
    ingest::devices::door,
    platform::Platform,
    services::{problems::role_of, tokens::hash_of, values::instant},
    store::{DueCall, NewNotice, StoredHook, Tx},
    webhooks::{Caller, Target},
};
use app::{
    api::{
        Failure,
        hooks::{HookOrder, HookRow, Hooks, NewHook},
    },
    domain::{
        alarms::{AlarmKind, calls::wait_after},
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde_json::json;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Random bytes of a secret.
const BYTES: usize = 32;
/// Calls of one round.
const ROUND: i64 = 20;
/// How long a call that is being tried belongs to one server.
const OURS: TimeDelta = TimeDelta::minutes(1);
/// That a hook does not answer is told once in so long.
const TOLD: TimeDelta = TimeDelta::days(1);
/// How often it is looked.
const EVERY: Duration = Duration::from_secs(2);

/// What happened, of which others are told.
pub(super) struct Happened<'a> {
    /// `raised` or `unanswered`.
    pub(super) event: &'static str,
    /// Number of the alarm.
    pub(super) alarm: i64,
    /// What it is about.
    pub(super) kind: AlarmKind,
    /// Name of the device.
    pub(super) device: &'a str,
    /// How far up it is told: 0 tribunal, 1 court, 2 city.
    pub(super) level: usize,
}

/// What became of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct CallRound {
    /// Calls that were taken.
    pub sent: u32,
    /// Calls that are tried again.
    pub failed: u32,
    /// Calls that were given up.
    pub given_up: u32,
}

#[async_trait]
impl Hooks for Platform {
    async fn list_hooks(&self, actor: &Actor) -> Result<Vec<HookRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::DecidePolicy).await?;
        let month = self.month();
        let row = |hook: StoredHook| {
            let unit = tree.get(UnitId(hook.unit_id))?;
            may(actor, Action::DecidePolicy, unit, &tree, month).then(|| HookRow {
                id: hook.id,
                unit: unit.code.clone(),
                unit_name: (unit.name.clone(), unit.name_en.clone()),
                kinds: hook.kinds(),
                url: hook.url,
                made_by: hook.made_by,
                made_at: instant(hook.made_at),
                waiting: hook.waiting,
                sent_at: hook.sent_at.map(instant),
                given_up_at: hook.given_up_at.map(instant),
                error: hook.error,
            })
        };
        Ok(self.db.alarm_hooks().await?.into_iter().filter_map(row).collect())
    }

    async fn add_hook(&self, actor: &Actor, order: &HookOrder) -> Result<NewHook, Failure> {
        let (_, unit) = self.authorise(actor, Action::DecidePolicy, "unit", order.unit.trim()).await?;
        let url = order.url.trim();
        let target = Target::parse(url).map_err(|reason| Failure::invalid("url", reason, url))?;
        if target.is_inside(&self.policy.webhook_private) {
            return Err(Failure::invalid("url", "private_address", url));
        }
        let words = order.kinds.split(',').map(str::trim).filter(|word| !word.is_empty());
        let kinds = words
            .map(|word| AlarmKind::from_word(word).ok_or_else(|| Failure::invalid("kinds", "bad_word", word)))
            .collect::<Result<Vec<_>, Failure>>()?;
        let secret = BASE64_URL_SAFE_NO_PAD.encode(self.random::<BYTES>());
        let now = self.now();
        let mut tx = self.begin().await?;
        let id = tx.put_hook(unit.id, (url, &hash_of(&secret)), &kinds, (&actor.name, now)).await?;
        let detail = json!({ "hook": id, "url": url, "kinds": kinds });
        tx.append_audit(now, &actor.name, "alarms.hook", &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(NewHook { id, secret })
    }

    async fn end_hook(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::DecidePolicy).await?;
        let unknown = || Failure::not_found("hook", id.to_string());
        let hooks = self.db.alarm_hooks().await?;
        let hook = hooks.into_iter().find(|hook| hook.id == id).ok_or_else(unknown)?;
        let unit = tree.get(UnitId(hook.unit_id)).ok_or_else(unknown)?;
        self.authorise(actor, Action::DecidePolicy, "hook", &unit.code).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.retire_hook(id, now).await? {
            return Err(unknown());
        }
        let detail = json!({ "hook": id, "url": hook.url });
        tx.append_audit(now, &actor.name, "alarms.hook_end", &unit.code, &detail).await?;
        self.commit(tx).await
    }
}

impl Platform {
    /// Notes whom to tell of something, in the transaction in which it happens.
    pub(super) async fn note_calls(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        hooks: &[StoredHook],
        unit: &Unit,
        happened: &Happened<'_>,
    ) -> Result<(), Failure> {
        let (now, month) = (self.now(), self.month());
        for hook in hooks {
            if !hook.wants(happened.kind) || !tree.is_within(unit.id, UnitId(hook.unit_id), month) {
                continue;
            }
            let body = json!({
                "event": happened.event,
                "alarm": happened.alarm,
                "kind": happened.kind.as_str(),
                "severe": happened.kind.is_severe(),
                "tribunal": unit.code,
                "tribunal_name": unit.name,
                "device": happened.device,
                "level": happened.level,
                "at": instant(now),
            });
            tx.put_call((hook.id, happened.alarm), &body.to_string(), now).await?;
        }
        Ok(())
    }

    /// Tells others what is due. Of several servers one does each.
    ///
    /// # Errors
    /// When the database fails; whoever does not listen is counted and called again.
    pub async fn send_calls(&self, caller: &Caller) -> Result<CallRound, Failure> {
        let now = self.now();
        let due = self.db.due_calls(now, ROUND).await?;
        let mut round = CallRound::default();
        if due.is_empty() {
            return Ok(round);
        }
        let mut ours = Vec::new();
        let mut tx = self.begin().await?;
        for call in due {
            if tx.try_call(call.id, call.tries, now + OURS).await? {
                ours.push(call);
            }
        }
        tx.commit().await?;
        // Side by side: one that does not answer holds up nobody else.
        let said = futures::future::join_all(ours.iter().map(|call| self.call_out(caller, call))).await;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        for (call, said) in ours.iter().zip(said) {
            let now = self.now();
            match (said, wait_after(call.tries + 1)) {
                (Ok(()), _) => {
                    tx.end_call(call.id, now).await?;
                    round.sent += 1;
                }
                (Err(error), Some(wait)) => {
                    tx.put_off_call(call.id, now + wait, &error).await?;
                    round.failed += 1;
                }
                (Err(error), None) => {
                    self.give_up(&mut tx, call, &error).await?;
                    round.given_up += 1;
                }
            }
        }
        self.commit(tx).await?;
        Ok(round)
    }

    async fn call_out(&self, caller: &Caller, call: &DueCall) -> Result<(), String> {
        let target = Target::parse(&call.url).map_err(str::to_owned)?;
        let mut body: serde_json::Value =
            serde_json::from_str(&call.body).map_err(|error| error.to_string())?;
        body["call"] = call.id.into();
        let body = body.to_string();
        let signature = door::sign(call.hook_id, &call.key, self.now().timestamp(), body.as_bytes());
        caller.post(&target, &signature, &body).await.map_err(|error| error.to_string())
    }

    async fn give_up(&self, tx: &mut Tx, call: &DueCall, error: &str) -> Result<(), Failure> {
        let now = self.now();
        let first = tx.give_call_up((call.id, call.hook_id), (now, now - TOLD), error).await?;
        let tree = self.tree().await?;
        let unit = UnitId(call.unit_id);
        let code = tree.get(unit).map(|unit| unit.code.as_str()).unwrap_or_default();
        let detail = json!({ "hook": call.hook_id, "url": call.url, "call": call.id, "error": error });
        tx.append_audit(now, "cli:watch", "alarms.call_given_up", code, &detail).await?;
        if first {
            let above = tree.get(unit).map_or(Role::ProvincialSupervisor, |unit| role_of(unit.level));
            let detail = json!({ "hook": call.hook_id, "url": call.url, "reason": error });
            // Whoever keeps it, and whoever relies on it.
            for role in [Role::Administrator, above] {
                let notice =
                    NewNotice { unit, role, kind: "hook_silent", about: unit, detail: &detail, at: now };
                tx.put_notice(&notice).await?;
            }
        }
        Ok(())
    }

    /// Rounds until `stop`.
    pub async fn keep_calling(&self, caller: &Caller, stop: &CancellationToken) {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = rounds.tick() => {}
            }
            match self.send_calls(caller).await {
                Ok(round) if round == CallRound::default() => {}
                Ok(CallRound { sent, failed, given_up }) => {
                    tracing::info!(sent, failed, given_up, "webhooks");
                }
                Err(failure) => tracing::warn!(%failure, "no webhook could be called"),
            }
        }
    }
}
