//! People: find, create, give roles, reset passwords, let in and keep out. `?user=` opens one of them.

use super::parts::{
    AdminPage, Confirm, Done, Download, Fault, Field, Finder, Instant, Listing, RoleSelect, SortHead,
    UnitField, done_of, fault_of, list_words,
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::{
        Failure, ListQuery,
        session::GrantRow,
        users::{
            CreateUser, SetUserActive, SetUserEmail, SetUserPassword, SetUserRoles, UserRow, list_users,
        },
    },
    components::states::{Empty, FailureView, Loading, answered},
    domain::permissions::Role,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/users";

/// What can be done to people; shared by list and forms so that the list follows.
#[derive(Clone, Copy)]
struct Acts {
    create: ServerAction<CreateUser>,
    roles: ServerAction<SetUserRoles>,
    password: ServerAction<SetUserPassword>,
    email: ServerAction<SetUserEmail>,
    active: ServerAction<SetUserActive>,
}

impl Acts {
    fn new() -> Self {
        Self {
            create: ServerAction::new(),
            roles: ServerAction::new(),
            password: ServerAction::new(),
            email: ServerAction::new(),
            active: ServerAction::new(),
        }
    }

    /// Moves whenever something was done.
    fn version(self) -> usize {
        self.create.version().get()
            + self.roles.version().get()
            + self.password.version().get()
            + self.email.version().get()
            + self.active.version().get()
    }
}

/// The page.
#[component]
pub fn Users() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.users.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let acts = Acts::new();
    let words = list_words();
    let people = ask(move || (words.get(), acts.version()), |(query, _)| list_users(query));
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|query| query.get("user").unwrap_or_default()));
    let person = ask(move || (chosen.get(), acts.version()), |(name, _)| find(name));
    let export = Signal::derive(move || {
        let words = words.get();
        Address::new("/api/v1/users").with("search", &words.search).with("sort", &words.sort)
    });
    view! {
        <div class="row spread">
            <Finder label=t(locale, "admin.users.find") action=PATH/>
            <Download href=export label=t(locale, "admin.csv")/>
        </div>
        <Transition>
            {answered(person, move |answer| {
                match answer {
                    Ok(None) => ().into_any(),
                    Ok(Some(user)) => view! { <Person user acts/> }.into_any(),
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                }
            })}
        </Transition>
        <Create acts/>
        <Transition fallback=Loading>
            {answered(people, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|user| row(locale, user)).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "admin.users.title") rows total offset shown>
                                <SortHead label=t(locale, "login.name") column="name" usual=true/>
                                <SortHead label=t(locale, "admin.users.display_name") column="display_name"/>
                                <th scope="col">{t(locale, "admin.users.roles")}</th>
                                <th scope="col">{t(locale, "admin.users.state")}</th>
                                <SortHead label=t(locale, "admin.created") column="created_at"/>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The person of that name; none when no name is given.
async fn find(name: String) -> Result<Option<UserRow>, Failure> {
    if name.is_empty() {
        return Ok(None);
    }
    let query = ListQuery { search: name.clone(), limit: 1000, ..ListQuery::default() };
    let found = list_users(query).await?.rows.into_iter().find(|user| user.name == name);
    found.map(Some).ok_or_else(|| Failure::not_found("user", name))
}

fn row(locale: Locale, user: UserRow) -> impl IntoView {
    let name = user.name.clone();
    let href = move || Address::here().with("user", &name).to_string();
    let grants =
        user.grants.iter().map(|grant| view! { <li>{grant_words(locale, grant)}</li> }).collect_view();
    view! {
        <tr>
            <th scope="row"><a href=href>{user.name}</a></th>
            <td>{user.display_name}</td>
            <td><ul class="plain">{grants}</ul></td>
            <td>{active_badge(locale, user.active)}</td>
            <td><Instant at=user.created_at/></td>
        </tr>
    }
}

fn grant_words(locale: Locale, grant: &GrantRow) -> String {
    let place = locale.pick(&grant.name, &grant.name_en);
    format!("{} · {place}", t_data(locale, "role", grant.role.as_str()))
}

fn active_badge(locale: Locale, active: bool) -> impl IntoView {
    match active {
        true => {
            view! { <span class="badge good"><span aria-hidden="true">"✓"</span>{t(locale, "admin.users.active")}</span> }
        }
        false => {
            view! { <span class="badge bad"><span aria-hidden="true">"✕"</span>{t(locale, "admin.users.inactive")}</span> }
        }
    }
}

#[component]
fn Create(acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.create);
    let done = done_of(acts.create, move |user: &UserRow| {
        t_with(locale, "admin.users.created", &[("name", &user.name)])
    });
    let open = fault.get_untracked().is_some();
    view! {
        <Done text=done/>
        <details class="panel" open=open>
            <summary>{t(locale, "admin.users.create")}</summary>
            <ActionForm action=acts.create>
                <div class="form wide">
                    <Fault fault fields=&["name", "display_name", "password"]/>
                    <div class="fields">
                        <Field id="new-name" label=t(locale, "login.name") name="order[name]" field="name" fault
                            hint=t(locale, "admin.users.name_hint") required=true max=40 pattern="[a-z0-9._\\-]{2,40}"/>
                        <Field id="new-display" label=t(locale, "admin.users.display_name") name="order[display_name]"
                            field="display_name" fault required=true max=120/>
                        <Field id="new-password" label=t(locale, "login.password") name="order[password]" field="password"
                            fault kind="password" hint=t(locale, "admin.users.password_hint") required=true/>
                    </div>
                    <GrantLines id="new" prefix="order[grants]" grants=vec![] fault/>
                    <button class="button primary" type="submit" disabled=acts.create.pending()>
                        {t(locale, "admin.users.create_submit")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
}

/// One person: roles, password, let in or kept out.
#[component]
fn Person(user: UserRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let (roles, password, active) = (fault_of(acts.roles), fault_of(acts.password), fault_of(acts.active));
    let named = move |key: &'static str| move |user: &UserRow| fill_name(locale, key, &user.name);
    let hidden = || view! { <input type="hidden" name="name" value=user.name.clone()/> };
    let (for_roles, for_password, for_email, for_active) = (hidden(), hidden(), hidden(), hidden());
    let email = fault_of(acts.email);
    let heading = format!("{} ({})", user.display_name, user.name);
    let close = move || Address::here().without("user").to_string();
    let text = match user.active {
        true => t_with(locale, "admin.users.deactivate_text", &[("name", &user.name)]),
        false => t_with(locale, "admin.users.activate_text", &[("name", &user.name)]),
    };
    let password_text = t_with(locale, "admin.users.password_text", &[("name", &user.name)]);
    let roles_text = t_with(locale, "admin.users.roles_text", &[("name", &user.name)]);
    let (label, danger) = match user.active {
        true => (t(locale, "admin.users.deactivate"), true),
        false => (t(locale, "admin.users.activate"), false),
    };
    view! {
        <section class="panel stack" aria-labelledby="person">
            <header>
                <h2 id="person">{heading}</h2>
                {active_badge(locale, user.active)}
                <a class="button small" href=close>{t(locale, "admin.close")}</a>
            </header>
            <Done text=done_of(acts.roles, named("admin.users.roles_done"))/>
            <Done text=done_of(acts.password, named("admin.users.password_done"))/>
            <Done text=done_of(acts.email, named("admin.users.email_done"))/>
            <Done text=done_of(acts.active, named("admin.users.active_done"))/>
            <ActionForm action=acts.roles>
                <div class="form wide">
                    <h3>{t(locale, "admin.users.roles")}</h3>
                    <Fault fault=roles/>
                    {for_roles}
                    <GrantLines id="edit" prefix="grants" grants=user.grants fault=roles/>
                    <div class="row">
                        <Confirm label=t(locale, "admin.users.roles_submit") text=roles_text busy=acts.roles.pending()/>
                    </div>
                </div>
            </ActionForm>
            <ActionForm action=acts.password>
                <div class="form">
                    <h3>{t(locale, "admin.users.reset")}</h3>
                    <Fault fault=password fields=&["password"]/>
                    {for_password}
                    <Field id="edit-password" label=t(locale, "admin.users.password_new") name="password" field="password"
                        fault=password kind="password" hint=t(locale, "admin.users.password_hint") required=true/>
                    <div class="row">
                        <Confirm label=t(locale, "admin.users.reset_submit") text=password_text danger=true
                            busy=acts.password.pending()/>
                    </div>
                </div>
            </ActionForm>
            <ActionForm action=acts.email>
                <div class="form">
                    <h3>{t(locale, "admin.users.email")}</h3>
                    <Fault fault=email fields=&["email"]/>
                    {for_email}
                    <Field id="edit-email" label=t(locale, "admin.users.email_address") name="email" field="email" fault=email
                        kind="email" hint=t(locale, "admin.users.email_hint") value=user.email.clone()/>
                    <button class="button" type="submit" disabled=acts.email.pending()>{t(locale, "admin.users.email_submit")}</button>
                </div>
            </ActionForm>
            <ActionForm action=acts.active>
                <div class="form">
                    <h3>{t(locale, "admin.users.access")}</h3>
                    <Fault fault=active/>
                    {for_active}
                    <input type="hidden" name="active" value=(!user.active).to_string()/>
                    <div class="row"><Confirm label text danger busy=acts.active.pending()/></div>
                </div>
            </ActionForm>
        </section>
    }
}

fn fill_name(locale: Locale, key: &str, name: &str) -> String {
    t_with(locale, key, &[("name", name)])
}

/// Roles at units, a line each, and an empty line for one more. A line without a unit counts for nothing, so that a
/// role is taken away by clearing its unit, with or without JavaScript.
#[component]
fn GrantLines(
    /// Begins the ids.
    id: &'static str,
    /// Begins the names.
    prefix: &'static str,
    /// What is held.
    grants: Vec<GrantRow>,
    /// Why the form was refused.
    fault: Signal<Option<Failure>>,
) -> impl IntoView {
    let locale = use_locale();
    let lines: Vec<(usize, Option<GrantRow>)> =
        grants.into_iter().map(Some).chain([None]).enumerate().collect();
    let next = StoredValue::new(lines.len());
    let lines = RwSignal::new(lines);
    let more = move |_| {
        let n = next.get_value();
        next.set_value(n + 1);
        lines.update(|lines| lines.push((n, None)));
    };
    view! {
        <fieldset class="stack">
            <legend class="sr-only">{t(locale, "admin.users.roles")}</legend>
            <p class="muted">{t(locale, "admin.users.roles_hint")}</p>
            <For
                each=move || lines.get()
                key=|(n, _)| *n
                children=move |(n, grant)| {
                    let chosen = grant.as_ref().map_or(Role::TribunalHead, |grant| grant.role);
                    let unit = grant.map(|grant| grant.unit).unwrap_or_default();
                    view! {
                        <div class="fields">
                            <RoleSelect id=format!("{id}-role-{n}") label=t(locale, "admin.users.role")
                                name=format!("{prefix}[{n}][role]") roles=Role::PEOPLE.to_vec() chosen=chosen/>
                            <UnitField id=format!("{id}-unit-{n}") label=t(locale, "admin.users.unit")
                                name=format!("{prefix}[{n}][unit]") field="unit" fault value=unit/>
                        </div>
                    }
                }
            />
            <button type="button" class="button small needs-js" on:click=more>{t(locale, "admin.users.role_more")}</button>
        </fieldset>
    }
}
