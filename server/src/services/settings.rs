//! What the database says about the deployment, beside what its configuration says.

use crate::{
    platform::Platform,
    store::{Db, StoreError},
};
use app::{
    api::session::{DemoUser, GrantRow},
    domain::{
        contacts::GuidanceDay,
        permissions::{Grant, Role},
        tree::Tree,
    },
};
use serde::Deserialize;

/// The settings.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Whether the caseload is simulated.
    pub(crate) simulated: bool,
    /// Whether units may be ranked, where somebody has decided.
    pub(crate) ranking: Option<bool>,
    /// The guidance day of contact persons, where somebody has decided.
    pub(crate) guidance: Option<GuidanceDay>,
    open_to_guests: bool,
    ready: Vec<ReadyUser>,
}

/// A ready user of the demo, as the setting `demo_users` lists them.
#[derive(Debug, Deserialize)]
struct ReadyUser {
    name: String,
    password: String,
    role: Role,
    unit: String,
}

impl Settings {
    /// Reads them. A list of ready users that cannot be read is none: nobody has to sign in by it.
    pub(crate) async fn read(db: &Db) -> Result<Self, StoreError> {
        let is_true = async |name| Ok::<_, StoreError>(db.setting(name).await?.as_deref() == Some("true"));
        let ready = db.setting("demo_users").await?.unwrap_or_else(|| "[]".to_owned());
        Ok(Self {
            simulated: is_true("simulated").await?,
            ranking: db.setting("ranking").await?.map(|word| word == "true"),
            guidance: db.setting("guidance_day").await?.and_then(|text| GuidanceDay::read(&text)),
            open_to_guests: is_true("open_to_guests").await?,
            ready: serde_json::from_str(&ready).unwrap_or_else(|error| {
                tracing::warn!(%error, "the setting demo_users cannot be read");
                vec![]
            }),
        })
    }

    /// Ready users with the names of their units.
    pub(crate) fn demo_users(&self, tree: &Tree) -> Vec<DemoUser> {
        let shown = |user: &ReadyUser| {
            let grant = Grant { role: user.role, unit: tree.by_code(&user.unit)?.id };
            let (name, password) = (user.name.clone(), user.password.clone());
            Some(DemoUser { name, password, grant: grant_row(tree, grant)? })
        };
        self.ready.iter().filter_map(shown).collect()
    }

    /// Whether figures above the post are open to everybody.
    pub(crate) fn open_to_guests(&self, platform: &Platform) -> bool {
        self.open_to_guests || platform.policy.open_to_guests
    }
}

/// A role on the wire; none when its unit is not in the tree.
pub(super) fn grant_row(tree: &Tree, grant: Grant) -> Option<GrantRow> {
    let unit = tree.get(grant.unit)?;
    let (name, name_en) = (unit.name.clone(), unit.name_en.clone());
    Some(GrantRow { role: grant.role, unit: unit.code.clone(), name, name_en })
}
