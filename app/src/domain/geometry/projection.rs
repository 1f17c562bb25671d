//! From degrees to map units: Albers' equal-area conic projection, on the ellipsoid.
//!
//! Why this one: a choropleth map speaks by area, so areas must be true. With the standard parallels one sixth of the
//! height inside the extent (Snyder's rule) the scale of a province of 167,000 km², six degrees high, is nowhere off
//! by more than 0.1 %, which also serves a scale bar; transverse Mercator is as good but distorts areas and grows
//! worse for wide provinces. The same formulas hold for a whole country.
//!
//! Formulas: J. P. Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987), pages 98 to 103,
//! equations 14-3, 14-4, 14-12 to 14-15 and 3-12; checked against his numerical example on page 292.

/// Shape of the earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipsoid {
    /// Half the equatorial diameter, km.
    pub equatorial_km: f64,
    /// First eccentricity, squared.
    pub eccentricity2: f64,
}

impl Ellipsoid {
    /// WGS 84; CGCS2000 differs by less than a millimetre.
    pub const WGS84: Self = Self { equatorial_km: 6378.137, eccentricity2: 0.006_694_379_990_14 };

    /// Snyder's m (14-15).
    fn m(self, latitude: f64) -> f64 {
        let sine = latitude.sin();
        latitude.cos() / (1.0 - self.eccentricity2 * sine * sine).sqrt()
    }

    /// Snyder's q (3-12).
    fn q(self, latitude: f64) -> f64 {
        let (e2, e, sine) = (self.eccentricity2, self.eccentricity2.sqrt(), latitude.sin());
        (1.0 - e2) * (sine / (1.0 - e2 * sine * sine) + (e * sine).atanh() / e)
    }
}

/// Albers' equal-area conic projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Albers {
    ellipsoid: Ellipsoid,
    n: f64,
    c: f64,
    rho0: f64,
    meridian: f64,
}

impl Albers {
    /// With two standard parallels, the origin's latitude and the central meridian, all in degrees.
    pub fn new(ellipsoid: Ellipsoid, mut parallels: (f64, f64), origin: f64, meridian: f64) -> Self {
        // Parallels opposite each other turn the cone into a cylinder, for which the formulas have no value; a
        // tenth of a degree is enough of a cone.
        if (parallels.0 + parallels.1).abs() < 0.1 {
            parallels.1 += 0.2;
        }
        let (first, second) = (parallels.0.to_radians(), parallels.1.to_radians());
        let (m1, m2) = (ellipsoid.m(first), ellipsoid.m(second));
        let (q1, q2) = (ellipsoid.q(first), ellipsoid.q(second));
        let n = if (second - first).abs() < 1e-9 { first.sin() } else { (m1 * m1 - m2 * m2) / (q2 - q1) };
        let c = m1 * m1 + n * q1;
        let mut albers = Self { ellipsoid, n, c, rho0: 0.0, meridian };
        albers.rho0 = albers.rho(origin);
        albers
    }

    fn rho(&self, latitude: f64) -> f64 {
        let q = self.ellipsoid.q(latitude.to_radians());
        self.ellipsoid.equatorial_km * (self.c - self.n * q).max(0.0).sqrt() / self.n
    }

    /// Kilometres east and north of the origin.
    pub fn project(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let east = (longitude - self.meridian + 180.0).rem_euclid(360.0) - 180.0;
        let (rho, theta) = (self.rho(latitude), self.n * east.to_radians());
        // ρ₀ − ρ·cos θ, written so that nothing is lost near the equator where both are enormous.
        let half = (theta / 2.0).sin();
        (rho * theta.sin(), (self.rho0 - rho) + 2.0 * rho * half * half)
    }
}

/// A flat map: 1000 units on its longer side, x to the east, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    albers: Albers,
    per_km: f64,
    left_km: f64,
    top_km: f64,
    width: f64,
    height: f64,
}

/// Units on the longer side.
const LONGER: f64 = 1000.0;

impl Frame {
    /// Fits all places, given as latitude and longitude; `None` when there is none. A single place gets ten
    /// kilometres around it.
    pub fn around(places: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let extent = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (south, north) = extent(&mut places.clone().map(|place| place.0));
        let (west, east) = extent(&mut places.clone().map(|place| place.1));
        if !(south <= north && west <= east) {
            return None;
        }
        let sixth = (north - south) / 6.0;
        let (origin, meridian) = ((south + north) / 2.0, (west + east) / 2.0);
        let albers = Albers::new(Ellipsoid::WGS84, (south + sixth, north - sixth), origin, meridian);
        let (left, right) = extent(&mut places.clone().map(|(lat, lon)| albers.project(lat, lon).0));
        let (bottom, top) = extent(&mut places.map(|(lat, lon)| albers.project(lat, lon).1));
        let least = |low: f64, high: f64| {
            let add = ((10.0 - (high - low)) / 2.0).max(0.0);
            (low - add, high + add)
        };
        let ((left, right), (bottom, top)) = (least(left, right), least(bottom, top));
        let per_km = LONGER / (right - left).max(top - bottom);
        let (width, height) = ((right - left) * per_km, (top - bottom) * per_km);
        Some(Self { albers, per_km, left_km: left, top_km: top, width, height })
    }

    /// Where a place lies, in map units.
    pub fn place(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let (east, north) = self.albers.project(latitude, longitude);
        ((east - self.left_km) * self.per_km, (self.top_km - north) * self.per_km)
    }

    /// Map units in a kilometre.
    pub fn per_km(&self) -> f64 {
        self.per_km
    }

    /// Width and height in map units; the longer is 1000.
    pub fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }
}
