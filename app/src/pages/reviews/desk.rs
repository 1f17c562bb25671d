//! In work.

use leptos::prelude::*;

/// In work.
#[component]
pub fn DeskPage() -> impl IntoView {
    view! { <section class="page stack reviews"></section> }.into_any()
}
