//! The list of devices.

use super::forms;
use crate::{
    address::Address,
    api::{
        devices::{DeviceRow, DevicesQuery, RestoreDevice, RetireDevice, SaveDevice, list_devices},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::NONE,
        forms::{achieved, achieved_or_late},
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::devices::{DeviceKind, DeviceState, PointKind},
    i18n::{Locale, t, t_data, use_locale},
    pages::safety::{DEVICES, hidden, options},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Acts {
    retire: ServerAction<RetireDevice>,
    restore: ServerAction<RestoreDevice>,
    changing: RwSignal<Option<DeviceRow>>,
}

/// The list, and the form.
#[component]
pub(super) fn List(
    /// Whether the reader keeps devices.
    keeps: bool,
) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let save = ServerAction::<SaveDevice>::new();
    let acts =
        Acts { retire: ServerAction::new(), restore: ServerAction::new(), changing: RwSignal::new(None) };
    let asked = Memo::new(move |_| {
        let words = words.get();
        DevicesQuery {
            unit: word("unit"),
            kind: word("kind"),
            point: word("point"),
            state: word("state"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let (saved, retired, restored) =
        (achieved(save), achieved_or_late(acts.retire), achieved_or_late(acts.restore));
    Effect::new(move |_| {
        if saved.get() > 0 {
            acts.changing.set(None);
        }
    });
    let version = move || saved.get() + retired.get() + restored.get();
    let found = ask(move || (asked.get(), version()), |(query, _)| list_devices(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/devices")
                .with("unit", &asked.unit)
                .with("kind", &asked.kind)
                .with("point", &asked.point)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let unit = Memo::new(move |_| word("unit"));
    let kinds = move || {
        let words = DeviceKind::ALL.iter().map(|kind| kind.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.kinds", word))).collect(), word("kind"))
    };
    let points = move || {
        let words = PointKind::ALL.iter().map(|kind| kind.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.points", word))).collect(), word("point"))
    };
    let states = move || {
        let states = DeviceState::ALL.iter().map(|state| state.as_str());
        let mut words: Vec<_> = states.map(|word| (word, t_data(locale, "devices.states", word))).collect();
        words.push(("retired", t(locale, "safety.out_of_use").to_owned()));
        options(words, word("state"))
    };
    let form = move || {
        let leave = Callback::new(move |()| acts.changing.set(None));
        let changing =
            acts.changing.get().map(|row| (row.name.clone(), forms::device(save, Some(row)), leave));
        forms::shown(locale, t(locale, "safety.device_new"), "new-device", changing, move || {
            forms::device(save, None)
        })
    };
    view! {
        {move || keeps.then(form)}
        <div class="spread">
            <Finder label=t(locale, "safety.find") action=DEVICES>
                {hidden("tab", "list".to_owned())}
                {move || (!unit.get().is_empty()).then(|| hidden("unit", unit.get()))}
                <div class="field">
                    <label for="device-kind">{t(locale, "safety.kind")}</label>
                    <select id="device-kind" name="kind">
                        <option value="">{t(locale, "safety.all_kinds")}</option>
                        {kinds}
                    </select>
                </div>
                <div class="field">
                    <label for="device-point">{t(locale, "safety.point")}</label>
                    <select id="device-point" name="point">
                        <option value="">{t(locale, "safety.all_points")}</option>
                        {points}
                    </select>
                </div>
                <div class="field">
                    <label for="device-state">{t(locale, "safety.state")}</label>
                    <select id="device-state" name="state">
                        <option value="">{t(locale, "safety.all_states")}</option>
                        {states}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <div>
            <Done text=done_of(save, move |_| t(locale, "safety.saved").to_owned())/>
            <Done text=done_of(acts.retire, move |()| t(locale, "safety.retired").to_owned())/>
            <Done text=done_of(acts.restore, move |()| t(locale, "safety.restored").to_owned())/>
            <Fault fault=fault_of(acts.retire)/>
            <Fault fault=fault_of(acts.restore)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "safety.no_device")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(|found| row(locale, found, acts)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "safety.list") rows total offset shown>
                            <SortHead label=t(locale, "safety.device") column="code"/>
                            <SortHead label=t(locale, "safety.tribunal") column="tribunal" usual=true/>
                            <SortHead label=t(locale, "safety.kind") column="kind"/>
                            <th scope="col">{t(locale, "safety.point")}</th>
                            <SortHead label=t(locale, "safety.state") column="state"/>
                            <SortHead label=t(locale, "safety.heard") column="heard"/>
                            <th scope="col">{t(locale, "safety.maker")}</th>
                            <SortHead label=t(locale, "safety.service") column="due"/>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Changing it and taking it out of use, or back.
fn manage(locale: Locale, row: DeviceRow, acts: Acts) -> AnyView {
    let id = row.id.to_string();
    if row.retired {
        return view! {
            <ActionForm action=acts.restore>
                {hidden("id", id)}
                <button class="button small" type="submit" disabled=acts.restore.pending()>{t(locale, "safety.restore")}</button>
            </ActionForm>
        }
        .into_any();
    }
    let kept = StoredValue::new(row);
    let text = t(locale, "safety.retire_sure").to_owned();
    view! {
        <div class="row">
            <button class="button small needs-js" type="button" on:click=move |_| acts.changing.set(Some(kept.get_value()))>
                {t(locale, "safety.edit")}
            </button>
            <ActionForm action=acts.retire>
                {hidden("id", id)}
                <Confirm label=t(locale, "safety.retire") text danger=true small=true busy=acts.retire.pending()/>
            </ActionForm>
        </div>
    }
    .into_any()
}

fn row(locale: Locale, row: DeviceRow, acts: Acts) -> AnyView {
    let name = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let unit = Address::unit(&row.tribunal).to_string();
    let class = match row.state {
        DeviceState::Online => "badge good",
        DeviceState::Offline => "badge bad",
        DeviceState::Disabled => "badge warn",
        DeviceState::Unknown => "badge",
    };
    let point = row.point_kind.map_or_else(
        || NONE.to_owned(),
        |kind| {
            let kind = t_data(locale, "devices.points", kind.as_str());
            let name = locale.pick(&row.point_name.0, &row.point_name.1);
            if name.is_empty() || name == kind { kind } else { format!("{kind} · {name}") }
        },
    );
    let heard = match row.heard_at.clone() {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="muted">{t(locale, "safety.never_heard")}</span> }.into_any(),
    };
    let made = [row.maker.clone(), row.model.clone()].join(" ").trim().to_owned();
    let late = row
        .service_late
        .then(|| view! { <span class="badge warn">{t(locale, "safety.service_late")}</span> }.into_any());
    let act = row.may_manage.then(|| manage(locale, row.clone(), acts));
    let raise = (row.may_raise && !row.retired).then(|| {
        let address = Address::new("/problems").with("tab", "raise").with("unit", &row.tribunal);
        let href = address.with("device", &row.id.to_string()).with("title", &row.name).to_string();
        view! { <a class="button small" href=href>{t(locale, "problems.raise_here")}</a> }.into_any()
    });
    view! {
        <tr data-testid="device">
            <th scope="row">{row.name.clone()} <small class="muted line">{row.code.clone()}</small> {act} {raise}</th>
            <td><a rel="external" href=unit>{name}</a></td>
            <td>{t_data(locale, "devices.kinds", row.kind.as_str())}</td>
            <td>{point}</td>
            <td><span class=class>{t_data(locale, "devices.states", row.state.as_str())}</span></td>
            <td>{heard}</td>
            <td>{if made.is_empty() { NONE.to_owned() } else { made }}</td>
            <td>{row.service_due.clone().unwrap_or_else(|| NONE.to_owned())} " " {late}</td>
        </tr>
    }
    .into_any()
}
