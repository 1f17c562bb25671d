//! Pieces that have been printed lately, by what they were printed of: printing is most of the work of a page, and many look
//! at the same one. Nothing has to be thrown away when something changes, because it is not asked for any more.

use super::Order;
use crate::{api::Failure, zone::detect_zone};
use hashlink::LruCache;
use leptos::prelude::use_context;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are kept at once.
const KEPT: usize = 64 << 20;

/// What pieces are printed of: everything that is told, to whom, and from which page.
pub(super) type Mark = [u8; 32];

/// A piece with its mark.
pub(super) type Printed = (Arc<str>, Arc<str>);

/// The pieces that have been printed lately; the server keeps one for all requests and gives it to them as context.
#[derive(Debug, Default)]
pub struct KeptPrints(Mutex<Shelf>);

#[derive(Debug)]
struct Shelf {
    pieces: LruCache<(Mark, &'static str), Printed>,
    bytes: usize,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { pieces: LruCache::new_unbounded(), bytes: 0 }
    }
}

impl KeptPrints {
    /// Those of the server; without any, none that last.
    pub(super) fn of_request() -> Arc<Self> {
        use_context().unwrap_or_default()
    }

    /// A piece of what has this mark, printed if it has not been lately.
    pub(super) fn piece(&self, of: Mark, place: &'static str, print: impl FnOnce() -> Printed) -> Printed {
        if let Some(kept) = self.shelf().pieces.get(&(of, place)) {
            return kept.clone();
        }
        let printed = print();
        let mut shelf = self.shelf();
        shelf.bytes += printed.1.len();
        if let Some((_, before)) = shelf.pieces.insert((of, place), printed.clone()) {
            shelf.bytes -= before.len();
        }
        while shelf.bytes > KEPT
            && let Some((_, (_, gone))) = shelf.pieces.remove_lru()
        {
            shelf.bytes -= gone.len();
        }
        printed
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Order {
    /// The mark of what is told to whoever asks, on the page where it will stand.
    pub(super) fn mark(&self, told: &impl Serialize) -> Result<Mark, Failure> {
        let reader = (self.locale.tag(), detect_zone().0, self.oversees(), self.here.to_string());
        let bytes = serde_json::to_vec(&(reader, told)).map_err(|_| Failure::internal("mark"))?;
        Ok(Sha256::digest(&bytes).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(size: usize) -> Printed {
        ("m".into(), "x".repeat(size).into())
    }

    #[test]
    fn a_piece_is_printed_once_for_what_it_is_of() {
        let kept = KeptPrints::default();
        let one = kept.piece([1; 32], "map", || printed(1));
        assert_eq!(kept.piece([1; 32], "map", || unreachable!()), one);
        assert_eq!(kept.piece([1; 32], "trend", || printed(2)).1.len(), 2, "another piece");
        assert_eq!(kept.piece([2; 32], "map", || printed(3)).1.len(), 3, "of something else");
    }

    #[test]
    fn what_was_not_asked_for_longest_makes_room() {
        let kept = KeptPrints::default();
        let third = KEPT / 3;
        for n in 0..3 {
            kept.piece([n; 32], "map", || printed(third));
        }
        kept.piece([0; 32], "map", || unreachable!());
        kept.piece([3; 32], "map", || printed(third));
        kept.piece([0; 32], "map", || unreachable!());
        assert_eq!(kept.piece([1; 32], "map", || printed(1)).1.len(), 1, "gone and printed again");
        assert!(kept.shelf().bytes <= KEPT);
    }
}
