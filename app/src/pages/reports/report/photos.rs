//! Photographs and papers of a field: taken with the camera or chosen, sent at once, with a caption.

use crate::{
    address::encode,
    api::Failure,
    components::answers::{Picture, photos_of},
    components::uploads::{drop_file, keep_file, kept_files, prepared, send},
    domain::reports::Photo,
    i18n::{failure_text, t, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// What is on its way.
#[derive(Debug, Clone)]
struct Sending {
    number: u32,
    address: String,
    name: String,
    part: f64,
    broken: bool,
    refused: Option<Failure>,
}

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
    let unit = StoredValue::new(unit);
    let sending = RwSignal::new(Vec::<Sending>::new());
    let count = StoredValue::new(0u32);
    let photos = Memo::new(move |_| answer.with(|answer| photos_of(answer)));
    let put = move |photos: &[Photo]| {
        let text =
            if photos.is_empty() { String::new() } else { serde_json::to_string(photos).unwrap_or_default() };
        changed.run(text);
    };
    // Sends a file that is kept in this browser already; it is forgotten there when it has arrived.
    let begin = move |address: String, blob: web_sys::Blob| {
        count.update_value(|count| *count += 1);
        let number = count.get_value();
        let (at, name) = told_by(&address);
        let one = Sending {
            number,
            address: address.clone(),
            name: name.clone(),
            part: 0.0,
            broken: false,
            refused: None,
        };
        sending.update(|all| all.push(one));
        let note = move |change: &dyn Fn(&mut Sending)| {
            sending
                .try_update(|all| all.iter_mut().find(|one| one.number == number).map(change))
                .flatten()
                .is_some()
        };
        spawn_local(async move {
            let told = |part: f64, broken: bool| {
                note(&|one: &mut Sending| {
                    one.part = part;
                    one.broken = broken;
                })
            };
            match send(&unit.get_value(), &name, &blob, told).await {
                Ok(row) => {
                    sending.try_update(|all| all.retain(|one| one.number != number));
                    // The page is gone: the next one finds it waiting, and the server that it has it already.
                    if unit.is_disposed() {
                        return;
                    }
                    let mut now = photos_of(&answer.get_untracked());
                    if !now.iter().any(|photo| photo.file == row.id) {
                        now.push(Photo { file: row.id, at, ..Photo::default() });
                    }
                    put(&now);
                    drop_file(&address).await;
                }
                Err(failure) => {
                    note(&|one: &mut Sending| one.refused = Some(failure.clone()));
                }
            }
        });
    };
    let place = StoredValue::new(format!("/kept/{place}/"));
    Effect::new(move |_| {
        spawn_local(async move {
            for (address, blob) in kept_files(&place.get_value()).await {
                if !unit.is_disposed() {
                    begin(address, blob);
                }
            }
        });
    });
    let take = move |file: web_sys::File| {
        let address = format!("{}{}", place.get_value(), address_of(&file));
        spawn_local(async move {
            let blob = prepared(&file).await;
            keep_file(&address, &blob).await;
            if !unit.is_disposed() {
                begin(address, blob);
            }
        });
    };
    let chosen = move |event: ev::Event| {
        let Some(input) =
            event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        if let Some(files) = input.files() {
            (0..files.length()).filter_map(|n| files.item(n)).for_each(take);
        }
        // The same picture can be chosen again.
        input.set_value("");
    };
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
                <Picture photo/>
                <input value=caption maxlength="200" autocomplete="off" placeholder=t(locale, "reports.caption")
                    aria-label=t(locale, "reports.caption") on:change=write/>
                <button type="button" class="button small" on:click=remove>{t(locale, "reports.remove_photo")}</button>
            </li>
        }
    };
    let on_its_way = move || {
        sending
            .get()
            .into_iter()
            .map(|one| {
                let number = one.number;
                let address = StoredValue::new(one.address.clone());
                let drop_it = move |_| {
                    let address = address.get_value();
                    sending.update(|all| all.retain(|one| one.number != number));
                    spawn_local(async move { drop_file(&address).await });
                };
                let word = match (&one.refused, one.broken) {
                    (Some(failure), _) => failure_text(locale, failure),
                    (None, true) => t(locale, "reports.line_lost").to_owned(),
                    (None, false) => String::new(),
                };
                let class = if one.refused.is_some() { "notice bad" } else { "notice" };
                view! {
                    <li class=class data-testid="sending">
                        {one.name.clone()} " "
                        <progress max="1" value=one.part aria-label=t(locale, "reports.sending_photo")></progress>
                        " " {word} " "
                        <button type="button" class="button small" on:click=drop_it>{t(locale, "reports.stop")}</button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul class="plain photos">
            <For each=move || photos.get() key=|photo| photo.file children=card/>
        </ul>
        <div role="status"><ul class="plain stack">{on_its_way}</ul></div>
        <label class="button needs-js" for=format!("{id}-in")>"+ " {t(locale, "reports.add_photo")}</label>
        <input id=format!("{id}-in") class="sr-only" type="file" accept="image/jpeg,image/png,image/webp,application/pdf" multiple
            on:change=chosen/>
    }
}

/// The end of the address under which a file is kept: when it was made, and what it is called.
fn address_of(file: &web_sys::File) -> String {
    let at = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(file.last_modified()));
    format!("{}/{}", encode(&String::from(at.to_iso_string())), encode(&file.name()))
}

/// When the file behind an address was made, and what it is called.
fn told_by(address: &str) -> (String, String) {
    let mut parts = address
        .rsplitn(3, '/')
        .map(|part| js_sys::decode_uri_component(part).map(String::from).unwrap_or_default());
    let name = parts.next().unwrap_or_default();
    (parts.next().unwrap_or_default(), name)
}
