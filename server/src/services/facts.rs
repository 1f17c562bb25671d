//! Writing facts.
