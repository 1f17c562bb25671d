//! Values of the explorer.

use super::{
    super::{Cell, TableRow},
    word,
};
use app::api::analysis::AnalysisRow;

impl TableRow for AnalysisRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "name",
        "level",
        "stands",
        "period",
        "period_total",
        "indicator",
        "value",
        "numerator",
        "denominator",
        "status",
        "judgement",
        "against",
        "against_low",
        "against_high",
        "difference",
        "difference_in",
        "band",
        "rank",
        "edition",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.name).into(),
            word(&self.level),
            (&self.stands).into(),
            (&self.period).into(),
            if self.period_total { "true" } else { "false" }.into(),
            (&self.indicator).into(),
            self.value.into(),
            self.numerator.into(),
            self.denominator.into(),
            word(&self.status),
            word(&self.judgement),
            self.against.into(),
            self.against_low.into(),
            self.against_high.into(),
            self.difference.into(),
            self.difference_in.as_ref().into(),
            word(&self.band),
            self.rank.map(i64::from).into(),
            (&self.edition).into(),
        ]
    }
}
