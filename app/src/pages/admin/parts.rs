//! What the administration pages are made of.

pub use crate::components::{
    confirm::Confirm,
    fields::{Done, Fault, Field, RoleSelect, UnitField, done_of, fault_of},
    lists::{Download, Finder, Instant, Listing, Pager, SortHead, list_words},
};
use crate::{
    api::{Failure, FailureKind},
    components::{
        frame::use_session,
        states::{FailureView, Loading, answered},
    },
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The pages: path, key of the title.
pub const PAGES: [(&str, &str); 8] = [
    ("/admin/users", "admin.users.title"),
    ("/admin/units", "admin.units.title"),
    ("/admin/imports", "admin.imports.title"),
    ("/admin/catalogue", "admin.catalogue.title"),
    ("/admin/standards", "standards.title"),
    ("/admin/policy", "admin.policy.title"),
    ("/admin/tokens", "admin.tokens.title"),
    ("/admin/audit", "admin.audit.title"),
];

/// The frame of an administration page: title, way to the others, content. The services decide who may do what; a
/// page that could only show their refusal shows it in place of its forms.
#[component]
pub fn AdminPage(
    /// Title.
    #[prop(into)]
    title: String,
    /// Open to everybody who may open the site.
    #[prop(optional)]
    open: bool,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let children = StoredValue::new(children);
    let content = move || children.with_value(|children| children());
    let location = use_location();
    let tabs = PAGES
        .iter()
        .map(|&(path, key)| {
            let current = move || location.pathname.with(|here| here.starts_with(path)).then_some("page");
            view! { <a href=path aria-current=current>{title_of(locale, key)}</a> }
        })
        .collect_view();
    view! {
        <Title text=title.clone()/>
        <section class="page stack admin">
            <h1>{title}</h1>
            <nav class="tabs" aria-label=t(locale, "nav.admin")>{tabs}</nav>
            {if open {
                content().into_any()
            } else {
                view! {
                    <Suspense fallback=Loading>
                        {answered(session.info(), move |info| {
                            let refused = match info {
                                Err(failure) => Some(failure),
                                Ok(info) if info.administrator => None,
                                Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
                                Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
                            };
                            match refused {
                                Some(failure) => view! { <FailureView failure/> }.into_any(),
                                None => content().into_any(),
                            }
                        })}
                    </Suspense>
                }
                    .into_any()
            }}
        </section>
    }
}

/// The title of a page, by its key in [`PAGES`].
pub fn title_of(locale: crate::i18n::Locale, key: &'static str) -> &'static str {
    t(locale, key)
}
