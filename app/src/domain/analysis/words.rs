//! A choice as words of an address, and back. Reading never fails: what cannot be is replaced by what is usual, and named
//! with its field, so that a page can say so and the REST interface can refuse it.

use super::{
    choice::{Axis, Choice, Column, Compare, Layout, MOST_CODES, MOST_INDICATORS, Sort, Units, View},
    peers::Dimension,
};
use crate::domain::{
    periods::{By, Month, Period},
    units::Level,
};

/// A word that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The word.
    pub field: &'static str,
    /// Key of the text that says why.
    pub reason: &'static str,
    /// What it said.
    pub value: String,
}

impl Slip {
    /// A word that cannot be.
    pub fn new(field: &'static str, reason: &'static str, value: impl Into<String>) -> Self {
        Self { field, reason, value: value.into() }
    }
}

/// Longest text to search for.
const FIND: usize = 80;
/// Most periods that can be counted back.
const LAST: u16 = 240;

impl View {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Table,
        Self::List,
        Self::Line,
        Self::Bars,
        Self::Multiples,
        Self::Scatter,
        Self::Box,
        Self::Map,
    ];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::List => "list",
            Self::Line => "line",
            Self::Bars => "bars",
            Self::Multiples => "multiples",
            Self::Scatter => "scatter",
            Self::Box => "box",
            Self::Map => "map",
        }
    }
}

impl Compare {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::None, Self::YearBefore, Self::PeriodBefore, Self::Parent, Self::Peers, Self::Reference];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::YearBefore => "year_before",
            Self::PeriodBefore => "period_before",
            Self::Parent => "parent",
            Self::Peers => "peers",
            Self::Reference => "reference",
        }
    }
}

impl Axis {
    const ALL: [Self; 3] = [Self::Unit, Self::Period, Self::Indicator];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Period => "period",
            Self::Indicator => "indicator",
        }
    }
}

impl Column {
    const ALL: [Self; 7] = [
        Self::Code,
        Self::Name,
        Self::Value,
        Self::Numerator,
        Self::Denominator,
        Self::Difference,
        Self::Status,
    ];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Value => "value",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Difference => "difference",
            Self::Status => "status",
        }
    }
}

impl Units {
    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Own => "self",
            Self::Level(level) => level.as_str(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "next" => Some(Self::Next),
            "self" => Some(Self::Own),
            level => level.parse::<Level>().ok().map(Self::Level),
        }
    }
}

impl Sort {
    /// The words in addresses: `-` before a column is from the greatest down.
    pub fn to_word(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.column.as_str())
    }

    fn parse(text: &str) -> Option<Self> {
        let (down, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let column = Column::ALL.into_iter().find(|column| column.as_str() == name)?;
        Some(Self { column, down })
    }
}

/// What makes units peers, as words: `kind,terrain`; `level` where all of a level are.
pub fn peers_word(peers: &[Dimension]) -> String {
    if peers.is_empty() {
        return "level".to_owned();
    }
    peers.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(",")
}

/// Words of an address while they are read.
struct Words<'a> {
    words: Vec<(&'a str, &'a str)>,
    slips: Vec<Slip>,
}

impl<'a> Words<'a> {
    /// A word; empty when it is not there.
    fn get(&self, key: &str) -> &'a str {
        self.words.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value.trim())
    }

    fn slip(&mut self, field: &'static str, reason: &'static str, value: impl Into<String>) {
        self.slips.push(Slip::new(field, reason, value));
    }

    /// A word that is one of some; none where it is not there or not one of them.
    fn one<T>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let found = read(text);
        if found.is_none() {
            self.slip(field, reason, text);
        }
        found
    }

    /// The parts of a word, each once, and the names of boxes that were ticked: `i.received=1`.
    fn list(&mut self, field: &'static str, ticked: &str, most: usize, reason: &'static str) -> Vec<String> {
        let named = self.get(field).split(',').map(str::trim);
        let boxes = self.words.iter().filter_map(|(name, _)| name.strip_prefix(ticked));
        let mut found: Vec<String> = Vec::new();
        for part in named.chain(boxes).filter(|part| !part.is_empty()) {
            if !found.iter().any(|known| known == part) {
                found.push(part.to_owned());
            }
        }
        if found.len() > most {
            self.slip(field, reason, most.to_string());
            found.truncate(most);
        }
        found
    }

    /// The parts of a word, each one of some.
    fn some<T: PartialEq>(
        &mut self,
        field: &'static str,
        reason: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for part in self.get(field).split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match read(part) {
                Some(one) if !found.contains(&one) => found.push(one),
                Some(_) => {}
                None => self.slip(field, reason, part),
            }
        }
        found
    }
}

impl Choice {
    /// Reads words; those it does not know are not its business. With it what could not be.
    pub fn read<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Slip>) {
        let mut words = Words { words: words.into_iter().collect(), slips: vec![] };
        let month = |text: &str| text.parse::<Month>().ok();
        let axis = |text: &str| Axis::ALL.into_iter().find(|axis| axis.as_str() == text);
        let mut choice = Self {
            indicators: words.list("indicator", "i.", MOST_INDICATORS, "too_many_indicators"),
            unit: words.get("unit").to_owned(),
            units: words.one("units", "bad_units", Units::parse).unwrap_or_default(),
            codes: words.list("codes", "c.", MOST_CODES, "too_many_codes"),
            group: words.get("group").to_owned(),
            find: words.get("find").to_owned(),
            by: words.one("by", "bad_by", |text| text.parse().ok()).unwrap_or(By::Total),
            from: words.one("from", "bad_month", month),
            to: words.one("to", "bad_month", month),
            last: words
                .one("last", "bad_count", |text| text.parse().ok().filter(|last| (1..=LAST).contains(last))),
            edition: words.get("edition").to_owned(),
            view: words
                .one("view", "bad_view", |text| View::ALL.into_iter().find(|view| view.as_str() == text))
                .unwrap_or_default(),
            layout: {
                let rows = words.some("rows", "bad_axis", axis);
                let columns = words.some("columns", "bad_axis", axis);
                Layout::of(&rows, &columns)
            },
            focus: words.get("focus").to_owned(),
            at: words.one("at", "bad_period", |text| text.parse::<Period>().ok()),
            compare: words
                .one("compare", "bad_compare", |text| Compare::ALL.into_iter().find(|c| c.as_str() == text))
                .unwrap_or_default(),
            peers: vec![],
            sort: words.one("sort", "bad_sort", Sort::parse).unwrap_or_default(),
            page: words
                .one("page", "bad_count", |text| text.parse().ok().filter(|page| *page > 0))
                .unwrap_or(1),
        };
        choice.peers = match words.get("peers") {
            "level" => vec![],
            "" => vec![Dimension::Kind],
            _ => words.some("peers", "bad_peers", Dimension::parse),
        };
        if choice.find.chars().count() > FIND {
            words.slip("find", "too_long", FIND.to_string());
            choice.find = choice.find.chars().take(FIND).collect::<String>().trim_end().to_owned();
        }
        if choice.from.is_some() {
            choice.last = None;
        }
        if choice.compare == Compare::PeriodBefore && choice.by == By::ToDate {
            words.slip("compare", "before_is_year", Compare::PeriodBefore.as_str());
            choice.compare = Compare::YearBefore;
        }
        (choice, words.slips)
    }

    /// The words, without those that say what is usual.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let axes = |axes: &[Axis]| axes.iter().map(|axis| axis.as_str()).collect::<Vec<_>>().join(",");
        let month = |month: Option<Month>| month.map(|month| month.to_string()).unwrap_or_default();
        let usual = Self::default();
        let unless = |usual: bool, word: String| if usual { String::new() } else { word };
        let rows = Layout::of(self.layout.rows(), &[]);
        let words = [
            ("indicator", self.indicators.join(",")),
            ("unit", self.unit.clone()),
            ("units", unless(self.units == usual.units, self.units.as_str().to_owned())),
            ("codes", self.codes.join(",")),
            ("group", self.group.clone()),
            ("find", self.find.clone()),
            ("by", unless(self.by == usual.by, self.by.to_string())),
            ("from", month(self.from)),
            ("to", month(self.to)),
            ("last", self.last.map(|last| last.to_string()).unwrap_or_default()),
            ("edition", self.edition.clone()),
            ("view", unless(self.view == usual.view, self.view.as_str().to_owned())),
            ("rows", unless(self.layout.rows() == usual.layout.rows(), axes(self.layout.rows()))),
            ("columns", unless(self.layout == rows, axes(self.layout.columns()))),
            ("focus", self.focus.clone()),
            ("at", self.at.map(|at| at.to_string()).unwrap_or_default()),
            ("compare", unless(self.compare == usual.compare, self.compare.as_str().to_owned())),
            ("peers", unless(self.peers == usual.peers, peers_word(&self.peers))),
            ("sort", unless(self.sort == usual.sort, self.sort.to_word())),
            ("page", unless(self.page == usual.page, self.page.to_string())),
        ];
        words.into_iter().filter(|(_, word)| !word.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests;
