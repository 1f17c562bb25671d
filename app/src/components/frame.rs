//! The frame around every page: skip link, top bar, the notice that the caseload is simulated, landmarks.

use super::{browser::set_cookie, downloads::copy_clicked, search::UnitSearch, states::answered};
use crate::api::wire::{Question, ask};
use crate::{
    address::Address,
    api::{
        Failure,
        session::{SessionInfo, session_info},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The session, asked once and shared by all components.
#[derive(Clone, Copy)]
pub struct Session(Question<Result<SessionInfo, Failure>>);

impl Session {
    /// Asks for it and shares it.
    pub fn provide() {
        provide_context(Self(ask(|| (), |()| session_info())));
    }

    /// The question for it, or why it is not known.
    pub fn info(self) -> Question<Result<SessionInfo, Failure>> {
        self.0
    }
}

/// The session, inside of components.
pub fn use_session() -> Session {
    expect_context()
}

/// The frame; `children` are the routes.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    Effect::new(|_| {
        // What needs a running client is shown from now on.
        if let Some(root) = document().document_element() {
            let _ = root.class_list().add_1("js");
        }
        close_menus_elsewhere();
    });
    view! {
        <a class="skip" href="#main" rel="external">{t(locale, "app.skip")}</a>
        <header class="bar">
            <a class="brand" href="/">
                <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
                    <path d="M12 2 2 8v2h20V8zM4 12v7H2v3h20v-3h-2v-7h-3v7h-3.5v-7h-3v7H7v-7z" fill="currentColor"/>
                </svg>
                <b>{t(locale, "app.name")}</b>
                <Suspense>
                    {answered(session.info(), move |info| {
                        let title = info.map(|info| info.title).unwrap_or_default();
                        let title = if title.is_empty() { t(locale, "app.title").to_owned() } else { title };
                        view! { <span class="brand-title">{title}</span> }.into_any()
                    })}
                </Suspense>
            </a>
            <UnitSearch/>
            <nav class="bar-end" aria-label=t(locale, "nav.label")>
                <Suspense>
                    {answered(session.info(), move |info| {
                        let info = info.ok().filter(|info| info.reports || info.objections);
                        info.map(|info| view! { <ReportsLink unread=info.unread reports=info.reports/> }.into_any())
                    })}
                </Suspense>
                <AnalysisLink/>
                <ReviewsLink/>
                <ThemeSwitch/>
                <LanguageSwitch/>
                <Suspense>
                    {answered(session.info(), move |info| {
                        view! { <UserMenu info=info.ok()/> }.into_any()
                    })}
                </Suspense>
            </nav>
        </header>
        <Suspense>
            {answered(session.info(), move |info| {
                let simulated = info.is_ok_and(|info| info.simulated);
                simulated
                    .then(|| {
                        view! {
                            <aside class="simulated">
                                <p role="note">
                                    <span aria-hidden="true">"◇ "</span>
                                    {t(locale, "app.simulated")}
                                </p>
                            </aside>
                        }.into_any()
                    })
            })}
        </Suspense>
        <main id="main" tabindex="-1">{children()}</main>
        <footer class="foot">{t(locale, "app.footer")}</footer>
    }
    .into_any()
}

/// An open menu closes when something else is clicked, when one of its entries has been chosen, and with Escape. An
/// entry that says in its place what became of it has the class `stays`.
fn close_menus_elsewhere() {
    let close = |keep: Option<web_sys::Node>| {
        let Ok(open) = document().query_selector_all("details.menu[open]") else { return };
        for n in 0..open.length() {
            if let Some(menu) = open.item(n)
                && !keep.as_ref().is_some_and(|node| menu.contains(Some(node)))
            {
                let _ = menu.unchecked_into::<web_sys::Element>().remove_attribute("open");
            }
        }
    };
    let click = window_event_listener(ev::click, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(target) = &target {
            copy_clicked(target);
        }
        let chosen = target.as_ref().is_some_and(|target| {
            let entry = target.closest(".menu-body a, .menu-body button:not(.stays)");
            entry.is_ok_and(|entry| entry.is_some())
        });
        close(target.filter(|_| !chosen).map(JsCast::unchecked_into));
    });
    let key = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            close(None);
        }
    });
    on_cleanup(move || {
        click.remove();
        key.remove();
    });
}

/// The way to the reports, with the number of new notices.
#[component]
fn ReportsLink(
    /// Notices that have not been read.
    unread: u32,
    /// Whether there are reports for this person; a judge has work and notices alone.
    reports: bool,
) -> impl IntoView {
    let locale = use_locale();
    let name = if reports { t(locale, "nav.reports") } else { t(locale, "nav.judges") };
    let label = if unread == 0 {
        name.to_owned()
    } else {
        t_with(locale, "nav.unread", &[("name", name), ("n", &unread.to_string())])
    };
    let href = match (reports, unread) {
        (true, 0) => "/reports",
        (true, _) => "/reports?tab=notices",
        (false, 0) => "/judges",
        (false, _) => "/judges?tab=notices",
    };
    view! {
        <a class="bar-button" href=href aria-label=label.clone() title=label>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M3 1h7l3 3v11H3zM5 7h6M5 9.5h6M5 12h4" fill="none" stroke="currentColor" stroke-width="1.4"/>
            </svg>
            {(unread > 0).then(|| view! { <span class="count">{unread}</span> }.into_any())}
        </a>
    }
    .into_any()
}

/// The way to the explorer.
#[component]
fn AnalysisLink() -> impl IntoView {
    let label = t(use_locale(), "nav.analysis");
    view! {
        <a class="bar-button" href="/analysis" aria-label=label title=label>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M2 1.5v13h12.5M5 12V8M8 12V4.5M11 12V6.5" fill="none" stroke="currentColor" stroke-width="1.4"/>
            </svg>
        </a>
    }
    .into_any()
}

/// The way to the campaigns: what was published concerns everybody.
#[component]
fn ReviewsLink() -> impl IntoView {
    let label = t(use_locale(), "nav.reviews");
    view! {
        <a class="bar-button" href="/reviews" aria-label=label title=label>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="6" r="4.3" fill="none" stroke="currentColor" stroke-width="1.4"/>
                <path d="M5.2 9.4 4 15l4-2 4 2-1.2-5.6M6.2 6l1.3 1.3L10 4.8" fill="none" stroke="currentColor" stroke-width="1.4"/>
            </svg>
        </a>
    }
    .into_any()
}

/// Light, dark, or as the system is; kept in a cookie so that the server renders it at once.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let locale = use_locale();
    let choose = |theme: &'static str| {
        move |_| {
            set_cookie("theme", theme);
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-theme", theme);
            }
        }
    };
    view! {
        <details class="menu needs-js">
            <summary class="bar-button" aria-label=t(locale, "nav.theme") title=t(locale, "nav.theme")>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                    <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/>
                    <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>
                </svg>
            </summary>
            <div class="menu-body">
                <button type="button" on:click=choose("auto")>{t(locale, "nav.theme_auto")}</button>
                <button type="button" on:click=choose("light")>{t(locale, "nav.theme_light")}</button>
                <button type="button" on:click=choose("dark")>{t(locale, "nav.theme_dark")}</button>
            </div>
        </details>
    }
    .into_any()
}

/// The other language: a plain form, answered with a redirect back to this page.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let locale = use_locale();
    let (other, name) = match locale {
        Locale::Zh => (Locale::En, "English"),
        Locale::En => (Locale::Zh, "中文"),
    };
    let here = || Address::here().to_string();
    view! {
        <form method="post" action="/language">
            <input type="hidden" name="lang" value=other.as_str()/>
            <input type="hidden" name="next" value=here/>
            <button class="bar-button" type="submit" lang=other.tag()>{name}</button>
        </form>
    }
    .into_any()
}

/// Who is signed in, or the way to it.
#[component]
fn UserMenu(
    /// The session, when it is known.
    info: Option<SessionInfo>,
) -> impl IntoView {
    let locale = use_locale();
    let Some(info) = info.filter(|info| info.user.is_some()) else {
        let href = move || {
            let here = Address::here();
            let login = Address::new("/login");
            if here.path() == "/login" { login } else { login.with("next", &here.to_string()) }.to_string()
        };
        return view! { <a class="bar-button" href=href>{t(locale, "nav.sign_in")}</a> }.into_any();
    };
    let grants = info
        .grants
        .iter()
        .map(|grant| {
            let place = locale.pick(&grant.name, &grant.name_en).to_owned();
            view! { <li>{t_data(locale, "role", grant.role.as_str())} " · " {place}</li> }.into_any()
        })
        .collect_view()
        .into_any();
    view! {
        <details class="menu">
            <summary class="bar-button" title=t(locale, "nav.user_menu")>
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                    <circle cx="8" cy="5" r="3.2" fill="currentColor"/>
                    <path d="M1.8 15a6.2 5.6 0 0 1 12.4 0z" fill="currentColor"/>
                </svg>
                <span class="user-name">{info.display_name.clone()}</span>
            </summary>
            <div class="menu-body">
                <ul class="plain menu-note">{grants}</ul>
                <a href="/">{t(locale, "nav.overview")}</a>
                <a href="/views">{t(locale, "nav.saved")}</a>
                {info.objections.then(|| view! { <a href="/judges">{t(locale, "nav.judges")}</a> }.into_any())}
                {info.problems.then(|| view! { <a href="/problems">{t(locale, "nav.problems")}</a> }.into_any())}
                {info.contacts.then(|| view! { <a href="/contacts">{t(locale, "nav.contacts")}</a> }.into_any())}
                {(info.alarms || info.devices).then(|| {
                    let href = if info.alarms { "/safety" } else { "/safety/devices" };
                    view! { <a href=href>{t(locale, "nav.safety")}</a> }.into_any()
                })}
                {info.quality.then(|| view! { <a href="/quality">{t(locale, "nav.quality")}</a> }.into_any())}
                {info.administrator.then(|| view! { <a href="/admin">{t(locale, "nav.admin")}</a> }.into_any())}
                <form method="post" action="/logout">
                    <button type="submit">{t(locale, "nav.sign_out")}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
