//! What waits for the reader's approval; those without warnings can be approved all at once.

use super::{
    PATH,
    compared::Compared,
    list::{StandingBadge, href, words},
};
use crate::{
    api::{
        reports::{MoveOrder, ReportRow, list_reports, move_report},
        wire::ask,
    },
    components::{
        fields::Done,
        lists::{Finder, Instant, Listing},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reports::Move,
    i18n::{Locale, failure_text, t, t_with, use_locale},
};
use leptos::{prelude::*, task::spawn_local};

/// The desk.
#[component]
pub fn Desk() -> impl IntoView {
    let locale = use_locale();
    let words = words(true);
    let version = RwSignal::new(0u32);
    let reports = ask(move || (words.get(), version.get()), |(query, _)| list_reports(query));
    let done = RwSignal::new(None::<String>);
    view! {
        <Finder label=t(locale, "reports.find") action=PATH>
            <input type="hidden" name="tab" value="waiting"/>
        </Finder>
        <Done text=done.into()/>
        <Transition fallback=Loading>
            {answered(reports, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => {
                    view! { <Empty text=t(locale, "reports.nothing_waits")/> }.into_any()
                }
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let plain: Vec<_> = page.rows.iter().filter(|row| row.warnings == 0).cloned().collect();
                    let rows = page.rows.into_iter().map(|report| row(locale, report)).collect_view().into_any();
                    view! {
                        <ApproveAll plain done version/>
                        <Listing label=t(locale, "reports.tab.waiting") class="reports-table" rows total offset shown>
                            <th scope="col">{t(locale, "reports.form")}</th>
                            <th scope="col">{t(locale, "reports.unit")}</th>
                            <th scope="col">{t(locale, "reports.period")}</th>
                            <th scope="col">{t(locale, "reports.standing")}</th>
                            <th scope="col">{t(locale, "reports.submitted_at")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

fn row(locale: Locale, report: ReportRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <a href=href(&report)>{locale.pick(&report.form_name.0, &report.form_name.1).to_owned()}</a>
            </th>
            <td>{locale.pick(&report.unit_name.0, &report.unit_name.1).to_owned()}</td>
            <td>{report.address.period.clone()}</td>
            <td class="wrap">
                <StandingBadge report=report.clone()/>
                <Compared address=report.address.clone()/>
            </td>
            <td>{report.submitted_at.map(|at| view! { <Instant at/> })}</td>
        </tr>
    }
}

/// Approves those of this page without warnings, one after the other; can be stopped.
#[component]
fn ApproveAll(
    plain: Vec<ReportRow>,
    done: RwSignal<Option<String>>,
    version: RwSignal<u32>,
) -> impl IntoView {
    let locale = use_locale();
    let total = plain.len();
    let plain = StoredValue::new(plain);
    let progress = RwSignal::new(None::<usize>);
    let stop = RwSignal::new(false);
    let go = move |_| {
        stop.set(false);
        progress.set(Some(0));
        spawn_local(async move {
            let (mut approved, mut refused) = (0, None);
            for row in plain.get_value() {
                if stop.try_get_untracked().unwrap_or(true) {
                    break;
                }
                let order = MoveOrder {
                    what: Move::Approve,
                    revision: row.revision,
                    reason: String::new(),
                    fields: vec![],
                };
                match move_report(row.address, order).await {
                    Ok(_) => approved += 1,
                    Err(failure) => refused = Some(failure),
                }
                progress.try_set(Some(approved));
            }
            let text = t_with(locale, "reports.approved", &[("n", &approved.to_string())]);
            let text = match refused {
                Some(failure) => format!("{text} · {}", failure_text(locale, &failure)),
                None => text,
            };
            done.try_set(Some(text));
            progress.try_set(None);
            version.try_update(|version| *version += 1);
        });
    };
    let label = t_with(locale, "reports.approve_plain", &[("n", &total.to_string())]);
    (total > 0).then(|| {
        view! {
            <div class="row needs-js">
                <button type="button" class="button primary" disabled=move || progress.get().is_some() on:click=go>
                    {label}
                </button>
                {move || {
                    progress
                        .get()
                        .map(|n| {
                            view! {
                                <progress max=total value=n aria-label=t(locale, "reports.approving")></progress>
                                <button type="button" class="button" on:click=move |_| stop.set(true)>
                                    {t(locale, "reports.stop")}
                                </button>
                            }
                        })
                }}
            </div>
        }
    })
}
