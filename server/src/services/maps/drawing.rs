//! Drawing the map of a unit: its outline, the areas below, the areas around, the places of its tribunals.

use super::Boundaries;
use app::{
    api::maps::{MapAnswer, Place, Shape},
    domain::{
        geometry::{Area, Borders, Bounds, Frame},
        periods::Month,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::collections::BTreeMap;

/// Free space around what is shown, as a share of its longer side.
const MARGIN: f64 = 0.04;
/// A view is at least so many kilometres wide, around an area …
const LEAST_AREA_KM: f64 = 3.0;
/// … and around places, where something must be seen to find one's way.
const LEAST_PLACE_KM: f64 = 30.0;
/// Points this share of the longer side of the view beside a line are left out: less than a pixel.
const TOLERANCE: f64 = 0.000_6;
/// Views narrower than this many units need hundredths; others tenths.
const FINE_VIEW: f64 = 150.0;

/// A province on the flat: what all its maps have in common.
#[derive(Debug)]
pub(super) struct Ground {
    /// None where nothing has a place.
    frame: Option<Frame>,
    borders: Borders,
    /// Every area by code, with its unit's level and its box.
    areas: BTreeMap<String, (UnitId, Level, Bounds)>,
}

/// A map before it is cut to what somebody may see.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) answer: MapAnswer,
    pub(super) unplaced: Vec<UnitId>,
}

/// Units below the root that exist and have a boundary.
fn with_area<'a>(
    boundaries: &'a Boundaries,
    tree: &'a Tree,
    root: UnitId,
    month: Month,
) -> impl Iterator<Item = (&'a Unit, &'a Area)> + Clone {
    let inside = move |unit: &&Unit| unit.exists_in(month) && tree.is_within(unit.id, root, month);
    tree.units()
        .iter()
        .filter(|unit| boundaries.areas.contains_key(&unit.code))
        .filter(inside)
        .filter_map(|unit| Some((unit, boundaries.areas.get(&unit.code)?)))
}

impl Ground {
    /// Projects everything below a root.
    pub(super) fn new(boundaries: &Boundaries, tree: &Tree, root: UnitId, month: Month) -> Self {
        let found = with_area(boundaries, tree, root, month);
        let points = found
            .clone()
            .flat_map(|(_, area)| area.polygons.iter().flatten().flatten())
            .map(|(lon, lat)| (*lat, *lon));
        // Without any area the places themselves span the map.
        let frame = Frame::around(points).or_else(|| {
            let below = tree.units().iter().filter(|unit| tree.is_within(unit.id, root, month));
            Frame::around(below.filter_map(|unit| unit.position))
        });
        let mut ground = Self { frame, borders: Borders::default(), areas: BTreeMap::new() };
        if let Some(frame) = &ground.frame {
            ground.borders = Borders::new(found.clone().map(|(_, area)| area), frame);
            for (unit, area) in found {
                let bounds = ground.borders.outline(&area.code, 0.0).and_then(|outline| outline.bounds());
                if let Some(bounds) = bounds {
                    ground.areas.insert(unit.code.clone(), (unit.id, unit.level, bounds));
                }
            }
        }
        if boundaries.own && ground.areas.is_empty() {
            let root = tree.get(root).map_or("", |unit| unit.code.as_str());
            tracing::warn!(root, "no area of the boundaries has the code of a unit");
        }
        ground
    }

    /// Whether it still holds in another state of the tree: the same areas. Ground without areas hangs on places,
    /// which may have moved.
    pub(super) fn fits(&self, boundaries: &Boundaries, tree: &Tree, root: UnitId, month: Month) -> bool {
        let mut count = 0;
        let known = with_area(boundaries, tree, root, month).all(|(unit, _)| {
            count += 1;
            self.areas.get(&unit.code).is_some_and(|(id, level, _)| (*id, *level) == (unit.id, unit.level))
        });
        count > 0 && known && count == self.areas.len()
    }
}

/// The nearest units below that have an area: usually the children; where a child has none, its children.
fn parts<'a>(ground: &Ground, tree: &'a Tree, unit: UnitId, month: Month, depth: u32) -> Vec<&'a Unit> {
    let mut found = vec![];
    for child in tree.children_in(unit, month).filter(|child| child.level < Level::Tribunal) {
        if ground.areas.contains_key(&child.code) {
            found.push(child);
        } else if depth > 0 {
            found.extend(parts(ground, tree, child.id, month, depth - 1));
        }
    }
    found
}

/// The tribunals of a unit: those below, a tribunal itself, the tribunal of a post.
fn tribunals<'a>(tree: &'a Tree, unit: &'a Unit, month: Month) -> Vec<&'a Unit> {
    match unit.level {
        Level::Post => tree.parent_in(unit.id, month).and_then(|id| tree.get(id)).into_iter().collect(),
        _ => tree.below(unit.id, Level::Tribunal, month),
    }
}

/// Draws the map of a unit.
pub(super) fn draw(ground: &Ground, boundaries: &Boundaries, tree: &Tree, unit: &Unit, month: Month) -> Map {
    let tribunals = tribunals(tree, unit, month);
    let unplaced = tribunals.iter().filter(|t| t.position.is_none()).map(|t| t.id).collect();
    let mut answer = MapAnswer {
        unit: unit.code.clone(),
        view: (0.0, 0.0, 1000.0, 1000.0),
        outline: String::new(),
        shapes: vec![],
        around: vec![],
        places: vec![],
        unplaced: 0,
        source: String::new(),
        approval: String::new(),
        per_km: 0.0,
    };
    let Some(frame) = &ground.frame else { return Map { answer, unplaced } };
    let (width, height) = frame.size();
    answer.per_km = frame.per_km();
    let parts = parts(ground, tree, unit.id, month, 2);
    let places: Vec<_> = tribunals
        .iter()
        .filter_map(|tribunal| Some((tribunal, tribunal.position?)))
        .map(|(tribunal, (lat, lon))| (&tribunal.code, frame.place(lat, lon)))
        .collect();

    let own = ground.areas.get(&unit.code).map(|(_, _, bounds)| *bounds);
    let areas = own.or_else(|| {
        parts.iter().filter_map(|part| ground.areas.get(&part.code)).map(|area| area.2).reduce(Bounds::and)
    });
    let (bounds, least_km) = match areas {
        Some(bounds) => (Some(bounds), LEAST_AREA_KM),
        None => (Bounds::of(places.iter().map(|(_, place)| *place)), LEAST_PLACE_KM),
    };
    let Some(bounds) = bounds else {
        answer.view = (0.0, 0.0, tidy(width, 1), tidy(height, 1));
        return Map { answer, unplaced };
    };
    // Every view has the proportions of the province, so that one glides into another and nothing jumps.
    let view = bounds.view(width / height, MARGIN, least_km * frame.per_km());
    let longer = view.width().max(view.height());
    let pen = Pen {
        ground,
        boundaries,
        tree,
        tolerance: longer * TOLERANCE,
        decimals: if longer < FINE_VIEW { 2 } else { 1 },
    };

    answer.view = (
        tidy(view.left, pen.decimals),
        tidy(view.top, pen.decimals),
        tidy(view.width(), pen.decimals),
        tidy(view.height(), pen.decimals),
    );
    answer.outline = pen.path(&unit.code);
    answer.shapes = parts.iter().filter_map(|part| pen.shape(&part.code)).collect();
    // Around lies what has the unit's own level; around a unit without an area, the smallest areas there are.
    let level = match own {
        Some(_) => Some(unit.level),
        None => ground.areas.values().map(|(_, level, _)| *level).max(),
    };
    let shown = |code: &str| code == unit.code || answer.shapes.iter().any(|shape| shape.code == code);
    answer.around = ground
        .areas
        .iter()
        .filter(|(code, (_, of, bounds))| Some(*of) == level && bounds.touches(view) && !shown(code))
        .filter_map(|(code, _)| pen.shape(code))
        .collect();
    answer.places = places
        .into_iter()
        .map(|(code, (x, y))| Place {
            code: code.clone(),
            x: tidy(x, pen.decimals),
            y: tidy(y, pen.decimals),
        })
        .collect();
    if !(answer.outline.is_empty() && answer.shapes.is_empty() && answer.around.is_empty()) {
        answer.source.clone_from(&boundaries.source);
        answer.approval.clone_from(&boundaries.approval);
    }
    Map { answer, unplaced }
}

/// How finely areas are drawn in one view: the same for all of it, so that borders fit.
struct Pen<'a> {
    ground: &'a Ground,
    boundaries: &'a Boundaries,
    tree: &'a Tree,
    tolerance: f64,
    decimals: u32,
}

impl Pen<'_> {
    fn path(&self, code: &str) -> String {
        self.ground
            .borders
            .outline(code, self.tolerance)
            .map(|outline| outline.path(self.decimals))
            .unwrap_or_default()
    }

    /// An area under its own name: 东湖区, where its court is 南昌市东湖区人民法院.
    fn shape(&self, code: &str) -> Option<Shape> {
        let unit = self.tree.by_code(code)?;
        let area = self.boundaries.areas.get(code)?;
        let outline = self.ground.borders.outline(code, self.tolerance)?;
        let (x, y) = outline.label()?;
        let name_en = if area.name_en.is_empty() { &unit.name_en } else { &area.name_en };
        Some(Shape {
            code: unit.code.clone(),
            level: unit.level,
            name: area.name.clone(),
            name_en: name_en.clone(),
            path: outline.path(self.decimals),
            label: (tidy(x, self.decimals), tidy(y, self.decimals)),
        })
    }
}

/// Rounds to some decimals.
fn tidy(value: f64, decimals: u32) -> f64 {
    let factor = f64::from(10u32.pow(decimals));
    (value * factor).round() / factor
}
