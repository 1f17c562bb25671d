//! What the reader can do to a problem: a form for each move, with what that needs.

use super::{
    super::{hidden, options},
    Acts,
};
use crate::{
    api::problems::ProblemView,
    components::{confirm::Confirm, format::pick, forms::Keeps},
    domain::problems::{Need, OWNERS, ProblemMove, Way},
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;

/// The forms.
pub fn moves(locale: Locale, view: &ProblemView, acts: Acts) -> Option<AnyView> {
    if view.may.is_empty() {
        return None;
    }
    // A single form stands open.
    let open = view.may.len() == 1;
    let forms: Vec<AnyView> = view.may.iter().map(|what| form(locale, view, *what, open, acts)).collect();
    let typed = acts.typed;
    let shown = view! {
        <section class="panel stack" aria-labelledby="moves-title" data-testid="moves">
            <header><h2 id="moves-title">{t(locale, "problems.todo")}</h2></header>
            <Keeps typed>{forms}</Keeps>
        </section>
    };
    Some(shown.into_any())
}

fn form(locale: Locale, view: &ProblemView, what: ProblemMove, open: bool, acts: Acts) -> AnyView {
    let word = what.as_str();
    let label = label(locale, what);
    let id = |field: &str| format!("{word}-{field}");
    let way = what.needs(Need::Way).then(|| {
        let ways = Way::ALL.iter().map(|way| way.as_str());
        let ways = ways.map(|word| (word.to_owned(), t_data(locale, "problems.way", word))).collect();
        select(id("way"), "order[way]", t(locale, "problems.verified"), options(ways, ""))
    });
    let owner = (what == ProblemMove::Assign).then(|| owner(locale, view, &id));
    let day = (what.needs(Need::Deadline) || what == ProblemMove::Close).then(|| {
        let (label, proposed) = if what == ProblemMove::Close {
            (t(locale, "problems.recheck_on"), view.proposed.1.clone())
        } else {
            (t(locale, "problems.deadline"), view.proposed.0.clone())
        };
        let id = id("day");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id name="order[day]" type="date" value=proposed required/>
            </div>
        }
        .into_any()
    });
    let needed = what.needs(Need::Note) || what.needs(Need::Measures);
    let note = (needed || matches!(what, ProblemMove::Assign | ProblemMove::Check | ProblemMove::Close))
        .then(|| {
            let label = match what {
                ProblemMove::Confirm | ProblemMove::Dismiss | ProblemMove::Hold => {
                    t(locale, "problems.found")
                }
                ProblemMove::Assign => t(locale, "problems.demand"),
                ProblemMove::Answer => t(locale, "problems.measures"),
                ProblemMove::Check | ProblemMove::Close => t(locale, "problems.remark"),
                ProblemMove::Withdraw | ProblemMove::SendBack | ProblemMove::Reopen => {
                    t(locale, "problems.why")
                }
            };
            let id = id("note");
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <textarea id=id name="order[note]" rows="3" maxlength="2000" required=needed></textarea>
                </div>
            }
            .into_any()
        });
    let hint = what.needs(Need::Evidence) && view.row.context.wants_evidence();
    let hint =
        hint.then(|| view! { <p class="muted">{t(locale, "problems.evidence_wanted")}</p> }.into_any());
    let text = t_data(locale, "problems.sure", word);
    let danger = matches!(
        what,
        ProblemMove::Dismiss | ProblemMove::Withdraw | ProblemMove::SendBack | ProblemMove::Reopen
    );
    let number = view.row.id.to_string();
    view! {
        <details open=open>
            <summary>{label}</summary>
            <ActionForm action=acts.go>
                <div class="form">
                    {hidden("id", number)}
                    {hidden("order[what]", word.to_owned())}
                    {hint}
                    {way}
                    {owner}
                    {day}
                    {note}
                    <div class="row"><Confirm label text danger=danger busy=acts.go.pending()/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Who has to put it right: a role, and perhaps one person of it.
fn owner(locale: Locale, view: &ProblemView, id: &dyn Fn(&str) -> String) -> AnyView {
    let mut roles: Vec<_> =
        OWNERS.iter().map(|role| (role.as_str().to_owned(), t_data(locale, "role", role.as_str()))).collect();
    let usual = format!("{} · {}", t(locale, "problems.usual_owner"), pick(locale, &view.row.unit_name));
    roles.insert(0, (String::new(), usual));
    let chosen = view.row.owner_role.map(|role| role.as_str()).unwrap_or_default();
    let user = id("user");
    view! {
        {select(id("role"), "order[role]", t(locale, "problems.owner"), options(roles, chosen))}
        <div class="field">
            <label for=user.clone()>{t(locale, "problems.owner_user")}</label>
            <input id=user name="order[user]" maxlength="40" autocomplete="off" value=view.row.owner_user.clone()/>
            <small class="hint">{t(locale, "problems.owner_user_hint")}</small>
        </div>
    }
    .into_any()
}

fn select(id: String, name: &'static str, label: &'static str, options: AnyView) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{options}</select>
        </div>
    }
    .into_any()
}

fn label(locale: Locale, what: ProblemMove) -> &'static str {
    match what {
        ProblemMove::Confirm => t(locale, "problems.do.confirm"),
        ProblemMove::Dismiss => t(locale, "problems.do.dismiss"),
        ProblemMove::Withdraw => t(locale, "problems.do.withdraw"),
        ProblemMove::Assign => t(locale, "problems.do.assign"),
        ProblemMove::Answer => t(locale, "problems.do.answer"),
        ProblemMove::Check => t(locale, "problems.do.check"),
        ProblemMove::SendBack => t(locale, "problems.do.send_back"),
        ProblemMove::Close => t(locale, "problems.do.close"),
        ProblemMove::Hold => t(locale, "problems.do.hold"),
        ProblemMove::Reopen => t(locale, "problems.do.reopen"),
    }
}
