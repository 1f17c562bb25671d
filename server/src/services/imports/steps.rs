//! The steps that the ways of importing are made of.

use super::*;

impl Platform {
    /// A shipped profile by its id, or a profile's own text.
    pub(super) fn profile(&self, profile: &str) -> Result<(Arc<Profile>, String), Failure> {
        let shipped = SHIPPED.iter().find(|(id, _)| *id == profile.trim());
        let text = match shipped {
            Some((_, text)) => (*text).to_owned(),
            None if !profile.contains('=') => return Err(Failure::not_found("profile", profile)),
            None => profile.to_owned(),
        };
        Ok((Arc::new(Profile::parse(&text, &self.catalogue)?), text))
    }

    /// Whoever may import for the province; one that does not exist yet is founded by an administrator of another.
    pub(super) async fn authorise_import(&self, actor: &Actor, province: &str) -> Result<(), Failure> {
        let (tree, month) = (self.tree().await?, self.month());
        if let Some(unit) = tree.by_code(province) {
            let (_, unit) = self.authorise(actor, Action::ImportTables, "profile", &unit.code).await?;
            if unit.level != Level::Province {
                return Err(Failure::invalid("profile", "unit_level_differs", province));
            }
            return Ok(());
        }
        let founds = actor.operator
            || actor.grants.iter().any(|grant| {
                let root = tree.get(grant.unit).filter(|unit| tree.parent_in(unit.id, month).is_none());
                grant.role == Role::Administrator
                    && root.is_some_and(|root| may(actor, Action::ImportTables, root, &tree, month))
            });
        if founds { Ok(()) } else { Err(refusal(actor, province)) }
    }

    /// The signed-in person behind an actor: whoever founds a province administers it.
    pub(super) async fn person(&self, actor: &Actor) -> Result<Option<UserWithRoles>, Failure> {
        match actor.name.strip_prefix("user:") {
            Some(name) => Ok(self.db.user_by_name(name).await?),
            None => Ok(None),
        }
    }

    /// Reads a file where blocking is allowed.
    pub(super) async fn read_table(
        &self,
        (profile, profile_text): (Arc<Profile>, String),
        file_name: String,
        bytes: Arc<Vec<u8>>,
    ) -> Result<Job, Failure> {
        let month = self.month();
        let reading = {
            let (profile, file_name, bytes) = (profile.clone(), file_name.clone(), bytes.clone());
            tokio::task::spawn_blocking(move || {
                tables::read(&bytes, &Context { profile: &profile, file_name: &file_name, month })
            })
        };
        // A reader that gives up on a malformed workbook in its own way is no fault of ours.
        let reading =
            reading.await.map_err(|_| TableError { reason: "table_unreadable", value: String::new() })??;
        Ok(Job { profile, profile_text, file_name, bytes, reading })
    }

    /// The kept file of an import.
    pub(super) async fn kept_bytes(&self, row: &store::ImportRow) -> Result<Arc<Vec<u8>>, Failure> {
        let (files, name) = (self.file_store(), row.sha256.clone());
        let bytes = tokio::task::spawn_blocking(move || files.get(&name)).await;
        match bytes {
            Ok(Ok(bytes)) => Ok(Arc::new(bytes)),
            Ok(Err(error)) => {
                tracing::error!(%error, import = row.id, "kept file");
                Err(Failure::not_found("file", row.file_name.clone()))
            }
            Err(_) => Err(Failure::internal("file store")),
        }
    }

    pub(super) async fn keep_bytes(&self, bytes: Arc<Vec<u8>>) -> Result<String, Failure> {
        let files = self.file_store();
        let kept = tokio::task::spawn_blocking(move || files.put(&bytes)).await;
        match kept {
            Ok(Ok(name)) => Ok(name),
            Ok(Err(error)) => Err(disk_failure(&error)),
            Err(_) => Err(Failure::internal("file store")),
        }
    }

    /// An import that the actor may see, with the profile it was read by.
    pub(super) async fn import_for(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<(store::ImportRow, String), Failure> {
        let row = match self.db.import(id).await? {
            Some(row) => row,
            // Who may see no import at all does not learn which there are.
            None => {
                self.authorise_somewhere(actor, Action::ImportTables).await?;
                return Err(Failure::not_found("import", id.to_string()));
            }
        };
        let province = province_of(&row.profile_text).ok_or_else(|| Failure::internal("kept profile"))?;
        self.authorise_import(actor, &province).await?;
        Ok((row, province))
    }

    /// What taking a file over would do, from doing it in a transaction that is then given up.
    pub(super) async fn rehearse(&self, actor: &Actor, job: &Job) -> Result<Applied, Failure> {
        let mut tx = self.begin().await?;
        self.take_over(&mut tx, actor, None, job).await
    }

    /// Keeps what a preview found.
    pub(super) async fn keep_preview(
        &self,
        actor: &Actor,
        job: &Job,
        applied: &Applied,
        earlier: Option<i64>,
        action: &str,
    ) -> Result<i64, Failure> {
        let sha256 = self.keep_bytes(job.bytes.clone()).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let again = match earlier {
            Some(id) => tx.import(id).await?.filter(|row| row.state == "previewed"),
            None => None,
        };
        let id = match &again {
            Some(row) => row.id,
            None => {
                let new = NewImport {
                    profile: &job.profile.id,
                    profile_text: &job.profile_text,
                    file_name: &job.file_name,
                    sha256: &sha256,
                    size: job.bytes.len() as i64,
                    actor: &actor.name,
                    at: now,
                };
                tx.create_import(&new).await?
            }
        };
        let mut row = tx.import(id).await?.ok_or_else(|| Failure::internal("import"))?;
        job.describe(&mut row, applied);
        tx.update_import(&row).await?;
        tx.set_problems(id, &job.problems(applied)).await?;
        let shape = Shape { opened: vec![], ..job.shape(applied) };
        let shape = serde_json::to_string(&shape).map_err(|_| Failure::internal("shape"))?;
        tx.set_setting(&shape_setting(id), &shape).await?;
        let detail = job.audit_detail(id, &row);
        tx.append_audit(now, &actor.name, action, &job.profile.province.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    pub(super) async fn import_detail(&self, id: i64, query: &ListQuery) -> Result<ImportDetail, Failure> {
        let row = self.db.import(id).await?;
        let row = row.ok_or_else(|| Failure::not_found("import", id.to_string()))?;
        let (offset, limit) = (i64::from(query.offset), query.limit() as i64);
        let (problems, total) = self.db.import_problems(id, offset, limit).await?;
        let shape = self.shape_of(id).await?;
        let rows = problems.into_iter().map(|row_problem| problem(&row.file_name, row_problem)).collect();
        Ok(ImportDetail {
            import: import_row(row),
            head: shape.head,
            sample: shape.sample,
            problems: Page { rows, total: total as u32, offset: query.offset },
            units_new: shape.units_new,
        })
    }

    pub(super) async fn shape_of(&self, id: i64) -> Result<Shape, Failure> {
        let shape = self.db.setting(&shape_setting(id)).await?;
        Ok(shape.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }
}
