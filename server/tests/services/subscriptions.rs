//! Reports that come by themselves: once, whole or not at all, by inbox and by mail.

use super::mail::{holds, mail_server, user};
use crate::common::{Stage, at, case, open, stages};
use app::{
    api::{
        ListQuery,
        analysis::Analyses,
        maps::Maps as _,
        saved::{Saved, ViewOrder},
        subscriptions::{DeliveryRow, SubscriptionKind, SubscriptionOrder, Subscriptions},
        users::{UserEdit, Users},
    },
    domain::{
        analysis::Choice,
        permissions::{Actor, Grant, Role},
    },
    i18n::Locale,
    prints::drawing,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use server::{mail::Mailer, platform::Policy};
use std::collections::BTreeMap;

/// Somebody who can be written to, as he is signed in.
async fn reader(stage: &Stage, name: &str, role: Role, unit: &str) -> Actor {
    user(stage, name, role, unit, &format!("{name}@court.example")).await;
    let unit = stage.platform.tree().await.unwrap().by_code(unit).unwrap().id;
    Actor { name: format!("user:{name}"), grants: vec![Grant { role, unit }], operator: false }
}

async fn view(stage: &Stage, who: &Actor) -> i64 {
    let order = ViewOrder {
        title: "收结存".into(),
        query: "indicator=received,closed&by=month&last=2".into(),
        ..ViewOrder::default()
    };
    stage.platform.save_view(who, &order).await.unwrap().id
}

fn weekly(kind: SubscriptionKind, target: i64, template: &str) -> SubscriptionOrder {
    SubscriptionOrder {
        kind,
        target,
        template: template.into(),
        rhythm: "weekly".into(),
        pdf: false,
        xlsx: true,
    }
}

async fn inbox(stage: &Stage, who: &Actor) -> Vec<DeliveryRow> {
    stage.platform.list_deliveries(who, &ListQuery::default()).await.unwrap().rows
}

#[tokio::test]
async fn what_is_due_is_made_once_and_read_by_its_reader_alone() {
    for stage in stages().await {
        // A Thursday.
        stage.clock.set(at("2021-07-08T04:00:00Z"));
        let platform = &stage.platform;
        let court = reader(&stage, "court", Role::CourtManager, "AC").await;
        let other = reader(&stage, "other", Role::CourtManager, "BC").await;
        stage.send(&[&case("1", "AC1", "2021-06-02", Some("2021-06-20"))]).await;
        let view = view(&stage, &court).await;
        let order = weekly(SubscriptionKind::View, view, "");
        assert_eq!(platform.subscribe(&other, &order).await.unwrap_err().status(), 404, "not shared");
        let row = platform.subscribe(&court, &order).await.unwrap();
        assert_eq!(platform.subscribe(&court, &order).await.unwrap().id, row.id, "the same again");
        assert_eq!(row.next_due, "2021-07-12");
        let nothing = SubscriptionOrder { xlsx: false, ..order.clone() };
        assert_eq!(platform.subscribe(&court, &nothing).await.unwrap_err().reason, "no_format");

        assert_eq!(platform.deliver_due().await.unwrap(), 0);
        stage.clock.set(at("2021-07-12T04:00:00Z"));
        let beside = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
        let (one, two) = tokio::join!(platform.deliver_due(), beside.deliver_due());
        one.unwrap();
        two.unwrap();
        let came = inbox(&stage, &court).await;
        assert_eq!((came.len(), came[0].state.as_str(), came[0].due.as_str()), (1, "made", "2021-07-12"));
        assert_eq!((came[0].title.as_str(), came[0].files.len(), came[0].seen), ("收结存", 1, false));
        assert_eq!(platform.deliver_due().await.unwrap(), 0, "once");
        // Three weeks without a server: one report, not three.
        stage.clock.set(at("2021-08-03T04:00:00Z"));
        assert_eq!(platform.deliver_due().await.unwrap(), 1);
        assert_eq!(inbox(&stage, &court).await[0].due, "2021-08-02", "the last Monday");
        let view = platform.list_subscriptions(&court).await.unwrap();
        assert_eq!(view.rows[0].next_due, "2021-08-09");

        let file = platform.open_delivery(&court, came[0].id, 1).await.unwrap();
        assert!(file.bytes.starts_with(b"PK"), "a workbook");
        assert!(inbox(&stage, &court).await.iter().any(|row| row.seen));
        assert_eq!(platform.open_delivery(&other, came[0].id, 1).await.unwrap_err().status(), 404);
        assert_eq!(platform.open_delivery(&court, came[0].id, 2).await.unwrap_err().status(), 404);
        assert_eq!(platform.deliver_now(&other, row.id).await.unwrap_err().status(), 403);
        assert_eq!(platform.unsubscribe(&other, row.id).await.unwrap_err().status(), 403);
        platform.unsubscribe(&court, row.id).await.unwrap();
        stage.clock.set(at("2021-08-09T04:00:00Z"));
        assert_eq!(platform.deliver_due().await.unwrap(), 0);
        assert_eq!(inbox(&stage, &court).await.len(), 2, "what came stays");
    }
}

#[tokio::test]
async fn what_cannot_be_made_whole_is_not_sent_but_told_with_the_reason() {
    for stage in stages().await {
        stage.clock.set(at("2021-07-08T04:00:00Z"));
        let platform = &stage.platform;
        let city = reader(&stage, "city", Role::CitySupervisor, "A").await;
        let court = reader(&stage, "court", Role::CourtManager, "AC").await;
        // A view of the city's whole, shared with a court that may not read it.
        let order = ViewOrder {
            title: "全市".into(),
            query: "indicator=received&unit=A".into(),
            unit: "A".into(),
            ..ViewOrder::default()
        };
        let shared = platform.save_view(&city, &order).await.unwrap().id;
        let row = platform.subscribe(&court, &weekly(SubscriptionKind::View, shared, "")).await.unwrap();
        let made = platform.deliver_now(&court, row.id).await.unwrap();
        assert_eq!((made.state.as_str(), made.files.len()), ("failed", 0));
        assert_eq!(made.reason.unwrap().reason, "forbidden");
        let (address, letters) = mail_server().await;
        let mailer = Mailer::new(&address, "Jiceng <jiceng@court.example>").unwrap();
        let round = platform.send_deliveries(&mailer, Some("https://jiceng.example")).await.unwrap();
        assert_eq!((round.sent, round.failed), (1, 0));
        let letter = letters.lock().unwrap().pop().unwrap();
        assert!(!letter.contains("multipart/mixed"), "no file");
        let body = letter.split_once("\n\n").unwrap().1.replace('\n', "");
        let plain = BASE64_STANDARD.decode(body).map(|bytes| String::from_utf8(bytes).unwrap());
        let plain = plain.unwrap_or(letter);
        assert!(holds(&plain, "https://jiceng.example/subscriptions"), "{plain}");
        // What is gone is told too.
        platform.delete_view(&city, shared, false).await.unwrap();
        stage.clock.set(at("2021-07-12T04:00:00Z"));
        assert_eq!(platform.deliver_due().await.unwrap(), 1);
        let came = inbox(&stage, &court).await.remove(0);
        assert_eq!((came.state.as_str(), came.reason.unwrap().reason.as_str()), ("failed", "not_found"));
        // Whoever may not sign in any more is sent nothing.
        platform
            .edit_user(&crate::common::operator(), "court", &UserEdit::Active { active: false })
            .await
            .unwrap();
        stage.clock.set(at("2021-07-19T04:00:00Z"));
        assert_eq!(platform.deliver_due().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_report_goes_out_by_mail_with_its_files_once_and_is_tried_again() {
    for stage in stages().await {
        stage.clock.set(at("2021-07-08T04:00:00Z"));
        let folder = tempfile::tempdir().unwrap();
        let policy = Policy { boundaries: Some(land(folder.path())), ..Policy::default() };
        let platform = &open(&stage.url, folder.path(), stage.clock.clone(), policy).await;
        let court = reader(&stage, "court", Role::CourtManager, "AC").await;
        stage.send(&[&case("1", "AC1", "2021-06-02", None)]).await;
        let target = view(&stage, &court).await;
        let row = platform.subscribe(&court, &weekly(SubscriptionKind::View, target, "")).await.unwrap();
        platform.deliver_now(&court, row.id).await.unwrap();
        let nobody = Mailer::new("smtp://127.0.0.1:9", "Jiceng <jiceng@court.example>").unwrap();
        assert_eq!(platform.send_deliveries(&nobody, None).await.unwrap().failed, 1);
        let (address, letters) = mail_server().await;
        let mailer = Mailer::new(&address, "Jiceng <jiceng@court.example>").unwrap();
        assert_eq!(platform.send_deliveries(&mailer, None).await.unwrap().sent, 0, "not at once again");
        stage.clock.set(at("2021-07-08T04:06:00Z"));
        assert_eq!(platform.send_deliveries(&mailer, None).await.unwrap().sent, 1);
        assert_eq!(platform.send_deliveries(&mailer, None).await.unwrap().sent, 0, "once");
        let letter = letters.lock().unwrap().pop().unwrap();
        assert!(letter.contains("multipart/mixed") && letter.contains(".xlsx"));
        assert!(inbox(&stage, &court).await[0].mailed);
    }
}

#[tokio::test]
async fn every_template_that_is_shipped_can_be_made() {
    for stage in stages().await {
        stage.clock.set(at("2021-07-08T04:00:00Z"));
        let folder = tempfile::tempdir().unwrap();
        let policy = Policy { boundaries: Some(land(folder.path())), ..Policy::default() };
        let platform = &open(&stage.url, folder.path(), stage.clock.clone(), policy).await;
        let court = reader(&stage, "court", Role::CourtManager, "AC").await;
        stage.send(&[&case("1", "AC1", "2021-05-02", Some("2021-06-20"))]).await;
        let templates = platform.list_subscriptions(&court).await.unwrap().templates;
        assert_eq!(templates.len(), 3);
        for template in templates {
            let order = SubscriptionOrder {
                rhythm: String::new(),
                ..weekly(SubscriptionKind::Template, 0, &template.id)
            };
            let row = platform.subscribe(&court, &order).await.unwrap();
            assert_eq!(row.rhythm, template.rhythm);
            let made = platform.deliver_now(&court, row.id).await.unwrap();
            assert_eq!((made.state.as_str(), made.reason), ("made", None), "{}", template.id);
            assert!(!made.files.is_empty());
        }
        let order = weekly(SubscriptionKind::Template, 0, "nothing");
        assert_eq!(platform.subscribe(&court, &order).await.unwrap_err().status(), 404);
    }
}

/// Boundaries of a court: a square degree.
fn land(folder: &std::path::Path) -> std::path::PathBuf {
    let ring = [[115.0, 28.0], [116.0, 28.0], [116.0, 29.0], [115.0, 29.0], [115.0, 28.0]];
    let court = serde_json::json!({
        "type": "Feature",
        "properties": { "code": "AC", "level": "court", "name": "法院" },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    });
    let file = folder.join("boundaries.geojson");
    let all = serde_json::json!({ "type": "FeatureCollection", "features": [court] });
    std::fs::write(&file, all.to_string()).unwrap();
    file
}

#[tokio::test]
async fn a_choice_that_is_seen_as_a_chart_is_drawn_on_paper() {
    for stage in stages().await {
        stage.clock.set(at("2021-07-08T04:00:00Z"));
        let folder = tempfile::tempdir().unwrap();
        let policy = Policy { boundaries: Some(land(folder.path())), ..Policy::default() };
        let platform = &open(&stage.url, folder.path(), stage.clock.clone(), policy).await;
        let court = reader(&stage, "court", Role::CourtManager, "AC").await;
        stage
            .send(&[
                &case("1", "AC1", "2021-05-02", Some("2021-06-20")),
                &case("2", "AC1", "2021-06-02", None),
            ])
            .await;
        let mut sizes = BTreeMap::new();
        for word in ["table", "map", "list", "line", "bars", "multiples", "scatter", "box"] {
            let query =
                format!("unit=AC&units=tribunal&indicator=received,closed&by=month&last=2&view={word}");
            let (choice, _) = Choice::read(query.split('&').filter_map(|pair| pair.split_once('=')));
            let analysis = platform.analyse(&court, &choice, false).await.unwrap();
            let map = platform.map_of(&court, &choice.unit).await.ok();
            let drawn = drawing(&analysis, map.as_ref(), Locale::Zh);
            let is_chart = !["table", "list"].contains(&word);
            assert_eq!(drawn.is_some(), is_chart, "{word}");
            assert!(
                drawn.is_none_or(|(title, svg)| svg.starts_with("<svg") && svg.contains(&title)),
                "{word}"
            );

            let order = ViewOrder { title: word.into(), query, ..ViewOrder::default() };
            let view = platform.save_view(&court, &order).await.unwrap().id;
            let order = SubscriptionOrder { pdf: true, ..weekly(SubscriptionKind::View, view, "") };
            let row = platform.subscribe(&court, &SubscriptionOrder { xlsx: false, ..order }).await.unwrap();
            let made = platform.deliver_now(&court, row.id).await.unwrap();
            assert_eq!((made.state.as_str(), made.reason), ("made", None), "{word}");
            let file = platform.open_delivery(&court, made.id, made.files[0].0).await.unwrap();
            assert!(file.bytes.starts_with(b"%PDF"), "{word}");
            sizes.insert(word, file.bytes.len());
        }
        // The same figures, and a drawing more.
        for word in ["bars", "map"] {
            assert!(sizes[word] > sizes["list"] + 300, "{word}: {sizes:?}");
        }
    }
}
