//! Contact persons of tribunals: who looks after which, visits, and difficulties with answers and deadlines.

mod orders;

pub use orders::{
    CheckOrder, ContactsQuery, DifficultiesQuery, DifficultyMoveOrder, DifficultyOrder, PersonOrder,
    VisitOrder,
};

use super::{Failure, Page};
use crate::domain::{
    contacts::{CheckItem, CheckResult, DifficultyMove, DifficultyState, Guidance, GuidanceDay, VisitKind},
    permissions::Role,
    units::Level,
};
use serde::{Deserialize, Serialize};

/// A contact person of a tribunal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContactPerson {
    /// Name to sign in with.
    pub user: String,
    /// Name, as it was when the person was named.
    pub name: String,
    /// Role at the upper court.
    pub role: Role,
    /// Names of that court, Chinese and English.
    pub office: (String, String),
    /// How to be reached; empty where nobody said.
    pub telephone: String,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Day on which it ended, YYYY-MM-DD.
    pub until: Option<String>,
    /// By whom named.
    pub by: String,
}

/// A tribunal in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContactRow {
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its court.
    pub court_name: (String, String),
    /// Names of its city.
    pub city_name: (String, String),
    /// Who looks after it.
    pub person: Option<ContactPerson>,
    /// How it stands with the guidance days.
    pub guidance: Guidance,
    /// Day of the last visit of any kind, YYYY-MM-DD.
    pub last_visit: Option<String>,
    /// Next guidance day, YYYY-MM-DD.
    pub next_day: String,
    /// Difficulties that have to be answered.
    pub open: i64,
    /// Of these, over their deadline.
    pub overdue: i64,
}

/// A page of tribunals, with what is needed to ask for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContactList {
    /// The tribunals.
    pub page: Page<ContactRow>,
    /// Cities that the reader may see: code, Chinese and English name.
    pub cities: Vec<(String, String, String)>,
    /// Which day the guidance day is.
    pub day: GuidanceDay,
    /// The next one, YYYY-MM-DD.
    pub next_day: String,
}

/// What was found at an item of the safety inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// Id of the item.
    pub item: String,
    /// Its names, as they were at the visit, Chinese and English.
    pub name: (String, String),
    /// What was found.
    pub result: CheckResult,
    /// Remark.
    pub remark: String,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VisitView {
    /// Number.
    pub id: i64,
    /// Day, YYYY-MM-DD.
    pub day: String,
    /// What for.
    pub kind: VisitKind,
    /// What was seen.
    pub seen: String,
    /// The safety inspection; items at which nobody looked are there, too.
    pub checks: Vec<CheckView>,
    /// Who wrote it down.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who took it back; such a visit counts for nothing.
    pub withdrawn_by: String,
    /// Whether the reader can take it back.
    pub may_withdraw: bool,
}

/// A difficulty in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DifficultyRow {
    /// Number.
    pub id: i64,
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// What is difficult.
    pub text: String,
    /// Who has to answer: names of the court, Chinese and English.
    pub addressee: (String, String),
    /// Where it stands.
    pub state: DifficultyState,
    /// By whom it was raised.
    pub raised_by: String,
    /// Day on which, YYYY-MM-DD.
    pub raised_on: String,
    /// Number of the visit at which; none where it was not at one.
    pub visit: Option<i64>,
    /// Last day for the answer, YYYY-MM-DD.
    pub deadline: String,
    /// By how many days that has passed, while it is open.
    pub days_over: Option<i64>,
    /// The answer.
    pub answer: String,
    /// By whom it was answered.
    pub answered_by: String,
    /// Day on which, YYYY-MM-DD.
    pub answered_on: Option<String>,
    /// What the reader can do.
    pub may: Vec<DifficultyMove>,
}

/// What was done to a difficulty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DifficultyStep {
    /// Which.
    pub difficulty: i64,
    /// What.
    pub what: DifficultyMove,
    /// By whom.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What was said.
    pub note: String,
}

/// A person who can be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// Name to sign in with.
    pub user: String,
    /// Name.
    pub name: String,
    /// Names of the court, Chinese and English.
    pub office: (String, String),
}

/// A court that can be asked to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Addressee {
    /// Its level.
    pub level: Level,
    /// Its names, Chinese and English.
    pub name: (String, String),
}

/// A tribunal with its contact persons, visits and difficulties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContactView {
    /// The tribunal.
    pub row: ContactRow,
    /// Earlier contact persons, the last first.
    pub before: Vec<ContactPerson>,
    /// Visits, the latest first.
    pub visits: Vec<VisitView>,
    /// Difficulties, open ones first.
    pub difficulties: Vec<DifficultyRow>,
    /// What was done to them, in order.
    pub steps: Vec<DifficultyStep>,
    /// What is looked at on a safety inspection.
    pub checks: Vec<CheckItem>,
    /// Who can be named; empty for those who may not name anybody.
    pub candidates: Vec<Candidate>,
    /// Courts that can be asked to answer, the nearest first.
    pub addressees: Vec<Addressee>,
    /// Whether the reader may name the contact person and write down visits.
    pub may_oversee: bool,
    /// Whether the reader may raise difficulties.
    pub may_raise: bool,
    /// Today, and the day that is proposed for answers, YYYY-MM-DD.
    pub days: (String, String),
}

/// Contact persons.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Contacts {
    /// Tribunals that the reader may see, each with its contact person.
    async fn list_contacts(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ContactsQuery,
    ) -> Result<ContactList, Failure>;
    /// One of them with visits and difficulties.
    async fn open_contact(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
    ) -> Result<ContactView, Failure>;
    /// Names a person of an upper court; whoever it was before stays in the history.
    async fn assign_contact(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        order: &PersonOrder,
    ) -> Result<(), Failure>;
    /// Nobody looks after the tribunal from today on.
    async fn end_contact(&self, actor: &crate::domain::permissions::Actor, unit: &str)
    -> Result<(), Failure>;
    /// Writes down a visit. Gives its number.
    async fn record_visit(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        order: &VisitOrder,
    ) -> Result<i64, Failure>;
    /// Takes back an own visit that was written down wrongly: it stays to be read, and counts for nothing.
    async fn withdraw_visit(&self, actor: &crate::domain::permissions::Actor, id: i64)
    -> Result<(), Failure>;
    /// Difficulties of tribunals that the reader may see.
    async fn list_difficulties(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &DifficultiesQuery,
    ) -> Result<Page<DifficultyRow>, Failure>;
    /// Raises a difficulty. Gives its number.
    async fn raise_difficulty(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        order: &DifficultyOrder,
    ) -> Result<i64, Failure>;
    /// Answers, settles, reopens.
    async fn move_difficulty(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &DifficultyMoveOrder,
    ) -> Result<(), Failure>;
}

/// Tribunals with their contact persons, for the browser.
#[leptos::server(ListContacts, "/api/fn", endpoint = "list_contacts")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_contacts(query: ContactsQuery) -> Result<ContactList, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_contacts(&actor, &query).await
}

/// One of them, for the browser.
#[leptos::server(OpenContact, "/api/fn", endpoint = "open_contact")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_contact(unit: String) -> Result<ContactView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_contact(&actor, &unit).await
}

/// Names a contact person, for the browser.
#[leptos::server(AssignContact, "/api/fn", endpoint = "assign_contact")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn assign_contact(unit: String, order: PersonOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.assign_contact(&actor, &unit, &order).await
}

/// Ends it, for the browser.
#[leptos::server(EndContact, "/api/fn", endpoint = "end_contact")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn end_contact(unit: String) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.end_contact(&actor, &unit).await
}

/// Writes down a visit, for the browser.
#[leptos::server(RecordVisit, "/api/fn", endpoint = "record_visit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn record_visit(unit: String, order: VisitOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.record_visit(&actor, &unit, &order).await
}

/// Takes back a visit, for the browser.
#[leptos::server(WithdrawVisit, "/api/fn", endpoint = "withdraw_visit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn withdraw_visit(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.withdraw_visit(&actor, id).await
}

/// Difficulties, for the browser.
#[leptos::server(ListDifficulties, "/api/fn", endpoint = "list_difficulties")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_difficulties(query: DifficultiesQuery) -> Result<Page<DifficultyRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_difficulties(&actor, &query).await
}

/// Raises a difficulty, for the browser.
#[leptos::server(RaiseDifficulty, "/api/fn", endpoint = "raise_difficulty")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn raise_difficulty(unit: String, order: DifficultyOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.raise_difficulty(&actor, &unit, &order).await
}

/// Answers, settles, reopens, for the browser.
#[leptos::server(MoveDifficulty, "/api/fn", endpoint = "move_difficulty")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_difficulty(id: i64, order: DifficultyMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_difficulty(&actor, id, &order).await
}
