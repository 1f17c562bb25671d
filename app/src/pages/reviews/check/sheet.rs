//! The check sheet as it is being filled in: everything waits in this browser until the server has it.

use crate::{
    api::{
        Failure, FailureKind,
        files::FileRow,
        reviews::{CheckOrder, CheckSheet, SeenOrder, open_check, save_check},
    },
    components::waiting::{Notebook, kept_below},
    domain::standards::Points,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// How long the fingers must rest before something is sent.
const PAUSE: Duration = Duration::from_millis(600);
/// How long until the line is tried again.
const AGAIN: Duration = Duration::from_secs(4);

/// What was seen about an item.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Points on site.
    pub points: RwSignal<Option<Points>>,
    /// What was seen.
    pub note: RwSignal<String>,
    /// Photos.
    pub photos: RwSignal<Vec<FileRow>>,
    /// Whether the server does not know it yet; of what it knows, since this page was made.
    pub stand: RwSignal<Stand>,
}

/// Whether something has reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// As the page came.
    Still,
    /// Not yet kept.
    Waiting,
    /// Kept by the server.
    Kept,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftCell {
    points: Option<Points>,
    note: String,
    photos: Vec<FileRow>,
    waits: bool,
}

/// What this browser has left of a check.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Left {
    cells: BTreeMap<String, LeftCell>,
    general: Option<LeftGeneral>,
    done: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftGeneral {
    note: String,
    place: Option<(f64, f64)>,
    waits: bool,
}

impl Left {
    fn is_nothing(&self) -> bool {
        self.cells.is_empty() && self.general.is_none() && !self.done
    }
}

/// The sheet.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    id: i64,
    cells: StoredValue<BTreeMap<String, Cell>>,
    /// In general.
    pub note: RwSignal<String>,
    /// Where.
    pub place: RwSignal<Option<(f64, f64)>>,
    general: RwSignal<Stand>,
    /// Whether it is to be handed in as soon as everything has arrived.
    pub done: RwSignal<bool>,
    /// Why nothing is kept at present.
    pub trouble: RwSignal<Option<Failure>>,
    /// Counts what was handed in.
    handed: RwSignal<usize>,
    busy: StoredValue<bool>,
    turn: StoredValue<u32>,
    notebook: Notebook,
}

impl Sheet {
    /// A sheet as the server has it.
    pub fn new(view: &CheckSheet, user: &str, handed: RwSignal<usize>) -> Self {
        let cells = view.items.iter().map(|item| {
            let cell = Cell {
                points: RwSignal::new(item.mark),
                note: RwSignal::new(item.note.clone()),
                photos: RwSignal::new(item.photos.clone()),
                stand: RwSignal::new(Stand::Still),
            };
            (item.id.clone(), cell)
        });
        Self {
            id: view.row.id,
            cells: StoredValue::new(cells.collect()),
            note: RwSignal::new(view.note.clone()),
            place: RwSignal::new(view.place),
            general: RwSignal::new(Stand::Still),
            done: RwSignal::new(false),
            trouble: RwSignal::new(None),
            handed,
            busy: StoredValue::new(false),
            turn: StoredValue::new(0),
            notebook: Notebook::at(format!("jiceng.check.{user}.{}", view.row.id)),
        }
    }

    /// In the browser: takes up what was left waiting, and tries again when the line is back.
    pub fn take_up(self) {
        self.notebook.take_up(move |left: Left| {
            let known = left.cells.values().any(|cell| !cell.waits)
                || left.general.as_ref().is_some_and(|general| !general.waits);
            if !known {
                self.apply(left, false);
                return;
            }
            // A page that was kept for when there is no line may be older than what was kept since; one that the server has
            // just made is not.
            let id = self.id;
            spawn_local(async move {
                let lost =
                    matches!(open_check(id).await, Err(failure) if failure.kind == FailureKind::Unreachable);
                if !self.done.is_disposed() {
                    self.apply(left, lost);
                }
            });
        });
        let online = window_event_listener_untyped("online", move |_| self.flush());
        on_cleanup(move || online.remove());
    }

    fn apply(self, left: Left, older: bool) {
        for (id, left) in left.cells {
            let Some(cell) = self.cell(&id) else { continue };
            let untouched = cell.stand.get_untracked() == Stand::Still;
            if untouched && (left.waits || older) {
                cell.points.set(left.points);
                cell.note.set(left.note);
                cell.photos.set(left.photos);
                cell.stand.set(if left.waits { Stand::Waiting } else { Stand::Kept });
            }
        }
        if let Some(left) = left.general
            && self.general.get_untracked() == Stand::Still
            && (left.waits || older)
        {
            self.note.set(left.note);
            self.place.set(left.place);
            self.general.set(if left.waits { Stand::Waiting } else { Stand::Kept });
        }
        self.done.update(|done| *done |= left.done);
        self.remember();
        self.flush();
    }

    /// An item by its id.
    pub fn cell(self, id: &str) -> Option<Cell> {
        self.cells.try_with_value(|cells| cells.get(id).copied()).flatten()
    }

    /// Where photos of an item wait in this browser.
    pub fn photo_place(self, item: &str) -> String {
        format!("{}/{item}", self.notebook.place())
    }

    /// How much has not reached the server.
    pub fn waiting(self) -> usize {
        let waits = |cell: &Cell| cell.stand.get() == Stand::Waiting;
        let cells = self.cells.with_value(|cells| cells.values().filter(|cell| waits(cell)).count());
        cells + usize::from(self.general.get() == Stand::Waiting)
    }

    /// How many items have neither points nor a note.
    pub fn open_items(self) -> usize {
        let open = |cell: &Cell| cell.points.get().is_none() && cell.note.with(|note| note.trim().is_empty());
        self.cells.with_value(|cells| cells.values().filter(|cell| open(cell)).count())
    }

    /// Something was changed: an item, or what is said in general. It is sent when the fingers rest.
    pub fn typed(self, item: Option<&str>) {
        let stand = match item {
            Some(item) => self.cell(item).map(|cell| cell.stand),
            None => Some(self.general),
        };
        if let Some(stand) = stand {
            stand.set(Stand::Waiting);
        }
        self.remember();
        self.turn.update_value(|turn| *turn += 1);
        let mine = self.turn.get_value();
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(mine) {
                    self.flush();
                }
            },
            PAUSE,
        );
    }

    /// Notes where it is.
    pub fn set_place(self, place: (f64, f64)) {
        self.place.set(Some(place));
        self.typed(None);
    }

    /// Whether it is to be handed in when everything has arrived.
    pub fn want_done(self, wanted: bool) {
        self.done.set(wanted);
        self.remember();
        self.flush();
    }

    /// Writes down in this browser what the server may not know, or not this page.
    fn remember(self) {
        let cells = self.cells.with_value(|cells| {
            let left = cells.iter().filter_map(|(id, cell)| {
                let stand = cell.stand.get_untracked();
                (stand != Stand::Still).then(|| {
                    let cell = LeftCell {
                        points: cell.points.get_untracked(),
                        note: cell.note.get_untracked(),
                        photos: cell.photos.get_untracked(),
                        waits: stand == Stand::Waiting,
                    };
                    (id.clone(), cell)
                })
            });
            left.collect::<BTreeMap<_, _>>()
        });
        let stand = self.general.get_untracked();
        let general = (stand != Stand::Still).then(|| LeftGeneral {
            note: self.note.get_untracked(),
            place: self.place.get_untracked(),
            waits: stand == Stand::Waiting,
        });
        let left = Left { cells, general, done: self.done.get_untracked() };
        self.notebook.write((!left.is_nothing()).then_some(&left));
    }

    /// Sends what waits; hands in when that was asked for and nothing waits any more, photos neither.
    pub fn flush(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let done = self.done.get_untracked();
        if untrack(|| self.waiting()) == 0 && !done {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            let below = format!("{}/", self.notebook.place());
            let photos = done && !kept_below(&below).await.is_empty();
            if self.busy.is_disposed() {
                return;
            }
            let order = self.order(done && !photos);
            let handed_in = order.done;
            let answer = save_check(self.id, order.clone()).await;
            // The page may be gone; what waits then stands in the browser still.
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(()) if handed_in => {
                    self.trouble.set(None);
                    self.notebook.forget();
                    self.handed.update(|handed| *handed += 1);
                }
                Ok(()) => {
                    self.trouble.set(None);
                    self.settle(&order);
                    self.remember();
                    if photos {
                        set_timeout(move || self.flush(), AGAIN);
                    } else {
                        self.flush();
                    }
                }
                Err(failure) => {
                    let line = failure.kind == FailureKind::Unreachable;
                    self.trouble.set(Some(failure));
                    if line {
                        set_timeout(move || self.flush(), AGAIN);
                    } else {
                        // Refused: the person decides anew.
                        self.done.set(false);
                        self.remember();
                    }
                }
            }
        });
    }

    fn order(self, done: bool) -> CheckOrder {
        let seen = |(id, cell): (&String, &Cell)| {
            (cell.stand.get_untracked() == Stand::Waiting).then(|| SeenOrder {
                item: id.clone(),
                points: cell.points.get_untracked().map(Points::as_f64),
                note: cell.note.get_untracked(),
                photos: cell.photos.with_untracked(|photos| photos.iter().map(|photo| photo.id).collect()),
            })
        };
        let items = self.cells.with_value(|cells| cells.iter().filter_map(seen).collect());
        CheckOrder { items, note: self.note.get_untracked(), place: self.place.get_untracked(), done }
    }

    /// What was sent is kept, unless it was changed on its way.
    fn settle(self, order: &CheckOrder) {
        let now = self.order(false);
        for sent in &order.items {
            if now.items.contains(sent)
                && let Some(cell) = self.cell(&sent.item)
            {
                cell.stand.set(Stand::Kept);
            }
        }
        let general = self.general.get_untracked() == Stand::Waiting;
        if general && now.note == order.note && now.place == order.place {
            self.general.set(Stand::Kept);
        }
    }
}

/// Latitude and longitude as a photograph has them.
pub fn place_of(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    Some((latitude.trim().parse().ok()?, longitude.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn a_place_is_read_as_a_photograph_tells_it() {
        assert_eq!(place_of("28.68202,115.85794"), Some((28.68202, 115.85794)));
        assert_eq!(place_of(""), None);
        assert_eq!(place_of("28.6"), None);
    }
}
