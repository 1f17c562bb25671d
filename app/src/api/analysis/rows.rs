//! The explorer by REST: its words, and its values as rows.

use super::{Analysis, Failure, Grid, Stands};
use crate::{
    api::indicators::EditionRow,
    domain::{
        analysis::{Band, Choice, Slip},
        units::Level,
        values::{Judgement, Status},
    },
};
use serde::{Deserialize, Serialize};

/// The words of a choice, the same as in the address of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct AnalysisQuery {
    /// Ids of indicators, separated by commas, at most 20; received, closed and closing_rate when not given.
    pub indicator: String,
    /// Code of the unit whose subtree is looked at; your own when not given.
    pub unit: String,
    /// next (the units one step below, the usual ones), self, city, court, tribunal or post.
    pub units: String,
    /// Codes of units, separated by commas, at most 200: these instead.
    pub codes: String,
    /// Of tribunals only those of this peer group.
    pub group: String,
    /// Only units with this in their name, English name, pinyin or code.
    pub find: String,
    /// total (the usual one), month, quarter, half, year, court_year (July to June), rolling (the twelve months up to each
    /// month) or to_date (January to each month).
    pub by: String,
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`; the last that is over when not given.
    pub to: String,
    /// How many periods, where the first month is not given.
    pub last: String,
    /// Edition of the catalogue; the one in force in the last month when not given.
    pub edition: String,
    /// How it is shown on the page; decides about the first sheet of a workbook: table, list, line, bars, multiples, scatter,
    /// box or map.
    pub view: String,
    /// Rows of the table: one or two of unit, period, indicator.
    pub rows: String,
    /// Order of its columns: the others of unit, period, indicator.
    pub columns: String,
    /// The indicator that is sorted by; the first when not given.
    pub focus: String,
    /// The period that is sorted by; the last when not given.
    pub at: String,
    /// none, year_before, period_before, parent, peers or reference.
    pub compare: String,
    /// What makes units peers: of kind, terrain, caseload; or level, for all of a level.
    pub peers: String,
    /// code, name, value, numerator, denominator, difference or status; `-` before it turns the order round.
    pub sort: String,
}

impl AnalysisQuery {
    /// The choice, strictly.
    ///
    /// # Errors
    /// The first word that cannot be.
    pub fn choice(&self) -> Result<Choice, Failure> {
        let words = [
            ("indicator", &self.indicator),
            ("unit", &self.unit),
            ("units", &self.units),
            ("codes", &self.codes),
            ("group", &self.group),
            ("find", &self.find),
            ("by", &self.by),
            ("from", &self.from),
            ("to", &self.to),
            ("last", &self.last),
            ("edition", &self.edition),
            ("view", &self.view),
            ("rows", &self.rows),
            ("columns", &self.columns),
            ("focus", &self.focus),
            ("at", &self.at),
            ("compare", &self.compare),
            ("peers", &self.peers),
            ("sort", &self.sort),
        ];
        let (choice, slips) = Choice::read(words.map(|(key, value)| (key, value.as_str())));
        slips.into_iter().next().map_or(Ok(choice), |slip: Slip| Err(slip.into()))
    }
}

/// A value of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AnalysisRow {
    /// Code of the unit; empty for the total of the units chosen.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its English name, or empty.
    pub name_en: String,
    /// Its level.
    pub level: Level,
    /// unit, total (of the units chosen) or whole (the unit whose subtree is looked at).
    pub stands: String,
    /// The period.
    pub period: String,
    /// Whether it is all periods together.
    pub period_total: bool,
    /// Id of the indicator.
    pub indicator: String,
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State of the value.
    pub status: Status,
    /// Against the reference interval.
    pub judgement: Option<Judgement>,
    /// What it is held against: a value, or the median of the peers.
    pub against: Option<f64>,
    /// Lower quartile of the peers, or lower end of the reference interval.
    pub against_low: Option<f64>,
    /// Upper quartile, or upper end.
    pub against_high: Option<f64>,
    /// How far it is from that.
    pub difference: Option<f64>,
    /// What the difference is counted in: points (percentage points), percent, or share (per cent of the whole).
    pub difference_in: Option<String>,
    /// The quarter of its peers that it lies in.
    pub band: Option<Band>,
    /// Rank among the units chosen, in the period and for the indicator that is sorted by; only where units may be ranked.
    pub rank: Option<u32>,
    /// Edition of the catalogue.
    pub edition: String,
}

/// How the values of a group of peers spread.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct GroupRow {
    /// Level of the units.
    pub level: Level,
    /// The groups; without any, all of the level.
    pub groups: Vec<String>,
    /// How many units, in the whole province.
    pub count: u32,
    /// Lower quartile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile. Least and most are not told: they are single units' figures.
    pub high: f64,
}

/// An answer by REST.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AnalysisAnswer {
    /// The unit whose subtree was looked at.
    pub unit: String,
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
    /// The edition used.
    pub edition: EditionRow,
    /// Whether units may be ranked.
    pub ranking: bool,
    /// How many units were chosen.
    pub chosen: u32,
    /// Time of the newest data about the unit.
    pub data_time: Option<String>,
    /// How groups of peers spread, for the indicator and the period that are sorted by, where peers are asked for.
    pub groups: Vec<GroupRow>,
    /// The values: units in the order that was asked for, then their total and the whole; of each the periods, of each the
    /// indicators.
    pub rows: Vec<AnalysisRow>,
}

impl Analysis {
    /// As rows.
    ///
    /// # Errors
    /// Why the choice has no values.
    pub fn answer(&self) -> Result<AnalysisAnswer, Failure> {
        let grid = self.grid.as_ref().map_err(Clone::clone)?;
        let frame = &self.frame;
        let groups = grid.spreads.iter().map(|group| GroupRow {
            level: group.level,
            groups: group.groups.clone(),
            count: group.spread.count,
            low: group.spread.low,
            median: group.spread.median,
            high: group.spread.high,
        });
        Ok(AnalysisAnswer {
            unit: frame.unit.code.clone(),
            from: frame.span.start.to_string(),
            to: frame.span.last().to_string(),
            edition: frame.edition.clone(),
            ranking: frame.ranking,
            chosen: grid.chosen,
            data_time: frame.data_time.clone(),
            groups: groups.collect(),
            rows: rows(grid, &frame.edition.id),
        })
    }
}

fn rows(grid: &Grid, edition: &str) -> Vec<AnalysisRow> {
    let mut rows = Vec::with_capacity(grid.cells().len());
    for (u, unit) in grid.units.iter().enumerate() {
        for (p, head) in grid.periods.iter().enumerate() {
            for (i, indicator) in grid.indicators.iter().enumerate() {
                let cell = grid.cell(u, p, i);
                let against = cell.against.unwrap_or_default();
                rows.push(AnalysisRow {
                    unit: unit.code.clone(),
                    name: unit.name.clone(),
                    name_en: unit.name_en.clone(),
                    level: unit.level,
                    stands: match unit.stands {
                        Stands::Unit => "unit",
                        Stands::Total => "total",
                        Stands::Whole => "whole",
                    }
                    .to_owned(),
                    period: head.period.to_string(),
                    period_total: head.total,
                    indicator: indicator.id.clone(),
                    value: cell.value,
                    numerator: cell.numerator,
                    denominator: cell.denominator,
                    status: cell.status,
                    judgement: cell.judgement,
                    against: against.value,
                    against_low: against.low,
                    against_high: against.high,
                    difference: cell.difference.map(|difference| difference.amount()),
                    difference_in: cell.difference.map(|difference| difference.as_str().to_owned()),
                    band: cell.band,
                    rank: cell.rank,
                    edition: edition.to_owned(),
                });
            }
        }
    }
    rows
}
