//! The tree as a list: find, create, change. `?unit=` opens one of them.

mod change;

use super::parts::{
    AdminPage, Done, Download, Fault, Field, Finder, Listing, SortHead, UnitField, done_of, fault_of,
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::units::{CloseUnit, CreateUnit, MergeUnit, MoveUnit, RenameUnit, UnitRow, UnitsQuery, list_units},
    components::states::{Empty, FailureView, Loading, answered},
    domain::units::Level,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use change::Change;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/units";
/// Rows on a page.
const SHOWN: u32 = 50;

/// What can be done to units.
#[derive(Clone, Copy)]
struct Acts {
    create: ServerAction<CreateUnit>,
    shift: ServerAction<MoveUnit>,
    rename: ServerAction<RenameUnit>,
    merge: ServerAction<MergeUnit>,
    close: ServerAction<CloseUnit>,
}

impl Acts {
    fn new() -> Self {
        Self {
            create: ServerAction::new(),
            shift: ServerAction::new(),
            rename: ServerAction::new(),
            merge: ServerAction::new(),
            close: ServerAction::new(),
        }
    }

    /// Moves whenever something was done.
    fn version(self) -> usize {
        self.create.version().get()
            + self.shift.version().get()
            + self.rename.version().get()
            + self.merge.version().get()
            + self.close.version().get()
    }
}

/// The page.
#[component]
pub fn UnitsAdmin() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.units.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let acts = Acts::new();
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let word = |key| query.get(key).filter(|word| !word.trim().is_empty());
            UnitsQuery {
                level: word("level"),
                under: word("under"),
                q: word("q"),
                group: None,
                ended: word("ended").map(|_| true),
                sort: word("sort"),
                offset: word("offset").and_then(|text| text.parse().ok()),
                limit: Some(SHOWN),
            }
        })
    });
    let units = ask(move || (wanted.get(), acts.version()), |(query, _)| list_units(query));
    let chosen = Memo::new(move |_| query.with(|query| query.get("unit").unwrap_or_default()));
    let unit = ask(
        move || (chosen.get(), acts.version()),
        |(code, _)| async move {
            if code.is_empty() {
                return Ok(None);
            }
            // Whatever is under it has a lower level: the unit itself comes first.
            let (level, under) = (Some("level".to_owned()), Some(code));
            let query =
                UnitsQuery { under, sort: level, ended: Some(true), limit: Some(1), ..UnitsQuery::default() };
            list_units(query).await.map(|page| page.rows.into_iter().next())
        },
    );
    let export = Signal::derive(move || {
        let query = wanted.get();
        Address::new("/api/v1/units")
            .with("level", query.level.as_deref().unwrap_or_default())
            .with("under", query.under.as_deref().unwrap_or_default())
            .with("q", query.q.as_deref().unwrap_or_default())
            .with("ended", if query.ended == Some(true) { "true" } else { "" })
            .with("sort", query.sort.as_deref().unwrap_or_default())
    });
    view! {
        <div class="row spread">
            <Finder label=t(locale, "admin.units.find") action=PATH>
                <Filters wanted/>
            </Finder>
            <Download href=export label=t(locale, "admin.csv")/>
        </div>
        <Transition>
            {answered(unit, move |answer| {
                match answer {
                    Ok(None) => ().into_any(),
                    Ok(Some(unit)) => view! { <Change unit acts/> }.into_any(),
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                }
            })}
        </Transition>
        <Create acts/>
        <Transition fallback=Loading>
            {answered(units, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|unit| row(locale, unit)).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "admin.units.title") rows total offset shown limit=SHOWN>
                                <SortHead label=t(locale, "admin.units.code") column="code" usual=true/>
                                <SortHead label=t(locale, "admin.units.name") column="name"/>
                                <SortHead label=t(locale, "admin.units.level") column="level"/>
                                <th scope="col">{t(locale, "admin.units.parent")}</th>
                                <SortHead label=t(locale, "admin.units.opened") column="opened"/>
                                <th scope="col">{t(locale, "admin.units.closed")}</th>
                                <th scope="col">{t(locale, "admin.units.position")}</th>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Level, subtree, and whether units that have ended are shown.
#[component]
fn Filters(wanted: Memo<UnitsQuery>) -> impl IntoView {
    let locale = use_locale();
    let options = Level::ALL
        .into_iter()
        .map(|level| {
            let chosen = move || wanted.with(|query| query.level.as_deref() == Some(level.as_str()));
            let words = t_data(locale, "level", level.as_str());
            view! { <option value=level.as_str() selected=chosen>{words}</option> }
        })
        .collect_view();
    let none = Signal::derive(|| None);
    let under = wanted.with_untracked(|query| query.under.clone()).unwrap_or_default();
    view! {
        <div class="field">
            <label for="filter-level">{t(locale, "admin.units.level")}</label>
            <select id="filter-level" name="level">
                <option value="">{t(locale, "admin.all")}</option>
                {options}
            </select>
        </div>
        <UnitField id="filter-under" label=t(locale, "admin.units.under") name="under" field="under" fault=none value=under/>
        <label class="check">
            <input type="checkbox" name="ended" value="1" checked=move || wanted.with(|query| query.ended == Some(true))/>
            <span>{t(locale, "admin.units.ended")}</span>
        </label>
    }
}

fn row(locale: Locale, unit: UnitRow) -> impl IntoView {
    let code = unit.code.clone();
    let href = move || Address::here().with("unit", &code).to_string();
    let position = unit.lat.zip(unit.lon).map(|(lat, lon)| format!("{lat:.4}, {lon:.4}"));
    view! {
        <tr>
            <th scope="row"><a href=href><code>{unit.code.clone()}</code></a></th>
            <td><a href=Address::unit(&unit.code).to_string()>{unit.name_in(locale.is_english()).to_owned()}</a></td>
            <td>{t_data(locale, "level", unit.level.as_str())}</td>
            <td><code>{unit.parent}</code></td>
            <td>{unit.opened}</td>
            <td>{unit.closed}</td>
            <td>{position}</td>
        </tr>
    }
}

#[component]
fn Create(acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.create);
    let done = done_of(acts.create, move |made: &Vec<UnitRow>| match made.first() {
        Some(unit) => t_with(locale, "admin.units.created", &[("name", &unit.name), ("code", &unit.code)]),
        None => t(locale, "admin.units.known").to_owned(),
    });
    let levels = Level::ALL
        .into_iter()
        .map(|level| {
            let words = t_data(locale, "level", level.as_str());
            view! { <option value=level.as_str() selected=level == Level::Tribunal>{words}</option> }
        })
        .collect_view();
    let open = fault.get_untracked().is_some();
    view! {
        <Done text=done/>
        <details class="panel" open=open>
            <summary>{t(locale, "admin.units.create")}</summary>
            <ActionForm action=acts.create>
                <div class="form wide">
                    <Fault fault fields=FIELDS/>
                    <div class="fields">
                        <Field id="unit-code" label=t(locale, "admin.units.code") name="order[code]" field="code" fault
                            hint=t(locale, "admin.units.code_hint") required=true max=40 pattern="[A-Za-z0-9._\\-]{1,40}"/>
                        <div class="field">
                            <label for="unit-level">{t(locale, "admin.units.level")}</label>
                            <select id="unit-level" name="order[level]">{levels}</select>
                        </div>
                        <UnitField id="unit-parent" label=t(locale, "admin.units.parent") name="order[parent]" field="parent"
                            fault hint=t(locale, "admin.units.parent_hint")/>
                        <Field id="unit-opened" label=t(locale, "admin.units.opened") name="order[opened]" field="opened" fault
                            kind="month" hint=t(locale, "admin.month_hint") required=true/>
                        <Field id="unit-name" label=t(locale, "admin.units.name") name="order[name]" field="name" fault
                            required=true max=120/>
                        <Field id="unit-name-en" label=t(locale, "admin.units.name_en") name="order[name_en]" field="name_en"
                            fault max=120/>
                        <Field id="unit-pinyin" label=t(locale, "admin.units.pinyin") name="order[pinyin]" field="pinyin" fault/>
                        <Field id="unit-lat" label=t(locale, "admin.units.lat") name="order[lat]" field="lat" fault max=20/>
                        <Field id="unit-lon" label=t(locale, "admin.units.lon") name="order[lon]" field="lon" fault max=20/>
                        <Field id="unit-area" label=t(locale, "admin.units.area") name="order[area_km2]" field="area_km2" fault max=20/>
                        <Field id="unit-population" label=t(locale, "admin.units.population") name="order[population]"
                            field="population" fault max=20/>
                        <Field id="unit-groups" label=t(locale, "admin.units.groups") name="order[groups]" field="groups" fault
                            hint=t(locale, "admin.units.commas")/>
                        <Field id="unit-townships" label=t(locale, "admin.units.townships") name="order[townships]"
                            field="townships" fault max=2000 hint=t(locale, "admin.units.commas")/>
                        <Field id="unit-facts" label=t(locale, "admin.units.facts") name="order[facts]" field="facts" fault max=4000/>
                    </div>
                    <button class="button primary" type="submit" disabled=acts.create.pending()>
                        {t(locale, "admin.units.create_submit")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
}

/// Fields that say themselves why they were refused.
const FIELDS: &[&str] = &[
    "code",
    "parent",
    "opened",
    "name",
    "name_en",
    "pinyin",
    "lat",
    "lon",
    "area_km2",
    "population",
    "groups",
    "townships",
    "facts",
];
