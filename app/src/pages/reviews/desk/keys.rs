//! The keyboard: one key per thing, none of them while something is being typed.

use super::{order::choices, viewer::Look, work::Work};
use crate::i18n::{Locale, t, use_locale};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The item in the middle, which has the focus while keys are used.
pub const ITEM: &str = "desk-item";
/// The field of the reason.
pub const REASON: &str = "desk-reason";
/// The field of exact points.
pub const EXACT: &str = "desk-exact";
/// The dialog that asks for evidence.
pub const DEMAND: &str = "desk-demand";
const HELP: &str = "desk-help";
/// The field of exact points while what stands in it does not fit.
const WRONG: &str = "#desk-exact[aria-invalid]";

/// Gives the focus to an element.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Opens a dialog of the page.
pub fn open(id: &str) {
    let element = document().get_element_by_id(id);
    let dialog = element.and_then(|element| element.dyn_into::<web_sys::HtmlDialogElement>().ok());
    if let Some(dialog) = dialog
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}

/// Closes it.
pub fn close(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(dialog) = element.and_then(|element| element.dyn_into::<web_sys::HtmlDialogElement>().ok()) {
        dialog.close();
    }
}

/// Listens to the keys as long as the page is there.
pub fn listen(work: Work, look: Look) {
    Effect::new(move |_| {
        let keys = window_event_listener(ev::keydown, move |event| pressed(work, look, &event));
        on_cleanup(move || keys.remove());
    });
}

fn pressed(work: Work, look: Look, event: &ev::KeyboardEvent) {
    // An input method is at work, or the key is the browser's.
    if event.is_composing()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.default_prevented()
    {
        return;
    }
    if document().query_selector("dialog[open]").ok().flatten().is_some() {
        return;
    }
    let key = event.key();
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let (tag, id) = target.map(|target| (target.tag_name(), target.id())).unwrap_or_default();
    if matches!(tag.as_str(), "INPUT" | "TEXTAREA" | "SELECT") {
        let leaves = key == "Escape";
        let goes_on = key == "Enter" && !event.shift_key() && (id == REASON || id == EXACT);
        if leaves || goes_on {
            event.prevent_default();
            // What was typed into the field of exact points counts when it is left.
            focus(ITEM);
        }
        if goes_on {
            // Only then is it known whether the points fit: what is wrong stays, and is said.
            request_animation_frame(move || match document().query_selector(WRONG).ok().flatten() {
                Some(_) => {
                    focus(EXACT);
                }
                None => {
                    work.go(true, false);
                }
            });
        }
        return;
    }
    // Enter and space are of the button or link that has the focus.
    let acts = matches!(tag.as_str(), "BUTTON" | "A" | "SUMMARY");
    if acts && matches!(key.as_str(), "Enter" | " ") {
        return;
    }
    if act(work, look, &key, event.shift_key(), event.repeat()) {
        event.prevent_default();
    }
}

/// Does what a key says. Whether it says something.
fn act(work: Work, look: Look, key: &str, shift: bool, held: bool) -> bool {
    match key {
        "Enter" | "n" | "N" => step(work, true, shift),
        "u" => step(work, true, true),
        "p" => step(work, false, false),
        "j" => work.go_tribunal(true),
        "k" => work.go_tribunal(false),
        "r" => focus(REASON),
        "i" => focus(EXACT),
        "e" => open(DEMAND),
        "z" => look.zoom_or_back(),
        "+" | "=" => look.zoom(true),
        "-" => look.zoom(false),
        "o" => look.turn(),
        "]" => look.leaf(true),
        "[" => look.leaf(false),
        "v" => focus("desk-open"),
        "?" => open(HELP),
        "c" | "x" | "f" | "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" if !held => {
            give(work, key)
        }
        _ => return false,
    }
    true
}

fn step(work: Work, forward: bool, open_only: bool) {
    work.go(forward, open_only);
    focus(ITEM);
}

fn give(work: Work, key: &str) {
    let Some(here) = untrack(|| work.here()) else { return };
    let points = match key {
        "x" => None,
        "c" => match here.item.and_then(|item| item.view.computed) {
            Some(computed) => Some(computed),
            None => return,
        },
        "f" => Some(here.asked.points),
        digit => match choices(&here.asked).into_iter().find(|(known, _)| digit.starts_with(*known)) {
            Some((_, points)) => Some(points),
            None => return,
        },
    };
    if work.give(points) {
        focus(REASON);
    }
}

/// The button that shows which key does what.
#[component]
pub fn Help() -> impl IntoView {
    let locale = use_locale();
    let rows = table(locale)
        .into_iter()
        .map(|(keys, what)| {
            let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> " " }).collect_view();
            view! { <tr><th scope="row">{keys}</th><td>{what}</td></tr> }
        })
        .collect_view();
    view! {
        <button type="button" class="button small needs-js" aria-haspopup="dialog" on:click=move |_| open(HELP)>
            <kbd>"?"</kbd> " " {t(locale, "desk.keys.title")}
        </button>
        <dialog id=HELP class="dialog keys" aria-labelledby="desk-help-title">
            <h2 id="desk-help-title">{t(locale, "desk.keys.title")}</h2>
            <table><tbody>{rows}</tbody></table>
            <p class="muted">{t(locale, "desk.keys.note")}</p>
            <div class="row">
                <button type="button" class="button" on:click=move |_| close(HELP)>{t(locale, "desk.close")}</button>
            </div>
        </dialog>
    }
    .into_any()
}

fn table(locale: Locale) -> [(&'static str, &'static str); 17] {
    [
        ("0 … 9", t(locale, "desk.keys.points")),
        ("f", t(locale, "desk.keys.full")),
        ("c", t(locale, "desk.keys.computed")),
        ("i", t(locale, "desk.keys.exact")),
        ("x", t(locale, "desk.keys.none")),
        ("r", t(locale, "desk.keys.reason")),
        ("Enter n", t(locale, "desk.keys.next")),
        ("u Shift+Enter", t(locale, "desk.keys.next_open")),
        ("p", t(locale, "desk.keys.previous")),
        ("j k", t(locale, "desk.keys.tribunal")),
        ("e", t(locale, "desk.keys.demand")),
        ("[ ]", t(locale, "desk.keys.piece")),
        ("z + -", t(locale, "desk.keys.zoom")),
        ("o", t(locale, "desk.keys.turn")),
        ("v", t(locale, "desk.keys.open")),
        ("Esc", t(locale, "desk.keys.leave")),
        ("?", t(locale, "desk.keys.help")),
    ]
}
