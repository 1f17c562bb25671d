//! Texts put together from cells: `NJ-{County}-{Municipality}`, `{ANO}-{MÊS}`, `{@file}`, `{@cell:B2}`.

use super::{cells::Cell, collapse};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    /// Number of the column in [`Columns`].
    Column(usize),
    File,
    /// A cell above or in the head: row and column, from 0.
    Cell(usize, usize),
}

/// A text with places in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// The columns that a profile names, each once.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    names: Vec<String>,
}

impl Columns {
    /// The number of a column, by name.
    pub fn number(&mut self, name: &str) -> usize {
        let name = column_name(name);
        if let Some(known) = self.names.iter().position(|known| *known == name) {
            return known;
        }
        self.names.push(name);
        self.names.len() - 1
    }

    /// The names, by number.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// A column's name as it is compared: composed letters, single spaces.
pub fn column_name(text: &str) -> String {
    collapse(&text.nfc().collect::<String>())
}

/// What a template is filled from.
pub struct Filling<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// Rows up to the head's last.
    pub above: &'a [Vec<Cell>],
    /// The row.
    pub row: &'a [Cell],
    /// Where each of the profile's columns is in the row.
    pub places: &'a [usize],
    /// What texts of a column (by its number) are replaced by.
    pub aliases: &'a HashMap<usize, HashMap<String, String>>,
}

impl Template {
    /// Reads a template and gives its columns their numbers.
    pub fn parse(text: &str, columns: &mut Columns) -> Result<Self, String> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            let Some(inside) = rest.strip_prefix('{') else {
                let end = rest.find('{').unwrap_or(rest.len());
                parts.push(Part::Literal(rest[..end].to_owned()));
                rest = &rest[end..];
                continue;
            };
            let (name, after) = inside.split_once('}').ok_or("a `}` is missing")?;
            parts.push(match name.strip_prefix('@') {
                None if name.trim().is_empty() => return Err("`{}` names no column".to_owned()),
                None => Part::Column(columns.number(name)),
                Some("file") => Part::File,
                Some(special) => match special.strip_prefix("cell:").and_then(cell_address) {
                    Some((row, column)) => Part::Cell(row, column),
                    None => return Err(format!("`{{@{special}}}` is neither {{@file}} nor {{@cell:B2}}")),
                },
            });
            rest = after;
        }
        Ok(Self { parts })
    }

    /// Fills the places in. The error is the column that is blank.
    pub fn fill(&self, from: &Filling<'_>, then: impl Fn(&str) -> String) -> Result<String, Option<usize>> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::File => text.push_str(from.file),
                Part::Cell(row, column) => {
                    let cell =
                        from.above.get(*row).and_then(|row| row.get(*column)).filter(|c| !c.is_blank());
                    text.push_str(&then(&collapse(&cell.ok_or(None)?.text)));
                }
                Part::Column(number) => {
                    let cell = from.row.get(from.places[*number]).filter(|cell| !cell.is_blank());
                    let told = collapse(&cell.ok_or(Some(*number))?.text);
                    let known = from.aliases.get(number).and_then(|aliases| aliases.get(&told));
                    text.push_str(&then(known.unwrap_or(&told)));
                }
            }
        }
        Ok(text)
    }

    /// Whether everything between the places is made of such characters.
    pub fn literals_are(&self, fits: impl Fn(char) -> bool) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Literal(literal) => literal.chars().all(&fits),
            _ => true,
        })
    }

    /// The first column named, to say where something is wrong.
    pub fn first_column(&self) -> Option<usize> {
        self.parts.iter().find_map(|part| if let Part::Column(number) = part { Some(*number) } else { None })
    }
}

/// `B2` as row 1, column 1 from 0.
fn cell_address(text: &str) -> Option<(usize, usize)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let column = letters.bytes().fold(0, |number, b| number * 26 + usize::from(b - b'A') + 1);
    Some((row.parse::<usize>().ok()?.checked_sub(1)?, column - 1))
}

/// The longest code of a unit, as everywhere on the platform.
const LONGEST_CODE: usize = 40;

/// A name as a piece of a code: capitals without accents, digits and hyphens. Letters of other scripts cannot stand in
/// a code; a sum of the whole name takes their place, so that names stay distinct and codes stable.
pub fn slug(name: &str) -> String {
    let (mut slug, mut lost) = (String::new(), false);
    for character in name.nfkd() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_uppercase());
        } else if character.is_alphanumeric() {
            lost = true;
        } else if !unicode_normalization::char::is_combining_mark(character) && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches('-');
    match (lost, slug.is_empty()) {
        (false, _) => slug.to_owned(),
        (true, true) => sum(name),
        (true, false) => format!("{slug}-{}", sum(name)),
    }
}

/// A code that is too long, cut, with a sum of the whole at its end.
pub fn fitting(code: String) -> String {
    if code.len() <= LONGEST_CODE {
        return code;
    }
    let sum = sum(&code);
    let cut: String = code.chars().take(LONGEST_CODE - sum.len() - 1).collect();
    format!("{}-{sum}", cut.trim_end_matches('-'))
}

/// Ten digits that hardly two names share: FNV-1a, the same in every version and on every machine.
fn sum(text: &str) -> String {
    let sum = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, b| (sum ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{:010X}", sum & 0xff_ffff_ffff)
}

/// A name as it is typed into a search: small letters without accents, and no spaces.
pub fn spelling(name: &str) -> String {
    name.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain_stable_and_distinct() {
        assert_eq!(slug("APODI - 1ª VARA"), "APODI-1A-VARA");
        assert_eq!(slug("MOSSORÓ - 1º JUIZADO"), "MOSSORO-1O-JUIZADO");
        assert_eq!(slug("HAZLET,KEYPORT&MATAWAN"), "HAZLET-KEYPORT-MATAWAN");
        let plain = |code: &str| code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        for (one, other) in [("井冈山 法庭", "井冈山法庭二"), ("A 甲", "A 乙")] {
            assert!(slug(one) != slug(other) && plain(&slug(one)), "{} {}", slug(one), slug(other));
        }
        let long = fitting(format!("RN-{}", slug(&"NAME ".repeat(30))));
        let other = fitting(format!("RN-{}", slug(&format!("{}X", "NAME ".repeat(30)))));
        assert!(long != other && long.len() <= LONGEST_CODE && other.len() <= LONGEST_CODE);
        assert_eq!(fitting("NJ-ATLANTIC-ABSECON".into()), "NJ-ATLANTIC-ABSECON");
    }

    #[test]
    fn cells_by_their_address() {
        assert_eq!(cell_address("A1"), Some((0, 0)));
        assert_eq!(cell_address("AB12"), Some((11, 27)));
        assert_eq!((cell_address("1"), cell_address("A0"), cell_address("a1")), (None, None, None));
    }
}
