//! The deployment's own time: shown alike on the server and in every browser, wherever it stands.

use chrono::{DateTime, FixedOffset};

/// Minutes by which the deployment's clocks are ahead of UTC, today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zone(pub i32);

impl Zone {
    /// A moment, given in RFC 3339, on the deployment's clocks: `2026-11-24 20:54`; the text itself where it is none.
    pub fn told(self, at: &str) -> String {
        let offset = FixedOffset::east_opt(self.0.saturating_mul(60));
        match (DateTime::parse_from_rfc3339(at), offset) {
            (Ok(moment), Some(offset)) => moment.with_timezone(&offset).format("%Y-%m-%d %H:%M").to_string(),
            _ => at.to_owned(),
        }
    }
}

/// The zone of the page being rendered: on the server that of the deployment, in the browser what the server wrote
/// into `<html data-zone>`.
pub fn detect_zone() -> Zone {
    #[cfg(feature = "ssr")]
    {
        leptos::prelude::use_context().unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        let root = leptos::prelude::document().document_element();
        let minutes = root.and_then(|root| root.get_attribute("data-zone"));
        Zone(minutes.and_then(|minutes| minutes.parse().ok()).unwrap_or_default())
    }
}

/// The zone, inside of components.
pub fn use_zone() -> Zone {
    leptos::prelude::use_context().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Zone;

    #[test]
    fn moments_are_told_on_the_clocks_of_the_deployment() {
        assert_eq!(Zone(480).told("2026-11-24T20:30:59.123Z"), "2026-11-25 04:30");
        assert_eq!(Zone(-210).told("2026-11-24T02:00:00Z"), "2026-11-23 22:30");
        assert_eq!(Zone(480).told("yesterday"), "yesterday");
    }
}
