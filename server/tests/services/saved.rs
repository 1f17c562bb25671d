//! Saved views and boards: whose they are, who sees them, and that nothing is lost or done twice.

use crate::common::{Stage, stages};
use app::{
    api::{
        Failure, ListQuery,
        saved::{BoardOrder, Saved, ViewOrder, ViewRow},
    },
    domain::{
        permissions::{Actor, Role},
        saved::{MOST_PINS, MOST_TILES},
    },
};

/// Somebody with a name of his own.
async fn somebody(stage: &Stage, name: &str, role: Role, unit: &str) -> Actor {
    Actor { name: format!("user:{name}"), ..stage.actor(role, unit).await }
}

fn order(title: &str, unit: &str, role: &str) -> ViewOrder {
    ViewOrder {
        title: title.into(),
        query: "indicator=received,closed&by=month&last=3".into(),
        unit: unit.into(),
        role: role.into(),
        ..ViewOrder::default()
    }
}

async fn titles(stage: &Stage, who: &Actor) -> Vec<String> {
    let page = stage.platform.list_views(who, &ListQuery::default()).await.unwrap();
    page.rows.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn a_view_is_seen_by_whom_it_is_shared_with_and_changed_by_its_owner() {
    for stage in stages().await {
        let platform = &stage.platform;
        let city = somebody(&stage, "city", Role::CitySupervisor, "A").await;
        let court = somebody(&stage, "court", Role::CourtManager, "AC").await;
        let head = somebody(&stage, "head", Role::TribunalHead, "AC1").await;
        let elsewhere = somebody(&stage, "elsewhere", Role::CourtManager, "BC").await;
        let mine = platform.save_view(&city, &order("收结", "A", "court_manager")).await.unwrap();
        assert_eq!(mine.query, "indicator=received,closed&by=month&last=3");
        let again = platform.save_view(&city, &order("收结", "A", "court_manager")).await.unwrap();
        assert_eq!(mine.id, again.id, "a broken line makes no second one");
        for (who, sees) in [(&city, true), (&court, true), (&head, false), (&elsewhere, false)] {
            assert_eq!(titles(&stage, who).await.len() == 1, sees, "{}", who.name);
        }
        // Nobody writes into lists elsewhere, and an unknown unit or role is named.
        let refused =
            async |who: &Actor, order: ViewOrder| platform.save_view(who, &order).await.unwrap_err();
        assert_eq!(refused(&city, order("x", "B", "")).await.status(), 403);
        assert_eq!(refused(&head, order("x", "AC", "")).await.status(), 403);
        assert_eq!(refused(&city, order("x", "nowhere", "")).await.field, "unit");
        assert_eq!(refused(&city, order("x", "A", "king")).await.reason, "bad_role");
        assert_eq!(refused(&city, order("  ", "", "")).await.field, "title");
        let bad = ViewOrder { query: "by=fortnight".into(), ..order("x", "", "") };
        assert_eq!(refused(&city, bad).await.field, "by");
        // Whoever sees it does not change it; whoever does not see it does not learn that it is there.
        let change = |row: &ViewRow, title: &str| ViewOrder {
            id: row.id,
            revision: row.revision,
            ..order(title, "A", "court_manager")
        };
        assert_eq!(refused(&court, change(&mine, "y")).await.status(), 403);
        let quiet = ViewOrder { unit: String::new(), role: String::new(), ..change(&mine, "y") };
        assert_eq!(refused(&head, quiet).await.status(), 404);
        let changed = platform.save_view(&city, &change(&mine, "收案结案")).await.unwrap();
        assert_eq!((changed.title.as_str(), changed.revision), ("收案结案", 2));
        assert_eq!(refused(&city, change(&mine, "z")).await.reason, "saved_changed");
        // Deleted for the others, to be taken back by the owner.
        assert_eq!(platform.delete_view(&court, mine.id, false).await.unwrap_err().status(), 403);
        platform.delete_view(&city, mine.id, false).await.unwrap();
        platform.delete_view(&city, mine.id, false).await.unwrap();
        assert!(titles(&stage, &court).await.is_empty());
        assert_eq!(platform.delete_view(&court, mine.id, true).await.unwrap_err().status(), 404);
        platform.delete_view(&city, mine.id, true).await.unwrap();
        assert_eq!(titles(&stage, &court).await, ["收案结案"]);
    }
}

#[tokio::test]
async fn what_is_pinned_is_kept_in_order_as_long_as_it_may_be_seen() {
    for stage in stages().await {
        let platform = &stage.platform;
        let city = somebody(&stage, "city", Role::CitySupervisor, "A").await;
        let court = somebody(&stage, "court", Role::CourtManager, "AC").await;
        let mut ids = Vec::new();
        for n in 0..=MOST_PINS {
            ids.push(platform.save_view(&city, &order(&format!("v{n}"), "A", "")).await.unwrap().id);
        }
        for id in &ids[..MOST_PINS] {
            platform.pin_view(&court, *id, true).await.unwrap();
            platform.pin_view(&court, *id, true).await.unwrap();
        }
        let full = platform.pin_view(&court, ids[MOST_PINS], true).await.unwrap_err();
        assert_eq!(full.reason, "too_many_pins");
        platform.pin_view(&court, ids[0], false).await.unwrap();
        platform.pin_view(&court, ids[0], true).await.unwrap();
        let pinned = async || -> Vec<i64> {
            platform.pinned_views(&court).await.unwrap().into_iter().map(|tile| tile.view).collect()
        };
        assert_eq!(pinned().await, [ids[1], ids[2], ids[3], ids[0]]);
        platform.delete_view(&city, ids[2], false).await.unwrap();
        assert_eq!(pinned().await, [ids[1], ids[3], ids[0]]);
        // What is no longer shared makes room, and can be taken out.
        let row = platform.list_views(&city, &ListQuery::default()).await.unwrap().rows;
        let row = row.iter().find(|row| row.id == ids[1]).unwrap();
        let alone = ViewOrder { id: row.id, revision: row.revision, ..order("alone", "", "") };
        platform.save_view(&city, &alone).await.unwrap();
        assert_eq!(pinned().await, [ids[3], ids[0]]);
        platform.pin_view(&court, ids[MOST_PINS], true).await.unwrap();
        platform.pin_view(&court, ids[1], false).await.unwrap();
        assert_eq!(platform.pin_view(&court, ids[1], false).await.unwrap_err().status(), 404);
        assert_eq!(platform.pin_view(&court, ids[2], true).await.unwrap_err().status(), 404, "deleted");
        let elsewhere = somebody(&stage, "elsewhere", Role::CourtManager, "BC").await;
        assert_eq!(platform.pin_view(&elsewhere, ids[3], true).await.unwrap_err().status(), 404);
        // Whoever is not a person has an overview without pins.
        assert!(platform.pinned_views(&Actor { name: "guest".into(), ..court }).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_board_has_views_its_maker_may_see_and_shows_the_same_choices_to_others() {
    for stage in stages().await {
        let platform = &stage.platform;
        let city = somebody(&stage, "city", Role::CitySupervisor, "A").await;
        let head = somebody(&stage, "head", Role::TribunalHead, "AC1").await;
        let elsewhere = somebody(&stage, "elsewhere", Role::CitySupervisor, "B").await;
        let own = platform.save_view(&city, &order("own", "", "")).await.unwrap().id;
        let other = platform.save_view(&elsewhere, &order("other", "", "")).await.unwrap().id;
        let board = |views: Vec<i64>| BoardOrder {
            title: "晨会".into(),
            views,
            unit: "A".into(),
            ..BoardOrder::default()
        };
        let refused = async |views: Vec<i64>| -> Failure {
            platform.save_board(&city, &board(views)).await.unwrap_err()
        };
        assert_eq!(refused(vec![other]).await.status(), 404, "not hers to show");
        assert_eq!(refused(vec![]).await.reason, "no_views");
        assert_eq!(refused(vec![own; MOST_TILES + 1]).await.reason, "too_many_views");
        let row = platform.save_board(&city, &board(vec![own, own])).await.unwrap();
        let seen = platform.open_board(&head, row.id).await.unwrap();
        assert_eq!((seen.tiles.len(), seen.row.mine), (2, false));
        assert_eq!(platform.open_board(&elsewhere, row.id).await.unwrap_err().status(), 404);
        let change = BoardOrder { id: row.id, revision: row.revision, ..board(vec![own]) };
        assert_eq!(
            platform.save_board(&head, &change).await.unwrap_err().status(),
            403,
            "nor may he share so far up"
        );
        let quiet = BoardOrder { unit: String::new(), ..change.clone() };
        assert_eq!(platform.save_board(&head, &quiet).await.unwrap_err().status(), 404, "not a view of his");
        assert_eq!(platform.save_board(&city, &change).await.unwrap().size, 1);
        assert_eq!(platform.save_board(&city, &change).await.unwrap_err().reason, "saved_changed");
        platform.delete_board(&city, row.id, false).await.unwrap();
        assert_eq!(platform.open_board(&head, row.id).await.unwrap_err().status(), 404);
        platform.delete_board(&city, row.id, true).await.unwrap();
        platform.delete_view(&city, own, false).await.unwrap();
        assert!(platform.open_board(&head, row.id).await.unwrap().tiles.is_empty());
    }
}
