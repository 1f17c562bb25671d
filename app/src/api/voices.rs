//! Voice of the public: what somebody says by the form behind a tribunal's QR code, and how the court deals with it.

use super::{Failure, Page};
use crate::domain::voices::{VoiceModule, VoiceMove, VoiceState};
use serde::{Deserialize, Serialize};

/// The form of a tribunal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceForm {
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its court.
    pub court_name: (String, String),
    /// What can be ticked.
    pub modules: Vec<VoiceModule>,
    /// Words and contact are deleted after so many days.
    pub keep_days: i64,
    /// The one-time number of this form.
    pub once: String,
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceOrder {
    /// The one-time number of the form: the same form counts once, however often it is sent.
    pub once: String,
    /// From 1 to 5, as text; empty where nothing was chosen.
    pub rating: String,
    /// Ids of problems that were ticked.
    pub problems: Vec<String>,
    /// Words.
    pub text: String,
    /// Telephone number or address, for those who want to be called.
    pub contact: String,
}

/// What whoever has said something can read of it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceReceipt {
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Day on which it was said, YYYY-MM-DD.
    pub day: String,
    /// The answer, and its day.
    pub answer: Option<(String, String)>,
}

/// A voice in the list: no words, no contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceRow {
    /// Number.
    pub id: i64,
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city.
    pub city_name: (String, String),
    /// Day, YYYY-MM-DD.
    pub day: String,
    /// From 1 to 5.
    pub rating: i64,
    /// What was ticked: id, Chinese and English.
    pub problems: Vec<(String, String, String)>,
    /// Where it stands.
    pub state: VoiceState,
    /// Why it is hidden.
    pub reason: String,
    /// Whether there are words; none any more after they were deleted.
    pub has_text: bool,
    /// Whether there is a contact.
    pub has_contact: bool,
    /// The answer.
    pub answer: String,
    /// By whom.
    pub answered_by: String,
    /// Day on which, YYYY-MM-DD.
    pub answered_on: Option<String>,
    /// Whether the reader may look at it and deal with it.
    pub may_answer: bool,
}

/// A page of voices, with what is needed to ask for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceList {
    /// The voices.
    pub page: Page<VoiceRow>,
    /// Cities that the reader may see: code, Chinese and English name.
    pub cities: Vec<(String, String, String)>,
    /// What can be ticked.
    pub modules: Vec<VoiceModule>,
}

/// A voice with what only those see who answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceView {
    /// The voice.
    pub row: VoiceRow,
    /// Words.
    pub text: String,
    /// Contact.
    pub contact: String,
    /// Day on which words and contact were deleted, YYYY-MM-DD.
    pub forgotten_on: Option<String>,
    /// Day on which they will be, YYYY-MM-DD.
    pub kept_until: String,
    /// What the reader can do.
    pub may: Vec<VoiceMove>,
}

/// Which voices are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct VoicesQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// new, shown, hidden, unanswered or all; empty for all but hidden ones.
    pub state: String,
    /// Id of a module or of a problem that was ticked; empty for all.
    pub problem: String,
    /// Marks from 1 up to this one; empty for all.
    pub rating: String,
    /// Looked for in names and codes of tribunals, and in answers.
    pub search: String,
    /// day, rating, unit; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// What is done to a voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceMoveOrder {
    /// What.
    pub what: VoiceMove,
    /// The answer, or why it is hidden.
    #[serde(default)]
    pub note: String,
}

/// Which figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct VoiceFiguresQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// First month; empty for twelve months up to the last one asked for.
    pub from: String,
    /// Last month; empty for the running one.
    pub to: String,
}

/// How often something was ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProblemCount {
    /// Id of the module.
    pub module: String,
    /// Its names, Chinese and English.
    pub module_name: (String, String),
    /// Id of the problem.
    pub problem: String,
    /// Its names, Chinese and English.
    pub problem_name: (String, String),
    /// How often.
    pub ticked: i64,
}

/// What was said in a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceFigures {
    /// First and last month.
    pub months: (String, String),
    /// How many have said something.
    pub answers: i64,
    /// How many of them were satisfied.
    pub satisfied: i64,
    /// How many gave 1, 2, 3, 4, 5.
    pub ratings: Vec<i64>,
    /// Tribunals of which something was said, and all.
    pub tribunals: (i64, i64),
    /// Every problem, in the order in which they are asked.
    pub problems: Vec<ProblemCount>,
}

/// Voice of the public.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Voices {
    /// The form of a tribunal, open to everybody.
    async fn voice_form(&self, unit: &str) -> Result<VoiceForm, Failure>;
    /// Takes what somebody says, from everybody; false when this form has come before.
    async fn send_voice(&self, unit: &str, order: &VoiceOrder) -> Result<bool, Failure>;
    /// What became of it, for whoever has the one-time number of the form.
    async fn voice_receipt(&self, once: &str) -> Result<VoiceReceipt, Failure>;
    /// Voices of tribunals that the reader may see.
    async fn list_voices(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &VoicesQuery,
    ) -> Result<VoiceList, Failure>;
    /// One of them with words and contact, for those who answer; noted in the audit log.
    async fn open_voice(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<VoiceView, Failure>;
    /// Shows, hides, answers.
    async fn move_voice(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &VoiceMoveOrder,
    ) -> Result<(), Failure>;
    /// What was said in a span, by module.
    async fn voice_figures(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &VoiceFiguresQuery,
    ) -> Result<VoiceFigures, Failure>;
    /// The QR code of a tribunal's form as a drawing; `site` begins its address.
    async fn voice_code(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        site: &str,
    ) -> Result<String, Failure>;
}

/// Voices, for the browser.
#[leptos::server(ListVoices, "/api/fn", endpoint = "list_voices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_voices(query: VoicesQuery) -> Result<VoiceList, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_voices(&actor, &query).await
}

/// One of them, for the browser.
#[leptos::server(OpenVoice, "/api/fn", endpoint = "open_voice")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_voice(id: i64) -> Result<VoiceView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_voice(&actor, id).await
}

/// Shows, hides, answers, for the browser.
#[leptos::server(MoveVoice, "/api/fn", endpoint = "move_voice")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_voice(id: i64, order: VoiceMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_voice(&actor, id, &order).await
}

/// What was said in a span, for the browser.
#[leptos::server(ShowVoiceFigures, "/api/fn", endpoint = "voice_figures")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn voice_figures(query: VoiceFiguresQuery) -> Result<VoiceFigures, Failure> {
    let actor = super::actor().await?;
    super::services()?.voice_figures(&actor, &query).await
}
