//! Evidence: from what was already reported, or added.

use super::{Dealt, settling::has_passed, words};
use crate::{
    files::FileStore,
    platform::Platform,
    services::{files::file_row, values::instant},
    store::{
        StoredFile,
        reviews::{Dossiers, EvidenceRow as Stored, NewEvidence},
    },
};
use app::{
    api::{
        Failure,
        reports::ReportAddress,
        reviews::{EvidenceOrder, EvidenceRow, Sources},
    },
    domain::{
        permissions::Actor,
        reviews::{EntryState, Phase},
        units::UnitId,
    },
};
use chrono::{Duration, NaiveDate};
use std::collections::HashMap;

/// Photos and documents that are offered.
const MOST_FILES: i64 = 300;
/// How far back they are offered.
const OFFERED_DAYS: i64 = 2 * 366;
/// Pieces of evidence of one item.
const MOST_PIECES: usize = 40;

/// The evidence of an entry, ready to be shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Pieces in the order in which they came.
    pub evidence: Vec<EvidenceRow>,
}

impl Platform {
    /// The evidence of an entry, ready to be shown.
    pub(super) async fn shown(&self, dealt: &Dealt, dossiers: &Dossiers) -> Result<Shown, Failure> {
        let files: Vec<i64> = dossiers.evidence.iter().filter_map(|piece| piece.file_id).collect();
        let files: HashMap<i64, StoredFile> =
            self.db.files_by_id(&files).await?.into_iter().map(|file| (file.id, file)).collect();
        let evidence = dossiers.evidence.iter().map(|piece| self.evidence_row(dealt, piece, &files));
        Ok(Shown { evidence: evidence.collect::<Result<_, _>>()? })
    }

    fn evidence_row(
        &self,
        dealt: &Dealt,
        piece: &Stored,
        files: &HashMap<i64, StoredFile>,
    ) -> Result<EvidenceRow, Failure> {
        let file = piece.file_id.and_then(|id| files.get(&id)).cloned();
        let form = self.catalogue.form(&piece.form);
        let address = || ReportAddress {
            form: piece.form.clone(),
            unit: dealt.unit.code.clone(),
            period: piece.period.clone(),
        };
        Ok(EvidenceRow {
            id: piece.id,
            item: piece.item.clone(),
            file: file.map(|file| file_row(&dealt.unit, file)).transpose()?,
            report: form.map(|form| (address(), (form.zh.clone(), form.en.clone()))),
            note: piece.note.clone(),
            expires: piece.expires.clone(),
            expired: has_passed(&piece.expires, self.today()),
            by: piece.actor.clone(),
            at: instant(piece.at),
            demand: piece.demand_id,
        })
    }

    /// What evidence can be drawn from: files of the tribunal and reports that were accepted.
    pub(super) async fn offered(&self, dealt: &Dealt) -> Result<Sources, Failure> {
        let unit = dealt.unit.id;
        let since = self.now() - Duration::days(OFFERED_DAYS);
        let files = self.db.files_of_unit(unit, since, MOST_FILES).await?;
        let named = |form: &str| {
            let form = self.catalogue.form(form);
            form.map(|form| (form.zh.clone(), form.en.clone())).unwrap_or_default()
        };
        let mut reports = Vec::new();
        for row in self.db.accepted_of_unit(unit, MOST_FILES).await? {
            let period = row.period().to_string();
            let address = ReportAddress { form: row.form.clone(), unit: dealt.unit.code.clone(), period };
            reports.push((address, named(&row.form)));
        }
        let files = files.into_iter().map(|file| file_row(&dealt.unit, file));
        Ok(Sources { files: files.collect::<Result<_, Failure>>()?, reports })
    }

    pub(super) async fn take_evidence(
        &self,
        actor: &Actor,
        mut dealt: Dealt,
        order: &EvidenceOrder,
    ) -> Result<EvidenceRow, Failure> {
        let note = words("note", &order.note, false)?;
        let expires = order.expires.trim();
        if !expires.is_empty() && expires.parse::<NaiveDate>().is_err() {
            return Err(Failure::invalid("expires", "bad_day", expires));
        }
        if dealt.campaign.standard.item(&order.item).is_none() {
            return Err(Failure::not_found("item", &order.item));
        }
        let mut tx = self.begin_with(&mut dealt).await?;
        let mut dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let demand = dossiers.demands.iter().find(|demand| demand.id == order.demand);
        match demand {
            // While it is being reviewed, only what was asked for can be added.
            Some(demand) if dealt.entry.state()? == EntryState::Checked => {
                dealt.campaign.in_phase(&[Phase::Open])?;
                if demand.item != order.item {
                    return Err(Failure::invalid("item", "another_item", &demand.item));
                }
            }
            None if order.demand != 0 => return Err(Failure::not_found("demand", order.demand.to_string())),
            _ => dealt.must_be_open()?,
        }
        let demand = demand.map(|demand| demand.id);
        let file = Some(order.file).filter(|file| *file != 0);
        let report = (order.form.trim(), order.period.trim());
        let same = dossiers.evidence.iter().find(|piece| {
            piece.item == order.item
                && piece.file_id == file
                && (piece.form.as_str(), piece.period.as_str()) == report
        });
        if let Some(same) = same {
            let files = self.files_named(file).await?;
            return self.evidence_row(&dealt, same, &files);
        }
        if dossiers.evidence.iter().filter(|piece| piece.item == order.item).count() >= MOST_PIECES {
            return Err(Failure::invalid("item", "too_many_pieces", MOST_PIECES.to_string()));
        }
        let hash = match (file, report.0) {
            (Some(file), "") => {
                if !tx.use_file(file, dealt.unit.id).await? {
                    return Err(Failure::not_found("file", file.to_string()));
                }
                self.db.file(file).await?.map(|file| file.sha256)
            }
            (None, form) if !form.is_empty() => Some(self.hash_of_report(&dealt, report).await?),
            _ => return Err(Failure::invalid("file", "missing", "file")),
        };
        let new =
            NewEvidence { entry: dealt.entry.id, item: &order.item, file, report, note, expires, demand };
        let now = self.now();
        let row = tx.create_evidence(&new, (&actor.name, now)).await?;
        let text = serde_json::json!({ "evidence": row.id, "file": file, "report": report, "note": note });
        let text = text.to_string();
        let revision = (order.item.as_str(), "added", text.as_str());
        tx.add_revision(dealt.entry.id, revision, hash.as_deref(), (&actor.name, now)).await?;
        dossiers.evidence.push(row.clone());
        dealt.settle(&mut tx, self, &dossiers, &actor.name).await?;
        let detail = serde_json::json!({ "item": order.item, "evidence": row.id });
        dealt.audit(&mut tx, self, actor, "add_evidence", detail).await?;
        self.commit(tx).await?;
        let files = self.files_named(file).await?;
        self.evidence_row(&dealt, &row, &files)
    }

    async fn files_named(&self, file: Option<i64>) -> Result<HashMap<i64, StoredFile>, Failure> {
        let ids: Vec<i64> = file.into_iter().collect();
        Ok(self.db.files_by_id(&ids).await?.into_iter().map(|file| (file.id, file)).collect())
    }

    /// The SHA-256 of the answers of a report; refuses one that the tribunal has not handed in and had accepted.
    async fn hash_of_report(&self, dealt: &Dealt, (form, period): (&str, &str)) -> Result<String, Failure> {
        let known = self.db.accepted_of_unit(UnitId(dealt.entry.unit_id), i64::MAX).await?;
        let report = known.into_iter().find(|row| row.form == form && row.period().to_string() == period);
        let report = report.ok_or_else(|| Failure::not_found("report", format!("{form} {period}")))?;
        let answers = self.db.answers(report.id).await?;
        let text: Vec<_> = answers.iter().map(|answer| (&answer.field, &answer.answer)).collect();
        Ok(FileStore::name_of(serde_json::json!(text).to_string().as_bytes()))
    }

    pub(super) async fn drop_evidence(
        &self,
        actor: &Actor,
        mut dealt: Dealt,
        id: i64,
    ) -> Result<(), Failure> {
        let mut tx = self.begin_with(&mut dealt).await?;
        dealt.must_be_open()?;
        let mut dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let Some(place) = dossiers.evidence.iter().position(|piece| piece.id == id) else {
            return Err(Failure::not_found("evidence", id.to_string()));
        };
        let piece = dossiers.evidence.remove(place);
        let now = self.now();
        tx.remove_evidence(id, (&actor.name, now)).await?;
        let text = serde_json::json!({ "evidence": id }).to_string();
        tx.add_revision(dealt.entry.id, (&piece.item, "removed", &text), None, (&actor.name, now)).await?;
        dealt.settle(&mut tx, self, &dossiers, &actor.name).await?;
        let detail = serde_json::json!({ "item": piece.item, "evidence": id });
        dealt.audit(&mut tx, self, actor, "remove_evidence", detail).await?;
        self.commit(tx).await
    }
}
