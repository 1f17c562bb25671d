//! Objections of the tribunal to items and vetoes, and what was decided.

use super::parts::{FilesOnWay, hidden_address};
use crate::{
    api::reviews::{EntryView, ObjectToResult, ObjectionRow},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::Instant,
        sending::{Arrived, Uploader},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The objections, and one more.
#[component]
pub fn Objections(
    entry: StoredValue<EntryView>,
    act: ServerAction<ObjectToResult>,
    user: String,
    /// Files of the next one: number and name.
    files: RwSignal<Vec<(i64, String)>>,
) -> impl IntoView {
    let locale = use_locale();
    let (rows, may) = entry.with_value(|entry| (entry.objections.clone(), entry.may_object));
    if rows.is_empty() && !may {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|row| one(locale, row)).collect_view();
    view! {
        <section class="panel stack" aria-labelledby="objections-title" data-testid="objections">
            <h2 id="objections-title">{t(locale, "entry.objection.title")}</h2>
            {rows}
            {may.then(|| view! { <Object entry act user files/> })}
        </section>
    }
    .into_any()
}

fn one(locale: Locale, row: ObjectionRow) -> AnyView {
    let (class, sign, word) = match row.decision.as_deref() {
        Some("upheld") => ("badge good", "✓ ", t(locale, "entry.objection.upheld")),
        Some(_) => ("badge bad", "✕ ", t(locale, "entry.objection.rejected")),
        None => ("badge warn", "◌ ", t(locale, "entry.objection.open")),
    };
    let files = row
        .files
        .into_iter()
        .map(|(id, name)| {
            view! { <li><a class="piece" href=format!("/api/v1/files/{id}") rel="external" target="_blank">"▤ " {name}</a></li> }
        })
        .collect_view();
    let points = row.points.map(|points| t_with(locale, "entry.objection.points", &[("n", &points)]));
    let decided = row.decided_at.map(|at| {
        view! { <p class="said">{row.reason} " " {points} " " <small class="muted">{row.decided_by} " " <Instant at/></small></p> }
    });
    view! {
        <div class="objection">
            <p class="row">
                <a class="way" href=format!("#i-{}", row.about) rel="external">
                    {locale.pick(&row.about_name.0, &row.about_name.1).to_owned()}
                </a>
                <span class=class>{sign} {word}</span>
            </p>
            <p>{row.text} " " <small class="muted">{row.by} " " <Instant at=row.at/></small></p>
            <ul class="plain">{files}</ul>
            {decided}
        </div>
    }
    .into_any()
}

/// Objecting: to what, why, with which files.
#[component]
fn Object(
    entry: StoredValue<EntryView>,
    act: ServerAction<ObjectToResult>,
    user: String,
    files: RwSignal<Vec<(i64, String)>>,
) -> impl IntoView {
    let locale = use_locale();
    let options = entry.with_value(|entry| {
        let option =
            |id: &str, name: String| view! { <option value=id.to_owned()>{name}</option> }.into_any();
        let items = entry.standard.items().filter_map(|item| {
            let known = entry.items.iter().find(|known| known.id == item.id && known.applies)?;
            let points = known.settled.and_then(|(_, settled)| settled.points);
            let points = points.map_or_else(|| "–".to_owned(), |points| points.to_string());
            Some(option(&item.id, format!("{} ({points})", locale.pick(&item.zh, &item.en))))
        });
        let vetoes = entry.vetoes.iter().map(|veto| {
            let name = locale.pick(&veto.name.0, &veto.name.1);
            option(&veto.id, format!("{}: {name}", t(locale, "entry.veto.title")))
        });
        items.chain(vetoes).collect_view()
    });
    let (unit, place) = entry.with_value(|entry| {
        let at = &entry.address;
        (at.unit.clone(), format!("jiceng.objection.{user}.{}.{}", at.campaign, at.unit))
    });
    let arrived = Callback::new(move |file: Arrived| {
        files.update(|files| {
            if !files.iter().any(|(id, _)| *id == file.row.id) {
                files.push((file.row.id, file.row.name));
            }
        });
    });
    let chosen = move || {
        files
            .get()
            .into_iter()
            .enumerate()
            .map(|(n, (id, name))| {
                let remove = move |_| files.update(|files| files.retain(|(known, _)| *known != id));
                view! {
                    <li class="row">
                        <input type="hidden" name=format!("order[files][{n}]") value=id.to_string()/>
                        <a class="piece" href=format!("/api/v1/files/{id}") rel="external" target="_blank">{name}</a>
                        <button type="button" class="button small" on:click=remove>{t(locale, "entry.remove")}</button>
                    </li>
                }
            })
            .collect_view()
    };
    let on_way = RwSignal::new(BTreeMap::new());
    let going =
        Memo::new(move |_| on_way.with(|files: &BTreeMap<String, usize>| files.values().sum::<usize>()));
    let pending = act.pending();
    let busy = Signal::derive(move || pending.get() || going.get() > 0);
    let label = t(locale, "entry.objection.make");
    view! {
        <details>
            <summary>{label}</summary>
            <ActionForm action=act>
                {entry.with_value(|entry| hidden_address(&entry.address))}
                <div class="form wide">
                    <Fault fault=fault_of(act)/>
                    <div class="field">
                        <label for="object-about">{t(locale, "entry.objection.about")}</label>
                        <select id="object-about" name="order[about]">{options}</select>
                    </div>
                    <div class="field">
                        <label for="object-text">{t(locale, "entry.objection.text")}</label>
                        <textarea id="object-text" name="order[text]" rows="3" maxlength="4000" required></textarea>
                    </div>
                    <ul class="plain stack">{chosen}</ul>
                    <div class="stack"><Uploader id="object-file".to_owned() place unit arrived on_way/></div>
                    <FilesOnWay files=going/>
                    <div class="row"><Confirm label text=t(locale, "entry.objection.make_text").to_owned() busy/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
