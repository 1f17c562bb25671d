//! Needs and their fulfilment: totals by kind, and the list of allocation by tribunal and item.

use super::{Order, pager};
use crate::{
    address::Address,
    api::{
        Failure,
        needs::{NeedRow, NeedTotal, Needs, NeedsQuery},
    },
    components::{
        format::{NONE, amount},
        states::{Empty, TableScroll},
    },
    i18n::{Locale, t},
};
use leptos::prelude::*;

/// Rows on a page.
const ROWS: u32 = 25;

/// The list of a unit.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let page = order.page("needs");
    let query = NeedsQuery {
        unit: order.unit.clone(),
        search: order.here.get("need").to_owned(),
        offset: (page - 1).saturating_mul(ROWS),
        limit: ROWS,
        ..NeedsQuery::default()
    };
    let found = order.services.needs(&order.actor, &query).await?;
    let (locale, here, unit) = (order.locale, order.here.clone(), order.unit.clone());
    Ok(order.written(|| panel(locale, &here, &unit, page, found)))
}

fn panel(locale: Locale, here: &Address, unit: &str, page: u32, found: Needs) -> AnyView {
    let search = here.get("need").to_owned();
    let kept = here
        .pairs()
        .iter()
        .filter(|(key, _)| key != "need" && key != "needs")
        .map(|(key, value)| view! { <input type="hidden" name=key.clone() value=value.clone()/> })
        .collect_view();
    let content = if found.page.rows.is_empty() {
        view! { <Empty text=t(locale, "needs.none")/> }.into_any()
    } else {
        let pages = pager(locale, here, "needs", page, ROWS, found.page.total);
        view! { {totals(locale, &found.totals)} {list(locale, here, &found.page.rows)} {pages} }.into_any()
    };
    let export = Address::new("/api/v1/needs")
        .with("unit", unit)
        .with("search", &search)
        .with("limit", "1000")
        .with("format", "csv");
    view! {
        <section class="panel" id="needs" aria-labelledby="needs-title">
            <header class="row spread">
                <h2 id="needs-title">{t(locale, "needs.title")}</h2>
                <a class="button small" rel="external" download="" href=export.to_string()>"↓ " {t(locale, "reports.export")}</a>
            </header>
            <form class="toolbar" role="search" method="get" action=format!("{}#needs", here.path())>
                {kept}
                <div class="field">
                    <label for="need-q">{t(locale, "needs.find")}</label>
                    <input id="need-q" name="need" type="search" maxlength="80" value=search/>
                </div>
                <button class="button" type="submit">{t(locale, "search.go")}</button>
            </form>
            {content}
        </section>
    }
    .into_any()
}

/// Part of a whole, in per cent; the sign for none where nothing was asked.
fn share(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.2}%", part / whole * 100.0) } else { NONE.to_owned() }
}

fn totals(locale: Locale, totals: &[NeedTotal]) -> AnyView {
    let rows = totals
        .iter()
        .map(|total| {
            let kind = locale.pick(&total.kind.1, &total.kind.2).to_owned();
            view! {
                <tr>
                    <th scope="row">{kind}</th>
                    <td class="num">{total.tribunals}</td>
                    <td class="num">{amount(total.quantity)}</td>
                    <td class="num">{amount(total.delivered)}</td>
                    <td class="num">{share(total.delivered, total.quantity)}</td>
                    <td class="num">{amount(total.asked)}</td>
                    <td class="num">{amount(total.granted)}</td>
                    <td class="num">{share(total.granted, total.asked)}</td>
                </tr>
            }
        })
        .collect_view();
    let sum = |of: fn(&NeedTotal) -> f64| totals.iter().map(of).sum::<f64>();
    let [quantity, delivered, asked, granted] =
        [sum(|t| t.quantity), sum(|t| t.delivered), sum(|t| t.asked), sum(|t| t.granted)];
    view! {
        <TableScroll label=t(locale, "needs.totals")>
            <table>
                <caption>{t(locale, "needs.totals")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "needs.kind")}</th>
                        <th scope="col" class="num">{t(locale, "needs.tribunals")}</th>
                        <th scope="col" class="num">{t(locale, "needs.quantity")}</th>
                        <th scope="col" class="num">{t(locale, "needs.delivered")}</th>
                        <th scope="col" class="num">{t(locale, "needs.fulfilled")}</th>
                        <th scope="col" class="num">{t(locale, "needs.cost")}</th>
                        <th scope="col" class="num">{t(locale, "needs.granted")}</th>
                        <th scope="col" class="num">{t(locale, "needs.granted_share")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t(locale, "needs.all")}</th>
                        <td></td>
                        <td class="num">{amount(quantity)}</td>
                        <td class="num">{amount(delivered)}</td>
                        <td class="num">{share(delivered, quantity)}</td>
                        <td class="num">{amount(asked)}</td>
                        <td class="num">{amount(granted)}</td>
                        <td class="num">{share(granted, asked)}</td>
                    </tr>
                </tfoot>
            </table>
        </TableScroll>
    }
    .into_any()
}

fn list(locale: Locale, here: &Address, rows: &[NeedRow]) -> AnyView {
    let rows = rows
        .iter()
        .map(|row| {
            let href = here.clone().at(Address::unit(&row.unit).to_string()).without("needs").to_string();
            let or_none = |number: Option<f64>| number.map_or_else(|| NONE.to_owned(), amount);
            let state = locale.pick(&row.state.1, &row.state.2).to_owned();
            view! {
                <tr>
                    <th scope="row"><a href=href>{locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}</a></th>
                    <td class="wrap">{row.name.clone()} <br/> <small class="muted">{row.reason.clone()}</small></td>
                    <td class="num">{amount(row.quantity)}</td>
                    <td class="num">{amount(row.price)}</td>
                    <td class="num">{amount(row.quantity * row.price)}</td>
                    <td>{state} " " <small class="muted">{row.day.clone()}</small></td>
                    <td class="num">{or_none(row.granted)}</td>
                    <td class="num">{or_none(row.delivered)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <TableScroll label=t(locale, "needs.list")>
            <table>
                <caption>{t(locale, "needs.list")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "reports.unit")}</th>
                        <th scope="col">{t(locale, "needs.what")}</th>
                        <th scope="col" class="num">{t(locale, "needs.quantity")}</th>
                        <th scope="col" class="num">{t(locale, "needs.price")}</th>
                        <th scope="col" class="num">{t(locale, "needs.cost")}</th>
                        <th scope="col">{t(locale, "reports.standing")}</th>
                        <th scope="col" class="num">{t(locale, "needs.granted")}</th>
                        <th scope="col" class="num">{t(locale, "needs.delivered")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}
