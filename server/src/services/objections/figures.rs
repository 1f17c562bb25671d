//! The figure that is objected to, as it is when that is done.

use crate::{
    platform::Platform,
    services::caseload::{weighted, weighted_name},
};
use app::{
    api::{
        Failure,
        objections::{FigureAddress, KeptComponent},
        values::{Component, Values, ValuesQuery},
    },
    domain::{
        caseload::WEIGHTED_CLOSED,
        periods::Period,
        permissions::Actor,
        units::{Level, Unit},
        values::Status,
    },
    i18n::{Locale, t_data},
};

/// A figure as it is when it is objected to.
pub(super) struct Kept {
    pub edition: String,
    pub numbers: (Option<f64>, Option<f64>, Option<f64>),
    pub status: Status,
    pub components: Vec<KeptComponent>,
}

impl Platform {
    /// The figure as it is now, with what it is made of.
    pub(super) async fn figure_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        period: Period,
        figure: &FigureAddress,
    ) -> Result<Kept, Failure> {
        let query = ValuesQuery {
            indicator: figure.indicator.clone(),
            unit: unit.code.clone(),
            from: figure.from.clone(),
            to: figure.to.clone(),
            edition: Some(figure.edition.clone()),
            ..ValuesQuery::default()
        };
        if figure.indicator != WEIGHTED_CLOSED {
            let found = self.explain_value(actor, &query).await?;
            let component = |part: Component| KeptComponent {
                item: part.item,
                name: (part.zh, part.en),
                value: part.value,
            };
            return Ok(Kept {
                edition: found.row.edition,
                numbers: (found.row.value, found.row.numerator, found.row.denominator),
                status: found.row.status,
                components: found.components.into_iter().map(component).collect(),
            });
        }
        if unit.level != Level::Post {
            return Err(Failure::invalid("indicator", "unknown_indicator", WEIGHTED_CLOSED));
        }
        let rules = self.case_rules_of(&figure.edition, period)?;
        let closed = ValuesQuery { indicator: "closed".to_owned(), edition: None, ..query };
        let closed = self.explain_value(actor, &closed).await?.row;
        let kinds = self.kinds_of(unit.id, period, rules).await?;
        let value = closed.value.map(|_| weighted(rules, &kinds));
        let components = kinds.iter().filter(|kind| kind.closed > 0).map(|kind| {
            let (cause, procedure) = (kind.cause.as_str(), kind.procedure.as_str());
            let name = |locale| {
                let (cause, procedure) =
                    (t_data(locale, "cause", cause), t_data(locale, "procedure", procedure));
                format!("{cause} · {procedure} × {}", kind.weight)
            };
            KeptComponent {
                item: format!("{cause}/{procedure}"),
                name: (name(Locale::Zh), name(Locale::En)),
                value: Some(kind.closed as f64),
            }
        });
        Ok(Kept {
            edition: rules.edition.clone(),
            numbers: (value, value, None),
            status: closed.status,
            components: components.collect(),
        })
    }

    /// Names and measure of an indicator, as its edition has them.
    pub(super) fn figure_name(&self, indicator: &str, edition: &str) -> ((String, String), String) {
        if indicator == WEIGHTED_CLOSED {
            return (weighted_name(), "cases".to_owned());
        }
        let found = self.catalogue.edition(edition).and_then(|edition| edition.indicator(indicator));
        found.map_or_else(
            || ((indicator.to_owned(), indicator.to_owned()), String::new()),
            |found| ((found.zh.clone(), found.en.clone()), found.measure.clone()),
        )
    }
}
