//! Saved views: list, saving, sharing, pinning.

use super::parts::{
    ANALYSIS, Confirm, Done, Empty, FailureView, Fault, Field, Finder, Instant, Listing, Loading, SavedPage,
    SharingFields, SortHead, answered, done_of, fault_of, list_words, shared_text,
};
use crate::{
    api::{
        saved::{DeleteView, PinView, SaveView, ViewRow, list_views},
        wire::ask,
    },
    components::forms::achieved,
    domain::saved::LONGEST_TITLE,
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/views";

/// What can be done with a view.
#[derive(Clone, Copy)]
struct Acts {
    save: ServerAction<SaveView>,
    delete: ServerAction<DeleteView>,
    pin: ServerAction<PinView>,
}

/// The page.
#[component]
pub fn Views() -> impl IntoView {
    let locale = use_locale();
    view! { <SavedPage title=t(locale, "saved.views").to_owned()><Body/></SavedPage> }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let acts = Acts { save: ServerAction::new(), delete: ServerAction::new(), pin: ServerAction::new() };
    let words = list_words();
    let query = use_query_map();
    // Sorting and paging change other words of the address, and leave the form as it is.
    let asked = Memo::new(move |_| query.with(|query| query.get("save").unwrap_or_default()));
    let new = ServerAction::<SaveView>::new();
    let made = achieved(new);
    let changes = [made, achieved(acts.save), achieved(acts.delete), achieved(acts.pin)];
    let moved = move || changes.iter().map(|count| count.get()).sum::<usize>();
    let views = ask(move || (words.get(), moved()), |(query, _)| list_views(query));
    let words_of = move |row: &ViewRow| t_with(locale, "saved.view_saved", &[("title", &row.title)]);
    let (saved, added) = (done_of(acts.save, words_of), done_of(new, words_of));
    let form = move || {
        let asked = asked.get();
        // Once it is kept there is nothing left to be saved.
        (!asked.is_empty() && made.get() == 0).then(|| view! { <New query=asked save=new/> })
    };
    view! {
        <p class="muted">{t(locale, "saved.views_hint")} " " <a href=ANALYSIS rel="external">{t(locale, "nav.analysis")}</a></p>
        {form}
        <Done text=saved/>
        <Done text=added/>
        <Fault fault=fault_of(acts.save) fields=&["title", "unit"]/>
        <Fault fault=fault_of(acts.delete)/>
        <Fault fault=fault_of(acts.pin)/>
        <Finder label=t(locale, "saved.find") action=PATH/>
        <Transition fallback=Loading>
            {answered(views, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "saved.no_views")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    // Each with its form: what is typed into one never stands at another. One that has changed is made anew.
                    let rows = page.rows;
                    let rows = view! {
                        <For each=move || rows.clone() key=|row| format!("{row:?}") children=move |found| row(locale, found, acts)/>
                    }
                        .into_any();
                    view! {
                        <Listing label=t(locale, "saved.views") rows total offset shown>
                            <SortHead label=t(locale, "saved.title") column="title"/>
                            <th scope="col">{t(locale, "saved.sharing")}</th>
                            <SortHead label=t(locale, "saved.owner") column="owner"/>
                            <th scope="col">{t(locale, "saved.changed")}</th>
                            <td></td>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

/// A view to be saved: the choice came along in the address.
#[component]
fn New(query: String, save: ServerAction<SaveView>) -> impl IntoView {
    let locale = use_locale();
    let href = format!("{ANALYSIS}?{query}");
    view! {
        <section class="panel stack" aria-labelledby="new-view">
            <header><h2 id="new-view">{t(locale, "saved.new_view")}</h2></header>
            <p><a href=href rel="external">{t(locale, "saved.see_choice")}</a></p>
            <Form id="new-view-form".to_owned() view=None query save/>
        </section>
    }
    .into_any()
}

#[component]
fn Form(id: String, view: Option<ViewRow>, query: String, save: ServerAction<SaveView>) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(save);
    let (number, revision) = view.as_ref().map_or((0, 0), |view| (view.id, view.revision));
    let title = view.as_ref().map(|view| view.title.clone()).unwrap_or_default();
    let shared = view.and_then(|view| view.shared);
    view! {
        <ActionForm action=save>
            <input type="hidden" name="order[id]" value=number/>
            <input type="hidden" name="order[revision]" value=revision/>
            <input type="hidden" name="order[query]" value=query/>
            <div class="form wide">
                <Fault fault fields=&["title", "unit"]/>
                <div class="fields">
                    <Field id=format!("{id}-title") label=t(locale, "saved.title") name="order[title]" field="title" fault
                        value=title required=true max=LONGEST_TITLE as u32/>
                    <SharingFields id shared fault/>
                </div>
                <div class="row">
                    <button class="button primary" type="submit" disabled=save.pending()>{t(locale, "saved.save")}</button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn row(locale: Locale, found: ViewRow, acts: Acts) -> AnyView {
    let href = format!("{ANALYSIS}?{}", found.query);
    let shared = shared_text(locale, found.shared.as_ref());
    let id = found.id;
    let title = if found.deleted {
        view! { <s>{found.title.clone()}</s> }.into_any()
    } else {
        view! { <a href=href rel="external">{found.title.clone()}</a> }.into_any()
    };
    let pin = (!found.deleted).then(|| {
        let label = if found.pinned { t(locale, "saved.unpin") } else { t(locale, "saved.pin") };
        let on = if found.pinned { "false" } else { "true" };
        view! {
            <ActionForm action=acts.pin>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="on" value=on/>
                <button class="button small" type="submit" disabled=acts.pin.pending()>{label}</button>
            </ActionForm>
        }
        .into_any()
    });
    let subscribe = (!found.deleted).then(|| {
        let href = format!("/subscriptions?view={id}");
        view! { <a class="button small" href=href>{t(locale, "saved.subscribe")}</a> }.into_any()
    });
    let delete = found.mine.then(|| delete(locale, &found, acts));
    let change = (found.mine && !found.deleted).then(|| {
        let query = found.query.clone();
        view! {
            <details>
                <summary>{t(locale, "saved.change")}</summary>
                <Form id=format!("view-{id}") view=Some(found.clone()) query save=acts.save/>
            </details>
        }
        .into_any()
    });
    view! {
        <tr data-testid="view">
            <th scope="row">{title} {change}</th>
            <td>{shared}</td>
            <td>{found.owner}</td>
            <td><Instant at=found.changed_at/></td>
            <td><div class="row">{pin} {subscribe} {delete}</div></td>
        </tr>
    }
    .into_any()
}

/// Deleting asks; what was deleted can be taken back.
fn delete(locale: Locale, found: &ViewRow, acts: Acts) -> AnyView {
    let id = found.id;
    if found.deleted {
        return view! {
            <ActionForm action=acts.delete>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="back" value="true"/>
                <button class="button small" type="submit" disabled=acts.delete.pending()>{t(locale, "saved.restore")}</button>
            </ActionForm>
        }
        .into_any();
    }
    let text = t_with(locale, "saved.delete_text", &[("title", &found.title)]);
    view! {
        <ActionForm action=acts.delete>
            <input type="hidden" name="id" value=id/>
            <Confirm label=t(locale, "saved.delete") text danger=true small=true busy=acts.delete.pending()/>
        </ActionForm>
    }
    .into_any()
}
