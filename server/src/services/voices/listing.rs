//! Lists of voices, without words and contacts, and what was said in a span.

use crate::{
    platform::Platform,
    services::problems::day_text,
    store::voices::{StoredVoice, VoiceFilter},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        voices::{ProblemCount, VoiceFigures, VoiceFiguresQuery, VoiceList, VoiceRow, VoicesQuery},
    },
    domain::{
        periods::Month,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
        voices::{BEST, VoiceState},
    },
};
use std::collections::{HashMap, HashSet};

/// Months of the figures where nothing is said.
const USUAL: i32 = 12;
/// Most months of the figures.
const LONGEST: i32 = 120;

impl Platform {
    pub(super) async fn voice_list(&self, actor: &Actor, query: &VoicesQuery) -> Result<VoiceList, Failure> {
        let (tree, units) = self.tribunals_for(actor, Action::ReadVoices, &query.unit).await?;
        let (states, unanswered) = match query.state.as_str() {
            "" => (vec![VoiceState::New, VoiceState::Shown], false),
            "all" => (VoiceState::ALL.to_vec(), false),
            "unanswered" => (vec![VoiceState::New, VoiceState::Shown], true),
            word => match VoiceState::from_word(word) {
                Some(state) => (vec![state], false),
                None => return Err(Failure::invalid("state", "malformed", word)),
            },
        };
        let rating = match query.rating.as_str() {
            "" => BEST,
            text => text
                .parse()
                .ok()
                .filter(|rating| (1..=BEST).contains(rating))
                .ok_or_else(|| Failure::invalid("rating", "malformed", text))?,
        };
        let rules = self.catalogue.voice_rules();
        let problems: Vec<&str> = match query.problem.as_str() {
            "" => vec![],
            id => match rules.modules.iter().find(|module| module.id == id) {
                Some(module) => module.problems.iter().map(|problem| problem.id.as_str()).collect(),
                None if rules.problem(id).is_some() => vec![id],
                None => return Err(Failure::invalid("problem", "malformed", id)),
            },
        };
        let (sort, down) = query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |c| (c, true));
        if !matches!(sort, "" | "day" | "rating" | "unit") {
            return Err(Failure::invalid("sort", "bad_sort", &query.sort));
        }
        let month = self.month();
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let answers = |unit: &&Unit| may(actor, Action::AnswerVoices, unit, &tree, month);
        let open: Vec<UnitId> = units.iter().filter(answers).map(|unit| unit.id).collect();
        let search = query.search.trim().to_lowercase();
        let named: Vec<UnitId> = match search.is_empty() {
            true => vec![],
            false => units.iter().filter(|unit| unit.is_called(&search)).map(|unit| unit.id).collect(),
        };
        let filter = VoiceFilter {
            units: &ids,
            open: &open,
            states: &states,
            unanswered,
            problems: &problems,
            rating: i64::from(rating),
            search: &search,
            named: &named,
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (stored, total) = self.db.voices(&filter, window).await?;
        let numbers: Vec<i64> = stored.iter().map(|row| row.id).collect();
        let ticked = self.db.voice_problems(&numbers).await?;
        let open: HashSet<UnitId> = open.into_iter().collect();
        let mut rows = vec![];
        for row in &stored {
            let Some(unit) = tree.get(UnitId(row.unit_id)) else { continue };
            rows.push(self.voice_row(&tree, unit, row, &ticked, open.contains(&unit.id))?);
        }
        Ok(VoiceList {
            page: Page { rows, total: u32::try_from(total).unwrap_or(u32::MAX), offset: query.offset },
            cities: self.cities_for(actor, Action::ReadVoices, &tree),
            modules: rules.modules.clone(),
        })
    }

    /// A voice on the wire.
    pub(super) fn voice_row(
        &self,
        tree: &Tree,
        unit: &Unit,
        row: &StoredVoice,
        ticked: &[(i64, String)],
        may_answer: bool,
    ) -> Result<VoiceRow, Failure> {
        let rules = self.catalogue.voice_rules();
        let problems = ticked.iter().filter(|(voice, _)| *voice == row.id).map(|(_, id)| {
            // What the catalogue no longer asks keeps its id.
            let name = rules.problem(id).map(|(_, problem)| problem.name.clone());
            let (zh, en) = name.unwrap_or_else(|| (id.clone(), id.clone()));
            (id.clone(), zh, en)
        });
        Ok(VoiceRow {
            id: row.id,
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            city_name: self.names_above(tree, unit.id, Level::City),
            day: day_text(row.day),
            rating: row.rating,
            problems: problems.collect(),
            state: row.state()?,
            reason: row.reason.clone(),
            has_text: !row.words.is_empty(),
            has_contact: !row.contact.is_empty(),
            answer: row.answer.clone(),
            answered_by: row.answered_by.clone(),
            answered_on: row.answered_on.map(day_text),
            may_answer,
        })
    }

    pub(super) async fn figures_of_voices(
        &self,
        actor: &Actor,
        query: &VoiceFiguresQuery,
    ) -> Result<VoiceFigures, Failure> {
        let (_, units) = self.tribunals_for(actor, Action::ReadVoices, &query.unit).await?;
        let month = |field: &str, text: &str, usual: Month| match text.trim() {
            "" => Ok(usual),
            text => text.parse::<Month>().map_err(|_| Failure::invalid(field, "bad_month", text)),
        };
        let last = month("to", &query.to, self.month())?;
        let first = month("from", &query.from, last.plus(1 - USUAL))?;
        if last < first {
            return Err(Failure::invalid("to", "before_from", last.to_string()));
        }
        if last.index() - first.index() >= LONGEST {
            return Err(Failure::invalid("to", "span_too_long", last.to_string()));
        }
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let ratings = self.db.voice_ratings(&ids, (first, last)).await?;
        let ticks: HashMap<String, i64> =
            self.db.voice_ticks(&ids, (first, last)).await?.into_iter().collect();
        let rules = self.catalogue.voice_rules();
        let of_mark = |mark: u32| -> i64 {
            ratings.iter().filter(|count| count.rating == i64::from(mark)).map(|count| count.n).sum()
        };
        let marks: Vec<i64> = (1..=BEST).map(of_mark).collect();
        let heard: HashSet<i64> = ratings.iter().map(|count| count.unit_id).collect();
        let problems = rules.modules.iter().flat_map(|module| {
            module.problems.iter().map(|problem| ProblemCount {
                module: module.id.clone(),
                module_name: module.name.clone(),
                problem: problem.id.clone(),
                problem_name: problem.name.clone(),
                ticked: ticks.get(&problem.id).copied().unwrap_or_default(),
            })
        });
        Ok(VoiceFigures {
            months: (first.to_string(), last.to_string()),
            answers: marks.iter().sum(),
            satisfied: (rules.satisfied_from..=BEST).map(of_mark).sum(),
            ratings: marks,
            tribunals: (heard.len() as i64, units.len() as i64),
            problems: problems.collect(),
        })
    }
}
