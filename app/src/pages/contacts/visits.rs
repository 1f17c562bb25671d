//! Visits of a tribunal, and the form for another one with the safety inspection.

use crate::{
    api::contacts::{ContactView, RecordVisit, VisitView, WithdrawVisit},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::{badge, pick, who},
    },
    domain::contacts::{CheckItem, CheckResult, VisitKind},
    i18n::{Locale, t, t_data, t_with},
    pages::bulletins::{hidden, options},
};
use leptos::prelude::*;

/// The visits, the latest first.
pub fn list(locale: Locale, view: &ContactView, withdraw: ServerAction<WithdrawVisit>) -> AnyView {
    let items = view.visits.iter().map(|visit| item(locale, visit, withdraw)).collect_view().into_any();
    let list = if view.visits.is_empty() {
        view! { <p class="muted">{t(locale, "contacts.never_visited")}</p> }.into_any()
    } else {
        view! { <ul class="plain stack">{items}</ul> }.into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="visits-title">
            <header><h2 id="visits-title">{t(locale, "contacts.visits")}</h2></header>
            {list}
        </section>
    }
    .into_any()
}

/// What was found at an item, by sign and word.
fn result_badge(locale: Locale, result: CheckResult) -> AnyView {
    let (kind, sign) = match result {
        CheckResult::Ok => ("good", "✓"),
        CheckResult::NotOk => ("bad", "✕"),
        CheckResult::NotLooked => ("", "–"),
    };
    badge(kind, sign, t_data(locale, "contacts.result", result.as_str()))
}

fn item(locale: Locale, visit: &VisitView, withdraw: ServerAction<WithdrawVisit>) -> AnyView {
    let count = |result: CheckResult| visit.checks.iter().filter(|check| check.result == result).count();
    let [ok, not_ok, not_looked] =
        [CheckResult::Ok, CheckResult::NotOk, CheckResult::NotLooked].map(|result| count(result).to_string());
    let counts = [("ok", ok.as_str()), ("not_ok", not_ok.as_str()), ("not_looked", not_looked.as_str())];
    let summary = t_with(locale, "contacts.walked", &counts);
    let checks = visit
        .checks
        .iter()
        .map(|check| {
            view! {
                <li>
                    {result_badge(locale, check.result)} " " {pick(locale, &check.name)} " "
                    <span class="muted">{check.remark.clone()}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let gone = (!visit.withdrawn_by.is_empty()).then(|| {
        let text = t_with(locale, "contacts.withdrawn", &[("by", &who(&visit.withdrawn_by))]);
        badge("warn", "○", text)
    });
    let take_back = visit.may_withdraw.then(|| {
        let text = t(locale, "contacts.sure_withdraw").to_owned();
        let id = visit.id.to_string();
        view! {
            <ActionForm action=withdraw>
                {hidden("id", id)}
                <div class="row">
                    <Confirm label=t(locale, "contacts.withdraw") text danger=true small=true busy=withdraw.pending()/>
                </div>
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <li class="stack" data-testid="visit">
            <div class="row">
                <b>{visit.day.clone()}</b> {t_data(locale, "contacts.kind", visit.kind.as_str())}
                <small class="muted">{who(&visit.by)}</small> {gone}
            </div>
            <p class="prose">{visit.seen.clone()}</p>
            <details>
                <summary>{summary}</summary>
                <ul class="plain stack">{checks}</ul>
            </details>
            {take_back}
        </li>
    }
    .into_any()
}

/// The form for a visit.
pub fn form(locale: Locale, view: &ContactView, record: ServerAction<RecordVisit>) -> AnyView {
    let (unit, today) = (view.row.unit.clone(), view.days.0.clone());
    let kinds = VisitKind::ALL.iter().map(|kind| kind.as_str());
    let kinds = kinds.map(|word| (word.to_owned(), t_data(locale, "contacts.kind", word))).collect();
    let kinds = options(kinds, "guidance");
    let checks: Vec<AnyView> =
        view.checks.iter().enumerate().map(|(n, check)| check_fields(locale, n, check)).collect();
    let latest = today.clone();
    view! {
        <section class="panel stack" aria-labelledby="visit-title">
            <header><h2 id="visit-title">{t(locale, "contacts.record")}</h2></header>
            <Fault fault=fault_of(record)/>
            <ActionForm action=record>
                <div class="form">
                    {hidden("unit", unit)}
                    <div class="field">
                        <label for="visit-day">{t(locale, "contacts.visit_day")}</label>
                        <input id="visit-day" name="order[day]" type="date" value=today max=latest required/>
                    </div>
                    <div class="field">
                        <label for="visit-kind">{t(locale, "contacts.kind_label")}</label>
                        <select id="visit-kind" name="order[kind]">{kinds}</select>
                    </div>
                    <div class="field">
                        <label for="visit-seen">{t(locale, "contacts.seen")}</label>
                        <textarea id="visit-seen" name="order[seen]" rows="4" maxlength="2000" required></textarea>
                    </div>
                    <h3>{t(locale, "contacts.inspection")}</h3>
                    {checks}
                    <div class="row">
                        <button class="button primary" type="submit" disabled=record.pending()>{t(locale, "contacts.record")}</button>
                    </div>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn check_fields(locale: Locale, n: usize, check: &CheckItem) -> AnyView {
    let name = pick(locale, &check.name);
    let (result, remark) = (format!("check-{n}-result"), format!("check-{n}-remark"));
    let results = CheckResult::ALL.iter().map(|result| result.as_str());
    let results = results.map(|word| (word.to_owned(), t_data(locale, "contacts.result", word))).collect();
    let results = options(results, "not_looked");
    let about = t_with(locale, "contacts.remark_of", &[("item", &name)]);
    view! {
        <div class="field">
            {hidden_in(n, "item", check.id.clone())}
            <label for=result.clone()>{name}</label>
            <div class="row">
                <select id=result name=format!("order[checks][{n}][result]")>{results}</select>
                <input id=remark name=format!("order[checks][{n}][remark]") maxlength="200" autocomplete="off"
                    aria-label=about placeholder=t(locale, "problems.remark")/>
            </div>
        </div>
    }
    .into_any()
}

fn hidden_in(n: usize, field: &str, value: String) -> AnyView {
    view! { <input type="hidden" name=format!("order[checks][{n}][{field}]") value=value/> }.into_any()
}
