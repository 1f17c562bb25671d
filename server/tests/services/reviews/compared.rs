//! An old campaign scored again by a new edition, and what the page of a unit shows of reviews.

use super::Small;
use crate::common::{at, case};
use app::{
    api::{
        reviews::{Recognitions, RescoreQuery, ReviewResults, VetoOrder},
        standards::Standards,
    },
    domain::{
        permissions::Role,
        reviews::{EntryState, Phase, Standing},
        units::Level,
    },
};

/// The double standards of another year: the first item is worth half as much, the second is gone, and there are two new
/// ones, of which one is computed.
fn edition() -> String {
    let shipped = include_str!("../../../../app/catalogue/standards/double.toml");
    let text = shipped.replacen("edition = \"2026\"", "edition = \"2027\"", 1);
    let text = text.replacen("points = 1.0", "points = 0.5", 1);
    let gone = text.find("[[category.item]]\nid = \"site\"").unwrap();
    let next = text[gone + 1..].find("[[category.item]]").unwrap() + gone + 1;
    let new = |id: &str, points: &str, scoring: &str| {
        format!(
            "[[category.item]]\nid = \"{id}\"\nzh = \"{id}\"\nen = \"{id}\"\npoints = {points}\n\
            guidance_zh = \"看\"\nguidance_en = \"Look.\"\nevidence = [\"photo\"]\n{scoring}\n\n"
        )
    };
    let by_hand = new("by_hand", "2.0", "scale = { step = 0.5 }");
    let computed = new("busy", "4.0", "line = { formula = \"received\", at = [[0.0, 0.0], [80.0, 1.0]] }");
    format!("{}{by_hand}{computed}{}", &text[..gone], &text[next..])
}

async fn load_edition(small: &Small) {
    let admin = small.stage.actor(Role::Administrator, "P").await;
    small.stage.platform.load_standard(&admin, &edition()).await.unwrap();
}

fn by(edition: &str) -> RescoreQuery {
    RescoreQuery { edition: edition.into(), ..RescoreQuery::default() }
}

#[tokio::test]
async fn a_new_edition_scores_an_old_campaign_again_and_changes_nothing_in_it() {
    for small in Small::all().await {
        small.published().await;
        load_edition(&small).await;
        let platform = &small.stage.platform;
        let before = platform.results(&small.province, small.id, &Default::default()).await.unwrap();
        // Facts that came afterwards: they count for what is asked anew, and for nothing else.
        let lines: Vec<String> =
            (0..40).map(|n| case(&format!("2025-{n}"), "AC1", "2025-06-02", Some("2025-07-01"))).collect();
        small.stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;

        let found = platform.rescore(&small.province, small.id, &by("2027")).await.unwrap();
        assert_eq!((found.then.as_str(), found.now.as_str(), found.tribunals), ("2026", "2027", 1));
        let row = &found.page.rows[0];
        let published = &before.page.rows[0];
        assert_eq!(
            (row.then.total, row.then.full, &row.then.result),
            (published.total, published.full, &published.result)
        );
        // 1 → 0.5, less 3, and 2 + 4 more.
        assert_eq!(row.now.full, row.then.full - 0.5 - 3.0 + 6.0);
        let items: Vec<_> = row
            .items
            .iter()
            .map(|item| (item.item.as_str(), item.then, item.full_then, item.now, item.full_now))
            .collect();
        let site = row.items.last().unwrap().then;
        assert_eq!(
            items,
            [
                // The mark is cut to what the item is worth now.
                ("planning", Some(1.0), Some(1.0), Some(0.5), Some(0.5)),
                ("by_hand", None, None, None, Some(2.0)),
                // 40 of 80 received.
                ("busy", None, None, Some(2.0), Some(4.0)),
                ("site", site, Some(3.0), None, None),
            ]
        );
        assert_eq!(row.now.missing, row.then.missing + 1 - u32::from(site.is_none()));
        assert_eq!(found.changed, u32::from(row.changed()));
        // The same again, and the own edition makes no difference.
        assert_eq!(platform.rescore(&small.province, small.id, &by("2027")).await.unwrap(), found);
        let own = platform.rescore(&small.province, small.id, &by("2026")).await.unwrap();
        assert!(own.changed == 0 && own.page.rows.iter().all(|row| row.items.is_empty()));
        assert_eq!(own.page.rows[0].then, own.page.rows[0].now);

        let after = platform.results(&small.province, small.id, &Default::default()).await.unwrap();
        assert_eq!(before, after);
        assert!(platform.verify_campaign(&small.province, small.id).await.unwrap().holds());

        let searched = RescoreQuery { search: "nobody".into(), ..by("2027") };
        let none = platform.rescore(&small.province, small.id, &searched).await.unwrap();
        assert_eq!((none.tribunals, none.page.total), (1, 0));
        for sort in ["unit", "-then", "now", "-difference"] {
            let sorted = RescoreQuery { sort: sort.into(), ..by("2027") };
            assert_eq!(platform.rescore(&small.province, small.id, &sorted).await.unwrap().page.total, 1);
        }
        let odd = RescoreQuery { sort: "luck".into(), ..by("2027") };
        assert_eq!(platform.rescore(&small.province, small.id, &odd).await.unwrap_err().reason, "bad_sort");
        assert_eq!(platform.rescore(&small.province, small.id, &by("1999")).await.unwrap_err().status(), 404);
        assert_eq!(platform.rescore(&small.province, 99, &by("2027")).await.unwrap_err().status(), 404);
        for who in [&small.head, &small.court, &small.city] {
            let refused = platform.rescore(who, small.id, &by("2027")).await.unwrap_err();
            assert_eq!(refused.status(), 403);
        }
    }
}

#[tokio::test]
async fn a_veto_raised_by_hand_goes_over() {
    for small in Small::all().await {
        let [one, two] = small.reviewed_by_two().await;
        for who in [&one, &two] {
            small.mark_all(who, 1.0).await;
            small.hand_in(who).await.unwrap();
        }
        load_edition(&small).await;
        let platform = &small.stage.platform;
        let order = VetoOrder { veto: "integrity".into(), lift: false, reason: "查实".into() };
        platform.decide_veto(&small.province, &small.entry(), &order).await.unwrap();
        let found = platform.rescore(&small.province, small.id, &by("2027")).await.unwrap();
        let row = &found.page.rows[0];
        assert_eq!((&row.then.vetoes, row.then.result.as_str()), (&row.now.vetoes, "fails"));
        assert_eq!(
            (row.now.vetoes.as_slice(), row.now.result.as_str()),
            (&["integrity".to_owned()][..], "fails")
        );
        let order = VetoOrder { lift: true, ..order };
        platform.decide_veto(&small.province, &small.entry(), &order).await.unwrap();
        let found = platform.rescore(&small.province, small.id, &by("2027")).await.unwrap();
        assert!(found.page.rows[0].now.vetoes.is_empty());
    }
}

#[tokio::test]
async fn the_page_of_a_unit_shows_its_campaigns_and_how_its_tribunals_stand() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let administrator = small.stage.actor(Role::Administrator, "P").await;
        let nothing = platform.unit_reviews(&small.head, "AC1").await.unwrap();
        assert!(nothing.standings.is_empty() && nothing.campaigns.is_empty());
        small.apply_and_admit().await;
        let running = platform.unit_reviews(&small.head, "AC1").await.unwrap();
        let found = &running.campaigns[0];
        assert_eq!((found.campaign, found.phase), (small.id, Phase::Open));
        assert_eq!((found.state, found.result.is_none()), (Some(EntryState::Assessing), true));
        // Who takes part is nobody else's business before it is published.
        assert!(platform.unit_reviews(&administrator, "AC1").await.unwrap().campaigns.is_empty());
        let foreign = small.stage.actor(Role::TribunalHead, "BC1").await;
        assert_eq!(platform.unit_reviews(&foreign, "AC1").await.unwrap_err().status(), 403);
        assert_eq!(platform.unit_reviews(&small.head, "ZZ").await.unwrap_err().status(), 404);
    }
}

#[tokio::test]
async fn what_is_published_stands_on_the_page_for_everybody() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let results = platform.results(&small.province, small.id, &Default::default()).await.unwrap();
        let own = platform.unit_reviews(&small.head, "AC1").await.unwrap();
        assert_eq!((own.level, own.standings.as_slice()), (Level::Tribunal, &[(Standing::Valid, 1)][..]));
        assert_eq!(own.campaigns[0].state, Some(EntryState::Reviewed));
        assert_eq!(own.campaigns[0].result.as_ref(), Some(&results.page.rows[0]));
        let administrator = small.stage.actor(Role::Administrator, "P").await;
        let seen = platform.unit_reviews(&administrator, "AC1").await.unwrap();
        assert_eq!((seen.campaigns[0].state, seen.campaigns[0].result.is_some()), (None, true));
        let above = platform.unit_reviews(&small.city, "A").await.unwrap();
        assert_eq!(above.standings, own.standings);
        assert!(above.campaigns.is_empty());
        // From above one sees what is below, and a head in the court above only what is his.
        let foreign = small.stage.actor(Role::TribunalHead, "BC1").await;
        assert!(platform.unit_reviews(&foreign, "P").await.unwrap().standings.is_empty());
        small.stage.clock.set(at("2029-06-25T04:00:00Z"));
        let later = platform.unit_reviews(&small.city, "A").await.unwrap();
        assert_eq!(later.standings, [(Standing::Expired, 1)]);
    }
}
