//! The standard of a campaign, as it was frozen: items and how they are scored, vetoes, results.

use super::parts::{illustrative, none, percent, pick};
use crate::{
    components::{
        format::amount,
        table::{Table, numbers, words},
    },
    domain::standards::{Category, Condition, Item, Outcome, Scoring, Standard, Veto},
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// The standard.
pub fn standard(locale: Locale, standard: &Standard) -> AnyView {
    let categories = standard.categories.iter().map(|part| category(locale, part)).collect_view();
    let vetoes = standard.vetoes.iter().map(|found| veto(locale, standard, found)).collect_view().into_any();
    let has_vetoes = !standard.vetoes.is_empty();
    let results =
        standard.results.iter().map(|result| outcome(locale, standard, result)).collect_view().into_any();
    let title = t_with(
        locale,
        "reviews.standard_edition",
        &[("standard", locale.pick(&standard.zh, &standard.en)), ("edition", &standard.edition)],
    );
    let in_all = t_with(
        locale,
        "reviews.standard_size",
        &[("n", &standard.items().count().to_string()), ("points", &standard.full().to_string())],
    );
    let veto_heads = || {
        vec![
            words(t(locale, "reviews.veto")),
            words(t(locale, "reviews.condition")),
            words(t(locale, "reviews.best_left")),
            words(t(locale, "reviews.lifted_by")),
        ]
    };
    let vetoes = has_vetoes.then(|| {
        view! { <Table label=t(locale, "reviews.vetoes") caption=true heads=veto_heads() rows=vetoes/> }
            .into_any()
    });
    let result_heads = vec![
        words(t(locale, "reviews.result")),
        numbers(t(locale, "reviews.least_total")),
        words(t(locale, "reviews.least_categories")),
    ];
    view! {
        <section class="panel stack standard" aria-labelledby="standard">
            <header>
                <h2 id="standard">{title}</h2>
                {illustrative(locale, standard.illustrative)}
            </header>
            <p class="muted">{pick(locale, &standard.note)}</p>
            <p>{in_all}</p>
            {categories}
            {vetoes}
            <Table label=t(locale, "reviews.results_by") caption=true heads=result_heads rows=results/>
        </section>
    }
    .into_any()
}

fn category(locale: Locale, category: &Category) -> AnyView {
    let rows = category.items.iter().map(|asked| item(locale, asked)).collect_view().into_any();
    let summary = t_with(
        locale,
        "reviews.category_size",
        &[
            ("name", locale.pick(&category.zh, &category.en)),
            ("n", &category.items.len().to_string()),
            ("points", &category.full().to_string()),
        ],
    );
    let heads = vec![
        words(t(locale, "reviews.item")),
        numbers(t(locale, "reviews.points")),
        words(t(locale, "reviews.how_scored")),
    ];
    view! {
        <details>
            <summary>{summary}</summary>
            <Table label=t(locale, "reviews.items") class="items" heads rows/>
        </details>
    }
    .into_any()
}

fn item(locale: Locale, item: &Item) -> AnyView {
    let bonus = item.scoring.is_bonus().then(|| t(locale, "reviews.bonus"));
    let groups = (!item.groups.is_empty()).then(|| {
        let groups: Vec<String> = item.groups.iter().map(|group| t_data(locale, "group", group)).collect();
        let groups = groups.join(t(locale, "reviews.comma"));
        let text = t_with(locale, "reviews.only_for", &[("groups", &groups)]);
        view! { <p class="muted">{text}</p> }.into_any()
    });
    let formula = item.scoring.formula().map(|formula| {
        let months = t_with(locale, "reviews.over_months", &[("n", &item.months.to_string())]);
        view! { <p class="muted"><code>{formula.to_owned()}</code> " " {months}</p> }.into_any()
    });
    view! {
        <tr>
            <th scope="row" class="wrap">
                {locale.pick(&item.zh, &item.en).to_owned()}
                <p class="muted guidance">{pick(locale, &item.guidance)}</p>
                {groups}
            </th>
            <td class="num">{item.points.to_string()} " " {bonus}</td>
            <td class="wrap">{how(locale, &item.scoring)} {formula}</td>
        </tr>
    }
    .into_any()
}

fn how(locale: Locale, scoring: &Scoring) -> String {
    let at = |at: &[(f64, f64)]| {
        let pairs: Vec<String> =
            at.iter().map(|(value, share)| format!("{} → {}", amount(*value), percent(*share))).collect();
        pairs.join(t(locale, "reviews.comma"))
    };
    match scoring {
        Scoring::Scale { step } => t_with(locale, "reviews.by_hand", &[("step", &step.to_string())]),
        Scoring::Line { at: line, .. } => t_with(locale, "reviews.by_line", &[("at", &at(line))]),
        Scoring::Steps { at: steps, .. } => t_with(locale, "reviews.by_steps", &[("at", &at(steps))]),
        Scoring::Checklist { .. } => t(locale, "reviews.by_checklist").to_owned(),
        Scoring::Deduct { each, .. } => {
            t_with(locale, "reviews.by_deduction", &[("each", &each.to_string())])
        }
        Scoring::Bonus { each, .. } => t_with(locale, "reviews.by_bonus", &[("each", &each.to_string())]),
        Scoring::Penalty { each, .. } => t_with(locale, "reviews.by_penalty", &[("each", &each.to_string())]),
    }
}

fn veto(locale: Locale, standard: &Standard, veto: &Veto) -> AnyView {
    let condition = match veto.condition {
        Some(Condition::Below(bound)) => t_with(locale, "reviews.veto_below", &[("n", &amount(bound))]),
        Some(Condition::Above(bound)) => t_with(locale, "reviews.veto_above", &[("n", &amount(bound))]),
        Some(Condition::WorstPeers { share, .. }) => {
            t_with(locale, "reviews.veto_peers", &[("share", &percent(share))])
        }
        None => t(locale, "reviews.veto_by_hand").to_owned(),
    };
    let formula = veto.formula.clone().map(|formula| {
        let months = t_with(locale, "reviews.over_months", &[("n", &veto.months.to_string())]);
        view! { <p class="muted"><code>{formula}</code> " " {months}</p> }.into_any()
    });
    let left = standard.outcome(&veto.result);
    let left = left.map_or_else(|| veto.result.clone(), |left| locale.pick(&left.zh, &left.en).to_owned());
    let stage = t_data(locale, "reviews.stage", &veto.until);
    let role = t_data(locale, "role", veto.lifted_by.as_str());
    view! {
        <tr>
            <th scope="row">{locale.pick(&veto.zh, &veto.en).to_owned()}</th>
            <td class="wrap">{condition} {formula}</td>
            <td>{left}</td>
            <td class="wrap">{t_with(locale, "reviews.lifted_until", &[("role", &role), ("stage", &stage)])}</td>
        </tr>
    }
    .into_any()
}

fn outcome(locale: Locale, standard: &Standard, outcome: &Outcome) -> AnyView {
    let total = match outcome.total {
        0.0 => none(t(locale, "reviews.no_least")),
        least => format!("≥ {}", percent(least)).into_any(),
    };
    let of_categories: Vec<String> = outcome
        .categories
        .iter()
        .map(|(id, least)| {
            let category = standard.categories.iter().find(|category| category.id == *id);
            let name = category.map_or(id.as_str(), |category| locale.pick(&category.zh, &category.en));
            format!("{name} ≥ {}", percent(*least))
        })
        .collect();
    let of_categories = match of_categories.len() {
        0 => none(t(locale, "reviews.no_least")),
        _ => of_categories.join(t(locale, "reviews.comma")).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{locale.pick(&outcome.zh, &outcome.en).to_owned()}</th>
            <td class="num">{total}</td>
            <td class="wrap">{of_categories}</td>
        </tr>
    }
    .into_any()
}
