//! What everybody can do: see the form of a tribunal, send it once, read the answer.

use crate::{
    platform::Platform,
    services::{
        facts::{self, Statement},
        problems::{day_number, day_text},
    },
    store::{NewNotice, Origin, voices::NewVoice},
};
use app::{
    api::{
        Failure,
        voices::{VoiceForm, VoiceOrder, VoiceReceipt},
    },
    domain::{
        periods::{Month, Period},
        permissions::{Actor, Role},
        series::Source,
        tree::Tree,
        units::{Level, Unit, UnitId},
        voices::{BEST, LONGEST, LONGEST_CONTACT, VoiceState},
    },
};
use std::sync::Arc;

/// What is counted: who has said something, and who of them was satisfied.
const ITEMS: [&str; 2] = ["voices_answers", "voices_satisfied"];
/// Length of a one-time number: 16 bytes in hexadecimal.
const ONCE: usize = 32;

impl Platform {
    /// A tribunal that there is now, for everybody: its name hangs at its door.
    async fn public_tribunal(&self, code: &str) -> Result<(Arc<Tree>, Unit), Failure> {
        let tree = self.tree().await?;
        let month = self.month();
        let found = tree.by_code(code).filter(|unit| unit.level == Level::Tribunal && unit.exists_in(month));
        let unit = found.cloned().ok_or_else(|| Failure::not_found("unit", code))?;
        Ok((tree, unit))
    }

    pub(super) async fn form_for_everybody(&self, code: &str) -> Result<VoiceForm, Failure> {
        let (tree, unit) = self.public_tribunal(code).await?;
        let rules = self.catalogue.voice_rules();
        let once: String = self.random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(VoiceForm {
            court_name: self.names_above(&tree, unit.id, Level::Court),
            unit: unit.code,
            unit_name: (unit.name, unit.name_en),
            modules: rules.modules.clone(),
            keep_days: rules.keep_days,
            once,
        })
    }

    /// Takes what somebody says; false when this form has come before, which changes nothing.
    pub(super) async fn take_voice(&self, code: &str, order: &VoiceOrder) -> Result<bool, Failure> {
        let (tree, unit) = self.public_tribunal(code).await?;
        let once = checked_number(&order.once)?;
        let rules = self.catalogue.voice_rules();
        let rating = match order.rating.as_str() {
            "" => return Err(Failure::invalid("rating", "rating_missing", "")),
            text => text.parse::<u32>().ok().filter(|rating| (1..=BEST).contains(rating)),
        };
        let rating = rating.ok_or_else(|| Failure::invalid("rating", "malformed", &order.rating))?;
        let mut problems: Vec<&str> = order.problems.iter().map(String::as_str).collect();
        problems.sort_unstable();
        problems.dedup();
        if let Some(unknown) = problems.iter().find(|problem| rules.problem(problem).is_none()) {
            return Err(Failure::invalid("problem", "malformed", *unknown));
        }
        let words = within("text", &order.text, LONGEST)?;
        let contact = within("contact", &order.contact, LONGEST_CONTACT)?;
        let (now, today) = (self.now(), self.today());
        let month = Month::of(today);
        let public = Actor::nobody();
        let mut tx = self.begin().await?;
        // Two voices of one tribunal are counted one after the other.
        tx.lock_writers().await?;
        let first = tx.new_voices(unit.id).await? == 0;
        let new = NewVoice {
            unit: unit.id,
            once,
            day: day_number(today),
            month,
            at: now,
            rating: i64::from(rating),
            words,
            contact,
        };
        let Some(id) = tx.put_voice(&new).await? else { return Ok(false) };
        tx.put_voice_problems(id, &problems).await?;
        let satisfied_from = i64::from(rules.satisfied_from);
        let (answers, satisfied) = tx.count_voices(unit.id, month, satisfied_from).await?;
        let state = |(item, value): (&str, i64)| {
            Some(Statement {
                unit: unit.id,
                item: self.item(item)?,
                period: Period::month(month),
                source: Source::Public,
                value: value as f64,
                reporting: 1,
            })
        };
        let counted = ITEMS.into_iter().zip([answers, satisfied]);
        // A catalogue of a deployment's own need not have these items.
        let statements: Vec<Statement> = counted.filter_map(state).collect();
        let name = format!("{} {month}", unit.code);
        let origin = Origin { kind: "voices", name: &name, actor: &public.name, at: now };
        let origin = tx.create_origin(&origin).await?;
        facts::write(&mut tx, self, &tree, origin, &statements).await?;
        facts::publish(&mut tx, &tree, now, "voices", &statements).await?;
        let detail = serde_json::json!({ "voice": id, "rating": rating, "problems": problems.len() });
        tx.append_audit(now, &public.name, "voices.send", &unit.code, &detail).await?;
        // One notice for all that wait: a flood of forms is no flood of mails.
        let court = self.up_to(&tree, unit.id, Level::Court);
        if let Some(court) = court.filter(|_| first) {
            let detail = serde_json::json!({ "voice": unit.code, "by": "", "reason": "" });
            let notice = NewNotice {
                unit: court,
                role: Role::CourtManager,
                kind: "voice_waiting",
                about: unit.id,
                detail: &detail,
                at: now,
            };
            tx.put_notice(&notice).await?;
        }
        self.commit(tx).await?;
        Ok(true)
    }

    pub(super) async fn receipt_of(&self, once: &str) -> Result<VoiceReceipt, Failure> {
        let unknown = || Failure::not_found("voice", once);
        let once = checked_number(once).map_err(|_| unknown())?;
        let row = self.db.voice_by_number(once).await?.ok_or_else(unknown)?;
        let tree = self.tree().await?;
        let unit = tree.get(UnitId(row.unit_id)).ok_or_else(unknown)?;
        // What was hidden after it was answered is answered no longer.
        let shown = row.state()? == VoiceState::Shown;
        Ok(VoiceReceipt {
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            day: day_text(row.day),
            answer: row.answered_on.filter(|_| shown).map(|day| (row.answer.clone(), day_text(day))),
        })
    }
}

/// A one-time number as we make them.
fn checked_number(once: &str) -> Result<&str, Failure> {
    let fits = once.len() == ONCE && once.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if fits { Ok(once) } else { Err(Failure::invalid("once", "form_expired", "")) }
}

/// Words without blanks around them, not too long.
fn within<'a>(field: &str, text: &'a str, most: usize) -> Result<&'a str, Failure> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Failure::invalid(field, "too_long", most.to_string()));
    }
    Ok(text)
}
