//! The quality of data beside the data: what is there of the last months and when it came, and what is out of line. Only for those
//! who may ask; others see the figures without it.

use super::Order;
use crate::{
    address::Address,
    api::{
        Failure, FailureKind, Page,
        quality::{FindingRow, FindingsQuery, MatrixCell, QualityMatrix},
    },
    components::{
        findings::sentence,
        format::NONE,
        table::{Table, words},
    },
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// Findings shown.
const SHOWN: u32 = 5;

/// Months and findings of the unit; nothing for those who may not ask.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let query = FindingsQuery { unit: order.unit.clone(), limit: SHOWN, ..FindingsQuery::default() };
    let found = match order.services.findings(&order.actor, &query).await {
        Ok(found) => found,
        // Whoever may read the figures at all is not refused for it.
        Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::Unauthenticated) => {
            order.services.unit_facts(&order.actor, &order.unit).await?;
            return Ok(String::new());
        }
        Err(failure) => return Err(failure),
    };
    let matrix = order.services.quality_matrix(&order.actor, &order.unit, 0).await?;
    let (locale, unit) = (order.locale, order.unit.clone());
    Ok(order.written(|| panel(locale, &unit, &matrix, &found)))
}

fn panel(locale: Locale, unit: &str, matrix: &QualityMatrix, found: &Page<FindingRow>) -> AnyView {
    let all = Address::new("/quality").with("unit", unit).to_string();
    let months = Address::new("/quality").with("tab", "matrix").with("unit", unit).to_string();
    let rows = found
        .rows
        .iter()
        .map(|row| {
            view! {
                <li>
                    <span class="badge warn">{t_data(locale, "quality.signs", row.address.sign.as_str())}</span>
                    " "
                    {locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}
                    " · "
                    {row.address.month.clone()}
                    " · "
                    {sentence(locale, row)}
                </li>
            }
        })
        .collect_view();
    let count = t_with(locale, "quality.count", &[("n", &found.total.to_string())]);
    view! {
        <section class="panel stack" aria-labelledby="quality-title">
            <header><h2 id="quality-title">{t(locale, "quality.title")}</h2></header>
            {table(locale, matrix)}
            <ul class="plain stack">{rows}</ul>
            <p>
                <a href=all rel="external">{count}</a>
                " · "
                <a href=months rel="external">{t(locale, "quality.matrix")}</a>
            </p>
        </section>
    }
    .into_any()
}

/// The unit's own row: three lines, a column for each month.
fn table(locale: Locale, matrix: &QualityMatrix) -> AnyView {
    let Some(own) = matrix.rows.last() else { return ().into_any() };
    let line = |label: &'static str, of: fn(&MatrixCell) -> (u32, u32)| {
        let cells = own
            .cells
            .iter()
            .map(|cell| {
                let text = match of(cell) {
                    (_, 0) => NONE.to_owned(),
                    (have, of) => format!("{have}/{of}"),
                };
                view! { <td>{text}</td> }
            })
            .collect_view();
        view! { <tr><th scope="row">{label}</th>{cells}</tr> }.into_any()
    };
    let rows = [
        line(t(locale, "quality.line_cases"), |cell| (cell.told, cell.expected)),
        line(t(locale, "quality.line_reports"), |cell| (cell.handed_in, cell.due)),
        line(t(locale, "quality.line_in_time"), |cell| (cell.in_time, cell.due)),
    ];
    let rows = rows.into_iter().collect_view().into_any();
    let mut heads = vec![words(t(locale, "quality.of_tribunals"))];
    heads.extend(matrix.months.iter().map(words));
    view! { <Table label=t(locale, "quality.matrix") heads rows/> }.into_any()
}
