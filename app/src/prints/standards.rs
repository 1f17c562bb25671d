//! A standard with everything that is in it. The address names it by `standard` and `edition`.

use super::Order;
use crate::{
    address::{Address, encode},
    api::{
        Failure, ListQuery,
        standards::{StandardRow, StandardView},
    },
    components::{
        format::{Instant, badge, percent},
        scoring::{condition, how_scored},
        states::TableScroll,
    },
    domain::standards::{Category, Item, Outcome, Standard, Veto},
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// Where standards are compared.
const STANDARDS: &str = "/admin/standards";

/// The standard that the address names.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let (id, edition) = (order.here.get("standard"), order.here.get("edition"));
    let view = order.services.open_standard(id, edition).await?;
    let query = ListQuery { search: id.to_owned(), limit: 1000, ..ListQuery::default() };
    let mut editions = order.services.list_standards(&query).await?.rows;
    editions.retain(|row| row.id == id);
    let (locale, here) = (order.locale, order.here.clone());
    Ok(order.written(|| panel(locale, &here, &view, &editions)))
}

fn panel(locale: Locale, here: &Address, view: &StandardView, editions: &[StandardRow]) -> AnyView {
    let StandardView { row, standard, .. } = view;
    let title = format!("{} · {}", locale.pick(&row.zh, &row.en), row.edition);
    let file = format!("/api/v1/standards/{}/{}/file", encode(&row.id), encode(&row.edition));
    let parts = standard.categories.iter().map(|part| category(locale, part)).collect_view();
    view! {
        <section class="panel stack" aria-labelledby="standard">
            <header class="row spread">
                <h2 id="standard">{title}</h2>
                <a class="button small" rel="external" download="" href=file>"↓ " {t(locale, "standards.file")}</a>
            </header>
            <p class="row">{badges(locale, row)}</p>
            <p>{locale.pick(&row.note.0, &row.note.1).to_owned()}</p>
            {facts(locale, row, standard)}
            {(here.path() == STANDARDS).then(|| compare_form(locale, here, row, editions))}
            {parts}
            {vetoes(locale, standard)}
            {results(locale, standard)}
        </section>
    }
    .into_any()
}

/// Whether it is illustrative, retired, not yet in force.
fn badges(locale: Locale, row: &StandardRow) -> AnyView {
    let illustrative =
        row.illustrative.then(|| badge("warn", "◇", t(locale, "standards.illustrative").to_owned()));
    view! { {state(locale, row)} {illustrative} }.into_any()
}

/// Whether something can be begun with it.
fn state(locale: Locale, row: &StandardRow) -> AnyView {
    let (class, sign, words) = match (row.usable, &row.retired_at) {
        (true, _) => ("good", "✓", t(locale, "standards.usable")),
        (false, None) => ("", "◌", t(locale, "standards.coming")),
        (false, Some(_)) => ("bad", "✕", t(locale, "standards.retired")),
    };
    badge(class, sign, words.to_owned())
}

fn facts(locale: Locale, row: &StandardRow, standard: &Standard) -> AnyView {
    let items = t_with(
        locale,
        "standards.items_of",
        &[("n", &row.items.to_string()), ("computed", &row.computed.to_string())],
    );
    let loaded = row.loaded_at.clone().map(|at| {
        let by = row.loaded_by.clone().unwrap_or_default();
        view! { <dt>{t(locale, "standards.loaded")}</dt> <dd><Instant at/> " · " {by}</dd> }
    });
    let retired = row.retired_at.clone().map(|at| {
        let by = row.retired_by.clone().unwrap_or_default();
        let reason = row.retire_reason.clone();
        view! { <dt>{t(locale, "standards.retired")}</dt> <dd><Instant at/> " · " {by} " · " {reason}</dd> }
    });
    view! {
        <dl class="facts">
            <dt>{t(locale, "standards.id")}</dt> <dd><code>{row.id.clone()}</code></dd>
            <dt>{t(locale, "standards.subject")}</dt>
            <dd>{t_data(locale, "level", &row.subject)} {only(locale, &standard.groups)}</dd>
            <dt>{t(locale, "standards.effective")}</dt> <dd>{row.effective.clone()}</dd>
            <dt>{t(locale, "standards.months")}</dt> <dd>{standard.months}</dd>
            <dt>{t(locale, "standards.items")}</dt> <dd>{items}</dd>
            <dt>{t(locale, "standards.points")}</dt> <dd>{standard.full().to_string()}</dd>
            {loaded}
            {retired}
        </dl>
    }
    .into_any()
}

/// Which edition it is to be compared with; nothing where there is no other.
fn compare_form(
    locale: Locale,
    here: &Address,
    row: &StandardRow,
    editions: &[StandardRow],
) -> Option<AnyView> {
    let others: Vec<_> = editions.iter().filter(|other| other.edition != row.edition).collect();
    if others.is_empty() {
        return None;
    }
    let with = here.get("with");
    let options = others
        .into_iter()
        .map(|other| {
            let edition = other.edition.clone();
            view! { <option value=edition.clone() selected=edition == with>{edition.clone()}</option> }
        })
        .collect_view();
    let form = view! {
        <form class="toolbar" method="get" action=format!("{}#differences", here.path())>
            <input type="hidden" name="standard" value=row.id.clone()/>
            <input type="hidden" name="edition" value=row.edition.clone()/>
            <div class="field">
                <label for="with">{t(locale, "standards.with")}</label>
                <select id="with" name="with">{options}</select>
            </div>
            <button class="button" type="submit">{t(locale, "standards.compare")}</button>
        </form>
    };
    Some(form.into_any())
}

fn category(locale: Locale, category: &Category) -> AnyView {
    let name = locale.pick(&category.zh, &category.en).to_owned();
    let points = t_with(locale, "standards.points_of", &[("points", &category.full().to_string())]);
    let shared =
        category.shared.then(|| view! { <p class="muted">{t(locale, "standards.shared")}</p> }.into_any());
    let rows = category.items.iter().map(|one| item(locale, one)).collect_view();
    view! {
        <h3>{name} " " <small class="muted">{points}</small></h3>
        {shared}
        <TableScroll label=t(locale, "standards.items")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "standards.item")}</th>
                        <th scope="col" class="num">{t(locale, "standards.points")}</th>
                        <th scope="col">{t(locale, "standards.how")}</th>
                        <th scope="col">{t(locale, "standards.guidance")}</th>
                        <th scope="col">{t(locale, "standards.evidence")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}

fn item(locale: Locale, item: &Item) -> AnyView {
    let evidence: Vec<_> = item.evidence.iter().map(|word| t_data(locale, "evidence", word)).collect();
    view! {
        <tr>
            <th scope="row">
                {locale.pick(&item.zh, &item.en).to_owned()} <br/> <code class="muted">{item.id.clone()}</code>
            </th>
            <td class="num">{item.points.to_string()}</td>
            <td class="source">{how(locale, item)}</td>
            <td class="source">
                {locale.pick(&item.guidance.0, &item.guidance.1).to_owned()} {only(locale, &item.groups)}
            </td>
            <td>{evidence.join(t(locale, "standards.and"))}</td>
        </tr>
    }
    .into_any()
}

/// For whom alone it is; nothing where it is for all.
fn only(locale: Locale, groups: &[String]) -> Option<AnyView> {
    if groups.is_empty() {
        return None;
    }
    let groups: Vec<_> = groups.iter().map(|group| t_data(locale, "group", group)).collect();
    let words = t_with(locale, "standards.only", &[("groups", &groups.join(t(locale, "standards.and")))]);
    Some(view! { <small class="muted">{words}</small> }.into_any())
}

/// How an item is scored, in words, with its formula.
fn how(locale: Locale, item: &Item) -> AnyView {
    let formula = item.scoring.formula().map(str::to_owned);
    view! {
        {how_scored(locale, item)}
        {formula.map(|formula| view! { <br/> <code>{formula}</code> })}
    }
    .into_any()
}

fn vetoes(locale: Locale, standard: &Standard) -> Option<AnyView> {
    if standard.vetoes.is_empty() {
        return None;
    }
    let rows = standard.vetoes.iter().map(|one| veto(locale, standard, one)).collect_view();
    let table = view! {
        <h3>{t(locale, "standards.vetoes")}</h3>
        <TableScroll label=t(locale, "standards.vetoes")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "standards.veto")}</th>
                        <th scope="col">{t(locale, "standards.condition")}</th>
                        <th scope="col">{t(locale, "standards.left")}</th>
                        <th scope="col">{t(locale, "standards.lifted_by")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    };
    Some(table.into_any())
}

fn veto(locale: Locale, standard: &Standard, veto: &Veto) -> AnyView {
    let formula = veto.formula.clone();
    let left = standard.outcome(&veto.result).map(|left| locale.pick(&left.zh, &left.en).to_owned());
    let until =
        t_with(locale, "standards.until", &[("stage", &t_data(locale, "standards.stages", &veto.until))]);
    view! {
        <tr>
            <th scope="row">{locale.pick(&veto.zh, &veto.en).to_owned()}</th>
            <td class="source">{condition(locale, veto)} {formula.map(|formula| view! { <br/> <code>{formula}</code> })}</td>
            <td>{left}</td>
            <td class="source">{t_data(locale, "role", veto.lifted_by.as_str())} <small class="muted">{until}</small></td>
        </tr>
    }
    .into_any()
}

fn results(locale: Locale, standard: &Standard) -> AnyView {
    let rows = standard.results.iter().map(|one| result(locale, standard, one)).collect_view();
    view! {
        <h3>{t(locale, "standards.results")}</h3>
        <TableScroll label=t(locale, "standards.results")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "standards.result")}</th>
                        <th scope="col">{t(locale, "standards.least")}</th>
                        <th scope="col">{t(locale, "standards.follows")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}

fn result(locale: Locale, standard: &Standard, outcome: &Outcome) -> AnyView {
    let total = (outcome.total > 0.0)
        .then(|| t_with(locale, "standards.total_of", &[("share", &percent(outcome.total))]));
    let categories = outcome.categories.iter().filter_map(|(id, share)| {
        let category = standard.categories.iter().find(|category| category.id == *id)?;
        Some(format!("{} {}", locale.pick(&category.zh, &category.en), percent(*share)))
    });
    let mut least: Vec<String> = total.into_iter().chain(categories).collect();
    if least.is_empty() {
        least.push(t(locale, "standards.all_others").to_owned());
    }
    let follows = outcome.follows.as_ref().map(|(zh, en)| locale.pick(zh, en).to_owned());
    let recognised = outcome.recognised.then(|| t(locale, "standards.recognised").to_owned());
    let follows: Vec<String> = recognised.into_iter().chain(follows).collect();
    view! {
        <tr>
            <th scope="row">{locale.pick(&outcome.zh, &outcome.en).to_owned()}</th>
            <td>{least.join(t(locale, "standards.and"))}</td>
            <td>{follows.join(t(locale, "standards.and"))}</td>
        </tr>
    }
    .into_any()
}
