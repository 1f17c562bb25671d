//! The check sheet as it is being filled in: everything waits in this browser until the server has it.

use crate::{
    api::{
        Failure,
        files::FileRow,
        reviews::{CheckItem, CheckOrder, CheckSheet, SeenOrder, open_check, save_check},
    },
    components::waiting::{AGAIN, Notebook, Sender, kept_below},
    domain::standards::Points,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// How long the fingers must rest before something is sent.
const PAUSE: Duration = Duration::from_millis(600);

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

impl Cell {
    fn of(item: &CheckItem) -> Self {
        Self {
            points: RwSignal::new(item.mark),
            note: RwSignal::new(item.note.clone()),
            photos: RwSignal::new(item.photos.clone()),
            stand: RwSignal::new(Stand::Still),
        }
    }
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

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LeftCell {
    points: Option<Points>,
    note: String,
    photos: Vec<FileRow>,
    waits: bool,
}

/// What this browser has left of a check.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Left {
    cells: BTreeMap<String, LeftCell>,
    general: Option<LeftGeneral>,
    done: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LeftGeneral {
    note: String,
    place: Option<(f64, f64)>,
    waits: bool,
}

impl Left {
    /// What waits, and what the server had kept.
    fn parted(self) -> (Self, Self) {
        let (waiting, kept) = self.cells.into_iter().partition(|(_, cell)| cell.waits);
        let (general, kept_general) = match self.general {
            Some(general) if general.waits => (Some(general), None),
            general => (None, general),
        };
        let kept = Self { cells: kept, general: kept_general, done: false };
        (Self { cells: waiting, general, done: self.done }, kept)
    }

    /// Adds what is not there already.
    fn add(&mut self, other: &Self) {
        for (id, cell) in &other.cells {
            self.cells.entry(id.clone()).or_insert_with(|| cell.clone());
        }
        if self.general.is_none() {
            self.general.clone_from(&other.general);
        }
    }

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
    /// Sends what was seen.
    pub sender: Sender,
    /// Counts what was handed in.
    handed: RwSignal<usize>,
    /// What the server had kept when this browser was left, as long as nobody knows whether the page is an older one.
    undecided: StoredValue<Left>,
    notebook: Notebook,
}

impl Sheet {
    /// A sheet as the server has it.
    pub fn new(view: &CheckSheet, user: &str, handed: RwSignal<usize>) -> Self {
        let cells = view.items.iter().map(|item| (item.id.clone(), Cell::of(item)));
        Self {
            id: view.row.id,
            cells: StoredValue::new(cells.collect()),
            note: RwSignal::new(view.note.clone()),
            place: RwSignal::new(view.place),
            general: RwSignal::new(Stand::Still),
            done: RwSignal::new(false),
            sender: Sender::default(),
            handed,
            undecided: StoredValue::new(Left::default()),
            notebook: Notebook::at(format!("jiceng.check.{user}.{}", view.row.id)),
        }
    }

    /// In the browser: takes up what was left waiting, and tries again when the line is back.
    pub fn take_up(self) {
        self.notebook.take_up(move |left: Left| {
            // What waits stands here at once. What was kept stays in the notebook until it is known what the server has.
            let (waiting, kept) = left.parted();
            let known = !kept.is_nothing();
            self.undecided.set_value(kept);
            self.apply(waiting);
            if known {
                self.ask_what_is_kept();
            }
        });
        Sender::when_online(move || self.flush());
    }

    /// A page that was kept for when there is no line may be older than what was kept since: what the server has now counts,
    /// and without an answer what this browser remembers of it.
    fn ask_what_is_kept(self) {
        let id = self.id;
        spawn_local(async move {
            let answer = open_check(id).await;
            // The page may be gone; it stands in the notebook still.
            let Some(kept) = self.undecided.try_update_value(std::mem::take) else { return };
            match answer {
                Ok(now) => self.apply_newer(&now),
                Err(_) => self.apply(kept),
            }
        });
    }

    fn apply_newer(self, now: &CheckSheet) {
        for item in &now.items {
            let still = |cell: &Cell| cell.stand.get_untracked() == Stand::Still;
            if let Some(cell) = self.cell(&item.id).filter(still) {
                cell.points.set(item.mark);
                cell.note.set(item.note.clone());
                cell.photos.set(item.photos.clone());
            }
        }
        if self.general.get_untracked() == Stand::Still {
            self.note.set(now.note.clone());
            self.place.set(now.place);
        }
        self.remember();
    }

    fn apply(self, left: Left) {
        for (id, left) in left.cells {
            let Some(cell) = self.cell(&id) else { continue };
            if cell.stand.get_untracked() == Stand::Still {
                cell.points.set(left.points);
                cell.note.set(left.note);
                cell.photos.set(left.photos);
                cell.stand.set(if left.waits { Stand::Waiting } else { Stand::Kept });
            }
        }
        if let Some(left) = left.general
            && self.general.get_untracked() == Stand::Still
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
        self.sender.after(PAUSE, move || self.flush());
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
        let mut left = Left { cells, general, done: self.done.get_untracked() };
        self.undecided.with_value(|undecided| left.add(undecided));
        self.notebook.write((!left.is_nothing()).then_some(&left));
    }

    /// Sends what waits; hands in when that was asked for and nothing waits any more, photos neither.
    pub fn flush(self) {
        if !self.sender.is_free() {
            return;
        }
        let done = self.done.get_untracked();
        if untrack(|| self.waiting()) == 0 && !done {
            return;
        }
        let below = format!("{}/", self.notebook.place());
        let sending = async move {
            let photos = done && !kept_below(&below).await.is_empty();
            let Some(order) = self.order(done && !photos) else { return Ok(None) };
            save_check(self.id, order.clone()).await.map(|()| Some((order, photos)))
        };
        let settle = move |answer: Result<Option<(CheckOrder, bool)>, Failure>| match answer {
            Ok(None) => {}
            Ok(Some((order, _))) if order.done => {
                self.notebook.forget();
                self.handed.update(|handed| *handed += 1);
            }
            Ok(Some((order, photos))) => {
                self.settle(&order);
                self.remember();
                if photos {
                    self.sender.after(AGAIN, move || self.flush());
                } else {
                    self.flush();
                }
            }
            // Refused: the person decides anew.
            Err(_) => {
                self.done.set(false);
                self.remember();
            }
        };
        self.sender.send(sending, settle, move || self.flush());
    }

    /// What waits; nothing of a page that is gone.
    fn order(self, done: bool) -> Option<CheckOrder> {
        let seen = |(id, cell): (&String, &Cell)| {
            (cell.stand.get_untracked() == Stand::Waiting).then(|| SeenOrder {
                item: id.clone(),
                points: cell.points.get_untracked().map(Points::as_f64),
                note: cell.note.get_untracked(),
                photos: cell.photos.with_untracked(|photos| photos.iter().map(|photo| photo.id).collect()),
            })
        };
        let items = self.cells.try_with_value(|cells| cells.iter().filter_map(seen).collect())?;
        let general = self.general.get_untracked() == Stand::Waiting;
        let note = general.then(|| self.note.get_untracked());
        let place = self.place.get_untracked().filter(|_| general);
        Some(CheckOrder { items, note, place, done })
    }

    /// What was sent is kept, unless it was changed on its way.
    fn settle(self, order: &CheckOrder) {
        let Some(now) = self.order(false) else { return };
        for sent in &order.items {
            if now.items.contains(sent)
                && let Some(cell) = self.cell(&sent.item)
            {
                cell.stand.set(Stand::Kept);
            }
        }
        if order.note.is_some() && (&now.note, now.place) == (&order.note, order.place) {
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
    use super::*;

    #[test]
    fn what_is_undecided_stays_in_the_notebook() {
        let cell = |note: &str, waits| LeftCell { points: None, note: note.into(), photos: vec![], waits };
        let general = LeftGeneral { note: "g".into(), place: None, waits: false };
        let cells = [("a".to_owned(), cell("typed", true)), ("b".to_owned(), cell("kept", false))];
        let left = Left { cells: cells.into(), general: Some(general), done: true };
        let (mut waiting, kept) = left.parted();
        assert_eq!(waiting.cells.keys().collect::<Vec<_>>(), ["a"]);
        assert!(waiting.done && waiting.general.is_none());
        assert_eq!(kept.cells.keys().collect::<Vec<_>>(), ["b"]);
        assert!(!kept.done && kept.general.is_some());
        waiting.cells.insert("b".into(), cell("typed since", true));
        waiting.add(&kept);
        assert_eq!(waiting.cells["b"].note, "typed since");
        assert!(waiting.general.is_some());
    }

    #[test]
    fn a_place_is_read_as_a_photograph_tells_it() {
        assert_eq!(place_of("28.68202,115.85794"), Some((28.68202, 115.85794)));
        assert_eq!(place_of(""), None);
        assert_eq!(place_of("28.6"), None);
    }
}
