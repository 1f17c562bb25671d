//! The form for everybody behind a tribunal's QR code: plain HTML without a client, without a session. That a form comes from our
//! own page is seen by what the browser says (`guard`); that it counts once, by its one-time number.

use super::{Web, identity::address};
use crate::throttle::network;
use app::{
    api::{
        Failure, FailureKind,
        voices::{VoiceOrder, Voices as _},
    },
    i18n::Locale,
    prints::{VoicePage, voice_page},
};
use axum::{
    Form, Router,
    extract::{DefaultBodyLimit, Path, State, rejection::FormRejection},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header, request::Parts};

/// Largest form: a thousand characters of four bytes each, written as `%XX`, and the rest.
const MOST_BYTES: usize = 24 << 10;

/// The routes.
pub(super) fn routes(web: &Web) -> Router {
    Router::new()
        .route("/voice/{code}", get(show).post(send))
        .route("/voice/answer/{once}", get(receipt))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(web.clone())
}

/// The address of this site, as those reach it who ask.
pub(super) fn site_of(web: &Web, parts: &Parts) -> String {
    if let Some(url) = &web.options.public_url {
        return url.clone();
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
    format!("{}://{}", if web.options.https { "https" } else { "http" }, host.unwrap_or("localhost"))
}

async fn show(State(web): State<Web>, Path(code): Path<String>, parts: Parts) -> Response {
    let page = match web.platform.voice_form(&code).await {
        Ok(form) => VoicePage::Form(Box::new(form), VoiceOrder::default(), None),
        Err(failure) => VoicePage::Refused(failure),
    };
    written(&web, &parts, page)
}

async fn receipt(State(web): State<Web>, Path(once): Path<String>, parts: Parts) -> Response {
    let page = match web.platform.voice_receipt(&once).await {
        Ok(receipt) => VoicePage::Receipt(receipt),
        Err(failure) => VoicePage::Refused(failure),
    };
    written(&web, &parts, page)
}

async fn send(
    State(web): State<Web>,
    Path(code): Path<String>,
    parts: Parts,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let pairs = match form {
        Ok(Form(pairs)) => pairs,
        Err(rejection) => {
            let failure = match rejection {
                FormRejection::BytesRejection(_) => Failure::new(FailureKind::TooLarge, "too_large"),
                _ => Failure::invalid("", "malformed", ""),
            };
            return again(&web, &parts, &code, VoiceOrder::default(), failure).await;
        }
    };
    let order = order_of(pairs);
    let from = network(&address(&web, &parts.extensions, &parts.headers));
    if !web.voice_rate.allows(&from, web.platform.now()) {
        let failure = Failure::new(FailureKind::TooMany, "too_many_attempts");
        return again(&web, &parts, &code, order, failure).await;
    }
    match web.platform.send_voice(&code, &order).await {
        // Sent twice is as good as sent: both lead to the same answer.
        Ok(_) => super::forms::see_other(&format!("/voice/answer/{}", order.once)),
        Err(failure) => again(&web, &parts, &code, order, failure).await,
    }
}

fn order_of(pairs: Vec<(String, String)>) -> VoiceOrder {
    let mut order = VoiceOrder::default();
    for (name, value) in pairs {
        match name.as_str() {
            "once" => order.once = value,
            "rating" => order.rating = value,
            "problem" => order.problems.push(value),
            // Browsers send lines with CR and LF; they count as one character.
            "text" => order.text = value.replace("\r\n", "\n"),
            "contact" => order.contact = value,
            _ => {}
        }
    }
    order
}

/// The form once more with what was typed, and why it was refused.
async fn again(web: &Web, parts: &Parts, code: &str, mut order: VoiceOrder, failure: Failure) -> Response {
    if failure.field == "once" {
        order.once.clear();
    }
    let page = match web.platform.voice_form(code).await {
        Ok(form) => VoicePage::Form(Box::new(form), order, Some(failure)),
        Err(failure) => VoicePage::Refused(failure),
    };
    written(web, parts, page)
}

fn written(web: &Web, parts: &Parts, page: VoicePage) -> Response {
    let failure = match &page {
        VoicePage::Form(_, _, failure) => failure.as_ref(),
        VoicePage::Refused(failure) => Some(failure),
        VoicePage::Receipt(_) => None,
    };
    let status = failure.and_then(|failure| StatusCode::from_u16(failure.status()).ok());
    let html = voice_page(Locale::of_request(parts), &web.style, parts.uri.path(), page);
    (status.unwrap_or(StatusCode::OK), Html(html)).into_response()
}
