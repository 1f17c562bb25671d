//! Peers: units of the same level and of the same groups, in the whole province. A post's are the posts of its tribunal's
//! peers. What is told of peers is how all of them spread, never a single one.

use super::values::query::Cell;
use app::domain::{
    analysis::{Dimension, Spread},
    periods::Month,
    tree::Tree,
    units::{Level, Unit},
    values::Status,
};
use std::collections::HashMap;

/// What makes units peers where nothing else is said.
pub(crate) const USUAL: [Dimension; 1] = [Dimension::Kind];

/// A group of peers: their level, and a group for each dimension, empty for those that are in none.
pub(crate) type PeerGroup = (Level, Vec<String>);

/// The group of a unit.
pub(crate) fn peer_group(tree: &Tree, unit: &Unit, dimensions: &[Dimension], month: Month) -> PeerGroup {
    let tribunal = match unit.level {
        Level::Post => tree.parent_in(unit.id, super::units::last(unit, month)).and_then(|id| tree.get(id)),
        _ => Some(unit),
    };
    let group = |dimension: &Dimension| tribunal.and_then(|unit| dimension.group_of(unit));
    let groups = dimensions.iter().map(|dimension| group(dimension).unwrap_or_default().to_owned());
    let groups: Vec<String> = groups.collect();
    // Whoever is in no group at all is a peer of all others of the level that are in none.
    let none = groups.iter().all(String::is_empty);
    (unit.level, if none { vec![] } else { groups })
}

/// How values spread within groups. Values that rest on too little are left out, and so are groups of too few.
pub(crate) fn spreads<'a>(
    values: impl IntoIterator<Item = (PeerGroup, &'a Cell)>,
) -> HashMap<PeerGroup, Spread> {
    let mut groups: HashMap<PeerGroup, Vec<f64>> = HashMap::new();
    for (group, cell) in values {
        if matches!(cell.status, Status::Ok | Status::Partial)
            && let Some(value) = cell.computed.value
        {
            groups.entry(group).or_default().push(value);
        }
    }
    let spread = |(group, values)| Some((group, Spread::of(values)?));
    groups.into_iter().filter_map(spread).filter(|(_, spread)| spread.count >= Spread::FEWEST).collect()
}
