//! Lists: what is looked for, in which order, which page of it. All of it stands in the URL.

pub use crate::components::format::Instant;
use crate::{
    address::Address,
    api::ListQuery,
    components::states::TableScroll,
    i18n::{t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the URL asks of a list: `?q=`, `?sort=`, `?offset=`.
pub fn list_words() -> Memo<ListQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| ListQuery {
            search: query.get("q").unwrap_or_default().trim().to_owned(),
            sort: query.get("sort").unwrap_or_default(),
            offset: query.get("offset").and_then(|text| text.parse().ok()).unwrap_or(0),
            limit: 0,
        })
    })
}

/// The search over a list: a plain form that keeps the order of the rows. `children` are further fields.
#[component]
pub fn Finder(
    /// What is searched.
    label: &'static str,
    /// Path of the page.
    #[prop(into)]
    action: String,
    /// Further fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let word = move |key: &'static str| query.with(|query| query.get(key).unwrap_or_default());
    view! {
        <form class="toolbar" role="search" aria-label=label method="get" action=action>
            <div class="field">
                <label for="list-q">{label}</label>
                <input id="list-q" name="q" type="search" maxlength="80" value=move || word("q")/>
            </div>
            {children.map(|children| children())}
            {move || {
                let sort = word("sort");
                (!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })
            }}
            <button class="button" type="submit">{t(locale, "search.go")}</button>
        </form>
    }
}

/// The head of a column by which the list can be sorted; once more turns the order round.
#[component]
pub fn SortHead(
    /// Words.
    label: &'static str,
    /// Name of the column.
    column: &'static str,
    /// Whether the list is in this order when nothing is said.
    #[prop(optional)]
    usual: bool,
) -> impl IntoView {
    let query = use_query_map();
    let now = Memo::new(move |_| {
        let sort = query.with(|query| query.get("sort").unwrap_or_default());
        match sort.strip_prefix('-') {
            _ if sort.is_empty() => usual.then_some(true),
            Some(name) => (name == column).then_some(false),
            None => (sort == column).then_some(true),
        }
    });
    let href = move || {
        let next = if now.get() == Some(true) { format!("-{column}") } else { column.to_owned() };
        Address::here().with("sort", &next).without("offset").to_string()
    };
    let sorted = move || now.get().map(|upwards| if upwards { "ascending" } else { "descending" });
    let sign = move || match now.get() {
        Some(true) => " ↑",
        Some(false) => " ↓",
        None => "",
    };
    view! {
        <th scope="col" aria-sort=sorted>
            <a href=href>{label} <span aria-hidden="true">{sign}</span></a>
        </th>
    }
}

/// Which rows are shown, and the way to the others.
#[component]
pub fn Pager(
    /// Rows in all.
    total: u32,
    /// Rows before the first one shown.
    offset: u32,
    /// Rows shown.
    shown: u32,
    /// Rows on a page.
    #[prop(default = ListQuery::USUAL)]
    limit: u32,
) -> impl IntoView {
    let locale = use_locale();
    let to = move |offset: u32| {
        let offset = if offset == 0 { String::new() } else { offset.to_string() };
        Address::here().with("offset", &offset).to_string()
    };
    let first = if shown == 0 { 0 } else { offset + 1 };
    let range = t_with(
        locale,
        "list.range",
        &[
            ("first", &first.to_string()),
            ("last", &(offset + shown).to_string()),
            ("total", &total.to_string()),
        ],
    );
    let previous = (offset > 0).then(|| {
        let at = offset.saturating_sub(limit);
        view! { <a class="button small" rel="prev" href=move || to(at)>{t(locale, "list.previous")}</a> }
    });
    let next = (offset + shown < total).then(|| {
        let at = offset + limit;
        view! { <a class="button small" rel="next" href=move || to(at)>{t(locale, "list.next")}</a> }
    });
    view! {
        <nav class="pager" aria-label=t(locale, "list.pages")>
            <span role="status">{range}</span>
            {previous}
            {next}
        </nav>
    }
}

/// A list as a table, with the way to its other pages. `children` are the heads of its columns.
#[component]
pub fn Listing(
    /// What is listed.
    label: &'static str,
    /// Style class of the table.
    #[prop(optional)]
    class: &'static str,
    /// The rows.
    rows: AnyView,
    /// Rows in all.
    total: u32,
    /// Rows before the first one shown.
    offset: u32,
    /// Rows shown.
    shown: u32,
    /// Rows on a page.
    #[prop(default = ListQuery::USUAL)]
    limit: u32,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel">
            <TableScroll label>
                <table class=class>
                    <thead><tr>{children()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
            <Pager total offset shown limit/>
        </div>
    }
    .into_any()
}

/// A link that downloads what the REST interface answers.
#[component]
pub fn Download(
    /// Path and words.
    #[prop(into)]
    href: Signal<Address>,
    /// Words of the link.
    label: &'static str,
) -> impl IntoView {
    view! {
        <a class="button" rel="external" download="" href=move || href.get().with("format", "csv").to_string()>
            <span aria-hidden="true">"↓ "</span>
            {label}
        </a>
    }
}
