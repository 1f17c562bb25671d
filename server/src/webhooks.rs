//! As much of an HTTP client as telling other systems needs: one POST to an address that was looked at, of which only the
//! status counts. Nothing is followed, nothing else is read, and what was resolved is what is connected to.

use app::domain::alarms::calls::is_public;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// Longest time for a call.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest status line.
const STATUS_LINE: u64 = 1024;
/// Longest address.
pub const MOST_URL: usize = 500;
/// The only host that is called without TLS.
const HERE: &str = "127.0.0.1";

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    tls: bool,
    host: String,
    port: u16,
    path: String,
}

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// `bad_url` for what is none, names somebody, or goes over the net without TLS.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        let bad = "bad_url";
        if url.len() > MOST_URL || url.contains('#') {
            return Err(bad);
        }
        let parts: http::Uri = url.parse().map_err(|_| bad)?;
        let (scheme, authority) = (parts.scheme_str().ok_or(bad)?, parts.authority().ok_or(bad)?);
        if authority.as_str().contains('@') {
            return Err(bad);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_lowercase();
        let tls = match scheme {
            "https" => true,
            "http" if host == HERE => false,
            _ => return Err(bad),
        };
        if host.is_empty() {
            return Err(bad);
        }
        let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let path = parts.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { tls, host, port, path })
    }

    /// Whether it names an address inside that nobody has allowed. What a name stands for is looked at when it is called.
    pub fn is_inside(&self, allowed: &[String]) -> bool {
        let named: Option<IpAddr> = self.host.parse().ok();
        named.is_some_and(|address| !is_public(address)) && !allowed.contains(&self.host)
    }

    fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.tls { 443 } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

/// Why a call was in vain.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// What the name stands for lies inside, and nobody has allowed that.
    #[error("{0} lies in a private network")]
    Inside(String),
    /// There was another answer than success.
    #[error("status {0}")]
    Status(u16),
    /// There was none.
    #[error("{0}")]
    Line(#[from] io::Error),
}

/// Calls others.
#[derive(Clone)]
pub struct Caller {
    tls: TlsConnector,
    allowed: Vec<String>,
}

impl Caller {
    /// One that trusts the usual authorities, or the one whose certificate (PEM) is given; `allowed` are hosts inside that may
    /// be called.
    ///
    /// # Errors
    /// When the certificate is none.
    pub fn new(allowed: &[String], authority: Option<&Path>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        match authority {
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Some(path) => {
                let read = CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())?;
                for certificate in read {
                    let certificate = certificate.map_err(|error| error.to_string())?;
                    roots.add(certificate).map_err(|error| error.to_string())?;
                }
                if roots.is_empty() {
                    return Err(format!("{} holds no certificate", path.display()));
                }
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), allowed: allowed.to_vec() })
    }

    /// Posts JSON with a signature.
    ///
    /// # Errors
    /// When it was not taken: anything but a status of success.
    pub async fn post(&self, target: &Target, signature: &str, body: &str) -> Result<(), CallError> {
        let late = || CallError::Line(io::Error::from(io::ErrorKind::TimedOut));
        let status = tokio::time::timeout(PATIENCE, self.call(target, signature, body)).await;
        match status.map_err(|_| late())?? {
            200..=299 => Ok(()),
            status => Err(CallError::Status(status)),
        }
    }

    async fn call(&self, target: &Target, signature: &str, body: &str) -> Result<u16, CallError> {
        let found: Vec<SocketAddr> =
            tokio::net::lookup_host((target.host.as_str(), target.port)).await?.collect();
        // A name that stands for one thing outside and another inside is not called at all.
        let inside = found.iter().any(|address| !is_public(address.ip()));
        if inside && !self.allowed.contains(&target.host) {
            return Err(CallError::Inside(target.host.clone()));
        }
        let stream = TcpStream::connect(found.as_slice()).await?;
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: {signature}\r\nContent-Type: application/json\r\n\
             User-Agent: jiceng\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            target.path,
            target.authority(),
            body.len()
        );
        if target.tls {
            let name = ServerName::try_from(target.host.clone())
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
            exchange(self.tls.connect(name, stream).await?, &head, body).await
        } else {
            exchange(stream, &head, body).await
        }
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    head: &str,
    body: &str,
) -> Result<u16, CallError> {
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.flush().await?;
    let mut line = String::new();
    BufReader::new(stream).take(STATUS_LINE).read_line(&mut line).await?;
    let status = line.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)?.trim().parse().ok());
    let none = || io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP");
    status.ok_or_else(none).map_err(CallError::Line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_goes_over_the_net() {
        let target = Target::parse("https://Hook.example/alarms?a=1").unwrap();
        assert_eq!((target.authority().as_str(), target.path.as_str()), ("hook.example", "/alarms?a=1"));
        assert_eq!(Target::parse("https://[2400:3200::1]:8443").unwrap().authority(), "[2400:3200::1]:8443");
        assert!(Target::parse("http://127.0.0.1:9/x").is_ok());
        for bad in [
            "",
            "hook.example",
            "/alarms",
            "http://hook.example/",
            "http://localhost/",
            "ftp://127.0.0.1/",
            "https://a:b@hook.example/",
            "https:///x",
            "https://hook.example/#a",
            &format!("https://hook.example/{}", "x".repeat(500)),
        ] {
            assert_eq!(Target::parse(bad), Err("bad_url"), "{bad}");
        }
    }

    #[test]
    fn an_address_inside_has_to_be_allowed() {
        let inside = |url: &str, allowed: &[String]| Target::parse(url).unwrap().is_inside(allowed);
        assert!(inside("https://10.0.0.7/", &[]) && inside("http://127.0.0.1/", &[]));
        assert!(inside("https://[::1]/", &[]));
        assert!(!inside("https://10.0.0.7/", &["10.0.0.7".to_owned()]));
        assert!(!inside("https://hook.example/", &[]) && !inside("https://1.1.1.1/", &[]));
    }

    #[tokio::test]
    async fn a_name_is_looked_at_when_it_is_called() {
        let target = Target::parse("https://localhost:1/").unwrap();
        let caller = Caller::new(&[], None).unwrap();
        assert!(matches!(caller.post(&target, "", "").await, Err(CallError::Inside(_))));
        let caller = Caller::new(&["localhost".to_owned()], None).unwrap();
        assert!(matches!(caller.post(&target, "", "").await, Err(CallError::Line(_))));
    }
}
