//! What was said in a span: how many, how satisfied, and what was ticked, by module.

use super::VOICES;
use crate::{
    address::Address,
    api::{
        voices::{ProblemCount, VoiceFigures, VoiceFiguresQuery, voice_figures},
        wire::ask,
    },
    components::{
        format::{none, percent, pick},
        lists::Download,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::bulletins::hidden,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The figures.
#[component]
pub fn Figures() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let word = |key: &str| query.with(|query| query.get(key).unwrap_or_default());
        VoiceFiguresQuery { unit: word("unit"), from: word("from"), to: word("to") }
    });
    let found = ask(move || asked.get(), voice_figures);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/voices/figures")
                .with("unit", &asked.unit)
                .with("from", &asked.from)
                .with("to", &asked.to)
        })
    });
    let now = asked.get_untracked();
    let field = |id: &'static str, name: &'static str, label: &'static str, value: String| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id name=name value=value maxlength="40" autocomplete="off" placeholder="2026-01"/>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="spread">
            <form class="toolbar" method="get" action=VOICES>
                {hidden("tab", "figures".to_owned())}
                {hidden("unit", now.unit)}
                {field("voices-from", "from", t(locale, "voices.from"), now.from)}
                {field("voices-to", "to", t(locale, "voices.to"), now.to)}
                <button class="button" type="submit">{t(locale, "search.go")}</button>
            </form>
            <Download href=export label=t(locale, "contacts.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(figures) => shown(locale, &figures, &asked.get_untracked().unit),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, figures: &VoiceFigures, unit: &str) -> AnyView {
    if figures.answers == 0 {
        return view! { <Empty text=t(locale, "voices.nobody_said")/> }.into_any();
    }
    let share = percent(figures.satisfied as f64 / figures.answers as f64);
    let numbers = [
        ("n", figures.answers.to_string()),
        ("satisfied", figures.satisfied.to_string()),
        ("share", share),
        ("some", figures.tribunals.0.to_string()),
        ("all", figures.tribunals.1.to_string()),
        ("from", figures.months.0.clone()),
        ("to", figures.months.1.clone()),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let sum = t_with(locale, "voices.sum", &numbers);
    let marks = figures
        .ratings
        .iter()
        .enumerate()
        .rev()
        .map(|(n, count)| {
            let mark = (n + 1).to_string();
            let share = percent(*count as f64 / figures.answers as f64);
            view! {
                <tr>
                    <th scope="row">{mark.clone()} " · " {t_data(locale, "voices.mark", &mark)}</th>
                    <td class="num">{*count}</td>
                    <td class="num">{share}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let mut modules: Vec<(&ProblemCount, i64)> = vec![];
    for problem in &figures.problems {
        match modules.last_mut() {
            Some((module, sum)) if module.module == problem.module => *sum += problem.ticked,
            _ => modules.push((problem, problem.ticked)),
        }
    }
    let modules = modules
        .into_iter()
        .map(|(module, sum)| {
            let problems = figures.problems.iter().filter(|problem| problem.module == module.module);
            let rows = problems.map(|problem| problem_row(locale, problem, unit)).collect_view().into_any();
            let name = pick(locale, &module.module_name);
            let words = t_with(locale, "voices.module_sum", &[("name", &name), ("n", &sum.to_string())]);
            view! {
                <details class="panel" data-testid="module">
                    <summary>{words}</summary>
                    <table>
                        <thead><tr>
                            <th scope="col">{t(locale, "voices.problem")}</th>
                            <th scope="col" class="num">{t(locale, "voices.ticked")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <p class="notice" data-testid="voices-sum">{sum}</p>
        <p class="muted">{t(locale, "voices.no_sample")}</p>
        <div class="panel">
            <TableScroll label=t(locale, "voices.mark_label")>
                <table>
                    <thead><tr>
                        <th scope="col">{t(locale, "voices.mark_label")}</th>
                        <th scope="col" class="num">{t(locale, "voices.answers")}</th>
                        <th scope="col" class="num">{t(locale, "voices.share")}</th>
                    </tr></thead>
                    <tbody>{marks}</tbody>
                </table>
            </TableScroll>
        </div>
        <p class="muted small-text">{t(locale, "voices.form.illustrative")}</p>
        {modules}
    }
    .into_any()
}

fn problem_row(locale: Locale, problem: &ProblemCount, unit: &str) -> AnyView {
    let name = pick(locale, &problem.problem_name);
    let href = Address::new(VOICES).with("problem", &problem.problem).with("unit", unit).to_string();
    let name = match problem.ticked {
        0 => name.into_any(),
        _ => view! { <a href=href>{name}</a> }.into_any(),
    };
    let ticked = match problem.ticked {
        0 => none(t(locale, "voices.never_ticked")),
        n => n.into_any(),
    };
    view! { <tr><th scope="row" class="wrap">{name}</th><td class="num">{ticked}</td></tr> }.into_any()
}
