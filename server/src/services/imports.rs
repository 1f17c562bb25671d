//! Imported tables: read, checked, kept, taken over in one transaction, taken back, tried again.
//!
//! Nothing is taken over piecemeal: an import is all or nothing, apart from the rows in quarantine. What a preview
//! says of facts it knows from taking them over in a transaction that is then rolled back.

mod apply;
mod steps;

use crate::{
    files::FileStore,
    ingest::tables::{
        self, Context, Profile, ProfileError, Reading, TableError,
        profile::{SHIPPED, province_of},
    },
    platform::{Platform, refusal},
    services::{facts, files::disk_failure},
    store::{self, NewImport, Origin, ProblemRow, UserWithRoles},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        imports::{ImportCounts, ImportDetail, ImportRow, ImportState, Imports, Problem, ProfileRow, Upload},
    },
    domain::{
        files::plain_name,
        periods::Month,
        permissions::{Action, Actor, Role, may},
        units::{Level, UnitId},
    },
};
use apply::Applied;
use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        let kind = match error.reason {
            "table_too_large" | "table_too_many_rows" | "table_too_many_columns" => FailureKind::TooLarge,
            _ => FailureKind::Invalid,
        };
        Self { kind, ..Self::invalid("file", error.reason, error.value) }
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        Self::invalid("profile", "profile_invalid", error.to_string())
    }
}

/// What is shown of an import beside its row: kept as a setting, because it is of no use to any query.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Shape {
    head: Vec<String>,
    sample: Vec<Vec<String>>,
    units_new: Vec<(String, String)>,
    /// What to put back when the import is taken back.
    #[serde(default)]
    opened: Vec<apply::Opening>,
}

fn shape_setting(id: i64) -> String {
    format!("imports.{id}.shape")
}

/// A file with its profile, read.
pub(super) struct Job {
    profile: Arc<Profile>,
    profile_text: String,
    file_name: String,
    bytes: Arc<Vec<u8>>,
    reading: Reading,
}

impl Job {
    /// Brings counts and profile of an import up to date.
    fn describe(&self, row: &mut store::ImportRow, applied: &Applied) {
        row.profile.clone_from(&self.profile.id);
        row.profile_text.clone_from(&self.profile_text);
        row.rows_read = self.reading.rows_read;
        row.rows_accepted = self.reading.rows_accepted;
        row.rows_quarantined = self.reading.rows_quarantined;
        row.facts_new = applied.counts.new;
        row.facts_revised = applied.counts.revised;
        row.facts_unchanged = applied.counts.unchanged;
    }

    fn shape(&self, applied: &Applied) -> Shape {
        let (head, sample) = (self.reading.head.clone(), self.reading.sample.clone());
        Shape { head, sample, units_new: applied.units_new.clone(), opened: applied.opened.clone() }
    }

    fn problems(&self, applied: &Applied) -> Vec<ProblemRow> {
        let mut problems: Vec<_> = self.reading.problems.iter().chain(&applied.older).collect();
        problems.sort_by_key(|problem| problem.row);
        let rows = problems.into_iter().map(|problem| {
            let (zh, en) = problem.texts(&self.file_name);
            ProblemRow {
                row_number: problem.row as i64,
                column_name: problem.column.clone(),
                code: problem.code.clone(),
                zh,
                en,
                raw: problem.raw.clone(),
            }
        });
        rows.collect()
    }

    fn audit_detail(&self, id: i64, row: &store::ImportRow) -> serde_json::Value {
        serde_json::json!({
            "import": id, "file": self.file_name, "sha256": row.sha256, "profile": self.profile.id,
            "rows": row.rows_read, "quarantined": row.rows_quarantined,
            "new": row.facts_new, "revised": row.facts_revised, "unchanged": row.facts_unchanged,
        })
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn import_row(row: store::ImportRow) -> ImportRow {
    ImportRow {
        id: row.id,
        profile: row.profile,
        file_name: row.file_name,
        size: row.size,
        state: match row.state.as_str() {
            "committed" => ImportState::Committed,
            "undone" => ImportState::Undone,
            _ => ImportState::Previewed,
        },
        counts: ImportCounts {
            rows_read: row.rows_read,
            rows_accepted: row.rows_accepted,
            rows_quarantined: row.rows_quarantined,
            facts_new: row.facts_new,
            facts_revised: row.facts_revised,
            facts_unchanged: row.facts_unchanged,
        },
        actor: row.actor,
        created_at: stamp(row.created_at),
        committed_at: row.committed_at.map(stamp),
        undone_at: row.undone_at.map(stamp),
    }
}

fn problem(file: &str, row: ProblemRow) -> Problem {
    let ProblemRow { row_number, column_name, code, zh, en, raw } = row;
    Problem { file: file.to_owned(), row: row_number, column: column_name, code, zh, en, raw }
}
#[async_trait]
impl Imports for Platform {
    async fn list_profiles(&self, actor: &Actor) -> Result<Vec<ProfileRow>, Failure> {
        self.authorise_somewhere(actor, Action::ImportTables).await?;
        let profiles = SHIPPED.iter().map(|(id, text)| {
            let profile = Profile::parse(text, &self.catalogue)?;
            Ok(ProfileRow { id: (*id).to_owned(), zh: profile.zh, en: profile.en, text: (*text).to_owned() })
        });
        profiles.collect()
    }

    async fn preview_import(&self, actor: &Actor, upload: Upload) -> Result<ImportDetail, Failure> {
        let profile = self.profile(&upload.profile)?;
        self.authorise_import(actor, &profile.0.province.code).await?;
        let (file_name, bytes) = (plain_name(&upload.file_name), Arc::new(upload.bytes));
        let job = self.read_table(profile, file_name, bytes).await?;
        let applied = self.rehearse(actor, &job).await?;
        let id = self.keep_preview(actor, &job, &applied, None, "imports.preview").await?;
        self.import_detail(id, &ListQuery::default()).await
    }

    async fn dry_run_import(&self, actor: &Actor, upload: Upload) -> Result<ImportDetail, Failure> {
        let profile = self.profile(&upload.profile)?;
        self.authorise_import(actor, &profile.0.province.code).await?;
        let (file_name, bytes) = (plain_name(&upload.file_name), Arc::new(upload.bytes));
        let job = self.read_table(profile, file_name, bytes).await?;
        let applied = self.rehearse(actor, &job).await?;
        let mut row = store::ImportRow {
            id: 0,
            file_name: job.file_name.clone(),
            sha256: FileStore::name_of(&job.bytes),
            size: job.bytes.len() as i64,
            state: "previewed".to_owned(),
            actor: actor.name.clone(),
            created_at: self.now(),
            ..store::ImportRow::default()
        };
        job.describe(&mut row, &applied);
        let problems = job.problems(&applied).into_iter().map(|row| problem(&job.file_name, row)).collect();
        let shape = job.shape(&applied);
        Ok(ImportDetail {
            import: import_row(row),
            head: shape.head,
            sample: shape.sample,
            problems: ListQuery::default().page(problems),
            units_new: shape.units_new,
        })
    }

    async fn commit_import(&self, actor: &Actor, id: i64) -> Result<ImportDetail, Failure> {
        let (row, province) = self.import_for(actor, id).await?;
        if row.state == "committed" {
            return self.import_detail(id, &ListQuery::default()).await;
        }
        let profile = Arc::new(Profile::parse(&row.profile_text, &self.catalogue)?);
        let bytes = self.kept_bytes(&row).await?;
        let job = self.read_table((profile, row.profile_text.clone()), row.file_name.clone(), bytes).await?;
        let person = self.person(actor).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let mut row = tx.import(id).await?.ok_or_else(|| Failure::not_found("import", id.to_string()))?;
        if row.state == "committed" || row.profile_text != job.profile_text {
            // Somebody was faster: taken over already, or read anew by another profile.
            drop(tx);
            let found = self.import_detail(id, &ListQuery::default()).await?;
            let done = found.import.state == ImportState::Committed;
            return if done { Ok(found) } else { Err(Failure::new(FailureKind::Conflict, "import_changed")) };
        }
        let applied = self.take_over(&mut tx, actor, person, &job).await?;
        if applied.counts.new + applied.counts.revised > 0 {
            facts::publish(&mut tx, &applied.tree, now, "table", &applied.statements).await?;
        }
        job.describe(&mut row, &applied);
        row.state = "committed".to_owned();
        row.committed_at = Some(now);
        row.undone_at = None;
        row.origin_id = Some(applied.origin);
        tx.update_import(&row).await?;
        tx.set_problems(id, &job.problems(&applied)).await?;
        // Units stay when an import is taken back, so those of the first time remain listed.
        if applied.units_changed {
            let mut shape = job.shape(&applied);
            if shape.units_new.is_empty() {
                shape.units_new = self.shape_of(id).await?.units_new;
            }
            let shape = serde_json::to_string(&shape).map_err(|_| Failure::internal("shape"))?;
            tx.set_setting(&shape_setting(id), &shape).await?;
        }
        tx.append_audit(now, &actor.name, "imports.commit", &province, &job.audit_detail(id, &row)).await?;
        if applied.units_changed {
            self.announce(&mut tx, None, self.month()).await?;
        }
        self.commit(tx).await?;
        if applied.units_changed {
            self.forget_tree();
        }
        self.import_detail(id, &ListQuery::default()).await
    }

    async fn undo_import(&self, actor: &Actor, id: i64) -> Result<ImportDetail, Failure> {
        let (_, province) = self.import_for(actor, id).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let mut row = tx.import(id).await?.ok_or_else(|| Failure::not_found("import", id.to_string()))?;
        let committed = match (row.state.as_str(), row.origin_id) {
            ("committed", Some(origin)) => origin,
            ("undone", _) => {
                drop(tx);
                return self.import_detail(id, &ListQuery::default()).await;
            }
            _ => return Err(Failure::new(FailureKind::Conflict, "import_not_committed")),
        };
        let tree = tx.tree(self.month()).await?;
        let origin = Origin { kind: "undo", name: &row.file_name, actor: &actor.name, at: now };
        let origin = tx.create_origin(&origin).await?;
        let keys = facts::undo(&mut tx, self, &tree, committed, origin).await?;
        let statements: Vec<_> = keys.iter().map(facts::place_of).collect();
        facts::publish(&mut tx, &tree, now, "table", &statements).await?;
        // Units open again when they did, unless something else tells of the months before.
        let opened = self.shape_of(id).await?.opened;
        let told = tx.first_months(&opened.iter().map(|o| UnitId(o.unit)).collect::<Vec<_>>()).await?;
        for apply::Opening { unit, before, after } in &opened {
            let (unit, before) = (UnitId(*unit), Month::from_index(*before));
            if told.get(&unit).is_none_or(|first| *first >= before) {
                tx.move_opening(unit, Month::from_index(*after), before).await?;
            }
        }
        row.state = "undone".to_owned();
        row.undone_at = Some(now);
        tx.update_import(&row).await?;
        let detail = serde_json::json!({ "import": id, "file": row.file_name, "facts": keys.len() });
        tx.append_audit(now, &actor.name, "imports.undo", &province, &detail).await?;
        if !opened.is_empty() {
            self.announce(&mut tx, None, self.month()).await?;
        }
        self.commit(tx).await?;
        if !opened.is_empty() {
            self.forget_tree();
        }
        self.import_detail(id, &ListQuery::default()).await
    }

    async fn retry_import(
        &self,
        actor: &Actor,
        id: i64,
        profile: Option<String>,
    ) -> Result<ImportDetail, Failure> {
        let (row, _) = self.import_for(actor, id).await?;
        let shipped = SHIPPED.iter().any(|(shipped, _)| *shipped == row.profile);
        let kept = if shipped { row.profile.clone() } else { row.profile_text.clone() };
        let profile = self.profile(&profile.unwrap_or(kept))?;
        self.authorise_import(actor, &profile.0.province.code).await?;
        let bytes = self.kept_bytes(&row).await?;
        let job = self.read_table(profile, row.file_name.clone(), bytes).await?;
        let applied = self.rehearse(actor, &job).await?;
        let id = self.keep_preview(actor, &job, &applied, Some(id), "imports.retry").await?;
        self.import_detail(id, &ListQuery::default()).await
    }

    async fn list_imports(&self, actor: &Actor, query: &ListQuery) -> Result<Page<ImportRow>, Failure> {
        self.authorise_somewhere(actor, Action::ImportTables).await?;
        let search = query.search.trim().to_lowercase();
        let mut allowed: HashMap<String, bool> = HashMap::new();
        let mut rows = Vec::new();
        for row in self.db.imports().await? {
            let Some(province) = province_of(&row.profile_text) else { continue };
            let allowed = match allowed.get(&province) {
                Some(known) => *known,
                None => {
                    let may = self.authorise_import(actor, &province).await.is_ok();
                    *allowed.entry(province).or_insert(may)
                }
            };
            let named = |text: &str| text.to_lowercase().contains(&search);
            if allowed && (named(&row.file_name) || named(&row.profile) || named(&row.actor)) {
                rows.push(import_row(row));
            }
        }
        let (column, turned) = match query.sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (query.sort.as_str(), false),
        };
        match column {
            "file_name" => rows.sort_by(|a, b| a.file_name.cmp(&b.file_name)),
            "profile" => rows.sort_by(|a, b| a.profile.cmp(&b.profile)),
            "created_at" => rows.sort_by_key(|row| row.id),
            "" => {}
            _ => return Err(Failure::invalid("sort", "bad_sort", &query.sort)),
        }
        if turned {
            rows.reverse();
        }
        Ok(query.page(rows))
    }

    async fn open_import(&self, actor: &Actor, id: i64, query: &ListQuery) -> Result<ImportDetail, Failure> {
        self.import_for(actor, id).await?;
        self.import_detail(id, query).await
    }
}
