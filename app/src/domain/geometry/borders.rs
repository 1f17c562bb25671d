//! Fewer points without gaps: what two neighbours, or a city and its counties, have in common stays in common.
//!
//! Borders are cut into arcs at the points where more than two lines meet. An arc is always simplified in the same
//! direction and from its own points alone, so every area that has it gets the same line. The rule is that of D. H.
//! Douglas and T. K. Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
//! line", The Canadian Cartographer 10 (1973); every arc keeps its farthest point, so that no area collapses.

use super::{Area, Frame, Outline};
use std::collections::{BTreeMap, HashMap};

/// A point by its place on earth in 10⁻⁷ degrees, about a centimetre: the same for all areas that share it.
type Key = (i64, i64);

#[derive(Debug, Clone, Copy)]
struct Vertex {
    key: Key,
    x: f64,
    y: f64,
    node: bool,
}

/// Projected borders of areas that may touch.
#[derive(Debug, Clone, Default)]
pub struct Borders {
    areas: BTreeMap<String, Vec<Vec<Vec<Vertex>>>>,
}

impl Borders {
    /// Projects areas and finds out where their borders meet. Give all that are ever shown together.
    pub fn new<'a>(areas: impl IntoIterator<Item = &'a Area>, frame: &Frame) -> Self {
        let vertex = |(lon, lat): &(f64, f64)| {
            let (x, y) = frame.place(*lat, *lon);
            Vertex { key: ((lon * 1e7).round() as i64, (lat * 1e7).round() as i64), x, y, node: false }
        };
        let mut borders = Self::default();
        for area in areas {
            let polygons = area.polygons.iter().map(|polygon| {
                polygon.iter().map(|ring| ring.iter().map(vertex).collect::<Vec<_>>()).collect::<Vec<_>>()
            });
            borders.areas.insert(area.code.clone(), polygons.collect());
        }
        borders.find_nodes();
        borders
    }

    /// A point is a node unless all lines through it come from and go to the same two points.
    fn find_nodes(&mut self) {
        let mut beside: HashMap<Key, [Option<Key>; 3]> = HashMap::new();
        let rings = || self.areas.values().flatten().flatten();
        for ring in rings() {
            for (i, vertex) in ring.iter().enumerate() {
                let known = beside.entry(vertex.key).or_default();
                for other in [ring[(i + ring.len() - 1) % ring.len()].key, ring[(i + 1) % ring.len()].key] {
                    if !known.contains(&Some(other))
                        && let Some(free) = known.iter_mut().find(|slot| slot.is_none())
                    {
                        *free = Some(other);
                    }
                }
            }
        }
        for vertex in self.areas.values_mut().flatten().flatten().flatten() {
            vertex.node = beside.get(&vertex.key).is_some_and(|known| known[2].is_some());
        }
    }

    /// Whether an area is known.
    pub fn has(&self, code: &str) -> bool {
        self.areas.contains_key(code)
    }

    /// The outline of an area, with points left out that lie within `tolerance` map units of the line without them.
    /// Outlines of the same tolerance fit each other.
    pub fn outline(&self, code: &str, tolerance: f64) -> Option<Outline> {
        let polygons = self.areas.get(code)?.iter();
        Some(Outline::new(
            polygons.map(|rings| rings.iter().map(|ring| simplify_ring(ring, tolerance)).collect()),
        ))
    }
}

fn simplify_ring(ring: &[Vertex], tolerance: f64) -> Vec<(f64, f64)> {
    // Begin at a node; a ring without one, at its smallest point, which is the same for both sides of it.
    let nodes: Vec<usize> = (0..ring.len()).filter(|&i| ring[i].node).collect();
    let starts = match nodes.is_empty() {
        true => (0..ring.len()).min_by_key(|&i| ring[i].key).into_iter().collect(),
        false => nodes,
    };
    let mut kept = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(starts[0] + ring.len());
        let mut arc: Vec<Vertex> = (start..=end).map(|i| ring[i % ring.len()]).collect();
        let last = arc.len() - 1;
        let backwards = match arc[0].key.cmp(&arc[last].key) {
            std::cmp::Ordering::Equal => arc[1].key > arc[last - 1].key,
            order => order.is_gt(),
        };
        if backwards {
            arc.reverse();
        }
        let mut arc = simplify_arc(&arc, tolerance);
        if backwards {
            arc.reverse();
        }
        arc.pop(); // the next arc begins with it
        kept.extend(arc);
    }
    kept
}

fn simplify_arc(arc: &[Vertex], tolerance: f64) -> Vec<(f64, f64)> {
    let last = arc.len() - 1;
    let mut keep = vec![false; arc.len()];
    (keep[0], keep[last]) = (true, true);
    let mut todo = vec![(0, last, true)];
    while let Some((from, to, whole)) = todo.pop() {
        let mut farthest = (0, -1.0);
        for i in from + 1..to {
            let distance = distance2(arc[i], arc[from], arc[to]);
            if distance > farthest.1 {
                farthest = (i, distance);
            }
        }
        let (at, distance) = farthest;
        // A closed arc needs two points besides its start to enclose anything.
        let closed = whole && arc[0].key == arc[last].key;
        if at > 0 && (whole || distance > tolerance * tolerance) {
            keep[at] = true;
            todo.push((from, at, closed));
            todo.push((at, to, closed));
        }
    }
    arc.iter().zip(keep).filter(|(_, keep)| *keep).map(|(vertex, _)| (vertex.x, vertex.y)).collect()
}

/// Squared distance of a point from a segment.
fn distance2(p: Vertex, a: Vertex, b: Vertex) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    let (ex, ey) = (p.x - a.x - along * dx, p.y - a.y - along * dy);
    ex * ex + ey * ey
}
