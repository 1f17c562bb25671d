//! How alarms went.

use super::{corrupt, units};
use crate::store::db::{Db, StoreError, by_engine, read};
use app::domain::{
    alarms::{AlarmState, figures::Course},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

#[derive(FromRow)]
struct CourseRow {
    unit_id: i64,
    state: String,
    was_false: bool,
    raised_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
}

impl Db {
    /// The courses of the alarms of tribunals, each with its tribunal, that were raised after `after`.
    pub async fn alarm_courses(
        &self,
        tribunals: &[UnitId],
        after: DateTime<Utc>,
    ) -> Result<Vec<(i64, Course)>, StoreError> {
        let sqlite = "select unit_id, state, was_false, raised_at, acknowledged_at from alarms
            where raised_at > $2 and unit_id in (select value from json_each($1))";
        let postgres = "select unit_id, state, was_false, raised_at, acknowledged_at from alarms
            where raised_at > $2 and unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let rows: Vec<CourseRow> =
            read!(self, pool => sqlx::query_as(sql).bind(units(tribunals)).bind(after).fetch_all(pool))?;
        let course = |row: CourseRow| {
            let course = Course {
                state: AlarmState::from_word(&row.state).ok_or_else(|| corrupt("state", &row.state))?,
                was_false: row.was_false,
                raised: row.raised_at,
                acknowledged: row.acknowledged_at,
            };
            Ok((row.unit_id, course))
        };
        rows.into_iter().map(course).collect()
    }
}
