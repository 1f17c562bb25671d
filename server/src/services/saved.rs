//! Saved views and boards: a choice of the explorer under a name, for oneself and whoever it is shared with. What is saved is
//! the choice; figures are those that the reader may read.

mod sight;

use crate::{
    platform::{Platform, refusal},
    store::{ToSave, ViewRow as StoredView},
};
use app::{
    address::Address,
    api::{
        Failure, FailureKind, ListQuery, Page,
        analysis::{PATH, address},
        saved::{BoardOrder, BoardRow, BoardView, Saved, Tile, ViewOrder, ViewRow},
    },
    domain::{
        analysis::Choice,
        permissions::Actor,
        saved::{LONGEST_TITLE, MOST_PINS, MOST_TILES},
    },
};
use async_trait::async_trait;
use sight::Sight;
use std::collections::{HashMap, HashSet};

/// Views or boards of one person.
const MOST: usize = 200;

fn conflict(reason: &'static str) -> Failure {
    Failure::new(FailureKind::Conflict, reason)
}

/// Whose what is saved will be: a person's by the name to sign in with, a program's by the name of its token.
pub(super) fn person(actor: &Actor) -> Result<&str, Failure> {
    let name = actor.name.strip_prefix("user:").unwrap_or(&actor.name);
    if actor.is_known() { Ok(name) } else { Err(refusal(actor, "")) }
}

/// The choice that is written as the words of an address.
pub(super) fn choice_of(query: &str) -> Result<Choice, Failure> {
    let address = Address::parse(&format!("{PATH}?{}", query.trim_start_matches('?')));
    let address = address.ok_or_else(|| Failure::invalid("query", "malformed", query))?;
    let words = address.pairs().iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let (choice, mut slips) = Choice::read(words);
    match slips.pop() {
        Some(slip) => Err(slip.into()),
        None => Ok(choice),
    }
}

/// The words of a choice, without the place in a list.
fn query_of(choice: Choice) -> String {
    let address = address(PATH, &Choice { page: 1, ..choice }).to_string();
    address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}

fn title(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Failure::invalid("title", "missing", "title")),
        n if n > LONGEST_TITLE => Err(Failure::invalid("title", "too_long", LONGEST_TITLE.to_string())),
        _ => Ok(text),
    }
}

/// Whether something of somebody can be changed by an order that has seen `seen`.
fn check_change(actor: &Actor, mine: bool, known: i64, seen: i64) -> Result<(), Failure> {
    if !mine {
        return Err(refusal(actor, ""));
    }
    if known == seen { Ok(()) } else { Err(conflict("saved_changed")) }
}

/// Sorts by a column; as they come they are the latest change first.
fn sort<T>(rows: &mut [T], by: &str, title: fn(&T) -> &str, owner: fn(&T) -> &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    match column {
        "" | "changed_at" => {}
        "title" => rows.sort_by(|a, b| title(a).cmp(title(b))),
        "owner" => rows.sort_by(|a, b| owner(a).cmp(owner(b))),
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    }
    if down {
        rows.reverse();
    }
    Ok(())
}

fn found(query: &ListQuery, texts: [&str; 2]) -> bool {
    let needle = query.search.trim().to_lowercase();
    needle.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&needle))
}

#[async_trait]
impl Saved for Platform {
    async fn list_views(&self, actor: &Actor, query: &ListQuery) -> Result<Page<ViewRow>, Failure> {
        let sight = Sight::of(self, actor).await?;
        let pinned = self.db.pinned_views(sight.user).await?.into_iter().map(|view| view.id).collect();
        let mut rows = Vec::new();
        for view in self.db.saved_views(sight.user, &sight.above()).await? {
            if sight.sees_view(&view)? && found(query, [&view.title, &view.owner]) {
                rows.push(sight.view_row(view, &pinned)?);
            }
        }
        sort(&mut rows, &query.sort, |row| &row.title, |row| &row.owner)?;
        Ok(query.page(rows))
    }

    async fn save_view(&self, actor: &Actor, order: &ViewOrder) -> Result<ViewRow, Failure> {
        let sight = Sight::of(self, actor).await?;
        let query = query_of(choice_of(&order.query)?);
        let sharing = sight.sharing(&order.unit, &order.role)?;
        let title = title(&order.title)?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let known = self.db.views_of(sight.user).await?;
        let of_mine = || known.iter().filter(|view| view.owner == sight.user && view.deleted_at.is_none());
        if order.id == 0 {
            // The same again, from somebody whose line broke, is the same view.
            let same = of_mine().find(|view| (view.title.as_str(), &view.query) == (title, &query));
            if let Some(same) = same {
                return sight.view_row(same.clone(), &HashSet::new());
            }
            if of_mine().count() >= MOST {
                return Err(Failure::invalid("title", "too_many_saved", MOST.to_string()));
            }
        } else {
            let view = self.db.saved_view(order.id).await?;
            let view = view.ok_or_else(|| Failure::not_found("view", order.id.to_string()))?;
            if !sight.sees_view(&view)? {
                return Err(Failure::not_found("view", order.id.to_string()));
            }
            check_change(actor, view.owner == sight.user, view.revision, order.revision)?;
        }
        let now = self.now();
        let to_save = ToSave { id: order.id, owner: sight.user, title, sharing, at: now };
        let id = tx.save_view(&to_save, &query).await?;
        let detail =
            serde_json::json!({ "view": id, "title": title, "query": query, "role": order.role.trim() });
        tx.append_audit(now, &actor.name, "views.save", order.unit.trim(), &detail).await?;
        self.commit(tx).await?;
        let view = self.db.saved_view(id).await?;
        let view = view.ok_or_else(|| Failure::not_found("view", id.to_string()))?;
        sight.view_row(view, &HashSet::new())
    }

    async fn delete_view(&self, actor: &Actor, id: i64, back: bool) -> Result<(), Failure> {
        let sight = Sight::of(self, actor).await?;
        let unknown = || Failure::not_found("view", id.to_string());
        let view = self.db.saved_view(id).await?.ok_or_else(unknown)?;
        if !sight.sees_view(&view)? {
            return Err(unknown());
        }
        check_change(actor, view.owner == sight.user, 0, 0)?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if tx.delete_view(id, (!back).then_some(now)).await? {
            let action = if back { "views.restore" } else { "views.delete" };
            let detail = serde_json::json!({ "view": id, "title": view.title });
            tx.append_audit(now, &actor.name, action, "", &detail).await?;
            self.commit(tx).await?;
        }
        Ok(())
    }

    async fn pin_view(&self, actor: &Actor, id: i64, on: bool) -> Result<(), Failure> {
        let sight = Sight::of(self, actor).await?;
        let view = self.db.saved_view(id).await?.ok_or_else(|| Failure::not_found("view", id.to_string()))?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        if on {
            if view.deleted_at.is_some() || !sight.sees_view(&view)? {
                return Err(Failure::not_found("view", id.to_string()));
            }
            let pinned = sight.pinned().await?;
            if pinned.iter().any(|view| view.id == id) {
                return Ok(());
            }
            if pinned.len() >= MOST_PINS {
                return Err(Failure::invalid("id", "too_many_pins", MOST_PINS.to_string()));
            }
            tx.pin_view(sight.user, id).await?;
        } else if !tx.unpin_view(sight.user, id).await? {
            // What was pinned can be taken out also when it is no longer to be seen; what was not is not told apart.
            return if sight.sees_view(&view)? {
                Ok(())
            } else {
                Err(Failure::not_found("view", id.to_string()))
            };
        }
        let action = if on { "views.pin" } else { "views.unpin" };
        tx.append_audit(self.now(), &actor.name, action, "", &serde_json::json!({ "view": id })).await?;
        self.commit(tx).await
    }

    async fn pinned_views(&self, actor: &Actor) -> Result<Vec<Tile>, Failure> {
        // Whoever is not a person has pinned nothing; the overview is shown to him all the same.
        if person(actor).is_err() {
            return Ok(vec![]);
        }
        let sight = Sight::of(self, actor).await?;
        Ok(sight.pinned().await?.into_iter().map(tile).collect())
    }

    async fn list_boards(&self, actor: &Actor, query: &ListQuery) -> Result<Page<BoardRow>, Failure> {
        let sight = Sight::of(self, actor).await?;
        let boards = self.db.boards(sight.user, &sight.above()).await?;
        let numbers: Vec<i64> = boards.iter().map(|board| board.id).collect();
        let sizes: HashMap<i64, i64> = self.db.board_sizes(&numbers).await?.into_iter().collect();
        let mut rows = Vec::new();
        for board in boards {
            let seen = sight.sees(&board.owner, board.sharing()?, board.deleted_at.is_some());
            if seen && found(query, [&board.title, &board.owner]) {
                let size = sizes.get(&board.id).copied().unwrap_or_default();
                rows.push(sight.board_row(board, size as u32)?);
            }
        }
        sort(&mut rows, &query.sort, |row| &row.title, |row| &row.owner)?;
        Ok(query.page(rows))
    }

    async fn open_board(&self, actor: &Actor, id: i64) -> Result<BoardView, Failure> {
        let sight = Sight::of(self, actor).await?;
        let unknown = || Failure::not_found("board", id.to_string());
        let board = self.db.board(id).await?.ok_or_else(unknown)?;
        if !sight.sees(&board.owner, board.sharing()?, board.deleted_at.is_some()) {
            return Err(unknown());
        }
        // Whoever shares a board shares the choices on it; they hold no figure.
        let tiles: Vec<Tile> = self.db.board_views(id).await?.into_iter().map(tile).collect();
        Ok(BoardView { row: sight.board_row(board, tiles.len() as u32)?, tiles })
    }

    async fn save_board(&self, actor: &Actor, order: &BoardOrder) -> Result<BoardRow, Failure> {
        let sight = Sight::of(self, actor).await?;
        let title = title(&order.title)?;
        let sharing = sight.sharing(&order.unit, &order.role)?;
        if order.views.is_empty() {
            return Err(Failure::invalid("views", "no_views", ""));
        }
        if order.views.len() > MOST_TILES {
            return Err(Failure::invalid("views", "too_many_views", MOST_TILES.to_string()));
        }
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let known = self.db.views_among(&order.views).await?;
        for id in &order.views {
            let unknown = || Failure::not_found("views", id.to_string());
            let view = known.iter().find(|view| view.id == *id).ok_or_else(unknown)?;
            if !sight.sees_view(view)? || view.deleted_at.is_some() {
                return Err(unknown());
            }
        }
        if order.id != 0 {
            let unknown = || Failure::not_found("board", order.id.to_string());
            let board = self.db.board(order.id).await?.ok_or_else(unknown)?;
            if !sight.sees(&board.owner, board.sharing()?, board.deleted_at.is_some()) {
                return Err(unknown());
            }
            check_change(actor, board.owner == sight.user, board.revision, order.revision)?;
        } else if self.db.boards_of(sight.user).await? >= MOST as i64 {
            return Err(Failure::invalid("title", "too_many_saved", MOST.to_string()));
        }
        let now = self.now();
        let to_save = ToSave { id: order.id, owner: sight.user, title, sharing, at: now };
        let id = tx.save_board(&to_save, &order.views).await?;
        let detail = serde_json::json!({ "board": id, "title": title, "views": order.views });
        tx.append_audit(now, &actor.name, "boards.save", order.unit.trim(), &detail).await?;
        self.commit(tx).await?;
        let board = self.db.board(id).await?.ok_or_else(|| Failure::not_found("board", id.to_string()))?;
        sight.board_row(board, order.views.len() as u32)
    }

    async fn delete_board(&self, actor: &Actor, id: i64, back: bool) -> Result<(), Failure> {
        let sight = Sight::of(self, actor).await?;
        let unknown = || Failure::not_found("board", id.to_string());
        let board = self.db.board(id).await?.ok_or_else(unknown)?;
        if !sight.sees(&board.owner, board.sharing()?, board.deleted_at.is_some()) {
            return Err(unknown());
        }
        check_change(actor, board.owner == sight.user, 0, 0)?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if tx.delete_board(id, (!back).then_some(now)).await? {
            let action = if back { "boards.restore" } else { "boards.delete" };
            let detail = serde_json::json!({ "board": id, "title": board.title });
            tx.append_audit(now, &actor.name, action, "", &detail).await?;
            self.commit(tx).await?;
        }
        Ok(())
    }
}

fn tile(view: StoredView) -> Tile {
    Tile { view: view.id, title: view.title, query: view.query }
}

impl Platform {
    /// A view that somebody may see, for a report that comes by itself.
    pub(super) async fn seen_view(&self, actor: &Actor, id: i64) -> Result<Tile, Failure> {
        let sight = Sight::of(self, actor).await?;
        let unknown = || Failure::not_found("view", id.to_string());
        let view = self.db.saved_view(id).await?.ok_or_else(unknown)?;
        let seen = view.deleted_at.is_none() && sight.sees_view(&view)?;
        if seen { Ok(tile(view)) } else { Err(unknown()) }
    }
}
