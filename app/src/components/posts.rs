//! The posts below a unit.

use super::{
    states::{Loading, TableScroll, answered},
    view::{unit_here, use_view},
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::units::{UnitsQuery, list_units},
    domain::units::Level,
    i18n::{failure_text, t, t_with, use_locale},
};
use leptos::prelude::*;

/// Rows on a page.
const ROWS: u32 = 25;

/// The list.
#[component]
pub fn Posts() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let under = view.part(|shown| shown.answer.unit.code.clone());
    let page = Memo::new(move |_| Address::here().get("posts").parse::<u32>().unwrap_or(1).max(1));
    let posts = ask(
        move || (under.get(), page.get()),
        |(under, page)| {
            list_units(UnitsQuery {
                level: Some(Level::Post.as_str().to_owned()),
                under: Some(under),
                offset: Some((page - 1).saturating_mul(ROWS)),
                limit: Some(ROWS),
                ..UnitsQuery::default()
            })
        },
    );
    view! {
        <section class="panel" aria-labelledby="posts-title">
            <header><h2 id="posts-title">{t(locale, "posts.title")}</h2></header>
            <p class="notice">{t(locale, "posts.logged")}</p>
            <Transition fallback=Loading>
                {answered(posts, move |answer| {
                    let answer = match answer {
                        Ok(answer) => answer,
                        Err(failure) => {
                            return view! { <p class="muted">{failure_text(locale, &failure)}</p> }.into_any();
                        }
                    };
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
                                        <a href=unit_here(&row.code).to_string()>{row.name_in(locale.is_english()).to_owned()}</a>
                                    </th>
                                    <td><code>{row.code.clone()}</code></td>
                                    <td>{row.opened.clone()}</td>
                                    <td>{until}</td>
                                </tr>
                            }
                        })
                        .collect_view();
                    let page = page.get_untracked();
                    let to = |page: u32| Address::here().with("posts", &page.to_string()).to_string();
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
                })}
            </Transition>
        </section>
    }
    .into_any()
}
