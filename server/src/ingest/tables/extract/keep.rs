//! What becomes of rows that speak of the same place.

use super::*;

impl TableReader<'_> {
    /// Keeps the values of a row, unless another row speaks of the same places. One that says the same is superfluous;
    /// one that says something else shows that neither can be trusted.
    pub(super) fn keep(
        &mut self,
        number: u64,
        unit: usize,
        values: Vec<(usize, Period, f64)>,
        problems: &mut RowProblems<'_>,
    ) {
        let known: Vec<_> =
            values.iter().map(|(rule, period, _)| self.facts.get(&(unit, *rule, *period))).collect();
        let other = known.iter().zip(&values).find_map(|(known, (rule, _, value))| {
            known.filter(|(said, _)| said != value).map(|(said, row)| (*rule, *said, *value, *row))
        });
        let earlier_is_zero = known.iter().flatten().all(|(said, _)| *said == 0.0);
        if let Some((rule, said, value, row)) = other {
            let yields = self.context.profile.zeros_yield;
            if yields && values.iter().all(|(.., value)| *value == 0.0) {
                problems.add("zeros_yield", None, String::new(), row.to_string());
                return;
            }
            if yields && earlier_is_zero {
                // What it said is overwritten or, where this row says nothing, stays out with its row.
                self.keep_back_earlier(row, String::new(), "zeros_yield", String::new(), number);
                self.put(number, unit, values);
                return;
            }
            let column = match &self.context.profile.values[rule].from {
                Derivation::Column(column) => Some(*column),
                Derivation::Formula(..) => None,
            };
            problems.add("contradicts", column, value.to_string(), row.to_string());
            let column = column.map(|column| self.names()[column].clone()).unwrap_or_default();
            self.keep_back_earlier(row, column, "contradicts", said.to_string(), number);
            return;
        }
        if let Some((_, row)) = known.iter().flatten().next() {
            problems.add("repeated", None, String::new(), row.to_string());
            return;
        }
        self.put(number, unit, values);
    }

    fn put(&mut self, number: u64, unit: usize, values: Vec<(usize, Period, f64)>) {
        for (rule, period, value) in values {
            self.facts.insert((unit, rule, period), (value, number));
        }
    }

    /// Keeps back a row that was taken before, because of the row `of`. Its raw text is looked up at the end.
    fn keep_back_earlier(&mut self, row: u64, column: String, code: &str, value: String, of: u64) {
        if self.quarantined.insert(row) {
            let (code, detail) = (code.to_owned(), of.to_string());
            self.problems.push(RowProblem { row, column, code, value, detail, raw: String::new() });
        }
    }
}
