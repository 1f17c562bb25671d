//! Forms that ask a printed list for something else: plain ones, whose words go into the address, so that they work without
//! the client too.

use super::kept;
use crate::address::Address;
use leptos::prelude::*;

/// A field with its label, for words to look for.
pub(super) fn search(id: &'static str, name: &'static str, label: &'static str, here: &Address) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id name=name type="search" maxlength="80" value=here.get(name).to_owned()/>
        </div>
    }
    .into_any()
}

/// A field with its label, for one of several words, each with what it is called.
pub(super) fn choice(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    here: &Address,
    words: impl IntoIterator<Item = (&'static str, String)>,
) -> AnyView {
    let chosen = here.get(name);
    let options = words
        .into_iter()
        .map(|(word, text)| view! { <option value=word selected=word == chosen>{text}</option> }.into_any())
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id name=name>{options}</select>
        </div>
    }
    .into_any()
}

/// The form around them. It keeps the words of the address but for `asked`, which are its own and the page of the list, and
/// leads back to the place `anchor` of the page; to its beginning where that is empty.
pub(super) fn toolbar(
    here: &Address,
    anchor: &str,
    asked: &[&str],
    fields: impl IntoIterator<Item = AnyView>,
    go: &'static str,
) -> AnyView {
    let action = if anchor.is_empty() { here.path().to_owned() } else { format!("{}#{anchor}", here.path()) };
    let fields = fields.into_iter().collect_view();
    view! {
        <form class="toolbar" role="search" method="get" action=action>
            {kept(here, asked)}
            {fields}
            <button class="button" type="submit">{go}</button>
        </form>
    }
    .into_any()
}
