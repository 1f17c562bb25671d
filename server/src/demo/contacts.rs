//! Contact persons of a few tribunals of the demo, with visits and difficulties, from one that waits to one that is settled.
//! Simulated, and made as people make them.

use super::{
    load::{actor, earlier},
    users::ReadyUser,
};
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        contacts::{
            CheckOrder, Contacts, ContactsQuery, DifficultyMoveOrder, DifficultyOrder, PersonOrder,
            VisitOrder,
        },
    },
    domain::{
        contacts::{CheckResult, DifficultyMove, VisitKind},
        permissions::{Actor, Grant, Role},
    },
};
use chrono::Days;

/// Tribunals of the demo's city that its supervisor looks after, besides the one of the demo's head.
const LOOKED_AFTER: usize = 4;
/// Months with a guidance day that is past.
const MONTHS: i32 = 3;

/// Names, visits, raises and answers, once.
pub(super) async fn load(platform: &Platform, users: &[ReadyUser]) -> Result<(), Failure> {
    let tree = platform.tree().await?;
    let person = |role| {
        let user = users.iter().find(|user| user.role == role)?;
        let grants = vec![Grant { role, unit: tree.by_code(&user.unit)?.id }];
        let actor = Actor { name: format!("user:{}", user.name), grants, operator: false };
        Some((actor, user))
    };
    let (Some((province, _)), Some((city, cities)), Some((court, courts)), Some((head, own))) = (
        person(Role::ProvincialSupervisor),
        person(Role::CitySupervisor),
        person(Role::CourtManager),
        person(Role::TribunalHead),
    ) else {
        return Ok(());
    };
    let all = ContactsQuery { unit: cities.unit.clone(), limit: 1_000, ..ContactsQuery::default() };
    let rows = platform.list_contacts(&province, &all).await?.page.rows;
    if rows.iter().any(|row| row.person.is_some()) {
        return Ok(());
    }
    let guidance = platform.guidance_day().await?;
    let day = |back: i32| guidance.in_month(platform.month().plus(-back));
    // As it was a week before the first of these guidance days.
    let begin = (day(MONTHS) - Days::new(7)).and_hms_opt(4, 0, 0).unwrap_or_default().and_utc();
    let then = earlier(platform, begin).await?;
    let named = |user: &ReadyUser| PersonOrder { user: user.name.clone(), telephone: String::new() };
    then.assign_contact(&province, &own.unit, &named(courts)).await?;
    let others = rows.iter().filter(|row| row.unit != own.unit).take(LOOKED_AFTER);
    for (n, row) in others.enumerate() {
        then.assign_contact(&province, &row.unit, &named(cities)).await?;
        // The last of them was never visited.
        if n + 1 < LOOKED_AFTER {
            platform.record_visit(&city, &row.unit, &visit(day(1).to_string(), n)).await?;
        }
    }
    for back in (1..=MONTHS).rev() {
        platform.record_visit(&court, &own.unit, &visit(day(back).to_string(), back as usize)).await?;
    }
    for (text, addressee, moves) in [
        (
            "书记员长期缺一人，庭审记录靠法官自己完成。",
            "court",
            &[DifficultyMove::Answer, DifficultyMove::Settle][..],
        ),
        ("科技法庭录音设备老化，需要更新。", "city", &[DifficultyMove::Answer][..]),
        ("辖区山路远，巡回审判用车不足。", "province", &[][..]),
    ] {
        let order = DifficultyOrder {
            text: text.to_owned(),
            addressee: addressee.to_owned(),
            ..DifficultyOrder::default()
        };
        let id = platform.raise_difficulty(&head, &own.unit, &order).await?;
        for what in moves {
            let note = match what {
                DifficultyMove::Answer => "已列入计划，本季度内落实。",
                _ => "已解决。",
            };
            let order = DifficultyMoveOrder { what: *what, note: note.to_owned(), day: String::new() };
            let by = if *what == DifficultyMove::Settle { head.clone() } else { actor() };
            platform.move_difficulty(&by, id, &order).await?;
        }
    }
    Ok(())
}

/// A visit that differs a little from the next.
fn visit(day: String, n: usize) -> VisitOrder {
    let check = |item: &str, result, remark: &str| CheckOrder {
        item: item.to_owned(),
        result,
        remark: remark.to_owned(),
    };
    let mut checks = vec![
        check("security_gate", CheckResult::Ok, ""),
        check("cameras", CheckResult::Ok, ""),
        check("alarm_button", CheckResult::Ok, ""),
    ];
    if n % 2 == 1 {
        checks.push(check("fire", CheckResult::NotOk, "两具灭火器下月到期"));
    }
    VisitOrder {
        day,
        kind: VisitKind::Guidance,
        seen: "听取工作汇报，旁听庭审一次，查看安检和监控，与干警座谈。".to_owned(),
        checks,
    }
}
