//! A part of the page as the server has printed it.

use super::states::{FailureView, Loading, answered};
use crate::api::{
    prints::{Part, get_print},
    wire::ask,
};
use leptos::prelude::*;

/// The print of `part`; printed anew when one of the signals moves, and what was there stays until then.
#[component]
pub fn Print(
    /// What.
    part: Part,
    /// Code of the unit it is about, where the address does not say that.
    #[prop(optional, into)]
    unit: Signal<String>,
    /// The address from which links are made and words are read; nothing is printed while it is empty.
    #[prop(into)]
    here: Signal<String>,
    /// Number of the last change to the data: what is shown is printed anew when it moves.
    #[prop(optional, into)]
    moved: Signal<i64>,
) -> impl IntoView {
    let print = ask(
        // Of a page that is gone nothing is asked.
        move || {
            let (unit, here, moved) = (unit.try_get(), here.try_get(), moved.try_get());
            (unit.unwrap_or_default(), here.unwrap_or_default(), moved.unwrap_or_default())
        },
        move |(unit, here, _)| async move {
            if here.is_empty() { Ok(String::new()) } else { get_print(part, unit, here).await }
        },
    );
    view! {
        <Transition fallback=Loading>
            {answered(print, move |answer| match answer {
                Ok(html) => view! { <div class="print" inner_html=html></div> }.into_any(),
                Err(failure) => view! { <FailureView failure/> }.into_any(),
            })}
        </Transition>
    }
    .into_any()
}
