//! Administration: one file per noun.

pub mod audit;
pub mod catalogue;
pub mod import;
pub mod imports;
mod parts;
pub mod tokens;
pub mod units;
pub mod users;

use crate::i18n::{t, use_locale};
use leptos::prelude::*;
use parts::{AdminPage, PAGES, title_of};

/// What each page is for, in the order of [`PAGES`].
const PURPOSES: [&str; 6] = [
    "admin.users.purpose",
    "admin.units.purpose",
    "admin.imports.purpose",
    "admin.catalogue.purpose",
    "admin.tokens.purpose",
    "admin.audit.purpose",
];

/// The way to all of them.
#[component]
pub fn Index() -> impl IntoView {
    let locale = use_locale();
    let cards = move || {
        PAGES
            .iter()
            .zip(PURPOSES)
            .map(|(&(path, key), purpose)| {
                view! {
                    <li class="panel">
                        <h2><a href=path>{title_of(locale, key)}</a></h2>
                        <p class="muted">{title_of(locale, purpose)}</p>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <AdminPage title=t(locale, "nav.admin")>
            <ul class="plain cards">{cards()}</ul>
        </AdminPage>
    }
}
