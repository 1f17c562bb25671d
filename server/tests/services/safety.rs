//! How tribunals stand by their alarms and by what watches their points.

use crate::{
    common::{at, operator, stages},
    devices::{furnish, state},
};
use app::{
    api::{
        alarms::{AlarmMoveOrder, Alarms, AlarmsQuery},
        devices::Devices,
        safety::{Safety, SafetyMapQuery},
    },
    domain::{
        alarms::AlarmMove,
        devices::{DeviceState, SafetyState},
        permissions::Role,
    },
};
use chrono::TimeDelta;

fn of(unit: &str, point: &str) -> SafetyMapQuery {
    SafetyMapQuery { unit: unit.to_owned(), point: point.to_owned(), ..SafetyMapQuery::default() }
}

#[tokio::test]
async fn the_worst_that_is_known_of_a_tribunal_is_told() {
    for stage in stages().await {
        furnish(&stage).await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let states = async |query: SafetyMapQuery| -> Vec<(String, SafetyState)> {
            let found = stage.platform.safety_map(&province, &query).await.unwrap();
            found.rows.into_iter().map(|row| (row.tribunal, row.state)).collect()
        };
        let one = async |query: SafetyMapQuery| {
            states(query).await.into_iter().find(|(tribunal, _)| tribunal == "AC1").unwrap().1
        };
        let take = async |name: &str, is: DeviceState| {
            stage.platform.take_device_messages(&operator(), &[state("frigate", name, is)]).await.unwrap();
        };
        // Nothing was heard of any device; a tribunal of which no point is known is neither well nor ill, and comes last.
        let all = states(of("P", "")).await;
        let first = |tribunal: &str| all.iter().position(|(code, _)| code == tribunal).unwrap();
        assert_eq!(one(of("P", "")).await, SafetyState::Unheard);
        let unknown =
            all.iter().find(|(_, state)| *state == SafetyState::NoPoint).expect("one without points");
        assert!(first("AC1") < first(&unknown.0), "{all:?}");

        // A camera goes dark: an alarm that nobody has answered, then one that is looked into, then a blind point.
        take("court1", DeviceState::Online).await;
        assert_eq!(one(of("P", "courtroom")).await, SafetyState::Well);
        stage.clock.set(at("2026-11-24T05:00:00Z"));
        take("court1", DeviceState::Offline).await;
        assert_eq!(
            (one(of("P", "")).await, one(of("AC1", "courtroom")).await),
            (SafetyState::Alarm, SafetyState::Alarm)
        );
        // What is asked of other points does not know of it.
        assert_ne!(one(of("P", "security_check")).await, SafetyState::Alarm);
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let alarm = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap().page.rows[0].id;
        let turn = async |what: AlarmMove| {
            stage.clock.set(stage.platform.now() + TimeDelta::minutes(1));
            let order = AlarmMoveOrder { what, note: "seen".to_owned() };
            stage.platform.move_alarm(&head, alarm, &order).await.unwrap();
        };
        turn(AlarmMove::Acknowledge).await;
        assert_eq!(one(of("P", "")).await, SafetyState::Handling);
        turn(AlarmMove::Verify).await;
        turn(AlarmMove::Handle).await;
        assert_eq!(one(of("P", "courtroom")).await, SafetyState::Blind);

        // One's own view is the usual one, and foreign units are refused.
        let own = stage.platform.safety_map(&head, &SafetyMapQuery::default()).await.unwrap();
        assert_eq!((own.unit.as_str(), own.rows.len(), own.places.len()), ("AC1", 1, 0));
        assert!(!stage.platform.safety_map(&province, &of("P", "")).await.unwrap().places.is_empty());
        for (role, unit) in [(Role::CourtManager, "BC"), (Role::Reviewer, "P"), (Role::Administrator, "P")] {
            let foreign = stage.actor(role, unit).await;
            assert_eq!(
                stage.platform.safety_map(&foreign, &of("AC1", "")).await.unwrap_err().status(),
                403,
                "{role}"
            );
        }
        assert_eq!(stage.platform.safety_map(&head, &of("AC1", "roof")).await.unwrap_err().field, "point");
    }
}
