//! Which part of the map is seen, and what follows from it: reckoned alike on the server, which draws the map, and in the
//! browser, which moves it.

use std::fmt;

/// How far one can zoom in.
const CLOSEST: f64 = 12.0;
/// Height of the names of regions, in pixels.
pub const LABEL: f64 = 11.5;

/// A number as it stands in an attribute. The browser writes it by itself: Rust's own way is ten thousand bytes.
pub fn decimal(number: f64) -> String {
    #[cfg(feature = "ssr")]
    {
        format!("{number:.3}")
    }
    #[cfg(not(feature = "ssr"))]
    {
        js_sys::Number::from(number).to_fixed(3).map_or_else(|_| String::new(), String::from)
    }
}

/// x, y, width, height in map units; written as a `viewBox`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Box4(pub f64, pub f64, pub f64, pub f64);

impl Box4 {
    /// With some room around.
    pub fn padded(view: (f64, f64, f64, f64)) -> Self {
        let (x, y, width, height) = view;
        let room = width.max(height) * 0.03;
        Self(x - room, y - room, (width + 2.0 * room).max(1e-6), (height + 2.0 * room).max(1e-6))
    }

    /// Map units in a pixel, as long as the size of the map on the screen is not known.
    pub fn usual_unit(self) -> f64 {
        self.unit(560.0, 560.0)
    }

    /// Map units in a pixel of a map so many pixels wide and high.
    pub fn unit(self, width: f64, height: f64) -> f64 {
        (self.2 / width).max(self.3 / height)
    }

    /// Between this and another, by the part of the way that is over.
    pub fn towards(self, other: Self, part: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * part;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2), mix(self.3, other.3))
    }

    /// Zoomed by a factor around a point, given in parts of width and height; never wider than home.
    pub fn zoomed(self, factor: f64, left: f64, top: f64, home: Self) -> Self {
        let width = (self.2 * factor).clamp(home.2 / CLOSEST, home.2);
        if width >= home.2 {
            return home;
        }
        let height = self.3 * width / self.2;
        Self(self.0 + (self.2 - width) * left, self.1 + (self.3 - height) * top, width, height)
    }
}

impl fmt::Display for Box4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, width, height] = [self.0, self.1, self.2, self.3].map(decimal);
        write!(f, "{x} {y} {width} {height}")
    }
}

/// The scale bar, in attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleBar {
    /// Its line.
    pub path: String,
    /// Where its words go.
    pub x: String,
    /// Where its words go.
    pub y: String,
    /// Height of its words.
    pub size: String,
    /// How long it is.
    pub words: String,
}

/// A round length for the scale bar, at most a quarter of the view: map units and kilometres. None where the scale is
/// not known.
fn round_length(at: Box4, per_km: f64) -> Option<(f64, u32)> {
    const ROUND: [u32; 12] = [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
    if !(per_km > 0.0 && at.2 > 0.0) {
        return None;
    }
    let most = at.2 / 4.0 / per_km;
    let km = ROUND.into_iter().find(|km| f64::from(*km) <= most)?;
    Some((f64::from(km) * per_km, km))
}

/// The scale bar in the corner of what is seen; `unit` is map units in a pixel.
pub fn scale_bar(at: Box4, per_km: f64, unit: f64) -> Option<ScaleBar> {
    let (length, km) = round_length(at, per_km)?;
    let (x, y) = (at.0 + 12.0 * unit, at.1 + at.3 - 12.0 * unit);
    let [left, top, down, up] = [x, y - 5.0 * unit, 5.0 * unit, -5.0 * unit].map(decimal);
    let [length, middle, above, size] = [length, x + length / 2.0, y - 7.0 * unit, 11.0 * unit].map(decimal);
    Some(ScaleBar {
        path: format!("M{left} {top}v{down}h{length}v{up}"),
        x: middle,
        y: above,
        size,
        words: format!("{km} km"),
    })
}

/// Which names have room beside each other when written `size` map units high: of two that would overlap, the one that
/// comes first. A name is where its middle is, and how many heights of the type it is wide.
pub fn room_for(names: &[(f64, f64, f64)], size: f64) -> Vec<bool> {
    let mut shown = vec![false; names.len()];
    for (n, name) in names.iter().enumerate() {
        let apart = |other: &(f64, f64, f64)| {
            let reach = (name.2 + other.2) / 2.0 * size;
            (name.0 - other.0).abs() > reach || (name.1 - other.1).abs() > size * 1.1
        };
        shown[n] = names[..n].iter().zip(&shown).all(|(other, shown)| !shown || apart(other));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_is_round_and_fits() {
        let view = Box4(0.0, 0.0, 1000.0, 1000.0);
        assert_eq!(round_length(view, 2.0), Some((200.0, 100)));
        assert_eq!(round_length(view, 1.0), Some((200.0, 200)));
        assert_eq!(round_length(view, 0.0), None);
        assert_eq!(round_length(view, 400.0), None, "less than a kilometre");
        for per_km in [0.3, 0.7, 1.7, 9.0, 40.0] {
            let (length, km) = round_length(view, per_km).unwrap();
            assert!(length <= 250.0 && length > 90.0, "{per_km}: {length}");
            assert!((f64::from(km) * per_km - length).abs() < 1e-9);
        }
    }

    #[test]
    fn halfway_is_between() {
        let (a, b) = (Box4(0.0, 0.0, 100.0, 80.0), Box4(50.0, 20.0, 10.0, 8.0));
        assert_eq!(a.towards(b, 0.5), Box4(25.0, 10.0, 55.0, 44.0));
        assert_eq!(a.towards(b, 1.0), b);
    }

    #[test]
    fn zooming_keeps_the_point_and_ends_at_home() {
        let home = Box4(0.0, 0.0, 100.0, 80.0);
        let near = home.zoomed(0.5, 1.0, 0.0, home);
        assert_eq!(near, Box4(50.0, 0.0, 50.0, 40.0));
        assert_eq!(near.zoomed(4.0, 0.0, 0.0, home), home);
        assert_eq!(home.zoomed(0.001, 0.0, 0.0, home).2, 100.0 / CLOSEST);
    }
}
