//! Who looks after a tribunal, who has, and who is to.

use crate::{
    api::contacts::{AssignContact, ContactView, EndContact},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::{none, pick, who},
    },
    i18n::{Locale, t, t_with},
    pages::bulletins::{fact, hidden, options},
};
use leptos::prelude::*;

/// The contact person, and what is next.
pub fn facts(locale: Locale, view: &ContactView) -> AnyView {
    let row = &view.row;
    let visit = match &row.last_visit {
        Some(day) => day.clone().into_any(),
        None => none(t(locale, "contacts.never_visited")),
    };
    let Some(person) = &row.person else {
        return view! {
            <dl class="facts" data-testid="person">
                {fact(t(locale, "contacts.person"), t(locale, "contacts.nobody").into_any())}
                {fact(t(locale, "contacts.last_visit"), visit)}
            </dl>
        }
        .into_any();
    };
    let telephone = match person.telephone.is_empty() {
        true => none(t(locale, "contacts.no_telephone")),
        false => person.telephone.clone().into_any(),
    };
    let name = format!("{} · {}", person.name, pick(locale, &person.office));
    let since = format!("{} · {}", person.from, who(&person.by));
    view! {
        <dl class="facts" data-testid="person">
            {fact(t(locale, "contacts.person"), name.into_any())}
            {fact(t(locale, "contacts.telephone"), telephone)}
            {fact(t(locale, "contacts.since"), since.into_any())}
            {fact(t(locale, "contacts.last_visit"), visit)}
            {fact(t(locale, "contacts.next_day"), row.next_day.clone().into_any())}
        </dl>
    }
    .into_any()
}

/// The form that names another one, and the one that ends it.
pub fn naming(
    locale: Locale,
    view: &ContactView,
    assign: ServerAction<AssignContact>,
    end: ServerAction<EndContact>,
) -> AnyView {
    let unit = view.row.unit.clone();
    let candidates = view
        .candidates
        .iter()
        .map(|person| (person.user.clone(), format!("{} · {}", person.name, pick(locale, &person.office))));
    let candidates: Vec<_> = candidates.collect();
    let form = if candidates.is_empty() {
        view! { <p class="muted">{t(locale, "contacts.no_candidates")}</p> }.into_any()
    } else {
        let candidates = options(candidates, "");
        let text = t(locale, "contacts.sure_assign").to_owned();
        let unit = unit.clone();
        view! {
            <ActionForm action=assign>
                <div class="form">
                    {hidden("unit", unit)}
                    <div class="field">
                        <label for="contact-user">{t(locale, "contacts.person")}</label>
                        <select id="contact-user" name="order[user]">{candidates}</select>
                    </div>
                    <div class="field">
                        <label for="contact-telephone">{t(locale, "contacts.telephone")}</label>
                        <input id="contact-telephone" name="order[telephone]" maxlength="40" autocomplete="off"/>
                    </div>
                    <div class="row"><Confirm label=t(locale, "contacts.assign") text busy=assign.pending()/></div>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    let ending = view.row.person.as_ref().map(|person| {
        let text = t_with(locale, "contacts.sure_end", &[("name", &person.name)]);
        view! {
            <ActionForm action=end>
                {hidden("unit", unit)}
                <div class="row"><Confirm label=t(locale, "contacts.end") text danger=true busy=end.pending()/></div>
            </ActionForm>
        }
        .into_any()
    });
    view! {
        <section class="panel stack" aria-labelledby="naming-title">
            <header><h2 id="naming-title">{t(locale, "contacts.naming")}</h2></header>
            <Fault fault=fault_of(assign)/>
            {form}
            {ending}
        </section>
    }
    .into_any()
}

/// Who looked after it before.
pub fn before(locale: Locale, view: &ContactView) -> Option<AnyView> {
    if view.before.is_empty() {
        return None;
    }
    let rows = view
        .before
        .iter()
        .map(|person| {
            let until = person.until.clone().unwrap_or_default();
            view! {
                <li data-testid="before">
                    {person.name.clone()} " · " {pick(locale, &person.office)} " "
                    <small class="muted">{person.from.clone()} " – " {until}</small>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let shown = view! {
        <section class="panel stack" aria-labelledby="before-title">
            <header><h2 id="before-title">{t(locale, "contacts.before")}</h2></header>
            <ul class="plain stack">{rows}</ul>
        </section>
    };
    Some(shown.into_any())
}
