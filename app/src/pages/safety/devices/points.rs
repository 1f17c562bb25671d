//! The list of points.

use super::forms;
use crate::{
    address::Address,
    api::{
        devices::{PointRow, PointsQuery, RestorePoint, RetirePoint, SavePoint, list_points},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        forms::{achieved, achieved_or_late},
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::devices::PointKind,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::safety::{DEVICES, hidden, options},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Acts {
    retire: ServerAction<RetirePoint>,
    restore: ServerAction<RestorePoint>,
    changing: RwSignal<Option<PointRow>>,
}

/// The list, and the form.
#[component]
pub(super) fn Points(
    /// Whether the reader keeps points.
    keeps: bool,
) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let save = ServerAction::<SavePoint>::new();
    let acts =
        Acts { retire: ServerAction::new(), restore: ServerAction::new(), changing: RwSignal::new(None) };
    let asked = Memo::new(move |_| {
        let words = words.get();
        PointsQuery {
            unit: word("unit"),
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
    let found = ask(move || (asked.get(), version()), |(query, _)| list_points(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/devices/points")
                .with("unit", &asked.unit)
                .with("point", &asked.point)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let kinds = move || {
        let words = PointKind::ALL.iter().map(|kind| kind.as_str());
        options(words.map(|word| (word, t_data(locale, "devices.points", word))).collect(), word("point"))
    };
    let states = move || options(vec![("retired", t(locale, "safety.out_of_use").to_owned())], word("state"));
    let form = move || {
        let leave = Callback::new(move |()| acts.changing.set(None));
        let changing =
            acts.changing.get().map(|row| (row.code.clone(), forms::point(save, Some(row)), leave));
        forms::shown(locale, t(locale, "safety.point_new"), "new-point", changing, move || {
            forms::point(save, None)
        })
    };
    view! {
        {move || keeps.then(form)}
        <div>
            <Done text=done_of(save, move |_| t(locale, "safety.saved").to_owned())/>
            <Done text=done_of(acts.retire, move |()| t(locale, "safety.point_retired").to_owned())/>
            <Done text=done_of(acts.restore, move |()| t(locale, "safety.restored").to_owned())/>
            <Fault fault=fault_of(acts.retire)/>
            <Fault fault=fault_of(acts.restore)/>
        </div>
        <div class="spread">
            <Finder label=t(locale, "safety.find_point") action=DEVICES>
                {hidden("tab", "points".to_owned())}
                <div class="field">
                    <label for="points-kind">{t(locale, "safety.point")}</label>
                    <select id="points-kind" name="point">
                        <option value="">{t(locale, "safety.all_points")}</option>
                        {kinds}
                    </select>
                </div>
                <div class="field">
                    <label for="points-state">{t(locale, "safety.state")}</label>
                    <select id="points-state" name="state">
                        <option value="">{t(locale, "safety.in_use")}</option>
                        {states}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "safety.no_such_point")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(|found| row(locale, found, acts)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "safety.points") rows total offset shown>
                            <SortHead label=t(locale, "safety.point") column="code"/>
                            <SortHead label=t(locale, "safety.tribunal") column="tribunal" usual=true/>
                            <SortHead label=t(locale, "safety.kind") column="kind"/>
                            <th scope="col">{t(locale, "safety.online")}</th>
                            <th scope="col">{t(locale, "safety.acts")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(locale: Locale, row: PointRow, acts: Acts) -> AnyView {
    let tribunal = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let href = Address::new(DEVICES).with("tab", "list").with("unit", &row.tribunal).to_string();
    let (online, all) = row.devices;
    let watched = t_with(locale, "safety.of", &[("n", &online.to_string()), ("all", &all.to_string())]);
    let (id, name) = (row.id, locale.pick(&row.name.0, &row.name.1).to_owned());
    let (code, kind, retired, may_manage) = (row.code.clone(), row.kind, row.retired, row.may_manage);
    let act = may_manage.then(|| {
        if retired {
            return view! {
                <ActionForm action=acts.restore>
                    {hidden("id", id.to_string())}
                    <button class="button small" type="submit" disabled=acts.restore.pending()>{t(locale, "safety.restore")}</button>
                </ActionForm>
            }
            .into_any();
        }
        let kept = StoredValue::new(row);
        let text = t(locale, "safety.point_retire_sure").to_owned();
        view! {
            <div class="row">
                <button class="button small needs-js" type="button" on:click=move |_| acts.changing.set(Some(kept.get_value()))>
                    {t(locale, "safety.edit")}
                </button>
                <ActionForm action=acts.retire>
                    {hidden("id", id.to_string())}
                    <Confirm label=t(locale, "safety.retire") text danger=true small=true busy=acts.retire.pending()/>
                </ActionForm>
            </div>
        }
        .into_any()
    });
    view! {
        <tr data-testid="point">
            <th scope="row">{name} <small class="muted line">{code}</small></th>
            <td><a href=href>{tribunal}</a></td>
            <td>{t_data(locale, "devices.points", kind.as_str())}</td>
            <td>{watched}</td>
            <td>{act}</td>
        </tr>
    }
    .into_any()
}
