//! Values and explanations.

mod asked;
mod expectations;
mod explain;
pub(super) mod query;
mod reporting;

pub(super) use explain::instant;
pub(crate) use reporting::Reporting;

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        values::{Explanation, ValueRow, Values, ValuesQuery},
    },
    domain::{
        catalogue::{Edition, Indicator},
        periods::{By, Month, Period},
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use query::{Ask, Cell};

/// Values in one answer.
const MOST: usize = 200_000;
/// Months in one question: a hundred years.
const LONGEST: i32 = 1_200;

#[async_trait]
impl Values for Platform {
    async fn query_values(&self, actor: &Actor, query: &ValuesQuery) -> Result<Vec<ValueRow>, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let span = parse_span(&query.from, &query.to)?;
        let edition = self.edition_of(query.edition.as_deref(), span)?;
        let indicators = parse_indicators(edition, &query.indicator)?;
        let by = query.by.as_deref().filter(|by| !by.is_empty());
        let by =
            by.map_or(Ok(By::Total), |by| by.parse().map_err(|_| Failure::invalid("by", "bad_by", by)))?;
        let periods = span.pieces(by);
        let units = match query.level.as_deref().filter(|level| !level.is_empty()) {
            None => vec![unit.id],
            Some(level) => {
                let level = super::units::parse_level("level", level)?;
                let group = query.group.as_deref().unwrap_or_default();
                let called = query.q.as_deref().unwrap_or_default().trim().to_lowercase();
                let is_wanted = |unit: &Unit| unit.is_in_group(group) && unit.is_called(&called);
                let mut units = self.units_below(actor, &tree, unit.id, level, span);
                units.retain(|id| tree.get(*id).is_some_and(is_wanted));
                units
            }
        };
        if units.len() * periods.len() * indicators.len() > MOST {
            return Err(Failure::invalid("by", "too_many_values", MOST.to_string()));
        }
        self.log_look(actor, &tree, &units).await?;
        let ask = Ask { indicators: &indicators, units: &units, periods: &periods };
        let answer = self.evaluate(&tree, &ask).await?;
        let mut rows = Vec::with_capacity(units.len() * periods.len() * indicators.len());
        for (u, unit) in units.iter().filter_map(|id| tree.get(*id)).enumerate() {
            for (p, period) in periods.iter().enumerate() {
                for (i, indicator) in indicators.iter().enumerate() {
                    rows.push(value_row(unit, *period, indicator, edition, answer.cell(u, p, i)));
                }
            }
        }
        Ok(rows)
    }

    async fn explain_value(&self, actor: &Actor, query: &ValuesQuery) -> Result<Explanation, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let period = parse_span(&query.from, &query.to)?;
        let edition = self.edition_of(query.edition.as_deref(), period)?;
        let [indicator] = parse_indicators(edition, &query.indicator)?[..] else {
            return Err(Failure::invalid("indicator", "one_only", &query.indicator));
        };
        self.log_look(actor, &tree, &[unit.id]).await?;
        explain::explain(self, &tree, &unit, period, edition, indicator).await
    }
}

impl Platform {
    /// The edition that is named, or the one in force in the last month.
    pub(super) fn edition_of(&self, id: Option<&str>, span: Period) -> Result<&Edition, Failure> {
        match id.filter(|id| !id.is_empty()) {
            None => Ok(self.catalogue.edition_in(span.last())),
            Some(id) => self.catalogue.edition(id).ok_or_else(|| Failure::not_found("edition", id)),
        }
    }

    /// Units of a level below `unit` in any month at either end of the span, as far as the actor may read them.
    pub(super) fn units_below(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: UnitId,
        level: Level,
        span: Period,
    ) -> Vec<UnitId> {
        let month = self.month();
        let last = span.last().min(month);
        let mut units: Vec<&Unit> = tree.below(unit, level, last);
        for early in tree.below(unit, level, span.start.min(last)) {
            if early.closed.is_some_and(|closed| closed <= last) {
                units.push(early);
            }
        }
        units.retain(|below| may(actor, Action::ReadValues, below, tree, super::units::last(below, month)));
        units.sort_by(|a, b| a.code.cmp(&b.code));
        units.dedup_by_key(|unit| unit.id);
        units.into_iter().map(|unit| unit.id).collect()
    }

    /// Whoever looks at a judge's post leaves a trace that the judge can read, unless it is the judge.
    pub(super) async fn log_look(&self, actor: &Actor, tree: &Tree, units: &[UnitId]) -> Result<(), Failure> {
        let own = |id: UnitId| actor.grants.iter().any(|g| g.role == Role::PostJudge && g.unit == id);
        let posts: Vec<_> = units
            .iter()
            .filter_map(|id| tree.get(*id))
            .filter(|unit| unit.level == Level::Post && !own(unit.id))
            .filter(|post| self.looks.is_new(&actor.name, post.id.0, self.now()))
            .collect();
        if posts.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for post in posts {
            let detail = serde_json::json!({});
            tx.append_audit(self.now(), &actor.name, "posts.look", &post.code, &detail).await?;
        }
        Ok(tx.commit().await?)
    }
}

pub(super) fn parse_span(from: &str, to: &str) -> Result<Period, Failure> {
    let month = |field, text: &str| -> Result<Month, Failure> {
        text.parse().map_err(|_| Failure::invalid(field, "bad_month", text))
    };
    let (first, last) = (month("from", from)?, month("to", to)?);
    if last.index() - first.index() >= LONGEST {
        return Err(Failure::invalid("to", "span_too_long", to));
    }
    Period::between(first, last).ok_or_else(|| Failure::invalid("to", "before_from", to))
}

fn parse_indicators<'a>(edition: &'a Edition, ids: &str) -> Result<Vec<&'a Indicator>, Failure> {
    let mut found: Vec<&Indicator> = Vec::new();
    for id in ids.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        let indicator = edition.indicator(id);
        let indicator = indicator.ok_or_else(|| Failure::invalid("indicator", "unknown_indicator", id))?;
        if !found.iter().any(|known| known.id == indicator.id) {
            found.push(indicator);
        }
    }
    if found.is_empty() {
        return Err(Failure::invalid("indicator", "missing", ids));
    }
    Ok(found)
}

/// A value on the wire.
pub(super) fn value_row(
    unit: &Unit,
    period: Period,
    indicator: &Indicator,
    edition: &Edition,
    cell: &Cell,
) -> ValueRow {
    ValueRow {
        unit: unit.code.clone(),
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        level: unit.level,
        period: period.to_string(),
        indicator: indicator.id.clone(),
        value: cell.computed.value,
        numerator: cell.computed.numerator,
        denominator: cell.computed.denominator,
        status: cell.status,
        judgement: cell.judgement,
        edition: edition.id.clone(),
    }
}
