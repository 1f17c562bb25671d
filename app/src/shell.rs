//! The document around every page, and what all pages share.

#[cfg(feature = "ssr")]
use crate::areas::Area;
use crate::{
    components::{
        frame::{Frame, Session},
        view::Kept,
    },
    i18n::{detect_locale, t},
    pages::{Pages, Routed},
    zone::detect_zone,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

/// The HTML document. `options` name the folder of the client and the style sheet; `areas` says whether every area has a
/// client of its own there.
#[cfg(feature = "ssr")]
pub fn shell(mut options: LeptosOptions, areas: bool) -> impl IntoView {
    use leptos::nonce::use_nonce;
    use leptos_meta::MetaTags;
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    let request = use_context::<axum::http::request::Parts>();
    // What is filled in, in a tribunal or on the way to one, opens without a line too.
    let offline = request.as_ref().is_some_and(|request| Area::of(request.uri.path()).is_kept());
    if let (Some(request), true) = (&request, areas) {
        options.output_name = Area::of(request.uri.path()).client().into();
    }
    let texts = crate::i18n::script::script(detect_locale()).path.as_str();
    let theme = request
        .and_then(|request| crate::i18n::cookie(&request, "theme"))
        .filter(|theme| theme == "light" || theme == "dark");
    view! {
        <!DOCTYPE html>
        <html lang=detect_locale().tag() data-zone=detect_zone().0.to_string() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                // Before the client, which reads them: deferred scripts run in their order.
                <script defer src=texts nonce=use_nonce()></script>
                {offline.then(|| view! { <script type="module" src="/offline.js" nonce=use_nonce()></script> })}
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application with all its pages.
#[component]
pub fn App() -> impl IntoView {
    view! { <Program pages=Pages::ALL/> }
}

/// The application: context, frame and routes.
#[component]
pub fn Program(
    /// The pages it has.
    pages: Pages,
) -> impl IntoView {
    provide_meta_context();
    let locale = detect_locale();
    provide_context(locale);
    provide_context(detect_zone());
    Session::provide();
    provide_context(Kept(StoredValue::new(None)));
    let suffix = t(locale, "app.name");
    view! {
        <Title formatter=move |title: String| {
            if title.is_empty() { suffix.to_owned() } else { format!("{title} · {suffix}") }
        }/>
        <Router>
            <Frame>
                <Routed pages/>
            </Frame>
        </Router>
    }
}
