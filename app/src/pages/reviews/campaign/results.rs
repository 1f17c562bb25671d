//! The results: a draft before they are published, then with their hash and the files made of them.

use super::Shared;
use crate::{
    address::Address,
    api::{
        reviews::{CampaignView, ResultRow, Results, get_results},
        wire::ask,
    },
    components::{
        format::{badge, gap, none, pick, points},
        lists::{Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reviews::Phase,
    i18n::{Locale, t, t_with, use_locale},
    pages::reviews::{campaign_href, entry_href},
};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn ResultsTab(campaign: Shared) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let words = list_words();
    let found = ask(move || words.get(), move |query| get_results(id, query));
    let action = campaign_href(id).to_string();
    view! {
        <Finder label=t(locale, "reviews.find_tribunal") action=action>
            <input type="hidden" name="tab" value="results"/>
        </Finder>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(results) => shown(locale, &campaign, results),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, campaign: &CampaignView, results: Results) -> AnyView {
    let head = match &results.published {
        Some((sha256, at)) => published(locale, campaign.row.id, sha256, at),
        None => view! {
            <p class="notice warn" role="note">
                <b>{t(locale, "reviews.draft_results")}</b> " " {t(locale, "reviews.draft_results_text")}
            </p>
        }
        .into_any(),
    };
    let counts = results
        .counts
        .iter()
        .map(|(_, names, n)| {
            let n = n.to_string();
            view! { <div><dt>{pick(locale, names)}</dt><dd>{n}</dd></div> }.into_any()
        })
        .collect_view();
    let unsettled = (results.unsettled > 0).then(|| {
        let n = results.unsettled.to_string();
        view! { <div><dt>{t(locale, "reviews.unsettled")}</dt><dd>{n}</dd></div> }.into_any()
    });
    let counts = view! { <dl class="counts panel">{counts} {unsettled}</dl> }.into_any();
    let (total, offset, shown) = (results.page.total, results.page.offset, results.page.rows.len() as u32);
    if results.page.rows.is_empty() {
        return view! { {head} {counts} <Empty text=t(locale, "reviews.no_results")/> }.into_any();
    }
    let is_out = results.phase == Phase::Published;
    let categories = results
        .categories
        .iter()
        .map(|names| view! { <th scope="col" class="num">{pick(locale, names)}</th> }.into_any())
        .collect_view();
    let rows = results
        .page
        .rows
        .into_iter()
        .map(|found| row(locale, campaign, found, is_out))
        .collect_view()
        .into_any();
    view! {
        {head}
        {counts}
        <Listing label=t(locale, "reviews.tab.results") class="results-table" rows total offset shown>
            <SortHead label=t(locale, "reviews.tribunal") column="unit" usual=true/>
            <SortHead label=t(locale, "reviews.total") column="total"/>
            {categories}
            <SortHead label=t(locale, "reviews.result") column="result"/>
            <th scope="col" class="num">{t(locale, "reviews.own_points")}</th>
            <SortHead label=t(locale, "reviews.own_gap_result") column="own"/>
            <th scope="col" class="num">{t(locale, "reviews.missing")}</th>
            <th scope="col">{t(locale, "reviews.certificate")}</th>
        </Listing>
    }
    .into_any()
}

/// The address of a file made of what was published.
fn publication(id: i64, format: &str) -> Address {
    Address::new(format!("/api/v1/reviews/{id}/publication")).with("format", format)
}

/// What was published, and how anybody can compute it again.
fn published(locale: Locale, id: i64, sha256: &str, at: &str) -> AnyView {
    let file = |format: &'static str, label: &'static str| {
        let href = publication(id, format).to_string();
        view! {
            <a class="button" rel="external" download="" href=href><span aria-hidden="true">"↓ "</span>{label}</a>
        }
        .into_any()
    };
    let command = format!("jiceng review verify {id}");
    view! {
        <section class="panel stack" aria-labelledby="publication">
            <header>
                <h2 id="publication">{t(locale, "reviews.publication")}</h2>
                <div class="row">
                    {file("pdf", t(locale, "reviews.as_pdf"))}
                    {file("xlsx", t(locale, "reviews.as_xlsx"))}
                    {file("json", t(locale, "reviews.as_json"))}
                </div>
            </header>
            <dl class="facts">
                <dt>{t(locale, "reviews.published_at")}</dt>
                <dd><Instant at=at.to_owned()/></dd>
                <dt>"SHA-256"</dt>
                <dd><code class="hash" data-testid="hash">{sha256.to_owned()}</code></dd>
            </dl>
            <p>{t(locale, "reviews.verify")} " " <code>{command}</code></p>
            <p class="muted">{t(locale, "reviews.verify_hint")}</p>
        </section>
    }
    .into_any()
}

fn row(locale: Locale, campaign: &CampaignView, row: ResultRow, is_out: bool) -> AnyView {
    let place = campaign.standard.results.iter().position(|outcome| outcome.id == row.result);
    let recognised = campaign.standard.recognises(&row.result);
    let (kind, sign) = match place {
        Some(0) => ("good", "★"),
        _ if recognised => ("", "✓"),
        _ => ("bad", "✕"),
    };
    let categories = row
        .categories
        .iter()
        .map(|(had, full)| {
            let text = format!("{}/{}", points(*had), points(*full));
            view! { <td class="num">{text}</td> }.into_any()
        })
        .collect_view();
    let vetoes: Vec<String> = row
        .vetoes
        .iter()
        .map(|id| {
            let veto = campaign.standard.vetoes.iter().find(|veto| veto.id == *id);
            veto.map_or_else(|| id.clone(), |veto| locale.pick(&veto.zh, &veto.en).to_owned())
        })
        .collect();
    let vetoes = (!vetoes.is_empty()).then(|| {
        let names = vetoes.join(t(locale, "reviews.comma"));
        let text = t_with(locale, "reviews.vetoed", &[("vetoes", &names)]);
        view! { <p>{badge("bad", "⊘", text)}</p> }.into_any()
    });
    let without = row.without_vetoes.as_ref().map(|names| {
        let text = t_with(locale, "reviews.without_vetoes", &[("result", &pick(locale, names))]);
        view! { <p class="muted">{text}</p> }.into_any()
    });
    let missing = match row.missing {
        0 => "0".into_any(),
        n => badge("warn", "!", n.to_string()),
    };
    let certificate = if is_out && recognised {
        let href = publication(campaign.row.id, "pdf").with("unit", &row.unit).to_string();
        let label = t_with(locale, "reviews.certificate_of", &[("name", &pick(locale, &row.unit_name))]);
        view! {
            <a rel="external" download="" href=href aria-label=label>{t(locale, "reviews.certificate")}</a>
        }
        .into_any()
    } else {
        none(t(locale, if is_out { "reviews.no_certificate" } else { "reviews.no_certificate_yet" }))
    };
    // Who reads what was published need not be one of those who read entries.
    let href = match is_out {
        true => Address::unit(&row.unit).with("tab", "works").to_string(),
        false => entry_href(campaign.row.id, &row.unit),
    };
    // What nobody has settled yet is no verdict.
    let settled = is_out || row.missing == 0;
    let result = match settled {
        true => badge(kind, sign, pick(locale, &row.result_name)),
        false => badge("", "…", t(locale, "reviews.unsettled").to_owned()),
    };
    let gap =
        if settled { gap(row.own - row.total).into_any() } else { none(t(locale, "reviews.unsettled")) };
    view! {
        <tr data-testid="result">
            <th scope="row">
                <a href=href>{pick(locale, &row.unit_name)}</a>
                <small class="muted">" " {pick(locale, &row.city)}</small>
            </th>
            <td class="num">{format!("{}/{}", points(row.total), points(row.full))}</td>
            {categories}
            <td class="wrap">{result} {vetoes} {without}</td>
            <td class="num">{points(row.own)}</td>
            <td class="num">{gap}</td>
            <td class="num">{missing}</td>
            <td>{certificate}</td>
        </tr>
    }
    .into_any()
}
