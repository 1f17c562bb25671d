//! How tribunals stand, on a map that moves with what happens.

use super::follow::Follow;
use crate::{address::Address, api::prints::Part, components::print::Print};
use leptos::prelude::*;

/// Where the page is.
pub(super) const MAP: &str = "/safety/map";

/// The page.
#[component]
pub(super) fn Board(
    /// Code of the unit where the reader's view begins.
    home: String,
) -> impl IntoView {
    let tick = RwSignal::new(0usize);
    let here = Memo::new(move |before: Option<&String>| {
        let here = Address::here();
        // The address moves before the page goes that it belonged to.
        if here.path() == MAP { here.to_string() } else { before.cloned().unwrap_or_default() }
    });
    view! {
        <Follow home tick/>
        <Print part=Part::SafetyMap here moved=Signal::derive(move || tick.get() as i64)/>
    }
    .into_any()
}
