//! A table that only shows: heads, rows, and a foot where there is one.

use super::states::TableScroll;
use leptos::prelude::*;

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    label: String,
    number: bool,
}

/// The head of a column of words.
pub fn words(label: impl Into<String>) -> Head {
    Head { label: label.into(), number: false }
}

/// The head of a column of numbers, which stand to the right.
pub fn numbers(label: impl Into<String>) -> Head {
    Head { label: label.into(), number: true }
}

/// The table, in a place in which it can scroll.
#[component]
pub fn Table(
    /// What it is, for those who come upon it by Tab.
    label: &'static str,
    /// Whether that is written above it, too.
    #[prop(optional)]
    caption: bool,
    /// Style class.
    #[prop(optional)]
    class: &'static str,
    /// Its columns.
    heads: Vec<Head>,
    /// Its rows.
    rows: AnyView,
    /// The row below all others.
    #[prop(optional)]
    foot: Option<AnyView>,
) -> impl IntoView {
    let heads = heads
        .into_iter()
        .map(|head| view! { <th scope="col" class=head.number.then_some("num")>{head.label}</th> }.into_any())
        .collect_view();
    view! {
        <TableScroll label>
            <table class=class>
                {caption.then(|| view! { <caption>{label}</caption> })}
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
                {foot.map(|foot| view! { <tfoot>{foot}</tfoot> })}
            </table>
        </TableScroll>
    }
    .into_any()
}
