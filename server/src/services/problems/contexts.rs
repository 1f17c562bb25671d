//! What a problem was found in, as it is when it is raised; and the same figure when it is looked at again.

use super::{Dealt, words};
use crate::{platform::Platform, services::values::instant};
use app::{
    address::Address,
    api::{
        Failure,
        problems::{Again, ContextAddress, FigureShot, KeptContext},
        reports::{ReportAddress, Reports as _},
        reviews::{Entries as _, EntryAddress},
        values::{Explanation, Values as _, ValuesQuery},
    },
    domain::{
        forms::Form,
        periods::Period,
        permissions::Actor,
        problems::ContextKind,
        units::{Unit, UnitId},
    },
};

impl Platform {
    /// What is named, as it is now: read as whoever raises the problem, who may see no more by it.
    pub(super) async fn context_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        named: &ContextAddress,
    ) -> Result<KeptContext, Failure> {
        let kind = named.kind;
        let kept = match kind {
            ContextKind::None => KeptContext::default(),
            ContextKind::Figure => {
                let edition = Some(named.edition.clone()).filter(|edition| !edition.is_empty());
                let words = (named.indicator.as_str(), named.from.as_str(), named.to.as_str());
                let (names, shot) = self.shot(actor, &unit.code, words, edition).await?;
                KeptContext {
                    title: names,
                    period: shot.period.clone(),
                    href: shot.href.clone(),
                    figure: Some(shot),
                    ..KeptContext::default()
                }
            }
            ContextKind::File => {
                let stored = self.db.file(named.file).await?;
                let stored = stored.filter(|file| UnitId(file.unit_id) == unit.id).ok_or_else(|| {
                    Failure::invalid("context.file", "file_elsewhere", named.file.to_string())
                })?;
                KeptContext {
                    title: (stored.name.clone(), stored.name),
                    href: format!("/api/v1/files/{}", stored.id),
                    file: Some(stored.id),
                    ..KeptContext::default()
                }
            }
            ContextKind::Report => self.report_now(actor, unit, named).await?,
            ContextKind::Review => self.review_now(actor, unit, named).await?,
            ContextKind::Alarm if named.alarm > 0 => self.alarm_now(actor, unit, named).await?,
            ContextKind::Alarm => alarm(named)?,
            ContextKind::Device => self.device_now(actor, unit, named).await?,
        };
        Ok(KeptContext { kind, ..kept })
    }

    /// A figure as it is now.
    async fn shot(
        &self,
        actor: &Actor,
        unit: &str,
        (indicator, from, to): (&str, &str, &str),
        edition: Option<String>,
    ) -> Result<((String, String), FigureShot), Failure> {
        let query = ValuesQuery {
            indicator: indicator.to_owned(),
            unit: unit.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            edition,
            ..ValuesQuery::default()
        };
        let found = self.explain_value(actor, &query).await?;
        let names = (found.zh.clone(), found.en.clone());
        Ok((names, self.shot_of(found, from, to)))
    }

    fn shot_of(&self, found: Explanation, from: &str, to: &str) -> FigureShot {
        let row = found.row;
        let href = Address::new("/explain")
            .with("indicator", &row.indicator)
            .with("unit", &row.unit)
            .with("from", from)
            .with("to", to)
            .with("edition", &row.edition);
        let parts = found.components.into_iter().map(|part| (part.item, part.zh, part.en, part.value));
        FigureShot {
            href: href.to_string(),
            indicator: row.indicator,
            measure: found.measure,
            edition: row.edition,
            period: row.period,
            months: (from.to_owned(), to.to_owned()),
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            status: row.status,
            judgement: row.judgement,
            reference: found.reference,
            components: parts.collect(),
            at: instant(self.now()),
        }
    }

    /// The same figure now: over the same months, and over as many up to the last that is over.
    pub(super) async fn again(
        &self,
        actor: &Actor,
        dealt: &Dealt,
        then: &FigureShot,
    ) -> Result<Option<Again>, Failure> {
        let (from, to) = (then.months.0.as_str(), then.months.1.as_str());
        let ask = async |from: &str, to: &str| {
            let words = (then.indicator.as_str(), from, to);
            self.shot(actor, &dealt.unit.code, words, Some(then.edition.clone())).await
        };
        // Of an edition that the catalogue no longer has there is no figure to be had.
        if self
            .catalogue
            .edition(&then.edition)
            .is_none_or(|known| known.indicator(&then.indicator).is_none())
        {
            return Ok(None);
        }
        let same = ask(from, to).await?.1;
        let last = self.month().plus(-1);
        let span = from.parse().ok().zip(to.parse().ok()).and_then(|(from, to)| Period::between(from, to));
        let latest = match span.filter(|span| span.last() < last) {
            Some(span) => {
                let first = last.plus(1 - i32::from(span.months));
                Some(ask(&first.to_string(), &last.to_string()).await?.1)
            }
            None => None,
        };
        Ok(Some(Again { same, latest }))
    }

    async fn report_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        named: &ContextAddress,
    ) -> Result<KeptContext, Failure> {
        let address =
            ReportAddress { form: named.form.clone(), unit: unit.code.clone(), period: named.period.clone() };
        let view = self.open_report(actor, &address).await?;
        let title = field_name(&view.form, &named.field)
            .ok_or_else(|| Failure::invalid("context.field", "unknown_field", &named.field))?;
        let answer = view.fields.iter().find(|state| state.field == named.field);
        let period = view.row.address.period.clone();
        Ok(KeptContext {
            title,
            within: (view.form.zh.clone(), view.form.en.clone()),
            href: format!("/reports/{}/{}/{period}", view.form.id, unit.code),
            period,
            text: answer.map(|state| state.answer.clone()).unwrap_or_default(),
            ..KeptContext::default()
        })
    }

    async fn review_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        named: &ContextAddress,
    ) -> Result<KeptContext, Failure> {
        let address = EntryAddress { campaign: named.campaign, unit: unit.code.clone() };
        let view = self.open_entry(actor, &address).await?;
        let item = view
            .standard
            .item(&named.item)
            .ok_or_else(|| Failure::invalid("context.item", "unknown_item", &named.item))?;
        let own = view.items.iter().find(|own| own.id == named.item);
        let points = own.and_then(|own| own.points).map(|points| points.to_string());
        let said = own.map(|own| own.statement.clone()).filter(|said| !said.is_empty());
        Ok(KeptContext {
            title: (item.zh.clone(), item.en.clone()),
            within: view.campaign.clone(),
            text: points.into_iter().chain(said).collect::<Vec<_>>().join(" · "),
            href: format!("/reviews/{}/entries/{}", named.campaign, unit.code),
            ..KeptContext::default()
        })
    }
}

/// A field or list of a form, by its names.
fn field_name(form: &Form, id: &str) -> Option<(String, String)> {
    if let Some(field) = form.field(id) {
        return Some((field.zh.clone(), field.en.clone()));
    }
    let section = form.sections.iter().find(|section| section.id == id)?;
    Some((section.zh.clone(), section.en.clone()))
}

/// An alarm of another system is kept by its words; where it is shown is a page of this site.
fn alarm(named: &ContextAddress) -> Result<KeptContext, Failure> {
    let title = words("context.title", &named.title, true)?;
    let text = words("context.text", &named.text, false)?;
    let href = named.link.as_str();
    if !href.is_empty() && Address::parse(href).is_none() {
        return Err(Failure::invalid("context.link", "malformed", href));
    }
    Ok(KeptContext {
        title: (title.to_owned(), title.to_owned()),
        text: text.to_owned(),
        href: href.to_owned(),
        ..KeptContext::default()
    })
}
