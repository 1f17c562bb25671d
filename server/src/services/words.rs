//! What people write: without blanks around it, and not too much of it.

use app::api::Failure;

/// Characters of a note, a reason, a description.
const LONGEST: usize = 2_000;

/// What somebody writes into a field.
///
/// # Errors
/// `missing` where something must stand and nothing does; `too_long`.
pub(super) fn words<'a>(field: &str, text: &'a str, needed: bool) -> Result<&'a str, Failure> {
    let text = text.trim();
    if needed && text.is_empty() {
        return Err(Failure::invalid(field, "missing", field));
    }
    if text.chars().count() > LONGEST {
        return Err(Failure::invalid(field, "too_long", LONGEST.to_string()));
    }
    Ok(text)
}
