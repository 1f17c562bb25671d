//! API tokens: create, revoke. A secret is shown once, in the answer to its creation, and nowhere else.

use super::parts::{
    AdminPage, Confirm, Done, Fault, Field, Finder, Instant, Listing, RoleSelect, UnitField, done_of,
    fault_of, list_words,
};
use crate::api::wire::ask;
use crate::{
    api::tokens::{CreateToken, NewToken, RevokeToken, TokenRow, list_tokens},
    components::{
        browser::copy_text,
        states::{Empty, FailureView, Loading, answered},
    },
    domain::permissions::Role,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;

/// Where the page is.
const PATH: &str = "/admin/tokens";

/// The page.
#[component]
pub fn Tokens() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.tokens.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let create = ServerAction::<CreateToken>::new();
    let revoke = ServerAction::<RevokeToken>::new();
    let words = list_words();
    let tokens = ask(
        move || (words.get(), create.version().get() + revoke.version().get()),
        |(query, ..)| list_tokens(query),
    );
    let revoked = done_of(revoke, move |row: &TokenRow| {
        t_with(locale, "admin.tokens.revoked_done", &[("name", &row.name)])
    });
    view! {
        <Finder label=t(locale, "admin.tokens.find") action=PATH/>
        <Create create/>
        <Done text=revoked/>
        <Fault fault=fault_of(revoke)/>
        <Transition fallback=Loading>
            {answered(tokens, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|token| row(locale, token, revoke)).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "admin.tokens.title") rows total offset shown>
                                <th scope="col">{t(locale, "admin.tokens.name")}</th>
                                <th scope="col">{t(locale, "admin.tokens.scope")}</th>
                                <th scope="col">{t(locale, "admin.users.unit")}</th>
                                <th scope="col">{t(locale, "admin.tokens.state")}</th>
                                <th scope="col">{t(locale, "admin.tokens.expires")}</th>
                                <th scope="col">{t(locale, "admin.tokens.used")}</th>
                                <th scope="col">{t(locale, "admin.created")}</th>
                                <td></td>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn row(locale: Locale, token: TokenRow, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let never = t(locale, "admin.never");
    let instant = |at: Option<String>| match at {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="muted">{never}</span> }.into_any(),
    };
    let text = t_with(locale, "admin.tokens.revoke_text", &[("name", &token.name)]);
    let (id, working) = (token.id, token.revoked_at.is_none());
    let state = match token.revoked_at {
        Some(at) => view! {
            <span class="badge bad"><span aria-hidden="true">"✕"</span>{t(locale, "admin.tokens.revoked")}</span>
            " "
            <Instant at/>
        }
        .into_any(),
        None => view! {
            <span class="badge good"><span aria-hidden="true">"✓"</span>{t(locale, "admin.tokens.working")}</span>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{token.name}</th>
            <td>{t_data(locale, "role", token.scope.as_str())}</td>
            <td><code>{token.unit}</code></td>
            <td>{state}</td>
            <td>{instant(token.expires_at)}</td>
            <td>{instant(token.last_used_at)}</td>
            <td><Instant at=token.created_at/> " · " {token.created_by}</td>
            <td>
                {working
                    .then(|| {
                        view! {
                            <ActionForm action=revoke>
                                <input type="hidden" name="id" value=id/>
                                <Confirm label=t(locale, "admin.tokens.revoke") text danger=true small=true busy=revoke.pending()/>
                            </ActionForm>
                        }
                    })}
            </td>
        </tr>
    }
}

#[component]
fn Create(create: ServerAction<CreateToken>) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(create);
    let scopes = [Role::Feeder, Role::Gateway].into_iter().chain(Role::PEOPLE).collect::<Vec<_>>();
    let made = move || create.value().get().and_then(Result::ok);
    // Without the client the answer, and the secret in it, would be lost: the command line is for that.
    let without = format!("<p class=\"notice warn\">{}</p>", t(locale, "admin.tokens.needs_js"));
    view! {
        <div aria-live="polite">{move || made().map(|made| view! { <Secret made/> })}</div>
        <noscript inner_html=without></noscript>
        <details class="panel needs-js">
            <summary>{t(locale, "admin.tokens.create")}</summary>
            <ActionForm action=create>
                <div class="form wide">
                    <Fault fault fields=&["name", "unit", "days"]/>
                    <div class="fields">
                        <Field id="token-name" label=t(locale, "admin.tokens.name") name="order[name]" field="name" fault
                            hint=t(locale, "admin.tokens.name_hint") required=true max=120/>
                        <RoleSelect id="token-scope" label=t(locale, "admin.tokens.scope") name="order[scope]" roles=scopes/>
                        <UnitField id="token-unit" label=t(locale, "admin.users.unit") name="order[unit]" field="unit" fault
                            hint=t(locale, "admin.tokens.unit_hint") required=true/>
                        <Field id="token-days" label=t(locale, "admin.tokens.days") name="order[days]" field="days" fault
                            value="365" required=true max=4 pattern="[1-9][0-9]{0,3}" hint=t(locale, "admin.tokens.days_hint")/>
                    </div>
                    <button class="button primary" type="submit" disabled=create.pending()>
                        {t(locale, "admin.tokens.create_submit")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
}

/// A new secret, with a button that copies it.
#[component]
fn Secret(made: NewToken) -> impl IntoView {
    let locale = use_locale();
    let copied = RwSignal::new(None::<bool>);
    let secret = StoredValue::new(made.secret.clone());
    let copy = move |_| copy_text(&secret.get_value(), move |worked| copied.set(Some(worked)));
    let word = move || match copied.get() {
        None => "",
        Some(true) => t(locale, "admin.tokens.copied"),
        Some(false) => t(locale, "admin.tokens.not_copied"),
    };
    view! {
        <section class="notice warn stack" aria-labelledby="secret">
            <h2 id="secret">{t_with(locale, "admin.tokens.secret", &[("name", &made.row.name)])}</h2>
            <p>{t(locale, "admin.tokens.secret_text")}</p>
            <p class="row">
                <code class="secret" data-testid="secret">{made.secret}</code>
                <button type="button" class="button" on:click=copy>{t(locale, "admin.tokens.copy")}</button>
                <span role="status">{word}</span>
            </p>
        </section>
    }
}
