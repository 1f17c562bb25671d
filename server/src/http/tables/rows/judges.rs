//! What concerns single judges and the quality of data, as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::{
    caseload::KindRow, objections::FigureObjectionRow, quality::FindingRow, worklist::WorklistRow,
};

impl TableRow for KindRow {
    const HEAD: &'static [&'static str] =
        &["cause", "procedure", "received", "closed", "pending", "weight", "weighted"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            word(&self.cause),
            word(&self.procedure),
            self.received.into(),
            self.closed.into(),
            self.pending.into(),
            self.weight.into(),
            self.weighted.into(),
        ]
    }
}

impl TableRow for WorklistRow {
    const HEAD: &'static [&'static str] = &[
        "number",
        "unit",
        "unit_name",
        "post",
        "post_name",
        "cause",
        "procedure",
        "filed",
        "months",
        "due",
        "days_left",
        "suspended",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.number).into(),
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.post).into(),
            (&self.post_name.0).into(),
            word(&self.cause),
            word(&self.procedure),
            (&self.filed).into(),
            i64::from(self.months).into(),
            (&self.due).into(),
            self.days_left.into(),
            if self.suspended { "yes" } else { "no" }.into(),
        ]
    }
}

impl TableRow for FigureObjectionRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "unit",
        "unit_name",
        "indicator",
        "indicator_name",
        "period",
        "edition",
        "value",
        "numerator",
        "denominator",
        "state",
        "reason",
        "raised_by",
        "raised_at",
        "answer",
        "remedy",
        "answered_by",
        "answered_at",
        "mended_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.indicator).into(),
            (&self.indicator_name.0).into(),
            (&self.period).into(),
            (&self.edition).into(),
            self.value.into(),
            self.numerator.into(),
            self.denominator.into(),
            word(&self.state),
            (&self.reason).into(),
            (&self.raised_by).into(),
            (&self.raised_at).into(),
            (&self.answer).into(),
            (&self.remedy).into(),
            (&self.answered_by).into(),
            self.answered_at.as_deref().unwrap_or_default().into(),
            self.mended_at.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for FindingRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "sign",
        "indicator",
        "indicator_name",
        "month",
        "value",
        "against",
        "score",
        "then",
        "then_usual",
        "dismissed",
        "reason",
        "dismissed_by",
        "dismissed_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        let said = self.said.first().filter(|_| self.dismissed);
        let word = |of: fn(&app::api::quality::DismissalRow) -> &String| said.map(of).into();
        vec![
            (&self.address.unit).into(),
            (&self.unit_name.0).into(),
            super::word(&self.address.sign),
            (&self.address.indicator).into(),
            (&self.indicator_name.0).into(),
            (&self.address.month).into(),
            self.value.into(),
            self.against.into(),
            self.score.into(),
            self.then.map(|(then, _)| then).into(),
            self.then.map(|(_, usual)| usual).into(),
            if self.dismissed { "yes" } else { "no" }.into(),
            word(|said| &said.reason),
            word(|said| &said.by),
            word(|said| &said.at),
        ]
    }
}
