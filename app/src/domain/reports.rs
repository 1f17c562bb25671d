//! Reports of a unit about itself: the states they pass through, who moves them, and what is checked. The same rules
//! run in the browser while somebody types, offline too, and on the server, which alone decides.

mod checks;
mod states;

pub use checks::{Context, Finding, Photo, Value, check, read, read_rows};
pub use states::{Move, MoveFault, Standing, State};
#[cfg(test)]
mod tests;
