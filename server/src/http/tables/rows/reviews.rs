//! Reviews as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::reviews::{BoardRow, CampaignRow, RecognitionRow, RescoredItem, RescoredRow, ResultRow};

impl TableRow for CampaignRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "title",
        "title_en",
        "standard",
        "edition",
        "unit",
        "phase",
        "stage",
        "from",
        "until",
        "entries",
        "settled",
        "waits",
        "days_late",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.title.0).into(),
            (&self.title.1).into(),
            (&self.standard).into(),
            (&self.edition).into(),
            (&self.unit).into(),
            word(&self.phase),
            word(&self.stage),
            (&self.from).into(),
            (&self.until).into(),
            i64::from(self.entries).into(),
            i64::from(self.settled).into(),
            i64::from(self.waits).into(),
            self.days_late.map_or(Cell::Empty, |days| i64::from(days).into()),
        ]
    }
}

impl TableRow for BoardRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "city",
        "state",
        "since",
        "waits_for",
        "days_late",
        "answered",
        "items",
        "settled",
        "reviewers",
        "handed_in",
        "disputed",
        "demands",
        "check",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city.0).into(),
            word(&self.state),
            (&self.since).into(),
            word(&self.waits_for),
            self.days_late.map_or(Cell::Empty, |days| i64::from(days).into()),
            i64::from(self.answered).into(),
            i64::from(self.items).into(),
            i64::from(self.settled).into(),
            i64::from(self.reviewers.0).into(),
            i64::from(self.reviewers.1).into(),
            i64::from(self.disputed).into(),
            i64::from(self.demands).into(),
            self.check.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for ResultRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "city",
        "total",
        "full",
        "result",
        "result_name",
        "without_vetoes",
        "vetoes",
        "own",
        "missing",
    ];

    fn cells(&self) -> Vec<Cell> {
        let without = self.without_vetoes.as_ref().map(|names| names.0.as_str());
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city.0).into(),
            self.total.into(),
            self.full.into(),
            (&self.result).into(),
            (&self.result_name.0).into(),
            without.unwrap_or_default().into(),
            self.vetoes.join(" ").as_str().into(),
            self.own.into(),
            i64::from(self.missing).into(),
        ]
    }
}

impl TableRow for RecognitionRow {
    const HEAD: &'static [&'static str] =
        &["unit", "unit_name", "city", "campaign", "result", "result_name", "from", "until", "standing"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city.0).into(),
            (&self.campaign_name.0).into(),
            (&self.result).into(),
            (&self.result_name.0).into(),
            (&self.from).into(),
            (&self.until).into(),
            word(&self.standing),
        ]
    }
}

impl TableRow for RescoredRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "city",
        "total_then",
        "full_then",
        "result_then",
        "result_name_then",
        "vetoes_then",
        "total_now",
        "full_now",
        "result_now",
        "result_name_now",
        "vetoes_now",
        "missing_now",
        "items",
    ];

    fn cells(&self) -> Vec<Cell> {
        let items: Vec<String> = self.items.iter().map(difference).collect();
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city.0).into(),
            self.then.total.into(),
            self.then.full.into(),
            (&self.then.result).into(),
            (&self.then.result_name.0).into(),
            self.then.vetoes.join(" ").as_str().into(),
            self.now.total.into(),
            self.now.full.into(),
            (&self.now.result).into(),
            (&self.now.result_name.0).into(),
            self.now.vetoes.join(" ").as_str().into(),
            i64::from(self.now.missing).into(),
            items.join("; ").as_str().into(),
        ]
    }
}

/// `gate 2/2 > 1/1`; `-` where there is nothing.
fn difference(item: &RescoredItem) -> String {
    let number = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let side = |had: Option<f64>, full: Option<f64>| format!("{}/{}", number(had), number(full));
    let (then, now) = (side(item.then, item.full_then), side(item.now, item.full_now));
    format!("{} {then} > {now}", item.item)
}
