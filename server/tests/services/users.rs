use crate::common::{Stage, at, operator, stages};
use app::{
    api::{
        Failure, FailureKind, ListQuery,
        audit::Audit,
        session::Sessions as _,
        users::{GrantOrder, UserEdit, UserOrder, UserRow, Users},
    },
    domain::permissions::{Actor, Role},
};
use server::store::Sessions;
use tower_sessions::{
    SessionStore,
    cookie::time::{Duration, OffsetDateTime},
    session::{Id, Record},
};

const PASSWORD: &str = "a long enough one";

fn grants(roles: &[(Role, &str)]) -> Vec<GrantOrder> {
    roles.iter().map(|(role, unit)| GrantOrder { role: *role, unit: (*unit).to_owned() }).collect()
}

fn order(name: &str, roles: &[(Role, &str)]) -> UserOrder {
    let (display_name, password) = (format!("{name} 先生"), PASSWORD.into());
    UserOrder { name: name.into(), display_name, password, grants: grants(roles) }
}

async fn create(stage: &Stage, name: &str, roles: &[(Role, &str)]) -> UserRow {
    stage.platform.create_user(&operator(), &order(name, roles)).await.unwrap()
}

async fn edit(stage: &Stage, actor: &Actor, name: &str, edit: UserEdit) -> Result<UserRow, Failure> {
    stage.platform.edit_user(actor, name, &edit).await
}

async fn names(stage: &Stage, actor: &Actor, query: ListQuery) -> Vec<String> {
    let page = stage.platform.list_users(actor, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn logged(stage: &Stage, action: &str) -> Vec<(String, String)> {
    let query = ListQuery { search: action.into(), ..ListQuery::default() };
    let rows = stage.platform.list_audit(&operator(), &query).await.unwrap().rows;
    rows.into_iter().map(|row| (row.unit, row.detail)).collect()
}

/// A session as the web layer keeps it; it lives by the machine's time.
async fn session(store: &Sessions, user: i64) -> Record {
    let data = [(Sessions::USER.to_owned(), user.into())].into();
    let expiry_date = OffsetDateTime::now_utc() + Duration::hours(1);
    let mut record = Record { id: Id::default(), data, expiry_date };
    store.create(&mut record).await.unwrap();
    record
}

#[tokio::test]
async fn a_person_is_created_with_roles_and_the_password_is_never_written_down() {
    for stage in stages().await {
        let twice = [(Role::TribunalHead, "AC1"), (Role::TribunalHead, "AC1"), (Role::Reviewer, "A")];
        let row = create(&stage, "wang", &twice).await;
        assert_eq!((row.name.as_str(), row.display_name.as_str(), row.active), ("wang", "wang 先生", true));
        assert_eq!(row.created_at, "2026-11-24T04:00:00Z");
        let roles: Vec<_> = row.grants.iter().map(|grant| (grant.role, grant.unit.as_str())).collect();
        assert_eq!(roles, [(Role::Reviewer, "A"), (Role::TribunalHead, "AC1")]);
        let kept = stage.platform.db.user_by_name("wang").await.unwrap().unwrap().user.password_hash;
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let entries = logged(&stage, "users.create").await;
        assert_eq!((entries.len(), entries[0].0.as_str()), (1, "AC1"));
        assert!(!entries[0].1.contains(PASSWORD) && !entries[0].1.contains("argon2"));
        let again = stage.platform.create_user(&operator(), &order("wang", &[])).await.unwrap_err();
        assert_eq!((again.kind, again.reason.as_str()), (FailureKind::Conflict, "taken"));
    }
}

#[tokio::test]
async fn orders_that_cannot_be_are_refused() {
    for stage in stages().await {
        let good = order("wang", &[(Role::TribunalHead, "AC1")]);
        let named = |name: &str| UserOrder { name: name.into(), ..good.clone() };
        let shown = |name: &str| UserOrder { display_name: name.into(), ..good.clone() };
        let secret = |length: usize| UserOrder { password: "密".repeat(length), ..good.clone() };
        let roles = |roles| UserOrder { grants: grants(roles), ..good.clone() };
        for (bad, field, reason) in [
            (named("w"), "name", "bad_user_name"),
            (named(&"w".repeat(41)), "name", "bad_user_name"),
            (named("Wang"), "name", "bad_user_name"),
            (named("wang li"), "name", "bad_user_name"),
            (shown(" "), "display_name", "bad_display_name"),
            (shown(&"王".repeat(81)), "display_name", "bad_display_name"),
            (secret(11), "password", "too_short"),
            (secret(201), "password", "too_long"),
            (roles(&[(Role::Guest, "AC1")]), "grants", "bad_role"),
            (roles(&[(Role::Feeder, "AC1")]), "grants", "bad_role"),
            (roles(&[(Role::Reviewer, "ZZ")]), "grants", "not_found"),
        ] {
            let refused = stage.platform.create_user(&operator(), &bad).await.unwrap_err();
            assert_eq!((refused.field.as_str(), refused.reason.as_str()), (field, reason), "{bad:?}");
        }
        assert!(names(&stage, &operator(), ListQuery::default()).await.is_empty());
        for good in [secret(12), UserOrder { name: "li".into(), ..secret(200) }] {
            stage.platform.create_user(&operator(), &good).await.unwrap();
        }
    }
}

#[tokio::test]
async fn only_administrators_manage_people_and_only_at_their_units() {
    for stage in stages().await {
        create(&stage, "of.a", &[(Role::CourtManager, "AC")]).await;
        create(&stage, "of.b", &[(Role::CourtManager, "BC")]).await;
        create(&stage, "of.both", &[(Role::Reviewer, "AC"), (Role::Reviewer, "BC")]).await;
        create(&stage, "of.none", &[]).await;
        for role in Role::ALL {
            let actor = stage.actor(role, "A").await;
            let refused = Err(if role == Role::Guest { 401 } else { 403 });
            let expected = if role == Role::Administrator { Ok(()) } else { refused };
            let status = |result: Result<UserRow, Failure>| result.map(|_| ()).map_err(|f| f.status());
            let made = |roles: &[(Role, &str)]| order(&format!("by.{role}"), roles);
            let own = made(&[(Role::TribunalHead, "AC1")]);
            let there = made(&[(Role::TribunalHead, "AC1"), (Role::TribunalHead, "BC1")]);
            assert_eq!(status(stage.platform.create_user(&actor, &there).await), refused, "{role}");
            assert_eq!(status(stage.platform.create_user(&actor, &own).await), expected, "{role}");
            for name in ["of.b", "of.both", "of.none"] {
                for change in [
                    UserEdit::Password { password: PASSWORD.into() },
                    UserEdit::Active { active: false },
                    UserEdit::Roles { grants: grants(&[(Role::Reviewer, "AC")]) },
                ] {
                    assert_eq!(status(edit(&stage, &actor, name, change).await), refused, "{role} {name}");
                }
            }
            let promote = UserEdit::Roles { grants: grants(&[(Role::Administrator, "P")]) };
            assert_eq!(status(edit(&stage, &actor, "of.a", promote).await), refused, "{role}");
            let keep = UserEdit::Roles { grants: grants(&[(Role::CourtManager, "AC")]) };
            assert_eq!(status(edit(&stage, &actor, "of.a", keep).await), expected, "{role}");
            let list = stage.platform.list_users(&actor, &ListQuery::default()).await;
            assert_eq!(list.map(|_| ()).map_err(|f| f.status()), expected, "{role}");
        }
        let administrator = stage.actor(Role::Administrator, "A").await;
        let seen = names(&stage, &administrator, ListQuery::default()).await;
        assert_eq!(seen, ["by.administrator", "of.a", "of.both"]);
        let both = ListQuery { search: "of.both".into(), ..ListQuery::default() };
        let both = stage.platform.list_users(&administrator, &both).await.unwrap().rows.remove(0);
        assert_eq!(both.grants.len(), 1, "the other role is beyond reach");
        let without = stage.platform.create_user(&administrator, &order("free", &[])).await.unwrap_err();
        assert_eq!((without.field.as_str(), without.reason.as_str()), ("grants", "missing"));
        let everywhere = stage.actor(Role::Administrator, "P").await;
        assert_eq!(names(&stage, &everywhere, ListQuery::default()).await.len(), 5);
        edit(&stage, &everywhere, "of.none", UserEdit::Active { active: false }).await.unwrap();
        let unknown = edit(&stage, &everywhere, "nobody", UserEdit::Active { active: true }).await;
        assert_eq!(unknown.unwrap_err().status(), 404);
        assert_eq!(
            stage.platform.list_users(&Actor::nobody(), &ListQuery::default()).await.unwrap_err().status(),
            401
        );
    }
}

#[tokio::test]
async fn lists_are_searched_sorted_and_cut() {
    for stage in stages().await {
        for (name, hour) in [("chen", 5), ("an", 6), ("bai", 4)] {
            stage.clock.set(at(&format!("2026-11-24T{hour:02}:00:00Z")));
            create(&stage, name, &[(Role::Reviewer, "A")]).await;
        }
        let list = async |search: &str, sort: &str| {
            let query = ListQuery { search: search.into(), sort: sort.into(), ..ListQuery::default() };
            names(&stage, &operator(), query).await
        };
        assert_eq!(list("", "").await, ["an", "bai", "chen"]);
        assert_eq!(list("", "-name").await, ["chen", "bai", "an"]);
        assert_eq!(list("", "created_at").await, ["bai", "chen", "an"]);
        assert_eq!(list("", "-display_name").await, ["chen", "bai", "an"]);
        assert_eq!(list("BAI 先", "").await, ["bai"]);
        let query = ListQuery { limit: 1, offset: 1, ..ListQuery::default() };
        let page = stage.platform.list_users(&operator(), &query).await.unwrap();
        assert_eq!((page.rows[0].name.as_str(), page.total, page.offset), ("bai", 3, 1));
        let query = ListQuery { sort: "password_hash".into(), ..ListQuery::default() };
        assert_eq!(stage.platform.list_users(&operator(), &query).await.unwrap_err().reason, "bad_sort");
    }
}

#[tokio::test]
async fn a_new_password_or_being_shut_out_ends_every_session() {
    for stage in stages().await {
        let store = Sessions::new(stage.platform.db.clone());
        create(&stage, "wang", &[(Role::TribunalHead, "AC1")]).await;
        create(&stage, "li", &[(Role::TribunalHead, "AC2")]).await;
        let number = async |name| stage.platform.db.user_by_name(name).await.unwrap().unwrap().user.id;
        let (wang, li) = (number("wang").await, number("li").await);
        let other = session(&store, li).await;
        let password = UserEdit::Password { password: "another long one".into() };
        let role = UserEdit::Roles { grants: grants(&[(Role::Reviewer, "AC1")]) };
        for (change, ends) in [
            (role, false),
            (UserEdit::Active { active: true }, false),
            (password, true),
            (UserEdit::Active { active: false }, true),
        ] {
            let own = [session(&store, wang).await, session(&store, wang).await];
            edit(&stage, &operator(), "wang", change.clone()).await.unwrap();
            for record in &own {
                let there = store.load(&record.id).await.unwrap().is_some();
                assert_eq!(there, !ends, "{change:?}");
                // A request that was under way does not bring it back.
                store.save(record).await.unwrap();
                assert_eq!(store.load(&record.id).await.unwrap().is_some(), !ends, "{change:?}");
            }
        }
        assert!(store.load(&other.id).await.unwrap().is_some(), "another person's stays");
        let actions: Vec<_> = ["users.roles", "users.activate", "users.password", "users.deactivate"].into();
        for action in actions {
            assert_eq!(logged(&stage, action).await.len(), 1, "{action}");
        }
        assert!(!logged(&stage, "users.password").await[0].1.contains("another"));
    }
}

#[tokio::test]
async fn signing_in_in_an_old_session_makes_it_the_new_persons() {
    for stage in stages().await {
        let store = Sessions::new(stage.platform.db.clone());
        let mut record = session(&store, 7).await;
        record.data.insert(Sessions::USER.to_owned(), 8.into());
        store.save(&record).await.unwrap();
        for (user, ended) in [(7, 0), (8, 1)] {
            let mut tx = stage.platform.begin().await.unwrap();
            assert_eq!(tx.end_sessions_of(user).await.unwrap(), ended);
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_new_password_works_and_the_old_one_no_longer() {
    for stage in stages().await {
        create(&stage, "wang", &[(Role::TribunalHead, "AC1")]).await;
        let short = edit(&stage, &operator(), "wang", UserEdit::Password { password: "short".into() }).await;
        assert_eq!(short.unwrap_err().reason, "too_short");
        let change = UserEdit::Password { password: "another long one".into() };
        edit(&stage, &operator(), "wang", change).await.unwrap();
        assert!(stage.platform.sign_in("wang", PASSWORD, "10.0.0.1").await.is_err());
        stage.platform.sign_in("wang", "another long one", "10.0.0.1").await.unwrap();
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for stage in stages().await {
        let root = [(Role::Administrator, "P")];
        create(&stage, "admin", &root).await;
        create(&stage, "city", &[(Role::Administrator, "A")]).await;
        create(&stage, "off", &root).await;
        edit(&stage, &operator(), "off", UserEdit::Active { active: false }).await.unwrap();
        let actor = stage.actor(Role::Administrator, "P").await;
        for change in [
            UserEdit::Active { active: false },
            UserEdit::Roles { grants: grants(&[(Role::Administrator, "A")]) },
            UserEdit::Roles { grants: vec![] },
        ] {
            let refused = edit(&stage, &actor, "admin", change).await.unwrap_err();
            assert_eq!(
                (refused.kind, refused.reason.as_str()),
                (FailureKind::Conflict, "last_administrator")
            );
        }
        let more = grants(&[(Role::Administrator, "P"), (Role::Reviewer, "A")]);
        edit(&stage, &actor, "admin", UserEdit::Roles { grants: more }).await.unwrap();
        edit(&stage, &actor, "city", UserEdit::Active { active: false }).await.unwrap();
        edit(&stage, &actor, "off", UserEdit::Active { active: true }).await.unwrap();
        edit(&stage, &actor, "admin", UserEdit::Active { active: false }).await.unwrap();
        let refused = edit(&stage, &actor, "off", UserEdit::Active { active: false }).await.unwrap_err();
        assert_eq!(refused.reason, "last_administrator");
    }
}

#[tokio::test]
async fn two_administrators_cannot_shut_each_other_out_at_once() {
    for stage in stages().await {
        for name in ["one", "two"] {
            create(&stage, name, &[(Role::Administrator, "P")]).await;
        }
        let actor = stage.actor(Role::Administrator, "P").await;
        let shut = |name| edit(&stage, &actor, name, UserEdit::Active { active: false });
        let (one, two) = tokio::join!(shut("one"), shut("two"));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    }
}
