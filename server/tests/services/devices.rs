//! Points and devices, and what devices say, on both engines.

use crate::common::{Stage, at, operator, stages};
use app::{
    api::{
        ListQuery,
        alarms::{AlarmRow, Alarms, AlarmsQuery},
        devices::{Devices, DevicesQuery, MessagesReceipt, PointsQuery, Registry},
    },
    domain::{
        devices::{
            Cover, DeviceState,
            messages::{Message, Report, Sight, Stage as Seen},
        },
        permissions::Role,
    },
};
use server::ingest::devices::mapping;

/// Two cameras, a recorder and a button at AC1; a camera at BC1 that another Frigate speaks for.
pub const MAP: &str = r#"
[[point]]
tribunal = "AC1"
code = "court1"
kind = "courtroom"
name = "第一法庭"
name_en = "Courtroom 1"
[[point]]
tribunal = "AC1"
code = "check"
kind = "security_check"
name = "安检处"
[[point]]
tribunal = "BC1"
code = "gate"
kind = "gate"
name = "大门"
[[device]]
tribunal = "AC1"
code = "c1"
kind = "camera"
name = "法庭摄像机"
point = "court1"
source = "frigate"
address = "court1"
service_due = "2026-11-01"
[[device]]
tribunal = "AC1"
code = "c2"
kind = "camera"
name = "安检摄像机"
point = "check"
source = "frigate"
address = "check"
[[device]]
tribunal = "AC1"
code = "nvr"
kind = "recorder"
name = "录像机"
source = "frigate"
[[device]]
tribunal = "AC1"
code = "b1"
kind = "alarm_button"
name = "报警按钮"
source = "buttons"
address = "b1"
[[device]]
tribunal = "BC1"
code = "c1"
kind = "camera"
name = "大门摄像机"
point = "gate"
source = "other"
address = "gate"
"#;

/// Loads [`MAP`].
pub async fn furnish(stage: &Stage) {
    let registry = mapping::read("map.toml", MAP).unwrap();
    stage.platform.load_devices(&operator(), &registry).await.unwrap();
}

/// How a device is.
pub fn state(source: &str, address: &str, state: DeviceState) -> Message {
    Message {
        source: source.into(),
        address: address.into(),
        id: String::new(),
        at: None,
        what: Report::State(state),
    }
}

/// A person is seen.
pub fn person(address: &str, id: &str, stage: Seen, when: &str) -> Message {
    let sight = Sight { stage, objects: vec!["person".into()], zones: vec![], severity: None };
    Message {
        source: "frigate".into(),
        address: address.into(),
        id: id.into(),
        at: Some(at(when)),
        what: Report::Sight(sight),
    }
}

/// Takes messages as the operator.
pub async fn take(stage: &Stage, messages: &[Message]) -> MessagesReceipt {
    stage.platform.take_device_messages(&operator(), messages).await.unwrap()
}

/// Alarms as the operator sees them, closed ones too.
pub async fn alarms(stage: &Stage) -> Vec<AlarmRow> {
    let query = AlarmsQuery { state: "all".into(), sort: "raised".into(), ..AlarmsQuery::default() };
    stage.platform.list_alarms(&operator(), &query).await.unwrap().page.rows
}

#[tokio::test]
async fn what_is_loaded_is_listed_sorted_and_cut_to_what_may_be_seen() {
    for stage in stages().await {
        furnish(&stage).await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let list = async |query: DevicesQuery| {
            let page = stage.platform.list_devices(&head, &query).await.unwrap();
            (page.total, page.rows.into_iter().map(|row| row.code).collect::<Vec<_>>())
        };
        let codes = ["b1", "c1", "c2", "nvr"].map(str::to_owned).to_vec();
        assert_eq!(list(DevicesQuery::default()).await, (4, codes));
        let query = DevicesQuery { sort: "-code".into(), limit: 1, offset: 1, ..DevicesQuery::default() };
        assert_eq!(list(query).await, (4, vec!["c2".to_owned()]));
        let query = DevicesQuery { point: "courtroom".into(), ..DevicesQuery::default() };
        assert_eq!(list(query).await.1, ["c1"]);
        let query = DevicesQuery { search: "安检".into(), ..DevicesQuery::default() };
        assert_eq!(list(query).await.1, ["c2"]);
        let query =
            DevicesQuery { search: "ac1danwei".into(), kind: "recorder".into(), ..DevicesQuery::default() };
        assert_eq!(list(query).await.1, ["nvr"]);
        let row = stage.platform.list_devices(&head, &DevicesQuery::default()).await.unwrap().rows.remove(1);
        assert_eq!((row.state, row.heard_at, row.may_manage), (DeviceState::Unknown, None, false));
        assert_eq!((row.point_name.1.as_str(), row.service_late), ("Courtroom 1", true));
        for (role, unit) in [(Role::Reviewer, "P"), (Role::PostJudge, "AC1P1"), (Role::Guest, "P")] {
            let actor = stage.actor(role, unit).await;
            let failure = stage.platform.list_devices(&actor, &DevicesQuery::default()).await.unwrap_err();
            // A guest may sign in.
            let status = if role == Role::Guest { 401 } else { 403 };
            assert_eq!(failure.status(), status, "{role}");
        }
        let foreign = DevicesQuery { unit: "BC1".into(), ..DevicesQuery::default() };
        assert_eq!(stage.platform.list_devices(&head, &foreign).await.unwrap_err().status(), 403);
        let wrong = DevicesQuery { state: "fine".into(), ..DevicesQuery::default() };
        assert_eq!(stage.platform.list_devices(&head, &wrong).await.unwrap_err().reason, "bad_word");
    }
}

#[tokio::test]
async fn a_file_is_taken_as_a_whole_or_not_at_all() {
    for stage in stages().await {
        let load = async |text: String| {
            let registry = mapping::read("map.toml", &text).unwrap();
            stage.platform.load_devices(&operator(), &registry).await
        };
        for (from, to, field, reason) in [
            ("point = \"gate\"", "point = \"door\"", "device[5].point", "not_found"),
            ("address = \"check\"", "address = \"court1\"", "device[2].address", "address_taken"),
            (
                "tribunal = \"BC1\"\ncode = \"gate\"",
                "tribunal = \"BC\"\ncode = \"gate\"",
                "point[3].tribunal",
                "no_tribunal",
            ),
            ("code = \"court1\"", "code = \"court 1\"", "point[1].code", "bad_code"),
        ] {
            let failure = load(MAP.replacen(from, to, 1)).await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), (field, reason));
        }
        let all = DevicesQuery::default();
        assert_eq!(stage.platform.list_devices(&operator(), &all).await.unwrap().total, 0);
        let done = load(MAP.to_owned()).await.unwrap();
        assert_eq!((done.points, done.devices, done.rules), (3, 5, 0));
        // Again changes, and takes nothing away.
        load(MAP.replacen("报警按钮", "红色按钮", 1)).await.unwrap();
        let rows = stage.platform.list_devices(&operator(), &all).await.unwrap().rows;
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().any(|row| row.name == "红色按钮"));
        // A court keeps its own devices, and no rules for everybody.
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let own =
            mapping::read("map.toml", &MAP[..MAP.find("[[point]]\ntribunal = \"BC1\"").unwrap()]).unwrap();
        stage.platform.load_devices(&manager, &own).await.unwrap();
        let foreign = mapping::read("map.toml", MAP).unwrap();
        assert_eq!(stage.platform.load_devices(&manager, &foreign).await.unwrap_err().status(), 403);
        let rules = Registry { rules: app::domain::alarms::rules::usual(), ..own };
        assert_eq!(stage.platform.load_devices(&manager, &rules).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn a_point_without_a_working_device_is_blind_and_one_that_nobody_knows_is_not_covered() {
    for stage in stages().await {
        furnish(&stage).await;
        let cells = async |unit: &str| {
            let found = stage.platform.coverage(&operator(), unit, &ListQuery::default()).await.unwrap();
            let row = found.rows.into_iter().next().unwrap();
            row.cells
                .into_iter()
                .map(|cell| (cell.cover, cell.covered, cell.points))
                .take(3)
                .collect::<Vec<_>>()
        };
        let nothing = (Cover::NoPoint, 0, 0);
        assert_eq!(cells("AC1").await, [(Cover::Unheard, 0, 1), (Cover::Unheard, 0, 1), nothing]);
        take(
            &stage,
            &[
                state("frigate", "court1", DeviceState::Online),
                state("frigate", "check", DeviceState::Offline),
            ],
        )
        .await;
        assert_eq!(cells("AC1").await, [(Cover::Covered, 1, 1), (Cover::Blind, 0, 1), nothing]);
        assert_eq!(cells("AC2").await, [nothing; 3]);
        let query = ListQuery { sort: "cover".into(), ..ListQuery::default() };
        let all = stage.platform.coverage(&operator(), "", &query).await.unwrap();
        let order: Vec<_> = all.rows.iter().map(|row| row.tribunal.as_str()).collect();
        assert_eq!((order, all.total), (vec!["AC1", "AC2", "BC1"], 3));
        assert_eq!((all.blind[1], all.no_point[1], all.online, all.devices), (1, 2, 1, 5));
        // What is retired watches nothing.
        let rows = stage.platform.list_devices(&operator(), &DevicesQuery::default()).await.unwrap().rows;
        let court = rows.iter().find(|row| row.address == "court1").unwrap();
        stage.platform.retire_device(&operator(), court.id).await.unwrap();
        assert_eq!(
            stage.platform.retire_device(&operator(), court.id).await.unwrap_err().reason,
            "retired_already"
        );
        assert_eq!(cells("AC1").await[0], (Cover::Blind, 0, 1));
        furnish(&stage).await;
        assert_eq!(cells("AC1").await[0], (Cover::Covered, 1, 1));
    }
}

#[tokio::test]
async fn strangers_are_counted_and_a_gateway_speaks_for_its_own_only() {
    for stage in stages().await {
        furnish(&stage).await;
        let stranger = state("frigate", "roof", DeviceState::Online);
        let receipt = take(&stage, &[stranger.clone(), stranger.clone()]).await;
        assert_eq!(receipt.unknown, 2);
        take(&stage, &[stranger, state("nobody", "x", DeviceState::Online)]).await;
        // Another stream of a camera that is listed is no stranger.
        take(&stage, &[state("frigate", "court1/record", DeviceState::Online)]).await;
        let list = async |search: &str| {
            let query = ListQuery { search: search.into(), ..ListQuery::default() };
            let rows = stage.platform.unknown_devices(&operator(), &query).await.unwrap().rows;
            rows.into_iter().map(|row| (row.source, row.address, row.messages)).collect::<Vec<_>>()
        };
        let roof = ("frigate".to_owned(), "roof".to_owned(), 3);
        assert_eq!(list("").await, [roof.clone(), ("nobody".to_owned(), "x".to_owned(), 1)]);
        assert_eq!(list("ROOF").await, [roof]);
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let failure = stage.platform.unknown_devices(&head, &ListQuery::default()).await.unwrap_err();
        assert_eq!(failure.status(), 403);
        // Whoever is listed is a stranger no more.
        let more = MAP.replacen("address = \"check\"", "address = \"roof\"", 1);
        let registry = mapping::read("map.toml", &more).unwrap();
        stage.platform.load_devices(&operator(), &registry).await.unwrap();
        assert_eq!(list("roof").await, []);

        let gateway = stage.actor(Role::Gateway, "BC").await;
        let foreign =
            [state("frigate", "court1", DeviceState::Offline), state("other", "gate", DeviceState::Offline)];
        let receipt = stage.platform.take_device_messages(&gateway, &foreign).await.unwrap();
        assert_eq!((receipt.refused, receipt.taken, receipt.alarms), (1, 1, 1));
        let receipt = stage
            .platform
            .take_device_messages(&gateway, &[state("frigate", "", DeviceState::Offline)])
            .await
            .unwrap();
        assert_eq!((receipt.refused, receipt.taken), (1, 0));
        for role in [Role::Feeder, Role::Administrator, Role::TribunalHead] {
            let actor = stage.actor(role, "P").await;
            assert_eq!(
                stage.platform.take_device_messages(&actor, &foreign).await.unwrap_err().status(),
                403
            );
        }
    }
}

#[tokio::test]
async fn points_and_devices_are_taken_out_of_use_and_back() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let other = stage.actor(Role::CourtManager, "BC").await;
        let points = async |state: &str, search: &str| {
            let query = PointsQuery { state: state.into(), search: search.into(), ..PointsQuery::default() };
            stage.platform.list_points(&manager, &query).await.unwrap()
        };
        let all = points("", "").await;
        let codes: Vec<_> = all.rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!((all.total, codes), (2, vec!["check", "court1"]));
        assert_eq!(points("", "COURTROOM").await.rows[0].devices, (0, 1));
        let court = all.rows[1].clone();
        assert!(court.may_manage && !court.retired);
        assert_eq!(stage.platform.retire_point(&other, court.id).await.unwrap_err().status(), 403);
        let failure = stage.platform.retire_point(&manager, court.id).await.unwrap_err();
        assert_eq!((failure.reason.as_str(), failure.value.as_str()), ("point_watched", "1"));

        let devices = async |state: &str| {
            let query = DevicesQuery { state: state.into(), ..DevicesQuery::default() };
            stage.platform.list_devices(&manager, &query).await.unwrap().rows
        };
        let camera = devices("").await.into_iter().find(|row| row.address == "court1").unwrap();
        stage.platform.retire_device(&manager, camera.id).await.unwrap();
        let retired = devices("retired").await;
        assert_eq!((retired.len(), retired[0].id, retired[0].retired), (1, camera.id, true));
        stage.platform.retire_point(&manager, court.id).await.unwrap();
        assert_eq!(
            stage.platform.retire_point(&manager, court.id).await.unwrap_err().reason,
            "retired_already"
        );
        assert_eq!((points("", "").await.total, points("retired", "").await.total), (1, 1));
        // And back.
        assert_eq!(stage.platform.restore_point(&other, court.id).await.unwrap_err().status(), 403);
        stage.platform.restore_point(&manager, court.id).await.unwrap();
        assert_eq!(stage.platform.restore_point(&manager, court.id).await.unwrap_err().reason, "not_retired");
        stage.platform.restore_device(&manager, camera.id).await.unwrap();
        assert_eq!(
            stage.platform.restore_device(&manager, camera.id).await.unwrap_err().reason,
            "not_retired"
        );
        let again = devices("").await.into_iter().find(|row| row.id == camera.id).unwrap();
        assert_eq!((again.point.as_str(), again.state), ("court1", DeviceState::Unknown));
        // Another one may be called so by then.
        stage.platform.retire_device(&manager, camera.id).await.unwrap();
        let other = MAP.replacen("code = \"c1\"", "code = \"c9\"", 1);
        let registry = mapping::read("map.toml", &other).unwrap();
        stage.platform.load_devices(&operator(), &registry).await.unwrap();
        let failure = stage.platform.restore_device(&manager, camera.id).await.unwrap_err();
        assert_eq!((failure.status(), failure.reason.as_str()), (409, "address_taken"));
    }
}
