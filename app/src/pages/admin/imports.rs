//! Imported tables: choose a file, and what became of those before. The file goes to `POST /api/v1/imports` as a
//! plain form, which answers with the page of the preview.

use super::parts::{AdminPage, Finder, Instant, Listing, list_words};
use crate::api::wire::ask;
use crate::{
    api::{
        Failure, FailureKind,
        imports::{ImportRow, ImportState, ProfileRow, list_imports, list_profiles},
    },
    components::{
        format::number,
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, failure_text, t, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/imports";
/// What the browser offers to choose.
const ACCEPT: &str = ".csv,.txt,.tsv,.xlsx,.xls";

/// The page. `?failed=` holds the reason of the last refusal, `?value=` a particular of it.
#[component]
pub fn Imports() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.imports.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let profiles = ask(|| (), |()| list_profiles());
    let history = ask(move || words.get(), list_imports);
    let query = use_query_map();
    let failed = move || {
        let word = |key| query.with(|query| query.get(key).unwrap_or_default());
        let failure = Failure::new(FailureKind::Invalid, &word("failed")).with_value(word("value"));
        (!failure.reason.is_empty())
            .then(|| view! { <p class="notice bad" role="alert">{failure_text(locale, &failure)}</p> })
    };
    view! {
        {failed}
        <Transition fallback=Loading>
            {answered(profiles, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(profiles) => view! { <Choose profiles/> }.into_any(),
                }
            })}
        </Transition>
        <h2>{t(locale, "admin.imports.history")}</h2>
        <Finder label=t(locale, "admin.imports.find") action=PATH/>
        <Transition fallback=Loading>
            {answered(history, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|import| row(locale, import)).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "admin.imports.history") rows total offset shown>
                                <th scope="col" class="num">{t(locale, "admin.number")}</th>
                                <th scope="col">{t(locale, "admin.imports.file")}</th>
                                <th scope="col">{t(locale, "admin.imports.profile")}</th>
                                <th scope="col">{t(locale, "admin.imports.state")}</th>
                                <th scope="col" class="num">{t(locale, "admin.imports.rows_read")}</th>
                                <th scope="col" class="num">{t(locale, "admin.imports.rows_accepted")}</th>
                                <th scope="col" class="num">{t(locale, "admin.imports.rows_quarantined")}</th>
                                <th scope="col">{t(locale, "admin.imports.actor")}</th>
                                <th scope="col">{t(locale, "admin.imports.read_at")}</th>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn row(locale: Locale, import: ImportRow) -> impl IntoView {
    let count = |rows: i64| number(rows as f64, 0);
    view! {
        <tr>
            <td class="num">{import.id}</td>
            <th scope="row"><a href=format!("{PATH}/{}", import.id)>{import.file_name}</a></th>
            <td><code>{import.profile}</code></td>
            <td>{state_badge(locale, import.state)}</td>
            <td class="num">{count(import.counts.rows_read)}</td>
            <td class="num">{count(import.counts.rows_accepted)}</td>
            <td class="num">{count(import.counts.rows_quarantined)}</td>
            <td>{import.actor}</td>
            <td><Instant at=import.created_at/></td>
        </tr>
    }
}

/// The state of an import: a sign and a word.
pub(super) fn state_badge(locale: Locale, state: ImportState) -> impl IntoView {
    let (class, sign, word) = match state {
        ImportState::Previewed => ("badge warn", "◌", t(locale, "admin.imports.previewed")),
        ImportState::Committed => ("badge good", "✓", t(locale, "admin.imports.committed")),
        ImportState::Undone => ("badge", "↶", t(locale, "admin.imports.undone")),
    };
    view! { <span class=class data-testid="state"><span aria-hidden="true">{sign}</span>{word}</span> }
}

/// Profile and file: one of those that are known, or one's own.
#[component]
fn Choose(profiles: Vec<ProfileRow>) -> impl IntoView {
    let locale = use_locale();
    let options = profiles
        .iter()
        .map(|profile| {
            let words = format!("{} ({})", locale.pick(&profile.zh, &profile.en), profile.id);
            view! { <option value=profile.id.clone()>{words}</option> }
        })
        .collect_view();
    let texts = profiles
        .into_iter()
        .map(|profile| {
            view! {
                <details>
                    <summary>{locale.pick(&profile.zh, &profile.en).to_owned()} " (" {profile.id} ")"</summary>
                    <pre class="table-scroll" tabindex="0"><code>{profile.text}</code></pre>
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="panel stack" aria-labelledby="choose">
            <h2 id="choose">{t(locale, "admin.imports.choose")}</h2>
            <p class="muted">{t(locale, "admin.imports.choose_text")}</p>
            <Upload label=t(locale, "admin.imports.read")>
                <div class="field">
                    <label for="profile">{t(locale, "admin.imports.profile")}</label>
                    <select id="profile" name="profile">{options}</select>
                </div>
                <FileField id="file"/>
            </Upload>
            <details>
                <summary>{t(locale, "admin.imports.own")}</summary>
                <div class="stack">
                    <Upload label=t(locale, "admin.imports.read_own")>
                        <div class="field">
                            <label for="profile-text">{t(locale, "admin.imports.own_text")}</label>
                            <textarea id="profile-text" name="profile" rows="12" cols="60" required spellcheck="false"></textarea>
                        </div>
                        <FileField id="file-own"/>
                    </Upload>
                    <h3>{t(locale, "admin.imports.known")}</h3>
                    {texts}
                </div>
            </details>
        </section>
    }
}

#[component]
fn FileField(
    /// Unique on the page.
    id: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="field">
            <label for=id>{t(locale, "admin.imports.file")}</label>
            <input id=id type="file" name="file" accept=ACCEPT required/>
        </div>
    }
}

/// A form that sends a file; profile first, since that is what the file is read by.
#[component]
fn Upload(
    /// Words on the button.
    label: &'static str,
    /// Profile and file.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let sending = RwSignal::new(false);
    // Whoever comes back to the page finds the button working again.
    until_shown_again(sending);
    view! {
        <form class="toolbar" method="post" action="/api/v1/imports" enctype="multipart/form-data" on:submit=move |_| sending.set(true)>
            {children()}
            <button class="button primary" type="submit" disabled=move || sending.get()>{label}</button>
            <span role="status">{move || sending.get().then(|| t(locale, "admin.imports.reading"))}</span>
        </form>
    }
}

/// The browser keeps pages and shows them again as they were left.
fn until_shown_again(sending: RwSignal<bool>) {
    Effect::new(move |_| {
        let shown = window_event_listener(leptos::ev::pageshow, move |_| sending.set(false));
        on_cleanup(move || shown.remove());
    });
}
