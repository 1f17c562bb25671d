//! Saying that a figure is wrong: the figure opened, and beside it the words.

use super::{PATH, refused};
use crate::{
    address::Address,
    api::{objections::ObjectToFigure, prints::Part},
    components::{
        fields::{Fault, fault_of},
        frame::use_session,
        print::Print,
        states::{FailureView, Loading, answered},
    },
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The words of the address that name the figure.
const WORDS: [(&str, &str); 5] = [
    ("unit", "order[figure][unit]"),
    ("indicator", "order[figure][indicator]"),
    ("from", "order[figure][from]"),
    ("to", "order[figure][to]"),
    ("edition", "order[figure][edition]"),
];

/// The page.
#[component]
pub fn Object() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    view! {
        <Title text=t(locale, "objections.object")/>
        <section class="page stack judges">
            <h1>{t(locale, "objections.object")}</h1>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| match refused(info.as_ref()) {
                    Some(failure) => view! { <FailureView failure/> }.into_any(),
                    None => view! { <Words/> }.into_any(),
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

/// The form, and then that it was sent.
#[component]
fn Words() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let object = ServerAction::<ObjectToFigure>::new();
    let sent = Memo::new(move |_| object.value().with(|answer| matches!(answer, Some(Ok(_)))));
    // Printed anew when it was sent: the objection then stands below the figure.
    let moved = Signal::derive(move || i64::from(sent.get()));
    let here = Signal::derive(|| Address::words_here().at("/explain").to_string());
    let named = move || {
        WORDS
            .into_iter()
            .map(|(word, name)| {
                let value = query.with(|query| query.get(word).unwrap_or_default());
                view! { <input type="hidden" name=name value=value/> }.into_any()
            })
            .collect_view()
            .into_any()
    };
    let list = Address::new(PATH).with("tab", "objections").to_string();
    view! {
        <div class="panel"><Print part=Part::Explanation here moved/></div>
        <div class="panel stack">
            <p>{t(locale, "objections.object_note")}</p>
            <Fault fault=fault_of(object)/>
            <div role="status">
                {move || sent.get().then(|| view! { <p class="notice">{t(locale, "objections.sent")}</p> }.into_any())}
            </div>
            <div class:hidden=move || sent.get()>
                <ActionForm action=object>
                    <div class="form">
                        {named}
                        <label for="objection-reason">{t(locale, "objections.reason")}</label>
                        <textarea id="objection-reason" name="order[reason]" rows="5" maxlength="2000" required></textarea>
                        <div class="row">
                            <button class="button primary" type="submit" disabled=object.pending()>
                                {t(locale, "objections.send")}
                            </button>
                        </div>
                    </div>
                </ActionForm>
            </div>
            <p><a href=list>{t(locale, "objections.all")}</a></p>
        </div>
    }
    .into_any()
}
