//! What a unit was called, and to what it belonged.

use crate::platform::Platform;
use app::{
    api::{Failure, units::PastRow},
    domain::{tree::Tree, units::Unit},
};

/// Names and parents, the oldest first; each only where there was more than one.
pub(super) async fn of(platform: &Platform, tree: &Tree, unit: &Unit) -> Result<Vec<PastRow>, Failure> {
    let names = platform.db.names_of(unit.id).await?;
    let until = names.iter().skip(1).map(|(from, ..)| Some(*from)).chain([unit.closed]);
    let names = names.iter().zip(until).map(|((from, name, name_en), until)| PastRow {
        from: from.to_string(),
        until: until.map(|month| month.to_string()),
        parent: None,
        name: name.clone(),
        name_en: name_en.clone(),
    });
    let parents = tree.links_of(unit.id).iter().filter_map(|link| {
        let parent = tree.get(link.parent)?;
        Some(PastRow {
            from: link.from.to_string(),
            until: link.until.map(|month| month.to_string()),
            parent: Some(parent.code.clone()),
            name: parent.name.clone(),
            name_en: parent.name_en.clone(),
        })
    });
    let several = |rows: Vec<PastRow>| if rows.len() > 1 { rows } else { vec![] };
    Ok([several(names.collect()), several(parents.collect())].concat())
}
