//! The number that can be opened: its address, the panel it opens in, and how it is read aloud.

use super::{
    browser::set_afterwards,
    format::{measure_word, value},
};
use crate::{
    api::{
        Failure,
        prints::{Part, get_print},
    },
    i18n::{failure_text, t, t_data, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// Which number is open, by the address of the page that explains it; empty when none is. A link of the class `explain` to
/// it opens the panel (`hands`).
#[derive(Clone, Copy)]
pub struct Explainer(pub RwSignal<String>);

/// The panel over the page.
#[component]
pub fn ExplainDialog() -> impl IntoView {
    let locale = use_locale();
    let Explainer(opened) = expect_context();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let content = RwSignal::new(None::<Result<String, Failure>>);
    Effect::new(move |_| {
        let here = opened.get();
        if here.is_empty() {
            return;
        }
        content.set(None);
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
        spawn_local(async move {
            let answer = get_print(Part::Explanation, String::new(), here.clone()).await;
            if opened.try_get_untracked() == Some(here) {
                content.set(Some(answer));
            }
        });
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // A click beside the panel hits the dialog element itself.
    let beside = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            close();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="explanation"
            aria-labelledby="explanation-title"
            on:close=move |_| set_afterwards(opened, String::new())
            on:click=beside
        >
            <div class="explanation-body">
                <header class="row spread">
                    <h2 id="explanation-title">{t(locale, "explain.title")}</h2>
                    <div class="row">
                        <a class="button small" href=move || opened.get()>{t(locale, "explain.as_page")}</a>
                        <button class="button small" type="button" on:click=move |_| close()>
                            {t(locale, "explain.close")}
                        </button>
                    </div>
                </header>
                {move || match content.get() {
                    None => view! { <p class="explanation-wait" role="status">{t(locale, "state.loading")}</p> }.into_any(),
                    Some(Ok(html)) => view! { <div class="print" inner_html=html></div> }.into_any(),
                    Some(Err(failure)) => {
                        view! { <p class="notice bad" role="alert">{failure_text(locale, &failure)}</p> }.into_any()
                    }
                }}
            </div>
        </dialog>
    }
    .into_any()
}

/// The value of an indicator as text with its unit of measure, for labels that are read aloud.
pub fn spoken(locale: crate::i18n::Locale, measure: &str, number: Option<f64>) -> String {
    let Some(number) = number else { return t_data(locale, "status", "no_data") };
    format!("{} {}", value(measure, number), measure_word(locale, measure)).trim_end().to_owned()
}
