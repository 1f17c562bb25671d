//! Contact persons, difficulties and voices as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::{
    contacts::{ContactRow, DifficultyRow},
    voices::{ProblemCount, VoiceRow},
};

impl TableRow for ContactRow {
    const HEAD: &'static [&'static str] = &[
        "unit",
        "unit_name",
        "court",
        "city",
        "person",
        "office",
        "telephone",
        "since",
        "guidance",
        "last_visit",
        "next_day",
        "open",
        "overdue",
    ];

    fn cells(&self) -> Vec<Cell> {
        let person = self.person.as_ref();
        let said = |text: Option<&String>| text.map_or(Cell::Empty, Cell::from);
        vec![
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.court_name.0).into(),
            (&self.city_name.0).into(),
            said(person.map(|person| &person.name)),
            said(person.map(|person| &person.office.0)),
            said(person.map(|person| &person.telephone)),
            said(person.map(|person| &person.from)),
            word(&self.guidance),
            said(self.last_visit.as_ref()),
            (&self.next_day).into(),
            self.open.into(),
            self.overdue.into(),
        ]
    }
}

impl TableRow for DifficultyRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "unit",
        "unit_name",
        "text",
        "addressee",
        "state",
        "raised_by",
        "raised_on",
        "deadline",
        "days_over",
        "answer",
        "answered_by",
        "answered_on",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.text).into(),
            (&self.addressee.0).into(),
            word(&self.state),
            (&self.raised_by).into(),
            (&self.raised_on).into(),
            (&self.deadline).into(),
            self.days_over.into(),
            (&self.answer).into(),
            (&self.answered_by).into(),
            self.answered_on.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for VoiceRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "unit",
        "unit_name",
        "city",
        "day",
        "rating",
        "problems",
        "state",
        "reason",
        "answer",
        "answered_by",
        "answered_on",
    ];

    fn cells(&self) -> Vec<Cell> {
        let problems: Vec<&str> = self.problems.iter().map(|(_, zh, _)| zh.as_str()).collect();
        vec![
            self.id.into(),
            (&self.unit).into(),
            (&self.unit_name.0).into(),
            (&self.city_name.0).into(),
            (&self.day).into(),
            self.rating.into(),
            problems.join("；").as_str().into(),
            word(&self.state),
            (&self.reason).into(),
            (&self.answer).into(),
            (&self.answered_by).into(),
            self.answered_on.as_deref().unwrap_or_default().into(),
        ]
    }
}

impl TableRow for ProblemCount {
    const HEAD: &'static [&'static str] = &["module", "module_name", "problem", "problem_name", "ticked"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.module).into(),
            (&self.module_name.0).into(),
            (&self.problem).into(),
            (&self.problem_name.0).into(),
            self.ticked.into(),
        ]
    }
}
