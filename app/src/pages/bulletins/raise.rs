//! Raising a problem: what it was found in, which the address names, and the words.

use super::{PROBLEMS, hidden, options};
use crate::{
    address::Address,
    api::{
        prints::Part,
        problems::{ProblemList, ProblemsQuery, RaiseProblem, list_problems},
        wire::ask,
    },
    components::{
        fields::{Fault, UnitField, fault_of},
        format::pick,
        print::Print,
        states::{FailureView, Loading, answered},
    },
    domain::problems::{ContextKind, Severity},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Words of the address that name what it was found in, and how the form sends them.
const WORDS: [(&str, &str); 15] = [
    ("indicator", "order[context][indicator]"),
    ("from", "order[context][from]"),
    ("to", "order[context][to]"),
    ("edition", "order[context][edition]"),
    ("file", "order[context][file]"),
    ("form", "order[context][form]"),
    ("period", "order[context][period]"),
    ("field", "order[context][field]"),
    ("campaign", "order[context][campaign]"),
    ("item", "order[context][item]"),
    ("alarm", "order[context][alarm]"),
    ("device", "order[context][device]"),
    ("title", "order[context][title]"),
    ("text", "order[context][text]"),
    ("link", "order[context][link]"),
];

/// The form.
#[component]
pub fn Raise() -> impl IntoView {
    let locale = use_locale();
    let frame = ask(|| (), |()| list_problems(ProblemsQuery { limit: 1, ..ProblemsQuery::default() }));
    view! {
        <Suspense fallback=Loading>
            {answered(frame, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(list) if !list.may_raise => {
                    view! { <FailureView failure=crate::api::Failure::forbidden("")/> }.into_any()
                }
                Ok(list) => view! { <Words list/> }.into_any(),
            })}
        </Suspense>
        <p><a href=PROBLEMS>{t(locale, "problems.all")}</a></p>
    }
    .into_any()
}

#[component]
fn Words(list: ProblemList) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    // What the address names when the page is opened is what is sent: it does not change under the hands.
    let named = query.get_untracked();
    let word = |key: &str| named.get(key).unwrap_or_default();
    let kind = kind_of(&word);
    let raise = ServerAction::<RaiseProblem>::new();
    let fault = fault_of(raise);
    let number = Memo::new(move |_| {
        raise.value().with(|answer| answer.as_ref().and_then(|a| a.as_ref().ok().copied()))
    });
    let sent: Vec<_> = WORDS
        .into_iter()
        .filter(|(key, _)| !word(key).is_empty())
        .map(|(key, name)| hidden(name, word(key)))
        .collect();
    let categories: Vec<_> =
        list.categories.iter().map(|known| (known.id.clone(), pick(locale, &known.name))).collect();
    let severities = Severity::ALL.iter().map(|severity| severity.as_str());
    let severities: Vec<_> =
        severities.map(|word| (word.to_owned(), t_data(locale, "problems.severity", word))).collect();
    let context = context(locale, kind, &word);
    let (unit, category) = (word("unit"), word("category"));
    let categories = options(categories, &category);
    let severities = options(severities, "minor");
    view! {
        <section class="panel stack" aria-labelledby="raise-title">
            <header><h2 id="raise-title">{t(locale, "problems.raise")}</h2></header>
            {context}
            <Fault fault fields=&["unit"]/>
            <div role="status">
                {move || number.get().map(|id| {
                    let href = format!("{PROBLEMS}/{id}");
                    view! {
                        <p class="notice">
                            {t(locale, "problems.raised_done")} " "
                            <a href=href>{t_with(locale, "problems.open_number", &[("n", &id.to_string())])}</a>
                        </p>
                    }
                    .into_any()
                })}
            </div>
            <div class:hidden=move || number.get().is_some()>
                <ActionForm action=raise>
                    <div class="form">
                        {hidden("order[context][kind]", kind.as_str().to_owned())}
                        {sent}
                        <UnitField id="raise-unit" label=t(locale, "problems.unit") name="order[unit]" field="unit" fault
                            value=unit hint=t(locale, "problems.unit_hint") required=true/>
                        <div class="field">
                            <label for="raise-category">{t(locale, "problems.category")}</label>
                            <select id="raise-category" name="order[category]">{categories}</select>
                        </div>
                        <div class="field">
                            <label for="raise-severity">{t(locale, "problems.severity_label")}</label>
                            <select id="raise-severity" name="order[severity]">{severities}</select>
                        </div>
                        <div class="field">
                            <label for="raise-text">{t(locale, "problems.text")}</label>
                            <textarea id="raise-text" name="order[text]" rows="4" maxlength="2000" required></textarea>
                        </div>
                        <div class="row">
                            <button class="button primary" type="submit" disabled=raise.pending()>{t(locale, "problems.raise")}</button>
                        </div>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
    .into_any()
}

/// What the address names.
fn kind_of(word: &dyn Fn(&str) -> String) -> ContextKind {
    let named = [
        ("indicator", ContextKind::Figure),
        ("file", ContextKind::File),
        ("form", ContextKind::Report),
        ("campaign", ContextKind::Review),
        ("alarm", ContextKind::Alarm),
        ("device", ContextKind::Device),
        ("title", ContextKind::Alarm),
    ];
    let found = named.into_iter().find(|(key, _)| !word(key).is_empty());
    found.map_or(ContextKind::None, |(_, kind)| kind)
}

/// What it was found in: a figure opened, a picture, or the words that name it.
fn context(locale: Locale, kind: ContextKind, word: &dyn Fn(&str) -> String) -> AnyView {
    let words = match kind {
        ContextKind::None => {
            return view! { <p class="muted">{t(locale, "problems.no_context")}</p> }.into_any();
        }
        ContextKind::Figure => {
            let here = ["unit", "indicator", "from", "to", "edition"]
                .into_iter()
                .fold(Address::new("/explain"), |here, key| here.with(key, &word(key)))
                .to_string();
            return view! {
                <p class="muted">{t(locale, "problems.kept_context")}</p>
                <Print part=Part::Explanation here=Signal::stored(here)/>
            }
            .into_any();
        }
        ContextKind::File => {
            let file = word("file");
            let (src, href) = (format!("/api/v1/files/{file}/thumbnail"), format!("/api/v1/files/{file}"));
            let alt = t_with(locale, "reports.photo", &[("n", &file)]);
            return view! {
                <p class="muted">{t(locale, "problems.kept_context")}</p>
                <p><a href=href rel="external" target="_blank"><img src=src alt=alt width="160" height="120"/></a></p>
            }
            .into_any();
        }
        ContextKind::Report => [word("form"), word("period"), word("field")],
        ContextKind::Review => [word("campaign"), word("item"), String::new()],
        ContextKind::Alarm | ContextKind::Device => [word("title"), word("text"), String::new()],
    };
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    view! {
        <p class="notice">{t_data(locale, "problems.context", kind.as_str())} ": " {words.join(" · ")}</p>
        <p class="muted">{t(locale, "problems.kept_context")}</p>
    }
    .into_any()
}
