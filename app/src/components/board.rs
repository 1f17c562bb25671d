//! The pieces of a unit's page as they stand in the document. Where one goes is an empty element; what is in it was printed
//! by the server (`api::sheet`) and is replaced when the server says that it is another one. Only the browser has pieces:
//! on the server everything here is empty.

use super::hands;
use crate::api::sheet::Piece;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, NodeList};

/// A piece. It outlives the page: the next one begins with what this one has shown.
struct Held {
    place: String,
    mark: String,
    /// What it stands in; none until the page says so.
    element: Option<Element>,
}

thread_local! {
    static BOARD: RefCell<Vec<Held>> = const { RefCell::new(vec![]) };
}

/// The pieces that need not be sent, as the server wants to be told.
pub fn known() -> String {
    BOARD.with_borrow(|board| {
        let known = board.iter().filter(|held| held.element.is_some());
        known.map(|held| format!("{}={}", held.place, held.mark)).collect::<Vec<_>>().join(",")
    })
}

/// The unit whose outlines the map has.
pub fn drawn() -> String {
    let svg = element("map").and_then(|map| map.query_selector(".map-svg").ok().flatten());
    svg.and_then(|svg| svg.get_attribute("data-unit")).unwrap_or_default()
}

/// What a piece stands in.
pub fn element(place: &str) -> Option<Element> {
    BOARD.with_borrow(|board| board.iter().find(|held| held.place == place)?.element.clone())
}

/// All elements in a list.
pub fn elements(list: Result<NodeList, wasm_bindgen::JsValue>) -> Vec<Element> {
    let Ok(list) = list else { return vec![] };
    (0..list.length()).filter_map(|n| list.item(n)?.dyn_into().ok()).collect()
}

/// Puts pieces where they belong, on the page or where the next page will find them.
pub fn put(pieces: Vec<Piece>) {
    for Piece { place, mark, html } in pieces {
        let element = element(&place);
        let element = match html {
            None => element,
            Some(html) => {
                let element = element.or_else(|| document().create_element("div").ok());
                if let Some(element) = &element {
                    replace(&place, element, &html);
                }
                element
            }
        };
        BOARD.with_borrow_mut(|board| {
            board.retain(|held| held.place != place);
            board.push(Held { place, mark, element });
        });
    }
}

/// The page has a place for a piece: what was shown before it goes there.
pub fn mount(place: &'static str, to: Element) {
    let from = BOARD.with_borrow_mut(|board| {
        if let Some(held) = board.iter_mut().find(|held| held.place == place) {
            return held.element.replace(to.clone());
        }
        board.push(Held { place: place.to_owned(), mark: String::new(), element: Some(to.clone()) });
        None
    });
    if let Some(from) = from.filter(|from| *from != to) {
        move_children(&from, &to);
    }
    hands::arrived(place, &to);
}

/// Takes back what was typed and not sent.
pub fn reset_forms() {
    for place in ["chooser", "parts-head"] {
        let form = element(place).and_then(|element| element.query_selector("form").ok().flatten());
        if let Some(form) = form {
            form.unchecked_into::<HtmlFormElement>().reset();
        }
    }
}

fn move_children(from: &Element, to: &Element) {
    while let Some(child) = from.first_child() {
        if to.append_child(&child).is_err() {
            return;
        }
    }
}

/// Writes a piece anew. Focus, open menus and tables, what has been scrolled to, and what was typed stay.
fn replace(place: &str, element: &Element, html: &str) {
    let Ok(new) = document().create_element("div") else { return };
    new.set_inner_html(html);
    let before = hands::Before::of(place, element);
    let focus = Focus::of(element);
    let all = |of: &Element, selector| elements(of.query_selector_all(selector));
    // Outlines that were not sent again.
    for path in all(&new, "path[data-d]:not([d])") {
        let key = path.get_attribute("data-d");
        let old = all(element, "path[d][data-d]").into_iter().find(|old| old.get_attribute("data-d") == key);
        if let Some(outline) = old.and_then(|old| old.get_attribute("d")) {
            let _ = path.set_attribute("d", &outline);
        }
    }
    for (old, new) in all(element, "details").iter().zip(all(&new, "details")) {
        let _ = new.toggle_attribute_with_force("open", old.has_attribute("open"));
    }
    for (old, new) in
        all(element, "input:not([type=hidden])").iter().zip(all(&new, "input:not([type=hidden])"))
    {
        let (old, new): (&HtmlInputElement, HtmlInputElement) = (old.unchecked_ref(), new.unchecked_into());
        if old.value() != old.default_value() {
            new.set_value(&old.value());
        }
    }
    const SCROLLED: &str = ".table-scroll, .trend-scroll";
    let scrolled: Vec<_> =
        all(element, SCROLLED).iter().map(|old| (old.scroll_left(), old.scroll_top())).collect();
    element.set_text_content(None);
    move_children(&new, element);
    for (new, (left, top)) in all(element, SCROLLED).iter().zip(scrolled) {
        new.set_scroll_left(left);
        new.set_scroll_top(top);
    }
    if let Some(focus) = focus {
        focus.restore(element);
    }
    before.then(place, element);
}

/// What had the focus: by what it leads to, else by its turn among its like.
struct Focus {
    tag: String,
    keys: [Option<String>; 3],
    turn: usize,
}

impl Focus {
    fn keys(element: &Element) -> [Option<String>; 3] {
        ["id", "data-code", "href"].map(|name| element.get_attribute(name))
    }

    fn of(within: &Element) -> Option<Self> {
        let active = document().active_element().filter(|active| within.contains(Some(active)))?;
        let tag = active.tag_name();
        let turn = elements(within.query_selector_all(&tag)).iter().position(|like| *like == active)?;
        Some(Self { keys: Self::keys(&active), tag, turn })
    }

    fn restore(self, within: &Element) {
        let likes = elements(within.query_selector_all(&self.tag));
        let same = likes.iter().find(|like| Self::keys(like) == self.keys);
        if let Some(element) = same.or_else(|| likes.get(self.turn)) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            // Links of a drawing can have the focus just so.
            let _ = element.unchecked_ref::<HtmlElement>().focus_with_options(&options);
        }
    }
}
