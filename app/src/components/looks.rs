//! Who looked at a post: shown on the post's page to the judge and to administrators; others learn that it is logged.

use super::{
    format::Instant,
    states::{Loading, TableScroll, answered},
    view::use_view,
};
use crate::api::wire::ask;
use crate::{
    api::{ListQuery, audit::list_looks},
    domain::units::Level,
    i18n::{t, use_locale},
};
use leptos::prelude::*;

/// The note, and the list for those who may see it.
#[component]
pub fn Looks() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let post =
        view.part(|shown| (shown.answer.unit.level == Level::Post).then(|| shown.answer.unit.code.clone()));
    let asked = view.part(|shown| shown.answer.looks.then(|| shown.answer.unit.code.clone()));
    let looks = ask(
        move || asked.get(),
        |post| async move {
            match post {
                Some(post) => list_looks(post, ListQuery::default()).await.ok(),
                None => None,
            }
        },
    );
    view! {
        <Transition fallback=Loading>
            {answered(looks, move |looks| {
                if post.get_untracked().is_none() {
                    return ().into_any();
                }
                let list = looks
                    .map(|page| {
                        let rows = page
                            .rows
                            .into_iter()
                            .map(|row| {
                                view! {
                                    <tr>
                                        <td><Instant at=row.at/></td>
                                        <th scope="row">{row.actor}</th>
                                        <td class="wrap"><code>{row.detail}</code></td>
                                    </tr>
                                }
                            })
                            .collect_view();
                        view! {
                            <TableScroll label=t(locale, "looks.title")>
                                <table>
                                    <thead>
                                        <tr>
                                            <th scope="col">{t(locale, "explain.time")}</th>
                                            <th scope="col">{t(locale, "looks.who")}</th>
                                            <th scope="col">{t(locale, "looks.what")}</th>
                                        </tr>
                                    </thead>
                                    <tbody>{rows}</tbody>
                                </table>
                            </TableScroll>
                        }
                    });
                view! {
                    <section class="panel" aria-labelledby="looks-title">
                        <header><h2 id="looks-title">{t(locale, "looks.title")}</h2></header>
                        <p class="notice">{t(locale, "posts.logged")}</p>
                        {list}
                    </section>
                }
                    .into_any()
            })}
        </Transition>
    }
    .into_any()
}
