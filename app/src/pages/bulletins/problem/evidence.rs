//! Files that show how it was, and how it is; and more of them from whoever has to put it right.

use super::{super::hidden, Acts};
use crate::{
    api::problems::{ProblemFile, ProblemView, ShowFile},
    components::{
        answers::Picture,
        confirm::Confirm,
        sending::{Arrived, Uploader},
    },
    domain::{problems::Side, reports::Photo},
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;

/// One of them: a picture, or the way to a document.
pub fn picture(file: &ProblemFile) -> AnyView {
    let shown = if file.kind.is_image() {
        let photo = Photo { file: file.file, caption: file.name.clone(), ..Photo::default() };
        view! { <Picture photo/> }.into_any()
    } else {
        let href = format!("/api/v1/files/{}", file.file);
        view! { <a href=href rel="external" target="_blank">{file.name.clone()}</a> }.into_any()
    };
    view! { <li class="photo">{shown}</li> }.into_any()
}

/// Both sides.
pub fn evidence(locale: Locale, view: &ProblemView, acts: Acts) -> Option<AnyView> {
    if view.files.is_empty() && !view.may_add {
        return None;
    }
    let id = view.row.id;
    let unit = view.row.unit.clone();
    let side = |side: Side| {
        let (label, word) = match side {
            Side::Before => (t(locale, "problems.before"), "before"),
            Side::After => (t(locale, "problems.after"), "after"),
        };
        let files: Vec<_> = view.files.iter().filter(|file| file.side == side).collect();
        let list = if files.is_empty() {
            view! { <p class="muted">{t(locale, "problems.no_files")}</p> }.into_any()
        } else {
            let pieces = files
                .into_iter()
                .map(|file| {
                    let remove = view.may_add.then(|| remove(locale, id, file, acts));
                    view! { {picture(file)} {remove.map(|remove| view! { <li>{remove}</li> })} }.into_any()
                })
                .collect_view();
            view! { <ul class="plain photos">{pieces}</ul> }.into_any()
        };
        let more = view.may_add.then(|| {
            // Told to the problem as soon as it has arrived; a refusal is shown like any other.
            let arrived = Callback::new(move |file: Arrived| {
                acts.file.dispatch(ShowFile { id, file: file.row.id, side, there: true });
            });
            let place = format!("problems/{id}/{word}");
            view! { <Uploader id=format!("problem-{word}") place unit=unit.clone() arrived/> }.into_any()
        });
        view! {
            <div class="stack" data-testid=format!("files-{word}")><h3>{label}</h3> {list} {more}</div>
        }
        .into_any()
    };
    let shown = view! {
        <section class="panel stack" aria-labelledby="evidence-title">
            <header><h2 id="evidence-title">{t(locale, "problems.evidence")}</h2></header>
            <div class="cards">{side(Side::Before)} {side(Side::After)}</div>
        </section>
    };
    Some(shown.into_any())
}

fn remove(locale: Locale, id: i64, file: &ProblemFile, acts: Acts) -> AnyView {
    let text = t_with(locale, "problems.remove_text", &[("name", &file.name)]);
    let (file, side) = (file.file, file.side.as_str());
    view! {
        <ActionForm action=acts.file>
            {hidden("id", id.to_string())}
            {hidden("file", file.to_string())}
            {hidden("side", side.to_owned())}
            {hidden("there", "false".to_owned())}
            <Confirm label=t(locale, "problems.remove") text danger=true small=true busy=acts.file.pending()/>
        </ActionForm>
    }
    .into_any()
}
