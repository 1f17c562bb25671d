//! The campaign scored again by another edition of its standard, for comparison.

use super::Shared;
use crate::{
    address::Address,
    api::{
        ListQuery,
        reviews::{Reached, RescoreQuery, Rescored, RescoredItem, RescoredRow, rescore_campaign},
        standards::list_standards,
        wire::ask,
    },
    components::{
        downloads::TableMenu,
        format::{NONE, badge, gap, none, pick, points},
        lists::{Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_with, use_locale},
    pages::reviews::{campaign_href, entry_href},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form, and what was asked.
#[component]
pub fn Rescoring(campaign: Shared) -> impl IntoView {
    let locale = use_locale();
    let (id, standard) = (campaign.row.id, campaign.row.standard.clone());
    let words = use_query_map();
    let edition = Memo::new(move |_| words.with(|words| words.get("edition").unwrap_or_default()));
    let own = campaign.row.edition.clone();
    let editions = ask(
        || (),
        move |()| {
            let query = ListQuery { search: standard.clone(), limit: 1000, ..ListQuery::default() };
            let standard = standard.clone();
            async move {
                let page = list_standards(query).await?;
                let editions = page.rows.into_iter().filter(|row| row.id == standard);
                Ok::<Vec<String>, crate::api::Failure>(editions.map(|row| row.edition).collect())
            }
        },
    );
    let action = campaign_href(id).to_string();
    let form = move |editions: Vec<String>| {
        let chosen = edition.get_untracked();
        // What one would compare with is the latest edition.
        let latest = if chosen.is_empty() { editions.last().cloned().unwrap_or_default() } else { chosen };
        let options = editions
            .into_iter()
            .map(|edition| {
                let selected = edition == latest;
                let text = if edition == own {
                    t_with(locale, "recognised.own_edition", &[("edition", &edition)])
                } else {
                    edition.clone()
                };
                view! { <option value=edition selected=selected>{text}</option> }.into_any()
            })
            .collect_view();
        view! {
            <form class="toolbar" method="get" action=action.clone()>
                <input type="hidden" name="tab" value="about"/>
                <div class="field">
                    <label for="rescore-edition">{t(locale, "recognised.edition")}</label>
                    <select id="rescore-edition" name="edition">{options}</select>
                </div>
                <button class="button" type="submit">{t(locale, "recognised.rescore_do")}</button>
            </form>
        }
        .into_any()
    };
    let found = move || {
        (!edition.with(String::is_empty))
            .then(|| view! { <Found campaign=campaign.clone() edition/> }.into_any())
    };
    view! {
        <section class="panel stack" id="rescored" aria-labelledby="rescored-title">
            <header><h2 id="rescored-title">{t(locale, "recognised.rescore")}</h2></header>
            <p class="muted">{t(locale, "recognised.rescore_hint")}</p>
            <Suspense fallback=Loading>
                {answered(editions, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(editions) => form.clone()(editions),
                })}
            </Suspense>
            {found}
        </section>
    }
    .into_any()
}

#[component]
fn Found(campaign: Shared, edition: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let words = list_words();
    let found = ask(
        move || (edition.get(), words.get()),
        move |(edition, ListQuery { search, sort, offset, limit })| {
            rescore_campaign(id, RescoreQuery { edition, search, sort, offset, limit })
        },
    );
    // As the table is: in its order, with what is looked for.
    let export = move || {
        words.with(|words| {
            let values = Address::new(format!("/api/v1/reviews/{id}/rescored"))
                .with("edition", &edition.get())
                .with("search", &words.search)
                .with("sort", &words.sort)
                .with("limit", "1000");
            view! { <TableMenu values/> }
        })
    };
    view! {
        <div class="row">{export}</div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(rescored) => shown(locale, id, rescored),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, id: i64, rescored: Rescored) -> AnyView {
    let (changed, all) = (rescored.changed.to_string(), rescored.tribunals.to_string());
    let note = [
        ("then", rescored.then.as_str()),
        ("now", rescored.now.as_str()),
        ("changed", changed.as_str()),
        ("all", all.as_str()),
    ];
    let note = t_with(locale, "recognised.rescored_note", &note);
    let (total, offset, shown) = (rescored.page.total, rescored.page.offset, rescored.page.rows.len() as u32);
    if rescored.page.rows.is_empty() {
        return view! { <Empty text=t(locale, "recognised.nobody")/> }.into_any();
    }
    let rows = rescored.page.rows.iter().map(|found| row(locale, id, found)).collect_view().into_any();
    view! {
        <p role="status">{note}</p>
        <Listing label=t(locale, "recognised.rescored") class="rescored" rows total offset shown>
            <SortHead label=t(locale, "recognised.tribunal") column="unit" usual=true/>
            <SortHead label=t(locale, "recognised.then") column="then"/>
            <SortHead label=t(locale, "recognised.now") column="now"/>
            <SortHead label=t(locale, "recognised.difference") column="difference"/>
            <th scope="col">{t(locale, "recognised.items")}</th>
        </Listing>
    }
    .into_any()
}

fn reached(locale: Locale, reached: &Reached) -> AnyView {
    let missing = (reached.missing != 0).then(|| {
        let text = t_with(locale, "recognised.missing", &[("n", &reached.missing.to_string())]);
        view! { <p>{badge("warn", "!", text)}</p> }.into_any()
    });
    view! {
        {format!("{}/{}", points(reached.total), points(reached.full))}
        <p>{pick(locale, &reached.result_name)}</p>
        {missing}
    }
    .into_any()
}

fn row(locale: Locale, id: i64, row: &RescoredRow) -> AnyView {
    let changed = row.changed().then(|| badge("warn", "≠", t(locale, "recognised.other_result").to_owned()));
    let items = match row.items.len() {
        0 => none(t(locale, "recognised.same")),
        n => {
            let count = t_with(locale, "recognised.items_count", &[("n", &n.to_string())]);
            let items = row.items.iter().map(|differs| item(locale, differs)).collect_view();
            view! { <details><summary>{count}</summary><ul class="plain">{items}</ul></details> }.into_any()
        }
    };
    view! {
        <tr data-testid="rescored">
            <th scope="row">
                <a href=entry_href(id, &row.unit)>{pick(locale, &row.unit_name)}</a>
                <small class="muted">" " {pick(locale, &row.city)}</small>
            </th>
            <td>{reached(locale, &row.then)}</td>
            <td>{reached(locale, &row.now)} {changed}</td>
            <td class="num">{gap(row.now.total - row.then.total)}</td>
            <td class="wrap">{items}</td>
        </tr>
    }
    .into_any()
}

fn item(locale: Locale, item: &RescoredItem) -> AnyView {
    let had = |had: Option<f64>, full: Option<f64>| match (had, full) {
        (_, None) => t(locale, "recognised.not_in").to_owned(),
        (None, Some(full)) => format!("{}/{}", NONE, points(full)),
        (Some(had), Some(full)) => format!("{}/{}", points(had), points(full)),
    };
    let text = format!("{} → {}", had(item.then, item.full_then), had(item.now, item.full_now));
    view! { <li>{pick(locale, &item.item_name)} ": " {text}</li> }.into_any()
}
