//! What a campaign has decided beforehand, what was done, and how it is changed.

use super::{Shared, acts::Acts, order::OrderForm, parts::hidden};
use crate::{
    api::reviews::{CampaignEvent, CampaignOrder},
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::{Instant, none, who},
        forms::{Lines, afresh},
        table::{Table, words},
    },
    domain::reviews::Phase,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The tab.
#[component]
pub fn About(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let (run, phase, revision) = (campaign.may.run, campaign.row.phase, campaign.order.revision);
    let editable = run && matches!(phase, Phase::Draft | Phase::Open | Phase::Objections);
    let edit = editable.then(|| {
        let order = campaign.order.clone();
        let only_days = phase != Phase::Draft;
        let summary = if only_days { t(locale, "reviews.change_days") } else { t(locale, "reviews.change") };
        let form =
            Arc::new(move || view! { <OrderForm order=order.clone() save=acts.save only_days/> }.into_any());
        let form = afresh(format!("edit-{revision}-{}", phase.as_str()), form);
        view! {
            <Done text=done_of(acts.save, move |_| t(locale, "reviews.saved").to_owned())/>
            <details class="panel"><summary>{summary}</summary>{form}</details>
        }
        .into_any()
    });
    let values = (run && phase == Phase::Open).then(|| take_values(locale, campaign.row.id, revision, acts));
    view! {
        {settings(locale, &campaign.order)}
        {edit}
        {values}
        {(!campaign.events.is_empty()).then(|| events(locale, &campaign.events))}
    }
    .into_any()
}

fn settings(locale: Locale, order: &CampaignOrder) -> AnyView {
    let groups: Vec<String> = order
        .groups
        .split(',')
        .map(str::trim)
        .filter(|group| !group.is_empty())
        .map(|group| t_data(locale, "group", group))
        .collect();
    let groups = match groups.len() {
        0 => t(locale, "reviews.all_groups").to_owned(),
        _ => groups.join(t(locale, "reviews.comma")),
    };
    let quota = match order.quota.trim() {
        "" | "0" => t(locale, "reviews.no_quota").to_owned(),
        n => t_with(locale, "reviews.quota_of", &[("n", n)]),
    };
    let years = t_with(locale, "reviews.years_of", &[("n", &order.years)]);
    let facts = [
        (t(locale, "reviews.groups"), groups),
        (t(locale, "reviews.quota"), quota),
        (t(locale, "reviews.tolerance"), format!("{}%", order.tolerance)),
        (t(locale, "reviews.on_site_share"), format!("{}%", order.on_site)),
        (t(locale, "reviews.values_to"), order.values_to.clone()),
        (t(locale, "reviews.years"), years),
    ];
    let facts = facts
        .into_iter()
        .map(|(name, text)| view! { <dt>{name}</dt> <dd>{text}</dd> }.into_any())
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="settings">
            <header><h2 id="settings">{t(locale, "reviews.settings")}</h2></header>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

/// Takes the values of all tribunals anew.
fn take_values(locale: Locale, id: i64, revision: i64, acts: Acts) -> AnyView {
    let form = Arc::new(move || {
        let fault = fault_of(acts.values);
        let text = t(locale, "reviews.take_values_text").to_owned();
        view! {
            <ActionForm action=acts.values>
                <div class="form">
                    <p>{t(locale, "reviews.take_values_hint")}</p>
                    <Fault fault fields=&["reason"]/>
                    {hidden("id", id)}
                    <Lines id="values-reason" label=t(locale, "reviews.reason") name="reason" fault required=true/>
                    <div class="row">
                        <Confirm label=t(locale, "reviews.take_values") text busy=acts.values.pending()/>
                    </div>
                </div>
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <Done text=done_of(acts.values, move |()| t(locale, "reviews.values_taken").to_owned())/>
        <details class="panel">
            <summary>{t(locale, "reviews.take_values")}</summary>
            {afresh(format!("values-{revision}"), form)}
        </details>
    }
    .into_any()
}

/// What was done, the last first.
fn events(locale: Locale, events: &[CampaignEvent]) -> AnyView {
    let rows = events
        .iter()
        .rev()
        .map(|event| {
            let reason = match event.reason.as_str() {
                "" => none(t(locale, "reviews.no_reason")),
                reason => reason.to_owned().into_any(),
            };
            view! {
                <tr>
                    <td><Instant at=event.at.clone()/></td>
                    <th scope="row">{t_data(locale, "reviews.event", &event.kind)}</th>
                    <td>{who(&event.actor)}</td>
                    <td class="wrap">{reason}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "reviews.when")),
        words(t(locale, "reviews.what")),
        words(t(locale, "reviews.who")),
        words(t(locale, "reviews.why")),
    ];
    view! {
        <section class="panel" aria-labelledby="history">
            <header><h2 id="history">{t(locale, "reviews.history")}</h2></header>
            <Table label=t(locale, "reviews.history") heads rows/>
        </section>
    }
    .into_any()
}
