//! A board: its views, each with the figures that the reader may read.

use super::{
    boards::BoardForm,
    parts::{
        ANALYSIS, Done, FailureView, Fault, Loading, SavedPage, answered, done_of, fault_of, shared_text,
    },
};
use crate::{
    api::{
        prints::Part,
        saved::{BoardRow, BoardView, SaveBoard, Tile, open_board},
        wire::ask,
    },
    components::{forms::achieved, print::Print},
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn Board() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or_default())
    });
    let save = ServerAction::<SaveBoard>::new();
    // A refusal leaves the order of the views as it was laid.
    let kept = achieved(save);
    let board = ask(move || (id.get(), kept.get()), |(id, _)| open_board(id));
    let title = RwSignal::new(t(locale, "saved.board").to_owned());
    let saved =
        done_of(save, move |row: &BoardRow| t_with(locale, "saved.board_saved", &[("title", &row.title)]));
    view! {
        <SavedPage title=title>
            <Done text=saved/>
            <Fault fault=fault_of(save)/>
            <Transition fallback=Loading>
                {answered(board, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(board) => {
                        title.set(board.row.title.clone());
                        shown(locale, board, save)
                    }
                })}
            </Transition>
        </SavedPage>
    }
}

fn shown(locale: Locale, board: BoardView, save: ServerAction<SaveBoard>) -> AnyView {
    let row = &board.row;
    let shared = shared_text(locale, row.shared.as_ref());
    let wall = format!("/wall?board={}", row.id);
    let subscribe = format!("/subscriptions?board={}", row.id);
    let change = row.mine.then(|| {
        let board = board.clone();
        view! {
            <details class="panel needs-js">
                <summary>{t(locale, "saved.change")}</summary>
                <BoardForm board=Some(board) save/>
            </details>
        }
        .into_any()
    });
    let tiles = board.tiles.into_iter().map(|found| tile(locale, found)).collect_view();
    view! {
        <p class="row">
            <span class="muted">{shared}</span>
            <a class="button small" href=wall rel="external">{t(locale, "saved.wall")}</a>
            <a class="button small" href=subscribe>{t(locale, "saved.subscribe")}</a>
        </p>
        {change}
        <div class="tiles">{tiles}</div>
    }
    .into_any()
}

fn tile(locale: Locale, tile: Tile) -> AnyView {
    let here = format!("{ANALYSIS}?{}", tile.query);
    let title_id = format!("tile-{}", tile.view);
    let labelled = title_id.clone();
    view! {
        <section class="panel tile" aria-labelledby=labelled data-testid="tile">
            <h2 id=title_id><a href=here.clone() rel="external" title=t(locale, "saved.open_view")>{tile.title}</a></h2>
            <Print part=Part::Tile here=Signal::stored(here)/>
        </section>
    }
    .into_any()
}
