//! A campaign: its days and its tabs. `?tab=` names the one that is open.

mod about;
mod acts;
mod board;
mod checks;
mod header;
mod judgement;
mod objections;
pub(super) mod order;
pub(super) mod parts;
mod rescored;
mod results;
mod reviewers;
mod ticked;

use super::{PATH, campaign_href};
use crate::{
    api::{
        Failure,
        prints::Part,
        reviews::{CampaignView, open_campaign},
        wire::ask,
    },
    components::{
        format::pick,
        print::Print,
        states::{FailureView, Loading, answered},
    },
    domain::reviews::Phase,
    i18n::{Locale, t, t_with, use_locale},
};
use acts::Acts;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;

/// A campaign, shared by the parts of its page.
type Shared = Arc<CampaignView>;

/// The page.
#[component]
pub fn Campaign() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let query = use_query_map();
    let number = Memo::new(move |_| params.with(|params| params.get("campaign").unwrap_or_default()));
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    let acts = Acts::new();
    let campaign = ask(
        move || (number.get(), acts.version.get()),
        |(number, _)| async move { open_campaign(Failure::numbered("campaign", &number)?).await },
    );
    view! {
        <section class="page stack reviews">
            <p><a href=PATH>"← " {t(locale, "reviews.title")}</a></p>
            <Transition fallback=Loading>
                {answered(campaign, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(campaign) => shown(locale, Arc::new(campaign), acts, tab),
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn shown(locale: Locale, campaign: Shared, acts: Acts, tab: Memo<String>) -> AnyView {
    let title = pick(locale, &campaign.row.title);
    let offered = tabs(locale, &campaign);
    let usual = offered.first().map_or("about", |(word, _)| *word);
    let words: Vec<&'static str> = offered.iter().map(|(word, _)| *word).collect();
    // A tab that is not offered is answered by the first one.
    let open =
        Memo::new(move |_| tab.with(|tab| words.iter().find(|word| *word == tab).copied().unwrap_or(usual)));
    let links = offered
        .into_iter()
        .map(|(word, title)| {
            let href = campaign_href(campaign.row.id).with("tab", word).to_string();
            let current = move || (open.get() == word).then_some("page");
            view! { <a href=href aria-current=current>{title}</a> }.into_any()
        })
        .collect_view();
    let head = header::header(locale, &campaign, acts);
    let content = move || {
        let campaign = campaign.clone();
        match open.get() {
            "board" => view! { <board::BoardTab campaign acts/> }.into_any(),
            "reviewers" => view! { <reviewers::Reviewers campaign acts/> }.into_any(),
            "checks" => view! { <checks::Checks campaign acts/> }.into_any(),
            "results" => view! { <results::ResultsTab campaign/> }.into_any(),
            "objections" => view! { <objections::Objections campaign acts/> }.into_any(),
            "judgement" => view! { <judgement::JudgementTab campaign/> }.into_any(),
            _ => {
                let row = &campaign.row;
                let address = campaign_href(row.id).with("tab", "about");
                let standard = address.with("standard", &row.standard).with("edition", &row.edition);
                let comparable =
                    campaign.may.run && !matches!(campaign.row.phase, Phase::Draft | Phase::Cancelled);
                let again =
                    comparable.then(|| view! { <rescored::Rescoring campaign=campaign.clone()/> }.into_any());
                view! {
                    <about::About campaign acts/>
                    <Print part=Part::Standard here=standard.to_string()/>
                    {again}
                }
                .into_any()
            }
        }
    };
    view! {
        <Title text=title/>
        {head}
        <nav class="tabs" aria-label=t(locale, "reviews.tabs")>{links}</nav>
        {content}
    }
    .into_any()
}

/// The tabs that have something for the reader: word in the address, title. The first is the usual one.
fn tabs(locale: Locale, campaign: &CampaignView) -> Vec<(&'static str, String)> {
    let (may, phase) = (&campaign.may, campaign.row.phase);
    let objections = match campaign.objections {
        0 => t(locale, "reviews.tab.objections").to_owned(),
        n => t_with(locale, "reviews.objections_waiting", &[("n", &n.to_string())]),
    };
    let announced = phase.is_announced();
    let all = [
        ("board", may.board, t(locale, "reviews.tab.board").to_owned()),
        ("about", true, t(locale, "reviews.tab.about").to_owned()),
        (
            "reviewers",
            may.run || may.review || !campaign.reviewers.is_empty(),
            t(locale, "reviews.tab.reviewers").to_owned(),
        ),
        (
            "checks",
            phase != Phase::Draft && (may.board || may.review),
            t(locale, "reviews.tab.checks").to_owned(),
        ),
        ("results", may.results, t(locale, "reviews.tab.results").to_owned()),
        ("objections", may.run || (announced && may.board), objections),
        ("judgement", may.run, t(locale, "reviews.tab.judgement").to_owned()),
    ];
    all.into_iter().filter(|(_, offered, _)| *offered).map(|(word, _, title)| (word, title)).collect()
}

#[cfg(test)]
mod tests;
