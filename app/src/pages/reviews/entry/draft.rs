//! The self-assessment as it is being filled in: every item is kept by itself a moment after it was typed, waits in this
//! browser while there is no line, and is asked about when somebody else has changed it meanwhile.

mod lacks;
mod saving;

use super::parts::points_of;
use crate::{
    api::{
        Failure,
        reviews::{EntryAddress, EntryView, EvidenceOrder, EvidenceRow, Sources},
    },
    components::waiting::{Notebook, Sender, kept_below},
    domain::{
        reviews::check_mark,
        standards::{Item, Standard},
    },
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// How long the fingers must rest before something is sent.
const PAUSE: Duration = Duration::from_millis(600);

/// What somebody else has written.
#[derive(Debug, Clone, PartialEq)]
pub struct Theirs {
    /// Their points, as text.
    pub points: String,
    /// Their statement.
    pub statement: String,
    revision: i64,
}

/// Whether an item has reached the server.
#[derive(Debug, Clone, PartialEq)]
pub enum Saving {
    /// Nothing to be sent.
    Still,
    /// Typed, not yet kept.
    Waiting,
    /// Kept by the server.
    Kept,
    /// Not kept.
    Refused(Failure),
    /// Somebody else has changed it.
    Conflict(Theirs),
}

/// An item; the statement of the whole is one without an id.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Points as typed.
    pub points: RwSignal<String>,
    /// Why.
    pub statement: RwSignal<String>,
    /// Whether it has reached the server.
    pub saving: RwSignal<Saving>,
    /// Its evidence.
    pub evidence: RwSignal<Vec<EvidenceRow>>,
    /// Revision it was typed over.
    base: RwSignal<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftCell {
    points: String,
    statement: String,
    base: i64,
    waits: bool,
}

/// What this browser has left of an entry.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Left {
    cells: BTreeMap<String, LeftCell>,
    adds: Vec<EvidenceOrder>,
}

/// What is asked of an item before it can be handed in.
#[derive(Debug, Clone, Copy)]
struct Asked {
    points: bool,
    evidence: bool,
}

/// All items of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Draft {
    address: StoredValue<EntryAddress>,
    standard: StoredValue<Standard>,
    cells: StoredValue<BTreeMap<String, Cell>>,
    /// What is asked of each item, in the order of the standard.
    asked: StoredValue<Vec<(String, Asked)>>,
    /// Evidence that is still to be added.
    pub adds: RwSignal<Vec<EvidenceOrder>>,
    /// Evidence that cannot be added.
    pub refused: RwSignal<Vec<(EvidenceOrder, Failure)>>,
    /// What evidence can be drawn from, once somebody has asked.
    pub sources: RwSignal<Option<Result<Sources, Failure>>>,
    /// Items whose files wait in this browser.
    pub with_files: RwSignal<BTreeSet<String>>,
    /// Files that are on their way, by the place where they are added.
    pub on_way: RwSignal<BTreeMap<String, usize>>,
    /// Sends what was typed.
    pub sender: Sender,
    notebook: Notebook,
}

impl Draft {
    /// An entry as the server has it. `user` keeps apart what several people left waiting in one browser.
    pub fn new(view: &EntryView, user: &str) -> Self {
        let cell = |points: String, statement: &str, base: i64, evidence: Vec<EvidenceRow>| Cell {
            points: RwSignal::new(points),
            statement: RwSignal::new(statement.to_owned()),
            saving: RwSignal::new(Saving::Still),
            evidence: RwSignal::new(evidence),
            base: RwSignal::new(base),
        };
        let mut cells: BTreeMap<String, Cell> = view
            .items
            .iter()
            .map(|item| {
                let points = item.points.map(|points| points.to_string()).unwrap_or_default();
                (item.id.clone(), cell(points, &item.statement, item.revision, item.evidence.clone()))
            })
            .collect();
        cells.insert(String::new(), cell(String::new(), &view.statement, view.statement_revision, vec![]));
        let asked = view.standard.items().filter_map(|item| {
            let known = view.items.iter().find(|known| known.id == item.id && known.applies)?;
            let by_hand = item.scoring.by_hand();
            let asked = Asked {
                points: known.computed.is_none() && !item.scoring.is_extra(),
                evidence: by_hand && !item.evidence.is_empty(),
            };
            Some((item.id.clone(), asked))
        });
        let asked = asked.collect();
        let place = format!("jiceng.entry.{user}.{}.{}", view.address.campaign, view.address.unit);
        Self {
            address: StoredValue::new(view.address.clone()),
            standard: StoredValue::new(view.standard.clone()),
            cells: StoredValue::new(cells),
            asked: StoredValue::new(asked),
            adds: RwSignal::new(vec![]),
            refused: RwSignal::new(vec![]),
            sources: RwSignal::new(None),
            with_files: RwSignal::new(BTreeSet::new()),
            on_way: RwSignal::new(BTreeMap::new()),
            sender: Sender::default(),
            notebook: Notebook::at(place),
        }
    }

    /// In the browser: takes up what was left waiting, and tries again when the line is back.
    pub fn take_up(self) {
        self.notebook.take_up(move |left| self.apply(left));
        let below = self.place("");
        spawn_local(async move {
            let names = kept_below(&below).await.into_iter();
            let items =
                names.filter_map(|(name, _)| Some(name.strip_prefix(&below)?.split_once('/')?.0.to_owned()));
            let items: BTreeSet<_> = items.collect();
            if !items.is_empty() {
                let _ = self.with_files.try_set(items);
            }
        });
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
                cell.points.set(left.points);
                cell.statement.set(left.statement);
                cell.base.set(left.base);
                cell.saving.set(if left.waits { self.state_of(&id, cell) } else { Saving::Kept });
            }
        }
        self.adds.update(|adds| adds.extend(left.adds));
        self.remember();
        self.flush();
    }

    /// An item by its id.
    pub fn cell(self, id: &str) -> Option<Cell> {
        self.cells.try_with_value(|cells| cells.get(id).copied()).flatten()
    }

    /// Where files of an item wait in this browser.
    pub fn place(self, item: &str) -> String {
        format!("{}/{item}", self.notebook.place())
    }

    /// How much has not reached the server.
    pub fn waiting(self) -> usize {
        let waits = |cell: &Cell| cell.saving.with(|saving| *saving == Saving::Waiting);
        let cells = self.cells.with_value(|cells| cells.values().filter(|cell| waits(cell)).count());
        cells + self.adds.with(Vec::len)
    }

    /// Whether something has to be decided or mended before it can be handed in, or is on its way.
    pub fn unsettled(self) -> bool {
        let open = |cell: &Cell| cell.saving.with(|saving| !matches!(saving, Saving::Still | Saving::Kept));
        self.cells.with_value(|cells| cells.values().any(open)) || self.adds.with(|adds| !adds.is_empty())
    }

    /// Something was typed into an item: it is sent when the fingers rest.
    pub fn typed(self, id: &str) {
        let Some(cell) = self.cell(id) else { return };
        cell.saving.set(self.state_of(id, cell));
        self.remember();
        self.sender.after(PAUSE, move || self.flush());
    }

    /// Whether what stands in an item can be sent.
    fn state_of(self, id: &str, cell: Cell) -> Saving {
        let text = cell.points.get_untracked();
        let wrong = self.standard.with_value(|standard| {
            let item = standard.item(id)?;
            match points_of(&text) {
                Ok(None) => None,
                Ok(Some(points)) => check_mark(item, points).err().map(|_| bad_points(item)),
                Err(()) => Some(Failure::invalid("points", "bad_number", text.trim())),
            }
        });
        wrong.map_or(Saving::Waiting, Saving::Refused)
    }

    /// The person has seen what somebody else wrote, and keeps the own words or takes the other ones.
    pub fn decide(self, id: &str, take: bool) {
        let Some(cell) = self.cell(id) else { return };
        let Saving::Conflict(theirs) = cell.saving.get_untracked() else { return };
        cell.base.set(theirs.revision);
        if take {
            cell.points.set(theirs.points);
            cell.statement.set(theirs.statement);
            cell.saving.set(Saving::Kept);
            self.remember();
        } else {
            cell.saving.set(Saving::Waiting);
            self.flush();
        }
    }

    /// Adds evidence, as soon as there is a line.
    pub fn add(self, order: EvidenceOrder) {
        self.adds.update(|adds| {
            if !adds.contains(&order) {
                adds.push(order);
            }
        });
        self.remember();
        self.flush();
    }

    /// Writes down in this browser what the server may not know, or not this page.
    fn remember(self) {
        let cells = self.cells.with_value(|cells| {
            let left = cells.iter().filter_map(|(id, cell)| {
                let waits = match cell.saving.get_untracked() {
                    Saving::Still => return None,
                    // What was refused is still what was typed.
                    Saving::Waiting | Saving::Conflict(_) | Saving::Refused(_) => true,
                    Saving::Kept => false,
                };
                let (points, statement) = (cell.points.get_untracked(), cell.statement.get_untracked());
                let base = cell.base.get_untracked();
                Some((id.clone(), LeftCell { points, statement, base, waits }))
            });
            left.collect::<BTreeMap<_, _>>()
        });
        let left = Left { cells, adds: self.adds.get_untracked() };
        let any = !left.cells.is_empty() || !left.adds.is_empty();
        self.notebook.write(any.then_some(&left));
    }

    /// It is handed in: nothing of it is left here.
    pub fn forget(self) {
        self.notebook.forget();
    }
}

/// These are no points of an item, which says what can be had.
fn bad_points(item: &Item) -> Failure {
    Failure::invalid("points", "bad_points", item.points.to_string())
}
