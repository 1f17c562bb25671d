//! Voice of the public: taken from everybody, counted once, dealt with by the court; words and contacts only for those who answer.

mod listing;
mod sending;

use super::problems::{conflict, day_number, day_text, words};
use crate::{
    platform::{Platform, refusal},
    store::voices::StoredVoice,
};
use app::{
    api::{
        Failure,
        voices::{
            VoiceFigures, VoiceFiguresQuery, VoiceForm, VoiceList, VoiceMoveOrder, VoiceOrder, VoiceReceipt,
            VoiceView, Voices, VoicesQuery,
        },
    },
    domain::{
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Unit, UnitId},
        voices::{VoiceMove, VoiceState},
    },
};
use async_trait::async_trait;
use qrcode::{EcLevel, QrCode, render::svg};
use std::sync::Arc;

#[async_trait]
impl Voices for Platform {
    async fn voice_form(&self, unit: &str) -> Result<VoiceForm, Failure> {
        self.form_for_everybody(unit).await
    }

    async fn send_voice(&self, unit: &str, order: &VoiceOrder) -> Result<bool, Failure> {
        self.take_voice(unit, order).await
    }

    async fn voice_receipt(&self, once: &str) -> Result<VoiceReceipt, Failure> {
        self.receipt_of(once).await
    }

    async fn list_voices(&self, actor: &Actor, query: &VoicesQuery) -> Result<VoiceList, Failure> {
        self.voice_list(actor, query).await
    }

    async fn open_voice(&self, actor: &Actor, id: i64) -> Result<VoiceView, Failure> {
        let (tree, unit, row) = self.deal_with_voice(actor, id).await?;
        let state = row.state()?;
        let problems = self.db.voice_problems(&[id]).await?;
        // Personal: whoever looks leaves a trace before there is anything to see.
        let mut tx = self.begin().await?;
        let detail = serde_json::json!({ "voice": id });
        tx.append_audit(self.now(), &actor.name, "voices.look", &unit.code, &detail).await?;
        tx.commit().await?;
        let kept = self.catalogue.voice_rules().keep_days;
        Ok(VoiceView {
            text: row.words.clone(),
            contact: row.contact.clone(),
            forgotten_on: row.forgotten_on.map(day_text),
            kept_until: day_text(row.day + kept),
            may: VoiceMove::ALL.iter().copied().filter(|what| state.after(*what).is_some()).collect(),
            row: self.voice_row(&tree, &unit, &row, &problems, true)?,
        })
    }

    async fn move_voice(&self, actor: &Actor, id: i64, order: &VoiceMoveOrder) -> Result<(), Failure> {
        let (_, unit, row) = self.deal_with_voice(actor, id).await?;
        let before = row.state()?;
        let Some(state) = before.after(order.what) else {
            return Err(
                Failure { field: "what".into(), ..conflict("voice_state") }.with_value(before.as_str())
            );
        };
        let note = words("note", &order.note, order.what != VoiceMove::Show)?;
        let mut after = row.clone();
        after.reason = if state == VoiceState::Hidden { note.to_owned() } else { String::new() };
        if order.what == VoiceMove::Answer {
            after.answer = note.to_owned();
            after.answered_by = actor.name.clone();
            after.answered_on = Some(day_number(self.today()));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.move_voice((&row, &after), state, now).await? {
            return Err(conflict("voice_moved"));
        }
        let detail = serde_json::json!({ "voice": id, "what": order.what.as_str(), "note": note });
        tx.append_audit(now, &actor.name, "voices.move", &unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn voice_figures(&self, actor: &Actor, query: &VoiceFiguresQuery) -> Result<VoiceFigures, Failure> {
        self.figures_of_voices(actor, query).await
    }

    async fn voice_code(&self, actor: &Actor, unit: &str, site: &str) -> Result<String, Failure> {
        let (_, unit) = self.authorise_tribunal(actor, Action::ReadVoices, unit).await?;
        let address = format!("{site}/voice/{}", unit.code);
        // A quarter of it may be worn off and it is still read: it hangs on a wall for years.
        let code = QrCode::with_error_correction_level(&address, EcLevel::Q).map_err(|error| {
            tracing::error!(%error, address, "QR code");
            Failure::internal("qr")
        })?;
        Ok(code.render::<svg::Color<'_>>().min_dimensions(360, 360).build())
    }
}

impl Platform {
    /// A voice that somebody may look at and deal with.
    async fn deal_with_voice(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<(Arc<Tree>, Unit, StoredVoice), Failure> {
        let tree = self.authorise_somewhere(actor, Action::AnswerVoices).await?;
        let unknown = || Failure::not_found("voice", id.to_string());
        let row = self.db.voice(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(row.unit_id)).cloned().ok_or_else(unknown)?;
        if !may(actor, Action::AnswerVoices, &unit, &tree, super::units::last(&unit, self.month())) {
            return Err(refusal(actor, &unit.code));
        }
        Ok((tree, unit, row))
    }

    /// Deletes words and contacts whose time is over; how many. The audit log says how many, and up to which day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_voices(&self, actor: &Actor) -> Result<u64, Failure> {
        let today = day_number(self.today());
        let before = today - self.catalogue.voice_rules().keep_days;
        let mut tx = self.begin().await?;
        let gone = tx.forget_voices(before, today).await?;
        if gone > 0 {
            let detail = serde_json::json!({ "voices": gone, "before": day_text(before) });
            tx.append_audit(self.now(), &actor.name, "voices.forget", "", &detail).await?;
            self.commit(tx).await?;
        }
        Ok(gone)
    }
}
