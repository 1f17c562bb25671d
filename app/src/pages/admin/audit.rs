//! The audit log, and whether its chain holds. `?verify=1` walks it.

use super::parts::{AdminPage, Download, Finder, Instant, Listing, list_words};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::audit::{AuditRow, ChainReport, list_audit, verify_audit},
    components::states::{Empty, FailureView, Loading, answered},
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const PATH: &str = "/admin/audit";

/// The page.
#[component]
pub fn Audit() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.audit.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let entries = ask(move || words.get(), list_audit);
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("verify").unwrap_or_default()));
    // A word that differs each time asks again: the button counts it up.
    let report = ask(
        move || wanted.get(),
        |wanted| async move {
            match wanted.is_empty() {
                true => Ok(None),
                false => verify_audit().await.map(Some),
            }
        },
    );
    let again = move || {
        let next = wanted.get().parse::<u32>().unwrap_or(0).wrapping_add(1);
        Address::here().with("verify", &next.to_string()).to_string()
    };
    let export = Signal::derive(move || Address::new("/api/v1/audit").with("search", &words.get().search));
    view! {
        <div class="row spread">
            <Finder label=t(locale, "admin.audit.find") action=PATH/>
            <div class="row">
                <a class="button" href=again>{t(locale, "admin.audit.verify")}</a>
                <Download href=export label=t(locale, "admin.csv")/>
            </div>
        </div>
        <div aria-live="polite">
            <Transition>
                {answered(report, move |answer| {
                    match answer {
                        Ok(None) => ().into_any(),
                        Ok(Some(report)) => chain(locale, report).into_any(),
                        Err(failure) => view! { <FailureView failure/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
        <Transition fallback=Loading>
            {answered(entries, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(page) => {
                        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                        let rows = page.rows.into_iter().map(row).collect_view().into_any();
                        view! {
                            <Listing label=t(locale, "admin.audit.title") rows total offset shown>
                                <th scope="col" class="num">{t(locale, "admin.number")}</th>
                                <th scope="col">{t(locale, "admin.audit.at")}</th>
                                <th scope="col">{t(locale, "admin.audit.actor")}</th>
                                <th scope="col">{t(locale, "admin.audit.action")}</th>
                                <th scope="col">{t(locale, "admin.users.unit")}</th>
                                <th scope="col">{t(locale, "admin.audit.detail")}</th>
                                <th scope="col">{t(locale, "admin.audit.hash")}</th>
                            </Listing>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn chain(locale: Locale, report: ChainReport) -> impl IntoView {
    let entries = report.entries.to_string();
    let (class, text) = match report.broken_at {
        None => ("notice", t_with(locale, "admin.audit.chain_holds", &[("n", &entries)])),
        Some(at) => (
            "notice bad",
            t_with(locale, "admin.audit.chain_broken", &[("n", &entries), ("at", &at.to_string())]),
        ),
    };
    view! { <p class=class data-testid="chain">{text}</p> }
}

fn row(entry: AuditRow) -> impl IntoView {
    // Enough to tell entries apart; the whole of it is in the download.
    let short: String = entry.hash.chars().take(12).collect();
    view! {
        <tr>
            <td class="num">{entry.seq}</td>
            <td><Instant at=entry.at/></td>
            <td>{entry.actor}</td>
            <td><code>{entry.action}</code></td>
            <td><code>{entry.unit}</code></td>
            <td class="detail"><code>{entry.detail}</code></td>
            <td><code title=entry.hash>{short}</code></td>
        </tr>
    }
}
