//! Units to choose from while somebody is still typing: the entries of a list box.

use super::Order;
use crate::{
    api::{Failure, units::UnitsQuery},
    i18n::t_data,
};
use leptos::prelude::*;

/// Suggestions shown.
const SHOWN: u32 = 8;

/// The first units that fit; nothing where none does.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let (locale, q) = (order.locale, order.here.get("q").trim());
    if q.is_empty() {
        return Ok(String::new());
    }
    let query = UnitsQuery { q: Some(q.to_owned()), limit: Some(SHOWN), ..UnitsQuery::default() };
    let page = order.services.list_units(&order.actor, &query).await?;
    Ok(order.written(|| {
        let rows = page.rows.into_iter().enumerate();
        rows.map(|(n, row)| {
            let name = row.name_in(locale.is_english()).to_owned();
            let level = t_data(locale, "level", row.level.as_str());
            view! {
                <li id=format!("find-{n}") role="option" aria-selected="false" data-unit=row.code.clone()>
                    <span>{name}</span>
                    <small>{level} " " {row.code.clone()}</small>
                </li>
            }
            .into_any()
        })
        .collect_view()
    }))
}
