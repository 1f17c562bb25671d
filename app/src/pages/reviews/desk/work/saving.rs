//! Marks go out in the background, tribunal after tribunal; what cannot be sent waits in this browser.

use super::{Key, Mark, Stand, Work};
use crate::{
    api::{
        Failure, FailureKind,
        reviews::{MarkOrder, SavedMark, save_marks},
    },
    domain::standards::Points,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the keys must rest before marks are sent: a reason is being typed.
const PAUSE: Duration = Duration::from_millis(400);
/// How long until the line is tried again.
const AGAIN: Duration = Duration::from_secs(4);

/// What this browser has left of a desk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Left {
    marks: Vec<(Key, Mark)>,
}

impl Work {
    /// In the browser: takes up what was left waiting, loads ahead, and tries again when the line is back.
    pub fn take_up(self) {
        self.notebook.take_up(move |left: Left| {
            self.marks.update(|marks| {
                for (key, mark) in left.marks {
                    // It was given in the moment before, or the server knows a later one.
                    let newer = marks
                        .get(&key)
                        .is_some_and(|known| known.stand != Stand::Kept || known.base > mark.base);
                    if !newer {
                        marks.insert(key, mark);
                    }
                }
            });
            self.remember();
            self.flush();
        });
        self.load_ahead();
        let online = window_event_listener_untyped("online", move |_| {
            self.flush();
            self.load_ahead();
        });
        on_cleanup(move || online.remove());
    }

    /// Writes down in this browser what the server does not know.
    pub(super) fn remember(self) {
        let marks = self.marks.try_with_untracked(|marks| {
            let open = marks.iter().filter(|(_, mark)| mark.stand != Stand::Kept);
            open.map(|(key, mark)| (key.clone(), mark.clone())).collect::<Vec<_>>()
        });
        if let Some(marks) = marks {
            let any = !marks.is_empty();
            self.notebook.write(any.then_some(&Left { marks }));
        }
    }

    /// Sends what waits when the keys rest.
    pub(super) fn flush_soon(self) {
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

    /// Sends what waits of the first tribunal of which something does, then the next.
    pub fn flush(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let waiting = self.marks.try_with_untracked(|marks| {
            let unit = marks.iter().find(|(_, mark)| mark.stand == Stand::Waiting)?.0.0.clone();
            let of_it = marks.iter().filter(|((of, _), mark)| *of == unit && mark.stand == Stand::Waiting);
            let order = |((_, item), mark): (&Key, &Mark)| MarkOrder {
                item: item.clone(),
                points: mark.points.map(Points::as_f64),
                reason: mark.reason.trim().to_owned(),
            };
            Some((unit.clone(), of_it.map(order).collect::<Vec<_>>()))
        });
        let Some(Some((unit, orders))) = waiting else { return };
        self.busy.set_value(true);
        let address = self.address(&unit);
        spawn_local(async move {
            let answer = save_marks(address, orders.clone()).await;
            // The page may be gone; what waits then stands in the browser still.
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Err(failure) if failure.kind == FailureKind::Unreachable => {
                    self.trouble.set(Some(failure));
                    set_timeout(move || self.flush(), AGAIN);
                }
                answer => {
                    self.trouble.set(None);
                    self.settle(&unit, &orders, answer);
                    self.remember();
                    self.flush();
                }
            }
        });
    }

    fn settle(self, unit: &str, orders: &[MarkOrder], answer: Result<Vec<(String, SavedMark)>, Failure>) {
        self.marks.try_update(|marks| {
            for order in orders {
                let Some(mark) = marks.get_mut(&(unit.to_owned(), order.item.clone())) else { continue };
                let outcome = match &answer {
                    Ok(saved) => {
                        saved.iter().find(|(item, _)| *item == order.item).map(|(_, saved)| saved.clone())
                    }
                    Err(failure) => {
                        mark.stand = Stand::Refused(failure.clone());
                        continue;
                    }
                };
                match outcome {
                    Some(SavedMark::Kept { revision }) => {
                        mark.base = revision;
                        let same = mark.points.map(Points::as_f64) == order.points
                            && mark.reason.trim() == order.reason;
                        // What was changed while it was on its way still waits.
                        if same {
                            mark.stand = Stand::Kept;
                        }
                    }
                    Some(SavedMark::Refused { reason }) => {
                        let points = mark.points.map(|points| points.to_string()).unwrap_or_default();
                        mark.stand = Stand::Refused(Failure::invalid("points", &reason, points));
                    }
                    None => mark.stand = Stand::Refused(Failure::internal("unanswered")),
                }
            }
        });
    }
}
