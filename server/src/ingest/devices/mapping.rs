//! Mapping files: which device watches which point of which tribunal, and which zone, hour and object make which alarm.
//! TOML holds all of it; CSV a device a line, with its point.

use app::{
    api::devices::Registry,
    domain::devices::{DeviceKind, DeviceOrder, PointKind, PointOrder},
};
use chrono::NaiveDate;
use serde::Deserialize;

/// A line of CSV.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    tribunal: String,
    device: String,
    kind: DeviceKind,
    name: String,
    #[serde(default)]
    point: String,
    #[serde(default)]
    point_kind: Option<PointKind>,
    #[serde(default)]
    point_name: String,
    #[serde(default)]
    point_name_en: String,
    #[serde(default)]
    maker: String,
    #[serde(default)]
    model: String,
    #[serde(default)]
    installed: Option<NaiveDate>,
    #[serde(default)]
    serviced: Option<NaiveDate>,
    #[serde(default)]
    service_due: Option<NaiveDate>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    stream: Option<String>,
}

/// Reads a mapping file; by its name it is CSV or TOML.
///
/// # Errors
/// What is wrong, with its place.
pub fn read(name: &str, text: &str) -> Result<Registry, String> {
    if name.to_lowercase().ends_with(".csv") { csv(text) } else { toml(text) }
}

fn toml(text: &str) -> Result<Registry, String> {
    ::toml::from_str(text).map_err(|error| error.to_string())
}

fn csv(text: &str) -> Result<Registry, String> {
    let mut registry = Registry::default();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ::csv::ReaderBuilder::new().trim(::csv::Trim::All).from_reader(text.as_bytes());
    for line in reader.deserialize::<Line>() {
        let line = line.map_err(|error| error.to_string())?;
        if let Some(kind) = line.point_kind {
            let point = PointOrder {
                tribunal: line.tribunal.clone(),
                code: line.point.clone(),
                kind,
                name: line.point_name,
                name_en: line.point_name_en,
            };
            // Each of its devices may name a point again.
            let named = |other: &PointOrder| (&other.tribunal, &other.code) == (&point.tribunal, &point.code);
            match registry.points.iter().find(|other| named(other)) {
                None => registry.points.push(point),
                Some(other) if *other == point => {}
                Some(_) => {
                    return Err(format!("point `{}` of {} is named in two ways", point.code, point.tribunal));
                }
            }
        }
        registry.devices.push(DeviceOrder {
            tribunal: line.tribunal,
            code: line.device,
            kind: line.kind,
            name: line.name,
            point: line.point,
            maker: line.maker,
            model: line.model,
            installed: line.installed,
            serviced: line.serviced,
            service_due: line.service_due,
            source: line.source,
            address: line.address,
            state: None,
            stream: line.stream.filter(|stream| !stream.is_empty()),
        });
    }
    Ok(registry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::domain::alarms::AlarmKind;

    #[test]
    fn a_table_of_devices_names_each_point_once() {
        let text = "\u{feff}tribunal,device,kind,name,point,point_kind,point_name,source,address,installed\n\
            T1,c1,camera,东,court1,courtroom,第一法庭,frigate,court1_east,2025-03-01\n\
            T1,c2,camera,西,court1,courtroom,第一法庭,frigate,court1_west,\n\
            T1,n1,network,交换机,,,,,,\n";
        let registry = read("a.CSV", text).unwrap();
        assert_eq!((registry.points.len(), registry.devices.len()), (1, 3));
        assert_eq!(registry.points[0].kind, PointKind::Courtroom);
        assert_eq!(registry.devices[0].installed, NaiveDate::from_ymd_opt(2025, 3, 1));
        assert_eq!(
            (registry.devices[1].address.as_str(), registry.devices[1].installed),
            ("court1_west", None)
        );
        assert_eq!(registry.devices[2].point, "");
        let two = text.replacen("第一法庭", "大法庭", 1);
        assert!(read("a.csv", &two).unwrap_err().contains("two ways"));
        assert!(
            read("a.csv", "tribunal,device,kind,name\nT1,c1,teapot,x\n").unwrap_err().contains("line: 2")
        );
    }

    #[test]
    fn a_file_holds_points_devices_and_rules() {
        let text = r#"
            [[point]]
            tribunal = "T1"
            code = "gate"
            kind = "gate"
            name = "大门"
            [[device]]
            tribunal = "T1"
            code = "g1"
            kind = "camera"
            name = "大门摄像机"
            point = "gate"
            source = "frigate"
            address = "gate"
            installed = "2024-05-06"
            [[rule]]
            alarm = "unmanned"
            points = ["gate"]
            from = "09:00"
            to = "17:00"
            minutes = 10
        "#;
        let registry = read("devices.toml", text).unwrap();
        assert_eq!(registry.rules[0].alarm, AlarmKind::Unmanned);
        assert_eq!(registry.rules[0].objects, ["person"]);
        assert_eq!(registry.devices[0].installed, NaiveDate::from_ymd_opt(2024, 5, 6));
        assert!(read("devices.toml", &text.replace("minutes", "minuets")).unwrap_err().contains("minuets"));
    }
}
