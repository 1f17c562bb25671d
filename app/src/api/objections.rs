//! Objections to figures: raised by the judge or the head of a tribunal, answered by the court manager.

use super::{Failure, Page};
use crate::domain::objections::{ObjectionMove, ObjectionState};
use serde::{Deserialize, Serialize};

/// What a figure was made of when it was objected to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct KeptComponent {
    /// Id of the item, or kind of cases and their weight.
    pub item: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// The amount.
    pub value: Option<f64>,
}

/// An objection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FigureObjectionRow {
    /// Number.
    pub id: i64,
    /// Code of the post or tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Id of the indicator.
    pub indicator: String,
    /// Its names, Chinese and English.
    pub indicator_name: (String, String),
    /// Unit of measure.
    pub measure: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// The span.
    pub period: String,
    /// First and last month of it.
    pub months: (String, String),
    /// The figure as it was then.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// What it was made of then.
    pub components: Vec<KeptComponent>,
    /// Where it stands.
    pub state: ObjectionState,
    /// Why it is said to be wrong.
    pub reason: String,
    /// By whom.
    pub raised_by: String,
    /// When, RFC 3339 in UTC.
    pub raised_at: String,
    /// What the court manager says.
    pub answer: String,
    /// What will be put right.
    pub remedy: String,
    /// By whom it was answered, or taken back.
    pub answered_by: String,
    /// When, RFC 3339 in UTC.
    pub answered_at: Option<String>,
    /// Who said that it has been put right.
    pub mended_by: String,
    /// When, RFC 3339 in UTC.
    pub mended_at: Option<String>,
    /// What the reader can do.
    pub may: Vec<ObjectionMove>,
}

/// Which objections are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ObjectionsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// open, upheld, rejected, withdrawn, mended, or all; empty for those that somebody has to do something about.
    pub state: String,
    /// Looked for in names and codes of units and indicators.
    pub search: String,
    /// state, unit, indicator, period, raised; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FigureAddress {
    /// Code of the post or tribunal.
    pub unit: String,
    /// Id of the indicator.
    pub indicator: String,
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
    /// Edition; empty for the one in force in the last month.
    pub edition: String,
}

/// What is said of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ObjectionOrder {
    /// Which figure.
    pub figure: FigureAddress,
    /// Why it is wrong.
    pub reason: String,
}

/// What is done to an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ObjectionMoveOrder {
    /// What.
    pub what: ObjectionMove,
    /// Why; wanted of an answer.
    #[serde(default)]
    pub answer: String,
    /// What will be put right; wanted where it is upheld.
    #[serde(default)]
    pub remedy: String,
}

/// What was said of one figure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FigureObjections {
    /// Objections to it, the newest first; none for those who may not see them.
    pub rows: Vec<FigureObjectionRow>,
    /// Whether the reader may object to it now.
    pub may_object: bool,
}

/// Objections.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Objections {
    /// Those in the units whose figures the reader may see.
    async fn list_figure_objections(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ObjectionsQuery,
    ) -> Result<Page<FigureObjectionRow>, Failure>;
    /// Those to one figure.
    async fn figure_objections(
        &self,
        actor: &crate::domain::permissions::Actor,
        figure: &FigureAddress,
    ) -> Result<FigureObjections, Failure>;
    /// Objects; the number as it is now is kept with it. Gives the number of the objection.
    async fn object_to_figure(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &ObjectionOrder,
    ) -> Result<i64, Failure>;
    /// Answers an objection, takes it back, or says that what was wrong has been put right.
    async fn move_figure_objection(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &ObjectionMoveOrder,
    ) -> Result<(), Failure>;
}

/// Objections, for the browser.
#[leptos::server(ListFigureObjections, "/api/fn", endpoint = "list_figure_objections")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_figure_objections(query: ObjectionsQuery) -> Result<Page<FigureObjectionRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_figure_objections(&actor, &query).await
}

/// Objects to a figure, for the browser.
#[leptos::server(ObjectToFigure, "/api/fn", endpoint = "object_to_figure")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn object_to_figure(order: ObjectionOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.object_to_figure(&actor, &order).await
}

/// Moves an objection, for the browser.
#[leptos::server(MoveFigureObjection, "/api/fn", endpoint = "move_figure_objection")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_figure_objection(id: i64, order: ObjectionMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_figure_objection(&actor, id, &order).await
}
