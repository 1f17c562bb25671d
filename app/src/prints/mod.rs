//! Parts of pages that only show something, printed by the server: the page puts them in as HTML, and the client has no
//! code for what stands in them. They live by nothing but the address and the person who asks, because they are also
//! printed where there is no page around (`api::prints::get_print`): no router, no state of a page.

mod analysis;
mod asking;
mod caseload;
mod compliance;
mod explanation;
mod facts;
mod found;
mod indicators;
mod kept;
mod lacks;
mod looks;
mod marked;
mod needs;
mod objections;
mod plain;
mod posts;
mod quality;
mod reported;
mod reviews;
mod safety;
mod sheet;
mod staffing;
mod standard_differences;
mod standards;
mod suggested;
mod voice;
mod wall;

pub use analysis::drawing;
pub use kept::KeptPrints;
pub use plain::trouble_page;
pub use voice::{VoicePage, voice_page};

use crate::{
    address::Address,
    api::{
        Failure, Services, actor, analysis::PATH, prints::Part, services, sheet::Sheet, values::ValuesQuery,
    },
    components::view::unit_from,
    domain::permissions::Actor,
    i18n::{Locale, detect_locale, t, t_with},
    zone::detect_zone,
};
use leptos::prelude::*;
use std::sync::Arc;

/// For whom, about what, and from where something is printed.
struct Order {
    actor: Actor,
    services: Arc<dyn Services>,
    locale: Locale,
    /// Code of the unit.
    unit: String,
    /// The page that it will stand on.
    here: Address,
}

impl Order {
    /// What this request asks for.
    async fn of(unit: String, here: String) -> Result<Self, Failure> {
        let here = Address::parse(&here).ok_or_else(|| Failure::invalid("here", "malformed", here))?;
        Ok(Self { actor: actor().await?, services: services()?, locale: detect_locale(), unit, here })
    }

    /// The page of a list that the address asks for by a word of its own, from 1.
    fn page(&self, word: &str) -> u32 {
        self.here.get(word).parse::<u32>().unwrap_or(1).max(1)
    }

    /// The values that the words of the address ask for.
    fn values(&self) -> ValuesQuery {
        let word = |key| self.here.get(key).to_owned();
        ValuesQuery {
            indicator: word("indicator"),
            unit: self.unit.clone(),
            from: word("from"),
            to: word("to"),
            edition: Some(word("edition")).filter(|edition| !edition.is_empty()),
            ..ValuesQuery::default()
        }
    }

    /// Whether somebody who oversees problems looks at this; where exactly is asked when one is raised.
    fn oversees(&self) -> bool {
        use crate::domain::permissions::Role;
        let roles = [Role::CourtManager, Role::CitySupervisor, Role::ProvincialSupervisor];
        self.actor.grants.iter().any(|grant| roles.contains(&grant.role))
    }

    /// The page of another unit, seen the same way.
    fn link(&self, code: &str) -> String {
        unit_from(self.here.clone(), code).to_string()
    }

    /// Renders what was asked. Everything in it is escaped as on every page. The marks between nodes, by which a client
    /// would find its way, are left out: none will.
    fn written<V: IntoView + 'static>(&self, view: impl FnOnce() -> V) -> String {
        let owner = Owner::new();
        owner.with(|| {
            provide_context(self.locale);
            provide_context(detect_zone());
            view().into_any().to_html().replace("<!>", "")
        })
    }
}

/// The page that explains a number, for those without JavaScript and for sending by mail. A link of the class `explain` to
/// it opens the panel.
fn explain_address(query: &ValuesQuery) -> String {
    Address::new("/explain")
        .with("indicator", &query.indicator)
        .with("unit", &query.unit)
        .with("from", &query.from)
        .with("to", &query.to)
        .with("edition", query.edition.as_deref().unwrap_or_default())
        .to_string()
}

/// The same part of the page of another unit.
fn beside(here: &Address, code: &str) -> String {
    let tab = here.get("tab").to_owned();
    unit_from(here.clone(), code).with("tab", &tab).to_string()
}

/// The words of the address that a form keeps, but for those it asks itself.
fn kept(here: &Address, asked: &[&str]) -> AnyView {
    let kept = here.pairs().iter().filter(|(key, _)| !asked.contains(&key.as_str()));
    kept.map(|(key, value)| view! { <input type="hidden" name=key.clone() value=value.clone()/> })
        .collect_view()
        .into_any()
}

/// Which rows are shown, and the way to the others by `word` of the address; nothing where all are.
fn pager(locale: Locale, here: &Address, word: &str, page: u32, rows: u32, total: u32) -> Option<AnyView> {
    if total <= rows {
        return None;
    }
    let first = (page - 1).saturating_mul(rows);
    let [from, last, all] = [first + 1, (first + rows).min(total), total].map(|n| n.to_string());
    let to = |page: u32| here.clone().with(word, &page.to_string()).to_string();
    let previous = (page > 1).then(|| {
        view! { <a class="button small" data-noscroll href=to(page - 1)>{t(locale, "list.previous")}</a> }
    });
    let next = (first + rows < total).then(|| {
        view! { <a class="button small" data-noscroll href=to(page + 1)>{t(locale, "list.next")}</a> }
    });
    let range = t_with(locale, "list.range", &[("first", &from), ("last", &last), ("total", &all)]);
    // A page may have several: each is told apart by what it pages through.
    let label = format!("{} {range}", t(locale, "list.pages"));
    Some(
        view! { <nav class="pager" aria-label=label>{previous} <span>{range}</span> {next}</nav> }.into_any(),
    )
}

/// A part of a page.
pub async fn print(part: Part, unit: String, here: String) -> Result<String, Failure> {
    let order = Order::of(unit, here).await?;
    match part {
        Part::Caseload => caseload::print(&order).await,
        Part::Compliance => compliance::print(&order).await,
        Part::Explanation => explanation::print(&order).await,
        Part::Facts => facts::print(&order).await,
        Part::Found => found::print(&order).await,
        Part::Indicators => indicators::print(&order).await,
        Part::Looks => looks::print(&order).await,
        Part::Posts => posts::print(&order).await,
        Part::Quality => quality::print(&order).await,
        Part::Reported => reported::print(&order).await,
        Part::Reviews => reviews::print(&order).await,
        Part::Safety => safety::print(&order).await,
        Part::SafetyMap => safety::map::print(&order).await,
        Part::Lacks => lacks::print(&order).await,
        Part::Needs => needs::print(&order).await,
        Part::Wall => wall::print(&order).await,
        Part::Standard => standards::print(&order).await,
        Part::StandardDifferences => standard_differences::print(&order).await,
        Part::Staffing => staffing::print(&order).await,
        Part::Suggested => suggested::print(&order).await,
        Part::Tile => analysis::tile(&order).await,
    }
}

/// The page of a unit, or of the explorer, in pieces, without those that the page has.
pub async fn sheet(unit: String, here: String, known: &str, drawn: &str) -> Result<Sheet, Failure> {
    let order = Order::of(unit, here).await?;
    match order.here.path() {
        PATH => analysis::print(&order, known).await,
        _ => sheet::print(&order, known, drawn).await,
    }
}
