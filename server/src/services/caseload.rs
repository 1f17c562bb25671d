//! The caseload of a judge's post: its cases by kind and age, what they weigh, and where its figures lie among those of posts of
//! the same kind. Figures of the catalogue come by the one query path; only what it does not keep, the kinds, is counted from
//! cases, and there is a test that both agree.

use super::values::{parse_span, query::Ask};
use crate::{platform::Platform, store::KindCount};
use app::{
    api::{
        Failure,
        caseload::{AgeBand, CaseloadQuery, CaseloadView, Caseloads, KindRow, PeerFigure, RulesRow},
    },
    domain::{
        caseload::{CaseRules, Quartiles, WEIGHTED_CLOSED, age_in_months},
        catalogue::{Edition, Indicator},
        periods::{Month, Period},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
        values::Status,
    },
    i18n::{Locale, t},
};
use async_trait::async_trait;
use std::{collections::HashMap, sync::Arc};

/// What a judge's work is compared by: each of items that are kept for posts.
const COMPARED: [&str; 11] = [
    "received",
    CLOSED,
    "pending",
    "clearance_rate",
    "closing_rate",
    "closed_in_time_rate",
    "mean_days_to_close",
    "mediation_rate",
    "appeal_rate",
    "reversal_rate",
    "long_pending_rate",
];
/// Of these the one that what is counted from cases must agree with.
const CLOSED: &str = "closed";

/// Where the figures of a group of posts lie, by indicator.
#[derive(Debug, Default)]
pub(crate) struct PeerFigures {
    figures: HashMap<String, (Option<Quartiles>, u32)>,
    posts: u32,
}

#[async_trait]
impl Caseloads for Platform {
    async fn caseload(
        &self,
        actor: &Actor,
        post: &str,
        query: &CaseloadQuery,
    ) -> Result<CaseloadView, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", post).await?;
        if unit.level != Level::Post {
            return Err(Failure::invalid("unit", "no_post", post));
        }
        let span = parse_span(&query.from, &query.to)?;
        let edition = self.edition_of(Some(&query.edition), span)?;
        let rules = self.case_rules_of(&query.weights, span)?;
        self.log_look(actor, &tree, &[unit.id]).await?;
        let kinds = self.kinds_of(unit.id, span, rules).await?;
        let weighted = weighted(rules, &kinds);
        let like = Like { platform: self, tree: &tree, unit: &unit, span, edition, rules };
        let peers = like.figures().await?;
        let as_of = span.last().min(self.month());
        Ok(CaseloadView {
            unit: unit.code.clone(),
            period: span.to_string(),
            edition: edition.id.clone(),
            rules: RulesRow {
                edition: rules.edition.clone(),
                name: (rules.zh.clone(), rules.en.clone()),
                source: rules.source.clone(),
                illustrative: rules.illustrative,
            },
            weighted,
            figures: like.compared(weighted, &peers).await?,
            group: like.group(),
            peers: peers.posts,
            whole: like.is_whole(&unit),
            as_of: as_of.to_string(),
            ages: self.ages_of(unit.id, as_of, rules).await?,
            kinds,
            may_read_cases: may(actor, Action::ReadCases, &unit, &tree, self.month()),
        })
    }
}

/// Closed cases by their weight.
pub(super) fn weighted(rules: &CaseRules, kinds: &[KindRow]) -> f64 {
    rules.weighted(kinds.iter().map(|kind| (kind.cause, kind.procedure, kind.closed)))
}

impl Platform {
    /// The edition of weights and limits that is named, or the one in force in the last month.
    pub(super) fn case_rules_of(&self, edition: &str, span: Period) -> Result<&CaseRules, Failure> {
        if edition.is_empty() {
            return Ok(self.catalogue.case_rules_in(span.last()));
        }
        let known = self.catalogue.case_rules().iter().find(|rules| rules.edition == edition);
        known.ok_or_else(|| Failure::not_found("weights", edition))
    }

    /// The cases of a post by kind, with what they weigh.
    pub(super) async fn kinds_of(
        &self,
        post: UnitId,
        span: Period,
        rules: &CaseRules,
    ) -> Result<Vec<KindRow>, Failure> {
        let mut counts = self.db.case_kinds(post, span).await?;
        counts.sort_by_key(|count| (count.cause, count.procedure));
        let row = |KindCount { cause, procedure, received, closed, pending }| KindRow {
            cause,
            procedure,
            received,
            closed,
            pending,
            weight: rules.weight(cause, procedure),
            weighted: rules.weighted([(cause, procedure, closed)]),
        };
        Ok(counts.into_iter().map(row).collect())
    }

    /// What is pending at the end of a month, by bands of age.
    async fn ages_of(&self, post: UnitId, as_of: Month, rules: &CaseRules) -> Result<Vec<AgeBand>, Failure> {
        let rows = self.db.pending_ages(post, as_of.plus(1).first_day()).await?;
        let bands = rules.age_bands().into_iter().map(|(from, until)| {
            let within = |age: i32| age >= from as i32 && until.is_none_or(|until| age < until as i32);
            let rows = rows.iter().filter(|row| within(age_in_months(row.filed, as_of)));
            let (cases, suspended) = rows.fold((0, 0), |(n, s), row| (n + row.cases, s + row.suspended));
            AgeBand { from, until, cases, suspended }
        });
        Ok(bands.collect())
    }
}

/// A post among its like: posts of tribunals of the same first group in the province.
struct Like<'a> {
    platform: &'a Platform,
    tree: &'a Arc<Tree>,
    unit: &'a Unit,
    span: Period,
    edition: &'a Edition,
    rules: &'a CaseRules,
}

impl<'a> Like<'a> {
    /// The last month of the span in which the unit exists and which is not in the future.
    fn month(&self, unit: &Unit) -> Month {
        super::units::last(unit, self.span.last().min(self.platform.month()))
    }

    fn group_of(&self, post: &Unit) -> &'a str {
        let tribunal = self.tree.parent_in(post.id, self.month(post)).and_then(|id| self.tree.get(id));
        tribunal.and_then(|tribunal| tribunal.groups.first()).map_or("", String::as_str)
    }

    fn group(&self) -> String {
        self.group_of(self.unit).to_owned()
    }

    /// Whether a post exists throughout the span, as far as it has passed.
    fn is_whole(&self, post: &Unit) -> bool {
        post.exists_in(self.span.start) && post.exists_in(self.span.last().min(self.platform.month()))
    }

    fn indicators(&self) -> Vec<&'a Indicator> {
        COMPARED.into_iter().filter_map(|id| self.edition.indicator(id)).collect()
    }

    /// Where the figures of the group lie; kept for a while, as they are the same for every post of it.
    async fn figures(&self) -> Result<Arc<PeerFigures>, Failure> {
        let month = self.span.last().min(self.platform.month());
        let root = self.tree.path(self.unit.id, self.month(self.unit)).last().unwrap_or(self.unit.id);
        let group = self.group_of(self.unit);
        let question = (root, self.span, format!("{group}/{}", self.rules.edition), self.edition.id.clone());
        let (commits, now) = (self.platform.commits(), self.platform.now());
        if let Some(kept) = self.platform.peer_figures.get(&question, commits, now) {
            return Ok(kept);
        }
        let posts = self.tree.below(root, Level::Post, month);
        let alike: Vec<UnitId> = posts
            .into_iter()
            .filter(|post| self.is_whole(post) && self.group_of(post) == group)
            .map(|post| post.id)
            .collect();
        let figures = Arc::new(self.measured(&alike).await?);
        self.platform.peer_figures.put(question, commits, now, figures.clone());
        Ok(figures)
    }

    /// Two questions, however many posts there are.
    async fn measured(&self, posts: &[UnitId]) -> Result<PeerFigures, Failure> {
        let indicators = self.indicators();
        let ask = Ask { indicators: &indicators, units: posts, periods: &[self.span] };
        let answer = self.platform.evaluate(self.tree, &ask).await?;
        let counted = |status| matches!(status, Status::Ok | Status::Partial);
        let lie = |figures: Vec<f64>| {
            let left_out = posts.len() - figures.len();
            (Quartiles::of(figures), left_out as u32)
        };
        let mut found = HashMap::new();
        for (i, indicator) in indicators.iter().enumerate() {
            let cells = (0..posts.len()).map(|u| answer.cell(u, 0, i));
            let figures = cells.filter(|cell| counted(cell.status)).filter_map(|cell| cell.computed.value);
            found.insert(indicator.id.clone(), lie(figures.collect()));
        }
        if let Some(closed) = indicators.iter().position(|indicator| indicator.id == CLOSED) {
            let mut kinds: HashMap<UnitId, Vec<_>> = HashMap::new();
            for (post, cause, procedure, cases) in self.platform.db.closed_by_kind(posts, self.span).await? {
                kinds.entry(post).or_default().push((cause, procedure, cases));
            }
            // A post of which nothing is known has not closed nothing.
            let known = posts.iter().enumerate().filter(|(u, _)| counted(answer.cell(*u, 0, closed).status));
            let figures = known.map(|(_, post)| self.rules.weighted(kinds.remove(post).unwrap_or_default()));
            found.insert(WEIGHTED_CLOSED.to_owned(), lie(figures.collect()));
        }
        Ok(PeerFigures { figures: found, posts: posts.len() as u32 })
    }

    /// The post's own figures among those of its like.
    async fn compared(&self, weighted: f64, peers: &PeerFigures) -> Result<Vec<PeerFigure>, Failure> {
        let indicators = self.indicators();
        let ask = Ask { indicators: &indicators, units: &[self.unit.id], periods: &[self.span] };
        let answer = self.platform.evaluate(self.tree, &ask).await?;
        let whole = self.is_whole(self.unit);
        let mut figures = Vec::new();
        for (i, indicator) in indicators.iter().enumerate() {
            let cell = answer.cell(0, 0, i);
            let (quartiles, left_out) = peers.figures.get(&indicator.id).copied().unwrap_or_default();
            let comparable = (whole || indicator.formula.is_ratio())
                && matches!(cell.status, Status::Ok | Status::Partial);
            let band = quartiles.zip(cell.computed.value).filter(|_| comparable);
            figures.push(PeerFigure {
                indicator: indicator.id.clone(),
                name: (indicator.zh.clone(), indicator.en.clone()),
                measure: indicator.measure.clone(),
                direction: indicator.direction.as_str().to_owned(),
                value: cell.computed.value,
                numerator: cell.computed.numerator,
                denominator: cell.computed.denominator,
                status: cell.status,
                peers: quartiles,
                left_out,
                band: band.map(|(quartiles, value)| quartiles.band(value)),
            });
            if indicator.id == CLOSED {
                let (quartiles, left_out) = peers.figures.get(WEIGHTED_CLOSED).copied().unwrap_or_default();
                let value = cell.computed.value.map(|_| weighted);
                let band = quartiles.zip(value).filter(|_| comparable);
                figures.push(PeerFigure {
                    indicator: WEIGHTED_CLOSED.to_owned(),
                    name: weighted_name(),
                    measure: indicator.measure.clone(),
                    direction: indicator.direction.as_str().to_owned(),
                    value,
                    numerator: value,
                    denominator: None,
                    status: cell.status,
                    peers: quartiles,
                    left_out,
                    band: band.map(|(quartiles, value)| quartiles.band(value)),
                });
            }
        }
        Ok(figures)
    }
}

/// The names of the figure, Chinese and English.
pub(super) fn weighted_name() -> (String, String) {
    let name = |locale| t(locale, "caseload.weighted_closed").to_owned();
    (name(Locale::Zh), name(Locale::En))
}
