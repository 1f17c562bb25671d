//! Which units are meant.

use super::Asked;
use crate::services::units::last;
use app::{
    api::Failure,
    domain::{
        analysis::Units,
        periods::{Month, Period},
        permissions::Action,
        units::{Unit, UnitId},
    },
};

impl Asked<'_> {
    /// The units that are chosen, in the order of their codes. Whoever is named and may not be read fails it; of a level,
    /// those are left out.
    pub(super) async fn units(&self, span: Period) -> Result<Vec<&Unit>, Failure> {
        let found = if self.choice.codes.is_empty() { self.below(span)? } else { self.named().await? };
        let group = &self.choice.group;
        if !group.is_empty() && !self.tree.units().iter().any(|unit| unit.groups.contains(group)) {
            return Err(Failure::invalid("group", "unknown_group", group));
        }
        let called = self.choice.find.to_lowercase();
        let wanted = |unit: &&Unit| unit.is_in_group(group) && (called.is_empty() || unit.is_called(&called));
        let mut units: Vec<&Unit> =
            found.into_iter().filter_map(|id| self.tree.get(id)).filter(wanted).collect();
        units.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(units)
    }

    async fn named(&self) -> Result<Vec<UnitId>, Failure> {
        let mut units = Vec::new();
        for code in &self.choice.codes {
            let (_, unit) = self.platform.authorise(self.actor, Action::ReadValues, "codes", code).await?;
            units.push(unit.id);
        }
        Ok(units)
    }

    fn below(&self, span: Period) -> Result<Vec<UnitId>, Failure> {
        let month = self.platform.month();
        let shown = last(self.unit, span.last().min(month));
        Ok(match self.choice.units {
            Units::Own => vec![self.unit.id],
            Units::Next => {
                let below: Vec<&Unit> = self.tree.children_in(self.unit.id, shown).collect();
                if below.is_empty() {
                    vec![self.unit.id]
                } else {
                    below.into_iter().filter(|unit| self.may_read(unit, month)).map(|unit| unit.id).collect()
                }
            }
            Units::Level(level) if level == self.unit.level => vec![self.unit.id],
            Units::Level(level) if level < self.unit.level => {
                return Err(Failure::invalid("units", "level_not_below", level.as_str()));
            }
            Units::Level(level) => {
                self.platform.units_below(self.actor, self.tree, self.unit.id, level, span)
            }
        })
    }

    /// Whether one of the units lies within another: what is in both would be counted twice.
    pub(super) fn overlap(&self, units: &[&Unit], month: Month) -> bool {
        let same_level = units.windows(2).all(|pair| pair[0].level == pair[1].level);
        let within = |unit: &&Unit| {
            let mut above = self.tree.ancestors(unit.id, last(unit, month));
            above.any(|id| units.iter().any(|other| other.id == id))
        };
        !same_level && units.iter().any(within)
    }
}
