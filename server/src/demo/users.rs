//! One ready user per role, named with their passwords on the login page of the demo. Nothing here is secret.

use super::plan::Plan;
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        users::{GrantOrder, UserOrder, Users},
    },
    domain::permissions::{Actor, Role},
};
use serde::Serialize;

/// The tribunal whose head and judge there are.
pub(super) const TRIBUNAL: &str = "360103T01";

/// As it is kept in the setting `demo_users`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyUser {
    /// Name to sign in with.
    pub name: String,
    /// Password.
    pub password: String,
    /// Role.
    pub role: Role,
    /// Code of the unit.
    pub unit: String,
    #[serde(skip)]
    display_name: &'static str,
}

/// One for each role.
pub fn ready_users(plan: &Plan) -> Vec<ReadyUser> {
    let last = plan.calendar.months() - 1;
    let tribunal = plan.tribunals.iter().find(|tribunal| tribunal.place.code == TRIBUNAL);
    let post = tribunal.and_then(|tribunal| tribunal.posts.iter().find(|post| post.takes(last)));
    let post = post.map_or_else(|| TRIBUNAL.to_owned(), |post| post.code.clone());
    let user = |name: &str, display_name, role, unit: &str| ReadyUser {
        name: format!("demo.{name}"),
        password: format!("jiceng-demo-{name}"),
        role,
        unit: unit.to_owned(),
        display_name,
    };
    vec![
        user("province", "省高院管理人员（演示）", Role::ProvincialSupervisor, "36"),
        user("city", "市中院管理人员（演示）", Role::CitySupervisor, "3601"),
        user("court", "基层法院管理人员（演示）", Role::CourtManager, "360103"),
        user("head", "庭长（演示）", Role::TribunalHead, TRIBUNAL),
        user("reviewer", "评查员（演示）", Role::Reviewer, "36"),
        user("judge", "员额法官（演示）", Role::PostJudge, &post),
        user("admin", "系统管理员（演示）", Role::Administrator, "36"),
    ]
}

/// Creates those that are not there yet.
pub async fn create(platform: &Platform, actor: &Actor, users: &[ReadyUser]) -> Result<(), Failure> {
    for user in users {
        let order = UserOrder {
            name: user.name.clone(),
            display_name: user.display_name.to_owned(),
            password: user.password.clone(),
            grants: vec![GrantOrder { role: user.role, unit: user.unit.clone() }],
        };
        match platform.create_user(actor, &order).await {
            Err(failure) if failure.kind == FailureKind::Conflict => {}
            other => drop(other?),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::province::places, *};

    #[test]
    fn there_is_one_for_each_role_with_a_password_that_is_long_enough() {
        let plan = Plan::new(1, &places().unwrap(), "2026-11-24".parse().unwrap(), 0.1);
        let users = ready_users(&plan);
        assert_eq!(users.iter().map(|user| user.role).collect::<Vec<_>>(), Role::PEOPLE);
        assert!(users.iter().all(|user| user.password.chars().count() >= 12));
        assert!(users[5].unit.starts_with("360103T01P"));
    }
}
