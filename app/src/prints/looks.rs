//! Who looked at a post: shown on the post's page to the judge and to administrators; others learn that it is logged.

use super::Order;
use crate::{
    api::{Failure, FailureKind, ListQuery, Page, audit::AuditRow},
    components::{
        format::Instant,
        table::{Table, words},
    },
    domain::units::Level,
    i18n::t,
};
use leptos::prelude::*;

/// The note, and the list for those who may see it.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    // Whoever may not read the log reads the note, if the post is for them at all.
    let unit = order.services.unit_facts(&order.actor, &order.unit).await?.unit;
    if unit.level != Level::Post {
        return Err(Failure::not_found("post", unit.code));
    }
    let looks = match order.services.list_looks(&order.actor, &unit.code, &ListQuery::default()).await {
        Ok(page) => Some(page),
        Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::Unauthenticated) => None,
        Err(failure) => return Err(failure),
    };
    Ok(order.written(|| shown(order, looks)))
}

fn shown(order: &Order, looks: Option<Page<AuditRow>>) -> impl IntoView + use<> {
    let locale = order.locale;
    let list = looks.map(|page| {
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
            .collect_view()
            .into_any();
        let heads = vec![
            words(t(locale, "explain.time")),
            words(t(locale, "looks.who")),
            words(t(locale, "looks.what")),
        ];
        view! {
            <Table label=t(locale, "looks.title") heads rows/>
        }
    });
    view! {
        <section class="panel" aria-labelledby="looks-title">
            <header><h2 id="looks-title">{t(locale, "looks.title")}</h2></header>
            <p class="notice">{t(locale, "posts.logged")}</p>
            {list}
        </section>
    }
}
