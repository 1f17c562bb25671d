//! Photographs and papers of a field: taken with the camera or chosen, sent at once, with a caption.

use crate::{
    components::answers::{Picture, photos_of},
    components::format::Instant,
    components::sending::{Arrived, Uploader},
    domain::reports::Photo,
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;

/// The field: pictures with captions, and a button that takes more.
#[component]
pub fn PhotoField(
    /// Unique on the page.
    id: String,
    /// Where its files wait in this browser: report and field.
    place: String,
    /// Code of the unit whose the files will be.
    unit: String,
    /// The answer.
    answer: Signal<String>,
    /// Told the new answer.
    changed: Callback<String>,
) -> impl IntoView {
    let locale = use_locale();
    let photos = Memo::new(move |_| answer.with(|answer| photos_of(answer)));
    let put = move |photos: &[Photo]| {
        let text =
            if photos.is_empty() { String::new() } else { serde_json::to_string(photos).unwrap_or_default() };
        changed.run(text);
    };
    let arrived = Callback::new(move |file: Arrived| {
        let mut now = photos_of(&answer.get_untracked());
        if !now.iter().any(|photo| photo.file == file.row.id) {
            now.push(Photo { file: file.row.id, at: file.at, place: file.place, ..Photo::default() });
        }
        put(&now);
    });
    let card = move |photo: Photo| {
        let file = photo.file;
        let caption = photo.caption.clone();
        let write = move |event| {
            let text = event_target_value(&event);
            let mut now = photos_of(&answer.get_untracked());
            if let Some(photo) = now.iter_mut().find(|photo| photo.file == file) {
                photo.caption = text;
            }
            put(&now);
        };
        let remove = move |_| {
            let mut now = photos_of(&answer.get_untracked());
            now.retain(|photo| photo.file != file);
            put(&now);
        };
        view! {
            <li class="photo">
                <Picture photo=photo.clone()/>
                {told(locale, &photo)}
                <input value=caption maxlength="200" autocomplete="off" placeholder=t(locale, "reports.caption")
                    aria-label=t(locale, "reports.caption") on:change=write/>
                <button type="button" class="button small" on:click=remove>{t(locale, "reports.remove_photo")}</button>
            </li>
        }
    };
    view! {
        <ul class="plain photos">
            <For each=move || photos.get() key=|photo| photo.file children=card/>
        </ul>
        <Uploader id place unit arrived/>
    }
}

/// When and where it was taken, as far as that is known.
fn told(locale: Locale, photo: &Photo) -> Option<AnyView> {
    let at = (!photo.at.is_empty()).then(|| view! { <Instant at=photo.at.clone()/> " " });
    let place =
        (!photo.place.is_empty()).then(|| t_with(locale, "reports.taken_at", &[("place", &photo.place)]));
    (at.is_some() || place.is_some()).then(|| view! { <small class="muted">{at} {place}</small> }.into_any())
}
