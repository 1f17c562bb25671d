//! What waits, by city and state, and by city and age.

use super::PROBLEMS;
use crate::{
    address::Address,
    api::{
        problems::{BoardCell, problem_board},
        wire::ask,
    },
    components::{
        format::pick,
        lists::Download,
        states::{Empty, FailureView, Loading, answered},
        table::{Table, numbers, words},
    },
    domain::problems::{Age, ProblemState},
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// States on the board: those that somebody has to do something about, and those that will be looked at again.
const STATES: [ProblemState; 6] = [
    ProblemState::Open,
    ProblemState::Confirmed,
    ProblemState::Assigned,
    ProblemState::Answered,
    ProblemState::Checked,
    ProblemState::Closed,
];

/// The board.
#[component]
pub fn Board() -> impl IntoView {
    let locale = use_locale();
    let found = ask(|| (), |()| problem_board(String::new()));
    let export = Signal::derive(|| Address::new("/api/v1/problems/board"));
    view! {
        <div class="spread">
            <p class="muted">{t(locale, "problems.board_note")}</p>
            <Download href=export label=t(locale, "problems.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(cells) if cells.is_empty() => view! { <Empty text=t(locale, "problems.none")/> }.into_any(),
                Ok(cells) => shown(locale, &cells),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, cells: &[BoardCell]) -> AnyView {
    let mut cities: Vec<(String, String)> =
        cells.iter().map(|cell| (cell.city.clone(), pick(locale, &cell.city_name))).collect();
    cities.dedup();
    let sum = |wanted: &dyn Fn(&BoardCell) -> bool| -> i64 {
        cells.iter().filter(|cell| wanted(cell)).map(|cell| cell.n).sum()
    };
    // Nothing is told apart from something: a dash is no problem at all.
    let number = |n: i64| if n == 0 { "–".to_owned() } else { n.to_string() };
    let states = cities
        .iter()
        .map(|(code, name)| {
            let cells = STATES
                .iter()
                .map(|state| {
                    let n = sum(&|cell| cell.city == *code && cell.state == *state);
                    let href =
                        Address::new(PROBLEMS).with("unit", code).with("state", state.as_str()).to_string();
                    match n {
                        0 => view! { <td class="num">{number(0)}</td> }.into_any(),
                        n => view! { <td class="num"><a href=href>{n}</a></td> }.into_any(),
                    }
                })
                .collect_view();
            view! { <tr><th scope="row">{name.clone()}</th>{cells}</tr> }.into_any()
        })
        .collect_view()
        .into_any();
    let ages = cities
        .iter()
        .map(|(code, name)| {
            let cells = Age::ALL
                .iter()
                .map(|age| {
                    let n = sum(&|cell| {
                        cell.city == *code && cell.age == *age && cell.state != ProblemState::Closed
                    });
                    view! { <td class="num">{number(n)}</td> }.into_any()
                })
                .collect_view();
            view! { <tr><th scope="row">{name.clone()}</th>{cells}</tr> }.into_any()
        })
        .collect_view()
        .into_any();
    let foot = |cells: Vec<i64>| {
        let cells = cells.into_iter().map(|n| view! { <td class="num">{number(n)}</td> }).collect_view();
        view! { <tr><th scope="row">{t(locale, "problems.sum")}</th>{cells}</tr> }.into_any()
    };
    let states_foot = foot(STATES.iter().map(|state| sum(&|cell| cell.state == *state)).collect());
    let ages_foot = foot(
        Age::ALL
            .iter()
            .map(|age| sum(&|cell| cell.age == *age && cell.state != ProblemState::Closed))
            .collect(),
    );
    let city = || words(t(locale, "problems.city"));
    let by_state = STATES.iter().map(|state| numbers(t_data(locale, "problems.state", state.as_str())));
    let by_age = Age::ALL.iter().map(|age| numbers(t_data(locale, "problems.age", age.as_str())));
    view! {
        <div class="panel">
            <Table label=t(locale, "problems.by_state") caption=true
                heads=std::iter::once(city()).chain(by_state).collect() rows=states foot=states_foot/>
        </div>
        <div class="panel">
            <Table label=t(locale, "problems.by_age") caption=true
                heads=std::iter::once(city()).chain(by_age).collect() rows=ages foot=ages_foot/>
        </div>
    }
    .into_any()
}
