use crate::common::{Stage, at, open, operator, stages};
use app::{
    api::{
        ListQuery,
        audit::Audit,
        tokens::{NewToken, TokenOrder, Tokens},
    },
    domain::permissions::{Actor, Role},
};
use server::{chance::SeededChance, platform::Policy};
use std::sync::Arc;

fn order(name: &str, unit: &str) -> TokenOrder {
    TokenOrder { name: name.into(), scope: Role::Feeder, unit: unit.into(), days: 365 }
}

async fn create(stage: &Stage, name: &str, unit: &str) -> NewToken {
    stage.platform.create_token(&operator(), &order(name, unit)).await.unwrap()
}

async fn names(stage: &Stage, actor: &Actor, query: ListQuery) -> Vec<String> {
    let page = stage.platform.list_tokens(actor, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn the_secret_is_random_shown_once_and_kept_as_a_hash() {
    for stage in stages().await {
        let (one, other) = (create(&stage, "one", "AC").await, create(&stage, "other", "AC").await);
        assert_ne!(one.secret, other.secret);
        assert_eq!(one.secret.len(), 3 + 43, "32 bytes in base64");
        assert!(one.secret.starts_with("jc_"));
        assert_eq!((one.row.created_by.as_str(), one.row.unit.as_str()), ("cli:test", "AC"));
        assert_eq!(one.row.expires_at.as_deref(), Some("2027-11-24T04:00:00Z"));
        let kept = stage.platform.db.token(one.row.id).await.unwrap().unwrap();
        assert_eq!(kept.hash.len(), 64);
        let log = stage.platform.list_audit(&operator(), &ListQuery::default()).await.unwrap().rows;
        let entry = log.iter().find(|entry| entry.action == "tokens.create").unwrap();
        assert_eq!(entry.unit, "AC");
        for text in log.iter().map(|entry| &entry.detail).chain([&kept.name, &kept.hash]) {
            assert!(!text.contains(&one.secret[3..]), "{text}");
        }
    }
}

#[tokio::test]
async fn the_same_chance_gives_the_same_secret() {
    for stage in stages().await {
        let mut secrets = Vec::new();
        for seed in [7, 8] {
            let again = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
            let again = again.with_chance(Arc::new(SeededChance::new(seed)));
            secrets.push(again.create_token(&operator(), &order("seeded", "AC")).await.unwrap().secret);
        }
        assert_ne!(secrets[0], secrets[1]);
        let again = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
        let again = again.with_chance(Arc::new(SeededChance::new(7)));
        // The hash is unique: the very same secret cannot be given out twice.
        assert_eq!(again.create_token(&operator(), &order("seeded", "AC")).await.unwrap_err().status(), 500);
    }
}

#[tokio::test]
async fn only_administrators_manage_tokens_and_only_at_their_units() {
    for stage in stages().await {
        let foreign = create(&stage, "of B", "BC").await;
        for role in Role::ALL {
            let actor = stage.actor(role, "A").await;
            let status = |result: Result<(), app::api::Failure>| result.map_err(|refused| refused.status());
            let own = status(stage.platform.create_token(&actor, &order("own", "AC")).await.map(|_| ()));
            let there = status(stage.platform.create_token(&actor, &order("x", "BC")).await.map(|_| ()));
            let above = status(stage.platform.create_token(&actor, &order("x", "P")).await.map(|_| ()));
            let list = status(stage.platform.list_tokens(&actor, &ListQuery::default()).await.map(|_| ()));
            let end = status(stage.platform.revoke_token(&actor, foreign.row.id).await.map(|_| ()));
            let refused = Err(if role == Role::Guest { 401 } else { 403 });
            let expected = if role == Role::Administrator { Ok(()) } else { refused };
            assert_eq!((own, list), (expected, expected), "{role}");
            assert_eq!((there, above, end), (refused, refused, refused), "{role}");
        }
        let administrator = stage.actor(Role::Administrator, "A").await;
        assert_eq!(names(&stage, &administrator, ListQuery::default()).await, ["own"]);
        assert_eq!(names(&stage, &operator(), ListQuery::default()).await, ["own", "of B"]);
        assert!(stage.platform.list_tokens(&Actor::nobody(), &ListQuery::default()).await.is_err());
    }
}

#[tokio::test]
async fn lists_are_searched_sorted_and_cut() {
    for stage in stages().await {
        for (name, unit) in [("first", "AC"), ("second", "BC"), ("third", "AC1")] {
            create(&stage, name, unit).await;
        }
        let query = |search: &str, sort: &str| ListQuery {
            search: search.into(),
            sort: sort.into(),
            ..ListQuery::default()
        };
        let actor = operator();
        assert_eq!(names(&stage, &actor, query("", "")).await, ["third", "second", "first"]);
        assert_eq!(names(&stage, &actor, query("", "unit")).await, ["first", "third", "second"]);
        assert_eq!(names(&stage, &actor, query("", "-name")).await, ["third", "second", "first"]);
        assert_eq!(names(&stage, &actor, query("aC", "id")).await, ["first", "third"]);
        let page = ListQuery { limit: 1, offset: 1, ..ListQuery::default() };
        let page = stage.platform.list_tokens(&actor, &page).await.unwrap();
        assert_eq!((page.rows[0].name.as_str(), page.total), ("second", 3));
        let refused = stage.platform.list_tokens(&actor, &query("", "hash")).await.unwrap_err();
        assert_eq!(refused.reason, "bad_sort");
    }
}

#[tokio::test]
async fn orders_that_cannot_be_are_refused() {
    for stage in stages().await {
        let good = order("name", "AC");
        for (bad, field, reason) in [
            (TokenOrder { days: 0, ..good.clone() }, "days", "out_of_range"),
            (TokenOrder { days: 3_661, ..good.clone() }, "days", "out_of_range"),
            (TokenOrder { name: " ".into(), ..good.clone() }, "name", "bad_name"),
            (TokenOrder { scope: Role::Guest, ..good.clone() }, "scope", "bad_role"),
            (TokenOrder { unit: "ZZ".into(), ..good.clone() }, "unit", "not_found"),
        ] {
            let refused = stage.platform.create_token(&operator(), &bad).await.unwrap_err();
            assert_eq!((refused.field.as_str(), refused.reason.as_str()), (field, reason), "{bad:?}");
        }
        for days in [1, 3_660] {
            stage.platform.create_token(&operator(), &TokenOrder { days, ..good.clone() }).await.unwrap();
        }
        assert_eq!(stage.platform.revoke_token(&operator(), 99).await.unwrap_err().status(), 404);
    }
}

#[tokio::test]
async fn a_token_ends_once() {
    for stage in stages().await {
        let token = create(&stage, "one", "AC").await;
        let ended = stage.platform.revoke_token(&operator(), token.row.id).await.unwrap();
        assert_eq!(ended.revoked_at.as_deref(), Some("2026-11-24T04:00:00Z"));
        stage.clock.set(at("2026-11-24T05:00:00Z"));
        assert_eq!(stage.platform.revoke_token(&operator(), token.row.id).await.unwrap(), ended);
        let query = ListQuery { search: "tokens.revoke".into(), ..ListQuery::default() };
        assert_eq!(stage.platform.list_audit(&operator(), &query).await.unwrap().total, 1);
    }
}
