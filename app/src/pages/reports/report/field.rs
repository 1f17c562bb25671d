//! One field: what is asked, what was said last and what is usual beside it, the answer, a comment, a question.

use super::{
    Sheet, finding_text,
    last::{as_last, beside},
    photos::PhotoField,
};
use crate::{
    address::Address,
    api::reports::{FieldState, ReportView},
    components::{
        answers::{Pictures, shown},
        browser::set_afterwards,
        format::{NONE, amount, measure_word},
        lists::Instant,
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Severity},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reports::sheet::{Cell, Saving},
};
use leptos::prelude::*;

/// A field of the form.
#[component]
pub fn FieldView(asked: Field, report: ReportView, sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let name = locale.pick(&asked.zh, &asked.en).to_owned();
    let measure = asked.is_number().then(|| measure_word(locale, &asked.measure));
    let note = asked
        .note
        .as_ref()
        .map(|(zh, en)| view! { <small class="hint">{locale.pick(zh, en).to_owned()}</small> });
    let state = report.fields.iter().find(|state| state.field == asked.id).cloned().unwrap_or_default();
    let beside = beside(locale, &asked, &report, &state);
    let id = format!("f-{}", asked.id);
    if asked.given {
        let own = given_otherwise(&asked, &report, &state, sheet);
        let value =
            report.context.given.get(&asked.id).map_or_else(|| NONE.to_owned(), |value| amount(*value));
        return view! {
            <div class="ask given" id=id>
                <span class="ask-name">{name} " " <small class="muted">{measure}</small></span>
                <output class="num">{value}</output>
                <small class="muted">{t(locale, "reports.given")}</small>
                {beside}
                {own}
            </div>
        }
        .into_any();
    }
    let Some(cell) = sheet.cell(&asked.id) else { return ().into_any() };
    let reason = (!state.reason.is_empty()).then(|| {
        view! { <p class="notice bad">{t(locale, "reports.sent_back")} ": " {state.reason.clone()}</p> }
    });
    if !report.may_fill {
        let answer = if asked.kind == Kind::Photo {
            let raise = if report.may_raise { report.row.address.unit.clone() } else { String::new() };
            view! { <Pictures answer=state.answer.clone() raise/> }.into_any()
        } else {
            let class = if asked.is_number() { "num" } else { "" };
            view! { <output class=class>{shown(locale, &asked, &state.answer)}</output> }.into_any()
        };
        return view! {
            <div class="ask" id=id>
                <span class="ask-name">{name.clone()} " " <small class="muted">{measure}</small></span>
                {answer}
                {(!state.remark.is_empty()).then(|| view! { <p>"💬 " {state.remark.clone()}</p> })}
                {(!state.question.is_empty()).then(|| view! { <p>"？ " {state.question.clone()}</p> })}
                {findings(locale, &asked.id, &report, sheet)}
                {beside}
                {reason}
                {raise(locale, &report, &asked.id, &name)}
            </div>
        }
        .into_any();
    }
    let required = asked
        .required
        .then(|| view! { <span class="required" title=t(locale, "reports.required")>"*"</span> });
    let place = report.fields.iter().position(|state| state.field == asked.id).unwrap_or_default();
    let last = as_last(locale, &asked, &report, sheet, cell);
    let label = match asked.kind {
        Kind::YesNo | Kind::Photo => view! { <span class="ask-name" id=format!("{id}-name")>{name} {required}</span> }.into_any(),
        _ => view! {
            <label class="ask-name" for=format!("{id}-in")>{name} " " <small class="muted">{measure}</small> {required}</label>
        }
        .into_any(),
    };
    let field = asked.id.clone();
    view! {
        <div class="ask" id=id.clone()>
            {label}
            {note}
            <input type="hidden" name=format!("answers[{place}][field]") value=asked.id.clone()/>
            <input type="hidden" name=format!("answers[{place}][base]") value=state.revision/>
            {input(locale, &asked, &report.row.address.unit, (&id, place), sheet, cell)}
            <SavingMark cell sheet field=field.clone()/>
            {last}
            {beside}
            {reason}
            {findings(locale, &asked.id, &report, sheet)}
            <Remarks cell sheet field place state/>
        </div>
    }
    .into_any()
}

/// The way to raise a problem of a field or list, for those who may.
pub fn raise(locale: Locale, report: &ReportView, field: &str, name: &str) -> Option<AnyView> {
    let at = &report.row.address;
    let address = Address::new("/problems").with("tab", "raise").with("unit", &at.unit);
    let address = address.with("form", &at.form).with("period", &at.period).with("field", field);
    report.may_raise.then(|| {
        let label = t_with(locale, "problems.raise_of", &[("name", name)]);
        let href = address.to_string();
        view! { <p><a class="button small" rel="external" href=href aria-label=label>{t(locale, "problems.raise_here")}</a></p> }
            .into_any()
    })
}

/// What the unit itself counts where another system's number is shown: asked for only when it is another.
fn given_otherwise(asked: &Field, report: &ReportView, state: &FieldState, sheet: Sheet) -> Option<AnyView> {
    let locale = use_locale();
    let cell = asked.compare.and_then(|_| sheet.cell(&asked.id))?;
    if !report.may_fill {
        let own = (!state.answer.is_empty()).then(|| {
            let said = t_with(locale, "reports.own_said", &[("n", &state.answer)]);
            view! { <p>"≠ " {said}</p> }
        });
        let remark = (!state.remark.is_empty()).then(|| view! { <p>"💬 " {state.remark.clone()}</p> });
        return Some(view! { {own} {remark} {findings(locale, &asked.id, report, sheet)} }.into_any());
    }
    let id = format!("f-{}", asked.id);
    let place = report.fields.iter().position(|state| state.field == asked.id).unwrap_or_default();
    let said = cell.answer.with_untracked(|answer| !answer.is_empty());
    Some(
        view! {
            <details class="own-count" open=said>
                <summary>{t(locale, "reports.own_count")}</summary>
                <label class="sr-only" for=format!("{id}-in")>{t(locale, "reports.own_count")}</label>
                <input type="hidden" name=format!("answers[{place}][field]") value=asked.id.clone()/>
                <input type="hidden" name=format!("answers[{place}][base]") value=state.revision/>
                {input(locale, asked, &report.row.address.unit, (&id, place), sheet, cell)}
                <SavingMark cell sheet field=asked.id.clone()/>
                {findings(locale, &asked.id, report, sheet)}
                <Remarks cell sheet field=asked.id.clone() place state=state.clone()/>
            </details>
        }
        .into_any(),
    )
}

/// The input itself, by the kind of the item.
fn input(
    locale: Locale,
    asked: &Field,
    unit: &str,
    (id, place): (&str, usize),
    sheet: Sheet,
    cell: Cell,
) -> AnyView {
    let name = format!("answers[{place}][answer]");
    let field = StoredValue::new(asked.id.clone());
    let id = format!("{id}-in");
    let described = format!("{id}-found");
    let type_in = move |text: String| {
        cell.answer.set(text);
        sheet.typed(&field.get_value());
    };
    match asked.kind {
        Kind::YesNo => {
            let group = name;
            let choice = |value: &'static str, word: &'static str| {
                let group = group.clone();
                view! {
                    <label class="pill">
                        <input type="radio" name=group value=value
                            prop:checked=move || cell.answer.with(|answer| answer == value)
                            checked=cell.answer.with_untracked(|answer| answer == value)
                            on:change=move |_| type_in(value.to_owned())/>
                        <span>{word}</span>
                    </label>
                }
            };
            view! {
                <div class="pills" role="radiogroup" aria-labelledby=id.replace("-in", "-name")>
                    {choice("yes", t(locale, "reports.yes"))}
                    {choice("no", t(locale, "reports.no"))}
                </div>
            }
            .into_any()
        }
        Kind::Choice => {
            let options = asked
                .choices
                .iter()
                .map(|choice| {
                    let value = choice.id.clone();
                    let chosen = cell.answer.with_untracked(|answer| *answer == value);
                    view! { <option value=value selected=chosen>{locale.pick(&choice.zh, &choice.en).to_owned()}</option> }
                })
                .collect_view();
            view! {
                <select id=id name=name aria-describedby=described prop:value=move || cell.answer.get()
                    on:change=move |event| type_in(event_target_value(&event))>
                    <option value="">{t(locale, "reports.choose")}</option>
                    {options}
                </select>
            }
            .into_any()
        }
        Kind::Text if asked.longest > 120 => view! {
            <textarea id=id name=name rows="3" maxlength=asked.longest aria-describedby=described
                prop:value=move || cell.answer.get()
                on:input=move |event| type_in(event_target_value(&event))>
                {crate::components::format::textarea_text(cell.answer.get_untracked())}
            </textarea>
        }
        .into_any(),
        Kind::Photo => {
            let unit = unit.to_owned();
            let id = id.trim_end_matches("-in").to_owned();
            let place = sheet.photo_place(&asked.id);
            view! {
                <input type="hidden" name=name prop:value=move || cell.answer.get() value=cell.answer.get_untracked()/>
                <PhotoField id place unit answer=cell.answer.into() changed=Callback::new(type_in)/>
            }
            .into_any()
        }
        kind => {
            let (type_of, mode) = match kind {
                Kind::Date => ("date", "text"),
                Kind::Measure => ("text", "decimal"),
                Kind::Count | Kind::Stock => ("text", "numeric"),
                _ => ("text", "text"),
            };
            view! {
                <input id=id name=name type=type_of inputmode=mode autocomplete="off" aria-describedby=described
                    value=cell.answer.get_untracked()
                    prop:value=move || cell.answer.get()
                    on:input=move |event| type_in(event_target_value(&event))/>
            }
            .into_any()
        }
    }
}

/// What is wrong or unlikely, as one types.
fn findings(locale: Locale, field: &str, report: &ReportView, sheet: Sheet) -> impl IntoView {
    let (field, report) = (StoredValue::new(field.to_owned()), StoredValue::new(report.clone()));
    let id = format!("f-{}-in-found", field.get_value());
    let list = move || {
        let found = sheet.findings.get();
        let touched =
            sheet.cell(&field.get_value()).is_some_and(|cell| cell.answer.with(|answer| !answer.is_empty()));
        found
            .into_iter()
            // What was not touched yet is not scolded: the list above the button names it.
            .filter(|finding| finding.field == field.get_value() && (touched || finding.code == "rule"))
            .map(|finding| {
                let text = report.with_value(|report| finding_text(locale, report, &finding));
                let (class, sign) = match finding.severity {
                    Severity::Error => ("fault", "✕ "),
                    Severity::Warning => ("fault warn", "⚠ "),
                };
                view! { <p class=class>{sign} {text}</p> }
            })
            .collect_view()
    };
    view! { <div id=id aria-live="polite">{list}</div> }
}

/// Whether the answer has reached the server, and the choice when somebody else was there meanwhile.
#[component]
pub fn SavingMark(cell: Cell, sheet: Sheet, field: String) -> impl IntoView {
    let locale = use_locale();
    let field = StoredValue::new(field);
    let mark = move || match cell.saving.get() {
        Saving::Still => ().into_any(),
        Saving::Waiting => {
            view! { <small class="saving">"… " {t(locale, "reports.saving")}</small> }.into_any()
        }
        Saving::Kept => {
            view! { <small class="saving good">"✓ " {t(locale, "reports.kept")}</small> }.into_any()
        }
        Saving::Refused(reason) => {
            let text = t_data(locale, "reason", &reason);
            view! { <small class="saving bad">"✕ " {text}</small> }.into_any()
        }
        Saving::Conflict(theirs) => {
            let there = theirs.clone();
            let mine = move |_| sheet.decide(&field.get_value(), None);
            let take = move |_| sheet.decide(&field.get_value(), Some(&there));
            view! {
                <div class="notice warn conflict" role="alert">
                    <p>{t_with(locale, "reports.conflict", &[("who", &theirs.actor)])} " " <Instant at=theirs.at.clone()/></p>
                    <p><b>{theirs.answer.clone()}</b> " " {theirs.remark.clone()}</p>
                    <div class="row">
                        <button type="button" class="button" on:click=take>{t(locale, "reports.take_theirs")}</button>
                        <button type="button" class="button" on:click=mine>{t(locale, "reports.keep_mine")}</button>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="saving-place" role="status">{mark}</div> }
}

/// Comment and question.
#[component]
fn Remarks(cell: Cell, sheet: Sheet, field: String, place: usize, state: FieldState) -> impl IntoView {
    let locale = use_locale();
    let id = format!("f-{field}");
    let field = StoredValue::new(field);
    let written = !state.remark.is_empty() || !state.question.is_empty();
    let open = RwSignal::new(written);
    let type_in = move |into: RwSignal<String>, text: String| {
        into.set(text);
        sheet.typed(&field.get_value());
    };
    let toggle = move |_| set_afterwards(open, true);
    view! {
        <details class="remarks" open=written on:toggle=toggle>
            <summary>{t(locale, "reports.remark")}</summary>
            <label for=format!("{id}-remark")>{t(locale, "reports.remark_label")}</label>
            <textarea id=format!("{id}-remark") name=format!("answers[{place}][remark]") rows="2" maxlength="2000"
                prop:value=move || cell.remark.get()
                on:input=move |event| type_in(cell.remark, event_target_value(&event))>{crate::components::format::textarea_text(state.remark)}</textarea>
            <label for=format!("{id}-question")>{t(locale, "reports.question_label")}</label>
            <textarea id=format!("{id}-question") name=format!("answers[{place}][question]") rows="2" maxlength="2000"
                prop:value=move || cell.question.get()
                on:input=move |event| type_in(cell.question, event_target_value(&event))>{crate::components::format::textarea_text(state.question)}</textarea>
        </details>
    }
}
