//! One number, opened: formula, components, sources, revisions, time of the data.

use super::{
    query::{Ask, Query, Sets, comparable},
    value_row,
};
use crate::{platform::Platform, services::values::query::Cell, store::OriginRow};
use app::{
    api::{
        Failure,
        values::{Component, Explanation, RevisionRow, SourceRow},
    },
    domain::{
        catalogue::{Edition, Indicator},
        periods::Period,
        series::Source,
        tree::Tree,
        units::{Level, Unit},
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// Sources and revisions shown of one number.
const SHOWN: usize = 100;

pub(super) async fn explain(
    platform: &Platform,
    tree: &Arc<Tree>,
    unit: &Unit,
    period: Period,
    edition: &Edition,
    indicator: &Indicator,
) -> Result<Explanation, Failure> {
    let heard = platform.heard().await?;
    let ask = Ask { indicators: &[indicator], units: &[unit.id], periods: &[period] };
    let answer = platform.evaluate(tree, &ask).await?;
    let cell: &Cell = answer.cell(0, 0, 0);
    let query = Query::read(platform, tree, &heard, &ask, Sets::none()).await?;
    let mut components = Vec::new();
    let mut origins: BTreeMap<(Source, i64), u32> = BTreeMap::new();
    let mut reporting = None;
    for reference in indicator.formula.items() {
        let Some((wanted, item)) = query.wanted.get(&reference).zip(platform.catalogue.item(&reference.item))
        else {
            continue;
        };
        let over = period.shifted(reference.shift);
        let value = query.item(&reference, unit.id, period);
        let facts = query.facts_of(wanted, unit.id, over);
        for fact in &facts {
            *origins.entry((fact.key.source, fact.origin)).or_default() += 1;
        }
        let last = facts.iter().max_by_key(|fact| (fact.key.period.end(), fact.reporting));
        if reporting.is_none()
            && unit.level < Level::Tribunal
            && let Some(last) = last
        {
            let expected = query.expectations.expected(unit.id, wanted.source, last.key.period.last());
            reporting = Some((last.reporting, expected.max(last.reporting)));
        }
        let measure = platform.catalogue.measure(&item.measure);
        components.push(Component {
            item: item.id.clone(),
            zh: item.zh.clone(),
            en: item.en.clone(),
            measure: measure.map(|m| (m.zh.clone(), m.en.clone())).unwrap_or_default(),
            shift: reference.shift,
            mean: reference.mean,
            period: over.to_string(),
            value: value.map(|v| v.value),
            complete: value.is_some_and(|v| v.complete),
            facts: facts.len() as u32,
        });
    }
    let revisions = platform.revisions(&query, unit, period, indicator).await?;
    let sources = platform.sources(&origins).await?;
    let reference = indicator.reference.filter(|_| comparable(platform, indicator, period));
    Ok(Explanation {
        row: value_row(unit, period, indicator, edition, cell),
        zh: indicator.zh.clone(),
        en: indicator.en.clone(),
        measure: indicator.measure.clone(),
        formula: indicator.formula.to_string(),
        source: indicator.source.clone(),
        note: indicator.note.clone(),
        reference: (reference.and_then(|r| r.low), reference.and_then(|r| r.high)),
        small_number: indicator.formula.is_ratio().then_some(indicator.small_number),
        components,
        reporting,
        data_time: sources.iter().map(|source| source.at.clone()).max(),
        sources,
        revisions,
    })
}

/// An instant on the wire.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Platform {
    async fn origins_by_id(&self, ids: BTreeSet<i64>) -> Result<HashMap<i64, OriginRow>, Failure> {
        let ids: Vec<_> = ids.into_iter().collect();
        Ok(self.db.origins(&ids).await?.into_iter().map(|origin| (origin.id, origin)).collect())
    }

    /// The newest first.
    async fn sources(&self, facts: &BTreeMap<(Source, i64), u32>) -> Result<Vec<SourceRow>, Failure> {
        let newest: BTreeSet<i64> = facts.keys().map(|(_, origin)| *origin).collect();
        let known = self.origins_by_id(newest.into_iter().rev().take(SHOWN).collect()).await?;
        let mut rows: Vec<_> = facts
            .iter()
            .filter_map(|((source, origin), facts)| {
                let origin = known.get(origin)?;
                Some(SourceRow {
                    source: source.as_str().to_owned(),
                    kind: origin.kind.clone(),
                    name: origin.name.clone(),
                    actor: origin.actor.clone(),
                    at: instant(origin.at),
                    facts: *facts,
                })
            })
            .collect();
        rows.sort_by(|a, b| b.at.cmp(&a.at));
        Ok(rows)
    }

    /// What was said before about the unit's own facts in the period, the newest first.
    async fn revisions(
        &self,
        query: &Query<'_>,
        unit: &Unit,
        period: Period,
        indicator: &Indicator,
    ) -> Result<Vec<RevisionRow>, Failure> {
        let mut found = Vec::new();
        for reference in indicator.formula.items() {
            let Some(wanted) = query.wanted.get(&reference) else { continue };
            let over = period.shifted(reference.shift);
            let rows = self.db.fact_history(unit.id, &[wanted.number], over.start, over.end()).await?;
            let standing = query.facts_of(wanted, unit.id, over);
            for row in rows {
                let Some(key) = row.key().filter(|key| over.contains(key.period)) else { continue };
                let now = standing.iter().find(|fact| fact.key == key).map(|fact| fact.value);
                found.push((row, key, reference.item.clone(), now));
            }
        }
        let ids = found.iter().flat_map(|(row, ..)| [row.origin_id, row.replaced_by]).collect();
        let origins = self.origins_by_id(ids).await?;
        let name = |id: i64| origins.get(&id).map(|o| (o.name.clone(), instant(o.at))).unwrap_or_default();
        let mut rows: Vec<_> = found
            .into_iter()
            .map(|(row, key, item, now)| {
                let ((from, at), (replaced_by, replaced_at)) = (name(row.origin_id), name(row.replaced_by));
                RevisionRow {
                    item,
                    period: key.period.to_string(),
                    revision: row.revision,
                    value: row.value,
                    now,
                    source: key.source.as_str().to_owned(),
                    from,
                    at,
                    replaced_by,
                    replaced_at,
                }
            })
            .collect();
        rows.sort_by(|a, b| b.replaced_at.cmp(&a.replaced_at).then_with(|| a.period.cmp(&b.period)));
        rows.dedup();
        rows.truncate(SHOWN);
        Ok(rows)
    }

    /// When the newest data about a unit came in.
    pub(in crate::services) async fn data_time(&self, unit: &Unit) -> Result<Option<String>, Failure> {
        Ok(self.heard().await?.latest(unit.id).map(instant))
    }
}
