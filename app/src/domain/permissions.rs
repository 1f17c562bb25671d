//! Who may do what where: one function, asked at the start of every service method.

mod roles;

pub use roles::Role;

use super::{
    periods::Month,
    tree::Tree,
    units::{Level, Unit, UnitId},
};
use serde::{Deserialize, Serialize};

/// A role at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where; the subtree is meant.
    pub unit: UnitId,
}

/// Whoever asks: a person, a token, the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What the audit log writes: `user:wang`, `token:3`, `cli:root`, `guest`.
    pub name: String,
    /// Roles with their units.
    pub grants: Vec<Grant>,
    /// The operator at the command line: whoever can read the database file needs no further permission.
    pub operator: bool,
}

impl Actor {
    /// Nobody in particular, without any grant.
    pub fn nobody() -> Self {
        Self { name: "guest".to_owned(), grants: vec![], operator: false }
    }

    /// The operator at the command line.
    pub fn operator(name: &str) -> Self {
        Self { name: format!("cli:{name}"), grants: vec![], operator: true }
    }

    /// Whether a role is held anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.operator || self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether this is a signed-in person or a token rather than a guest.
    pub fn is_known(&self) -> bool {
        self.operator || self.grants.iter().any(|grant| grant.role != Role::Guest)
    }
}

/// What can be asked for. Every service method names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// See that the unit exists, its name and place.
    SeeUnit,
    /// Read figures; of a post, only by the post itself and those above it.
    ReadValues,
    /// Follow changes as they happen.
    Follow,
    /// Send case events.
    SendCases,
    /// Import a table, preview, commit, undo, retry.
    ImportTables,
    /// Create, move, close units.
    ManageUnits,
    /// Create users, give roles, reset passwords.
    ManageUsers,
    /// Create and revoke API tokens.
    ManageTokens,
    /// Read the audit log.
    ReadAudit,
    /// Read reports before they are accepted: those on the way.
    ReadReports,
    /// Fill in reports and hand them in.
    FillReports,
    /// Approve reports or send them back, as the county court.
    EndorseReports,
    /// The same as the city.
    CheckReports,
    /// The same as the province: their values become facts.
    AcceptReports,
    /// See what is missing, remind, and open what has locked.
    OverseeReports,
    /// Hand in photos and documents.
    AddFiles,
    /// Open photos and documents.
    ReadFiles,
    /// Load and retire standards: those of the whole deployment.
    ManageStandards,
    /// Decide for the whole deployment, such as whether units may be ranked.
    DecidePolicy,
    /// See where tribunals stand in a campaign, and what is said about them. Reviewers see what was drawn for them.
    ReadReviews,
    /// Apply, assess oneself, object.
    AssessSelf,
    /// Stand by a self-assessment or send it back, as the county court.
    EndorseAssessments,
    /// The same as the city.
    CheckAssessments,
    /// Be drawn as a reviewer.
    MarkReviews,
    /// See pending cases one by one, as a list of work.
    ReadCases,
    /// Object to an own figure: a judge at the post, a head at the tribunal.
    ObjectFigures,
    /// See what was objected to, and the answer.
    ReadObjections,
    /// Answer objections, as the county court.
    AnswerObjections,
    /// See what is missing, late or out of line in the data.
    ReadQuality,
    /// Put a finding about data aside, and bring it back: from above, not by whom it is about.
    DismissFindings,
    /// See problems, how they are put right, and bulletins that are addressed to one.
    ReadProblems,
    /// Raise problems, verify them, give them to somebody, check and close them: from above.
    OverseeProblems,
    /// Answer for a problem that was given to one.
    AnswerProblems,
    /// Draft bulletins and reminder letters, and publish those of somebody else.
    IssueBulletins,
    /// See contact persons of tribunals, their visits, and difficulties.
    ReadContacts,
    /// Name contact persons, write down visits, answer difficulties: from above.
    OverseeContacts,
    /// Raise difficulties of a tribunal, and say what becomes of them.
    RaiseDifficulties,
    /// See what the public says of tribunals: marks, what was ticked, answers.
    ReadVoices,
    /// See words and contacts of the public, hide, answer: from above.
    AnswerVoices,
    /// Prepare campaigns, admit, draw, announce, decide objections, sign, publish; warn and withdraw afterwards.
    RunCampaigns,
    /// See points and devices, and which point is watched.
    ReadDevices,
    /// Keep points and devices, and say when there is work at them.
    ManageDevices,
    /// Send what devices say.
    SendDeviceMessages,
    /// See alarms.
    ReadAlarms,
    /// Answer alarms: acknowledge, verify, handle, close.
    AnswerAlarms,
}

impl Action {
    /// Every action, for the test that walks them all.
    pub const ALL: [Self; 45] = [
        Self::SeeUnit,
        Self::ReadValues,
        Self::Follow,
        Self::SendCases,
        Self::ImportTables,
        Self::ManageUnits,
        Self::ManageUsers,
        Self::ManageTokens,
        Self::ReadAudit,
        Self::ReadReports,
        Self::FillReports,
        Self::EndorseReports,
        Self::CheckReports,
        Self::AcceptReports,
        Self::OverseeReports,
        Self::AddFiles,
        Self::ReadFiles,
        Self::ManageStandards,
        Self::DecidePolicy,
        Self::ReadReviews,
        Self::AssessSelf,
        Self::EndorseAssessments,
        Self::CheckAssessments,
        Self::MarkReviews,
        Self::ReadCases,
        Self::ObjectFigures,
        Self::ReadObjections,
        Self::AnswerObjections,
        Self::ReadQuality,
        Self::DismissFindings,
        Self::ReadProblems,
        Self::OverseeProblems,
        Self::AnswerProblems,
        Self::IssueBulletins,
        Self::ReadContacts,
        Self::OverseeContacts,
        Self::RaiseDifficulties,
        Self::ReadVoices,
        Self::AnswerVoices,
        Self::RunCampaigns,
        Self::ReadDevices,
        Self::ManageDevices,
        Self::SendDeviceMessages,
        Self::ReadAlarms,
        Self::AnswerAlarms,
    ];
}

/// Whether `actor` may do `action` at `unit`. Roles reach down the tree as it stands in `month`, never up or
/// sideways.
pub fn may(actor: &Actor, action: Action, unit: &Unit, tree: &Tree, month: Month) -> bool {
    actor.operator
        || actor
            .grants
            .iter()
            .any(|grant| allows(grant.role, action, unit.level) && reaches(*grant, action, unit, tree, month))
}

/// A grant reaches its unit and the subtree. To find one's way, the units above are seen by name, never by figures.
fn reaches(grant: Grant, action: Action, unit: &Unit, tree: &Tree, month: Month) -> bool {
    let within = tree.is_within(unit.id, grant.unit, month);
    within || (action == Action::SeeUnit && tree.is_within(grant.unit, unit.id, month))
}

const fn allows(role: Role, action: Action, level: Level) -> bool {
    let post = matches!(level, Level::Post);
    match action {
        Action::SeeUnit | Action::ReadValues | Action::Follow => match role {
            Role::ProvincialSupervisor
            | Role::CitySupervisor
            | Role::CourtManager
            | Role::TribunalHead
            | Role::PostJudge => true,
            // Their work is with tribunals and machines, not with the record of a single judge.
            Role::Reviewer | Role::Administrator | Role::Guest => !post,
            Role::Feeder | Role::Gateway => false,
        },
        // Files are a tribunal's: nothing hangs at a single judge's post, so that nobody has to note who looked at it.
        Action::AddFiles => !post && matches!(role, Role::CourtManager | Role::TribunalHead),
        Action::ReadFiles => {
            !post
                && matches!(
                    role,
                    Role::ProvincialSupervisor
                        | Role::CitySupervisor
                        | Role::CourtManager
                        | Role::TribunalHead
                        | Role::Reviewer
                )
        }
        Action::SendCases => matches!(role, Role::Feeder | Role::Administrator),
        Action::ImportTables
        | Action::ManageUnits
        | Action::ManageUsers
        | Action::ManageTokens
        | Action::ReadAudit
        | Action::ManageStandards
        | Action::DecidePolicy => matches!(role, Role::Administrator),
        Action::ReadReports | Action::ReadReviews | Action::ReadQuality => matches!(
            role,
            Role::TribunalHead | Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor
        ),
        // A problem, a contact person, a voice is a tribunal's or a court's, never a single judge's.
        Action::ReadProblems | Action::ReadContacts | Action::RaiseDifficulties | Action::ReadVoices => {
            !post
                && matches!(
                    role,
                    Role::TribunalHead
                        | Role::CourtManager
                        | Role::CitySupervisor
                        | Role::ProvincialSupervisor
                )
        }
        Action::OverseeProblems | Action::OverseeContacts | Action::AnswerVoices => {
            !post && matches!(role, Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor)
        }
        Action::AnswerProblems => !post && matches!(role, Role::TribunalHead | Role::CourtManager),
        Action::IssueBulletins => !post && matches!(role, Role::CitySupervisor | Role::ProvincialSupervisor),
        // A court that works by spreadsheet fills in for its tribunals.
        Action::FillReports | Action::AssessSelf => matches!(role, Role::TribunalHead | Role::CourtManager),
        Action::EndorseReports | Action::EndorseAssessments => matches!(role, Role::CourtManager),
        Action::CheckReports | Action::CheckAssessments => matches!(role, Role::CitySupervisor),
        Action::AcceptReports | Action::RunCampaigns => matches!(role, Role::ProvincialSupervisor),
        Action::MarkReviews => matches!(role, Role::Reviewer),
        // Single cases are worked on at the tribunal; further up there are figures.
        Action::ReadCases => matches!(role, Role::PostJudge | Role::TribunalHead | Role::CourtManager),
        // Of the own figures only: nobody speaks for a judge.
        Action::ObjectFigures => {
            if post {
                matches!(role, Role::PostJudge)
            } else {
                matches!(role, Role::TribunalHead)
            }
        }
        Action::ReadObjections => matches!(
            role,
            Role::PostJudge
                | Role::TribunalHead
                | Role::CourtManager
                | Role::CitySupervisor
                | Role::ProvincialSupervisor
        ),
        Action::AnswerObjections => matches!(role, Role::CourtManager),
        // Where the cameras are is for those who answer for safety, and for those who keep the list.
        Action::ReadDevices => matches!(
            role,
            Role::TribunalHead
                | Role::CourtManager
                | Role::CitySupervisor
                | Role::ProvincialSupervisor
                | Role::Administrator
        ),
        Action::ManageDevices => matches!(role, Role::CourtManager | Role::Administrator),
        Action::SendDeviceMessages => matches!(role, Role::Gateway),
        Action::ReadAlarms | Action::AnswerAlarms => matches!(
            role,
            Role::TribunalHead | Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor
        ),
        Action::OverseeReports | Action::DismissFindings => {
            matches!(role, Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor)
        }
    }
}

#[cfg(test)]
mod tests;
