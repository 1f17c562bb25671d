//! How far an entry has come: what its self-assessment lacks, which items are settled, who has to decide.

use super::{
    Campaign, Dealt,
    judging::{Judged, Taken, Voices, wants_mark},
};
use crate::{
    platform::Platform,
    store::{
        Tx,
        reviews::{Dossiers, EntryRow},
    },
};
use app::{
    api::{Failure, reviews::Lack},
    domain::reviews::{By, EntryMove, EntryState},
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Items on which two reviewers are too far apart.
pub(super) fn disputed(judged: &Judged) -> Vec<String> {
    let disputed = judged.said.iter().filter(|(_, (_, settled))| settled.by == By::Disputed);
    disputed.map(|(item, _)| item.clone()).collect()
}

/// Whether a day, written as one, has passed.
pub(super) fn has_passed(day: &str, today: NaiveDate) -> bool {
    day.parse::<NaiveDate>().is_ok_and(|day| day < today)
}

impl Dealt {
    /// Judges this entry; `dossiers` hold it.
    pub(super) fn judge(&self, dossiers: &Dossiers) -> Judged {
        self.campaign.judge_one(&self.entry, dossiers)
    }

    /// What stands in the way of handing the self-assessment in.
    pub(super) fn lacks(&self, dossiers: &Dossiers, judged: &Judged, today: NaiveDate) -> Vec<Lack> {
        self.campaign.lacks(&self.entry, dossiers, judged, today)
    }

    /// Keeps how far this entry has come.
    pub(super) async fn settle(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        dossiers: &Dossiers,
        by: &str,
    ) -> Result<(), Failure> {
        self.campaign.settle(tx, platform, (&self.entry, dossiers), by).await
    }
}

impl Campaign {
    fn judge_one(&self, entry: &EntryRow, dossiers: &Dossiers) -> Judged {
        Voices::of(dossiers).judge(&self.standard, &self.settings, entry.id, &Taken::of(entry))
    }

    fn lacks(&self, entry: &EntryRow, dossiers: &Dossiers, judged: &Judged, today: NaiveDate) -> Vec<Lack> {
        // Whether all there is has expired: one piece that counts is enough.
        let mut evidence: HashMap<&str, bool> = HashMap::new();
        for piece in dossiers.evidence.iter().filter(|piece| piece.entry_id == entry.id) {
            *evidence.entry(&piece.item).or_insert(true) &= has_passed(&piece.expires, today);
        }
        let mut lacks = Vec::new();
        let mut lack = |item: &str, what: &str| {
            lacks.push(Lack { item: item.to_owned(), what: what.to_owned() });
        };
        for item in self.standard.items() {
            let Some((said, _)) = judged.said.get(&item.id) else { continue };
            if wants_mark(item, said.computed) && said.own.is_none() {
                lack(&item.id, "points");
            }
            match evidence.get(item.id.as_str()) {
                None if item.scoring.by_hand() && !item.evidence.is_empty() => lack(&item.id, "evidence"),
                Some(true) => lack(&item.id, "expired"),
                _ => {}
            }
        }
        if entry.statement.trim().is_empty() {
            lack("", "statement");
        }
        lacks
    }

    /// Keeps how far the entry has come, moves it where every item is settled or one has come open again, and draws a
    /// third reviewer where two differ. `dossiers` are as they will stand when the transaction ends.
    pub(super) async fn settle(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        (entry, dossiers): (&EntryRow, &Dossiers),
        by: &str,
    ) -> Result<(), Failure> {
        let judged = self.judge_one(entry, dossiers);
        let lacks = self.lacks(entry, dossiers, &judged, platform.today());
        let lacking: HashSet<&str> =
            lacks.iter().map(|lack| lack.item.as_str()).filter(|i| !i.is_empty()).collect();
        let (items, settled, disputes) = judged.progress();
        tx.put_progress(entry.id, (items - lacking.len() as i64, settled, disputes)).await?;
        let own = || dossiers.assignments.iter().filter(|drawn| drawn.entry_id == entry.id);
        let disputed = disputed(&judged);
        match own().find(|drawn| drawn.place == 3) {
            None if disputes > 0 => {
                platform.draw_third(tx, self, entry, disputed, by).await?;
            }
            // Items that have come into dispute since the third was drawn are for the third, too.
            Some(third) => {
                let known = third.items().unwrap_or_default();
                let new: Vec<String> = disputed.into_iter().filter(|item| !known.contains(item)).collect();
                if !new.is_empty() {
                    tx.widen_assignment(third.id, &[known, new].concat()).await?;
                }
            }
            None => {}
        }
        let waiting = own().any(|drawn| drawn.place < 3 && drawn.handed_in_at.is_none());
        let complete = items > 0 && settled == items && !waiting;
        let now = platform.now();
        match (entry.state()?, complete) {
            (EntryState::Checked, true) => {
                tx.move_entry(entry.id, EntryMove::Settle, EntryState::Reviewed, (by, "", now)).await?;
            }
            (EntryState::Reviewed, false) => {
                tx.move_entry(entry.id, EntryMove::Unsettle, EntryState::Checked, (by, "", now)).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
