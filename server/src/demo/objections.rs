//! Two objections to figures of the demo's judge: one that waits, one that was answered.

use super::users::ReadyUser;
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        objections::{FigureAddress, ObjectionMoveOrder, ObjectionOrder, Objections},
    },
    domain::{
        objections::ObjectionMove,
        permissions::{Actor, Grant, Role},
    },
};

/// An objection of the demo.
struct Said {
    indicator: &'static str,
    /// Months from the running one back to the last of the figure.
    back: i32,
    reason: &'static str,
    /// Answer and remedy.
    answered: Option<(&'static str, &'static str)>,
}

const SAID: [Said; 2] = [
    Said {
        indicator: "closed_in_time_rate",
        back: 13,
        reason: "有3件案件由前任法官审理，超过审限后才转给我承办，不应计入我的审限内结案率。",
        answered: Some(("经核对卷宗，情况属实。", "请案件系统把这3件更正到原承办岗位。")),
    },
    Said {
        indicator: "mediation_rate",
        back: 1,
        reason: "2件诉前调解成功后司法确认的案件没有计入调解。",
        answered: None,
    },
];

/// Raises and answers them, as the ready users of the demo.
pub(super) async fn load(platform: &Platform, users: &[ReadyUser]) -> Result<(), Failure> {
    let tree = platform.tree().await?;
    let person = |role| {
        let user = users.iter().find(|user| user.role == role)?;
        let unit = tree.by_code(&user.unit)?;
        let grants = vec![Grant { role, unit: unit.id }];
        Some((Actor { name: format!("user:{}", user.name), grants, operator: false }, unit.code.clone()))
    };
    let (Some((judge, post)), Some((manager, _))) = (person(Role::PostJudge), person(Role::CourtManager))
    else {
        return Ok(());
    };
    for Said { indicator, back, reason, answered } in SAID {
        let last = platform.month().plus(-back);
        let figure = FigureAddress {
            unit: post.clone(),
            indicator: indicator.to_owned(),
            from: last.plus(-11).to_string(),
            to: last.to_string(),
            edition: String::new(),
        };
        let order = ObjectionOrder { figure, reason: reason.to_owned() };
        let id = match platform.object_to_figure(&judge, &order).await {
            Ok(id) => id,
            // The demo's judge may stand at a tribunal that has no post, or have said so already.
            Err(failure) if matches!(failure.kind, FailureKind::Conflict | FailureKind::Forbidden) => {
                continue;
            }
            Err(failure) => return Err(failure),
        };
        if let Some((answer, remedy)) = answered {
            let order = ObjectionMoveOrder {
                what: ObjectionMove::Uphold,
                answer: answer.to_owned(),
                remedy: remedy.to_owned(),
            };
            platform.move_figure_objection(&manager, id, &order).await?;
        }
    }
    Ok(())
}
