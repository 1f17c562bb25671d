//! A new campaign.

use crate::{
    api::reviews::{CampaignOrder, SaveCampaign},
    components::forms::{achieved, afresh},
    i18n::{t, use_locale},
    pages::reviews::{campaign::order::OrderForm, campaign_href},
};
use leptos::prelude::*;
use std::sync::Arc;

/// What usually stands in the form.
fn usual(unit: String, last_month: String) -> CampaignOrder {
    CampaignOrder {
        standard: "double".to_owned(),
        unit,
        tolerance: "25".to_owned(),
        on_site: "10".to_owned(),
        values_to: last_month,
        years: "3".to_owned(),
        ..CampaignOrder::default()
    }
}

/// The form, and the way to what was made of it.
#[component]
pub fn New(
    /// Code of the unit that stands in it at first.
    unit: String,
    /// Last month that is over.
    last_month: String,
) -> impl IntoView {
    let locale = use_locale();
    let save = ServerAction::<SaveCampaign>::new();
    let value = save.value();
    let told = move || {
        value.get().and_then(Result::ok).map(|id| {
            let href = campaign_href(id).to_string();
            let open = t(locale, "reviews.open_campaign");
            view! { <p class="notice">{t(locale, "reviews.created")} " " <a href=href>{open}</a></p> }
                .into_any()
        })
    };
    let form: Arc<dyn Fn() -> AnyView + Send + Sync> = Arc::new(move || {
        let order = usual(unit.clone(), last_month.clone());
        view! { <OrderForm order save/> }.into_any()
    });
    // What was kept is empty again; what was refused stays.
    let made = achieved(save);
    let form = move || afresh(made.get().to_string(), form.clone());
    view! {
        <div role="status" aria-live="polite">{told}</div>
        <section class="panel stack" aria-labelledby="new-campaign">
            <header><h2 id="new-campaign">{t(locale, "reviews.tab.new")}</h2></header>
            <p class="muted">{t(locale, "reviews.new_hint")}</p>
            {form}
        </section>
    }
    .into_any()
}
