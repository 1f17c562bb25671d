//! How far an entry has come: what its self-assessment lacks, which items are settled, who has to decide.

use super::{Campaign, Dealt, judging::{Judged, Taken, Voices, wants_mark}};
use crate::{
    platform::Platform,
    store::{Tx, reviews::Dossiers},
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
        let Campaign { standard, settings, .. } = &self.campaign;
        Voices::of(dossiers).judge(standard, settings, self.entry.id, &Taken::of(&self.entry))
    }

    /// What stands in the way of handing the self-assessment in.
    pub(super) fn lacks(&self, dossiers: &Dossiers, judged: &Judged, today: NaiveDate) -> Vec<Lack> {
        let mut evidence: HashMap<&str, bool> = HashMap::new();
        for piece in dossiers.evidence.iter().filter(|piece| piece.entry_id == self.entry.id) {
            *evidence.entry(&piece.item).or_default() |= has_passed(&piece.expires, today);
        }
        let mut lacks = Vec::new();
        let mut lack = |item: &str, what: &str| {
            lacks.push(Lack { item: item.to_owned(), what: what.to_owned() });
        };
        for item in self.campaign.standard.items() {
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
        if self.entry.statement.trim().is_empty() {
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
        dossiers: &Dossiers,
        by: &str,
    ) -> Result<(), Failure> {
        let judged = self.judge(dossiers);
        let lacks = self.lacks(dossiers, &judged, platform.today());
        let lacking: HashSet<&str> = lacks.iter().map(|lack| lack.item.as_str()).filter(|i| !i.is_empty()).collect();
        let (items, settled, disputes) = judged.progress();
        tx.put_progress(self.entry.id, (items - lacking.len() as i64, settled, disputes)).await?;
        let own = || dossiers.assignments.iter().filter(|drawn| drawn.entry_id == self.entry.id);
        if disputes > 0 && own().all(|drawn| drawn.place != 3) {
            platform.draw_third(tx, &self.campaign, &self.entry, disputed(&judged), by).await?;
        }
        // A third reviewer who was asked decides, also where what was seen on site has settled it meanwhile.
        let waiting = own().any(|drawn| drawn.place < 3 && drawn.handed_in_at.is_none());
        let complete = items > 0 && settled == items && !waiting;
        let now = platform.now();
        match (self.entry.state()?, complete) {
            (EntryState::Checked, true) => {
                tx.move_entry(self.entry.id, EntryMove::Settle, EntryState::Reviewed, (by, "", now)).await?;
            }
            (EntryState::Reviewed, false) => {
                tx.move_entry(self.entry.id, EntryMove::Unsettle, EntryState::Checked, (by, "", now)).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
