//! Everything that the overview and the unit pages show, in one answer, from which they are printed.

use super::{
    Failure,
    indicators::{EditionRow, IndicatorRow},
    units::UnitRow,
    values::ValueRow,
};
use crate::domain::{
    units::Level,
    values::{Judgement, Status},
};
use serde::{Deserialize, Serialize};

/// What to show. Everything but the unit has a usual value, so that a short link works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct OverviewQuery {
    /// Code of the unit; empty for the actor's own.
    pub unit: String,
    /// First month, `YYYY-MM`; empty for eleven months before the last.
    pub from: String,
    /// Last month; empty for the last month that is over.
    pub to: String,
    /// Indicator of the map and the trend; empty for `closing_rate`.
    pub indicator: String,
    /// Edition of the catalogue; empty for the one in force in the last month.
    pub edition: String,
    /// Peer group to show tribunals of; empty for all.
    pub group: String,
    /// Whether texts inside charts are English.
    pub english: bool,
}

/// A step of the path down to the unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crumb {
    /// Code.
    pub code: String,
    /// Level.
    pub level: Level,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// One of the six to eight figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The indicator.
    pub indicator: IndicatorRow,
    /// The value over the period.
    pub row: ValueRow,
    /// The value over the same period a year before.
    pub year_before: Option<f64>,
    /// The last 24 months, oldest first, as SVG.
    pub spark: String,
}

/// Where inside a chart the data lies, in the units of its `viewBox`, so that an overlay can follow the pointer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PlotFrame {
    /// Width of the whole chart.
    pub width: f64,
    /// Height of the whole chart.
    pub height: f64,
    /// Left edge of the plotting area.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Top edge.
    pub top: f64,
    /// Bottom edge.
    pub bottom: f64,
    /// Value at the bottom edge.
    pub low: f64,
    /// Value at the top edge.
    pub high: f64,
}

/// A point of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    /// Period: `2021-06`.
    pub period: String,
    /// Value.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State.
    pub status: Status,
    /// Judgement.
    pub judgement: Option<Judgement>,
}

/// The trend of the chosen indicator by month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The chart, drawn on the server.
    pub svg: String,
    /// Where the data lies in it.
    pub frame: PlotFrame,
    /// The points, oldest first, evenly spaced from the left to the right edge of the frame.
    pub points: Vec<TrendPoint>,
    /// Whether each point is read over the twelve months up to it, because a single month of the indicator compares
    /// with nothing.
    pub rolling: bool,
    /// Period at which another edition comes into force, if one does within the trend.
    pub edition_break: Option<String>,
}

/// The value of a unit one step below, or of a tribunal on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Code of the unit's parent.
    pub parent: String,
    /// The chosen indicator.
    pub row: ValueRow,
    /// Cases received in the period: the size of the dot.
    pub caseload: Option<f64>,
    /// Peer groups.
    pub groups: Vec<String>,
    /// Median of the peers of the same first group and level, when there are at least five.
    pub peer_median: Option<f64>,
}

/// Why a unit is worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReason {
    /// Worse than the reference interval.
    OutsideInterval,
    /// Worse than the month before, three months in a row.
    Worsening,
    /// A report is overdue.
    NoReport,
    /// Nothing was heard of the source for too long.
    Stale,
    /// Exactly 100 % with many cases: too good to be true.
    Suspicious,
    /// Closings bunched in December.
    YearEndBunching,
}

/// A line of "worth a look".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Code of the unit.
    pub unit: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Why.
    pub reason: NoticeReason,
    /// The indicator it is about; empty when it is about none.
    pub indicator: String,
    /// Its names, Chinese and English.
    pub indicator_name: (String, String),
    /// Unit of measure of the value.
    pub measure: String,
    /// The value now.
    pub value: Option<f64>,
    /// What it is compared with: the end of the interval, or the value three months before.
    pub against: Option<f64>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverviewAnswer {
    /// The unit.
    pub unit: UnitRow,
    /// From the province down to the unit.
    pub path: Vec<Crumb>,
    /// First month shown.
    pub from: String,
    /// Last month shown.
    pub to: String,
    /// The edition used.
    pub edition: EditionRow,
    /// All editions, to choose from.
    pub editions: Vec<EditionRow>,
    /// The chosen indicator.
    pub indicator: IndicatorRow,
    /// Every indicator of the edition, to choose from.
    pub indicators: Vec<IndicatorRow>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The trend.
    pub trend: Trend,
    /// Level of `parts`; none for a post.
    pub level_below: Option<Level>,
    /// The units one step below.
    pub parts: Vec<Part>,
    /// Tribunals below, for the dots; empty where `parts` are tribunals already.
    pub tribunals: Vec<Part>,
    /// Worth a look, the most pressing first, at most 20.
    pub notices: Vec<Notice>,
    /// How many there are to look at in all.
    pub notices_total: u32,
    /// Units below, by level: cities, courts, tribunals, posts.
    pub counts: Vec<(Level, u32)>,
    /// Number of the newest change that is in this answer: where the live stream continues.
    pub seq: i64,
    /// Time of the newest data about the unit, RFC 3339 in UTC.
    pub data_time: Option<String>,
    /// Last month that is over, `YYYY-MM`; the usual period ends with it.
    pub last_month: String,
    /// Whether units may be ranked.
    pub ranking: bool,
    /// Whether the unit is a post and the actor may read who looked at it.
    pub looks: bool,
}

/// The pages' data.
#[async_trait::async_trait]
pub trait Overview {
    /// Everything on the page of a unit.
    async fn overview(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &OverviewQuery,
    ) -> Result<OverviewAnswer, Failure>;
}
