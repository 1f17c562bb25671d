//! A file on its way from the REST interface: how much of it has come, and a way to stop it. Nothing half is ever saved.

use super::downloads::save;
use crate::i18n::{t, t_with, use_locale};
use js_sys::{Array, Reflect, Uint8Array};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, BlobPropertyBag, Headers, ReadableStreamDefaultReader, RequestInit, Response, Url,
};

/// The header that says how many rows a table will have.
const ROWS: &str = "jiceng-rows";
/// How long the browser may take to read a file that it was given.
const KEPT: Duration = Duration::from_secs(60);

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Progress {
    /// The server is at it.
    Asked,
    /// So many rows of so many have come.
    Rows(f64, f64),
    /// So many bytes have come of a file that does not say how long it is.
    Bytes(f64),
    /// It has not come whole.
    Failed,
}

/// The file that a page is saving, one at a time.
#[derive(Debug, Clone, Copy)]
pub struct Saver {
    progress: RwSignal<Option<Progress>>,
    stop: StoredValue<Option<SendWrapper<AbortController>>>,
}

impl Saver {
    /// For a page; nothing is on its way yet.
    pub fn of_page() -> Self {
        Self { progress: RwSignal::new(None), stop: StoredValue::new(None) }
    }

    /// Asks for the file at an address; one that is on its way is stopped.
    pub fn begin(self, href: String) {
        self.stop();
        let Ok(controller) = AbortController::new() else { return };
        self.stop.set_value(Some(SendWrapper::new(controller.clone())));
        self.progress.set(Some(Progress::Asked));
        spawn_local(async move {
            let tell = |progress| {
                self.progress.try_set(Some(progress));
            };
            let ended = fetch(&href, &controller, tell).await;
            if !controller.signal().aborted() {
                self.progress.try_set(ended.err().map(|_| Progress::Failed));
            }
        });
    }

    fn stop(self) {
        if let Some(Some(controller)) = self.stop.try_update_value(Option::take) {
            controller.abort();
        }
        self.progress.try_set(None);
    }
}

async fn fetch(href: &str, controller: &AbortController, tell: impl Fn(Progress)) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    let response = JsFuture::from(window().fetch_with_str_and_init(href, &init)).await?;
    let response: Response = response.unchecked_into();
    let headers = response.headers();
    let name = name_of(&headers).filter(|_| response.ok()).ok_or(JsValue::NULL)?;
    let all = headers.get(ROWS)?.and_then(|rows| rows.parse::<f64>().ok());
    let stream = response.body().ok_or(JsValue::NULL)?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let parts = Array::new();
    let (mut lines, mut bytes) = (0.0, 0.0);
    loop {
        let part = JsFuture::from(reader.read()).await?;
        let part = Reflect::get(&part, &JsValue::from_str("value"))?;
        if part.is_undefined() {
            break;
        }
        let part: Uint8Array = part.unchecked_into();
        bytes += f64::from(part.length());
        if let Some(all) = all {
            lines += part.to_vec().iter().filter(|byte| **byte == b'\n').count() as f64;
            // The first line is the head of the table.
            tell(Progress::Rows((lines - 1.0).clamp(0.0, all), all));
        } else {
            tell(Progress::Bytes(bytes));
        }
        parts.push(&part);
    }
    let kind = BlobPropertyBag::new();
    kind.set_type(&headers.get("content-type")?.unwrap_or_default());
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    save(&url, &name);
    set_timeout(move || drop(Url::revoke_object_url(&url)), KEPT);
    Ok(())
}

/// The name that the server gives a file.
fn name_of(headers: &Headers) -> Option<String> {
    let said = headers.get("content-disposition").ok()??;
    let (_, name) = said.split_once("filename=\"")?;
    name.split('"').next().map(str::to_owned)
}

/// Says how far the file is that is being saved.
#[component]
pub fn SavingStatus(
    /// The file.
    saver: Saver,
) -> impl IntoView {
    let locale = use_locale();
    let progress = saver.progress;
    let words = move || match progress.get() {
        None => String::new(),
        Some(Progress::Asked) => t(locale, "saving.asked").to_owned(),
        Some(Progress::Rows(rows, all)) => {
            t_with(locale, "saving.rows", &[("rows", &rows.to_string()), ("all", &all.to_string())])
        }
        Some(Progress::Bytes(bytes)) => {
            t_with(locale, "saving.bytes", &[("size", &(bytes / 1000.0).ceil().to_string())])
        }
        Some(Progress::Failed) => t(locale, "saving.failed").to_owned(),
    };
    let failed = move || progress.get() == Some(Progress::Failed);
    // Without a value the bar only says that something is being done.
    let part = move || match progress.get() {
        Some(Progress::Rows(rows, all)) => Some((rows / all.max(1.0)).to_string()),
        _ => None,
    };
    let end = move || if failed() { t(locale, "saving.close") } else { t(locale, "saving.stop") };
    view! {
        <div class="saving-file" class:hidden=move || progress.get().is_none()>
            <p role="status">{words}</p>
            <progress class:hidden=failed value=part aria-label=t(locale, "saving.label")></progress>
            <button type="button" class="button small" on:click=move |_| saver.stop()>{end}</button>
        </div>
    }
    .into_any()
}
