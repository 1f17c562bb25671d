//! How safe tribunals are, by their alarms and by what watches their points.

use super::devices::known;
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        safety::{Safety, SafetyMap, SafetyMapQuery, SafetyRow},
    },
    domain::{
        devices::{Cover, PointKind, SafetyState},
        permissions::{Action, Actor},
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

#[async_trait]
impl Safety for Platform {
    async fn safety_map(&self, actor: &Actor, query: &SafetyMapQuery) -> Result<SafetyMap, Failure> {
        let code = self.named_or_home(actor, &query.unit).await?;
        let (tree, unit) = self.authorise(actor, Action::ReadAlarms, "unit", &code).await?;
        let kind = PointKind::from_word(&query.point);
        known("point", &query.point, kind.is_some())?;
        let month = self.month();
        let tribunals = self.tribunals_of(&tree, &unit);
        let ids: Vec<UnitId> = tribunals.iter().map(|tribunal| tribunal.id).collect();
        let waiting = self.db.waiting_alarms(&ids, &query.point).await?;
        let waiting: HashMap<i64, (i64, i64)> =
            waiting.into_iter().map(|(unit, open, handling)| (unit, (open, handling))).collect();
        let names = |unit: &Unit| (unit.name.clone(), unit.name_en.clone());
        let covers = self.cover_rows(&tree, &ids).await?;
        let mut rows: Vec<SafetyRow> = covers
            .into_iter()
            .filter_map(|row| {
                let tribunal = tree.by_code(&row.tribunal)?;
                let (open, handling) = waiting.get(&tribunal.id.0).copied().unwrap_or_default();
                let asked = PointKind::ALL.iter().zip(&row.cells);
                let cells: Vec<_> = asked
                    .filter(|(each, cell)| kind.is_none_or(|kind| kind == **each) && cell.points > 0)
                    .map(|(_, cell)| cell)
                    .collect();
                let cover = Cover::of_points(cells.iter().map(|cell| cell.cover));
                let state = SafetyState::of(open, handling, cover);
                let court = tree.parent_in(tribunal.id, month).and_then(|court| tree.get(court));
                let court = court.map(names).unwrap_or_default();
                Some(SafetyRow {
                    name: row.name,
                    tribunal: row.tribunal,
                    court,
                    state,
                    open,
                    handling,
                    covered: cells.iter().map(|cell| cell.covered).sum(),
                    points: cells.iter().map(|cell| cell.points).sum(),
                })
            })
            .collect();
        let needle = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let texts = [&row.tribunal, &row.name.0, &row.name.1, &row.court.0, &row.court.1];
            needle.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&needle))
        });
        sort(&mut rows, &query.sort)?;
        let places = tree
            .children_in(unit.id, month)
            .filter(|unit| !matches!(unit.level, Level::Tribunal | Level::Post))
            .map(|unit| (unit.code.clone(), names(unit)));
        Ok(SafetyMap { rows, places: places.collect(), unit: unit.code.clone() })
    }
}

fn sort(rows: &mut [SafetyRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    match column {
        "" | "state" => rows.sort_by(|a, b| (a.state, &a.tribunal).cmp(&(b.state, &b.tribunal))),
        "tribunal" => rows.sort_by(|a, b| a.tribunal.cmp(&b.tribunal)),
        "alarms" => rows.sort_by_key(|row| (-row.open, -row.handling)),
        // Points that nothing watches.
        "points" => rows.sort_by_key(|row| std::cmp::Reverse(row.points - row.covered.min(row.points))),
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    }
    if down {
        rows.reverse();
    }
    Ok(())
}
