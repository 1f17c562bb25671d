//! The standards there are: those of the catalogue and those that were loaded, and which of them are retired. Everything
//! that needs a standard finds it here.

use crate::{
    platform::Platform,
    store::{Db, StandardRow, StoreError},
};
use app::{
    api::Failure,
    domain::{catalogue::Catalogue, standards::Standard},
};
use std::sync::Arc;

/// A standard in an edition.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    /// The standard.
    pub(crate) standard: Arc<Standard>,
    /// Who has loaded and who has retired it; none where neither has happened.
    pub(crate) row: Option<StandardRow>,
}

impl Edition {
    /// Whether it was retired.
    pub(crate) fn is_retired(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.retired_at.is_some())
    }

    fn sha256(&self) -> Option<&str> {
        self.row.as_ref()?.sha256.as_deref()
    }
}

/// All of them, by id and then the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Library {
    editions: Vec<Edition>,
}

impl Library {
    /// Reads them. Texts that `before` has read already are not read again: an edition never changes.
    pub(crate) async fn read(
        db: &Db,
        catalogue: &Catalogue,
        before: Option<&Self>,
    ) -> Result<Self, StoreError> {
        let mut editions: Vec<Edition> = match before {
            Some(before) => {
                let own = before.editions.iter().filter(|known| known.sha256().is_none());
                own.map(|known| Edition { row: None, ..known.clone() }).collect()
            }
            None => {
                let built_in = catalogue.standards().iter();
                built_in.map(|one| Edition { standard: Arc::new(one.clone()), row: None }).collect()
            }
        };
        for row in db.standards().await? {
            if row.sha256.is_none() {
                let own = editions.iter_mut().find(|own| is(&own.standard, &row.id, &row.edition));
                if let Some(own) = own {
                    own.row = Some(row);
                }
                continue;
            }
            let known = before.and_then(|before| before.find(&row.id, &row.edition));
            let known = known.filter(|known| known.sha256() == row.sha256.as_deref());
            let standard = match known {
                Some(known) => known.standard.clone(),
                None => match db.standard_text(&row.id, &row.edition).await? {
                    Some(text) => match catalogue.read_standard(&text) {
                        Ok(standard) => Arc::new(standard),
                        // The catalogue has lost something since it was loaded.
                        Err(error) => {
                            tracing::error!(%error, id = row.id, edition = row.edition, "a standard cannot be read");
                            continue;
                        }
                    },
                    None => continue,
                },
            };
            // What was loaded has been worked with: it stands also where the catalogue has got the same since.
            editions.retain(|own| !is(&own.standard, &row.id, &row.edition));
            editions.push(Edition { standard, row: Some(row) });
        }
        let key = |one: &Edition| (one.standard.id.clone(), one.standard.from, one.standard.edition.clone());
        editions.sort_by_cached_key(key);
        Ok(Self { editions })
    }

    /// All of them.
    pub(crate) fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// One of them.
    pub(crate) fn find(&self, id: &str, edition: &str) -> Option<&Edition> {
        self.editions.iter().find(|one| is(&one.standard, id, edition))
    }
}

fn is(standard: &Standard, id: &str, edition: &str) -> bool {
    standard.id == id && standard.edition == edition
}

impl Platform {
    /// A standard by id and edition, retired ones too: what was begun with it can be gone through. Without an edition the
    /// latest that may be used today.
    ///
    /// # Errors
    /// `not_found` with the field `standard`.
    pub async fn standard(&self, id: &str, edition: &str) -> Result<Arc<Standard>, Failure> {
        let library = self.library().await?;
        let found = if edition.is_empty() {
            let usable = library.editions().iter().rev().filter(|one| self.is_usable(one));
            usable.map(|one| &one.standard).find(|standard| standard.id == id)
        } else {
            library.find(id, edition).map(|one| &one.standard)
        };
        found.cloned().ok_or_else(|| Failure::not_found("standard", named(id, edition)))
    }

    /// The standards something new can be begun with today: in force and not retired, by id, the oldest edition first.
    pub async fn usable_standards(&self) -> Result<Vec<Arc<Standard>>, Failure> {
        let library = self.library().await?;
        let usable = library.editions().iter().filter(|one| self.is_usable(one));
        Ok(usable.map(|one| one.standard.clone()).collect())
    }

    /// Whether something new can be begun with it today.
    pub(super) fn is_usable(&self, edition: &Edition) -> bool {
        !edition.is_retired() && edition.standard.from <= self.today()
    }
}

/// Id and edition in words.
pub(super) fn named(id: &str, edition: &str) -> String {
    format!("{id} {edition}").trim_end().to_owned()
}
