//! The state of the desk: where the reviewer is, what was given, what waits. Sheets of the next tribunals and pictures of
//! the next items are loaded ahead; marks go out in the background, one tribunal after the other.

mod ahead;
mod saving;

use super::order::{Place, Stop, Way, sequence, step};
use crate::{
    api::{
        Failure,
        reviews::{Desk, DeskItem, DeskRow, DeskSheet, EntryAddress},
    },
    components::waiting::{Notebook, Sender},
    domain::{
        reviews::{check_mark, needs_reason},
        standards::{Item, Points},
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a mark has reached the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Stand {
    /// As the server has it.
    Kept,
    /// Given, not yet kept.
    Waiting,
    /// It cannot be kept.
    Refused(Failure),
}

/// A mark as it stands here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Points; none takes it back.
    pub points: Option<Points>,
    /// Why.
    pub reason: String,
    /// Whether it has reached the server.
    pub stand: Stand,
    /// Whether a reason is wanted and missing: it is kept, but cannot be handed in.
    pub wants_reason: bool,
    /// Points that can be had.
    #[serde(default)]
    full: Points,
    base: i64,
    /// What was sent and not answered yet: the server may have it.
    #[serde(default)]
    sent: Option<(Option<Points>, String)>,
    /// When it was last changed or settled, by the count of the desk.
    #[serde(skip)]
    touched: u32,
}

impl Mark {
    /// No mark.
    const fn none(full: Points) -> Self {
        Self {
            points: None,
            reason: String::new(),
            stand: Stand::Kept,
            wants_reason: false,
            full,
            base: 0,
            sent: None,
            touched: 0,
        }
    }
}

/// Which mark: code of the tribunal and id of the item.
pub type Key = (String, String);

/// What lies in the middle: the tribunal and the item there.
#[derive(Debug, Clone, PartialEq)]
pub struct Here {
    /// The tribunal.
    pub row: DeskRow,
    /// The item as the standard has it.
    pub asked: Item,
    /// The item as it lies on the desk; none while it is being loaded.
    pub item: Option<DeskItem>,
    /// Why it cannot be loaded.
    pub failure: Option<Failure>,
}

/// The desk.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Number of the campaign.
    pub campaign: i64,
    /// What was drawn.
    pub rows: RwSignal<Vec<DeskRow>>,
    /// By what one goes on.
    pub way: RwSignal<Way>,
    /// Where the reviewer is.
    pub at: RwSignal<Place>,
    /// Whether the last step had to wait for the server.
    pub waited: RwSignal<bool>,
    /// Sends marks.
    pub sender: Sender,
    items: StoredValue<Vec<Item>>,
    sheets: RwSignal<BTreeMap<String, Result<DeskSheet, Failure>>>,
    marks: RwSignal<BTreeMap<Key, Mark>>,
    pictures: StoredValue<BTreeSet<i64>>,
    loading: StoredValue<bool>,
    /// Counts what happens to marks.
    count: StoredValue<u32>,
    notebook: Notebook,
}

impl Work {
    /// The desk as the server has it, with the sheet of the tribunal that is opened first.
    pub fn new(campaign: i64, user: &str, desk: Desk, sheet: DeskSheet, item: &str, by_item: bool) -> Self {
        let items: Vec<Item> = desk.standard.items().cloned().collect();
        let row = desk.rows.iter().position(|row| row.unit == sheet.row.unit).unwrap_or_default();
        let there = |id: &str| items.iter().position(|item| item.id == id);
        let wanted = sheet.items.iter().find(|item| item.wanted && item.mark.is_none());
        let first = wanted.or_else(|| sheet.items.first()).map(|item| item.view.id.as_str());
        let place = there(item).or_else(|| first.and_then(there)).unwrap_or_default();
        let way = if by_item { Way::ByItem } else { Way::ByTribunal };
        let work = Self {
            campaign,
            rows: RwSignal::new(desk.rows),
            way: RwSignal::new(way),
            at: RwSignal::new(Place { row, item: place }),
            waited: RwSignal::new(false),
            sender: Sender::default(),
            items: StoredValue::new(items),
            sheets: RwSignal::new(BTreeMap::new()),
            marks: RwSignal::new(BTreeMap::new()),
            pictures: StoredValue::new(BTreeSet::new()),
            loading: StoredValue::new(false),
            count: StoredValue::new(0),
            notebook: Notebook::at(format!("jiceng.desk.{user}.{campaign}")),
        };
        work.lay(sheet, 0);
        work
    }

    /// Where an entry of this campaign is.
    pub fn address(self, unit: &str) -> EntryAddress {
        EntryAddress { campaign: self.campaign, unit: unit.to_owned() }
    }

    /// Counts one on: something happens to marks.
    fn tick(self) -> u32 {
        let next = |count: &mut u32| {
            *count += 1;
            *count
        };
        self.count.try_update_value(next).unwrap_or_default()
    }

    /// Lays a sheet on the desk that was asked for at `when` by the count. Marks that were given here meanwhile stay, and
    /// those that were kept since: the sheet may be older.
    fn lay(self, sheet: DeskSheet, when: u32) {
        let unit = sheet.row.unit.clone();
        let asked = self.items.get_value();
        self.marks.try_update(|marks| {
            for item in &sheet.items {
                let key = (unit.clone(), item.view.id.clone());
                let newer = |mark: &Mark| mark.stand != Stand::Kept || mark.touched > when;
                if marks.get(&key).is_some_and(newer) {
                    continue;
                }
                let asked = asked.iter().find(|asked| asked.id == item.view.id);
                match item.mark.as_ref().zip(asked) {
                    Some((mark, asked)) => {
                        let (points, reason, base) = (Some(mark.points), mark.reason.clone(), mark.revision);
                        let wants_reason = wants(asked, item.view.computed, points, &reason);
                        marks.insert(
                            key,
                            Mark { points, reason, wants_reason, base, ..Mark::none(asked.points) },
                        );
                    }
                    None => drop(marks.remove(&key)),
                }
            }
        });
        self.rows.try_update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.unit == unit) {
                row.clone_from(&sheet.row);
            }
        });
        self.sheets.try_update(|sheets| drop(sheets.insert(unit, Ok(sheet))));
    }

    /// Items of the standard, in order.
    pub fn items(self) -> Vec<Item> {
        self.items.get_value()
    }

    /// What lies in the middle.
    pub fn here(self) -> Option<Here> {
        let at = self.at.get();
        let row = self.rows.with(|rows| rows.get(at.row).cloned())?;
        let asked = self.items.with_value(|items| items.get(at.item).cloned())?;
        let (item, failure) = self.sheets.with(|sheets| match sheets.get(&row.unit) {
            Some(Ok(sheet)) => (sheet.items.iter().find(|item| item.view.id == asked.id).cloned(), None),
            Some(Err(failure)) => (None, Some(failure.clone())),
            None => (None, None),
        });
        Some(Here { row, asked, item, failure })
    }

    /// A mark.
    pub fn mark(self, key: &Key) -> Option<Mark> {
        self.marks.with(|marks| marks.get(key).cloned())
    }

    /// The items of a tribunal: number, whether a mark is wanted, the mark. Nothing where it is not loaded.
    pub fn lines(self, unit: &str) -> Vec<(usize, bool, Option<Mark>)> {
        self.sheets.with(|sheets| {
            let Some(Ok(sheet)) = sheets.get(unit) else { return vec![] };
            self.marks.with(|marks| {
                self.items.with_value(|items| {
                    let line = |item: &DeskItem| {
                        let number = items.iter().position(|known| known.id == item.view.id)?;
                        let mark = marks.get(&(unit.to_owned(), item.view.id.clone())).cloned();
                        Some((number, item.wanted, mark))
                    };
                    sheet.items.iter().filter_map(line).collect()
                })
            })
        })
    }

    /// How many wanted items of a tribunal are marked, and how many are wanted.
    pub fn progress(self, row: &DeskRow) -> (u32, u32) {
        let loaded = self.sheets.with(|sheets| matches!(sheets.get(&row.unit), Some(Ok(_))));
        if !loaded {
            return (row.marked, row.wanted);
        }
        let lines = self.lines(&row.unit);
        let wanted = lines.iter().filter(|(_, wanted, _)| *wanted);
        (wanted.clone().filter(|(.., mark)| is_given(mark.as_ref())).count() as u32, wanted.count() as u32)
    }

    /// Whether everything of a tribunal can be handed in: all that is wanted is marked, and has arrived.
    pub fn complete(self, row: &DeskRow) -> bool {
        let (marked, wanted) = self.progress(row);
        let settled = self.marks.with(|marks| {
            let mut of_it = marks.iter().filter(|((unit, _), _)| *unit == row.unit);
            of_it.all(|(_, mark)| mark.stand == Stand::Kept && !mark.wants_reason)
        });
        row.ready && row.handed_in.is_none() && marked == wanted && settled
    }

    /// How many marks wait for the server, want a reason, were refused.
    pub fn unsettled(self) -> (usize, usize, usize) {
        self.marks.with(|marks| {
            let count = |wanted: fn(&Mark) -> bool| marks.values().filter(|mark| wanted(mark)).count();
            (
                count(|mark| mark.stand == Stand::Waiting),
                count(|mark| mark.wants_reason),
                count(|mark| matches!(mark.stand, Stand::Refused(_))),
            )
        })
    }

    /// The tribunals one goes through: those that can be marked, and the one that lies there.
    fn stops(self) -> Vec<Stop> {
        let here = self.at.get_untracked().row;
        let rows = self.rows.get_untracked();
        let open = |(n, row): &(usize, &DeskRow)| *n == here || row.ready && row.handed_in.is_none();
        untrack(|| {
            rows.iter()
                .enumerate()
                .filter(open)
                .map(|(n, row)| {
                    let loaded = self.sheets.with(|sheets| matches!(sheets.get(&row.unit), Some(Ok(_))));
                    let wants = |(item, wanted, mark): (usize, bool, Option<Mark>)| {
                        (item, wanted && row.handed_in.is_none() && !is_given(mark.as_ref()))
                    };
                    let items = loaded.then(|| self.lines(&row.unit).into_iter().map(wants).collect());
                    Stop { row: n, items, open: row.marked < row.wanted }
                })
                .collect()
        })
    }

    /// All places in order.
    fn sequence(self) -> Vec<(Place, bool)> {
        let all = self.items.with_value(Vec::len);
        sequence(self.way.get_untracked(), &self.stops(), all)
    }

    /// Goes to the next item or the one before; to the next that wants a mark. Whether there is one.
    pub fn go(self, forward: bool, open_only: bool) -> bool {
        let next = step(&self.sequence(), self.at.get_untracked(), forward, open_only);
        if let Some(place) = next {
            self.go_to(place);
        }
        next.is_some()
    }

    /// Goes to the next tribunal or the one before, with the same item, tribunal by tribunal with the first that wants one.
    pub fn go_tribunal(self, forward: bool) {
        let at = self.at.get_untracked();
        let rows: Vec<usize> = self.stops().into_iter().map(|stop| stop.row).collect();
        let Some(here) = rows.iter().position(|row| *row == at.row) else { return };
        let next = if forward { rows.get(here + 1) } else { here.checked_sub(1).and_then(|n| rows.get(n)) };
        if let Some(row) = next {
            self.open_row(*row);
        }
    }

    /// Opens a tribunal.
    pub fn open_row(self, row: usize) {
        let at = self.at.get_untracked();
        let item = match self.way.get_untracked() {
            Way::ByItem => at.item,
            Way::ByTribunal => 0,
        };
        self.go_to(Place { row, item });
    }

    /// Goes to a place; what is not loaded yet is waited for there.
    pub fn go_to(self, place: Place) {
        let unit = self.rows.with_untracked(|rows| rows.get(place.row).map(|row| row.unit.clone()));
        let loaded = unit.is_some_and(|unit| self.sheets.with_untracked(|sheets| sheets.contains_key(&unit)));
        self.waited.set(!loaded);
        self.at.set(place);
        self.settle_place();
        self.tell_address();
        self.load_ahead();
    }

    /// An item that does not apply here makes room for the next one that does.
    fn settle_place(self) {
        let at = self.at.get_untracked();
        let unit = self.rows.with_untracked(|rows| rows.get(at.row).map(|row| row.unit.clone()));
        let Some(unit) = unit else { return };
        let lines = untrack(|| self.lines(&unit));
        if !lines.is_empty() && !lines.iter().any(|(item, ..)| *item == at.item) {
            let next = lines.iter().find(|(item, ..)| *item > at.item).or_else(|| lines.last());
            if let Some((item, ..)) = next {
                self.at.set(Place { item: *item, ..at });
            }
        }
    }

    /// Gives points to what lies there; `None` takes them back. Whether a reason is wanted first.
    pub fn give(self, points: Option<Points>) -> bool {
        let Some(here) = untrack(|| self.here()) else { return false };
        let Some(item) = here.item.filter(|item| item.open) else { return false };
        if points.is_some_and(|points| check_mark(&here.asked, points).is_err()) {
            return false;
        }
        self.change((here.row.unit, here.asked.id.clone()), &here.asked, item.view.computed, |mark| {
            mark.points = points;
        })
    }

    /// Writes the reason of what lies there.
    pub fn explain(self, reason: String) {
        let Some(here) = untrack(|| self.here()) else { return };
        let Some(item) = here.item.filter(|item| item.open) else { return };
        self.change((here.row.unit, here.asked.id.clone()), &here.asked, item.view.computed, |mark| {
            mark.reason = reason;
        });
    }

    fn change(self, key: Key, asked: &Item, computed: Option<Points>, how: impl FnOnce(&mut Mark)) -> bool {
        let now = self.tick();
        let wanting = self.marks.try_update(|marks| {
            let mark = marks.entry(key).or_insert_with(|| Mark::none(asked.points));
            how(mark);
            mark.touched = now;
            mark.wants_reason = wants(asked, computed, mark.points, &mark.reason);
            // Of what the server never heard of there is nothing to be taken back.
            let nothing = mark.points.is_none() && mark.base == 0 && mark.sent.is_none();
            mark.stand = if nothing { Stand::Kept } else { Stand::Waiting };
            mark.wants_reason
        });
        self.remember();
        self.flush_soon();
        wanting == Some(true)
    }
}

/// Whether a reason is wanted and missing.
fn wants(asked: &Item, computed: Option<Points>, points: Option<Points>, reason: &str) -> bool {
    points.is_some_and(|points| needs_reason(asked, computed, points)) && reason.trim().is_empty()
}

/// Whether a mark stands, as far as the reviewer is concerned.
pub fn is_given(mark: Option<&Mark>) -> bool {
    mark.is_some_and(|mark| {
        mark.points.is_some() && !mark.wants_reason && matches!(mark.stand, Stand::Kept | Stand::Waiting)
    })
}
