//! The recognitions: who has which, until when, and what has become of it.

use crate::{
    address::Address,
    api::{
        reviews::{MoveRecognition, Recheck, RecheckRecognitions, RecognitionRow, list_recognitions},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::{pick, standing_badge, who},
        forms::achieved,
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reviews::StandingMove,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::{PATH, campaign::parts::hidden, campaign_href},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn Recognitions(
    /// Whether the reader supervises the province and can have all checked.
    runs: bool,
) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let unit = Memo::new(move |_| query.with(|query| query.get("unit").unwrap_or_default()));
    let act = ServerAction::<MoveRecognition>::new();
    let recheck = ServerAction::<RecheckRecognitions>::new();
    let (acted, checked) = (achieved(act), achieved(recheck));
    let found = ask(
        move || (unit.get(), words.get(), acted.get() + checked.get()),
        |(unit, query, _)| list_recognitions(unit, query),
    );
    let export = Signal::derive(move || {
        words.with(|words| {
            Address::new("/api/v1/recognitions")
                .with("unit", &unit.get())
                .with("search", &words.search)
                .with("sort", &words.sort)
                .with("limit", "1000")
        })
    });
    let again = runs.then(|| {
        view! {
            <ActionForm action=recheck>
                <Confirm label=t(locale, "reviews.recheck") text=t(locale, "reviews.recheck_text").to_owned()
                    busy=recheck.pending()/>
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <p class="muted">{t(locale, "reviews.recognitions_note")}</p>
        <Done text=done_of(act, move |()| t(locale, "reviews.recognition_moved").to_owned())/>
        <Done text=done_of(recheck, move |answer: &Recheck| rechecked(locale, answer))/>
        <Fault fault=fault_of(act)/>
        <Fault fault=fault_of(recheck)/>
        <div class="row spread">
            <Finder label=t(locale, "reviews.find_tribunal") action=PATH>
                <input type="hidden" name="tab" value="recognitions"/>
                <input type="hidden" name="unit" value=move || unit.get()/>
            </Finder>
            <div class="row">
                {again}
                <Download href=export label=t(locale, "reviews.export")/>
            </div>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "reviews.no_recognitions")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    // Each with its form: what is typed into one never stands at another.
                    let rows = page.rows;
                    let rows = view! {
                        <For each=move || rows.clone() key=|row| (row.id, row.revision, row.events.len()) children=move |found| row(locale, found, act)/>
                    }
                        .into_any();
                    view! {
                        <Listing label=t(locale, "reviews.tab.recognitions") class="recognitions" rows total offset shown>
                            <SortHead label=t(locale, "reviews.tribunal") column="unit"/>
                            <SortHead label=t(locale, "reviews.result") column="result"/>
                            <SortHead label=t(locale, "reviews.standing_head") column="standing"/>
                            <SortHead label=t(locale, "reviews.valid") column="until"/>
                            <th scope="col">{t(locale, "reviews.campaign")}</th>
                            <th scope="col">{t(locale, "reviews.history")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

/// What a check of all has found.
fn rechecked(locale: Locale, answer: &Recheck) -> String {
    let n = answer.checked.to_string();
    match answer.warned.len() {
        0 => t_with(locale, "reviews.rechecked_none", &[("n", &n)]),
        warned => {
            let codes = answer.warned.join(t(locale, "reviews.comma"));
            let warned = warned.to_string();
            t_with(locale, "reviews.rechecked", &[("n", &n), ("warned", &warned), ("codes", &codes)])
        }
    }
}

fn row(locale: Locale, row: RecognitionRow, act: ServerAction<MoveRecognition>) -> AnyView {
    let events = row
        .events
        .iter()
        .rev()
        .map(|event| {
            let what = t_data(locale, "reviews.recognition_event", &event.what);
            view! {
                <li>
                    <b>{what}</b> " " {event.reason.clone()}
                    <small class="muted">" " {who(&event.by)} " · " <Instant at=event.at.clone()/></small>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let count = t_with(locale, "reviews.events_count", &[("n", &row.events.len().to_string())]);
    let moves = (!row.may.is_empty()).then(|| moves(locale, &row, act));
    view! {
        <tr data-testid="recognition">
            <th scope="row">
                <a href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                <small class="muted">" " {pick(locale, &row.city)}</small>
            </th>
            <td>{pick(locale, &row.result_name)}</td>
            <td>{standing_badge(locale, row.standing)}</td>
            <td>{format!("{} – {}", row.from, row.until)}</td>
            <td><a href=campaign_href(row.campaign).to_string()>{pick(locale, &row.campaign_name)}</a></td>
            <td class="wrap">
                <details><summary>{count}</summary><ul class="plain">{events}</ul></details>
                {moves}
            </td>
        </tr>
    }
    .into_any()
}

/// What the reader can do: one reason, a button for each.
fn moves(locale: Locale, row: &RecognitionRow, act: ServerAction<MoveRecognition>) -> AnyView {
    let field = format!("standing-{}", row.id);
    let buttons = row
        .may
        .iter()
        .filter(|what| **what != StandingMove::Withdraw)
        .map(|what| {
            let word = what.as_str();
            view! {
                <button class="button small" type="submit" name="order[what]" value=word disabled=act.pending()>
                    {t_data(locale, "reviews.standing_move", word)}
                </button>
            }
            .into_any()
        })
        .collect_view();
    let (id, revision) = (row.id, row.revision);
    let withdraw = row.may.contains(&StandingMove::Withdraw).then(|| withdrawal(locale, row, act));
    let others = row.may.iter().any(|what| *what != StandingMove::Withdraw);
    // Whoever is heard says words; whoever decides gives a reason.
    let label = match row.may.as_slice() {
        [StandingMove::Hear] => t(locale, "reviews.own_words"),
        _ => t(locale, "reviews.reason"),
    };
    let others = others.then(|| {
        view! {
            <details>
                <summary>{t(locale, "reviews.act")}</summary>
                <ActionForm action=act>
                    <div class="form">
                        {hidden("order[id]", id)}
                        {hidden("order[revision]", revision)}
                        <label for=field.clone()>{label}</label>
                        <textarea id=field name="order[reason]" rows="2" maxlength="2000" required></textarea>
                        <div class="row">{buttons}</div>
                    </div>
                </ActionForm>
            </details>
        }
        .into_any()
    });
    view! { {others} {withdraw} }.into_any()
}

/// Taking a recognition away asks first.
fn withdrawal(locale: Locale, row: &RecognitionRow, act: ServerAction<MoveRecognition>) -> AnyView {
    let field = format!("withdraw-{}", row.id);
    let (id, revision) = (row.id, row.revision);
    let label = t(locale, "reviews.withdraw");
    let text = t_with(locale, "reviews.withdraw_text", &[("name", &pick(locale, &row.unit_name))]);
    view! {
        <details>
            <summary>{label}</summary>
            <ActionForm action=act>
                <div class="form">
                    {hidden("order[id]", id)}
                    {hidden("order[revision]", revision)}
                    {hidden("order[what]", StandingMove::Withdraw.as_str())}
                    <label for=field.clone()>{t(locale, "reviews.reason")}</label>
                    <textarea id=field name="order[reason]" rows="2" maxlength="2000" required></textarea>
                    <div class="row"><Confirm label text danger=true small=true busy=act.pending()/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
