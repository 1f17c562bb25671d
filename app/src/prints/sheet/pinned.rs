//! Views that somebody has put on his overview: the way to each.

use crate::{
    api::{analysis::PATH, saved::Tile},
    i18n::{Locale, t},
};
use leptos::prelude::*;

/// The list; nothing where nothing is pinned.
pub(super) fn panel(locale: Locale, tiles: &[Tile]) -> AnyView {
    if tiles.is_empty() {
        return ().into_any();
    }
    let links = tiles
        .iter()
        .map(|tile| {
            let href = format!("{PATH}?{}", tile.query);
            view! { <li><a href=href>{tile.title.clone()}</a></li> }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="pinned-title">
            <header><h2 id="pinned-title">{t(locale, "saved.pinned")}</h2></header>
            <ul class="plain">{links}</ul>
        </section>
    }
    .into_any()
}
