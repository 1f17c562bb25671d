//! The tree of units, held in memory: some thousand entries for a province, some ten thousand for the nation.
//! One tree answers who is below whom in which month, for adding up, for drilling down and for permissions.

use super::{
    periods::Month,
    units::{Level, ParentLink, Unit, UnitId},
};
use std::collections::HashMap;

/// All units and parent links.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    units: Vec<Unit>,
    by_id: HashMap<UnitId, usize>,
    by_code: HashMap<String, usize>,
    parents: HashMap<UnitId, Vec<ParentLink>>,
    children: HashMap<UnitId, Vec<ParentLink>>,
}

/// Deeper than any real tree; a bound that a wrong link cannot turn into an endless walk.
const DEEPEST: usize = 16;

impl Tree {
    /// Builds the tree. Order of units is kept and is the order of every listing.
    pub fn new(units: Vec<Unit>, links: Vec<ParentLink>) -> Self {
        let by_id = units.iter().enumerate().map(|(i, unit)| (unit.id, i)).collect();
        let by_code = units.iter().enumerate().map(|(i, unit)| (unit.code.clone(), i)).collect();
        let mut tree = Self { units, by_id, by_code, ..Self::default() };
        for link in links {
            tree.parents.entry(link.unit).or_default().push(link);
            tree.children.entry(link.parent).or_default().push(link);
        }
        tree
    }

    /// Every unit.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// By number.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id).map(|&i| &self.units[i])
    }

    /// By code.
    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.by_code.get(code).map(|&i| &self.units[i])
    }

    /// Units without a parent in that month: the provinces.
    pub fn roots(&self, month: Month) -> impl Iterator<Item = &Unit> {
        self.units
            .iter()
            .filter(move |unit| unit.exists_in(month) && self.parent_in(unit.id, month).is_none())
    }

    /// The parent in that month.
    pub fn parent_in(&self, unit: UnitId, month: Month) -> Option<UnitId> {
        self.parents.get(&unit)?.iter().find(|link| link.holds_in(month)).map(|link| link.parent)
    }

    /// Every parent link of a unit, oldest first: its history.
    pub fn links_of(&self, unit: UnitId) -> &[ParentLink] {
        self.parents.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// From the parent up to the province.
    pub fn ancestors(&self, unit: UnitId, month: Month) -> impl Iterator<Item = UnitId> {
        std::iter::successors(self.parent_in(unit, month), move |&id| self.parent_in(id, month)).take(DEEPEST)
    }

    /// The unit itself, then its ancestors.
    pub fn path(&self, unit: UnitId, month: Month) -> impl Iterator<Item = UnitId> {
        std::iter::once(unit).chain(self.ancestors(unit, month))
    }

    /// The unit itself and all that were above it in any month.
    pub fn ever_above(&self, unit: UnitId) -> Vec<UnitId> {
        let mut above = vec![unit];
        let mut next = 0;
        while let Some(&id) = above.get(next) {
            for link in self.links_of(id) {
                if !above.contains(&link.parent) {
                    above.push(link.parent);
                }
            }
            next += 1;
        }
        above
    }

    /// Whether `unit` is `ancestor` or below it.
    pub fn is_within(&self, unit: UnitId, ancestor: UnitId, month: Month) -> bool {
        self.path(unit, month).any(|id| id == ancestor)
    }

    /// Units directly below that exist in that month.
    pub fn children_in(&self, unit: UnitId, month: Month) -> impl Iterator<Item = &Unit> {
        self.children
            .get(&unit)
            .into_iter()
            .flatten()
            .filter(move |link| link.holds_in(month))
            .filter_map(move |link| self.get(link.unit))
            .filter(move |child| child.exists_in(month))
    }

    /// Units that were directly below in any month of `first..=last`.
    pub fn children_between(&self, unit: UnitId, first: Month, last: Month) -> Vec<UnitId> {
        let mut children: Vec<_> = self
            .children
            .get(&unit)
            .into_iter()
            .flatten()
            .filter(|link| link.from <= last && link.until.is_none_or(|until| first < until))
            .map(|link| link.unit)
            .collect();
        children.sort_unstable();
        children.dedup();
        children
    }

    /// Everything of a level below (or at) `unit` in that month, in the order of the tree.
    pub fn below(&self, unit: UnitId, level: Level, month: Month) -> Vec<&Unit> {
        let mut found = Vec::new();
        self.collect(unit, level, month, &mut found, 0);
        found
    }

    fn collect<'a>(
        &'a self,
        id: UnitId,
        level: Level,
        month: Month,
        found: &mut Vec<&'a Unit>,
        depth: usize,
    ) {
        let Some(unit) = self.get(id) else { return };
        if unit.level == level {
            found.push(unit);
        } else if unit.level < level && depth < DEEPEST {
            for child in self.children_in(id, month) {
                self.collect(child.id, level, month, found, depth + 1);
            }
        }
    }

    /// How many tribunals are expected to report for `unit` in that month; a unit without any stands for itself.
    pub fn expected_reports(&self, unit: UnitId, month: Month) -> i64 {
        match self.get(unit) {
            Some(found) if found.level < Level::Tribunal => {
                (self.below(unit, Level::Tribunal, month).len() as i64).max(1)
            }
            _ => 1,
        }
    }

    /// The level that a click on the unit leads to: that of its first child.
    pub fn level_below(&self, unit: UnitId, month: Month) -> Option<Level> {
        self.children_in(unit, month).map(|child| child.level).min()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn unit(id: i64, code: &str, level: Level) -> Unit {
        Unit {
            id: UnitId(id),
            code: code.to_owned(),
            level,
            name: code.to_owned(),
            name_en: String::new(),
            pinyin: String::new(),
            opened: Month::from_index(24000),
            closed: None,
            position: None,
            area_km2: None,
            population: None,
            groups: vec![],
            townships: vec![],
            facts: String::new(),
        }
    }

    fn link(unit: i64, parent: i64, from: i32, until: Option<i32>) -> ParentLink {
        ParentLink {
            unit: UnitId(unit),
            parent: UnitId(parent),
            from: Month::from_index(from),
            until: until.map(Month::from_index),
        }
    }

    /// Province 1; cities 2, 3; court 4 in city 2; tribunal 5 moves from court 4 to city 3 in month 24100.
    pub(crate) fn small_tree() -> Tree {
        Tree::new(
            vec![
                unit(1, "P", Level::Province),
                unit(2, "A", Level::City),
                unit(3, "B", Level::City),
                unit(4, "AC", Level::Court),
                unit(5, "T", Level::Tribunal),
            ],
            vec![
                link(2, 1, 24000, None),
                link(3, 1, 24000, None),
                link(4, 2, 24000, None),
                link(5, 4, 24000, Some(24100)),
                link(5, 3, 24100, None),
            ],
        )
    }

    #[test]
    fn a_moved_tribunal_belongs_to_the_old_parent_before_and_to_the_new_one_after() {
        let tree = small_tree();
        let path = |month| tree.path(UnitId(5), Month::from_index(month)).map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(path(24099), [5, 4, 2, 1]);
        assert_eq!(path(24100), [5, 3, 1], "a skipped level is no gap");
        let ever: Vec<_> = tree.ever_above(UnitId(5)).iter().map(|id| id.0).collect();
        assert_eq!(ever, [5, 4, 3, 2, 1], "under both");
        assert_eq!(tree.below(UnitId(2), Level::Tribunal, Month::from_index(24100)).len(), 0);
        assert_eq!(tree.below(UnitId(1), Level::Tribunal, Month::from_index(24100)).len(), 1);
    }

    #[test]
    fn a_circle_of_links_ends() {
        let tree = Tree::new(
            vec![unit(1, "A", Level::City), unit(2, "B", Level::City)],
            vec![link(1, 2, 24000, None), link(2, 1, 24000, None)],
        );
        assert!(tree.ancestors(UnitId(1), Month::from_index(24000)).count() <= DEEPEST);
        assert_eq!(tree.ever_above(UnitId(1)), [UnitId(1), UnitId(2)]);
        assert!(tree.below(UnitId(1), Level::Tribunal, Month::from_index(24000)).is_empty());
    }
}
