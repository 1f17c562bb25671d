//! A small map with a sign for each tribunal. Signs differ by shape as well as by colour.

use crate::{
    api::maps::MapAnswer,
    domain::units::Level,
    i18n::{Locale, t_with},
};
use leptos::prelude::*;
use std::{collections::HashMap, fmt::Write as _};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sign {
    /// There, well, in force.
    Good,
    /// Somebody is at it.
    Begun,
    /// To be looked at.
    Warned,
    /// Lacking, in alarm, taken away.
    Bad,
    /// Nothing is known.
    Unknown,
}

impl Sign {
    /// The class of its colour.
    const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Begun => "begun",
            Self::Warned => "warned",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }

    /// The same shape as a character, for legends.
    pub(super) const fn glyph(self) -> &'static str {
        match self {
            Self::Good => "●",
            Self::Begun => "◆",
            Self::Warned => "▲",
            Self::Bad => "✕",
            Self::Unknown => "○",
        }
    }

    /// Its outline around 0, 0; `size` is its radius in map units.
    fn path(self, size: f64) -> String {
        let mut path = String::new();
        // Writing into a text does not fail.
        let _ = match self {
            Self::Good | Self::Unknown => {
                let r = size * 0.7;
                write!(
                    path,
                    "M{:.2} 0a{r:.2} {r:.2} 0 1 0 {:.2} 0a{r:.2} {r:.2} 0 1 0 {:.2} 0",
                    -r,
                    r * 2.0,
                    -r * 2.0
                )
            }
            Self::Begun => write!(path, "M0 {0:.2}L{1:.2} 0L0 {1:.2}L{0:.2} 0Z", -size, size),
            Self::Warned => {
                write!(path, "M0 {:.2}L{:.2} {:.2}L{:.2} {2:.2}Z", -size, size, size * 0.8, -size)
            }
            Self::Bad => {
                write!(path, "M{0:.2} {0:.2}L{1:.2} {1:.2}M{0:.2} {1:.2}L{1:.2} {0:.2}", -size, size)
            }
        };
        path
    }
}

/// A tribunal with its sign.
pub(super) struct Marked<'a> {
    /// Code.
    pub code: &'a str,
    /// Name and what is to be said of it.
    pub words: String,
    /// Where it leads.
    pub href: String,
    /// The sign.
    pub sign: Sign,
}

/// The map; the legend tells each sign and how many there are of it.
pub(super) fn marked(
    map: &MapAnswer,
    label: String,
    locale: Locale,
    marks: Vec<Marked>,
    legend: Vec<(Sign, String)>,
) -> AnyView {
    let (x, y, width, height) = map.view;
    let size = width.max(height) / 120.0;
    let shapes = map.shapes.iter().filter(|shape| shape.level != Level::Tribunal);
    let areas = shapes.map(|shape| view! { <path class="mark-area" d=shape.path.clone()/> }).collect_view();
    let places: HashMap<&str, (f64, f64)> =
        map.places.iter().map(|place| (place.code.as_str(), (place.x, place.y))).collect();
    let unplaced = marks.iter().filter(|mark| !places.contains_key(mark.code)).count();
    let stroke = format!("{:.2}", size * 0.45);
    // The worse ones lie on top.
    let order = [Sign::Unknown, Sign::Good, Sign::Begun, Sign::Warned, Sign::Bad];
    let dots = order
        .into_iter()
        .flat_map(|sign| marks.iter().filter(move |mark| mark.sign == sign))
        .filter_map(|mark| {
            let (x, y) = places.get(mark.code)?;
            let stroke = stroke.clone();
            let turn = format!("translate({x:.2} {y:.2})");
            Some(view! {
                <a href=mark.href.clone()>
                    <title>{mark.words.clone()}</title>
                    <path class=mark.sign.class() transform=turn stroke-width=stroke d=mark.sign.path(size)/>
                </a>
            })
        })
        .collect_view();
    let legend = legend
        .into_iter()
        .map(|(sign, words)| view! { <span><i class=sign.class() aria-hidden="true">{sign.glyph()}</i> " " {words}</span> })
        .collect_view();
    let unplaced = (unplaced > 0).then(|| {
        let words = t_with(locale, "marked.unplaced", &[("n", &unplaced.to_string())]);
        view! { <span>{words}</span> }
    });
    let approval =
        (!map.approval.is_empty()).then(|| view! { <small class="muted">{map.approval.clone()}</small> });
    view! {
        <figure class="mark-map">
            <svg viewBox=format!("{x} {y} {width} {height}") role="group" aria-label=label>
                <path class="mark-area" d=map.outline.clone()/>
                {areas}
                {dots}
            </svg>
            <figcaption class="row">
                {legend}
                {unplaced}
                <small class="muted">{map.source.clone()}</small>
                {approval}
            </figcaption>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::maps::Place;

    fn map() -> MapAnswer {
        let place = |code: &str, x: f64| Place { code: code.to_owned(), x, y: 5.0 };
        MapAnswer {
            unit: "P".to_owned(),
            view: (0.0, 0.0, 240.0, 120.0),
            outline: "M0 0".to_owned(),
            shapes: vec![],
            around: vec![],
            places: vec![place("A", 10.0), place("B", 20.0)],
            unplaced: 0,
            source: "test".to_owned(),
            approval: String::new(),
            per_km: 1.0,
        }
    }

    fn mark<'a>(code: &'a str, sign: Sign) -> Marked<'a> {
        Marked { code, words: format!("{code} <b>"), href: format!("/units/{code}"), sign }
    }

    #[test]
    fn each_place_has_its_sign_and_what_has_no_place_is_counted() {
        let marks = vec![mark("A", Sign::Bad), mark("B", Sign::Good), mark("C", Sign::Unknown)];
        let legend = vec![(Sign::Bad, "in alarm 1".to_owned())];
        let html = marked(&map(), "where".to_owned(), Locale::En, marks, legend).to_html();
        for wanted in [
            "A &lt;b&gt;",
            "translate(10.00 5.00)",
            r#"href="/units/B""#,
            "in alarm 1",
            "1 tribunals without",
            r#"viewBox="0 0 240 120""#,
        ] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert!(!html.contains("/units/C"), "{html}");
        // What is worse is drawn last, above the others.
        assert!(html.find("/units/B") < html.find("/units/A"), "{html}");
    }

    #[test]
    fn signs_differ_by_shape() {
        let all = [Sign::Good, Sign::Begun, Sign::Warned, Sign::Bad];
        for (n, sign) in all.iter().enumerate() {
            for other in &all[n + 1..] {
                assert_ne!(sign.path(2.0), other.path(2.0));
                assert_ne!(sign.glyph(), other.glyph());
            }
        }
    }
}
