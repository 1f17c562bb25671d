//! The lists there are as tables.

use super::{Cell, TableRow};
use app::api::{
    audit::AuditRow,
    differences::DifferenceRow,
    imports::{ImportRow, Problem},
    indicators::IndicatorRow,
    lacks::LackUnit,
    needs::NeedRow,
    reports::{CompletenessRow, ReportRow},
    tokens::TokenRow,
    units::UnitRow,
    users::UserRow,
    values::ValueRow,
    wall::WallCard,
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

impl TableRow for ReportRow {
    const HEAD: &'static [&'static str] = &[
        "form",
        "form_name",
        "unit",
        "unit_name",
        "period",
        "standing",
        "state",
        "due",
        "submitted_at",
        "warnings",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.address.form).into(),
            (&self.form_name.0).into(),
            (&self.address.unit).into(),
            (&self.unit_name.0).into(),
            (&self.address.period).into(),
            word(&self.standing),
            word(&self.state),
            self.due.as_deref().unwrap_or_default().into(),
            self.submitted_at.as_deref().unwrap_or_default().into(),
            i64::from(self.warnings).into(),
        ]
    }
}

impl TableRow for DifferenceRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "form",
        "period",
        "field",
        "field_name",
        "measure",
        "said",
        "known",
        "source",
        "allowed",
        "stage",
        "explanation",
        "explained_by",
        "decision",
        "reason",
        "decided_by",
        "decided_at",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.address.unit).into(),
            (&self.unit_name.0).into(),
            (&self.address.form).into(),
            (&self.address.period).into(),
            (&self.field).into(),
            (&self.field_name.0).into(),
            (&self.measure).into(),
            self.said.into(),
            self.known.into(),
            (&self.source).into(),
            self.allowed.into(),
            word(&self.stage),
            (&self.explanation).into(),
            (&self.explained_by).into(),
            word(&self.decision),
            (&self.reason).into(),
            (&self.decided_by).into(),
            self.decided_at.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for LackUnit {
    const HEAD: &'static [&'static str] = &["unit", "name", "court", "has"];

    fn cells(&self) -> Vec<Cell> {
        let has = match self.has {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        vec![(&self.unit).into(), (&self.name.0).into(), (&self.court.0).into(), has.into()]
    }
}

impl TableRow for NeedRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "name",
        "kind",
        "quantity",
        "price",
        "reason",
        "state",
        "granted",
        "delivered",
        "day",
        "period",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.name).into(),
            (&self.kind.1).into(),
            self.quantity.into(),
            self.price.into(),
            (&self.reason).into(),
            (&self.state.1).into(),
            self.granted.into(),
            self.delivered.into(),
            (&self.day).into(),
            (&self.period).into(),
        ]
    }
}

impl TableRow for WallCard {
    const HEAD: &'static [&'static str] =
        &["unit", "unit_name", "list", "kind", "title", "text", "day", "photo"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.report.unit).into(),
            (&self.unit_name.0).into(),
            (&self.list.0).into(),
            (&self.kind.0).into(),
            (&self.title).into(),
            (&self.text).into(),
            (&self.day).into(),
            self.photo.map_or(Cell::Empty, Cell::from),
        ]
    }
}

impl TableRow for CompletenessRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "name",
        "level",
        "tribunals",
        "not_due",
        "due",
        "late",
        "returned",
        "submitted",
        "accepted",
    ];

    /// All spans together; the cells by span are in the answer as JSON.
    fn cells(&self) -> Vec<Cell> {
        let sum = |at: usize| i64::from(self.cells.iter().map(|cell| cell[at]).sum::<u32>());
        let head =
            [(&self.unit).into(), (&self.name.0).into(), word(&self.level), i64::from(self.tribunals).into()];
        head.into_iter().chain((0..6).map(|at| sum(at).into())).collect()
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
