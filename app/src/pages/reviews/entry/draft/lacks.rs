//! What stands in the way of handing in, as one fills in: the rule of the server, which decides.

use super::{Draft, Saving};
use crate::api::reviews::Lack;
use leptos::prelude::*;

impl Draft {
    /// What stands in the way of handing in, in the order of the standard.
    pub fn lacks(self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let mut lack =
            |item: &str, what: &str| lacks.push(Lack { item: item.to_owned(), what: what.to_owned() });
        self.asked.with_value(|asked| {
            for (item, asked) in asked {
                let Some(cell) = self.cell(item) else { continue };
                // What was refused has not reached the server, whatever stands in the field.
                if cell.saving.with(|saving| matches!(saving, Saving::Refused(_))) {
                    lack(item, "refused");
                } else if asked.points && cell.points.with(|text| text.trim().is_empty()) {
                    lack(item, "points");
                }
                let (none, expired) =
                    cell.evidence.with(|all| (all.is_empty(), all.iter().any(|piece| piece.expired)));
                if asked.evidence && none {
                    lack(item, "evidence");
                }
                if expired {
                    lack(item, "expired");
                }
            }
        });
        if self.cell("").is_some_and(|cell| cell.statement.with(|text| text.trim().is_empty())) {
            lack("", "statement");
        }
        lacks
    }
}
