//! The explorer: a choice of indicators × units × periods, answered by the one query path. All that is shown is read at once;
//! units are sorted and paged here, so that no more is computed than is seen.

mod against;
mod grid;
mod units;

use super::{
    indicators::{edition_row, indicator_row},
    units::{last, unit_row},
};
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        analysis::{Analyses, Analysis, Frame},
        indicators::ModuleRow,
        overview::Crumb,
    },
    domain::{
        analysis::Choice,
        catalogue::{Edition, Indicator},
        periods::{Month, Period},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit},
    },
};
use async_trait::async_trait;
use std::{collections::BTreeSet, sync::Arc};

/// The indicators when none is named.
const USUAL: [&str; 3] = ["received", "closed", "closing_rate"];

#[async_trait]
impl Analyses for Platform {
    async fn analyse(&self, actor: &Actor, choice: &Choice, whole: bool) -> Result<Analysis, Failure> {
        let code = self.named_or_home(actor, &choice.unit).await?;
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &code).await?;
        // Read before the figures: a change in between is told twice rather than never.
        let seq = self.db.outbox_head().await?;
        let over = self.month().plus(-1);
        let periods = choice.periods(over).map_err(Failure::from);
        let span = choice.span(over).unwrap_or_else(|_| Choice::default().by.back(over, 12));
        let edition = self.edition_of(Some(&choice.edition), span);
        let known = edition.as_ref().copied().unwrap_or_else(|_| self.catalogue.edition_in(span.last()));
        let mut choice = Choice { unit: unit.code.clone(), ..choice.clone() };
        if choice.indicators.is_empty() {
            let known = USUAL.iter().filter(|id| known.indicator(id).is_some());
            choice.indicators = known.map(|id| (*id).to_owned()).collect();
        }
        let asked =
            Asked { platform: self, actor, tree: &tree, unit: &unit, edition: known, choice: &choice, whole };
        let frame = asked.frame(span, seq).await?;
        let grid = match (edition, periods) {
            (Ok(_), Ok(periods)) => asked.grid(&periods).await,
            (Err(failure), _) | (_, Err(failure)) => Err(failure),
        };
        match grid {
            // Not the choice is wrong then.
            Err(failure) if !matches!(failure.kind, FailureKind::Invalid | FailureKind::NotFound) => {
                Err(failure)
            }
            grid => Ok(Analysis { frame, grid, choice }),
        }
    }
}

/// What is asked, by whom.
struct Asked<'a> {
    platform: &'a Platform,
    actor: &'a Actor,
    tree: &'a Arc<Tree>,
    unit: &'a Unit,
    edition: &'a Edition,
    choice: &'a Choice,
    /// Whether all units are wanted, not one page of them.
    whole: bool,
}

impl Asked<'_> {
    async fn frame(&self, span: Period, seq: i64) -> Result<Frame, Failure> {
        let (platform, tree) = (self.platform, self.tree);
        let month = platform.month();
        let shown = last(self.unit, span.last().min(month));
        let path: Vec<&Unit> = tree.path(self.unit.id, shown).filter_map(|id| tree.get(id)).collect();
        let below = Level::ALL.into_iter().filter(|level| *level > self.unit.level);
        let levels = below.map(|level| (level, tree.below(self.unit.id, level, shown).len() as u32));
        let groups: BTreeSet<&String> = tree
            .below(self.unit.id, Level::Tribunal, shown)
            .into_iter()
            .flat_map(|unit| &unit.groups)
            .collect();
        let catalogue = &platform.catalogue;
        let of_module = |id: &str| catalogue.items().iter().filter(|item| item.module == id).count() as u32;
        let modules = catalogue.modules.iter().map(|module| ModuleRow {
            id: module.id.clone(),
            zh: module.zh.clone(),
            en: module.en.clone(),
            items: of_module(&module.id),
        });
        Ok(Frame {
            unit: unit_row(tree, self.unit, month),
            readable: path.iter().rev().map(|unit| self.may_read(unit, month)).collect(),
            path: path
                .iter()
                .rev()
                .map(|unit| Crumb {
                    code: unit.code.clone(),
                    level: unit.level,
                    name: unit.name.clone(),
                    name_en: unit.name_en.clone(),
                })
                .collect(),
            levels: levels.filter(|(_, count)| *count > 0).collect(),
            span,
            last_month: month.plus(-1).to_string(),
            edition: edition_row(self.edition),
            editions: catalogue.editions().iter().map(edition_row).collect(),
            modules: modules.collect(),
            indicators: self.edition.indicators().iter().map(|i| indicator_row(i, self.edition)).collect(),
            groups: groups.into_iter().cloned().collect(),
            ranking: platform.ranking().await?,
            seq,
            data_time: platform.data_time(self.unit).await?,
        })
    }

    fn may_read(&self, unit: &Unit, month: Month) -> bool {
        may(self.actor, Action::ReadValues, unit, self.tree, last(unit, month))
    }

    /// The indicators that are named.
    fn indicators(&self) -> Result<Vec<&Indicator>, Failure> {
        let find = |id: &String| {
            let found = self.edition.indicator(id);
            found.ok_or_else(|| Failure::invalid("indicator", "unknown_indicator", id))
        };
        self.choice.indicators.iter().map(find).collect()
    }
}
