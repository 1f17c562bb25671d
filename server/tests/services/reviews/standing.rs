//! How recognitions end, what they state, and a tribunal that is taken out.

use super::Small;
use crate::common::{at, operator};
use app::{
    api::{
        ListQuery,
        reports::Reports,
        reviews::{RecognitionRow, Recognitions, ReviewResults, StandingOrder},
    },
    domain::reviews::{EntryMove, EntryState, PhaseMove, Standing, StandingMove},
};

impl Small {
    /// Recognitions of AC1, the newest first.
    async fn recognitions(&self) -> Vec<RecognitionRow> {
        let platform = &self.stage.platform;
        platform.list_recognitions(&self.province, "AC1", &ListQuery::default()).await.unwrap().rows
    }

    /// How many model tribunals the province counts at the end of a month.
    async fn models(&self, month: &str) -> Option<f64> {
        self.stage.value("P", "model_tribunals", month, month).await.value
    }
}

fn what(row: &RecognitionRow) -> Vec<&str> {
    row.events.iter().map(|event| event.what.as_str()).collect()
}

#[tokio::test]
async fn the_term_ends_by_itself_and_the_map_knows_it() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let row = small.recognitions().await.remove(0);
        let model = if row.result == "model" { 1.0 } else { 0.0 };
        assert_eq!(small.models("2026-06").await, Some(model));
        small.stage.clock.set(at("2029-06-24T04:00:00Z"));
        assert_eq!(platform.lapse_recognitions(&operator()).await.unwrap(), 0, "the last day");
        small.stage.clock.set(at("2029-06-25T04:00:00Z"));
        assert_eq!(platform.lapse_recognitions(&operator()).await.unwrap(), 1);
        assert_eq!(platform.lapse_recognitions(&operator()).await.unwrap(), 0, "once");
        let row = small.recognitions().await.remove(0);
        assert_eq!((row.standing, what(&row)), (Standing::Expired, vec!["given", "expired"]));
        assert_eq!((small.models("2029-05").await, small.models("2029-06").await), (Some(model), Some(0.0)));
        // A certificate is for as long as it holds.
        let refused = platform.issue(&small.head, small.id, "pdf", "AC1").await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.value.as_str()), ("recognition_state", "expired"));
    }
}

#[tokio::test]
async fn a_later_review_by_the_same_standard_stands_in_place_of_the_earlier_one() {
    for mut small in Small::all().await {
        small.published().await;
        let first = small.id;
        small.begin(2027).await;
        small.published_with(0.0).await;
        let rows = small.recognitions().await;
        let old = rows.iter().find(|row| row.campaign == first).unwrap();
        assert_eq!((old.standing, what(old)), (Standing::Expired, vec!["given", "superseded"]));
        assert_eq!(old.until, "2027-06-24");
        assert_eq!(small.models("2027-06").await, Some(0.0));
        let platform = &small.stage.platform;
        small.stage.clock.set(at("2030-01-01T04:00:00Z"));
        let given = rows.iter().filter(|row| row.campaign == small.id).count();
        assert_eq!(platform.lapse_recognitions(&operator()).await.unwrap(), given, "not what was superseded");
        for campaign in [first, small.id] {
            assert!(platform.verify_campaign(&small.province, campaign).await.unwrap().holds());
        }
    }
}

#[tokio::test]
async fn the_end_of_one_recognition_does_not_take_away_another() {
    for mut small in Small::all().await {
        small.published().await;
        // The term of the first is over, and nobody has noted it, on the day the second is published.
        small.begin(2030).await;
        small.published().await;
        let stated = small.models("2030-06").await;
        let model = small.recognitions().await[0].result == "model";
        assert_eq!(stated, Some(f64::from(u8::from(model))));
        let platform = &small.stage.platform;
        assert_eq!(platform.lapse_recognitions(&operator()).await.unwrap(), 1, "the first");
        assert_eq!(small.models("2030-06").await, stated);
        // What holds nothing any more is stated so.
        let row = small.recognitions().await.remove(0);
        assert_eq!(row.standing, Standing::Valid);
    }
}

#[tokio::test]
async fn there_is_no_certificate_of_what_was_taken_away() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let steps = [
            (StandingMove::Warn, &small.province),
            (StandingMove::Hear, &small.head),
            (StandingMove::Withdraw, &small.province),
        ];
        for (what, who) in steps {
            let row = small.recognitions().await.remove(0);
            let order = StandingOrder { id: row.id, what, reason: "说明".into(), revision: row.revision };
            platform.move_recognition(who, &order).await.unwrap();
        }
        let refused = platform.issue(&small.province, small.id, "pdf", "AC1").await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.value.as_str()), ("recognition_state", "withdrawn"));
        // What was said about every item is for those who run the campaign.
        let all = platform.issue(&small.province, small.id, "json", "").await.unwrap().bytes;
        let rows = platform.issue(&small.head, small.id, "json", "").await.unwrap().bytes;
        let [all, rows] = [all, rows].map(|text| serde_json::from_slice::<serde_json::Value>(&text).unwrap());
        assert!(all["entries"][0]["said"].is_object() && rows.get("entries").is_none());
        assert_eq!(all["entries"][0]["row"], rows["results"][0]);
    }
}

#[tokio::test]
async fn the_province_takes_a_tribunal_out_with_a_reason_and_nobody_else_does() {
    for small in Small::all().await {
        let [one, two] = small.reviewed_by_two().await;
        for who in [&one, &two] {
            small.mark_all(who, 1.0).await;
            small.hand_in(who).await.unwrap();
        }
        assert_eq!(small.open(&small.province).await.state, EntryState::Reviewed);
        for who in [&small.head, &small.court, &small.city, &one] {
            assert_eq!(small.act(who, EntryMove::Exclude, "x").await.unwrap_err().status(), 403);
        }
        let refused = small.act(&small.province, EntryMove::Exclude, "").await.unwrap_err();
        assert_eq!((refused.field.as_str(), refused.status()), ("reason", 400));
        small.act(&small.province, EntryMove::Exclude, "法庭已撤并").await.unwrap();
        assert_eq!(small.open(&small.head).await.state, EntryState::Withdrawn);
        let platform = &small.stage.platform;
        let told = Reports::list_notices(&**platform, &small.head).await.unwrap();
        assert!(told.iter().any(|notice| notice.kind == "review_excluded"), "{told:?}");
        let results = platform.results(&small.province, small.id, &ListQuery::default()).await.unwrap();
        assert!(results.page.rows.is_empty());
        let nobody = small.phase(PhaseMove::Announce, "").await.unwrap_err();
        assert_eq!(nobody.reason, "no_entries", "it was the only one");
    }
}
