//! Checklists added up: the latest accepted one of each tribunal.

use crate::{platform::Platform, store::ReportRow as Stored};
use app::{
    api::{
        Failure,
        lacks::{Checklists, LackRow, LackSection, LackUnit, Lacks, LacksQuery},
    },
    domain::{
        catalogue::Kind,
        forms::CHECKLIST,
        periods::{Month, Period},
        permissions::{Action, Actor},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

#[async_trait]
impl Checklists for Platform {
    async fn lacks(&self, actor: &Actor, query: &LacksQuery) -> Result<Lacks, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let sections = self.sections();
        let known = |id: &str| sections.iter().any(|part| part.points.iter().any(|(point, ..)| point == id));
        if !query.point.is_empty() && !known(&query.point) {
            return Err(Failure::not_found("point", &query.point));
        }
        let tribunals = self.tribunals_of(&tree, &unit);
        let ids: Vec<UnitId> = tribunals.iter().map(|tribunal| tribunal.id).collect();
        let points: Vec<&str> =
            sections.iter().flat_map(|part| &part.points).map(|(id, ..)| id.as_str()).collect();
        let has = self.ticked(&ids, &points, None).await?;
        let rows = self.lack_rows(&tree, &unit, &tribunals, &sections, &has);
        let units = if query.point.is_empty() {
            vec![]
        } else {
            let of = |tribunal: &&Unit| {
                let court = tree.path(tribunal.id, self.month()).filter_map(|id| tree.get(id));
                let court = court.into_iter().find(|unit| unit.level == Level::Court);
                LackUnit {
                    unit: tribunal.code.clone(),
                    name: names(tribunal),
                    court: court.map(names).unwrap_or_default(),
                    has: has.get(&tribunal.id).and_then(|ticked| ticked.points.get(&query.point).copied()),
                }
            };
            tribunals.iter().map(of).collect()
        };
        Ok(Lacks { sections, rows, point: query.point.clone(), units })
    }
}

fn names(unit: &Unit) -> (String, String) {
    (unit.name.clone(), unit.name_en.clone())
}

/// A checklist as it was last accepted.
pub(super) struct Ticked {
    /// The span it was reported for.
    pub period: Period,
    /// Yes or no, by point; what was not answered is absent.
    pub points: HashMap<String, bool>,
}

impl Platform {
    /// The tribunals of a subtree, a tribunal itself included.
    pub(super) fn tribunals_of<'a>(&self, tree: &'a Tree, unit: &Unit) -> Vec<&'a Unit> {
        match unit.level {
            Level::Tribunal => tree.get(unit.id).into_iter().collect(),
            Level::Post => vec![],
            _ => tree.below(unit.id, Level::Tribunal, self.month()),
        }
    }

    /// The sections of the checklist that have points to tick.
    fn sections(&self) -> Vec<LackSection> {
        let Some(form) = self.catalogue.form(CHECKLIST) else { return vec![] };
        let parts = form.sections.iter().filter(|part| part.repeats.is_none()).map(|part| LackSection {
            id: part.id.clone(),
            name: (part.zh.clone(), part.en.clone()),
            points: part
                .fields
                .iter()
                .filter(|field| field.kind == Kind::YesNo)
                .map(|field| (field.id.clone(), field.zh.clone(), field.en.clone()))
                .collect(),
        });
        parts.filter(|part| !part.points.is_empty()).collect()
    }

    /// What the latest accepted checklists of some tribunals, or the latest by a month, say of some points; those that
    /// have none are absent.
    pub(super) async fn ticked(
        &self,
        tribunals: &[UnitId],
        points: &[&str],
        until: Option<Month>,
    ) -> Result<HashMap<UnitId, Ticked>, Failure> {
        let stored = self.db.latest_accepted(CHECKLIST, tribunals, until).await?;
        let reports: HashMap<i64, UnitId> = stored.iter().map(|row| (row.id, UnitId(row.unit_id))).collect();
        let numbers: Vec<i64> = reports.keys().copied().collect();
        let nothing = |row: &Stored| Ticked { period: row.period(), points: HashMap::new() };
        let mut ticked: HashMap<UnitId, Ticked> =
            stored.iter().map(|row| (UnitId(row.unit_id), nothing(row))).collect();
        for answer in self.db.answers_to(&numbers, points).await? {
            let yes = match answer.answer.trim() {
                "yes" => true,
                "no" => false,
                _ => continue,
            };
            if let Some(known) = reports.get(&answer.report_id).and_then(|unit| ticked.get_mut(unit)) {
                known.points.insert(answer.field, yes);
            }
        }
        Ok(ticked)
    }

    /// The units right below, each with the sums of its tribunals, and the whole at the end.
    fn lack_rows(
        &self,
        tree: &Tree,
        top: &Unit,
        tribunals: &[&Unit],
        sections: &[LackSection],
        has: &HashMap<UnitId, Ticked>,
    ) -> Vec<LackRow> {
        let empty = |unit: &Unit| LackRow {
            unit: unit.code.clone(),
            name: names(unit),
            level: unit.level,
            tribunals: 0,
            reporting: 0,
            cells: vec![(0, 0); sections.len()],
        };
        let mut rows: HashMap<UnitId, LackRow> = HashMap::new();
        let mut whole = empty(top);
        for tribunal in tribunals {
            let path: Vec<UnitId> = tree.path(tribunal.id, self.month()).collect();
            let at = path.iter().position(|id| *id == top.id).unwrap_or(0);
            let child = tree.get(if at == 0 { tribunal.id } else { path[at - 1] });
            let Some(child) = child else { continue };
            let row = rows.entry(child.id).or_insert_with(|| empty(child));
            for row in [row, &mut whole] {
                row.tribunals += 1;
                let Some(ticked) = has.get(&tribunal.id) else { continue };
                row.reporting += 1;
                for (cell, section) in row.cells.iter_mut().zip(sections) {
                    let answered = section.points.iter().filter_map(|(id, ..)| ticked.points.get(id));
                    for yes in answered {
                        cell.0 += u32::from(*yes);
                        cell.1 += 1;
                    }
                }
            }
        }
        let mut rows: Vec<LackRow> = rows.into_values().collect();
        rows.sort_by(|a, b| a.unit.cmp(&b.unit));
        if top.level != Level::Tribunal {
            rows.push(whole);
        }
        rows
    }
}
