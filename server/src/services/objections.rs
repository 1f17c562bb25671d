//! Objections to figures. The number as it was is kept with the objection; nothing is overwritten by it: what is wrong is put
//! right where it came from.

mod figures;
mod telling;

use super::{
    caseload::weighted_name,
    values::{instant, parse_span},
    words::words,
};
use crate::{
    platform::Platform,
    store::{FigureObjection, NewObjection, ObjectionChange, ObjectionFilter},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        objections::{
            FigureAddress, FigureObjectionRow, FigureObjections, ObjectionMoveOrder, ObjectionOrder,
            Objections, ObjectionsQuery,
        },
    },
    domain::{
        caseload::WEIGHTED_CLOSED,
        objections::{ObjectionMove, ObjectionState},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use telling::Told;

#[async_trait]
impl Objections for Platform {
    async fn list_figure_objections(
        &self,
        actor: &Actor,
        query: &ObjectionsQuery,
    ) -> Result<Page<FigureObjectionRow>, Failure> {
        let tree = match query.unit.as_str() {
            "" => self.authorise_somewhere(actor, Action::ReadObjections).await?,
            code => self.authorise(actor, Action::ReadObjections, "unit", code).await?.0,
        };
        let states = states(&query.state)?;
        let (sort, down) = order(&query.sort)?;
        let everything = query.unit.is_empty() && self.may_everywhere(actor, Action::ReadObjections, &tree);
        let units = (!everything).then(|| self.objectors(actor, &tree, &query.unit));
        let wanted = query.search.trim().to_lowercase();
        let (named, indicators) = self.called(&tree, &wanted);
        let filter = ObjectionFilter {
            units: units.as_deref(),
            found: (!wanted.is_empty()).then_some((named.as_slice(), indicators.as_slice())),
            states: &states,
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (stored, total) = self.db.figure_objections(&filter, window).await?;
        let posts: Vec<UnitId> = stored.iter().map(|row| UnitId(row.unit_id)).collect();
        self.log_look(actor, &tree, &posts).await?;
        let rows = stored.into_iter().map(|row| self.objection_row(actor, &tree, row));
        Ok(Page {
            rows: rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            offset: query.offset,
        })
    }

    async fn figure_objections(
        &self,
        actor: &Actor,
        figure: &FigureAddress,
    ) -> Result<FigureObjections, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &figure.unit).await?;
        let period = parse_span(&figure.from, &figure.to)?;
        let month = self.month();
        if !is_objector(&unit) || !may(actor, Action::ReadObjections, &unit, &tree, month) {
            return Ok(FigureObjections::default());
        }
        self.log_look(actor, &tree, &[unit.id]).await?;
        let stored = self.db.figure_objections_to(unit.id, &figure.indicator, period).await?;
        let rows = stored.into_iter().map(|row| self.objection_row(actor, &tree, row));
        let rows: Vec<_> = rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect();
        let waits = rows.iter().any(|row| row.state.waits());
        let may_object = !waits && may(actor, Action::ObjectFigures, &unit, &tree, month);
        Ok(FigureObjections { rows, may_object })
    }

    async fn object_to_figure(&self, actor: &Actor, order: &ObjectionOrder) -> Result<i64, Failure> {
        let figure = &order.figure;
        let (tree, unit) = self.authorise(actor, Action::ObjectFigures, "unit", &figure.unit).await?;
        if !is_objector(&unit) {
            return Err(Failure::invalid("unit", "no_own_figure", &unit.code));
        }
        let period = parse_span(&figure.from, &figure.to)?;
        let reason = words("reason", &order.reason, true)?;
        let kept = self.figure_now(actor, &unit, period, figure).await?;
        let components = serde_json::to_string(&kept.components).unwrap_or_default();
        let now = self.now();
        let mut tx = self.begin().await?;
        let new = NewObjection {
            unit: unit.id,
            indicator: &figure.indicator,
            edition: &kept.edition,
            period,
            numbers: kept.numbers,
            status: kept.status.as_str(),
            components: &components,
            reason,
            actor: &actor.name,
            at: now,
        };
        let Some(id) = tx.put_figure_objection(&new).await? else {
            return Err(Failure::new(FailureKind::Conflict, "objected_already"));
        };
        let about =
            Told { tree: &tree, unit: &unit, indicator: &figure.indicator, edition: &kept.edition, period };
        self.tell_court(&mut tx, &about, "objection_raised", id, (&actor.name, reason)).await?;
        let detail = serde_json::json!({
            "objection": id, "indicator": figure.indicator, "period": period.to_string(),
            "value": kept.numbers.0, "reason": reason,
        });
        tx.append_audit(now, &actor.name, "objections.raise", &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    async fn move_figure_objection(
        &self,
        actor: &Actor,
        id: i64,
        order: &ObjectionMoveOrder,
    ) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadObjections).await?;
        let stored = self.db.figure_objection(id).await?;
        let stored = stored.ok_or_else(|| Failure::not_found("objection", id.to_string()))?;
        let unit = tree.get(UnitId(stored.unit_id)).cloned();
        let unit = unit.ok_or_else(|| Failure::not_found("objection", id.to_string()))?;
        self.authorise(actor, order.what.action(), "unit", &unit.code).await?;
        let own = stored.raised_by == actor.name;
        if own != (order.what == ObjectionMove::Withdraw) && !actor.operator {
            // Nobody answers the own objection, and nobody else takes it back.
            return Err(Failure::forbidden(&unit.code));
        }
        let before = stored.state()?;
        let Some(after) = before.after(order.what) else {
            let state = before.as_str();
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid("what", "objection_state", state)
            });
        };
        let answers = matches!(order.what, ObjectionMove::Uphold | ObjectionMove::Reject);
        let answer = words("answer", &order.answer, answers)?;
        let remedy = words("remedy", &order.remedy, order.what == ObjectionMove::Uphold)?;
        let now = self.now();
        let mut tx = self.begin().await?;
        let change = ObjectionChange {
            what: order.what,
            states: (before, after),
            answer,
            remedy: if order.what == ObjectionMove::Uphold { remedy } else { "" },
            actor: &actor.name,
            at: now,
        };
        if !tx.move_figure_objection(id, &change).await? {
            return Err(Failure::new(FailureKind::Conflict, "objection_moved"));
        }
        let about = Told {
            tree: &tree,
            unit: &unit,
            indicator: &stored.indicator,
            edition: &stored.edition,
            period: stored.period(),
        };
        let said = (actor.name.as_str(), answer);
        match order.what {
            ObjectionMove::Withdraw => {
                self.tell_court(&mut tx, &about, "objection_withdrawn", id, said).await?;
            }
            ObjectionMove::Uphold => {
                self.tell_objector(&mut tx, &about, "objection_upheld", id, said).await?
            }
            ObjectionMove::Reject => {
                self.tell_objector(&mut tx, &about, "objection_rejected", id, said).await?;
            }
            ObjectionMove::Mend => self.tell_objector(&mut tx, &about, "objection_mended", id, said).await?,
        }
        let detail = serde_json::json!({
            "objection": id, "what": order.what.as_str(), "answer": answer, "remedy": remedy,
        });
        tx.append_audit(now, &actor.name, "objections.move", &unit.code, &detail).await?;
        self.commit(tx).await
    }
}

/// Whose figures can be objected to: a judge's and a tribunal's.
const fn is_objector(unit: &Unit) -> bool {
    matches!(unit.level, Level::Post | Level::Tribunal)
}

impl Platform {
    /// Posts and tribunals whose objections the reader sees: of the unit that is named, or wherever a role is held.
    fn objectors(&self, actor: &Actor, tree: &Tree, code: &str) -> Vec<UnitId> {
        let month = self.month();
        let tops: Vec<UnitId> = match tree.by_code(code) {
            Some(unit) => vec![unit.id],
            None => actor.grants.iter().map(|grant| grant.unit).collect(),
        };
        let levels = [Level::Tribunal, Level::Post];
        let below = tops.iter().flat_map(|top| levels.map(|level| tree.below(*top, level, month)));
        let mut units: Vec<_> = below
            .flatten()
            .chain(tops.iter().filter_map(|top| tree.get(*top)))
            .filter(|unit| may(actor, Action::ReadObjections, unit, tree, month))
            .map(|unit| unit.id)
            .collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Units and indicators of a name.
    fn called<'a>(&'a self, tree: &Tree, wanted: &str) -> (Vec<UnitId>, Vec<&'a str>) {
        if wanted.is_empty() {
            return (vec![], vec![]);
        }
        let units = tree.units().iter().filter(|unit| is_objector(unit) && unit.is_called(wanted));
        let mut indicators: Vec<&str> = self
            .catalogue
            .editions()
            .iter()
            .flat_map(|edition| edition.indicators())
            .filter(|i| [&i.id, &i.zh, &i.en].iter().any(|text| text.to_lowercase().contains(wanted)))
            .map(|indicator| indicator.id.as_str())
            .collect();
        let (zh, en) = weighted_name();
        if [&zh, &en].iter().any(|text| text.to_lowercase().contains(wanted)) {
            indicators.push(WEIGHTED_CLOSED);
        }
        indicators.sort_unstable();
        indicators.dedup();
        (units.map(|unit| unit.id).collect(), indicators)
    }

    /// An objection on the wire; none of a unit that is no more.
    fn objection_row(
        &self,
        actor: &Actor,
        tree: &Tree,
        row: FigureObjection,
    ) -> Result<Option<FigureObjectionRow>, Failure> {
        let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
        let (state, period) = (row.state()?, row.period());
        let own = row.raised_by == actor.name;
        let allowed = |what: &ObjectionMove| {
            state.after(*what).is_some()
                && (own == (*what == ObjectionMove::Withdraw) || actor.operator)
                && may(actor, what.action(), unit, tree, self.month())
        };
        let (indicator_name, measure) = self.figure_name(&row.indicator, &row.edition);
        Ok(Some(FigureObjectionRow {
            id: row.id,
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            indicator_name,
            measure,
            period: period.to_string(),
            months: (period.start.to_string(), period.last().to_string()),
            components: serde_json::from_str(&row.components).unwrap_or_default(),
            state,
            may: ObjectionMove::ALL.into_iter().filter(allowed).collect(),
            indicator: row.indicator,
            edition: row.edition,
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            reason: row.reason,
            raised_by: row.raised_by,
            raised_at: instant(row.raised_at),
            answer: row.answer,
            remedy: row.remedy,
            answered_by: row.answered_by,
            answered_at: row.answered_at.map(instant),
            mended_by: row.mended_by,
            mended_at: row.mended_at.map(instant),
        }))
    }
}

fn states(word: &str) -> Result<Vec<ObjectionState>, Failure> {
    match word {
        "" => Ok(ObjectionState::ALL.into_iter().filter(|state| state.waits()).collect()),
        "all" => Ok(ObjectionState::ALL.to_vec()),
        word => match ObjectionState::from_word(word) {
            Some(state) => Ok(vec![state]),
            None => Err(Failure::invalid("state", "bad_objection_state", word)),
        },
    }
}

fn order(by: &str) -> Result<(&str, bool), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if matches!(column, "" | "state" | "unit" | "indicator" | "period" | "raised") {
        Ok((column, down))
    } else {
        Err(Failure::invalid("sort", "bad_sort", by))
    }
}
