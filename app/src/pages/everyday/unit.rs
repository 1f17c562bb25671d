//! The overview and the page of a unit: the same page, the one for the unit where the person's own view begins.

use crate::{
    address::Address,
    api::{
        prints::Part,
        sheet::{Piece, Sheet, Shown},
    },
    components::{
        explain::{ExplainDialog, Explainer},
        hands,
        live::Live,
        print::Print,
        saving::{Saver, SavingStatus},
        states::FailureView,
        view::{Asked, Kept, LASTING, TABS, View, first_content, piece, tab_of, use_view, write},
    },
    domain::units::Level,
    i18n::{t, use_locale},
};
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/`
#[component]
pub fn Home() -> impl IntoView {
    view! { <UnitLoader code=Signal::derive(String::new) home=true/> }.into_any()
}

/// `/units/{code}`
#[component]
pub fn UnitPage() -> impl IntoView {
    let params = use_params_map();
    let code = Signal::derive(move || params.with(|params| params.get("code").unwrap_or_default()));
    view! { <UnitLoader code home=false/> }.into_any()
}

/// Loads the first content on the server, or begins with what the last page showed.
#[component]
fn UnitLoader(code: Signal<String>, home: bool) -> impl IntoView {
    // The address moves before the page goes that it belonged to, which must not ask for what is another page's: its
    // signals would be gone when they are to be drawn.
    let asked: Memo<Asked> = Memo::new(move |before: Option<&Asked>| {
        let here = Address::here();
        let own = home == (here.path() == "/") && (home || here.path().starts_with("/units/"));
        match code.try_get().filter(|_| own) {
            Some(code) => (code, here.to_string()),
            None => before.cloned().unwrap_or_default(),
        }
    });
    let Kept(kept) = expect_context();
    if let Some(shown) = kept.get_value() {
        return view! { <UnitView shown pieces=vec![] asked stale=true/> }.into_any();
    }
    let show = |sheet: Sheet, asked| {
        view! { <UnitView shown=sheet.shown pieces=sheet.pieces asked stale=false/> }.into_any()
    };
    first_content(asked, show)
}

/// The page. `stale`: what is shown belongs to another address; the right content is asked for at once.
#[component]
fn UnitView(shown: Shown, pieces: Vec<Piece>, asked: Memo<Asked>, stale: bool) -> impl IntoView {
    let view = View::new(shown, asked);
    provide_context(view);
    write(pieces);
    let explainer = Explainer(RwSignal::new(String::new()));
    provide_context(explainer);
    let page = NodeRef::new();
    let saver = Saver::of_page();
    hands::listen(page, explainer, saver);
    let Kept(kept) = expect_context();
    Effect::new(move |_| kept.set_value(Some(view.data.get())));
    view.follow(stale);
    // The server asks for the title when it writes the head, by when it has let go of the page's signals: for it, text
    // that needs none.
    let name = |shown: &Shown| shown.name.clone();
    let title = if cfg!(feature = "ssr") {
        TextProp::from(view.data.with_untracked(name))
    } else {
        TextProp::from(move || view.data.with(name))
    };
    let tab = Memo::new(move |_| tab_of(&Address::here()));
    // No more than what decides: whatever stands below is drawn afresh when this moves, and must not be with every step
    // down the tree.
    let post = view.part(|shown| shown.level == Level::Post);
    let content = move || {
        let parts: &[Part] = match tab.get() {
            "cases" if post.get() => &[Part::Caseload, Part::Indicators],
            "cases" => &[Part::Indicators, Part::Quality, Part::Reported],
            "posts" if post.get() => &[Part::Looks],
            "posts" => &[Part::Staffing, Part::Indicators, Part::Posts, Part::Reported],
            "infrastructure" => {
                &[Part::Facts, Part::Indicators, Part::Safety, Part::Lacks, Part::Needs, Part::Reported]
            }
            "works" => &[Part::Indicators, Part::Reviews, Part::Wall, Part::Reported],
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
            node_ref=page
        >
            <div class="loading-bar" class:on=move || view.loading.get() aria-hidden="true"></div>
            <div class="place">
                {piece("place")}
                <div class="place-time small-text muted"><Live/> {piece("time")}</div>
            </div>
            {piece("chooser")}
            <Tabs tab/>
            {content}
        </div>
        <SavingStatus saver/>
        <ExplainDialog/>
    }
    .into_any()
}

/// What the server prints of the unit shown, over the months and by the edition shown; nothing for a unit that has no
/// such part.
fn printed(part: Part) -> AnyView {
    let view = use_view();
    let unit = view.part(|shown| shown.unit.clone());
    let here = Memo::new(move |_| {
        let here = view.data.try_with(|shown| {
            let has = match part {
                Part::Caseload | Part::Looks => shown.level == Level::Post,
                Part::Reported => shown.level == Level::Tribunal,
                Part::Facts | Part::Indicators => true,
                _ => shown.level != Level::Post,
            };
            if !has {
                return String::new();
            }
            let here = Address::here().with("from", &shown.from).with("to", &shown.to);
            here.with("edition", &shown.edition).to_string()
        });
        here.unwrap_or_default()
    });
    // What is live is the page: when its data moves, these are printed again.
    let live = matches!(part, Part::Caseload | Part::Facts | Part::Indicators);
    let moved = view.part(move |shown| if live { shown.seq } else { 0 });
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
    let is = |levels: &'static [Level]| use_view().part(move |shown| levels.contains(&shown.level));
    let post = is(&[Level::Post]);
    let has_facts = is(&[Level::Court, Level::Tribunal, Level::Post]);
    view! {
        <div class="overview">
            {piece("map")}
            <div class="overview-side">{piece("figures")} {piece("trend")} {piece("notices")} {piece("pinned")}</div>
        </div>
        {move || (!post.get()).then(parts)}
        {move || post.get().then(|| printed(Part::Looks))}
        {move || has_facts.get().then(|| printed(Part::Facts))}
    }
    .into_any()
}

/// The table of the units below. Its head is a piece of its own: somebody may be typing there while the rows move.
fn parts() -> AnyView {
    view! {
        <section class="panel parts" id="parts" aria-labelledby="parts-title">
            {piece("parts-head")} {piece("parts")}
        </section>
    }
    .into_any()
}
