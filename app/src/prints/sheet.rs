//! The page of a unit, printed in pieces. What only shows something is here; what moves under the pointer is data in
//! attributes (`data-tip`, `data-value` …), which `components::hands` brings to life.

mod chooser;
mod figures;
pub(super) mod map;
mod notices;
mod parts;
mod pinned;
mod place;
mod scale;
mod trend;

use super::{
    Order,
    kept::{KeptPrints, Mark, Printed},
};
use crate::{
    address::Address,
    api::{
        Failure,
        maps::MapAnswer,
        overview::{OverviewAnswer, OverviewQuery},
        sheet::{Piece, Sheet, Shown},
    },
    components::view::{TABS, tab_of},
    domain::units::Level,
    i18n::Locale,
};
use leptos::prelude::*;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// What is printed, and for whom.
struct Seen<'a> {
    order: &'a Order,
    answer: &'a OverviewAnswer,
    /// None where there is none to be had.
    map: Option<&'a MapAnswer>,
}

impl Seen<'_> {
    fn locale(&self) -> Locale {
        self.order.locale
    }

    /// The page that explains an indicator at a unit over the months shown.
    fn explain(&self, unit: &str, indicator: &str) -> Address {
        Address::new("/explain")
            .with("indicator", indicator)
            .with("unit", unit)
            .with("from", &self.answer.from)
            .with("to", &self.answer.to)
            .with("edition", &self.answer.edition.id)
    }

    /// The page of another unit, seen the same way.
    fn link(&self, code: &str) -> String {
        self.order.link(code)
    }

    /// The name of the chosen indicator.
    fn indicator(&self) -> &str {
        self.locale().pick(&self.answer.indicator.zh, &self.answer.indicator.en)
    }
}

/// Another number whenever the text is another one.
pub(super) fn mark_of(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// The pieces that a page needs, without those it has.
struct Pieces<'a> {
    seen: &'a Seen<'a>,
    /// What is seen.
    of: Mark,
    kept: Arc<KeptPrints>,
    known: Vec<(&'a str, &'a str)>,
    done: Vec<Piece>,
}

impl<'a> Pieces<'a> {
    fn add(&mut self, place: &'static str, draw: fn(&Seen) -> AnyView) {
        let seen = self.seen;
        self.add_printed(place, place, || {
            let html = seen.order.written(|| draw(seen));
            (mark_of(&html).into(), html.into())
        });
    }

    /// `kind`: under which name it is kept.
    fn add_printed(&mut self, place: &str, kind: &'static str, print: impl FnOnce() -> Printed) {
        let (mark, html) = self.kept.clone().piece(self.of, kind, print);
        self.put(place, &mark, &html);
    }

    fn put(&mut self, place: &str, mark: &str, html: &str) {
        let has = self.known.contains(&(place, mark));
        let html = (!has).then(|| html.to_owned());
        self.done.push(Piece { place: place.to_owned(), mark: mark.to_owned(), html });
    }

    /// The map: outlines never change, and are sent only to pages that do not have them.
    fn add_map(&mut self, drawn: &str) {
        let seen = self.seen;
        let answer = seen.answer;
        let unit = &answer.unit.code;
        let outlines = drawn != unit;
        self.add_printed("map", if outlines { "map" } else { "map without outlines" }, || {
            let parts_are_tribunals =
                answer.tribunals.is_empty() && answer.level_below == Some(Level::Tribunal);
            let link = |code: &str| seen.link(code);
            let laid = map::Laid {
                locale: seen.locale(),
                indicator: &answer.indicator,
                unit: &answer.unit,
                parts: &answer.parts,
                tribunals: if parts_are_tribunals { &answer.parts } else { &answer.tribunals },
                from: &answer.from,
                to: &answer.to,
                map: seen.map,
                link: &link,
            };
            let model = map::Model::of(&laid);
            // The same mark with outlines and without: it is the same map.
            let places = seen.map.map(|map| (&map.places, map.unplaced, &map.source, &map.approval));
            let values = (laid.indicator, &answer.parts, &answer.tribunals, laid.from, laid.to);
            let told = (laid.unit, laid.locale.tag(), values, places, seen.link(unit));
            let html = seen.order.written(|| map::panel(&laid, &model, outlines));
            let mark = mark_of(&serde_json::to_string(&told).unwrap_or_else(|_| html.clone()));
            (mark.into(), html.into())
        });
    }
}

/// The page: what the address asks for, of the unit of the order.
pub(super) async fn print(order: &Order, known: &str, drawn: &str) -> Result<Sheet, Failure> {
    let word = |key| order.here.get(key).to_owned();
    let query = OverviewQuery {
        unit: order.unit.clone(),
        from: word("from"),
        to: word("to"),
        indicator: word("indicator"),
        edition: word("edition"),
        group: word("group"),
        english: order.locale.is_english(),
    };
    // Which change is the newest is no part of what is printed.
    let mut answer = order.services.overview(&order.actor, &query).await?;
    let seq = std::mem::take(&mut answer.seq);
    let status = tab_of(&order.here) == TABS[0];
    // Figures do not wait for a map that is missing.
    let map = if status { order.services.map_of(&order.actor, &answer.unit.code).await.ok() } else { None };
    let seen = Seen { order, answer: &answer, map: map.as_ref() };
    let known = known.split(',').filter_map(|pair| pair.split_once('=')).collect();
    let of = order.mark(&(&answer, &map))?;
    let mut pieces = Pieces { seen: &seen, of, kept: KeptPrints::of_request(), known, done: vec![] };
    pieces.add("place", place::head);
    pieces.add("time", place::time);
    pieces.add("chooser", chooser::chooser);
    if status {
        pieces.add_map(drawn);
        pieces.add("figures", figures::figures);
        pieces.add("trend", trend::panel);
        pieces.add("notices", notices::panel);
        // Whoever looks at a unit looks at that; what he has pinned is on his overview.
        let pinned = match order.here.path() {
            "/" => order.services.pinned_views(&order.actor).await?,
            _ => vec![],
        };
        let html = order.written(|| pinned::panel(order.locale, &pinned));
        pieces.put("pinned", &mark_of(&html), &html);
        if answer.unit.level != Level::Post {
            pieces.add("parts-head", parts::head);
            pieces.add("parts", parts::table);
        }
    }
    let pieces = pieces.done;
    let shown = Shown {
        unit: answer.unit.code.clone(),
        name: answer.unit.name_in(order.locale.is_english()).to_owned(),
        level: answer.unit.level,
        from: answer.from.clone(),
        to: answer.to.clone(),
        edition: answer.edition.id.clone(),
        seq,
    };
    Ok(Sheet { shown, pieces })
}
