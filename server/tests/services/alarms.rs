//! Alarms: who is told, who answers, what goes up by itself.

use crate::{
    common::{Stage, at, operator, stages},
    devices::{alarms, furnish, person, state},
};
use app::{
    api::{
        alarms::{AlarmMoveOrder, Alarms, AlarmsQuery, StatisticsQuery, WindowOrder},
        devices::Devices,
        reports::Reports,
    },
    domain::{
        alarms::{AlarmKind, AlarmMove, AlarmState, WindowKind},
        devices::{
            DeviceState,
            messages::{Message, Stage as Seen},
        },
        permissions::{Actor, Role},
    },
};
use chrono::TimeDelta;

async fn take(stage: &Stage, messages: &[Message]) -> u32 {
    stage.platform.take_device_messages(&operator(), messages).await.unwrap().alarms
}

async fn dark(stage: &Stage, source: &str, address: &str) {
    take(stage, &[state(source, address, DeviceState::Online), state(source, address, DeviceState::Offline)])
        .await;
}

async fn told(stage: &Stage, actor: &Actor) -> Vec<(String, String)> {
    let notices = stage.platform.list_notices(actor).await.unwrap();
    notices.into_iter().map(|notice| (notice.kind, notice.reason)).collect()
}

fn order(what: AlarmMove, note: &str) -> AlarmMoveOrder {
    AlarmMoveOrder { what, note: note.to_owned() }
}

fn pass(stage: &Stage, minutes: i64) {
    stage.clock.set(stage.platform.now() + TimeDelta::minutes(minutes));
}

#[tokio::test]
async fn an_alarm_is_answered_verified_handled_and_closed_by_those_it_concerns() {
    for stage in stages().await {
        furnish(&stage).await;
        dark(&stage, "frigate", "court1").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let notices = stage.platform.list_notices(&head).await.unwrap();
        assert_eq!((notices[0].kind.as_str(), notices[0].reason.as_str()), ("alarm_raised", "法庭摄像机"));
        let found = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap();
        let id = found.page.rows[0].id;
        assert_eq!(notices[0].href, format!("/safety/alarms/{id}"));
        assert_eq!((found.open, found.newest, found.page.total), (1, id, 1));
        assert_eq!(found.page.rows[0].may, [AlarmMove::Acknowledge]);

        let moved =
            async |actor: &Actor, order: AlarmMoveOrder| stage.platform.move_alarm(actor, id, &order).await;
        for (role, unit) in [(Role::TribunalHead, "BC1"), (Role::CourtManager, "BC"), (Role::Reviewer, "P")] {
            let foreign = stage.actor(role, unit).await;
            assert_eq!(
                moved(&foreign, order(AlarmMove::Acknowledge, "")).await.unwrap_err().status(),
                403,
                "{role}"
            );
            assert_eq!(stage.platform.open_alarm(&foreign, id).await.unwrap_err().status(), 403, "{role}");
        }
        let failure = moved(&head, order(AlarmMove::Handle, "x")).await.unwrap_err();
        assert_eq!((failure.status(), failure.value.as_str()), (409, "open"));
        stage.clock.set(stage.platform.now() + TimeDelta::seconds(42));
        moved(&head, order(AlarmMove::Acknowledge, "")).await.unwrap();
        assert_eq!(moved(&head, order(AlarmMove::Verify, " ")).await.unwrap_err().field, "note");
        moved(&head, order(AlarmMove::Verify, "the cable is cut")).await.unwrap();
        let manager = stage.actor(Role::CourtManager, "AC").await;
        moved(&manager, order(AlarmMove::Handle, "a new cable")).await.unwrap();
        moved(&manager, order(AlarmMove::Close, "")).await.unwrap();
        let view = stage.platform.open_alarm(&head, id).await.unwrap();
        assert_eq!((view.row.state, view.row.acknowledged_after), (AlarmState::Closed, Some(42)));
        assert_eq!((view.row.acknowledged_by.as_str(), view.row.was_false), ("user:tribunal_head", false));
        let steps: Vec<_> = view.steps.iter().map(|step| (step.what.as_str(), step.note.as_str())).collect();
        assert_eq!(
            steps,
            [("acknowledge", ""), ("verify", "the cable is cut"), ("handle", "a new cable"), ("close", "")]
        );
        assert_eq!(moved(&head, order(AlarmMove::Acknowledge, "")).await.unwrap_err().status(), 409);
        let found = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap();
        assert_eq!((found.open, found.page.total), (0, 0));
    }
}

#[tokio::test]
async fn a_head_sees_the_own_tribunal_and_reviewers_and_guests_nothing() {
    for stage in stages().await {
        furnish(&stage).await;
        dark(&stage, "frigate", "court1").await;
        dark(&stage, "other", "gate").await;
        let seen = async |role, unit: &str| {
            let actor = stage.actor(role, unit).await;
            let found = stage.platform.list_alarms(&actor, &AlarmsQuery::default()).await;
            found.map(|found| found.page.rows.into_iter().map(|row| row.tribunal).collect::<Vec<_>>())
        };
        assert_eq!(seen(Role::TribunalHead, "AC1").await.unwrap(), ["AC1"]);
        assert_eq!(seen(Role::CourtManager, "BC").await.unwrap(), ["BC1"]);
        assert_eq!(seen(Role::ProvincialSupervisor, "P").await.unwrap().len(), 2);
        for role in [Role::Reviewer, Role::Guest, Role::Administrator, Role::Feeder, Role::Gateway] {
            // A guest may sign in.
            let status = if role == Role::Guest { 401 } else { 403 };
            assert_eq!(seen(role, "P").await.unwrap_err().status(), status, "{role}");
        }
        let query = AlarmsQuery { unit: "A".into(), point: "courtroom".into(), ..AlarmsQuery::default() };
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let found = stage.platform.list_alarms(&province, &query).await.unwrap();
        // What is open is told of everything, whatever is looked for.
        assert_eq!((found.page.total, found.open), (1, 2));
        assert_eq!(found.places.iter().map(|place| place.0.as_str()).collect::<Vec<_>>(), ["A", "B"]);
        let query = AlarmsQuery { search: "大门".into(), ..AlarmsQuery::default() };
        assert_eq!(stage.platform.list_alarms(&province, &query).await.unwrap().page.rows[0].tribunal, "BC1");
        let query = AlarmsQuery { state: "loud".into(), ..AlarmsQuery::default() };
        assert_eq!(stage.platform.list_alarms(&province, &query).await.unwrap_err().reason, "bad_word");
    }
}

#[tokio::test]
async fn what_nobody_answers_goes_up_once_a_level() {
    for stage in stages().await {
        furnish(&stage).await;
        dark(&stage, "frigate", "court1").await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let city = stage.actor(Role::CitySupervisor, "A").await;
        let lift = async || stage.platform.escalate_alarms(&operator()).await.unwrap();
        pass(&stage, 2);
        assert_eq!(lift().await, 0);
        assert_eq!(told(&stage, &manager).await, []);
        pass(&stage, 1);
        assert_eq!((lift().await, lift().await), (1, 0));
        assert_eq!(told(&stage, &manager).await, [("alarm_unanswered".into(), "法庭摄像机".into())]);
        assert_eq!(told(&stage, &city).await, []);
        pass(&stage, 12);
        assert_eq!((lift().await, lift().await), (1, 0));
        assert_eq!((told(&stage, &manager).await.len(), told(&stage, &city).await.len()), (1, 1));
        assert_eq!(alarms(&stage).await[0].level, 2);
        // Long unanswered, at once to both; answered, to nobody.
        dark(&stage, "frigate", "check").await;
        dark(&stage, "other", "gate").await;
        let answered = alarms(&stage).await.pop().unwrap();
        stage
            .platform
            .move_alarm(&operator(), answered.id, &order(AlarmMove::Acknowledge, ""))
            .await
            .unwrap();
        pass(&stage, 60);
        assert_eq!((lift().await, lift().await), (1, 0));
        assert_eq!((told(&stage, &manager).await.len(), told(&stage, &city).await.len()), (2, 2));
    }
}

#[tokio::test]
async fn nothing_is_raised_during_maintenance_and_nobody_is_called_in_quiet_hours() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let window = |kind, unit: &str| WindowOrder {
            kind,
            unit: unit.to_owned(),
            device: 0,
            hours: 2,
            from: String::new(),
            to: String::new(),
            reason: " new cables ".to_owned(),
        };
        for (change, field) in [
            (WindowOrder { hours: 0, ..window(WindowKind::Quiet, "AC1") }, "hours"),
            (WindowOrder { reason: " ".into(), ..window(WindowKind::Quiet, "AC1") }, "reason"),
            (WindowOrder { device: 999, ..window(WindowKind::Quiet, "AC1") }, "device"),
            (WindowOrder { from: "22:00".into(), ..window(WindowKind::Quiet, "AC1") }, "to"),
            (
                WindowOrder {
                    from: "22:00".into(),
                    to: "06:00".into(),
                    ..window(WindowKind::Maintenance, "AC1")
                },
                "from",
            ),
        ] {
            assert_eq!(stage.platform.add_window(&manager, &change).await.unwrap_err().field, field);
        }
        let foreign = window(WindowKind::Quiet, "BC1");
        assert_eq!(stage.platform.add_window(&manager, &foreign).await.unwrap_err().status(), 403);
        let id = stage.platform.add_window(&manager, &window(WindowKind::Maintenance, "AC")).await.unwrap();
        let receipt = stage
            .platform
            .take_device_messages(&operator(), &[state("frigate", "court1", DeviceState::Offline)])
            .await
            .unwrap();
        assert_eq!((receipt.taken, receipt.suppressed, receipt.alarms), (1, 1, 0));
        assert_eq!(alarms(&stage).await, []);
        let listed = stage.platform.list_windows(&manager).await.unwrap();
        assert_eq!((listed[0].reason.as_str(), listed[0].unit.as_str()), ("new cables", "AC"));
        let other = stage.actor(Role::CourtManager, "BC").await;
        assert_eq!(stage.platform.list_windows(&other).await.unwrap(), []);
        assert_eq!(stage.platform.end_window(&other, id).await.unwrap_err().status(), 403);
        stage.platform.end_window(&manager, id).await.unwrap();
        assert_eq!(stage.platform.end_window(&manager, id).await.unwrap_err().status(), 404);

        pass(&stage, 1);
        stage.platform.add_window(&manager, &window(WindowKind::Quiet, "AC1")).await.unwrap();
        dark(&stage, "frigate", "check").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let row = alarms(&stage).await.pop().unwrap();
        assert!(row.quiet);
        assert_eq!(told(&stage, &head).await, []);
        pass(&stage, 30);
        assert_eq!(stage.platform.escalate_alarms(&operator()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_gate_at_which_nobody_was_seen_is_told_of_in_opening_hours_only() {
    for stage in stages().await {
        // Tuesday, 07:00 in Jiangxi. Whatever was listed later than this morning would not have been able to see it.
        stage.clock.set(at("2026-11-23T23:00:00Z"));
        furnish(&stage).await;
        let watch = async || stage.platform.watch_unmanned(&operator()).await.unwrap();
        let gate = |id: &str, stage: Seen, when: &str| Message {
            source: "other".into(),
            ..person("gate", id, stage, when)
        };
        // Tuesday, 08:00 in Jiangxi.
        stage.clock.set(at("2026-11-24T00:00:00Z"));
        take(&stage, &[state("other", "gate", DeviceState::Online)]).await;
        assert_eq!(watch().await, 0);
        stage.clock.set(at("2026-11-24T00:44:00Z"));
        assert_eq!(watch().await, 0, "14 minutes after opening");
        take(
            &stage,
            &[gate("1", Seen::New, "2026-11-24T00:40:00Z"), gate("1", Seen::End, "2026-11-24T00:41:00Z")],
        )
        .await;
        stage.clock.set(at("2026-11-24T00:55:00Z"));
        assert_eq!(watch().await, 0, "somebody was there 14 minutes ago");
        take(&stage, &[gate("2", Seen::New, "2026-11-24T00:55:00Z")]).await;
        stage.clock.set(at("2026-11-24T01:09:00Z"));
        assert_eq!(watch().await, 0, "somebody is there");
        take(&stage, &[gate("2", Seen::End, "2026-11-24T01:09:00Z")]).await;
        stage.clock.set(at("2026-11-24T01:24:00Z"));
        assert_eq!((watch().await, watch().await), (1, 0));
        let row = alarms(&stage).await.remove(0);
        assert_eq!((row.kind, row.tribunal.as_str(), row.times), (AlarmKind::Unmanned, "BC1", 1));
        // Nobody has to be there at night, and a camera that is gone cannot tell.
        stage.platform.move_alarm(&operator(), row.id, &order(AlarmMove::Acknowledge, "")).await.unwrap();
        stage
            .platform
            .move_alarm(&operator(), row.id, &order(AlarmMove::Dismiss, "a holiday"))
            .await
            .unwrap();
        stage.clock.set(at("2026-11-24T13:00:00Z"));
        assert_eq!(watch().await, 0);
        take(&stage, &[state("other", "gate", DeviceState::Offline)]).await;
        stage.clock.set(at("2026-11-25T03:00:00Z"));
        assert_eq!(watch().await, 0);
    }
}

#[tokio::test]
async fn how_alarms_were_answered_and_how_long_cameras_were_blind_is_counted() {
    for stage in stages().await {
        furnish(&stage).await;
        let figures = async |unit: &str| stage.platform.safety_figures(&operator(), unit, 0).await.unwrap();
        let nothing = figures("").await;
        assert_eq!((nothing.alarms, nothing.median_seconds, nothing.cameras), (0, None, 3));
        dark(&stage, "frigate", "court1").await;
        let id = alarms(&stage).await[0].id;
        pass(&stage, 2);
        for (what, note) in [(AlarmMove::Acknowledge, ""), (AlarmMove::Dismiss, "a test")] {
            stage.platform.move_alarm(&operator(), id, &order(what, note)).await.unwrap();
        }
        pass(&stage, 8);
        take(&stage, &[state("frigate", "court1", DeviceState::Online)]).await;
        dark(&stage, "other", "gate").await;
        pass(&stage, 5);
        let all = figures("").await;
        assert_eq!((all.alarms, all.answered, all.in_time, all.overdue), (2, 1, 1, 1));
        assert_eq!((all.median_seconds, all.decided, all.false_alarms), (Some(120), 1, 1));
        assert_eq!((all.blind_seconds, all.limit_seconds, all.days), (600 + 300, 180, 30));
        assert_eq!((figures("B").await.blind_seconds, figures("B").await.alarms), (300, 1));

        let query = StatisticsQuery { sort: "-late".into(), limit: 2, ..StatisticsQuery::default() };
        let page = stage.platform.safety_statistics(&operator(), &query).await.unwrap();
        let row = &page.rows[0];
        assert_eq!((page.total, row.tribunal.as_str()), (3, "BC1"));
        assert_eq!((row.alarms, row.overdue, row.median_seconds, row.cameras), (1, 1, None, 1));
        let query = StatisticsQuery { search: "ac1".into(), ..StatisticsQuery::default() };
        let row = stage.platform.safety_statistics(&operator(), &query).await.unwrap().rows.remove(0);
        assert_eq!((row.in_time, row.false_alarms, row.decided), (1, 1, 1));
        assert_eq!((row.blind_seconds, row.cameras, row.median_seconds), (600, 2, Some(120)));
        // What a number counts is what it leads to.
        for (course, tribunals) in [
            ("", vec!["AC1", "BC1"]),
            ("in_time", vec!["AC1"]),
            ("late", vec!["BC1"]),
            ("false", vec!["AC1"]),
        ] {
            let query = AlarmsQuery {
                state: "all".into(),
                course: course.into(),
                days: 30,
                sort: "tribunal".into(),
                ..AlarmsQuery::default()
            };
            let rows = stage.platform.list_alarms(&operator(), &query).await.unwrap().page.rows;
            let found: Vec<_> = rows.iter().map(|row| row.tribunal.as_str()).collect();
            assert_eq!(found, tribunals, "{course}");
        }
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let query = StatisticsQuery { unit: "BC1".into(), ..StatisticsQuery::default() };
        assert_eq!(stage.platform.safety_statistics(&head, &query).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn in_quiet_hours_that_come_every_day_only_what_is_severe_calls_somebody() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let order = WindowOrder {
            kind: WindowKind::Quiet,
            unit: "AC".into(),
            device: 0,
            hours: 0,
            from: "22:00".into(),
            to: "06:00".into(),
            reason: "the night".into(),
        };
        let id = stage.platform.add_window(&manager, &order).await.unwrap();
        let listed = stage.platform.list_windows(&manager).await.unwrap().remove(0);
        assert_eq!((listed.ends.as_str(), listed.daily.0.as_str()), ("", "22:00"));
        // 23:00 of the next day in Jiangxi.
        stage.clock.set(at("2026-11-25T15:00:00Z"));
        dark(&stage, "frigate", "court1").await;
        let row = alarms(&stage).await.remove(0);
        assert!(row.quiet);
        assert_eq!(told(&stage, &head).await, []);
        // It is shown, and nothing sounds for it.
        let found = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap();
        assert_eq!((found.page.total, found.open, found.newest), (1, 1, 0));
        pass(&stage, 30);
        assert_eq!(stage.platform.escalate_alarms(&operator()).await.unwrap(), 0);
        let press = Message {
            source: "buttons".into(),
            address: "b1".into(),
            id: "1".into(),
            at: None,
            what: app::domain::devices::messages::Report::Alarm(AlarmKind::Button),
        };
        take(&stage, &[press]).await;
        let found = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap();
        assert!(found.newest > 0);
        assert_eq!(told(&stage, &head).await, [("alarm_raised".into(), "报警按钮".into())]);
        // By day everybody is called.
        stage.clock.set(at("2026-11-26T00:00:00Z"));
        dark(&stage, "frigate", "check").await;
        assert_eq!(told(&stage, &head).await.len(), 2);
        stage.platform.end_window(&manager, id).await.unwrap();
        assert_eq!(stage.platform.list_windows(&manager).await.unwrap(), []);
    }
}
