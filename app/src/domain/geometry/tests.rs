use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

const DEMO: &str = include_str!("../../../../server/demo/boundaries.geojson");

fn demo() -> (Vec<Area>, Frame, Borders) {
    let areas = read_areas(DEMO).unwrap();
    let points = areas.iter().flat_map(|area| area.polygons.iter().flatten().flatten());
    let frame = Frame::around(points.map(|(lon, lat)| (*lat, *lon))).unwrap();
    let borders = Borders::new(&areas, &frame);
    (areas, frame, borders)
}

fn inside(point: (f64, f64), outline: &Outline) -> bool {
    let mut inside = false;
    for ring in outline.polygons().iter().flatten() {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a.1 > point.1) != (b.1 > point.1)
                && point.0 < (b.0 - a.0) * (point.1 - a.1) / (b.1 - a.1) + a.0
            {
                inside = !inside;
            }
        }
    }
    inside
}

#[test]
fn albers_agrees_with_snyders_example() {
    let clarke = Ellipsoid { equatorial_km: 6378.2064, eccentricity2: 0.006_768_66 };
    let albers = Albers::new(clarke, (29.5, 45.5), 23.0, -96.0);
    let (x, y) = albers.project(35.0, -75.0);
    assert!((x - 1885.4727).abs() < 1e-3 && (y - 1535.9250).abs() < 1e-3, "{x} {y}");
}

#[test]
fn the_demo_province_has_its_size_and_its_scale() {
    let (areas, frame, borders) = demo();
    assert_eq!(areas.len(), 112);
    let (width, height) = frame.size();
    assert_eq!(width.max(height), 1000.0);
    let km2 = |code: &str| borders.outline(code, 0.0).unwrap().area() / frame.per_km().powi(2);
    // Geodesic areas of the same borders, from units.csv.
    for (code, expected) in [("36", 167_050.6), ("3601", 7189.7), ("3603", 3823.7)] {
        let error = km2(code) / expected - 1.0;
        assert!(error.abs() < 0.002, "{code}: {} km², off by {error}", km2(code));
    }
    let cities: f64 = areas.iter().filter(|area| area.level == "city").map(|area| km2(&area.code)).sum();
    assert!((cities / km2("36") - 1.0).abs() < 1e-4, "the cities fill the province");
    // Nanchang to Ganzhou, 28.6820 N 115.8579 E to 25.8311 N 114.9336 E: 328.89 km along the geodesic (Vincenty).
    let (a, b) = (frame.place(28.682, 115.8579), frame.place(25.8311, 114.9336));
    let km = (a.0 - b.0).hypot(a.1 - b.1) / frame.per_km();
    assert!((km / 328.89 - 1.0).abs() < 0.001, "{km} km");
}

#[test]
fn neighbours_and_levels_share_their_borders_after_simplification() {
    let (areas, _, borders) = demo();
    for tolerance in [0.0, 0.3, 1.0, 4.0] {
        let edges = |level: &str| {
            let mut edges = Vec::new();
            for area in areas.iter().filter(|area| area.level == level) {
                let outline = borders.outline(&area.code, tolerance).unwrap();
                for ring in outline.polygons().iter().flatten() {
                    assert!(ring.len() >= 3, "{} collapses", area.code);
                    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                        edges.push([a.0.to_bits(), a.1.to_bits(), b.0.to_bits(), b.1.to_bits()]);
                    }
                }
            }
            edges
        };
        // An edge of a county is the reverse of an edge of its neighbour, or an edge of the province; and so on up.
        for (lower, upper) in [("county", "city"), ("city", "province"), ("county", "province")] {
            let all: HashSet<_> = edges(lower).into_iter().collect();
            let outer: HashSet<_> =
                all.iter().filter(|[a, b, c, d]| !all.contains(&[*c, *d, *a, *b])).copied().collect();
            let above: HashSet<_> = edges(upper).into_iter().collect();
            let above_outer: HashSet<_> =
                above.iter().filter(|[a, b, c, d]| !above.contains(&[*c, *d, *a, *b])).copied().collect();
            assert_eq!(outer, above_outer, "{lower} in {upper} at {tolerance}");
        }
    }
}

#[test]
fn simplification_drops_points_and_keeps_the_shape() {
    let (areas, _, borders) = demo();
    for area in &areas {
        let (full, less) =
            (borders.outline(&area.code, 0.0).unwrap(), borders.outline(&area.code, 0.5).unwrap());
        let count = |outline: &Outline| outline.polygons().iter().flatten().flatten().count();
        assert!(count(&less) <= count(&full));
        assert!((less.area() / full.area() - 1.0).abs() < 0.05, "{}", area.name);
    }
    let total = |tolerance| -> usize {
        areas.iter().map(|area| borders.outline(&area.code, tolerance).unwrap().path(1).len()).sum()
    };
    assert!(total(2.0) * 2 < total(0.0), "{} of {}", total(2.0), total(0.0));
}

#[test]
fn labels_lie_inside_even_of_crooked_areas() {
    let (areas, _, borders) = demo();
    for area in &areas {
        let outline = borders.outline(&area.code, 0.3).unwrap();
        assert!(inside(outline.label().unwrap(), &outline), "{}", area.name);
    }
    let ring = vec![
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 1.0),
        (1.0, 1.0),
        (1.0, 9.0),
        (10.0, 9.0),
        (10.0, 10.0),
        (0.0, 10.0),
    ];
    let crooked = Outline::new([vec![ring]]);
    assert!(inside(crooked.label().unwrap(), &crooked));
    let square = |low: f64, high: f64| vec![(low, low), (high, low), (high, high), (low, high)];
    let holed = Outline::new([vec![square(0.0, 10.0), square(2.0, 8.0)]]);
    assert!(inside(holed.label().unwrap(), &holed));
    assert_eq!(holed.area(), 64.0);
    assert_eq!(Outline::default().label(), None);
}

#[test]
fn a_path_is_short_and_lossless_to_its_decimals() {
    let outline = Outline::new([vec![vec![(10.04, 0.5), (9.5, 0.26), (9.52, 0.3), (12.0, -3.0)]]]);
    assert_eq!(
        outline.path(1),
        "M10 .5l-.5-.2 2.5-3.3z",
        "a point that rounds onto its neighbour is left out"
    );
    assert_eq!(outline.path(0), "M10 1l0-1 2-3z");
}

#[test]
fn bad_boundaries_are_refused_with_feature_and_reason() {
    let feature = |properties: &str, geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#
        )
    };
    let good = r#"{"code":"36","level":"province","name":"江西省"}"#;
    let polygon = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let square = polygon("[[1,1],[2,1],[2,2],[1,1]]");
    assert_eq!(read_areas(&feature(good, &square)).unwrap()[0].polygons[0][0].len(), 3);
    let twice = feature(good, &square);
    let one = twice.split_once("features\":[").unwrap().1.trim_end_matches("]}");
    let twice = format!(r#"{{"type":"FeatureCollection","features":[{one},{one}]}}"#);
    for (text, expected) in [
        ("{".to_owned(), "file: is not JSON"),
        (r#"{"type":"Topology"}"#.to_owned(), "not \"FeatureCollection\""),
        (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), "has no feature"),
        (feature("{}", &square), "feature 1: has no property `level`"),
        (feature(r#"{"code":"36","level":"planet","name":"x"}"#, &square), "(code 36): level `planet`"),
        (feature(r#"{"code":"36","level":"city"}"#, &square), "has no property `name`"),
        (feature(good, "null"), "geometry is null"),
        (feature(good, &polygon("[[1,1],[2,1],[2,2]]")), "ring 1: is not closed"),
        (feature(good, &polygon("[[1,1],[2,1],[1,1]]")), "fewer than three"),
        (feature(good, &polygon("[[1,1],[2,2],[3,3],[1,1]]")), "encloses nothing"),
        (feature(good, &polygon("[[29,116],[29,117],[28,117],[29,116]]")), "position 1: latitude 116"),
        (feature(good, &polygon("[[500000,1],[2,1],[2,2],[1,1]]")), "longitude 500000"),
        (feature(good, &polygon("[[1,\"x\"],[2,1],[2,2],[1,1]]")), "is not [longitude, latitude]"),
        (twice, "feature 2 (code 36): is there twice"),
    ] {
        let error = read_areas(&text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

proptest! {
    #[test]
    fn the_projection_keeps_order_orientation_and_area(
        lat in -55f64..60.0, lon in -150f64..150.0, height in 0.5f64..10.0, width in 0.5f64..12.0,
        u in 0.1f64..0.9, v in 0.1f64..0.9,
    ) {
        let corners = [(lat, lon), (lat + height, lon + width)];
        let all = [corners[0], (lat, lon + width), corners[1], (lat + height, lon)];
        let frame = Frame::around(all.into_iter()).unwrap();
        let at = (lat + v * height, lon + u * width);
        let (x, y) = frame.place(at.0, at.1);
        // Further east is further right, further north further up.
        prop_assert!(frame.place(at.0, at.1 + 0.01).0 > x);
        prop_assert!(frame.place(at.0 + 0.01, at.1).1 < y);
        // A small cell has the area it has on the ellipsoid.
        let step = 0.02;
        let cell = [(0.0, 0.0), (0.0, step), (step, step), (step, 0.0)].map(|(a, b)| frame.place(at.0 + a, at.1 + b));
        let mapped = Outline::new([vec![cell.to_vec()]]).area() / frame.per_km().powi(2);
        let (e2, sine) = (Ellipsoid::WGS84.eccentricity2, (at.0 + step / 2.0).to_radians().sin());
        let w = 1.0 - e2 * sine * sine;
        let a = Ellipsoid::WGS84.equatorial_km;
        let north = a * (1.0 - e2) / w.powf(1.5) * step.to_radians();
        let east = a / w.sqrt() * (at.0 + step / 2.0).to_radians().cos() * step.to_radians();
        prop_assert!((mapped / (north * east) - 1.0).abs() < 2e-4, "{} against {}", mapped, north * east);
        let (w, h) = frame.size();
        prop_assert!((w.max(h) - 1000.0).abs() < 1e-6);
    }

    #[test]
    fn a_label_lies_inside_any_star(radii in prop::collection::vec(0.5f64..50.0, 5..40)) {
        let turn = std::f64::consts::TAU / radii.len() as f64;
        let ring = radii.iter().enumerate().map(|(i, r)| ((turn * i as f64).cos() * r, (turn * i as f64).sin() * r));
        let star = Outline::new([vec![ring.collect()]]);
        prop_assert!(inside(star.label().unwrap(), &star));
    }

    #[test]
    fn two_neighbours_never_part(
        wiggle in prop::collection::vec(-0.4f64..0.4, 3..60), tolerance in 0f64..80.0, start in 0usize..100,
    ) {
        // Two rectangles with a crooked border between them; the second ring begins anywhere.
        let n = wiggle.len();
        let border: Vec<_> =
            wiggle.iter().enumerate().map(|(i, dx)| (115.0 + dx, 27.0 + 2.0 * i as f64 / (n - 1) as f64)).collect();
        let mut west = border.clone();
        west.extend([(113.0, 29.0), (113.0, 27.0)]);
        let mut east: Vec<_> = border.iter().rev().copied().collect();
        east.extend([(117.0, 27.0), (117.0, 29.0)]);
        let turns = start % east.len();
        east.rotate_left(turns);
        let area = |code: &str, ring: Ring| Area {
            code: code.into(), level: "city".into(), name: code.into(), name_en: String::new(), polygons: vec![vec![ring]],
        };
        let areas = [area("W", west), area("E", east)];
        let points = areas.iter().flat_map(|area| area.polygons[0][0].iter().map(|(lon, lat)| (*lat, *lon)));
        let frame = Frame::around(points).unwrap();
        let borders = Borders::new(&areas, &frame);
        let bits = |code: &str| -> HashSet<_> {
            let outline = borders.outline(code, tolerance).unwrap();
            outline.polygons()[0][0].iter().map(|p| (p.0.to_bits(), p.1.to_bits())).collect()
        };
        let (w, e) = (bits("W"), bits("E"));
        let key = |p: &(f64, f64)| { let (x, y) = frame.place(p.1, p.0); (x.to_bits(), y.to_bits()) };
        for point in &border {
            prop_assert_eq!(w.contains(&key(point)), e.contains(&key(point)));
        }
    }
}
