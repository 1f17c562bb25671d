//! The tree: find, list, create, change. What was keeps its span, and the sums follow in the same transaction.

mod past;

use super::facts;
use crate::{
    platform::Platform,
    store::{NewUnit, Origin, Tx, UnitChange},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        units::{UnitEdit, UnitFacts, UnitOrder, UnitRow, Units, UnitsQuery},
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::cmp::Ordering;

/// Rows in one answer.
const MOST: u32 = 20_000;

#[async_trait]
impl Units for Platform {
    async fn list_units(&self, actor: &Actor, query: &UnitsQuery) -> Result<Page<UnitRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::SeeUnit).await?;
        let month = self.month();
        let level = query.level.as_deref().filter(|level| !level.is_empty());
        let level = level.map(|level| parse_level("level", level)).transpose()?;
        let under = match query.under.as_deref().filter(|code| !code.is_empty()) {
            None => None,
            Some(code) => Some(self.authorise(actor, Action::SeeUnit, "under", code).await?.1),
        };
        let wanted = query.q.as_deref().unwrap_or_default().trim().to_lowercase();
        let group = query.group.as_deref().filter(|group| !group.is_empty());
        let ended = query.ended == Some(true);
        let mut found: Vec<&Unit> = tree
            .units()
            .iter()
            .filter(|unit| level.is_none_or(|level| unit.level == level))
            .filter(|unit| ended || unit.exists_in(month))
            .filter(|unit| wanted.is_empty() || unit.is_called(&wanted))
            .filter(|unit| group.is_none_or(|group| unit.groups.iter().any(|g| g == group)))
            .filter(|unit| under.as_ref().is_none_or(|u| tree.is_within(unit.id, u.id, last(unit, month))))
            .filter(|unit| may(actor, Action::SeeUnit, unit, &tree, last(unit, month)))
            .collect();
        sort(&mut found, query.sort.as_deref().unwrap_or_default())?;
        let page = ListQuery { offset: query.offset.unwrap_or(0), ..ListQuery::default() };
        let total = found.len() as u32;
        let limit = query.limit.filter(|limit| *limit > 0).unwrap_or(MOST).min(MOST);
        let rows = found.into_iter().skip(page.offset as usize).take(limit as usize);
        let rows = rows.map(|unit| unit_row(&tree, unit, month)).collect();
        Ok(Page { rows, total, offset: page.offset })
    }

    async fn unit_facts(&self, actor: &Actor, code: &str) -> Result<UnitFacts, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", code).await?;
        let month = self.month();
        let parent = tree.parent_in(unit.id, last(&unit, month)).and_then(|id| tree.get(id));
        Ok(UnitFacts {
            unit: unit_row(&tree, &unit, month),
            parent: parent.map(|parent| unit_row(&tree, parent, month)),
            past: past::of(self, &tree, &unit).await?,
        })
    }

    async fn create_units(&self, actor: &Actor, orders: &[UnitOrder]) -> Result<Vec<UnitRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUnits).await?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let mut made = Vec::new();
        let mut new: std::collections::HashMap<&str, (UnitId, Level)> = std::collections::HashMap::new();
        for order in orders {
            let unit = check_order(order)?;
            let parent = match order.parent.as_str() {
                "" if unit.level != Level::Province => {
                    return Err(Failure::invalid("parent", "parent_missing", &order.code));
                }
                "" => {
                    let everywhere = actor.operator || tree.units().is_empty();
                    if !everywhere {
                        return Err(Failure::forbidden(&order.code));
                    }
                    None
                }
                code => match new.get(code) {
                    Some(parent) => Some(*parent),
                    None => {
                        let (_, parent) = self.authorise(actor, Action::ManageUnits, "parent", code).await?;
                        Some((parent.id, parent.level))
                    }
                },
            };
            if parent.is_some_and(|(_, level)| level >= unit.level) {
                return Err(Failure::invalid("parent", "parent_too_low", &order.code));
            }
            let parent = parent.map(|(id, _)| id);
            match tree.by_code(&order.code) {
                Some(known) if same(&tree, known, &unit, parent, self.month()) => {
                    new.insert(&order.code, (known.id, known.level));
                    continue;
                }
                Some(_) => {
                    return Err(Failure {
                        kind: FailureKind::Conflict,
                        ..Failure::invalid("code", "taken", &order.code)
                    });
                }
                None if new.contains_key(order.code.as_str()) => {
                    return Err(Failure::invalid("code", "twice", &order.code));
                }
                None => {}
            }
            let id = tx.create_unit(&NewUnit { parent, ..unit.clone() }).await?;
            new.insert(&order.code, (id, unit.level));
            made.push(order.code.clone());
        }
        if !made.is_empty() {
            let sample: Vec<_> = made.iter().take(20).collect();
            let detail = serde_json::json!({ "count": made.len(), "codes": sample });
            let first = made.first().cloned().unwrap_or_default();
            tx.append_audit(self.now(), &actor.name, "units.create", &first, &detail).await?;
            self.announce(&mut tx, None, self.month()).await?;
            self.commit(tx).await?;
            self.forget_tree();
        }
        let (tree, month) = (self.tree().await?, self.month());
        Ok(made.iter().filter_map(|code| tree.by_code(code)).map(|u| unit_row(&tree, u, month)).collect())
    }

    async fn edit_unit(&self, actor: &Actor, code: &str, edit: &UnitEdit) -> Result<UnitRow, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ManageUnits, "code", code).await?;
        let (from, other) = match edit {
            UnitEdit::Move { parent, from } => (from, Some(("parent", parent))),
            UnitEdit::Merge { into, from } => (from, Some(("into", into))),
            UnitEdit::Rename { from, .. } | UnitEdit::Close { from } => (from, None),
        };
        let from: Month = from.parse().map_err(|_| Failure::invalid("from", "bad_month", from))?;
        if from <= unit.opened {
            return Err(Failure::invalid("from", "not_after_opening", unit.opened.to_string()));
        }
        if unit.closed.is_some_and(|closed| from >= closed) {
            return Err(Failure::invalid("from", "closed_already", from.to_string()));
        }
        let other = match other {
            None => None,
            Some((field, code)) => {
                let (_, other) = self.authorise(actor, Action::ManageUnits, field, code).await?;
                check_other(&tree, &unit, &other, field, edit, from)?;
                Some(other)
            }
        };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        self.apply(&mut tx, &tree, &unit, other.as_ref(), edit, from).await?;
        let now = self.now();
        let origin = Origin { kind: "units", name: code, actor: &actor.name, at: now };
        let origin = tx.create_origin(&origin).await?;
        let after = tx.tree(self.month()).await?;
        let mut parents: Vec<_> = [tree.parent_in(unit.id, from), after.parent_in(unit.id, from)]
            .into_iter()
            .flatten()
            .chain(other.iter().filter(|_| matches!(edit, UnitEdit::Merge { .. })).map(|other| other.id))
            .collect();
        parents.dedup();
        facts::resum(&mut tx, self, &after, origin, &parents, from).await?;
        let detail = serde_json::to_value(edit).unwrap_or_default();
        tx.append_audit(now, &actor.name, "units.edit", code, &detail).await?;
        self.announce(&mut tx, Some(&unit), from).await?;
        self.commit(tx).await?;
        self.forget_tree();
        let tree = self.tree().await?;
        let unit = tree.by_code(code).ok_or_else(|| Failure::not_found("code", code))?;
        Ok(unit_row(&tree, unit, self.month()))
    }
}

impl Platform {
    async fn apply(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        unit: &Unit,
        other: Option<&Unit>,
        edit: &UnitEdit,
        from: Month,
    ) -> Result<(), Failure> {
        match (edit, other) {
            (UnitEdit::Move { .. }, Some(parent)) => {
                tx.change_unit(unit.id, &UnitChange::Move { parent: parent.id, from }).await?;
            }
            (UnitEdit::Rename { name, name_en, .. }, _) => {
                check_name("name", name)?;
                let (name, name_en) = (name.trim().to_owned(), name_en.trim().to_owned());
                tx.change_unit(unit.id, &UnitChange::Rename { name, name_en, from }).await?;
            }
            (UnitEdit::Merge { .. }, Some(into)) => {
                for child in tree.children_in(unit.id, from) {
                    tx.change_unit(child.id, &UnitChange::Move { parent: into.id, from }).await?;
                }
                tx.change_unit(unit.id, &UnitChange::Close(from)).await?;
            }
            _ => tx.change_unit(unit.id, &UnitChange::Close(from)).await?,
        }
        Ok(())
    }

    /// Tells every server that the tree has changed, from a month on.
    pub(super) async fn announce(
        &self,
        tx: &mut Tx,
        unit: Option<&Unit>,
        from: Month,
    ) -> Result<(), Failure> {
        let change = serde_json::json!({
            "unit": unit.map_or(0, |unit| unit.id.0),
            "code": unit.map_or("", |unit| &unit.code),
            "from": from.index(),
            "to": self.month().index().max(from.index()),
            "kind": "units",
        });
        tx.append_outbox(self.now(), &change.to_string()).await?;
        Ok(())
    }
}

/// A unit on the wire, with its parent as of `month` or, when it has ended, as of its end.
pub(super) fn unit_row(tree: &Tree, unit: &Unit, month: Month) -> UnitRow {
    let parent = tree.parent_in(unit.id, last(unit, month)).and_then(|id| tree.get(id));
    UnitRow {
        code: unit.code.clone(),
        level: unit.level,
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        parent: parent.map(|parent| parent.code.clone()),
        opened: unit.opened.to_string(),
        closed: unit.closed.map(|month| month.to_string()),
        lat: unit.position.map(|position| position.0),
        lon: unit.position.map(|position| position.1),
        area_km2: unit.area_km2,
        population: unit.population,
        groups: unit.groups.clone(),
        townships: unit.townships.clone(),
        facts: unit.facts.clone(),
    }
}

/// The month nearest to `month` in which the unit exists.
pub(super) fn last(unit: &Unit, month: Month) -> Month {
    let end = unit.closed.map_or(month, |closed| month.min(closed.plus(-1)));
    end.max(unit.opened)
}

pub(super) fn parse_level(field: &str, text: &str) -> Result<Level, Failure> {
    text.parse().map_err(|_| Failure::invalid(field, "bad_level", text))
}

fn sort(units: &mut [&Unit], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let order: fn(&Unit, &Unit) -> Ordering = match column {
        "" | "code" => |a, b| a.code.cmp(&b.code),
        "name" => |a, b| a.name.cmp(&b.name),
        "level" => |a, b| a.level.cmp(&b.level),
        "opened" => |a, b| a.opened.cmp(&b.opened),
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    units.sort_by(|a, b| {
        let order = order(a, b).then_with(|| a.code.cmp(&b.code));
        if down { order.reverse() } else { order }
    });
    Ok(())
}

pub(super) fn check_name(field: &str, name: &str) -> Result<(), Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(Failure::invalid(field, "bad_name", name));
    }
    Ok(())
}

fn check_order(order: &UnitOrder) -> Result<NewUnit, Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if order.code.is_empty() || order.code.len() > 40 || !order.code.chars().all(plain) {
        return Err(Failure::invalid("code", "bad_code", &order.code));
    }
    check_name("name", &order.name)?;
    let month =
        |field, text: &str| text.parse::<Month>().map_err(|_| Failure::invalid(field, "bad_month", text));
    let opened = month("opened", &order.opened)?;
    // A slip of the pen would stand in every list for ever.
    if !(1900..=2100).contains(&opened.year()) {
        return Err(Failure::invalid("opened", "out_of_range", opened.to_string()));
    }
    let closed = order.closed.as_deref().map(|text| month("closed", text)).transpose()?;
    if closed.is_some_and(|closed| closed <= opened) {
        return Err(Failure::invalid("closed", "not_after_opening", opened.to_string()));
    }
    let position = order.lat.zip(order.lon);
    if position.is_some_and(|(lat, lon)| !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon)) {
        return Err(Failure::invalid(
            "lat",
            "bad_position",
            position.map(|(lat, lon)| format!("{lat}, {lon}")).unwrap_or_default(),
        ));
    }
    if order.area_km2.is_some_and(|area| !(0.0..=1e8).contains(&area)) {
        return Err(Failure::invalid(
            "area_km2",
            "out_of_range",
            order.area_km2.unwrap_or_default().to_string(),
        ));
    }
    if order.population.is_some_and(|population| population < 0) {
        return Err(Failure::invalid(
            "population",
            "out_of_range",
            order.population.unwrap_or_default().to_string(),
        ));
    }
    Ok(NewUnit {
        code: order.code.clone(),
        level: parse_level("level", &order.level)?,
        name: order.name.trim().to_owned(),
        name_en: order.name_en.trim().to_owned(),
        pinyin: order.pinyin.to_lowercase().replace(' ', ""),
        parent: None,
        opened,
        closed,
        position,
        area_km2: order.area_km2,
        population: order.population,
        groups: order.groups.clone(),
        townships: order.townships.clone(),
        facts: order.facts.clone(),
    })
}

/// Whether a unit is known just as it is ordered.
fn same(tree: &Tree, known: &Unit, order: &NewUnit, parent: Option<UnitId>, month: Month) -> bool {
    known.level == order.level
        && known.name == order.name
        && known.name_en == order.name_en
        && known.closed == order.closed
        && tree.parent_in(known.id, last(known, month)) == parent
}

fn check_other(
    tree: &Tree,
    unit: &Unit,
    other: &Unit,
    field: &str,
    edit: &UnitEdit,
    from: Month,
) -> Result<(), Failure> {
    let wrong = |reason| Err(Failure::invalid(field, reason, &other.code));
    if tree.is_within(other.id, unit.id, from) {
        return wrong("within_itself");
    }
    if !other.exists_in(from) {
        return wrong("not_existing_then");
    }
    match edit {
        UnitEdit::Move { .. } if other.level >= unit.level => wrong("parent_too_low"),
        UnitEdit::Merge { .. } if other.level != unit.level => wrong("other_level"),
        _ => Ok(()),
    }
}
