//! Changing one unit: another name, another parent, part of another, the end. Each from a month on.

use super::{
    super::parts::{Confirm, Done, Fault, Field, UnitField, done_of, fault_of},
    Acts,
};
use crate::{
    address::Address,
    api::units::UnitRow,
    domain::units::Level,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;

/// What a form is about, for the words of its question.
#[derive(Clone)]
struct Typed {
    locale: Locale,
    unit: String,
    other: RwSignal<String>,
    from: RwSignal<String>,
}

impl Typed {
    fn new(locale: Locale, unit: &UnitRow) -> Self {
        let unit = format!("{} ({})", unit.name_in(locale.is_english()), unit.code);
        Self { locale, unit, other: RwSignal::new(String::new()), from: RwSignal::new(String::new()) }
    }

    /// What will happen, with what has been typed so far.
    fn question(&self, key: &'static str) -> Signal<String> {
        let typed = self.clone();
        Signal::derive(move || {
            let (other, from) = (typed.other.get(), typed.from.get());
            let values = [("unit", typed.unit.as_str()), ("other", other.as_str()), ("from", from.as_str())];
            t_with(typed.locale, key, &values)
        })
    }
}

/// One unit, opened.
#[component]
pub(super) fn Change(unit: UnitRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let close = move || Address::here().without("unit").to_string();
    let heading = format!("{} ({})", unit.name_in(locale.is_english()), unit.code);
    let changed = move |unit: &UnitRow| t_with(locale, "admin.units.changed", &[("name", &unit.name)]);
    let below = (unit.level != Level::Province).then(|| view! { <Shift unit=unit.clone() acts/> });
    view! {
        <section class="panel stack" aria-labelledby="unit">
            <header>
                <h2 id="unit">{heading}</h2>
                <span class="badge">{t_data(locale, "level", unit.level.as_str())}</span>
                <a class="button small" href=close>{t(locale, "admin.close")}</a>
            </header>
            <p class="muted">{t(locale, "admin.units.history")}</p>
            <Done text=done_of(acts.rename, changed)/>
            <Done text=done_of(acts.shift, changed)/>
            <Done text=done_of(acts.merge, changed)/>
            <Done text=done_of(acts.close, changed)/>
            <div class="fields">
                <Rename unit=unit.clone() acts/>
                {below}
                <Merge unit=unit.clone() acts/>
                <Close unit acts/>
            </div>
        </section>
    }
}

#[component]
fn Rename(unit: UnitRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.rename);
    let typed = Typed::new(locale, &unit);
    typed.other.set(unit.name.clone());
    let (other, from) = (typed.other, typed.from);
    view! {
        <ActionForm action=acts.rename>
            <div class="form">
                <h3>{t(locale, "admin.units.rename")}</h3>
                <Fault fault fields=&["name", "name_en", "from"]/>
                <input type="hidden" name="code" value=unit.code/>
                <Field id="rename-name" label=t(locale, "admin.units.name") name="name" field="name" fault value=unit.name
                    required=true max=120 typed=other/>
                <Field id="rename-name-en" label=t(locale, "admin.units.name_en") name="name_en" field="name_en" fault
                    value=unit.name_en max=120/>
                <FromMonth id="rename-from" fault typed=from/>
                <div class="row">
                    <Confirm label=t(locale, "admin.units.rename") text=typed.question("admin.units.rename_text")
                        busy=acts.rename.pending()/>
                </div>
            </div>
        </ActionForm>
    }
}

#[component]
fn Shift(unit: UnitRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.shift);
    let typed = Typed::new(locale, &unit);
    let (other, from) = (typed.other, typed.from);
    view! {
        <ActionForm action=acts.shift>
            <div class="form">
                <h3>{t(locale, "admin.units.move")}</h3>
                <Fault fault fields=&["parent", "from"]/>
                <input type="hidden" name="code" value=unit.code/>
                <UnitField id="move-parent" label=t(locale, "admin.units.parent_new") name="parent" field="parent" fault
                    required=true typed=other/>
                <FromMonth id="move-from" fault typed=from/>
                <div class="row">
                    <Confirm label=t(locale, "admin.units.move") text=typed.question("admin.units.move_text")
                        busy=acts.shift.pending()/>
                </div>
            </div>
        </ActionForm>
    }
}

#[component]
fn Merge(unit: UnitRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.merge);
    let typed = Typed::new(locale, &unit);
    let (other, from) = (typed.other, typed.from);
    view! {
        <ActionForm action=acts.merge>
            <div class="form">
                <h3>{t(locale, "admin.units.merge")}</h3>
                <Fault fault fields=&["into", "from"]/>
                <input type="hidden" name="code" value=unit.code/>
                <UnitField id="merge-into" label=t(locale, "admin.units.into") name="into" field="into" fault required=true
                    typed=other hint=t(locale, "admin.units.into_hint")/>
                <FromMonth id="merge-from" fault typed=from/>
                <div class="row">
                    <Confirm label=t(locale, "admin.units.merge") text=typed.question("admin.units.merge_text") danger=true
                        busy=acts.merge.pending()/>
                </div>
            </div>
        </ActionForm>
    }
}

#[component]
fn Close(unit: UnitRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(acts.close);
    let typed = Typed::new(locale, &unit);
    let from = typed.from;
    view! {
        <ActionForm action=acts.close>
            <div class="form">
                <h3>{t(locale, "admin.units.close")}</h3>
                <Fault fault fields=&["from"]/>
                <input type="hidden" name="code" value=unit.code/>
                <FromMonth id="close-from" fault typed=from/>
                <div class="row">
                    <Confirm label=t(locale, "admin.units.close") text=typed.question("admin.units.close_text") danger=true
                        busy=acts.close.pending()/>
                </div>
            </div>
        </ActionForm>
    }
}

/// The first month in which the change holds.
#[component]
fn FromMonth(
    id: &'static str,
    fault: Signal<Option<crate::api::Failure>>,
    typed: RwSignal<String>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Field id label=t(locale, "admin.units.from") name="from" field="from" fault kind="month" required=true typed
            hint=t(locale, "admin.month_hint")/>
    }
}
