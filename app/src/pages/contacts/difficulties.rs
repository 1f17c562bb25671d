//! Difficulties: the list over all tribunals, and those of one with what can be done.

use super::{CONTACTS, state_badge};
use crate::{
    address::Address,
    api::{
        Page,
        contacts::{
            ContactView, DifficultiesQuery, DifficultyRow, DifficultyStep, MoveDifficulty, RaiseDifficulty,
            list_difficulties,
        },
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::{badge, pick, who},
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::contacts::{DifficultyMove, DifficultyState},
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::bulletins::{hidden, options},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list over all tribunals.
#[component]
pub fn List() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let words = words.get();
        let word = |key: &str| query.with(|query| query.get(key).unwrap_or_default());
        DifficultiesQuery {
            unit: word("unit"),
            state: word("state"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_difficulties);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/difficulties")
                .with("unit", &asked.unit)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let states = DifficultyState::ALL.iter().map(|state| state.as_str()).chain(["overdue", "all"]);
    let mut states: Vec<_> =
        states.map(|word| (word.to_owned(), t_data(locale, "contacts.state", word))).collect();
    states.insert(0, (String::new(), t(locale, "contacts.unsettled").to_owned()));
    let states = options(states, &asked.get_untracked().state);
    view! {
        <div class="spread">
            <Finder label=t(locale, "contacts.find_difficulty") action=CONTACTS>
                {hidden("tab", "difficulties".to_owned())}
                <div class="field">
                    <label for="difficulty-state">{t(locale, "problems.state_label")}</label>
                    <select id="difficulty-state" name="state">{states}</select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "contacts.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) => shown(locale, &page),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, page: &Page<DifficultyRow>) -> AnyView {
    if page.rows.is_empty() {
        return view! { <Empty text=t(locale, "contacts.no_difficulties")/> }.into_any();
    }
    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
    let rows = page.rows.iter().map(|found| row(locale, found)).collect_view().into_any();
    view! {
        <Listing label=t(locale, "contacts.difficulties") rows total offset shown>
            <th scope="col">{t(locale, "contacts.difficulty")}</th>
            <th scope="col">{t(locale, "contacts.tribunal")}</th>
            <th scope="col">{t(locale, "contacts.addressee")}</th>
            <th scope="col">{t(locale, "problems.state_label")}</th>
            <SortHead label=t(locale, "contacts.answer_until") column="deadline"/>
            <SortHead label=t(locale, "problems.raised") column="raised" usual=true/>
        </Listing>
    }
    .into_any()
}

fn row(locale: Locale, row: &DifficultyRow) -> AnyView {
    let href = format!("{CONTACTS}/{}#difficulty-{}", row.unit, row.id);
    view! {
        <tr data-testid="difficulty">
            <th scope="row" class="wrap"><a href=href>{row.text.clone()}</a></th>
            <td>{pick(locale, &row.unit_name)}</td>
            <td>{pick(locale, &row.addressee)}</td>
            <td>{state_badge(locale, row.state)} " " {over(locale, row)}</td>
            <td>{row.deadline.clone()}</td>
            <td>{row.raised_on.clone()} <br/> <small class="muted">{who(&row.raised_by)}</small></td>
        </tr>
    }
    .into_any()
}

/// By how much it is over its deadline.
fn over(locale: Locale, row: &DifficultyRow) -> Option<AnyView> {
    let days = row.days_over?.to_string();
    Some(badge("bad", "!", t_with(locale, "problems.days_over", &[("n", &days)])))
}

/// The difficulties of a tribunal, with what the reader can do to each.
pub fn of_tribunal(locale: Locale, view: &ContactView, go: ServerAction<MoveDifficulty>) -> AnyView {
    let proposed = view.days.1.clone();
    let items = view
        .difficulties
        .iter()
        .map(|row| item(locale, row, &view.steps, &proposed, go))
        .collect_view()
        .into_any();
    let list = if view.difficulties.is_empty() {
        view! { <p class="muted">{t(locale, "contacts.no_difficulties")}</p> }.into_any()
    } else {
        view! { <ul class="plain stack">{items}</ul> }.into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="difficulties-title">
            <header><h2 id="difficulties-title">{t(locale, "contacts.difficulties")}</h2></header>
            {list}
        </section>
    }
    .into_any()
}

fn item(
    locale: Locale,
    row: &DifficultyRow,
    steps: &[DifficultyStep],
    proposed: &str,
    go: ServerAction<MoveDifficulty>,
) -> AnyView {
    let to = t_with(
        locale,
        "contacts.asked_of",
        &[("court", &pick(locale, &row.addressee)), ("day", &row.deadline)],
    );
    let raised = format!("{} · {}", row.raised_on, who(&row.raised_by));
    let steps = steps
        .iter()
        .filter(|step| step.difficulty == row.id)
        .map(|step| {
            view! {
                <li>
                    <b>{t_data(locale, "contacts.move", step.what.as_str())}</b> " · " {who(&step.by)} " · "
                    <Instant at=step.at.clone()/> " " <span class="prose">{step.note.clone()}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let forms: Vec<AnyView> =
        row.may.iter().map(|what| form(locale, row.id, *what, proposed.to_owned(), go)).collect();
    view! {
        <li class="stack" id=format!("difficulty-{}", row.id) data-testid="own-difficulty">
            <p class="prose">{row.text.clone()}</p>
            <div class="row">{state_badge(locale, row.state)} {over(locale, row)} <small class="muted">{to} " · " {raised}</small></div>
            <ul class="plain">{steps}</ul>
            {forms}
        </li>
    }
    .into_any()
}

fn form(
    locale: Locale,
    id: i64,
    what: DifficultyMove,
    proposed: String,
    go: ServerAction<MoveDifficulty>,
) -> AnyView {
    let label = match what {
        DifficultyMove::Answer => t(locale, "contacts.do.answer"),
        DifficultyMove::Settle => t(locale, "contacts.do.settle"),
        DifficultyMove::Reopen => t(locale, "contacts.do.reopen"),
    };
    let note_label = match what {
        DifficultyMove::Answer => t(locale, "contacts.answer"),
        DifficultyMove::Settle => t(locale, "problems.remark"),
        DifficultyMove::Reopen => t(locale, "problems.why"),
    };
    let field = |name: &str| format!("{}-{name}-{id}", what.as_str());
    let day = what.sets_deadline().then(|| {
        let id = field("day");
        view! {
            <div class="field">
                <label for=id.clone()>{t(locale, "contacts.answer_until")}</label>
                <input id=id name="order[day]" type="date" value=proposed required/>
            </div>
        }
        .into_any()
    });
    let note = field("note");
    let text = t_data(locale, "contacts.sure", what.as_str());
    view! {
        <details>
            <summary>{label}</summary>
            <ActionForm action=go>
                <div class="form">
                    {hidden("id", id.to_string())}
                    {hidden("order[what]", what.as_str().to_owned())}
                    <div class="field">
                        <label for=note.clone()>{note_label}</label>
                        <textarea id=note name="order[note]" rows="3" maxlength="2000" required=what.needs_note()></textarea>
                    </div>
                    {day}
                    <div class="row"><Confirm label text busy=go.pending()/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// The form for a new one.
pub fn raise(locale: Locale, view: &ContactView, raise: ServerAction<RaiseDifficulty>) -> Option<AnyView> {
    if !view.may_raise {
        return None;
    }
    let addressees = view.addressees.iter();
    let addressees: Vec<_> =
        addressees.map(|court| (court.level.as_str().to_owned(), pick(locale, &court.name))).collect();
    let visits = view.visits.iter().filter(|visit| visit.withdrawn_by.is_empty()).map(|visit| {
        let kind = t_data(locale, "contacts.kind", visit.kind.as_str());
        (visit.id.to_string(), format!("{} · {kind}", visit.day))
    });
    let mut visits: Vec<_> = visits.collect();
    visits.insert(0, (String::new(), t(locale, "contacts.at_no_visit").to_owned()));
    let (addressees, visits) = (options(addressees, ""), options(visits, ""));
    let (unit, day) = (view.row.unit.clone(), view.days.1.clone());
    let shown = view! {
        <section class="panel stack" aria-labelledby="raise-title">
            <header><h2 id="raise-title">{t(locale, "contacts.raise")}</h2></header>
            <Fault fault=fault_of(raise)/>
            <ActionForm action=raise>
                <div class="form">
                    {hidden("unit", unit)}
                    <div class="field">
                        <label for="difficulty-text">{t(locale, "contacts.difficulty")}</label>
                        <textarea id="difficulty-text" name="order[text]" rows="3" maxlength="2000" required></textarea>
                    </div>
                    <div class="field">
                        <label for="difficulty-addressee">{t(locale, "contacts.addressee")}</label>
                        <select id="difficulty-addressee" name="order[addressee]">{addressees}</select>
                    </div>
                    <div class="field">
                        <label for="difficulty-day">{t(locale, "contacts.answer_until")}</label>
                        <input id="difficulty-day" name="order[day]" type="date" value=day required/>
                    </div>
                    <div class="field">
                        <label for="difficulty-visit">{t(locale, "contacts.at_visit")}</label>
                        <select id="difficulty-visit" name="order[visit]">{visits}</select>
                    </div>
                    <div class="row">
                        <button class="button primary" type="submit" disabled=raise.pending()>{t(locale, "contacts.raise")}</button>
                    </div>
                </div>
            </ActionForm>
        </section>
    };
    Some(shown.into_any())
}
