//! A picture of a camera, loaded when it comes onto the screen and not before: every look is written down, so nobody is to be
//! written down for what was never seen. And a camera live.

use crate::{
    api::{
        pictures::{PictureRow, open_stream},
        wire::ask,
    },
    components::{
        browser::{call, word},
        format::Instant,
        player::Player,
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t},
};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The picture with the way to the whole of it, or why there is none.
pub(super) fn shown(locale: Locale, picture: &PictureRow, of: &str) -> AnyView {
    if picture.deleted_at.is_some() {
        return view! { <p class="muted">{t(locale, "safety.picture_gone")}</p> }.into_any();
    }
    let (href, at) = (format!("/api/v1/pictures/{}", picture.id), picture.at.clone());
    let (small, alt) = (format!("{href}/thumbnail"), of.to_owned());
    let label = format!("{}: {of}", t(locale, "safety.open_picture"));
    let (width, height) = (picture.width, picture.height);
    view! {
        <a class="snapshot" rel="external" href=href aria-label=label>
            <Small address=small alt width height/>
        </a>
        <p class="muted"><Instant at/></p>
    }
    .into_any()
}

/// The small picture.
#[component]
fn Small(
    /// Where it is.
    address: String,
    /// What is seen.
    alt: String,
    /// Pixels across, of the whole picture.
    width: i64,
    /// Pixels down.
    height: i64,
) -> impl IntoView {
    let seen = RwSignal::new(false);
    let node = NodeRef::<leptos::html::Img>::new();
    Effect::new(move |_| {
        let Some(image) = node.get() else { return };
        let met = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if entries.iter().any(|entry| word(&entry, "isIntersecting").is_truthy()) {
                seen.try_set(true);
            }
        });
        let Some(observer) = observer(&met) else { return };
        let _ = call(&observer, "observe", &Array::of1(&image));
        let kept = SendWrapper::new((observer, met));
        on_cleanup(move || {
            let _ = call(&kept.0, "disconnect", &Array::new());
        });
    });
    let src = move || seen.get().then(|| address.clone());
    view! { <img node_ref=node alt=alt width=width height=height src=src/> }.into_any()
}

/// Whoever tells what comes onto the screen.
fn observer(met: &Closure<dyn FnMut(Array)>) -> Option<JsValue> {
    let class: Function = word(&window().into(), "IntersectionObserver").dyn_into().ok()?;
    Reflect::construct(&class, &Array::of1(met.as_ref())).ok()
}

/// A camera live; where it is is asked for, and written down, when this is opened.
#[component]
pub(super) fn Live(
    /// Number of the device.
    device: i64,
    /// What is seen.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let found = ask(move || device, open_stream);
    view! {
        <Suspense fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(address) => view! { <Player address label=label.clone()/> }.into_any(),
            })}
        </Suspense>
    }
    .into_any()
}
