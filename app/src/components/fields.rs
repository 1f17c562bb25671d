//! Fields of forms, and what is said at them when they were refused. Fields keep what was typed: nothing here is
//! drawn afresh when an answer comes.

use crate::{
    api::{
        Failure,
        units::{UnitRow, UnitsQuery, list_units},
    },
    domain::permissions::Role,
    i18n::{failure_text, t_data, use_locale},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
    task::spawn_local,
};
use std::time::Duration;

/// How long the fingers must rest before the server is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// Suggestions shown.
const SUGGESTIONS: u32 = 12;

/// Why the last attempt was refused; none while a new one is under way.
pub fn fault_of<S>(action: ServerAction<S>) -> Signal<Option<Failure>>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let (value, pending) = (action.value(), action.pending());
    Signal::derive(move || {
        if pending.get() {
            return None;
        }
        value.with(|value| value.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
    })
}

/// What the last attempt that succeeded answered, in words.
pub fn done_of<S>(
    action: ServerAction<S>,
    words: impl Fn(&S::Output) -> String + Send + Sync + 'static,
) -> Signal<Option<String>>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let (value, pending) = (action.value(), action.pending());
    Signal::derive(move || {
        if pending.get() {
            return None;
        }
        value.with(|value| value.as_ref().and_then(|answer| answer.as_ref().ok()).map(&words))
    })
}

/// Says that it is done. The place is there from the start, so that screen readers hear of the change.
#[component]
pub fn Done(
    /// What is done.
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="status" aria-live="polite">
            {move || text.get().map(|text| view! { <p class="notice">{text}</p> })}
        </div>
    }
}

/// Says why a form was refused, unless that stands at one of its fields.
#[component]
pub fn Fault(
    /// Why.
    fault: Signal<Option<Failure>>,
    /// Fields that say it themselves.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div role="alert">
            {move || {
                fault
                    .get()
                    .filter(|failure| !fields.contains(&failure.field.as_str()))
                    .map(|failure| view! { <p class="notice bad">{failure_text(locale, &failure)}</p> })
            }}
        </div>
    }
}

/// A label, an input, a hint, and why it was refused.
#[component]
pub fn Field(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Name in the form.
    name: &'static str,
    /// What failures call it.
    field: &'static str,
    /// Why the form was refused.
    fault: Signal<Option<Failure>>,
    /// Type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What is expected.
    #[prop(optional)]
    hint: &'static str,
    /// Whether something must stand in it.
    #[prop(optional)]
    required: bool,
    /// Longest text.
    #[prop(default = 200)]
    max: u32,
    /// Shortest text.
    #[prop(optional)]
    min: Option<u32>,
    /// What must fit, as a regular expression.
    #[prop(optional)]
    pattern: Option<&'static str>,
    /// Told what is typed.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
) -> impl IntoView {
    let wrong = Signal::derive(move || fault.with(|f| f.as_ref().is_some_and(|f| f.field == field)));
    let described = format!("{id}-hint {id}-fault");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                name=name
                type=kind
                value=value
                required=required
                maxlength=max
                minlength=min
                pattern=pattern
                autocomplete=if kind == "password" { "new-password" } else { "off" }
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || wrong.get().then_some("true")
                on:input=move |event| {
                    if let Some(typed) = typed {
                        typed.set(event_target_value(&event));
                    }
                }
            />
            <FieldNotes id hint wrong fault/>
        </div>
    }
}

/// Hint and refusal below an input.
#[component]
fn FieldNotes(
    /// Id of the input.
    id: String,
    /// What is expected.
    hint: &'static str,
    /// Whether this field was refused.
    wrong: Signal<bool>,
    /// Why.
    fault: Signal<Option<Failure>>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <small id=format!("{id}-hint") class="hint">{hint}</small>
        <div id=format!("{id}-fault") class="fault" role="alert">
            {move || {
                wrong
                    .get()
                    .then(|| fault.with(|f| f.as_ref().map(|f| failure_text(locale, f))))
                    .flatten()
            }}
        </div>
    }
}

/// The code of a unit, with suggestions by name, pinyin or code while typing.
#[component]
pub fn UnitField(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// What failures call it.
    field: &'static str,
    /// Why the form was refused.
    fault: Signal<Option<Failure>>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What is expected.
    #[prop(optional)]
    hint: &'static str,
    /// Whether something must stand in it.
    #[prop(optional)]
    required: bool,
    /// Told what is typed.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let found = RwSignal::new(Vec::<UnitRow>::new());
    // Counts keystrokes: an answer that is no longer awaited is dropped.
    let turn = StoredValue::new(0u32);
    let ask = move |text: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if text.trim().is_empty() {
            return found.set(vec![]);
        }
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                spawn_local(async move {
                    let query =
                        UnitsQuery { q: Some(text), limit: Some(SUGGESTIONS), ..UnitsQuery::default() };
                    let rows = list_units(query).await.map(|page| page.rows).unwrap_or_default();
                    if turn.try_get_value() == Some(mine) {
                        found.set(rows);
                    }
                });
            },
            PAUSE,
        );
    };
    let wrong = Signal::derive(move || fault.with(|f| f.as_ref().is_some_and(|f| f.field == field)));
    let described = format!("{id}-hint {id}-fault");
    let options = move || {
        found
            .get()
            .into_iter()
            .map(|row| {
                let level = t_data(locale, "level", row.level.as_str());
                let words = format!("{} · {level}", row.name_in(locale.is_english()));
                let text = words.clone();
                view! { <option value=row.code label=words>{text}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                name=name
                value=value
                required=required
                maxlength="40"
                list=format!("{id}-list")
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || wrong.get().then_some("true")
                on:input=move |event| {
                    let text = event_target_value(&event);
                    if let Some(typed) = typed {
                        typed.set(text.clone());
                    }
                    ask(text);
                }
            />
            <datalist id=format!("{id}-list")>{options}</datalist>
            <FieldNotes id hint wrong fault/>
        </div>
    }
}

/// A choice among roles.
#[component]
pub fn RoleSelect(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Name in the form.
    #[prop(into)]
    name: String,
    /// The roles.
    roles: Vec<Role>,
    /// The one chosen at first.
    #[prop(optional)]
    chosen: Option<Role>,
) -> impl IntoView {
    let locale = use_locale();
    let options = roles
        .into_iter()
        .map(|role| {
            let words = t_data(locale, "role", role.as_str());
            view! { <option value=role.as_str() selected=chosen == Some(role)>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{options}</select>
        </div>
    }
}
