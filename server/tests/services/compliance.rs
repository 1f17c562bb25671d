//! How a unit complies: parts added up before they are divided, the day of a tribunal, the risk level.

use crate::{
    common::{at, operator, photos::photo, stages},
    devices::{furnish, state},
};
use app::{
    api::{
        alarms::{AlarmMoveOrder, Alarms, AlarmsQuery},
        compliance::{Compliance, Compliances, PartKind},
        devices::{Devices, DevicesQuery},
        pictures::{PictureOrder, Pictures},
    },
    domain::{alarms::AlarmMove, devices::DeviceState, permissions::Role},
};
use chrono::TimeDelta;

fn part(found: &Compliance, kind: PartKind) -> (i64, i64) {
    let part = found.parts.iter().find(|part| part.part == kind).unwrap();
    (part.met, part.asked)
}

#[tokio::test]
async fn the_sum_is_of_the_parts_and_the_day_is_told_in_order() {
    for stage in stages().await {
        furnish(&stage).await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let empty = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        // Four devices of which nothing was heard are not online; of the others nothing is asked yet.
        assert_eq!((empty.met, empty.asked, empty.tribunals), (0, 4, (1, 0)));
        assert_eq!((part(&empty, PartKind::Devices), part(&empty, PartKind::Alarms)), ((0, 4), (0, 0)));
        assert_eq!((empty.events.len(), empty.day.as_str()), (0, "2026-11-24"));

        let take = async |states: &[(&str, DeviceState)]| {
            let messages: Vec<_> = states.iter().map(|(name, is)| state("frigate", name, *is)).collect();
            stage.platform.take_device_messages(&operator(), &messages).await.unwrap();
        };
        take(&[("court1", DeviceState::Online), ("check", DeviceState::Online)]).await;
        stage.clock.set(at("2026-11-24T05:00:00Z"));
        take(&[("court1", DeviceState::Offline)]).await;
        stage.clock.set(at("2026-11-24T05:02:00Z"));
        let alarm = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap().page.rows[0].id;
        let order = AlarmMoveOrder { what: AlarmMove::Acknowledge, note: String::new() };
        stage.platform.move_alarm(&head, alarm, &order).await.unwrap();
        let picture =
            PictureOrder { source: "frigate".into(), address: "check".into(), ..PictureOrder::default() };
        stage.platform.take_picture(&operator(), &picture, photo(64, 48, 1)).await.unwrap();
        stage.clock.set(at("2026-11-24T06:00:00Z"));
        take(&[("court1", DeviceState::Online)]).await;

        let found = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        assert_eq!((part(&found, PartKind::Devices), part(&found, PartKind::Alarms)), ((2, 4), (1, 1)));
        assert_eq!((found.met, found.asked), (3, 5));
        let last = found.months.last().unwrap();
        // The month holds the devices as they are now, and its alarm.
        assert_eq!((last.month.as_str(), last.met, last.asked, found.months.len()), ("2026-11", 3, 5, 6));
        let of_last = |kind: PartKind| {
            let part = last.parts.iter().find(|part| part.part == kind).unwrap();
            (part.met, part.asked)
        };
        assert_eq!((of_last(PartKind::Devices), of_last(PartKind::Alarms)), ((2, 4), (1, 1)));
        // Before they were listed there were none.
        assert_eq!((found.months[4].met, found.months[4].asked), (0, 0));
        let blind: Vec<_> = found
            .blind
            .iter()
            .map(|span| (&span.since[11..16], span.until.as_deref().map(|at| &at[11..16])))
            .collect();
        assert_eq!(blind, [("05:00", Some("06:00"))]);
        let told: Vec<_> =
            found.events.iter().map(|e| (e.what.as_str(), e.word.as_str(), &e.at[11..16])).collect();
        assert_eq!(
            told,
            [
                ("alarm", "dark", "05:00"),
                ("state", "offline", "05:00"),
                ("move", "acknowledge", "05:02"),
                ("picture", "", "05:02"),
                ("state", "online", "06:00"),
            ]
        );
        assert_eq!(found.events[0].alarm, Some(alarm));
        let yesterday = stage.platform.compliance(&head, "AC1", "2026-11-23").await.unwrap();
        assert_eq!((yesterday.events.len(), yesterday.met), (0, 3));
        // A second alarm that nobody answers counts against it once its time is over.
        take(&[("check", DeviceState::Offline)]).await;
        let open = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        assert_eq!(part(&open, PartKind::Alarms), (1, 1));
        stage.clock.set(stage.platform.now() + TimeDelta::minutes(4));
        let late = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        assert_eq!(part(&late, PartKind::Alarms), (1, 2));

        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let all = stage.platform.compliance(&province, "P", "").await.unwrap();
        // BC1 has a camera too; a day is told of a tribunal alone, and so is a level.
        assert_eq!((part(&all, PartKind::Devices), all.events.len(), all.risk), ((1, 5), 0, None));
        let one = stage.platform.compliance(&province, "AC1", "").await.unwrap();
        let risk = one.risk.unwrap();
        assert!(!risk.follows.1.is_empty() && risk.missing > 0, "{risk:?}");

        for (role, unit) in [(Role::CourtManager, "BC"), (Role::Reviewer, "P"), (Role::Administrator, "P")] {
            let foreign = stage.actor(role, unit).await;
            assert_eq!(
                stage.platform.compliance(&foreign, "AC1", "").await.unwrap_err().status(),
                403,
                "{role}"
            );
        }
        assert_eq!(stage.platform.compliance(&head, "AC1", "soon").await.unwrap_err().field, "day");
    }
}

#[tokio::test]
async fn months_keep_what_was_there_at_their_end() {
    for stage in stages().await {
        furnish(&stage).await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let take = async |name: &str, is: DeviceState| {
            stage.platform.take_device_messages(&operator(), &[state("frigate", name, is)]).await.unwrap();
        };
        take("court1", DeviceState::Online).await;
        // Dark over the end of November, and back in December.
        stage.clock.set(at("2026-11-29T05:00:00Z"));
        take("court1", DeviceState::Offline).await;
        take("check", DeviceState::Online).await;
        stage.clock.set(at("2026-12-03T05:00:00Z"));
        take("court1", DeviceState::Online).await;
        stage.clock.set(at("2027-01-10T05:00:00Z"));
        let found = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        let devices = |month: &str| {
            let month = found.months.iter().find(|row| row.month == month).unwrap();
            let part = month.parts.iter().find(|part| part.part == PartKind::Devices).unwrap();
            (part.met, part.asked)
        };
        assert_eq!(
            (devices("2026-10"), devices("2026-11"), devices("2026-12"), devices("2027-01")),
            ((0, 0), (1, 4), (2, 4), (2, 4))
        );
        assert_eq!(part(&found, PartKind::Devices), (2, 4));

        // What was taken out and back is in a state that nobody knows, and not online.
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let query = DevicesQuery { unit: "AC1".to_owned(), ..DevicesQuery::default() };
        let listed = stage.platform.list_devices(&manager, &query).await.unwrap().rows;
        let camera = listed.iter().find(|device| device.address == "court1").unwrap().id;
        stage.platform.retire_device(&manager, camera).await.unwrap();
        let found = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        assert_eq!(part(&found, PartKind::Devices), (1, 3));
        stage.clock.set(at("2027-01-10T06:00:00Z"));
        stage.platform.restore_device(&manager, camera).await.unwrap();
        let found = stage.platform.compliance(&head, "AC1", "").await.unwrap();
        assert_eq!(part(&found, PartKind::Devices), (1, 4));
    }
}
