//! Asking before something that cannot simply be taken back.

use crate::i18n::{t, t_with, use_locale};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The button of a form, which asks first: by a dialog that says what will happen; without JavaScript by a box that
/// must be ticked. The box is there until the client runs, so that no click in between goes through unasked.
#[component]
pub fn Confirm(
    /// Words on the button.
    label: &'static str,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// Whether it takes something away.
    #[prop(optional)]
    danger: bool,
    /// Whether it is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Fits into a row of a table.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let running = RwSignal::new(false);
    Effect::new(move |_| running.set(true));
    let ask = move |event: ev::MouseEvent| {
        let Some(dialog) = dialog.get_untracked() else { return };
        event.prevent_default();
        let form = dialog.closest("form").ok().flatten();
        let form = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        // What is missing is said before anything is asked.
        if form.is_none_or(|form| form.report_validity()) {
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let kind = if danger { "danger" } else { "primary" };
    let size = if small { " small" } else { "" };
    view! {
        <label class="check no-js">
            <input type="checkbox" required disabled=move || running.get()/>
            <span>{t_with(locale, "admin.confirm_box", &[("what", label)])}</span>
        </label>
        <button type="submit" class=format!("button {kind}{size}") disabled=busy on:click=ask>
            {label}
        </button>
        <dialog node_ref=dialog class="dialog" aria-label=label>
            <p>{text}</p>
            <div class="row">
                <button type="button" class="button" on:click=close>{t(locale, "admin.cancel")}</button>
                // Submits the form it stands in, after the dialog is gone.
                <button type="submit" class=format!("button {kind}") on:click=close>{label}</button>
            </div>
        </dialog>
    }
}
