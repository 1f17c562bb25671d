//! What devices say: states, sights and alarms, on both engines.

use crate::{
    common::{at, operator, stages},
    devices::{alarms, furnish, person, state, take},
};
use app::{
    api::devices::{Devices, DevicesQuery, MessagesReceipt},
    domain::{
        alarms::{AlarmKind, AlarmState},
        devices::{
            DeviceState,
            messages::{Message, Report, Severity, Sight, Stage as Seen},
        },
    },
};
use server::ingest::devices::mapping;

#[tokio::test]
async fn a_camera_that_goes_dark_and_flaps_is_one_alarm() {
    for stage in stages().await {
        furnish(&stage).await;
        let first = take(&stage, &[state("frigate", "court1", DeviceState::Online)]).await;
        assert_eq!((first.taken, first.alarms), (1, 0));
        for _ in 0..3 {
            take(&stage, &[state("frigate", "court1", DeviceState::Offline)]).await;
            take(&stage, &[state("frigate", "court1", DeviceState::Online)]).await;
        }
        let again = take(&stage, &[state("frigate", "court1", DeviceState::Online)]).await;
        assert_eq!((again.taken, again.repeated), (0, 1));
        let rows = alarms(&stage).await;
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].kind, rows[0].state, rows[0].times), (AlarmKind::Dark, AlarmState::Open, 3));
        assert!(rows[0].recovered_at.is_some());
        assert_eq!((rows[0].tribunal.as_str(), rows[0].device.as_str()), ("AC1", "法庭摄像机"));
    }
}

#[tokio::test]
async fn when_a_recorder_goes_its_cameras_are_unknown_and_it_is_one_alarm() {
    for stage in stages().await {
        furnish(&stage).await;
        let online = ["court1", "check"].map(|camera| state("frigate", camera, DeviceState::Online));
        take(&stage, &online).await;
        take(&stage, &[state("frigate", "", DeviceState::Offline)]).await;
        let rows = stage.platform.list_devices(&operator(), &DevicesQuery::default()).await.unwrap().rows;
        let is = |address: &str| {
            rows.iter().find(|row| row.source == "frigate" && row.address == address).unwrap().state
        };
        assert_eq!(
            [is("court1"), is("check"), is("")],
            [DeviceState::Unknown, DeviceState::Unknown, DeviceState::Offline]
        );
        let found = alarms(&stage).await;
        assert_eq!((found.len(), found[0].kind, found[0].device.as_str()), (1, AlarmKind::Offline, "录像机"));
        // Who sees works.
        take(&stage, &[person("court1", "1", Seen::New, "2026-11-24T04:00:00Z")]).await;
        let rows = stage.platform.list_devices(&operator(), &DevicesQuery::default()).await.unwrap().rows;
        assert_eq!(rows.iter().find(|row| row.address == "court1").unwrap().state, DeviceState::Online);
        // Without a listed recorder it is told of all the same.
        take(&stage, &[state("other", "gate", DeviceState::Online)]).await;
        take(&stage, &[state("other", "", DeviceState::Offline)]).await;
        assert_eq!(alarms(&stage).await.iter().filter(|row| row.tribunal == "BC1").count(), 1);
    }
}

#[tokio::test]
async fn repeated_late_and_out_of_order_messages_end_well() {
    for stage in stages().await {
        furnish(&stage).await;
        // 22:00 in Jiangxi.
        stage.clock.set(at("2026-11-24T14:00:00Z"));
        let night = "2026-11-24T13:59:00Z";
        let end = person("court1", "e1", Seen::End, "2026-11-24T13:59:30Z");
        // The end comes first.
        let receipt = take(&stage, std::slice::from_ref(&end)).await;
        assert_eq!((receipt.taken, receipt.alarms), (1, 1));
        let receipt = take(&stage, &[person("court1", "e1", Seen::New, night), end.clone(), end]).await;
        assert_eq!((receipt.taken, receipt.repeated, receipt.alarms), (0, 3, 0));
        assert_eq!(alarms(&stage).await[0].times, 1);
        // Another one is the same alarm, twice.
        let receipt = take(&stage, &[person("court1", "e2", Seen::New, night)]).await;
        assert_eq!((receipt.taken, receipt.alarms), (1, 0));
        assert_eq!(alarms(&stage).await[0].times, 2);
        // What is long over raises nothing.
        let receipt = take(&stage, &[person("check", "e3", Seen::New, "2026-11-24T12:00:00Z")]).await;
        assert_eq!((receipt.late, receipt.alarms), (1, 0));
        // A clock that is ahead is not believed.
        let receipt = take(&stage, &[person("court1", "e4", Seen::New, "2027-01-01T00:00:00Z")]).await;
        assert_eq!(receipt.taken, 1);
        let rows = stage.platform.list_devices(&operator(), &DevicesQuery::default()).await.unwrap().rows;
        let heard = rows.iter().find(|row| row.address == "court1").unwrap().heard_at.clone();
        assert_eq!(heard.as_deref(), Some("2026-11-24T14:00:00.000Z"));
    }
}

#[tokio::test]
async fn a_crowd_is_counted_over_messages_and_a_day_is_no_night() {
    for stage in stages().await {
        furnish(&stage).await;
        let noon = "2026-11-24T04:00:00Z";
        for n in 0..9 {
            let receipt = take(&stage, &[person("check", &format!("p{n}"), Seen::New, noon)]).await;
            assert_eq!(receipt.alarms, 0, "{n}");
        }
        // One goes, two come.
        take(&stage, &[person("check", "p0", Seen::End, "2026-11-24T04:00:01Z")]).await;
        let receipt = take(&stage, &[person("check", "p9", Seen::New, noon)]).await;
        assert_eq!(receipt.alarms, 0);
        let receipt = take(&stage, &[person("check", "p10", Seen::New, noon)]).await;
        assert_eq!(receipt.alarms, 1);
        take(&stage, &[person("court1", "day", Seen::New, noon)]).await;
        let kinds: Vec<_> = alarms(&stage).await.into_iter().map(|row| row.kind).collect();
        assert_eq!(kinds, [AlarmKind::Crowd]);
    }
}

#[tokio::test]
async fn rules_of_the_deployment_hold_instead() {
    for stage in stages().await {
        furnish(&stage).await;
        let rules = r#"
            [[rule]]
            alarm = "alert"
            severity = "alert"
            zones = ["bench"]
            units = ["AC"]
        "#;
        let registry = mapping::read("rules.toml", rules).unwrap();
        stage.platform.load_devices(&operator(), &registry).await.unwrap();
        let review = |id: &str, zone: &str, severity| Message {
            id: format!("review:{id}"),
            what: Report::Sight(Sight {
                stage: Seen::New,
                objects: vec!["person".into()],
                zones: vec![zone.into()],
                severity: Some(severity),
            }),
            ..person("court1", id, Seen::New, "2026-11-24T04:00:00Z")
        };
        let messages = [
            review("1", "door", Severity::Alert),
            review("2", "bench", Severity::Detection),
            review("3", "bench", Severity::Alert),
        ];
        assert_eq!(take(&stage, &messages).await.alarms, 1);
        stage.clock.set(at("2026-11-24T14:00:00Z"));
        let night = person("court1", "n", Seen::New, "2026-11-24T14:00:00Z");
        assert_eq!(take(&stage, &[night]).await.alarms, 0);
        let wrong = mapping::read("rules.toml", &rules.replace("\"AC\"", "\"ZZ\"")).unwrap();
        let failure = stage.platform.load_devices(&operator(), &wrong).await.unwrap_err();
        assert_eq!((failure.status(), failure.field.as_str()), (404, "rule[1].units"));
    }
}

#[tokio::test]
async fn a_button_pressed_once_is_one_alarm_however_often_it_is_sent() {
    for stage in stages().await {
        furnish(&stage).await;
        let press = |id: &str| Message {
            source: "buttons".into(),
            address: "b1".into(),
            id: id.into(),
            at: Some(at("2026-11-24T04:00:00Z")),
            what: Report::Alarm(AlarmKind::Button),
        };
        assert_eq!(take(&stage, &[press("1"), press("1")]).await.alarms, 1);
        assert_eq!(take(&stage, &[press("1"), press("")]).await.repeated, 1);
        let row = alarms(&stage).await.remove(0);
        assert_eq!((row.kind, row.times), (AlarmKind::Button, 2));
        // The same without a number is known by its time.
        assert_eq!(take(&stage, &[press("")]).await.repeated, 1);
    }
}

#[tokio::test]
async fn a_storm_of_duplicates_adds_nothing_in_whatever_order_it_comes() {
    for stage in stages().await {
        furnish(&stage).await;
        stage.clock.set(at("2026-11-24T14:00:00Z"));
        let events: Vec<_> =
            (0..200).map(|n| person("court1", &format!("s{n}"), Seen::New, "2026-11-24T13:59:00Z")).collect();
        let mut taken = MessagesReceipt::default();
        // Ten thousand messages, each batch begins elsewhere.
        for round in 0..25 {
            let batch: Vec<_> =
                (0..400).map(|n| events[(round * 37 + n * 7) % events.len()].clone()).collect();
            let receipt = take(&stage, &batch).await;
            taken.taken += receipt.taken;
            taken.repeated += receipt.repeated;
            taken.alarms += receipt.alarms;
        }
        assert_eq!((taken.taken, taken.repeated, taken.alarms), (200, 9_800, 1));
        let row = alarms(&stage).await.remove(0);
        assert_eq!((row.kind, row.times), (AlarmKind::Presence, 200));
    }
}
