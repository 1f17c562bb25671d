//! In work.

use leptos::prelude::*;

/// In work.
#[component]
pub fn Entry() -> impl IntoView {
    view! { <section class="page stack reviews"></section> }.into_any()
}
