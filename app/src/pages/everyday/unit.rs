//! The overview and the page of a unit: the same page, the one for the unit where the person's own view begins.

use crate::api::wire::ask;
use crate::{
    address::Address,
    api::prints::Part,
    components::{
        explain::{ExplainDialog, Explainer},
        figures::Figures,
        map::MapPanel,
        notices::Notices,
        parts::PartsTable,
        place::{Chooser, PlaceBar},
        print::Print,
        states::{FailureView, Loading, answered},
        trend::TrendChart,
        view::{Kept, LASTING, Shown, View, fetch, query_of, use_view},
    },
    domain::units::Level,
    i18n::{t, use_locale},
};
use leptos::{prelude::*, task::spawn_local, text_prop::TextProp};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    view! { <UnitLoader code=Signal::derive(String::new)/> }.into_any()
}

/// `/units/{code}`
#[component]
pub fn UnitPage() -> impl IntoView {
    let params = use_params_map();
    let code = Signal::derive(move || params.with(|params| params.get("code").unwrap_or_default()));
    view! { <UnitLoader code/> }.into_any()
}

/// Loads the first content on the server, or begins with what the last page showed.
#[component]
fn UnitLoader(code: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let words = use_query_map();
    let query = Memo::new(move |_| words.with(|words| query_of(&code.get(), words, locale)));
    let Kept(kept) = expect_context();
    if let Some(shown) = kept.get_value() {
        return view! { <UnitView shown query stale=true/> }.into_any();
    }
    let first = ask(|| (), move |()| fetch(query.get_untracked(), None));
    view! {
        <Suspense fallback=Loading>
            {answered(first, move |answer| {
                match answer {
                    Ok(shown) => view! { <UnitView shown query stale=false/> }.into_any(),
                    Err(failure) => {
                        // The next address may be a better one.
                        Effect::new(move |before: Option<()>| {
                            query.track();
                            if before.is_some() {
                                first.refetch();
                            }
                        });
                        view! { <FailureView failure/> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// The tabs of a unit's page.
const TABS: [&str; 5] = ["status", "cases", "posts", "infrastructure", "works"];

/// The page. `stale`: what is shown belongs to another address; the right content is asked for at once.
#[component]
fn UnitView(shown: Shown, query: Memo<crate::api::overview::OverviewQuery>, stale: bool) -> impl IntoView {
    let locale = use_locale();
    let view = View::new(shown, query);
    provide_context(view);
    let explainer = Explainer(RwSignal::new(String::new()));
    provide_context(explainer);
    let Kept(kept) = expect_context();
    Effect::new(move |_| kept.set_value(Some(view.data.get())));
    Effect::new(move |before: Option<()>| {
        query.track();
        if stale || before.is_some() {
            spawn_local(view.reload(false));
        }
    });
    // The server asks for the title when it writes the head, by when it has let go of the page's signals: for it, text
    // that needs none.
    let name = move |shown: &Shown| shown.answer.unit.name_in(locale.is_english()).to_owned();
    let title = if cfg!(feature = "ssr") {
        TextProp::from(view.data.with_untracked(name))
    } else {
        TextProp::from(move || view.data.with(name))
    };
    let tab = Memo::new(move |_| {
        let here = Address::here();
        TABS.into_iter().find(|tab| *tab == here.get("tab")).unwrap_or(TABS[0])
    });
    // No more than what decides: whatever stands below is drawn afresh when this moves, and must not be with every step
    // down the tree.
    let post = view.part(|shown| shown.answer.unit.level == Level::Post);
    let content = move || {
        let parts: &[Part] = match tab.get() {
            "cases" => &[Part::Indicators, Part::Reported],
            "posts" if post.get() => &[Part::Looks],
            "posts" => &[Part::Staffing, Part::Indicators, Part::Posts, Part::Reported],
            "infrastructure" => &[Part::Facts, Part::Indicators, Part::Lacks, Part::Needs, Part::Reported],
            "works" => &[Part::Indicators, Part::Wall, Part::Reported],
            _ => return view! { <Status/> }.into_any(),
        };
        parts.iter().map(|part| printed(*part)).collect_view().into_any()
    };
    view! {
        <Title text=title/>
        {move || match view.failure.get() {
            Some(failure) => view! { <FailureView failure/> }.into_any(),
            None => ().into_any(),
        }}
        <div
            class="page wide unit"
            class:hidden=move || view.failure.with(Option::is_some)
            aria-busy=move || view.loading.get().to_string()
            on:click=move |event| explainer.open_clicked(&event)
        >
            <div class="loading-bar" class:on=move || view.loading.get() aria-hidden="true"></div>
            <PlaceBar/>
            <Chooser/>
            <Tabs tab/>
            {content}
        </div>
        <ExplainDialog/>
    }
    .into_any()
}

/// What the server prints of the unit shown, over the months and by the edition shown; nothing for a unit that has no
/// such part.
fn printed(part: Part) -> AnyView {
    let view = use_view();
    let unit = view.part(|shown| shown.answer.unit.code.clone());
    let here = Memo::new(move |_| {
        view.data.with(|shown| {
            let answer = &shown.answer;
            let has = match part {
                Part::Looks => answer.unit.level == Level::Post,
                Part::Reported => answer.unit.level == Level::Tribunal,
                Part::Facts | Part::Indicators => true,
                _ => answer.unit.level != Level::Post,
            };
            if !has {
                return String::new();
            }
            let here = Address::here().with("from", &answer.from).with("to", &answer.to);
            here.with("edition", &answer.edition.id).to_string()
        })
    });
    // What is live is the page: when its data moves, these are printed again.
    let live = matches!(part, Part::Facts | Part::Indicators);
    let moved = view.part(move |shown| if live { shown.answer.seq } else { 0 });
    view! { <Print part unit here moved/> }.into_any()
}

#[component]
fn Tabs(tab: Memo<&'static str>) -> impl IntoView {
    let locale = use_locale();
    let links = TABS
        .into_iter()
        .map(|name| {
            let href = move || {
                let here = Address::here().only(&LASTING);
                if name == TABS[0] { here } else { here.with("tab", name) }.to_string()
            };
            let label = match name {
                "cases" => t(locale, "tab.cases"),
                "posts" => t(locale, "tab.posts"),
                "infrastructure" => t(locale, "tab.infrastructure"),
                "works" => t(locale, "tab.works"),
                _ => t(locale, "tab.status"),
            };
            view! { <a href=href data-noscroll aria-current=move || (tab.get() == name).then_some("page")>{label}</a> }.into_any()
        })
        .collect_view().into_any();
    view! { <nav class="tabs no-print" aria-label=t(locale, "tab.label")>{links}</nav> }.into_any()
}

/// The first tab: map, figures, trend, what is worth a look, the parts.
#[component]
fn Status() -> impl IntoView {
    // A memo each: the parts stay as they are while one goes from city to court, and only their content moves.
    let is =
        |levels: &'static [Level]| use_view().part(move |shown| levels.contains(&shown.answer.unit.level));
    let post = is(&[Level::Post]);
    let has_facts = is(&[Level::Court, Level::Tribunal, Level::Post]);
    view! {
        <div class="overview">
            <MapPanel/>
            <div class="overview-side">
                <Figures/>
                <TrendChart/>
                <Notices/>
            </div>
        </div>
        {move || (!post.get()).then(|| view! { <PartsTable/> }.into_any())}
        {move || post.get().then(|| printed(Part::Looks))}
        {move || has_facts.get().then(|| printed(Part::Facts))}
    }
    .into_any()
}
