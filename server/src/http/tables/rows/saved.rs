//! What people save, as tables.

use super::super::{Cell, TableRow};
use app::api::{
    saved::{BoardRow, SharedWith, ViewRow},
    subscriptions::DeliveryRow,
};
use app::domain::permissions::Role;

fn shared(with: Option<&SharedWith>) -> [Cell; 2] {
    let role = with.and_then(|with| with.role).map(Role::as_str);
    [with.map(|with| &with.unit).into(), role.into()]
}

impl TableRow for ViewRow {
    const HEAD: &'static [&'static str] = &["id", "title", "query", "owner", "shared", "role", "changed_at"];

    fn cells(&self) -> Vec<Cell> {
        let [unit, role] = shared(self.shared.as_ref());
        vec![
            self.id.into(),
            (&self.title).into(),
            (&self.query).into(),
            (&self.owner).into(),
            unit,
            role,
            (&self.changed_at).into(),
        ]
    }
}

impl TableRow for BoardRow {
    const HEAD: &'static [&'static str] = &["id", "title", "size", "owner", "shared", "role", "changed_at"];

    fn cells(&self) -> Vec<Cell> {
        let [unit, role] = shared(self.shared.as_ref());
        vec![
            self.id.into(),
            (&self.title).into(),
            i64::from(self.size).into(),
            (&self.owner).into(),
            unit,
            role,
            (&self.changed_at).into(),
        ]
    }
}

impl TableRow for DeliveryRow {
    const HEAD: &'static [&'static str] =
        &["id", "title", "due", "state", "reason", "made_at", "seen", "mailed"];

    fn cells(&self) -> Vec<Cell> {
        let flag = |on: bool| Cell::from(if on { "yes" } else { "no" });
        vec![
            self.id.into(),
            (&self.title).into(),
            (&self.due).into(),
            (&self.state).into(),
            self.reason.as_ref().map_or(Cell::Empty, |failure| failure.reason.as_str().into()),
            self.made_at.as_deref().into(),
            flag(self.seen),
            flag(self.mailed),
        ]
    }
}
