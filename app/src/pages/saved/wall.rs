//! A board on a large screen: one view at a time, in turn, without controls; what has changed is printed anew.

use super::parts::{ANALYSIS, Empty, FailureView, Loading, answered};
use crate::{
    api::{
        prints::Part,
        saved::{Tile, open_board},
        wire::ask,
    },
    components::{frame::use_session, print::Print, stream::Stream},
    i18n::{t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

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
        <section class="screen" aria-label=t(locale, "saved.wall")>
            <Transition fallback=Loading>
                {answered(session.info(), move |info| {
                    let info = info.ok();
                    let simulated = info.as_ref().is_some_and(|info| info.simulated);
                    let unit = info.and_then(|info| info.home).unwrap_or_default();
                    // Within an answer, whatever waits needs a place of its own to wait in.
                    view! {
                        <Transition fallback=Loading>
                            {answered(board, move |answer| match answer {
                                Err(failure) => view! { <FailureView failure/> }.into_any(),
                                Ok(board) if board.tiles.is_empty() => view! { <Empty text=t(locale, "saved.no_views")/> }.into_any(),
                                Ok(board) => {
                                    let unit = unit.clone();
                                    view! { <Turning title=board.row.title tiles=board.tiles seconds unit simulated/> }.into_any()
                                }
                            })}
                        </Transition>
                    }
                        .into_any()
                })}
            </Transition>
        </section>
    }
}

/// The views in turn.
#[component]
fn Turning(title: String, tiles: Vec<Tile>, seconds: u64, unit: String, simulated: bool) -> impl IntoView {
    let locale = use_locale();
    let count = tiles.len();
    let (place, still, moved) = (RwSignal::new(0usize), RwSignal::new(false), RwSignal::new(0i64));
    let tiles = StoredValue::new(tiles);
    let on = move |by: usize| {
        place.try_update(|place| *place = (*place + by) % count);
    };
    let stream = Changes::of(unit, moved);
    Effect::new(move |_| {
        stream.open();
        let turn = move || {
            if still.try_get_untracked() == Some(false) {
                on(1);
            }
            // What is held, and the only view there is, is printed anew all the same: a stream may have been lost.
            moved.try_update(|moved| *moved += 1);
            if stream.is_lost() {
                stream.open();
            }
        };
        if let Ok(clock) = set_interval_with_handle(turn, Duration::from_secs(seconds)) {
            on_cleanup(move || clock.clear());
        }
    });
    let now = Memo::new(move |_| tiles.with_value(|tiles| tiles[place.get() % count].clone()));
    let here = Signal::derive(move || now.with(|tile| format!("{ANALYSIS}?{}", tile.query)));
    let where_ = move || {
        let (n, all) = ((place.get() + 1).to_string(), count.to_string());
        t_with(locale, "saved.wall_place", &[("n", &n), ("all", &all)])
    };
    let simulated =
        simulated.then(|| view! { <p class="notice warn">{t(locale, "app.simulated")}</p> }.into_any());
    let stop = move || if still.get() { t(locale, "saved.go_on") } else { t(locale, "saved.stop") };
    view! {
        {simulated}
        <header class="screen-head">
            <h1>{title} " · " <span data-testid="wall-view">{move || now.with(|tile| tile.title.clone())}</span></h1>
            <div class="row screen-controls">
                <span class="muted">{where_}</span>
                <button type="button" class="button small" on:click=move |_| on(count - 1)>{t(locale, "list.previous")}</button>
                <button type="button" class="button small" aria-pressed=move || still.get().to_string()
                    on:click=move |_| still.update(|still| *still = !*still)>{stop}</button>
                <button type="button" class="button small" on:click=move |_| on(1)>{t(locale, "list.next")}</button>
                <a class="button small" href="/boards">{t(locale, "saved.leave")}</a>
            </div>
        </header>
        <div class="screen-body"><Print part=Part::Tile here moved/></div>
    }
    .into_any()
}

/// Counts `moved` on when something has changed below a unit.
#[derive(Clone, Copy)]
struct Changes {
    unit: StoredValue<String>,
    moved: RwSignal<i64>,
    stream: StoredValue<Option<Stream>>,
    waits: StoredValue<bool>,
}

impl Changes {
    fn of(unit: String, moved: RwSignal<i64>) -> Self {
        let (stream, waits) = (StoredValue::new(None), StoredValue::new(false));
        Self { unit: StoredValue::new(unit), moved, stream, waits }
    }

    /// Whether there is no stream: the browser gives one up for good that was refused, for instance by a proxy.
    fn is_lost(self) -> bool {
        let closed = |stream: &Option<Stream>| stream.as_ref().is_none_or(Stream::is_closed);
        self.stream.try_with_value(closed).unwrap_or(false)
    }

    fn open(self) {
        let Some(unit) = self.unit.try_get_value() else { return };
        let heard = move |_| {
            // Many changes in a moment are one print.
            if self.waits.try_get_value() == Some(false) {
                self.waits.set_value(true);
                let print = move || {
                    self.waits.try_update_value(|waits| *waits = false);
                    self.moved.try_update(|moved| *moved += 1);
                };
                set_timeout(print, Duration::from_secs(PACE));
            }
        };
        let stream = Stream::open(&unit, None, Box::new(|_| ()), Box::new(|_| ()), Box::new(heard));
        self.stream.try_update_value(|kept| *kept = stream);
    }
}
