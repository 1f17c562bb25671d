//! What the reader is told.

use super::{PATH, list::report_href};
use crate::{
    address::Address,
    api::{
        reports::{NoticeRow, ReadNotices, list_notices},
        wire::ask,
    },
    components::{
        fields::{Fault, fault_of},
        lists::Instant,
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// The notices, unread first.
#[component]
pub fn Notices() -> impl IntoView {
    let locale = use_locale();
    let read = ServerAction::<ReadNotices>::new();
    let notices = ask(move || read.version().get(), |_| list_notices());
    view! {
        <Fault fault=fault_of(read)/>
        <Transition fallback=Loading>
            {answered(notices, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(rows) if rows.is_empty() => view! { <Empty text=t(locale, "reports.no_notices")/> }.into_any(),
                Ok(rows) => {
                    let unread: Vec<_> = rows.iter().filter(|row| !row.read).map(|row| row.id).collect();
                    let all = (!unread.is_empty())
                        .then(|| {
                            let ids = unread
                                .into_iter()
                                .enumerate()
                                .map(|(n, id)| {
                                    view! { <input type="hidden" name=format!("ids[{n}]") value=id/> }
                                })
                                .collect_view();
                            view! {
                                <ActionForm action=read>
                                    {ids}
                                    <button class="button" type="submit" disabled=read.pending()>
                                        {t(locale, "reports.read_all")}
                                    </button>
                                </ActionForm>
                            }
                        });
                    let rows = rows.into_iter().map(|notice| row(locale, notice)).collect_view();
                    view! {
                        {all}
                        <ul class="plain stack notices-list">{rows}</ul>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

fn row(locale: Locale, notice: NoticeRow) -> impl IntoView {
    let href = if notice.kind.starts_with("difference_") {
        let at = Address::new(PATH).with("tab", "differences").with("q", &notice.report.unit);
        at.to_string()
    } else {
        report_href(&notice.report)
    };
    let what = t_data(locale, "notice", &notice.kind);
    let form = locale.pick(&notice.form_name.0, &notice.form_name.1).to_owned();
    let unit = locale.pick(&notice.unit_name.0, &notice.unit_name.1).to_owned();
    let new =
        (!notice.read).then(|| view! { <span class="badge warn">{t(locale, "reports.unread")}</span> " " });
    view! {
        <li class="panel">
            <p>
                {new}
                <b>{what}</b>
                " · "
                <a href=href>{form} " · " {unit} " · " {notice.report.period}</a>
            </p>
            {(!notice.reason.is_empty()).then(|| view! { <p>{notice.reason}</p> })}
            <p class="muted"><Instant at=notice.at/> " · " {notice.by}</p>
        </li>
    }
}
