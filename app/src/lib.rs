//! Jiceng: everything that server and browser share. `domain` holds the rules, `api` what crosses the wire,
//! `charts` data drawn as SVG, `components` and `pages` what is seen.

// The types of views are nested deeply.
#![recursion_limit = "256"]

pub mod address;
pub mod api;
pub mod areas;
pub mod charts;
pub mod components;
pub mod domain;
pub mod i18n;
pub mod markup;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod prints;
mod shell;
pub mod zone;

#[cfg(feature = "ssr")]
pub use shell::shell;
pub use shell::{App, Program};
