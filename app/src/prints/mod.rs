//! Parts of pages that only show something, printed by the server: the page puts them in as HTML, and the client has no
//! code for what stands in them. They live by nothing but the address and the person who asks, because they are also
//! printed where there is no page around (`api::prints::get_print`): no router, no state of a page.

mod reported;

use crate::{
    address::Address,
    api::{Failure, Services, actor, prints::Part, services},
    domain::permissions::Actor,
    i18n::{Locale, detect_locale},
    zone::detect_zone,
};
use leptos::prelude::*;
use std::sync::Arc;

/// For whom, about what, and from where something is printed.
struct Order {
    actor: Actor,
    services: Arc<dyn Services>,
    locale: Locale,
    /// Code of the unit.
    unit: String,
    /// The page that it will stand on.
    here: Address,
}

impl Order {
    /// Renders what was asked. Everything in it is escaped as on every page.
    fn written<V: IntoView + 'static>(&self, view: impl FnOnce() -> V) -> String {
        let owner = Owner::new();
        owner.with(|| {
            provide_context(self.locale);
            provide_context(detect_zone());
            view().into_any().to_html()
        })
    }
}

/// A part of a page.
pub async fn print(part: Part, unit: String, here: String) -> Result<String, Failure> {
    let here = Address::parse(&here).ok_or_else(|| Failure::invalid("here", "malformed", here))?;
    let order = Order { actor: actor().await?, services: services()?, locale: detect_locale(), unit, here };
    match part {
        Part::Reported => reported::print(&order).await,
    }
}
