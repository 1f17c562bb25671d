//! How far reviewers agree, how strict each is, and how honestly tribunals have assessed themselves.

use super::Shared;
use crate::{
    api::{
        reviews::{HonestyRow, Judgement, SeverityRow, get_judgement},
        wire::ask,
    },
    components::{
        format::{none, number, percent, percent_apart, pick},
        states::{Empty, FailureView, Loading, answered},
        table::{Table, numbers, words},
    },
    i18n::{Locale, t, t_with, use_locale},
    pages::reviews::entry_href,
};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn JudgementTab(campaign: Shared) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let found = ask(|| (), move |()| get_judgement(id));
    view! {
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(judgement) => view! {
                    {agreement(locale, &judgement)}
                    {severity(locale, &judgement.reviewers)}
                    {honesty(locale, id, &judgement.tribunals)}
                }
                    .into_any(),
            })}
        </Transition>
    }
    .into_any()
}

/// A share, or why there is none.
fn share(share: Option<f64>, why: &'static str) -> AnyView {
    share.map_or_else(|| none(why), |share| percent(share).into_any())
}

/// A coefficient, or why there is none.
fn kappa(locale: Locale, kappa: Option<f64>) -> AnyView {
    kappa.map_or_else(|| none(t(locale, "reviews.no_kappa")), |kappa| number(kappa, 2).into_any())
}

/// A difference with a word for its direction, or why there is none.
fn apart(gap: Option<f64>, why: &'static str, less: &'static str, more: &'static str) -> AnyView {
    let Some(gap) = gap else { return none(why) };
    let word = if gap.abs() < 0.0005 {
        ""
    } else if gap < 0.0 {
        less
    } else {
        more
    };
    view! { {percent_apart(gap)} " " <small class="muted">{word}</small> }.into_any()
}

fn agreement(locale: Locale, judgement: &Judgement) -> AnyView {
    let all = &judgement.agreement;
    let no_pairs = t(locale, "reviews.no_pairs");
    let within = t_with(locale, "reviews.within", &[("tolerance", &percent(judgement.tolerance))]);
    let content = match all.items {
        0 => view! { <p>{no_pairs}</p> }.into_any(),
        n => view! {
            <dl class="counts">
                <div><dt>{t(locale, "reviews.pairs")}</dt><dd>{n.to_string()}</dd></div>
                <div><dt>{t(locale, "reviews.same")}</dt><dd>{share(all.same, no_pairs)}</dd></div>
                <div><dt>{within}</dt><dd>{share(all.within, no_pairs)}</dd></div>
                <div><dt>{t(locale, "reviews.kappa")}</dt><dd>{kappa(locale, all.kappa)}</dd></div>
            </dl>
        }
        .into_any(),
    };
    view! {
        <section class="panel stack" aria-labelledby="agreement">
            <header><h2 id="agreement">{t(locale, "reviews.agreement")}</h2></header>
            {content}
            <p class="muted">{t(locale, "reviews.kappa_note")}</p>
        </section>
    }
    .into_any()
}

fn severity(locale: Locale, reviewers: &[SeverityRow]) -> AnyView {
    let content = if reviewers.is_empty() {
        view! { <Empty text=t(locale, "reviews.nobody_handed_in")/> }.into_any()
    } else {
        let heads = vec![
            words(t(locale, "reviews.reviewer")),
            numbers(t(locale, "reviews.marked")),
            numbers(t(locale, "reviews.against_other")),
            numbers(t(locale, "reviews.against_site")),
            numbers(t(locale, "reviews.same")),
            numbers(t(locale, "reviews.within_short")),
            numbers(t(locale, "reviews.kappa")),
        ];
        let rows = reviewers.iter().map(|row| reviewer(locale, row)).collect_view().into_any();
        view! { <Table label=t(locale, "reviews.severity") heads rows/> }.into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="severity">
            <header><h2 id="severity">{t(locale, "reviews.severity")}</h2></header>
            <p class="muted">{t(locale, "reviews.severity_note")}</p>
            {content}
        </section>
    }
    .into_any()
}

fn reviewer(locale: Locale, row: &SeverityRow) -> AnyView {
    let (less, more) = (t(locale, "reviews.stricter"), t(locale, "reviews.milder"));
    let no_pairs = t(locale, "reviews.no_pairs");
    let site = row.against_site.map(|(gap, _)| gap);
    let of_items = row.against_site.map(|(_, n)| {
        let text = t_with(locale, "reviews.of_items", &[("n", &n.to_string())]);
        view! { " " <small class="muted">{text}</small> }.into_any()
    });
    view! {
        <tr>
            <th scope="row">{row.reviewer.clone()}</th>
            <td class="num">{row.items.to_string()}</td>
            <td class="num">{apart(row.against_other, no_pairs, less, more)}</td>
            <td class="num">{apart(site, t(locale, "reviews.not_on_site"), less, more)} {of_items}</td>
            <td class="num">{share(row.agreement.same, no_pairs)}</td>
            <td class="num">{share(row.agreement.within, no_pairs)}</td>
            <td class="num">{kappa(locale, row.agreement.kappa)}</td>
        </tr>
    }
    .into_any()
}

fn honesty(locale: Locale, campaign: i64, tribunals: &[HonestyRow]) -> AnyView {
    let content = if tribunals.is_empty() {
        view! { <Empty text=t(locale, "reviews.nothing_settled")/> }.into_any()
    } else {
        let heads = vec![
            words(t(locale, "reviews.tribunal")),
            numbers(t(locale, "reviews.items")),
            numbers(t(locale, "reviews.own_against_result")),
            numbers(t(locale, "reviews.own_against_site")),
        ];
        let rows = tribunals.iter().map(|row| tribunal(locale, campaign, row)).collect_view().into_any();
        view! { <Table label=t(locale, "reviews.honesty") heads rows/> }.into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="honesty">
            <header><h2 id="honesty">{t(locale, "reviews.honesty")}</h2></header>
            <p class="muted">{t(locale, "reviews.honesty_note")}</p>
            {content}
        </section>
    }
    .into_any()
}

fn tribunal(locale: Locale, campaign: i64, row: &HonestyRow) -> AnyView {
    let (less, more) = (t(locale, "reviews.modest"), t(locale, "reviews.generous"));
    let not_on_site = t(locale, "reviews.not_on_site");
    view! {
        <tr>
            <th scope="row"><a href=entry_href(campaign, &row.unit)>{pick(locale, &row.unit_name)}</a></th>
            <td class="num">{row.items.to_string()}</td>
            <td class="num">{apart(Some(row.gap), not_on_site, less, more)}</td>
            <td class="num">{apart(row.on_site, not_on_site, less, more)}</td>
        </tr>
    }
    .into_any()
}
