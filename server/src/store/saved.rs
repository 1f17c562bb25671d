//! Saved views, boards, and what is pinned.

use super::db::{Db, StoreError, Tx, among, execute, list, read, write};
use app::domain::{permissions::Role, saved::Sharing, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A view as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ViewRow {
    /// Number.
    pub id: i64,
    /// Name of the user it belongs to.
    pub owner: String,
    /// Title.
    pub title: String,
    /// Words of the choice.
    pub query: String,
    share_unit: Option<i64>,
    share_role: String,
    /// Counts its changes.
    pub revision: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// Since when it is deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A board as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct BoardRow {
    /// Number.
    pub id: i64,
    /// Name of the user it belongs to.
    pub owner: String,
    /// Title.
    pub title: String,
    share_unit: Option<i64>,
    share_role: String,
    /// Counts its changes.
    pub revision: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// Since when it is deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What is to be kept of a view or board: number (0 for a new one), owner, title, with whom it is shared.
#[derive(Debug, Clone, Copy)]
pub struct ToSave<'a> {
    /// Number; 0 for a new one.
    pub id: i64,
    /// Name of the user it belongs to.
    pub owner: &'a str,
    /// Title.
    pub title: &'a str,
    /// With whom it is shared.
    pub sharing: Option<Sharing>,
    /// When.
    pub at: DateTime<Utc>,
}

impl ToSave<'_> {
    fn share(&self) -> (Option<i64>, &'static str) {
        let role = self.sharing.and_then(|sharing| sharing.role);
        (self.sharing.map(|sharing| sharing.unit.0), role.map_or("", Role::as_str))
    }
}

fn sharing(table: &'static str, unit: Option<i64>, role: &str) -> Result<Option<Sharing>, StoreError> {
    let role = match role {
        "" => None,
        word => Some(word.parse().map_err(|_| StoreError::Corrupt {
            table,
            column: "share_role",
            value: word.to_owned(),
        })?),
    };
    Ok(unit.map(|unit| Sharing { unit: UnitId(unit), role }))
}

impl ViewRow {
    /// With whom it is shared.
    pub fn sharing(&self) -> Result<Option<Sharing>, StoreError> {
        sharing("saved_views", self.share_unit, &self.share_role)
    }
}

impl BoardRow {
    /// With whom it is shared.
    pub fn sharing(&self) -> Result<Option<Sharing>, StoreError> {
        sharing("boards", self.share_unit, &self.share_role)
    }
}

fn numbers(units: &[UnitId]) -> String {
    list(&units.iter().map(|unit| unit.0).collect::<Vec<_>>())
}

impl Db {
    /// Views of somebody, and those that are shared within one of `units`, the latest change first; of others those only that
    /// are not deleted.
    pub async fn saved_views(&self, owner: &str, units: &[UnitId]) -> Result<Vec<ViewRow>, StoreError> {
        let sql = among!(
            self.engine(),
            "select * from saved_views where owner = $1 or (deleted_at is null and share_unit",
            "$2",
            ") order by changed_at desc, id desc"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).bind(numbers(units)).fetch_all(pool))?)
    }

    /// Views of somebody, deleted ones too.
    pub async fn views_of(&self, owner: &str) -> Result<Vec<ViewRow>, StoreError> {
        let sql = "select * from saved_views where owner = $1 order by id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).fetch_all(pool))?)
    }

    /// Some views.
    pub async fn views_among(&self, ids: &[i64]) -> Result<Vec<ViewRow>, StoreError> {
        let sql = among!(self.engine(), "select * from saved_views where id", "$1", "");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(ids)).fetch_all(pool))?)
    }

    /// How many boards somebody has.
    pub async fn boards_of(&self, owner: &str) -> Result<i64, StoreError> {
        let sql = "select count(*) from boards where owner = $1 and deleted_at is null";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(owner).fetch_one(pool))?)
    }

    /// A view.
    pub async fn saved_view(&self, id: i64) -> Result<Option<ViewRow>, StoreError> {
        let sql = "select * from saved_views where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// Views that somebody has pinned, in order.
    pub async fn pinned_views(&self, owner: &str) -> Result<Vec<ViewRow>, StoreError> {
        let sql = "select v.* from view_pins p join saved_views v on v.id = p.view_id
            where p.owner = $1 and v.deleted_at is null order by p.seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).fetch_all(pool))?)
    }

    /// Boards of somebody, and all that are shared, the latest change first; of others those only that are not deleted.
    pub async fn boards(&self, owner: &str, units: &[UnitId]) -> Result<Vec<BoardRow>, StoreError> {
        let sql = among!(
            self.engine(),
            "select * from boards where owner = $1 or (deleted_at is null and share_unit",
            "$2",
            ") order by changed_at desc, id desc"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).bind(numbers(units)).fetch_all(pool))?)
    }

    /// A board.
    pub async fn board(&self, id: i64) -> Result<Option<BoardRow>, StoreError> {
        let sql = "select * from boards where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// Views on a board, in order; deleted ones are left out.
    pub async fn board_views(&self, board: i64) -> Result<Vec<ViewRow>, StoreError> {
        let sql = "select v.* from board_tiles t join saved_views v on v.id = t.view_id
            where t.board_id = $1 and v.deleted_at is null order by t.seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(board).fetch_all(pool))?)
    }

    /// How many views each board has.
    pub async fn board_sizes(&self, boards: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = among!(
            self.engine(),
            "select t.board_id, count(*) from board_tiles t join saved_views v on v.id = t.view_id
            where v.deleted_at is null and t.board_id",
            "$1",
            " group by t.board_id"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(boards)).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a view; its number.
    pub async fn save_view(&mut self, order: &ToSave<'_>, query: &str) -> Result<i64, StoreError> {
        let (unit, role) = order.share();
        let new = "insert into saved_views (owner, title, query, share_unit, share_role, revision, created_at, changed_at)
            values ($1, $2, $3, $4, $5, 1, $6, $6) returning id";
        let old = "update saved_views set title = $2, query = $3, share_unit = $4, share_role = $5,
            revision = revision + 1, changed_at = $6 where owner = $1 and id = $7 returning id";
        if order.id == 0 {
            return Ok(write!(self, conn => sqlx::query_scalar(new).bind(order.owner).bind(order.title)
                .bind(query).bind(unit).bind(role).bind(order.at).fetch_one(conn))?);
        }
        Ok(write!(self, conn => sqlx::query_scalar(old).bind(order.owner).bind(order.title)
            .bind(query).bind(unit).bind(role).bind(order.at).bind(order.id).fetch_one(conn))?)
    }

    /// Keeps a board with its views; its number.
    pub async fn save_board(&mut self, order: &ToSave<'_>, views: &[i64]) -> Result<i64, StoreError> {
        let (unit, role) = order.share();
        let new =
            "insert into boards (owner, title, share_unit, share_role, revision, created_at, changed_at)
            values ($1, $2, $3, $4, 1, $5, $5) returning id";
        let old = "update boards set title = $2, share_unit = $3, share_role = $4,
            revision = revision + 1, changed_at = $5 where owner = $1 and id = $6 returning id";
        let id: i64 = if order.id == 0 {
            write!(self, conn => sqlx::query_scalar(new).bind(order.owner).bind(order.title)
                .bind(unit).bind(role).bind(order.at).fetch_one(conn))?
        } else {
            write!(self, conn => sqlx::query_scalar(old).bind(order.owner).bind(order.title)
                .bind(unit).bind(role).bind(order.at).bind(order.id).fetch_one(conn))?
        };
        execute!(self, sqlx::query("delete from board_tiles where board_id = $1").bind(id))?;
        for (seq, view) in (1i64..).zip(views) {
            let sql = "insert into board_tiles (board_id, seq, view_id) values ($1, $2, $3)";
            execute!(self, sqlx::query(sql).bind(id).bind(seq).bind(view))?;
        }
        Ok(id)
    }

    /// Deletes a view, or takes it back; whether that changed something.
    pub async fn delete_view(&mut self, id: i64, at: Option<DateTime<Utc>>) -> Result<bool, StoreError> {
        let sql =
            "update saved_views set deleted_at = $2 where id = $1 and (deleted_at is null) <> ($2 is null)";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0)
    }

    /// Deletes a board, or takes it back; whether that changed something.
    pub async fn delete_board(&mut self, id: i64, at: Option<DateTime<Utc>>) -> Result<bool, StoreError> {
        let sql = "update boards set deleted_at = $2 where id = $1 and (deleted_at is null) <> ($2 is null)";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0)
    }

    /// Pins a view behind the others, once.
    pub async fn pin_view(&mut self, owner: &str, view: i64) -> Result<(), StoreError> {
        let sql = "insert into view_pins (owner, seq, view_id)
            select $1, coalesce(max(seq), 0) + 1, $2 from view_pins where owner = $1
            on conflict (owner, view_id) do nothing";
        execute!(self, sqlx::query(sql).bind(owner).bind(view))?;
        Ok(())
    }

    /// Takes a pin out; whether there was one.
    pub async fn unpin_view(&mut self, owner: &str, view: i64) -> Result<bool, StoreError> {
        let sql = "delete from view_pins where owner = $1 and view_id = $2";
        Ok(execute!(self, sqlx::query(sql).bind(owner).bind(view))? > 0)
    }
}
