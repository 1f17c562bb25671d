//! What these pages are made of.

pub use crate::components::{
    confirm::Confirm,
    fields::{Done, Fault, Field, UnitField, done_of, fault_of},
    lists::{Finder, Instant, Listing, SortHead, list_words},
    states::{Empty, FailureView, Loading, answered},
};
use crate::{
    api::{Failure, FailureKind, saved::SharedWith},
    components::frame::use_session,
    domain::permissions::Role,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The explorer.
pub const ANALYSIS: &str = "/analysis";

/// The frame of a page: title, way to the others, content for whoever is signed in.
#[component]
pub fn SavedPage(
    /// Title.
    #[prop(into)]
    title: Signal<String>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let children = StoredValue::new(children);
    let location = use_location();
    let tab = |path: &'static str, label: &'static str| {
        let current = move || location.pathname.with(|here| here.starts_with(path)).then_some("page");
        view! { <a href=path aria-current=current>{label}</a> }.into_any()
    };
    let tabs = view! {
        {tab("/views", t(locale, "saved.views"))}
        {tab("/boards", t(locale, "saved.boards"))}
        {tab("/subscriptions", t(locale, "saved.subscriptions"))}
    };
    view! {
        <Title text=move || title.get()/>
        <section class="page stack saved">
            <h1>{move || title.get()}</h1>
            <nav class="tabs" aria-label=t(locale, "nav.saved")>{tabs}</nav>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| {
                    let refused = match info {
                        Err(failure) => Some(failure),
                        Ok(info) if info.user.is_some() => None,
                        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
                    };
                    match refused {
                        Some(failure) => view! { <FailureView failure/> }.into_any(),
                        None => children.with_value(|children| children()).into_any(),
                    }
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

/// With whom something is shared, in words.
pub fn shared_text(locale: Locale, shared: Option<&SharedWith>) -> String {
    let Some(shared) = shared else { return t(locale, "saved.private").to_owned() };
    let unit = locale.pick(&shared.unit_name.0, &shared.unit_name.1);
    match shared.role {
        Some(role) => {
            let role = t_data(locale, "role", role.as_str());
            t_with(locale, "saved.shared_role", &[("unit", unit), ("role", &role)])
        }
        None => t_with(locale, "saved.shared", &[("unit", unit)]),
    }
}

/// The fields that say with whom something is shared.
#[component]
pub fn SharingFields(
    /// Before the ids, which are unique on the page.
    id: String,
    /// What stands in it at first.
    shared: Option<SharedWith>,
    /// Why the form was refused.
    fault: Signal<Option<Failure>>,
) -> impl IntoView {
    let locale = use_locale();
    let role = shared.as_ref().and_then(|shared| shared.role);
    let unit = shared.map(|shared| shared.unit).unwrap_or_default();
    let roles = Role::PEOPLE
        .into_iter()
        .map(|known| {
            let word = known.as_str();
            let chosen = role == Some(known);
            view! { <option value=word selected=chosen>{t_data(locale, "role", word)}</option> }
        })
        .collect_view();
    let role_id = format!("{id}-role");
    view! {
        <UnitField id=format!("{id}-unit") label=t(locale, "saved.share_unit") name="order[unit]" field="unit" fault
            value=unit hint=t(locale, "saved.share_hint")/>
        <div class="field">
            <label for=role_id.clone()>{t(locale, "saved.share_role")}</label>
            <select id=role_id name="order[role]">
                <option value="">{t(locale, "saved.all_roles")}</option>
                {roles}
            </select>
        </div>
    }
    .into_any()
}
