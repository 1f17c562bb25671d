//! Who reviews, where they come from, and with whom they have a conflict of interest. A reviewer sees the own row.

use super::{Shared, acts::Acts, parts::hidden};
use crate::{
    api::reviews::{ConflictRow, ReviewerRow},
    components::{
        confirm::Confirm,
        fields::{Done, Fault, Field, UnitField, done_of, fault_of},
        format::{Instant, none, of, pick, who},
        forms::{Lines, afresh},
        states::Empty,
        table::{Table, numbers, words},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The tab.
#[component]
pub fn Reviewers(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let (id, run, review) = (campaign.row.id, campaign.may.run, campaign.may.review);
    let list = match campaign.reviewers.is_empty() {
        true => view! { <Empty text=t(locale, "reviews.no_reviewers")/> }.into_any(),
        false => table(locale, id, &campaign.reviewers, run, acts),
    };
    let named: usize = campaign.reviewers.len();
    let conflicts: usize = campaign.reviewers.iter().map(|row| row.conflicts.len()).sum();
    let name = run.then(|| {
        let form = Arc::new(move || name_form(locale, id, acts));
        view! {
            <details class="panel">
                <summary>{t(locale, "reviews.name_reviewer")}</summary>
                {afresh(format!("named-{named}"), form)}
            </details>
        }
        .into_any()
    });
    let declare = (run || review).then(|| {
        let form = Arc::new(move || conflict_form(locale, id, run, acts));
        view! {
            <details class="panel">
                <summary>{t(locale, "reviews.declare_conflict")}</summary>
                {afresh(format!("conflicts-{conflicts}"), form)}
            </details>
        }
        .into_any()
    });
    view! {
        <p class="muted">{t(locale, "reviews.reviewers_note")}</p>
        <Done text=done_of(acts.reviewer, move |()| t(locale, "reviews.reviewer_kept").to_owned())/>
        <Done text=done_of(acts.conflict, move |()| t(locale, "reviews.conflict_kept").to_owned())/>
        <Fault fault=fault_of(acts.reviewer) fields=&["user", "home"]/>
        {list}
        {name}
        {declare}
    }
    .into_any()
}

fn table(locale: Locale, id: i64, reviewers: &[ReviewerRow], run: bool, acts: Acts) -> AnyView {
    let rows = reviewers.iter().map(|row| a_row(locale, id, row, run, acts)).collect_view().into_any();
    let mut heads = vec![
        words(t(locale, "reviews.reviewer")),
        words(t(locale, "reviews.home")),
        words(t(locale, "reviews.conflicts")),
        numbers(t(locale, "reviews.handed_in")),
    ];
    if run {
        heads.push(words(t(locale, "reviews.act")));
    }
    view! { <div class="panel"><Table label=t(locale, "reviews.tab.reviewers") heads rows/></div> }.into_any()
}

fn a_row(locale: Locale, id: i64, row: &ReviewerRow, run: bool, acts: Acts) -> AnyView {
    let home = match row.home.as_str() {
        "" => t(locale, "reviews.from_outside").into_any(),
        _ => pick(locale, &row.home_name).into_any(),
    };
    let conflicts = match row.conflicts.as_slice() {
        [] => none(t(locale, "reviews.no_conflicts")),
        all => {
            let all = all.iter().map(|conflict| a_conflict(locale, conflict)).collect_view();
            view! { <ul class="plain">{all}</ul> }.into_any()
        }
    };
    let remove = run.then(|| {
        let text = t_with(locale, "reviews.remove_reviewer_text", &[("name", &row.user)]);
        // Whoever has drawn tribunals stays; a conflict gives them to others.
        let form = (row.drawn == 0).then(|| {
            let user = hidden("order[user]", &row.user);
            view! {
                <ActionForm action=acts.reviewer>
                    {hidden("id", id)}
                    {user}
                    {hidden("order[remove]", true)}
                    <Confirm label=t(locale, "reviews.remove_reviewer") text danger=true small=true
                        busy=acts.reviewer.pending()/>
                </ActionForm>
            }
            .into_any()
        });
        view! { <td>{form}</td> }.into_any()
    });
    view! {
        <tr>
            <th scope="row">{row.user.clone()}</th>
            <td>{home}</td>
            <td class="wrap">{conflicts}</td>
            <td class="num">{of(row.handed_in, row.drawn, t(locale, "reviews.not_drawn"))}</td>
            {remove}
        </tr>
    }
    .into_any()
}

fn a_conflict(locale: Locale, conflict: &ConflictRow) -> AnyView {
    view! {
        <li>
            {pick(locale, &conflict.unit_name)} ": " {conflict.reason.clone()}
            <small class="muted">" " {who(&conflict.by)} " · " <Instant at=conflict.at.clone()/></small>
        </li>
    }
    .into_any()
}

fn name_form(locale: Locale, id: i64, acts: Acts) -> AnyView {
    let fault = fault_of(acts.reviewer);
    view! {
        <ActionForm action=acts.reviewer>
            <div class="form wide">
                {hidden("id", id)}
                <div class="fields">
                    <Field id="reviewer-user" label=t(locale, "reviews.user") name="order[user]" field="user" fault
                        required=true max=40 hint=t(locale, "reviews.user_hint")/>
                    <UnitField id="reviewer-home" label=t(locale, "reviews.home") name="order[home]" field="home" fault
                        hint=t(locale, "reviews.home_hint")/>
                </div>
                <button class="button primary" type="submit" disabled=acts.reviewer.pending()>
                    {t(locale, "reviews.name_reviewer")}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn conflict_form(locale: Locale, id: i64, run: bool, acts: Acts) -> AnyView {
    let fault = fault_of(acts.conflict);
    let whose = match run {
        true => view! {
            <Field id="conflict-user" label=t(locale, "reviews.user") name="order[user]" field="user" fault max=40
                hint=t(locale, "reviews.conflict_user_hint")/>
        }
        .into_any(),
        false => hidden("order[user]", ""),
    };
    view! {
        <ActionForm action=acts.conflict>
            <div class="form wide">
                <Fault fault fields=&["user", "unit", "reason"]/>
                <p class="muted">{t(locale, "reviews.conflict_hint")}</p>
                {hidden("id", id)}
                <div class="fields">
                    {whose}
                    <UnitField id="conflict-unit" label=t(locale, "reviews.conflict_unit") name="order[unit]" field="unit"
                        fault required=true/>
                    <Lines id="conflict-reason" label=t(locale, "reviews.reason") name="order[reason]" fault required=true/>
                </div>
                <button class="button primary" type="submit" disabled=acts.conflict.pending()>
                    {t(locale, "reviews.declare_conflict")}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}
