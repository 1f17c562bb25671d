//! Small charts beside each other in one drawing, each under its name.

use super::{Drawing, Spot, lines::LinesSpec};
use crate::{
    charts::{
        lines::lines,
        scale::{shorten, text_width},
    },
    markup::escape,
};
use std::fmt::Write as _;

/// Width and height of one chart, and of the name above it.
pub const SIZE: (u32, u32) = (300, 130);
const NAME: f64 = 22.0;
const BETWEEN: f64 = 14.0;
/// Charts in a row.
const ROW: usize = 3;

/// Draws charts. The spots are those of the first chart, then of the second, and so on; the names' own come first.
pub fn multiples(title: &str, charts: &[LinesSpec]) -> Drawing {
    let (width, height) = (f64::from(SIZE.0) + BETWEEN, f64::from(SIZE.1) + NAME + BETWEEN);
    let rows = charts.len().div_ceil(ROW).max(1);
    let size = (width * ROW as f64, height * rows as f64);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" class=\"chart chart-multiples\" role=\"img\"><title>",
        size.0, size.1
    );
    escape(title, &mut svg);
    svg.push_str("</title>");
    let (mut names, mut spots) = (Vec::new(), Vec::new());
    for (n, chart) in charts.iter().enumerate() {
        let (x, y) = (width * (n % ROW) as f64, height * (n / ROW) as f64);
        let drawing = lines(chart);
        let name = shorten(&chart.title, 12.0, f64::from(SIZE.0) - 8.0);
        let _ = write!(
            svg,
            "<g transform=\"translate({x} {y})\"><text class=\"c-strong\" x=\"4\" y=\"15\" font-size=\"12\">"
        );
        escape(&name, &mut svg);
        let _ = write!(svg, "</text><g transform=\"translate(0 {NAME})\">");
        svg.push_str(within(&drawing.svg));
        svg.push_str("</g></g>");
        names.push(Some(Spot { x, y, width: text_width(&name, 12.0) + 12.0, height: NAME }));
        spots.extend(
            drawing
                .spots
                .into_iter()
                .map(|spot| spot.map(|spot| Spot { x: spot.x + x, y: spot.y + y + NAME, ..spot })),
        );
    }
    svg.push_str("</svg>");
    names.extend(spots);
    Drawing { svg, size, spots: names }
}

/// What stands within a drawing.
fn within(svg: &str) -> &str {
    let from = svg.find('>').map_or(0, |at| at + 1);
    svg[from..].strip_suffix("</svg>").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        charts::{lines::Line, scale::Quantity, trend::TrendValue},
        domain::values::Status,
    };
    use roxmltree::Document;

    #[test]
    fn charts_stand_in_rows_and_every_spot_lies_in_its_own() {
        let chart = |name: &str| LinesSpec {
            title: name.to_owned(),
            periods: vec!["2021".to_owned(), "2022".to_owned()],
            lines: vec![Line {
                name: String::new(),
                values: vec![TrendValue { value: Some(0.5), status: Status::Ok }; 2],
            }],
            quantity: Quantity::Percent,
            reference: None,
            also: vec![],
            status_words: vec![],
            named: false,
            size: SIZE,
        };
        let charts: Vec<_> = ["甲<", "乙", "丙", "丁"].map(chart).to_vec();
        let drawing = multiples("各法庭", &charts);
        let xml = Document::parse(&drawing.svg).unwrap();
        assert!(xml.descendants().any(|node| node.text() == Some("甲<")));
        assert_eq!(xml.descendants().filter(|node| node.has_tag_name("polyline")).count() % 4, 0);
        let spots: Vec<Spot> = drawing.spots.iter().map(|spot| spot.unwrap()).collect();
        assert_eq!(spots.len(), 4 + 8);
        let (first, fourth) = (spots[4], spots[4 + 6]);
        assert_eq!(first.x, fourth.x, "the fourth begins a new row");
        assert!((fourth.y - first.y - (f64::from(SIZE.1) + NAME + BETWEEN)).abs() < 1e-9);
    }
}
