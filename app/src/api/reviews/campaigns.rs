//! Campaigns: preparing, reviewers and their conflicts, draws, phases, and the board.

#[cfg(feature = "ssr")]
use super::{Board, BoardQuery};
use crate::{
    api::{Failure, ListQuery, Page},
    domain::{
        reviews::{EntryState, Phase, PhaseMove, Stage},
        standards::Standard,
    },
};
use serde::{Deserialize, Serialize};

/// A campaign in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CampaignRow {
    /// Number.
    pub id: i64,
    /// Titles, Chinese and English.
    pub title: (String, String),
    /// Id of the standard.
    pub standard: String,
    /// Its edition.
    pub edition: String,
    /// Its names, Chinese and English.
    pub standard_name: (String, String),
    /// Whether its wording is made up for illustration.
    pub illustrative: bool,
    /// Code of the unit whose tribunals may apply.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Where it stands.
    pub phase: Phase,
    /// The stage of its calendar today; none before and after.
    pub stage: Option<Stage>,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub until: String,
    /// Tribunals that take part.
    pub entries: u32,
    /// Of them, those of which every item is settled.
    pub settled: u32,
    /// What waits for the reader: tribunals to be moved on, marked or checked. Counted in lists alone.
    pub waits: u32,
    /// By how many days the latest of it is late.
    pub days_late: Option<u32>,
}

/// A campaign as it is prepared. Everything is text as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CampaignOrder {
    /// Number; 0 for a new one.
    pub id: i64,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Id of the standard.
    pub standard: String,
    /// Its edition; empty for the latest.
    pub edition: String,
    /// Code of the unit whose tribunals may apply.
    pub unit: String,
    /// Peer groups that may apply, separated by commas; empty for all.
    pub groups: String,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day of each stage, in the order of [`Stage::ALL`].
    pub last: Vec<String>,
    /// How many tribunals can be admitted; empty or 0 for all.
    pub quota: String,
    /// How far two marks may differ, in per cent of the points of an item.
    pub tolerance: String,
    /// Which share is looked at on site, in per cent.
    pub on_site: String,
    /// Last month of the values that are computed: `2026-10`.
    pub values_to: String,
    /// Years for which the result holds.
    pub years: String,
    /// The revision that was seen; 0 for a new one.
    pub revision: i64,
    /// Why it is changed; wanted once it is open.
    pub reason: String,
}

/// What a campaign can be made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CampaignChoices {
    /// Standards that measure tribunals and can be used today: id, edition, names; the latest edition of each first.
    pub standards: Vec<(String, String, (String, String))>,
    /// Peer groups that tribunals are in.
    pub groups: Vec<String>,
}

/// A reviewer of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ReviewerRow {
    /// Name of the user.
    pub user: String,
    /// Code of the court or tribunal the reviewer comes from; empty for somebody from outside.
    pub home: String,
    /// Its names, Chinese and English.
    pub home_name: (String, String),
    /// Further conflicts of interest.
    pub conflicts: Vec<ConflictRow>,
    /// Tribunals drawn.
    pub drawn: u32,
    /// Of them, handed in.
    pub handed_in: u32,
}

/// A declared conflict of interest: with a unit and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ConflictRow {
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// A reviewer to be named or left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ReviewerOrder {
    /// Name of the user.
    pub user: String,
    /// Code of the unit the reviewer comes from; empty for somebody from outside.
    #[serde(default)]
    pub home: String,
    /// Whether to leave the reviewer out instead; only before anything was drawn.
    #[serde(default)]
    pub remove: bool,
}

/// A conflict of interest to be declared. Tribunals already drawn there are given to others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ConflictOrder {
    /// Whose; empty for the reader's own.
    #[serde(default)]
    pub user: String,
    /// Code of the unit.
    pub unit: String,
    /// Why.
    pub reason: String,
}

/// Something that was done with a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CampaignEvent {
    /// What: a key of the translations below `reviews.event`.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// Why, or what was discussed; of a draw its seed.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// What the reader may do with a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CampaignMay {
    /// Change it, name reviewers, admit, draw, decide.
    pub run: bool,
    /// Moves that can be made now; what stands in the way is told when it is tried.
    pub moves: Vec<PhaseMove>,
    /// See the board.
    pub board: bool,
    /// Tribunals the reader can apply for now: code, Chinese and English name.
    pub apply: Vec<(String, String, String)>,
    /// Whether the reader is one of its reviewers.
    pub review: bool,
    /// See the results.
    pub results: bool,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CampaignView {
    /// The campaign.
    pub row: CampaignRow,
    /// What was ordered; fills the form in again.
    pub order: CampaignOrder,
    /// The standard, as it was frozen when the campaign was opened.
    pub standard: Standard,
    /// Reviewers; for those who run the campaign, and each for himself.
    pub reviewers: Vec<ReviewerRow>,
    /// What was done, in order.
    pub events: Vec<CampaignEvent>,
    /// Where the tribunals stand, as far as the reader sees them.
    pub counts: Vec<(EntryState, u32)>,
    /// Objections that are not decided.
    pub objections: u32,
    /// SHA-256 of what was published.
    pub published: Option<String>,
    /// What the reader may do.
    pub may: CampaignMay,
}

/// A move of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PhaseOrder {
    /// What.
    pub what: PhaseMove,
    /// Revision of the campaign that was seen.
    pub revision: i64,
    /// Why; with a signature what was discussed.
    #[serde(default)]
    pub reason: String,
}

/// A draw.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DrawOrder {
    /// Number of the campaign.
    pub campaign: i64,
    /// What is drawn: `reviewers` for tribunals that have none yet, `checks` on site.
    pub what: String,
    /// Seed, for instance numbers drawn in public; empty for one by chance. It is recorded.
    #[serde(default)]
    pub seed: String,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DrawAnswer {
    /// The seed.
    pub seed: String,
    /// How many tribunals were drawn.
    pub drawn: u32,
    /// Codes of tribunals for which there are too few reviewers without a conflict.
    pub lacking: Vec<String>,
}

/// Campaigns.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Campaigns {
    /// Those that concern the reader; published ones concern everybody.
    async fn list_campaigns(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<CampaignRow>, Failure>;
    /// One of them.
    async fn open_campaign(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<CampaignView, Failure>;
    /// What a campaign can be made of, for whoever runs campaigns somewhere.
    async fn campaign_choices(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<CampaignChoices, Failure>;
    /// Keeps a draft; of an open campaign the days, with a reason. Gives its number.
    async fn save_campaign(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &CampaignOrder,
    ) -> Result<i64, Failure>;
    /// Opens, announces, signs, publishes …
    async fn move_campaign(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &PhaseOrder,
    ) -> Result<CampaignView, Failure>;
    /// Names a reviewer, or leaves one out.
    async fn name_reviewer(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &ReviewerOrder,
    ) -> Result<(), Failure>;
    /// Declares a conflict of interest.
    async fn declare_conflict(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &ConflictOrder,
    ) -> Result<(), Failure>;
    /// Draws reviewers or checks.
    async fn draw(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &DrawOrder,
    ) -> Result<DrawAnswer, Failure>;
    /// Takes the values of all tribunals anew, with a reason; as long as marks are not frozen.
    async fn take_values(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        reason: &str,
    ) -> Result<(), Failure>;
    /// Where every tribunal stands, as far as the reader sees them.
    async fn board(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &BoardQuery,
    ) -> Result<Board, Failure>;
}

/// Campaigns, for the browser.
#[leptos::server(ListCampaigns, "/api/fn", endpoint = "list_campaigns")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_campaigns(query: ListQuery) -> Result<Page<CampaignRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.list_campaigns(&actor, &query).await
}

/// A campaign, for the browser.
#[leptos::server(OpenCampaign, "/api/fn", endpoint = "open_campaign")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_campaign(id: i64) -> Result<CampaignView, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.open_campaign(&actor, id).await
}

/// What a campaign can be made of, for the browser.
#[leptos::server(AskCampaignChoices, "/api/fn", endpoint = "campaign_choices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn campaign_choices() -> Result<CampaignChoices, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.campaign_choices(&actor).await
}

/// Keeps a campaign, for the browser.
#[leptos::server(SaveCampaign, "/api/fn", endpoint = "save_campaign")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_campaign(order: CampaignOrder) -> Result<i64, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.save_campaign(&actor, &order).await
}

/// Moves a campaign, for the browser.
#[leptos::server(MoveCampaign, "/api/fn", endpoint = "move_campaign")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_campaign(id: i64, order: PhaseOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.move_campaign(&actor, id, &order).await.map(|_| ())
}

/// Names a reviewer, for the browser.
#[leptos::server(NameReviewer, "/api/fn", endpoint = "name_reviewer")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn name_reviewer(id: i64, order: ReviewerOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.name_reviewer(&actor, id, &order).await
}

/// Declares a conflict of interest, for the browser.
#[leptos::server(DeclareConflict, "/api/fn", endpoint = "declare_conflict")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn declare_conflict(id: i64, order: ConflictOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.declare_conflict(&actor, id, &order).await
}

/// Draws, for the browser.
#[leptos::server(DrawLots, "/api/fn", endpoint = "draw_lots")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn draw_lots(order: DrawOrder) -> Result<DrawAnswer, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.draw(&actor, &order).await
}

/// Takes values anew, for the browser.
#[leptos::server(TakeValues, "/api/fn", endpoint = "take_values")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn take_values(id: i64, reason: String) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.take_values(&actor, id, &reason).await
}
