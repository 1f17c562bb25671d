//! Marks go out in the background, tribunal after tribunal; what cannot be sent waits in this browser.

use super::{Key, Mark, Stand, Work};
use crate::{
    api::{
        Failure,
        reviews::{MarkOrder, SavedMark, save_marks},
    },
    components::waiting::Sender,
    domain::standards::Points,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the keys must rest before marks are sent: a reason is being typed.
const PAUSE: Duration = Duration::from_millis(400);

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
                    if marks.get(&key).is_none_or(|known| known.gives_way_to(&mark)) {
                        marks.insert(key, mark);
                    }
                }
            });
            self.remember();
            self.flush();
        });
        self.load_ahead();
        Sender::when_online(move || {
            self.flush();
            self.load_ahead();
        });
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
        self.sender.after(PAUSE, move || self.flush());
    }

    /// Sends what waits of the first tribunal of which something does, then the next.
    pub fn flush(self) {
        if !self.sender.is_free() {
            return;
        }
        let waiting = self.marks.try_update(|marks| {
            let unit = marks.iter().find(|(_, mark)| mark.stand == Stand::Waiting)?.0.0.clone();
            let of_it =
                marks.iter_mut().filter(|((of, _), mark)| *of == unit && mark.stand == Stand::Waiting);
            let order = |((_, item), mark): (&Key, &mut Mark)| {
                let reason = mark.reason.trim().to_owned();
                // The server may know it from now on, whether it answers or not.
                mark.sent = Some((mark.points, reason.clone()));
                MarkOrder { item: item.clone(), points: mark.points.map(Points::as_f64), reason }
            };
            let orders: Vec<_> = of_it.map(order).collect();
            Some((unit, orders))
        });
        let Some(Some((unit, orders))) = waiting else { return };
        self.remember();
        let sending = save_marks(self.address(&unit), orders.clone());
        let settle = move |answer| {
            // Why a mark was refused is told at the mark.
            self.sender.trouble.set(None);
            self.settle(&unit, &orders, &answer);
            self.remember();
            self.flush();
        };
        self.sender.send(sending, settle, move || self.flush());
    }

    fn settle(self, unit: &str, orders: &[MarkOrder], answer: &Result<Vec<(String, SavedMark)>, Failure>) {
        let now = self.tick();
        self.marks.try_update(|marks| {
            for order in orders {
                let Some(mark) = marks.get_mut(&(unit.to_owned(), order.item.clone())) else { continue };
                let outcome = answer
                    .as_ref()
                    .map(|saved| saved.iter().find(|(item, _)| *item == order.item).map(|(_, saved)| saved));
                mark.settle(order, outcome);
                mark.touched = now;
            }
        });
    }
}

impl Mark {
    /// Whether what this browser had left stands instead: nothing was typed since, and the server has nothing but what was
    /// seen when it was typed or sent from here.
    fn gives_way_to(&self, left: &Self) -> bool {
        let ours = left
            .sent
            .as_ref()
            .is_some_and(|(points, reason)| *points == self.points && *reason == self.reason.trim());
        self.stand == Stand::Kept && (self.base <= left.base || ours)
    }

    /// What the server has answered to an order. What was changed while that was on its way still waits.
    fn settle(&mut self, order: &MarkOrder, outcome: Result<Option<&SavedMark>, &Failure>) {
        self.sent = None;
        let same = self.points.map(Points::as_f64) == order.points && self.reason.trim() == order.reason;
        let stand = match outcome {
            Ok(Some(SavedMark::Kept { revision })) => {
                self.base = *revision;
                Stand::Kept
            }
            Ok(Some(SavedMark::Refused { reason })) => {
                Stand::Refused(Failure::invalid("points", reason, self.full.to_string()))
            }
            Ok(None) => Stand::Refused(Failure::internal("unanswered")),
            Err(failure) => Stand::Refused(failure.clone()),
        };
        self.stand = if same { stand } else { Stand::Waiting };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Points = Points::hundredths(100);

    fn waiting(points: Option<Points>) -> Mark {
        Mark { points, stand: Stand::Waiting, ..Mark::none(Points::hundredths(300)) }
    }

    fn order(points: Option<Points>) -> MarkOrder {
        MarkOrder { item: "a".into(), points: points.map(Points::as_f64), reason: String::new() }
    }

    #[test]
    fn what_was_taken_back_while_it_was_being_saved_still_waits() {
        let mut mark = waiting(None);
        mark.settle(&order(Some(ONE)), Ok(Some(&SavedMark::Kept { revision: 1 })));
        assert_eq!((mark.points, &mark.stand, mark.base), (None, &Stand::Waiting, 1));
        mark.settle(&order(None), Ok(Some(&SavedMark::Kept { revision: 2 })));
        assert_eq!((mark.points, &mark.stand, mark.base), (None, &Stand::Kept, 2));
    }

    #[test]
    fn a_refusal_is_of_what_was_sent_and_not_of_what_was_typed_since() {
        let refused = SavedMark::Refused { reason: "bad_points".into() };
        let mut mark = waiting(Some(ONE));
        mark.settle(&order(Some(Points::hundredths(900))), Ok(Some(&refused)));
        assert_eq!(mark.stand, Stand::Waiting);
        mark.settle(&order(Some(ONE)), Ok(Some(&refused)));
        // It names what can be had.
        assert_eq!(mark.stand, Stand::Refused(Failure::invalid("points", "bad_points", "3")));
    }

    #[test]
    fn what_was_left_here_stands_unless_the_server_has_heard_of_something_else() {
        let known = |points, base| Mark { points: Some(points), base, ..Mark::none(ONE) };
        let left = waiting(Some(ONE));
        assert!(known(ONE, 0).gives_way_to(&left));
        assert!(!known(Points::ZERO, 1).gives_way_to(&left), "given on another machine since");
        // The answer was lost on the way, and the mark was changed afterwards.
        let changed = Mark { sent: Some((Some(Points::ZERO), String::new())), ..left };
        assert!(known(Points::ZERO, 1).gives_way_to(&changed));
    }
}
