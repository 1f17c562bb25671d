//! After the publication: what has changed since, the yearly check, and computing it again on another server.

use super::Small;
use crate::common::{at, case, open};
use app::{
    api::reviews::{Entries, Recognitions, ReviewResults},
    domain::reviews::Standing,
};
use server::platform::Policy;

#[tokio::test]
async fn later_facts_change_nothing_in_what_was_published_but_show() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let before = platform.results(&small.province, small.id, &Default::default()).await.unwrap();
        assert!(small.open(&small.head).await.changed.is_empty());
        let lines: Vec<String> =
            (0..40).map(|n| case(&format!("2025-{n}"), "AC1", "2025-06-02", Some("2025-07-01"))).collect();
        small.stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let view = platform.open_entry(&small.head, &small.entry()).await.unwrap();
        assert!(!view.changed.is_empty(), "values have come since");
        let after = platform.results(&small.province, small.id, &Default::default()).await.unwrap();
        assert_eq!(before, after);
        assert!(platform.verify_campaign(&small.province, small.id).await.unwrap().holds());
    }
}

/// A server that is killed loses nothing that was committed: another one on the same database computes the same.
#[tokio::test]
async fn another_server_computes_the_same_to_the_last_digit() {
    for small in Small::all().await {
        small.published().await;
        let first = small.stage.platform.verify_campaign(&small.province, small.id).await.unwrap();
        let other =
            open(&small.stage.url, small.stage.folder(), small.stage.clock.clone(), Policy::default()).await;
        let second = other.verify_campaign(&small.province, small.id).await.unwrap();
        assert_eq!(first, second);
        assert!(second.holds());
    }
}

#[tokio::test]
async fn every_year_it_is_computed_again_and_who_would_lose_it_is_warned() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let found = platform.recheck_recognitions(&small.province).await.unwrap();
        assert_eq!((found.checked, found.warned.len()), (1, 0));
        // A year in which hardly anything is closed, and late.
        small.stage.clock.set(at("2027-07-05T04:00:00Z"));
        let lines: Vec<String> =
            (0..200).map(|n| case(&format!("2026-{n}"), "AC1", "2026-08-02", None)).collect();
        small.stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let found = platform.recheck_recognitions(&small.province).await.unwrap();
        let row = platform
            .list_recognitions(&small.province, "", &Default::default())
            .await
            .unwrap()
            .rows
            .remove(0);
        assert_eq!(found.checked, 1);
        let warned = !found.warned.is_empty();
        assert_eq!(row.standing, if warned { Standing::Warned } else { Standing::Valid });
        assert!(row.events.iter().any(|event| event.what == "checked" || event.what == "warn"));
        assert_eq!(platform.recheck_recognitions(&small.head).await.unwrap_err().status(), 403);
        // Its time runs out.
        small.stage.clock.set(at("2029-06-25T04:00:00Z"));
        let row = platform
            .list_recognitions(&small.province, "", &Default::default())
            .await
            .unwrap()
            .rows
            .remove(0);
        assert_eq!(row.standing, Standing::Expired);
    }
}
