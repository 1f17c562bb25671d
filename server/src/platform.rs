//! What every service needs: database, catalogue, clock, policy, the tree, and the bell that is rung when something
//! has changed. One value per process, shared by web server, command line and tests.

mod heard;
mod looks;
mod policy;

pub use heard::Heard;
use heard::KeptHeard;
pub(crate) use looks::Looks;
pub use policy::Policy;

use crate::{
    chance::{Chance, SystemChance},
    clock::Clock,
    files::{FileStore, LocalDisk, Medium},
    fonts::Fonts,
    passwords::Passwords,
    services::{
        Answers, Findings, Kept, Library, Medians, PeerFigures, Reporting, Settings, Shelf, maps::MapStore,
    },
    store::{Db, Engine, StoreError, Tx},
    throttle::Throttle,
};
use app::{
    api::{Failure, FailureKind},
    domain::{
        catalogue::Catalogue,
        periods::Month,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::Unit,
    },
    zone::Zone,
};
use chrono::{DateTime, NaiveDate, Offset, Utc};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::{Semaphore, watch};

/// The context of all services.
#[derive(Debug)]
pub struct Platform {
    /// The database.
    pub db: Db,
    /// What is counted, and by which formulas.
    pub catalogue: Arc<Catalogue>,
    /// What the deployment decides.
    pub policy: Policy,
    /// Folder for uploaded files, content-addressed.
    pub files: PathBuf,
    medium: Arc<dyn Medium>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    items: HashMap<String, i64>,
    tree: RwLock<Option<(u64, Month, Arc<Tree>)>>,
    tree_version: AtomicU64,
    heard: RwLock<Option<KeptHeard>>,
    /// Counts what was committed, as far as this process knows; whoever waits is woken.
    bell: watch::Sender<u64>,
    settings: RwLock<Option<(u64, Arc<Settings>)>>,
    library: RwLock<Option<(u64, Arc<Library>)>>,
    /// Hashes passwords.
    pub(crate) passwords: Passwords,
    /// Who has lately tried to sign in.
    pub(crate) attempts: Throttle,
    /// Who has lately looked at which post.
    pub(crate) looks: Looks,
    /// How many tribunals stand behind units, counted once.
    pub(crate) reporting: Reporting,
    /// What the pages of units stand on, kept until something is committed.
    pub(crate) answers: Answers,
    /// Who has lately looked at which camera or picture.
    pub(crate) picture_looks: Looks,
    /// Medians among peers, kept for a while.
    pub(crate) medians: Shelf<Medians>,
    /// What is out of line in a province, kept for a while.
    pub(crate) findings: Shelf<Findings>,
    /// Where the figures of posts of a kind lie, kept for a while.
    pub(crate) peer_figures: Shelf<PeerFigures>,
    /// What is worth a look, kept for a while.
    pub(crate) notices: Shelf<Kept>,
    pub(crate) maps: MapStore,
    /// Whoever unpacks a picture holds one of these: each may take hundreds of megabytes.
    pub(crate) unpackers: Arc<Semaphore>,
    pub(crate) fonts: OnceLock<Fonts>,
}

impl Platform {
    /// Gives every item of the catalogue its number in the database and is ready.
    pub async fn open(
        db: Db,
        catalogue: Arc<Catalogue>,
        policy: Policy,
        files: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let mut items = db.items().await?;
        if catalogue.items().iter().any(|item| !items.contains_key(&item.id)) {
            let codes: Vec<_> = catalogue.items().iter().map(|item| item.id.as_str()).collect();
            let mut tx = db.begin().await?;
            tx.register_items(&codes).await?;
            tx.commit().await?;
            items = db.items().await?;
        }
        Ok(Self {
            db,
            catalogue,
            policy,
            files,
            medium: Arc::new(LocalDisk),
            clock,
            chance: Arc::new(SystemChance),
            items,
            tree: RwLock::new(None),
            tree_version: AtomicU64::new(0),
            heard: RwLock::new(None),
            bell: watch::Sender::new(0),
            settings: RwLock::new(None),
            library: RwLock::new(None),
            passwords: Passwords::default(),
            attempts: Throttle::default(),
            looks: Looks::default(),
            reporting: Reporting::default(),
            answers: Answers::default(),
            picture_looks: Looks::default(),
            medians: Shelf::default(),
            findings: Shelf::default(),
            peer_figures: Shelf::default(),
            notices: Shelf::default(),
            maps: MapStore::default(),
            unpackers: Arc::new(Semaphore::new(2)),
            fonts: OnceLock::new(),
        })
    }

    /// Takes random bytes from `chance` instead of the operating system.
    pub fn with_chance(self, chance: Arc<dyn Chance>) -> Self {
        Self { chance, ..self }
    }

    /// Writes files on `medium` instead of the disk of the machine.
    pub fn with_medium(self, medium: Arc<dyn Medium>) -> Self {
        Self { medium, ..self }
    }

    /// The folder of uploaded files.
    pub(crate) fn file_store(&self) -> FileStore {
        FileStore::new(&self.files, self.medium.clone())
    }

    /// Random bytes that cannot be guessed.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill_bytes(&mut bytes);
        bytes
    }

    /// Where random bytes come from.
    pub(crate) fn chance(&self) -> &dyn Chance {
        &*self.chance
    }

    /// The instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// How far the deployment's clocks are ahead of UTC at present.
    pub fn zone(&self) -> Zone {
        Zone(self.now().with_timezone(&self.policy.time_zone).offset().fix().local_minus_utc() / 60)
    }

    /// The day, where the deployment is.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.policy.time_zone).date_naive()
    }

    /// The running month, where the deployment is.
    pub fn month(&self) -> Month {
        Month::of(self.today())
    }

    /// The number of an item of the catalogue.
    pub fn item(&self, id: &str) -> Option<i64> {
        self.items.get(id).copied()
    }

    /// The id of an item by its number.
    pub fn item_id(&self, number: i64) -> Option<&str> {
        self.items.iter().find(|(_, n)| **n == number).map(|(id, _)| id.as_str())
    }

    /// The tree as it stands, with the names of the running month; read once and kept until it changes.
    pub async fn tree(&self) -> Result<Arc<Tree>, Failure> {
        let version = self.tree_version.load(Ordering::Acquire);
        let month = self.month();
        if let Some((kept, of, tree)) = &*self.tree.read().unwrap_or_else(PoisonError::into_inner)
            && *kept == version
            && *of == month
        {
            return Ok(tree.clone());
        }
        let tree = Arc::new(self.db.tree(month).await?);
        *self.tree.write().unwrap_or_else(PoisonError::into_inner) = Some((version, month, tree.clone()));
        Ok(tree)
    }

    /// The tree has changed, here or on another server: read it again when it is next needed.
    pub fn forget_tree(&self) {
        self.tree_version.fetch_add(1, Ordering::AcqRel);
    }

    /// Finds a unit by its code and asks whether `actor` may do `action` there. Unknown units are not found;
    /// foreign ones are refused, and whoever is nobody is told to sign in first.
    pub async fn authorise(
        &self,
        actor: &Actor,
        action: Action,
        field: &str,
        code: &str,
    ) -> Result<(Arc<Tree>, Unit), Failure> {
        let tree = self.tree().await?;
        let Some(unit) = tree.by_code(code).cloned() else {
            return Err(if actor.is_known() {
                Failure::not_found(field, code)
            } else {
                refusal(actor, code)
            });
        };
        if may(actor, action, &unit, &tree, self.month()) {
            Ok((tree, unit))
        } else {
            Err(refusal(actor, code))
        }
    }

    /// Asks whether `actor` may do `action` anywhere at all, for lists that are then cut to what may be seen.
    pub async fn authorise_somewhere(&self, actor: &Actor, action: Action) -> Result<Arc<Tree>, Failure> {
        let tree = self.tree().await?;
        let month = self.month();
        let anywhere = actor.operator
            || actor
                .grants
                .iter()
                .filter_map(|grant| tree.get(grant.unit))
                .any(|unit| may(actor, action, unit, &tree, month));
        if anywhere { Ok(tree) } else { Err(refusal(actor, "")) }
    }

    /// Whether `actor` may do `action` in the whole tree, so that nothing has to be kept back.
    pub(crate) fn may_everywhere(&self, actor: &Actor, action: Action, tree: &Tree) -> bool {
        let month = self.month();
        let mut roots = tree.roots(month).peekable();
        actor.operator || (roots.peek().is_some() && roots.all(|root| may(actor, action, root, tree, month)))
    }

    /// Begins a transaction.
    pub async fn begin(&self) -> Result<Tx, Failure> {
        Ok(self.db.begin().await?)
    }

    /// Makes a transaction durable and tells the live hub of this process that there may be news; servers beside it
    /// are told by the database.
    pub async fn commit(&self, tx: Tx) -> Result<(), Failure> {
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Wakes whoever holds it when something is committed.
    pub(crate) fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Waits for the next commit; counts from its first poll on.
    pub(crate) async fn changed(&self) {
        // The sender lives as long as the platform.
        let _ = self.bell().changed().await;
    }

    /// Something was committed, here or on another server.
    pub(crate) fn ring(&self) {
        self.bell.send_modify(|count| *count += 1);
    }

    /// How often something has been committed, as far as this process knows.
    pub(crate) fn commits(&self) -> u64 {
        *self.bell.borrow()
    }

    /// When each source was last heard of; read once and kept until something is committed.
    pub async fn heard(&self) -> Result<Arc<Heard>, Failure> {
        let commits = self.commits();
        let before = self.heard.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = before.as_ref().filter(|kept| kept.commits == commits) {
            return Ok(kept.heard.clone());
        }
        let read = KeptHeard::read(&self.db, before, commits, self.now()).await?;
        let heard = read.heard.clone();
        *self.heard.write().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Ok(heard)
    }

    /// What the database says about the deployment; read once and kept until something is committed.
    pub(crate) async fn settings(&self) -> Result<Arc<Settings>, Failure> {
        let commits = self.commits();
        if let Some((kept, settings)) = &*self.settings.read().unwrap_or_else(PoisonError::into_inner)
            && *kept == commits
        {
            return Ok(settings.clone());
        }
        let settings = Arc::new(Settings::read(&self.db).await?);
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Some((commits, settings.clone()));
        Ok(settings)
    }

    /// The standards there are; what was loaded or retired is read once and kept until something is committed.
    pub(crate) async fn library(&self) -> Result<Arc<Library>, Failure> {
        let commits = self.commits();
        let before = self.library.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((kept, library)) = &before
            && *kept == commits
        {
            return Ok(library.clone());
        }
        let before = before.as_ref().map(|(_, library)| &**library);
        let library = Arc::new(Library::read(&self.db, &self.catalogue, before).await?);
        *self.library.write().unwrap_or_else(PoisonError::into_inner) = Some((commits, library.clone()));
        Ok(library)
    }

    /// Which engine is behind.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }
}

/// What somebody who may not is told.
pub fn refusal(actor: &Actor, code: &str) -> Failure {
    if actor.is_known() {
        Failure::forbidden(code)
    } else {
        Failure::new(FailureKind::Unauthenticated, "sign_in_first")
    }
}

/// A fault of the store is logged here, once, and leaves the server without its text.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "store");
        Self::internal("store")
    }
}
