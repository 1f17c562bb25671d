//! Forms of a device and of a point: new ones, and those that are changed.

use crate::{
    api::devices::{DeviceRow, PointRow, SaveDevice, SavePoint},
    components::fields::{Fault, Field, UnitField, fault_of},
    domain::devices::{DeviceKind, DeviceState, PointKind},
    i18n::{Locale, t, t_data, use_locale},
    pages::safety::{hidden, options},
};
use leptos::prelude::*;

/// Tribunal and code: asked of a new one, and what they are of another.
fn which(
    what: &'static str,
    known: Option<(String, String)>,
    fault: Signal<Option<crate::api::Failure>>,
) -> AnyView {
    let locale = use_locale();
    match known {
        Some((tribunal, code)) => view! {
            {hidden("order[tribunal]", tribunal)}
            {hidden("order[code]", code)}
        }
        .into_any(),
        None => view! {
            <UnitField id=format!("{what}-tribunal") label=t(locale, "safety.tribunal_code") name="order[tribunal]" field="tribunal" fault required=true/>
            <Field id=format!("{what}-code") label=t(locale, "safety.code") name="order[code]" field="code" fault required=true max=40 hint=t(locale, "safety.code_hint")/>
        }
        .into_any(),
    }
}

fn select(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    first: Option<&'static str>,
    words: Vec<(&'static str, String)>,
    chosen: String,
) -> AnyView {
    let first = first.map(|text| view! { <option value="">{text}</option> }.into_any());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id name=name>{first} {options(words, chosen)}</select>
        </div>
    }
    .into_any()
}

fn words(
    locale: Locale,
    key: &'static str,
    all: impl Iterator<Item = &'static str>,
) -> Vec<(&'static str, String)> {
    all.map(|word| (word, t_data(locale, key, word))).collect()
}

/// Of a device.
pub(super) fn device(save: ServerAction<SaveDevice>, known: Option<DeviceRow>) -> AnyView {
    let locale = use_locale();
    let fault = fault_of(save);
    let address = known.as_ref().map(|row| (row.tribunal.clone(), row.code.clone()));
    let kinds = words(locale, "devices.kinds", DeviceKind::ALL.iter().map(|kind| kind.as_str()));
    let states = words(locale, "devices.states", DeviceState::ALL.iter().map(|state| state.as_str()));
    let kind = known.as_ref().map(|row| row.kind.as_str().to_owned()).unwrap_or_default();
    // How a device is that speaks for itself is not said by others.
    let state = known.as_ref().filter(|row| row.source.is_empty());
    let state = state.map(|row| row.state.as_str().to_owned()).unwrap_or_default();
    let text = |of: fn(&DeviceRow) -> String| known.as_ref().map(of).unwrap_or_default();
    let fields = view! {
        {which("device", address, fault)}
        {select("device-form-kind", "order[kind]", t(locale, "safety.kind"), None, kinds, kind)}
        <Field id="device-name" label=t(locale, "safety.name") name="order[name]" field="name" fault required=true max=120 value=text(|row| row.name.clone())/>
        <Field id="device-point-code" label=t(locale, "safety.point_code") name="order[point]" field="point" fault max=40 value=text(|row| row.point.clone()) hint=t(locale, "safety.point_hint")/>
        <Field id="device-maker" label=t(locale, "safety.maker_only") name="order[maker]" field="maker" fault max=120 value=text(|row| row.maker.clone())/>
        <Field id="device-model" label=t(locale, "safety.model") name="order[model]" field="model" fault max=120 value=text(|row| row.model.clone())/>
    }
    .into_any();
    let days = view! {
        <Field id="device-installed" label=t(locale, "safety.installed") name="order[installed]" field="installed" fault kind="date" value=text(|row| row.installed.clone().unwrap_or_default())/>
        <Field id="device-serviced" label=t(locale, "safety.serviced") name="order[serviced]" field="serviced" fault kind="date" value=text(|row| row.serviced.clone().unwrap_or_default())/>
        <Field id="device-due" label=t(locale, "safety.service") name="order[service_due]" field="service_due" fault kind="date" value=text(|row| row.service_due.clone().unwrap_or_default())/>
        <Field id="device-source" label=t(locale, "safety.source") name="order[source]" field="source" fault max=120 value=text(|row| row.source.clone()) hint=t(locale, "safety.source_hint")/>
        <Field id="device-address" label=t(locale, "safety.address") name="order[address]" field="address" fault max=120 value=text(|row| row.address.clone())/>
        {select("device-form-state", "order[state]", t(locale, "safety.state_said"), Some(t(locale, "safety.state_itself")), states, state)}
    }
    .into_any();
    view! {
        <ActionForm action=save>
            <div class="form wide">
                <Fault fault fields=&["tribunal", "code", "name", "point", "maker", "model", "installed", "serviced",
                    "service_due", "source", "address"]/>
                <div class="fields">{fields} {days}</div>
                <div class="row">
                    <button class="button primary" type="submit" disabled=save.pending()>{t(locale, "safety.save")}</button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Of a point.
pub(super) fn point(save: ServerAction<SavePoint>, known: Option<PointRow>) -> AnyView {
    let locale = use_locale();
    let fault = fault_of(save);
    let address = known.as_ref().map(|row| (row.tribunal.clone(), row.code.clone()));
    let kinds = words(locale, "devices.points", PointKind::ALL.iter().map(|kind| kind.as_str()));
    let kind = known.as_ref().map(|row| row.kind.as_str().to_owned()).unwrap_or_default();
    let (name, name_en) = known.map(|row| row.name).unwrap_or_default();
    view! {
        <ActionForm action=save>
            <div class="form wide">
                <Fault fault fields=&["tribunal", "code", "name", "name_en"]/>
                <div class="fields">
                    {which("point", address, fault)}
                    {select("point-form-kind", "order[kind]", t(locale, "safety.kind"), None, kinds, kind)}
                    <Field id="point-name" label=t(locale, "safety.name") name="order[name]" field="name" fault required=true max=120 value=name/>
                    <Field id="point-name-en" label=t(locale, "safety.name_en") name="order[name_en]" field="name_en" fault max=120 value=name_en/>
                </div>
                <div class="row">
                    <button class="button primary" type="submit" disabled=save.pending()>{t(locale, "safety.save")}</button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The form of a new one, or of the one that is being changed.
pub(super) fn shown(
    locale: Locale,
    title: &'static str,
    id: &'static str,
    changing: Option<(String, AnyView, Callback<()>)>,
    new: impl FnOnce() -> AnyView,
) -> AnyView {
    match changing {
        Some((name, form, leave)) => view! {
            <section class="panel" aria-labelledby="changing-title">
                <div class="spread">
                    <h2 id="changing-title">{t(locale, "safety.edit")} " · " {name}</h2>
                    <button class="button small" type="button" on:click=move |_| leave.run(())>{t(locale, "safety.edit_leave")}</button>
                </div>
                {form}
            </section>
        }
        .into_any(),
        None => view! {
            <details class="panel" id=id>
                <summary>{title}</summary>
                {new()}
            </details>
        }
        .into_any(),
    }
}
