//! A few problems of the demo, from one that nobody has verified yet to one that is to be looked at again, and a bulletin about
//! two of them. Simulated like the caseload that their figures are of.

use super::{load::actor, users::ReadyUser};
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        bulletins::{BulletinMoveOrder, Bulletins, DraftOrder},
        problems::{ContextAddress, ProblemMoveOrder, ProblemOrder, Problems, ProblemsQuery},
    },
    domain::{
        bulletins::{BulletinKind, BulletinMove},
        permissions::{Actor, Grant, Role},
        problems::{ContextKind, ProblemMove, Severity, Way},
        tree::Tree,
        units::Level,
    },
};

/// A problem of the demo.
struct Found {
    /// The tribunal of the demo's head, or which one of which city, counted from 0.
    place: Option<(usize, usize)>,
    category: &'static str,
    severity: Severity,
    text: &'static str,
    /// The figure that it was found in, of the last three months that are over.
    indicator: Option<&'static str>,
    /// How far it has gone: moves, in order.
    moves: &'static [ProblemMove],
}

use ProblemMove::{Answer, Assign, Check, Close, Confirm};

const FOUND: [Found; 5] = [
    Found {
        place: None,
        category: "information",
        severity: Severity::Minor,
        text: "上季度有部分案件结案后未及时在系统中登记，结案信息录入滞后。",
        indicator: Some("closing_rate"),
        moves: &[Confirm, Assign],
    },
    Found {
        place: Some((0, 1)),
        category: "security",
        severity: Severity::Serious,
        text: "开庭日上午安检岗位无人值守，来访人员未经安检进入审判区。",
        indicator: None,
        moves: &[Confirm],
    },
    Found {
        place: Some((1, 0)),
        category: "time_limits",
        severity: Severity::Serious,
        text: "长期未结案件较多，部分案件扣除审限的手续不全。",
        indicator: Some("long_pending"),
        moves: &[],
    },
    Found {
        place: Some((2, 0)),
        category: "equipment",
        severity: Severity::Minor,
        text: "科技法庭录音设备故障，庭审录音断续。",
        indicator: None,
        moves: &[Confirm, Assign],
    },
    Found {
        place: Some((3, 0)),
        category: "information",
        severity: Severity::Minor,
        text: "审限内结案的统计口径登记有误。",
        indicator: Some("closed_in_time_rate"),
        moves: &[Confirm, Assign, Answer, Check, Close],
    },
];

/// Raises and moves them, once.
pub(super) async fn load(platform: &Platform, users: &[ReadyUser]) -> Result<(), Failure> {
    let tree = platform.tree().await?;
    let person = |role| {
        let user = users.iter().find(|user| user.role == role)?;
        let grants = vec![Grant { role, unit: tree.by_code(&user.unit)?.id }];
        Some((Actor { name: format!("user:{}", user.name), grants, operator: false }, user.unit.clone()))
    };
    let (Some((province, top)), Some((city, issuer)), Some((_, own))) =
        (person(Role::ProvincialSupervisor), person(Role::CitySupervisor), person(Role::TribunalHead))
    else {
        return Ok(());
    };
    let all = ProblemsQuery { state: "all".to_owned(), limit: 1, ..ProblemsQuery::default() };
    if platform.list_problems(&province, &all).await?.page.total > 0 {
        return Ok(());
    }
    let mut gathered = vec![];
    for found in FOUND {
        let unit = match found.place {
            None => Some(own.clone()),
            Some(place) => tribunal(platform, &tree, (&top, &issuer), place),
        };
        let Some(unit) = unit else { continue };
        let id = platform.raise_problem(&province, &order(platform, &found, unit)).await?;
        for what in found.moves {
            // There are no ready users at other tribunals: the operator answers for them.
            let by = if *what == Answer { actor() } else { province.clone() };
            platform.move_problem(&by, id, &said(platform, *what)).await?;
        }
        if matches!(found.place, None | Some((0, _))) {
            gathered.push(id);
        }
    }
    let draft = DraftOrder { kind: BulletinKind::Bulletin, issuer, problems: gathered, english: false };
    let id = platform.draft_bulletin(&city, &draft).await?;
    for (by, what) in [(&city, BulletinMove::Propose), (&province, BulletinMove::Publish)] {
        platform.move_bulletin(by, id, &BulletinMoveOrder { what, reason: String::new() }).await?;
    }
    Ok(())
}

/// The code of a tribunal of a city, both in the order of the tree, but for the city that issues, which is the first.
fn tribunal(
    platform: &Platform,
    tree: &Tree,
    (top, issuer): (&str, &str),
    (city, n): (usize, usize),
) -> Option<String> {
    let month = platform.month();
    let mut cities = tree.below(tree.by_code(top)?.id, Level::City, month);
    cities.sort_by_key(|unit| unit.code != issuer);
    let tribunals = tree.below(cities.get(city)?.id, Level::Tribunal, month);
    tribunals.get(n).map(|unit| unit.code.clone())
}

fn order(platform: &Platform, found: &Found, unit: String) -> ProblemOrder {
    let last = platform.month().plus(-1);
    let context = found.indicator.map(|indicator| ContextAddress {
        kind: ContextKind::Figure,
        indicator: indicator.to_owned(),
        from: last.plus(-2).to_string(),
        to: last.to_string(),
        ..ContextAddress::default()
    });
    ProblemOrder {
        unit,
        category: found.category.to_owned(),
        severity: found.severity,
        text: found.text.to_owned(),
        context: context.unwrap_or_default(),
    }
}

fn said(platform: &Platform, what: ProblemMove) -> ProblemMoveOrder {
    let note = match what {
        Confirm => "经电话核实，情况属实。",
        Assign => "请按期整改，并反馈措施和结果。",
        Answer => "已对照口径逐件核对并更正。",
        Check => "整改到位。",
        _ => "",
    };
    // What is closed can be looked at again at once.
    let day = if what == Close { platform.today().to_string() } else { String::new() };
    let (role, user) = (String::new(), String::new());
    ProblemMoveOrder { what, note: note.to_owned(), way: Way::Telephone.as_str().to_owned(), role, user, day }
}
