//! Boards: list, and making one of views.

use super::parts::{
    Confirm, Done, Empty, FailureView, Fault, Field, Finder, Instant, Listing, Loading, SavedPage,
    SharingFields, SortHead, answered, done_of, fault_of, list_words, shared_text,
};
use crate::{
    api::{
        ListQuery,
        saved::{BoardRow, BoardView, DeleteBoard, SaveBoard, Tile, list_boards, list_views},
        wire::ask,
    },
    components::forms::{achieved, afresh},
    domain::saved::{LONGEST_TITLE, MOST_TILES},
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Where the page is.
const PATH: &str = "/boards";

/// The page.
#[component]
pub fn Boards() -> impl IntoView {
    let locale = use_locale();
    view! { <SavedPage title=t(locale, "saved.boards").to_owned()><Body/></SavedPage> }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let (save, delete) = (ServerAction::<SaveBoard>::new(), ServerAction::<DeleteBoard>::new());
    let words = list_words();
    let (kept, gone) = (achieved(save), achieved(delete));
    let moved = move || kept.get() + gone.get();
    let boards = ask(move || (words.get(), moved()), |(query, _)| list_boards(query));
    let saved =
        done_of(save, move |row: &BoardRow| t_with(locale, "saved.board_saved", &[("title", &row.title)]));
    // What was kept begins anew; what was refused stays.
    let form: Arc<dyn Fn() -> AnyView + Send + Sync> =
        Arc::new(move || view! { <BoardForm board=None save/> }.into_any());
    let new = move || afresh(kept.get().to_string(), form.clone());
    view! {
        <p class="muted">{t(locale, "saved.boards_hint")}</p>
        <Done text=saved/>
        <details class="panel needs-js" id="new-board">
            <summary>{t(locale, "saved.new_board")}</summary>
            {new}
        </details>
        <Fault fault=fault_of(delete)/>
        <Finder label=t(locale, "saved.find") action=PATH/>
        <Transition fallback=Loading>
            {answered(boards, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "saved.no_boards")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(|found| row(locale, found, delete)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "saved.boards") rows total offset shown>
                            <SortHead label=t(locale, "saved.title") column="title"/>
                            <th scope="col" class="num">{t(locale, "saved.size")}</th>
                            <th scope="col">{t(locale, "saved.sharing")}</th>
                            <SortHead label=t(locale, "saved.owner") column="owner"/>
                            <th scope="col">{t(locale, "saved.changed")}</th>
                            <td></td>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(locale: Locale, found: BoardRow, delete: ServerAction<DeleteBoard>) -> AnyView {
    let id = found.id;
    let title = if found.deleted {
        view! { <s>{found.title.clone()}</s> }.into_any()
    } else {
        view! { <a href=format!("{PATH}/{id}")>{found.title.clone()}</a> }.into_any()
    };
    let subscribe = (!found.deleted).then(|| {
        let href = format!("/subscriptions?board={id}");
        view! { <a class="button small" href=href>{t(locale, "saved.subscribe")}</a> }.into_any()
    });
    let text = t_with(locale, "saved.delete_text", &[("title", &found.title)]);
    let delete = found.mine.then(|| {
        let content = if found.deleted {
            view! {
                <input type="hidden" name="back" value="true"/>
                <button class="button small" type="submit" disabled=delete.pending()>{t(locale, "saved.restore")}</button>
            }
            .into_any()
        } else {
            view! { <Confirm label=t(locale, "saved.delete") text danger=true small=true busy=delete.pending()/> }.into_any()
        };
        view! {
            <ActionForm action=delete>
                <input type="hidden" name="id" value=id/>
                {content}
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <tr data-testid="board">
            <th scope="row">{title}</th>
            <td class="num">{found.size}</td>
            <td>{shared_text(locale, found.shared.as_ref())}</td>
            <td>{found.owner}</td>
            <td><Instant at=found.changed_at/></td>
            <td><div class="row">{subscribe} {delete}</div></td>
        </tr>
    }
    .into_any()
}

/// A board with its views, to be kept.
#[component]
pub fn BoardForm(board: Option<BoardView>, save: ServerAction<SaveBoard>) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(save);
    let row = board.as_ref().map(|board| board.row.clone());
    let (id, revision) = row.as_ref().map_or((0, 0), |row| (row.id, row.revision));
    let title = row.as_ref().map(|row| row.title.clone()).unwrap_or_default();
    let shared = row.and_then(|row| row.shared);
    let tiles = RwSignal::new(board.map(|board| board.tiles).unwrap_or_default());
    view! {
        <ActionForm action=save>
            <input type="hidden" name="order[id]" value=id/>
            <input type="hidden" name="order[revision]" value=revision/>
            <div class="form wide">
                <Fault fault fields=&["title", "unit"]/>
                <div class="fields">
                    <Field id=format!("board-{id}-title") label=t(locale, "saved.title") name="order[title]" field="title"
                        fault value=title required=true max=LONGEST_TITLE as u32/>
                    <SharingFields id=format!("board-{id}") shared fault/>
                </div>
                <Tiles tiles/>
                <div class="row">
                    <button class="button primary" type="submit" disabled=save.pending()>{t(locale, "saved.save")}</button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Which views are on the board, in order; more are added from those that the reader may see.
#[component]
fn Tiles(tiles: RwSignal<Vec<Tile>>) -> impl IntoView {
    let locale = use_locale();
    let query = ListQuery { limit: 500, ..ListQuery::default() };
    let views = ask(move || query.clone(), list_views);
    let lines = move || {
        let now = tiles.get();
        let count = now.len();
        let line = |(n, tile): (usize, Tile)| line(locale, tiles, n, count, tile);
        now.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <fieldset>
            <legend>{t(locale, "saved.tiles")}</legend>
            <ol class="tiles-order">{lines}</ol>
            <Transition fallback=Loading>
                {answered(views, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "saved.no_views")/> }.into_any(),
                    Ok(page) => {
                        let known: Vec<Tile> = page
                            .rows
                            .into_iter()
                            .filter(|row| !row.deleted)
                            .map(|row| Tile { view: row.id, title: row.title, query: row.query })
                            .collect();
                        view! { <Adder known tiles/> }.into_any()
                    }
                })}
            </Transition>
        </fieldset>
    }
    .into_any()
}

fn line(locale: Locale, tiles: RwSignal<Vec<Tile>>, n: usize, count: usize, tile: Tile) -> AnyView {
    let (up, down, out) = (t(locale, "saved.up"), t(locale, "saved.down"), t(locale, "saved.take_out"));
    let said = |what: &str| format!("{what}: {}", tile.title);
    view! {
        <li>
            <input type="hidden" name=format!("order[views][{n}]") value=tile.view/>
            <span>{tile.title.clone()}</span> " "
            <button type="button" class="button small" aria-label=said(up) disabled=n == 0
                on:click=move |_| tiles.update(|tiles| tiles.swap(n, n - 1))>"↑"</button>
            <button type="button" class="button small" aria-label=said(down) disabled=n + 1 == count
                on:click=move |_| tiles.update(|tiles| tiles.swap(n, n + 1))>"↓"</button>
            <button type="button" class="button small" aria-label=said(out)
                on:click=move |_| tiles.update(|tiles| drop(tiles.remove(n)))>"✕"</button>
        </li>
    }
    .into_any()
}

/// Adds one more view.
#[component]
fn Adder(known: Vec<Tile>, tiles: RwSignal<Vec<Tile>>) -> impl IntoView {
    let locale = use_locale();
    let options = known
        .iter()
        .map(|tile| view! { <option value=tile.view.to_string()>{tile.title.clone()}</option> })
        .collect_view();
    let chosen = RwSignal::new(known.first().map(|tile| tile.view).unwrap_or_default());
    let known = StoredValue::new(known);
    let add = move |_| {
        let found =
            known.with_value(|known| known.iter().find(|t| t.view == chosen.get_untracked()).cloned());
        if let Some(tile) = found {
            tiles.update(|tiles| tiles.push(tile));
        }
    };
    let full = move || tiles.with(Vec::len) == MOST_TILES;
    view! {
        <div class="row">
            <label for="add-view">{t(locale, "saved.add_view")}</label>
            <select id="add-view" on:change=move |event| {
                chosen.set(event_target_value(&event).parse().unwrap_or_default());
            }>{options}</select>
            <button type="button" class="button" disabled=full on:click=add>{t(locale, "saved.add")}</button>
        </div>
    }
    .into_any()
}
