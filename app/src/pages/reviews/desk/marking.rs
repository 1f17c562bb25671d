//! Giving points, saying why, asking for evidence, handing in.

use super::{
    keys::{DEMAND, EXACT, ITEM, REASON, close, focus},
    order::choices,
    work::{Here, Key, Mark, Stand, Work},
};
use crate::{
    api::{
        Failure,
        reviews::{DemandEvidence, DeskItem, HandInMarks},
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
    },
    domain::{
        reviews::{check_mark, needs_reason},
        standards::{Item, Points, Scoring},
    },
    i18n::{failure_text, t, t_with, use_locale},
    pages::reviews::entry::parts::{hidden_address, points_of},
};
use leptos::{
    html,
    prelude::*,
    server_fn::{ServerFn, client::Client},
};

/// The points of an item and the reason for them.
#[component]
pub fn Marking(here: Here, item: DeskItem, work: Work) -> impl IntoView {
    let locale = use_locale();
    let key: Key = (here.row.unit.clone(), here.asked.id.clone());
    let mark = {
        let key = key.clone();
        Memo::new(move |_| work.mark(&key))
    };
    if !item.open {
        return closed(here, mark);
    }
    let computed = item.view.computed;
    let asked = StoredValue::new(here.asked.clone());
    let points = move || mark.with(|mark| mark.as_ref().and_then(|mark| mark.points));
    let give = move |points: Option<Points>| {
        if work.give(points) {
            focus(REASON);
        }
    };
    let button = move |key: Option<char>, label: String, value: Points| {
        let pressed = move || if points() == Some(value) { "true" } else { "false" };
        let key = key.map(|key| view! { <kbd>{key.to_string()}</kbd> });
        view! {
            <button type="button" class="button point" aria-pressed=pressed on:click=move |_| give(Some(value))>
                {key} " " <span>{label}</span>
            </button>
        }
    };
    let buttons = choices(&here.asked)
        .into_iter()
        .map(|(key, points)| button(Some(key), points.to_string(), points))
        .collect_view();
    let accept = computed.map(|computed| {
        let label = t_with(locale, "desk.accept", &[("n", &computed.to_string())]);
        button(Some('c'), label, computed)
    });
    let reason = move || mark.with(|mark| mark.as_ref().map(|mark| mark.reason.clone()).unwrap_or_default());
    let wants = move || {
        points().is_some_and(|points| asked.with_value(|asked| needs_reason(asked, computed, points)))
    };
    let reason_label = move || {
        if wants() { t(locale, "desk.reason_wanted") } else { t(locale, "desk.reason") }
    };
    let missing = move || mark.with(|mark| mark.as_ref().is_some_and(|mark| mark.wants_reason));
    let invalid = move || missing().then_some("true");
    let of_mark = key.clone();
    let stand = move || mark.with(|mark| stand_of(mark.as_ref(), work, &of_mark));
    let optional =
        (!item.wanted).then(|| view! { <p class="muted small-text">"∑ " {t(locale, "desk.not_wanted")}</p> });
    view! {
        <div class="marking stack">
            <div class="points row" role="group" aria-label=t(locale, "desk.points") data-testid="desk-points">{buttons} {accept}</div>
            {optional}
            <div class="row">
                <Exact asked computed points=Signal::derive(points) work/>
                <button type="button" class="button small" on:click=move |_| give(None)>
                    {t(locale, "desk.take_back")} " " <kbd>"x"</kbd>
                </button>
            </div>
            <div class="field">
                <label for=REASON>{reason_label} " " <kbd>"r"</kbd></label>
                <textarea id=REASON rows="2" maxlength="2000" aria-invalid=invalid aria-describedby="desk-mark"
                    prop:value=reason on:input=move |event| work.explain(event_target_value(&event))>
                    {crate::components::format::textarea_text(reason())}
                </textarea>
            </div>
            <div id="desk-mark" role="status">
                {stand}
                {move || missing().then(|| view! { " " <small class="saving bad">"! " {t(locale, "desk.item.wants_reason")}</small> })}
            </div>
        </div>
    }
    .into_any()
}

/// A mark that can no longer be changed, or none.
fn closed(here: Here, mark: Memo<Option<Mark>>) -> AnyView {
    let locale = use_locale();
    let why = if here.row.handed_in.is_some() { "desk.final" } else { "desk.closed" };
    let why = t(locale, why);
    let said = move || {
        mark.get().map(|mark| {
            let points = mark.points.map_or_else(
                || crate::components::format::NONE.to_owned(),
                |points| t_with(locale, "entry.points", &[("n", &points.to_string())]),
            );
            view! { <p>{t(locale, "desk.mine")} " " <b class="num">{points}</b> " " {mark.reason}</p> }
        })
    };
    view! { <div class="marking"><p class="muted">"▣ " {why}</p> {said}</div> }.into_any()
}

/// Whether a mark has reached the server.
fn stand_of(mark: Option<&Mark>, work: Work, key: &Key) -> AnyView {
    let locale = use_locale();
    match mark.map(|mark| (&mark.stand, mark.points)) {
        None | Some((Stand::Kept, None)) => {
            view! { <small class="saving">"○ " {t(locale, "desk.item.no_mark")}</small> }.into_any()
        }
        Some((Stand::Kept, Some(_))) => {
            view! { <small class="saving good">"✓ " {t(locale, "desk.kept")}</small> }.into_any()
        }
        Some((Stand::Waiting, _)) => {
            view! { <small class="saving">"… " {t(locale, "desk.saving")}</small> }.into_any()
        }
        Some((Stand::Refused(failure), _)) => {
            let key = key.clone();
            let restore = move |_| work.restore(&key);
            view! {
                <p class="notice bad">
                    {failure_text(locale, failure)} " "
                    <button type="button" class="button small" on:click=restore>{t(locale, "desk.restore")}</button>
                </p>
            }
            .into_any()
        }
    }
}

/// Points that no key gives.
#[component]
fn Exact(
    asked: StoredValue<Item>,
    computed: Option<Points>,
    points: Signal<Option<Points>>,
    work: Work,
) -> impl IntoView {
    let locale = use_locale();
    let wrong = RwSignal::new(false);
    let text = move || points.get().map(|points| points.to_string()).unwrap_or_default();
    let typed = move |event| {
        let read = points_of(&event_target_value(&event));
        let fits = |points: &Option<Points>| {
            points.is_none_or(|points| asked.with_value(|asked| check_mark(asked, points).is_ok()))
        };
        match read.ok().filter(fits) {
            Some(points) => {
                wrong.set(false);
                work.give(points);
            }
            None => wrong.set(true),
        }
    };
    let hint = asked.with_value(|asked| {
        let most = asked.points.to_string();
        match &asked.scoring {
            Scoring::Scale { step } => {
                t_with(locale, "entry.hint_scale", &[("most", &most), ("step", &step.to_string())])
            }
            _ => t_with(locale, "entry.hint", &[("most", &most)]),
        }
    });
    let placeholder = computed.map(|points| points.to_string()).unwrap_or_default();
    view! {
        <span class="exact row">
            <label for=EXACT>{t(locale, "desk.exact")} " " <kbd>"i"</kbd></label>
            <input id=EXACT inputmode="decimal" autocomplete="off" maxlength="8" placeholder=placeholder aria-describedby="desk-exact-hint"
                aria-invalid=move || wrong.get().then_some("true") prop:value=text on:change=typed/>
            <small id="desk-exact-hint" class=move || if wrong.get() { "fault" } else { "hint muted" }>
                {move || wrong.get().then_some("✕ ")} {hint}
            </small>
        </span>
    }
    .into_any()
}

/// Calls `done` when an action has worked, with what `of` read of what was sent.
fn once_done<S>(act: ServerAction<S>, of: fn(&S) -> String, done: impl Fn(String) + 'static)
where
    S: ServerFn<Error = Failure, Output = ()> + Clone + Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let (input, value, version) = (act.input(), act.value(), act.version());
    let sent = StoredValue::new(String::new());
    Effect::new(move |_| {
        if let Some(of) = input.with(|input| input.as_ref().map(of)) {
            sent.set_value(of);
        }
    });
    Effect::new(move |_| {
        version.track();
        if value.with_untracked(|value| matches!(value, Some(Ok(())))) {
            done(sent.get_value());
        }
    });
}

/// Asking the tribunal for more.
#[component]
pub fn Demand(work: Work, here: Memo<Option<Here>>, last_day: StoredValue<String>) -> impl IntoView {
    let locale = use_locale();
    let act = ServerAction::<DemandEvidence>::new();
    let text = NodeRef::<html::Textarea>::new();
    // By the time of the answer another tribunal may lie there.
    once_done(
        act,
        |sent: &DemandEvidence| sent.address.unit.clone(),
        move |unit| {
            if let Some(text) = text.get_untracked() {
                text.set_value("");
            }
            close(DEMAND);
            focus(ITEM);
            work.refresh(unit);
        },
    );
    let unit = move || here.with(|here| here.as_ref().map(|here| here.row.unit.clone()).unwrap_or_default());
    let item = move || here.with(|here| here.as_ref().map(|here| here.asked.id.clone()).unwrap_or_default());
    let about = move || {
        here.with(|here| {
            here.as_ref().map(|here| {
                let unit = locale.pick(&here.row.unit_name.0, &here.row.unit_name.1);
                format!("{unit} · {}", locale.pick(&here.asked.zh, &here.asked.en))
            })
        })
    };
    view! {
        <dialog id=DEMAND class="dialog" aria-labelledby="desk-demand-title">
            <h2 id="desk-demand-title">{t(locale, "desk.demand")}</h2>
            <p class="muted">{about}</p>
            <ActionForm action=act>
                <input type="hidden" name="address[campaign]" value=work.campaign.to_string()/>
                <input type="hidden" name="address[unit]" prop:value=unit value=untrack(unit)/>
                <input type="hidden" name="order[item]" prop:value=item value=untrack(item)/>
                <div class="form wide">
                    <Fault fault=fault_of(act)/>
                    <div class="field">
                        <label for="demand-text">{t(locale, "desk.demand_text")}</label>
                        <textarea node_ref=text id="demand-text" name="order[text]" rows="3" maxlength="2000" required autofocus></textarea>
                    </div>
                    <div class="field">
                        <label for="demand-due">{t(locale, "desk.demand_due")}</label>
                        <input id="demand-due" type="date" name="order[due]" required value=last_day.get_value()/>
                    </div>
                </div>
                <div class="row">
                    <button type="button" class="button" on:click=move |_| close(DEMAND)>{t(locale, "desk.cancel")}</button>
                    <button type="submit" class="button primary" disabled=act.pending()>{t(locale, "desk.demand")}</button>
                </div>
            </ActionForm>
        </dialog>
        <Done text=done_of(act, move |()| t(locale, "desk.demanded").to_owned())/>
    }
    .into_any()
}

/// Handing a tribunal in, once all that is wanted is marked.
#[component]
pub fn HandIn(work: Work, here: Memo<Option<Here>>) -> impl IntoView {
    let locale = use_locale();
    let act = ServerAction::<HandInMarks>::new();
    once_done(
        act,
        |sent: &HandInMarks| sent.address.unit.clone(),
        move |unit| {
            let there = here.with_untracked(|here| here.as_ref().is_some_and(|here| here.row.unit == unit));
            work.refresh(unit);
            if there {
                work.go(true, true);
            }
        },
    );
    let row = Memo::new(move |_| here.with(|here| here.as_ref().map(|here| here.row.clone())));
    let content = move || {
        let row = row.get()?;
        if row.handed_in.is_some() || !row.ready {
            return None;
        }
        let name = locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned();
        let (known, counted) = (row.clone(), row.clone());
        let complete = Memo::new(move |_| work.complete(&known));
        let left = Memo::new(move |_| {
            let (marked, wanted) = work.progress(&counted);
            wanted.saturating_sub(marked)
        });
        let address = StoredValue::new(work.address(&row.unit));
        let text = StoredValue::new(t_with(locale, "desk.hand_in_text", &[("unit", &name)]));
        let form = move || {
            if !complete.get() {
                let words = match left.get() {
                    0 => t(locale, "desk.hand_in_waits").to_owned(),
                    n => t_with(locale, "desk.left", &[("n", &n.to_string())]),
                };
                return view! { <p class="muted" data-testid="desk-left">"○ " {words}</p> }.into_any();
            }
            view! {
                <ActionForm action=act>
                    {address.with_value(hidden_address)}
                    <Confirm label=t(locale, "desk.hand_in") text=text.get_value() busy=act.pending()/>
                </ActionForm>
            }
            .into_any()
        };
        Some(form.into_any())
    };
    view! {
        <div class="hand-in" data-testid="desk-hand-in">
            <Fault fault=fault_of(act)/>
            {content}
        </div>
        <Done text=done_of(act, move |()| t(locale, "desk.handed").to_owned())/>
    }
    .into_any()
}
