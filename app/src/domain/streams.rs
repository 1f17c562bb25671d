//! Addresses of moving pictures. A browser is offered a player for HLS of this site, or of origins that the deployment has
//! named: to all others the content policy of the pages says no.

/// Longest address.
pub const MOST_ADDRESS: usize = 500;

/// The origin of an address that begins with `https://`; none of one that is written otherwise.
pub fn origin_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let is_name = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    (is_name && is_port).then(|| &address[.."https://".len() + host.len()])
}

/// Whether an address can be opened at all: one of this site or one with https, without anything that could be read otherwise.
pub fn is_address(address: &str) -> bool {
    let own = address.starts_with('/') && !address.starts_with("//");
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && !b"\\\"'<>`".contains(&b));
    plain && address.len() <= MOST_ADDRESS && (own || origin_of(address).is_some())
}

/// Whether a player can be offered for an address, `origins` being those that the deployment has named.
pub fn is_playable(address: &str, origins: &[String]) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let allowed = match origin_of(address) {
        Some(origin) => origins.iter().any(|known| known == origin),
        None => true, // of this site
    };
    is_address(address) && path.to_ascii_lowercase().ends_with(".m3u8") && allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_plain_host_with_https() {
        assert_eq!(origin_of("https://live.court.cn/a/b.m3u8"), Some("https://live.court.cn"));
        assert_eq!(origin_of("https://live.court.cn:8443?x"), Some("https://live.court.cn:8443"));
        for bad in [
            "http://a.cn/",
            "https://a@b.cn/",
            "https://",
            "https://a.cn:/",
            "https://a cn/",
            "ftp://a",
            "/a",
        ] {
            assert_eq!(origin_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_hls_of_this_site_or_of_a_named_origin_is_played() {
        let origins = ["https://live.court.cn".to_owned()];
        for good in ["/hls/a.m3u8", "https://live.court.cn/a.m3u8?token=1", "/a.M3U8"] {
            assert!(is_playable(good, &origins), "{good}");
        }
        for bad in [
            "//evil.cn/a.m3u8",
            "/a.mp4",
            "a.m3u8",
            "https://live.court.cn.evil/a.m3u8",
            "https://live.court.cn@evil.cn/a.m3u8",
            "http://live.court.cn/a.m3u8",
            "/a\\b.m3u8",
            "/a b.m3u8",
            "/a?x=.m3u8",
            "javascript:alert(1)//.m3u8",
        ] {
            assert!(!is_playable(bad, &origins), "{bad}");
        }
        assert!(!is_playable("https://live.court.cn/a.m3u8", &[]));
    }
}
