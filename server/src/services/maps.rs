//! The map: which areas and places belong to a unit, drawn once for as long as the tree stands.

mod boundaries;
mod drawing;

pub use boundaries::{Boundaries, BoundariesError, load_boundaries};

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        maps::{MapAnswer, Maps},
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use drawing::{Ground, Map};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// What is kept between requests: the boundaries for good, projected ground and drawn maps while the tree stands.
#[derive(Debug, Default)]
pub struct MapStore {
    boundaries: OnceLock<Arc<Boundaries>>,
    drawn: Mutex<Drawn>,
}

#[derive(Debug, Default)]
struct Drawn {
    tree: Option<Arc<Tree>>,
    grounds: HashMap<UnitId, Arc<Ground>>,
    maps: HashMap<UnitId, Arc<Map>>,
}

impl MapStore {
    /// The map of a unit as everybody could see it. Drawing holds the lock, so that no map is drawn twice at the
    /// same time; it takes milliseconds and never waits for anything else.
    fn map(&self, boundaries: &Boundaries, tree: &Arc<Tree>, unit: &Unit, month: Month) -> Arc<Map> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if !drawn.tree.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, tree)) {
            drawn.maps.clear();
            // Posts come and go while boundaries stay: project again only where areas have changed.
            drawn.grounds.retain(|root, ground| ground.fits(boundaries, tree, *root, month));
            drawn.tree = Some(tree.clone());
        }
        if let Some(map) = drawn.maps.get(&unit.id) {
            return map.clone();
        }
        let root = tree.path(unit.id, month).last().unwrap_or(unit.id);
        let ground = drawn
            .grounds
            .entry(root)
            .or_insert_with(|| Arc::new(Ground::new(boundaries, tree, root, month)))
            .clone();
        let map = Arc::new(drawing::draw(&ground, boundaries, tree, unit, month));
        drawn.maps.insert(unit.id, map.clone());
        map
    }
}

impl Platform {
    /// Reads the boundaries if that has not been done. To be called by `serve` before it listens, so that a bad
    /// file is refused at the start.
    pub fn prepare_maps(&self) -> Result<Arc<Boundaries>, BoundariesError> {
        if let Some(boundaries) = self.maps.boundaries.get() {
            return Ok(boundaries.clone());
        }
        let loaded = Arc::new(load_boundaries(&self.policy)?);
        Ok(self.maps.boundaries.get_or_init(|| loaded).clone())
    }
}

#[async_trait]
impl Maps for Platform {
    async fn map_of(&self, actor: &Actor, unit: &str) -> Result<MapAnswer, Failure> {
        let (tree, unit) = self.authorise(actor, Action::SeeUnit, "unit", unit).await?;
        let boundaries = self.prepare_maps().map_err(|error| {
            tracing::error!(%error, "boundaries");
            Failure::internal("boundaries")
        })?;
        let month = self.month();
        let map = self.maps.map(&boundaries, &tree, &unit, month);
        let sees =
            |unit: Option<&Unit>| unit.is_some_and(|unit| may(actor, Action::SeeUnit, unit, &tree, month));
        let mut answer = map.answer.clone();
        // Where a county lies is no secret, so areas that the actor may not enter stay, as surroundings. Foreign
        // tribunals do not.
        let (shapes, foreign): (Vec<_>, Vec<_>) =
            answer.shapes.into_iter().partition(|shape| sees(tree.by_code(&shape.code)));
        answer.shapes = shapes;
        answer.around.extend(foreign);
        answer.places.retain(|place| sees(tree.by_code(&place.code)));
        answer.unplaced = map.unplaced.iter().filter(|id| sees(tree.get(**id))).count() as u32;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
