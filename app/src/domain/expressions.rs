//! Formulas of indicators: arithmetic over items, with shifts in time and means over months.
//!
//! ```text
//! closed / (pending_start + received)
//! (received - received[-12]) / received[-12]      the same span twelve months before
//! closed / mean(post_judges)                      the mean of a stock over the months of the span
//! days * pending / closed                         calendar days of the span
//! ```
//!
//! A formula is evaluated once, over items that have been added up over units and months before; so no rate is ever
//! averaged. Where the outermost operation is a division, what stands above and below the line is kept.

use super::values::{Computed, ItemValue};
use std::fmt;

/// An item as a formula names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemRef {
    /// Id of the item.
    pub item: String,
    /// Months the span is shifted by; −12 for the year before.
    pub shift: i32,
    /// Whether the mean over the months of the span is meant, instead of the item's own way of adding up.
    pub mean: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Days,
    Item(ItemRef),
    Binary(Operator, Box<Node>, Box<Node>),
    Negative(Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    root: Node,
    text: String,
}

/// Why a text is no formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {what}")]
pub struct ExpressionError {
    /// Where, counted in characters from 1.
    pub position: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Expression {
    /// Reads a formula.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
        let root = parser.sum()?;
        parser.spaces();
        if parser.at < parser.chars.len() {
            return Err(parser.error("an operator is missing before this"));
        }
        Ok(Self { root, text: text.trim().to_owned() })
    }

    /// Every item the formula names, each once, in the order in which they stand.
    pub fn items(&self) -> Vec<ItemRef> {
        let mut found = Vec::new();
        collect(&self.root, &mut found);
        found
    }

    /// Whether the outermost operation is a division, so that the value has a numerator and a denominator.
    pub fn is_ratio(&self) -> bool {
        matches!(self.root, Node::Binary(Operator::Divide, ..))
    }

    /// The value over a span of `days` calendar days. `lookup` gives each item, added up over units and time.
    pub fn evaluate(&self, days: f64, lookup: &impl Fn(&ItemRef) -> Option<ItemValue>) -> Computed {
        let mut complete = true;
        for item in self.items() {
            complete &= lookup(&item).is_some_and(|value| value.complete);
        }
        let (numerator, denominator, value) = match &self.root {
            Node::Binary(Operator::Divide, above, below) => {
                let (above, below) = (number(above, days, lookup), number(below, days, lookup));
                let value = above.zip(below).and_then(|(a, b)| divide(a, b));
                (above, below, value)
            }
            node => {
                let value = number(node, days, lookup);
                (value, None, value)
            }
        };
        Computed { value, numerator, denominator, complete }
    }
}

fn collect(node: &Node, found: &mut Vec<ItemRef>) {
    match node {
        Node::Number(_) | Node::Days => {}
        Node::Item(item) => {
            if !found.contains(item) {
                found.push(item.clone());
            }
        }
        Node::Binary(_, left, right) => {
            collect(left, found);
            collect(right, found);
        }
        Node::Negative(inner) => collect(inner, found),
    }
}

fn divide(above: f64, below: f64) -> Option<f64> {
    (below != 0.0).then(|| above / below)
}

fn number(node: &Node, days: f64, lookup: &impl Fn(&ItemRef) -> Option<ItemValue>) -> Option<f64> {
    Some(match node {
        Node::Number(value) => *value,
        Node::Days => days,
        Node::Item(item) => lookup(item)?.value,
        Node::Negative(inner) => -number(inner, days, lookup)?,
        Node::Binary(operator, left, right) => {
            let (left, right) = (number(left, days, lookup)?, number(right, days, lookup)?);
            match operator {
                Operator::Add => left + right,
                Operator::Subtract => left - right,
                Operator::Multiply => left * right,
                Operator::Divide => divide(left, right)?,
            }
        }
    })
}

/// Deeper than any formula that a person can read.
const DEEPEST: u32 = 32;

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn error(&self, what: impl Into<String>) -> ExpressionError {
        ExpressionError { position: self.at + 1, what: what.into() }
    }

    fn spaces(&mut self) {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        self.spaces();
        let found = self.chars.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), ExpressionError> {
        if self.take(wanted) { Ok(()) } else { Err(self.error(format!("`{wanted}` is missing"))) }
    }

    fn sum(&mut self) -> Result<Node, ExpressionError> {
        let mut left = self.product()?;
        loop {
            let operator = if self.take('+') {
                Operator::Add
            } else if self.take('-') {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            left = Node::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Node, ExpressionError> {
        let mut left = self.factor()?;
        loop {
            let operator = if self.take('*') {
                Operator::Multiply
            } else if self.take('/') {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = Node::Binary(operator, Box::new(left), Box::new(self.factor()?));
        }
    }

    fn factor(&mut self) -> Result<Node, ExpressionError> {
        if self.depth == DEEPEST {
            return Err(self.error("too deeply nested"));
        }
        self.depth += 1;
        let node = self.factor_inside();
        self.depth -= 1;
        node
    }

    fn factor_inside(&mut self) -> Result<Node, ExpressionError> {
        if self.take('(') {
            let inner = self.sum()?;
            self.expect(')')?;
            return Ok(inner);
        }
        if self.take('-') {
            return Ok(Node::Negative(Box::new(self.factor()?)));
        }
        self.spaces();
        match self.chars.get(self.at) {
            Some(c) if c.is_ascii_digit() => self.literal(),
            Some(c) if c.is_ascii_lowercase() => self.named(),
            Some(c) => Err(self.error(format!("`{c}` is neither an item, a number nor `(`"))),
            None => Err(self.error("the formula ends too early")),
        }
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(|c| belongs(*c)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn literal(&mut self) -> Result<Node, ExpressionError> {
        let start = self.at;
        let text = self.word(|c| c.is_ascii_digit() || c == '.');
        text.parse()
            .map(Node::Number)
            .map_err(|_| ExpressionError { position: start + 1, what: format!("`{text}` is not a number") })
    }

    fn named(&mut self) -> Result<Node, ExpressionError> {
        let name = self.word(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if name == "days" {
            return Ok(Node::Days);
        }
        if name == "mean" && self.take('(') {
            self.spaces();
            let Node::Item(item) = self.named()? else { return Err(self.error("mean() takes an item")) };
            self.expect(')')?;
            return Ok(Node::Item(ItemRef { mean: true, ..item }));
        }
        let shift = if self.take('[') {
            let sign = if self.take('-') { -1 } else { 1 };
            self.spaces();
            let text = self.word(|c| c.is_ascii_digit());
            let months: i32 = text.parse().map_err(|_| self.error("a number of months is missing"))?;
            if months > 1200 {
                return Err(self.error("more than a hundred years"));
            }
            self.expect(']')?;
            sign * months
        } else {
            0
        };
        Ok(Node::Item(ItemRef { item: name, shift, mean: false }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(formula: &str, values: &[(&str, f64)]) -> Computed {
        Expression::parse(formula).unwrap().evaluate(365.0, &|item: &ItemRef| {
            let name =
                if item.shift == 0 { item.item.clone() } else { format!("{}@{}", item.item, item.shift) };
            values
                .iter()
                .find(|(id, _)| *id == name)
                .map(|(_, value)| ItemValue { value: *value, complete: true })
        })
    }

    fn percent(computed: Computed, digits: usize) -> String {
        format!("{:.digits$}", computed.value.unwrap() * 100.0)
    }

    #[test]
    fn published_figures_are_reproduced() {
        // Zhengzhou courts, first half of 2021.
        let zhengzhou = [("pending_start", 12_087.0), ("received", 146_484.0), ("closed", 126_927.0)];
        assert_eq!(value("pending_start + received", &zhengzhou).value, Some(158_571.0));
        assert_eq!(value("pending_start + received - closed", &zhengzhou).value, Some(31_644.0));
        assert_eq!(percent(value("closed / (pending_start + received)", &zhengzhou), 2), "80.04");
        assert_eq!(percent(value("closed / received", &zhengzhou), 2), "86.65");
        // Liaoning, case book no. 21.
        let liaoning = [("safety_budget", 30.4691), ("safety_budget_spent", 27.41)];
        assert_eq!(percent(value("safety_budget_spent / safety_budget", &liaoning), 2), "89.96");
        // Phoenix tribunal, case book no. 26: 475 filings in 2020, 998 in 2013.
        let phoenix = [("received", 475.0), ("received@-84", 998.0)];
        assert_eq!(percent(value("(received - received[-84]) / received[-84]", &phoenix), 1), "-52.4");
        // Xinxiang, case book no. 34.
        assert_eq!(percent(value("better / 45", &[("better", 29.0)]), 2), "64.44");
        assert_eq!(percent(value("above / 45", &[("above", 31.0)]), 2), "68.89");
    }

    #[test]
    fn zero_below_the_line_is_no_value_and_missing_is_not_zero() {
        let none = value("closed / received", &[("closed", 0.0), ("received", 0.0)]);
        assert_eq!((none.value, none.denominator), (None, Some(0.0)));
        let missing = value("closed / received", &[("received", 5.0)]);
        assert_eq!((missing.value, missing.numerator, missing.complete), (None, None, false));
    }

    #[test]
    fn precedence_days_and_means() {
        assert_eq!(value("2 + 3 * 4 - 6 / 2", &[]).value, Some(11.0));
        assert_eq!(value("-(1 - 3)", &[]).value, Some(2.0));
        assert_eq!(value("days * pending / closed", &[("pending", 2.0), ("closed", 10.0)]).value, Some(73.0));
        let items = Expression::parse("closed / mean(post_judges)").unwrap().items();
        assert!(items[1].mean && items[1].item == "post_judges");
    }

    #[test]
    fn a_bad_formula_is_refused_with_its_place() {
        for (formula, position) in [
            ("", 1),
            ("closed /", 9),
            ("(closed", 8),
            ("closed received", 8),
            ("closed[x]", 8),
            ("1.2.3", 1),
            ("关闭", 1),
        ] {
            assert_eq!(Expression::parse(formula).unwrap_err().position, position, "{formula}");
        }
        assert!(Expression::parse(&"(".repeat(10_000)).is_err());
    }

    proptest! {
        /// Adding up the children and then dividing gives the parent, in whatever order they come.
        #[test]
        fn the_parent_is_the_sum_divided(mut children in prop::collection::vec((0u32..5000, 1u32..5000, 0u32..5000), 1..40), turn in 0usize..40) {
            let rate = |rows: &[(u32, u32, u32)]| {
                let sum = |pick: fn(&(u32, u32, u32)) -> u32| rows.iter().map(|r| f64::from(pick(r))).sum::<f64>();
                value("closed / (pending_start + received)", &[
                    ("closed", sum(|r| r.0)), ("received", sum(|r| r.1)), ("pending_start", sum(|r| r.2)),
                ])
            };
            let parent = rate(&children);
            let n = children.len();
            children.rotate_left(turn % n);
            prop_assert_eq!(parent, rate(&children));
            let by_hand = f64::from(children.iter().map(|c| c.0).sum::<u32>())
                / f64::from(children.iter().map(|c| c.1 + c.2).sum::<u32>());
            prop_assert_eq!(parent.value, Some(by_hand));
            // A weighted mean of the children's rates, never the plain one.
            let weights: f64 = children.iter().map(|c| f64::from(c.1 + c.2)).sum();
            let weighted: f64 = children.iter().map(|c| f64::from(c.0)).sum::<f64>() / weights;
            prop_assert!((parent.value.unwrap() - weighted).abs() < 1e-9);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[a-z0-9+*/()\\[\\] .-]{0,40}") {
            let _ = Expression::parse(&text);
        }
    }
}
