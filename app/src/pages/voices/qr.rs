//! The QR code of a tribunal, to be hung on the wall: as drawing, and as a page to be printed.

use crate::{
    api::{contacts::open_contact, wire::ask},
    components::{
        format::pick,
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_with, use_locale},
    pages::contacts::Framed,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/voices/code/{unit}`
#[component]
pub fn Code() -> impl IntoView {
    let locale = use_locale();
    view! { <Framed title=t(locale, "voices.code") tab=Signal::stored("voices")><Body/></Framed> }.into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let unit = Memo::new(move |_| params.with(|params| params.get("unit").unwrap_or_default()));
    let found = ask(move || unit.get(), open_contact);
    view! {
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => poster(locale, &view.row.unit, pick(locale, &view.row.unit_name)),
            })}
        </Transition>
    }
    .into_any()
}

fn poster(locale: Locale, code: &str, name: String) -> AnyView {
    let src = format!("/api/v1/units/{code}/voice-code");
    let download = src.clone();
    let form = format!("/voice/{code}");
    let alt = t_with(locale, "voices.code_of", &[("unit", &name)]);
    view! {
        <section class="panel stack voice-poster" data-testid="poster">
            <h2>{name}</h2>
            <p>{t(locale, "voices.poster")}</p>
            <img src=src alt=alt width="360" height="360"/>
            <p class="row no-print">
                <a class="button" rel="external" href=download download="">{t(locale, "voices.download_code")}</a>
                <a class="button" rel="external" href=form>{t(locale, "voices.open_form")}</a>
            </p>
            <p class="muted no-print">{t(locale, "voices.print_hint")}</p>
        </section>
    }
    .into_any()
}
