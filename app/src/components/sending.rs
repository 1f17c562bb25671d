//! Taking photographs and papers: taken with the camera or chosen, kept in this browser at once, sent in the background, gone
//! on with when the line or the page was lost.

use super::{
    uploads::{prepared, send},
    waiting::{keep, kept_below},
};
use crate::{
    address::encode,
    api::{Failure, files::FileRow},
    i18n::{failure_text, t, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// A file that has arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// As the server has it.
    pub row: FileRow,
    /// When it was made, RFC 3339; empty where nobody knows.
    pub at: String,
    /// Where, `latitude,longitude`; empty where nobody says.
    pub place: String,
}

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

/// The button that takes more, and what is on its way.
#[component]
pub fn Uploader(
    /// Unique on the page.
    id: String,
    /// Where its files wait in this browser.
    place: String,
    /// Code of the unit whose the files will be.
    unit: String,
    /// Told of each that has arrived.
    arrived: Callback<Arrived>,
    /// Is told how many are on their way here, under the id.
    #[prop(optional)]
    on_way: Option<RwSignal<BTreeMap<String, usize>>>,
) -> impl IntoView {
    let locale = use_locale();
    let unit = StoredValue::new(unit);
    let sending = RwSignal::new(Vec::<Sending>::new());
    // Those that are being made smaller.
    let taking = RwSignal::new(0usize);
    if let Some(on_way) = on_way {
        let id = id.clone();
        Effect::new(move |_| {
            let going = sending.with(|all| all.iter().filter(|one| one.refused.is_none()).count());
            let count = going + taking.get();
            on_way.try_update(|counts| counts.insert(id.clone(), count));
        });
    }
    let count = StoredValue::new(0u32);
    // Sends a file that is kept in this browser already; it is forgotten there when it has arrived.
    let begin = move |address: String, blob: web_sys::Blob| {
        count.update_value(|count| *count += 1);
        let number = count.get_value();
        let (at, place, name) = told_by(&address);
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
                    arrived.run(Arrived { row, at, place });
                    keep(&address, None).await;
                }
                Err(failure) => {
                    note(&|one: &mut Sending| one.refused = Some(failure.clone()));
                }
            }
        });
    };
    let place = StoredValue::new(format!("{place}/"));
    Effect::new(move |_| {
        let below = place.get_value();
        spawn_local(async move {
            for (address, blob) in kept_below(&below).await {
                let blob = blob.dyn_into::<web_sys::Blob>();
                if let (Ok(blob), false) = (blob, unit.is_disposed()) {
                    begin(address, blob);
                }
            }
        });
    });
    let with_place = RwSignal::new(false);
    let take = move |file: web_sys::File| {
        let below = place.get_value();
        let asked = with_place.get_untracked();
        taking.update(|n| *n += 1);
        spawn_local(async move {
            let blob = prepared(&file).await;
            let position = if asked { position().await } else { String::new() };
            let address = format!("{below}{}", address_of(&file, &position));
            keep(&address, Some(blob.as_ref())).await;
            if !unit.is_disposed() {
                begin(address, blob);
                taking.update(|n| *n -= 1);
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
                    spawn_local(async move {
                        keep(&address, None).await;
                    });
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
        <div role="status"><ul class="plain stack">{on_its_way}</ul></div>
        <label class="button needs-js" for=format!("{id}-in")>"+ " {t(locale, "reports.add_photo")}</label>
        <input id=format!("{id}-in") class="sr-only" type="file" accept="image/jpeg,image/png,image/webp,application/pdf" multiple
            on:change=chosen/>
        <label class="with-place needs-js">
            <input type="checkbox" prop:checked=move || with_place.get() on:change=move |event| with_place.set(event_target_checked(&event))/>
            {t(locale, "reports.with_place")}
        </label>
    }
    .into_any()
}

/// The end of the address under which a file is kept: when and where it was made, and what it is called.
fn address_of(file: &web_sys::File, position: &str) -> String {
    let at = js_sys::Date::new(&JsValue::from_f64(file.last_modified()));
    let at = String::from(at.to_iso_string());
    [at.as_str(), position, &file.name()].map(encode).join("/")
}

/// When and where the file behind an address was made, and what it is called.
fn told_by(address: &str) -> (String, String, String) {
    let mut parts = address
        .rsplitn(4, '/')
        .map(|part| js_sys::decode_uri_component(part).map(String::from).unwrap_or_default());
    let mut next = || parts.next().unwrap_or_default();
    let (name, place, at) = (next(), next(), next());
    (at, place, name)
}

/// Where this browser is, `latitude,longitude` to the metre; empty where the person or the machine does not say within
/// ten seconds: the photograph does not wait for it.
pub async fn position() -> String {
    let found = js_sys::Promise::new(&mut |resolve, _| {
        let options = web_sys::PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(10_000);
        let nowhere = resolve.clone();
        let refused = Closure::once_into_js(move |_: JsValue| {
            let _ = nowhere.call0(&JsValue::NULL);
        });
        let there = Closure::once_into_js(move |position: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &position);
        });
        let asked = window().navigator().geolocation().and_then(|geolocation| {
            let (there, refused) = (there.unchecked_ref(), refused.unchecked_ref::<js_sys::Function>());
            geolocation.get_current_position_with_error_callback_and_options(there, Some(refused), &options)
        });
        if asked.is_err() {
            let _ = refused.unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL);
        }
    });
    let found = JsFuture::from(found).await.unwrap_or_default();
    let coordinate = |name: &str| {
        let coords = js_sys::Reflect::get(&found, &JsValue::from_str("coords")).ok()?;
        js_sys::Reflect::get(&coords, &JsValue::from_str(name)).ok()?.as_f64()
    };
    match coordinate("latitude").zip(coordinate("longitude")) {
        Some((latitude, longitude)) => format!("{latitude:.5},{longitude:.5}"),
        None => String::new(),
    }
}
