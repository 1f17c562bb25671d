//! The demo, one city of it, loaded into a database and read back through the services.

use super::{
    Event, Order, Report, feed,
    load::load_places,
    province::{Place, places},
    settings,
};
use crate::{
    clock::FixedClock,
    platform::{Platform, Policy},
    store::Db,
};
use app::{
    api::{
        alarms::{Alarms, AlarmsQuery},
        cases::Cases,
        devices::{Devices, DevicesQuery},
        hearings::{Hearings, HearingsQuery},
        users::Users,
        values::{ValueRow, Values, ValuesQuery},
    },
    domain::{catalogue::Catalogue, permissions::Actor, values::Status},
};
use chrono::{DateTime, Utc};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};
use tokio_util::sync::CancellationToken;

/// A city with sixteen tribunals, enough for every part that makes a state of its own.
fn nanchang() -> Vec<Place> {
    let city = |place: &Place| place.code == "36" || place.code.starts_with("3601");
    places().unwrap().into_iter().filter(city).collect()
}

async fn platform(folder: &tempfile::TempDir) -> Platform {
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("demo.db").display());
    let db = Db::connect(&url, 2).await.unwrap();
    let now: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
    let catalogue = Arc::new(Catalogue::built_in().unwrap());
    let clock = Arc::new(FixedClock::at(now));
    Platform::open(db, catalogue, Policy::default(), folder.path().join("files"), clock).await.unwrap()
}

fn order() -> Order {
    Order { seed: 4, until: None, scale: 0.06, if_empty: false }
}

async fn load(platform: &Platform, order: &Order) -> Report {
    let stop = CancellationToken::new();
    load_places(platform, &nanchang(), order, &stop, &mut |_| {}).await.unwrap()
}

async fn values(
    platform: &Platform,
    indicator: &str,
    level: Option<&str>,
    from: &str,
    to: &str,
) -> Vec<ValueRow> {
    let query = ValuesQuery {
        indicator: indicator.to_owned(),
        unit: "36".to_owned(),
        level: level.map(str::to_owned),
        from: from.to_owned(),
        to: to.to_owned(),
        by: level.map(|_| "month".to_owned()),
        edition: None,
        group: None,
        q: None,
    };
    platform.query_values(&Actor::operator("test"), &query).await.unwrap()
}

async fn published(platform: &Platform) -> Vec<Option<f64>> {
    values(platform, "received,closed", None, "2017-01", "2021-11")
        .await
        .iter()
        .map(|row| row.value)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn loaded_once_it_is_complete_and_every_state_of_a_value_occurs() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(&folder).await;
    let Report::Loaded { cases, facts, .. } = load(&platform, &order()).await else { panic!("not loaded") };
    assert!(cases > 50_000 && facts > 50_000, "{cases} cases, {facts} facts");
    assert_eq!(published(&platform).await, [Some(29_100.0), Some(28_980.0)]);

    // What lies long back is complete, and the inventory holds until today.
    let rows = values(&platform, "received,closed_per_judge,security_rate", None, "2017-01", "2021-11").await;
    assert!(rows.iter().all(|row| row.status == Status::Ok), "{rows:?}");
    let rows = values(&platform, "security_rate", None, "2025-11", "2026-10").await;
    assert!(rows[0].value.is_some_and(|rate| (0.5..1.0).contains(&rate)), "{rows:?}");

    assert_eq!(load(&platform, &order()).await, Report::Complete);
    assert_eq!(load(&platform, &Order { if_empty: true, ..order() }).await, Report::Left);

    let mut seen: HashSet<Status> = HashSet::new();
    for (indicator, level, from, to) in [
        ("closed_in_time_rate,reversal_rate,closed_per_judge", "tribunal", "2025-12", "2026-11"),
        ("closed_in_time_rate", "city", "2026-08", "2026-10"),
        ("closed_in_time_rate", "post", "2026-10", "2026-10"),
    ] {
        seen.extend(values(&platform, indicator, Some(level), from, to).await.iter().map(|row| row.status));
    }
    let missing: Vec<_> = [
        Status::Ok,
        Status::NoData,
        Status::Partial,
        Status::Late,
        Status::Stale,
        Status::SmallNumber,
        Status::NotApplicable,
    ]
    .into_iter()
    .filter(|status| !seen.contains(status))
    .collect();
    assert!(missing.is_empty(), "{missing:?} never occur");

    let roles: BTreeSet<_> = platform
        .list_users(&Actor::operator("test"), &app::api::ListQuery::default())
        .await
        .unwrap()
        .rows
        .into_iter()
        .flat_map(|user| user.grants)
        .map(|grant| grant.role)
        .collect();
    assert_eq!(roles.len(), 7);
    assert_eq!(platform.db.setting(settings::SIMULATED).await.unwrap().as_deref(), Some("true"));
    campaigns_know_what_was_known_then(&platform).await;
    devices_have_spoken(&platform).await;
}

/// Values of a campaign end with its day of values; checklists, too, and some are known by then.
async fn campaigns_know_what_was_known_then(platform: &Platform) {
    let mut checklists = 0;
    for campaign in platform.db.campaigns().await.unwrap() {
        let last = campaign.settings().unwrap().values_to.to_string();
        for entry in platform.db.entries(campaign.id).await.unwrap() {
            let taken: serde_json::Value = serde_json::from_str(&entry.bases).unwrap_or_default();
            for (id, basis) in taken["bases"].as_object().into_iter().flatten() {
                let to = basis["to"].as_str().unwrap();
                assert!(*to <= *last, "{id} is of {to}, and values end with {last}");
                // What was computed over a span ends with the last day of values; a checklist when it was confirmed.
                checklists += u32::from(to < last.as_str());
            }
        }
    }
    assert!(checklists > 0, "no campaign knows a checklist");
}

/// Most devices work, some do not, and of the alarms most are over.
async fn devices_have_spoken(platform: &Platform) {
    let operator = Actor::operator("test");
    let devices = async |state: &str| {
        let query = DevicesQuery { state: state.to_owned(), limit: 1, ..DevicesQuery::default() };
        platform.list_devices(&operator, &query).await.unwrap().total
    };
    let alarms = async |state: &str| {
        let query = AlarmsQuery { state: state.to_owned(), limit: 1, ..AlarmsQuery::default() };
        platform.list_alarms(&operator, &query).await.unwrap().page.total
    };
    assert!(devices("").await > 80 && devices("offline").await > 0);
    assert!(devices("online").await * 10 > devices("").await * 8);
    assert!(alarms("closed").await > 10 && alarms("open").await > 0);
    let hearings = HearingsQuery { unit: "36".to_owned(), limit: 1, ..HearingsQuery::default() };
    assert!(platform.list_hearings(&operator, &hearings).await.unwrap().page.total > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_that_broke_off_goes_on_and_ends_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(&folder).await;
    let stop = CancellationToken::new();
    let small = Order { scale: 0.03, ..order() };
    let mut requests = 0;
    let stopped = load_places(&platform, &nanchang(), &small, &stop, &mut |event| {
        if matches!(event, Event::Cases { .. }) {
            requests += 1;
            stop.cancel();
        }
    })
    .await
    .unwrap();
    assert!(matches!(stopped, Report::Stopped { cases } if cases > 0), "{stopped:?}");
    assert_eq!(requests, 1);
    // What is ordered now does not matter: it goes on as it began, even when it is to leave a full database alone.
    let other = Order { seed: 99, until: None, scale: 1.0, if_empty: true };
    assert!(matches!(load(&platform, &other).await, Report::Loaded { .. }));
    assert_eq!(published(&platform).await, [Some(14_550.0), Some(14_490.0)]);
}

#[tokio::test]
async fn a_database_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(&folder).await;
    let order_of = |place: &Place| place.order();
    let units: Vec<_> = nanchang().iter().take(1).map(order_of).collect();
    app::api::units::Units::create_units(&platform, &Actor::operator("test"), &units).await.unwrap();
    let stop = CancellationToken::new();
    let refused = load_places(&platform, &nanchang(), &order(), &stop, &mut |_| {}).await.unwrap_err();
    assert_eq!(refused.reason, "database_not_empty");
    assert_eq!(load(&platform, &Order { if_empty: true, ..order() }).await, Report::Left);
    assert_eq!(
        feed::run(&platform, "127.0.0.1:1".parse().unwrap(), &stop).await.unwrap_err().reason,
        "not_the_demo"
    );
    // Cases are still refused for units that are not there.
    let line = r#"{"number":"1","tribunal":"nowhere","filed":"2026-01-05"}"#.to_owned();
    let lines = Box::pin(futures::stream::iter([Ok(line)]));
    let receipt = platform.send_cases(&Actor::operator("test"), "x", lines).await.unwrap();
    assert_eq!((receipt.lines_refused, receipt.cases_new), (1, 0));
}

#[tokio::test]
async fn an_order_that_cannot_be_is_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let platform = platform(&folder).await;
    let stop = CancellationToken::new();
    for (field, wrong) in [
        ("scale", Order { scale: 0.0, ..order() }),
        ("scale", Order { scale: f64::NAN, ..order() }),
        ("until", Order { until: "2021-12".parse().ok(), ..order() }),
        ("until", Order { until: "2027-01".parse().ok(), ..order() }),
    ] {
        let refused = load_places(&platform, &nanchang(), &wrong, &stop, &mut |_| {}).await.unwrap_err();
        assert_eq!(refused.field, field, "{wrong:?}");
    }
    assert_eq!(platform.db.setting(settings::STATE).await.unwrap(), None);
}
