//! The head of a campaign: what it is, its days, and what can be done with it as a whole.

use super::{
    Shared,
    acts::Acts,
    parts::{hidden, illustrative, move_label, phase_badge},
};
use crate::{
    address::Address,
    api::reviews::CampaignView,
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::pick,
        forms::{Lines, afresh},
    },
    domain::reviews::{Phase, PhaseMove, Stage},
    i18n::{Locale, t, t_data, t_with},
    pages::reviews::desk_href,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The head.
pub fn header(locale: Locale, campaign: &Shared, acts: Acts) -> AnyView {
    let row = &campaign.row;
    let standard = t_with(
        locale,
        "reviews.standard_edition",
        &[("standard", &pick(locale, &row.standard_name)), ("edition", &row.edition)],
    );
    let taking_part = t_with(
        locale,
        "reviews.taking_part",
        &[("entries", &row.entries.to_string()), ("settled", &row.settled.to_string())],
    );
    let desk = campaign.may.review.then(|| {
        let href = desk_href(row.id);
        view! { <a class="button primary" href=href>{t(locale, "reviews.to_desk")}</a> }.into_any()
    });
    let (for_moves, revision) = (campaign.clone(), campaign.order.revision);
    let key = format!("{}-{revision}-{}", row.id, row.phase.as_str());
    let moves = afresh(key, Arc::new(move || moves(locale, &for_moves, acts)));
    view! {
        <header class="stack campaign-head">
            <div class="row">
                <h1>{pick(locale, &row.title)}</h1>
                {phase_badge(locale, row.phase)}
            </div>
            <p class="row">
                <a href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                <span>{standard}</span>
                {illustrative(locale, row.illustrative)}
                <span class="muted">{taking_part}</span>
            </p>
            {stepper(locale, campaign)}
            <Done text=done_of(acts.phase, move |()| t(locale, "reviews.moved").to_owned())/>
            <Done text=done_of(acts.apply, move |()| t(locale, "reviews.applied_done").to_owned())/>
            <Fault fault=fault_of(acts.phase)/>
            <Fault fault=fault_of(acts.apply)/>
            <div class="row campaign-acts">
                {desk}
                {apply(locale, campaign, acts)}
                {moves}
            </div>
        </header>
    }
    .into_any()
}

/// The stages with their last days; the one of today is marked by a sign, a word and for screen readers.
fn stepper(locale: Locale, campaign: &CampaignView) -> AnyView {
    let (row, order) = (&campaign.row, &campaign.order);
    let now = row.stage.and_then(|stage| Stage::ALL.iter().position(|other| *other == stage));
    let over = matches!(row.phase, Phase::Published | Phase::Cancelled);
    let items = Stage::ALL
        .into_iter()
        .enumerate()
        .map(|(n, stage)| {
            let last = order.last.get(n).cloned().unwrap_or_default();
            let days = match n {
                0 => format!("{} – {last}", order.from),
                _ => t_with(locale, "reviews.until", &[("day", &last)]),
            };
            let (class, sign) = match now {
                Some(now) if n == now => ("now", "●"),
                Some(now) if n < now => ("past", "✓"),
                Some(_) => ("next", "○"),
                None if over => ("past", "✓"),
                None => ("next", "○"),
            };
            let today = (class == "now").then(|| view! { <em>{t(locale, "reviews.today")}</em> }.into_any());
            let current = (class == "now").then_some("step");
            view! {
                <li class=class aria-current=current>
                    <span class="step-sign" aria-hidden="true">{sign}</span>
                    <span class="step-name">{t_data(locale, "reviews.stage", stage.as_str())} " " {today}</span>
                    <small>{days}</small>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let outside = (now.is_none() && !over && row.phase != Phase::Draft)
        .then(|| view! { <p class="muted">{t(locale, "reviews.outside_calendar")}</p> }.into_any());
    view! {
        <ol class="plain stepper" aria-label=t(locale, "reviews.calendar")>{items}</ol>
        {outside}
    }
    .into_any()
}

/// Applying for the reader's tribunals: one by a button, several by a choice.
fn apply(locale: Locale, campaign: &CampaignView, acts: Acts) -> Option<AnyView> {
    let tribunals = &campaign.may.apply;
    let (first, more) = tribunals.split_first()?;
    let (which, label) = if more.is_empty() {
        let name = locale.pick(&first.1, &first.2);
        (hidden("address[unit]", &first.0), t_with(locale, "reviews.apply_for", &[("name", name)]))
    } else {
        let options = tribunals
            .iter()
            .map(|(code, zh, en)| {
                view! { <option value=code.clone()>{locale.pick(zh, en).to_owned()}</option> }.into_any()
            })
            .collect_view();
        let choice = view! {
            <label for="apply-unit">{t(locale, "reviews.tribunal")}</label>
            <select id="apply-unit" name="address[unit]">{options}</select>
        };
        (choice.into_any(), t(locale, "reviews.apply").to_owned())
    };
    let id = campaign.row.id;
    let form = view! {
        <ActionForm action=acts.apply>
            <div class="row">
                {hidden("address[campaign]", id)}
                {which}
                <button class="button primary" type="submit" disabled=acts.apply.pending()>{label}</button>
            </div>
        </ActionForm>
    };
    Some(form.into_any())
}

fn moves(locale: Locale, campaign: &CampaignView, acts: Acts) -> AnyView {
    let each = |what: &PhaseMove| a_move(locale, campaign, *what, acts);
    campaign.may.moves.iter().map(each).collect_view().into_any()
}

fn a_move(locale: Locale, campaign: &CampaignView, what: PhaseMove, acts: Acts) -> AnyView {
    let (id, revision) = (campaign.row.id, campaign.order.revision);
    let label = move_label(locale, what);
    let mut text = t_data(locale, "reviews.move_text", what.as_str());
    if what == PhaseMove::Announce {
        let open = campaign.row.entries.saturating_sub(campaign.row.settled);
        let (key, n) = match open {
            0 => ("reviews.announce_settled", campaign.row.entries),
            open => ("reviews.announce_unsettled", open),
        };
        text = format!("{text} {}", t_with(locale, key, &[("n", &n.to_string())]));
    }
    let danger = matches!(what, PhaseMove::Resume | PhaseMove::Unsign | PhaseMove::Cancel);
    // Of a signature the words are the minutes of the discussion.
    let words = match what {
        PhaseMove::Sign => t(locale, "reviews.minutes"),
        _ => t(locale, "reviews.reason"),
    };
    let reason = what.needs_reason().then(|| {
        let field = format!("move-{}", what.as_str());
        view! { <Lines id=field label=words name="order[reason]" required=true/> }.into_any()
    });
    let form = view! {
        <ActionForm action=acts.phase>
            <div class="form">
                {hidden("id", id)}
                {hidden("order[what]", what.as_str())}
                {hidden("order[revision]", revision)}
                {reason}
                <div class="row"><Confirm label text danger busy=acts.phase.pending()/></div>
            </div>
        </ActionForm>
    }
    .into_any();
    if what.needs_reason() {
        view! { <details class="panel"><summary>{label}</summary>{form}</details> }.into_any()
    } else {
        form
    }
}
