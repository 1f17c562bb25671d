//! A player for HLS. What plays it (hls.js) is loaded when a player is opened, and not before; a browser that can play HLS
//! itself and nothing else needs none.

use crate::{
    components::browser::{call, word},
    i18n::{t, t_with, use_locale},
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// How a player stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stand {
    /// It is being opened.
    Opening,
    /// It plays, or could.
    Ready,
    /// It cannot, and why.
    Failed(String),
}

/// What has to be ended with the page, and what it calls.
struct Playing {
    hls: JsValue,
    _ready: Closure<dyn FnMut()>,
    _failed: Closure<dyn FnMut(JsValue, JsValue)>,
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = call(&self.hls, "destroy", &Array::new());
    }
}

/// Plays a stream, without sound until somebody wants it.
#[component]
pub fn Player(
    /// Address of the playlist: of this site, or of an origin that the pages may load from.
    #[prop(into)]
    address: String,
    /// What is seen.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let locale = use_locale();
    let node = NodeRef::<leptos::html::Video>::new();
    let stand = RwSignal::new(Stand::Opening);
    let playing = StoredValue::new(None::<SendWrapper<Playing>>);
    Effect::new(move |_| {
        let Some(video) = node.get() else { return };
        let (video, address) = (JsValue::from(video), address.clone());
        leptos::task::spawn_local(async move {
            match open(&video, &address, stand).await {
                // The page may be gone meanwhile: then this ends here.
                Ok(opened) => {
                    playing.try_update_value(|kept| *kept = opened.map(SendWrapper::new));
                }
                Err(why) => {
                    stand.try_set(Stand::Failed(why));
                }
            }
        });
    });
    on_cleanup(move || {
        playing.try_update_value(|kept| drop(kept.take()));
    });
    let said = move || match stand.get() {
        Stand::Opening => t(locale, "safety.play_loading").to_owned(),
        Stand::Ready => String::new(),
        Stand::Failed(why) => t_with(locale, "safety.play_failed", &[("why", &why)]),
    };
    view! {
        <div class="player">
            <video node_ref=node controls autoplay playsinline prop:muted=true aria-label=label data-testid="player"></video>
            <p role="status" data-testid="player-state">{said}</p>
        </div>
    }
    .into_any()
}

/// Opens a stream in an element; nothing has to be kept where the browser plays it itself.
async fn open(video: &JsValue, address: &str, stand: RwSignal<Stand>) -> Result<Option<Playing>, String> {
    let hls = match library().await {
        Ok(hls) if call(&hls, "isSupported", &Array::new()).is_ok_and(|can| can.is_truthy()) => hls,
        other => {
            let kind = Array::of1(&"application/vnd.apple.mpegurl".into());
            let can = call(video, "canPlayType", &kind).ok().and_then(|can| can.as_string());
            if can.unwrap_or_default().is_empty() {
                return Err(other.err().unwrap_or_else(|| "HLS".to_owned()));
            }
            let _ = Reflect::set(video, &"src".into(), &address.into());
            stand.try_set(Stand::Ready);
            return Ok(None);
        }
    };
    let options = Object::new();
    // A worker would be made of text, which the content policy forbids.
    let _ = Reflect::set(&options, &"enableWorker".into(), &JsValue::FALSE);
    let constructor = hls.dyn_into::<Function>().map_err(|_| "hls.js".to_owned())?;
    let hls = Reflect::construct(&constructor, &Array::of1(&options)).map_err(|_| "hls.js".to_owned())?;
    let ready = Closure::<dyn FnMut()>::new(move || {
        stand.try_set(Stand::Ready);
    });
    let failed = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |_: JsValue, data: JsValue| {
        // What is not fatal mends itself.
        if word(&data, "fatal").is_truthy() {
            stand.try_set(Stand::Failed(word(&data, "details").as_string().unwrap_or_default()));
        }
    });
    let steps = [
        ("on", Array::of2(&"hlsFragBuffered".into(), ready.as_ref())),
        ("on", Array::of2(&"hlsError".into(), failed.as_ref())),
        ("loadSource", Array::of1(&address.into())),
        ("attachMedia", Array::of1(video)),
    ];
    for (method, arguments) in steps {
        call(&hls, method, &arguments).map_err(|_| method.to_owned())?;
    }
    Ok(Some(Playing { hls, _ready: ready, _failed: failed }))
}

/// hls.js, which lies beside the style sheet of this version.
async fn library() -> Result<JsValue, String> {
    let known = || Some(word(&window().into(), "Hls")).filter(JsValue::is_truthy);
    if let Some(hls) = known() {
        return Ok(hls);
    }
    let wrong = |_| "hls.js".to_owned();
    let sheet = document().query_selector("link[rel=stylesheet][href*='/pkg/']").map_err(wrong)?;
    let sheet = sheet.and_then(|link| link.get_attribute("href")).unwrap_or_default();
    let (folder, _) = sheet.rsplit_once('/').ok_or_else(|| "hls.js".to_owned())?;
    let script = document().create_element("script").map_err(wrong)?;
    script.set_attribute("src", &format!("{folder}/hls.js")).map_err(wrong)?;
    let loading = Promise::new(&mut |done, failed| {
        let _ = Reflect::set(&script, &"onload".into(), &done);
        let _ = Reflect::set(&script, &"onerror".into(), &failed);
    });
    let head = document().query_selector("head").map_err(wrong)?.ok_or_else(|| "hls.js".to_owned())?;
    head.append_child(&script).map_err(wrong)?;
    JsFuture::from(loading).await.map_err(wrong)?;
    known().ok_or_else(|| "hls.js".to_owned())
}
