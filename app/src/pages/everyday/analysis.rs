//! The explorer. What is chosen stands in the address, and all that is seen is printed by the server: the page puts pieces
//! in and listens.

use crate::{
    address::Address,
    api::sheet::{Piece, Sheet, Shown},
    components::{
        explain::{ExplainDialog, Explainer},
        hands,
        saving::{Saver, SavingStatus},
        states::FailureView,
        view::{Asked, View, first_content, piece, write},
    },
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/analysis`
#[component]
pub fn Analysis() -> impl IntoView {
    let asked: Memo<Asked> = Memo::new(move |before: Option<&Asked>| {
        let here = Address::here();
        match before {
            // On the way to another page.
            Some(before) if here.path() != "/analysis" => before.clone(),
            _ => (String::new(), here.to_string()),
        }
    });
    let show = |sheet: Sheet, asked| {
        view! { <AnalysisView shown=sheet.shown pieces=sheet.pieces asked/> }.into_any()
    };
    first_content(asked, show)
}

#[component]
fn AnalysisView(shown: Shown, pieces: Vec<Piece>, asked: Memo<Asked>) -> impl IntoView {
    let view = View::new(shown, asked);
    write(pieces);
    let explainer = Explainer(RwSignal::new(String::new()));
    provide_context(explainer);
    let page = NodeRef::new();
    let saver = Saver::of_page();
    hands::listen(page, explainer, saver);
    view.follow(false);
    view! {
        <Title text=t(use_locale(), "analysis.title")/>
        {move || match view.failure.get() {
            Some(failure) => view! { <FailureView failure/> }.into_any(),
            None => ().into_any(),
        }}
        <div
            class="page wide analysis"
            class:hidden=move || view.failure.with(Option::is_some)
            aria-busy=move || view.loading.get().to_string()
            node_ref=page
        >
            <div class="loading-bar" class:on=move || view.loading.get() aria-hidden="true"></div>
            {piece("analysis-chooser")}
            {piece("analysis")}
        </div>
        <SavingStatus saver/>
        <ExplainDialog/>
    }
    .into_any()
}
