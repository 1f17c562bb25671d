//! What the province has decided: whether units may be ranked.

use super::parts::{AdminPage, Done, Fault, done_of, fault_of};
use crate::{
    api::{
        policy::{PolicyView, SetRanking, show_policy},
        wire::ask,
    },
    components::states::{FailureView, Loading, answered},
    i18n::{t, use_locale},
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
    let policy = ask(move || decide.version().get(), |_| show_policy());
    let done = done_of(decide, move |policy: &PolicyView| ranking_word(locale, policy.ranking).to_owned());
    view! {
        <Done text=done/>
        <Fault fault=fault_of(decide)/>
        <Transition fallback=Loading>
            {answered(policy, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(PolicyView { ranking, .. }) => {
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
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

fn ranking_word(locale: crate::i18n::Locale, ranking: bool) -> &'static str {
    if ranking { t(locale, "admin.policy.ranked") } else { t(locale, "admin.policy.unranked") }
}
