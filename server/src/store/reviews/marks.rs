//! Who reviews what, marks, and checks on site.

use super::{among, list};
use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use std::collections::HashMap;

/// A tribunal drawn for a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AssignmentRow {
    /// Number.
    pub id: i64,
    /// Which entry.
    pub entry_id: i64,
    /// Whose.
    pub user_name: String,
    /// 1 and 2 without knowledge of each other, 3 where they differ.
    pub place: i64,
    /// JSON list of items; none for all.
    pub items: Option<String>,
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// When it was handed in.
    pub handed_in_at: Option<DateTime<Utc>>,
}

impl AssignmentRow {
    /// The items it is about; none for all.
    pub fn items(&self) -> Option<Vec<String>> {
        self.items.as_deref().map(|items| serde_json::from_str(items).unwrap_or_default())
    }
}

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MarkRow {
    /// By which assignment.
    pub assignment_id: i64,
    /// Id of the item.
    pub item: String,
    /// Points in hundredths.
    pub points: i64,
    /// Why.
    pub reason: String,
    /// Counts its changes.
    pub revision: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// A check.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct CheckRow {
    /// Number.
    pub id: i64,
    /// Of which entry.
    pub entry_id: i64,
    /// `on_site` or `telephone`.
    pub kind: String,
    /// Why; empty where it was drawn by lot.
    pub reason: String,
    /// Who checks.
    pub checker: String,
    /// In general.
    pub note: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// When it was planned.
    pub at: DateTime<Utc>,
    /// When it was handed in.
    pub done_at: Option<DateTime<Utc>>,
}

/// What was seen about an item.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CheckItemRow {
    /// In which check.
    pub check_id: i64,
    /// Id of the item.
    pub item: String,
    /// Points in hundredths; none where it was not looked at.
    pub points: Option<i64>,
    /// What was seen.
    pub note: String,
    /// JSON list of files.
    pub photos: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A check to be planned.
#[derive(Debug, Clone)]
pub struct NewCheck<'a> {
    /// Of which entry.
    pub entry: i64,
    /// `on_site` or `telephone`.
    pub kind: &'a str,
    /// Why; empty for a lot.
    pub reason: &'a str,
    /// Who checks.
    pub checker: &'a str,
}

const ASSIGNMENT: &str = "id, entry_id, user_name, place, items, drawn_at, handed_in_at";

impl Db {
    /// Who reviews some entries.
    pub async fn assignments(&self, entries: &[i64]) -> Result<Vec<AssignmentRow>, StoreError> {
        let sql = among!(
            self.engine(),
            "select id, entry_id, user_name, place, items, drawn_at, handed_in_at from review_assignments
            where ended_at is null and entry_id",
            "$1",
            " order by entry_id, place"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// What was drawn for a reviewer in a campaign.
    pub async fn assignments_of(&self, campaign: i64, user: &str) -> Result<Vec<AssignmentRow>, StoreError> {
        let sql = "select a.id, a.entry_id, a.user_name, a.place, a.items, a.drawn_at, a.handed_in_at
            from review_assignments a join review_entries e on e.id = a.entry_id
            where e.campaign_id = $1 and a.user_name = $2 and a.ended_at is null order by a.id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).bind(user).fetch_all(pool))?)
    }

    /// Marks of some assignments.
    pub async fn marks(&self, assignments: &[i64]) -> Result<Vec<MarkRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_marks where assignment_id", "$1", "");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(assignments)).fetch_all(pool))?)
    }

    /// How many marks each reviewer has given some entries, by assignment: all of them, and those since a moment.
    pub async fn mark_counts(
        &self,
        entries: &[i64],
        since: DateTime<Utc>,
    ) -> Result<HashMap<i64, (i64, i64)>, StoreError> {
        let sql = among!(
            self.engine(),
            "select m.assignment_id, count(*), count(case when m.at >= $2 then 1 end)
            from review_marks m join review_assignments a on a.id = m.assignment_id where a.entry_id",
            "$1",
            " group by m.assignment_id"
        );
        let rows: Vec<(i64, i64, i64)> =
            read!(self, pool => sqlx::query_as(sql).bind(list(entries)).bind(since).fetch_all(pool))?;
        Ok(rows.into_iter().map(|(assignment, all, of_late)| (assignment, (all, of_late))).collect())
    }

    /// Checks of some entries.
    pub async fn checks(&self, entries: &[i64]) -> Result<Vec<CheckRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_checks where entry_id", "$1", " order by id");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// A check.
    pub async fn check(&self, id: i64) -> Result<Option<CheckRow>, StoreError> {
        let sql = "select * from review_checks where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// How many checks somebody has to do at a tribunal.
    pub async fn open_checks(&self, checker: &str, unit: i64) -> Result<i64, StoreError> {
        let sql = "select count(*) from review_checks c join review_entries e on e.id = c.entry_id
            join campaigns k on k.id = e.campaign_id
            where c.checker = $1 and e.unit_id = $2 and c.done_at is null and k.phase = 'open'";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(checker).bind(unit).fetch_one(pool))?)
    }

    /// What was seen in some checks.
    pub async fn check_items(&self, checks: &[i64]) -> Result<Vec<CheckItemRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_check_items where check_id", "$1", "");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(checks)).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps what was drawn.
    pub async fn create_assignment(
        &mut self,
        entry: i64,
        user: &str,
        place: i64,
        items: Option<&[String]>,
        at: DateTime<Utc>,
    ) -> Result<AssignmentRow, StoreError> {
        let sql = format!(
            "insert into review_assignments (entry_id, user_name, place, items, drawn_at)
            values ($1, $2, $3, $4, $5) returning {ASSIGNMENT}"
        );
        let items = items.map(list);
        Ok(write!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(entry).bind(user).bind(place)
            .bind(items).bind(at).fetch_one(conn))?)
    }

    /// Gives an assignment further items; it has to be handed in again.
    pub async fn widen_assignment(&mut self, id: i64, items: &[String]) -> Result<(), StoreError> {
        let sql = "update review_assignments set items = $2, handed_in_at = null where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(list(items)))?;
        Ok(())
    }

    /// Takes an assignment away; its marks stay and count no more.
    pub async fn end_assignment(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update review_assignments set ended_at = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(())
    }

    /// Hands an assignment in; whether it was not before.
    pub async fn hand_in(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update review_assignments set handed_in_at = $2 where id = $1 and handed_in_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0)
    }

    /// Keeps a mark.
    pub async fn put_mark(&mut self, row: &MarkRow) -> Result<(), StoreError> {
        let sql = "insert into review_marks (assignment_id, item, points, reason, revision, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (assignment_id, item) do update set points = excluded.points, reason = excluded.reason,
                revision = excluded.revision, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(row.assignment_id)
                .bind(&row.item)
                .bind(row.points)
                .bind(&row.reason)
                .bind(row.revision)
                .bind(row.at)
        )?;
        Ok(())
    }

    /// Takes a mark back.
    pub async fn remove_mark(&mut self, assignment: i64, item: &str) -> Result<(), StoreError> {
        let sql = "delete from review_marks where assignment_id = $1 and item = $2";
        execute!(self, sqlx::query(sql).bind(assignment).bind(item))?;
        Ok(())
    }

    /// Plans a check.
    pub async fn create_check(&mut self, new: &NewCheck<'_>, at: DateTime<Utc>) -> Result<i64, StoreError> {
        let sql =
            "insert into review_checks (entry_id, kind, reason, checker, at) values ($1, $2, $3, $4, $5)
            returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(new.entry).bind(new.kind).bind(new.reason)
            .bind(new.checker).bind(at).fetch_one(conn))?)
    }

    /// Names who checks.
    pub async fn set_checker(&mut self, id: i64, checker: &str) -> Result<(), StoreError> {
        let sql = "update review_checks set checker = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(checker))?;
        Ok(())
    }

    /// Keeps what was seen about an item.
    pub async fn put_check_item(&mut self, row: &CheckItemRow) -> Result<(), StoreError> {
        let sql = "insert into review_check_items (check_id, item, points, note, photos, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (check_id, item) do update set points = excluded.points, note = excluded.note,
                photos = excluded.photos, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(row.check_id)
                .bind(&row.item)
                .bind(row.points)
                .bind(&row.note)
                .bind(&row.photos)
                .bind(row.at)
        )?;
        Ok(())
    }

    /// Keeps what was seen in general, and whether the check is handed in.
    pub async fn put_check(
        &mut self,
        id: i64,
        note: &str,
        place: Option<(f64, f64)>,
        done_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let sql =
            "update review_checks set note = $2, latitude = $3, longitude = $4, done_at = $5 where id = $1";
        let (latitude, longitude) = (place.map(|p| p.0), place.map(|p| p.1));
        execute!(self, sqlx::query(sql).bind(id).bind(note).bind(latitude).bind(longitude).bind(done_at))?;
        Ok(())
    }
}
