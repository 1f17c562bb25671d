//! Answers of reports, to be looked at: words, lists of records, photographs and papers.

use crate::{
    address::Address,
    components::{
        format::NONE,
        states::{Empty, TableScroll},
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Section},
        reports::{Photo, read_rows},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A row by its columns.
pub type Row = BTreeMap<String, String>;

/// The rows of an answer; none of one that cannot be read.
pub fn rows_of(section: &Section, text: &str) -> Vec<Row> {
    if text.is_empty() { vec![] } else { read_rows(section, text).unwrap_or_default() }
}

/// An answer in words.
pub fn shown(locale: Locale, asked: &Field, answer: &str) -> String {
    match (asked.kind, answer) {
        (_, "") => NONE.to_owned(),
        (Kind::YesNo, "yes") => t(locale, "reports.yes").to_owned(),
        (Kind::YesNo, "no") => t(locale, "reports.no").to_owned(),
        (Kind::Choice, id) => {
            let choice = asked.choices.iter().find(|choice| choice.id == id);
            choice.map_or_else(|| id.to_owned(), |choice| locale.pick(&choice.zh, &choice.en).to_owned())
        }
        (Kind::Photo, text) => t_with(locale, "reports.photos", &[("n", &photos_of(text).len().to_string())]),
        (_, text) => text.to_owned(),
    }
}

/// The photographs of an answer.
pub fn photos_of(answer: &str) -> Vec<Photo> {
    serde_json::from_slice(answer.as_bytes()).unwrap_or_default()
}

/// The pictures, to be looked at.
#[component]
pub fn Pictures(
    /// The answer that names them.
    answer: String,
    /// Code of the unit, for those who may raise problems of them; empty for others.
    #[prop(optional)]
    raise: String,
) -> impl IntoView {
    let locale = use_locale();
    let pictures = photos_of(&answer)
        .into_iter()
        .map(|photo| {
            let words = photo.caption.clone();
            let place = (!photo.place.is_empty()).then(|| t_with(locale, "reports.taken_at", &[("place", &photo.place)]));
            let raise = (!raise.is_empty()).then(|| {
                let address = Address::new("/problems").with("tab", "raise").with("unit", &raise);
                let href = address.with("file", &photo.file.to_string()).to_string();
                let label = t_with(locale, "problems.raise_photo", &[("n", &photo.file.to_string())]);
                view! { " " <a class="button small" rel="external" href=href aria-label=label>{t(locale, "problems.raise_here")}</a> }
            });
            view! {
                <li>
                    <figure>
                        <Picture photo=photo.clone()/>
                        <figcaption>{words} {place.map(|place| view! { " " <small class="muted">{place}</small> })} {raise}</figcaption>
                    </figure>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="plain photos">{pictures}</ul> }
}

/// One picture, which leads to the whole of it.
#[component]
pub fn Picture(
    /// Which.
    photo: Photo,
) -> impl IntoView {
    let locale = use_locale();
    let number = photo.file.to_string();
    let alt = if photo.caption.is_empty() {
        t_with(locale, "reports.photo", &[("n", &number)])
    } else {
        photo.caption.clone()
    };
    view! {
        <a href=format!("/api/v1/files/{number}") rel="external" target="_blank">
            <img src=format!("/api/v1/files/{number}/thumbnail") alt=alt width="120" height="90" loading="lazy"/>
        </a>
    }
}

/// A list of records as a table.
#[component]
pub fn Records(
    /// The list.
    section: Section,
    /// The answer.
    answer: String,
) -> impl IntoView {
    let locale = use_locale();
    let rows = rows_of(&section, &answer);
    if rows.is_empty() {
        return view! { <Empty text=t(locale, "reports.no_rows")/> }.into_any();
    }
    let heads = section
        .fields
        .iter()
        .map(|field| view! { <th scope="col">{locale.pick(&field.zh, &field.en).to_owned()}</th> })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = section
                .fields
                .iter()
                .map(|field| {
                    let text = row.get(&field.id).map(String::as_str).unwrap_or_default();
                    if field.kind == Kind::Photo {
                        view! { <td><Pictures answer=text.to_owned()/></td> }.into_any()
                    } else {
                        view! { <td>{shown(locale, field, text)}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <TableScroll label=t(locale, "reports.rows")>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}
