//! One row: the values its rules find, and what is wrong with it.

use super::*;

/// The value of a rule in a row; problems keep the row back, blanks say nothing.
pub(super) fn value_of<'c>(
    rule: &ValueRule,
    errors_are_blank: bool,
    period: Period,
    figure: &impl Fn(usize) -> Figure,
    cell: &impl Fn(usize) -> Option<&'c Cell>,
    problems: &mut RowProblems<'_>,
) -> Option<f64> {
    let text = |column: usize| cell(column).map(|cell| cell.text.clone()).unwrap_or_default();
    let mut number = |column: usize| match figure(column) {
        Figure::Number(number) => Some(number),
        Figure::Blank => None,
        Figure::Error if errors_are_blank => None,
        Figure::Error => {
            problems.add("error_cell", Some(column), text(column), String::new());
            None
        }
        Figure::Bad => {
            problems.add("bad_number", Some(column), text(column), String::new());
            None
        }
    };
    let (value, column) = match &rule.from {
        Derivation::Column(column) => (number(*column)?, Some(*column)),
        Derivation::Formula(formula, columns) => {
            let known: Vec<_> =
                columns.iter().map(|(name, column)| (name.as_str(), number(*column))).collect();
            let lookup = |item: &ItemRef| {
                let value = if item.item == "months" {
                    Some(f64::from(period.months))
                } else {
                    known.iter().find(|(name, _)| *name == item.item).and_then(|(_, value)| *value)
                };
                Some(ItemValue { value: value?, complete: true })
            };
            (formula.evaluate(period.days() as f64, &lookup).value?, None)
        }
    };
    let shown = column.map_or_else(|| value.to_string(), text);
    if rule.whole && value.fract() != 0.0 {
        problems.add("not_whole", column, shown, String::new());
        return None;
    }
    if rule.not_negative && value < 0.0 {
        problems.add("negative", column, shown, String::new());
        return None;
    }
    Some(value)
}

/// The problems of one row.
pub(super) struct RowProblems<'a> {
    pub(super) number: u64,
    pub(super) cells: &'a [Cell],
    pub(super) names: &'a [String],
    pub(super) found: Vec<RowProblem>,
}

impl RowProblems<'_> {
    pub(super) fn add(&mut self, code: &str, column: Option<usize>, value: String, detail: String) {
        let column = column.map(|column| self.names[column].clone()).unwrap_or_default();
        let known = self.found.iter().any(|problem| problem.column == column && problem.code == code);
        // What keeps a row back is never crowded out by warnings.
        let room = self.found.len() < PROBLEMS_PER_ROW || !self.found.iter().any(RowProblem::quarantines);
        let warning_without_room = code.starts_with(WARNING) && self.found.len() >= PROBLEMS_PER_ROW;
        if known || !room || warning_without_room {
            return;
        }
        let raw = raw_text(self.cells);
        self.found.push(RowProblem { row: self.number, column, code: code.to_owned(), value, detail, raw });
    }

    pub(super) fn failed(&mut self, failed: Failed, consequence: Consequence) {
        let code = match consequence {
            Consequence::Quarantine => failed.code.to_owned(),
            Consequence::Warn => format!("{WARNING}{}", failed.code),
        };
        self.add(&code, failed.column, failed.value, failed.detail);
    }
}

/// A row as comma-separated text, cut where it is very long.
pub(super) fn raw_text(cells: &[Cell]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(vec![]);
    let written = writer.write_record(cells.iter().map(|cell| cell.text.as_str()));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.truncate(text.trim_end().len());
    if text.len() > RAW_BYTES {
        let end = (0..=RAW_BYTES).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}
