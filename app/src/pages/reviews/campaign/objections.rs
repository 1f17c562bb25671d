//! Objections to draft results: what the tribunal says, and what was decided.

use super::{Shared, acts::Acts, parts::hidden};
use crate::{
    api::{
        reviews::{ObjectionRow, list_objections},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        format::{Instant, badge, pick, who},
        states::{Empty, FailureView, Loading, answered},
        table::{Table, words},
    },
    domain::{reviews::Phase, standards::Standard},
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::entry_href,
};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn Objections(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let decides = campaign.may.run && campaign.row.phase == Phase::Objections;
    let found = ask(|| (), move |()| list_objections(id));
    view! {
        {decides.then(|| view! { <p class="muted">{t(locale, "reviews.objections_note")}</p> })}
        <Done text=done_of(acts.decide, move |()| t(locale, "reviews.objection_decided").to_owned())/>
        <Fault fault=fault_of(acts.decide)/>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(all) if all.is_empty() => view! { <Empty text=t(locale, "reviews.no_objections")/> }.into_any(),
                Ok(all) => table(locale, &campaign.standard, all, decides, acts),
            })}
        </Transition>
    }
    .into_any()
}

fn table(
    locale: Locale,
    standard: &Standard,
    mut all: Vec<ObjectionRow>,
    decides: bool,
    acts: Acts,
) -> AnyView {
    // Those to be decided come first; else they stay in their order.
    all.sort_by_key(|row| row.decision.is_some());
    let rows =
        all.into_iter().map(|found| row(locale, standard, found, decides, acts)).collect_view().into_any();
    let heads = vec![
        words(t(locale, "reviews.tribunal")),
        words(t(locale, "reviews.about_what")),
        words(t(locale, "reviews.objection")),
        words(t(locale, "reviews.decision")),
    ];
    view! { <div class="panel"><Table label=t(locale, "reviews.tab.objections") class="objections" heads rows/></div> }
        .into_any()
}

fn row(locale: Locale, standard: &Standard, row: ObjectionRow, decides: bool, acts: Acts) -> AnyView {
    let files = row
        .files
        .iter()
        .map(|(number, name)| {
            let href = format!("/api/v1/files/{number}");
            view! { <li><a href=href rel="external" target="_blank">{name.clone()}</a></li> }.into_any()
        })
        .collect_view();
    let files = (!row.files.is_empty()).then(|| view! { <ul class="plain">{files}</ul> }.into_any());
    let (kind, sign) = match row.decision.as_deref() {
        None => ("warn", "○"),
        Some("upheld") => ("good", "✓"),
        Some(_) => ("bad", "✕"),
    };
    let word = row.decision.as_deref().unwrap_or("undecided");
    let word = t_data(locale, "reviews.decisions", word);
    let points = row.points.as_ref().map(|points| {
        let text = t_with(locale, "reviews.points_now", &[("points", points)]);
        view! { " " <span>{text}</span> }.into_any()
    });
    let why = row.decided_at.clone().map(|at| {
        view! {
            <p>
                {row.reason.clone()}
                <small class="muted">" " {who(&row.decided_by)} " · " <Instant at/></small>
            </p>
        }
        .into_any()
    });
    let form = (decides && row.decision.is_none()).then(|| decide(locale, standard, &row, acts));
    view! {
        <tr data-testid="objection">
            <th scope="row"><a href=entry_href(row.campaign, &row.unit)>{pick(locale, &row.unit_name)}</a></th>
            <td class="wrap">{pick(locale, &row.about_name)}</td>
            <td class="wrap">
                <p>{row.text.clone()}</p>
                {files}
                <small class="muted">{who(&row.by)} " · " <Instant at=row.at.clone()/></small>
            </td>
            <td class="wrap">{badge(kind, sign, word)} {points} {why} {form}</td>
        </tr>
    }
    .into_any()
}

fn decide(locale: Locale, standard: &Standard, row: &ObjectionRow, acts: Acts) -> AnyView {
    let id = row.id;
    let (points_id, reason_id) = (format!("points-{}", row.id), format!("decision-{}", row.id));
    // Only an item has points; a veto is lifted or stays.
    let points = standard.item(&row.about).map(|item| {
        let full = t_with(locale, "reviews.points_upheld", &[("full", &item.points.to_string())]);
        view! {
            <label for=points_id.clone()>{full}</label>
            <input id=points_id.clone() name="order[points]" inputmode="decimal" maxlength="8" autocomplete="off"/>
        }
        .into_any()
    });
    view! {
        <details>
            <summary>{t(locale, "reviews.decide")}</summary>
            <ActionForm action=acts.decide>
                <div class="form">
                    {hidden("order[id]", id)}
                    {points}
                    <label for=reason_id.clone()>{t(locale, "reviews.reason")}</label>
                    <textarea id=reason_id name="order[reason]" rows="2" maxlength="2000" required></textarea>
                    <div class="row">
                        <button class="button small" type="submit" name="order[decision]" value="upheld" disabled=acts.decide.pending()>
                            {t(locale, "reviews.uphold")}
                        </button>
                        <button class="button small" type="submit" name="order[decision]" value="rejected" disabled=acts.decide.pending()>
                            {t(locale, "reviews.reject")}
                        </button>
                    </div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
