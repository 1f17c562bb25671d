//! Following alarms: a number that grows whenever there is something new, at most once a second.

use crate::{
    components::{browser::steady_ms, stream::Stream},
    i18n::{t, use_locale},
};
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

/// The shortest time between two questions.
const PACE_MS: f64 = 1000.0;
/// How long after the browser has given up it is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// What goes on between stream and page. Everything in it belongs to the page and ends with it.
#[derive(Clone, Copy)]
struct Follower {
    home: StoredValue<String>,
    tick: RwSignal<usize>,
    /// Whether the line is up; none while it is being opened.
    up: RwSignal<Option<bool>>,
    stream: StoredValue<Option<Stream>>,
    told: StoredValue<f64>,
    telling: StoredValue<bool>,
}

impl Follower {
    fn open(self) {
        let Some(home) = self.home.try_get_value() else { return };
        let opened = move |_: MessageEvent| {
            // What came while the line was down is not told again.
            if self.up.try_get_untracked().flatten() == Some(false) {
                self.tell();
            }
            self.up.try_set(Some(true));
        };
        let failed = move |_: MessageEvent| {
            self.up.try_set(Some(false));
            let closed = self.stream.try_with_value(|stream| stream.as_ref().is_some_and(Stream::is_closed));
            if closed == Some(true) {
                set_timeout(move || self.open(), AGAIN);
            }
        };
        let changed = move |event: MessageEvent| {
            if concerns_safety(&event) {
                self.tell();
            }
        };
        let stream = Stream::open(&home, None, Box::new(opened), Box::new(failed), Box::new(changed));
        self.stream.try_update_value(|kept| *kept = stream);
    }

    /// At once, or when the pace allows it.
    fn tell(self) {
        if self.telling.try_get_value() != Some(false) {
            return;
        }
        self.telling.set_value(true);
        let since = steady_ms() - self.told.get_value();
        let wait = Duration::from_millis((PACE_MS - since).clamp(0.0, PACE_MS) as u64);
        set_timeout(
            move || {
                if self.telling.try_update_value(|telling| *telling = false).is_some() {
                    self.told.set_value(steady_ms());
                    self.tick.update(|tick| *tick += 1);
                }
            },
            wait,
        );
    }
}

/// Whether a batch of changes has to do with alarms or devices; one that cannot be read may.
fn concerns_safety(event: &MessageEvent) -> bool {
    let batch = event.data().as_string().and_then(|text| js_sys::JSON::parse(&text).ok());
    let Some(batch) = batch else { return true };
    let word = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED);
    if word(&batch, "reset").is_truthy() {
        return true;
    }
    let Ok(changes) = word(&batch, "changes").dyn_into::<Array>() else { return true };
    changes
        .iter()
        .any(|change| matches!(word(&change, "kind").as_string().as_deref(), Some("alarms" | "units") | None))
}

/// Follows what happens at `home` and below, and says whether the line is up.
#[component]
pub(super) fn Follow(
    /// Code of the unit where the reader's view begins.
    home: String,
    /// Grows whenever there is something new.
    tick: RwSignal<usize>,
) -> impl IntoView {
    let locale = use_locale();
    let follower = Follower {
        home: StoredValue::new(home),
        tick,
        up: RwSignal::new(None),
        stream: StoredValue::new(None),
        told: StoredValue::new(-PACE_MS),
        telling: StoredValue::new(false),
    };
    Effect::new(move |_| {
        follower.open();
        on_cleanup(move || {
            follower.stream.try_update_value(|stream| drop(stream.take()));
        });
    });
    let text = move || match follower.up.get() {
        None => t(locale, "live.opening"),
        Some(true) => t(locale, "live.up"),
        Some(false) => t(locale, "live.lost"),
    };
    let class = move || match follower.up.get() {
        None => "live needs-js",
        Some(true) => "live up needs-js",
        Some(false) => "live lost needs-js",
    };
    view! {
        <span class=class>
            <i aria-hidden="true"></i>
            {text}
        </span>
    }
    .into_any()
}
