//! What waits in this browser until the line is back, across pages and restarts: answers and files, in its IndexedDB.
//! A browser that keeps nothing (a private window, a full disk) loses what waits with the page, and nothing else.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
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
