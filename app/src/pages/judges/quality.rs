//! The quality of data: what is out of line, put aside with a reason; what is there and when it came.

mod matrix;

use crate::{
    address::Address,
    api::{
        quality::{DismissFinding, FindingRow, FindingsQuery, RestoreFinding, list_findings},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        findings::sentence,
        format::{NONE, amount, number, span},
        forms::achieved_or_late,
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::quality::Sign,
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use matrix::Matrix;

/// Where the page is.
const PATH: &str = "/quality";

/// The page with its tabs.
#[component]
pub fn QualityPage() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    let unit = Memo::new(move |_| query.with(|query| query.get("unit").unwrap_or_default()));
    let links = [("", t(locale, "quality.findings")), ("matrix", t(locale, "quality.matrix"))]
        .into_iter()
        .map(|(word, label)| {
            let href = move || Address::new(PATH).with("tab", word).with("unit", &unit.get()).to_string();
            view! { <a href=href aria-current=move || (tab.get() == word).then_some("page")>{label}</a> }
                .into_any()
        })
        .collect_view()
        .into_any();
    let content = move || match tab.get().as_str() {
        "matrix" => view! { <Matrix unit/> }.into_any(),
        _ => view! { <Findings/> }.into_any(),
    };
    view! {
        <Title text=t(locale, "quality.title")/>
        <section class="page stack quality">
            <h1>{t(locale, "quality.title")}</h1>
            <nav class="tabs" aria-label=t(locale, "quality.title")>{links}</nav>
            {content}
        </section>
    }
    .into_any()
}

fn options(words: Vec<(&'static str, String)>, chosen: String) -> AnyView {
    words
        .into_iter()
        .map(|(word, label)| {
            let chosen = word == chosen;
            view! { <option value=word selected=chosen>{label}</option> }.into_any()
        })
        .collect_view()
        .into_any()
}

/// What is out of line.
#[component]
fn Findings() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let dismiss = ServerAction::<DismissFinding>::new();
    let restore = ServerAction::<RestoreFinding>::new();
    let asked = Memo::new(move |_| {
        let words = words.get();
        FindingsQuery {
            unit: word("unit"),
            sign: word("sign"),
            state: word("state"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let (dismissed, restored) = (achieved_or_late(dismiss), achieved_or_late(restore));
    let version = move || dismissed.get() + restored.get();
    let found = ask(move || (asked.get(), version()), |(query, _)| list_findings(query));
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/quality/findings")
                .with("unit", &asked.unit)
                .with("sign", &asked.sign)
                .with("state", &asked.state)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let signs = move || {
        let all = std::iter::once(("", t(locale, "quality.all_signs").to_owned()));
        let signs =
            Sign::ALL.into_iter().map(|sign| (sign.as_str(), t_data(locale, "quality.signs", sign.as_str())));
        options(all.chain(signs).collect(), word("sign"))
    };
    let states = move || {
        let words = vec![
            ("", t(locale, "quality.open").to_owned()),
            ("dismissed", t(locale, "quality.dismissed").to_owned()),
            ("all", t(locale, "quality.all").to_owned()),
        ];
        options(words, word("state"))
    };
    view! {
        <p class="muted">{t(locale, "quality.note")}</p>
        <details>
            <summary>{t(locale, "quality.rules")}</summary>
            <ul>
                <li>{t(locale, "quality.rule_counts")}</li>
                <li>{t(locale, "quality.rule_jump")}</li>
                <li>{t(locale, "quality.rule_gaming")}</li>
            </ul>
        </details>
        <div class="spread">
            <Finder label=t(locale, "quality.find") action=PATH>
                {move || {
                    let unit = word("unit");
                    (!unit.is_empty()).then(|| view! { <input type="hidden" name="unit" value=unit/> }.into_any())
                }}
                <div class="field">
                    <label for="sign">{t(locale, "quality.sign")}</label>
                    <select id="sign" name="sign">{signs}</select>
                </div>
                <div class="field">
                    <label for="finding-state">{t(locale, "quality.state")}</label>
                    <select id="finding-state" name="state">{states}</select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "quality.export")/>
        </div>
        <div>
            <Done text=done_of(dismiss, move |()| t(locale, "quality.put_aside").to_owned())/>
            <Done text=done_of(restore, move |()| t(locale, "quality.brought_back").to_owned())/>
            <Fault fault=fault_of(dismiss)/>
            <Fault fault=fault_of(restore)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "quality.none")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    // Each with its form: what is typed into one never stands at another.
                    let rows = page.rows;
                    let rows = view! {
                        <For each=move || rows.clone() key=|finding| format!("{finding:?}")
                            children=move |finding| row(locale, finding, dismiss, restore)/>
                    }
                        .into_any();
                    view! {
                        <Listing label=t(locale, "quality.findings") class="findings" rows total offset shown>
                            <SortHead label=t(locale, "quality.unit") column="unit"/>
                            <SortHead label=t(locale, "quality.sign") column="sign" usual=true/>
                            <SortHead label=t(locale, "quality.month") column="month"/>
                            <th scope="col">{t(locale, "quality.behind")}</th>
                            <SortHead label=t(locale, "quality.score") column="score"/>
                            <th scope="col">{t(locale, "quality.said")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(
    locale: Locale,
    row: FindingRow,
    dismiss: ServerAction<DismissFinding>,
    restore: ServerAction<RestoreFinding>,
) -> AnyView {
    let explained = Address::new("/explain")
        .with("indicator", &row.address.indicator)
        .with("unit", &row.address.unit)
        .with("from", &row.months.0)
        .with("to", &row.months.1)
        .to_string();
    let numbers = (!row.numbers.is_empty()).then(|| {
        let numbers = row
            .numbers
            .iter()
            .map(|(month, number)| {
                let number = number.map_or_else(|| NONE.to_owned(), amount);
                view! { <li>{month.clone()} ": " {number}</li> }.into_any()
            })
            .collect_view();
        view! {
            <details><summary>{t(locale, "quality.months")}</summary><ul class="plain columns">{numbers}</ul></details>
        }
        .into_any()
    });
    let said = row
        .said
        .iter()
        .map(|said| {
            let undone = said.undone_at.clone().map(|at| {
                view! {
                    <p>
                        {t(locale, "quality.undone")} ": " {said.undone_reason.clone()}
                        <br/>
                        <small class="muted">{said.undone_by.clone()} " · " <Instant at/></small>
                    </p>
                }
                .into_any()
            });
            view! {
                <div>
                    <p>
                        {said.reason.clone()}
                        <br/>
                        <small class="muted">{said.by.clone()} " · " <Instant at=said.at.clone()/></small>
                    </p>
                    {undone}
                </div>
            }
            .into_any()
        })
        .collect_view()
        .into_any();
    let act = row.may_dismiss.then(|| {
        let (value, address) = (row.value, &row.address);
        let named = [
            ("order[finding][unit]", address.unit.clone()),
            ("order[finding][sign]", address.sign.as_str().to_owned()),
            ("order[finding][indicator]", address.indicator.clone()),
            ("order[finding][month]", address.month.clone()),
        ]
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
        let id = format!("why-{}-{}-{}-{}", address.unit, address.sign.as_str(), address.indicator, address.month);
        let label = if row.dismissed { t(locale, "quality.bring_back") } else { t(locale, "quality.dismiss") };
        let busy = Signal::derive(move || dismiss.pending().get() || restore.pending().get());
        let fields = view! {
            <div class="form">
                {named}
                <label for=id.clone()>{t(locale, "quality.why")}</label>
                <textarea id=id name="order[reason]" rows="2" maxlength="2000" required></textarea>
                <div class="row"><button class="button small" type="submit" disabled=busy>{label}</button></div>
            </div>
        }
        .into_any();
        let form = if row.dismissed {
            view! { <ActionForm action=restore>{fields}</ActionForm> }.into_any()
        } else {
            view! {
                <ActionForm action=dismiss>
                    <input type="hidden" name="order[value]" value=value.to_string()/>
                    {fields}
                </ActionForm>
            }
            .into_any()
        };
        view! { <details><summary>{label}</summary>{form}</details> }.into_any()
    });
    let score = row.score.map_or_else(|| NONE.to_owned(), |score| number(score, 1));
    let aside = row.dismissed.then(|| view! { <span class="badge">{t(locale, "quality.dismissed")}</span> });
    view! {
        <tr data-testid="finding">
            <th scope="row">
                <a href=Address::unit(&row.address.unit).to_string()>
                    {locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}
                </a>
            </th>
            <td>{t_data(locale, "quality.signs", row.address.sign.as_str())} " " {aside}</td>
            <td>{span(&row.months.0, &row.months.1)}</td>
            <td class="wrap"><a href=explained>{sentence(locale, &row)}</a> {numbers}</td>
            <td class="num">{score}</td>
            <td class="wrap">{said} {act}</td>
        </tr>
    }
    .into_any()
}
