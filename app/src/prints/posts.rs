//! The posts below a unit.

use super::Order;
use crate::{
    api::{
        Failure, Page,
        units::{UnitRow, UnitsQuery},
    },
    components::states::TableScroll,
    domain::units::Level,
    i18n::{t, t_with},
};
use leptos::prelude::*;

/// Rows on a page.
const ROWS: u32 = 25;

/// The list; the address says which page of it.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let page = order.here.get("posts").parse::<u32>().unwrap_or(1).max(1);
    let query = UnitsQuery {
        level: Some(Level::Post.as_str().to_owned()),
        under: Some(order.unit.clone()),
        offset: Some((page - 1).saturating_mul(ROWS)),
        limit: Some(ROWS),
        ..UnitsQuery::default()
    };
    let posts = order.services.list_units(&order.actor, &query).await?;
    let locale = order.locale;
    Ok(order.written(|| {
        let rows = rows(order, posts, page);
        view! {
            <section class="panel" aria-labelledby="posts-title">
                <header><h2 id="posts-title">{t(locale, "posts.title")}</h2></header>
                <p class="notice">{t(locale, "posts.logged")}</p>
                {rows}
            </section>
        }
    }))
}

fn rows(order: &Order, answer: Page<UnitRow>, page: u32) -> AnyView {
    let locale = order.locale;
    if answer.rows.is_empty() {
        return view! { <p class="muted">{t(locale, "posts.none")}</p> }.into_any();
    }
    let (first, shown, total) = (answer.offset, answer.rows.len() as u32, answer.total);
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            let until = row.closed.clone().unwrap_or_default();
            view! {
                <tr>
                    <th scope="row">
                        <a href=order.link(&row.code)>{row.name_in(locale.is_english()).to_owned()}</a>
                    </th>
                    <td><code>{row.code.clone()}</code></td>
                    <td>{row.opened.clone()}</td>
                    <td>{until}</td>
                </tr>
            }
        })
        .collect_view();
    let to = |page: u32| order.here.clone().with("posts", &page.to_string()).to_string();
    let [from, last, all] = [first + 1, first + shown, total].map(|n| n.to_string());
    view! {
        <TableScroll label=t(locale, "posts.title")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "column.name")}</th>
                        <th scope="col">{t(locale, "facts.code")}</th>
                        <th scope="col">{t(locale, "facts.opened")}</th>
                        <th scope="col">{t(locale, "facts.closed")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
        {(total > ROWS)
            .then(|| {
                view! {
                    <nav class="pager" aria-label=t(locale, "list.pages")>
                        {(page > 1).then(|| view! { <a class="button small" data-noscroll href=to(page - 1)>{t(locale, "list.previous")}</a> })}
                        <span>{t_with(locale, "list.range", &[("first", &from), ("last", &last), ("total", &all)])}</span>
                        {(first + shown < total).then(|| view! { <a class="button small" data-noscroll href=to(page + 1)>{t(locale, "list.next")}</a> })}
                    </nav>
                }
            })}
    }
    .into_any()
}
