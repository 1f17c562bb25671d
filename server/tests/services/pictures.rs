//! Pictures of cameras: who hands them in, who looks at them, what is written down, what is deleted and how that is told.

use crate::{
    common::{Stage, at, open, operator, photos::*, stages},
    devices::{furnish, state},
};
use app::{
    api::{
        Failure, ListQuery,
        alarms::{Alarms, AlarmsQuery},
        audit::Audit,
        devices::{Devices, Registry},
        files::Files,
        pictures::{CamerasQuery, PictureOrder, PictureRow, Pictures},
    },
    domain::{
        devices::DeviceState,
        permissions::{Actor, Role},
    },
};
use chrono::TimeDelta;
use server::{ingest::devices::mapping, platform::Policy};
use std::{io::Read, sync::Arc};

fn order(source: &str, address: &str) -> PictureOrder {
    PictureOrder { source: source.into(), address: address.into(), ..PictureOrder::default() }
}

async fn take(stage: &Stage, order: &PictureOrder, bytes: Vec<u8>) -> Result<PictureRow, Failure> {
    stage.platform.take_picture(&operator(), order, bytes).await
}

/// What the audit log says of an action, the newest first: who, where, in which words.
async fn log(stage: &Stage, action: &str) -> Vec<(String, String, String)> {
    let query = ListQuery { limit: 1000, ..ListQuery::default() };
    let rows = stage.platform.list_audit(&operator(), &query).await.unwrap().rows;
    let rows = rows.into_iter().filter(|row| row.action == action);
    rows.map(|row| (row.actor, row.unit, row.detail)).collect()
}

#[tokio::test]
async fn the_latest_picture_of_each_camera_is_shown_to_those_who_see_its_alarms() {
    for stage in stages().await {
        furnish(&stage).await;
        let early = PictureOrder { at: Some(at("2026-11-24T03:00:00Z")), ..order("frigate", "court1") };
        let late = PictureOrder { at: Some(at("2026-11-24T03:59:00Z")), ..order("frigate", "court1") };
        // Out of order: the time it was taken decides.
        let newest = take(&stage, &late, photo(320, 240, 1)).await.unwrap();
        take(&stage, &early, photo(320, 240, 2)).await.unwrap();
        take(&stage, &order("other", "gate"), photo(64, 48, 3)).await.unwrap();
        let again = take(&stage, &late, photo(320, 240, 1)).await.unwrap();
        assert_eq!(again.id, newest.id, "the same picture again is the same picture");
        assert_eq!((newest.width, newest.height, newest.at.as_str()), (320, 240, "2026-11-24T03:59:00.000Z"));

        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let found = stage.platform.list_cameras(&head, &CamerasQuery::default()).await.unwrap();
        let shown: Vec<_> = found
            .page
            .rows
            .iter()
            .map(|row| (row.code.as_str(), row.picture.as_ref().map(|picture| picture.id), row.old))
            .collect();
        assert_eq!(shown, [("c1", Some(newest.id), false), ("c2", None, false)]);
        stage.clock.set(stage.platform.now() + TimeDelta::hours(2));
        let found = stage.platform.list_cameras(&head, &CamerasQuery::default()).await.unwrap();
        assert!(found.page.rows[0].old, "two hours later it says nothing about now");

        let query = |unit: &str, point: &str, state: &str, search: &str, sort: &str| CamerasQuery {
            unit: unit.into(),
            point: point.into(),
            state: state.into(),
            search: search.into(),
            sort: sort.into(),
            ..CamerasQuery::default()
        };
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let codes = async |query: CamerasQuery| {
            let found = stage.platform.list_cameras(&province, &query).await.unwrap();
            assert_eq!(found.page.total as usize, found.page.rows.len());
            found.page.rows.into_iter().map(|row| row.tribunal + "/" + &row.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(query("", "", "", "", "")).await, ["AC1/c1", "AC1/c2", "BC1/c1"]);
        assert_eq!(codes(query("", "", "", "", "taken")).await, ["BC1/c1", "AC1/c1", "AC1/c2"]);
        assert_eq!(codes(query("B", "", "", "", "")).await, ["BC1/c1"]);
        assert_eq!(codes(query("", "courtroom", "", "", "")).await, ["AC1/c1"]);
        assert_eq!(codes(query("", "", "offline", "", "")).await, [""; 0]);
        assert_eq!(codes(query("", "", "", "大门", "")).await, ["BC1/c1"]);
        let failure =
            stage.platform.list_cameras(&province, &query("", "roof", "", "", "")).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("point", "bad_word"));

        for (role, unit) in [
            (Role::TribunalHead, "BC1"),
            (Role::CourtManager, "BC"),
            (Role::Reviewer, "P"),
            (Role::Administrator, "P"),
            (Role::Gateway, "P"),
        ] {
            let foreign = stage.actor(role, unit).await;
            let refused = stage.platform.open_picture(&foreign, newest.id, true).await.unwrap_err();
            assert_eq!(refused.status(), 403, "{role}");
            let refused = stage.platform.list_cameras(&foreign, &query("AC1", "", "", "", "")).await;
            assert_eq!(refused.unwrap_err().status(), 403, "{role}");
        }
        assert_eq!(log(&stage, "pictures.look").await, []);
    }
}

#[tokio::test]
async fn nothing_but_pixels_is_kept_and_every_look_is_written_down() {
    for stage in stages().await {
        furnish(&stage).await;
        let bytes = with_place(&photo(640, 480, 9));
        assert!(contains(&bytes, "GPS"));
        let row = take(&stage, &order("frigate", "court1"), bytes).await.unwrap();
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let look = async |actor: &Actor, small| {
            let content = stage.platform.open_picture(actor, row.id, small).await.unwrap();
            let mut bytes = vec![];
            { content.file }.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len() as u64, content.size);
            bytes
        };
        let whole = look(&head, false).await;
        assert!(whole.starts_with(&[0xFF, 0xD8]) && !contains(&whole, "GPS") && !contains(&whole, "Exif"));
        // A wall that refreshes itself is one look, and so is a picture that is opened twice at once.
        for _ in 0..3 {
            look(&head, true).await;
            look(&head, false).await;
        }
        let court = stage.actor(Role::CourtManager, "AC").await;
        look(&court, true).await;
        let looks = log(&stage, "pictures.look").await;
        let who: Vec<_> = looks.iter().map(|(who, unit, _)| (who.as_str(), unit.as_str())).collect();
        assert_eq!(
            who,
            [("user:court_manager", "AC1"), ("user:tribunal_head", "AC1"), ("user:tribunal_head", "AC1")]
        );
        assert!(looks[2].2.contains(&format!("\"picture\":{}", row.id)), "{}", looks[2].2);
        stage.clock.set(stage.platform.now() + TimeDelta::minutes(10));
        look(&head, true).await;
        assert_eq!(log(&stage, "pictures.look").await.len(), 4, "ten minutes later it is another look");
        assert_eq!(
            stage.platform.check_files(&operator()).await.unwrap(),
            [],
            "the files are where they belong"
        );
    }
}

#[tokio::test]
async fn what_is_no_picture_of_a_listed_camera_is_refused() {
    for stage in stages().await {
        furnish(&stage).await;
        let picture = || photo(64, 48, 1);
        let reason = |failure: Failure| (failure.status(), failure.reason);
        let said = async |source: &str, address: &str, bytes: Vec<u8>| {
            reason(take(&stage, &order(source, address), bytes).await.unwrap_err())
        };
        assert_eq!(said("frigate", "roof", picture()).await, (404, "not_found".to_owned()));
        assert_eq!(said("frigate", "", picture()).await, (400, "not_a_camera".to_owned()));
        assert_eq!(said("", "court1", picture()).await, (400, "malformed_message".to_owned()));
        assert_eq!(said("frigate", "court1", document("x")).await, (400, "not_a_jpeg".to_owned()));
        assert_eq!(said("frigate", "court1", vec![]).await, (400, "not_a_jpeg".to_owned()));
        let mut broken = picture();
        broken.truncate(200);
        assert_eq!(said("frigate", "court1", broken).await.0, 400);
        assert_eq!(said("frigate", "court1", vec![0xFF; 5 << 20]).await, (413, "file_too_large".to_owned()));
        let old = PictureOrder { at: Some(at("2026-09-01T00:00:00Z")), ..order("frigate", "court1") };
        assert_eq!(take(&stage, &old, picture()).await.unwrap_err().field, "at");
        let strangers = stage.platform.unknown_devices(&operator(), &ListQuery::default()).await.unwrap();
        assert_eq!(strangers.rows[0].address, "roof", "who speaks without being listed is noted");

        for (unit, status) in [("BC", 403), ("AC", 0)] {
            let gateway = stage.actor(Role::Gateway, unit).await;
            let taken = stage.platform.take_picture(&gateway, &order("frigate", "court1"), picture()).await;
            assert_eq!(taken.map_or_else(|failure| failure.status(), |_| 0), status, "{unit}");
        }
    }
}

#[tokio::test]
async fn a_camera_that_sends_without_end_is_stopped_for_the_day() {
    for stage in stages().await {
        furnish(&stage).await;
        let policy = Policy { pictures_per_day: 2, ..Policy::default() };
        let platform = open(&stage.url, stage.folder(), stage.clock.clone(), policy).await;
        let send = async |colour| {
            let order = order("frigate", "court1");
            let taken = platform.take_picture(&operator(), &order, photo(64, 48, colour)).await;
            taken.map_or_else(|failure| failure.reason, |_| String::new())
        };
        assert_eq!([send(1).await, send(2).await, send(3).await], ["", "", "too_many_pictures"]);
        stage.clock.set(stage.platform.now() + TimeDelta::days(1));
        assert_eq!(send(4).await, "");
    }
}

#[tokio::test]
async fn an_alarm_shows_what_was_seen_around_it() {
    for stage in stages().await {
        furnish(&stage).await;
        let moment = |text: &str| PictureOrder {
            at: Some(at(text)),
            event: "e1".into(),
            ..order("frigate", "court1")
        };
        take(&stage, &moment("2026-11-24T03:50:00Z"), photo(64, 48, 1)).await.unwrap();
        let before = take(&stage, &moment("2026-11-24T03:59:00Z"), photo(64, 48, 2)).await.unwrap();
        let messages = [
            state("frigate", "court1", DeviceState::Online),
            state("frigate", "court1", DeviceState::Offline),
        ];
        stage.platform.take_device_messages(&operator(), &messages).await.unwrap();
        // It comes after the message, and is of another camera or not.
        let after = take(&stage, &order("frigate", "court1"), photo(64, 48, 3)).await.unwrap();
        take(&stage, &order("frigate", "check"), photo(64, 48, 4)).await.unwrap();
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let alarm = stage.platform.list_alarms(&head, &AlarmsQuery::default()).await.unwrap().page.rows[0].id;
        let found = stage.platform.alarm_pictures(&head, alarm).await.unwrap();
        let ids: Vec<_> = found.pictures.iter().map(|picture| picture.id).collect();
        assert_eq!((ids, found.plays), (vec![before.id, after.id], false));
        let foreign = stage.actor(Role::TribunalHead, "BC1").await;
        assert_eq!(stage.platform.alarm_pictures(&foreign, alarm).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn pictures_are_deleted_when_their_time_is_over_and_the_chain_tells_which() {
    for stage in stages().await {
        furnish(&stage).await;
        let old = take(&stage, &order("frigate", "court1"), photo(64, 48, 1)).await.unwrap();
        let (head, dir) = (stage.actor(Role::TribunalHead, "AC1").await, stage.folder().join("files"));
        let files = || -> Vec<String> {
            let folders = std::fs::read_dir(&dir).unwrap().flatten();
            let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).unwrap().flatten());
            files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(files().len(), 2);
        stage.clock.set(stage.platform.now() + TimeDelta::days(29));
        // The same bytes of another camera, and other bytes: both are young.
        let same = take(&stage, &order("frigate", "check"), photo(64, 48, 1)).await.unwrap();
        let young = take(&stage, &order("frigate", "check"), photo(64, 48, 2)).await.unwrap();
        assert_eq!(stage.platform.forget_pictures(&operator()).await.unwrap().pictures, 0);
        stage.clock.set(stage.platform.now() + TimeDelta::days(2));
        assert_eq!(stage.platform.forget_pictures(&head).await.unwrap_err().status(), 403);
        assert_eq!(stage.platform.forget_pictures(&operator()).await.unwrap().pictures, 1);
        assert_eq!(files().len(), 4, "the same bytes are still needed");
        let gone = stage.platform.open_picture(&head, old.id, false).await.unwrap_err();
        assert_eq!((gone.status(), gone.reason.as_str()), (404, "picture_deleted"));
        for row in [&same, &young] {
            stage.platform.open_picture(&head, row.id, false).await.unwrap();
        }
        let found = stage.platform.list_cameras(&head, &CamerasQuery::default()).await.unwrap();
        let picture = found.page.rows[0].picture.as_ref().unwrap();
        assert_eq!((picture.id, picture.deleted_at.as_deref()), (old.id, Some("2026-12-25T04:00:00.000Z")));

        stage.clock.set(stage.platform.now() + TimeDelta::days(40));
        let done = stage.platform.forget_pictures(&operator()).await.unwrap();
        assert_eq!((done.pictures, files().len()), (2, 0));
        assert_eq!(stage.platform.forget_pictures(&operator()).await.unwrap().pictures, 0);
        let deleted = log(&stage, "pictures.delete").await;
        assert_eq!(deleted.len(), 2);
        for (actor, unit, detail) in &deleted {
            assert_eq!((actor.as_str(), unit.as_str()), ("cli:test", "AC1"));
            assert!(detail.contains("\"sha256\":\"") && detail.contains("\"days\":30"), "{detail}");
        }
        assert!(deleted[1].2.contains("\"shared\":true") && deleted[0].2.contains("\"shared\":false"));
        let chain = stage.platform.verify_audit(&operator()).await.unwrap();
        assert_eq!(chain.broken_at, None);
    }
}

#[tokio::test]
async fn a_stream_is_of_this_site_or_of_a_named_origin_and_asking_for_it_is_written_down() {
    for stage in stages().await {
        furnish(&stage).await;
        let policy = Policy { stream_origins: vec!["https://live.example".into()], ..Policy::default() };
        let platform = Arc::new(open(&stage.url, stage.folder(), stage.clock.clone(), policy).await);
        let with = |stream: &str| -> Registry {
            let text = format!(
                "[[device]]\ntribunal = \"AC1\"\ncode = \"c1\"\nkind = \"camera\"\nname = \"x\"\npoint = \"court1\"\n\
                 source = \"frigate\"\naddress = \"court1\"\nstream = \"{stream}\"\n"
            );
            mapping::read("map.toml", &text).unwrap()
        };
        for bad in ["http://live.example/a.m3u8", "https://evil.example/a.m3u8", "/a.mp4"] {
            let failure = platform.load_devices(&operator(), &with(bad)).await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("device[1].stream", "bad_stream"));
        }
        platform.load_devices(&operator(), &with("https://live.example/a.m3u8")).await.unwrap();
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let cameras = platform.list_cameras(&head, &CamerasQuery::default()).await.unwrap().page.rows;
        assert_eq!((cameras[0].plays, cameras[1].plays), (true, false));
        // Whoever keeps a device without saying anything about it changes nothing.
        furnish(&stage).await;
        let id = cameras[0].id;
        assert_eq!(platform.open_stream(&head, id).await.unwrap(), "https://live.example/a.m3u8");
        assert_eq!(log(&stage, "pictures.stream").await.len(), 1);
        let foreign = stage.actor(Role::CourtManager, "BC").await;
        assert_eq!(platform.open_stream(&foreign, id).await.unwrap_err().status(), 403);
        assert_eq!(platform.open_stream(&head, cameras[1].id).await.unwrap_err().status(), 404);
        // An origin that is named no longer is played no longer.
        assert_eq!(stage.platform.open_stream(&head, id).await.unwrap_err().field, "stream");
        platform.load_devices(&operator(), &with("")).await.unwrap();
        assert!(!platform.list_cameras(&head, &CamerasQuery::default()).await.unwrap().page.rows[0].plays);
    }
}
