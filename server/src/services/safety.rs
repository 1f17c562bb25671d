//! How safe tribunals are, by their alarms and by what watches their points.

use super::devices::known;
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        safety::{Safety, SafetyMap, SafetyMapQuery, SafetyRow, SafetyState},
    },
    domain::{
        devices::{Cover, PointKind},
        permissions::{Action, Actor},
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

#[async_trait]
impl Safety for Platform {
    async fn safety_map(&self, actor: &Actor, query: &SafetyMapQuery) -> Result<SafetyMap, Failure> {
        let code = match query.unit.as_str() {
            "" => self.home_of(actor).await?.unwrap_or_default(),
            code => code.to_owned(),
        };
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
                let state = match (open, handling, cover) {
                    (1.., _, _) => SafetyState::Alarm,
                    (_, 1.., _) => SafetyState::Handling,
                    (_, _, Cover::Blind) => SafetyState::Blind,
                    (_, _, Cover::Unheard) => SafetyState::Unheard,
                    (_, _, Cover::Covered) => SafetyState::Well,
                    (_, _, Cover::NoPoint) => SafetyState::NoPoint,
                };
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
        rows.sort_by(|a, b| (a.state, &a.tribunal).cmp(&(b.state, &b.tribunal)));
        let places = tree
            .children_in(unit.id, month)
            .filter(|unit| !matches!(unit.level, Level::Tribunal | Level::Post))
            .map(|unit| (unit.code.clone(), names(unit)));
        Ok(SafetyMap { rows, places: places.collect(), unit: unit.code.clone() })
    }
}
