//! The live stream: when something below the unit changes the page asks again, at most once in two seconds, and says
//! how fresh it is. It recovers by itself: the browser reconnects, and where it gave up we do, ever more patiently.

use super::{
    stream::Stream,
    view::{View, use_view},
};
use crate::i18n::{t, t_with, use_locale};
use js_sys::{Array, Reflect};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::MessageEvent;

/// The shortest time between two questions.
const PACE_MS: f64 = 2000.0;
/// The longest wait before a closed stream is opened again.
const PATIENCE_MS: u32 = 30_000;

/// The state of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Opening,
    Up,
    Lost,
}

/// What goes on between stream and page. Everything in it belongs to the page and ends with it.
#[derive(Clone, Copy)]
struct Follower {
    view: View,
    unit: Memo<String>,
    line: RwSignal<Line>,
    /// When something last changed, in steady milliseconds.
    changed: RwSignal<Option<f64>>,
    stream: StoredValue<Option<Stream>>,
    /// The pending attempt to open a closed stream.
    retry: StoredValue<Option<TimeoutHandle>>,
    /// The pending question.
    asking: StoredValue<Option<TimeoutHandle>>,
    busy: StoredValue<bool>,
    wanted: StoredValue<bool>,
    asked: StoredValue<f64>,
    wait: StoredValue<u32>,
    seq: StoredValue<i64>,
}

impl Follower {
    fn open(self) {
        let unit = self.unit.get_untracked();
        let after = self.view.data.with_untracked(|shown| shown.seq).max(self.seq.get_value());
        let opened = move |_: MessageEvent| {
            let was = self.line.try_get_untracked();
            self.line.try_set(Line::Up);
            self.wait.try_update_value(|wait| *wait = 1000);
            if was == Some(Line::Lost) {
                self.want();
            }
        };
        let failed = move |_: MessageEvent| {
            self.line.try_set(Line::Lost);
            let closed = self.stream.try_with_value(|stream| stream.as_ref().is_some_and(Stream::is_closed));
            let closed = closed.unwrap_or(false);
            if closed {
                self.closed();
            }
        };
        let changed = move |event: MessageEvent| {
            let batch = event.data().as_string().and_then(|text| js_sys::JSON::parse(&text).ok());
            let word = |name: &str| Reflect::get(batch.as_ref()?, &name.into()).ok();
            self.line.try_set(Line::Up);
            if let Some(seq) = word("seq").and_then(|seq| seq.as_f64()) {
                self.seq.try_update_value(|known| *known = (seq as i64).max(*known));
            }
            // A batch that cannot be read has lost something: ask again all the same.
            let changes = word("changes").and_then(|changes| changes.dyn_into::<Array>().ok());
            let reset = word("reset").is_some_and(|reset| reset.is_truthy());
            if reset || changes.is_none_or(|changes| changes.length() > 0) {
                self.changed.try_set(Some(super::browser::steady_ms()));
                self.want();
            }
        };
        let stream = Stream::open(&unit, Some(after), Box::new(opened), Box::new(failed), Box::new(changed));
        if stream.is_none() {
            return self.closed();
        }
        self.stream.try_update_value(|kept| *kept = stream);
    }

    /// The browser has given up: try again later.
    fn closed(self) {
        let wait = self.wait.try_get_value().unwrap_or(1000);
        self.wait.try_update_value(|wait| *wait = (*wait * 2).min(PATIENCE_MS));
        let again = set_timeout_with_handle(
            move || {
                if self.retry.try_update_value(|retry| *retry = None).is_some() {
                    self.open();
                }
            },
            Duration::from_millis(u64::from(wait)),
        );
        self.retry.try_update_value(|retry| {
            if let Some(old) = std::mem::replace(retry, again.ok()) {
                old.clear();
            }
        });
    }

    /// There is something new: ask, but not more often than the pace, and not while an answer is awaited.
    fn want(self) {
        self.wanted.try_update_value(|wanted| *wanted = true);
        if self.busy.try_get_value() != Some(false)
            || self.asking.try_with_value(Option::is_some) != Some(false)
        {
            return;
        }
        let since = super::browser::steady_ms() - self.asked.get_value();
        let wait = Duration::from_millis((PACE_MS - since).clamp(0.0, PACE_MS) as u64);
        let ask = move || {
            if self.asking.try_update_value(|asking| *asking = None).is_none() {
                return;
            }
            self.wanted.set_value(false);
            self.busy.set_value(true);
            self.asked.set_value(super::browser::steady_ms());
            spawn_local(async move {
                self.view.reload(true).await;
                if self.busy.try_update_value(|busy| *busy = false).is_some() && self.wanted.get_value() {
                    self.want();
                }
            });
        };
        let handle = set_timeout_with_handle(ask, wait).ok();
        self.asking.try_update_value(|asking| *asking = handle);
    }

    fn close(self) {
        self.stream.try_update_value(|stream| drop(stream.take()));
        for timer in [self.retry, self.asking] {
            if let Some(Some(handle)) = timer.try_update_value(Option::take) {
                handle.clear();
            }
        }
    }
}

/// Follows the unit shown, and says how fresh the page is.
#[component]
pub fn Live() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let follower = Follower {
        view,
        unit: view.part(|shown| shown.unit.clone()),
        line: RwSignal::new(Line::Opening),
        changed: RwSignal::new(None),
        stream: StoredValue::new(None),
        retry: StoredValue::new(None),
        asking: StoredValue::new(None),
        busy: StoredValue::new(false),
        wanted: StoredValue::new(false),
        asked: StoredValue::new(0.0),
        wait: StoredValue::new(1000),
        seq: StoredValue::new(0),
    };
    let now = RwSignal::new(0.0);
    Effect::new(move |_| {
        follower.unit.track();
        follower.line.set(Line::Opening);
        follower.changed.set(None);
        follower.seq.set_value(0);
        follower.open();
        // Also when another unit is followed.
        on_cleanup(move || follower.close());
    });
    Effect::new(move |_| {
        let tick = move || {
            let _ = now.try_set(super::browser::steady_ms());
        };
        if let Ok(clock) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || clock.clear());
        }
    });

    let text = move || match (follower.line.get(), follower.changed.get()) {
        (Line::Opening, _) => t(locale, "live.opening").to_owned(),
        (Line::Lost, _) => t(locale, "live.lost").to_owned(),
        (Line::Up, None) => t(locale, "live.up").to_owned(),
        (Line::Up, Some(at)) => {
            let seconds = ((now.get() - at) / 1000.0).max(0.0);
            if seconds < 60.0 {
                t_with(locale, "live.seconds", &[("n", &(seconds.round() as u32).to_string())])
            } else {
                t_with(locale, "live.minutes", &[("n", &((seconds / 60.0).round() as u32).to_string())])
            }
        }
    };
    let class = move || match follower.line.get() {
        Line::Opening => "live needs-js",
        Line::Up => "live up needs-js",
        Line::Lost => "live lost needs-js",
    };
    view! {
        <span class=class>
            <i aria-hidden="true"></i>
            {text}
        </span>
    }
    .into_any()
}
