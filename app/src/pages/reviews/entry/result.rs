//! The result as far as it is announced, and the vetoes with what they were found by.

use super::parts::{basis, hidden_address};
use crate::{
    api::reviews::{DecideVeto, EntryView, VetoView},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::Instant,
        forms::afresh,
        scoring::condition,
    },
    domain::standards::Standard,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use std::sync::Arc;

fn outcome(locale: Locale, standard: &Standard, id: &str) -> String {
    standard.outcome(id).map_or_else(|| id.to_owned(), |found| locale.pick(&found.zh, &found.en).to_owned())
}

/// Points and result.
#[component]
pub fn ResultPart(entry: StoredValue<EntryView>) -> impl IntoView {
    let locale = use_locale();
    entry.with_value(|entry| {
        let (scored, standard) = (&entry.scored, &entry.standard);
        let best = standard.results.first().is_some_and(|best| best.id == scored.result);
        let class = if best { "badge good" } else { "badge" };
        let without = (scored.without_vetoes != scored.result).then(|| {
            let name = outcome(locale, standard, &scored.without_vetoes);
            view! { <p class="notice warn" data-testid="without-vetoes">"⚠ " {t_with(locale, "entry.without_vetoes", &[("result", &name)])}</p> }
        });
        let missing = (scored.missing > 0).then(|| {
            let text = t_with(locale, "entry.missing", &[("n", &scored.missing.to_string())]);
            view! { <p class="muted">"– " {text}</p> }
        });
        let categories = scored
            .categories
            .iter()
            .zip(&standard.categories)
            .map(|(got, category)| {
                let points = if got.applies {
                    t_with(
                        locale,
                        "entry.of",
                        &[("n", &(got.points + got.bonus).to_string()), ("full", &got.full.to_string())],
                    )
                } else {
                    t(locale, "entry.not_applicable").to_owned()
                };
                view! { <div><dt>{locale.pick(&category.zh, &category.en).to_owned()}</dt><dd class="num">{points}</dd></div> }
            })
            .collect_view();
        let total =
            t_with(locale, "entry.of", &[("n", &scored.total.to_string()), ("full", &scored.full.to_string())]);
        let draft = !matches!(entry.phase, crate::domain::reviews::Phase::Published);
        view! {
            <section class="panel stack result" aria-labelledby="result-title" data-testid="result">
                <h2 id="result-title">{t(locale, "entry.result")}</h2>
                <p class="row">
                    <b class="total num">{total}</b>
                    <span class=class>{outcome(locale, standard, &scored.result)}</span>
                    {draft.then(|| view! { <span class="badge warn">"◌ " {t(locale, "entry.draft_result")}</span> })}
                </p>
                {without}
                {missing}
                <dl class="counts">{categories}</dl>
            </section>
        }
        .into_any()
    })
}

/// Vetoes that hold or were lifted; lifting and raising.
#[component]
pub fn Vetoes(entry: StoredValue<EntryView>, act: ServerAction<DecideVeto>) -> impl IntoView {
    let locale = use_locale();
    let (vetoes, may_raise) = entry.with_value(|entry| (entry.vetoes.clone(), entry.may_raise.clone()));
    if vetoes.is_empty() && may_raise.is_empty() {
        return ().into_any();
    }
    let none = vetoes.is_empty().then(|| view! { <p class="muted">"✓ " {t(locale, "entry.veto.none")}</p> });
    let rows = vetoes
        .into_iter()
        .map(|veto| {
            let id = veto.id.clone();
            afresh(id, Arc::new(move || one(locale, veto.clone(), entry, act)))
        })
        .collect_view();
    let raise = (!may_raise.is_empty()).then(|| view! { <Raise may_raise entry act/> });
    view! {
        <section class="panel stack" aria-labelledby="vetoes-title" data-testid="vetoes">
            <h2 id="vetoes-title">{t(locale, "entry.veto.title")}</h2>
            <Fault fault=fault_of(act)/>
            {none}
            {rows}
            {raise}
        </section>
    }
    .into_any()
}

fn one(
    locale: Locale,
    veto: VetoView,
    entry: StoredValue<EntryView>,
    act: ServerAction<DecideVeto>,
) -> AnyView {
    let known = entry.with_value(|entry| {
        let known = entry.standard.vetoes.iter().find(|known| known.id == veto.id);
        known.map(|known| {
            let left = outcome(locale, &entry.standard, &known.result);
            let lifter = t_data(locale, "role", known.lifted_by.as_str());
            let words = t_with(locale, "entry.veto.leaves", &[("result", &left), ("role", &lifter)]);
            let formula =
                known.formula.clone().map(|formula| view! { " " <code>{formula}</code> }.into_any());
            (view! { <p>{condition(locale, known)} {formula}</p> }.into_any(), words)
        })
    });
    let (condition, leaves) = known.unzip();
    let lifted = veto.lifted.is_some();
    let badge = if lifted {
        view! { <span class="badge">"○ " {t(locale, "entry.veto.lifted")}</span> }.into_any()
    } else {
        view! { <span class="badge bad">"✕ " {t(locale, "entry.veto.holds")}</span> }.into_any()
    };
    let told = |label: &'static str, (who, why, at): (String, String, String)| {
        view! { <p class="said">{label} " " {why} " " <small class="muted">{who} " " <Instant at/></small></p> }
    };
    let raised = veto.raised.map(|raised| told(t(locale, "entry.veto.raised"), raised));
    let done = veto.lifted.map(|lifted| told(t(locale, "entry.veto.lifted_because"), lifted));
    let anchor = format!("i-{}", veto.id);
    let lift = (veto.may_lift && !lifted).then(|| {
        let id = format!("lift-{}", veto.id);
        let label = t(locale, "entry.veto.lift");
        view! {
            <details>
                <summary>{label}</summary>
                <ActionForm action=act>
                    {entry.with_value(|entry| hidden_address(&entry.address))}
                    <input type="hidden" name="order[veto]" value=veto.id.clone()/>
                    <input type="hidden" name="order[lift]" value="true"/>
                    <div class="form wide">
                        <div class="field">
                            <label for=id.clone()>{t(locale, "entry.reason")}</label>
                            <textarea id=id name="order[reason]" rows="2" maxlength="2000" required></textarea>
                        </div>
                        <div class="row"><Confirm label text=t(locale, "entry.veto.lift_text").to_owned() busy=act.pending()/></div>
                    </div>
                </ActionForm>
            </details>
        }
    });
    view! {
        <div class="veto" id=anchor>
            <p class="row"><b>{locale.pick(&veto.name.0, &veto.name.1).to_owned()}</b> {badge}</p>
            {condition}
            {veto.basis.map(|found| view! { <p class="computed">"∑ " {basis(locale, &found, false)}</p> })}
            {raised}
            <p class="muted small-text">{leaves}</p>
            {done}
            {lift}
        </div>
    }
    .into_any()
}

/// Raising a veto by hand.
#[component]
fn Raise(
    may_raise: Vec<String>,
    entry: StoredValue<EntryView>,
    act: ServerAction<DecideVeto>,
) -> impl IntoView {
    let locale = use_locale();
    let label = t(locale, "entry.veto.raise");
    let options = entry.with_value(|entry| {
        let vetoes = entry.standard.vetoes.iter().filter(|veto| may_raise.contains(&veto.id));
        vetoes
            .map(|veto| {
                let name = locale.pick(&veto.zh, &veto.en).to_owned();
                view! { <option value=veto.id.clone()>{name}</option> }
            })
            .collect_view()
    });
    view! {
        <details>
            <summary>{label}</summary>
            <ActionForm action=act>
                {entry.with_value(|entry| hidden_address(&entry.address))}
                <div class="form wide">
                    <div class="field">
                        <label for="raise-veto">{t(locale, "entry.veto.which")}</label>
                        <select id="raise-veto" name="order[veto]">{options}</select>
                    </div>
                    <div class="field">
                        <label for="raise-reason">{t(locale, "entry.reason")}</label>
                        <textarea id="raise-reason" name="order[reason]" rows="2" maxlength="2000" required></textarea>
                    </div>
                    <div class="row">
                        <Confirm label text=t(locale, "entry.veto.raise_text").to_owned() danger=true busy=act.pending()/>
                    </div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
