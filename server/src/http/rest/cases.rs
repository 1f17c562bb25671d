use crate::http::{
    Web,
    errors::{ApiError, ErrorBody},
};
use app::{
    api::{
        Failure, FailureKind,
        cases::{CaseLines, Cases, CasesReceipt},
    },
    domain::{cases::CaseState, permissions::Actor},
};
use async_compression::tokio::bufread::GzipDecoder;
use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{HeaderMap, header},
};
use futures::{StreamExt, TryStreamExt};
use std::pin::Pin;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio_util::io::StreamReader;

/// Longest line; a case has some hundred characters.
const LONGEST: u64 = 64 * 1024;

/// Case events as NDJSON, one case state or declared month per line; gzip is welcome. Lines that cannot be taken are
/// answered with number, field and reason, the rest is taken. Sending again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/cases", tag = "cases",
    request_body(content = CaseState, content_type = "application/x-ndjson"),
    responses((status = 200, body = CasesReceipt), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn send_cases(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<CasesReceipt>, ApiError> {
    let request = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("request");
    let bytes = StreamReader::new(body.into_data_stream().map_err(std::io::Error::other));
    let reader: Pin<Box<dyn AsyncBufRead + Send>> =
        match headers.get(header::CONTENT_ENCODING).map(|encoding| encoding.as_bytes()) {
            None | Some(b"identity") => Box::pin(bytes),
            Some(b"gzip") => {
                let mut decoder = GzipDecoder::new(bytes);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
            Some(_) => return Err(Failure::invalid("content-encoding", "bad_encoding", "gzip").into()),
        };
    let receipt = web.platform.send_cases(&actor, request, lines(reader)).await?;
    metrics::counter!("jiceng_case_lines_total").increment(receipt.lines_read);
    metrics::counter!("jiceng_case_lines_refused_total").increment(receipt.lines_refused);
    Ok(Json(receipt))
}

/// The lines of a body; never more than one of them in memory. A line that is too long ends the request, because what
/// comes after it can no longer be told apart from it.
fn lines(reader: Pin<Box<dyn AsyncBufRead + Send>>) -> CaseLines<'static> {
    let read = futures::stream::try_unfold(reader, |mut reader| async move {
        let mut line = Vec::new();
        let got = read_line(&mut reader, &mut line).await?;
        if got == 0 { Ok(None) } else { Ok(Some((text(line)?, reader))) }
    });
    read.boxed()
}

async fn read_line(
    reader: &mut Pin<Box<dyn AsyncBufRead + Send>>,
    line: &mut Vec<u8>,
) -> Result<usize, Failure> {
    let got = reader
        .take(LONGEST + 1)
        .read_until(b'\n', line)
        .await
        .map_err(|error| Failure::invalid("body", "unreadable_body", error.to_string()))?;
    if got as u64 > LONGEST {
        let kind = FailureKind::TooLarge;
        return Err(Failure { kind, ..Failure::invalid("body", "line_too_long", LONGEST.to_string()) });
    }
    Ok(got)
}

fn text(line: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(line).map_err(|_| Failure::invalid("body", "not_utf8", ""))
}
