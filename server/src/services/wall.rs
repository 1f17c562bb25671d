//! The wall: records of accepted reports, with their photographs.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        reports::ReportAddress,
        wall::{WallCard, WallQuery, Walls},
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Form, Section},
        permissions::{Action, Actor, may},
        reports::{Value, read, read_rows},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap};

/// The tab whose reports hang on the wall.
const TAB: &str = "works";
/// Reports that are looked at: the newest ones.
const REPORTS: i64 = 400;

#[async_trait]
impl Walls for Platform {
    async fn wall(&self, actor: &Actor, query: &WallQuery) -> Result<Page<WallCard>, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let forms: Vec<&Form> = self.catalogue.forms().iter().filter(|form| form.shown == TAB).collect();
        let names: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
        let lists: Vec<&str> =
            forms.iter().flat_map(|form| form.lists()).map(|list| list.id.as_str()).collect();
        let ids: Vec<UnitId> = self.tribunals_of(&tree, &unit).iter().map(|tribunal| tribunal.id).collect();
        let stored = self.db.newest_accepted(&names, &ids, REPORTS).await?;
        let stored: HashMap<i64, _> = stored.iter().map(|row| (row.id, row)).collect();
        let reports: Vec<i64> = stored.keys().copied().collect();
        let month = self.month();
        let mut cards = Vec::new();
        for answer in self.db.answers_to(&reports, &lists).await? {
            let Some(row) = stored.get(&answer.report_id) else { continue };
            let Some(unit) = tree.get(UnitId(row.unit_id)) else { continue };
            let form = forms.iter().find(|form| form.id == row.form);
            let list = form.and_then(|form| form.lists().find(|list| list.id == answer.field));
            let (Some(form), Some(list)) = (form, list) else { continue };
            let photos = may(actor, Action::ReadFiles, unit, &tree, month);
            let period = row.period().to_string();
            let records = read_rows(list, &answer.answer).unwrap_or_default();
            cards.extend(records.iter().map(|record| card(form, list, unit, &period, record, photos)));
        }
        let wanted = query.search.trim().to_lowercase();
        cards.retain(|card: &WallCard| {
            let texts = [
                &card.title,
                &card.text,
                &card.unit_name.0,
                &card.unit_name.1,
                &card.kind.0,
                &card.kind.1,
                &card.list.0,
                &card.list.1,
            ];
            wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        });
        cards.sort_by(|a, b| (&b.day, &a.report.unit, &a.title).cmp(&(&a.day, &b.report.unit, &b.title)));
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(page.page(cards))
    }
}

/// A record as a card: its first text is the title, its first choice the kind, the longest text what is told.
fn card(
    form: &Form,
    list: &Section,
    unit: &Unit,
    period: &str,
    record: &BTreeMap<String, String>,
    photos: bool,
) -> WallCard {
    let of = |kind: Kind| list.fields.iter().filter(move |field| field.kind == kind);
    let told = |field: &Field| record.get(&field.id).map(|text| text.trim().to_owned());
    let mut texts = of(Kind::Text).filter_map(&told);
    let title = texts.next().unwrap_or_default();
    let text = texts.max_by_key(String::len).unwrap_or_default();
    let kind = of(Kind::Choice).find_map(|field| {
        let id = told(field)?;
        let choice = field.choices.iter().find(|choice| choice.id == id)?;
        Some((choice.zh.clone(), choice.en.clone()))
    });
    let photo = of(Kind::Photo).find_map(|field| match read(field, record.get(&field.id)?).ok()? {
        Value::Photos(photos) => photos.first().map(|photo| photo.file),
        _ => None,
    });
    WallCard {
        report: ReportAddress { form: form.id.clone(), unit: unit.code.clone(), period: period.to_owned() },
        unit_name: (unit.name.clone(), unit.name_en.clone()),
        list: (list.zh.clone(), list.en.clone()),
        title,
        kind: kind.unwrap_or_default(),
        text,
        day: of(Kind::Date).find_map(told).unwrap_or_else(|| period.to_owned()),
        photo: photo.filter(|_| photos),
    }
}
