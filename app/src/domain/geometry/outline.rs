//! An area in map units: as SVG path, its box, its size, and where its name goes.

use std::{cmp::Ordering, collections::BinaryHeap, fmt::Write as _};

/// A box in map units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Bounds {
    /// The box of points; `None` without any.
    pub fn of(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().map(|(x, y)| Self { left: x, top: y, right: x, bottom: y }).reduce(Self::and)
    }

    /// The box of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Width.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the boxes have a point in common.
    pub fn touches(self, other: Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    /// The box around it that has `width : height = aspect`, is at least `least` wide and high, and leaves `margin`
    /// (a share of its longer side) free all around.
    pub fn view(self, aspect: f64, margin: f64, least: f64) -> Self {
        let add = self.width().max(self.height()) * margin;
        let (width, height) = ((self.width() + 2.0 * add).max(least), (self.height() + 2.0 * add).max(least));
        let (width, height) = (width.max(height * aspect), height.max(width / aspect));
        let (x, y) = ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0);
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }
}

/// An area: polygons of rings, the outer first, in map units.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    polygons: Vec<Vec<Vec<(f64, f64)>>>,
}

impl Outline {
    /// From polygons of rings whose last point is not the first again.
    pub fn new(polygons: impl IntoIterator<Item = Vec<Vec<(f64, f64)>>>) -> Self {
        Self { polygons: polygons.into_iter().collect() }
    }

    /// The rings.
    pub fn polygons(&self) -> &[Vec<Vec<(f64, f64)>>] {
        &self.polygons
    }

    /// The box around it.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.polygons.iter().flatten().flatten().copied())
    }

    /// Its size in square units, holes taken off.
    pub fn area(&self) -> f64 {
        let polygon = |rings: &Vec<Vec<(f64, f64)>>| {
            let mut areas = rings.iter().map(|ring| signed_area(ring).abs());
            areas.next().unwrap_or(0.0) - areas.sum::<f64>()
        };
        self.polygons.iter().map(polygon).sum()
    }

    /// As SVG path, relative, with 0 to 3 decimals. Points are rounded before they are subtracted, so that errors do
    /// not add up and neighbours stay together. Outer rings and holes turn opposite ways: either fill rule is right.
    pub fn path(&self, decimals: u32) -> String {
        let factor = 10i64.pow(decimals.min(3));
        let round =
            |(x, y): (f64, f64)| ((x * factor as f64).round() as i64, (y * factor as f64).round() as i64);
        let mut path = String::new();
        for ring in self.polygons.iter().flatten() {
            let mut points: Vec<_> = ring.iter().copied().map(round).collect();
            points.dedup();
            if points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
            let Some(&(mut x, mut y)) = points.first() else { continue };
            path.push('M');
            number(&mut path, x, factor, true);
            number(&mut path, y, factor, false);
            for (i, point) in points[1..].iter().enumerate() {
                if i == 0 {
                    path.push('l');
                }
                number(&mut path, point.0 - x, factor, i == 0);
                number(&mut path, point.1 - y, factor, false);
                (x, y) = *point;
            }
            path.push('z');
        }
        path
    }

    /// Where the name goes: the point of the largest polygon that is farthest from its border (pole of
    /// inaccessibility), found as in Mapbox' polylabel (V. Agafonkin, 2016), to a fiftieth of its height or width.
    /// `None` without any polygon.
    pub fn label(&self) -> Option<(f64, f64)> {
        let largest = self.polygons.iter().filter(|rings| rings.first().is_some_and(|ring| ring.len() > 2));
        let rings = largest.max_by(|a, b| signed_area(&a[0]).abs().total_cmp(&signed_area(&b[0]).abs()))?;
        pole(rings)
    }
}

/// `12.3 -.5`: no needless zeros, a space only where nothing else parts the numbers.
fn number(path: &mut String, value: i64, factor: i64, first: bool) {
    if value < 0 {
        path.push('-');
    } else if !first {
        path.push(' ');
    }
    let (whole, mut part) = (value.abs() / factor, value.abs() % factor);
    if whole > 0 || part == 0 {
        let _ = write!(path, "{whole}");
    }
    if part > 0 {
        path.push('.');
        let mut unit = factor / 10;
        while part > 0 {
            let _ = write!(path, "{}", part / unit);
            (part, unit) = (part % unit, unit / 10);
        }
    }
}

/// Shoelace.
fn signed_area(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let (x0, y0) = ring.first().copied().unwrap_or_default();
    ring.iter().zip(next).map(|(a, b)| (a.0 - x0) * (b.1 - y0) - (b.0 - x0) * (a.1 - y0)).sum::<f64>() / 2.0
}

/// A square to search, with its distance from the border and the most that any point in it can have.
struct Cell {
    x: f64,
    y: f64,
    half: f64,
    distance: f64,
    most: f64,
}

impl Cell {
    fn new(x: f64, y: f64, half: f64, rings: &[Vec<(f64, f64)>]) -> Self {
        let distance = inside_distance((x, y), rings);
        Self { x, y, half, distance, most: distance + half * std::f64::consts::SQRT_2 }
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        self.most.total_cmp(&other.most)
    }
}
impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Cell {}

fn pole(rings: &[Vec<(f64, f64)>]) -> Option<(f64, f64)> {
    let bounds = Bounds::of(rings[0].iter().copied())?;
    let size = bounds.width().min(bounds.height());
    if size <= 0.0 {
        return rings[0].first().copied();
    }
    let precision = size / 50.0;
    let mut cells = BinaryHeap::new();
    let half = size / 2.0;
    for i in 0..(bounds.width() / size).ceil() as u32 {
        for j in 0..(bounds.height() / size).ceil() as u32 {
            let (x, y) = (bounds.left + size * f64::from(i) + half, bounds.top + size * f64::from(j) + half);
            cells.push(Cell::new(x, y, half, rings));
        }
    }
    let middle = ((bounds.left + bounds.right) / 2.0, (bounds.top + bounds.bottom) / 2.0);
    let mut best = Cell::new(middle.0, middle.1, 0.0, rings);
    while let Some(cell) = cells.pop() {
        // Even where the shape is thinner than the precision, the search goes on until it is inside.
        let enough = if best.distance > 0.0 { precision } else { 0.0 };
        if cell.most - best.distance <= enough || cell.half < size * 1e-9 {
            break;
        }
        let half = cell.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            cells.push(Cell::new(cell.x + dx, cell.y + dy, half, rings));
        }
        if cell.distance > best.distance {
            best = cell;
        }
    }
    Some((best.x, best.y))
}

/// Distance from the border; negative outside.
fn inside_distance((x, y): (f64, f64), rings: &[Vec<(f64, f64)>]) -> f64 {
    let (mut inside, mut least) = (false, f64::INFINITY);
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
                inside = !inside;
            }
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let length2 = dx * dx + dy * dy;
            let along = if length2 > 0.0 {
                (((x - a.0) * dx + (y - a.1) * dy) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            least = least.min((x - a.0 - along * dx).powi(2) + (y - a.1 - along * dy).powi(2));
        }
    }
    if inside { least.sqrt() } else { -least.sqrt() }
}
