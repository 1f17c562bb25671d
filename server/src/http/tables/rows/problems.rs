//! Problems and bulletins as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::{
    bulletins::{BulletinRow, StatisticsRow},
    problems::{BoardCell, ProblemRow},
};

impl TableRow for ProblemRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "unit",
        "unit_name",
        "city",
        "category",
        "category_name",
        "severity",
        "state",
        "text",
        "context",
        "raised_by",
        "raised_on",
        "days",
        "owner_role",
        "owner_unit",
        "owner_user",
        "deadline",
        "days_over",
        "recheck_on",
        "repeats",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city_name.0).into(),
            (&self.category).into(),
            (&self.category_name.0).into(),
            word(&self.severity),
            word(&self.state),
            (&self.text).into(),
            word(&self.context),
            (&self.raised_by).into(),
            (&self.raised_on).into(),
            self.days.into(),
            self.owner_role.as_ref().map(word).unwrap_or(Cell::Empty),
            (&self.owner_unit.0).into(),
            (&self.owner_user).into(),
            self.deadline.as_deref().unwrap_or_default().into(),
            self.days_over.into(),
            self.recheck_on.as_deref().unwrap_or_default().into(),
            self.repeats.into(),
        ]
    }
}

impl TableRow for BoardCell {
    const HEAD: &'static [&'static str] = &["city", "city_name", "state", "age", "problems"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.city).into(),
            (&self.city_name.0).into(),
            word(&self.state),
            word(&self.age),
            self.n.into(),
        ]
    }
}

impl TableRow for BulletinRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "kind",
        "state",
        "number",
        "title",
        "issuer",
        "issuer_name",
        "drafted_by",
        "published_on",
        "problems",
        "addressees",
        "received",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            word(&self.kind),
            word(&self.state),
            (&self.number).into(),
            (&self.title).into(),
            (&self.issuer).into(),
            (&self.issuer_name.0).into(),
            (&self.drafted_by).into(),
            self.published_on.as_deref().unwrap_or_default().into(),
            self.problems.into(),
            self.addressees.into(),
            self.received.into(),
        ]
    }
}

impl TableRow for StatisticsRow {
    const HEAD: &'static [&'static str] =
        &["category", "category_name", "city", "city_name", "verified", "repeated", "put_right"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.category).into(),
            (&self.category_name.0).into(),
            (&self.city).into(),
            (&self.city_name.0).into(),
            self.verified.into(),
            self.repeated.into(),
            self.put_right.into(),
        ]
    }
}
