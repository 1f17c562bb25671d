//! Objections to figures: the list, and what is answered.

use super::PATH;
use crate::{
    address::Address,
    api::{
        objections::{FigureObjectionRow, MoveFigureObjection, ObjectionsQuery, list_figure_objections},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::{NONE, amount, pick, value_or_none},
        forms::achieved_or_late,
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::objections::{ObjectionMove, ObjectionState},
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn Said() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let state = Memo::new(move |_| word("state"));
    let act = ServerAction::<MoveFigureObjection>::new();
    let asked = Memo::new(move |_| {
        let words = words.get();
        ObjectionsQuery {
            unit: word("unit"),
            state: state.get(),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let moved = achieved_or_late(act);
    let unit = Memo::new(move |_| asked.with(|asked| asked.unit.clone()));
    let found = ask(move || (asked.get(), moved.get()), |(query, _)| list_figure_objections(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/objections")
                .with("unit", &asked.unit)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let options = move || {
        let chosen = state.get();
        let states = ObjectionState::ALL.into_iter().map(ObjectionState::as_str).chain(["all"]);
        states
            .map(|word| {
                let chosen = word == chosen;
                let label = t_data(locale, "objections.states", word);
                view! { <option value=word selected=chosen>{label}</option> }.into_any()
            })
            .collect_view()
            .into_any()
    };
    view! {
        <p class="muted">{t(locale, "objections.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "objections.find") action=PATH>
                <input type="hidden" name="tab" value="objections"/>
                {move || (!unit.get().is_empty()).then(|| hidden("unit", unit.get()))}
                <div class="field">
                    <label for="objection-state">{t(locale, "objections.state")}</label>
                    <select id="objection-state" name="state">
                        <option value="">{t(locale, "objections.waiting")}</option>
                        {options}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "objections.export")/>
        </div>
        <div>
            <Done text=done_of(act, move |()| t(locale, "objections.moved").to_owned())/>
            <Fault fault=fault_of(act)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "objections.none")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    // Each with its forms: what is typed into one never stands at another.
                    let rows = page.rows;
                    let rows = view! {
                        <For each=move || rows.clone() key=|found| format!("{found:?}") children=move |found| row(locale, found, act)/>
                    }
                        .into_any();
                    view! {
                        <Listing label=t(locale, "judges.objections") class="objections" rows total offset shown>
                            <SortHead label=t(locale, "objections.figure") column="indicator"/>
                            <SortHead label=t(locale, "objections.of") column="unit"/>
                            <SortHead label=t(locale, "objections.period") column="period"/>
                            <th scope="col" class="num">{t(locale, "objections.value_then")}</th>
                            <th scope="col">{t(locale, "objections.said")}</th>
                            <SortHead label=t(locale, "objections.state") column="state" usual=true/>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(locale: Locale, row: FigureObjectionRow, act: ServerAction<MoveFigureObjection>) -> AnyView {
    let name = |names: &(String, String)| pick(locale, names);
    let explained = Address::new("/explain")
        .with("indicator", &row.indicator)
        .with("unit", &row.unit)
        .with("from", &row.months.0)
        .with("to", &row.months.1)
        .with("edition", &row.edition)
        .to_string();
    let class = match row.state {
        ObjectionState::Open | ObjectionState::Upheld => "badge warn",
        ObjectionState::Mended => "badge good",
        ObjectionState::Rejected | ObjectionState::Withdrawn => "badge",
    };
    let parts = row
        .components
        .iter()
        .map(|part| {
            let value = part.value.map_or_else(|| NONE.to_owned(), amount);
            view! { <li>{name(&part.name)} ": " {value}</li> }.into_any()
        })
        .collect_view()
        .into_any();
    let answered = row.answered_at.clone().map(|at| {
        let said = [row.answer.clone(), row.remedy.clone()]
            .map(|text| (!text.is_empty()).then(|| view! { <p>{text}</p> }.into_any()));
        view! {
            <div>
                {said}
                <small class="muted">{row.answered_by.clone()} " · " <Instant at/></small>
            </div>
        }
        .into_any()
    });
    let moves = (!row.may.is_empty()).then(|| moves(locale, &row, act));
    view! {
        <tr data-testid="objection">
            <th scope="row"><a href=explained>{name(&row.indicator_name)}</a></th>
            <td><a href=Address::unit(&row.unit).to_string()>{name(&row.unit_name)}</a></td>
            <td>{row.period.clone()}</td>
            <td class="num">
                {value_or_none(&row.measure, row.value)}
                <details><summary>{t(locale, "objections.parts")}</summary><ul class="plain">{parts}</ul></details>
            </td>
            <td class="wrap">
                <p>{row.reason.clone()}</p>
                <small class="muted">{row.raised_by.clone()} " · " <Instant at=row.raised_at.clone()/></small>
                {answered}
            </td>
            <td>
                <span class=class>{t_data(locale, "objections.states", row.state.as_str())}</span>
                {moves}
            </td>
        </tr>
    }
    .into_any()
}

fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}

/// What the reader can do: an answer with its reason, or one button.
fn moves(locale: Locale, row: &FigureObjectionRow, act: ServerAction<MoveFigureObjection>) -> AnyView {
    let id = row.id;
    row.may
        .iter()
        .map(|&what| {
            let label = match what {
                ObjectionMove::Withdraw => t(locale, "objections.withdraw"),
                ObjectionMove::Uphold => t(locale, "objections.uphold"),
                ObjectionMove::Reject => t(locale, "objections.reject"),
                ObjectionMove::Mend => t(locale, "objections.mend"),
            };
            let field = |kind: &str| format!("{kind}-{}-{id}", what.as_str());
            let answer = matches!(what, ObjectionMove::Uphold | ObjectionMove::Reject)
                .then(|| area(field("answer"), t(locale, "objections.why"), "order[answer]"));
            let remedy = (what == ObjectionMove::Uphold)
                .then(|| area(field("remedy"), t(locale, "objections.remedy"), "order[remedy]"));
            let text = t(locale, "objections.sure").to_owned();
            view! {
                <details>
                    <summary>{label}</summary>
                    <ActionForm action=act>
                        <div class="form">
                            {hidden("id", id.to_string())}
                            {hidden("order[what]", what.as_str().to_owned())}
                            {answer}
                            {remedy}
                            <div class="row"><Confirm label text small=true busy=act.pending()/></div>
                        </div>
                    </ActionForm>
                </details>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

fn area(id: String, label: &'static str, name: &'static str) -> AnyView {
    view! {
        <label for=id.clone()>{label}</label>
        <textarea id=id name=name rows="3" maxlength="2000" required></textarea>
    }
    .into_any()
}
