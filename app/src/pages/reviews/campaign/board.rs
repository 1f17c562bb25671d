//! The board: where every tribunal stands, who is late, and when it will be done.

use super::{
    Shared,
    acts::Acts,
    ticked::{Draw, Ticked, Ticks, tick_box},
};
use crate::{
    address::Address,
    api::{
        reviews::{Board, BoardQuery, BoardRow, get_board},
        wire::ask,
    },
    components::{
        fields::Done,
        format::{badge, none, of, percent, pick},
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reviews::EntryState,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::{
        campaign_href, entry_href,
        states::{state_badge, state_word},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The tab.
#[component]
pub fn BoardTab(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let (id, run) = (campaign.row.id, campaign.may.run);
    let words = list_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let list = words.get();
        query.with(|query| BoardQuery {
            campaign: id,
            state: query.get("state").unwrap_or_default(),
            late: query.get("late").is_some_and(|word| word == "true"),
            search: list.search,
            sort: list.sort,
            offset: list.offset,
            limit: 0,
        })
    });
    let ticks: Ticks = RwSignal::new(Default::default());
    let found = ask(move || asked.get(), get_board);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new(format!("/api/v1/reviews/{id}/board"))
                .with("state", &asked.state)
                .with("late", if asked.late { "true" } else { "" })
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let action = campaign_href(id).to_string();
    let acting = run.then(|| {
        view! {
            <Ticked campaign=id ticks acts/>
            <Draw campaign=campaign.clone() acts/>
        }
        .into_any()
    });
    view! {
        <Done text=acts.told.into()/>
        {acting}
        <div class="row spread">
            <Finder label=t(locale, "reviews.find_tribunal") action=action>
                <input type="hidden" name="tab" value="board"/>
                <Filters asked/>
            </Finder>
            <Download href=export label=t(locale, "reviews.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(board) => {
                    let chosen = asked.get_untracked();
                    shown(locale, board, &chosen, run.then_some(ticks))
                }
            })}
        </Transition>
    }
    .into_any()
}

/// What the search keeps of the filters.
#[component]
fn Filters(asked: Memo<BoardQuery>) -> impl IntoView {
    let state = move || asked.with(|asked| asked.state.clone());
    let late = move || asked.with(|asked| asked.late.then_some("true"));
    view! {
        <input type="hidden" name="state" value=state/>
        <input type="hidden" name="late" value=late/>
    }
    .into_any()
}

fn shown(locale: Locale, board: Board, asked: &BoardQuery, ticks: Option<Ticks>) -> AnyView {
    let head = summary(locale, &board, asked);
    let (total, offset, shown) = (board.page.total, board.page.offset, board.page.rows.len() as u32);
    if board.page.rows.is_empty() {
        let text = t(locale, "reviews.no_entries");
        return view! { {head} <Empty text/> }.into_any();
    }
    let id = asked.campaign;
    let rows =
        board.page.rows.into_iter().map(|entry| row(locale, id, entry, ticks)).collect_view().into_any();
    let tick_head = ticks.map(|_| view! { <th scope="col">{t(locale, "reviews.tick")}</th> }.into_any());
    view! {
        {head}
        <Listing label=t(locale, "reviews.tab.board") class="board" rows total offset shown>
            {tick_head}
            <SortHead label=t(locale, "reviews.tribunal") column="unit" usual=true/>
            <SortHead label=t(locale, "reviews.entry_state") column="state"/>
            <th scope="col">{t(locale, "reviews.since")}</th>
            <SortHead label=t(locale, "reviews.late") column="late"/>
            <th scope="col">{t(locale, "reviews.turn")}</th>
            <th scope="col" class="num">{t(locale, "reviews.answered")}</th>
            <SortHead label=t(locale, "reviews.settled") column="progress"/>
            <th scope="col" class="num">{t(locale, "reviews.handed_in")}</th>
            <th scope="col" class="num">{t(locale, "reviews.disputed")}</th>
            <th scope="col" class="num">{t(locale, "reviews.demands")}</th>
            <th scope="col">{t(locale, "reviews.check_head")}</th>
        </Listing>
    }
    .into_any()
}

/// How many stand where, each a way to them; how far it is, and when it will be done.
fn summary(locale: Locale, board: &Board, asked: &BoardQuery) -> AnyView {
    let here =
        campaign_href(asked.campaign).with("tab", "board").with("q", &asked.search).with("sort", &asked.sort);
    let late = if asked.late { "true" } else { "" };
    let all: u32 = board.counts.iter().map(|(_, n)| n).sum();
    let link = |href: String, current: bool, words: String, n: u32| {
        let current = current.then_some("true");
        view! { <li><a class="button small" href=href aria-current=current>{words} " " <b>{n}</b></a></li> }
            .into_any()
    };
    let everyone = link(
        here.clone().with("late", late).to_string(),
        asked.state.is_empty(),
        t(locale, "reviews.all_states").to_owned(),
        all,
    );
    let by_state = EntryState::ALL
        .into_iter()
        .filter_map(|state| {
            let n = board.counts.iter().find(|(other, _)| *other == state).map_or(0, |(_, n)| *n);
            let chosen = asked.state == state.as_str();
            let href = here.clone().with("late", late).with("state", state.as_str()).to_string();
            (n > 0 || chosen).then(|| link(href, chosen, state_word(locale, state), n))
        })
        .collect_view();
    let turned = if asked.late { "" } else { "true" };
    let late_only = link(
        here.with("state", &asked.state).with("late", turned).to_string(),
        asked.late,
        t(locale, "reviews.late_only").to_owned(),
        board.late,
    );
    let (done, of_all) = board.progress;
    let progress = match of_all {
        0 => view! { <p class="muted">{t(locale, "reviews.nothing_to_settle")}</p> }.into_any(),
        of_all => {
            let share = percent(f64::from(done) / f64::from(of_all));
            let text = t_with(
                locale,
                "reviews.progress",
                &[("done", &done.to_string()), ("all", &of_all.to_string()), ("share", &share)],
            );
            view! {
                <p class="row">
                    <progress max=of_all value=done aria-label=t(locale, "reviews.progress_label")></progress>
                    <span>{text}</span>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <section class="panel stack" aria-label=t(locale, "reviews.standing_label")>
            <ul class="plain row">{everyone} {by_state} {late_only}</ul>
            {progress}
            {forecast(locale, board)}
        </section>
    }
    .into_any()
}

/// The forecast against the calendar.
fn forecast(locale: Locale, board: &Board) -> AnyView {
    let due = t_with(locale, "reviews.due", &[("day", &board.due)]);
    let Some(day) = &board.forecast else {
        return view! { <p><span class="muted">{t(locale, "reviews.no_pace")}</span> " · " {due}</p> }
            .into_any();
    };
    // Days are written so that they sort as text.
    let verdict = if *day <= board.due {
        badge("good", "✓", t(locale, "reviews.in_time").to_owned())
    } else {
        badge("bad", "!", t(locale, "reviews.too_late").to_owned())
    };
    let text = t_with(locale, "reviews.forecast", &[("day", day)]);
    view! { <p class="row"><span>{text}</span> {verdict} <span class="muted">{due}</span></p> }.into_any()
}

fn row(locale: Locale, campaign: i64, entry: BoardRow, ticks: Option<Ticks>) -> AnyView {
    let name = pick(locale, &entry.unit_name);
    let tick = ticks.map(|ticks| view! { <td>{tick_box(locale, ticks, &entry, &name)}</td> }.into_any());
    let late = match entry.days_late {
        Some(days) => badge("bad", "!", t_with(locale, "reviews.days_late", &[("n", &days.to_string())])),
        None => none(t(locale, "reviews.not_late")),
    };
    let turn = match (entry.waits_for, entry.state) {
        (Some(level), _) => t_data(locale, "level", level.as_str()).into_any(),
        (None, EntryState::Checked) => t(locale, "reviews.the_reviewers").into_any(),
        (None, _) => none(t(locale, "reviews.nobodys_turn")),
    };
    let check = match entry.check.as_deref() {
        Some("done") => badge("good", "✓", t(locale, "reviews.check_done").to_owned()),
        Some(_) => badge("", "○", t(locale, "reviews.check_planned").to_owned()),
        None => none(t(locale, "reviews.no_check")),
    };
    let wanted = |n: u32| match n {
        0 => "0".into_any(),
        n => badge("warn", "!", n.to_string()),
    };
    let no_items = t(locale, "reviews.no_items");
    let (drawn, handed_in) = entry.reviewers;
    view! {
        <tr>
            {tick}
            <th scope="row">
                <a href=entry_href(campaign, &entry.unit)>{name}</a>
                <small class="muted">" " {pick(locale, &entry.city)}</small>
            </th>
            <td>{state_badge(locale, entry.state)}</td>
            <td><Instant at=entry.since/></td>
            <td>{late}</td>
            <td>{turn}</td>
            <td class="num">{of(entry.answered, entry.items, no_items)}</td>
            <td class="num">{of(entry.settled, entry.items, no_items)}</td>
            <td class="num">{of(handed_in, drawn, t(locale, "reviews.not_drawn"))}</td>
            <td class="num">{wanted(entry.disputed)}</td>
            <td class="num">{wanted(entry.demands)}</td>
            <td>{check}</td>
        </tr>
    }
    .into_any()
}
