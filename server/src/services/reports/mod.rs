//! Reports of units about themselves. A report exists from its first answer on; before that it is a form that is due.

mod accepting;
mod answers;
mod completeness;
mod differences;
mod listing;
mod moving;
mod notices;
mod viewing;

use crate::{
    platform::{Platform, refusal},
    store::{ExceptionRow, ReportKey, ReportRow},
};
use app::{
    api::{
        Failure, Page,
        reports::{
            self as api, AnswerOrder, Completeness, ExceptionOrder, MoveOrder, NoticeRow, ReportAddress,
            ReportView, Reported, Reports, ReportsQuery, SavedAnswers,
        },
    },
    domain::{
        forms::Form,
        periods::Period,
        permissions::{Action, Actor, may},
        reports::{Move, State},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use std::sync::Arc;

/// A report that is being dealt with: its form, unit and span, and what is stored of it.
struct Dealt {
    tree: Arc<Tree>,
    form: Form,
    unit: Unit,
    period: Period,
    row: Option<ReportRow>,
    exception: Option<ExceptionRow>,
}

#[async_trait]
impl Reports for Platform {
    async fn list_reports(
        &self,
        actor: &Actor,
        query: &ReportsQuery,
    ) -> Result<Page<api::ReportRow>, Failure> {
        listing::list(self, actor, query).await
    }

    async fn open_report(&self, actor: &Actor, address: &ReportAddress) -> Result<ReportView, Failure> {
        let dealt = self.deal_with(actor, address).await?;
        viewing::view(self, actor, dealt).await
    }

    async fn reported(&self, actor: &Actor, unit: &str, tab: &str) -> Result<Vec<Reported>, Failure> {
        let (_, unit) = self.authorise(actor, Action::ReadValues, "unit", unit).await?;
        viewing::reported(self, &unit, tab).await
    }

    async fn save_answers(
        &self,
        actor: &Actor,
        address: &ReportAddress,
        answers: &[AnswerOrder],
    ) -> Result<SavedAnswers, Failure> {
        self.authorise(actor, Action::FillReports, "unit", &address.unit).await?;
        let dealt = self.deal_with(actor, address).await?;
        answers::save(self, actor, dealt, answers).await
    }

    async fn move_report(
        &self,
        actor: &Actor,
        address: &ReportAddress,
        order: &MoveOrder,
    ) -> Result<ReportView, Failure> {
        self.authorise_move(actor, order.what, &address.unit).await?;
        let dealt = self.deal_with(actor, address).await?;
        moving::carry_out(self, actor, dealt, order).await?;
        self.open_report(actor, address).await
    }

    async fn unlock_report(
        &self,
        actor: &Actor,
        address: &ReportAddress,
        order: &ExceptionOrder,
    ) -> Result<ReportView, Failure> {
        self.authorise(actor, Action::OverseeReports, "unit", &address.unit).await?;
        let dealt = self.deal_with(actor, address).await?;
        moving::unlock(self, actor, dealt, order).await?;
        self.open_report(actor, address).await
    }

    async fn remind(&self, actor: &Actor, address: &ReportAddress) -> Result<u32, Failure> {
        self.authorise(actor, Action::OverseeReports, "unit", &address.unit).await?;
        notices::remind(self, actor, address).await
    }

    async fn completeness(
        &self,
        actor: &Actor,
        form: &str,
        unit: &str,
        spans: u32,
    ) -> Result<Completeness, Failure> {
        let (tree, unit) = match unit {
            "" => {
                let tree = self.authorise_somewhere(actor, Action::OverseeReports).await?;
                let unit = completeness::own(self, actor, &tree).ok_or_else(|| refusal(actor, ""))?;
                (tree, unit)
            }
            code => self.authorise(actor, Action::OverseeReports, "unit", code).await?,
        };
        let form = match (form, self.catalogue.forms().first()) {
            ("", Some(first)) => first,
            _ => self.form(form)?,
        };
        completeness::count(self, actor, &tree, form, &unit, spans).await
    }

    async fn list_notices(&self, actor: &Actor) -> Result<Vec<NoticeRow>, Failure> {
        notices::list(self, actor).await
    }

    async fn read_notices(&self, actor: &Actor, ids: &[i64]) -> Result<(), Failure> {
        notices::read(self, actor, ids).await
    }
}

impl Platform {
    fn form(&self, id: &str) -> Result<&Form, Failure> {
        self.catalogue.form(id).ok_or_else(|| Failure::not_found("form", id))
    }

    /// Whether `actor` may make such a move at the unit at all; whose turn it is, the state tells.
    async fn authorise_move(&self, actor: &Actor, what: Move, unit: &str) -> Result<(), Failure> {
        let actions: &[Action] = match what {
            Move::Submit | Move::Withdraw => &[Action::FillReports],
            Move::Approve | Move::Return | Move::Reopen => {
                &[Action::EndorseReports, Action::CheckReports, Action::AcceptReports]
            }
        };
        let mut refused = None;
        for action in actions {
            match self.authorise(actor, *action, "unit", unit).await {
                Ok(_) => return Ok(()),
                Err(failure) => refused = Some(failure),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// Finds a report for somebody who may see it: those on the way always, others once it is accepted.
    async fn deal_with(&self, actor: &Actor, address: &ReportAddress) -> Result<Dealt, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &address.unit).await?;
        let form = self.form(&address.form)?.clone();
        let month = self.month();
        let on_the_way = may(actor, Action::ReadReports, &unit, &tree, month);
        if unit.level != form.level {
            return Err(Failure::invalid("unit", "not_reporting", &unit.code));
        }
        let period = match address.period.trim() {
            "" => form.current(month),
            text => text.parse().map_err(|_| Failure::invalid("period", "bad_period", text))?,
        };
        if !form.is_for(period) || period.start > month || !unit.exists_in(period.last()) {
            return Err(Failure::invalid("period", "not_reported_for", period.to_string()));
        }
        let key = ReportKey { form: form.id.clone(), unit: unit.id, period };
        let row = self.db.report(&key).await?;
        if !on_the_way && row.as_ref().map(ReportRow::state) != Some(State::Accepted) {
            return Err(refusal(actor, &unit.code));
        }
        let exception = self.db.report_exception(&key).await?;
        Ok(Dealt { tree, form, unit, period, row, exception })
    }
}

impl Dealt {
    fn key(&self) -> ReportKey {
        ReportKey { form: self.form.id.clone(), unit: self.unit.id, period: self.period }
    }

    fn address(&self) -> ReportAddress {
        ReportAddress {
            form: self.form.id.clone(),
            unit: self.unit.code.clone(),
            period: self.period.to_string(),
        }
    }

    fn state(&self) -> State {
        self.row.as_ref().map_or(State::Draft, ReportRow::state)
    }

    /// Those who approve reports of this unit: a level that the tree does not have above it is left out.
    fn approvals(&self) -> Vec<Level> {
        approvals(&self.form, &self.tree, self.unit.id, self.period)
    }

    /// The last day on which it can be filled in, an exception included.
    fn open_until(&self) -> Option<NaiveDate> {
        let usual = self.form.open_until(self.period)?;
        let exception = self.exception.as_ref().and_then(|exception| exception.until_day.parse().ok());
        Some(exception.map_or(usual, |day: NaiveDate| usual.max(day)))
    }

    /// Whether it has locked. What was sent back is open for as long as it stays so.
    fn is_locked(&self, today: NaiveDate) -> bool {
        self.state() == State::Draft && self.open_until().is_some_and(|last| today > last)
    }
}

impl Platform {
    /// Makes facts of a report that was stored as accepted, for the demo, which does not walk the whole way.
    pub(crate) async fn state_stored(&self, actor: &Actor, address: &ReportAddress) -> Result<(), Failure> {
        let dealt = self.deal_with(actor, address).await?;
        let Some(row) = dealt.row.as_ref().filter(|row| row.state() == State::Accepted) else {
            return Ok(());
        };
        let answers = self.db.answers(row.id).await?;
        let mut tx = self.begin().await?;
        accepting::state_facts(&mut tx, self, &dealt, &answers, actor).await?;
        self.commit(tx).await
    }
}

/// Those who approve reports of a unit by a form.
fn approvals(form: &Form, tree: &Tree, unit: UnitId, period: Period) -> Vec<Level> {
    let above: Vec<Level> =
        tree.path(unit, period.last()).filter_map(|id| tree.get(id)).map(|unit| unit.level).collect();
    form.approvals.iter().copied().filter(|level| above.contains(level)).collect()
}
