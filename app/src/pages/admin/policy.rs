//! What the province has decided: whether units may be ranked, and the guidance day of contact persons.

use super::parts::{AdminPage, Done, Fault, done_of, fault_of};
use crate::{
    api::{
        policy::{PolicyView, SetGuidance, SetRanking, show_policy},
        wire::ask,
    },
    components::states::{FailureView, Loading, answered},
    domain::contacts::GuidanceDay,
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Policy() -> impl IntoView {
    let locale = use_locale();
    view! {
        <AdminPage title=t(locale, "admin.policy.title")>
            <Body/>
        </AdminPage>
    }
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let decide = ServerAction::<SetRanking>::new();
    let guide = ServerAction::<SetGuidance>::new();
    let policy = ask(move || decide.version().get() + guide.version().get(), |_| show_policy());
    let done = done_of(decide, move |policy: &PolicyView| ranking_word(locale, policy.ranking).to_owned());
    view! {
        <Done text=done/>
        <Fault fault=fault_of(decide)/>
        <Fault fault=fault_of(guide)/>
        <Transition fallback=Loading>
            {answered(policy, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(PolicyView { ranking, guidance, .. }) => {
                        let next = if ranking { "admin.policy.forbid" } else { "admin.policy.allow" };
                        let word = super::parts::title_of(locale, next);
                        view! {
                            <section class="panel stack" aria-labelledby="policy-ranking">
                                <h2 id="policy-ranking">{t(locale, "admin.policy.ranking")}</h2>
                                <p data-testid="ranking">{ranking_word(locale, ranking)}</p>
                                <p class="muted">{t(locale, "admin.policy.ranking_note")}</p>
                                <ActionForm action=decide>
                                    <input type="hidden" name="ranking" value=(!ranking).to_string()/>
                                    <button class="button" type="submit">{word}</button>
                                </ActionForm>
                            </section>
                            {guidance_form(locale, guidance, guide)}
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

fn guidance_form(locale: Locale, day: GuidanceDay, guide: ServerAction<SetGuidance>) -> AnyView {
    let choices = move |prefix: &'static str, last: u32, chosen: u32| {
        (1..=last)
            .map(move |n| {
                let words = t_data(locale, prefix, &n.to_string());
                view! { <option value=n.to_string() selected=n == chosen>{words}</option> }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="policy-guidance">
            <h2 id="policy-guidance">{t(locale, "admin.policy.guidance")}</h2>
            <p class="muted">{t(locale, "admin.policy.guidance_note")}</p>
            <ActionForm action=guide>
                <div class="row">
                    <div class="field">
                        <label for="guidance-week">{t(locale, "admin.policy.week")}</label>
                        <select id="guidance-week" name="week">
                            {choices("contacts.week", GuidanceDay::LAST, day.week)}
                        </select>
                    </div>
                    <div class="field">
                        <label for="guidance-weekday">{t(locale, "admin.policy.weekday")}</label>
                        <select id="guidance-weekday" name="weekday">
                            {choices("contacts.weekday", 7, day.weekday)}
                        </select>
                    </div>
                    <button class="button" type="submit" disabled=guide.pending()>{t(locale, "admin.policy.set_guidance")}</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn ranking_word(locale: Locale, ranking: bool) -> &'static str {
    if ranking { t(locale, "admin.policy.ranked") } else { t(locale, "admin.policy.unranked") }
}
