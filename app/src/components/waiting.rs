//! What waits in this browser until the line is back, across pages and restarts: answers and files, in its IndexedDB.
//! A browser that keeps nothing (a private window, a full disk) loses what waits with the page, and nothing else.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// The database.
const NAME: &str = "jiceng";
/// Its only store: values by the name under which they are kept.
const STORE: &str = "waiting";

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
