//! The list of problems.

use super::{PROBLEMS, options, severity_badge, state_badge};
use crate::{
    address::Address,
    api::{
        problems::{ProblemList, ProblemRow, ProblemsQuery, list_problems},
        wire::ask,
    },
    components::{
        format::{badge, pick, who},
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::problems::ProblemState,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn List() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let words = words.get();
        let word = |key: &str| query.with(|query| query.get(key).unwrap_or_default());
        ProblemsQuery {
            unit: word("unit"),
            state: word("state"),
            category: word("category"),
            mine: word("mine"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_problems);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/problems")
                .with("unit", &asked.unit)
                .with("state", &asked.state)
                .with("category", &asked.category)
                .with("mine", &asked.mine)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "problems.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "problems.find") action=PROBLEMS>
                <Transition>
                    {answered(found, move |answer| match answer {
                        Ok(list) => fields(locale, &asked.get_untracked(), &list),
                        Err(_) => ().into_any(),
                    })}
                </Transition>
            </Finder>
            <Download href=export label=t(locale, "problems.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(list) => shown(locale, list),
            })}
        </Transition>
    }
    .into_any()
}

/// What the list can be cut to.
fn fields(locale: Locale, asked: &ProblemsQuery, list: &ProblemList) -> AnyView {
    let states = ProblemState::ALL.iter().map(|state| state.as_str()).chain(["overdue", "all"]);
    let mut states: Vec<_> =
        states.map(|word| (word.to_owned(), t_data(locale, "problems.state", word))).collect();
    states.insert(0, (String::new(), t(locale, "problems.waiting").to_owned()));
    let mut categories: Vec<_> =
        list.categories.iter().map(|known| (known.id.clone(), pick(locale, &known.name))).collect();
    categories.insert(0, (String::new(), t(locale, "problems.all_categories").to_owned()));
    let mut cities: Vec<_> =
        list.cities.iter().map(|(code, zh, en)| (code.clone(), locale.pick(zh, en).to_owned())).collect();
    if !asked.unit.is_empty() && !cities.iter().any(|(code, _)| *code == asked.unit) {
        cities.push((asked.unit.clone(), asked.unit.clone()));
    }
    cities.insert(0, (String::new(), t(locale, "problems.everywhere").to_owned()));
    let field = |id: &'static str, name: &'static str, label: &'static str, words, chosen: &str| {
        let options = options(words, chosen);
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id name=name>{options}</select>
            </div>
        }
        .into_any()
    };
    let mine = asked.mine == "yes";
    view! {
        {field("problem-state", "state", t(locale, "problems.state_label"), states, &asked.state)}
        {field("problem-category", "category", t(locale, "problems.category"), categories, &asked.category)}
        {field("problem-city", "unit", t(locale, "problems.city"), cities, &asked.unit)}
        <label class="check">
            <input type="checkbox" name="mine" value="yes" checked=mine/>
            <span>{t(locale, "problems.mine")}</span>
        </label>
    }
    .into_any()
}

fn shown(locale: Locale, list: ProblemList) -> AnyView {
    let raise = list.may_raise.then(|| {
        view! { <a class="button primary" href="/problems?tab=raise">{t(locale, "problems.raise")}</a> }
            .into_any()
    });
    let draft = list.may_issue.then(|| {
        view! { <a class="button" href="/bulletins?tab=new">{t(locale, "bulletins.draft")}</a> }.into_any()
    });
    let page = list.page;
    let table = if page.rows.is_empty() {
        view! { <Empty text=t(locale, "problems.none")/> }.into_any()
    } else {
        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
        let rows = page.rows.iter().map(|found| row(locale, found)).collect_view().into_any();
        view! {
            <Listing label=t(locale, "problems.title") rows total offset shown>
                <th scope="col">{t(locale, "problems.text")}</th>
                <SortHead label=t(locale, "problems.unit") column="unit"/>
                <SortHead label=t(locale, "problems.category") column="category"/>
                <SortHead label=t(locale, "problems.severity_label") column="severity"/>
                <SortHead label=t(locale, "problems.state_label") column="state"/>
                <SortHead label=t(locale, "problems.deadline") column="deadline"/>
                <SortHead label=t(locale, "problems.raised") column="raised" usual=true/>
            </Listing>
        }
        .into_any()
    };
    view! {
        <p class="row">{raise} {draft}</p>
        {table}
    }
    .into_any()
}

/// What has to be noticed of a problem: overdue, to be looked at again, there before.
pub fn signs(locale: Locale, row: &ProblemRow) -> AnyView {
    let over = row
        .days_over
        .map(|days| badge("bad", "!", t_with(locale, "problems.days_over", &[("n", &days.to_string())])));
    let again = row.recheck_due.then(|| badge("warn", "↻", t(locale, "problems.recheck_due").to_owned()));
    let repeat = (row.repeats > 0)
        .then(|| badge("warn", "⟳", t_with(locale, "problems.repeat", &[("n", &row.repeats.to_string())])));
    view! { {over} " " {again} " " {repeat} }.into_any()
}

/// A problem as a row.
pub fn row(locale: Locale, row: &ProblemRow) -> AnyView {
    let href = format!("{PROBLEMS}/{}", row.id);
    let owner = row.owner_role.map(|role| {
        let role = t_data(locale, "role", role.as_str());
        view! { <br/> <small class="muted">{role} " " {row.owner_user.clone()}</small> }.into_any()
    });
    view! {
        <tr data-testid="problem">
            <th scope="row" class="wrap"><a href=href>{row.text.clone()}</a></th>
            <td>
                <a rel="external" href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                <br/>
                <small class="muted">{pick(locale, &row.city_name)}</small>
            </td>
            <td>{pick(locale, &row.category_name)}</td>
            <td>{severity_badge(locale, row.severity)}</td>
            <td>{state_badge(locale, row.state)} " " {signs(locale, row)}</td>
            <td>{row.deadline.clone().unwrap_or_default()} {owner}</td>
            <td>{row.raised_on.clone()} <br/> <small class="muted">{who(&row.raised_by)}</small></td>
        </tr>
    }
    .into_any()
}
