//! Alarms as they come: what nobody has answered first.

use super::{
    ALARMS,
    figures::Figures,
    follow::Follow,
    hidden, options,
    sound::{Sound, SoundButton},
};
use crate::{
    address::Address,
    api::{
        alarms::{AlarmRow, AlarmsPage, AlarmsQuery, MoveAlarm, list_alarms},
        prints::Part,
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        forms::achieved_or_late,
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        print::Print,
        states::{Empty, FailureView, Loading, answered},
    },
    domain::{
        alarms::{AlarmMove, AlarmState},
        devices::PointKind,
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub(super) fn Board(
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
    let act = ServerAction::<MoveAlarm>::new();
    let tick = RwSignal::new(0usize);
    let sound = Sound::new();
    let asked = Memo::new(move |_| {
        let words = words.get();
        AlarmsQuery {
            unit: unit.get(),
            point: point.get(),
            state: state.get(),
            course: word("course"),
            days: word("days").parse().unwrap_or_default(),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let moved = achieved_or_late(act);
    let version = move || (moved.get(), tick.get());
    let found = ask(move || (asked.get(), version()), |(query, _)| list_alarms(query));
    let looked_at = {
        let home = home.clone();
        Signal::derive(move || {
            Some(unit.get()).filter(|unit| !unit.is_empty()).unwrap_or_else(|| home.clone())
        })
    };
    let here = Signal::derive(move || Address::here().only(&["unit", "day"]).to_string());
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/alarms")
                .with("unit", &asked.unit)
                .with("point", &asked.point)
                .with("state", &asked.state)
                .with("course", &asked.course)
                .with("days", &asked.days.to_string())
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let states = move || {
        let words = AlarmState::ALL.iter().map(|state| state.as_str()).chain(["all"]);
        options(words.map(|word| (word, t_data(locale, "alarms.states", word))).collect(), state.get())
    };
    let points = move || {
        let words = PointKind::ALL.iter().map(|kind| kind.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.points", word))).collect(), point.get())
    };
    // What the statistics count is said, and left by one press.
    let counted = move || {
        let (course, days) = (word("course"), word("days"));
        (!course.is_empty() || !days.is_empty()).then(|| {
            let course = t_data(locale, "safety.courses", if course.is_empty() { "all" } else { &course });
            let text = t_with(locale, "safety.counted", &[("what", &course), ("n", &days)]);
            view! { <p class="notice">{text} " " <a href=ALARMS>{t(locale, "safety.back")}</a></p> }
                .into_any()
        })
    };
    view! {
        <div class="spread">
            <Follow home tick/>
            <SoundButton sound/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(_) => ().into_any(),
                Ok(page) => view! { <Banner open=page.open newest=page.newest sound/> }.into_any(),
            })}
        </Transition>
        <div class="spread">
            <Finder label=t(locale, "safety.find") action=ALARMS>
                {move || (!unit.get().is_empty()).then(|| hidden("unit", unit.get()))}
                <div class="field">
                    <label for="alarm-state">{t(locale, "safety.state")}</label>
                    <select id="alarm-state" name="state">
                        <option value="">{t(locale, "safety.waiting")}</option>
                        {states}
                    </select>
                </div>
                <div class="field">
                    <label for="alarm-point">{t(locale, "safety.point")}</label>
                    <select id="alarm-point" name="point">
                        <option value="">{t(locale, "safety.all_points")}</option>
                        {points}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <div>
            <Done text=done_of(act, move |()| t(locale, "safety.moved").to_owned())/>
            <Fault fault=fault_of(act)/>
        </div>
        {counted}
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) => shown(locale, page, unit.get_untracked(), act),
            })}
        </Transition>
        <Figures unit version=Signal::derive(move || version().0 + version().1)/>
        <Print part=Part::Compliance unit=looked_at here/>
    }
    .into_any()
}

/// How many alarms nobody has answered; sounds for one that is new.
#[component]
fn Banner(
    /// How many.
    open: u32,
    /// Number of the newest of them.
    newest: i64,
    /// What sounds.
    sound: Sound,
) -> impl IntoView {
    let locale = use_locale();
    Effect::new(move |_| sound.hear(newest));
    let text = match open {
        0 => t(locale, "safety.open_none").to_owned(),
        1 => t(locale, "safety.open_one").to_owned(),
        n => t_with(locale, "safety.open_many", &[("n", &n.to_string())]),
    };
    let class = if open == 0 { "notice" } else { "notice bad" };
    view! { <p class=class role="status" data-testid="banner">{text}</p> }.into_any()
}

fn shown(locale: Locale, found: AlarmsPage, unit: String, act: ServerAction<MoveAlarm>) -> AnyView {
    let AlarmsPage { page, places, .. } = found;
    let places = (!places.is_empty()).then(|| places_of(locale, places, &unit));
    let list = if page.rows.is_empty() {
        view! { <Empty text=t(locale, "safety.none")/> }.into_any()
    } else {
        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
        let rows = page.rows.into_iter().map(|found| row(locale, found, act)).collect_view().into_any();
        view! {
            <Listing label=t(locale, "safety.alarms") class="alarms" rows total offset shown>
                <SortHead label=t(locale, "safety.what") column="kind"/>
                <SortHead label=t(locale, "safety.tribunal") column="tribunal"/>
                <th scope="col">{t(locale, "safety.where")}</th>
                <SortHead label=t(locale, "safety.raised") column="raised"/>
                <SortHead label=t(locale, "safety.state") column="state" usual=true/>
                <th scope="col">{t(locale, "safety.acts")}</th>
            </Listing>
        }
        .into_any()
    };
    view! {
        {places}
        {list}
    }
    .into_any()
}

/// The units right below, to look at one of them.
pub(super) fn places_of(locale: Locale, places: Vec<(String, String, String)>, unit: &str) -> AnyView {
    let all = (String::new(), t(locale, "safety.all_places").to_owned());
    let named = places.into_iter().map(|(code, zh, en)| {
        let name = locale.pick(&zh, &en).to_owned();
        (code, name)
    });
    let links = std::iter::once(all)
        .chain(named)
        .map(|(code, name)| {
            let here = (code == unit).then_some("page");
            let to = move || Address::here().with("unit", &code).without("offset").to_string();
            view! { <li><a class="button small" href=to aria-current=here>{name}</a></li> }.into_any()
        })
        .collect_view()
        .into_any();
    view! {
        <nav aria-label=t(locale, "safety.places")>
            <ul class="plain row places">{links}</ul>
        </nav>
    }
    .into_any()
}

/// The state as a badge.
pub(super) fn state_badge(locale: Locale, state: AlarmState) -> AnyView {
    let class = match state {
        AlarmState::Open => "badge bad",
        AlarmState::Acknowledged | AlarmState::Verified => "badge warn",
        AlarmState::Handled => "badge good",
        AlarmState::False | AlarmState::Closed => "badge",
    };
    view! { <span class=class>{t_data(locale, "alarms.states", state.as_str())}</span> }.into_any()
}

/// What else is to be said of an alarm: how often, how far up, that nobody was called, that it is over by itself.
pub(super) fn remarks(locale: Locale, row: &AlarmRow) -> AnyView {
    let mut said = Vec::new();
    if row.times > 1 {
        said.push(t_with(locale, "safety.times", &[("n", &row.times.to_string())]));
    }
    match row.level {
        0 => {}
        1 => said.push(t(locale, "safety.level_1").to_owned()),
        _ => said.push(t(locale, "safety.level_2").to_owned()),
    }
    if row.quiet {
        said.push(t(locale, "safety.quiet").to_owned());
    }
    if row.recovered_at.is_some() {
        said.push(t(locale, "safety.recovered").to_owned());
    }
    if let Some(seconds) = row.acknowledged_after {
        let values = [("who", row.acknowledged_by.as_str()), ("n", &seconds.to_string())];
        said.push(t_with(locale, "safety.acknowledged_after", &values));
    }
    said.into_iter()
        .map(|text| view! { <small class="muted line">{text}</small> }.into_any())
        .collect_view()
        .into_any()
}

/// Point and device.
pub(super) fn place_of(locale: Locale, row: &AlarmRow) -> String {
    let point = locale.pick(&row.point_name.0, &row.point_name.1).to_owned();
    let words = [point, row.device.clone()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Where an alarm is.
pub(super) fn href(id: i64) -> String {
    format!("/safety/alarms/{id}")
}

fn row(locale: Locale, row: AlarmRow, act: ServerAction<MoveAlarm>) -> AnyView {
    let name = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let unit = Address::unit(&row.tribunal).to_string();
    // Answering is one press; whatever wants words is said on the alarm's own page.
    let answer = row.may.contains(&AlarmMove::Acknowledge).then(|| {
        view! {
            <ActionForm action=act>
                {hidden("id", row.id.to_string())}
                {hidden("order[what]", AlarmMove::Acknowledge.as_str().to_owned())}
                <button class="button primary small" type="submit" disabled=act.pending()>
                    {t(locale, "alarms.moves.acknowledge")}
                </button>
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <tr data-testid="alarm">
            <th scope="row">{t_data(locale, "alarms.kinds", row.kind.as_str())}</th>
            <td><a rel="external" href=unit>{name}</a></td>
            <td>{place_of(locale, &row)}</td>
            <td><Instant at=row.raised_at.clone()/></td>
            <td class="wrap">{state_badge(locale, row.state)} {remarks(locale, &row)}</td>
            <td>
                <div class="row">
                    {answer}
                    <a class="button small" href=href(row.id)>{t(locale, "safety.open_alarm")}</a>
                </div>
            </td>
        </tr>
    }
    .into_any()
}
