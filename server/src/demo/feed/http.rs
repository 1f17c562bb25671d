//! As much of an HTTP client as the feeder needs: one request to the own server, of which only the status counts.

use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// Longest time for a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest status line.
const STATUS_LINE: u64 = 1024;

/// Posts NDJSON with a bearer token and gives the status.
pub(super) async fn post(address: SocketAddr, path: &str, token: &str, body: &str) -> io::Result<u16> {
    let timeout = || io::Error::from(io::ErrorKind::TimedOut);
    tokio::time::timeout(PATIENCE, exchange(address, path, token, body)).await.map_err(|_| timeout())?
}

async fn exchange(address: SocketAddr, path: &str, token: &str, body: &str) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: \
         application/x-ndjson\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut line = String::new();
    let mut answer = BufReader::new(stream);
    (&mut answer).take(STATUS_LINE).read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    // The rest is read so that the server is not cut off while it answers.
    tokio::io::copy(&mut answer, &mut tokio::io::sink()).await?;
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    async fn server(answer: &'static str) -> (SocketAddr, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = String::new();
            let mut buffer = [0; 4096];
            while !asked.contains("{\"a\":1}") {
                let read = stream.read(&mut buffer).await.unwrap();
                asked += std::str::from_utf8(&buffer[..read]).unwrap();
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            asked
        });
        (address, asked)
    }

    #[tokio::test]
    async fn the_request_carries_token_and_body_and_the_status_comes_back() {
        let (address, asked) = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
        assert_eq!(post(address, "/api/v1/cases", "hush", "{\"a\":1}\n").await.unwrap(), 200);
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("POST /api/v1/cases HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("Authorization: Bearer hush\r\n") && asked.contains("Content-Length: 8\r\n"));
    }

    #[tokio::test]
    async fn an_answer_that_is_not_http_is_an_error() {
        let (address, _asked) = server("hello\r\n").await;
        assert!(post(address, "/", "hush", "{\"a\":1}\n").await.is_err());
    }
}
