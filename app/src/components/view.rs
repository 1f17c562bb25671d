//! What a unit's page is looking at: one signal with everything shown, changed in place by navigation and by the live
//! stream. Components never disappear while something is loading, so the map can glide and the focus stays.

use crate::{
    address::Address,
    api::{
        Failure,
        maps::{MapAnswer, map_of},
        overview::{OverviewAnswer, OverviewQuery, overview},
        values::ValuesQuery,
    },
    i18n::Locale,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// Everything on the page of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Figures, trend, parts …
    pub answer: OverviewAnswer,
    /// The map; none where there is none to be had.
    pub map: Option<MapAnswer>,
}

impl Shown {
    /// The query that opens the number of an indicator at a unit over the period shown.
    pub fn explain(&self, unit: &str, indicator: &str) -> ValuesQuery {
        ValuesQuery {
            indicator: indicator.to_owned(),
            unit: unit.to_owned(),
            level: None,
            from: self.answer.from.clone(),
            to: self.answer.to.clone(),
            by: None,
            edition: Some(self.answer.edition.id.clone()),
            group: None,
            q: None,
        }
    }
}

/// Reads what is to be shown out of the words of the URL.
pub fn query_of(code: &str, words: &ParamsMap, locale: Locale) -> OverviewQuery {
    let word = |key| words.get(key).unwrap_or_default();
    OverviewQuery {
        unit: code.to_owned(),
        from: word("from"),
        to: word("to"),
        indicator: word("indicator"),
        edition: word("edition"),
        group: word("group"),
        english: locale.is_english(),
    }
}

/// Asks the server. A map that is already known is not asked for again; figures do not wait for a missing map.
pub async fn fetch(query: OverviewQuery, known: Option<MapAnswer>) -> Result<Shown, Failure> {
    let code = query.unit.clone();
    if let Some(map) = known.filter(|map| map.unit == code) {
        return Ok(Shown { answer: overview(query).await?, map: Some(map) });
    }
    if code.is_empty() {
        let answer = overview(query).await?;
        let map = map_of(answer.unit.code.clone()).await.ok();
        return Ok(Shown { answer, map });
    }
    let (answer, map) = futures::join!(overview(query), map_of(code));
    Ok(Shown { answer: answer?, map: map.ok() })
}

/// The words that belong to what is looked at, and go along from unit to unit.
pub const LASTING: [&str; 5] = ["from", "to", "indicator", "edition", "group"];

/// The page of another unit, seen the same way.
pub fn unit_here(code: &str) -> Address {
    unit_from(Address::words_here(), code)
}

/// The page of a unit, seen the same way as the page at `here`.
pub fn unit_from(here: Address, code: &str) -> Address {
    here.only(&LASTING).at(Address::unit(code).to_string())
}

/// What was shown last, so that the next page can start from it instead of from nothing.
#[derive(Clone, Copy)]
pub struct Kept(pub StoredValue<Option<Shown>>);

/// The state of a unit's page.
#[derive(Clone, Copy)]
pub struct View {
    /// What is shown.
    pub data: RwSignal<Shown>,
    /// What is to be shown, from the URL.
    pub query: Memo<OverviewQuery>,
    /// Whether something else is on its way.
    pub loading: RwSignal<bool>,
    /// Why what was asked for cannot be shown.
    pub failure: RwSignal<Option<Failure>>,
    turn: StoredValue<u32>,
}

impl View {
    /// A page that shows `first`.
    pub fn new(first: Shown, query: Memo<OverviewQuery>) -> Self {
        Self {
            data: RwSignal::new(first),
            query,
            loading: RwSignal::new(false),
            failure: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Asks again. `quietly`, when nobody asked for it: a failure then leaves the page as it is.
    pub async fn reload(self, quietly: bool) {
        let mine = self.turn.try_get_value().unwrap_or(0) + 1;
        self.turn.try_update_value(|turn| *turn = mine);
        let Some(mut query) = self.query.try_get_untracked() else { return };
        let known = self.data.try_with_untracked(|shown| shown.map.clone()).flatten();
        if !quietly {
            self.loading.set(true);
        } else if query.unit.is_empty() {
            // The own unit, by its code: then the map need not be asked for again.
            query.unit = self.data.with_untracked(|shown| shown.answer.unit.code.clone());
        }
        let answer = fetch(query, known).await;
        // Somebody has moved on meanwhile, or left the page.
        if self.turn.try_get_value() != Some(mine) {
            return;
        }
        match answer {
            Ok(shown) => {
                self.failure.set(None);
                self.data.set(shown);
            }
            Err(failure) if !quietly => self.failure.set(Some(failure)),
            Err(_) => {}
        }
        self.loading.set(false);
    }

    /// A part of what is shown, as a signal of its own that only moves when that part does.
    pub fn part<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        of: impl Fn(&Shown) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.data.with(&of))
    }
}

/// The page's state, inside of its components.
pub fn use_view() -> View {
    expect_context()
}
