//! The campaigns that concern the reader.

use crate::{
    address::Address,
    api::{
        reviews::{CampaignRow, list_campaigns},
        wire::ask,
    },
    components::{
        format::{none, of, pick},
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reviews::Phase,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::{
        PATH,
        campaign::parts::{illustrative, phase_badge},
        campaign_href, desk_href,
    },
};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Campaigns(
    /// Whether the reader reviews, so that the way to the desk is shown.
    reviews: bool,
) -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let found = ask(move || words.get(), list_campaigns);
    let export = Signal::derive(move || {
        words.with(|words| {
            Address::new("/api/v1/reviews")
                .with("search", &words.search)
                .with("sort", &words.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <div class="row spread">
            <Finder label=t(locale, "reviews.find") action=PATH/>
            <Download href=export label=t(locale, "reviews.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "reviews.no_campaigns")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(|found| row(locale, found, reviews));
                    let rows = rows.collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "reviews.tab.campaigns") class="campaigns" rows total offset shown>
                            <SortHead label=t(locale, "reviews.campaign") column="title"/>
                            <SortHead label=t(locale, "reviews.phase_head") column="phase"/>
                            <th scope="col">{t(locale, "reviews.stage_head")}</th>
                            <th scope="col">{t(locale, "reviews.standard")}</th>
                            <th scope="col">{t(locale, "reviews.unit")}</th>
                            <SortHead label=t(locale, "reviews.span") column="from"/>
                            <SortHead label=t(locale, "reviews.settled_entries") column="entries"/>
                            <th scope="col">{t(locale, "reviews.act")}</th>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(locale: Locale, row: CampaignRow, reviews: bool) -> AnyView {
    let standard = t_with(
        locale,
        "reviews.standard_edition",
        &[("standard", &pick(locale, &row.standard_name)), ("edition", &row.edition)],
    );
    let stage = match row.stage {
        Some(stage) => t_data(locale, "reviews.stage", stage.as_str()).into_any(),
        None => none(t(locale, "reviews.outside_calendar")),
    };
    let desk = if reviews && row.phase == Phase::Open {
        view! { <a class="button small" href=desk_href(row.id)>{t(locale, "reviews.to_desk")}</a> }.into_any()
    } else {
        let href = campaign_href(row.id).to_string();
        view! { <a class="button small" href=href>{t(locale, "reviews.to_campaign")}</a> }.into_any()
    };
    let n = row.waits.to_string();
    let waits = match (row.waits, row.days_late) {
        (0, _) => None,
        (_, None) => Some(("badge", t_with(locale, "reviews.waits", &[("n", &n)]))),
        (_, Some(days)) => {
            let text = t_with(locale, "reviews.waits_late", &[("n", &n), ("days", &days.to_string())]);
            Some(("badge bad", text))
        }
    };
    let waits = waits.map(|(class, text)| view! { <p class="wrap"><span class=class>{text}</span></p> });
    view! {
        <tr>
            <th scope="row"><a href=campaign_href(row.id).to_string()>{pick(locale, &row.title)}</a></th>
            <td>{phase_badge(locale, row.phase)}</td>
            <td>{stage}</td>
            <td class="wrap">{standard} " " {illustrative(locale, row.illustrative)}</td>
            <td>{pick(locale, &row.unit_name)}</td>
            <td>{format!("{} – {}", row.from, row.until)}</td>
            <td class="num">{of(row.settled, row.entries, t(locale, "reviews.no_entries_yet"))}</td>
            <td>{waits} {desk}</td>
        </tr>
    }
    .into_any()
}
