//! Who sees what is saved.

use super::person;
use crate::{
    platform::{Platform, refusal},
    services::values::instant,
    store::{BoardRow as StoredBoard, StoreError, ViewRow as StoredView},
};
use app::{
    api::{
        Failure,
        saved::{BoardRow, SharedWith, ViewRow},
    },
    domain::{
        permissions::{Action, Actor, Role},
        saved::Sharing,
        tree::Tree,
        units::UnitId,
    },
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

/// Who sees something that belongs to `owner`.
pub(super) struct Sight<'a> {
    pub(super) platform: &'a Platform,
    pub(super) actor: &'a Actor,
    pub(super) user: &'a str,
    pub(super) tree: Arc<Tree>,
}

impl<'a> Sight<'a> {
    pub(super) async fn of(platform: &'a Platform, actor: &'a Actor) -> Result<Self, Failure> {
        let tree = platform.authorise_somewhere(actor, Action::ReadValues).await?;
        Ok(Self { platform, actor, user: person(actor)?, tree })
    }

    pub(super) fn sees(&self, owner: &str, shared: Option<Sharing>, deleted: bool) -> bool {
        let reaches = |sharing: Sharing| sharing.reaches(self.actor, &self.tree, self.platform.month());
        owner == self.user || (!deleted && shared.is_some_and(reaches))
    }

    /// The units with which something may be shared so that the actor sees it: those of the roles, and all above them.
    pub(super) fn above(&self) -> Vec<UnitId> {
        let month = self.platform.month();
        let above = self.actor.grants.iter().flat_map(|grant| self.tree.path(grant.unit, month));
        above.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What is pinned, as far as it may still be seen.
    pub(super) async fn pinned(&self) -> Result<Vec<StoredView>, Failure> {
        let mut seen = Vec::new();
        for view in self.platform.db.pinned_views(self.user).await? {
            if self.sees_view(&view)? {
                seen.push(view);
            }
        }
        Ok(seen)
    }

    pub(super) fn sees_view(&self, view: &StoredView) -> Result<bool, StoreError> {
        Ok(self.sees(&view.owner, view.sharing()?, view.deleted_at.is_some()))
    }

    pub(super) fn shared_with(&self, sharing: Option<Sharing>) -> Option<SharedWith> {
        let sharing = sharing?;
        let unit = self.tree.get(sharing.unit)?;
        Some(SharedWith {
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            role: sharing.role,
        })
    }

    pub(super) fn view_row(&self, view: StoredView, pinned: &HashSet<i64>) -> Result<ViewRow, Failure> {
        let shared = self.shared_with(view.sharing()?);
        Ok(ViewRow {
            mine: view.owner == self.user,
            pinned: pinned.contains(&view.id),
            id: view.id,
            title: view.title,
            query: view.query,
            owner: view.owner,
            shared,
            deleted: view.deleted_at.is_some(),
            changed_at: instant(view.changed_at),
            revision: view.revision,
        })
    }

    pub(super) fn board_row(&self, board: StoredBoard, size: u32) -> Result<BoardRow, Failure> {
        let shared = self.shared_with(board.sharing()?);
        Ok(BoardRow {
            mine: board.owner == self.user,
            id: board.id,
            title: board.title,
            owner: board.owner,
            shared,
            size,
            deleted: board.deleted_at.is_some(),
            changed_at: instant(board.changed_at),
            revision: board.revision,
        })
    }

    /// With whom an order shares: a unit within those of the owner's roles, so that nobody writes into lists elsewhere.
    pub(super) fn sharing(&self, unit: &str, role: &str) -> Result<Option<Sharing>, Failure> {
        let (code, role) = (unit.trim(), role.trim());
        if code.is_empty() {
            return Ok(None);
        }
        let unit = self.tree.by_code(code).ok_or_else(|| Failure::not_found("unit", code))?;
        let month = self.platform.month();
        if !self.actor.grants.iter().any(|grant| self.tree.is_within(unit.id, grant.unit, month)) {
            return Err(refusal(self.actor, code));
        }
        let known = |word: &str| word.parse().ok().filter(|role| Role::PEOPLE.contains(role));
        let role = match role {
            "" => None,
            word => Some(known(word).ok_or_else(|| Failure::invalid("role", "bad_role", word))?),
        };
        Ok(Some(Sharing { unit: unit.id, role }))
    }
}
