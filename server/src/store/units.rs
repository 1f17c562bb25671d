//! The tree: units, names, parent links.

use super::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::{
    periods::Month,
    tree::Tree,
    units::{Level, ParentLink, Unit, UnitId},
};
use sqlx::FromRow;

/// A unit to be created.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// Code, unique.
    pub code: String,
    /// Level.
    pub level: Level,
    /// Name.
    pub name: String,
    /// Name in English or empty.
    pub name_en: String,
    /// Spelling for the search or empty.
    pub pinyin: String,
    /// Parent, none for a province.
    pub parent: Option<UnitId>,
    /// First month of existence.
    pub opened: Month,
    /// First month without it.
    pub closed: Option<Month>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Square kilometres.
    pub area_km2: Option<f64>,
    /// Inhabitants.
    pub population: Option<i64>,
    /// Peer groups.
    pub groups: Vec<String>,
    /// Townships served.
    pub townships: Vec<String>,
    /// Facts in words.
    pub facts: String,
}

/// A change that keeps what was.
#[derive(Debug, Clone)]
pub enum UnitChange {
    /// From a month on the parent is another.
    Move {
        /// The new parent.
        parent: UnitId,
        /// First month.
        from: Month,
    },
    /// From a month on the name is another.
    Rename {
        /// New name.
        name: String,
        /// New English name.
        name_en: String,
        /// First month.
        from: Month,
    },
    /// The first month in which it no longer exists.
    Close(Month),
}

#[derive(FromRow)]
struct UnitRow {
    id: i64,
    code: String,
    level: String,
    opened: i32,
    closed: Option<i32>,
    lat: Option<f64>,
    lon: Option<f64>,
    area_km2: Option<f64>,
    population: Option<i64>,
    peer_groups: String,
    townships: String,
    facts: String,
    name: String,
    name_en: String,
    pinyin: String,
}

impl UnitRow {
    fn into_unit(self) -> Result<Unit, StoreError> {
        let list = |column, text: &str| {
            serde_json::from_str(text).map_err(|_| StoreError::Corrupt {
                table: "units",
                column,
                value: text.to_owned(),
            })
        };
        Ok(Unit {
            id: UnitId(self.id),
            level: self.level.parse().map_err(|_| StoreError::Corrupt {
                table: "units",
                column: "level",
                value: self.level.clone(),
            })?,
            groups: list("peer_groups", &self.peer_groups)?,
            townships: list("townships", &self.townships)?,
            code: self.code,
            name: self.name,
            name_en: self.name_en,
            pinyin: self.pinyin,
            opened: Month::from_index(self.opened),
            closed: self.closed.map(Month::from_index),
            position: self.lat.zip(self.lon),
            area_km2: self.area_km2,
            population: self.population,
            facts: self.facts,
        })
    }
}

const TREE: &str = "select u.id, u.code, u.level, u.opened, u.closed, u.lat, u.lon, u.area_km2, u.population,
        u.peer_groups, u.townships, u.facts, n.name, n.name_en, n.pinyin
    from units u join unit_names n on n.unit_id = u.id
    where n.from_month = (select max(l.from_month) from unit_names l where l.unit_id = u.id and l.from_month <= $1)
       or (n.from_month = (select min(l.from_month) from unit_names l where l.unit_id = u.id) and n.from_month > $1)
    order by u.code";
const LINKS: &str =
    "select unit_id, parent_id, from_month, until_month from unit_parents order by unit_id, from_month";

type LinkRow = (i64, i64, i32, Option<i32>);

fn build(rows: Vec<UnitRow>, links: Vec<LinkRow>) -> Result<Tree, StoreError> {
    let units = rows.into_iter().map(UnitRow::into_unit).collect::<Result<_, _>>()?;
    let links = links.into_iter().map(|(unit, parent, from, until)| ParentLink {
        unit: UnitId(unit),
        parent: UnitId(parent),
        from: Month::from_index(from),
        until: until.map(Month::from_index),
    });
    Ok(Tree::new(units, links.collect()))
}

impl Db {
    /// The whole tree with the names of `month`.
    pub async fn tree(&self, month: Month) -> Result<Tree, StoreError> {
        let rows: Vec<UnitRow> =
            read!(self, pool => sqlx::query_as(TREE).bind(month.index()).fetch_all(pool))?;
        let links: Vec<LinkRow> = read!(self, pool => sqlx::query_as(LINKS).fetch_all(pool))?;
        build(rows, links)
    }

    /// Every name a unit has had: first month, name, English name.
    pub async fn names_of(&self, unit: UnitId) -> Result<Vec<(Month, String, String)>, StoreError> {
        let sql = "select from_month, name, name_en from unit_names where unit_id = $1 order by from_month";
        let rows: Vec<(i32, String, String)> =
            read!(self, pool => sqlx::query_as(sql).bind(unit.0).fetch_all(pool))?;
        Ok(rows.into_iter().map(|(from, name, en)| (Month::from_index(from), name, en)).collect())
    }
}

impl Tx {
    /// The same as [`Db::tree`], seeing what this transaction has written.
    pub async fn tree(&mut self, month: Month) -> Result<Tree, StoreError> {
        let rows: Vec<UnitRow> =
            write!(self, conn => sqlx::query_as(TREE).bind(month.index()).fetch_all(conn))?;
        let links: Vec<LinkRow> = write!(self, conn => sqlx::query_as(LINKS).fetch_all(conn))?;
        build(rows, links)
    }

    /// Creates a unit with its first name and its link to the parent.
    pub async fn create_unit(&mut self, unit: &NewUnit) -> Result<UnitId, StoreError> {
        let sql = "insert into units (code, level, opened, closed, lat, lon, area_km2, population, peer_groups, townships, facts)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id";
        let json = |list: &[String]| serde_json::Value::from(list).to_string();
        let id: i64 = write!(self, conn => sqlx::query_scalar(sql)
            .bind(&unit.code)
            .bind(unit.level.as_str())
            .bind(unit.opened.index())
            .bind(unit.closed.map(Month::index))
            .bind(unit.position.map(|p| p.0))
            .bind(unit.position.map(|p| p.1))
            .bind(unit.area_km2)
            .bind(unit.population)
            .bind(json(&unit.groups))
            .bind(json(&unit.townships))
            .bind(&unit.facts)
            .fetch_one(conn))?;
        self.add_name(UnitId(id), &unit.name, &unit.name_en, &unit.pinyin, unit.opened).await?;
        if let Some(parent) = unit.parent {
            self.add_parent(UnitId(id), parent, unit.opened).await?;
        }
        Ok(UnitId(id))
    }

    /// Applies a change; what was before keeps its span.
    pub async fn change_unit(&mut self, unit: UnitId, change: &UnitChange) -> Result<(), StoreError> {
        match change {
            UnitChange::Move { parent, from } => {
                let sql = "delete from unit_parents where unit_id = $1 and from_month >= $2";
                execute!(self, sqlx::query(sql).bind(unit.0).bind(from.index()))?;
                let sql =
                    "update unit_parents set until_month = $2 where unit_id = $1 and until_month is null";
                execute!(self, sqlx::query(sql).bind(unit.0).bind(from.index()))?;
                self.add_parent(unit, *parent, *from).await
            }
            UnitChange::Rename { name, name_en, from } => {
                let sql = "delete from unit_names where unit_id = $1 and from_month >= $2";
                execute!(self, sqlx::query(sql).bind(unit.0).bind(from.index()))?;
                let sql = "update unit_names set until_month = $2 where unit_id = $1 and until_month is null";
                execute!(self, sqlx::query(sql).bind(unit.0).bind(from.index()))?;
                self.add_name(unit, name, name_en, "", *from).await
            }
            UnitChange::Close(month) => {
                let sql = "update units set closed = $2 where id = $1";
                execute!(self, sqlx::query(sql).bind(unit.0).bind(month.index()))?;
                Ok(())
            }
        }
    }

    /// Lets a unit begin in another month than so far, with its first name and its first parent.
    pub async fn move_opening(&mut self, unit: UnitId, from: Month, to: Month) -> Result<(), StoreError> {
        for sql in [
            "update unit_names set from_month = $3 where unit_id = $1 and from_month = $2",
            "update unit_parents set from_month = $3 where unit_id = $1 and from_month = $2",
            "update units set opened = $3 where id = $1 and opened = $2",
        ] {
            execute!(self, sqlx::query(sql).bind(unit.0).bind(from.index()).bind(to.index()))?;
        }
        Ok(())
    }

    async fn add_name(
        &mut self,
        unit: UnitId,
        name: &str,
        name_en: &str,
        pinyin: &str,
        from: Month,
    ) -> Result<(), StoreError> {
        let sql =
            "insert into unit_names (unit_id, from_month, name, name_en, pinyin) values ($1, $2, $3, $4, $5)";
        execute!(
            self,
            sqlx::query(sql).bind(unit.0).bind(from.index()).bind(name).bind(name_en).bind(pinyin)
        )?;
        Ok(())
    }

    async fn add_parent(&mut self, unit: UnitId, parent: UnitId, from: Month) -> Result<(), StoreError> {
        let sql = "insert into unit_parents (unit_id, parent_id, from_month) values ($1, $2, $3)";
        execute!(self, sqlx::query(sql).bind(unit.0).bind(parent.0).bind(from.index()))?;
        Ok(())
    }
}
