//! The catalogue: modules and indicators of an edition, and what differs from another. `?edition=`, `?with=`, `?q=`.

use super::parts::AdminPage;
use crate::api::wire::ask;
use crate::{
    api::{
        Failure,
        indicators::{EditionRow, IndicatorRow, IndicatorsAnswer, ModuleRow, list_indicators},
    },
    components::{
        format::{amount, interval},
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/catalogue";

/// The page; definitions are open to everybody.
#[component]
pub fn Catalogue() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.catalogue.title") open=true>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let query = use_query_map();
    let word = move |key: &'static str| {
        Memo::new(move |_| query.with(|query| query.get(key).unwrap_or_default().trim().to_owned()))
    };
    let (edition, with, q) = (word("edition"), word("with"), word("q"));
    let editions = ask(
        move || (edition.get(), with.get()),
        |(edition, with)| async move {
            let shown: IndicatorsAnswer =
                list_indicators(Some(edition).filter(|edition| !edition.is_empty())).await?;
            if with.is_empty() {
                return Ok::<_, Failure>((shown, None));
            }
            Ok((shown, Some(list_indicators(Some(with)).await?)))
        },
    );
    view! {
        <Transition fallback=Loading>
            {answered(editions, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok((shown, other)) => view! { <Opened shown other q/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Opened(shown: IndicatorsAnswer, other: Option<IndicatorsAnswer>, q: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    let with = other.as_ref().map(|other| other.edition.id.clone()).unwrap_or_default();
    let modules = shown.modules.clone();
    let editions = shown.editions.clone();
    let edition = shown.edition.clone();
    let compared = other.is_some();
    let title = match &other {
        None => name(locale, &shown.edition),
        Some(other) => t_with(
            locale,
            "admin.catalogue.compared",
            &[("a", &name(locale, &shown.edition)), ("b", &name(locale, &other.edition))],
        ),
    };
    let all = StoredValue::new(pairs(shown.rows, other.map(|other| other.rows)));
    let found = move || {
        let wanted = q.get().to_lowercase();
        all.with_value(|all| {
            all.iter()
                .filter(|pair| pair.fits(&wanted))
                .map(|pair| pair_row(locale, pair, compared))
                .collect_view()
        })
    };
    let count = move || {
        let wanted = q.get().to_lowercase();
        all.with_value(|all| all.iter().filter(|pair| pair.fits(&wanted)).count())
    };
    let differing =
        all.with_value(|all| all.iter().filter(|pair| pair.difference() != Difference::None).count());
    view! {
        <Choice editions edition=edition.id with q/>
        {module_list(locale, modules)}
        <section class="panel" aria-labelledby="indicators">
            <header>
                <h2 id="indicators">{title}</h2>
                <span role="status">
                    {move || t_with(locale, "admin.catalogue.count", &[("n", &count().to_string())])}
                    {compared.then(|| t_with(locale, "admin.catalogue.differing", &[("n", &differing.to_string())]))}
                </span>
            </header>
            <Show when=move || { count() > 0 } fallback=|| view! { <Empty/> }>
                <div class="table-scroll" tabindex="0" role="group" aria-labelledby="indicators">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{t(locale, "admin.catalogue.indicator")}</th>
                                {compared.then(|| view! { <th scope="col">{t(locale, "admin.catalogue.difference")}</th> })}
                                <th scope="col">{t(locale, "admin.catalogue.formula")}</th>
                                <th scope="col">{t(locale, "admin.catalogue.measure")}</th>
                                <th scope="col">{t(locale, "admin.catalogue.direction")}</th>
                                <th scope="col">{t(locale, "admin.catalogue.interval")}</th>
                                <th scope="col" class="num">{t(locale, "admin.catalogue.small_number")}</th>
                                <th scope="col">{t(locale, "admin.catalogue.source")}</th>
                            </tr>
                        </thead>
                        <tbody>{found}</tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

fn name(locale: Locale, edition: &EditionRow) -> String {
    format!("{} ({})", locale.pick(&edition.zh, &edition.en), edition.effective)
}

/// Which editions, and what is looked for.
#[component]
fn Choice(editions: Vec<EditionRow>, edition: String, with: String, q: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    let options = |chosen: &str| {
        let option = |row: &EditionRow| {
            view! { <option value=row.id.clone() selected=row.id == chosen>{name(locale, row)}</option> }
        };
        editions.iter().map(option).collect_view()
    };
    view! {
        <form class="toolbar" role="search" aria-label=t(locale, "admin.catalogue.find") method="get" action=PATH>
            <div class="field">
                <label for="edition">{t(locale, "admin.catalogue.edition")}</label>
                <select id="edition" name="edition">{options(&edition)}</select>
            </div>
            <div class="field">
                <label for="with">{t(locale, "admin.catalogue.with")}</label>
                <select id="with" name="with">
                    <option value="">{t(locale, "admin.catalogue.with_none")}</option>
                    {options(&with)}
                </select>
            </div>
            <div class="field">
                <label for="catalogue-q">{t(locale, "admin.catalogue.find")}</label>
                <input id="catalogue-q" name="q" type="search" maxlength="80" value=move || q.get()/>
            </div>
            <button class="button" type="submit">{t(locale, "admin.catalogue.show")}</button>
        </form>
    }
}

fn module_list(locale: Locale, modules: Vec<ModuleRow>) -> impl IntoView {
    let items: u32 = modules.iter().map(|module| module.items).sum();
    let rows = modules
        .into_iter()
        .map(|module| {
            let items = t_with(locale, "admin.catalogue.items", &[("n", &module.items.to_string())]);
            view! { <li>{locale.pick(&module.zh, &module.en).to_owned()} " " <small class="muted">{items}</small></li> }
        })
        .collect_view();
    let title = t_with(locale, "admin.catalogue.modules", &[("n", &items.to_string())]);
    view! {
        <details class="panel">
            <summary>{title}</summary>
            <ul class="plain columns">{rows}</ul>
        </details>
    }
}

/// An indicator in the edition shown, and in the one it is compared with.
#[derive(Debug, Clone, PartialEq)]
struct Pair {
    shown: Option<IndicatorRow>,
    other: Option<IndicatorRow>,
    compared: bool,
}

/// How the edition shown differs from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    None,
    Changed,
    Added,
    Dropped,
}

/// All indicators of either edition, in the order of the one shown.
fn pairs(shown: Vec<IndicatorRow>, other: Option<Vec<IndicatorRow>>) -> Vec<Pair> {
    let compared = other.is_some();
    let mut rest = other.unwrap_or_default();
    let mut all: Vec<Pair> = shown
        .into_iter()
        .map(|row| {
            let at = rest.iter().position(|other| other.id == row.id);
            Pair { other: at.map(|at| rest.remove(at)), shown: Some(row), compared }
        })
        .collect();
    all.extend(rest.into_iter().map(|row| Pair { shown: None, other: Some(row), compared }));
    all
}

impl Pair {
    /// The indicator, from whichever edition has it.
    fn row(&self) -> Option<&IndicatorRow> {
        self.shown.as_ref().or(self.other.as_ref())
    }

    fn difference(&self) -> Difference {
        match (&self.shown, &self.other) {
            _ if !self.compared => Difference::None,
            (Some(_), None) => Difference::Added,
            (None, _) => Difference::Dropped,
            (Some(a), Some(b)) => {
                // The edition itself always differs.
                let same = IndicatorRow { edition: b.edition.clone(), ..a.clone() } == *b;
                if same { Difference::None } else { Difference::Changed }
            }
        }
    }

    fn fits(&self, wanted: &str) -> bool {
        wanted.is_empty()
            || self.row().is_some_and(|row| {
                [&row.id, &row.zh, &row.en, &row.formula]
                    .iter()
                    .any(|text| text.to_lowercase().contains(wanted))
            })
    }
}

fn pair_row(locale: Locale, pair: &Pair, compared: bool) -> impl IntoView + use<> {
    let Some(row) = pair.row().cloned() else { return ().into_any() };
    let other = pair.other.clone().filter(|_| pair.shown.is_some());
    // A cell; where the other edition says something else, that stands below, struck through.
    let cell = |of: &dyn Fn(&IndicatorRow) -> String| {
        let now = of(&row);
        let before = other.as_ref().map(of).filter(|before| *before != now);
        view! {
            <span>{now}</span>
            {before.map(|before| view! { <del class="muted">{before}</del> })}
        }
    };
    let badge = match pair.difference() {
        Difference::None => None,
        Difference::Changed => Some(("badge warn", "≠", t(locale, "admin.catalogue.changed"))),
        Difference::Added => Some(("badge good", "+", t(locale, "admin.catalogue.added"))),
        Difference::Dropped => Some(("badge bad", "−", t(locale, "admin.catalogue.dropped"))),
    }
    .map(
        |(class, sign, word)| view! { <span class=class><span aria-hidden="true">{sign}</span>{word}</span> },
    );
    let class = (compared && pair.difference() != Difference::None).then_some("differs");
    let note = locale.pick(&row.note_zh, &row.note_en).to_owned();
    view! {
        <tr class=class>
            <th scope="row">
                {cell(&|row| locale.pick(&row.zh, &row.en).to_owned())} <br/> <code class="muted">{row.id.clone()}</code>
            </th>
            {compared.then(|| view! { <td>{badge}</td> })}
            <td><code>{cell(&|row| row.formula.clone())}</code></td>
            <td>{cell(&|row| t_data(locale, "measure", &row.measure))}</td>
            <td>{cell(&|row| t_data(locale, "admin.catalogue.way", &row.direction))}</td>
            <td>
                {cell(&|row| {
                    interval(&row.measure, row.reference_low, row.reference_high).unwrap_or_default()
                })}
            </td>
            <td class="num">{cell(&|row| row.small_number.map(amount).unwrap_or_default())}</td>
            <td class="source">
                {cell(&|row| locale.pick(&row.source_zh, &row.source_en).to_owned())}
                {(!note.is_empty()).then(|| view! { <small class="muted">{note}</small> })}
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, formula: &str, edition: &str) -> IndicatorRow {
        IndicatorRow {
            id: id.into(),
            module: "m".into(),
            zh: "结案率".into(),
            en: "Closing rate".into(),
            formula: formula.into(),
            measure: "percent".into(),
            direction: "up".into(),
            reference_low: None,
            reference_high: None,
            small_number: None,
            source_zh: String::new(),
            source_en: String::new(),
            note_zh: String::new(),
            note_en: String::new(),
            headline: false,
            edition: edition.into(),
        }
    }

    #[test]
    fn added_dropped_and_changed_are_told_apart() {
        let new = vec![row("a", "x / y", "2024"), row("b", "x", "2024"), row("c", "x / z", "2024")];
        let old = vec![row("d", "y", "2021"), row("c", "x / y", "2021"), row("a", "x / y", "2021")];
        let found: Vec<_> = pairs(new.clone(), Some(old))
            .iter()
            .map(|pair| (pair.row().unwrap().id.clone(), pair.difference()))
            .collect();
        let expected = [
            ("a", Difference::None),
            ("b", Difference::Added),
            ("c", Difference::Changed),
            ("d", Difference::Dropped),
        ];
        assert_eq!(found, expected.map(|(id, difference)| (id.to_owned(), difference)));
        assert!(pairs(new, None).iter().all(|pair| pair.difference() == Difference::None));
    }

    #[test]
    fn both_names_the_id_and_the_formula_are_searched() {
        let pair = &pairs(vec![row("closing_rate", "closed / accepted", "2024")], None)[0];
        for wanted in ["结案", "closing rate", "closing_", "accepted", ""] {
            assert!(pair.fits(wanted), "{wanted}");
        }
        assert!(!pair.fits("appeal"));
    }
}
