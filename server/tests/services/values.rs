use crate::common::{operator, stages};
use app::{
    api::values::{Values, ValuesQuery},
    domain::{
        periods::Period,
        series::Source,
        values::{Judgement, Status},
    },
};
use server::services::facts::Statement;

async fn state(stage: &crate::common::Stage, unit: &str, item: &str, period: &str, value: f64) {
    let tree = stage.platform.tree().await.unwrap();
    let statement = Statement {
        unit: tree.by_code(unit).unwrap().id,
        item: stage.platform.item(item).unwrap(),
        period: period.parse::<Period>().unwrap(),
        source: Source::SelfReport,
        value,
        reporting: 1,
    };
    stage.platform.state_facts(&operator(), "report", "test", &[statement]).await.unwrap();
}

#[tokio::test]
async fn zhengzhou_is_reproduced_and_both_rates_keep_their_names() {
    for stage in stages().await {
        for (item, value) in [("pending_start", 12_087.0), ("received", 146_484.0), ("closed", 126_927.0)] {
            state(&stage, "AC1", item, "2021-H1", value).await;
        }
        let percent = async |id: &str| {
            let row = stage.value("P", id, "2021-01", "2021-06").await;
            format!("{:.2}", row.value.unwrap() * 100.0)
        };
        assert_eq!(percent("closing_rate").await, "80.04");
        assert_eq!(percent("clearance_rate").await, "86.65");
        assert_eq!(stage.value("P", "accepted", "2021-01", "2021-06").await.value, Some(158_571.0));
    }
}

#[tokio::test]
async fn an_item_stated_on_change_holds_on_and_is_added_up_when_asked() {
    for stage in stages().await {
        state(&stage, "AC1", "sec_gate", "2020-03", 1.0).await;
        state(&stage, "BC1", "sec_gate", "2021-05", 1.0).await;
        for item in [
            "sec_point",
            "sec_xray",
            "sec_handheld",
            "sec_lockers",
            "sec_register",
            "sec_blockade",
            "sec_explosion",
            "sec_gear",
            "sec_alarm",
            "sec_police_link",
            "tribunals",
        ] {
            for unit in ["AC1", "BC1"] {
                state(&stage, unit, item, "2020-01", if item == "tribunals" { 1.0 } else { 0.0 }).await;
            }
        }
        let rate = async |unit, month| stage.value(unit, "security_rate", month, month).await;
        let early = rate("P", "2020-12").await;
        assert_eq!((early.numerator, early.denominator), (Some(1.0), Some(22.0)), "{early:?}");
        let late = rate("P", "2022-12").await;
        assert_eq!((late.numerator, late.denominator), (Some(2.0), Some(22.0)));
        assert_eq!(rate("B", "2020-12").await.value, None, "not said yet: blank is not zero");
    }
}

#[tokio::test]
async fn an_edition_recomputes_history_and_says_which_it_is() {
    for stage in stages().await {
        for (item, value) in [("pending_start", 0.0), ("received", 1_000.0), ("closed", 780.0)] {
            state(&stage, "AC1", item, "2025", value).await;
        }
        let query = |edition: Option<&str>| ValuesQuery {
            indicator: "closing_rate".into(),
            unit: "P".into(),
            from: "2025-01".into(),
            to: "2025-12".into(),
            edition: edition.map(str::to_owned),
            ..ValuesQuery::default()
        };
        let answer = async |edition| {
            stage.platform.query_values(&operator(), &query(edition)).await.unwrap().remove(0)
        };
        let (old, new) = (answer(Some("2021")).await, answer(None).await);
        assert_eq!((old.edition.as_str(), new.edition.as_str()), ("2021", "2024"));
        assert_eq!((old.judgement, new.judgement), (Some(Judgement::Worse), Some(Judgement::Within)));
        assert_eq!(old.value, new.value);
        assert_eq!(old.status, Status::Ok);
    }
}

#[tokio::test]
async fn a_wrong_question_names_the_parameter() {
    for stage in stages().await {
        let good = ValuesQuery {
            indicator: "received".into(),
            unit: "P".into(),
            from: "2025-01".into(),
            to: "2025-12".into(),
            ..ValuesQuery::default()
        };
        for (query, field, status) in [
            (ValuesQuery { indicator: "recieved".into(), ..good.clone() }, "indicator", 400),
            (ValuesQuery { indicator: String::new(), ..good.clone() }, "indicator", 400),
            (ValuesQuery { unit: "X".into(), ..good.clone() }, "unit", 404),
            (ValuesQuery { from: "2025".into(), ..good.clone() }, "from", 400),
            (ValuesQuery { to: "2024-01".into(), ..good.clone() }, "to", 400),
            (ValuesQuery { by: Some("week".into()), ..good.clone() }, "by", 400),
            (ValuesQuery { level: Some("village".into()), ..good.clone() }, "level", 400),
            (ValuesQuery { edition: Some("1999".into()), ..good.clone() }, "edition", 404),
        ] {
            let failure = stage.platform.query_values(&operator(), &query).await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.status()), (field, status), "{query:?}");
        }
    }
}

#[tokio::test]
async fn late_is_what_was_reported_before_and_no_data_what_never_was() {
    for stage in stages().await {
        // October is over and was due; AC1 reports circuit hearings every month, but never works.
        for month in ["2026-07", "2026-08", "2026-09"] {
            state(&stage, "AC1", "circuit_hearings", month, 4.0).await;
        }
        for unit in ["AC1", "A", "P"] {
            let status = async |id| stage.value(unit, id, "2026-10", "2026-10").await.status;
            assert_eq!(status("circuit_hearings").await, Status::Late, "{unit}");
            assert_eq!(status("works_reported").await, Status::NoData, "{unit}");
        }
    }
}
