//! Numbers of reports and of other systems that do not agree: explained by the unit, decided by the court.

use super::{PATH, list::report_href};
use crate::{
    address::Address,
    api::{
        differences::{
            DecideDifference, DifferenceRow, DifferencesQuery, ExplainDifference, Stage, list_differences,
        },
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        format::{amount, measure_word},
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn Differences() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let stage = Memo::new(move |_| query.with(|query| query.get("stage").unwrap_or_default()));
    let explain = ServerAction::<ExplainDifference>::new();
    let decide = ServerAction::<DecideDifference>::new();
    let asked = Memo::new(move |_| {
        let words = words.get();
        DifferencesQuery {
            stage: stage.get(),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            ..DifferencesQuery::default()
        }
    });
    let version = move || explain.version().get() + decide.version().get();
    let found = ask(move || (asked.get(), version()), |(query, _)| list_differences(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/differences")
                .with("stage", &asked.stage)
                .with("search", &asked.search)
                .with("limit", "1000")
        })
    });
    let options = move || {
        let chosen = stage.get();
        let stages = Stage::ALL.into_iter().map(|stage| {
            let word = stage.as_str();
            let chosen = word == chosen;
            view! { <option value=word selected=chosen>{t_data(locale, "reports.stages", word)}</option> }
        });
        stages.collect_view()
    };
    view! {
        <p class="muted">{t(locale, "reports.differences_note")}</p>
        <div class="spread">
            <Finder label=t(locale, "reports.find") action=PATH>
                <input type="hidden" name="tab" value="differences"/>
                <div class="field">
                    <label for="stage">{t(locale, "reports.stage")}</label>
                    <select id="stage" name="stage">
                        <option value="">{t(locale, "reports.undecided")}</option>
                        {options}
                    </select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "reports.export")/>
        </div>
        <div>
            <Done text=done_of(explain, move |()| t(locale, "reports.explained").to_owned())/>
            <Done text=done_of(decide, move |()| t(locale, "reports.decided").to_owned())/>
            <Fault fault=fault_of(explain)/>
            <Fault fault=fault_of(decide)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "reports.no_differences")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page
                        .rows
                        .into_iter()
                        .enumerate()
                        .map(|(n, difference)| row(locale, n, difference, explain, decide))
                        .collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "reports.tab.differences") class="differences" rows total offset shown>
                            <SortHead label=t(locale, "reports.unit") column="unit"/>
                            <SortHead label=t(locale, "reports.period") column="period"/>
                            <th scope="col">{t(locale, "column.indicator")}</th>
                            <th scope="col" class="num">{t(locale, "reports.said")}</th>
                            <th scope="col" class="num">{t(locale, "reports.known")}</th>
                            <SortHead label=t(locale, "reports.size") column="size"/>
                            <SortHead label=t(locale, "reports.stage") column="stage" usual=true/>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

fn row(
    locale: Locale,
    place: usize,
    row: DifferenceRow,
    explain: ServerAction<ExplainDifference>,
    decide: ServerAction<DecideDifference>,
) -> AnyView {
    let measure = measure_word(locale, &row.measure);
    let (kind, sign) = match row.stage {
        Stage::Open => ("bad", "!"),
        Stage::Explained => ("warn", "○"),
        Stage::Decided => ("good", "✓"),
    };
    let away = row.said - row.known;
    let size = format!("{}{}", if away < 0.0 { "−" } else { "+" }, amount(away.abs()));
    let source = t_data(locale, "source", &row.source);
    let allowed = t_with(locale, "reports.allowed", &[("n", &amount(row.allowed))]);
    let explained = (!row.explanation.is_empty()).then(|| {
        let at = row.explained_at.clone().map(|at| view! { " · " <Instant at/> });
        view! { <p>{row.explanation.clone()} <small class="muted">" " {row.explained_by.clone()} {at}</small></p> }
    });
    let decided = row.decision.map(|decision| {
        let word = t_data(locale, "reports.decisions", decision.as_str());
        let at = row.decided_at.clone().map(|at| view! { " · " <Instant at/> });
        view! {
            <p>
                <b>{word}</b> " " {row.reason.clone()} <small class="muted">" " {row.decided_by.clone()} {at}</small>
            </p>
        }
    });
    let settled = row.stage == Stage::Decided;
    let to_explain = (row.may_explain && !settled).then(|| explaining(locale, place, &row, explain));
    let to_decide = row.may_decide.then(|| deciding(locale, place, &row, decide));
    view! {
        <tr data-testid="difference">
            <th scope="row"><a href=report_href(&row.address)>{locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}</a></th>
            <td>{row.address.period.clone()}</td>
            <td>{locale.pick(&row.field_name.0, &row.field_name.1).to_owned()} " " <small class="muted">{measure}</small></td>
            <td class="num">{amount(row.said)}</td>
            <td class="num">{amount(row.known)} <br/> <small class="muted">{source}</small></td>
            <td class="num">{size} <br/> <small class="muted">{allowed}</small></td>
            <td class="wrap">
                <span class=format!("badge {kind}")>
                    <span aria-hidden="true">{sign}</span>
                    {t_data(locale, "reports.stages", row.stage.as_str())}
                </span>
                {explained}
                {decided}
                {to_explain}
                {to_decide}
            </td>
        </tr>
    }
    .into_any()
}

/// Which difference a form is about.
fn about(row: &DifferenceRow) -> AnyView {
    let at = row.address.clone();
    view! {
        <input type="hidden" name="address[form]" value=at.form/>
        <input type="hidden" name="address[unit]" value=at.unit/>
        <input type="hidden" name="address[period]" value=at.period/>
        <input type="hidden" name="order[field]" value=row.field.clone()/>
    }
    .into_any()
}

fn explaining(
    locale: Locale,
    place: usize,
    row: &DifferenceRow,
    explain: ServerAction<ExplainDifference>,
) -> AnyView {
    let id = format!("explain-{place}");
    let (about, text) = (about(row), row.explanation.clone());
    let shown = text.clone();
    view! {
        <details>
            <summary>{t(locale, "reports.explain_difference")}</summary>
            <ActionForm action=explain>
                {about}
                <label for=id.clone()>{t(locale, "reports.explanation")}</label>
                // By the property too: an empty text that the server writes here is a space, which would be there.
                <textarea id=id name="order[explanation]" rows="2" maxlength="2000" required prop:value=text>{crate::components::format::textarea_text(shown)}</textarea>
                <button class="button small" type="submit" disabled=explain.pending()>{t(locale, "reports.save")}</button>
            </ActionForm>
        </details>
    }
    .into_any()
}

fn deciding(
    locale: Locale,
    place: usize,
    row: &DifferenceRow,
    decide: ServerAction<DecideDifference>,
) -> AnyView {
    let id = format!("decide-{place}");
    let (about, reason) = (about(row), row.reason.clone());
    let [said, known] = [row.said, row.known].map(|number| number.to_string());
    view! {
        <details>
            <summary>{t(locale, "reports.decide_difference")}</summary>
            <ActionForm action=decide>
                {about}
                <input type="hidden" name="order[said]" value=said/>
                <input type="hidden" name="order[known]" value=known/>
                <label for=id.clone()>{t(locale, "reports.reason")}</label>
                <input id=id name="order[reason]" maxlength="2000" autocomplete="off" value=reason/>
                <div class="row">
                    <button class="button small" type="submit" name="order[decision]" value="report" disabled=decide.pending()>
                        {t_data(locale, "reports.decisions", "report")}
                    </button>
                    <button class="button small" type="submit" name="order[decision]" value="system" disabled=decide.pending()>
                        {t_data(locale, "reports.decisions", "system")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
