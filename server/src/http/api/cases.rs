//! Case events as NDJSON: read line by line as they come, unpacked on the way, never held as a whole.

use crate::http::{
    Web,
    answers::{Answer, ErrorBody, RequestId},
};
use app::{
    api::{
        Failure, FailureKind,
        cases::{CaseLines, Cases as _, CasesReceipt},
    },
    domain::{cases::LONGEST_LINE, permissions::Actor},
};
use async_compression::tokio::bufread::GzipDecoder;
use axum::{Extension, Json, body::Body, extract::State};
use futures::{TryStreamExt, stream};
use http::{HeaderMap, header};
use std::{io, pin::Pin, time::Duration};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, BufReader},
    time::timeout,
};
use tokio_util::io::StreamReader;

/// Longest silence of a sender in the middle of a request.
const SILENCE: Duration = Duration::from_secs(60);
/// Lines of a request, more than a province has cases in a year: what is packed well is no way around.
const MOST_LINES: u32 = 2_000_000;
/// Of a line that is no text, so much is named.
const NAMED: usize = 60;

/// Takes case states, one JSON object a line, known by their case number. Lines that cannot be taken are answered
/// with number, field and reason, and the rest is taken; sending the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases",
    request_body(content = String, content_type = "application/x-ndjson", description = "Lines; `Content-Encoding: gzip` is understood"),
    responses((status = 200, body = CasesReceipt), (status = "default", body = ErrorBody)))]
pub(super) async fn send_cases(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Extension(RequestId(id)): Extension<RequestId>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Json<CasesReceipt>> {
    if !web.case_rate.allows(&actor.name, web.platform.now()) {
        return Err(Failure::new(FailureKind::TooMany, "too_many_requests").into());
    }
    let packed = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
    let reader: Reader = match encoding.as_deref() {
        None | Some(b"identity") => Box::pin(packed),
        Some(b"gzip" | b"x-gzip") => {
            let mut decoder = GzipDecoder::new(packed);
            decoder.multiple_members(true);
            Box::pin(BufReader::with_capacity(64 << 10, decoder))
        }
        Some(other) => {
            let other = String::from_utf8_lossy(other).into_owned();
            return Err(Failure::invalid("Content-Encoding", "bad_encoding", other).into());
        }
    };
    let lines = lines(reader, web.options.cases_limit);
    let receipt = web.platform.send_cases(&actor, &format!("POST /api/v1/cases {id}"), lines).await?;
    metrics::counter!("jiceng_cases_taken_total").increment(receipt.cases_new + receipt.cases_changed);
    metrics::counter!("jiceng_cases_refused_total").increment(receipt.lines_refused);
    Ok(Json(receipt))
}

type Reader = Pin<Box<dyn AsyncBufRead + Send>>;

/// The lines of a body of at most `limit` bytes. Of a line that is too long only the beginning is kept, which is
/// longer than any line may be: the service refuses it by its number.
fn lines(reader: Reader, limit: u64) -> CaseLines<'static> {
    Box::pin(stream::try_unfold((reader, limit, 0), |(mut reader, mut left, count)| async move {
        if count == MOST_LINES {
            return Err(
                Failure::new(FailureKind::TooLarge, "too_many_lines").with_value(MOST_LINES.to_string())
            );
        }
        let line = next_line(&mut reader, &mut left).await?;
        // Editors that mean well put a mark before the first.
        let line =
            line.map(|line| if count == 0 { line.trim_start_matches('\u{feff}').to_owned() } else { line });
        Ok(line.map(|line| (line, (reader, left, count + 1))))
    }))
}

async fn next_line(reader: &mut Reader, left: &mut u64) -> Result<Option<String>, Failure> {
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let filled = timeout(SILENCE, reader.fill_buf()).await;
        let filled = filled.map_err(|_| Failure::invalid("", "body_stalled", ""))?;
        // A broken connection, or a body that is not what its header says.
        let buffer = filled.map_err(|error| {
            tracing::info!(%error, "a request of case lines broke off");
            Failure::invalid("", "body_broken", "")
        })?;
        if buffer.is_empty() {
            return Ok(any.then(|| text(line)));
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = (LONGEST_LINE + 1).saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        let used = end.map_or(taken, |end| end + 1);
        reader.as_mut().consume(used);
        *left =
            left.checked_sub(used as u64).ok_or_else(|| Failure::new(FailureKind::TooLarge, "too_large"))?;
        if end.is_some() {
            return Ok(Some(text(line)));
        }
    }
}

/// A line as text. What is no text stays no JSON, so that it is refused rather than taken with a letter replaced.
fn text(mut line: Vec<u8>) -> String {
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).unwrap_or_else(|error| {
        let bytes = error.into_bytes();
        if bytes.len() > LONGEST_LINE {
            // Cut in the middle of a letter, most likely; it is too long in any case.
            return "\u{fffd}".repeat(LONGEST_LINE / 3 + 1);
        }
        let lossy = String::from_utf8_lossy(&bytes);
        format!("\u{fffd}{}", lossy.chars().take(NAMED).collect::<String>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;

    async fn read(body: &[u8], limit: u64) -> Vec<Result<String, Failure>> {
        let reader = BufReader::with_capacity(7, io::Cursor::new(body.to_vec()));
        lines(Box::pin(reader), limit).collect().await
    }

    #[tokio::test]
    async fn lines_are_cut_where_they_end() {
        let read = read("{\"a\":1}\r\n\n南昌\nlast".as_bytes(), 1000).await;
        let read: Vec<_> = read.into_iter().map(Result::unwrap).collect();
        assert_eq!(read, ["{\"a\":1}", "", "南昌", "last"]);
    }

    #[tokio::test]
    async fn an_endless_line_is_cut_and_a_flood_ends_the_request() {
        let long = vec![b'x'; LONGEST_LINE * 3];
        let read_long = read(&[&long[..], b"\nshort"].concat(), u64::MAX).await;
        assert_eq!(read_long[0].as_ref().unwrap().len(), LONGEST_LINE + 1);
        assert_eq!(read_long[1].as_deref().unwrap(), "short");
        let flood = read(b"1\n2\n3\n", 4).await;
        assert_eq!(flood.len(), 3);
        assert_eq!(flood[2].as_ref().unwrap_err().kind, FailureKind::TooLarge);
    }

    #[tokio::test]
    async fn what_is_no_text_is_no_json() {
        let read = read(b"{\"number\":\"\xff\"}\n", 1000).await;
        assert!(read[0].as_ref().unwrap().starts_with('\u{fffd}'));
        let mut long = "南".repeat(LONGEST_LINE).into_bytes();
        long.push(b'\n');
        let read = super::tests::read(&long, u64::MAX).await;
        assert!(read[0].as_ref().unwrap().len() > LONGEST_LINE);
    }
}
