//! The client comes in parts, so that a telephone on a slow line loads only what its pages need: every area has a program
//! of its own, and the server names the one for the page that is asked for. Going from one area to the other loads a page.
//!
//! The server has all areas, and so has a client that was built for none of them (as `cargo leptos watch` does). Which pages a
//! client has is chosen by its entry point alone ([`crate::pages::Pages`]): this crate is compiled once for all, and the
//! linker leaves out what the entry point does not reach.

/// A part of the pages with a client of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// What everybody uses: map, units, figures, search.
    Everyday,
    /// What units report about themselves, often by telephone.
    Reports,
    /// Working in a review: self-assessment, desk, check sheets; often by telephone.
    Desk,
    /// Where tribunals are watched and helped: alarms, points and devices, hearings, problems, how they are put right, bulletins,
    /// contact persons, what the public says.
    Safety,
    /// What is used at a desk of a court: campaigns of reviews, single judges, what people save, administration.
    Office,
}

impl Area {
    /// The area of a page, by its path.
    pub fn of(path: &str) -> Self {
        let below =
            |top: &str| path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let one_of = |tops: &[&str]| tops.iter().any(|top| below(top));
        if below("/reports") {
            Self::Reports
        // /reviews/<campaign>/<what>/…
        } else if below("/reviews") && matches!(path.split('/').nth(3), Some("desk" | "entries" | "checks")) {
            Self::Desk
        } else if one_of(&["/safety", "/hearings", "/problems", "/bulletins", "/contacts", "/voices"]) {
            Self::Safety
        } else if one_of(&[
            "/admin",
            "/reviews",
            "/judges",
            "/quality",
            "/views",
            "/boards",
            "/subscriptions",
            "/wall",
        ]) {
            Self::Office
        } else {
            Self::Everyday
        }
    }

    /// Whether some of its pages open without a line: those that are filled in where there may be none.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Reports | Self::Desk)
    }

    /// The name of the files of its client.
    pub const fn client(self) -> &'static str {
        match self {
            Self::Everyday => "jiceng",
            Self::Reports => "reports",
            Self::Desk => "desk",
            Self::Safety => "safety",
            Self::Office => "office",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Area;

    #[test]
    fn the_area_follows_from_the_path() {
        for path in ["/reports", "/reports/monthly/360102T01/2026-10"] {
            assert_eq!(Area::of(path), Area::Reports, "{path}");
        }
        for path in ["/reviews/3/desk", "/reviews/3/entries/360103T01", "/reviews/3/checks/5"] {
            assert_eq!(Area::of(path), Area::Desk, "{path}");
        }
        for path in [
            "/safety",
            "/hearings",
            "/safety/devices",
            "/safety/alarms/3",
            "/problems",
            "/problems/3",
            "/bulletins/7",
            "/contacts/T",
            "/voices/3",
        ] {
            assert_eq!(Area::of(path), Area::Safety, "{path}");
        }
        for path in
            ["/admin", "/admin/", "/admin/users", "/reviews", "/reviews/3", "/judges/object", "/quality"]
        {
            assert_eq!(Area::of(path), Area::Office, "{path}");
        }
        for path in ["/views", "/boards/3", "/subscriptions", "/wall"] {
            assert_eq!(Area::of(path), Area::Office, "{path}");
        }
        for path in ["/", "/units/36", "/administration", "/units/admin", "/reportsx", "/voice/T"] {
            assert_eq!(Area::of(path), Area::Everyday, "{path}");
        }
    }
}
