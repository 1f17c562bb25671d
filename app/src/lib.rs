//! Jiceng: everything that server and browser share. `domain` holds the rules, `api` what crosses the wire,
//! `charts` data drawn as SVG, `components` and `pages` what is seen.

pub mod charts;
pub mod domain;
