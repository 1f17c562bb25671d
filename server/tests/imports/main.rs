//! Imports from upload to facts: on the real files of two courts, and on small made ones for everything that can be
//! wrong.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod harness;
mod life;
mod new_jersey;
mod refused;
mod rio_grande;
