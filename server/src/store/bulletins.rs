//! Bulletins and reminder letters, what they are about, whom they are addressed to, and who has read them.

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, list, read, write},
    facts::json_list,
    problems::ProblemRow,
};
use app::domain::{
    bulletins::{BulletinKind, BulletinState},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A bulletin as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct BulletinRow {
    /// Number in the database.
    pub id: i64,
    kind: String,
    /// Who issues it.
    pub issuer_id: i64,
    state: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Why it was sent back.
    pub reason: String,
    /// By whom it was drafted.
    pub drafted_by: String,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// By whom it was published.
    pub published_by: String,
    /// Day of publishing, counted from the beginning of our era.
    pub published_on: Option<i64>,
    /// Year of its number.
    pub year: i64,
    /// Its number in that year; 0 before it is published.
    pub number: i64,
    /// Problems in it.
    pub problems: i64,
    /// Units that it is addressed to.
    pub addressees: i64,
    /// Of these, those that have read it.
    pub received: i64,
}

impl BulletinRow {
    /// What it is.
    pub fn kind(&self) -> Result<BulletinKind, StoreError> {
        let value = &self.kind;
        BulletinKind::from_word(value).ok_or_else(|| corrupt("kind", value))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<BulletinState, StoreError> {
        let value = &self.state;
        BulletinState::from_word(value).ok_or_else(|| corrupt("state", value))
    }
}

fn corrupt(column: &'static str, value: &str) -> StoreError {
    StoreError::Corrupt { table: "bulletins", column, value: value.to_owned() }
}

const SELECT: &str = "select b.*,
    (select count(*) from bulletin_problems p where p.bulletin_id = b.id) as problems,
    (select count(*) from bulletin_addressees a where a.bulletin_id = b.id) as addressees,
    (select count(distinct r.unit_id) from bulletin_receipts r where r.bulletin_id = b.id) as received
    from bulletins b";

/// Who sees which bulletins.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// Those issued by these units, in every state.
    pub issuers: &'a [UnitId],
    /// Those published and addressed to these; to whomever where there is no list.
    pub addressees: Option<&'a [UnitId]>,
}

impl Sight<'_> {
    fn lists(&self) -> (String, String) {
        let ids = |units: &[UnitId]| json_list(units.iter().map(|unit| unit.0));
        (ids(self.issuers), self.addressees.map_or_else(|| "null".to_owned(), ids))
    }
}

/// Which bulletins.
#[derive(Debug, Clone)]
pub struct BulletinFilter<'a> {
    /// What may be seen.
    pub sight: Sight<'a>,
    /// Of this kind; of both where it is empty.
    pub kind: &'a str,
    /// In these states.
    pub states: &'a [BulletinState],
    /// Published in this year; 0 for all.
    pub year: i64,
    /// Looked for in title and text, in small letters.
    pub search: &'a str,
    /// date, number, title or state.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

/// Words for "may be seen", with the lists in `$1` and `$2`.
const SEEN_SQLITE: &str =
    "(b.issuer_id in (select value from json_each($1)) or (b.state = 'published' and ($2 = 'null'
    or exists (select 1 from bulletin_addressees a where a.bulletin_id = b.id
               and a.unit_id in (select value from json_each($2))))))";
const SEEN_POSTGRES: &str = "(b.issuer_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
    or (b.state = 'published' and ($2 = 'null' or exists (select 1 from bulletin_addressees a
        where a.bulletin_id = b.id and a.unit_id = any(array(
            select jsonb_array_elements_text(nullif($2, 'null')::jsonb)::bigint))))))";

impl Db {
    /// A page of bulletins, and how many there are in all.
    pub async fn bulletins(
        &self,
        filter: &BulletinFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<BulletinRow>, i64), StoreError> {
        let seen = by_engine!(self.engine(), SEEN_SQLITE, SEEN_POSTGRES);
        let states = by_engine!(
            self.engine(),
            "b.state in (select value from json_each($4))",
            "b.state = any(array(select jsonb_array_elements_text($4::jsonb)))"
        );
        let within = format!(
            "{seen} and ($3 = '' or b.kind = $3) and {states} and ($5 = 0 or b.year = $5)
             and ($6 = '' or lower(b.title) like $6 escape '\\' or lower(b.body) like $6 escape '\\')"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "number" => format!("b.year {direction}, b.number {direction}, b.id desc"),
            "title" => format!("b.title {direction}, b.id desc"),
            "state" => format!(
                "case b.state when 'draft' then 0 when 'proposed' then 1 when 'published' then 2 else 3 end {direction}, b.id desc"
            ),
            _ => format!("b.id {}", if filter.down { "asc" } else { "desc" }),
        };
        let (issuers, addressees) = filter.sight.lists();
        let words: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let words = list(&words);
        let search = match filter.search {
            "" => String::new(),
            text => format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")),
        };
        let sql = format!("{SELECT} where {within} order by {order} limit $7 offset $8");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&issuers).bind(&addressees).bind(filter.kind).bind(&words).bind(filter.year).bind(&search)
            .bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from bulletins b where {within}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&issuers).bind(&addressees).bind(filter.kind).bind(&words).bind(filter.year).bind(&search)
            .fetch_one(pool))?;
        Ok((rows, total))
    }

    /// A bulletin by number.
    pub async fn bulletin(&self, id: i64) -> Result<Option<BulletinRow>, StoreError> {
        let sql = format!("{SELECT} where b.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }

    /// Published bulletins about a problem that may be seen, the oldest first.
    pub async fn bulletins_about(
        &self,
        problem: i64,
        sight: Sight<'_>,
    ) -> Result<Vec<BulletinRow>, StoreError> {
        let seen = by_engine!(self.engine(), SEEN_SQLITE, SEEN_POSTGRES);
        let sql = format!(
            "{SELECT} where b.state = 'published' and {seen} and exists (select 1 from bulletin_problems p
             where p.bulletin_id = b.id and p.problem_id = $3) order by b.id"
        );
        let (issuers, addressees) = sight.lists();
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&issuers).bind(&addressees).bind(problem).fetch_all(pool))?)
    }

    /// The problems of a bulletin, in their order.
    pub async fn bulletin_problems(&self, id: i64) -> Result<Vec<ProblemRow>, StoreError> {
        let sql = "select p.*, cast(0 as bigint) as repeats from bulletin_problems b join problems p on p.id = b.problem_id
            where b.bulletin_id = $1 order by b.position";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Problems by number, in the order of their numbers.
    pub async fn problems_by_id(&self, ids: &[i64]) -> Result<Vec<ProblemRow>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "select p.*, cast(0 as bigint) as repeats from problems p where p.id in (select value from json_each($1)) order by p.id",
            "select p.*, cast(0 as bigint) as repeats from problems p
             where p.id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) order by p.id"
        );
        let ids = json_list(ids.iter().copied());
        Ok(read!(self, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool))?)
    }

    /// Verified problems of units that stand in no bulletin or letter but a discarded one, the oldest first; and how many.
    pub async fn problems_to_gather(
        &self,
        units: Option<&[UnitId]>,
        most: i64,
    ) -> Result<(Vec<ProblemRow>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "($1 = 'null' or p.unit_id in (select value from json_each($1)))",
            "($1 = 'null' or p.unit_id = any(array(select jsonb_array_elements_text(nullif($1, 'null')::jsonb)::bigint)))"
        );
        let free = "p.state in ('confirmed', 'assigned', 'answered', 'checked')
            and not exists (select 1 from bulletin_problems g join bulletins b on b.id = g.bulletin_id
                where g.problem_id = p.id and b.state <> 'discarded')";
        let units =
            units.map_or_else(|| "null".to_owned(), |units| json_list(units.iter().map(|unit| unit.0)));
        let sql = format!(
            "select p.*, cast(0 as bigint) as repeats from problems p where {within} and {free} order by p.id limit $2"
        );
        let rows =
            read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&units).bind(most).fetch_all(pool))?;
        let sql = format!("select count(*) from problems p where {within} and {free}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&units).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// Whom a bulletin is addressed to.
    pub async fn bulletin_addressees(&self, id: i64) -> Result<Vec<UnitId>, StoreError> {
        let sql = "select a.unit_id from bulletin_addressees a join units u on u.id = a.unit_id
            where a.bulletin_id = $1 order by u.code";
        let ids: Vec<i64> = read!(self, pool => sqlx::query_scalar(sql).bind(id).fetch_all(pool))?;
        Ok(ids.into_iter().map(UnitId).collect())
    }

    /// Who has read a bulletin: addressee, person, when.
    pub async fn bulletin_receipts(&self, id: i64) -> Result<Vec<(i64, String, DateTime<Utc>)>, StoreError> {
        let sql =
            "select unit_id, actor, at from bulletin_receipts where bulletin_id = $1 order by at, actor";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Of these bulletins those that are addressed to one of these units for which nobody has said that it was read.
    pub async fn not_received(&self, ids: &[i64], units: &[UnitId]) -> Result<Vec<i64>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "select distinct a.bulletin_id from bulletin_addressees a
             where a.bulletin_id in (select value from json_each($1)) and a.unit_id in (select value from json_each($2))
             and not exists (select 1 from bulletin_receipts r where r.bulletin_id = a.bulletin_id and r.unit_id = a.unit_id)",
            "select distinct a.bulletin_id from bulletin_addressees a
             where a.bulletin_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and a.unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
             and not exists (select 1 from bulletin_receipts r where r.bulletin_id = a.bulletin_id and r.unit_id = a.unit_id)"
        );
        let (ids, units) = (json_list(ids.iter().copied()), json_list(units.iter().map(|unit| unit.0)));
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(&ids).bind(&units).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a draft and gives its number.
    pub async fn put_bulletin(
        &mut self,
        (kind, issuer): (BulletinKind, UnitId),
        (title, body): (&str, &str),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<i64, StoreError> {
        let sql =
            "insert into bulletins (kind, issuer_id, state, title, body, drafted_by, drafted_at, changed_at)
            values ($1, $2, 'draft', $3, $4, $5, $6, $6) returning id";
        Ok(
            write!(self, conn => sqlx::query_scalar(sql).bind(kind.as_str()).bind(issuer.0).bind(title).bind(body)
            .bind(actor).bind(at).fetch_one(conn))?,
        )
    }

    /// What a draft is about, in this order.
    pub async fn put_bulletin_problems(&mut self, id: i64, problems: &[i64]) -> Result<(), StoreError> {
        for (position, problem) in (1_i64..).zip(problems) {
            let sql = "insert into bulletin_problems (bulletin_id, problem_id, position) values ($1, $2, $3)";
            execute!(self, sqlx::query(sql).bind(id).bind(problem).bind(position))?;
        }
        Ok(())
    }

    /// Whom it is addressed to, instead of those before.
    pub async fn set_bulletin_addressees(&mut self, id: i64, units: &[UnitId]) -> Result<(), StoreError> {
        execute!(self, sqlx::query("delete from bulletin_addressees where bulletin_id = $1").bind(id))?;
        for unit in units {
            let sql = "insert into bulletin_addressees (bulletin_id, unit_id) values ($1, $2)";
            execute!(self, sqlx::query(sql).bind(id).bind(unit.0))?;
        }
        Ok(())
    }

    /// Changes the text of a draft; false when it is none any more, or was changed meanwhile.
    pub async fn write_bulletin(
        &mut self,
        row: &BulletinRow,
        (title, body): (&str, &str),
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "update bulletins set title = $1, body = $2, changed_at = $3
            where id = $4 and state = 'draft' and changed_at = $5";
        let written = execute!(
            self,
            sqlx::query(sql).bind(title).bind(body).bind(at).bind(row.id).bind(row.changed_at)
        )?;
        Ok(written == 1)
    }

    /// Moves a bulletin; false when somebody else has moved it, or changed it, meanwhile.
    pub async fn move_bulletin(
        &mut self,
        row: &BulletinRow,
        state: BulletinState,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "update bulletins set state = $1, reason = $2, changed_at = $3
            where id = $4 and state = $5 and changed_at = $6";
        let moved = execute!(
            self,
            sqlx::query(sql)
                .bind(state.as_str())
                .bind(reason)
                .bind(at)
                .bind(row.id)
                .bind(&row.state)
                .bind(row.changed_at)
        )?;
        Ok(moved == 1)
    }

    /// Gives a bulletin that was just published the next number of its year; the number. Writers are one at a time.
    pub async fn number_bulletin(
        &mut self,
        row: &BulletinRow,
        (year, day): (i64, i64),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<i64, StoreError> {
        let sql = "update bulletins set year = $1, published_on = $2, published_by = $3, published_at = $4,
            number = (select coalesce(max(o.number), 0) + 1 from bulletins o
                where o.issuer_id = $5 and o.kind = $6 and o.year = $1)
            where id = $7 returning number";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(year).bind(day).bind(actor).bind(at)
            .bind(row.issuer_id).bind(&row.kind).bind(row.id).fetch_one(conn))?)
    }

    /// Notes that somebody has read it for an addressee; the same again changes nothing.
    pub async fn receive_bulletin(
        &mut self,
        id: i64,
        unit: UnitId,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "insert into bulletin_receipts (bulletin_id, unit_id, actor, at) values ($1, $2, $3, $4)
            on conflict do nothing";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(unit.0).bind(actor).bind(at))? == 1)
    }
}
