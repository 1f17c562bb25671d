//! What an edition of a standard has changed. The address names it by `standard` and `edition`, the other by `with`.

use super::Order;
use crate::{
    api::{Failure, standards::Comparison},
    components::states::{Empty, TableScroll},
    domain::standards::{Difference, Fate},
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// The differences; nothing where the address names no other edition.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let word = |key| order.here.get(key);
    if word("with").is_empty() {
        return Ok(String::new());
    }
    let found = order.services.compare_standards(word("standard"), word("with"), word("edition")).await?;
    let locale = order.locale;
    Ok(order.written(|| panel(locale, &found)))
}

fn panel(locale: Locale, found: &Comparison) -> AnyView {
    let (before, after) = (&found.before.edition, &found.after.edition);
    let title = t_with(locale, "standards.compared", &[("after", after), ("before", before)]);
    let content = if found.differences.is_empty() {
        view! { <Empty text=t(locale, "standards.same")/> }.into_any()
    } else {
        table(locale, &found.differences)
    };
    view! {
        <section class="panel" id="differences" aria-labelledby="differences-title">
            <h2 id="differences-title">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn table(locale: Locale, differences: &[Difference]) -> AnyView {
    let rows = differences.iter().map(|one| rows_of(locale, one)).collect_view();
    view! {
        <TableScroll label=t(locale, "standards.differences")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "standards.piece")}</th>
                        <th scope="col">{t(locale, "standards.fate")}</th>
                        <th scope="col">{t(locale, "standards.field")}</th>
                        <th scope="col">{t(locale, "standards.before")}</th>
                        <th scope="col">{t(locale, "standards.after")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}

fn rows_of(locale: Locale, one: &Difference) -> AnyView {
    let (class, sign, words) = match one.fate {
        Fate::Added => ("badge good", "+", t(locale, "standards.added")),
        Fate::Removed => ("badge bad", "−", t(locale, "standards.removed")),
        Fate::Changed => ("badge warn", "≠", t(locale, "standards.changed")),
    };
    let piece = t_data(locale, "standards.pieces", one.piece.as_str());
    let name = locale.pick(&one.zh, &one.en).to_owned();
    let span = one.fields.len().max(1).to_string();
    let mut head = Some(view! {
        <th scope="rowgroup" rowspan=span.clone()>
            {name} <br/> <small class="muted">{piece} " " <code>{one.id.clone()}</code></small>
        </th>
        <td rowspan=span><span class=class><span aria-hidden="true">{sign}</span>{words}</span></td>
    });
    one.fields
        .iter()
        .map(|field| {
            view! {
                <tr>
                    {head.take()}
                    <td><code>{field.field.clone()}</code></td>
                    <td class="source">{field.before.clone()}</td>
                    <td class="source">{field.after.clone()}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any()
}
