//! In which order items come, and which points a key gives. Pure.

use crate::domain::standards::{Item, Points, Scoring};

/// By what one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// All items of a tribunal, then the next tribunal.
    ByTribunal,
    /// An item at all tribunals, then the next item.
    ByItem,
}

/// A place: which tribunal of the desk, which item of the standard, both by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The tribunal.
    pub row: usize,
    /// The item.
    pub item: usize,
}

/// A tribunal among those one goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Its number on the desk.
    pub row: usize,
    /// Its items, and whether they want a mark still; none where they are not loaded.
    pub items: Option<Vec<(usize, bool)>>,
    /// Whether any of its items wants a mark still.
    pub open: bool,
}

/// All places in the order in which one goes, and whether they want a mark still. Of what is not loaded the first item
/// stands for all, or, item by item, every item.
pub fn sequence(way: Way, stops: &[Stop], all: usize) -> Vec<(Place, bool)> {
    let places = |stop: &Stop, item: usize| match &stop.items {
        Some(items) => items
            .iter()
            .find(|(known, _)| *known == item)
            .map(|(_, open)| (Place { row: stop.row, item }, *open)),
        None => Some((Place { row: stop.row, item }, stop.open)),
    };
    match way {
        Way::ByTribunal => stops
            .iter()
            .flat_map(|stop| {
                let shown = if stop.items.is_some() { all } else { all.min(1) };
                (0..shown).filter_map(|item| places(stop, item)).collect::<Vec<_>>()
            })
            .collect(),
        Way::ByItem => {
            (0..all).flat_map(|item| stops.iter().filter_map(move |stop| places(stop, item))).collect()
        }
    }
}

/// The next place, or the one before. Among those that want a mark the search begins anew at the end.
pub fn step(sequence: &[(Place, bool)], at: Place, forward: bool, open_only: bool) -> Option<Place> {
    let here = sequence.iter().position(|(place, _)| *place == at);
    let fits = |(_, open): &&(Place, bool)| !open_only || *open;
    let found = match (here, forward) {
        (None, _) => sequence.iter().find(fits),
        (Some(here), true) => {
            let rest = sequence.get(here + 1..).unwrap_or_default().iter().find(fits);
            rest.or_else(|| open_only.then(|| sequence.iter().take(here).find(fits)).flatten())
        }
        (Some(here), false) => sequence.iter().take(here).rev().find(fits),
    };
    found.map(|(place, _)| *place)
}

/// The points of an item, each with its key: its steps where there are at most ten, else tenths and all.
pub fn choices(item: &Item) -> Vec<(char, Points)> {
    let full = item.points.as_hundredths();
    let digits = '0'..='9';
    if let Scoring::Scale { step } = &item.scoring
        && step.as_hundredths() > 0
    {
        let step = step.as_hundredths();
        let mut points: Vec<i64> = (0..=full / step).map(|n| n * step).collect();
        if full % step != 0 {
            points.push(full);
        }
        if points.len() <= 10 {
            return digits.zip(points.into_iter().map(Points::hundredths)).collect();
        }
        // On a step, whichever is nearest.
        let nearest = |n: i64| ((full * n / 10 + step / 2) / step * step).min(full);
        let tenths = digits.zip((0..10).map(|n| Points::hundredths(nearest(n))));
        return tenths.chain([('f', item.points)]).collect();
    }
    let tenths = digits.zip((0..10).map(|n| item.points.share(n as f64 / 10.0)));
    tenths.chain([('f', item.points)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops() -> Vec<Stop> {
        vec![
            Stop { row: 0, items: Some(vec![(0, false), (1, true), (2, true)]), open: true },
            Stop { row: 1, items: Some(vec![(0, true), (2, false)]), open: true },
            Stop { row: 3, items: None, open: true },
        ]
    }

    fn places(sequence: &[(Place, bool)]) -> Vec<(usize, usize)> {
        sequence.iter().map(|(place, _)| (place.row, place.item)).collect()
    }

    #[test]
    fn one_goes_tribunal_by_tribunal_or_item_by_item() {
        let by_tribunal = sequence(Way::ByTribunal, &stops(), 3);
        assert_eq!(places(&by_tribunal), [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (3, 0)]);
        let by_item = sequence(Way::ByItem, &stops(), 3);
        assert_eq!(places(&by_item), [(0, 0), (1, 0), (3, 0), (0, 1), (3, 1), (0, 2), (1, 2), (3, 2)]);
    }

    #[test]
    fn the_next_is_the_next_and_the_next_open_one_begins_anew() {
        let all = sequence(Way::ByTribunal, &stops(), 3);
        let at = |row, item| Place { row, item };
        assert_eq!(step(&all, at(0, 2), true, false), Some(at(1, 0)));
        assert_eq!(step(&all, at(1, 0), true, true), Some(at(3, 0)));
        assert_eq!(step(&all, at(3, 0), true, true), Some(at(0, 1)));
        assert_eq!(step(&all, at(3, 0), true, false), None);
        assert_eq!(step(&all, at(1, 0), false, false), Some(at(0, 2)));
        assert_eq!(step(&all, at(0, 0), false, false), None);
        assert_eq!(step(&all, at(2, 1), true, false), Some(at(0, 0)), "from elsewhere to the first");
    }

    fn item(points: i64, scoring: Scoring) -> Item {
        Item {
            id: "x".into(),
            zh: "甲".into(),
            en: "A".into(),
            points: Points::hundredths(points),
            scoring,
            months: 12,
            evidence: vec![],
            guidance: (String::new(), String::new()),
            groups: vec![],
        }
    }

    fn scale(points: i64, step: i64) -> Vec<(char, i64)> {
        let item = item(points, Scoring::Scale { step: Points::hundredths(step) });
        choices(&item).into_iter().map(|(key, points)| (key, points.as_hundredths())).collect()
    }

    #[test]
    fn a_key_is_a_step_where_there_are_few_and_a_tenth_where_there_are_many() {
        assert_eq!(scale(100, 50), [('0', 0), ('1', 50), ('2', 100)]);
        assert_eq!(scale(120, 50).last(), Some(&('3', 120)), "all of them is always a step");
        let many = scale(1000, 50);
        assert_eq!((many.len(), many[3], many[10]), (11, ('3', 300), ('f', 1000)));
        let odd = scale(600, 25);
        assert!(odd.iter().all(|(_, points)| points % 25 == 0), "{odd:?}");
        let computed = choices(&item(300, Scoring::Checklist { section: "s".into() }));
        assert_eq!(computed[5], ('5', Points::hundredths(150)));
        assert_eq!(computed[10], ('f', Points::hundredths(300)));
    }
}
