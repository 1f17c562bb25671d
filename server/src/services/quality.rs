//! The quality of data. Findings follow from the figures, by the one query path, and are never stored: only what people say about
//! them is. They are made for the whole province at once, so that a tribunal's are the same whoever looks, and what moves all
//! tribunals alike can be told from what moves one.

mod detecting;
mod matrix;

pub(crate) use detecting::Findings;

use super::{values::instant, words::words};
use crate::{
    platform::Platform,
    store::{Dismissal, FindingKey},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        quality::{
            DismissOrder, DismissalRow, FindingAddress, FindingRow, FindingsQuery, Quality, QualityMatrix,
            RestoreOrder,
        },
    },
    domain::{
        permissions::{Action, Actor, may},
        quality::Sign,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use detecting::Found;
use std::{cmp::Ordering, collections::HashMap, sync::Arc};

#[async_trait]
impl Quality for Platform {
    async fn findings(&self, actor: &Actor, query: &FindingsQuery) -> Result<Page<FindingRow>, Failure> {
        let (tree, unit) = self.quality_unit(actor, &query.unit).await?;
        let sign = match query.sign.as_str() {
            "" => None,
            word => Some(Sign::from_word(word).ok_or_else(|| Failure::invalid("sign", "bad_sign", word))?),
        };
        if !["", "dismissed", "all"].contains(&query.state.as_str()) {
            return Err(Failure::invalid("state", "bad_finding_state", &query.state));
        }
        let wanted = query.search.trim().to_lowercase();
        let units = tribunals(&tree, &unit, self);
        let findings = self.province_findings(&tree, &unit).await?;
        let said = self.finding_dismissals(&units).await?;
        let mut rows: Vec<FindingRow> = findings
            .of(&units)
            .filter(|found| sign.is_none_or(|sign| found.key.sign == sign))
            .filter_map(|found| self.finding_row(actor, &tree, found, &said))
            .filter(|row| match query.state.as_str() {
                "" => !row.dismissed,
                "dismissed" => row.dismissed,
                _ => true,
            })
            .filter(|row| {
                let names = [&row.unit_name, &row.indicator_name];
                let texts = names.iter().flat_map(|(zh, en)| [zh, en]).chain([&row.address.unit]);
                wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&wanted))
            })
            .collect();
        sort(&mut rows, &query.sort)?;
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(page.page(rows))
    }

    async fn dismiss_finding(&self, actor: &Actor, order: &DismissOrder) -> Result<(), Failure> {
        let (tree, unit) =
            self.authorise(actor, Action::DismissFindings, "unit", &order.finding.unit).await?;
        let reason = words("reason", &order.reason, true)?;
        let key = key(&unit, &order.finding)?;
        let findings = self.province_findings(&tree, &unit).await?;
        let units = [unit.id];
        let found = findings.of(&units).find(|found| found.key == key);
        let found = found.ok_or_else(|| Failure::invalid("finding", "no_finding", &unit.code))?;
        if (found.value - order.value).abs() > 1e-9 {
            return Err(Failure::new(FailureKind::Conflict, "finding_moved"));
        }
        let said = self.finding_dismissals(&[unit.id]).await?;
        if said.get(&key).is_some_and(|said| is_dismissed(found, said)) {
            return Err(Failure::new(FailureKind::Conflict, "dismissed_already"));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.dismiss_finding(&key, found.value, (reason, &actor.name, now)).await?;
        let detail = detail(&key, reason);
        tx.append_audit(now, &actor.name, "quality.dismiss", &unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn restore_finding(&self, actor: &Actor, order: &RestoreOrder) -> Result<(), Failure> {
        let (_, unit) = self.authorise(actor, Action::DismissFindings, "unit", &order.finding.unit).await?;
        let reason = words("reason", &order.reason, true)?;
        let key = key(&unit, &order.finding)?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.restore_finding(&key, (reason, &actor.name, now)).await? {
            return Err(Failure::new(FailureKind::Conflict, "not_dismissed"));
        }
        let detail = detail(&key, reason);
        tx.append_audit(now, &actor.name, "quality.restore", &unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn quality_matrix(&self, actor: &Actor, unit: &str, months: u32) -> Result<QualityMatrix, Failure> {
        let (tree, unit) = self.quality_unit(actor, unit).await?;
        matrix::count(self, actor, &tree, &unit, months).await
    }
}

fn detail(key: &FindingKey, reason: &str) -> serde_json::Value {
    serde_json::json!({
        "sign": key.sign.as_str(), "indicator": key.indicator, "month": key.month.to_string(), "reason": reason,
    })
}

/// The tribunals of a unit.
fn tribunals(tree: &Tree, unit: &Unit, platform: &Platform) -> Vec<UnitId> {
    let below = tree.below(unit.id, Level::Tribunal, platform.month());
    below.iter().map(|tribunal| tribunal.id).collect()
}

/// What was said about findings, the newest first.
type Said = HashMap<FindingKey, Vec<Dismissal>>;

/// Put aside for the number that it is now, and not brought back.
fn is_dismissed(found: &Found, said: &[Dismissal]) -> bool {
    said.iter().any(|said| said.undone_at.is_none() && (said.value - found.value).abs() < 1e-9)
}

impl Platform {
    /// The unit that is named, or the highest at which the reader may ask.
    async fn quality_unit(&self, actor: &Actor, code: &str) -> Result<(Arc<Tree>, Unit), Failure> {
        if !code.is_empty() {
            return self.authorise(actor, Action::ReadQuality, "unit", code).await;
        }
        let tree = self.authorise_somewhere(actor, Action::ReadQuality).await?;
        let month = self.month();
        let own: Option<&Unit> = if actor.operator {
            tree.roots(month).next()
        } else {
            let units = actor.grants.iter().filter_map(|grant| tree.get(grant.unit));
            let allowed = units.filter(|unit| may(actor, Action::ReadQuality, unit, &tree, month));
            allowed.min_by_key(|unit| (unit.level, unit.code.as_str()))
        };
        let own = own.cloned().ok_or_else(|| Failure::not_found("unit", ""))?;
        Ok((tree, own))
    }

    async fn finding_dismissals(&self, units: &[UnitId]) -> Result<Said, Failure> {
        let mut said = Said::new();
        for dismissal in self.db.quality_dismissals(units).await? {
            if let Some(key) = dismissal.key() {
                said.entry(key).or_default().push(dismissal);
            }
        }
        Ok(said)
    }

    fn finding_row(&self, actor: &Actor, tree: &Tree, found: &Found, said: &Said) -> Option<FindingRow> {
        let unit = tree.get(found.key.unit)?;
        let indicator = self.catalogue.edition_in(found.span.last()).indicator(&found.key.indicator)?;
        let said = said.get(&found.key).map_or(&[][..], Vec::as_slice);
        let row = |said: &Dismissal| DismissalRow {
            reason: said.reason.clone(),
            by: said.dismissed_by.clone(),
            at: instant(said.dismissed_at),
            undone_reason: said.undone_reason.clone(),
            undone_by: said.undone_by.clone(),
            undone_at: said.undone_at.map(instant),
        };
        let numbers = found.numbers.iter().map(|(month, number)| (month.to_string(), *number));
        Some(FindingRow {
            address: FindingAddress {
                unit: unit.code.clone(),
                sign: found.key.sign,
                indicator: indicator.id.clone(),
                month: found.key.month.to_string(),
            },
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            indicator_name: (indicator.zh.clone(), indicator.en.clone()),
            value: found.value,
            against: found.against,
            score: found.score,
            then: found.then,
            numbers: numbers.collect(),
            months: (found.span.start.to_string(), found.span.last().to_string()),
            dismissed: is_dismissed(found, said),
            said: said.iter().map(row).collect(),
            may_dismiss: may(actor, Action::DismissFindings, unit, tree, self.month()),
        })
    }
}

fn key(unit: &Unit, finding: &FindingAddress) -> Result<FindingKey, Failure> {
    let month = finding.month.parse();
    Ok(FindingKey {
        unit: unit.id,
        sign: finding.sign,
        indicator: finding.indicator.clone(),
        month: month.map_err(|_| Failure::invalid("month", "bad_month", &finding.month))?,
    })
}

/// The most telling sign first, of each the one that stands out most.
fn sort(rows: &mut [FindingRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if !matches!(column, "" | "sign" | "unit" | "month" | "score") {
        return Err(Failure::invalid("sort", "bad_sort", by));
    }
    let far = |row: &FindingRow| row.score.map_or_else(|| row.value / row.against.max(1.0), f64::abs);
    let place = |row: &FindingRow| {
        let address = &row.address;
        (address.unit.clone(), address.sign, address.indicator.clone(), address.month.clone())
    };
    rows.sort_by(|a, b| {
        let order: Ordering = match column {
            "unit" => a.address.unit.cmp(&b.address.unit),
            "month" => a.address.month.cmp(&b.address.month),
            "score" => far(a).total_cmp(&far(b)),
            _ => a.address.sign.cmp(&b.address.sign).then(far(b).total_cmp(&far(a))),
        };
        let order = if down { order.reverse() } else { order };
        order.then_with(|| place(a).cmp(&place(b)))
    });
    Ok(())
}
