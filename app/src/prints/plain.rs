//! Documents of plain HTML with the style sheet and without any client.

use crate::{
    api::Failure,
    i18n::{Locale, failure_text, t},
};
use leptos::prelude::*;

/// A document with a heading; `style` is the address of the style sheet, `here` the path of the page.
pub(super) fn plain_document(
    locale: Locale,
    (style, here): (String, String),
    title: String,
    body: AnyView,
    foot: &'static str,
) -> AnyView {
    let (other, name) = match locale {
        Locale::Zh => (Locale::En, "English"),
        Locale::En => (Locale::Zh, "中文"),
    };
    let heading = title.clone();
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
            </head>
            <body>
                <header class="bar">
                    <b>{t(locale, "app.name")}</b>
                    <form class="bar-end" method="post" action="/language">
                        <input type="hidden" name="lang" value=other.as_str()/>
                        <input type="hidden" name="next" value=here/>
                        <button class="bar-button" type="submit" lang=other.tag()>{name}</button>
                    </form>
                </header>
                <main class="page stack voice-form">
                    <h1>{heading}</h1>
                    {body}
                </main>
                <footer class="foot">{foot}</footer>
            </body>
        </html>
    }
    .into_any()
}

/// Why a page did not come, for whoever asked for it with a browser; with the number by which the operator finds it.
pub fn trouble_page(locale: Locale, style: &str, here: &str, failure: &Failure, request: &str) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let body = view! {
            <p class="notice bad" role="alert">{failure_text(locale, failure)}</p>
            <p><a class="button" href=here.to_owned()>{t(locale, "state.retry")}</a></p>
            <p class="muted">{t(locale, "state.request")} " " <code>{request.to_owned()}</code></p>
        };
        let title = t(locale, "state.error_title").to_owned();
        let places = (style.to_owned(), here.to_owned());
        plain_document(locale, places, title, body.into_any(), "").to_html().replace("<!>", "")
    })
}
