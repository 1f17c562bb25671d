use crate::common::{Stage, at, empty_stages, open, operator, stages};
use app::{
    api::{
        FailureKind, ListQuery,
        audit::{Audit, AuditRow},
        session::{SessionInfo, Sessions},
        tokens::{TokenOrder, Tokens},
        users::{GrantOrder, UserEdit, UserOrder, Users},
        values::{Values, ValuesQuery},
    },
    domain::permissions::{Actor, Role},
};
use server::platform::Policy;

const PASSWORD: &str = "a long enough one";
const HERE: &str = "10.1.2.3";

async fn wang(stage: &Stage) {
    let grants = vec![GrantOrder { role: Role::TribunalHead, unit: "AC1".into() }];
    let order =
        UserOrder {
            name: "wang".into(), display_name: "王庭长".into(), password: PASSWORD.into(), grants
        };
    stage.platform.create_user(&operator(), &order).await.unwrap();
}

async fn log(stage: &Stage, search: &str) -> Vec<AuditRow> {
    let query = ListQuery { search: search.into(), ..ListQuery::default() };
    stage.platform.list_audit(&operator(), &query).await.unwrap().rows
}

async fn set(stage: &Stage, name: &str, value: &str) {
    let mut tx = stage.platform.begin().await.unwrap();
    tx.set_setting(name, value).await.unwrap();
    stage.platform.commit(tx).await.unwrap();
}

async fn info(stage: &Stage, actor: &Actor) -> SessionInfo {
    stage.platform.session_info(actor).await.unwrap()
}

#[tokio::test]
async fn the_right_password_signs_in_and_everything_else_is_refused_alike() {
    for stage in stages().await {
        wang(&stage).await;
        let signed = stage.platform.sign_in(" wang ", PASSWORD, HERE).await.unwrap();
        let actor = stage.platform.actor_of_user(signed.user).await.unwrap();
        assert_eq!(actor.name, "user:wang");
        assert_eq!(actor.grants, stage.actor(Role::TribunalHead, "AC1").await.grants);
        let entry = log(&stage, "session.sign_in").await.remove(0);
        assert_eq!((entry.actor.as_str(), entry.detail.as_str()), ("user:wang", r#"{"address":"10.1.2.3"}"#));
        let mut refusals = Vec::new();
        for (name, password) in
            [("wang", "another long one"), ("nobody", PASSWORD), ("My Password!", PASSWORD), ("wang", "")]
        {
            refusals.push(stage.platform.sign_in(name, password, HERE).await.unwrap_err());
        }
        refusals.dedup();
        assert_eq!(refusals.len(), 1, "all are told the same");
        assert_eq!((refusals[0].status(), refusals[0].reason.as_str()), (401, "wrong_password"));
        let refused = log(&stage, "session.refused").await;
        assert_eq!(refused.len(), 4);
        assert!(log(&stage, "My Password!").await.is_empty(), "what is no name is not written down");
        assert!(refused.iter().all(|entry| !entry.detail.contains(PASSWORD)));
    }
}

#[tokio::test]
async fn five_wrong_passwords_make_a_name_wait_wherever_they_come_from() {
    for stage in stages().await {
        wang(&stage).await;
        for n in 0..5 {
            let refused = stage.platform.sign_in("wang", "wrong", &format!("10.0.0.{n}")).await.unwrap_err();
            assert_eq!(refused.reason, "wrong_password");
        }
        for _ in 0..3 {
            let refused = stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap_err();
            assert_eq!((refused.kind, refused.reason.as_str()), (FailureKind::TooMany, "too_many_attempts"));
        }
        assert_eq!(log(&stage, "too_many_attempts").await.len(), 1, "knocking again is not written again");
        stage.clock.set(at("2026-11-24T04:14:59Z"));
        assert_eq!(stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap_err().status(), 429);
        stage.clock.set(at("2026-11-24T04:15:00Z"));
        stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap();
        // The right password wipes the slate clean.
        for _ in 0..4 {
            assert_eq!(stage.platform.sign_in("wang", "wrong", HERE).await.unwrap_err().status(), 401);
        }
        stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap();
        assert_eq!(stage.platform.sign_in("wang", "wrong", HERE).await.unwrap_err().status(), 401);
    }
}

#[tokio::test]
async fn attempts_at_the_same_time_count_like_any_others() {
    for stage in stages().await {
        wang(&stage).await;
        let tries = (0..12).map(|_| stage.platform.sign_in("wang", "wrong", HERE));
        let told = futures::future::join_all(tries).await;
        let wrong = told.iter().filter(|told| told.as_ref().unwrap_err().reason == "wrong_password").count();
        assert_eq!(wrong, 5);
    }
}

#[tokio::test]
async fn an_address_that_tries_thirty_names_waits() {
    for stage in empty_stages().await {
        for n in 0..30 {
            let refused = stage.platform.sign_in(&format!("user{n}"), "wrong", HERE).await.unwrap_err();
            assert_eq!(refused.status(), 401);
        }
        assert_eq!(stage.platform.sign_in("user99", "wrong", HERE).await.unwrap_err().status(), 429);
        assert_eq!(stage.platform.sign_in("user99", "wrong", "10.1.2.4").await.unwrap_err().status(), 401);
    }
}

#[tokio::test]
async fn whoever_may_no_longer_sign_in_is_a_guest() {
    for stage in stages().await {
        wang(&stage).await;
        let signed = stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap();
        let edit = UserEdit::Active { active: false };
        stage.platform.edit_user(&operator(), "wang", &edit).await.unwrap();
        let guest = stage.platform.guest().await.unwrap();
        assert_eq!(stage.platform.actor_of_user(signed.user).await.unwrap(), guest);
        assert_eq!(stage.platform.actor_of_user(signed.user + 1).await.unwrap(), guest);
        assert_eq!(
            stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap_err().reason,
            "wrong_password"
        );
    }
}

#[tokio::test]
async fn guests_see_figures_above_the_post_only_where_the_deployment_is_open() {
    for stage in stages().await {
        assert_eq!(stage.platform.guest().await.unwrap(), Actor::nobody());
        set(&stage, "open_to_guests", "true").await;
        let guest = stage.platform.guest().await.unwrap();
        let read = async |unit: &str| {
            let query = ValuesQuery {
                indicator: "received".into(),
                unit: unit.into(),
                from: "2026-01".into(),
                to: "2026-01".into(),
                ..ValuesQuery::default()
            };
            stage.platform.query_values(&guest, &query).await.map(|_| ()).map_err(|refused| refused.status())
        };
        assert_eq!((read("P").await, read("BC1").await), (Ok(()), Ok(())));
        assert_eq!(read("AC1P1").await, Err(401));
        assert_eq!(info(&stage, &guest).await.home.as_deref(), Some("P"));
        set(&stage, "open_to_guests", "false").await;
        let policy = Policy { open_to_guests: true, ..Policy::default() };
        let other = open(&stage.url, stage.folder(), stage.clock.clone(), policy).await;
        assert_eq!(other.guest().await.unwrap(), guest, "the configuration says so too");
        assert_eq!(stage.platform.guest().await.unwrap(), Actor::nobody());
    }
}

#[tokio::test]
async fn the_session_says_who_one_is_and_what_the_deployment_is() {
    for stage in stages().await {
        wang(&stage).await;
        set(&stage, "simulated", "true").await;
        let ready = r#"[{"name":"demo.head","password":"jiceng-demo-head","role":"tribunal_head","unit":"AC1"},
            {"name":"gone","password":"x","role":"tribunal_head","unit":"ZZ"}]"#;
        set(&stage, "demo_users", ready).await;
        let signed = stage.platform.sign_in("wang", PASSWORD, HERE).await.unwrap();
        let actor = stage.platform.actor_of_user(signed.user).await.unwrap();
        let own = info(&stage, &actor).await;
        assert_eq!((own.user.as_deref(), own.display_name.as_str()), (Some("wang"), "王庭长"));
        let grant = &own.grants[0];
        assert_eq!((grant.role, grant.unit.as_str()), (Role::TribunalHead, "AC1"));
        assert_eq!((grant.name.as_str(), grant.name_en.as_str()), ("AC1单位", "Unit AC1"));
        assert_eq!((own.home.as_deref(), own.administrator), (Some("AC1"), false));
        assert_eq!((own.simulated, own.demo_users.len()), (true, 0));
        assert_eq!((own.time_zone.as_str(), own.last_month.as_str()), ("Asia/Shanghai", "2026-10"));
        let nobody = info(&stage, &stage.platform.guest().await.unwrap()).await;
        assert_eq!((nobody.user, nobody.home, nobody.grants.len()), (None, None, 0));
        let [demo] = &nobody.demo_users[..] else { panic!("{:?}", nobody.demo_users) };
        assert_eq!((demo.name.as_str(), demo.password.as_str()), ("demo.head", "jiceng-demo-head"));
        assert_eq!((demo.grant.unit.as_str(), demo.grant.name.as_str()), ("AC1", "AC1单位"));
        let administrator = stage.actor(Role::Administrator, "P").await;
        assert!(info(&stage, &administrator).await.administrator);
        set(&stage, "demo_users", "no list").await;
        assert!(info(&stage, &Actor::nobody()).await.demo_users.is_empty());
    }
}

#[tokio::test]
async fn a_token_acts_for_its_role_until_it_expires_or_is_revoked() {
    for stage in stages().await {
        let order = TokenOrder { name: "cases".into(), scope: Role::Feeder, unit: "AC".into(), days: 1 };
        let token = stage.platform.create_token(&operator(), &order).await.unwrap();
        let actor = stage.platform.actor_of_token(&token.secret).await.unwrap();
        assert_eq!(actor.name, format!("token:{}", token.row.id));
        assert_eq!(actor.grants, stage.actor(Role::Feeder, "AC").await.grants);
        let used = async || {
            let tokens = stage.platform.list_tokens(&operator(), &ListQuery::default()).await.unwrap();
            tokens.rows[0].last_used_at.clone().unwrap()
        };
        assert_eq!(used().await, "2026-11-24T04:00:00Z");
        stage.clock.set(at("2026-11-24T04:59:59Z"));
        stage.platform.actor_of_token(&token.secret).await.unwrap();
        assert_eq!(used().await, "2026-11-24T04:00:00Z");
        stage.clock.set(at("2026-11-24T05:10:00Z"));
        stage.platform.actor_of_token(&token.secret).await.unwrap();
        assert_eq!(used().await, "2026-11-24T05:00:00Z", "to the hour");
        let bad = async |secret: &str| {
            let refused = stage.platform.actor_of_token(secret).await.unwrap_err();
            (refused.status(), refused.reason)
        };
        let refused = (401, "bad_token".to_owned());
        for secret in ["", "jc_", &token.secret.to_uppercase(), &token.secret[..token.secret.len() - 1]] {
            assert_eq!(bad(secret).await, refused, "{secret}");
        }
        stage.clock.set(at("2026-11-25T03:59:59Z"));
        stage.platform.actor_of_token(&token.secret).await.unwrap();
        stage.clock.set(at("2026-11-25T04:00:00Z"));
        assert_eq!(bad(&token.secret).await, refused, "expired");
        let second = stage.platform.create_token(&operator(), &order).await.unwrap();
        stage.platform.actor_of_token(&second.secret).await.unwrap();
        stage.platform.revoke_token(&operator(), second.row.id).await.unwrap();
        assert_eq!(bad(&second.secret).await, refused, "revoked");
    }
}
