//! Rows of a table, by a profile, into units, facts and problems.

mod finish;
mod keep;
mod row;

use super::{
    TableError,
    cells::Cell,
    checks::{Failed, Row},
    collapse,
    numbers::Figure,
    problems::{RowProblem, WARNING},
    profile::{AsOf, Derivation, Profile, ValueRule, raw::Consequence},
    sheets::{LIMITS, each_row, head_names, is_text, keep_above},
    templates::{Filling, fitting, slug},
};
use app::domain::{
    expressions::ItemRef,
    periods::{Month, Period},
    units::Level,
    values::ItemValue,
};
use chrono::NaiveDateTime;
use row::{RowProblems, raw_text, value_of};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::ControlFlow,
};

/// Statistics of courts do not begin before.
const EARLIEST_YEAR: i32 = 1900;

/// What is known beside the file.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Name of the file, as sent.
    pub file_name: &'a str,
    /// The running month.
    pub month: Month,
}

/// A unit that accepted rows speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSeen {
    /// Its code.
    pub code: String,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// Its English name, or empty.
    pub name_en: String,
    /// Place of the parent among the units; `None` for the province.
    pub parent: Option<usize>,
    /// First month with data.
    pub first: Month,
}

/// A value for a unit, item and period.
#[derive(Debug, Clone, PartialEq)]
pub struct TableFact {
    /// Place of the unit among the units.
    pub unit: usize,
    /// Id of the item.
    pub item: String,
    /// Of which span.
    pub period: Period,
    /// The amount.
    pub value: f64,
    /// The row it stands in.
    pub row: u64,
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Names of the columns.
    pub head: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// Data rows in the file.
    pub rows_read: i64,
    /// Rows with nothing wrong.
    pub rows_accepted: i64,
    /// Rows kept back.
    pub rows_quarantined: i64,
    /// Units of the accepted rows that have a value, parents before children.
    pub units: Vec<UnitSeen>,
    /// Values of the accepted rows.
    pub facts: Vec<TableFact>,
    /// Problems in the order of the file.
    pub problems: Vec<RowProblem>,
    /// As of when the file speaks, if it says so.
    pub as_of: Option<NaiveDateTime>,
}

/// Rows shown of a file.
pub const SAMPLE_ROWS: usize = 20;
/// Problems listed for one row; one is enough to keep it back.
const PROBLEMS_PER_ROW: usize = 6;
/// Bytes kept of a row as it was.
const RAW_BYTES: usize = 4_000;

/// Longest name of a unit, as everywhere on the platform.
const LONGEST_NAME: usize = 120;

/// Reads a file.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Reading, TableError> {
    let mut reader = TableReader::new(context, is_text(bytes));
    each_row(bytes, &context.profile.format, &LIMITS, &mut |number, cells| reader.row(number, cells))?;
    reader.finish(bytes)
}

/// A place that can have one value only.
type Place = (usize, usize, Period);

struct TableReader<'a> {
    context: &'a Context<'a>,
    is_text: bool,
    above: Vec<Vec<Cell>>,
    head: Vec<String>,
    /// Where each of the profile's columns is in a row; set when the head has been read.
    places: Vec<usize>,
    latest: Month,
    sample: Vec<Vec<String>>,
    units: Vec<UnitSeen>,
    unit_by_code: HashMap<String, usize>,
    rows: Vec<u64>,
    quarantined: HashSet<u64>,
    problems: Vec<RowProblem>,
    /// Unit, value rule, period → value and row.
    facts: BTreeMap<Place, (f64, u64)>,
    last_month: Option<Month>,
    as_of: Option<NaiveDateTime>,
}

impl<'a> TableReader<'a> {
    fn new(context: &'a Context<'a>, is_text: bool) -> Self {
        Self {
            context,
            is_text,
            above: vec![],
            head: vec![],
            places: vec![],
            latest: context.month,
            sample: vec![],
            units: vec![],
            unit_by_code: HashMap::new(),
            rows: vec![],
            quarantined: HashSet::new(),
            problems: vec![],
            facts: BTreeMap::new(),
            last_month: None,
            as_of: None,
        }
    }

    fn row(&mut self, number: u64, cells: &[Cell]) -> Result<ControlFlow<()>, TableError> {
        let last_head_row = self.context.profile.format.last_head_row();
        if number <= last_head_row {
            keep_above(&mut self.above, number, cells);
            return Ok(ControlFlow::Continue(()));
        }
        if self.places.is_empty() {
            self.bind()?;
        }
        if self.is_skipped(cells) {
            return Ok(ControlFlow::Continue(()));
        }
        if self.sample.len() < SAMPLE_ROWS {
            self.sample.push(cells.iter().map(|cell| cell.text.clone()).collect());
        }
        self.rows.push(number);
        let mut problems = RowProblems { number, cells, names: self.names(), found: vec![] };
        self.data_row(number, cells, &mut problems);
        let found = problems.found;
        if found.iter().any(RowProblem::quarantines) {
            self.quarantined.insert(number);
        }
        self.problems.extend(found);
        Ok(ControlFlow::Continue(()))
    }

    fn names(&self) -> &'a [String] {
        self.context.profile.columns.names()
    }

    /// Finds the profile's columns in the head.
    fn bind(&mut self) -> Result<(), TableError> {
        self.head = head_names(&self.above, &self.context.profile.format);
        let (mut places, mut missing) = (Vec::new(), Vec::new());
        for name in self.names() {
            let mut at = self.head.iter().enumerate().filter(|(_, head)| *head == name).map(|(i, _)| i);
            match (at.next(), at.next()) {
                (Some(place), None) => places.push(place),
                (Some(_), Some(_)) => return Err(TableError::new("table_column_twice", name)),
                (None, _) => missing.push(name.as_str()),
            }
        }
        if !missing.is_empty() {
            let more = missing.len().saturating_sub(5);
            missing.truncate(5);
            let more = if more > 0 { format!(" + {more}") } else { String::new() };
            let head: Vec<_> = self.head.iter().filter(|name| !name.is_empty()).take(8).cloned().collect();
            let value = format!("{}{more} ({} …)", missing.join(", "), head.join(", "));
            return Err(TableError::new("table_column_missing", value));
        }
        self.places = places;
        let profile = self.context.profile;
        if let Some(AsOf::Text(template, pattern)) = &profile.as_of {
            let text = template.fill(&self.filling(&[]), str::to_owned).unwrap_or_default();
            self.as_of = pattern.moment(&text);
            self.latest = self.as_of.map_or(self.latest, |as_of| self.latest.min(Month::of(as_of.date())));
        }
        Ok(())
    }

    fn filling<'b>(&'b self, row: &'b [Cell]) -> Filling<'b> {
        Filling {
            file: self.context.file_name,
            above: &self.above,
            row,
            places: &self.places,
            aliases: &self.context.profile.aliases,
        }
    }

    /// A repeated head and what the profile says is no data.
    fn is_skipped(&self, cells: &[Cell]) -> bool {
        let skips = &self.context.profile.skips;
        let is_head = cells.len() >= self.head.len()
            && cells.iter().zip(&self.head).all(|(cell, name)| collapse(&cell.text) == *name);
        is_head
            || skips.iter().any(|skip| {
                cells
                    .get(self.places[skip.column])
                    .is_some_and(|cell| skip.pattern.is_match(cell.text.trim()))
            })
    }

    fn data_row(&mut self, number: u64, cells: &[Cell], problems: &mut RowProblems<'_>) {
        let profile = self.context.profile;
        // Spreadsheets leave out blank cells at the end; a text file does so only when it is torn.
        let beyond = cells.iter().skip(self.head.len()).any(|cell| !cell.is_blank());
        let torn = self.is_text && cells.len() < self.head.len();
        if beyond || torn {
            problems.add("cells_differ", None, cells.len().to_string(), self.head.len().to_string());
            return;
        }
        let Some(period) = self.period(cells, problems) else { return };
        // Whatever a profile checks: what lies so far back is a slip of the pen.
        if period.start.year() < EARLIEST_YEAR {
            let column = self.context.profile.period.text.first_column();
            problems.add("period_implausible", column, period.to_string(), EARLIEST_YEAR.to_string());
            return;
        }
        let Some(chain) = self.chain(cells, problems) else { return };
        let known: RefCell<Vec<Option<Figure>>> = RefCell::new(vec![None; self.places.len()]);
        let figure = |column: usize| {
            *known.borrow_mut()[column].get_or_insert_with(|| {
                cells.get(self.places[column]).map_or(Figure::Blank, |cell| profile.numbers.read(cell))
            })
        };
        let cell = |column: usize| cells.get(self.places[column]);
        let mut values = Vec::new();
        for (rule_number, rule) in profile.values.iter().enumerate() {
            if let Some(value) = value_of(rule, profile.errors_are_blank, period, &figure, &cell, problems) {
                values.push((rule_number, rule.period(period), value));
            }
        }
        let row = Row { figure: &figure, cell: &cell, names: self.names(), period, latest: self.latest };
        for check in &profile.checks {
            if let Some(failed) = check.failure(&row) {
                problems.failed(failed, check.consequence);
            }
        }
        // Nor can anybody tell of months to come.
        let known = problems.found.iter().any(|problem| problem.code == "period_in_future");
        if period.start > self.context.month && !known {
            problems.add("period_in_future", None, period.to_string(), self.context.month.to_string());
        }
        if problems.found.iter().any(RowProblem::quarantines) {
            return;
        }
        self.last_month = self.last_month.max(Some(period.last()));
        if !values.is_empty() {
            let unit = self.unit(chain);
            self.keep(number, unit, values, problems);
        }
    }

    fn period(&self, cells: &[Cell], problems: &mut RowProblems<'_>) -> Option<Period> {
        let rule = &self.context.profile.period;
        let text = match rule.text.fill(&self.filling(cells), str::to_owned) {
            Ok(text) => text,
            Err(column) => {
                problems.add("period_missing", column, String::new(), String::new());
                return None;
            }
        };
        let Some(told) = rule.pattern.period(&text) else {
            problems.add("bad_period", rule.text.first_column(), text, String::new());
            return None;
        };
        if told.months > 1 || rule.months == 1 {
            return Some(told);
        }
        let start = if rule.ends { told.start.plus(1 - i32::from(rule.months)) } else { told.start };
        Some(Period::new(start, rule.months))
    }

    /// Code, name and English name of each unit from below the province down to the row's.
    fn chain(&self, cells: &[Cell], problems: &mut RowProblems<'_>) -> Option<Vec<[String; 3]>> {
        let filling = self.filling(cells);
        let mut chain = Vec::new();
        for rule in &self.context.profile.units {
            let filled = rule.code.fill(&filling, slug).and_then(|code| {
                let name = rule.name.fill(&filling, str::to_owned)?;
                let name_en = rule.name_en.as_ref().map(|text| text.fill(&filling, str::to_owned));
                Ok([fitting(code), name, name_en.transpose()?.unwrap_or_default()])
            });
            match filled {
                Ok([_, name, _]) if name.chars().count() > LONGEST_NAME => {
                    problems.add("unit_name_long", rule.name.first_column(), name, LONGEST_NAME.to_string());
                    return None;
                }
                Ok(unit) => chain.push(unit),
                Err(column) => {
                    problems.add("unit_missing", column, String::new(), String::new());
                    return None;
                }
            }
        }
        Some(chain)
    }

    fn unit(&mut self, chain: Vec<[String; 3]>) -> usize {
        let mut parent = None;
        for (rule, [code, name, name_en]) in self.context.profile.units.iter().zip(chain) {
            let known = self.unit_by_code.get(&code).copied();
            parent = Some(known.unwrap_or_else(|| {
                let first = Month::from_index(i32::MAX);
                let (level, parent) = (rule.level, parent);
                self.unit_by_code.insert(code.clone(), self.units.len());
                self.units.push(UnitSeen { code, level, name, name_en, parent, first });
                self.units.len() - 1
            }));
        }
        parent.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
