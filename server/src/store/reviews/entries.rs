//! Entries: where a tribunal stands, what it says about itself, its evidence, requests for more.

use super::{among, list};
use crate::files::FileStore;
use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::reviews::{EntryMove, EntryState};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// An entry as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EntryRow {
    /// Number.
    pub id: i64,
    /// In which campaign.
    pub campaign_id: i64,
    /// Of which tribunal.
    pub unit_id: i64,
    state: String,
    /// Counts moves.
    pub revision: i64,
    /// The tribunal's statement that what it says is true.
    pub statement: String,
    /// Counts changes of the statement.
    pub statement_revision: i64,
    /// Values of items and vetoes as JSON.
    pub bases: String,
    /// When they were taken.
    pub values_at: Option<DateTime<Utc>>,
    /// Items that apply.
    pub items: i64,
    /// Items that each reviewer is to mark.
    pub wanted: i64,
    /// Items of the self-assessment that are complete.
    pub answered: i64,
    /// Items settled by marks.
    pub settled: i64,
    /// Items for which a third reviewer is wanted.
    pub disputed: i64,
    /// Since when it stands where it stands.
    pub since: DateTime<Utc>,
}

impl EntryRow {
    /// Where it stands.
    pub fn state(&self) -> Result<EntryState, StoreError> {
        EntryState::from_word(&self.state).ok_or_else(|| StoreError::Corrupt {
            table: "review_entries",
            column: "state",
            value: self.state.clone(),
        })
    }
}

/// A move as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MoveRow {
    /// In order, from 1.
    pub seq: i64,
    /// What was done.
    #[sqlx(rename = "move")]
    pub what: String,
    /// Where it stands since.
    pub to_state: String,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a tribunal says about an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct AnswerRow {
    /// Of which entry.
    pub entry_id: i64,
    /// Id of the item.
    pub item: String,
    /// Points it gives itself, in hundredths.
    pub points: Option<i64>,
    /// Why.
    pub statement: String,
    /// Why it was sent back.
    pub reason: String,
    /// Counts changes.
    pub revision: i64,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A version in the history of an item.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RevisionRow {
    /// In order, from 1.
    pub seq: i64,
    /// `said`, `added` or `removed`.
    pub what: String,
    /// The words.
    pub text: String,
    /// Their SHA-256.
    pub sha256: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Db {
    /// The entries of a campaign.
    pub async fn entries(&self, campaign: i64) -> Result<Vec<EntryRow>, StoreError> {
        let sql = "select * from review_entries where campaign_id = $1 order by id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).fetch_all(pool))?)
    }

    /// The entry of a tribunal.
    pub async fn entry(&self, campaign: i64, unit: i64) -> Result<Option<EntryRow>, StoreError> {
        let sql = "select * from review_entries where campaign_id = $1 and unit_id = $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).bind(unit).fetch_optional(pool))?)
    }

    /// The entries of a tribunal in all campaigns.
    pub async fn entries_of_unit(&self, unit: i64) -> Result<Vec<EntryRow>, StoreError> {
        let sql = "select * from review_entries where unit_id = $1 order by campaign_id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(unit).fetch_all(pool))?)
    }

    /// By its number.
    pub async fn entry_by_id(&self, id: i64) -> Result<Option<EntryRow>, StoreError> {
        let sql = "select * from review_entries where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// How many take part in each campaign, and of how many every item is settled.
    pub async fn entry_counts(&self) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        let sql = "select campaign_id, cast(sum(case when state in ('applied', 'declined', 'withdrawn') then 0 else 1 end)
                as bigint), cast(sum(case when state = 'reviewed' then 1 else 0 end) as bigint)
            from review_entries group by campaign_id";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }

    /// What was done with an entry, in order.
    pub async fn entry_moves(&self, entry: i64) -> Result<Vec<MoveRow>, StoreError> {
        let sql = "select seq, move, to_state, actor, reason, at from review_moves where entry_id = $1 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(entry).fetch_all(pool))?)
    }

    /// What some tribunals say about themselves.
    pub async fn entry_answers(&self, entries: &[i64]) -> Result<Vec<AnswerRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_answers where entry_id", "$1", "");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// What was said about an item, and which evidence came and went, in order.
    pub async fn entry_history(&self, entry: i64, item: &str) -> Result<Vec<RevisionRow>, StoreError> {
        let sql = "select seq, what, text, sha256, actor, at from review_history
            where entry_id = $1 and item = $2 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(entry).bind(item).fetch_all(pool))?)
    }
}

impl Tx {
    /// The entry of a tribunal.
    pub async fn entry(&mut self, campaign: i64, unit: i64) -> Result<Option<EntryRow>, StoreError> {
        let sql = "select * from review_entries where campaign_id = $1 and unit_id = $2";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(campaign).bind(unit).fetch_optional(conn))?)
    }

    /// The entries of a campaign.
    pub async fn entries(&mut self, campaign: i64) -> Result<Vec<EntryRow>, StoreError> {
        let sql = "select * from review_entries where campaign_id = $1 order by id";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(campaign).fetch_all(conn))?)
    }

    /// A tribunal applies.
    pub async fn create_entry(
        &mut self,
        campaign: i64,
        unit: i64,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<i64, StoreError> {
        let sql = "insert into review_entries (campaign_id, unit_id, state, revision, since)
            values ($1, $2, 'applied', 1, $3) returning id";
        let id =
            write!(self, conn => sqlx::query_scalar(sql).bind(campaign).bind(unit).bind(at).fetch_one(conn))?;
        self.add_entry_move(id, "apply", EntryState::Applied, (actor, "", at)).await?;
        Ok(id)
    }

    async fn add_entry_move(
        &mut self,
        entry: i64,
        what: &str,
        to: EntryState,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into review_moves (entry_id, seq, move, to_state, actor, reason, at)
            select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6 from review_moves where entry_id = $1";
        execute!(
            self,
            sqlx::query(sql).bind(entry).bind(what).bind(to.as_str()).bind(actor).bind(reason).bind(at)
        )?;
        Ok(())
    }

    /// Moves an entry, and notes the move.
    pub async fn move_entry(
        &mut self,
        entry: i64,
        what: EntryMove,
        to: EntryState,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "update review_entries set state = $2, since = $3, revision = revision + 1 where id = $1";
        execute!(self, sqlx::query(sql).bind(entry).bind(to.as_str()).bind(at))?;
        self.add_entry_move(entry, what.as_str(), to, (actor, reason, at)).await
    }

    /// Keeps values, and how many items apply.
    pub async fn put_bases(
        &mut self,
        entry: i64,
        bases: &str,
        (items, wanted): (i64, i64),
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql =
            "update review_entries set bases = $2, items = $3, wanted = $4, values_at = $5 where id = $1";
        execute!(self, sqlx::query(sql).bind(entry).bind(bases).bind(items).bind(wanted).bind(at))?;
        Ok(())
    }

    /// Keeps how far an entry has come.
    pub async fn put_progress(
        &mut self,
        entry: i64,
        (answered, settled, disputed): (i64, i64, i64),
    ) -> Result<(), StoreError> {
        let sql = "update review_entries set answered = $2, settled = $3, disputed = $4 where id = $1";
        execute!(self, sqlx::query(sql).bind(entry).bind(answered).bind(settled).bind(disputed))?;
        Ok(())
    }

    /// Keeps the statement of the whole.
    pub async fn put_statement(&mut self, entry: i64, text: &str) -> Result<(), StoreError> {
        let sql = "update review_entries set statement = $2, statement_revision = statement_revision + 1 where id = $1";
        execute!(self, sqlx::query(sql).bind(entry).bind(text))?;
        Ok(())
    }

    /// Keeps what a tribunal says about an item.
    pub async fn put_entry_answer(&mut self, row: &AnswerRow) -> Result<(), StoreError> {
        let sql = "insert into review_answers (entry_id, item, points, statement, reason, revision, actor, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (entry_id, item) do update set points = excluded.points, statement = excluded.statement,
                reason = excluded.reason, revision = excluded.revision, actor = excluded.actor, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(row.entry_id)
                .bind(&row.item)
                .bind(row.points)
                .bind(&row.statement)
                .bind(&row.reason)
                .bind(row.revision)
                .bind(&row.actor)
                .bind(row.at)
        )?;
        Ok(())
    }

    /// Adds to the history of an item. The hash is that of the words, unless another is named (that of a file).
    pub async fn add_revision(
        &mut self,
        entry: i64,
        (item, what, text): (&str, &str, &str),
        sha256: Option<&str>,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let own = FileStore::name_of(text.as_bytes());
        let sql = "insert into review_history (entry_id, item, seq, what, text, sha256, actor, at)
            select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7 from review_history
            where entry_id = $1 and item = $2";
        execute!(
            self,
            sqlx::query(sql)
                .bind(entry)
                .bind(item)
                .bind(what)
                .bind(text)
                .bind(sha256.unwrap_or(&own))
                .bind(actor)
                .bind(at)
        )?;
        Ok(())
    }
}
