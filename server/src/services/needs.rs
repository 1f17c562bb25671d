//! Needs and their fulfilment: the latest accepted list of each tribunal.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery,
        needs::{NeedRow, NeedTotal, Needs, NeedsOf, NeedsQuery},
    },
    domain::{
        forms::{Field, Section},
        permissions::{Action, Actor},
        reports::{Value, read, read_rows},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// The form that needs are reported by, and its list.
const FORM: &str = "needs";
/// See [`FORM`].
const LIST: &str = "need_list";

#[async_trait]
impl NeedsOf for Platform {
    async fn needs(&self, actor: &Actor, query: &NeedsQuery) -> Result<Needs, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let form = self.catalogue.form(FORM);
        let Some(list) = form.and_then(|form| form.lists().find(|list| list.id == LIST)) else {
            return Err(Failure::not_found("form", FORM));
        };
        let tribunals = self.tribunals_of(&tree, &unit);
        let ids: Vec<UnitId> = tribunals.iter().map(|tribunal| tribunal.id).collect();
        let stored = self.db.latest_accepted(FORM, &ids, None).await?;
        let stored: HashMap<i64, _> = stored.iter().map(|row| (row.id, row)).collect();
        let reports: Vec<i64> = stored.keys().copied().collect();
        let mut rows = Vec::new();
        for answer in self.db.answers_to(&reports, &[LIST]).await? {
            let Some(row) = stored.get(&answer.report_id) else { continue };
            let Some(unit) = tree.get(UnitId(row.unit_id)) else { continue };
            let records = read_rows(list, &answer.answer).unwrap_or_default();
            let period = row.period().to_string();
            rows.extend(records.iter().map(|record| need(list, unit, &period, record)));
        }
        let wanted = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let texts = [
                &row.unit_name.0,
                &row.unit_name.1,
                &row.unit,
                &row.name,
                &row.kind.1,
                &row.kind.2,
                &row.reason,
            ];
            wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        });
        sort(&mut rows, &query.sort)?;
        let totals = totals(&rows);
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(Needs { page: page.page(rows), totals })
    }
}

fn need(list: &Section, unit: &Unit, period: &str, record: &BTreeMap<String, String>) -> NeedRow {
    let word = |id: &str| record.get(id).map(|text| text.trim().to_owned()).unwrap_or_default();
    let field = |id: &str| list.fields.iter().find(|field| field.id == id);
    let number = |id: &str| match read(field(id)?, record.get(id)?) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    };
    let choice = |id: &str| {
        let word = word(id);
        let known = field(id).and_then(|field: &Field| field.choices.iter().find(|choice| choice.id == word));
        known.map_or_else(
            || (word.clone(), word.clone(), word.clone()),
            |choice| (choice.id.clone(), choice.zh.clone(), choice.en.clone()),
        )
    };
    NeedRow {
        unit: unit.code.clone(),
        unit_name: (unit.name.clone(), unit.name_en.clone()),
        name: word("need_name"),
        kind: choice("need_kind"),
        quantity: number("need_quantity").unwrap_or_default(),
        price: number("need_price").unwrap_or_default(),
        reason: word("need_reason"),
        state: choice("need_state"),
        granted: number("need_granted"),
        delivered: number("need_delivered"),
        day: word("need_date"),
        period: period.to_owned(),
    }
}

fn cost(row: &NeedRow) -> f64 {
    row.quantity * row.price
}

/// By kind, the dearest first.
fn totals(rows: &[NeedRow]) -> Vec<NeedTotal> {
    let mut by_kind: BTreeMap<&str, (NeedTotal, BTreeSet<&str>)> = BTreeMap::new();
    for row in rows {
        let (total, tribunals) = by_kind.entry(&row.kind.0).or_insert_with(|| {
            let nothing = NeedTotal {
                kind: row.kind.clone(),
                tribunals: 0,
                quantity: 0.0,
                asked: 0.0,
                granted: 0.0,
                delivered: 0.0,
            };
            (nothing, BTreeSet::new())
        });
        tribunals.insert(&row.unit);
        total.quantity += row.quantity;
        total.asked += cost(row);
        total.granted += row.granted.unwrap_or_default();
        total.delivered += row.delivered.unwrap_or_default();
    }
    let totals = by_kind.into_values();
    let mut totals: Vec<NeedTotal> =
        totals.map(|(total, tribunals)| NeedTotal { tribunals: tribunals.len() as u32, ..total }).collect();
    totals.sort_by(|a, b| b.asked.total_cmp(&a.asked));
    totals
}

/// The dearest that is not fulfilled comes first.
fn sort(rows: &mut [NeedRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if !matches!(column, "" | "unit" | "kind" | "cost" | "state" | "delivered") {
        return Err(Failure::invalid("sort", "bad_sort", by));
    }
    let open = |row: &NeedRow| (row.quantity - row.delivered.unwrap_or_default()) * row.price;
    rows.sort_by(|a, b| {
        let order: Ordering = match column {
            "unit" => a.unit.cmp(&b.unit),
            "kind" => a.kind.0.cmp(&b.kind.0),
            "cost" => cost(a).total_cmp(&cost(b)),
            "state" => a.state.0.cmp(&b.state.0),
            "delivered" => a.delivered.unwrap_or_default().total_cmp(&b.delivered.unwrap_or_default()),
            _ => open(b).total_cmp(&open(a)),
        };
        let order = if down { order.reverse() } else { order };
        order.then_with(|| (&a.unit, &a.name).cmp(&(&b.unit, &b.name)))
    });
    Ok(())
}
