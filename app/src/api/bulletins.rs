//! Bulletins and reminder letters: gathered from verified problems, drafted, published by a second person, received.

#[cfg(feature = "ssr")]
use super::papers::Made;
use super::{Failure, Page};
use crate::domain::bulletins::{BulletinKind, BulletinMove, BulletinState};
use serde::{Deserialize, Serialize};

/// A bulletin in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BulletinRow {
    /// Number in the database.
    pub id: i64,
    /// What it is.
    pub kind: BulletinKind,
    /// Where it stands.
    pub state: BulletinState,
    /// Year and number as they are written; empty before it is published.
    pub number: String,
    /// Title.
    pub title: String,
    /// Code of the unit that issues it.
    pub issuer: String,
    /// Its names, Chinese and English.
    pub issuer_name: (String, String),
    /// By whom it was drafted.
    pub drafted_by: String,
    /// Day on which it was published, YYYY-MM-DD.
    pub published_on: Option<String>,
    /// Problems in it.
    pub problems: i64,
    /// Units that it is addressed to.
    pub addressees: i64,
    /// Of these, those that have said that they have read it.
    pub received: i64,
    /// Whether the reader has to say so.
    pub to_receive: bool,
}

/// A unit that a bulletin is addressed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Addressee {
    /// Code.
    pub unit: String,
    /// Names, Chinese and English.
    pub name: (String, String),
    /// Who has read it there, and when, RFC 3339 in UTC.
    pub receipts: Vec<(String, String)>,
}

/// A problem in a bulletin, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BulletinProblem {
    /// Its number.
    pub id: i64,
    /// Names of the unit, Chinese and English.
    pub unit_name: (String, String),
    /// Names of the category, Chinese and English.
    pub category_name: (String, String),
    /// Where it stands.
    pub state: crate::domain::problems::ProblemState,
}

/// A bulletin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BulletinView {
    /// The bulletin.
    pub row: BulletinRow,
    /// Its text.
    pub body: String,
    /// Why it was sent back.
    pub reason: String,
    /// By whom it was published.
    pub published_by: String,
    /// Its problems that the reader may see.
    pub problems: Vec<BulletinProblem>,
    /// Whom it is addressed to; receipts are shown to those who issue, and to each its own.
    pub addressees: Vec<Addressee>,
    /// Units that it may well be addressed to: code, Chinese and English name. While it is written.
    pub suggested: Vec<(String, String, String)>,
    /// What the reader can do.
    pub may: Vec<BulletinMove>,
    /// Whether the reader may change the text.
    pub may_edit: bool,
}

/// A verified problem that a bulletin can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Gatherable {
    /// Its number.
    pub id: i64,
    /// Names of the unit, Chinese and English.
    pub unit_name: (String, String),
    /// Names of the category, Chinese and English.
    pub category_name: (String, String),
    /// What is wrong.
    pub text: String,
    /// Day on which it was raised, YYYY-MM-DD.
    pub raised_on: String,
}

/// What a draft can be made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Desk {
    /// Units for which the reader can issue: code, Chinese and English name.
    pub issuers: Vec<(String, String, String)>,
    /// Verified problems that stand in no bulletin yet, the oldest first.
    pub problems: Vec<Gatherable>,
    /// How many there are in all.
    pub total: u32,
}

/// Which bulletins are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct BulletinsQuery {
    /// bulletin or reminder; empty for both.
    pub kind: String,
    /// draft, proposed, published, discarded; empty for all but the last.
    pub state: String,
    /// Year of publishing; empty for all.
    pub year: String,
    /// Looked for in titles and texts.
    pub search: String,
    /// date, number, title, state; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A draft to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DraftOrder {
    /// What.
    #[serde(default)]
    pub kind: BulletinKind,
    /// Code of the unit that issues it.
    pub issuer: String,
    /// Numbers of the problems.
    #[serde(default)]
    pub problems: Vec<i64>,
    /// Whether the proposed text is to be English.
    #[serde(default)]
    pub english: bool,
}

/// The text of a draft, and whom it is addressed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BulletinText {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Codes of units.
    #[serde(default)]
    pub addressees: Vec<String>,
    /// Further codes, with commas or blanks between them.
    #[serde(default)]
    pub more: String,
}

/// A move of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BulletinMoveOrder {
    /// What.
    pub what: BulletinMove,
    /// Why; needed to send it back.
    #[serde(default)]
    pub reason: String,
}

/// Verified problems of a year of one category in one city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct StatisticsRow {
    /// Id of the category.
    pub category: String,
    /// Its names, Chinese and English.
    pub category_name: (String, String),
    /// Code of the city.
    pub city: String,
    /// Its names, Chinese and English.
    pub city_name: (String, String),
    /// Problems that were verified.
    pub verified: i64,
    /// Of these, those that were there before within a year.
    pub repeated: i64,
    /// Of these, those that are put right.
    pub put_right: i64,
}

/// A year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// The year.
    pub year: i32,
    /// By category and city.
    pub rows: Vec<StatisticsRow>,
    /// Bulletins that were published and that the reader may see.
    pub bulletins: i64,
    /// Reminder letters.
    pub reminders: i64,
}

/// Bulletins.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Bulletins {
    /// Those that the reader issues, and those published that are addressed to units whose problems he may see.
    async fn list_bulletins(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &BulletinsQuery,
    ) -> Result<Page<BulletinRow>, Failure>;
    /// One of them.
    async fn open_bulletin(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<BulletinView, Failure>;
    /// What a draft can be made of.
    async fn bulletin_desk(&self, actor: &crate::domain::permissions::Actor) -> Result<Desk, Failure>;
    /// Makes a draft with the proposed text and addressees. Gives its number.
    async fn draft_bulletin(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &DraftOrder,
    ) -> Result<i64, Failure>;
    /// Changes the text of a draft, for whoever drafted it.
    async fn write_bulletin(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        text: &BulletinText,
    ) -> Result<(), Failure>;
    /// Proposes, publishes, sends back, gives up.
    async fn move_bulletin(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &BulletinMoveOrder,
    ) -> Result<(), Failure>;
    /// Says that it was read, for every addressee at which the reader has a role; the same again changes nothing.
    async fn receive_bulletin(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<(), Failure>;
    /// The bulletin as PDF.
    async fn bulletin_paper(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        locale: crate::i18n::Locale,
    ) -> Result<Made, Failure>;
    /// Problems of a year by category and city, and what was published; empty for the running year.
    async fn bulletin_statistics(
        &self,
        actor: &crate::domain::permissions::Actor,
        year: &str,
    ) -> Result<Statistics, Failure>;
}

/// Bulletins, for the browser.
#[leptos::server(ListBulletins, "/api/fn", endpoint = "list_bulletins")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_bulletins(query: BulletinsQuery) -> Result<Page<BulletinRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_bulletins(&actor, &query).await
}

/// One of them, for the browser.
#[leptos::server(OpenBulletin, "/api/fn", endpoint = "open_bulletin")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_bulletin(id: i64) -> Result<BulletinView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_bulletin(&actor, id).await
}

/// What a draft can be made of, for the browser.
#[leptos::server(BulletinDesk, "/api/fn", endpoint = "bulletin_desk")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn bulletin_desk() -> Result<Desk, Failure> {
    let actor = super::actor().await?;
    super::services()?.bulletin_desk(&actor).await
}

/// Makes a draft, for the browser.
#[leptos::server(DraftBulletin, "/api/fn", endpoint = "draft_bulletin")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn draft_bulletin(order: DraftOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.draft_bulletin(&actor, &order).await
}

/// Changes a draft, for the browser.
#[leptos::server(WriteBulletin, "/api/fn", endpoint = "write_bulletin")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn write_bulletin(id: i64, text: BulletinText) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.write_bulletin(&actor, id, &text).await
}

/// Moves one, for the browser.
#[leptos::server(MoveBulletin, "/api/fn", endpoint = "move_bulletin")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_bulletin(id: i64, order: BulletinMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_bulletin(&actor, id, &order).await
}

/// Says that it was read, for the browser.
#[leptos::server(ReceiveBulletin, "/api/fn", endpoint = "receive_bulletin")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn receive_bulletin(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.receive_bulletin(&actor, id).await
}

/// A year, for the browser.
#[leptos::server(BulletinStatistics, "/api/fn", endpoint = "bulletin_statistics")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn bulletin_statistics(year: String) -> Result<Statistics, Failure> {
    let actor = super::actor().await?;
    super::services()?.bulletin_statistics(&actor, &year).await
}
