//! What people are told: of moves, of reminders, of exceptions.

use super::Dealt;
use crate::{
    platform::Platform,
    services::values::instant,
    store::{NewNotice, Tx},
};
use app::{
    address::Address,
    api::{
        Failure,
        reports::{NoticeRow, ReportAddress},
        reviews::EntryAddress,
    },
    domain::{
        permissions::{Actor, Role},
        reports::{Move, Standing, State},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
    i18n::{Locale, t_data},
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Notices shown to somebody.
const MOST: i64 = 200;

/// Who approves at a level.
const fn role_at(level: Level) -> Role {
    match level {
        Level::Court => Role::CourtManager,
        Level::City => Role::CitySupervisor,
        Level::Province => Role::ProvincialSupervisor,
        Level::Tribunal | Level::Post => Role::TribunalHead,
    }
}

/// The unit of a level that somebody stands below.
fn above(tree: &Tree, unit: &Unit, level: Level, dealt: &Dealt) -> Option<UnitId> {
    tree.path(unit.id, dealt.period.last()).find(|id| tree.get(*id).is_some_and(|unit| unit.level == level))
}

/// Tells whoever has it next, and the unit of what became of its report.
pub(super) async fn of_move(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    what: Move,
    after: State,
    (by, reason): (&str, &str),
) -> Result<(), Failure> {
    let mut told = Vec::new();
    if let Some(level) = after.waits_for(&dealt.approvals())
        && let Some(unit) = above(&dealt.tree, &dealt.unit, level, dealt)
    {
        told.push((unit, role_at(level), "report_waits"));
    }
    match what {
        Move::Return => told.push((dealt.unit.id, Role::TribunalHead, "report_returned")),
        Move::Reopen => told.push((dealt.unit.id, Role::TribunalHead, "report_reopened")),
        Move::Approve if after == State::Accepted => {
            told.push((dealt.unit.id, Role::TribunalHead, "report_accepted"));
        }
        Move::Submit | Move::Withdraw | Move::Approve => {}
    }
    for (unit, role, kind) in told {
        tell(tx, platform, dealt, (unit, role), kind, (by, reason)).await?;
    }
    Ok(())
}

/// Tells those who hold a role at a unit something about a report.
async fn tell(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    (unit, role): (UnitId, Role),
    kind: &str,
    (by, reason): (&str, &str),
) -> Result<(), Failure> {
    let detail = detail(&dealt.address(), by, reason);
    let (about, at) = (dealt.unit.id, platform.now());
    Ok(tx.put_notice(&NewNotice { unit, role, kind, about, detail: &detail, at }).await?)
}

/// Tells the unit that it may fill in although the form has locked.
pub(super) async fn of_unlocking(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    until: NaiveDate,
    (by, reason): (&str, &str),
) -> Result<(), Failure> {
    let reason = format!("{until} · {reason}");
    let head = (dealt.unit.id, Role::TribunalHead);
    tell(tx, platform, dealt, head, "report_unlocked", (by, &reason)).await
}

/// Tells whoever decides it that a difference was explained.
pub(super) async fn of_explanation(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    words: (&str, &str),
) -> Result<(), Failure> {
    let first = State::Submitted.waits_for(&dealt.approvals());
    let decides =
        first.and_then(|level| Some((above(&dealt.tree, &dealt.unit, level, dealt)?, role_at(level))));
    match decides {
        Some(decides) => tell(tx, platform, dealt, decides, "difference_explained", words).await,
        None => Ok(()),
    }
}

/// Tells the unit which number stands.
pub(super) async fn of_decision(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    words: (&str, &str),
) -> Result<(), Failure> {
    let head = (dealt.unit.id, Role::TribunalHead);
    tell(tx, platform, dealt, head, "difference_decided", words).await
}

fn detail(report: &ReportAddress, by: &str, reason: &str) -> serde_json::Value {
    serde_json::json!({ "report": report, "by": by, "reason": reason })
}

/// Reminds every tribunal of a subtree whose report of a span is missing.
pub(super) async fn remind(
    platform: &Platform,
    actor: &Actor,
    address: &ReportAddress,
) -> Result<u32, Failure> {
    let tree = platform.tree().await?;
    let form = platform.form(&address.form)?.clone();
    let top = tree.by_code(&address.unit).ok_or_else(|| Failure::not_found("unit", &address.unit))?;
    let month = platform.month();
    let period = match address.period.trim() {
        "" => form.current(month),
        text => text.parse().map_err(|_| Failure::invalid("period", "bad_period", text))?,
    };
    if !form.is_for(period) {
        return Err(Failure::invalid("period", "not_reported_for", period.to_string()));
    }
    let units: Vec<&Unit> = match top.level {
        Level::Tribunal => vec![top],
        _ => tree.below(top.id, Level::Tribunal, month),
    };
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let stored = platform.db.reports(&form.id, &ids, period.start, period.start.plus(1)).await?;
    let states: HashMap<i64, State> = stored.iter().map(|row| (row.unit_id, row.state())).collect();
    let now = platform.now();
    let mut tx = platform.begin().await?;
    let mut reminded = 0;
    for unit in units {
        let state = states.get(&unit.id.0).copied();
        let standing = Standing::of(state, platform.today(), period.end().first_day(), form.due(period));
        if !matches!(standing, Standing::Due | Standing::Late | Standing::Returned) {
            continue;
        }
        let report =
            ReportAddress { form: form.id.clone(), unit: unit.code.clone(), period: period.to_string() };
        let detail = detail(&report, &actor.name, "");
        let notice = NewNotice {
            unit: unit.id,
            role: Role::TribunalHead,
            kind: "report_reminder",
            about: unit.id,
            detail: &detail,
            at: now,
        };
        tx.put_notice(&notice).await?;
        reminded += 1;
    }
    if reminded > 0 {
        let detail =
            serde_json::json!({ "form": form.id, "period": period.to_string(), "reminded": reminded });
        tx.append_audit(now, &actor.name, "reports.remind", &top.code, &detail).await?;
        platform.commit(tx).await?;
    }
    Ok(reminded)
}

/// Where a notice leads, and what it is about.
struct Led {
    href: String,
    about: (String, String),
    period: String,
}

impl Led {
    /// Of what was kept with the notice: a report, an entry of a campaign, a recognition, an objection to a figure, or an alarm.
    fn of(platform: &Platform, unit: &Unit, kind: &str, detail: &serde_json::Value) -> Option<Self> {
        let words = |value: &serde_json::Value| serde_json::from_value(value.clone()).ok();
        if detail["recognition"].is_string() {
            let href = Address::new("/reviews").with("tab", "recognitions").with("q", &unit.code);
            return Some(Self { href: href.to_string(), about: Default::default(), period: String::new() });
        }
        let number = |key: &str| detail[key].as_i64();
        if let Some(id) = number("problem") {
            let about = serde_json::from_value(detail["category"].clone()).unwrap_or_default();
            return Some(Self { href: format!("/problems/{id}"), about, period: String::new() });
        }
        if let Some(id) = number("bulletin") {
            let title = detail["title"].as_str().unwrap_or_default().to_owned();
            return Some(Self {
                href: format!("/bulletins/{id}"),
                about: (title.clone(), title),
                period: String::new(),
            });
        }
        if let Some(code) = detail["contact"].as_str() {
            let href = format!("/contacts/{code}");
            return Some(Self { href, about: Default::default(), period: String::new() });
        }
        if let Some(code) = detail["voice"].as_str() {
            let href = Address::new("/voices").with("unit", code).to_string();
            return Some(Self { href, about: Default::default(), period: String::new() });
        }
        if let Some(alarm) = detail["alarm"].as_i64() {
            let what = detail["what"].as_str().unwrap_or_default();
            let name = |locale| t_data(locale, "alarms.kinds", what);
            let about = (name(Locale::Zh), name(Locale::En));
            return Some(Self { href: format!("/safety/alarms/{alarm}"), about, period: String::new() });
        }
        if number("hook").is_some() {
            let url = detail["url"].as_str().unwrap_or_default().to_owned();
            let href = Address::new("/safety/devices").with("tab", "hooks").to_string();
            return Some(Self { href, about: (url.clone(), url), period: String::new() });
        }
        if detail["objection"].is_number() {
            let href =
                Address::new("/judges").with("tab", "objections").with("state", "all").with("q", &unit.code);
            let about = serde_json::from_value(detail["figure"].clone()).unwrap_or_default();
            let period = detail["period"].as_str().unwrap_or_default().to_owned();
            return Some(Self { href: href.to_string(), about, period });
        }
        if let Some(entry) = words(&detail["entry"]) {
            let entry: EntryAddress = entry;
            let href = Address::new(format!("/reviews/{}/entries/{}", entry.campaign, unit.code)).to_string();
            let about: (String, String) = serde_json::from_value(detail["campaign"].clone()).ok()?;
            return Some(Self { href, about, period: String::new() });
        }
        let report: ReportAddress = serde_json::from_value(detail["report"].clone()).ok()?;
        let form = platform.catalogue.form(&report.form);
        let about = form.map(|form| (form.zh.clone(), form.en.clone())).unwrap_or_default();
        let href = if kind.starts_with("difference_") {
            Address::new("/reports").with("tab", "differences").with("q", &report.unit)
        } else {
            Address::new(format!("/reports/{}/{}/{}", report.form, report.unit, report.period))
        };
        Some(Self { href: href.to_string(), about, period: report.period })
    }
}

/// What somebody is told, by the roles held. Nobody in particular is told nothing.
pub(super) async fn list(platform: &Platform, actor: &Actor) -> Result<Vec<NoticeRow>, Failure> {
    let tree = platform.tree().await?;
    let grants: Vec<(Role, UnitId)> = actor.grants.iter().map(|grant| (grant.role, grant.unit)).collect();
    if grants.is_empty() {
        return Ok(vec![]);
    }
    let stored = platform.db.notices(&actor.name, &grants, MOST).await?;
    let rows = stored.into_iter().filter_map(|stored| {
        let unit = tree.get(UnitId(stored.about_unit))?;
        let detail: serde_json::Value = serde_json::from_str(&stored.detail).ok()?;
        let led = Led::of(platform, unit, &stored.kind, &detail)?;
        let word = |key: &str| detail[key].as_str().unwrap_or_default().to_owned();
        Some(NoticeRow {
            id: stored.id,
            kind: stored.kind,
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            href: led.href,
            about: led.about,
            period: led.period,
            by: word("by"),
            reason: word("reason"),
            at: instant(stored.at),
            read: stored.read_at.is_some(),
        })
    });
    Ok(rows.collect())
}

/// Notes that notices were read; other people's are left alone.
pub(super) async fn read(platform: &Platform, actor: &Actor, ids: &[i64]) -> Result<(), Failure> {
    let own: Vec<i64> = list(platform, actor).await?.into_iter().map(|notice| notice.id).collect();
    let ids: Vec<i64> = ids.iter().copied().filter(|id| own.contains(id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut tx = platform.begin().await?;
    tx.read_notices(&actor.name, &ids, platform.now()).await?;
    Ok(tx.commit().await?)
}

impl Platform {
    /// How many notices somebody has not read.
    pub(in crate::services) async fn unread_notices(&self, actor: &Actor) -> Result<u32, Failure> {
        let grants: Vec<(Role, UnitId)> = actor.grants.iter().map(|grant| (grant.role, grant.unit)).collect();
        if grants.is_empty() {
            return Ok(0);
        }
        Ok(self.db.unread_notices(&actor.name, &grants).await? as u32)
    }
}
