//! Needs and their fulfilment: totals by kind, and the list of allocation by tribunal and item.

use super::{Order, asking, beside, pager};
use crate::{
    address::Address,
    api::{
        Failure,
        needs::{NeedRow, NeedTotal, Needs, NeedsQuery},
    },
    components::{
        format::{NONE, amount},
        states::Empty,
        table::{Table, numbers, words},
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
        sort: order.here.get("order").to_owned(),
        offset: (page - 1).saturating_mul(ROWS),
        limit: ROWS,
    };
    let found = order.services.needs(&order.actor, &query).await?;
    let (locale, here, unit) = (order.locale, order.here.clone(), order.unit.clone());
    Ok(order.written(|| panel(locale, &here, &unit, page, found)))
}

fn panel(locale: Locale, here: &Address, unit: &str, page: u32, found: Needs) -> AnyView {
    let content = if found.page.rows.is_empty() {
        view! { <Empty text=t(locale, "needs.none")/> }.into_any()
    } else {
        let pages = pager(locale, here, "needs", page, ROWS, found.page.total);
        view! { {totals(locale, &found.totals)} {list(locale, here, &found.page.rows)} {pages} }.into_any()
    };
    let orders = [
        ("", "needs.order_open"),
        ("-cost", "needs.cost"),
        ("unit", "reports.unit"),
        ("kind", "needs.kind"),
        ("state", "reports.standing"),
    ];
    let orders = orders.map(|(word, key)| (word, t(locale, key).to_owned()));
    let fields = [
        asking::search("need-q", "need", t(locale, "needs.find"), here),
        asking::choice("need-order", "order", t(locale, "needs.order"), here, orders),
    ];
    let export = Address::new("/api/v1/needs")
        .with("unit", unit)
        .with("search", here.get("need"))
        .with("sort", here.get("order"))
        .with("limit", "1000")
        .with("format", "csv");
    view! {
        <section class="panel" id="needs" aria-labelledby="needs-title">
            <header class="row spread">
                <h2 id="needs-title">{t(locale, "needs.title")}</h2>
                <a class="button small" rel="external" download="" href=export.to_string()>"↓ " {t(locale, "reports.export")}</a>
            </header>
            {asking::toolbar(here, "needs", &["need", "needs", "order"], fields, t(locale, "search.go"))}
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
        .collect_view()
        .into_any();
    let sum = |of: fn(&NeedTotal) -> f64| totals.iter().map(of).sum::<f64>();
    let [quantity, delivered, asked, granted] =
        [sum(|t| t.quantity), sum(|t| t.delivered), sum(|t| t.asked), sum(|t| t.granted)];
    let foot = view! {
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
    }
    .into_any();
    let heads = vec![
        words(t(locale, "needs.kind")),
        numbers(t(locale, "needs.tribunals")),
        numbers(t(locale, "needs.quantity")),
        numbers(t(locale, "needs.delivered")),
        numbers(t(locale, "needs.fulfilled")),
        numbers(t(locale, "needs.cost")),
        numbers(t(locale, "needs.granted")),
        numbers(t(locale, "needs.granted_share")),
    ];
    view! {
        <Table label=t(locale, "needs.totals") caption=true heads rows foot/>
    }
    .into_any()
}

fn list(locale: Locale, here: &Address, rows: &[NeedRow]) -> AnyView {
    let rows = rows
        .iter()
        .map(|row| {
            let or_none = |number: Option<f64>| number.map_or_else(|| NONE.to_owned(), amount);
            let state = locale.pick(&row.state.1, &row.state.2).to_owned();
            view! {
                <tr>
                    <th scope="row"><a href=beside(here, &row.unit)>{locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}</a></th>
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
        .collect_view().into_any();
    let heads = vec![
        words(t(locale, "reports.unit")),
        words(t(locale, "needs.what")),
        numbers(t(locale, "needs.quantity")),
        numbers(t(locale, "needs.price")),
        numbers(t(locale, "needs.cost")),
        words(t(locale, "reports.standing")),
        numbers(t(locale, "needs.granted")),
        numbers(t(locale, "needs.delivered")),
    ];
    view! {
        <Table label=t(locale, "needs.list") caption=true heads rows/>
    }
    .into_any()
}
