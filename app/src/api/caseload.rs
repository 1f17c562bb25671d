//! The caseload of a judge's post: by kind and age, weighted, and among posts of the same kind. Server only: pages have it
//! printed.

use super::Failure;
use crate::domain::{
    caseload::{Band, Quartiles},
    cases::{Cause, Procedure},
    values::Status,
};
use serde::{Deserialize, Serialize};

/// Which post, over which months.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CaseloadQuery {
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`.
    pub to: String,
    /// Edition of the catalogue; without it the one in force in the last month.
    pub edition: String,
    /// Edition of weights and limits; without it the one in force in the last month.
    pub weights: String,
}

/// Cases of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KindRow {
    /// Kind of dispute.
    pub cause: Cause,
    /// Procedure.
    pub procedure: Procedure,
    /// Filed in the span.
    pub received: i64,
    /// Closed in the span.
    pub closed: i64,
    /// Pending at its end.
    pub pending: i64,
    /// How many usual cases one of them stands for.
    pub weight: f64,
    /// Closed cases by their weight.
    pub weighted: f64,
}

/// Pending cases of one band of age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AgeBand {
    /// Months, from this.
    pub from: u32,
    /// To before this; none for all older ones.
    pub until: Option<u32>,
    /// How many cases.
    pub cases: i64,
    /// Of these suspended today.
    pub suspended: i64,
}

/// A figure of the post among those of posts of the same kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PeerFigure {
    /// Id of the indicator, or `weighted_closed`.
    pub indicator: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Unit of measure.
    pub measure: String,
    /// up, down or neutral.
    pub direction: String,
    /// The post's own figure.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State of the figure.
    pub status: Status,
    /// Where the others lie; none of too few.
    pub peers: Option<Quartiles>,
    /// Peers whose figure is left out because so little stands behind it, or nothing.
    pub left_out: u32,
    /// Where the post lies among them; none for small numbers.
    pub band: Option<Band>,
}

/// Weights and limits that were used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RulesRow {
    /// Edition.
    pub edition: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Where they come from, Chinese and English.
    pub source: (String, String),
    /// Whether they are made up for illustration.
    pub illustrative: bool,
}

/// The caseload of a post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseloadView {
    /// Code of the post.
    pub unit: String,
    /// The span.
    pub period: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Weights and limits.
    pub rules: RulesRow,
    /// By kind of dispute and procedure; kinds without a case are left out.
    pub kinds: Vec<KindRow>,
    /// Closed cases by their weight.
    pub weighted: f64,
    /// The month at whose end pending cases are counted.
    pub as_of: String,
    /// Pending cases by age; every band.
    pub ages: Vec<AgeBand>,
    /// Figures among those of the peers.
    pub figures: Vec<PeerFigure>,
    /// The peer group: the first group of the tribunal; empty where it has none.
    pub group: String,
    /// Posts of the same kind, the post itself among them.
    pub peers: u32,
    /// Whether the post exists throughout the span: amounts of a part of it are not compared.
    pub whole: bool,
    /// Whether the reader may see the pending cases one by one.
    pub may_read_cases: bool,
}

/// Caseloads.
#[async_trait::async_trait]
pub trait Caseloads {
    /// The caseload of a judge's post. Whoever looks at somebody else's is noted.
    async fn caseload(
        &self,
        actor: &crate::domain::permissions::Actor,
        post: &str,
        query: &CaseloadQuery,
    ) -> Result<CaseloadView, Failure>;
}
