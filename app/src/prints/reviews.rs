//! What reviews have to say about a unit: of a tribunal the history of its recognitions and its campaigns, of a unit
//! above how many of its tribunals are recognised, and which.

use super::{
    Order, beside,
    marked::{Marked, Sign, marked},
    pager,
};
use crate::{
    address::Address,
    api::{
        Failure, ListQuery, Page,
        maps::MapAnswer,
        reviews::{RecognitionRow, UnitCampaign, UnitReviews},
    },
    components::{
        format::{Instant, NONE, standing_badge},
        states::Empty,
        table::{Table, words},
    },
    domain::{reviews::Standing, standards::Points, units::Level},
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;

/// Recognitions on a page.
const ROWS: u32 = 25;

/// The part of the page; nothing for a post.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let found = order.services.unit_reviews(&order.actor, &order.unit).await?;
    if found.level == Level::Post {
        return Ok(String::new());
    }
    let page = order.page("recognised");
    let query = ListQuery { offset: (page - 1).saturating_mul(ROWS), limit: ROWS, ..ListQuery::default() };
    let recognitions = order.services.list_recognitions(&order.actor, &order.unit, &query).await?;
    // A map that cannot be had is no reason to show nothing.
    let map = match found.level {
        Level::Tribunal => None,
        _ => order.services.map_of(&order.actor, &order.unit).await.ok(),
    };
    let (locale, here) = (order.locale, order.here.clone());
    Ok(order.written(|| panel(locale, &here, page, &found, &recognitions, map)))
}

fn panel(
    locale: Locale,
    here: &Address,
    page: u32,
    found: &UnitReviews,
    recognitions: &Page<RecognitionRow>,
    map: Option<MapAnswer>,
) -> AnyView {
    let own = found.level == Level::Tribunal;
    let counts = (!own && !found.standings.is_empty()).then(|| {
        let counts = found.standings.iter().map(|(standing, n)| {
            view! { <div><dt>{standing_badge(locale, *standing)}</dt><dd>{n.to_string()}</dd></div> }
                .into_any()
        });
        view! { <dl class="counts">{counts.collect_view()}</dl> }.into_any()
    });
    let list = if recognitions.rows.is_empty() {
        view! { <Empty text=t(locale, "recognised.none")/> }.into_any()
    } else {
        let pages = pager(locale, here, "recognised", page, ROWS, recognitions.total);
        view! { {table(locale, here, own, recognitions)} {pages} }.into_any()
    };
    let map = map.filter(|_| !found.tribunals.is_empty()).map(|map| drawn(locale, here, &map, found));
    let campaigns = (!found.campaigns.is_empty()).then(|| campaigns(locale, &found.campaigns));
    view! {
        <section class="panel" id="recognised" aria-labelledby="recognised-title">
            <header><h2 id="recognised-title">{t(locale, "recognised.title")}</h2></header>
            {counts}
            {map}
            {list}
            {campaigns}
        </section>
    }
    .into_any()
}

/// The tribunals with a recognition on the map, by how it stands.
fn drawn(locale: Locale, here: &Address, map: &MapAnswer, found: &UnitReviews) -> AnyView {
    let sign = |standing| match standing {
        Standing::Valid => Sign::Good,
        Standing::Conditional => Sign::Begun,
        Standing::Warned => Sign::Warned,
        Standing::Withdrawn => Sign::Bad,
        Standing::Expired => Sign::Unknown,
    };
    let word = |standing: Standing| t_data(locale, "reviews.standing", standing.as_str());
    let marks = found.tribunals.iter().map(|(code, name, standing)| Marked {
        code,
        words: format!("{} · {}", locale.pick(&name.0, &name.1), word(*standing)),
        href: beside(here, code),
        sign: sign(*standing),
    });
    let legend =
        found.standings.iter().map(|(standing, n)| (sign(*standing), format!("{} {n}", word(*standing))));
    marked(map, t(locale, "recognised.map").to_owned(), locale, marks.collect(), legend.collect())
}

/// The results of a campaign.
fn results_of(campaign: i64) -> String {
    Address::new(format!("/reviews/{campaign}")).with("tab", "results").to_string()
}

fn table(locale: Locale, here: &Address, own: bool, recognitions: &Page<RecognitionRow>) -> AnyView {
    let rows = recognitions.rows.iter().map(|row| recognition(locale, here, own, row)).collect_view();
    let tribunal = (!own).then(|| words(t(locale, "recognised.tribunal")));
    let heads = [
        words(t(locale, "recognised.result")),
        words(t(locale, "recognised.standing")),
        words(t(locale, "recognised.days")),
        words(t(locale, "recognised.campaign")),
        words(t(locale, "recognised.history")),
    ];
    let heads = tribunal.into_iter().chain(heads).collect();
    view! { <Table label=t(locale, "recognised.list") class="recognised" heads rows=rows.into_any()/> }
        .into_any()
}

fn recognition(locale: Locale, here: &Address, own: bool, row: &RecognitionRow) -> AnyView {
    let events = row
        .events
        .iter()
        .map(|event| {
            let what = t_data(locale, "reviews.recognition_event", &event.what);
            view! {
                <li>
                    <small class="muted"><Instant at=event.at.clone()/></small>
                    " " {what} " " {event.reason.clone()}
                </li>
            }
            .into_any()
        })
        .collect_view();
    let name = (!own).then(|| {
        let name = locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned();
        view! { <th scope="row"><a href=beside(here, &row.unit)>{name}</a></th> }.into_any()
    });
    let result = locale.pick(&row.result_name.0, &row.result_name.1).to_owned();
    let result = match own {
        true => view! { <th scope="row">{result}</th> }.into_any(),
        false => view! { <td>{result}</td> }.into_any(),
    };
    let campaign = locale.pick(&row.campaign_name.0, &row.campaign_name.1).to_owned();
    view! {
        <tr>
            {name}
            {result}
            <td>{standing_badge(locale, row.standing)}</td>
            <td>{format!("{} – {}", row.from, row.until)}</td>
            <td class="wrap"><a href=results_of(row.campaign) rel="external">{campaign}</a></td>
            <td class="wrap"><ul class="plain">{events}</ul></td>
        </tr>
    }
    .into_any()
}

/// Campaigns that the tribunal has taken part in.
fn campaigns(locale: Locale, campaigns: &[UnitCampaign]) -> AnyView {
    let rows = campaigns.iter().map(|found| campaign(locale, found)).collect_view().into_any();
    let heads = vec![
        words(t(locale, "recognised.campaign")),
        words(t(locale, "recognised.state")),
        words(t(locale, "recognised.result")),
        words(t(locale, "recognised.points")),
        words(t(locale, "recognised.vetoes")),
    ];
    view! {
        <h3>{t(locale, "recognised.campaigns")}</h3>
        <Table label=t(locale, "recognised.campaigns") heads rows/>
    }
    .into_any()
}

fn campaign(locale: Locale, found: &UnitCampaign) -> AnyView {
    let name = locale.pick(&found.campaign_name.0, &found.campaign_name.1).to_owned();
    let state = match found.state {
        // A published campaign says no more than its result.
        Some(state) if found.result.is_none() => t_data(locale, "reviews.state", state.as_str()),
        _ => t_data(locale, "reviews.phase", found.phase.as_str()),
    };
    let href = match found.result {
        Some(_) => results_of(found.campaign),
        None => Address::new(format!("/reviews/{}", found.campaign)).to_string(),
    };
    let result = found.result.as_ref().map_or_else(
        || NONE.to_owned(),
        |result| locale.pick(&result.result_name.0, &result.result_name.1).to_owned(),
    );
    let had = |points: f64| Points::from_f64(points).map(|points| points.to_string()).unwrap_or_default();
    let points = found
        .result
        .as_ref()
        .map_or_else(|| NONE.to_owned(), |result| format!("{} / {}", had(result.total), had(result.full)));
    let vetoes: Vec<&str> = found.vetoes.iter().map(|names| locale.pick(&names.0, &names.1)).collect();
    let vetoes = match vetoes.len() {
        0 => NONE.to_owned(),
        _ => vetoes.join(t(locale, "reviews.comma")),
    };
    view! {
        <tr>
            <th scope="row"><a href=href rel="external">{name}</a></th>
            <td>{state}</td>
            <td>{result}</td>
            <td class="num">{points}</td>
            <td class="wrap">{vetoes}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::reviews::{RecognitionEvent, ResultRow},
        domain::reviews::{EntryState, Phase, Standing},
    };

    fn pair(zh: &str, en: &str) -> (String, String) {
        (zh.to_owned(), en.to_owned())
    }

    fn recognitions() -> Page<RecognitionRow> {
        let event = |what: &str, reason: &str, at: &str| RecognitionEvent {
            what: what.to_owned(),
            by: String::new(),
            reason: reason.to_owned(),
            at: at.to_owned(),
        };
        let row = RecognitionRow {
            id: 1,
            campaign: 7,
            campaign_name: pair("评查", "Review <7>"),
            unit: "AC1".to_owned(),
            unit_name: pair("城关法庭", "Chengguan"),
            city: pair("", ""),
            result: "model".to_owned(),
            result_name: pair("示范", "Model"),
            from: "2026-06-25".to_owned(),
            until: "2029-06-24".to_owned(),
            standing: Standing::Warned,
            events: vec![
                event("given", "", "2026-06-25T04:00:00Z"),
                event("warn", "<b>slow</b>", "2027-06-25T04:00:00Z"),
            ],
            may: vec![],
            revision: 2,
        };
        Page { rows: vec![row], total: 60, offset: 0 }
    }

    fn html(level: Level, campaigns: Vec<UnitCampaign>) -> String {
        let found =
            UnitReviews { level, standings: vec![(Standing::Warned, 60)], tribunals: vec![], campaigns };
        let here = Address::parse("/units/A?tab=works").unwrap();
        Owner::new().with(|| {
            provide_context(Locale::En);
            panel(Locale::En, &here, 1, &found, &recognitions(), None).to_html().replace("<!>", "")
        })
    }

    #[test]
    fn a_tribunal_shows_its_history_and_its_campaigns() {
        let result = ResultRow {
            unit: "AC1".to_owned(),
            unit_name: pair("", ""),
            city: pair("", ""),
            total: 87.25,
            full: 100.0,
            categories: vec![],
            result: "model".to_owned(),
            result_name: pair("示范", "Model"),
            without_vetoes: None,
            vetoes: vec!["quality".to_owned()],
            own: 90.0,
            missing: 0,
        };
        let published = UnitCampaign {
            campaign: 7,
            campaign_name: pair("评查", "Review"),
            phase: Phase::Published,
            state: Some(EntryState::Reviewed),
            result: Some(result),
            vetoes: vec![pair("质效", "Quality")],
        };
        let running = UnitCampaign {
            campaign: 8,
            phase: Phase::Open,
            state: Some(EntryState::Assessing),
            result: None,
            vetoes: vec![],
            ..published.clone()
        };
        let html = html(Level::Tribunal, vec![running, published]);
        for wanted in [
            "2026-06-25 – 2029-06-24",
            "87.25 / 100",
            "Quality",
            "href=\"/reviews/7?tab=results\"",
            "href=\"/reviews/8\"",
            "&lt;b&gt;slow",
            "Review &lt;7",
        ] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert!(!html.contains("class=\"counts\""), "{html}");
    }

    #[test]
    fn a_unit_above_shows_how_many_and_pages() {
        let html = html(Level::City, vec![]);
        assert!(html.contains("<dd>60</dd>") && html.contains("recognised=2"), "{html}");
        assert!(html.contains("href=\"/units/AC1?tab=works\""), "{html}");
    }
}
