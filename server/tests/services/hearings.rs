//! Hearings of accepted reports: what is shown to whom, and where each stands.

use super::reports::{People, order};
use crate::common::{at, stages};
use app::{
    api::{
        hearings::{Hearings, HearingsQuery},
        reports::{MoveOrder, ReportAddress, Reports},
    },
    domain::{
        hearings::HearingState,
        permissions::Role,
        reports::{Move, State},
    },
};
use serde_json::json;

#[tokio::test]
async fn the_schedule_of_accepted_reports_is_listed_filtered_and_kept_behind_doors() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        stage.clock.set(at("2026-11-24T04:00:00Z"));
        let hearing = |day: &str, time: &str, number: &str, access: &str, state: &str, stream: &str| {
            json!({
                "hearing_date": day, "hearing_time": time, "hearing_courtroom": "第一法庭",
                "hearing_case_number": number, "hearing_cause": "离婚纠纷", "hearing_mode": "courtroom",
                "hearing_access": access, "hearing_state": state, "hearing_stream": stream,
            })
        };
        let rows = json!([
            hearing(
                "2026-11-24",
                "09:00",
                "(2026)赣01民初1号",
                "broadcast",
                "held",
                "https://live.example/1.m3u8"
            ),
            hearing("2026-11-24", "11:30", "(2026)赣01民初2号", "broadcast", "scheduled", "/hls/2.m3u8"),
            hearing("2026-11-24", "15：00", "(2026)赣01民初3号", "closed", "scheduled", "/hls/3.m3u8"),
            hearing("2026-11-26", "9:05", "(2026)赣01民初4号", "open", "cancelled", "javascript:alert(1)"),
            hearing("2026-11-02", "09:00", "(2026)赣01民初5号", "open", "scheduled", ""),
        ]);
        let address = ReportAddress { form: "hearings".into(), unit: "AC1".into(), period: "2026-11".into() };
        let query = HearingsQuery { unit: "P".into(), ..HearingsQuery::default() };
        let answers = [order("hearing_list", &rows.to_string(), 0), order("hearings_postponed", "0", 0)];
        stage.platform.save_answers(&people.head, &address, &answers).await.unwrap();
        let draft = stage.platform.list_hearings(&people.province, &query).await.unwrap();
        assert_eq!((draft.page.total, draft.tribunals), (0, (3, 0)), "a draft is not shown");
        for (who, what) in [(&people.head, Move::Submit), (&people.court, Move::Approve)] {
            let revision = stage.platform.open_report(who, &address).await.unwrap().row.revision;
            let order = MoveOrder { what, revision, reason: String::new(), fields: vec![] };
            stage.platform.move_report(who, &address, &order).await.unwrap();
        }
        let view = stage.platform.open_report(&people.head, &address).await.unwrap();
        assert_eq!(view.row.state, Some(State::Accepted), "{:?}", view.findings);

        let list = async |query: HearingsQuery| {
            let found = stage.platform.list_hearings(&people.head, &query).await.unwrap();
            found.page.rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
        };
        let numbers = |which: &[u8]| -> Vec<String> {
            which.iter().map(|n| format!("(2026)赣01民初{n}号")).collect()
        };
        // It is noon in Jiangxi; what is over since the beginning of the month is not looked at when nothing is said.
        let found = stage.platform.list_hearings(&people.head, &query_of("AC1")).await.unwrap();
        let states: Vec<_> = found.page.rows.iter().map(|row| row.state).collect();
        assert_eq!(
            states,
            [HearingState::Ended, HearingState::Live, HearingState::Planned, HearingState::Cancelled]
        );
        assert_eq!((found.days.0.as_str(), found.tribunals), ("2026-11-24", (1, 1)));
        let streams: Vec<_> = found.page.rows.iter().map(|row| (row.stream.as_str(), row.plays)).collect();
        let expected =
            [("https://live.example/1.m3u8", false), ("/hls/2.m3u8", true), ("", false), ("", false)];
        assert_eq!(streams, expected, "no address of what is not public, and none that is no address");
        let by = |state: &str, access: &str, from: &str, search: &str, sort: &str| HearingsQuery {
            state: state.into(),
            access: access.into(),
            from: from.into(),
            search: search.into(),
            sort: sort.into(),
            ..query_of("AC1")
        };
        assert_eq!(list(by("live", "", "", "", "")).await, numbers(&[2]));
        assert_eq!(list(by("", "broadcast", "", "", "-day")).await, numbers(&[2, 1]));
        assert_eq!(list(by("unsaid", "", "2026-11-01", "", "")).await, numbers(&[5]));
        assert_eq!(list(by("", "", "", "初4", "")).await, numbers(&[4]));
        assert_eq!(list(by("", "", "", "no such", "")).await, numbers(&[]));
        stage.clock.set(at("2026-11-24T08:00:00Z"));
        assert_eq!(list(by("unsaid", "", "", "", "")).await, numbers(&[2]), "four hours later nobody knows");

        // Whoever sees figures and no cases is not told which case is heard behind closed doors.
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        let found = stage.platform.list_hearings(&reviewer, &by("", "closed", "", "", "")).await.unwrap();
        let row = &found.page.rows[0];
        assert_eq!((row.number.as_str(), row.cause.as_str()), ("(2026)赣01民初****号", ""));
        let found = stage.platform.list_hearings(&people.head, &by("", "closed", "", "", "")).await.unwrap();
        assert_eq!(found.page.rows[0].cause, "离婚纠纷");

        for (bad, field) in [
            (by("over", "", "", "", ""), "state"),
            (by("", "secret", "", "", ""), "access"),
            (by("", "", "2026-13-01", "", ""), "from"),
            (by("", "", "", "", "number"), "sort"),
            (HearingsQuery { to: "2026-11-01".into(), ..query_of("AC1") }, "to"),
            (HearingsQuery { to: "2028-11-01".into(), ..query_of("AC1") }, "to"),
        ] {
            let failure = stage.platform.list_hearings(&people.head, &bad).await.unwrap_err();
            assert_eq!((failure.status(), failure.field.as_str()), (400, field));
        }
        let foreign = stage.actor(Role::CourtManager, "BC").await;
        assert_eq!(stage.platform.list_hearings(&foreign, &query_of("AC1")).await.unwrap_err().status(), 403);
        let own = stage.platform.list_hearings(&foreign, &HearingsQuery::default()).await.unwrap();
        assert_eq!((own.unit.as_str(), own.page.total), ("BC", 0));
    }
}

fn query_of(unit: &str) -> HearingsQuery {
    HearingsQuery { unit: unit.into(), ..HearingsQuery::default() }
}
