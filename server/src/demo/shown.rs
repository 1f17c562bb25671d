//! What tribunals have to show: works, honours, needs, photographs before and after, and a few numbers that do not agree
//! with the case system. Titles are made up, and the pictures are drawn, not photographed.

use super::{
    chance::{Purpose, chance},
    handed_in::{Fate, answered, handed_in_at},
    plan::Plan,
};
use crate::{
    platform::Platform,
    store::{AnswerRow, ReportKey, Tx},
};
use app::{
    api::{Failure, files::Files, reports::ReportAddress},
    domain::{
        forms::{CHECKLIST, Form},
        periods::{Month, Period},
        permissions::Actor,
        series::Source,
        tree::Tree,
        units::Unit,
    },
};
use chrono::Datelike as _;
use image::{ImageFormat, Rgb, RgbImage};
use rand::Rng;
use serde_json::json;
use std::io::Cursor;

/// Works: title, kind, summary.
const WORKS: [(&str, &str, &str); 8] = [
    ("石榴籽调解室", "mediation", "每周三由法官、乡贤和村干部联合坐班，就地化解邻里、婚姻家庭纠纷。"),
    ("茶乡巡回审判点", "service", "采茶季把庭开到茶园，当日立案、当日调解，群众不误农时。"),
    ("护苗法治课堂", "protection", "与乡镇中小学结对，每学期开展法治课和模拟法庭。"),
    ("水源地生态司法基地", "environment", "补植复绿、增殖放流，以案释法保护水源。"),
    ("圩日法律服务站", "service", "逢圩设点，提供立案咨询、诉前调解和司法确认一站办理。"),
    ("企业法治体检", "business", "走访园区企业，梳理合同风险，推送典型案例。"),
    ("无讼村社创建", "governance", "通报万人起诉率，会商苗头性纠纷，共建无讼村社。"),
    ("院坝说理会", "governance", "判前说理、判后答疑走进院坝，邀请村民旁听评议。"),
];

/// Honours: title, grade, body.
const HONOURS: [(&str, &str, &str); 5] = [
    ("枫桥式人民法庭", "province", "省高级人民法院"),
    ("全市法院先进集体", "city", "市中级人民法院"),
    ("县平安建设先进单位", "county", "县委政法委"),
    ("全国优秀人民法庭", "nation", "最高人民法院"),
    ("巾帼文明岗", "city", "市妇女联合会"),
];

/// Causes of action of hearings.
const CAUSES: [&str; 6] =
    ["离婚纠纷", "民间借贷纠纷", "买卖合同纠纷", "机动车交通事故责任纠纷", "相邻关系纠纷", "劳务合同纠纷"];

/// Needs: name, kind, price each, reason.
const NEEDS: [(&str, &str, u32, &str); 4] = [
    ("通道式安检门", "gate", 15_000, "现有安检门超过使用年限"),
    ("X光安检仪", "xray", 68_000, "没有X光安检设备，手工检查效率低"),
    ("手持金属探测器", "instrument", 900, "数量不足"),
    ("防刺背心与盾牌", "instrument", 1_800, "按安保配备标准补齐"),
];

/// Hands in what there is to show. What is there already stays as it is.
pub(super) async fn hand_in(
    platform: &Platform,
    tree: &Tree,
    plan: &Plan,
    actor: &Actor,
    except: &str,
) -> Result<(), Failure> {
    let present = platform.month().plus(-1);
    for (number, tribunal) in plan.tribunals.iter().enumerate() {
        let Some(unit) = tree.by_code(&tribunal.place.code) else { continue };
        let mut source = chance(plan.seed, Purpose::Shown, number);
        let (roll, back) = (source.random_range(0..12u32), source.random_range(0..4));
        let month = present.plus(-back);
        if !unit.exists_in(month) {
            continue;
        }
        let mut photos = Vec::new();
        if roll < 5 {
            for scene in 0..2 {
                let bytes = picture(number * 2 + scene, scene == 1);
                let name = format!("demo-{scene}.jpg");
                photos.push(platform.add_file(actor, &unit.code, &name, bytes).await?.id);
            }
        }
        let mut tx = platform.begin().await?;
        let mut stage = Staged { platform, tx: &mut tx, unit, source, accepted: vec![] };
        if let [before, now] = photos[..] {
            stage.work(number, month, now).await?;
            stage.before_and_after(before, now).await?;
        }
        if roll % 4 == 1 {
            stage.honour(number, month).await?;
        }
        // The tribunal of the visitors' head asks for nothing yet: they do.
        if roll % 3 == 0 && unit.code != except {
            stage.needs(number, month).await?;
        }
        // What the visitors' tribunal hears they list themselves.
        if number % 4 == 0 && unit.code != except {
            stage.hearings(tribunal.posts.len()).await?;
        }
        if roll == 7 {
            stage.own_count(present.plus(-1)).await?;
        }
        let accepted = stage.accepted;
        tx.commit().await?;
        for report in accepted {
            platform.state_stored(actor, &report).await?;
        }
    }
    Ok(())
}

/// A tribunal whose reports are being written.
struct Staged<'a, R> {
    platform: &'a Platform,
    tx: &'a mut Tx,
    unit: &'a Unit,
    source: R,
    /// Those that were handed in just now.
    accepted: Vec<ReportAddress>,
}

impl<R: Rng> Staged<'_, R> {
    /// An accepted report with these answers; nothing where there is one already.
    async fn accepted(
        &mut self,
        form: &str,
        month: Month,
        answers: &[(&str, String)],
    ) -> Result<(), Failure> {
        let Some(form) = self.platform.catalogue.form(form) else { return Ok(()) };
        let period = form.frequency.period(month);
        if period.start < form.from {
            return Ok(());
        }
        let at = handed_in_at(form, period.last(), &mut self.source).min(self.platform.now());
        let row = self.tx.report_or_new(&self.key(form, period), at).await?;
        if row.revision > 0 {
            return Ok(());
        }
        for (field, answer) in answers {
            self.tx.put_answer(row.id, &answered(field, answer, at)).await?;
        }
        Fate::Accepted.carry_out(self.platform, self.tx, &self.key(form, period), at).await?;
        let (form, unit) = (form.id.clone(), self.unit.code.clone());
        self.accepted.push(ReportAddress { form, unit, period: period.to_string() });
        Ok(())
    }

    fn key(&self, form: &Form, period: Period) -> ReportKey {
        ReportKey { form: form.id.clone(), unit: self.unit.id, period }
    }

    async fn work(&mut self, number: usize, month: Month, photo: i64) -> Result<(), Failure> {
        let (title, kind, summary) = WORKS[number % WORKS.len()];
        self.tx.use_file(photo, self.unit.id).await?;
        let day = month.first_day() + chrono::TimeDelta::days(self.source.random_range(0..28));
        let photos = json!([{ "file": photo, "caption": format!("{title}（示意图）") }]).to_string();
        let rows = json!([{
            "work_title": title, "work_kind": kind, "work_started": day.to_string(), "work_summary": summary,
            "work_photo": photos,
        }]);
        self.accepted("works", month, &[("work_records", rows.to_string())]).await
    }

    async fn honour(&mut self, number: usize, month: Month) -> Result<(), Failure> {
        let (title, level, body) = HONOURS[number % HONOURS.len()];
        let day = month.plus(-2).first_day() + chrono::TimeDelta::days(self.source.random_range(0..28));
        let rows = json!([{
            "honour_title": title, "honour_level": level, "honour_holder": "tribunal",
            "honour_date": day.to_string(), "honour_body": body,
        }]);
        self.accepted("honours", month.plus(-2), &[("honour_records", rows.to_string())]).await
    }

    async fn needs(&mut self, number: usize, month: Month) -> Result<(), Failure> {
        let (name, kind, price, reason) = NEEDS[number % NEEDS.len()];
        let quantity = self.source.random_range(1..4u32);
        let (state, delivered) = match self.source.random_range(0..4u32) {
            0 => ("requested", 0),
            1 => ("approved", 0),
            2 => ("allocated", quantity / 2),
            _ => ("delivered", quantity),
        };
        let granted = if state == "requested" { 0 } else { quantity * price };
        let rows = json!([{
            "need_name": name, "need_kind": kind, "need_quantity": quantity.to_string(),
            "need_price": price.to_string(), "need_reason": reason, "need_state": state,
            "need_granted": granted.to_string(), "need_delivered": delivered.to_string(),
        }]);
        let answers = [
            ("need_list", rows.to_string()),
            ("equipment_requested", quantity.to_string()),
            ("equipment_requested_cost", (quantity * price).to_string()),
            ("equipment_delivered", delivered.to_string()),
            ("equipment_delivered_cost", (delivered * price).to_string()),
        ];
        self.accepted("needs", month, &answers).await
    }

    /// The hearings of this month: those before today held, those to come scheduled.
    async fn hearings(&mut self, posts: usize) -> Result<(), Failure> {
        let (month, today) = (self.platform.month(), self.platform.today());
        let court: String = self.unit.code.chars().filter(char::is_ascii_digit).collect();
        let mut rows = Vec::new();
        for n in 0..self.source.random_range(6..14u32) {
            // Every other one is still to come, as long as the month lasts.
            let (first, last) =
                if n % 2 == 0 { (today.day(), month.last_day().day()) } else { (1, today.day()) };
            let day = month.first_day()
                + chrono::TimeDelta::days(i64::from(self.source.random_range(first..=last)) - 1);
            let state = match (day < today, self.source.random_range(0..12u32)) {
                (true, 0) => "postponed",
                (true, _) => "held",
                (false, 0) => "cancelled",
                (false, _) => "scheduled",
            };
            let access = match self.source.random_range(0..10u32) {
                0 => "closed",
                1..4 => "open",
                _ => "broadcast",
            };
            let (mode, room) = match self.source.random_range(0..8u32) {
                0 => ("circuit", "巡回审判点"),
                1 => ("online", "在线法庭"),
                _ => ("courtroom", "第一审判庭"),
            };
            let number = self.source.random_range(100..2_400u32);
            let time = ["09:00", "10:30", "14:30", "16:00"][self.source.random_range(0..4)];
            rows.push(json!({
                "hearing_date": day.to_string(),
                "hearing_time": time,
                "hearing_courtroom": room,
                "hearing_case_number": format!("（{}）演{court}民初{number}号", month.year()),
                "hearing_cause": CAUSES[self.source.random_range(0..CAUSES.len())],
                "hearing_judge": format!("员额法官{}", self.source.random_range(1..=posts.max(1))),
                "hearing_mode": mode, "hearing_access": access, "hearing_state": state,
            }));
        }
        let postponed = rows.iter().filter(|row| row["hearing_state"] == "postponed").count();
        let list = serde_json::Value::Array(rows).to_string();
        let answers = [("hearing_list", list), ("hearings_postponed", postponed.to_string())];
        self.accepted("hearings", month, &answers).await
    }

    /// The front of the house in the checklist that stands, and in the one half a year before it.
    async fn before_and_after(&mut self, before: i64, now: i64) -> Result<(), Failure> {
        const FRONT: &str = "photo_front";
        let Some(form) = self.platform.catalogue.form(CHECKLIST) else { return Ok(()) };
        let units = [self.unit.id];
        let known = self.platform.db.latest_accepted(&form.id, &units, None).await?;
        let Some(known) = known.first() else { return Ok(()) };
        let photos = |file: i64, words: &str| json!([{ "file": file, "caption": words }]).to_string();
        if self.platform.db.answers_to(&[known.id], &[FRONT]).await?.is_empty() {
            self.tx.use_file(now, self.unit.id).await?;
            self.tx.use_file(before, self.unit.id).await?;
            let answer = answered(FRONT, &photos(now, "正面（示意图）"), known.changed_at);
            self.tx.put_answer(known.id, &answer).await?;
            let earlier = known.period().start.plus(-6);
            let first = self.platform.db.latest_accepted(&form.id, &units, Some(earlier)).await?;
            if let Some(first) = first.first() {
                let answer = answered(FRONT, &photos(before, "修缮前（示意图）"), first.changed_at);
                self.tx.put_answer(first.id, &answer).await?;
            }
        }
        Ok(())
    }

    /// The tribunal counts a few cases more than the case system; some say why.
    async fn own_count(&mut self, month: Month) -> Result<(), Failure> {
        const FIELD: &str = "received";
        let Some(form) = self.platform.catalogue.form("monthly") else { return Ok(()) };
        let Some(row) = self.platform.db.report(&self.key(form, Period::month(month))).await? else {
            return Ok(());
        };
        let item: Vec<i64> = self.platform.item(FIELD).into_iter().collect();
        let facts = self.platform.db.facts(&[self.unit.id], &item, month, month.plus(1)).await?;
        let Some(known) = facts.iter().find(|fact| fact.key.source == Source::CaseSystem) else {
            return Ok(());
        };
        let more = (known.value * 0.05).round() + 2.0;
        let explained = self.source.random_bool(0.5);
        let remark = if explained { "月末立案的案件系统次月登记" } else { "" };
        let answer = AnswerRow {
            remark: remark.to_owned(),
            ..answered(FIELD, &(known.value + more).to_string(), row.changed_at)
        };
        Ok(self.tx.put_answer(row.id, &answer).await?)
    }
}

/// A drawing of a small tribunal in its hills, 480 × 360: another one for every number; bright when it was mended.
fn picture(number: usize, mended: bool) -> Vec<u8> {
    let (width, height) = (480, 360);
    let shade = |base: u32, step: usize| (base + (number * step % 40) as u32).min(255) as u8;
    let wall = if mended { Rgb([shade(205, 7), shade(200, 5), 190]) } else { Rgb([shade(140, 7), 128, 116]) };
    let ridge = |x: u32| 170 + ((f64::from(x) / (40.0 + number as f64 % 30.0)).sin() * 26.0) as u32;
    let drawn = RgbImage::from_fn(width, height, |x, y| {
        let inside = (120..360).contains(&x) && (150..290).contains(&y);
        let roof = (110..150).contains(&y) && x.abs_diff(240) <= 140 - (150 - y);
        let door = (222..258).contains(&x) && (220..290).contains(&y);
        let pane = inside && (x % 48 > 14 && x % 48 < 38) && (y % 60 > 18 && y % 60 < 46) && !door;
        let pole = (66..69).contains(&x) && (90..290).contains(&y);
        let flag = (69..104).contains(&x) && (92..116).contains(&y);
        match () {
            () if flag => Rgb([200, 40, 40]),
            () if pole => Rgb([110, 110, 110]),
            () if door => Rgb([92, 62, 40]),
            () if pane => Rgb([96, 130, 160]),
            () if inside => wall,
            () if roof => Rgb([shade(80, 3), 60, 60]),
            () if y >= 290 => Rgb([150, 150, 140]),
            () if y > ridge(x) => Rgb([70, shade(110, 11), 80]),
            () => Rgb([150, 185, (200 + y / 8).min(255) as u8]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    // Writing into memory cannot fail; an empty file would be refused by the service.
    let _ = drawn.write_to(&mut bytes, ImageFormat::Jpeg);
    bytes.into_inner()
}
