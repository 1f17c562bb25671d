//! What waits goes out in the background.

use super::{Cell, Draft, Saving, Theirs};
use crate::api::{
    Failure, FailureKind,
    reviews::{EvidenceOrder, EvidenceRow, ItemOrder, SavedItem, add_evidence, save_items},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long until the line is tried again.
const AGAIN: Duration = Duration::from_secs(4);

impl Draft {
    /// Sends what waits: points and statements in one go, then evidence one after the other.
    pub fn flush(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let orders = self.orders();
        let add = self.adds.try_with_untracked(|adds| adds.first().cloned()).flatten();
        if orders.is_empty() && add.is_none() {
            return;
        }
        self.busy.set_value(true);
        let address = self.address.get_value();
        spawn_local(async move {
            let went = match add {
                Some(add) if orders.is_empty() => {
                    let answer = add_evidence(address, add.clone()).await;
                    self.added(&add, answer)
                }
                _ => save_items(address, orders.clone()).await.map(|saved| self.saved(saved, &orders)),
            };
            // The page may be gone; what waits then stands in the browser still.
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            match went {
                Ok(()) => {
                    self.trouble.set(None);
                    self.remember();
                    self.flush();
                }
                Err(failure) => {
                    let line = failure.kind == FailureKind::Unreachable;
                    self.trouble.set(Some(failure));
                    if line {
                        set_timeout(move || self.flush(), AGAIN);
                    }
                }
            }
        });
    }

    fn orders(self) -> Vec<ItemOrder> {
        let waiting = |(id, cell): (&String, &Cell)| {
            let waits = cell.saving.try_with_untracked(|saving| *saving == Saving::Waiting) == Some(true);
            waits.then(|| ItemOrder {
                item: id.clone(),
                points: cell.points.get_untracked().trim().to_owned(),
                statement: cell.statement.get_untracked(),
                base: cell.base.get_untracked(),
                force: false,
            })
        };
        self.cells.try_with_value(|cells| cells.iter().filter_map(waiting).collect()).unwrap_or_default()
    }

    fn saved(self, saved: Vec<(String, SavedItem)>, orders: &[ItemOrder]) {
        for (id, saved) in saved {
            let (Some(cell), Some(order)) = (self.cell(&id), orders.iter().find(|order| order.item == id))
            else {
                continue;
            };
            match saved {
                SavedItem::Kept { revision } => {
                    let _ = cell.base.try_set(revision);
                    let same = cell.points.try_with_untracked(|text| text.trim() == order.points)
                        == Some(true)
                        && cell.statement.try_with_untracked(|text| *text == order.statement) == Some(true);
                    // What was typed while it was on its way still waits.
                    if same {
                        let _ = cell.saving.try_set(Saving::Kept);
                    }
                }
                // Nobody has changed the statement of the whole since this page was made: only its number was not known.
                SavedItem::Conflict { statement, revision, .. }
                    if id.is_empty()
                        && order.base == 0
                        && self.stated.try_get_value().as_ref() == Some(&statement) =>
                {
                    let _ = cell.base.try_set(revision);
                }
                SavedItem::Conflict { points, statement, revision } => {
                    let _ = cell.saving.try_set(Saving::Conflict(Theirs { points, statement, revision }));
                }
                SavedItem::Refused { reason } => {
                    let failure = Failure::invalid("points", &reason, order.points.clone());
                    let _ = cell.saving.try_set(Saving::Refused(failure));
                }
            }
        }
    }

    fn added(self, order: &EvidenceOrder, answer: Result<EvidenceRow, Failure>) -> Result<(), Failure> {
        match answer {
            Err(failure) if failure.kind == FailureKind::Unreachable => return Err(failure),
            Err(failure) => drop(self.refused.try_update(|all| all.push((order.clone(), failure)))),
            Ok(row) => {
                if let Some(cell) = self.cell(&order.item) {
                    cell.evidence.try_update(|all| {
                        if !all.iter().any(|known| known.id == row.id) {
                            all.push(row);
                        }
                    });
                }
            }
        }
        self.adds.try_update(|adds| adds.retain(|add| add != order));
        Ok(())
    }
}
