//! Contact persons of tribunals and their visits. Days are counted from the beginning of our era.

mod difficulties;

pub use difficulties::{DifficultyFilter, DifficultyStepRow, NewDifficulty, StoredDifficulty};

use super::{
    db::{Db, StoreError, Tx, among, by_engine, execute, read, write},
    facts::json_list,
};
use app::domain::units::UnitId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A contact person as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredContact {
    /// Number.
    pub id: i64,
    /// The tribunal.
    pub unit_id: i64,
    /// Name to sign in with.
    pub user_name: String,
    /// Name, as it was then.
    pub name: String,
    /// The upper court.
    pub office_id: i64,
    role: String,
    /// How to be reached.
    pub telephone: String,
    /// First day.
    pub from_day: i64,
    /// Day on which it ended.
    pub until_day: Option<i64>,
    /// By whom.
    pub assigned_by: String,
    /// The guidance day of which was told that it comes.
    pub coming_told: i64,
    /// The guidance day of which was told that it was missed.
    pub missed_told: i64,
}

impl StoredContact {
    /// The role at the upper court.
    pub fn role(&self) -> Result<app::domain::permissions::Role, StoreError> {
        self.role.parse().map_err(|_| StoreError::Corrupt {
            table: "contacts",
            column: "role",
            value: self.role.clone(),
        })
    }
}

/// A contact person to be kept.
#[derive(Debug, Clone)]
pub struct NewContact<'a> {
    /// The tribunal.
    pub unit: UnitId,
    /// Name to sign in with.
    pub user: &'a str,
    /// Name.
    pub name: &'a str,
    /// The upper court.
    pub office: UnitId,
    /// The role there.
    pub role: &'a str,
    /// How to be reached.
    pub telephone: &'a str,
    /// First day.
    pub from: i64,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// A visit as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredVisit {
    /// Number.
    pub id: i64,
    /// The tribunal.
    pub unit_id: i64,
    /// Day.
    pub day: i64,
    /// What for.
    pub kind: String,
    /// What was seen.
    pub seen: String,
    /// The safety inspection, as JSON.
    pub checks: String,
    /// Who wrote it down.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who took it back; empty while it stands.
    pub withdrawn_by: String,
}

/// A visit to be kept.
#[derive(Debug, Clone)]
pub struct NewVisit<'a> {
    /// The tribunal.
    pub unit: UnitId,
    /// Day.
    pub day: i64,
    /// What for.
    pub kind: &'a str,
    /// What was seen.
    pub seen: &'a str,
    /// The safety inspection, as JSON.
    pub checks: &'a str,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// The last visits of a tribunal.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LastVisit {
    /// The tribunal.
    pub unit_id: i64,
    /// Day of the last one of any kind.
    pub day: i64,
    /// Day of the last one of guidance.
    pub guidance: Option<i64>,
}

/// How many difficulties of a tribunal wait for an answer.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DifficultyCount {
    /// The tribunal.
    pub unit_id: i64,
    /// How many.
    pub open: i64,
    /// How many of them are over their deadline.
    pub overdue: i64,
}

const CONTACT: &str =
    "select id, unit_id, user_name, name, office_id, role, telephone, from_day, until_day, assigned_by,
    coming_told, missed_told from contacts";
const VISIT: &str = "select id, unit_id, day, kind, seen, checks, actor, at, withdrawn_by from visits";

impl Db {
    /// Who looks after these tribunals now.
    pub async fn contacts(&self, units: &[UnitId]) -> Result<Vec<StoredContact>, StoreError> {
        let within = among!(self.engine(), "unit_id", "$1", " and until_day is null order by unit_id");
        let sql = format!("{CONTACT} where {within}");
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&units).fetch_all(pool))?)
    }

    /// Who looks and has looked after a tribunal, the last first.
    pub async fn contacts_of(&self, unit: UnitId) -> Result<Vec<StoredContact>, StoreError> {
        let sql = format!("{CONTACT} where unit_id = $1 order by id desc");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(unit.0).fetch_all(pool))?)
    }

    /// When these tribunals were last visited; those that never were are not there.
    pub async fn last_visits(&self, units: &[UnitId]) -> Result<Vec<LastVisit>, StoreError> {
        let within = among!(self.engine(), "unit_id", "$1", "");
        let sql = format!(
            "select unit_id, max(day) as day, max(case when kind = 'guidance' then day end) as guidance
             from visits where {within} and withdrawn_by = '' group by unit_id"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&units).fetch_all(pool))?)
    }

    /// How many difficulties of these tribunals wait for an answer; those with none are not there.
    pub async fn difficulty_counts(
        &self,
        units: &[UnitId],
        today: i64,
    ) -> Result<Vec<DifficultyCount>, StoreError> {
        let within = among!(self.engine(), "unit_id", "$1", "");
        let sql = format!(
            "select unit_id, count(*) as open, count(case when deadline < $2 then 1 end) as overdue
             from difficulties where {within} and state = 'open' group by unit_id"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(&units).bind(today).fetch_all(pool))?)
    }

    /// The visits of a tribunal, the latest first, at most `most`.
    pub async fn visits_of(&self, unit: UnitId, most: i64) -> Result<Vec<StoredVisit>, StoreError> {
        let sql = format!("{VISIT} where unit_id = $1 order by day desc, id desc limit $2");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(unit.0).bind(most).fetch_all(pool))?)
    }

    /// The visits of a tribunal on a day that stand.
    pub async fn visits_on(&self, unit: UnitId, day: i64) -> Result<Vec<StoredVisit>, StoreError> {
        let sql = format!("{VISIT} where unit_id = $1 and day = $2 and withdrawn_by = '' order by id");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(unit.0).bind(day).fetch_all(pool))?)
    }

    /// A visit.
    pub async fn visit(&self, id: i64) -> Result<Option<StoredVisit>, StoreError> {
        let sql = format!("{VISIT} where id = $1");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }
}

impl Tx {
    /// Ends whoever looks after a tribunal; who that was.
    pub async fn end_contact(
        &mut self,
        unit: UnitId,
        day: i64,
        actor: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = "update contacts set until_day = $2, ended_by = $3
            where unit_id = $1 and until_day is null returning user_name";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(unit.0).bind(day).bind(actor).fetch_optional(conn))?)
    }

    /// Keeps a contact person.
    pub async fn put_contact(&mut self, new: &NewContact<'_>) -> Result<(), StoreError> {
        let sql = "insert into contacts (unit_id, user_name, name, office_id, role, telephone, from_day, assigned_by, assigned_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(new.unit.0)
                .bind(new.user)
                .bind(new.name)
                .bind(new.office.0)
                .bind(new.role)
                .bind(new.telephone)
                .bind(new.from)
                .bind(new.actor)
                .bind(new.at)
        )?;
        Ok(())
    }

    /// Keeps a visit and gives its number.
    pub async fn put_visit(&mut self, new: &NewVisit<'_>) -> Result<i64, StoreError> {
        let sql = "insert into visits (unit_id, day, kind, seen, checks, actor, at)
            values ($1, $2, $3, $4, $5, $6, $7) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(new.unit.0)
            .bind(new.day)
            .bind(new.kind)
            .bind(new.seen)
            .bind(new.checks)
            .bind(new.actor)
            .bind(new.at)
            .fetch_one(conn))?)
    }

    /// Takes a visit back; false when it was already.
    pub async fn withdraw_visit(&mut self, id: i64, actor: &str) -> Result<bool, StoreError> {
        let sql = "update visits set withdrawn_by = $2 where id = $1 and withdrawn_by = ''";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(actor))? == 1)
    }

    /// Notes that the contact persons of these numbers are told that a guidance day comes; those of whom another server has
    /// noted it are left out of the answer.
    pub async fn claim_coming(&mut self, contacts: &[i64], day: i64) -> Result<Vec<i64>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "update contacts set coming_told = $2 where contacts.id in (select value from json_each($1))
                and coming_told < $2 returning contacts.id",
            "update contacts set coming_told = $2
                where id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) and coming_told < $2 returning id"
        );
        let contacts = json_list(contacts.iter().copied());
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(&contacts).bind(day).fetch_all(conn))?)
    }

    /// The same, that one was missed.
    pub async fn claim_missed(&mut self, contacts: &[i64], day: i64) -> Result<Vec<i64>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "update contacts set missed_told = $2 where contacts.id in (select value from json_each($1))
                and missed_told < $2 returning contacts.id",
            "update contacts set missed_told = $2
                where id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) and missed_told < $2 returning id"
        );
        let contacts = json_list(contacts.iter().copied());
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(&contacts).bind(day).fetch_all(conn))?)
    }
}
