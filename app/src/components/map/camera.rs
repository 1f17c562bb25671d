//! Which part of the map is seen: gliding, zooming, dragging. Motion lasts under 200 ms.

use super::super::browser::{animate, next_turn};
use leptos::{ev, prelude::*};
use std::fmt;

/// How long a glide lasts, in milliseconds.
const GLIDE_MS: f64 = 180.0;
/// How far the pointer must move until a press is a drag, in pixels.
const DRAG_FROM: f64 = 4.0;
/// How far one can zoom in.
const CLOSEST: f64 = 12.0;

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
    pub fn usual_unit(&self) -> f64 {
        (self.2 / 560.0).max(self.3 / 560.0)
    }

    fn towards(self, other: Self, part: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * part;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2), mix(self.3, other.3))
    }
}

impl fmt::Display for Box4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} {:.3} {:.3} {:.3}", self.0, self.1, self.2, self.3)
    }
}

/// A round length for the scale bar, about a quarter of the view: map units and kilometres. None where the scale is
/// not known.
pub fn scale_bar(at: Box4, per_km: f64) -> Option<(f64, u32)> {
    if !(per_km > 0.0 && at.2 > 0.0) {
        return None;
    }
    let most = at.2 / 4.0 / per_km;
    let ten = 10f64.powf(most.log10().floor());
    let km = [5.0, 2.0, 1.0].into_iter().map(|n| n * ten).find(|km| *km <= most)?;
    (km >= 1.0).then_some((km * per_km, km as u32))
}

#[derive(Debug, Clone, Copy)]
struct Press {
    x: f64,
    y: f64,
    from: Box4,
}

/// The camera over the map.
#[derive(Clone, Copy)]
pub struct Camera {
    /// What is seen.
    pub at: RwSignal<Box4>,
    press: StoredValue<Option<Press>>,
    dragged: StoredValue<bool>,
    flight: StoredValue<u32>,
}

impl Camera {
    /// A camera that sees `at`.
    pub fn new(at: Box4) -> Self {
        Self {
            at: RwSignal::new(at),
            press: StoredValue::new(None),
            dragged: StoredValue::new(false),
            flight: StoredValue::new(0),
        }
    }

    /// Moves there, at once for whoever asked for no motion.
    pub fn glide(self, to: Box4, at_once: bool) {
        if at_once {
            next_turn(self.flight);
            return self.at.set(to);
        }
        let (at, from) = (self.at, self.at.get_untracked());
        animate(self.flight, GLIDE_MS, move |part| {
            let eased = 1.0 - (1.0 - part).powi(3);
            at.try_set(if part < 1.0 { from.towards(to, eased) } else { to });
        });
    }

    /// Zooms by a factor around a point of the view, given in parts of its width and height; never wider than home.
    pub fn zoom(self, factor: f64, left: f64, top: f64, home: Box4) {
        next_turn(self.flight);
        let at = self.at.get_untracked();
        let width = (at.2 * factor).clamp(home.2 / CLOSEST, home.2);
        let factor = width / at.2;
        let height = at.3 * factor;
        let (x, y) = (at.0 + (at.2 - width) * left, at.1 + (at.3 - height) * top);
        self.at.set(if width >= home.2 { home } else { Box4(x, y, width, height) });
    }

    /// The pointer went down.
    pub fn press(self, event: &ev::PointerEvent) {
        self.dragged.set_value(false);
        let mouse = event.pointer_type() == "mouse" && event.button() == 0;
        // A finger scrolls the page.
        self.press.set_value(mouse.then(|| Press {
            x: f64::from(event.client_x()),
            y: f64::from(event.client_y()),
            from: self.at.get_untracked(),
        }));
    }

    /// The pointer moved; says whether the map is being dragged. `unit` is map units in a pixel.
    pub fn drag(self, event: &ev::PointerEvent, unit: f64) -> bool {
        let Some(press) = self.press.get_value().filter(|_| event.buttons() & 1 == 1) else {
            self.press.set_value(None);
            return false;
        };
        let (dx, dy) = (f64::from(event.client_x()) - press.x, f64::from(event.client_y()) - press.y);
        if dx.hypot(dy) >= DRAG_FROM {
            self.dragged.set_value(true);
        }
        if self.dragged.get_value() {
            self.at.set(Box4(press.from.0 - dx * unit, press.from.1 - dy * unit, press.from.2, press.from.3));
        }
        self.dragged.get_value()
    }

    /// Whether the click that follows ends a drag.
    pub fn was_dragged(self) -> bool {
        self.dragged.get_value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_is_round_and_fits() {
        let view = Box4(0.0, 0.0, 1000.0, 1000.0);
        assert_eq!(scale_bar(view, 2.0), Some((200.0, 100)));
        assert_eq!(scale_bar(view, 1.0), Some((200.0, 200)));
        assert_eq!(scale_bar(view, 0.0), None);
        for per_km in [0.3, 0.7, 1.7, 9.0, 40.0] {
            let (length, km) = scale_bar(view, per_km).unwrap();
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
}
