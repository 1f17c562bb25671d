//! A list of records: a row per honour, hearing, mediator, need.

use super::{Sheet, field::SavingMark, photos::PhotoField};
use crate::{
    components::answers::{Records, Row, rows_of},
    domain::{
        catalogue::Kind,
        forms::{Field, Section},
    },
    i18n::{t, t_with, use_locale},
    pages::reports::sheet::Cell,
};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Rows(section: Section, unit: String, sheet: Sheet, fill: bool) -> impl IntoView {
    let Some(cell) = sheet.cell(&section.id) else { return ().into_any() };
    if fill {
        view! { <Edit section unit sheet cell/> }.into_any()
    } else {
        view! { <Records section answer=cell.answer.get_untracked()/> }.into_any()
    }
}

#[component]
fn Edit(section: Section, unit: String, sheet: Sheet, cell: Cell) -> impl IntoView {
    let locale = use_locale();
    let most = section.repeats.unwrap_or_default() as usize;
    let id = section.id.clone();
    let shape = StoredValue::new(section);
    let unit = StoredValue::new(unit);
    // A key per row, so that rows keep their inputs while others come and go.
    let next = StoredValue::new(0u32);
    let keyed = move |row: Row| {
        next.update_value(|next| *next += 1);
        (next.get_value(), RwSignal::new(row))
    };
    let first = shape.with_value(|section| rows_of(section, &cell.answer.get_untracked()));
    let rows = RwSignal::new(first.into_iter().map(keyed).collect::<Vec<_>>());
    // What these rows say. The answer may come from elsewhere: from what this browser had left, or from a colleague.
    let own = StoredValue::new(cell.answer.get_untracked());
    Effect::new(move |_| {
        let text = cell.answer.get();
        if own.with_value(|own| *own != text) {
            let now = shape.with_value(|section| rows_of(section, &text));
            rows.set(now.into_iter().map(keyed).collect());
            own.set_value(text);
        }
    });
    let changed = move || {
        let all: Vec<Row> =
            rows.with_untracked(|rows| rows.iter().map(|(_, row)| row.get_untracked()).collect());
        let text =
            if all.is_empty() { String::new() } else { serde_json::to_string(&all).unwrap_or_default() };
        own.set_value(text.clone());
        cell.answer.set(text);
        shape.with_value(|section| sheet.typed(&section.id));
    };
    // Rows have no name of their own: what waits for one is found again only while the page lives.
    let place = move |key: u32, column: &str| {
        let list = shape.with_value(|section| section.id.clone());
        sheet.photo_place(&format!("{list}.{key}.{column}"))
    };
    let full = move || rows.with(Vec::len) >= most;
    let remove = move |key: u32| {
        rows.update(|rows| rows.retain(|(known, _)| *known != key));
        changed();
    };
    let card = move |(key, row): (u32, RwSignal<Row>)| {
        let fields = shape.with_value(|section| section.fields.clone());
        let inputs = fields
            .into_iter()
            .map(|field| view! { <Column key place=place(key, &field.id) field unit=unit.get_value() row changed=Callback::new(move |()| changed())/> })
            .collect_view();
        view! {
            <li class="record">
                <div class="fields">{inputs}</div>
                <button type="button" class="button small" on:click=move |_| remove(key)>{t(locale, "reports.remove_row")}</button>
            </li>
        }
    };
    view! {
        <p class="muted no-js">{t(locale, "reports.rows_need_js")}</p>
        <ul class="plain stack" id=format!("f-{id}")>
            <For each=move || rows.get() key=|(key, _)| *key children=card/>
        </ul>
        <SavingMark cell sheet field=id/>
        <button type="button" class="button needs-js" disabled=full on:click=move |_| rows.update(|rows| rows.push(keyed(Row::new())))>
            "+ " {t(locale, "reports.add_row")}
        </button>
        <small class="muted">{t_with(locale, "reports.most_rows", &[("n", &most.to_string())])}</small>
    }
    .into_any()
}

/// One column of one row.
#[component]
fn Column(
    key: u32,
    place: String,
    field: Field,
    unit: String,
    row: RwSignal<Row>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let id = format!("r{key}-{}", field.id);
    let name = locale.pick(&field.zh, &field.en).to_owned();
    let column = StoredValue::new(field.id.clone());
    let now = row.with_untracked(|row| row.get(&field.id).cloned().unwrap_or_default());
    let type_in = move |text: String| {
        row.update(|row| {
            row.insert(column.get_value(), text);
        });
        changed.run(());
    };
    let options = match field.kind {
        Kind::YesNo => vec![
            ("yes".to_owned(), t(locale, "reports.yes").to_owned()),
            ("no".to_owned(), t(locale, "reports.no").to_owned()),
        ],
        Kind::Choice => {
            let word = |choice: &crate::domain::catalogue::Named| {
                (choice.id.clone(), locale.pick(&choice.zh, &choice.en).to_owned())
            };
            field.choices.iter().map(word).collect()
        }
        _ => vec![],
    };
    if field.kind == Kind::Photo {
        let answer =
            Signal::derive(move || row.with(|row| row.get(&column.get_value()).cloned().unwrap_or_default()));
        return view! {
            <div class="field">
                <span>{name}</span>
                <PhotoField id place unit answer changed=Callback::new(type_in)/>
            </div>
        }
        .into_any();
    }
    let input = if options.is_empty() {
        let (type_of, mode) = match field.kind {
            Kind::Date => ("date", "text"),
            Kind::Measure => ("text", "decimal"),
            Kind::Count | Kind::Stock => ("text", "numeric"),
            _ => ("text", "text"),
        };
        view! {
            <input id=id.clone() type=type_of inputmode=mode value=now autocomplete="off"
                on:input=move |event| type_in(event_target_value(&event))/>
        }
        .into_any()
    } else {
        let options = options
            .into_iter()
            .map(|(value, word)| {
                let chosen = value == now;
                view! { <option value=value selected=chosen>{word}</option> }
            })
            .collect_view();
        view! {
            <select id=id.clone() on:change=move |event| type_in(event_target_value(&event))>
                <option value="">{t(locale, "reports.choose")}</option>
                {options}
            </select>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{name} {field.required.then_some(" *")}</label>
            {input}
        </div>
    }
    .into_any()
}
