//! What the public of the demo says of a few tribunals, over some months, shown and answered in part. Simulated.

use super::{load::earlier, users::ReadyUser};
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        voices::{VoiceMoveOrder, VoiceOrder, Voices, VoicesQuery},
    },
    domain::{
        permissions::{Actor, Grant, Role},
        units::Level,
        voices::VoiceMove,
    },
};
use chrono::Days;

/// Tribunals of the demo's city of which something is said.
const TRIBUNALS: usize = 5;
/// Months that are over in which something is said.
const MONTHS: i32 = 3;
/// What is ticked by those who are not satisfied, and what they write.
const SAID: [(u32, &[&str], &str); 9] = [
    (5, &[], ""),
    (4, &[], "法官很耐心，讲得清楚。"),
    (5, &[], ""),
    (3, &["queue", "hours"], "等了两个小时才轮到。"),
    (4, &["facilities"], ""),
    (5, &[], "巡回审判方便了老人。"),
    (2, &["phone_unanswered", "progress"], "打了几次电话没人接，不知道案子到哪一步了。"),
    (4, &[], ""),
    (1, &["late_start", "judgment_late"], "开庭晚了一个小时，判决书等了两个月。"),
];

/// Sends and deals with them, once.
pub(super) async fn load(platform: &Platform, users: &[ReadyUser]) -> Result<(), Failure> {
    let tree = platform.tree().await?;
    let find = |role| users.iter().find(|user| user.role == role);
    let (Some(province), Some(city), Some(head)) =
        (find(Role::ProvincialSupervisor), find(Role::CitySupervisor), find(Role::TribunalHead))
    else {
        return Ok(());
    };
    let (Some(top), Some(within)) = (tree.by_code(&province.unit), tree.by_code(&city.unit)) else {
        return Ok(());
    };
    let grants = vec![Grant { role: Role::ProvincialSupervisor, unit: top.id }];
    let reader = Actor { name: format!("user:{}", province.name), grants, operator: false };
    let all = VoicesQuery { state: "all".to_owned(), limit: 1_000, ..VoicesQuery::default() };
    if platform.list_voices(&reader, &all).await?.page.total > 0 {
        return Ok(());
    }
    let month = platform.month();
    let mut tribunals = tree.below(within.id, Level::Tribunal, month);
    // The demo's head has the most to read.
    tribunals.sort_by_key(|unit| unit.code != head.unit);
    for back in (0..=MONTHS).rev() {
        let first = month.plus(-back).first_day();
        for (n, unit) in tribunals.iter().take(TRIBUNALS).enumerate() {
            let count = if n == 0 { SAID.len() } else { 2 + (n + back as usize) % 3 };
            for k in 0..count {
                let day = (first + Days::new((3 * k) as u64)).min(platform.today());
                let then = day.and_hms_opt(4, 0, 0).unwrap_or_default().and_utc().min(platform.now());
                let said = SAID[(k + n + back as usize) % SAID.len()];
                say(&earlier(platform, then).await?, &unit.code, said).await?;
            }
        }
    }
    // What came in months that are over was dealt with; what is new waits.
    let rows = platform.list_voices(&reader, &all).await?.page.rows;
    let running = month.first_day().to_string();
    for row in rows.iter().filter(|row| row.day < running) {
        let (what, note) = match row.has_text && row.rating <= 3 {
            true => (VoiceMove::Answer, "感谢反映，已向法庭核实并要求改进。"),
            false => (VoiceMove::Show, ""),
        };
        platform.move_voice(&reader, row.id, &VoiceMoveOrder { what, note: note.to_owned() }).await?;
    }
    Ok(())
}

async fn say(
    platform: &Platform,
    unit: &str,
    (rating, problems, text): (u32, &[&str], &str),
) -> Result<(), Failure> {
    let order = VoiceOrder {
        once: platform.voice_form(unit).await?.once,
        rating: rating.to_string(),
        problems: problems.iter().map(|problem| (*problem).to_owned()).collect(),
        text: text.to_owned(),
        contact: String::new(),
    };
    platform.send_voice(unit, &order).await.map(drop)
}
