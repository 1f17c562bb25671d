//! What waits in this browser until the line is back, across pages and restarts: answers and files, in its IndexedDB.
//! A browser that keeps nothing (a private window, a full disk) loses what waits with the page, and nothing else. And when
//! it is sent.

use crate::api::{Failure, FailureKind};
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// The database.
const NAME: &str = "jiceng";
/// Its only store: values by the name under which they are kept.
const STORE: &str = "waiting";
/// How long until the line is tried again.
pub const AGAIN: Duration = Duration::from_secs(4);
/// How long until a server is asked again that has answered, but could not do it.
const LATER: Duration = Duration::from_secs(15);

async fn open() -> Result<Database, Error> {
    let mut asked = Factory::new()?.open(NAME, Some(1))?;
    asked.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            // It can only fail where the store is there already.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    asked.await
}

/// Keeps a value under a name; nothing forgets it. Whether it is kept.
pub async fn keep(name: &str, value: Option<&JsValue>) -> bool {
    put(name, value).await.is_ok()
}

async fn put(name: &str, value: Option<&JsValue>) -> Result<(), Error> {
    let database = open().await?;
    let change = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let store = change.object_store(STORE)?;
    let name = JsValue::from_str(name);
    match value {
        Some(value) => drop(store.put(value, Some(&name))?.await?),
        None => store.delete(Query::from(name))?.await?,
    }
    change.commit()?.await?;
    database.close();
    Ok(())
}

/// The value under a name.
pub async fn kept(name: &str) -> Option<JsValue> {
    let found = all(|known| known == name).await.ok()?;
    found.into_iter().next().map(|(_, value)| value)
}

/// All values whose names begin like this.
pub async fn kept_below(below: &str) -> Vec<(String, JsValue)> {
    all(|name| name.starts_with(below)).await.unwrap_or_default()
}

async fn all(wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, JsValue)>, Error> {
    let database = open().await?;
    let look = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let store = look.object_store(STORE)?;
    let mut found = Vec::new();
    for key in store.get_all_keys(None, None)?.await? {
        let Some(name) = key.as_string().filter(|name| wanted(name)) else { continue };
        if let Some(value) = store.get(Query::from(key))?.await? {
            found.push((name, value));
        }
    }
    look.await?;
    database.close();
    Ok(found)
}

/// One place in this browser in which a page writes down what the server may not know, beyond the end of the page. What
/// is written is written one after the other, so that the last word is the latest.
#[derive(Debug, Clone, Copy)]
pub struct Notebook {
    place: StoredValue<String>,
    /// Whether what was left there was read; before that nothing is written over it.
    read: StoredValue<bool>,
    notes: StoredValue<ArcStoredValue<Notes>>,
}

#[derive(Debug, Default)]
struct Notes {
    /// The latest; `None` inside forgets.
    next: Option<Option<String>>,
    writing: bool,
}

impl Notebook {
    /// The notebook at a place: what keeps apart people and pages.
    pub fn at(place: String) -> Self {
        Self {
            place: StoredValue::new(place),
            read: StoredValue::new(false),
            notes: StoredValue::new(ArcStoredValue::new(Notes::default())),
        }
    }

    /// Its place, which files that wait may stand below.
    pub fn place(self) -> String {
        self.place.try_get_value().unwrap_or_default()
    }

    /// In the browser: `taken` is told what was left, if the page is still there then.
    pub fn take_up<T: DeserializeOwned + Default>(self, taken: impl FnOnce(T) + 'static) {
        let place = self.place();
        spawn_local(async move {
            let left = kept(&place).await.and_then(|value| value.as_string());
            let left = left.and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
            if self.read.try_set_value(true).is_none() {
                taken(left.unwrap_or_default());
            }
        });
    }

    /// Writes down what is left now; nothing forgets it.
    pub fn write(self, left: Option<&impl Serialize>) {
        if self.read.try_get_value() == Some(true) {
            self.put(left.and_then(|left| serde_json::to_string(left).ok()));
        }
    }

    /// It is done: nothing is left here.
    pub fn forget(self) {
        self.put(None);
    }

    fn put(self, text: Option<String>) {
        let Some((notes, place)) = self.notes.try_get_value().zip(self.place.try_get_value()) else { return };
        let writing = notes.try_update_value(|notes| {
            notes.next = Some(text);
            std::mem::replace(&mut notes.writing, true)
        });
        if writing != Some(false) {
            return;
        }
        spawn_local(async move {
            while let Some(text) = notes.try_update_value(|notes| notes.next.take()).flatten() {
                let text = text.map(|text| JsValue::from_str(&text));
                keep(&place, text.as_ref()).await;
            }
            notes.update_value(|notes| notes.writing = false);
        });
    }
}

/// Sends what waits: a moment after the fingers rest, one sending at a time, and again as long as it is not refused for
/// good. What is sent and what becomes of it is the page's.
#[derive(Debug, Clone, Copy)]
pub struct Sender {
    /// Why nothing is kept at present.
    pub trouble: RwSignal<Option<Failure>>,
    busy: StoredValue<bool>,
    turn: StoredValue<u32>,
}

impl Default for Sender {
    fn default() -> Self {
        Self { trouble: RwSignal::new(None), busy: StoredValue::new(false), turn: StoredValue::new(0) }
    }
}

impl Sender {
    /// Calls `flush` after a while, unless it is asked for anew before or the page is gone.
    pub fn after(self, pause: Duration, flush: impl FnOnce() + 'static) {
        if self.turn.try_update_value(|turn| *turn = turn.wrapping_add(1)).is_none() {
            return;
        }
        let mine = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(mine) {
                    flush();
                }
            },
            pause,
        );
    }

    /// Calls `flush` whenever the line is back, as long as the page is there.
    pub fn when_online(flush: impl Fn() + 'static) {
        let online = window_event_listener_untyped("online", move |_| flush());
        on_cleanup(move || online.remove());
    }

    /// Whether something can be sent now: nothing is on its way, and the page is there.
    pub fn is_free(self) -> bool {
        self.busy.try_get_value() == Some(false)
    }

    /// Sends. `settle` is told what came of it, if the page is still there then: an answer, or a refusal for good. After
    /// anything else `flush` is called in a while, and what waits goes on waiting.
    pub fn send<T: 'static>(
        self,
        sending: impl Future<Output = Result<T, Failure>> + 'static,
        settle: impl FnOnce(Result<T, Failure>) + 'static,
        flush: impl FnOnce() + 'static,
    ) {
        self.busy.set_value(true);
        spawn_local(async move {
            let answer = sending.await;
            // The page may be gone; what waits then stands in the browser still.
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            self.trouble.set(answer.as_ref().err().cloned());
            match answer {
                Err(failure) if !failure.is_final() => {
                    let line = failure.kind == FailureKind::Unreachable;
                    self.after(if line { AGAIN } else { LATER }, flush);
                }
                answer => settle(answer),
            }
        });
    }
}
