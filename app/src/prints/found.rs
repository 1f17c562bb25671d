//! Units that were searched for.

use super::Order;
use crate::{
    address::Address,
    api::{Failure, units::UnitsQuery},
    i18n::{t, t_data, t_with},
};
use leptos::prelude::*;

/// Results shown at most; whoever has more types more.
const SHOWN: u32 = 100;

/// What the address searches for, and how many there are.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let locale = order.locale;
    let q = order.here.get("q").trim();
    if q.is_empty() {
        return Ok(order.written(|| view! { <p class="muted">{t(locale, "search.hint")}</p> }));
    }
    let query = UnitsQuery { q: Some(q.to_owned()), limit: Some(SHOWN), ..UnitsQuery::default() };
    let page = order.services.list_units(&order.actor, &query).await?;
    if page.rows.is_empty() {
        let none = t_with(locale, "search.none", &[("q", q)]);
        return Ok(order.written(|| view! { <p role="status">{none}</p> }));
    }
    let count = t_with(locale, "search.found", &[("n", &page.total.to_string())]);
    Ok(order.written(|| {
        let rows = page
            .rows
            .iter()
            .map(|row| {
                view! {
                    <li>
                        <a href=Address::unit(&row.code).to_string()>{row.name_in(locale.is_english()).to_owned()}</a>
                        <small class="muted">{t_data(locale, "level", row.level.as_str())} " · " {row.code.clone()}</small>
                    </li>
                }
            })
            .collect_view();
        view! {
            <p role="status">{count}</p>
            <ul class="plain panel results">{rows}</ul>
        }
    }))
}
