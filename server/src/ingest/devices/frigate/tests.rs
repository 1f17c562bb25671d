//! On the examples of Frigate's own documentation.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn sight(message: &Message) -> &Sight {
    match &message.what {
        Report::Sight(sight) => sight,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_state_of_a_camera_is_that_of_its_picture() {
    for (payload, state) in [
        ("online", DeviceState::Online),
        ("offline", DeviceState::Offline),
        ("disabled", DeviceState::Disabled),
    ] {
        let message = read("frigate/front_door/status/detect", payload.as_bytes()).unwrap().unwrap();
        assert_eq!((message.source.as_str(), message.address.as_str()), ("frigate", "front_door"));
        assert_eq!((message.what, message.at), (Report::State(state), None));
    }
    let record = read("frigate/front_door/status/record", b"offline").unwrap().unwrap();
    assert_eq!(record.address, "front_door/record");
    assert!(matches!(read("frigate/front_door/status/detect", b"maybe"), Err(Unreadable::Payload { .. })));
}

#[test]
fn a_prefix_may_have_several_parts_and_whoever_speaks_may_go() {
    let message = read("courts/3601/frigate/available", b"offline").unwrap().unwrap();
    assert_eq!((message.source.as_str(), message.address.as_str()), ("courts/3601/frigate", ""));
    assert_eq!(message.what, Report::State(DeviceState::Offline));
    let message = read("a/b/cam/status/detect", b"online").unwrap().unwrap();
    assert_eq!((message.source.as_str(), message.address.as_str()), ("a/b", "cam"));
}

fn event(stage: &str) -> serde_json::Value {
    let after = json!({
        "id": "1607123955.475377-mxklsc", "camera": "front_door", "frame_time": 1_607_123_962.082975,
        "snapshot": {"frame_time": 1_607_123_965.975463}, "label": "person", "sub_label": null,
        "top_score": 0.958984375, "false_positive": false, "start_time": 1_607_123_955.475377,
        "end_time": null, "score": 0.87890625, "box": [432, 496, 544, 854], "area": 40096,
        "current_zones": ["driveway"], "entered_zones": ["yard", "driveway"], "thumbnail": null,
        "has_snapshot": false, "has_clip": false, "active": true, "stationary": false,
    });
    json!({ "type": stage, "before": {}, "after": after })
}

#[test]
fn an_event_is_what_is_seen_where_and_when() {
    let message = read("frigate/events", event("update").to_string().as_bytes()).unwrap().unwrap();
    assert_eq!((message.address.as_str(), message.id.as_str()), ("front_door", "1607123955.475377-mxklsc"));
    assert_eq!(message.at.unwrap().to_rfc3339(), "2020-12-04T23:19:22.082+00:00");
    let seen = sight(&message);
    assert_eq!((seen.stage, seen.severity), (Stage::Update, None));
    assert_eq!((seen.objects.join(","), seen.zones.join(",")), ("person".into(), "driveway,yard".into()));
    let mut end = event("end");
    end["after"]["end_time"] = json!(1_607_123_970.5);
    let message = read("frigate/events", end.to_string().as_bytes()).unwrap().unwrap();
    assert_eq!(message.at.unwrap().timestamp(), 1_607_123_970);
    let mut nothing = event("new");
    nothing["after"]["false_positive"] = json!(true);
    assert_eq!(read("frigate/events", nothing.to_string().as_bytes()), Ok(None));
}

#[test]
fn a_review_item_is_no_event_and_carries_its_severity() {
    let after = json!({
        "id": "1718987129.308396-fqk5ka", "camera": "front_cam", "start_time": 1_718_987_129.308396,
        "end_time": null, "severity": "alert", "thumb_path": "/media/x.webp",
        "data": { "detections": ["1718987128.947436-g92ztx"], "objects": ["person-verified", "car"],
            "sub_labels": ["Bob"], "zones": ["front_yard"], "audio": [] },
    });
    let review = json!({ "type": "new", "before": after, "after": after }).to_string();
    let message = read("frigate/reviews", review.as_bytes()).unwrap().unwrap();
    assert_eq!(message.id, "review:1718987129.308396-fqk5ka");
    let seen = sight(&message);
    assert_eq!((seen.severity, seen.zones.join(",")), (Some(Severity::Alert), "front_yard".into()));
    assert_eq!(seen.objects, ["person", "car"]);
    let update = review.replacen("\"new\"", "\"update\"", 1);
    assert_eq!(read("frigate/reviews", update.as_bytes()).unwrap().unwrap().at, None);
}

#[test]
fn what_nobody_has_asked_for_is_no_message() {
    for topic in
        ["", "events", "available", "frigate/stats", "frigate/front_door/person", "cam/status/detect"]
    {
        assert!(matches!(read(topic, b"online"), Err(Unreadable::Topic(_))), "{topic}");
    }
    let mut nul = event("new");
    nul["after"]["id"] = json!("a\u{0}b");
    assert!(matches!(read("frigate/events", nul.to_string().as_bytes()), Err(Unreadable::Payload { .. })));
    let huge =
        json!({ "type": "new", "after": { "id": "x", "camera": "c", "label": "l", "frame_time": 1e300 } });
    assert_eq!(read("frigate/events", huge.to_string().as_bytes()).unwrap().unwrap().at, None);
}

proptest! {
    #[test]
    fn nothing_that_comes_breaks_it(
        topic in "[a-z/]{0,20}(/events|/reviews|/available|/c/status/detect)?",
        payload in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let _ = read(&topic, &payload);
    }
}
