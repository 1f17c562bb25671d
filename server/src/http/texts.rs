//! The texts of the interface, for the client: a script for each language, named by its content.

use super::pages::for_ever;
use app::i18n::{Locale, script::script};
use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use std::{io::Write, sync::LazyLock};

/// Their routes.
pub(super) fn routes() -> Router {
    Router::new().route("/pkg/texts/{hash}/{file}", get(texts)).layer(middleware::map_response(for_ever))
}

async fn texts(Path((hash, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let path = format!("/pkg/texts/{hash}/{file}");
    let Some(locale) = Locale::ALL.into_iter().find(|locale| script(*locale).path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    let vary = (header::VARY, "accept-encoding");
    if takes_brotli(&headers)
        && let Ok(packed) = tokio::task::spawn_blocking(move || PACKED[locale as usize].clone()).await
    {
        return ([kind, vary, (header::CONTENT_ENCODING, "br")], packed).into_response();
    }
    ([kind, vary], script(locale).text.as_str()).into_response()
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted =
        headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Packed once as small as can be: they go over slow lines.
static PACKED: LazyLock<[Bytes; 2]> = LazyLock::new(|| {
    Locale::ALL.map(|locale| {
        let mut packer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
        // Writing into memory does not fail.
        let _ = packer.write_all(script(locale).text.as_bytes());
        packer.into_inner().into()
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_whoever_takes_it() {
        let takes = |value: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]))
        };
        assert!(takes("gzip, deflate, br") && takes("br;q=0.5, gzip"));
        assert!(!takes("gzip") && !takes("br;q=0, gzip") && !takes(""));
        assert!(!takes_brotli(&HeaderMap::new()));
    }

    #[test]
    fn what_is_packed_is_the_script() {
        for locale in Locale::ALL {
            let (mut unpacked, packed) = (Vec::new(), &PACKED[locale as usize]);
            brotli::BrotliDecompress(&mut packed.as_ref(), &mut unpacked).unwrap();
            assert!(unpacked == script(locale).text.as_bytes() && packed.len() < unpacked.len() / 2);
        }
    }
}
