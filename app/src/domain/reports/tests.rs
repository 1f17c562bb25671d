use super::*;
use crate::domain::{
    catalogue::Catalogue,
    forms::{Form, Severity},
    permissions::Action,
    units::Level,
};
use std::collections::BTreeMap;

fn form(id: &str) -> Form {
    Catalogue::built_in().unwrap().form(id).unwrap().clone()
}

/// Answers that a tribunal could give: yes, zero, the first choice, a word, a day.
fn filled(form: &Form) -> BTreeMap<String, String> {
    use crate::domain::catalogue::Kind;
    let answer = |field: &crate::domain::forms::Field| match field.kind {
        Kind::Count | Kind::Stock | Kind::Measure => field.low.to_string(),
        Kind::YesNo => "yes".to_owned(),
        Kind::Choice => field.choices[0].id.clone(),
        Kind::Text => "说明".to_owned(),
        Kind::Date => "2026-10-01".to_owned(),
        Kind::Photo => r#"[{"file":1,"caption":"大门"}]"#.to_owned(),
    };
    form.fields().filter(|field| !field.given).map(|field| (field.id.clone(), answer(field))).collect()
}

#[test]
fn every_form_can_be_filled_in_and_says_what_is_missing() {
    let catalogue = Catalogue::built_in().unwrap();
    assert_eq!(catalogue.forms().len(), 10);
    for form in catalogue.forms() {
        let errors = |answers: &BTreeMap<String, String>| {
            let found = check(form, answers, &Context::default());
            found.into_iter().filter(|finding| finding.severity == Severity::Error).collect::<Vec<_>>()
        };
        assert_eq!(errors(&filled(form)), vec![], "{}", form.id);
        let required = form.fields().filter(|field| field.required).count();
        assert_eq!(errors(&BTreeMap::new()).len(), required, "{}", form.id);
    }
}

#[test]
fn the_infrastructure_checklist_has_its_forty_points_and_the_month_takes_few_fields() {
    use crate::domain::catalogue::Kind;
    let points = form("infrastructure").fields().filter(|field| field.kind == Kind::YesNo).count();
    assert!(points >= 40, "{points}");
    assert!(form("monthly").asked() <= 16);
}

#[test]
fn numbers_are_read_as_people_type_them() {
    let form = form("monthly");
    let field = form.fields().find(|field| !field.given && field.is_number()).unwrap();
    assert_eq!(read(field, " 12 "), Ok(Value::Number(12.0)));
    assert_eq!(read(field, "１２"), Ok(Value::Number(12.0)));
    assert_eq!(read(field, "1,200").map_err(|fault| fault.0).is_ok(), field.high.is_none_or(|h| h >= 1200.0));
    for (text, code) in
        [("twelve", "not_a_number"), ("1e3", "not_a_number"), ("-1", "too_low"), ("1.5", "not_whole")]
    {
        assert_eq!(read(field, text).unwrap_err().0, code, "{text}");
    }
}

#[test]
fn what_is_unlike_last_time_needs_a_comment_and_a_broken_rule_names_its_words() {
    let form = form("monthly");
    let field = form
        .fields()
        .find(|field| !field.given && field.is_number() && field.high.is_none_or(|high| high >= 400.0))
        .unwrap();
    let mut answers = filled(&form);
    answers.insert(field.id.clone(), "400".to_owned());
    let mut context = Context::default();
    context.last.insert(field.id.clone(), "100".to_owned());
    let warned = |context: &Context| {
        let found = check(&form, &answers, context);
        found.iter().any(|finding| finding.field == field.id && finding.code == "unlike_last")
    };
    assert!(warned(&context));
    context.commented.push(field.id.clone());
    assert!(!warned(&context));

    let rule = form.rules.iter().find(|rule| rule.severity == Severity::Error).unwrap();
    let (left, right) = (rule.left.clone(), rule.right.clone());
    let mut answers = filled(&form);
    answers.insert(left.clone(), "9".to_owned());
    answers.insert(right, "3".to_owned());
    let found = check(&form, &answers, &Context::default());
    assert!(found.iter().any(|finding| finding.code == "rule" && finding.field == left), "{found:?}");
}

#[test]
fn a_list_is_checked_row_by_row_and_column_by_column() {
    let form = form("honours");
    let list = form.lists().next().unwrap();
    let required = list.fields.iter().find(|field| field.required).unwrap();
    let date = list.fields.iter().find(|f| f.kind == crate::domain::catalogue::Kind::Date).unwrap();
    let mut answers = filled(&form);
    let rows = format!(r#"[{{"{}":"x"}},{{"{}":"yesterday"}},{{}}]"#, required.id, date.id);
    answers.insert(list.id.clone(), rows);
    let found = check(&form, &answers, &Context::default());
    let at = |row, column: &str| {
        let is = |f: &&Finding| f.row == Some(row) && f.column.as_deref() == Some(column);
        found.iter().find(is).map(|finding| finding.code.as_str())
    };
    assert_eq!(at(2, &date.id), Some("not_a_date"));
    assert_eq!(at(2, &required.id), Some("missing"));
    assert!(found.iter().all(|finding| finding.row != Some(3)), "an empty row is no row");
    answers.insert(list.id.clone(), "nonsense".to_owned());
    assert!(check(&form, &answers, &Context::default()).iter().any(|finding| finding.code == "not_rows"));
}

#[test]
fn a_report_goes_up_the_ladder_step_by_step_and_never_around_it() {
    let ladders: [&[Level]; 3] =
        [&[Level::Court, Level::City, Level::Province], &[Level::Court, Level::Province], &[Level::Province]];
    for ladder in ladders {
        let mut state = State::Draft.after(Move::Submit, ladder).unwrap();
        let mut steps = Vec::new();
        while let Some(level) = state.waits_for(ladder) {
            assert_eq!(state.after(Move::Return, ladder), Ok(State::Returned));
            assert!(state.after(Move::Submit, ladder).is_err());
            steps.push(level);
            state = state.after(Move::Approve, ladder).unwrap();
        }
        assert_eq!((state, steps.as_slice()), (State::Accepted, ladder));
        assert_eq!(state.after(Move::Reopen, ladder), Ok(State::Returned));
        for what in [Move::Submit, Move::Withdraw, Move::Approve, Move::Return] {
            assert!(state.after(what, ladder).is_err(), "{what:?}");
        }
    }
}

#[test]
fn each_step_has_an_action_of_its_own() {
    let ladder = [Level::Court, Level::City, Level::Province];
    let action = |what: Move, state| what.action(state, &ladder);
    assert_eq!(action(Move::Approve, State::Submitted), Some(Action::EndorseReports));
    assert_eq!(action(Move::Return, State::Endorsed), Some(Action::CheckReports));
    assert_eq!(action(Move::Approve, State::Checked), Some(Action::AcceptReports));
    assert_eq!(action(Move::Reopen, State::Accepted), Some(Action::AcceptReports));
    assert_eq!(action(Move::Approve, State::Draft), None);
    assert_eq!(action(Move::Submit, State::Draft), Some(Action::FillReports));
}

#[test]
fn standing_tells_late_from_due_and_from_not_due() {
    let day = |text: &str| text.parse().unwrap();
    let (ended, due) = (day("2026-11-01"), Some(day("2026-11-05")));
    let standing = |state, today: &str| Standing::of(state, day(today), ended, due);
    assert_eq!(standing(None, "2026-10-31"), Standing::NotDue);
    assert_eq!(standing(None, "2026-11-05"), Standing::Due);
    assert_eq!(standing(Some(State::Draft), "2026-11-06"), Standing::Late);
    assert_eq!(standing(Some(State::Returned), "2026-11-06"), Standing::Returned);
    assert_eq!(standing(Some(State::Endorsed), "2026-11-06"), Standing::Submitted);
    assert_eq!(Standing::of(None, day("2026-11-06"), ended, None), Standing::NotDue);
}
