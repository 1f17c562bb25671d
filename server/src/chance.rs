//! Chance as a parameter: whatever needs random bytes asks the source of its context.

use rand::{RngCore, SeedableRng, TryRngCore, rngs::OsRng};
use std::sync::{Mutex, PoisonError};

/// Gives random bytes.
pub trait Chance: Send + Sync + std::fmt::Debug {
    /// Fills all of `bytes`.
    fn fill_bytes(&self, bytes: &mut [u8]);
}

/// The random source of the operating system; the one for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    /// # Panics
    /// When the operating system has no random bytes: a secret made without them would be none.
    fn fill_bytes(&self, bytes: &mut [u8]) {
        OsRng.unwrap_err().fill_bytes(bytes);
    }
}

/// Says the same every time, for tests.
#[derive(Debug)]
pub struct SeededChance(Mutex<rand_chacha::ChaCha12Rng>);

impl SeededChance {
    /// Begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(rand_chacha::ChaCha12Rng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill_bytes(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(source: &dyn Chance) -> [u8; 32] {
        let mut bytes = [0; 32];
        source.fill_bytes(&mut bytes);
        bytes
    }

    #[test]
    fn the_system_never_repeats_itself_and_a_seed_always_does() {
        assert_ne!(drawn(&SystemChance), drawn(&SystemChance));
        let (one, same, other) = (SeededChance::new(1), SeededChance::new(1), SeededChance::new(2));
        let first = drawn(&one);
        assert_eq!(first, drawn(&same));
        assert_ne!(first, drawn(&other));
        assert_ne!(first, drawn(&one), "the second draw is another");
    }
}
