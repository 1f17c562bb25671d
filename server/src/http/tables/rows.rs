//! The lists there are as tables.

mod analysis;
mod contacts;
mod judges;
mod problems;
mod reports;
mod reviews;
mod safety;
mod saved;

use super::{Cell, TableRow};
use app::api::{
    audit::AuditRow,
    imports::{ImportRow, Problem},
    indicators::IndicatorRow,
    tokens::TokenRow,
    units::UnitRow,
    users::UserRow,
    values::ValueRow,
};
use serde::Serialize;

/// The word that serde writes for a value.
fn word<T: Serialize>(value: &T) -> Cell {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Cell::Text(word),
        _ => Cell::Empty,
    }
}

impl TableRow for ValueRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "name",
        "level",
        "period",
        "indicator",
        "value",
        "numerator",
        "denominator",
        "status",
        "judgement",
        "edition",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.name).into(),
            word(&self.level),
            (&self.period).into(),
            (&self.indicator).into(),
            self.value.into(),
            self.numerator.into(),
            self.denominator.into(),
            word(&self.status),
            word(&self.judgement),
            (&self.edition).into(),
        ]
    }
}

impl TableRow for UnitRow {
    const HEAD: &'static [&'static str] = &[
        "code",
        "level",
        "name",
        "name_en",
        "parent",
        "opened",
        "closed",
        "lat",
        "lon",
        "area_km2",
        "population",
        "groups",
        "townships",
        "facts",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.code).into(),
            word(&self.level),
            (&self.name).into(),
            (&self.name_en).into(),
            self.parent.as_ref().into(),
            (&self.opened).into(),
            self.closed.as_ref().into(),
            self.lat.into(),
            self.lon.into(),
            self.area_km2.into(),
            self.population.into(),
            self.groups.join(";").as_str().into(),
            self.townships.join(";").as_str().into(),
            (&self.facts).into(),
        ]
    }
}

impl TableRow for IndicatorRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "module",
        "zh",
        "en",
        "formula",
        "measure",
        "direction",
        "reference_low",
        "reference_high",
        "small_number",
        "source_zh",
        "source_en",
        "edition",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.id).into(),
            (&self.module).into(),
            (&self.zh).into(),
            (&self.en).into(),
            (&self.formula).into(),
            (&self.measure).into(),
            (&self.direction).into(),
            self.reference_low.into(),
            self.reference_high.into(),
            self.small_number.into(),
            (&self.source_zh).into(),
            (&self.source_en).into(),
            (&self.edition).into(),
        ]
    }
}

impl TableRow for UserRow {
    const HEAD: &'static [&'static str] = &["name", "display_name", "active", "created_at", "grants"];

    fn cells(&self) -> Vec<Cell> {
        let grants: Vec<_> = self.grants.iter().map(|g| format!("{} {}", g.role, g.unit)).collect();
        vec![
            (&self.name).into(),
            (&self.display_name).into(),
            if self.active { "true" } else { "false" }.into(),
            (&self.created_at).into(),
            grants.join(";").as_str().into(),
        ]
    }
}

impl TableRow for TokenRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "name",
        "scope",
        "unit",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.name).into(),
            word(&self.scope),
            (&self.unit).into(),
            (&self.created_by).into(),
            (&self.created_at).into(),
            self.expires_at.as_ref().into(),
            self.revoked_at.as_ref().into(),
            self.last_used_at.as_ref().into(),
        ]
    }
}

impl TableRow for AuditRow {
    const HEAD: &'static [&'static str] = &["seq", "at", "actor", "action", "unit", "detail", "hash"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.seq.into(),
            (&self.at).into(),
            (&self.actor).into(),
            (&self.action).into(),
            (&self.unit).into(),
            (&self.detail).into(),
            (&self.hash).into(),
        ]
    }
}

impl TableRow for ImportRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "profile",
        "file_name",
        "size",
        "state",
        "rows_read",
        "rows_accepted",
        "rows_quarantined",
        "facts_new",
        "facts_revised",
        "facts_unchanged",
        "actor",
        "created_at",
        "committed_at",
        "undone_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.profile).into(),
            (&self.file_name).into(),
            self.size.into(),
            word(&self.state),
            self.counts.rows_read.into(),
            self.counts.rows_accepted.into(),
            self.counts.rows_quarantined.into(),
            self.counts.facts_new.into(),
            self.counts.facts_revised.into(),
            self.counts.facts_unchanged.into(),
            (&self.actor).into(),
            (&self.created_at).into(),
            self.committed_at.as_ref().into(),
            self.undone_at.as_ref().into(),
        ]
    }
}

impl TableRow for Problem {
    const HEAD: &'static [&'static str] = &["file", "row", "column", "code", "zh", "en", "raw"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.file).into(),
            self.row.into(),
            (&self.column).into(),
            (&self.code).into(),
            (&self.zh).into(),
            (&self.en).into(),
            (&self.raw).into(),
        ]
    }
}
