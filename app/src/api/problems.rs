//! Problems: raised from anywhere with what they were found in, verified, put right with evidence, looked at again.

mod contexts;

pub use contexts::{ContextAddress, FigureShot, KeptContext, SafetyShot};

use super::{Failure, Page};
use crate::domain::{
    files::FileKind,
    permissions::Role,
    problems::{Age, Category, ContextKind, ProblemMove, ProblemState, Severity, Side, Way},
};
use serde::{Deserialize, Serialize};

/// A problem in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemRow {
    /// Number.
    pub id: i64,
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city, Chinese and English.
    pub city_name: (String, String),
    /// Id of the category.
    pub category: String,
    /// Its names, Chinese and English.
    pub category_name: (String, String),
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    pub state: ProblemState,
    /// What is wrong.
    pub text: String,
    /// What it was found in.
    pub context: ContextKind,
    /// By whom it was raised.
    pub raised_by: String,
    /// Day on which, YYYY-MM-DD.
    pub raised_on: String,
    /// Days since.
    pub days: i64,
    /// Who has to put it right: the role.
    pub owner_role: Option<Role>,
    /// Names of the unit where the role is held, Chinese and English.
    pub owner_unit: (String, String),
    /// One person of that role; empty for all.
    pub owner_user: String,
    /// Last day for it, YYYY-MM-DD.
    pub deadline: Option<String>,
    /// By how many days that has passed, while somebody still has to.
    pub days_over: Option<i64>,
    /// Day on which it is looked at again, YYYY-MM-DD.
    pub recheck_on: Option<String>,
    /// Whether that day has come and nobody has looked.
    pub recheck_due: bool,
    /// Earlier ones of the same category at the same unit within a year.
    pub repeats: i64,
}

/// A page of problems, with what is needed to ask for others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemList {
    /// The problems.
    pub page: Page<ProblemRow>,
    /// Categories there are.
    pub categories: Vec<Category>,
    /// Cities whose problems the reader may see: code, Chinese and English name.
    pub cities: Vec<(String, String, String)>,
    /// Whether the reader may raise problems.
    pub may_raise: bool,
    /// Whether the reader may draft bulletins.
    pub may_issue: bool,
}

/// What was done to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemMoveView {
    /// What.
    pub what: ProblemMove,
    /// Where it stands since.
    pub to: ProblemState,
    /// By whom.
    pub actor: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What was said.
    pub note: String,
    /// How it was verified.
    pub way: Option<Way>,
    /// The day that was set, YYYY-MM-DD.
    pub day: String,
}

/// A file that shows how it was, or how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemFile {
    /// Number of the file.
    pub file: i64,
    /// Which side it shows.
    pub side: Side,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// By whom it was put here.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// The same figure looked at again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Again {
    /// The same months as they are told now.
    pub same: FigureShot,
    /// As many months up to the last that is over; none where these are the same, or where the indicator is no more.
    pub latest: Option<FigureShot>,
}

/// A problem with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemView {
    /// The problem.
    pub row: ProblemRow,
    /// What it was found in, as it was then.
    pub context: KeptContext,
    /// How it was verified, what was found, and by whom.
    pub verified: Option<(Way, String, String)>,
    /// What is asked of whoever has to put it right.
    pub demand: String,
    /// What was done.
    pub measures: String,
    /// By whom it was answered.
    pub answered_by: String,
    /// Files that show how it was and how it is.
    pub files: Vec<ProblemFile>,
    /// What was done to it, in order.
    pub moves: Vec<ProblemMoveView>,
    /// What the reader can do.
    pub may: Vec<ProblemMove>,
    /// Whether the reader can put files to it.
    pub may_add: bool,
    /// Others of the same category at the same unit within a year.
    pub like: Vec<ProblemRow>,
    /// Bulletins and letters about it that the reader may see: number in the database, and as it is written.
    pub bulletins: Vec<(i64, String)>,
    /// The same figure looked at again, since it was closed.
    pub again: Option<Again>,
    /// The same device looked at again, since it was closed.
    pub safety_again: Option<SafetyShot>,
    /// Days that are proposed: the deadline, and that of looking again.
    pub proposed: (String, String),
}

/// Which problems are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ProblemsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// A state, overdue, recheck, or all; empty for those that somebody has to do something about.
    pub state: String,
    /// Id of a category; empty for all.
    pub category: String,
    /// `yes` for those that the reader has raised or has to put right.
    pub mine: String,
    /// Looked for in texts, and in names and codes of units.
    pub search: String,
    /// raised, state, unit, category, severity, deadline; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A problem to be raised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemOrder {
    /// Code of the unit.
    pub unit: String,
    /// Id of the category.
    pub category: String,
    /// How bad it is.
    #[serde(default)]
    pub severity: Severity,
    /// What is wrong.
    pub text: String,
    /// What it was found in.
    #[serde(default)]
    pub context: ContextAddress,
}

/// What is done to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemMoveOrder {
    /// What.
    pub what: ProblemMove,
    /// What is said: what was found, what is asked, what was done, why.
    #[serde(default)]
    pub note: String,
    /// How it was verified: telephone, video or on_site.
    #[serde(default)]
    pub way: String,
    /// Who has to put it right: tribunal_head or court_manager.
    #[serde(default)]
    pub role: String,
    /// One person of that role, by the name to sign in with; empty for all.
    #[serde(default)]
    pub user: String,
    /// The deadline, or the day of looking again, YYYY-MM-DD; empty for the one that is proposed.
    #[serde(default)]
    pub day: String,
}

/// How many problems there are on one place of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BoardCell {
    /// Code of the city; of the unit itself where it is in none.
    pub city: String,
    /// Its names, Chinese and English.
    pub city_name: (String, String),
    /// Where they stand.
    pub state: ProblemState,
    /// How long ago they were raised.
    pub age: Age,
    /// How many.
    pub n: i64,
}

/// Problems.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Problems {
    /// Those at units that the reader may see.
    async fn list_problems(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ProblemsQuery,
    ) -> Result<ProblemList, Failure>;
    /// One of them.
    async fn open_problem(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<ProblemView, Failure>;
    /// Raises one; what it was found in is kept as it is now. Gives its number.
    async fn raise_problem(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &ProblemOrder,
    ) -> Result<i64, Failure>;
    /// Makes a move of the table.
    async fn move_problem(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &ProblemMoveOrder,
    ) -> Result<(), Failure>;
    /// Puts a file of the unit to it, or takes it away, while it is being put right.
    async fn show_file(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        file: i64,
        side: Side,
        there: bool,
    ) -> Result<(), Failure>;
    /// What waits, by city, state and age.
    async fn problem_board(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
    ) -> Result<Vec<BoardCell>, Failure>;
}

/// Problems, for the browser.
#[leptos::server(ListProblems, "/api/fn", endpoint = "list_problems")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_problems(query: ProblemsQuery) -> Result<ProblemList, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_problems(&actor, &query).await
}

/// One of them, for the browser.
#[leptos::server(OpenProblem, "/api/fn", endpoint = "open_problem")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_problem(id: i64) -> Result<ProblemView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_problem(&actor, id).await
}

/// Raises one, for the browser.
#[leptos::server(RaiseProblem, "/api/fn", endpoint = "raise_problem")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn raise_problem(order: ProblemOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.raise_problem(&actor, &order).await
}

/// Moves one, for the browser.
#[leptos::server(MoveProblem, "/api/fn", endpoint = "move_problem")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_problem(id: i64, order: ProblemMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_problem(&actor, id, &order).await
}

/// Puts a file to one, or takes it away, for the browser.
#[leptos::server(ShowFile, "/api/fn", endpoint = "show_file")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn show_file(id: i64, file: i64, side: Side, there: bool) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.show_file(&actor, id, file, side, there).await
}

/// What waits, for the browser.
#[leptos::server(ProblemBoard, "/api/fn", endpoint = "problem_board")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn problem_board(unit: String) -> Result<Vec<BoardCell>, Failure> {
    let actor = super::actor().await?;
    super::services()?.problem_board(&actor, &unit).await
}
