//! Where every tribunal stands, who is late, and when it will be done.

use super::{Campaign, Platform, names};
use crate::{platform::refusal, services::values::instant, store::reviews::EntryRow};
use app::{
    api::{
        Failure, ListQuery,
        reviews::{Board, BoardQuery, BoardRow},
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{EntryState, Phase, Stage, forecast},
        units::UnitId,
    },
};
use chrono::Days;
use std::collections::{BTreeMap, HashMap};

/// Days that the pace is taken from.
const PACE_DAYS: u32 = 14;

impl Platform {
    pub(super) async fn show_board(&self, actor: &Actor, query: &BoardQuery) -> Result<Board, Failure> {
        let campaign = self.campaign(query.campaign).await?;
        if campaign.phase == Phase::Draft && !self.runs(actor, &campaign) {
            return Err(refusal(actor, &campaign.unit.code));
        }
        self.authorise_somewhere(actor, Action::ReadReviews).await?;
        let month = self.month();
        let mut entries = self.db.entries(query.campaign).await?;
        entries.retain(|entry| {
            let unit = campaign.tree.get(UnitId(entry.unit_id));
            unit.is_some_and(|unit| may(actor, Action::ReadReviews, unit, &campaign.tree, month))
        });
        let mut rows = self.board_rows(&campaign, &entries).await?;
        let mut counts: BTreeMap<EntryState, u32> = BTreeMap::new();
        for row in &rows {
            *counts.entry(row.state).or_default() += 1;
        }
        let late = rows.iter().filter(|row| row.days_late.is_some()).count() as u32;
        let taking_part = || rows.iter().filter(|row| row.state.takes_part());
        let progress =
            (taking_part().map(|row| row.settled).sum(), taking_part().map(|row| row.items).sum::<u32>());
        let (wanted, pace) = self.left_to_mark(&entries).await?;
        let forecast = forecast(self.today(), wanted, pace, PACE_DAYS)
            .filter(|_| campaign.phase == Phase::Open && !rows.is_empty())
            .map(|day| day.to_string());
        let needle = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let text =
                format!("{} {} {} {} {}", row.unit, row.unit_name.0, row.unit_name.1, row.city.0, row.city.1);
            (needle.is_empty() || text.to_lowercase().contains(&needle))
                && (query.state.is_empty() || row.state.as_str() == query.state)
                && (!query.late || row.days_late.is_some())
        });
        sort(&mut rows, &query.sort)?;
        let list = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(Board {
            page: list.page(rows),
            counts: counts.into_iter().collect(),
            late,
            progress,
            forecast,
            due: campaign.settings.calendar.last(Stage::Review).to_string(),
        })
    }

    /// How many marks are still wanted for some entries, and how many were made of late.
    async fn left_to_mark(&self, entries: &[EntryRow]) -> Result<(u32, u32), Failure> {
        let takes_part = |entry: &&EntryRow| entry.state().is_ok_and(EntryState::takes_part);
        let entries: Vec<&EntryRow> = entries.iter().filter(takes_part).collect();
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let since = self.now() - chrono::Duration::days(PACE_DAYS.into());
        let made = self.db.mark_counts(&numbers, since).await?;
        let pace: i64 = made.values().map(|(_, of_late)| of_late).sum();
        // Two mark every item that wants a mark, whether they are drawn already or not.
        let of_each: HashMap<i64, i64> = entries.iter().map(|entry| (entry.id, entry.wanted)).collect();
        let mut left: i64 = of_each.values().map(|wanted| wanted * 2).sum();
        for drawn in self.db.assignments(&numbers).await? {
            let done = made.get(&drawn.id).map_or(0, |(marks, _)| *marks);
            let wanted = match drawn.items() {
                Some(items) => {
                    left += items.len() as i64;
                    items.len() as i64
                }
                None => of_each.get(&drawn.entry_id).copied().unwrap_or_default(),
            };
            left -= if drawn.handed_in_at.is_some() { wanted } else { done.min(wanted) };
        }
        Ok((u32::try_from(left).unwrap_or_default(), u32::try_from(pace).unwrap_or_default()))
    }

    /// Rows of entries, in a number of questions that does not depend on how many they are.
    pub(super) async fn board_rows(
        &self,
        campaign: &Campaign,
        entries: &[EntryRow],
    ) -> Result<Vec<BoardRow>, Failure> {
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let mut reviewers: HashMap<i64, (u32, u32)> = HashMap::new();
        for drawn in self.db.assignments(&numbers).await? {
            let counted = reviewers.entry(drawn.entry_id).or_default();
            counted.0 += 1;
            counted.1 += u32::from(drawn.handed_in_at.is_some());
        }
        let mut demands: HashMap<i64, u32> = HashMap::new();
        for demand in self.db.entry_demands(&numbers).await? {
            *demands.entry(demand.entry_id).or_default() += u32::from(demand.answered_at.is_none());
        }
        let mut checks: HashMap<i64, bool> = HashMap::new();
        for check in self.db.checks(&numbers).await? {
            let done = checks.entry(check.entry_id).or_insert(true);
            *done &= check.done_at.is_some();
        }
        let today = self.today();
        let row = |entry: &EntryRow| {
            let unit = campaign.tree.get(UnitId(entry.unit_id))?;
            let state = entry.state().ok()?;
            let late = |stage| campaign.settings.calendar.days_late(stage, today);
            Some(BoardRow {
                unit: unit.code.clone(),
                unit_name: names(unit),
                city: campaign.city_names(self, unit.id),
                state,
                since: instant(entry.since),
                revision: entry.revision,
                waits_for: state.waits_for(),
                days_late: state.stage().and_then(late).filter(|_| campaign.phase == Phase::Open),
                answered: entry.answered as u32,
                items: entry.items as u32,
                settled: entry.settled as u32,
                reviewers: {
                    let (drawn, handed_in) = reviewers.get(&entry.id).copied().unwrap_or_default();
                    (drawn, handed_in)
                },
                disputed: entry.disputed as u32,
                demands: demands.get(&entry.id).copied().unwrap_or_default(),
                check: checks.get(&entry.id).map(|done| if *done { "done" } else { "planned" }.to_owned()),
            })
        };
        Ok(entries.iter().filter_map(row).collect())
    }

    /// When something has to be done at the latest.
    pub(super) fn due(&self, campaign: &Campaign, state: EntryState) -> Option<chrono::NaiveDate> {
        let stage = state.stage()?;
        Some(campaign.settings.calendar.last(stage)).filter(|_| campaign.phase == Phase::Open)
    }

    /// The last day that a request for evidence can name.
    pub(super) fn latest_demand(&self) -> chrono::NaiveDate {
        let today = self.today();
        today.checked_add_days(Days::new(60)).unwrap_or(today)
    }
}

fn sort(rows: &mut [BoardRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    match column {
        "" | "unit" => rows.sort_by(|a, b| a.unit.cmp(&b.unit)),
        "state" => rows.sort_by(|a, b| (a.state, &a.unit).cmp(&(b.state, &b.unit))),
        "late" => rows.sort_by(|a, b| (a.days_late, &a.unit).cmp(&(b.days_late, &b.unit))),
        "progress" => {
            rows.sort_by(|a, b| (a.settled, a.answered, &a.unit).cmp(&(b.settled, b.answered, &b.unit)))
        }
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    }
    if down {
        rows.reverse();
    }
    Ok(())
}
