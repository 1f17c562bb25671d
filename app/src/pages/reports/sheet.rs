//! The state of a form that is being filled in: every answer is kept by itself a moment after it was typed, waits in
//! this browser while there is no line, and is asked about when somebody else has changed it meanwhile.

use crate::{
    api::reports::{AnswerOrder, FieldState, ReportAddress, ReportView, Saved, SavedAnswers, save_answers},
    components::waiting::{Notebook, Sender},
    domain::{
        forms::Form,
        reports::{Context, Finding, check},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// How long the fingers must rest before an answer is sent.
const PAUSE: Duration = Duration::from_millis(600);

/// Whether an answer has reached the server.
#[derive(Debug, Clone, PartialEq)]
pub enum Saving {
    /// Nothing to be sent.
    Still,
    /// Typed, not yet kept.
    Waiting,
    /// Kept by the server.
    Kept,
    /// Not kept: a key of the reasons.
    Refused(String),
    /// Somebody else has changed it: what stands there.
    Conflict(Box<FieldState>),
}

/// One field or list.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// The answer.
    pub answer: RwSignal<String>,
    /// The comment.
    pub remark: RwSignal<String>,
    /// The question to those above.
    pub question: RwSignal<String>,
    /// Whether it has reached the server.
    pub saving: RwSignal<Saving>,
    /// Revision it was typed over.
    base: RwSignal<i64>,
}

/// What this browser knows of a field that the page from the server may not: it waits here, or it was kept after the page
/// was made.
#[derive(Debug, Serialize, Deserialize)]
struct LeftCell {
    answer: String,
    remark: String,
    question: String,
    base: i64,
    waits: bool,
}

/// What this browser has left of a report.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Left {
    cells: BTreeMap<String, LeftCell>,
    revision: i64,
    hand_in: bool,
}

/// All fields of a report.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    address: StoredValue<ReportAddress>,
    cells: StoredValue<BTreeMap<String, Cell>>,
    form: StoredValue<Form>,
    /// What is to be mended or explained.
    pub findings: Memo<Vec<Finding>>,
    /// Revision of the report, for handing in.
    pub revision: RwSignal<i64>,
    /// Sends what waits.
    pub sender: Sender,
    /// Whether it is to be handed in as soon as everything has arrived.
    pub hand_in: RwSignal<bool>,
    notebook: Notebook,
}

impl Sheet {
    /// The sheet of a report as the server has it. `user` keeps apart what several people left waiting in one browser.
    pub fn new(view: &ReportView, user: &str) -> Self {
        let cell = |field: &FieldState| Cell {
            answer: RwSignal::new(field.answer.clone()),
            remark: RwSignal::new(field.remark.clone()),
            question: RwSignal::new(field.question.clone()),
            saving: RwSignal::new(Saving::Still),
            base: RwSignal::new(field.revision),
        };
        let cells: BTreeMap<String, Cell> =
            view.fields.iter().map(|field| (field.field.clone(), cell(field))).collect();
        let cells = StoredValue::new(cells);
        let form = StoredValue::new(view.form.clone());
        let context = StoredValue::new(view.context.clone());
        let findings = Memo::new(move |_| {
            let (answers, commented) = cells.with_value(|cells| {
                let answers: BTreeMap<String, String> =
                    cells.iter().map(|(id, cell)| (id.clone(), cell.answer.get())).collect();
                let remarked =
                    cells.iter().filter(|(_, cell)| cell.remark.with(|text| !text.trim().is_empty()));
                (answers, remarked.map(|(id, _)| id.clone()).collect())
            });
            let context = Context { commented, ..context.get_value() };
            form.with_value(|form| check(form, &answers, &context))
        });
        let at = &view.row.address;
        let place = format!("jiceng.report.{user}.{}.{}.{}", at.form, at.unit, at.period);
        Self {
            address: StoredValue::new(at.clone()),
            cells,
            form,
            findings,
            revision: RwSignal::new(view.row.revision),
            sender: Sender::default(),
            hand_in: RwSignal::new(false),
            notebook: Notebook::at(place),
        }
    }

    /// In the browser: takes up what was left waiting, and tries again when the line is back.
    pub fn take_up(self) {
        self.notebook.take_up(move |left| self.apply(left));
        Sender::when_online(move || self.flush());
    }

    fn apply(self, left: Left) {
        for (id, left) in left.cells {
            let Some(cell) = self.cell(&id) else { continue };
            // It was typed in the moment before.
            if cell.saving.with_untracked(|saving| *saving == Saving::Waiting) {
                continue;
            }
            // A page that was kept for when there is no line may be older than what was typed since.
            if left.waits || left.base > cell.base.get_untracked() {
                cell.answer.set(left.answer);
                cell.remark.set(left.remark);
                cell.question.set(left.question);
                cell.base.set(left.base);
                cell.saving.set(if left.waits { Saving::Waiting } else { Saving::Kept });
            }
        }
        self.revision.update(|revision| *revision = left.revision.max(*revision));
        self.hand_in.update(|wanted| *wanted |= left.hand_in);
        self.remember();
        self.flush();
    }

    /// A field or list by its id.
    pub fn cell(self, id: &str) -> Option<Cell> {
        self.cells.try_with_value(|cells| cells.get(id).copied()).flatten()
    }

    /// How many answers have not reached the server.
    pub fn waiting(self) -> usize {
        let waits = |cell: &Cell| cell.saving.with(|saving| *saving == Saving::Waiting);
        self.cells.with_value(|cells| cells.values().filter(|cell| waits(cell)).count())
    }

    /// Whether something has to be decided or mended before it can be handed in.
    pub fn unsettled(self) -> bool {
        let open = |cell: &Cell| {
            cell.saving.with(|saving| matches!(saving, Saving::Conflict(_) | Saving::Refused(_)))
        };
        self.cells.with_value(|cells| cells.values().any(open))
    }

    /// Something was typed into a field: it is sent when the fingers rest.
    pub fn typed(self, id: &str) {
        if let Some(cell) = self.cell(id) {
            cell.saving.set(Saving::Waiting);
        }
        self.remember();
        self.sender.after(PAUSE, move || self.flush());
    }

    /// The person has seen what somebody else wrote, and keeps the own answer or takes the other.
    pub fn decide(self, id: &str, theirs: Option<&FieldState>) {
        let Some(cell) = self.cell(id) else { return };
        if let Saving::Conflict(there) = cell.saving.get_untracked() {
            cell.base.set(there.revision);
        }
        match theirs {
            Some(theirs) => {
                cell.answer.set(theirs.answer.clone());
                cell.remark.set(theirs.remark.clone());
                cell.question.set(theirs.question.clone());
                cell.saving.set(Saving::Kept);
                self.remember();
            }
            None => {
                cell.saving.set(Saving::Waiting);
                self.flush();
            }
        }
    }

    /// Whether it is to be handed in when everything has arrived.
    pub fn want_hand_in(self, wanted: bool) {
        self.hand_in.set(wanted);
        self.remember();
        self.flush();
    }

    /// Where photographs of a field wait in this browser.
    pub fn photo_place(self, field: &str) -> String {
        format!("{}/{field}", self.notebook.place())
    }

    /// Whether all that was typed has arrived, and the line is up.
    pub fn arrived(self) -> bool {
        self.sender.trouble.with(Option::is_none) && self.waiting() == 0
    }

    /// Writes down in this browser what the server may not know, or not this page.
    fn remember(self) {
        let cells = self.cells.with_value(|cells| {
            let text = |signal: RwSignal<String>| signal.get_untracked();
            let left = cells.iter().filter_map(|(id, cell)| {
                let waits = match cell.saving.get_untracked() {
                    Saving::Still => return None,
                    Saving::Waiting | Saving::Conflict(_) => true,
                    Saving::Kept | Saving::Refused(_) => false,
                };
                let (answer, remark, question) = (text(cell.answer), text(cell.remark), text(cell.question));
                let base = cell.base.get_untracked();
                Some((id.clone(), LeftCell { answer, remark, question, base, waits }))
            });
            left.collect::<BTreeMap<_, _>>()
        });
        let hand_in = self.hand_in.get_untracked();
        let left = Left { cells, revision: self.revision.get_untracked(), hand_in };
        let any = hand_in || !left.cells.is_empty();
        self.notebook.write(any.then_some(&left));
    }

    /// The report is closed: nothing of it is left here.
    pub fn forget(self) {
        self.notebook.forget();
    }

    /// Sends what waits, one batch at a time, in the order of the form.
    pub fn flush(self) {
        if !self.sender.is_free() {
            return;
        }
        let orders = self.orders();
        if orders.is_empty() {
            return;
        }
        let sending = save_answers(self.address.get_value(), orders.clone());
        let settle = move |answer: Result<SavedAnswers, _>| {
            // Refused as a whole: it waits until something is changed.
            let Ok(answer) = answer else { return };
            self.revision.set(answer.revision);
            for ((id, saved), order) in answer.saved.into_iter().zip(orders) {
                self.settle(&id, saved, &order);
            }
            self.remember();
            self.flush();
        };
        self.sender.send(sending, settle, move || self.flush());
    }

    fn orders(self) -> Vec<AnswerOrder> {
        let ids: Vec<String> = self
            .form
            .try_with_value(|form| {
                let fields = form.fields().map(|field| field.id.clone());
                fields.chain(form.lists().map(|list| list.id.clone())).collect()
            })
            .unwrap_or_default();
        let waiting = ids.into_iter().filter_map(|id| {
            let cell = self.cell(&id)?;
            let waits = cell.saving.with_untracked(|saving| *saving == Saving::Waiting);
            waits.then(|| AnswerOrder {
                field: id,
                answer: cell.answer.get_untracked(),
                remark: cell.remark.get_untracked(),
                question: cell.question.get_untracked(),
                base: cell.base.get_untracked(),
                force: false,
            })
        });
        waiting.collect()
    }

    fn settle(self, id: &str, saved: Saved, order: &AnswerOrder) {
        let Some(cell) = self.cell(id) else { return };
        match saved {
            Saved::Kept { revision } => {
                cell.base.set(revision);
                let same = cell.answer.with_untracked(|text| *text == order.answer)
                    && cell.remark.with_untracked(|text| *text == order.remark)
                    && cell.question.with_untracked(|text| *text == order.question);
                // What was typed while it was on its way still waits.
                if same {
                    cell.saving.set(Saving::Kept);
                }
            }
            Saved::Conflict { theirs } => cell.saving.set(Saving::Conflict(theirs)),
            Saved::Refused { reason } => cell.saving.set(Saving::Refused(reason)),
        }
    }
}
