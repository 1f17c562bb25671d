//! What a page says instead of content: loading, empty, refused, missing, broken.

use crate::api::wire::{Answer, Question, Wire};
use crate::{
    address::Address,
    api::{Failure, FailureKind},
    i18n::{failure_text, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Sets the HTTP status of the page on the server; nothing in the browser.
pub fn set_status(code: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(code))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = code;
}

/// While the first content of a page is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    let locale = use_locale();
    view! { <div class="skeleton" role="status">{t(locale, "state.loading")}</div> }.into_any()
}

/// A table that may be wider than its place: it scrolls there, by the keyboard too, and the page does not.
#[component]
pub fn TableScroll(
    /// What the table is, for those who come upon it by Tab.
    label: &'static str,
    /// Whether its height is bounded as well.
    #[prop(optional)]
    tall: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-scroll" class:tall=tall tabindex="0" role="group" aria-label=label>
            {children()}
        </div>
    }
    .into_any()
}

/// There is nothing in the chosen range.
#[component]
pub fn Empty(
    /// Another text than the usual one.
    #[prop(optional, into)]
    text: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="state">
            <h2>{t(locale, "state.empty_title")}</h2>
            <p>{text.unwrap_or_else(|| t(locale, "state.empty_text").to_owned())}</p>
        </div>
    }
    .into_any()
}

/// A failure in place of a page. Whoever is not signed in is taken to the login page and back afterwards.
#[component]
pub fn FailureView(
    /// What went wrong.
    failure: Failure,
) -> impl IntoView {
    let locale = use_locale();
    set_status(failure.status());
    if failure.kind == FailureKind::Unauthenticated {
        let here = untrack(Address::here).to_string();
        return view! { <Redirect path=Address::new("/login").with("next", &here).to_string()/> }.into_any();
    }
    let particular = failure_text(locale, &failure);
    let (title, text) = match failure.kind {
        FailureKind::Forbidden => {
            (t(locale, "state.forbidden_title"), t(locale, "state.forbidden_text").to_owned())
        }
        FailureKind::NotFound => (
            t(locale, "state.not_found_title"),
            t_with(locale, "state.not_found_detail", &[("what", &particular)]),
        ),
        FailureKind::Unreachable => (t(locale, "state.unreachable_title"), particular),
        _ => (t(locale, "state.error_title"), particular),
    };
    view! {
        <Title text=title/>
        <section class="state bad" role="alert">
            <h1>{title}</h1>
            <p>{text}</p>
            <p class="row">
                <a class="button" rel="external" href=move || Address::here().to_string()>{t(locale, "state.retry")}</a>
                <a class="button" href="/">{t(locale, "state.home")}</a>
            </p>
        </section>
    }
    .into_any()
}

/// No route fits.
#[component]
pub fn NotFound() -> impl IntoView {
    let locale = use_locale();
    set_status(404);
    let title = t(locale, "state.not_found_title");
    view! {
        <Title text=title/>
        <section class="state">
            <h1>{title}</h1>
            <p>{t(locale, "state.not_found_text")}</p>
            <a class="button" href="/">{t(locale, "state.home")}</a>
        </section>
    }
    .into_any()
}

/// What is shown of the server's answer to `question`, for the inside of a `Suspense` or `Transition`.
///
/// Not `Suspend` itself: the wait goes on when the page that asked is left meanwhile, and would find the question, and
/// every signal that `show` reads, gone. Here the question is kept alive and the answer to a page that is gone is not
/// shown. An answer in which something is asked again needs a `Suspense` around that, too: the server would leave it out.
pub fn answered<T, V>(question: Question<T>, show: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Clone + 'static,
    V: IntoView + 'static,
{
    waiting(
        question.kept(),
        Arc::new(move |answer| match answer.read() {
            Some(answer) => show(answer).into_any(),
            None => ().into_any(),
        }),
    )
}

/// The same for answers and views of every type.
fn waiting(
    question: ArcResource<Answer, Wire>,
    show: Arc<dyn Fn(&Answer) -> AnyView + Send + Sync>,
) -> AnyView {
    let page = StoredValue::new(());
    let view = move || {
        let (question, show) = (question.clone(), show.clone());
        Suspend::new(async move {
            let answer = question.await;
            // The server walks over a page before it writes it, as often as something has come. What asks again below
            // an answer must not do so on those walks: the client, which walks once, would look for other numbers.
            #[cfg(feature = "ssr")]
            second_look().await;
            page.try_get_value().map_or_else(|| ().into_any(), |()| show(&answer))
        })
    };
    view.into_any()
}

/// Waits until it is asked a second time, which whoever only looks whether something is there does not do.
#[cfg(feature = "ssr")]
async fn second_look() {
    let mut looked = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut looked, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}
