//! Forms that keep what was typed: nothing is asked anew when they are refused, they start afresh when something was
//! achieved, and where the page is made anew in between, what was typed stands there again.

use crate::{
    api::{Failure, FailureKind},
    i18n::{failure_text, use_locale},
};
use leptos::{
    ev, html,
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use std::{collections::BTreeMap, sync::Arc};
use wasm_bindgen::{JsCast, JsValue};

/// Counts what an action has achieved. A refusal does not count: what depends on it stays as it is, and with it what was
/// typed.
pub fn achieved<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    counted(action, |_| false)
}

/// The same, and refusals because somebody was faster: what is shown is out of date, and is to be asked for anew. What was
/// typed is kept by [`Keeps`].
pub fn achieved_or_late<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    counted(action, |failure| failure.kind == FailureKind::Conflict)
}

fn counted<S>(action: ServerAction<S>, counts: fn(&Failure) -> bool) -> Memo<usize>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let (version, value) = (action.version(), action.value());
    Memo::new(move |before: Option<&usize>| {
        let now = version.get();
        let worked = value.with(|value| match value {
            Some(Ok(_)) => true,
            Some(Err(failure)) => counts(failure),
            None => false,
        });
        if worked { now } else { before.copied().unwrap_or_default() }
    })
}

/// A form that starts afresh when `key` is another one, so that nothing typed for one step stands in the next.
pub fn afresh(key: String, show: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || [key.clone()] key=|key| key.clone() children=move |_| show()/> }.into_any()
}

/// A few lines of text with a label, and why they were refused. They are empty at first: an empty text that the server
/// writes into a `textarea` is a space, and what is required would be there.
#[component]
pub fn Lines(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Name in the form.
    name: &'static str,
    /// What failures call it.
    #[prop(default = "reason")]
    field: &'static str,
    /// Why the form was refused, where it is the only one of its kind on the page.
    #[prop(optional)]
    fault: Option<Signal<Option<Failure>>>,
    /// Whether something must stand in it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let locale = use_locale();
    let described = format!("{id}-fault");
    let wrong = Signal::derive(move || {
        fault?.with(|fault| {
            fault.as_ref().filter(|fault| fault.field == field).map(|f| failure_text(locale, f))
        })
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id
                name=name
                rows="2"
                maxlength="2000"
                required=required
                aria-describedby=described.clone()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            ></textarea>
            <div id=described class="fault" role="alert">{move || wrong.get()}</div>
        </div>
    }
    .into_any()
}

/// What was typed into the fields of a page, by their ids.
#[derive(Debug, Clone, Copy)]
pub struct Typed(StoredValue<BTreeMap<String, String>>);

impl Default for Typed {
    fn default() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }
}

impl Typed {
    /// It was sent and has done its work.
    pub fn forget(self) {
        self.0.try_update_value(BTreeMap::clear);
    }

    fn note(self, event: &ev::Event) {
        let Some(field) = event.target().and_then(|field| field.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let text = js_sys::Reflect::get(&field, &JsValue::from_str("value"));
        if let Some(text) = text.ok().and_then(|text| text.as_string()) {
            self.0.try_update_value(|typed| typed.insert(field.id(), text));
        }
    }

    fn restore(self) {
        let typed = self.0.try_get_value().unwrap_or_default();
        for (id, text) in typed {
            let Some(field) = document().get_element_by_id(&id) else { continue };
            let _ = js_sys::Reflect::set(&field, &JsValue::from_str("value"), &JsValue::from_str(&text));
            if let Ok(Some(around)) = field.closest("details") {
                let _ = around.set_attribute("open", "");
            }
        }
    }
}

/// Keeps what is typed into the fields inside: it stands there again when they are made anew, until it is forgotten.
#[component]
pub fn Keeps(
    /// What was typed; it lives as long as the page.
    typed: Typed,
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if place.get().is_some() {
            typed.restore();
        }
    });
    view! { <div class="stack" node_ref=place on:input=move |event| typed.note(&event)>{children()}</div> }
        .into_any()
}
