//! A platform on an empty database, and the ways in.

pub use crate::common::operator;
use crate::common::{Stage, empty_stages};
use app::{
    api::{
        Failure,
        imports::{ImportDetail, Imports, Upload},
        values::{ValueRow, Values, ValuesQuery},
    },
    domain::{
        periods::{Month, Period},
        series::Source,
        units::{Level, UnitId},
    },
};
use server::{platform::Platform, store::HistoryRow};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

pub struct Bench {
    stage: Stage,
    pub platform: Arc<Platform>,
}

impl Bench {
    /// An empty platform on SQLite.
    pub async fn new() -> Self {
        Self::every().await.remove(0)
    }

    /// Empty platforms on every engine that is at hand, SQLite first.
    pub async fn every() -> Vec<Self> {
        let stages = empty_stages().await.into_iter();
        stages.map(|stage| Self { platform: stage.platform.clone(), stage }).collect()
    }

    /// A value as everybody sees it, over a span.
    pub async fn seen(&self, unit: &str, indicator: &str, span: Period) -> ValueRow {
        let (from, to) = (span.start.to_string(), span.last().to_string());
        self.stage.value(unit, indicator, &from, &to).await
    }

    /// The same for all units of a level below.
    pub async fn seen_below(&self, unit: &str, level: &str, indicator: &str, span: Period) -> Vec<ValueRow> {
        let query = ValuesQuery {
            indicator: indicator.into(),
            unit: unit.into(),
            level: Some(level.into()),
            from: span.start.to_string(),
            to: span.last().to_string(),
            ..ValuesQuery::default()
        };
        self.platform.query_values(&operator(), &query).await.unwrap()
    }

    /// The code of the unit with that name.
    pub async fn code(&self, name: &str) -> String {
        let tree = self.platform.tree().await.unwrap();
        tree.units().iter().find(|unit| unit.name == name).unwrap().code.clone()
    }

    pub async fn preview(&self, profile: &str, name: &str, bytes: &[u8]) -> Result<ImportDetail, Failure> {
        let upload = Upload { file_name: name.into(), profile: profile.into(), bytes: bytes.to_vec() };
        self.platform.preview_import(&operator(), upload).await
    }

    pub async fn import(&self, profile: &str, name: &str, bytes: &[u8]) -> ImportDetail {
        let preview = self.preview(profile, name, bytes).await.unwrap();
        let done = self.platform.commit_import(&operator(), preview.import.id).await.unwrap();
        assert_eq!(done.import.counts, preview.import.counts, "a preview tells what a commit does");
        done
    }

    /// The value of an item over exactly that span, best source first.
    pub async fn value(&self, code: &str, item: &str, period: Period) -> Option<f64> {
        self.values(item, period).await.remove(code)
    }

    /// Every unit's value of an item over exactly that span.
    pub async fn values(&self, item: &str, period: Period) -> BTreeMap<String, f64> {
        let tree = self.platform.tree().await.unwrap();
        let units: Vec<UnitId> = tree.units().iter().map(|unit| unit.id).collect();
        let item = self.platform.item(item).unwrap();
        let facts = self.platform.db.facts(&units, &[item], period.start, period.end()).await.unwrap();
        let exact = facts.into_iter().filter(|fact| fact.key.period == period);
        let best = exact.map(|fact| {
            assert!(matches!(fact.key.source, Source::Table | Source::Sum));
            (tree.get(fact.key.unit).unwrap().code.clone(), fact.value)
        });
        best.collect()
    }

    /// Everything that stands, for comparing before and after.
    pub async fn everything(&self) -> BTreeMap<(String, i64, Period), f64> {
        let tree = self.platform.tree().await.unwrap();
        let units: Vec<UnitId> = tree.units().iter().map(|unit| unit.id).collect();
        let items: Vec<i64> = self.platform.db.items().await.unwrap().into_values().collect();
        let (first, end) = (month("1990-01"), month("2030-01"));
        let facts = self.platform.db.facts(&units, &items, first, end).await.unwrap();
        let key = |unit: UnitId| tree.get(unit).unwrap().code.clone();
        facts.iter().map(|f| ((key(f.key.unit), f.key.item, f.key.period), f.value)).collect()
    }

    pub async fn history(&self, code: &str, item: &str) -> Vec<HistoryRow> {
        let tree = self.platform.tree().await.unwrap();
        let unit = tree.by_code(code).unwrap().id;
        let item = self.platform.item(item).unwrap();
        self.platform.db.fact_history(unit, &[item], month("1990-01"), month("2030-01")).await.unwrap()
    }

    pub async fn count(&self, level: Level) -> usize {
        self.platform.tree().await.unwrap().units().iter().filter(|unit| unit.level == level).count()
    }
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn span(text: &str) -> Period {
    text.parse().unwrap()
}

/// A real file, or nothing with a message where the real data is not at hand.
#[allow(clippy::print_stderr)] // says why a test proves nothing here
pub fn shared(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    let found = std::fs::read(&file).or_else(|_| {
        // A worktree lies one folder deeper than the main one.
        std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path))
    });
    if found.is_err() {
        eprintln!("skipped: ../shared/data/{path} is not there");
    }
    found.ok()
}

#[allow(clippy::print_stderr)] // the figures per file are what one runs these tests to see
pub fn report(detail: &ImportDetail) {
    let c = detail.import.counts;
    eprintln!(
        "{}: read {}, accepted {}, quarantined {}; facts new {}, revised {}, unchanged {}; {} problems, {} units new",
        detail.import.file_name,
        c.rows_read,
        c.rows_accepted,
        c.rows_quarantined,
        c.facts_new,
        c.facts_revised,
        c.facts_unchanged,
        detail.problems.total,
        detail.units_new.len(),
    );
}
