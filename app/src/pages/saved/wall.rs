//! A board on a large screen: one view at a time, in turn, without controls; what has changed is printed anew.

use super::parts::{ANALYSIS, Empty, FailureView, Loading, answered};
use crate::{
    address::Address,
    api::{
        prints::Part,
        saved::{Tile, open_board},
        wire::ask,
    },
    components::{frame::use_session, print::Print},
    i18n::{t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// Seconds that a view is seen when the address says nothing.
const USUAL: u64 = 20;
/// The shortest time between two prints of the same view, in seconds.
const PACE: u64 = 2;

/// `/wall?board=…&seconds=…`
#[component]
pub fn Wall() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let number =
        move |key: &str| query.with(|query| query.get(key).and_then(|word| word.parse::<u64>().ok()));
    let id = Memo::new(move |_| number("board").and_then(|id| i64::try_from(id).ok()).unwrap_or_default());
    let seconds = number("seconds").unwrap_or(USUAL).clamp(5, 3600);
    let board = ask(move || id.get(), open_board);
    let session = use_session();
    view! {
        <Title text=t(locale, "saved.wall")/>
        <section class="wall" aria-label=t(locale, "saved.wall")>
            <Transition fallback=Loading>
                {answered(session.info(), move |info| {
                    let unit = info.ok().and_then(|info| info.home).unwrap_or_default();
                    view! {
                        {answered(board, move |answer| match answer {
                            Err(failure) => view! { <FailureView failure/> }.into_any(),
                            Ok(board) if board.tiles.is_empty() => view! { <Empty text=t(locale, "saved.no_views")/> }.into_any(),
                            Ok(board) => {
                                let unit = unit.clone();
                                view! { <Turning title=board.row.title tiles=board.tiles seconds unit/> }.into_any()
                            }
                        })}
                    }
                        .into_any()
                })}
            </Transition>
        </section>
    }
}

/// The views in turn.
#[component]
fn Turning(title: String, tiles: Vec<Tile>, seconds: u64, unit: String) -> impl IntoView {
    let locale = use_locale();
    let count = tiles.len();
    let (place, still, moved) = (RwSignal::new(0usize), RwSignal::new(false), RwSignal::new(0i64));
    let tiles = StoredValue::new(tiles);
    let on = move |by: usize| {
        place.try_update(|place| *place = (*place + by) % count);
    };
    Effect::new(move |_| {
        let turn = move || {
            if still.try_get_untracked() == Some(false) {
                on(1);
            }
        };
        if let Ok(clock) = set_interval_with_handle(turn, Duration::from_secs(seconds)) {
            on_cleanup(move || clock.clear());
        }
    });
    follow(unit, moved);
    let now = Memo::new(move |_| tiles.with_value(|tiles| tiles[place.get() % count].clone()));
    let here = Signal::derive(move || now.with(|tile| format!("{ANALYSIS}?{}", tile.query)));
    let where_ = move || {
        let (n, all) = ((place.get() + 1).to_string(), count.to_string());
        t_with(locale, "saved.wall_place", &[("n", &n), ("all", &all)])
    };
    let stop = move || if still.get() { t(locale, "saved.go_on") } else { t(locale, "saved.stop") };
    view! {
        <header class="wall-head">
            <h1>{title} " · " <span data-testid="wall-view">{move || now.with(|tile| tile.title.clone())}</span></h1>
            <div class="row wall-controls">
                <span class="muted">{where_}</span>
                <button type="button" class="button small" on:click=move |_| on(count - 1)>{t(locale, "list.previous")}</button>
                <button type="button" class="button small" aria-pressed=move || still.get().to_string()
                    on:click=move |_| still.update(|still| *still = !*still)>{stop}</button>
                <button type="button" class="button small" on:click=move |_| on(1)>{t(locale, "list.next")}</button>
                <a class="button small" href="/boards">{t(locale, "saved.leave")}</a>
            </div>
        </header>
        <div class="wall-body"><Print part=Part::Tile here moved/></div>
    }
    .into_any()
}

/// An open stream, with what listens to it.
struct Stream {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

/// Counts `moved` on when something has changed below a unit; the browser opens a lost stream again.
fn follow(unit: String, moved: RwSignal<i64>) {
    let stream: StoredValue<Option<SendWrapper<Stream>>> = StoredValue::new(None);
    let waits = StoredValue::new(false);
    Effect::new(move |_| {
        let url = Address::new("/api/v1/live").with("unit", &unit).to_string();
        let Ok(source) = EventSource::new(&url) else { return };
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
            // Many changes in a moment are one print.
            if waits.try_get_value() == Some(false) {
                waits.set_value(true);
                set_timeout(
                    move || {
                        waits.try_update_value(|waits| *waits = false);
                        moved.try_update(|moved| *moved += 1);
                    },
                    Duration::from_secs(PACE),
                );
            }
        });
        let listened = source.add_event_listener_with_callback("change", heard.as_ref().unchecked_ref());
        if listened.is_ok() {
            stream.set_value(Some(SendWrapper::new(Stream { source, _heard: heard })));
        }
    });
    on_cleanup(move || {
        if let Some(Some(kept)) = stream.try_update_value(Option::take) {
            kept.source.close();
        }
    });
}
