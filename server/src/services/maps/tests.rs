use super::*;
use crate::{
    clock::FixedClock,
    platform::Policy,
    store::{Db, NewUnit},
};
use app::{
    api::FailureKind,
    domain::{
        catalogue::Catalogue,
        permissions::{Grant, Role},
        units::Level,
    },
};
use std::path::PathBuf;

const UNITS: &str = include_str!("../../../demo/units.csv");

struct Row {
    code: String,
    level: Level,
    name: String,
    name_en: String,
    parent: String,
    position: Option<(f64, f64)>,
}

/// The demo province's units, as they stand in the file.
fn demo_units() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(UNITS.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |i: usize| record[i].parse::<f64>().ok();
        Row {
            code: record[0].to_owned(),
            level: record[1].parse().unwrap(),
            name: record[2].to_owned(),
            name_en: record[3].to_owned(),
            parent: record[5].to_owned(),
            position: number(7).zip(number(8)),
        }
    });
    rows.collect()
}

fn row(code: &str, level: Level, parent: &str, position: Option<(f64, f64)>) -> Row {
    let (code, parent) = (code.to_owned(), parent.to_owned());
    Row { name: code.clone(), name_en: String::new(), code, level, parent, position }
}

async fn platform(units: &[Row], policy: Policy) -> Platform {
    let db = Db::connect("sqlite::memory:", 1).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let mut ids = HashMap::new();
    for unit in units {
        let id = tx.create_unit(&new_unit(unit, ids.get(&unit.parent).copied())).await.unwrap();
        ids.insert(unit.code.clone(), id);
    }
    tx.commit().await.unwrap();
    let clock = FixedClock::at("2024-05-15T03:00:00Z".parse().unwrap());
    let catalogue = Arc::new(Catalogue::built_in().unwrap());
    Platform::open(db, catalogue, policy, PathBuf::new(), Arc::new(clock)).await.unwrap()
}

fn new_unit(unit: &Row, parent: Option<UnitId>) -> NewUnit {
    NewUnit {
        code: unit.code.clone(),
        level: unit.level,
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        pinyin: String::new(),
        parent,
        opened: Month::new(2000, 1).unwrap(),
        closed: None,
        position: unit.position,
        area_km2: None,
        population: None,
        groups: vec![],
        townships: vec![],
        facts: String::new(),
    }
}

async fn map(platform: &Platform, unit: &str) -> MapAnswer {
    platform.map_of(&Actor::operator("test"), unit).await.unwrap()
}

fn inside(point: (f64, f64), view: (f64, f64, f64, f64)) -> bool {
    (view.0..=view.0 + view.2).contains(&point.0) && (view.1..=view.1 + view.3).contains(&point.1)
}

#[tokio::test]
#[allow(clippy::print_stderr)] // the sizes are worth reading
async fn the_map_of_the_province_shows_its_cities_and_is_small() {
    let platform = platform(&demo_units(), Policy::default()).await;
    let answer = map(&platform, "36").await;
    assert_eq!(answer.shapes.len(), 11);
    assert!(answer.shapes.iter().all(|shape| shape.level == Level::City && shape.name.ends_with('市')));
    assert_eq!(answer.shapes[0].name_en, "Nanchang");
    assert!(answer.around.is_empty());
    let tribunals: Vec<_> = demo_units().into_iter().filter(|row| row.level == Level::Tribunal).collect();
    let without = tribunals.iter().filter(|row| row.position.is_none()).count();
    assert_eq!((answer.unplaced as usize, answer.places.len()), (without, tribunals.len() - without));
    assert!(answer.places.iter().all(|place| inside((place.x, place.y), answer.view)));
    // 167,000 km² are some 620 km high, on 1000 units.
    assert!((1.5..1.75).contains(&answer.per_km), "{}", answer.per_km);
    assert!(answer.source.contains("Tianditu") && answer.approval.is_empty());

    let json = serde_json::to_string(&answer).unwrap().len();
    let longest = answer.shapes.iter().map(|shape| shape.path.len()).max().unwrap();
    eprintln!("province: {json} bytes, outline {}, longest city path {longest}", answer.outline.len());
    assert!(json < 60_000 && longest < 6_000);
    for shape in &answer.shapes {
        let city = map(&platform, &shape.code).await;
        let json = serde_json::to_string(&city).unwrap().len();
        eprintln!(
            "{} {}: {json} bytes, outline {}, {} areas, {} around, {} places, view {:?}",
            shape.code,
            shape.name,
            city.outline.len(),
            city.shapes.len(),
            city.around.len(),
            city.places.len(),
            city.view
        );
        assert!(json < 60_000 && city.outline.len() < 6_000);
    }
}

#[tokio::test]
async fn the_map_of_a_city_shows_its_districts_in_the_same_coordinates() {
    let platform = platform(&demo_units(), Policy::default()).await;
    let (province, city, court) =
        (map(&platform, "36").await, map(&platform, "3601").await, map(&platform, "360102").await);
    let districts = demo_units().iter().filter(|row| row.parent == "3601" && !row.code.contains('K')).count();
    assert_eq!(city.shapes.len(), districts);
    assert!(city.shapes.iter().any(|shape| shape.code == "360102" && shape.name == "东湖区"));
    assert!(city.around.iter().all(|shape| shape.level == Level::City && shape.code != "3601"));
    assert!(city.around.len() >= 3);
    assert_eq!(city.per_km, province.per_km);
    let aspect = |view: (f64, f64, f64, f64)| view.2 / view.3;
    for answer in [&city, &court] {
        assert!((aspect(answer.view) / aspect(province.view) - 1.0).abs() < 0.002, "the same proportions");
        assert!(inside((answer.view.0, answer.view.1), province.view));
    }
    let label = city.shapes.iter().find(|shape| shape.code == "360102").unwrap().label;
    assert!(inside(label, court.view) && inside(label, city.view));
    assert!(court.shapes.is_empty() && !court.outline.is_empty());
    assert!(court.around.iter().any(|shape| shape.code == "360103"), "the neighbours, for orientation");
    assert!(court.places.iter().any(|place| place.code == "360102T01"));
}

#[tokio::test]
async fn units_without_a_boundary_are_shown_by_their_places_or_not_at_all() {
    let mut units = demo_units();
    units.push(row("3601K1T01", Level::Tribunal, "3601K1", Some((28.69, 115.95))));
    let platform = platform(&units, Policy::default()).await;
    let zone = map(&platform, "3601K1").await;
    assert!(zone.outline.is_empty() && zone.shapes.is_empty());
    assert_eq!(zone.places.len(), 1);
    assert!(zone.view.2 >= 29.9 * zone.per_km && inside((zone.places[0].x, zone.places[0].y), zone.view));
    assert!(zone.around.len() > 3 && zone.around.iter().all(|shape| shape.level == Level::Court));
    let tribunal = map(&platform, "360102T01").await;
    assert_eq!(tribunal.places.len(), 1);
    let nothing = map(&platform, "3601K2").await;
    assert!(nothing.places.is_empty() && nothing.around.is_empty() && nothing.source.is_empty());
    assert!(nothing.view.2 > 0.0 && nothing.view.3 > 0.0);
}

#[tokio::test]
async fn a_province_without_boundaries_is_spanned_by_its_places() {
    let units = [
        row("NJ", Level::Province, "", None),
        row("NJ-ATL", Level::City, "NJ", None),
        row("NJ-BER", Level::City, "NJ", None),
        row("NJ-ATL-1", Level::Tribunal, "NJ-ATL", Some((39.36, -74.42))),
        row("NJ-BER-1", Level::Tribunal, "NJ-BER", Some((40.89, -74.03))),
        row("NJ-BER-2", Level::Tribunal, "NJ-BER", None),
    ];
    let platform = platform(&units, Policy::default()).await;
    let answer = map(&platform, "NJ").await;
    assert!(answer.shapes.is_empty() && answer.source.is_empty());
    assert_eq!((answer.places.len(), answer.unplaced), (2, 1));
    assert!(answer.places.iter().all(|place| inside((place.x, place.y), answer.view)));
    assert!(answer.places[1].y < answer.places[0].y && answer.places[1].x > answer.places[0].x);
    let empty = [row("RN", Level::Province, "", None), row("RN-1", Level::Tribunal, "RN", None)];
    let platform = self::platform(&empty, Policy::default()).await;
    let answer = map(&platform, "RN").await;
    assert_eq!((answer.places.len(), answer.unplaced, answer.per_km), (0, 1, 0.0));
}

#[tokio::test]
async fn nobody_sees_places_of_units_that_are_not_theirs() {
    let platform = platform(&demo_units(), Policy::default()).await;
    let tree = platform.tree().await.unwrap();
    let at = |role, code: &str| Actor {
        name: "user:test".to_owned(),
        grants: vec![Grant { role, unit: tree.by_code(code).unwrap().id }],
        operator: false,
    };
    let supervisor = at(Role::CitySupervisor, "3601");
    let answer = platform.map_of(&supervisor, "36").await.unwrap();
    assert_eq!(answer.shapes.iter().map(|shape| shape.code.as_str()).collect::<Vec<_>>(), ["3601"]);
    assert_eq!(answer.around.len(), 10, "the others only as surroundings");
    assert!(!answer.places.is_empty() && answer.places.iter().all(|place| place.code.starts_with("3601")));
    let all = map(&platform, "36").await;
    assert!(all.unplaced >= answer.unplaced && all.places.len() > answer.places.len());
    let refused = platform.map_of(&supervisor, "3602").await.unwrap_err();
    assert_eq!(refused.kind, FailureKind::Forbidden);
    let unknown = platform.map_of(&supervisor, "99").await.unwrap_err();
    assert_eq!(unknown.kind, FailureKind::NotFound);
    let nobody = platform.map_of(&Actor::nobody(), "36").await.unwrap_err();
    assert_eq!(nobody.kind, FailureKind::Unauthenticated);
}

#[tokio::test]
async fn a_map_is_drawn_once_and_again_when_the_tree_has_changed() {
    let platform = platform(&demo_units(), Policy::default()).await;
    let boundaries = platform.prepare_maps().unwrap();
    let month = platform.month();
    let tree = platform.tree().await.unwrap();
    let court = tree.by_code("360102").unwrap();
    let first = platform.maps.map(&boundaries, &tree, court, month);
    assert!(Arc::ptr_eq(&first, &platform.maps.map(&boundaries, &tree, court, month)));
    let ground = || platform.maps.drawn.lock().unwrap().grounds.values().next().unwrap().clone();
    let before = ground();

    let mut tx = platform.begin().await.unwrap();
    let new = row("360102T99", Level::Tribunal, "360102", Some((28.7, 115.9)));
    tx.create_unit(&new_unit(&new, Some(court.id))).await.unwrap();
    platform.commit(tx).await.unwrap();
    platform.forget_tree();
    let answer = map(&platform, "360102").await;
    assert!(answer.places.iter().any(|place| place.code == "360102T99"));
    assert_eq!(answer.outline, first.answer.outline);
    assert!(Arc::ptr_eq(&before, &ground()), "the areas are the same: nothing is projected again");
}

#[tokio::test]
async fn a_deployments_own_boundaries_come_with_source_and_approval() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.geojson");
    let square = |code: &str, west: f64, size: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","level":"city","name":"{code}区","name_en":"Area {code}"}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},28],[{0},28],[{0},{1}],[{west},{1}],[{west},28]]]}}}}"#,
            west + size,
            28.0 + size
        )
    };
    let collection = |features: &[String]| {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    };
    std::fs::write(&file, collection(&[square("A", 115.0, 1.0), square("B", 116.0, 1.0)])).unwrap();
    let policy = Policy {
        boundaries: Some(file.clone()),
        map_source: "自然资源部".to_owned(),
        map_approval: "GS(2024)0650号".to_owned(),
        ..Policy::default()
    };
    let units = [
        row("36", Level::Province, "", None),
        row("A", Level::City, "36", None),
        row("B", Level::City, "36", None),
    ];
    let platform = platform(&units, policy.clone()).await;
    let answer = map(&platform, "36").await;
    assert_eq!((answer.source.as_str(), answer.approval.as_str()), ("自然资源部", "GS(2024)0650号"));
    assert!(answer.outline.is_empty(), "the demo's province is not mixed in");
    assert_eq!(answer.shapes.len(), 2);
    assert_eq!(answer.shapes[1].name_en, "Area B");

    // A flat ring: refused with file, feature and reason.
    std::fs::write(&file, collection(&[square("A", 115.0, 1.0), square("B", 116.0, 0.0)])).unwrap();
    let error = load_boundaries(&policy).unwrap_err().to_string();
    assert!(error.contains("own.geojson: feature 2 (code B): ring 1: "), "{error}");
    std::fs::remove_file(&file).unwrap();
    let error = load_boundaries(&policy).unwrap_err();
    assert!(matches!(error, BoundariesError::Unreadable { .. }) && error.to_string().contains("own.geojson"));
}
