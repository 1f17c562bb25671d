//! The few things that only a browser can do. Everything here is called from event handlers and effects, which never
//! run on the server.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlDocument;

/// Keeps a word for a year, readable by the server, which then renders the page accordingly.
pub fn set_cookie(name: &str, value: &str) {
    if let Some(document) = document().dyn_ref::<HtmlDocument>() {
        let _ = document.set_cookie(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
}

/// Leaves for another page by loading it, with its own client.
pub fn load_page(address: &str) {
    let _ = window().location().assign(address);
}

/// A property by its name; undefined where there is none.
pub fn word(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method by its name.
///
/// # Errors
/// What it throws, and when there is no such method.
pub fn call(of: &JsValue, method: &str, arguments: &js_sys::Array) -> Result<JsValue, JsValue> {
    word(of, method).dyn_into::<js_sys::Function>()?.apply(of, arguments)
}

/// Whether the person asked for no motion.
pub fn prefers_reduced_motion() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Milliseconds of a clock that never goes back.
pub fn steady_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Puts text on the clipboard; `done` learns whether it worked.
pub fn copy_text(text: &str, done: impl FnOnce(bool) + 'static) {
    // Absent on plain http, where the property is undefined: asked for by reflection.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    match clipboard.ok().and_then(|value| value.dyn_into::<web_sys::Clipboard>().ok()) {
        Some(clipboard) => {
            let writing = clipboard.write_text(text);
            leptos::task::spawn_local(async move {
                done(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
            });
        }
        None => done(false),
    }
}

/// Hands over the text of the file that was chosen in the input of `event`; what cannot be read is not.
pub fn text_of_file(event: &web_sys::Event, done: impl FnOnce(String) + 'static) {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
    leptos::task::spawn_local(async move {
        let read = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        if let Some(text) = read.ok().and_then(|text| text.as_string()) {
            done(text);
        }
    });
}

/// Sets a signal once the present event is dealt with, if it still exists then. For what happens when the pointer or
/// the focus leaves: browsers also tell that of elements that are just being removed, when the page with its signals is
/// on its way out, and whatever was woken by the signal then would find nothing to read.
pub fn set_afterwards<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    queue_microtask(move || {
        let _ = signal.try_set(value);
    });
}

/// Calls `frame` at every frame for `ms` milliseconds with the part of the time that is over, the last time with 1, until
/// it says that the motion does not go on.
pub fn animate(ms: f64, frame: impl Fn(f64) -> bool + 'static) {
    step(ms, steady_ms(), Box::new(frame));
}

fn step(ms: f64, began: f64, frame: Box<dyn Fn(f64) -> bool>) {
    request_animation_frame(move || {
        let part = ((steady_ms() - began) / ms).clamp(0.0, 1.0);
        if frame(part) && part < 1.0 {
            step(ms, began, frame);
        }
    });
}
