//! Everything on the page of a unit, from the one query path: a handful of questions over all units shown, none per
//! unit. What moves slowly (peers' medians, what is worth a look) is kept for half a minute, all other answers until
//! something changes, and then but for the units that have changed.

mod answers;
mod changed;
mod drawing;
mod figures;
mod notices;
mod peers;
mod study;

use super::{
    indicators::{edition_row, indicator_row},
    units::{last, unit_row},
    values::{parse_span, query::Ask, value_row},
};
use crate::platform::Platform;
pub(crate) use answers::Answers;
use answers::Ground;
use app::{
    api::{
        Failure,
        overview::{Crumb, Overview, OverviewAnswer, OverviewQuery, Part},
    },
    charts::trend::TrendSpec,
    domain::{
        catalogue::{Edition, Indicator},
        periods::{Month, Period},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
pub(crate) use notices::Kept;
pub(crate) use peers::{Medians, Shelf};
use std::sync::Arc;
pub(super) use study::Study;

/// The indicator of the map and the trend when nothing else is said.
const USUAL: &str = "closing_rate";

#[async_trait]
impl Overview for Platform {
    async fn overview(&self, actor: &Actor, query: &OverviewQuery) -> Result<OverviewAnswer, Failure> {
        let asked = self.asked(actor, query).await?;
        asked.page(self, actor).answer(query).await
    }
}

/// What a question is about, once whoever asks has been let in.
struct Asked<'a> {
    tree: Arc<Tree>,
    unit: Unit,
    period: Period,
    edition: &'a Edition,
    indicator: &'a Indicator,
    ground: Ground,
}

impl Asked<'_> {
    fn page<'a>(&'a self, platform: &'a Platform, actor: &'a Actor) -> Page<'a> {
        let Self { tree, unit, period, edition, indicator, ground } = self;
        Page { platform, actor, tree, unit, period: *period, edition, indicator, ground }
    }
}

impl Platform {
    /// Lets in whoever may read the figures of the unit, and reads what else is asked for.
    async fn asked(&self, actor: &Actor, query: &OverviewQuery) -> Result<Asked<'_>, Failure> {
        let code = self.named_or_home(actor, &query.unit).await?;
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &code).await?;
        // Read before the figures: a change in between is told twice rather than never.
        let head = self.db.outbox_head().await?;
        let period = self.period_of(query)?;
        let edition = self.edition_of(Some(query.edition.as_str()), period)?;
        let id = if query.indicator.is_empty() { USUAL } else { &query.indicator };
        let indicator = edition.indicator(id);
        let indicator = indicator.ok_or_else(|| Failure::invalid("indicator", "unknown_indicator", id))?;
        let known = |unit: &Unit| unit.groups.contains(&query.group);
        if !query.group.is_empty() && !tree.units().iter().any(known) {
            return Err(Failure::invalid("group", "unknown_group", &query.group));
        }
        let figures = self.answers.newest_of_figures(&self.db, head).await?;
        let heard = self.heard().await?;
        let ground = Ground { head, figures, tree: tree.clone(), heard, month: self.month() };
        Ok(Asked { tree, unit, period, edition, indicator, ground })
    }
}

impl Platform {
    /// Where a person's own view starts: the unit of the first role, for guests the first province.
    pub(crate) async fn home_of(&self, actor: &Actor) -> Result<Option<String>, Failure> {
        let tree = self.tree().await?;
        let month = self.month();
        let own = actor.grants.iter().filter_map(|grant| tree.get(grant.unit)).next();
        let root =
            || tree.roots(month).next().filter(|root| may(actor, Action::ReadValues, root, &tree, month));
        Ok(own.or_else(root).map(|unit| unit.code.clone()))
    }

    /// The code that is named, or where the person's own view starts.
    pub(crate) async fn named_or_home(&self, actor: &Actor, code: &str) -> Result<String, Failure> {
        if code.is_empty() { Ok(self.home_of(actor).await?.unwrap_or_default()) } else { Ok(code.to_owned()) }
    }

    /// The period asked for; usually the twelve months that are over.
    fn period_of(&self, query: &OverviewQuery) -> Result<Period, Failure> {
        let last_over = self.month().plus(-1);
        match (query.from.as_str(), query.to.as_str()) {
            ("", "") => Ok(Period::new(last_over.plus(-11), 12)),
            ("", to) => {
                let to: Month = to.parse().map_err(|_| Failure::invalid("to", "bad_month", to))?;
                Ok(Period::new(to.plus(-11), 12))
            }
            (from, "") => parse_span(from, &last_over.to_string()),
            (from, to) => parse_span(from, to),
        }
    }
}

/// What the page is about.
pub(super) struct Page<'a> {
    platform: &'a Platform,
    actor: &'a Actor,
    tree: &'a Arc<Tree>,
    unit: &'a Unit,
    period: Period,
    edition: &'a Edition,
    indicator: &'a Indicator,
    ground: &'a Ground,
}

impl Page<'_> {
    async fn answer(&self, query: &OverviewQuery) -> Result<OverviewAnswer, Failure> {
        let month = self.platform.month();
        let shown = last(self.unit, self.period.last().min(month));
        let level_below = self.tree.level_below(self.unit.id, shown);
        let below: Vec<&Unit> = self.tree.children_in(self.unit.id, shown).collect();
        let parts = self.parts(&below, &query.group).await?;
        let tribunals: Vec<&Unit> = if self.unit.level < Level::Tribunal {
            let mut all = self.tree.below(self.unit.id, Level::Tribunal, shown);
            all.retain(|tribunal| !below.iter().any(|part| part.id == tribunal.id));
            all
        } else {
            vec![]
        };
        let tribunals = self.parts(&tribunals, &query.group).await?;
        let looks: Vec<UnitId> = std::iter::once(self.unit.id)
            .chain(parts.iter().filter_map(|part| self.tree.by_code(&part.row.unit)).map(|unit| unit.id))
            .collect();
        self.platform.log_look(self.actor, self.tree, &looks).await?;
        let (notices, notices_total) = self.notices(shown).await?;
        Ok(OverviewAnswer {
            unit: unit_row(self.tree, self.unit, month),
            path: self.path(shown),
            from: self.period.start.to_string(),
            to: self.period.last().to_string(),
            edition: edition_row(self.edition),
            editions: self.platform.catalogue.editions().iter().map(edition_row).collect(),
            indicator: indicator_row(self.indicator, self.edition),
            indicators: self.edition.indicators().iter().map(|i| indicator_row(i, self.edition)).collect(),
            figures: self.figures().await?,
            trend: self.trend(query.english, TrendSpec::USUAL_SIZE).await?,
            level_below,
            notices,
            notices_total,
            counts: self.counts(shown),
            parts,
            tribunals,
            seq: self.ground.head,
            data_time: self.platform.data_time(self.unit).await?,
            last_month: month.plus(-1).to_string(),
            ranking: self.platform.ranking().await?,
            looks: self.platform.may_read_looks(self.actor, self.tree, self.unit),
        })
    }

    fn path(&self, month: Month) -> Vec<Crumb> {
        let mut path: Vec<_> = self
            .tree
            .path(self.unit.id, month)
            .filter_map(|id| self.tree.get(id))
            .map(|unit| Crumb {
                code: unit.code.clone(),
                level: unit.level,
                name: unit.name.clone(),
                name_en: unit.name_en.clone(),
            })
            .collect();
        path.reverse();
        path
    }

    fn counts(&self, month: Month) -> Vec<(Level, u32)> {
        let below = Level::ALL.into_iter().filter(|level| *level > self.unit.level);
        let counted = below.map(|level| (level, self.tree.below(self.unit.id, level, month).len() as u32));
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// The chosen indicator and the caseload of units, as far as the actor may read them, of one peer group or all.
    async fn parts(&self, units: &[&Unit], group: &str) -> Result<Vec<Part>, Failure> {
        let month = self.platform.month();
        let readable = |unit: &&Unit| {
            may(self.actor, Action::ReadValues, unit, self.tree, last(unit, month)) && unit.is_in_group(group)
        };
        let units: Vec<&Unit> = units.iter().copied().filter(readable).collect();
        if units.is_empty() {
            return Ok(vec![]);
        }
        let ids: Vec<_> = units.iter().map(|unit| unit.id).collect();
        let caseload = self.edition.indicator("received");
        let indicators: Vec<&Indicator> = std::iter::once(self.indicator).chain(caseload).collect();
        let ask = Ask { indicators: &indicators, units: &ids, periods: &[self.period] };
        let answer = self.evaluate(&ask, false).await?;
        let medians = self.peer_medians().await?;
        let parts = units.iter().enumerate().map(|(u, unit)| Part {
            parent: self
                .tree
                .parent_in(unit.id, last(unit, month))
                .and_then(|id| self.tree.get(id))
                .map(|parent| parent.code.clone())
                .unwrap_or_default(),
            row: value_row(unit, self.period, self.indicator, self.edition, answer.cell(u, 0, 0)),
            caseload: caseload.and_then(|_| answer.cell(u, 0, 1).computed.value),
            groups: unit.groups.clone(),
            peer_median: medians.of(self.tree, unit, month),
        });
        Ok(parts.collect())
    }
}
