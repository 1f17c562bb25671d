//! Lines of a file or of standard input, plain or gzip, one after the other in bounded memory.

use crate::cli::context::Stop;
use app::api::{Failure, cases::CaseLines};
use async_compression::tokio::bufread::GzipDecoder;
use futures::stream;
use std::{path::Path, pin::Pin};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio_util::sync::CancellationToken;

/// A case state is a few hundred bytes; whatever is longer than this is no line of ours.
const LONGEST: u64 = 64 * 1024;

type Input = Pin<Box<dyn AsyncBufRead + Send>>;

/// Opens a file (`-` for standard input) as lines; they end early when `stop` is cancelled.
pub(super) async fn read(path: &Path, stop: CancellationToken) -> Result<CaseLines<'static>, Stop> {
    let refuse = |error: std::io::Error| Stop::Refused(error.to_string());
    // The file of standard input is read off the async threads like any other.
    let path = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
    let raw: Pin<Box<dyn AsyncRead + Send>> = Box::pin(tokio::fs::File::open(path).await.map_err(refuse)?);
    let mut input = BufReader::with_capacity(256 * 1024, raw);
    // Gzip says so in its first two bytes, whatever the file is called.
    let zipped = input.fill_buf().await.map_err(refuse)?.starts_with(&[0x1f, 0x8b]);
    let input: Input = if zipped {
        let mut decoder = GzipDecoder::new(input);
        decoder.multiple_members(true);
        Box::pin(BufReader::with_capacity(256 * 1024, decoder))
    } else {
        Box::pin(input)
    };
    Ok(lines(input, stop))
}

fn lines(input: Input, stop: CancellationToken) -> CaseLines<'static> {
    Box::pin(stream::try_unfold((input, stop), |(mut input, stop)| async move {
        let line = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            line = next(&mut input) => line,
        };
        let line = line.map_err(|error| Failure::invalid("file", "unreadable", error.to_string()))?;
        Ok(line.map(|line| (line, (input, stop))))
    }))
}

/// The next line without its end. What cannot be text, or is too long, becomes a line that is refused as malformed,
/// so that the lines around it are still taken.
async fn next(input: &mut Input) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.as_mut().take(LONGEST).read_until(b'\n', &mut bytes).await? == 0 {
        return Ok(None);
    }
    let whole = bytes.last() == Some(&b'\n');
    if !whole && bytes.len() as u64 == LONGEST {
        skip(input).await?;
        return Ok(Some("(the line is too long)".to_owned()));
    }
    if whole {
        bytes.pop();
    }
    Ok(Some(String::from_utf8(bytes).unwrap_or_else(|_| "(the line is not UTF-8)".to_owned())))
}

async fn skip(input: &mut Input) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf().await?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (used, done) = end.map_or((buffer.len(), buffer.is_empty()), |end| (end + 1, true));
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_compression::tokio::write::GzipEncoder;
    use futures::{StreamExt, TryStreamExt};
    use tokio::io::AsyncWriteExt;

    async fn all(bytes: &[u8]) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let lines = read(file.path(), CancellationToken::new()).await.unwrap();
        lines.try_collect().await.unwrap()
    }

    #[tokio::test]
    async fn plain_and_gzip_are_the_same_lines() {
        let text = "{\"a\":1}\n\n{\"b\":2}";
        let mut encoder = GzipEncoder::new(Vec::new());
        encoder.write_all(text.as_bytes()).await.unwrap();
        encoder.shutdown().await.unwrap();
        let expected = ["{\"a\":1}", "", "{\"b\":2}"];
        assert_eq!(all(text.as_bytes()).await, expected);
        assert_eq!(all(&encoder.into_inner()).await, expected);
        assert!(all(b"").await.is_empty());
    }

    #[tokio::test]
    async fn a_broken_line_does_not_take_its_neighbours_with_it() {
        let mut bytes = b"one\n\xff\xfe\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 200_000));
        bytes.extend(b"\ntwo\n");
        let found = all(&bytes).await;
        assert_eq!(found, ["one", "(the line is not UTF-8)", "(the line is too long)", "two"]);
    }

    #[tokio::test]
    async fn a_signal_ends_the_lines() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "one\ntwo\nthree\n").unwrap();
        let stop = CancellationToken::new();
        let mut lines = read(file.path(), stop.clone()).await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap(), "one");
        stop.cancel();
        assert!(lines.next().await.is_none());
    }
}
