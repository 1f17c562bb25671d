//! A part of the page as the server has printed it.

use super::states::{FailureView, Loading, answered};
use crate::api::{
    prints::{Part, get_print},
    wire::ask,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// The print of `part`; printed anew when one of the signals moves, and what was there stays until then.
#[component]
pub fn Print(
    /// What.
    part: Part,
    /// Code of the unit it is about, where the address does not say that.
    #[prop(optional, into)]
    unit: Signal<String>,
    /// The address from which links are made and words are read; nothing is printed while it is empty.
    #[prop(into)]
    here: Signal<String>,
    /// Number of the last change to the data: what is shown is printed anew when it moves.
    #[prop(optional, into)]
    moved: Signal<i64>,
) -> impl IntoView {
    let print = ask(
        move || (unit.get(), here.get(), moved.get()),
        move |(unit, here, _)| async move {
            if here.is_empty() { Ok(String::new()) } else { get_print(part, unit, here).await }
        },
    );
    let place = NodeRef::<leptos::html::Div>::new();
    // What the element has begun with: as long as that is the same, leptos leaves what is in it alone.
    let begun = StoredValue::new(None::<String>);
    view! {
        <Transition fallback=Loading>
            {answered(print, move |answer| match answer {
                Ok(html) => {
                    let html = match (begun.get_value(), place.get_untracked()) {
                        (Some(begun), Some(place)) => {
                            show_instead(&place, &html);
                            begun
                        }
                        _ => {
                            begun.set_value(Some(html.clone()));
                            html
                        }
                    };
                    view! { <div class="print" node_ref=place inner_html=html></div> }.into_any()
                }
                Err(failure) => {
                    begun.set_value(None);
                    view! { <FailureView failure/> }.into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Shows another print in place of the one that is there, changing no more than what differs: the focus stays where it
/// is, and so do what was scrolled and opened.
fn show_instead(place: &Element, html: &str) {
    if let Some(fresh) = place.clone_node().ok().and_then(|node| node.dyn_into::<Element>().ok()) {
        fresh.set_inner_html(html);
        follow(place, &fresh);
    }
}

/// Makes the inside of `old` like that of `new`, whose parts are used up.
fn follow(old: &Node, new: &Node) {
    let (mut at, mut wanted) = (old.first_child(), new.first_child());
    while let Some(fresh) = wanted {
        wanted = fresh.next_sibling();
        match at {
            Some(child) if child.node_name() == fresh.node_name() => {
                match (child.dyn_ref::<Element>(), fresh.dyn_ref::<Element>()) {
                    (Some(child), Some(fresh)) => {
                        dress(child, fresh);
                        follow(child, fresh);
                    }
                    _ if child.node_value() != fresh.node_value() => {
                        child.set_node_value(fresh.node_value().as_deref());
                    }
                    _ => {}
                }
                at = child.next_sibling();
            }
            Some(child) => {
                at = child.next_sibling();
                let _ = old.replace_child(&fresh, &child);
            }
            None => drop(old.append_child(&fresh)),
        }
    }
    while let Some(rest) = at {
        at = rest.next_sibling();
        let _ = old.remove_child(&rest);
    }
}

/// Gives an element the attributes of another one; whether it is open is the reader's business.
fn dress(old: &Element, new: &Element) {
    let names = |element: &Element| {
        let names = element.get_attribute_names();
        let names = names.iter().filter_map(|name| name.as_string());
        names.filter(|name| name != "open").collect::<Vec<_>>()
    };
    for name in names(old) {
        if !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
        }
    }
    for name in names(new) {
        if let Some(value) = new.get_attribute(&name)
            && old.get_attribute(&name).as_ref() != Some(&value)
        {
            let _ = old.set_attribute(&name, &value);
        }
    }
}
