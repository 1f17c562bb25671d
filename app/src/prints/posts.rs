//! The posts below a unit.

use super::{Order, pager};
use crate::{
    api::{
        Failure, Page,
        units::{UnitRow, UnitsQuery},
    },
    components::table::{Table, words},
    domain::units::Level,
    i18n::t,
};
use leptos::prelude::*;

/// Rows on a page.
const ROWS: u32 = 25;

/// The list; the address says which page of it.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let page = order.page("posts");
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
    let pages = pager(locale, &order.here, "posts", page, ROWS, answer.total);
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
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "column.name")),
        words(t(locale, "facts.code")),
        words(t(locale, "facts.opened")),
        words(t(locale, "facts.closed")),
    ];
    view! {
        <Table label=t(locale, "posts.title") heads rows/>
        {pages}
    }
    .into_any()
}
