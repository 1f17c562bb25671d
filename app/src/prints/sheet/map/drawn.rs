//! The map on paper: the same regions, places and colours as on the screen, in a drawing that holds its own legend. Colours
//! are classes of `style/charts.css`, as in all drawings.

use super::{
    legend::{origin, values_of},
    model::{Laid, Mark, Model},
};
use crate::{
    charts::scale::{shorten, text_width},
    components::{
        camera::{LABEL, decimal, room_for, scale_bar},
        format::status_sign,
    },
    i18n::{t, t_data},
    markup::escaped,
};
use std::fmt::Write as _;

/// How wide the drawing is.
const WIDTH: f64 = 720.0;
/// The tallest map, however narrow its land is.
const TALLEST: f64 = 640.0;
/// Height of a line of the legend, and of its type.
const LINE: f64 = 20.0;
const TYPE: f64 = 11.0;

/// How a mark is filled: what has no data is hatched.
fn look(mark: &Mark) -> String {
    match mark.fill() {
        Some(fill) => format!("class=\"m-edge\" fill=\"{fill}\""),
        None => format!("class=\"m-edge m-{}\"", mark.class),
    }
}

/// The map with its legend as SVG, under its title for those who do not see it; none where no map is to be had or nothing lies on it.
pub(in crate::prints) fn drawn(laid: &Laid, model: &Model, title: &str) -> Option<String> {
    if model.outline.is_empty() && model.regions.is_empty() && model.dots.is_empty() {
        return None;
    }
    let view = model.view;
    // Map units in a point of the drawing.
    let unit = (view.2 / WIDTH).max(view.3 / TALLEST);
    let height = view.3 / unit;
    let mut map = String::new();
    let line = |width: f64| decimal(width * unit);
    // Writing into a string cannot fail.
    let _ = write!(map, "<g stroke-width=\"{}\">", line(0.75));
    for path in &model.around {
        let _ = write!(map, "<path class=\"m-around\" d=\"{path}\"/>");
    }
    let _ = write!(map, "<path class=\"m-land\" d=\"{}\"/>", model.outline);
    for region in &model.regions {
        let _ = write!(map, "<path {} d=\"{}\"/>", look(&region.mark), region.path);
    }
    let (border, outline) = (line(1.5), &model.outline);
    let _ = write!(map, "<path class=\"m-border\" stroke-width=\"{border}\" d=\"{outline}\"/>");
    for dot in &model.dots {
        let (x, y, radius) = (decimal(dot.x), decimal(dot.y), line(dot.radius));
        let _ = write!(map, "<circle {} cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>", look(&dot.mark));
    }
    map.push_str("</g>");
    let named = model.named();
    let places: Vec<_> = named.iter().map(|region| (region.x, region.y, region.text_width())).collect();
    for (region, shown) in named.iter().zip(room_for(&places, LABEL * unit)) {
        if shown {
            let (x, y, size) = (decimal(region.x), decimal(region.y), line(LABEL));
            let text = escaped(&format!("{}{}", region.short, region.mark.sign()));
            let _ = write!(
                map,
                "<text class=\"c-label\" text-anchor=\"middle\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{text}</text>"
            );
        }
    }
    if let Some(bar) = scale_bar(view, model.per_km, unit) {
        let (width, path, x, y, size, words) = (line(1.5), bar.path, bar.x, bar.y, bar.size, bar.words);
        let _ = write!(
            map,
            "<path class=\"m-border\" stroke-width=\"{width}\" d=\"{path}\"/><text class=\"c-faint\" \
             text-anchor=\"middle\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{words}</text>"
        );
    }
    let (legend, whole) = legend(laid, model, height);
    let hatch = decimal(unit * 5.0);
    let (scale, left, top) = (decimal(1.0 / unit), decimal(-view.0), decimal(-view.1));
    let title = escaped(title);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {whole}\" class=\"chart\" role=\"img\" \
         aria-label=\"{title}\"><title>{title}</title><defs><pattern id=\"hatch\" width=\"{hatch}\" height=\"{hatch}\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"m-unjudged\" width=\"{hatch}\" \
         height=\"{hatch}\"/><rect class=\"m-hatch\" width=\"{}\" height=\"{hatch}\"/></pattern></defs>\
         <svg x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{}\"><g transform=\"scale({scale}) translate({left} {top})\">{map}</g></svg>\
         {legend}</svg>",
        line(1.5),
        decimal(height),
    ))
}

/// What the colours and signs mean, below `top`, and where everything ends.
fn legend(laid: &Laid, model: &Model, top: f64) -> (String, f64) {
    let (locale, mut out) = (laid.locale, String::new());
    let classes = model.scale.bins.iter().map(|bin| {
        let values = values_of(locale, &model.measure, bin);
        let word = if bin.reference { format!("{values} {}", t(locale, "map.reference")) } else { values };
        (format!("class=\"m-edge m-{}\"", bin.class), word)
    });
    let states = model.states.iter().map(|(status, class)| {
        let look = match *class {
            "nodata" => "class=\"m-edge\" fill=\"url(#hatch)\"".to_owned(),
            class => format!("class=\"m-edge m-{class}\""),
        };
        (look, format!("{} {}", status_sign(*status), t_data(locale, "status", status.as_str())))
    });
    let (mut x, mut y) = (0.0, top + LINE);
    for (look, word) in classes.chain(states) {
        let wide = 20.0 + text_width(&word, TYPE) + 16.0;
        if x > 0.0 && x + wide > WIDTH {
            (x, y) = (0.0, y + LINE);
        }
        let _ = write!(
            out,
            "<rect {look} x=\"{}\" y=\"{}\" width=\"14\" height=\"14\"/>\
             <text class=\"c-tick\" x=\"{}\" y=\"{}\" font-size=\"{TYPE}\">{}</text>",
            decimal(x + 1.0),
            decimal(y - 11.0),
            decimal(x + 20.0),
            decimal(y),
            escaped(&word),
        );
        x += wide;
    }
    let origin = origin(locale, model);
    if !origin.is_empty() {
        y += LINE;
        let text = escaped(&shorten(&origin, TYPE, WIDTH));
        let _ = write!(
            out,
            "<text class=\"c-faint\" x=\"0\" y=\"{}\" font-size=\"{TYPE}\">{text}</text>",
            decimal(y)
        );
    }
    (out, (y + 8.0).ceil())
}
