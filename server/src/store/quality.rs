//! Findings about data that people put aside.

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, read},
    facts::json_list,
};
use app::domain::{periods::Month, quality::Sign, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// Which finding is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FindingKey {
    /// Of which unit.
    pub unit: UnitId,
    /// What it says.
    pub sign: Sign,
    /// Id of the indicator.
    pub indicator: String,
    /// The month it is about.
    pub month: Month,
}

/// That a finding was put aside, and whether that was undone.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct Dismissal {
    unit_id: i64,
    sign: String,
    indicator: String,
    month: i64,
    /// The number that was looked at.
    pub value: f64,
    /// Why.
    pub reason: String,
    /// By whom.
    pub dismissed_by: String,
    /// When.
    pub dismissed_at: DateTime<Utc>,
    /// Why it was undone.
    pub undone_reason: String,
    /// By whom.
    pub undone_by: String,
    /// When.
    pub undone_at: Option<DateTime<Utc>>,
}

impl Dismissal {
    /// Which finding; none of a sign that is no more.
    pub fn key(&self) -> Option<FindingKey> {
        Some(FindingKey {
            unit: UnitId(self.unit_id),
            sign: Sign::from_word(&self.sign)?,
            indicator: self.indicator.clone(),
            month: Month::from_index(self.month as i32),
        })
    }
}

impl Db {
    /// What was put aside of some units, the newest first.
    pub async fn quality_dismissals(&self, units: &[UnitId]) -> Result<Vec<Dismissal>, StoreError> {
        let sqlite = "select * from quality_dismissals where unit_id in (select value from json_each($1))
            order by id desc";
        let postgres = "select * from quality_dismissals
            where unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) order by id desc";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(sql).bind(&units).fetch_all(pool))?)
    }
}

impl Tx {
    /// Puts a finding aside.
    pub async fn dismiss_finding(
        &mut self,
        key: &FindingKey,
        value: f64,
        (reason, actor, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into quality_dismissals
                (unit_id, sign, indicator, month, value, reason, dismissed_by, dismissed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(key.unit.0)
                .bind(key.sign.as_str())
                .bind(&key.indicator)
                .bind(i64::from(key.month.index()))
                .bind(value)
                .bind(reason)
                .bind(actor)
                .bind(at)
        )?;
        Ok(())
    }

    /// Brings a finding back; false when it was not put aside.
    pub async fn restore_finding(
        &mut self,
        key: &FindingKey,
        (reason, actor, at): (&str, &str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "update quality_dismissals set undone_reason = $1, undone_by = $2, undone_at = $3
            where unit_id = $4 and sign = $5 and indicator = $6 and month = $7 and undone_at is null";
        let restored = execute!(
            self,
            sqlx::query(sql)
                .bind(reason)
                .bind(actor)
                .bind(at)
                .bind(key.unit.0)
                .bind(key.sign.as_str())
                .bind(&key.indicator)
                .bind(i64::from(key.month.index()))
        )?;
        Ok(restored > 0)
    }
}
