//! Jiceng: the browser entry point.

use app::{Program, pages::Pages};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// What this client has.
const PAGES: Pages = if cfg!(feature = "everyday") {
    Pages::EVERYDAY
} else if cfg!(feature = "reports") {
    Pages::REPORTS
} else if cfg!(feature = "desk") {
    Pages::DESK
} else if cfg!(feature = "safety") {
    Pages::SAFETY
} else if cfg!(feature = "office") {
    Pages::OFFICE
} else {
    Pages::ALL
};

/// Takes over the page that the server has rendered; leaves it as it is, readable and with its plain forms, where the texts
/// did not come.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    if app::i18n::is_loaded() {
        leptos::mount::hydrate_body(|| view! { <Program pages=PAGES/> });
    }
}
