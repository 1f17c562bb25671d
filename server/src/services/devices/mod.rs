//! Points and devices: what is kept of them, which point is watched; and what devices say.

mod keeping;
mod taking;

pub(super) use taking::FORGOTTEN;

use super::values::instant;
use crate::{
    platform::Platform,
    store::{DeviceFilter, StoredDevice},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        devices::{
            CoverCell, CoverRow, Coverage, DeviceRow, Devices, DevicesQuery, MessagesReceipt, PointRow,
            PointsQuery, Registry, RegistryReceipt, StrangerRow,
        },
    },
    domain::{
        alarms::rules::{Rule, usual},
        devices::{Cover, DeviceKind, DeviceOrder, DeviceState, PointKind, PointOrder, messages::Message},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

/// Name of the setting that holds the rules of the deployment.
const RULES: &str = "device_rules";
/// The word for what is out of use.
const RETIRED: &str = "retired";
/// Name of the setting that tells of the line to the cameras.
const LINE: &str = "device_line";

#[async_trait]
impl Devices for Platform {
    async fn list_devices(&self, actor: &Actor, query: &DevicesQuery) -> Result<Page<DeviceRow>, Failure> {
        let (tree, units) = self.safe_tribunals(actor, Action::ReadDevices, &query.unit).await?;
        known("kind", &query.kind, DeviceKind::from_word(&query.kind).is_some())?;
        known("point", &query.point, PointKind::from_word(&query.point).is_some())?;
        let is_state = query.state == RETIRED || DeviceState::from_word(&query.state).is_some();
        known("state", &query.state, is_state)?;
        let (sort, down) = order(&query.sort, &["tribunal", "code", "kind", "state", "heard", "due"])?;
        let wanted = query.search.trim().to_lowercase();
        let called = called(&tree, &wanted);
        let filter = DeviceFilter {
            units: &units,
            found: (&wanted, &called),
            kind: &query.kind,
            point: &query.point,
            state: &query.state,
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (rows, total) = self.db.devices(&filter, window).await?;
        let rows = rows.into_iter().map(|row| self.device_row(actor, &tree, row));
        Ok(Page {
            rows: rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            offset: query.offset,
        })
    }

    async fn coverage(&self, actor: &Actor, unit: &str, query: &ListQuery) -> Result<Coverage, Failure> {
        let (tree, units) = self.safe_tribunals(actor, Action::ReadDevices, unit).await?;
        let (sort, down) = order(&query.sort, &["tribunal", "cover"])?;
        let mut rows = self.cover_rows(&tree, &units).await?;
        let sum = |count: fn(&CoverCell) -> u32, rows: &[CoverRow]| {
            (0..PointKind::ALL.len())
                .map(|kind| rows.iter().map(|row| count(&row.cells[kind])).sum())
                .collect()
        };
        let blind =
            sum(|cell| if cell.cover == Cover::Blind { cell.points - cell.covered } else { 0 }, &rows);
        let no_point = sum(|cell| u32::from(cell.cover == Cover::NoPoint), &rows);
        let (online, devices) =
            rows.iter().fold((0, 0), |sums, row| (sums.0 + row.online, sums.1 + row.devices));
        let wanted = query.search.trim().to_lowercase();
        rows.retain(|row| {
            wanted.is_empty() || tree.by_code(&row.tribunal).is_some_and(|u| u.is_called(&wanted))
        });
        if sort == "cover" {
            // The one with the most points that nobody watches first.
            let worst = |row: &CoverRow| row.cells.iter().filter(|cell| cell.cover == Cover::Blind).count();
            rows.sort_by(|a, b| worst(b).cmp(&worst(a)).then_with(|| a.tribunal.cmp(&b.tribunal)));
        } else {
            rows.sort_by(|a, b| a.tribunal.cmp(&b.tribunal));
        }
        if down {
            rows.reverse();
        }
        let Page { rows, total, offset } = query.page(rows);
        let line = self.db.setting(LINE).await?.and_then(|text| serde_json::from_str(&text).ok());
        Ok(Coverage { rows, total, offset, blind, no_point, online, devices, line })
    }

    async fn save_point(&self, actor: &Actor, order: &PointOrder) -> Result<i64, Failure> {
        self.keep_point(actor, order).await
    }

    async fn save_device(&self, actor: &Actor, order: &DeviceOrder) -> Result<i64, Failure> {
        self.keep_device(actor, order).await
    }

    async fn retire_device(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.drop_device(actor, id).await
    }

    async fn restore_device(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.take_device_back(actor, id).await
    }

    async fn list_points(&self, actor: &Actor, query: &PointsQuery) -> Result<Page<PointRow>, Failure> {
        let (tree, units) = self.safe_tribunals(actor, Action::ReadDevices, &query.unit).await?;
        known("point", &query.point, PointKind::from_word(&query.point).is_some())?;
        known("state", &query.state, query.state == RETIRED)?;
        let (sort, down) = order(&query.sort, &["tribunal", "code", "kind"])?;
        let wanted = query.search.trim().to_lowercase();
        let called = called(&tree, &wanted);
        let filter = DeviceFilter {
            units: &units,
            found: (&wanted, &called),
            kind: "",
            point: &query.point,
            state: &query.state,
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let (rows, total) = self.db.points(&filter, (i64::from(page.offset), page.limit() as i64)).await?;
        let month = self.month();
        let rows = rows.into_iter().filter_map(|row| Some((tree.get(UnitId(row.unit_id))?, row)));
        let rows = rows.map(|(unit, row)| {
            Ok(PointRow {
                id: row.id,
                tribunal: unit.code.clone(),
                tribunal_name: (unit.name.clone(), unit.name_en.clone()),
                kind: row.kind()?,
                code: row.code,
                name: (row.name, row.name_en),
                devices: (row.online, row.devices),
                retired: row.retired_at.is_some(),
                may_manage: may(actor, Action::ManageDevices, unit, &tree, month),
            })
        });
        Ok(Page {
            rows: rows.collect::<Result<_, Failure>>()?,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            offset: query.offset,
        })
    }

    async fn retire_point(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.use_point(actor, id, false).await
    }

    async fn restore_point(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.use_point(actor, id, true).await
    }

    async fn load_devices(&self, actor: &Actor, registry: &Registry) -> Result<RegistryReceipt, Failure> {
        self.keep_registry(actor, registry).await
    }

    async fn unknown_devices(&self, actor: &Actor, query: &ListQuery) -> Result<Page<StrangerRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadDevices).await?;
        // Nobody knows whose they are: they are shown to those who see all.
        if !self.may_everywhere(actor, Action::ReadDevices, &tree) {
            return Err(Failure::forbidden(""));
        }
        let window = (i64::from(query.offset), query.limit() as i64);
        let (rows, total) = self.db.strangers(&query.search.trim().to_lowercase(), window).await?;
        let rows = rows.into_iter().map(|row| StrangerRow {
            source: row.source,
            address: row.address,
            messages: row.messages,
            first_at: instant(row.first_at),
            last_at: instant(row.last_at),
        });
        Ok(Page {
            rows: rows.collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            offset: query.offset,
        })
    }

    async fn take_device_messages(
        &self,
        actor: &Actor,
        messages: &[Message],
    ) -> Result<MessagesReceipt, Failure> {
        self.take_messages(actor, messages).await
    }
}

impl Platform {
    /// The tribunals of a unit, or of all where something may be done.
    pub(super) async fn safe_tribunals(
        &self,
        actor: &Actor,
        action: Action,
        unit: &str,
    ) -> Result<(std::sync::Arc<Tree>, Vec<UnitId>), Failure> {
        let tree = match unit {
            "" => self.authorise_somewhere(actor, action).await?,
            code => self.authorise(actor, action, "unit", code).await?.0,
        };
        let month = self.month();
        let tops: Vec<UnitId> = match tree.by_code(unit) {
            Some(unit) => vec![unit.id],
            None if actor.operator => tree.roots(month).map(|root| root.id).collect(),
            None => actor.grants.iter().map(|grant| grant.unit).collect(),
        };
        let own = tops.iter().filter_map(|top| tree.get(*top)).filter(|unit| unit.level == Level::Tribunal);
        let mut units: Vec<UnitId> = tops
            .iter()
            .flat_map(|top| tree.below(*top, Level::Tribunal, month))
            .chain(own)
            .filter(|unit| may(actor, action, unit, &tree, month))
            .map(|unit| unit.id)
            .collect();
        units.sort_unstable();
        units.dedup();
        Ok((tree, units))
    }

    /// The rules that hold.
    pub(super) async fn alarm_rules(&self) -> Result<Vec<Rule>, Failure> {
        let Some(text) = self.db.setting(RULES).await? else { return Ok(usual()) };
        serde_json::from_str(&text).map_err(|error| {
            tracing::error!(%error, "the setting {RULES} cannot be read");
            Failure::internal("device_rules")
        })
    }

    /// Notes whether the line to the cameras is up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_device_line(&self, up: bool) -> Result<(), Failure> {
        let mut tx = self.begin().await?;
        let text = serde_json::json!([up, instant(self.now())]).to_string();
        tx.set_setting(LINE, &text).await?;
        Ok(tx.commit().await?)
    }

    /// How tribunals are watched, in two questions.
    pub(super) async fn cover_rows(&self, tree: &Tree, units: &[UnitId]) -> Result<Vec<CoverRow>, Failure> {
        let points = self.db.watched_points(units).await?;
        let mut cells: HashMap<(i64, PointKind), Vec<Cover>> = HashMap::new();
        for devices in points.chunk_by(|a, b| a.id == b.id) {
            let cover = Cover::of_point(devices.iter().filter_map(|row| row.state()));
            cells.entry((devices[0].unit_id, devices[0].kind()?)).or_default().push(cover);
        }
        let counts = self.db.device_counts(units).await?;
        let counts: HashMap<i64, (u32, u32)> =
            counts.into_iter().map(|(unit, online, all, _)| (unit, (online as u32, all as u32))).collect();
        let cell = |unit: UnitId, kind: PointKind| {
            let points = cells.get(&(unit.0, kind)).map(Vec::as_slice).unwrap_or_default();
            CoverCell {
                cover: Cover::of_points(points.iter().copied()),
                covered: points.iter().filter(|cover| **cover == Cover::Covered).count() as u32,
                points: points.len() as u32,
            }
        };
        let rows = units.iter().filter_map(|id| tree.get(*id)).map(|unit| {
            let (online, devices) = counts.get(&unit.id.0).copied().unwrap_or_default();
            CoverRow {
                tribunal: unit.code.clone(),
                name: (unit.name.clone(), unit.name_en.clone()),
                cells: PointKind::ALL.iter().map(|kind| cell(unit.id, *kind)).collect(),
                online,
                devices,
            }
        });
        Ok(rows.collect())
    }

    /// A device on the wire; none of a unit that is no more.
    fn device_row(
        &self,
        actor: &Actor,
        tree: &Tree,
        row: StoredDevice,
    ) -> Result<Option<DeviceRow>, Failure> {
        let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
        let today = self.today().to_string();
        Ok(Some(DeviceRow {
            id: row.id,
            tribunal: unit.code.clone(),
            tribunal_name: (unit.name.clone(), unit.name_en.clone()),
            kind: row.kind()?,
            state: row.state()?,
            point_kind: row.point_kind(),
            code: row.code,
            name: row.name,
            point: row.point_code.unwrap_or_default(),
            point_name: (row.point_name.unwrap_or_default(), row.point_name_en.unwrap_or_default()),
            state_at: instant(row.state_at),
            heard_at: row.heard_at.map(instant),
            maker: row.maker,
            model: row.model,
            installed: row.installed,
            serviced: row.serviced,
            service_late: row.service_due.as_ref().is_some_and(|due| *due < today),
            service_due: row.service_due,
            source: row.source,
            address: row.address,
            retired: row.retired_at.is_some(),
            may_manage: may(actor, Action::ManageDevices, unit, tree, self.month()),
            may_raise: may(actor, Action::OverseeProblems, unit, tree, self.month()),
        }))
    }
}

/// Tribunals of a name.
pub(super) fn called(tree: &Tree, wanted: &str) -> Vec<UnitId> {
    if wanted.is_empty() {
        return vec![];
    }
    let units = tree.units().iter().filter(|unit| unit.level == Level::Tribunal && unit.is_called(wanted));
    units.map(|unit| unit.id).collect()
}

/// Refuses a word that means nothing.
pub(super) fn known(field: &str, word: &str, is: bool) -> Result<(), Failure> {
    if word.is_empty() || is { Ok(()) } else { Err(Failure::invalid(field, "bad_word", word)) }
}

/// The column and the direction of an order.
pub(super) fn order<'a>(by: &'a str, columns: &[&str]) -> Result<(&'a str, bool), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if column.is_empty() || columns.contains(&column) {
        Ok((column, down))
    } else {
        Err(Failure::invalid("sort", "bad_sort", by))
    }
}
