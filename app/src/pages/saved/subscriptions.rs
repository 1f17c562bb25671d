//! Reports that come by themselves: what was subscribed to, and what came.

use super::parts::{
    Confirm, Done, Empty, FailureView, Fault, Finder, Instant, Listing, Loading, SavedPage, SortHead,
    answered, done_of, fault_of, list_words,
};
use crate::{
    api::{
        ListQuery,
        saved::{list_boards, list_views},
        subscriptions::{
            DeliverNow, DeliveryRow, Subscribe, SubscriptionRow, SubscriptionsView, Unsubscribe,
            list_deliveries, list_subscriptions,
        },
        wire::ask,
    },
    domain::saved::Rhythm,
    i18n::{Locale, failure_text, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/subscriptions";

/// What can be done.
#[derive(Clone, Copy)]
struct Acts {
    begin: ServerAction<Subscribe>,
    end: ServerAction<Unsubscribe>,
    now: ServerAction<DeliverNow>,
}

/// The page.
#[component]
pub fn Subscriptions() -> impl IntoView {
    let locale = use_locale();
    view! { <SavedPage title=t(locale, "saved.subscriptions").to_owned()><Body/></SavedPage> }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let acts = Acts { begin: ServerAction::new(), end: ServerAction::new(), now: ServerAction::new() };
    let moved = move || acts.begin.version().get() + acts.end.version().get();
    let subscriptions = ask(moved, |_| list_subscriptions());
    let begun = done_of(acts.begin, move |row: &SubscriptionRow| {
        let title = locale.pick(&row.title.0, &row.title.1);
        t_with(locale, "saved.subscribed", &[("title", title), ("day", &row.next_due)])
    });
    let made = done_of(acts.now, move |row: &DeliveryRow| {
        let key = if row.state == "failed" { "failed" } else { "made" };
        t_with(
            locale,
            "saved.delivered",
            &[("title", &row.title), ("state", &t_data(locale, "saved.delivery_state", key))],
        )
    });
    view! {
        <Done text=begun/>
        <Done text=made/>
        <Fault fault=fault_of(acts.begin)/>
        <Fault fault=fault_of(acts.end)/>
        <Fault fault=fault_of(acts.now)/>
        <Transition fallback=Loading>
            {answered(subscriptions, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(found) => running(locale, found, acts),
            })}
        </Transition>
        <Inbox acts/>
    }
    .into_any()
}

/// What was subscribed to, and the form for more.
fn running(locale: Locale, found: SubscriptionsView, acts: Acts) -> AnyView {
    let by_mail = if found.by_mail { t(locale, "saved.by_mail") } else { t(locale, "saved.inbox_only") };
    let rows = found.rows.iter().map(|row| line(locale, row, acts)).collect_view();
    let list = if found.rows.is_empty() {
        view! { <Empty text=t(locale, "saved.no_subscriptions")/> }.into_any()
    } else {
        view! { <ul class="plain stack">{rows}</ul> }.into_any()
    };
    view! {
        <p class="muted">{by_mail}</p>
        <New found acts/>
        <section class="stack" aria-labelledby="running-title">
            <h2 id="running-title">{t(locale, "saved.running")}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn line(locale: Locale, row: &SubscriptionRow, acts: Acts) -> AnyView {
    let title = match locale.pick(&row.title.0, &row.title.1) {
        "" => t(locale, "saved.gone").to_owned(),
        title => title.to_owned(),
    };
    let rhythm = t_data(locale, "saved.rhythm", row.rhythm.as_str());
    let formats = [(row.pdf, "PDF"), (row.xlsx, "XLSX")];
    let formats: Vec<&str> =
        formats.into_iter().filter_map(|(wanted, name)| wanted.then_some(name)).collect();
    let next = t_with(locale, "saved.next_due", &[("day", &row.next_due)]);
    let text = t_with(locale, "saved.end_text", &[("title", &title)]);
    let id = row.id;
    view! {
        <li class="panel" data-testid="subscription">
            <p><b>{title}</b> " · " {rhythm} " · " {formats.join(" + ")} " · " <span class="muted">{next}</span></p>
            <div class="row">
                <ActionForm action=acts.now>
                    <input type="hidden" name="id" value=id/>
                    <button class="button small" type="submit" disabled=acts.now.pending()>{t(locale, "saved.deliver_now")}</button>
                </ActionForm>
                <ActionForm action=acts.end>
                    <input type="hidden" name="id" value=id/>
                    <Confirm label=t(locale, "saved.end") text danger=true small=true busy=acts.end.pending()/>
                </ActionForm>
            </div>
        </li>
    }
    .into_any()
}

/// The form: a template, or the view or board that the address names.
#[component]
fn New(found: SubscriptionsView, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let number = move |key: &str| query.with(|query| query.get(key).and_then(|id| id.parse::<i64>().ok()));
    // Paging the inbox changes other words of the address, and leaves the form as it is.
    let named = Memo::new(move |_| {
        number("view").map(|id| ("view", id)).or_else(|| number("board").map(|id| ("board", id)))
    });
    let found = StoredValue::new(found);
    let subject = move || match named.get() {
        Some((kind, id)) => view! { <Named kind id/> }.into_any(),
        None => {
            let options = found.with_value(|found| {
                let option = |template: &crate::api::subscriptions::TemplateRow| {
                    let name = locale.pick(&template.name.0, &template.name.1);
                    let note = locale.pick(&template.note.0, &template.note.1);
                    view! { <option value=template.id.clone()>{format!("{name} · {note}")}</option> }
                };
                found.templates.iter().map(option).collect_view()
            });
            view! {
                <input type="hidden" name="order[kind]" value="template"/>
                <div class="field wide">
                    <label for="subscribe-template">{t(locale, "saved.template")}</label>
                    <select id="subscribe-template" name="order[template]">{options}</select>
                </div>
            }
            .into_any()
        }
    };
    let rhythms = Rhythm::ALL
        .into_iter()
        .map(|rhythm| {
            let word = rhythm.as_str();
            view! { <option value=word>{t_data(locale, "saved.rhythm", word)}</option> }
        })
        .collect_view();
    view! {
        <section class="panel stack" aria-labelledby="subscribe-title">
            <header><h2 id="subscribe-title">{t(locale, "saved.subscribe")}</h2></header>
            <ActionForm action=acts.begin>
                <div class="form wide">
                    {subject}
                    <div class="fields">
                        <div class="field">
                            <label for="subscribe-rhythm">{t(locale, "saved.how_often")}</label>
                            <select id="subscribe-rhythm" name="order[rhythm]">
                                <option value="">{t(locale, "saved.usual_rhythm")}</option>
                                {rhythms}
                            </select>
                        </div>
                        <fieldset class="field">
                            <legend>{t(locale, "saved.formats")}</legend>
                            <label><input type="checkbox" name="order[pdf]" value="true" checked=true/> " PDF"</label> " "
                            <label><input type="checkbox" name="order[xlsx]" value="true"/> " XLSX"</label>
                        </fieldset>
                    </div>
                    <div class="row">
                        <button class="button primary" type="submit" disabled=acts.begin.pending()>{t(locale, "saved.subscribe")}</button>
                    </div>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// The view or board that the address names, by its title.
#[component]
fn Named(kind: &'static str, id: i64) -> impl IntoView {
    let locale = use_locale();
    let query = ListQuery { limit: 500, ..ListQuery::default() };
    let title = ask(
        move || query.clone(),
        move |query| async move {
            let title = match kind {
                "view" => {
                    list_views(query).await?.rows.into_iter().find(|row| row.id == id).map(|row| row.title)
                }
                _ => list_boards(query).await?.rows.into_iter().find(|row| row.id == id).map(|row| row.title),
            };
            Ok(title.unwrap_or_default())
        },
    );
    view! {
        <input type="hidden" name="order[kind]" value=kind/>
        <input type="hidden" name="order[target]" value=id/>
        <p>
            <Transition fallback=Loading>
                {answered(title, move |title: Result<String, crate::api::Failure>| {
                    let title = title.unwrap_or_default();
                    view! { <b>{if title.is_empty() { t(locale, "saved.gone").to_owned() } else { title }}</b> }.into_any()
                })}
            </Transition>
        </p>
    }
    .into_any()
}

/// What came, the newest first.
#[component]
fn Inbox(acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let deliveries =
        ask(move || (words.get(), acts.now.version().get()), |(query, _)| list_deliveries(query));
    view! {
        <section class="stack" aria-labelledby="inbox-title">
            <h2 id="inbox-title">{t(locale, "saved.inbox")}</h2>
            <Finder label=t(locale, "saved.find") action=PATH/>
            <Transition fallback=Loading>
                {answered(deliveries, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "saved.inbox_empty")/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(|found| delivery(locale, found)).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "saved.inbox") rows total offset shown>
                                <SortHead label=t(locale, "saved.title") column="title"/>
                                <th scope="col">{t(locale, "saved.due")}</th>
                                <SortHead label=t(locale, "saved.state") column="state"/>
                                <th scope="col">{t(locale, "saved.made_at")}</th>
                                <th scope="col">{t(locale, "saved.files")}</th>
                            </Listing>
                        }
                            .into_any()
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn delivery(locale: Locale, row: DeliveryRow) -> AnyView {
    let (kind, sign) = match row.state.as_str() {
        "made" => ("good", "✓"),
        "failed" => ("bad", "✕"),
        _ => ("", "…"),
    };
    let state = t_data(locale, "saved.delivery_state", &row.state);
    let reason = row
        .reason
        .as_ref()
        .map(|failure| view! { <p class="muted">{failure_text(locale, failure)}</p> }.into_any());
    let mailed =
        row.mailed.then(|| view! { " · " <span class="muted">{t(locale, "saved.mailed")}</span> }.into_any());
    let new = (!row.seen && row.state == "made")
        .then(|| view! { <span class="badge warn">{t(locale, "saved.new")}</span> " " }.into_any());
    let files = row
        .files
        .iter()
        .map(|(n, name)| {
            let href = format!("/api/v1/deliveries/{}/files/{n}", row.id);
            view! { <a rel="external" download="" href=href>"↓ " {name.clone()}</a> " " }.into_any()
        })
        .collect_view();
    let made = row.made_at.map(|at| view! { <Instant at/> }.into_any());
    view! {
        <tr data-testid="delivery">
            <th scope="row">{new} {row.title}</th>
            <td>{row.due}</td>
            <td><span class=format!("badge {kind}")><span aria-hidden="true">{sign}</span> {state}</span> {mailed} {reason}</td>
            <td>{made}</td>
            <td>{files}</td>
        </tr>
    }
    .into_any()
}
