//! What the reader is told.

use super::{
    fields::{Fault, fault_of},
    lists::Instant,
    states::{Empty, FailureView, Loading, answered},
};
use crate::{
    api::{
        reports::{NoticeRow, ReadNotices, list_notices},
        wire::ask,
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
    let what = t_data(locale, "notice", &notice.kind);
    let about = locale.pick(&notice.about.0, &notice.about.1).to_owned();
    let place = [about, unit_of(locale, &notice), notice.period.clone()];
    let place = place.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
    let new =
        (!notice.read).then(|| view! { <span class="badge warn">{t(locale, "reports.unread")}</span> " " });
    view! {
        <li class="panel">
            <p>
                {new}
                <b>{what}</b>
                " · "
                <a href=notice.href>{place}</a>
            </p>
            {(!notice.reason.is_empty()).then(|| view! { <p>{notice.reason}</p> })}
            <p class="muted"><Instant at=notice.at/> " · " {notice.by}</p>
        </li>
    }
}

fn unit_of(locale: Locale, notice: &NoticeRow) -> String {
    locale.pick(&notice.unit_name.0, &notice.unit_name.1).to_owned()
}
