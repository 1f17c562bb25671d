//! Filling in by a workbook.

use crate::{
    api::reports::{ReportAddress, Saved, SavedAnswers},
    components::uploads::request,
    i18n::{Locale, failure_text, t, t_with, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// Download and upload.
#[component]
pub fn ByWorkbook(
    /// Which report.
    at: ReportAddress,
    /// Told what became of a workbook; outlives this part of the page.
    said: RwSignal<Option<String>>,
    /// Called when one was read.
    done: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let parts = [&at.form, &at.unit, &at.period].map(|part| crate::address::encode(part)).join("/");
    let href = format!("/api/v1/reports/{parts}/workbook");
    let to = StoredValue::new(href.clone());
    let chosen = move |event: ev::Event| {
        let Some(input) =
            event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
        spawn_local(async move {
            let answer = request::<SavedAnswers>("POST", &to.get_value(), Some(file.as_ref()), None).await;
            let text = match &answer {
                Ok(answer) => words(locale, answer),
                Err(failure) => failure_text(locale, failure),
            };
            said.try_set(Some(text));
            if answer.is_ok() && !to.is_disposed() {
                done.run(());
            }
        });
        input.set_value("");
    };
    view! {
        <details class="panel">
            <summary>{t(locale, "reports.workbook.title")}</summary>
            <div class="row">
                <a class="button" rel="external" download="" href=href>"↓ " {t(locale, "reports.workbook.download")}</a>
                <label class="button needs-js" for="workbook">"↑ " {t(locale, "reports.workbook.upload")}</label>
                <input id="workbook" class="sr-only" type="file" accept=".xlsx" on:change=chosen/>
            </div>
        </details>
    }
}

/// How many answers were kept.
fn words(locale: Locale, answer: &SavedAnswers) -> String {
    let count =
        |is: fn(&Saved) -> bool| answer.saved.iter().filter(|(_, saved)| is(saved)).count().to_string();
    t_with(
        locale,
        "reports.workbook.done",
        &[
            ("kept", &count(|saved| matches!(saved, Saved::Kept { .. }))),
            ("conflicts", &count(|saved| matches!(saved, Saved::Conflict { .. }))),
            ("refused", &count(|saved| matches!(saved, Saved::Refused { .. }))),
        ],
    )
}
