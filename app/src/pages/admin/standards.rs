//! Standards: find, open, compare; administrators load and retire them. `?standard=&edition=` opens one, `&with=`
//! compares it with another edition.

use super::parts::{
    AdminPage, Confirm, Done, Download, Fault, Field, Finder, Instant, Listing, SortHead, done_of, fault_of,
    list_words,
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::{
        Failure, ListQuery,
        prints::Part,
        standards::{LoadStandard, RestoreStandard, RetireStandard, StandardRow, list_standards},
    },
    components::{
        browser::text_of_file,
        forms::achieved,
        frame::use_session,
        print::Print,
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, failure_text, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/standards";

/// What can be done to standards.
#[derive(Clone, Copy)]
struct Acts {
    load: ServerAction<LoadStandard>,
    retire: ServerAction<RetireStandard>,
    restore: ServerAction<RestoreStandard>,
}

impl Acts {
    fn new() -> Self {
        Self { load: ServerAction::new(), retire: ServerAction::new(), restore: ServerAction::new() }
    }

    /// Moves whenever something was done. A refusal does not count: what was typed stays.
    fn done(self) -> Memo<usize> {
        let (load, moved) = (achieved(self.load), self.moved());
        Memo::new(move |_| load.get() + moved.get())
    }

    /// The same of retiring and taking back.
    fn moved(self) -> Memo<usize> {
        let (retire, restore) = (achieved(self.retire), achieved(self.restore));
        Memo::new(move |_| retire.get() + restore.get())
    }
}

/// The page; standards are no secret.
#[component]
pub fn Standards() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "standards.title") open=true>
            <Body/>
        </AdminPage>
    }
    .into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let acts = Acts::new();
    let session = use_session();
    let words = list_words();
    let done = acts.done();
    let standards = ask(move || (words.get(), done.get()), |(query, _)| list_standards(query));
    let export = Signal::derive(move || {
        let query = words.get();
        Address::new("/api/v1/standards")
            .with("search", &query.search)
            .with("sort", &query.sort)
            .with("limit", "1000")
    });
    view! {
        <div class="row spread">
            <Finder label=t(locale, "standards.find") action=PATH/>
            <Download href=export label=t(locale, "admin.csv")/>
        </div>
        <Transition>
            {answered(session.info(), move |info| {
                let administers = info.is_ok_and(|info| info.administrator);
                administers.then(|| view! { <Load acts/> }).into_any()
            })}
        </Transition>
        <Transition fallback=Loading>
            {answered(standards, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|one| row(locale, one)).collect_view().into_any();
                        let name = if locale.is_english() { "en" } else { "zh" };
                        view! {
                            <Listing label=t(locale, "standards.title") rows total offset shown>
                                <SortHead label=t(locale, "standards.name") column=name/>
                                <SortHead label=t(locale, "standards.id") column="id" usual=true/>
                                <SortHead label=t(locale, "standards.edition") column="edition"/>
                                <th scope="col">{t(locale, "standards.state")}</th>
                                <th scope="col">{t(locale, "standards.subject")}</th>
                                <SortHead label=t(locale, "standards.effective") column="effective"/>
                                <SortHead label=t(locale, "standards.items") column="items"/>
                                <SortHead label=t(locale, "standards.points") column="points"/>
                                <SortHead label=t(locale, "standards.loaded") column="loaded_at"/>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
        <Opened acts/>
    }
    .into_any()
}

fn row(locale: Locale, one: StandardRow) -> AnyView {
    let (id, edition) = (one.id.clone(), one.edition.clone());
    let href =
        move || Address::here().with("standard", &id).with("edition", &edition).without("with").to_string();
    let illustrative = one.illustrative.then(|| {
        view! { <span class="badge warn"><span aria-hidden="true">"✎"</span>{t(locale, "standards.illustrative")}</span> }
    });
    let loaded = match one.loaded_at.clone() {
        Some(at) => {
            let by = one.loaded_by.clone().unwrap_or_default();
            view! { <Instant at/> " · " {by} }.into_any()
        }
        None => view! { <span class="muted">{t(locale, "standards.shipped")}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{locale.pick(&one.zh, &one.en).to_owned()}</a> " " {illustrative}</th>
            <td><code>{one.id.clone()}</code></td>
            <td>{one.edition.clone()}</td>
            <td>{state(locale, &one)}</td>
            <td>{t_data(locale, "level", &one.subject)}</td>
            <td>{one.effective.clone()}</td>
            <td class="num">{one.items}</td>
            <td class="num">{one.points}</td>
            <td>{loaded}</td>
        </tr>
    }
    .into_any()
}

/// Whether something can be begun with it.
fn state(locale: Locale, one: &StandardRow) -> AnyView {
    let (class, sign, words) = match (one.usable, &one.retired_at) {
        (true, _) => ("badge good", "✓", t(locale, "standards.usable")),
        (false, None) => ("badge", "◌", t(locale, "standards.coming")),
        (false, Some(_)) => ("badge bad", "✕", t(locale, "standards.retired")),
    };
    view! { <span class=class><span aria-hidden="true">{sign}</span>{words}</span> }.into_any()
}

/// Loads one from its file or from what is typed; what was typed is kept where it was refused.
#[component]
fn Load(acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.load);
    let done = done_of(acts.load, move |row: &StandardRow| {
        t_with(locale, "standards.loaded_done", &[("id", &row.id), ("edition", &row.edition)])
    });
    let area = NodeRef::<leptos::html::Textarea>::new();
    let wrong = Signal::derive(move || fault.with(|f| f.as_ref().is_some_and(|f| f.field == "text")));
    let said =
        move || wrong.get().then(|| fault.with(|f| f.as_ref().map(|f| failure_text(locale, f)))).flatten();
    let chosen = move |event: leptos::ev::Event| {
        text_of_file(&event, move |read| {
            if let Some(area) = area.get_untracked() {
                area.set_value(&read);
            }
        });
    };
    let open = fault.get_untracked().is_some();
    view! {
        <Done text=done/>
        <details class="panel" open=open>
            <summary>{t(locale, "standards.load")}</summary>
            <ActionForm action=acts.load>
                <div class="form wide">
                    <Fault fault fields=&["text"]/>
                    <p class="muted">{t(locale, "standards.load_text")}</p>
                    <div class="field needs-js">
                        <label for="standard-file">{t(locale, "standards.choose")}</label>
                        <input id="standard-file" type="file" accept=".toml,text/plain" on:change=chosen/>
                    </div>
                    <div class="field">
                        <label for="standard-text">{t(locale, "standards.text")}</label>
                        // It is not bound to a signal: what was typed before the client runs would be lost.
                        <textarea node_ref=area id="standard-text" name="text" rows="12" required spellcheck="false"
                            aria-describedby="standard-text-fault" aria-invalid=move || wrong.get().then_some("true")></textarea>
                        <div id="standard-text-fault" class="fault" role="alert">{said}</div>
                    </div>
                    <button class="button primary" type="submit" disabled=acts.load.pending()>
                        {t(locale, "standards.load_submit")}
                    </button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// The standard that the address names, what differs from another edition, and for administrators how to retire it.
#[component]
fn Opened(acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let chosen = Memo::new(move |_| {
        query.with(|query| {
            let word = |key| query.get(key).unwrap_or_default();
            (word("standard"), word("edition"), word("with"))
        })
    });
    let here = Signal::derive(move || {
        let (id, edition, with) = chosen.get();
        if id.is_empty() {
            return String::new();
        }
        Address::new(PATH).with("standard", &id).with("edition", &edition).with("with", &with).to_string()
    });
    let compared = Signal::derive(move || if chosen.get().2.is_empty() { String::new() } else { here.get() });
    let (done, changed) = (acts.done(), acts.moved());
    let moved = Signal::derive(move || done.get() as i64);
    let named = |row: &StandardRow| format!("{} {}", row.id, row.edition);
    let retired =
        done_of(acts.retire, move |row| t_with(locale, "standards.retired_done", &[("name", &named(row))]));
    let restored =
        done_of(acts.restore, move |row| t_with(locale, "standards.restored_done", &[("name", &named(row))]));
    let session = use_session();
    let opened = ask(
        move || (chosen.get(), changed.get()),
        |((id, edition, _), _)| async move {
            if id.is_empty() {
                return Ok(None);
            }
            let query = ListQuery { search: id.clone(), limit: 1000, ..ListQuery::default() };
            let found = list_standards(query).await?;
            Ok::<_, Failure>(found.rows.into_iter().find(|row| row.id == id && row.edition == edition))
        },
    );
    view! {
        <Done text=retired/>
        <Done text=restored/>
        <Transition>
            {answered(session.info(), move |info| {
                let administers = info.is_ok_and(|info| info.administrator);
                let change = move || {
                    view! {
                        <Transition>
                            {answered(opened, move |answer| match answer {
                                Ok(Some(row)) => view! { <Change row acts/> }.into_any(),
                                _ => ().into_any(),
                            })}
                        </Transition>
                    }
                };
                administers.then(change).into_any()
            })}
        </Transition>
        <Print part=Part::StandardDifferences here=compared moved/>
        <Print part=Part::Standard here moved/>
    }
    .into_any()
}

/// Retiring, or taking back into use, with a reason.
#[component]
fn Change(row: StandardRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let title = format!("{} · {}", locale.pick(&row.zh, &row.en), row.edition);
    let named = [("name", title.as_str())];
    let content = if row.retired_at.is_none() {
        let text = t_with(locale, "standards.retire_text", &named);
        let fault = fault_of(acts.retire);
        view! {
            <ActionForm action=acts.retire>
                <div class="form">
                    <Fault fault fields=&["reason"]/>
                    <input type="hidden" name="id" value=row.id/>
                    <input type="hidden" name="edition" value=row.edition/>
                    <Field id="retire-reason" label=t(locale, "standards.reason") name="reason" field="reason" fault
                        required=true max=500/>
                    <Confirm label=t(locale, "standards.retire") text danger=true busy=acts.retire.pending()/>
                </div>
            </ActionForm>
        }
        .into_any()
    } else {
        let text = t_with(locale, "standards.restore_text", &named);
        let fault = fault_of(acts.restore);
        view! {
            <ActionForm action=acts.restore>
                <div class="form">
                    <Fault fault fields=&["reason"]/>
                    <input type="hidden" name="id" value=row.id/>
                    <input type="hidden" name="edition" value=row.edition/>
                    <Field id="restore-reason" label=t(locale, "standards.reason") name="reason" field="reason" fault
                        required=true max=500/>
                    <Confirm label=t(locale, "standards.restore") text busy=acts.restore.pending()/>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <details class="panel">
            <summary>{t_with(locale, "standards.use_of", &named)}</summary>
            {content}
        </details>
    }
    .into_any()
}
