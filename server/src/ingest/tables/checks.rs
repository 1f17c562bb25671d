//! Checks that a table states about itself: columns that add up, rates that are printed, spans that are labelled.

use super::{
    cells::Cell,
    numbers::Figure,
    patterns::{MonthNames, Pattern},
    profile::{
        ProfileError, combinations, expanded, named_formula,
        raw::{BlankIs, CheckRule, Consequence, SpanEntry},
    },
    templates::Columns,
};
use app::domain::{
    expressions::{Expression, ItemRef},
    periods::{Month, Period},
    values::ItemValue,
};
use std::collections::BTreeMap;

/// A check of one row, ready.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub consequence: Consequence,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    /// `printed` equals `formula` over `operands` within `tolerance`.
    Equation {
        code: &'static str,
        printed: usize,
        formula: Expression,
        operands: Vec<(String, usize)>,
        tolerance: f64,
        blank: BlankIs,
    },
    Range {
        column: usize,
        min: f64,
        max: f64,
    },
    AtMost {
        column: usize,
        limit: usize,
    },
    Change {
        column: usize,
        before: usize,
        factor: f64,
        least: f64,
    },
    Period {
        column: usize,
        pattern: Pattern,
        shift: i32,
    },
    NotAfter,
}

/// What a failed check says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failed {
    pub code: &'static str,
    /// Number of the column among the profile's; none where no column is to blame.
    pub column: Option<usize>,
    pub value: String,
    pub detail: String,
}

/// What a row offers to its checks.
pub(super) struct Row<'a> {
    /// Figure of a column, by its number.
    pub figure: &'a dyn Fn(usize) -> Figure,
    /// Cell of a column, by its number.
    pub cell: &'a dyn Fn(usize) -> Option<&'a Cell>,
    /// Names of the columns.
    pub names: &'a [String],
    pub period: Period,
    /// The latest month that can be over or running.
    pub latest: Month,
}

/// Printed rates are rounded by somebody else's computer.
const EPSILON: f64 = 1e-6;

impl Check {
    /// `None` when the row passes, or the check cannot be done because something it needs is blank.
    pub fn failure(&self, row: &Row<'_>) -> Option<Failed> {
        let failed = |code, column: usize, detail: String| {
            let value = (row.cell)(column).map(|cell| cell.text.clone()).unwrap_or_default();
            Some(Failed { code, column: Some(column), value, detail })
        };
        match &self.rule {
            Rule::Equation { code, printed, formula, operands, tolerance, blank } => {
                for column in std::iter::once(printed).chain(operands.iter().map(|(_, column)| column)) {
                    if (row.figure)(*column) == Figure::Bad {
                        return failed("bad_number", *column, String::new());
                    }
                }
                let stated = (row.figure)(*printed).number()?;
                let lookup = |item: &ItemRef| {
                    if item.item == "months" {
                        return Some(f64::from(row.period.months));
                    }
                    let (_, column) = operands.iter().find(|(name, _)| *name == item.item)?;
                    match (row.figure)(*column) {
                        Figure::Blank if *blank == BlankIs::Zero => Some(0.0),
                        figure => figure.number(),
                    }
                };
                let lookup = |item: &ItemRef| Some(ItemValue { value: lookup(item)?, complete: true });
                let computed = formula.evaluate(row.period.days() as f64, &lookup).value?;
                if (stated - computed).abs() <= tolerance + EPSILON {
                    return None;
                }
                let parts = operands.iter().map(|(_, column)| {
                    let text = (row.cell)(*column).map(|cell| cell.text.as_str()).unwrap_or_default();
                    format!("{} {text}", row.names[*column])
                });
                let detail = format!("{} ({})", rounded(computed), parts.collect::<Vec<_>>().join(", "));
                failed(*code, *printed, detail)
            }
            Rule::Range { column, min, max } => match (row.figure)(*column) {
                Figure::Bad => failed("bad_number", *column, String::new()),
                Figure::Number(number) if !(*min..=*max).contains(&number) => {
                    failed("out_of_range", *column, format!("{min} – {max}"))
                }
                _ => None,
            },
            Rule::AtMost { column, limit } => {
                let (value, most) = ((row.figure)(*column).number()?, (row.figure)(*limit).number()?);
                if value <= most {
                    return None;
                }
                failed("above_limit", *column, format!("{} {}", row.names[*limit], rounded(most)))
            }
            Rule::Change { column, before, factor, least } => {
                let (now, then) = ((row.figure)(*column).number()?, (row.figure)(*before).number()?);
                let (high, low) = (now.max(then), now.min(then));
                if high - low < *least || high <= low * factor {
                    return None;
                }
                failed("implausible_change", *column, format!("{} {}", row.names[*before], rounded(then)))
            }
            Rule::Period { column, pattern, shift } => {
                let cell = (row.cell)(*column).filter(|cell| !cell.is_blank())?;
                let wanted = row.period.shifted(*shift);
                let told = pattern.period(&cell.text);
                if told.is_some_and(|told| told == wanted || told == Period::month(wanted.last())) {
                    return None;
                }
                failed("period_differs", *column, wanted.to_string())
            }
            Rule::NotAfter => (row.period.last() > row.latest).then(|| Failed {
                code: "period_in_future",
                column: None,
                value: row.period.to_string(),
                detail: row.latest.to_string(),
            }),
        }
    }
}

/// As many decimals as a person wants to see.
fn rounded(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Makes checks of what a profile says.
pub(super) struct CheckCompiler<'a> {
    pub columns: &'a mut Columns,
    pub spans: &'a [SpanEntry],
    pub names: Option<&'a MonthNames>,
}

impl CheckCompiler<'_> {
    /// Every check, once for each combination of what it is `for` and of the spans it names.
    pub fn compile(&mut self, rules: &[CheckRule]) -> Result<Vec<Check>, ProfileError> {
        let mut checks = Vec::new();
        for (i, rule) in rules.iter().enumerate() {
            self.expand(&format!("check[{i}]"), rule, &mut checks)?;
        }
        Ok(checks)
    }

    fn expand(&mut self, key: &str, rule: &CheckRule, checks: &mut Vec<Check>) -> Result<(), ProfileError> {
        let (each, texts): (Option<&BTreeMap<_, _>>, Vec<&str>) = match rule {
            CheckRule::Sum { each, total, parts, .. } => {
                (Some(each), std::iter::once(total).chain(parts).map(String::as_str).collect())
            }
            CheckRule::Difference { each, result, from, minus, .. } => {
                (Some(each), vec![result, from, minus])
            }
            CheckRule::Ratio { each, printed, columns, .. } => {
                (Some(each), std::iter::once(printed).chain(columns.values()).map(String::as_str).collect())
            }
            CheckRule::Range { each, column, .. } | CheckRule::Period { each, column, .. } => {
                (Some(each), vec![column])
            }
            CheckRule::AtMost { each, column, limit, .. } => (Some(each), vec![column, limit]),
            CheckRule::Change { each, column, before, .. } => (Some(each), vec![column, before]),
            CheckRule::NotAfter { .. } => (None, vec![]),
        };
        let mut lists: Vec<(String, Vec<String>)> =
            each.into_iter().flatten().map(|(name, values)| (name.clone(), values.clone())).collect();
        for (name, values) in &lists {
            let hole = format!("{{{name}}}");
            if values.is_empty() || !texts.iter().any(|text| text.contains(&hole)) {
                let reason = "lists nothing, or no column of the check has this name in braces";
                return Err(ProfileError::new(format!("{key}.for.{name}"), reason));
            }
        }
        let spans = if texts.iter().any(|text| text.contains("{span}")) && !self.spans.is_empty() {
            lists.retain(|(name, _)| name != "span");
            super::profile::raw::spans_of(self.spans)
        } else {
            vec![(0, vec![])]
        };
        for (shift, span) in spans {
            for mut expansion in combinations(&lists) {
                expansion.extend(span.clone());
                checks.push(self.check(key, rule, shift, &expansion)?);
            }
        }
        Ok(())
    }

    fn check(
        &mut self,
        key: &str,
        rule: &CheckRule,
        shift: i32,
        expansion: &super::profile::Expansion,
    ) -> Result<Check, ProfileError> {
        let mut column = |text: &str| self.columns.number(&expanded(text, expansion));
        let (rule, consequence) = match rule {
            CheckRule::Sum { total, parts, tolerance, blank, on_failure, .. } => {
                let operands: Vec<_> =
                    parts.iter().enumerate().map(|(i, part)| (format!("p{i}"), column(part))).collect();
                let formula: Vec<_> = operands.iter().map(|(name, _)| name.as_str()).collect();
                let formula = Expression::parse(&formula.join(" + "))
                    .map_err(|_| ProfileError::new(format!("{key}.parts"), "names no column"))?;
                let (printed, tolerance, blank) = (column(total), *tolerance, *blank);
                let code = "sum_differs";
                (Rule::Equation { code, printed, formula, operands, tolerance, blank }, on_failure)
            }
            CheckRule::Difference { result, from, minus, tolerance, blank, on_failure, .. } => {
                let operands = vec![("a".to_owned(), column(from)), ("b".to_owned(), column(minus))];
                let formula =
                    Expression::parse("a - b").map_err(|e| ProfileError::new(key, e.to_string()))?;
                let (printed, tolerance, blank) = (column(result), *tolerance, *blank);
                let code = "difference_differs";
                (Rule::Equation { code, printed, formula, operands, tolerance, blank }, on_failure)
            }
            CheckRule::Ratio { printed, formula, columns, decimals, blank, on_failure, .. } => {
                let printed = column(printed);
                let key = format!("{key}.formula");
                let (formula, operands) = named_formula(&key, formula, columns, expansion, self.columns)?;
                let tolerance = 0.5 * 10f64.powi(-(*decimals as i32));
                let (code, blank) = ("ratio_differs", *blank);
                (Rule::Equation { code, printed, formula, operands, tolerance, blank }, on_failure)
            }
            CheckRule::Range { column: of, min, max, on_failure, .. } => {
                let (min, max) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
                if min > max {
                    return Err(ProfileError::new(format!("{key}.min"), "is above max"));
                }
                (Rule::Range { column: column(of), min, max }, on_failure)
            }
            CheckRule::AtMost { column: of, limit, on_failure, .. } => {
                (Rule::AtMost { column: column(of), limit: column(limit) }, on_failure)
            }
            CheckRule::Change { column: of, before, factor, least, on_failure, .. } => {
                if *factor < 1.0 {
                    return Err(ProfileError::new(format!("{key}.factor"), "is at least 1"));
                }
                let (column, before) = (column(of), column(before));
                (Rule::Change { column, before, factor: *factor, least: *least }, on_failure)
            }
            CheckRule::Period { column: of, format, on_failure, .. } => {
                let pattern = Pattern::parse(format, self.names)
                    .map_err(|reason| ProfileError::new(format!("{key}.format"), reason))?;
                let column = self.columns.number(&expanded(of, expansion));
                (Rule::Period { column, pattern, shift }, on_failure)
            }
            CheckRule::NotAfter { on_failure } => (Rule::NotAfter, on_failure),
        };
        Ok(Check { consequence: *consequence, rule })
    }
}
