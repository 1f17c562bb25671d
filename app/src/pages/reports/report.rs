//! A report: filled in by its unit, read and decided by those above it.

mod field;
mod last;
mod moves;
mod photos;
mod rows;
mod workbook;

use super::{list::StandingBadge, sheet::Sheet};
use crate::{
    address::Address,
    api::{
        reports::{MoveReport, ReportAddress, ReportView, UnlockReport, open_report},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, Field as Input, done_of, fault_of},
        states::{FailureView, Loading, answered},
    },
    domain::forms::Section,
    i18n::{Locale, failure_text, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn Report() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let address = Memo::new(move |_| {
        let word = |key| params.with(|params| params.get(key).unwrap_or_default());
        ReportAddress { form: word("form"), unit: word("unit"), period: word("period") }
    });
    let act = ServerAction::<MoveReport>::new();
    let unlock = ServerAction::<UnlockReport>::new();
    // Counts workbooks that were read.
    let read = RwSignal::new(0usize);
    let said = RwSignal::new(None::<String>);
    let report = ask(
        move || (address.get(), act.version().get() + unlock.version().get() + read.get()),
        |(address, _)| async move {
            Ok::<_, crate::api::Failure>((
                open_report(address).await?,
                crate::api::session::session_info().await?,
            ))
        },
    );
    view! {
        <section class="page stack report">
            <Transition fallback=Loading>
                {answered(report, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok((report, info)) => {
                        let user = info.user.unwrap_or_default();
                        view! { <Sheetful report user act unlock read said/> }.into_any()
                    }
                })}
            </Transition>
            <Done text=said.into()/>
            <Done text=done_of(act, move |_| t(locale, "reports.moved").to_owned())/>
        </section>
    }
}

/// The whole report.
#[component]
fn Sheetful(
    report: ReportView,
    user: String,
    act: ServerAction<MoveReport>,
    unlock: ServerAction<UnlockReport>,
    read: RwSignal<usize>,
    said: RwSignal<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let sheet = Sheet::new(&report, &user);
    let may_fill = report.may_fill;
    Effect::new(move |_| {
        if may_fill {
            sheet.take_up();
        }
    });
    let form = &report.form;
    let name = locale.pick(&form.zh, &form.en).to_owned();
    let unit = locale.pick(&report.row.unit_name.0, &report.row.unit_name.1);
    let title = format!("{name} · {unit} · {}", report.row.address.period);
    let note = form.note.as_ref().map(|(zh, en)| locale.pick(zh, en).to_owned());
    let up = Address::new(super::PATH).to_string();
    let due = report.row.due.clone().map(|due| t_with(locale, "reports.due_on", &[("day", &due)]));
    let open = report.open_until.clone().map(|day| t_with(locale, "reports.open_until", &[("day", &day)]));
    let locked = report.locked.then(|| view! { <p class="notice bad">{t(locale, "reports.locked")}</p> });
    let sections = form
        .sections
        .iter()
        .map(|section| view! { <SectionView section=section.clone() report=report.clone() sheet/> })
        .collect_view();
    let at = report.row.address.clone();
    let row = report.row.clone();
    let as_last = may_fill.then(|| last::confirm_all(&report, sheet));
    view! {
        <Title text=title.clone()/>
        <p><a href=up>"← " {t(locale, "reports.title")}</a></p>
        <h1>{title}</h1>
        <p class="row"><StandingBadge report=row/> {due.map(|due| view! { <span class="muted">{due}</span> })}
            {open.map(|open| view! { <span class="muted">{open}</span> })}</p>
        {note.map(|note| view! { <p class="muted">{note}</p> })}
        {locked}
        {may_fill.then(|| view! { <Line sheet/> })}
        {as_last}
        <form id="answers" class="stack" method="post" action="/api/fn/save_answers" on:submit=move |event| event.prevent_default()>
            <input type="hidden" name="address[form]" value=at.form.clone()/>
            <input type="hidden" name="address[unit]" value=at.unit.clone()/>
            <input type="hidden" name="address[period]" value=at.period.clone()/>
            {sections}
            {may_fill.then(|| view! { <button class="button no-js" type="submit">{t(locale, "reports.save")}</button> })}
        </form>
        {may_fill
            .then(|| {
                let again = Callback::new(move |()| read.update(|read| *read += 1));
                view! { <workbook::ByWorkbook at=report.row.address.clone() said done=again/> }
            })}
        <moves::Moves report=report.clone() sheet act/>
        {report.may_unlock.then(|| view! { <Unlock at unlock/> })}
        <moves::Past moves=report.moves/>
    }
}

/// Whether the answers have reached the server.
#[component]
fn Line(sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let word = move || match (sheet.sender.trouble.get(), sheet.waiting()) {
        (Some(failure), n) => {
            let waits = t_with(locale, "reports.waits_here", &[("n", &n.to_string())]);
            format!("{} · {waits}", failure_text(locale, &failure))
        }
        (None, 0) => t(locale, "reports.all_kept").to_owned(),
        (None, n) => t_with(locale, "reports.sending", &[("n", &n.to_string())]),
    };
    let class =
        move || if sheet.sender.trouble.with(Option::is_some) { "notice bad line" } else { "notice line" };
    view! { <p class=class role="status" data-testid="line">{word}</p> }
}

/// One section: its fields, or its list.
#[component]
fn SectionView(section: Section, report: ReportView, sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let name = locale.pick(&section.zh, &section.en).to_owned();
    let content = if section.repeats.is_some() {
        let raise = (!report.may_fill).then(|| field::raise(locale, &report, &section.id, &name)).flatten();
        view! {
            <rows::Rows section=section.clone() unit=report.row.address.unit.clone() sheet fill=report.may_fill/>
            {raise}
        }
        .into_any()
    } else {
        let fields = section
            .fields
            .iter()
            .map(|asked| view! { <field::FieldView asked=asked.clone() report=report.clone() sheet/> })
            .collect_view();
        view! { <div class="sheet">{fields}</div> }.into_any()
    };
    view! {
        <fieldset class="panel">
            <legend>{name}</legend>
            {content}
        </fieldset>
    }
}

/// Opening what has locked.
#[component]
fn Unlock(at: ReportAddress, unlock: ServerAction<UnlockReport>) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(unlock);
    view! {
        <details class="panel">
            <summary>{t(locale, "reports.unlock")}</summary>
            <ActionForm action=unlock>
                <div class="form wide">
                    <Fault fault fields=&["until", "reason"]/>
                    <input type="hidden" name="address[form]" value=at.form/>
                    <input type="hidden" name="address[unit]" value=at.unit/>
                    <input type="hidden" name="address[period]" value=at.period/>
                    <div class="fields">
                        <Input id="unlock-until" label=t(locale, "reports.unlock_until") name="order[until]" field="until" fault
                            kind="date" required=true/>
                        <Input id="unlock-reason" label=t(locale, "reports.reason") name="order[reason]" field="reason" fault
                            required=true max=500/>
                    </div>
                    <button class="button primary" type="submit" disabled=unlock.pending()>{t(locale, "reports.unlock")}</button>
                </div>
            </ActionForm>
        </details>
    }
}

/// What a finding says.
fn finding_text(locale: Locale, report: &ReportView, finding: &crate::domain::reports::Finding) -> String {
    if finding.code == "rule" {
        let rule = finding.expected.parse::<usize>().ok().and_then(|n| report.form.rules.get(n));
        return rule.map(|rule| locale.pick(&rule.zh, &rule.en).to_owned()).unwrap_or_default();
    }
    let text = crate::i18n::t_data(locale, "finding", &finding.code);
    let text = crate::i18n::fill(&text, &[("expected", &finding.expected)]);
    match (finding.row, &finding.column) {
        (Some(row), Some(column)) => {
            let fields = report.form.sections.iter().flat_map(|section| &section.fields);
            let name = fields.into_iter().find(|field| field.id == *column);
            let name = name.map_or(column.as_str(), |field| locale.pick(&field.zh, &field.en));
            t_with(locale, "reports.at_row", &[("row", &row.to_string()), ("column", name), ("what", &text)])
        }
        _ => text,
    }
}
