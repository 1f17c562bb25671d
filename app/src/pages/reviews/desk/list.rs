//! Beside the item: the tribunals with how far they are, the items of the one that lies there, and the order in which one
//! goes.

use super::{
    keys::{ITEM, focus},
    order::{Place, Way},
    work::{Mark, Stand, Work},
};
use crate::{
    address::Address,
    api::reviews::DeskRow,
    components::hands::is_plain_click,
    i18n::{Locale, t, t_with, use_locale},
    pages::reviews::desk_href,
};
use leptos::{ev, prelude::*};

/// The tribunals.
#[component]
pub fn Rows(work: Work) -> impl IntoView {
    let locale = use_locale();
    let list = move || {
        let rows = work.rows.get();
        rows.into_iter().enumerate().map(|(n, row)| view! { <Row n row work/> }).collect_view()
    };
    let way = move |label: &'static str, way: Way| {
        let pressed = move || if work.way.get() == way { "true" } else { "false" };
        let choose = move |_| {
            work.way.set(way);
            work.tell_address();
            work.load_ahead();
        };
        view! { <button type="button" class="button small" aria-pressed=pressed on:click=choose>{label}</button> }
    };
    view! {
        <nav class="desk-rows" aria-label=t(locale, "desk.tribunals")>
            <div class="row needs-js" role="group" aria-label=t(locale, "desk.way")>
                {way(t(locale, "desk.by_tribunal"), Way::ByTribunal)}
                {way(t(locale, "desk.by_item"), Way::ByItem)}
            </div>
            <ol class="plain">{list}</ol>
        </nav>
    }
    .into_any()
}

#[component]
fn Row(n: usize, row: DeskRow, work: Work) -> impl IntoView {
    let locale = use_locale();
    let href = Address::new(desk_href(work.campaign)).with("unit", &row.unit).to_string();
    let current = move || (work.at.get().row == n).then_some("true");
    let open = move |event: ev::MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            work.open_row(n);
            focus(ITEM);
        }
    };
    let name = locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned();
    let state = if row.handed_in.is_some() {
        Some(("badge good", "✓", t(locale, "desk.handed_in")))
    } else if !row.ready {
        Some(("badge", "◌", t(locale, "desk.not_ready")))
    } else {
        None
    };
    let state = state.map(|(class, sign, word)| {
        view! { <span class=class><span aria-hidden="true">{sign}</span> {word}</span> }
    });
    let third = row.third.then(|| view! { <span class="badge warn">"③ " {t(locale, "desk.third")}</span> });
    let count = |key: &'static str, n: u32| (n > 0).then(|| t_with(locale, key, &[("n", &n.to_string())]));
    let waiting = count("desk.demands_open", row.demands.0);
    let answered = count("desk.demands_answered", row.demands.1);
    let progress = Memo::new(move |_| work.progress(&row));
    let words = move || {
        let (marked, wanted) = progress.get();
        t_with(locale, "desk.marked", &[("n", &marked.to_string()), ("all", &wanted.to_string())])
    };
    view! {
        <li>
            <a class="desk-row" href=href aria-current=current on:click=open>
                <b>{name}</b>
                <span class="num">{words}</span>
                <span class="row">
                    {state} {third}
                    {waiting.map(|text| view! { <span class="badge warn">"? " {text}</span> })}
                    {answered.map(|text| view! { <span class="badge">"↪ " {text}</span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// A sign, a class and a word of how an item stands.
fn stands(locale: Locale, wanted: bool, mark: Option<&Mark>) -> (&'static str, &'static str, String) {
    let points = mark.and_then(|mark| mark.points).map(|points| points.to_string());
    match (mark.map(|mark| &mark.stand), points) {
        (Some(Stand::Refused(_)), _) => ("✕", "bad", t(locale, "desk.item.refused").to_owned()),
        _ if mark.is_some_and(|mark| mark.wants_reason) => {
            ("!", "warn", t(locale, "desk.item.wants_reason").to_owned())
        }
        (Some(Stand::Waiting), Some(points)) => {
            ("…", "given", t_with(locale, "desk.item.waiting", &[("n", &points)]))
        }
        (Some(Stand::Kept), Some(points)) => {
            ("✓", "given", t_with(locale, "desk.item.given", &[("n", &points)]))
        }
        _ if wanted => ("○", "wanted", t(locale, "desk.item.wanted").to_owned()),
        _ => ("∑", "free", t(locale, "desk.item.free").to_owned()),
    }
}

/// The items of the tribunal that lies there.
#[component]
pub fn Items(work: Work) -> impl IntoView {
    let locale = use_locale();
    let names: Vec<String> =
        work.items().iter().map(|item| locale.pick(&item.zh, &item.en).to_owned()).collect();
    let ids: Vec<String> = work.items().into_iter().map(|item| item.id).collect();
    let (names, ids) = (StoredValue::new(names), StoredValue::new(ids));
    let row = Memo::new(move |_| {
        let at = work.at.get().row;
        work.rows.with(|rows| rows.get(at).map(|row| row.unit.clone()).unwrap_or_default())
    });
    let lines = Memo::new(move |_| {
        let lines = work.lines(&row.get()).into_iter();
        lines.map(|(item, wanted, mark)| (item, stands(locale, wanted, mark.as_ref()))).collect::<Vec<_>>()
    });
    let list = move || {
        let unit = row.get();
        lines
            .get()
            .into_iter()
            .map(|(item, (sign, class, word))| {
                let name = names.with_value(|names| names.get(item).cloned().unwrap_or_default());
                let id = ids.with_value(|ids| ids.get(item).cloned().unwrap_or_default());
                let label = format!("{}. {name}: {word}", item + 1);
                let title = label.clone();
                let href = Address::new(desk_href(work.campaign)).with("unit", &unit).with("item", &id).to_string();
                let current = move || (work.at.get().item == item).then_some("true");
                let open = move |event: ev::MouseEvent| {
                    if is_plain_click(&event) {
                        event.prevent_default();
                        let row = work.at.get_untracked().row;
                        work.go_to(Place { row, item });
                        focus(ITEM);
                    }
                };
                view! {
                    <li>
                        <a class=format!("desk-dot {class}") href=href aria-label=label title=title aria-current=current on:click=open>
                            <span>{item + 1}</span> <span aria-hidden="true">{sign}</span>
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <nav aria-label=t(locale, "desk.items")>
            <ol class="plain desk-items">{list}</ol>
        </nav>
    }
    .into_any()
}
