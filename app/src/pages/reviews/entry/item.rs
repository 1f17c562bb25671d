//! One item: what is looked at, what was computed, what the tribunal says, its evidence; later who said what.

use super::{
    draft::{Cell, Draft, Saving},
    evidence::Evidence,
    parts::{computed, full, last, wanted},
    talk::{Demands, History},
};
use crate::{
    address::Address,
    api::reviews::{EntryView, ItemView},
    components::{
        format::{NONE, percent, plain},
        scoring::how_scored,
    },
    domain::{
        reviews::{By, Said, Settled},
        standards::{Item, Points, Scoring},
    },
    i18n::{Locale, failure_text, t, t_with, use_locale},
};
use leptos::prelude::*;

/// An item.
#[component]
pub fn ItemPart(asked: Item, known: ItemView, entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let id = format!("i-{}", asked.id);
    let title = format!("{id}-name");
    let titled = title.clone();
    let name = locale.pick(&asked.zh, &asked.en).to_owned();
    if !known.applies {
        return view! {
            <article class="item panel" id=id aria-labelledby=titled>
                <h3 id=title>{name}</h3>
                <p class="muted">"∅ " {t(locale, "entry.not_applicable")}</p>
            </article>
        }
        .into_any();
    }
    let (may_fill, illustrative, changed) = entry.with_value(|entry| {
        (entry.may_fill, entry.standard.illustrative, entry.changed.get(&asked.id).copied())
    });
    let guidance = locale.pick(&asked.guidance.0, &asked.guidance.1).to_owned();
    let evidence = wanted(locale, &asked);
    let evidence = (!evidence.is_empty()).then(|| t_with(locale, "entry.wanted", &[("what", &evidence)]));
    let reason = (!known.reason.is_empty()).then(|| {
        view! { <p class="notice bad">"↩ " {t(locale, "entry.sent_back")} " " {known.reason.clone()}</p> }
    });
    let changed = changed.map(|value| {
        let value = match asked.scoring {
            Scoring::Checklist { .. } => percent(value),
            _ => plain(value),
        };
        let text = t_with(locale, "entry.changed", &[("n", &value)]);
        view! { <p class="notice warn" data-testid="changed">"↻ " {text}</p> }
    });
    let mark = illustrative
        .then(|| view! { <span class="badge">"◇ " {t(locale, "entry.illustrative_short")}</span> });
    let own = match draft.cell(&asked.id) {
        Some(cell) if may_fill => fill(locale, &asked, &known, draft, cell),
        _ => read(locale, &known),
    };
    let raise = entry.with_value(|entry| {
        let at = &entry.address;
        let address = Address::new("/problems").with("tab", "raise").with("unit", &at.unit);
        let address = address.with("campaign", &at.campaign.to_string()).with("item", &asked.id);
        entry.oversees.then(|| {
            let href = address.to_string();
            view! { <p><a class="button small" rel="external" href=href>{t(locale, "problems.raise_here")}</a></p> }
                .into_any()
        })
    });
    let settled = known.settled.map(|(said, settled)| view! { <WhoSaidWhat said settled/> });
    view! {
        <article class="item panel stack" id=id aria-labelledby=titled>
            <header class="row spread">
                <h3 id=title>{name}</h3>
                <span class="row"><span class="num">{full(locale, &asked)}</span> {mark}</span>
            </header>
            <p>{guidance}</p>
            <p class="muted small-text">{how_scored(locale, &asked)} " " {evidence}</p>
            {reason}
            {changed}
            {computed(locale, &asked, &known)}
            {last(locale, &known)}
            {own}
            {settled}
            <Evidence item=asked.id.clone() entry draft/>
            <Demands demands=known.demands.clone() entry/>
            {raise}
            <History item=asked.id entry/>
        </article>
    }
    .into_any()
}

/// What the tribunal says, to be read.
fn read(locale: Locale, known: &ItemView) -> AnyView {
    let points = known.points.map_or_else(
        || NONE.to_owned(),
        |points| t_with(locale, "entry.points", &[("n", &points.to_string())]),
    );
    let statement =
        (!known.statement.is_empty()).then(|| view! { <p class="said">{known.statement.clone()}</p> });
    view! {
        <div>
            <p>{t(locale, "entry.own")} " " <b class="num">{points}</b></p>
            {statement}
        </div>
    }
    .into_any()
}

/// What the tribunal says, to be filled in.
fn fill(locale: Locale, asked: &Item, known: &ItemView, draft: Draft, cell: Cell) -> AnyView {
    let id = StoredValue::new(asked.id.clone());
    let (points, statement) = (format!("p-{}", asked.id), format!("s-{}", asked.id));
    let described = format!("{points}-hint");
    let most = asked.points.to_string();
    let hint = match (&asked.scoring, known.computed) {
        (Scoring::Scale { step }, _) => {
            t_with(locale, "entry.hint_scale", &[("most", &most), ("step", &step.to_string())])
        }
        (_, Some(computed)) => {
            t_with(locale, "entry.hint_computed", &[("most", &most), ("n", &computed.to_string())])
        }
        _ => t_with(locale, "entry.hint", &[("most", &most)]),
    };
    let placeholder = known.computed.map(|points| points.to_string()).unwrap_or_default();
    let type_in = move |into: RwSignal<String>, text: String| {
        into.set(text);
        draft.typed(&id.get_value());
    };
    view! {
        <div class="own ask">
            <div class="field">
                <label for=points.clone()>{t(locale, "entry.own")}</label>
                <input id=points inputmode="decimal" autocomplete="off" maxlength="12" placeholder=placeholder
                    aria-describedby=described.clone() value=cell.points.get_untracked()
                    prop:value=move || cell.points.get()
                    on:input=move |event| type_in(cell.points, event_target_value(&event))/>
                <small class="hint" id=described>{hint}</small>
            </div>
            <div class="field">
                <label for=statement.clone()>{t(locale, "entry.why")}</label>
                <textarea id=statement rows="2" maxlength="4000" prop:value=move || cell.statement.get()
                    on:input=move |event| type_in(cell.statement, event_target_value(&event))>
                    {crate::components::format::textarea_text(cell.statement.get_untracked())}
                </textarea>
            </div>
            <SavingMark cell draft item=asked.id.clone()/>
        </div>
    }
    .into_any()
}

/// Whether it has reached the server, and the choice when somebody else was there meanwhile.
#[component]
pub fn SavingMark(cell: Cell, draft: Draft, item: String) -> impl IntoView {
    let locale = use_locale();
    let item = StoredValue::new(item);
    let mark = move || match cell.saving.get() {
        Saving::Still => ().into_any(),
        Saving::Waiting => {
            view! { <small class="saving">"… " {t(locale, "entry.saving")}</small> }.into_any()
        }
        Saving::Kept => {
            view! { <small class="saving good">"✓ " {t(locale, "entry.kept")}</small> }.into_any()
        }
        Saving::Refused(failure) => {
            view! { <small class="saving bad">"✕ " {failure_text(locale, &failure)}</small> }.into_any()
        }
        Saving::Conflict(theirs) => {
            let take = move |_| draft.decide(&item.get_value(), true);
            let mine = move |_| draft.decide(&item.get_value(), false);
            let own = (cell.points.get_untracked(), cell.statement.get_untracked());
            let version = |label: &'static str, points: String, statement: String| {
                let points = if points.is_empty() { NONE.to_owned() } else { points };
                view! { <p>{label} " " <b class="num">{points}</b> " " {statement}</p> }
            };
            view! {
                <div class="notice warn conflict" role="alert">
                    <p>{t(locale, "entry.conflict")}</p>
                    {version(t(locale, "entry.theirs"), theirs.points, theirs.statement)}
                    {version(t(locale, "entry.mine"), own.0, own.1)}
                    <div class="row">
                        <button type="button" class="button" on:click=take>{t(locale, "entry.take_theirs")}</button>
                        <button type="button" class="button" on:click=mine>{t(locale, "entry.keep_mine")}</button>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="saving-place" role="status">{mark}</div> }.into_any()
}

/// Who said what about an item, and by what it is settled.
#[component]
fn WhoSaidWhat(said: Said, settled: Settled) -> impl IntoView {
    let locale = use_locale();
    let rows: [(&'static str, Option<Points>); 7] = [
        (t(locale, "entry.said.own"), said.own),
        (t(locale, "entry.said.computed"), said.computed),
        (t(locale, "entry.said.first"), said.first),
        (t(locale, "entry.said.second"), said.second),
        (t(locale, "entry.said.third"), said.third),
        (t(locale, "entry.said.on_site"), said.on_site),
        (t(locale, "entry.said.decided"), said.decided),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(who, points)| {
            let points = points?.to_string();
            Some(view! { <div><dt>{who}</dt><dd class="num">{points}</dd></div> })
        })
        .collect_view();
    let by = match settled.by {
        By::Computed => t(locale, "entry.by.computed"),
        By::Mean => t(locale, "entry.by.mean"),
        By::Median => t(locale, "entry.by.median"),
        By::OnSite => t(locale, "entry.by.on_site"),
        By::Decision => t(locale, "entry.by.decision"),
        By::Disputed => t(locale, "entry.by.disputed"),
        By::Open => t(locale, "entry.by.open"),
    };
    let points = settled.points.map_or_else(|| NONE.to_owned(), |points| points.to_string());
    view! {
        <div class="settled" data-testid="settled">
            <p>{t(locale, "entry.counts")} " " <b class="num">{points}</b> " " <span class="muted">{by}</span></p>
            <dl class="said-by">{rows}</dl>
        </div>
    }
    .into_any()
}
