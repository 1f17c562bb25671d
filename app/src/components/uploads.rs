//! Handing in a photograph from a telephone on a bad line: made smaller here, sent in pieces, and gone on with where the
//! line broke.

use crate::{
    api::{
        Failure, FailureKind,
        files::{FileRow, UploadOrder, UploadRow, UploadStep},
    },
    domain::files::LONGEST_SIDE,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, Request, RequestInit, Response,
};

/// Bytes of a piece: a quarter of a minute on the slowest line that there is.
const PIECE: f64 = 128.0 * 1024.0;
/// Milliseconds until a broken line is tried again.
const AGAIN: i32 = 3_000;
/// How good the smaller picture is.
const QUALITY: f64 = 0.85;

/// Sends a file of a unit. `told` hears the part that has arrived, from 0 to 1, and whether the line is down at present;
/// when it answers `false`, nobody waits any more and the sending ends.
///
/// # Errors
/// When the server refuses the file; a broken line is waited for.
pub async fn send(
    unit: &str,
    name: &str,
    blob: &Blob,
    told: impl Fn(f64, bool) -> bool,
) -> Result<FileRow, Failure> {
    let order = UploadOrder {
        unit: unit.to_owned(),
        name: name.to_owned(),
        size: blob.size() as i64,
        sha256: String::new(),
    };
    let order = serde_json::to_string(&order).unwrap_or_default();
    let ended = || Failure::new(FailureKind::Unreachable, "unreachable");
    let upload: UploadRow = loop {
        match request("POST", "/api/v1/uploads", Some(&JsValue::from_str(&order)), None).await {
            Err(failure) if failure.kind == FailureKind::Unreachable => {
                if !told(0.0, true) {
                    return Err(ended());
                }
                pause(AGAIN).await;
            }
            other => break other?,
        }
    };
    let address = format!("/api/v1/uploads/{}", upload.id);
    let mut from = upload.received as f64;
    loop {
        let until = (from + PIECE).min(blob.size());
        let piece = blob.slice_with_f64_and_f64(from, until).map_err(|_| ended())?;
        match request::<UploadStep>("PATCH", &address, Some(piece.as_ref()), Some(from)).await {
            Ok(UploadStep::Done(row)) => return Ok(row),
            Ok(UploadStep::More(now)) => {
                from = now.received as f64;
                if !told(from / blob.size(), false) {
                    return Err(ended());
                }
            }
            // The line, or the server, or the piece went astray: ask how far it has come.
            Err(failure) if matches!(failure.kind, FailureKind::Unreachable | FailureKind::Conflict) => {
                if !told(from / blob.size(), true) {
                    return Err(ended());
                }
                pause(AGAIN).await;
                if let Ok(now) = request::<UploadRow>("GET", &address, None, None).await {
                    if let Some(row) = now.file {
                        return Ok(row);
                    }
                    from = now.received as f64;
                }
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// The file as it is to be sent: a picture with its longest side as the server keeps it.
pub async fn prepared(file: &File) -> Blob {
    smaller(file).await.unwrap_or_else(|| file.clone().unchecked_into())
}

/// The picture, smaller; nothing where this browser cannot read it or where it is small already.
async fn smaller(file: &File) -> Option<Blob> {
    if !file.type_().starts_with("image/") {
        return None;
    }
    let window = web_sys::window()?;
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.dyn_into().ok()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (f64::from(LONGEST_SIDE) / width.max(height)).min(1.0);
    if scale >= 1.0 && file.size() < 1_000_000.0 {
        return None;
    }
    let canvas: HtmlCanvasElement = window.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (w, h) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, w, h).ok()?;
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let quality = JsValue::from_f64(QUALITY);
        let _ = canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), "image/jpeg", &quality);
    });
    JsFuture::from(promise).await.ok()?.dyn_into::<Blob>().ok()
}

/// Waits.
async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Asks the REST interface as the person who is signed in. `offset` is where a piece begins.
///
/// # Errors
/// What the server refuses with, or that it cannot be reached.
pub async fn request<T: DeserializeOwned>(
    method: &str,
    address: &str,
    body: Option<&JsValue>,
    offset: Option<f64>,
) -> Result<T, Failure> {
    let lost = |_| Failure::new(FailureKind::Unreachable, "unreachable");
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(body);
    }
    let asked = Request::new_with_str_and_init(address, &init).map_err(lost)?;
    if let Some(offset) = offset {
        asked.headers().set("Upload-Offset", &format!("{offset:.0}")).map_err(lost)?;
    } else if body.is_some() {
        asked.headers().set("Content-Type", "application/json").map_err(lost)?;
    }
    let window = web_sys::window().ok_or_else(|| Failure::internal("no window"))?;
    let response: Response =
        JsFuture::from(window.fetch_with_request(&asked)).await.map_err(lost)?.unchecked_into();
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return serde_json::from_slice(text.as_bytes()).map_err(|_| Failure::internal("answer"));
    }
    #[derive(serde::Deserialize)]
    struct Refusal {
        error: Failure,
    }
    match serde_json::from_slice::<Refusal>(text.as_bytes()) {
        Ok(refusal) => Err(refusal.error),
        // A proxy whose server is away answers in its own words.
        Err(_) => Err(Failure::new(FailureKind::Unreachable, "unreachable")),
    }
}
