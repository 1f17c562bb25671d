//! What waits goes out in the background.

use super::{Cell, Draft, Saving, Theirs, bad_points};
use crate::api::{
    Failure,
    reviews::{EvidenceOrder, EvidenceRow, ItemOrder, SavedItem, add_evidence, save_items},
};
use leptos::prelude::*;

impl Draft {
    /// Sends what waits: points and statements in one go, then evidence one after the other.
    pub fn flush(self) {
        if !self.sender.is_free() {
            return;
        }
        let orders = self.orders();
        let add = self.adds.try_with_untracked(|adds| adds.first().cloned()).flatten();
        if orders.is_empty() && add.is_none() {
            return;
        }
        let address = self.address.get_value();
        let sending = async move {
            match add {
                Some(add) if orders.is_empty() => match add_evidence(address, add.clone()).await {
                    Err(failure) if !failure.is_final() => Err(failure),
                    answer => {
                        self.added(&add, answer);
                        Ok(())
                    }
                },
                _ => save_items(address, orders.clone()).await.map(|saved| self.saved(saved, &orders)),
            }
        };
        let settle = move |answer: Result<(), Failure>| {
            // Refused as a whole: it waits until something is changed.
            if answer.is_ok() {
                self.remember();
                self.flush();
            }
        };
        self.sender.send(sending, settle, move || self.flush());
    }

    fn orders(self) -> Vec<ItemOrder> {
        let waiting = |(id, cell): (&String, &Cell)| {
            let waits = cell.saving.try_with_untracked(|saving| *saving == Saving::Waiting) == Some(true);
            waits.then(|| ItemOrder {
                item: id.clone(),
                points: cell.points.get_untracked().trim().to_owned(),
                statement: cell.statement.get_untracked(),
                base: cell.base.get_untracked(),
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
            if let SavedItem::Kept { revision } = saved {
                let _ = cell.base.try_set(revision);
            }
            let same = cell.points.try_with_untracked(|text| text.trim() == order.points) == Some(true)
                && cell.statement.try_with_untracked(|text| *text == order.statement) == Some(true);
            let now = match saved {
                // What was typed while it was on its way still waits.
                SavedItem::Kept { .. } | SavedItem::Refused { .. } if !same => continue,
                SavedItem::Kept { .. } => Saving::Kept,
                SavedItem::Conflict { points, statement, revision } => {
                    Saving::Conflict(Theirs { points, statement, revision })
                }
                SavedItem::Refused { reason } => Saving::Refused(self.refusal(&id, &reason, order)),
            };
            let _ = cell.saving.try_set(now);
        }
    }

    /// Why an item was refused, in words that fit the reason.
    fn refusal(self, id: &str, reason: &str, order: &ItemOrder) -> Failure {
        let item = self.standard.try_with_value(|standard| standard.item(id).cloned()).flatten();
        match item.filter(|_| reason == "bad_points") {
            Some(item) => bad_points(&item),
            None => Failure::invalid("points", reason, order.points.clone()),
        }
    }

    fn added(self, order: &EvidenceOrder, answer: Result<EvidenceRow, Failure>) {
        match answer {
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
    }
}
