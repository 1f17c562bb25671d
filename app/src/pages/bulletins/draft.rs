//! Gathering verified problems into a bulletin, or one of them into a reminder letter.

use super::{BULLETINS, hidden, options};
use crate::{
    api::{
        bulletins::{Desk, DraftBulletin, bulletin_desk},
        wire::ask,
    },
    components::{
        fields::{Fault, fault_of},
        format::pick,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    domain::bulletins::BulletinKind,
    i18n::{t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form.
#[component]
pub fn Draft() -> impl IntoView {
    let locale = use_locale();
    let found = ask(|| (), |()| bulletin_desk());
    view! {
        <Suspense fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(desk) if desk.problems.is_empty() => {
                    view! { <Empty text=t(locale, "bulletins.nothing_to_gather")/> }.into_any()
                }
                Ok(desk) => view! { <Gather desk/> }.into_any(),
            })}
        </Suspense>
        <p><a href=BULLETINS>{t(locale, "bulletins.all")}</a></p>
    }
    .into_any()
}

#[component]
fn Gather(desk: Desk) -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    // A problem that the address names is ticked from the start.
    let named = query.with_untracked(|query| query.get("problem").and_then(|id| id.parse::<i64>().ok()));
    let draft = ServerAction::<DraftBulletin>::new();
    let number = Memo::new(move |_| {
        draft.value().with(|answer| answer.as_ref().and_then(|a| a.as_ref().ok().copied()))
    });
    let kinds = BulletinKind::ALL.iter().map(|kind| kind.as_str());
    let kinds = kinds.map(|word| (word.to_owned(), t_data(locale, "bulletins.kind", word))).collect();
    let issuers =
        desk.issuers.iter().map(|(code, zh, en)| (code.clone(), locale.pick(zh, en).to_owned())).collect();
    let (shown, total) = (desk.problems.len(), desk.total);
    let more = (total as usize > shown).then(|| {
        let words = [("n", shown.to_string()), ("all", total.to_string())];
        t_with(locale, "bulletins.first_of", &words.each_ref().map(|(key, word)| (*key, word.as_str())))
    });
    let rows = desk
        .problems
        .into_iter()
        .enumerate()
        .map(|(n, problem)| {
            let label = t_with(locale, "bulletins.take", &[("n", &problem.id.to_string())]);
            let ticked = named == Some(problem.id);
            view! {
                <tr data-testid="gatherable">
                    <td>
                        <label class="tick">
                            <input type="checkbox" name=format!("order[problems][{n}]") value=problem.id aria-label=label
                                checked=ticked/>
                        </label>
                    </td>
                    <th scope="row" class="wrap"><a href=format!("/problems/{}", problem.id)>{problem.text}</a></th>
                    <td>{pick(locale, &problem.unit_name)}</td>
                    <td>{pick(locale, &problem.category_name)}</td>
                    <td>{problem.raised_on}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="panel stack" aria-labelledby="draft-title">
            <header><h2 id="draft-title">{t(locale, "bulletins.draft")}</h2></header>
            <p class="muted">{t(locale, "bulletins.draft_note")}</p>
            <Fault fault=fault_of(draft)/>
            <div role="status">
                {move || number.get().map(|id| {
                    view! {
                        <p class="notice">
                            {t(locale, "bulletins.drafted")} " "
                            <a href=format!("{BULLETINS}/{id}")>{t(locale, "bulletins.open_draft")}</a>
                        </p>
                    }
                    .into_any()
                })}
            </div>
            <div class:hidden=move || number.get().is_some()>
                <ActionForm action=draft>
                    <div class="form wide">
                        {hidden("order[english]", locale.is_english().to_string())}
                        <div class="fields">
                            <div class="field">
                                <label for="draft-kind">{t(locale, "bulletins.kind_label")}</label>
                                <select id="draft-kind" name="order[kind]">{options(kinds, "bulletin")}</select>
                            </div>
                            <div class="field">
                                <label for="draft-issuer">{t(locale, "bulletins.issuer")}</label>
                                <select id="draft-issuer" name="order[issuer]">{options(issuers, "")}</select>
                            </div>
                        </div>
                        <TableScroll label=t(locale, "bulletins.gather")>
                            <table>
                                <thead><tr>
                                    <th scope="col">{t(locale, "bulletins.choose")}</th>
                                    <th scope="col">{t(locale, "problems.text")}</th>
                                    <th scope="col">{t(locale, "problems.unit")}</th>
                                    <th scope="col">{t(locale, "problems.category")}</th>
                                    <th scope="col">{t(locale, "problems.raised")}</th>
                                </tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </TableScroll>
                        {more.map(|more| view! { <p class="muted">{more}</p> })}
                        <div class="row">
                            <button class="button primary" type="submit" disabled=draft.pending()>{t(locale, "bulletins.make_draft")}</button>
                        </div>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
    .into_any()
}
