//! What is drawn: shapes and places joined with values, in plain data.

use super::super::scale::Scale;
use crate::{
    api::{indicators::IndicatorRow, maps::MapAnswer, overview::Part, units::UnitRow},
    charts::scale::text_width,
    components::{
        camera::Box4,
        explain::spoken,
        format::{fraction, judgement_word, status_sign},
    },
    domain::values::Status,
    i18n::{Locale, t_data},
};
use std::collections::{BTreeSet, HashMap};

/// Regions whose names still fit beside each other.
const LABELS: usize = 24;
/// Radius of the smallest and the largest dot, in pixels.
const RADII: (f64, f64) = (2.5, 11.0);

/// What is laid on a map: the values of an indicator.
pub struct Laid<'a> {
    pub locale: Locale,
    pub indicator: &'a IndicatorRow,
    /// The unit that the map is of.
    pub unit: &'a UnitRow,
    /// What is coloured as regions, where the map has them.
    pub parts: &'a [Part],
    /// What is drawn as dots.
    pub tribunals: &'a [Part],
    /// First and last month.
    pub from: &'a str,
    pub to: &'a str,
    /// None where there is none to be had.
    pub map: Option<&'a MapAnswer>,
    /// Where a unit leads.
    pub link: &'a dyn Fn(&str) -> String,
}

impl Laid<'_> {
    /// The name of the indicator.
    pub fn name(&self) -> &str {
        self.locale.pick(&self.indicator.zh, &self.indicator.en)
    }
}

/// What a region and a dot have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub code: String,
    pub name: String,
    pub href: String,
    pub class: &'static str,
    pub measure: String,
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub status: Status,
    pub peer_median: Option<f64>,
    /// Name, value and state in words.
    pub spoken: String,
}

impl Mark {
    /// The pattern for what has no data; other fills are the style sheet's.
    pub fn fill(&self) -> Option<&'static str> {
        (self.class == "nodata").then_some("url(#hatch)")
    }

    /// The sign of its state.
    pub fn sign(&self) -> &'static str {
        status_sign(self.status)
    }
}

/// An area.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub mark: Mark,
    pub path: String,
    pub x: f64,
    pub y: f64,
    /// The name without the word for its kind.
    pub short: String,
    /// Cases, which decide whose name comes first where not all have room.
    pub caseload: f64,
}

/// A tribunal.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    pub mark: Mark,
    pub x: f64,
    pub y: f64,
    /// In pixels.
    pub radius: f64,
    /// Whether it is the unit of the page.
    pub here: bool,
}

/// The map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    pub view: Box4,
    pub outline: String,
    pub around: Vec<String>,
    pub regions: Vec<Region>,
    pub dots: Vec<Dot>,
    pub scale: Scale,
    pub measure: String,
    /// States that occur, with the style class of each.
    pub states: Vec<(Status, &'static str)>,
    pub source: String,
    pub approval: String,
    pub unplaced: u32,
    pub per_km: f64,
}

impl Model {
    /// Joins the map with the values.
    pub fn of(laid: &Laid) -> Self {
        let (locale, parts, tribunals) = (laid.locale, laid.parts, laid.tribunals);
        let Some(map) = laid.map else {
            return Self { view: Box4(0.0, 0.0, 100.0, 100.0), ..Self::default() };
        };
        let all = || parts.iter().chain(tribunals);
        let values: Vec<f64> = all().filter_map(|part| part.row.value).collect();
        let scale = Scale::of(laid.indicator, &values, all().any(|part| part.row.judgement.is_some()));
        let mark = |part: &Part| mark(laid, part, &scale);
        let parts: HashMap<&str, &Part> = parts.iter().map(|part| (part.row.unit.as_str(), part)).collect();
        let regions = map
            .shapes
            .iter()
            .filter_map(|shape| {
                let part = parts.get(shape.code.as_str())?;
                let short = short_name(locale.pick(&shape.name, &shape.name_en));
                let (x, y) = shape.label;
                let caseload = part.caseload.unwrap_or(0.0);
                Some(Region { mark: mark(part), path: shape.path.clone(), x, y, short, caseload })
            })
            .collect();
        let known: HashMap<&str, &Part> =
            tribunals.iter().map(|part| (part.row.unit.as_str(), part)).collect();
        let most = tribunals.iter().filter_map(|part| part.caseload).fold(0.0, f64::max);
        let mut dots: Vec<Dot> = map
            .places
            .iter()
            .filter_map(|place| {
                let part = known.get(place.code.as_str())?;
                // The area, not the radius, stands for the caseload.
                let size =
                    if most > 0.0 { (part.caseload.unwrap_or(0.0) / most).max(0.0).sqrt() } else { 0.0 };
                let radius = RADII.0 + (RADII.1 - RADII.0) * size;
                Some(Dot { mark: mark(part), x: place.x, y: place.y, radius, here: false })
            })
            .collect();
        // Large ones first, so that small ones lie on top and can be hit.
        dots.sort_by(|a, b| b.radius.total_cmp(&a.radius));
        if let Some(place) = map.places.iter().find(|place| place.code == laid.unit.code) {
            dots.push(Dot { mark: own_mark(laid), x: place.x, y: place.y, radius: RADII.1, here: true });
        }
        let states: BTreeSet<Status> =
            all().map(|part| part.row.status).filter(|status| *status != Status::Ok).collect();
        let states = states
            .into_iter()
            .map(|status| {
                let class = match status {
                    Status::Late => "late",
                    Status::NoData | Status::NotApplicable => "nodata",
                    Status::SmallNumber => "unjudged",
                    _ => "signed",
                };
                (status, class)
            })
            .collect();
        Self {
            view: Box4::padded(map.view),
            outline: map.outline.clone(),
            around: map.around.iter().map(|shape| shape.path.clone()).collect(),
            regions,
            dots,
            scale,
            measure: laid.indicator.measure.clone(),
            states,
            source: map.source.clone(),
            approval: map.approval.clone(),
            unplaced: map.unplaced,
            per_km: map.per_km,
        }
    }

    /// Everything that can be pointed at.
    pub fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.regions.iter().map(|region| &region.mark).chain(self.dots.iter().map(|dot| &dot.mark))
    }

    /// The regions that can be named, the one with more cases first: of two whose names would overlap, that one is
    /// named. None where there are many.
    pub fn named(&self) -> Vec<&Region> {
        if self.regions.len() > LABELS {
            return vec![];
        }
        let mut order: Vec<&Region> = self.regions.iter().collect();
        order.sort_by(|a, b| b.caseload.total_cmp(&a.caseload));
        order
    }
}

impl Region {
    /// About how wide its label is, in heights of the type.
    pub fn text_width(&self) -> f64 {
        text_width(&self.short, 1.0) + text_width(self.mark.sign(), 1.0)
    }
}

fn mark(laid: &Laid, part: &Part, scale: &Scale) -> Mark {
    let (locale, measure, row) = (laid.locale, &laid.indicator.measure, &part.row);
    let name = locale.pick(&row.name, &part.row.name_en).to_owned();
    let mut words = vec![name.clone(), spoken(locale, measure, row.value)];
    words.extend(fraction(row.numerator, row.denominator));
    words.extend(row.judgement.map(|judgement| judgement_word(locale, judgement).to_owned()));
    if row.status != Status::Ok && row.value.is_some() {
        words.push(t_data(locale, "status", row.status.as_str()));
    }
    Mark {
        code: row.unit.clone(),
        name,
        href: (laid.link)(&row.unit),
        class: scale.class(row),
        measure: measure.clone(),
        value: row.value,
        numerator: row.numerator,
        denominator: row.denominator,
        status: row.status,
        peer_median: part.peer_median,
        spoken: words.join(", "),
    }
}

/// The page's own unit, when it is a place on the map.
fn own_mark(laid: &Laid) -> Mark {
    let unit = laid.unit;
    let name = unit.name_in(laid.locale.is_english()).to_owned();
    Mark {
        code: unit.code.clone(),
        spoken: name.clone(),
        name,
        href: (laid.link)(&unit.code),
        class: "own",
        measure: laid.indicator.measure.clone(),
        value: None,
        numerator: None,
        denominator: None,
        status: Status::Ok,
        peer_median: None,
    }
}

/// `南昌市中级人民法院` and `南昌市` are both labelled 南昌; `Nanchang Intermediate People's Court` Nanchang.
fn short_name(name: &str) -> String {
    const ENDINGS: [&str; 9] = [
        "中级人民法院",
        "人民法院",
        "人民法庭",
        "市",
        " Intermediate People's Court",
        " People's Court",
        " City",
        " District",
        " County",
    ];
    let mut short = name;
    for ending in ENDINGS {
        short = short.strip_suffix(ending).filter(|rest| !rest.is_empty()).unwrap_or(short);
    }
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Mark, Model, Region, short_name};
    use crate::{components::camera::room_for, domain::values::Status};

    fn region(short: &str, x: f64, y: f64, caseload: f64) -> Region {
        let mark = Mark {
            code: short.to_owned(),
            name: short.to_owned(),
            href: String::new(),
            class: "within",
            measure: String::new(),
            value: None,
            numerator: None,
            denominator: None,
            status: Status::Ok,
            peer_median: None,
            spoken: String::new(),
        };
        Region { mark, path: String::new(), x, y, short: short.to_owned(), caseload }
    }

    #[test]
    fn of_names_that_would_overlap_the_busier_unit_is_named() {
        let model = Model {
            regions: vec![
                region("东湖", 100.0, 100.0, 5.0),
                region("西湖", 104.0, 104.0, 9.0),
                region("安义", 40.0, 100.0, 0.0),
            ],
            ..Model::default()
        };
        let places: Vec<_> =
            model.named().iter().map(|region| (region.x, region.y, region.text_width())).collect();
        assert_eq!(room_for(&places, 10.0), [true, false, true]);
        assert_eq!(room_for(&places, 1.0), [true, true, true], "zoomed in, all have room");
        assert_eq!(model.named()[0].short, "西湖");
        let many = Model { regions: vec![region("一", 0.0, 0.0, 0.0); 25], ..Model::default() };
        assert!(many.named().is_empty());
    }

    #[test]
    fn labels_leave_out_the_kind_of_unit() {
        assert_eq!(short_name("南昌市中级人民法院"), "南昌");
        assert_eq!(short_name("Jiujiang City"), "Jiujiang");
        assert_eq!(short_name("市"), "市");
    }
}
