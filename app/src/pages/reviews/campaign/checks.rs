//! Checks on site and by telephone: drawn by lot or planned with a reason; what the tribunal, the reviewers and the
//! checkers gave, beside each other.

use super::{Shared, acts::Acts, parts::hidden};
use crate::{
    api::{
        reviews::{CheckRow, list_checks},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, Field, UnitField, done_of, fault_of},
        format::{Instant, badge, gap, none, pick, points},
        forms::{Lines, afresh},
        states::{Empty, FailureView, Loading, answered},
        table::{Table, numbers, words},
    },
    domain::reviews::Phase,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::check_href,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The kinds of checks: word on the wire.
const KINDS: [&str; 2] = ["on_site", "telephone"];

/// The tab.
#[component]
pub fn Checks(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let plans = campaign.may.run && campaign.row.phase == Phase::Open;
    let found = ask(|| (), move |()| list_checks(id));
    let count = acts.version.get_untracked();
    let plan = plans.then(|| {
        let form = Arc::new(move || plan_form(locale, id, acts));
        view! {
            <details class="panel">
                <summary>{t(locale, "reviews.plan_check")}</summary>
                {afresh(format!("plan-{count}"), form)}
            </details>
        }
        .into_any()
    });
    view! {
        <p class="muted">{t(locale, "reviews.checks_note")}</p>
        <Done text=done_of(acts.plan, move |_| t(locale, "reviews.check_kept").to_owned())/>
        <Fault fault=fault_of(acts.plan) fields=&["unit", "reason"]/>
        {plan}
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(checks) if checks.is_empty() => view! { <Empty text=t(locale, "reviews.no_checks")/> }.into_any(),
                Ok(checks) => table(locale, checks, plans, acts),
            })}
        </Transition>
    }
    .into_any()
}

fn table(locale: Locale, checks: Vec<CheckRow>, plans: bool, acts: Acts) -> AnyView {
    let rows = checks.into_iter().map(|check| row(locale, check, plans, acts)).collect_view().into_any();
    let heads = vec![
        words(t(locale, "reviews.tribunal")),
        words(t(locale, "reviews.kind")),
        words(t(locale, "reviews.why")),
        words(t(locale, "reviews.checker")),
        words(t(locale, "reviews.done")),
        numbers(t(locale, "reviews.own_points")),
        numbers(t(locale, "reviews.online_points")),
        numbers(t(locale, "reviews.site_points")),
        numbers(t(locale, "reviews.own_gap")),
        numbers(t(locale, "reviews.online_gap")),
    ];
    view! { <div class="panel"><Table label=t(locale, "reviews.tab.checks") class="checks" heads rows/></div> }.into_any()
}

fn row(locale: Locale, check: CheckRow, plans: bool, acts: Acts) -> AnyView {
    let reason = match check.reason.as_str() {
        "" => badge("", "⚄", t(locale, "reviews.by_lot").to_owned()),
        reason => reason.to_owned().into_any(),
    };
    let checker = match check.checker.as_str() {
        "" => none(t(locale, "reviews.no_checker")),
        checker => checker.to_owned().into_any(),
    };
    let name = (plans && check.done_at.is_none()).then(|| name_form(locale, &check, acts));
    let done = match check.done_at.clone() {
        Some(at) => {
            view! { {badge("good", "✓", t(locale, "reviews.check_done").to_owned())} " " <Instant at/> }
                .into_any()
        }
        None => badge("", "○", t(locale, "reviews.check_planned").to_owned()),
    };
    let why = t(locale, "reviews.no_sums");
    let sums = match check.sums {
        Some((own, online, site)) => {
            [points(own), points(online), points(site), gap(own - site), gap(online - site)]
                .map(|text| view! { <td class="num">{text}</td> }.into_any())
        }
        None => [(); 5].map(|()| view! { <td class="num">{none(why)}</td> }.into_any()),
    };
    view! {
        <tr>
            <th scope="row"><a href=check_href(check.campaign, check.id)>{pick(locale, &check.unit_name)}</a></th>
            <td>{t_data(locale, "reviews.check_kind", &check.kind)}</td>
            <td class="wrap">{reason}</td>
            <td>{checker} {name}</td>
            <td>{done}</td>
            {sums.into_iter().collect_view()}
        </tr>
    }
    .into_any()
}

/// Names who does a check.
fn name_form(locale: Locale, check: &CheckRow, acts: Acts) -> AnyView {
    let field = format!("checker-{}", check.id);
    let about = [
        hidden("address[campaign]", check.campaign),
        hidden("address[unit]", &check.unit),
        hidden("order[id]", check.id),
        hidden("order[kind]", &check.kind),
    ];
    let (about, checker) = (about.into_iter().collect_view(), check.checker.clone());
    let label = t_with(locale, "reviews.checker_of", &[("name", &pick(locale, &check.unit_name))]);
    view! {
        <details>
            <summary>{t(locale, "reviews.name_checker")}</summary>
            <ActionForm action=acts.plan>
                {about}
                <label for=field.clone()>{label}</label>
                <div class="row">
                    <input id=field name="order[checker]" maxlength="40" autocomplete="off" spellcheck="false" required
                        value=checker/>
                    <button class="button small" type="submit" disabled=acts.plan.pending()>{t(locale, "reviews.save")}</button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

fn plan_form(locale: Locale, id: i64, acts: Acts) -> AnyView {
    let fault = fault_of(acts.plan);
    let kinds = KINDS
        .into_iter()
        .map(|kind| {
            view! { <option value=kind>{t_data(locale, "reviews.check_kind", kind)}</option> }.into_any()
        })
        .collect_view();
    view! {
        <ActionForm action=acts.plan>
            <div class="form wide">
                {hidden("address[campaign]", id)}
                {hidden("order[id]", 0)}
                <div class="fields">
                    <UnitField id="plan-unit" label=t(locale, "reviews.tribunal") name="address[unit]" field="unit" fault
                        required=true/>
                    <div class="field">
                        <label for="plan-kind">{t(locale, "reviews.kind")}</label>
                        <select id="plan-kind" name="order[kind]">{kinds}</select>
                    </div>
                    <Field id="plan-checker" label=t(locale, "reviews.checker") name="order[checker]" field="checker" fault
                        max=40 hint=t(locale, "reviews.checker_hint")/>
                    <Lines id="plan-reason" label=t(locale, "reviews.reason") name="order[reason]" fault required=true/>
                </div>
                <button class="button primary" type="submit" disabled=acts.plan.pending()>
                    {t(locale, "reviews.plan_check")}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}
