//! Jiceng: the browser entry point.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server has rendered.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
