//! A bulletin: its text, whom it is addressed to, who has read it; and writing it, proposing it, publishing it.

use super::{BULLETINS, Framed, fact, hidden, list};
use crate::{
    api::{
        bulletins::{Addressee, BulletinView, MoveBulletin, ReceiveBulletin, WriteBulletin, open_bulletin},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::{pick, who},
        forms::{Keeps, Typed, achieved_or_late},
        lists::Instant,
        states::{FailureView, Loading, TableScroll, answered},
    },
    domain::bulletins::{BulletinMove, BulletinState},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[derive(Clone, Copy)]
struct Acts {
    go: ServerAction<MoveBulletin>,
    write: ServerAction<WriteBulletin>,
    receive: ServerAction<ReceiveBulletin>,
    typed: Typed,
}

/// `/bulletins/{id}`
#[component]
pub fn Bulletin() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Framed title=t(locale, "bulletins.one") tab=Signal::stored("bulletins")><Body/></Framed>
    }
    .into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or_default())
    });
    let acts = Acts {
        go: ServerAction::new(),
        write: ServerAction::new(),
        receive: ServerAction::new(),
        typed: Typed::default(),
    };
    let moved = achieved_or_late(acts.go);
    let written = achieved_or_late(acts.write);
    let received = achieved_or_late(acts.receive);
    Effect::new(move |_| {
        if acts.write.value().with(|answer| matches!(answer, Some(Ok(())))) {
            acts.typed.forget();
        }
    });
    let asked = move || (id.get(), moved.get() + written.get() + received.get());
    let found = ask(asked, |(id, _)| open_bulletin(id));
    view! {
        <div>
            <Done text=done_of(acts.write, move |()| t(locale, "bulletins.saved").to_owned())/>
            <Done text=done_of(acts.go, move |()| t(locale, "bulletins.moved").to_owned())/>
            <Fault fault=fault_of(acts.go)/>
            <Fault fault=fault_of(acts.write)/>
            <Fault fault=fault_of(acts.receive)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => shown(locale, view, acts),
            })}
        </Transition>
        <p><a href=BULLETINS>{t(locale, "bulletins.all")}</a></p>
    }
    .into_any()
}

fn shown(locale: Locale, view: BulletinView, acts: Acts) -> AnyView {
    let row = &view.row;
    let number = match row.number.as_str() {
        "" => t(locale, "bulletins.not_published").to_owned(),
        number => t_with(locale, "bulletins.numbered", &[("number", number)]),
    };
    let paragraphs = view
        .body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <p>{line.to_owned()}</p> }.into_any())
        .collect_view();
    let problems = view
        .problems
        .iter()
        .map(|problem| {
            view! {
                <li>
                    <a href=format!("/problems/{}", problem.id)>
                        {format!("№ {}", problem.id)} " · " {pick(locale, &problem.unit_name)} " · "
                        {pick(locale, &problem.category_name)}
                    </a>
                    " " {super::state_badge(locale, problem.state)}
                </li>
            }
            .into_any()
        })
        .collect_view();
    let id = row.id;
    let receive = row.to_receive.then(|| {
        let text = t(locale, "bulletins.receive_text").to_owned();
        view! {
            <ActionForm action=acts.receive>
                {hidden("id", id.to_string())}
                <Confirm label=t(locale, "bulletins.receive") text busy=acts.receive.pending()/>
            </ActionForm>
        }
        .into_any()
    });
    let returned = (!view.reason.is_empty() && row.state == BulletinState::Draft).then(|| {
        let text = t_with(locale, "bulletins.sent_back", &[("reason", &view.reason)]);
        view! { <p class="notice warn">{text}</p> }.into_any()
    });
    let pdf = format!("/api/v1/bulletins/{}/pdf", row.id);
    let head = view! {
        <article class="panel stack letter" aria-labelledby="bulletin-title" data-testid="letter">
            <header>
                <p class="muted">
                    {pick(locale, &row.issuer_name)} " · " {t_data(locale, "bulletins.kind", row.kind.as_str())} " · " {number}
                </p>
                {list::state_badge(locale, row.state)}
            </header>
            {returned}
            <h2 id="bulletin-title">{row.title.clone()}</h2>
            <div class="prose">{paragraphs}</div>
            <dl class="facts">
                {fact(t(locale, "bulletins.drafted_by"), who(&row.drafted_by).into_any())}
                {row.published_on.clone().map(|day| {
                    let said = format!("{day} · {}", who(&view.published_by));
                    fact(t(locale, "bulletins.published_on"), said.into_any())
                })}
            </dl>
            <div class="row no-print">
                <a class="button" rel="external" href=pdf download="">"↓ PDF"</a>
                {receive}
            </div>
        </article>
    }
    .into_any();
    view! {
        {head}
        {view.may_edit.then(|| edit(locale, &view, acts))}
        {moves(locale, &view, acts)}
        {addressees(locale, &view.addressees)}
        <section class="panel stack" aria-labelledby="about-title">
            <header><h2 id="about-title">{t(locale, "bulletins.about")}</h2></header>
            <ul class="plain stack">{problems}</ul>
        </section>
    }
    .into_any()
}

/// Whom it is addressed to, and who has read it there.
fn addressees(locale: Locale, addressees: &[Addressee]) -> AnyView {
    let rows = addressees
        .iter()
        .map(|addressee| {
            let receipts = addressee
                .receipts
                .iter()
                .map(|(by, at)| view! { <div>{who(by)} " · " <Instant at=at.clone()/></div> }.into_any())
                .collect_view();
            view! {
                <tr data-testid="addressee">
                    <th scope="row">{pick(locale, &addressee.name)}</th>
                    <td>{receipts}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <section class="panel stack" aria-labelledby="to-title">
            <header><h2 id="to-title">{t(locale, "bulletins.addressees")}</h2></header>
            <TableScroll label=t(locale, "bulletins.addressees")>
                <table>
                    <thead><tr>
                        <th scope="col">{t(locale, "problems.unit")}</th>
                        <th scope="col">{t(locale, "bulletins.received")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        </section>
    }
    .into_any()
}

/// The form of whoever drafts it.
fn edit(locale: Locale, view: &BulletinView, acts: Acts) -> AnyView {
    let chosen = |code: &str| view.addressees.iter().any(|known| known.unit == code);
    // Those concerned can be ticked; whoever else it is addressed to stands in the field below.
    let boxes = view
        .suggested
        .iter()
        .enumerate()
        .map(|(n, (code, zh, en))| {
            let ticked = chosen(code);
            view! {
                <label class="check">
                    <input type="checkbox" name=format!("text[addressees][{n}]") value=code.clone() checked=ticked/>
                    <span>{locale.pick(zh, en).to_owned()}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    let more: Vec<&str> = view
        .addressees
        .iter()
        .map(|known| known.unit.as_str())
        .filter(|code| !view.suggested.iter().any(|(known, ..)| known == code))
        .collect();
    let more = more.join(", ");
    let typed = acts.typed;
    let (id, title, body) = (view.row.id.to_string(), view.row.title.clone(), view.body.clone());
    view! {
        <section class="panel stack" aria-labelledby="edit-title">
            <header><h2 id="edit-title">{t(locale, "bulletins.edit")}</h2></header>
            <Keeps typed>
                <ActionForm action=acts.write>
                    <div class="form wide">
                        {hidden("id", id)}
                        <div class="field">
                            <label for="text-title">{t(locale, "bulletins.title_label")}</label>
                            <input id="text-title" name="text[title]" maxlength="200" required value=title/>
                        </div>
                        <div class="field">
                            <label for="text-body">{t(locale, "bulletins.body")}</label>
                            <textarea id="text-body" name="text[body]" rows="12" maxlength="50000" required>{crate::components::format::textarea_text(body)}</textarea>
                        </div>
                        <fieldset>
                            <legend>{t(locale, "bulletins.addressees")}</legend>
                            {boxes}
                        </fieldset>
                        <div class="field">
                            <label for="text-more">{t(locale, "bulletins.more_addressees")}</label>
                            <input id="text-more" name="text[more]" maxlength="2000" autocomplete="off" value=more/>
                            <small class="hint">{t(locale, "bulletins.more_hint")}</small>
                        </div>
                        <div class="row">
                            <button class="button" type="submit" disabled=acts.write.pending()>{t(locale, "bulletins.save")}</button>
                        </div>
                    </div>
                </ActionForm>
            </Keeps>
        </section>
    }
    .into_any()
}

/// What the reader can do with it.
fn moves(locale: Locale, view: &BulletinView, acts: Acts) -> Option<AnyView> {
    if view.may.is_empty() {
        return None;
    }
    let id = view.row.id;
    let forms: Vec<AnyView> = view
        .may
        .iter()
        .map(|what| {
            let label = match what {
                BulletinMove::Propose => t(locale, "bulletins.do.propose"),
                BulletinMove::Publish => t(locale, "bulletins.do.publish"),
                BulletinMove::Return => t(locale, "bulletins.do.return"),
                BulletinMove::Discard => t(locale, "bulletins.do.discard"),
            };
            let reason = (*what == BulletinMove::Return).then(|| {
                view! {
                    <div class="field">
                        <label for="return-reason">{t(locale, "problems.why")}</label>
                        <textarea id="return-reason" name="order[reason]" rows="3" maxlength="2000" required></textarea>
                    </div>
                }
                .into_any()
            });
            let word = what.as_str();
            let text = t_data(locale, "bulletins.sure", word);
            let danger = matches!(what, BulletinMove::Return | BulletinMove::Discard);
            view! {
                <ActionForm action=acts.go>
                    <div class="form">
                        {hidden("id", id.to_string())}
                        {hidden("order[what]", word.to_owned())}
                        {reason}
                        <div class="row"><Confirm label text danger=danger busy=acts.go.pending()/></div>
                    </div>
                </ActionForm>
            }
            .into_any()
        })
        .collect();
    let shown = view! {
        <section class="panel stack" aria-labelledby="do-title" data-testid="moves">
            <header><h2 id="do-title">{t(locale, "problems.todo")}</h2></header>
            {forms}
        </section>
    };
    Some(shown.into_any())
}
