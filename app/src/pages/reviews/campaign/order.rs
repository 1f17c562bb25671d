//! The form in which a campaign is prepared, and in which its days are changed later.

use super::parts::hidden;
use crate::{
    api::{
        Failure,
        reviews::{CampaignOrder, SaveCampaign, campaign_choices},
        wire::ask,
    },
    components::{
        fields::{Fault, Field, UnitField, fault_of},
        format::pick,
        forms::Lines,
        states::{FailureView, Loading, answered},
    },
    domain::reviews::Stage,
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// Fields that say themselves why they were refused.
const FIELDS: &[&str] = &[
    "title_zh",
    "title_en",
    "standard",
    "edition",
    "unit",
    "quota",
    "tolerance",
    "on_site",
    "values_to",
    "years",
    "from",
    "application",
    "self_assessment",
    "endorsement",
    "city_check",
    "review",
    "objections",
    "publication",
    "reason",
];
/// Those that are shown when only the days can be changed.
const DAYS: &[&str] = &[
    "from",
    "application",
    "self_assessment",
    "endorsement",
    "city_check",
    "review",
    "on_site",
    "objections",
    "publication",
    "reason",
];
/// The last days in the form: id, name.
const LAST: [(&str, &str); 8] = [
    ("last-application", "order[last][0]"),
    ("last-self-assessment", "order[last][1]"),
    ("last-endorsement", "order[last][2]"),
    ("last-city-check", "order[last][3]"),
    ("last-review", "order[last][4]"),
    ("last-on-site", "order[last][5]"),
    ("last-objections", "order[last][6]"),
    ("last-publication", "order[last][7]"),
];

/// The form.
#[component]
pub fn OrderForm(
    /// What stands in it at first.
    order: CampaignOrder,
    /// Keeps it.
    save: ServerAction<SaveCampaign>,
    /// Whether only the days can be changed.
    #[prop(optional)]
    only_days: bool,
) -> impl IntoView {
    let locale = use_locale();
    let fault = fault_of(save);
    // Two fields are called `on_site`: a share and a day.
    let about_day = |fault: &Failure| matches!(fault.reason.as_str(), "bad_day" | "stage_order");
    let of_days = Signal::derive(move || fault.get().filter(about_day));
    let of_others = Signal::derive(move || fault.get().filter(|fault| !about_day(fault)));
    let (settings, fields) = match only_days {
        true => (kept(&order), DAYS),
        false => (settings(locale, &order, of_others), FIELDS),
    };
    let reason = only_days.then(|| {
        view! {
            <Lines id="order-reason" label=t(locale, "reviews.reason") name="order[reason]" fault required=true/>
        }
        .into_any()
    });
    let label = if order.id == 0 { t(locale, "reviews.create") } else { t(locale, "reviews.save") };
    view! {
        <ActionForm action=save>
            <div class="form wide">
                <Fault fault fields/>
                {hidden("order[id]", order.id)}
                {hidden("order[revision]", order.revision)}
                {settings}
                {days(locale, &order, of_days)}
                {reason}
                <button class="button primary" type="submit" disabled=save.pending()>{label}</button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// What stays as it is.
fn kept(order: &CampaignOrder) -> AnyView {
    let all = [
        ("order[title_zh]", &order.title_zh),
        ("order[title_en]", &order.title_en),
        ("order[standard]", &order.standard),
        ("order[edition]", &order.edition),
        ("order[unit]", &order.unit),
        ("order[groups]", &order.groups),
        ("order[quota]", &order.quota),
        ("order[tolerance]", &order.tolerance),
        ("order[on_site]", &order.on_site),
        ("order[values_to]", &order.values_to),
        ("order[years]", &order.years),
    ];
    all.into_iter().map(|(name, value)| hidden(name, value)).collect_view().into_any()
}

fn settings(locale: Locale, order: &CampaignOrder, fault: Signal<Option<Failure>>) -> AnyView {
    let order = order.clone();
    view! {
        <div class="fields">
            <Field id="order-title-zh" label=t(locale, "reviews.title_zh") name="order[title_zh]" field="title_zh" fault
                value=order.title_zh required=true max=120/>
            <Field id="order-title-en" label=t(locale, "reviews.title_en") name="order[title_en]" field="title_en" fault
                value=order.title_en required=true max=120/>
            <Choices standard=order.standard edition=order.edition groups=order.groups fault/>
            <UnitField id="order-unit" label=t(locale, "reviews.unit") name="order[unit]" field="unit" fault
                value=order.unit required=true hint=t(locale, "reviews.unit_hint")/>
            <Field id="order-quota" label=t(locale, "reviews.quota") name="order[quota]" field="quota" fault
                value=order.quota max=5 hint=t(locale, "reviews.quota_hint")/>
            <Field id="order-tolerance" label=t(locale, "reviews.tolerance_percent") name="order[tolerance]"
                field="tolerance" fault value=order.tolerance required=true max=5 hint=t(locale, "reviews.tolerance_hint")/>
            <Field id="order-on-site" label=t(locale, "reviews.on_site_percent") name="order[on_site]" field="on_site" fault
                value=order.on_site required=true max=5 hint=t(locale, "reviews.on_site_hint")/>
            <Field id="order-values-to" label=t(locale, "reviews.values_to") name="order[values_to]" field="values_to" fault
                kind="month" value=order.values_to required=true hint=t(locale, "reviews.values_to_hint")/>
            <Field id="order-years" label=t(locale, "reviews.years") name="order[years]" field="years" fault
                value=order.years required=true max=2 hint=t(locale, "reviews.years_hint")/>
        </div>
    }
    .into_any()
}

/// Standard, edition and peer groups, chosen among those there are. What was chosen outlives a refusal.
#[component]
fn Choices(
    /// Id of the standard that stands in it at first.
    standard: String,
    /// Its edition; empty for the latest.
    edition: String,
    /// Groups, separated by commas.
    groups: String,
    /// Why the form was refused.
    fault: Signal<Option<Failure>>,
) -> impl IntoView {
    let locale = use_locale();
    let standard = RwSignal::new(standard);
    let groups: Vec<String> = groups.split(',').map(|group| group.trim().to_owned()).collect();
    let groups = RwSignal::new(groups.into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>());
    let known = ask(|| (), |()| campaign_choices());
    view! {
        <Transition fallback=Loading>
            {answered(known, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(choices) => view! {
                    {standards(locale, choices.standards, standard, &edition, fault)}
                    {ticks(locale, choices.groups, groups)}
                }
                    .into_any(),
            })}
        </Transition>
    }
    .into_any()
}

fn standards(
    locale: Locale,
    known: Vec<(String, String, (String, String))>,
    standard: RwSignal<String>,
    edition: &str,
    fault: Signal<Option<Failure>>,
) -> AnyView {
    let mut ids: Vec<_> = known.iter().map(|(id, _, names)| (id.clone(), pick(locale, names))).collect();
    ids.dedup_by(|a, b| a.0 == b.0);
    let chosen = standard.get_untracked();
    // What a draft was made of stays chosen, though nothing new can be begun with it any more.
    if !chosen.is_empty() && !ids.iter().any(|(id, _)| *id == chosen) {
        ids.push((chosen.clone(), chosen.clone()));
    }
    let ids = ids.into_iter().map(|(id, name)| {
        let selected = id == chosen;
        view! { <option value=id selected=selected>{name}</option> }
    });
    let edition = edition.to_owned();
    let editions = move || {
        let of = known.iter().filter(|(id, ..)| standard.with(|standard| standard == id));
        let of = of.map(|(_, known, _)| {
            let selected = *known == edition;
            view! { <option value=known.clone() selected=selected>{known.clone()}</option> }
        });
        of.collect_view()
    };
    view! {
        <div class="field">
            <label for="order-standard">{t(locale, "reviews.standard")}</label>
            <select id="order-standard" name="order[standard]" aria-describedby="order-standard-hint"
                on:change=move |event| standard.set(event_target_value(&event))>{ids.collect_view()}</select>
            <small id="order-standard-hint" class="hint">{t(locale, "reviews.standard_hint")}</small>
            <Fault fault=Signal::derive(move || fault.get().filter(|fault| fault.field == "standard"))/>
        </div>
        <div class="field">
            <label for="order-edition">{t(locale, "reviews.edition")}</label>
            <select id="order-edition" name="order[edition]">
                <option value="">{t(locale, "reviews.latest_edition")}</option>
                {editions}
            </select>
            <Fault fault=Signal::derive(move || fault.get().filter(|fault| fault.field == "edition"))/>
        </div>
    }
    .into_any()
}

/// Groups to be ticked; they are sent as one field.
fn ticks(locale: Locale, known: Vec<String>, groups: RwSignal<Vec<String>>) -> AnyView {
    let boxes = known
        .into_iter()
        .map(|group| {
            let (own, name) = (group.clone(), t_data(locale, "group", &group));
            let on = groups.with_untracked(|groups| groups.contains(&group));
            let toggle = move |event| {
                let on = event_target_checked(&event);
                groups.update(|groups| {
                    groups.retain(|other| *other != own);
                    if on {
                        groups.push(own.clone());
                    }
                });
            };
            view! { <label class="check"><input type="checkbox" checked=on on:change=toggle/> {name}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{t(locale, "reviews.groups")}</legend>
            <div class="row">{boxes}</div>
            <input type="hidden" name="order[groups]" value=move || groups.get().join(", ")/>
            <small class="hint">{t(locale, "reviews.groups_hint")}</small>
        </fieldset>
    }
    .into_any()
}

/// The first day and the last of each stage.
fn days(locale: Locale, order: &CampaignOrder, fault: Signal<Option<Failure>>) -> AnyView {
    let last = Stage::ALL
        .into_iter()
        .zip(LAST)
        .enumerate()
        .map(|(n, (stage, (id, name)))| {
            let value = order.last.get(n).cloned().unwrap_or_default();
            let field = stage.as_str();
            let label = stage_label(locale, stage);
            view! { <Field id label name field fault kind="date" value required=true/> }.into_any()
        })
        .collect_view();
    view! {
        <fieldset class="stack">
            <legend>{t(locale, "reviews.calendar")}</legend>
            <p class="muted">{t(locale, "reviews.calendar_hint")}</p>
            <div class="fields">
                <Field id="order-from" label=t(locale, "reviews.first_day") name="order[from]" field="from" fault kind="date"
                    value=order.from.clone() required=true/>
                {last}
            </div>
        </fieldset>
    }
    .into_any()
}

/// The label of the last day of a stage.
fn stage_label(locale: Locale, stage: Stage) -> &'static str {
    match stage {
        Stage::Application => t(locale, "reviews.last.application"),
        Stage::SelfAssessment => t(locale, "reviews.last.self_assessment"),
        Stage::Endorsement => t(locale, "reviews.last.endorsement"),
        Stage::CityCheck => t(locale, "reviews.last.city_check"),
        Stage::Review => t(locale, "reviews.last.review"),
        Stage::OnSite => t(locale, "reviews.last.on_site"),
        Stage::Objections => t(locale, "reviews.last.objections"),
        Stage::Publication => t(locale, "reviews.last.publication"),
    }
}
