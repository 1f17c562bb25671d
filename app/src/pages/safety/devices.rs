//! Points and devices: which point is watched, the list, who speaks without being listed, and when there is work.

mod forms;
mod hooks;
mod list;
mod points;
mod windows;

use super::DEVICES;
use crate::{
    address::Address,
    api::{
        devices::{CoverCell, CoverRow, Coverage, StrangerRow, device_coverage, unknown_devices},
        wire::ask,
    },
    components::{
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::devices::{Cover, PointKind},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page with its parts.
#[component]
pub(super) fn Board(
    /// Whether the reader keeps points and devices.
    keeps: bool,
    /// Whether the reader decides who else is told.
    decides: bool,
) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    let links = [
        ("", t(locale, "safety.coverage")),
        ("list", t(locale, "safety.list")),
        ("points", t(locale, "safety.points")),
        ("windows", t(locale, "safety.windows")),
        ("unknown", t(locale, "safety.unknown")),
        ("hooks", t(locale, "safety.hooks")),
    ]
    .into_iter()
    .filter(move |(word, _)| decides || *word != "hooks")
    .map(|(word, label)| {
        let href = Address::new(DEVICES).with("tab", word).to_string();
        view! {
            <li><a class="button small" href=href aria-current=move || (tab.get() == word).then_some("page")>{label}</a></li>
        }
        .into_any()
    })
    .collect_view()
    .into_any();
    let content = move || match tab.get().as_str() {
        "list" => view! { <list::List keeps/> }.into_any(),
        "points" => view! { <points::Points keeps/> }.into_any(),
        "windows" => view! { <windows::Windows/> }.into_any(),
        "unknown" => view! { <Strangers/> }.into_any(),
        "hooks" => view! { <hooks::HookList/> }.into_any(),
        _ => view! { <Matrix/> }.into_any(),
    };
    view! {
        <nav aria-label=t(locale, "safety.devices")>
            <ul class="plain row places">{links}</ul>
        </nav>
        {content}
    }
    .into_any()
}

/// Which points are watched.
#[component]
fn Matrix() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let unit = Memo::new(move |_| query.with(|query| query.get("unit").unwrap_or_default()));
    let found = ask(move || (unit.get(), words.get()), |(unit, words)| device_coverage(unit, words));
    let export = Signal::derive(move || {
        words.with(|words| {
            Address::new("/api/v1/devices/coverage")
                .with("unit", &unit.get())
                .with("search", &words.search)
                .with("sort", &words.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "safety.coverage_note")}</p>
        <div class="spread">
            <Finder label=t(locale, "safety.find_tribunal") action=DEVICES>
                {move || (!unit.get().is_empty()).then(|| super::hidden("unit", unit.get()))}
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(coverage) => shown(locale, coverage),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, found: Coverage) -> AnyView {
    let line = match &found.line {
        None => view! { <p class="muted">{t(locale, "safety.line_none")}</p> }.into_any(),
        Some((up, since)) => {
            let (class, text) = if *up {
                ("muted", t(locale, "safety.line_up"))
            } else {
                ("notice bad", t(locale, "safety.line_down"))
            };
            view! { <p class=class>{text} " " <Instant at=since.clone()/></p> }.into_any()
        }
    };
    let (blind, no_point) = (found.blind.iter().sum::<u32>(), found.no_point.clone());
    let sums = [
        t_with(locale, "safety.blind_sum", &[("n", &blind.to_string())]),
        format!(
            "{} {}",
            t(locale, "safety.online"),
            t_with(
                locale,
                "safety.of",
                &[("n", &found.online.to_string()), ("all", &found.devices.to_string())]
            )
        ),
    ]
    .join(" · ");
    if found.rows.is_empty() {
        return view! {
            {line}
            <Empty text=t(locale, "safety.no_tribunal")/>
        }
        .into_any();
    }
    let (total, offset, shown) = (found.total, found.offset, found.rows.len() as u32);
    let heads = PointKind::ALL
        .iter()
        .zip(no_point)
        .map(|(kind, unknown)| {
            let note = (unknown > 0).then(|| {
                let text = t_with(locale, "safety.no_point_sum", &[("n", &unknown.to_string())]);
                view! { <small class="muted line">{text}</small> }.into_any()
            });
            view! { <th scope="col">{t_data(locale, "devices.points", kind.as_str())} {note}</th> }.into_any()
        })
        .collect_view()
        .into_any();
    let rows = found.rows.into_iter().map(|found| row(locale, found)).collect_view().into_any();
    view! {
        {line}
        <p>{sums}</p>
        <Listing label=t(locale, "safety.coverage") class="matrix" rows total offset shown>
            <SortHead label=t(locale, "safety.tribunal") column="tribunal" usual=true/>
            {heads}
            <SortHead label=t(locale, "safety.online") column="cover"/>
        </Listing>
    }
    .into_any()
}

fn row(locale: Locale, row: CoverRow) -> AnyView {
    let name = locale.pick(&row.name.0, &row.name.1).to_owned();
    let href = Address::new(DEVICES).with("tab", "list").with("unit", &row.tribunal).to_string();
    let cells = row.cells.into_iter().map(|cell| square(locale, cell)).collect_view().into_any();
    let online =
        t_with(locale, "safety.of", &[("n", &row.online.to_string()), ("all", &row.devices.to_string())]);
    view! {
        <tr data-testid="cover">
            <th scope="row"><a href=href>{name}</a></th>
            {cells}
            <td class="num">{online}</td>
        </tr>
    }
    .into_any()
}

/// What is not known is neither good nor bad.
fn square(locale: Locale, cell: CoverCell) -> AnyView {
    let words = t_data(locale, "devices.covers", cell.cover.as_str());
    let (class, sign) = match cell.cover {
        Cover::Covered => ("", "✓"),
        Cover::Unheard => ("partly", "?"),
        Cover::Blind => ("missing", "✗"),
        Cover::NoPoint => return view! { <td class="muted"><small>{words}</small></td> }.into_any(),
    };
    let count = format!("{sign} {}/{}", cell.covered, cell.points);
    view! { <td><span class=class>{count}</span> <small class="muted line">{words}</small></td> }.into_any()
}

/// Who speaks without being listed.
#[component]
fn Strangers() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let found = ask(move || words.get(), unknown_devices);
    let export = Signal::derive(move || {
        words.with(|words| {
            Address::new("/api/v1/devices/unknown").with("search", &words.search).with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "safety.unknown_note")}</p>
        <div class="spread">
            <Finder label=t(locale, "safety.find_unknown") action=DEVICES>
                {super::hidden("tab", "unknown".to_owned())}
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "safety.unknown_none")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(stranger).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "safety.unknown") rows total offset shown>
                            <th scope="col">{t(locale, "safety.source")}</th>
                            <th scope="col">{t(locale, "safety.address")}</th>
                            <th scope="col" class="num">{t(locale, "safety.messages")}</th>
                            <th scope="col">{t(locale, "safety.first_heard")}</th>
                            <th scope="col">{t(locale, "safety.last_heard")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn stranger(row: StrangerRow) -> AnyView {
    view! {
        <tr data-testid="stranger">
            <th scope="row">{row.source}</th>
            <td>{row.address}</td>
            <td class="num">{row.messages}</td>
            <td><Instant at=row.first_at/></td>
            <td><Instant at=row.last_at/></td>
        </tr>
    }
    .into_any()
}
