//! Evidence of an item: what is there, and more of it, from what was already reported or new.

use super::{draft::Draft, parts::EvidencePiece};
use crate::{
    api::reviews::{EntryView, EvidenceOrder, EvidenceRow, RemoveEvidence, get_evidence_sources},
    components::{
        answers::Picture,
        browser::set_afterwards,
        confirm::Confirm,
        fields::{Fault, fault_of},
        sending::{Arrived, Uploader},
    },
    domain::{files::FileKind, reports::Photo},
    i18n::{failure_text, t, t_with, use_locale},
    zone::use_zone,
};
use leptos::{prelude::*, task::spawn_local};

/// The evidence of an item.
#[component]
pub fn Evidence(item: String, entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let Some(cell) = draft.cell(&item) else { return ().into_any() };
    let may_fill = entry.with_value(|entry| entry.may_fill);
    let open_demands = entry.with_value(|entry| {
        let known = entry.items.iter().find(|known| known.id == item);
        let demands = known.map(|known| known.demands.as_slice()).unwrap_or_default();
        let open = demands.iter().filter(|demand| entry.may_answer && demand.answered_at.is_none());
        open.map(|demand| (demand.id, demand.text.clone())).collect::<Vec<_>>()
    });
    let may_add = may_fill || !open_demands.is_empty();
    let list = move || {
        let rows = cell.evidence.get();
        if rows.is_empty() {
            return view! { <p class="muted">{t(locale, "entry.no_evidence")}</p> }.into_any();
        }
        let rows = rows.into_iter().map(|row| piece(row, may_fill, entry, draft)).collect_view();
        view! { <ul class="plain pieces">{rows}</ul> }.into_any()
    };
    let of = StoredValue::new(item.clone());
    let waits = move || {
        let waiting = draft.adds.with(|adds| adds.iter().filter(|add| add.item == of.get_value()).count());
        (waiting > 0).then(|| {
            view! { <p class="saving">"… " {t_with(locale, "entry.adding", &[("n", &waiting.to_string())])}</p> }
        })
    };
    let refused = move || {
        let all = draft.refused.get();
        all.into_iter()
            .filter(|(order, _)| order.item == of.get_value())
            .map(|(_, failure)| view! { <p class="saving bad">"✕ " {failure_text(locale, &failure)}</p> })
            .collect_view()
    };
    view! {
        <div class="evidence">
            <h4>{t(locale, "entry.evidence")}</h4>
            {list}
            <div role="status">{waits} {refused}</div>
            {may_add.then(|| view! { <More item entry draft demands=open_demands/> })}
        </div>
    }
    .into_any()
}

/// A piece, and its removal.
fn piece(row: EvidenceRow, may_fill: bool, entry: StoredValue<EntryView>, draft: Draft) -> AnyView {
    if !may_fill {
        return view! { <EvidencePiece row/> }.into_any();
    }
    let (id, item) = (row.id, row.item.clone());
    view! { <EvidencePiece row><Remove id item entry draft/></EvidencePiece> }.into_any()
}

#[component]
fn Remove(id: i64, item: String, entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let act = ServerAction::<RemoveEvidence>::new();
    let value = act.value();
    Effect::new(move |_| {
        let gone = value.with(|value| matches!(value, Some(Ok(()))));
        if let (true, Some(cell)) = (gone, draft.cell(&item)) {
            set_afterwards(
                cell.evidence,
                cell.evidence.with_untracked(|all| all.iter().filter(|row| row.id != id).cloned().collect()),
            );
        }
    });
    let at = entry.with_value(|entry| super::parts::hidden_address(&entry.address));
    view! {
        <ActionForm action=act>
            {at}
            <input type="hidden" name="id" value=id.to_string()/>
            <Fault fault=fault_of(act)/>
            <Confirm label=t(locale, "entry.remove") text=t(locale, "entry.remove_text").to_owned() danger=true small=true
                busy=act.pending()/>
        </ActionForm>
    }
    .into_any()
}

/// Adding: what it shows and how long it counts, then a new file or something reported.
#[component]
fn More(
    item: String,
    entry: StoredValue<EntryView>,
    draft: Draft,
    /// Requests that can be answered: number and text.
    demands: Vec<(i64, String)>,
) -> impl IntoView {
    let locale = use_locale();
    let id = format!("e-{item}");
    let item = StoredValue::new(item);
    let open = RwSignal::new(false);
    // Files that were left waiting are sent without being asked for.
    let shown =
        Memo::new(move |_| open.get() || draft.with_files.with(|items| items.contains(&item.get_value())));
    let may_fill = entry.with_value(|entry| entry.may_fill);
    let first = if may_fill { 0 } else { demands.first().map_or(0, |(id, _)| *id) };
    let order = Order {
        item,
        note: RwSignal::new(String::new()),
        expires: RwSignal::new(String::new()),
        demand: RwSignal::new(first),
        draft,
    };
    let demands = StoredValue::new(demands);
    let content = move || {
        shown.get().then(|| {
            let id = id.clone();
            let unit = entry.with_value(|entry| entry.address.unit.clone());
            let choice = demands.with_value(|all| (!all.is_empty()).then(|| all.clone()));
            let choice = choice.map(|all| answers(&id, all, may_fill, order));
            view! { <Form id unit order entry/> {choice} }.into_any()
        })
    };
    view! {
        <details class="more needs-js" on:toggle=move |_| set_afterwards(open, true)>
            <summary>"+ " {t(locale, "entry.add_evidence")}</summary>
            <div class="stack">{content}</div>
        </details>
    }
    .into_any()
}

/// What evidence is to be added with.
#[derive(Clone, Copy)]
struct Order {
    item: StoredValue<String>,
    note: RwSignal<String>,
    expires: RwSignal<String>,
    demand: RwSignal<i64>,
    draft: Draft,
}

impl Order {
    fn add(self, what: EvidenceOrder, told: &str) {
        let note = self.note.get_untracked();
        let note =
            [note.trim(), told].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        self.draft.add(EvidenceOrder {
            item: self.item.get_value(),
            note,
            expires: self.expires.get_untracked(),
            demand: self.demand.get_untracked(),
            ..what
        });
        self.note.set(String::new());
        self.expires.set(String::new());
    }
}

/// The choice of the request that it answers.
fn answers(id: &str, demands: Vec<(i64, String)>, may_fill: bool, order: Order) -> AnyView {
    let locale = use_locale();
    let id = format!("{id}-demand");
    let none = may_fill.then(|| view! { <option value="0">{t(locale, "entry.no_demand")}</option> });
    let options = demands
        .into_iter()
        .map(|(id, text)| view! { <option value=id.to_string()>{text}</option> })
        .collect_view();
    let chosen = move |event| order.demand.set(event_target_value(&event).parse().unwrap_or_default());
    view! {
        <div class="field">
            <label for=id.clone()>{t(locale, "entry.for_demand")}</label>
            <select id=id on:change=chosen>{none} {options}</select>
        </div>
    }
    .into_any()
}

#[component]
fn Form(id: String, unit: String, order: Order, entry: StoredValue<EntryView>) -> impl IntoView {
    let locale = use_locale();
    let zone = use_zone();
    let (note, expires) = (format!("{id}-note"), format!("{id}-until"));
    let place = order.draft.place(&order.item.get_value());
    let arrived = Callback::new(move |file: Arrived| {
        // When and where a picture was taken belongs to what it shows.
        let told = match (file.at.is_empty(), file.place.is_empty()) {
            (false, false) => {
                t_with(locale, "entry.taken", &[("at", &zone.told(&file.at)), ("place", &file.place)])
            }
            _ => String::new(),
        };
        order.add(EvidenceOrder { file: file.row.id, ..EvidenceOrder::default() }, &told);
    });
    let sources = order.draft.sources;
    let asked = RwSignal::new(false);
    let ask = move |_| {
        asked.set(true);
        let fresh = sources.with_untracked(|known| !matches!(known, Some(Ok(_))));
        if fresh {
            let address = entry.with_value(|entry| entry.address.clone());
            spawn_local(async move {
                let answer = get_evidence_sources(address).await;
                let _ = sources.try_set(Some(answer));
            });
        }
    };
    let picker = move || {
        asked.get().then(|| match sources.get() {
            None => view! { <p role="status">{t(locale, "state.loading")}</p> }.into_any(),
            Some(Err(failure)) => {
                view! { <p class="notice bad">{failure_text(locale, &failure)}</p> }.into_any()
            }
            Some(Ok(found)) => view! { <Picker found order/> }.into_any(),
        })
    };
    view! {
        <div class="fields">
            <div class="field">
                <label for=note.clone()>{t(locale, "entry.note")}</label>
                <input id=note maxlength="500" autocomplete="off" prop:value=move || order.note.get()
                    on:input=move |event| order.note.set(event_target_value(&event))/>
            </div>
            <div class="field">
                <label for=expires.clone()>{t(locale, "entry.expires")}</label>
                <input id=expires type="date" prop:value=move || order.expires.get()
                    on:input=move |event| order.expires.set(event_target_value(&event))/>
            </div>
        </div>
        <div class="stack"><Uploader id=format!("{id}-file") place unit arrived on_way=order.draft.on_way/></div>
        <button type="button" class="button" on:click=ask>{t(locale, "entry.from_reported")}</button>
        {picker}
    }
    .into_any()
}

/// What was already reported, each with a button that takes it.
#[component]
fn Picker(found: crate::api::reviews::Sources, order: Order) -> impl IntoView {
    let locale = use_locale();
    if found.files.is_empty() && found.reports.is_empty() {
        return view! { <p class="muted">{t(locale, "entry.nothing_reported")}</p> }.into_any();
    }
    let taken = move |file: i64, form: &str, period: &str| {
        let cell = order.draft.cell(&order.item.get_value());
        cell.is_some_and(|cell| {
            cell.evidence.with(|all| {
                all.iter().any(|row| {
                    row.file.as_ref().is_some_and(|known| known.id == file)
                        || row.report.as_ref().is_some_and(|(at, _)| at.form == form && at.period == period)
                })
            })
        })
    };
    let files = found
        .files
        .into_iter()
        .map(|file| {
            let id = file.id;
            let thing = if file.kind == FileKind::Pdf {
                view! {
                    <a class="piece" href=format!("/api/v1/files/{id}") rel="external" target="_blank">"▤ " {file.name.clone()}</a>
                }
                .into_any()
            } else {
                let caption = file.name.clone();
                view! { <Picture photo=Photo { file: id, caption, ..Photo::default() }/> }.into_any()
            };
            let label = format!("{} {}", t(locale, "entry.use"), file.name);
            let take = move |_| order.add(EvidenceOrder { file: id, ..EvidenceOrder::default() }, "");
            view! {
                <li class="piece-of">
                    {thing}
                    <button type="button" class="button small" aria-label=label disabled=move || taken(id, "", "") on:click=take>
                        {t(locale, "entry.use")}
                    </button>
                </li>
            }
        })
        .collect_view();
    let reports = found
        .reports
        .into_iter()
        .map(|(at, names)| {
            let name = format!("{} {}", locale.pick(&names.0, &names.1), at.period);
            let label = format!("{} {name}", t(locale, "entry.use"));
            let href = super::parts::report_href(&at);
            let (form, period) = (at.form.clone(), at.period.clone());
            let take = move |_| {
                let (form, period) = (at.form.clone(), at.period.clone());
                order.add(EvidenceOrder { form, period, ..EvidenceOrder::default() }, "");
            };
            view! {
                <li class="row">
                    <a class="piece" href=href rel="external" target="_blank">"▦ " {name}</a>
                    <button type="button" class="button small" aria-label=label
                        disabled=move || taken(0, &form, &period) on:click=take>
                        {t(locale, "entry.use")}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="plain pieces">{files}</ul>
        <ul class="plain stack">{reports}</ul>
    }
    .into_any()
}
