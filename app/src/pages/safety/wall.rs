//! The wall: the latest picture of each camera, and one camera live.

use super::{
    WALL,
    follow::Follow,
    hidden, options,
    snapshot::{Live, shown as picture},
};
use crate::{
    address::Address,
    api::{
        pictures::{CameraRow, CamerasPage, CamerasQuery, list_cameras},
        wire::ask,
    },
    components::{
        lists::{Download, Finder, Pager, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::devices::{DeviceState, PointKind},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// Cameras of a page.
const A_PAGE: u32 = 24;
/// The shortest time between two looks at the same wall: pictures are heavier than words.
const CALM: Duration = Duration::from_secs(3);

/// The page.
#[component]
pub(super) fn Wall(
    /// Code of the unit where the reader's view begins.
    home: String,
) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let (unit, state, point) = (
        Memo::new(move |_| word("unit")),
        Memo::new(move |_| word("state")),
        Memo::new(move |_| word("point")),
    );
    let play = Memo::new(move |_| word("play").parse::<i64>().ok());
    let (tick, version) = (RwSignal::new(0usize), RwSignal::new(0usize));
    let waiting = StoredValue::new(false);
    Effect::new(move |before: Option<usize>| {
        let now = tick.get();
        if before.is_some_and(|before| before != now) && waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            set_timeout(
                move || {
                    if waiting.try_update_value(|waiting| *waiting = false).is_some() {
                        version.update(|version| *version += 1);
                    }
                },
                CALM,
            );
        }
        now
    });
    let asked = Memo::new(move |_| {
        let words = words.get();
        CamerasQuery {
            unit: unit.get(),
            point: point.get(),
            state: state.get(),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: A_PAGE,
        }
    });
    let found = ask(move || (asked.get(), version.get()), |(query, _)| list_cameras(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/devices/cameras")
                .with("unit", &asked.unit)
                .with("point", &asked.point)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let states = move || {
        let words = DeviceState::ALL.iter().map(|state| state.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.states", word))).collect(), state.get())
    };
    let points = move || {
        let words = PointKind::ALL.iter().map(|kind| kind.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.points", word))).collect(), point.get())
    };
    let live = move || {
        play.get().map(|device| {
            let stop = move || Address::here().without("play").to_string();
            view! {
                <section class="panel stack" aria-label=t(locale, "safety.play")>
                    <Live device label=t(locale, "safety.play")/>
                    <p><a class="button small" href=stop>{t(locale, "safety.play_stop")}</a></p>
                </section>
            }
            .into_any()
        })
    };
    view! {
        <Follow home tick/>
        <div class="spread">
            <Finder label=t(locale, "safety.find_camera") action=WALL>
                {move || (!unit.get().is_empty()).then(|| hidden("unit", unit.get()))}
                <div class="field">
                    <label for="camera-point">{t(locale, "safety.point")}</label>
                    <select id="camera-point" name="point">
                        <option value="">{t(locale, "safety.all_points")}</option>
                        {points}
                    </select>
                </div>
                <div class="field">
                    <label for="camera-state">{t(locale, "safety.state")}</label>
                    <select id="camera-state" name="state">
                        <option value="">{t(locale, "safety.all_states")}</option>
                        {states}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        {orders_links(locale)}
        {live}
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) => shown(locale, page, unit.get_untracked()),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, found: CamerasPage, unit: String) -> AnyView {
    let CamerasPage { page, places, days } = found;
    let note = t_with(locale, "safety.wall_note", &[("days", &days.to_string())]);
    let places = (!places.is_empty()).then(|| super::alarms::places_of(locale, places, &unit));
    let (total, offset, count) = (page.total, page.offset, page.rows.len() as u32);
    let list = if page.rows.is_empty() {
        view! { <Empty text=t(locale, "safety.no_camera")/> }.into_any()
    } else {
        let cards = page.rows.into_iter().map(|row| card(locale, row)).collect_view().into_any();
        view! {
            <ul class="plain wall" data-testid="wall">{cards}</ul>
            <Pager total offset shown=count limit=A_PAGE/>
        }
        .into_any()
    };
    view! {
        {places}
        <p class="muted">{note}</p>
        {list}
    }
    .into_any()
}

fn card(locale: Locale, row: CameraRow) -> AnyView {
    let tribunal = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let of = t_with(locale, "safety.picture_of", &[("camera", &row.name), ("tribunal", &tribunal)]);
    let class = match row.state {
        DeviceState::Online => "badge good",
        DeviceState::Offline => "badge bad",
        DeviceState::Disabled => "badge warn",
        DeviceState::Unknown => "badge",
    };
    let shown = match &row.picture {
        Some(row) => picture(locale, row, &of),
        // None is not the same as one that is old or gone.
        None => view! { <p class="muted">{t(locale, "safety.no_picture")}</p> }.into_any(),
    };
    let old = (row.old && row.picture.as_ref().is_some_and(|picture| picture.deleted_at.is_none()))
        .then(|| view! { <span class="badge warn">{t(locale, "safety.picture_old")}</span> }.into_any());
    let point = locale.pick(&row.point_name.0, &row.point_name.1).to_owned();
    let id = row.id.to_string();
    let play = row.plays.then(|| {
        let label = format!("{}: {of}", t(locale, "safety.play"));
        let href = move || Address::here().with("play", &id).to_string();
        view! { <a class="button small needs-js" href=href aria-label=label>{t(locale, "safety.play")}</a> }
            .into_any()
    });
    let unit = Address::unit(&row.tribunal).to_string();
    view! {
        <li class="panel" data-testid="camera">
            {shown}
            <h2>{row.name}</h2>
            <p><a rel="external" href=unit>{tribunal}</a> " " {point}</p>
            <p class="row">
                <span class=class>{t_data(locale, "devices.states", row.state.as_str())}</span>
                {old}
                {play}
            </p>
        </li>
    }
    .into_any()
}

/// In which order: by tribunal, or the newest picture first.
fn orders_links(locale: Locale) -> AnyView {
    let query = use_query_map();
    let now = Memo::new(move |_| query.with(|query| query.get("sort").unwrap_or_default()));
    let links = [("", t(locale, "safety.by_tribunal")), ("taken", t(locale, "safety.by_time"))]
        .into_iter()
        .map(|(word, label)| {
            let href = move || Address::here().with("sort", word).without("offset").to_string();
            let here = move || (now.get() == word).then_some("page");
            view! { <li><a class="button small" href=href aria-current=here>{label}</a></li> }.into_any()
        })
        .collect_view()
        .into_any();
    view! {
        <nav aria-label=t(locale, "safety.order")>
            <ul class="plain row places">{links}</ul>
        </nav>
    }
    .into_any()
}
