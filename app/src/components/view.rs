//! What a unit's page is looking at: what the page itself must know of it, and its pieces (`board`), changed in place by
//! navigation and by the live stream. Nothing disappears while something is loading, so the map can glide and the focus
//! stays.

use super::board;
use crate::{
    address::Address,
    api::{
        Failure,
        sheet::{Piece, Sheet, Shown, Standing, sheet},
        wire::ask,
    },
    components::states::{FailureView, Loading, answered},
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// What is asked for: the code of a unit, empty for the actor's own, and the address of the page.
pub type Asked = (String, String);

/// Asks the server, which is told what the page has already.
pub async fn fetch((unit, here): Asked) -> Result<Sheet, Failure> {
    sheet(unit, here, board::known(), board::drawn()).await
}

/// The first content of a page, asked for by the server before the page is sent.
pub fn first_content(asked: Memo<Asked>, show: fn(Sheet, Memo<Asked>) -> AnyView) -> AnyView {
    let first = ask(
        || (),
        move |()| {
            let answer = fetch(asked.get_untracked());
            async { answer.await.map(Standing) }
        },
    );
    view! {
        <Suspense fallback=Loading>
            {answered(first, move |answer: Result<Standing, Failure>| {
                match answer {
                    Ok(Standing(sheet)) => show(sheet, asked),
                    Err(failure) => {
                        // The next address may be a better one.
                        Effect::new(move |before: Option<()>| {
                            asked.track();
                            if before.is_some() {
                                first.refetch();
                            }
                        });
                        view! { <FailureView failure/> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The pieces of a page that is being written by the server.
#[derive(Clone)]
struct Written(Arc<[Piece]>);

/// Puts the first pieces of a page where [`piece`] finds them.
pub fn write(pieces: Vec<Piece>) {
    if cfg!(feature = "ssr") {
        provide_context(Written(pieces.into()));
    } else {
        board::put(pieces);
    }
}

/// The place of a piece: filled by the server, or from what the page has been sent since.
pub fn piece(place: &'static str) -> AnyView {
    let holder = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(holder) = holder.get() {
            board::mount(place, (*holder).clone().into());
        }
    });
    let html = use_context::<Written>().and_then(|Written(pieces)| {
        pieces.iter().find(|piece| piece.place == place).and_then(|piece| piece.html.clone())
    });
    view! { <div class="print" node_ref=holder inner_html=html.unwrap_or_default()></div> }.into_any()
}

/// The tabs of a unit's page.
pub const TABS: [&str; 5] = ["status", "cases", "posts", "infrastructure", "works"];

/// The tab that an address names.
pub fn tab_of(here: &Address) -> &'static str {
    TABS.into_iter().find(|tab| *tab == here.get("tab")).unwrap_or(TABS[0])
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
    pub asked: Memo<Asked>,
    /// Whether something else is on its way.
    pub loading: RwSignal<bool>,
    /// Why what was asked for cannot be shown.
    pub failure: RwSignal<Option<Failure>>,
    turn: StoredValue<u32>,
}

impl View {
    /// A page that shows `first`.
    pub fn new(first: Shown, asked: Memo<Asked>) -> Self {
        Self {
            data: RwSignal::new(first),
            asked,
            loading: RwSignal::new(false),
            failure: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Asks again whenever something else is to be shown; at once when what is shown is `stale`.
    pub fn follow(self, stale: bool) {
        let asked = self.asked;
        Effect::new(move |before: Option<()>| {
            asked.track();
            if stale || before.is_some() {
                spawn_local(self.reload(false));
            }
        });
    }

    /// Asks again. `quietly`, when nobody asked for it: a failure then leaves the page as it is.
    pub async fn reload(self, quietly: bool) {
        let mine = self.turn.try_get_value().unwrap_or(0) + 1;
        self.turn.try_update_value(|turn| *turn = mine);
        let Some(asked) = self.asked.try_get_untracked() else { return };
        if !quietly {
            self.loading.set(true);
        }
        let answer = fetch(asked).await;
        // Somebody has moved on meanwhile, or left the page.
        if self.turn.try_get_value() != Some(mine) {
            return;
        }
        match answer {
            Ok(sheet) => {
                board::put(sheet.pieces);
                if !quietly {
                    board::reset_forms();
                }
                self.failure.set(None);
                self.data.set(sheet.shown);
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
