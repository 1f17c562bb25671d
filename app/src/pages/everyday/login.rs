//! Signing in: a plain form, answered by the server's `POST /login`.

use crate::{
    api::session::DemoUser,
    components::{frame::use_session, states::answered},
    i18n::{t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page. `?failed=` holds the reason of the last refusal, `?name=` what was typed, `?next=` where to go then.
#[component]
pub fn Login() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let query = use_query_map();
    let word = move |key: &'static str| query.with(|query| query.get(key).unwrap_or_default());
    // Only a path of this site: a link from elsewhere must not lead away after the password was typed.
    let next = move || {
        let next = word("next");
        if next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') {
            next
        } else {
            "/".to_owned()
        }
    };
    let failed = move || {
        let reason = word("failed");
        (!reason.is_empty()).then(|| {
            let reason = t_data(locale, "reason", &reason);
            let text = t_with(locale, "login.failed", &[("reason", &reason)]);
            view! { <p id="login-failed" class="notice bad" role="alert">{text}</p> }.into_any()
        })
    };
    let refused = move || (!word("failed").is_empty()).then_some("true");
    view! {
        <Title text=t(locale, "login.title")/>
        <div class="login">
            <section class="panel stack">
                <h1>{t(locale, "login.title")}</h1>
                {failed}
                <form class="form" method="post" action="/login">
                    <input type="hidden" name="next" value=next/>
                    <div class="field">
                        <label for="name">{t(locale, "login.name")}</label>
                        <input
                            id="name"
                            name="name"
                            required
                            maxlength="40"
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            value=move || word("name")
                            aria-invalid=refused
                        />
                    </div>
                    <div class="field">
                        <label for="password">{t(locale, "login.password")}</label>
                        <input
                            id="password"
                            name="password"
                            type="password"
                            required
                            maxlength="200"
                            autocomplete="current-password"
                            aria-invalid=refused
                        />
                    </div>
                    <button class="button primary" type="submit">{t(locale, "login.submit")}</button>
                </form>
            </section>
            <Suspense>
                {answered(session.info(), move |info| {
                    let users = info.map(|info| info.demo_users).unwrap_or_default();
                    (!users.is_empty()).then(|| view! { <DemoUsers users next=next()/> }.into_any())
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

/// The ready users of the demo, each a form of its own.
#[component]
fn DemoUsers(
    /// Them.
    users: Vec<DemoUser>,
    /// Where to go then.
    next: String,
) -> impl IntoView {
    let locale = use_locale();
    let rows = users
        .into_iter()
        .map(|user| {
            let role = t_data(locale, "role", user.grant.role.as_str());
            let place = locale.pick(&user.grant.name, &user.grant.name_en).to_owned();
            let label = t_with(locale, "login.demo_submit", &[("name", &user.name)]);
            view! {
                <li>
                    <span>
                        <b>{role}</b>
                        <small class="muted">{place}</small>
                    </span>
                    <form method="post" action="/login">
                        <input type="hidden" name="name" value=user.name/>
                        <input type="hidden" name="password" value=user.password/>
                        <input type="hidden" name="next" value=next.clone()/>
                        <button class="button" type="submit">{label}</button>
                    </form>
                </li>
            }
            .into_any()
        })
        .collect_view()
        .into_any();
    view! {
        <section class="panel stack" aria-labelledby="demo-users">
            <h2 id="demo-users">{t(locale, "login.demo_title")}</h2>
            <p class="muted">{t(locale, "login.demo_text")}</p>
            <ul class="plain demo-users">{rows}</ul>
        </section>
    }
    .into_any()
}
