use super::*;
use proptest::prelude::*;

#[test]
fn every_move_has_one_line_and_every_word_is_read_back() {
    for what in ProblemMove::ALL {
        let lines: Vec<_> = RULES.iter().filter(|rule| rule.what == *what).collect();
        assert_eq!(lines.len(), 1, "{what:?}");
        assert_eq!(ProblemMove::from_word(what.as_str()), Some(*what));
        assert!(
            !lines[0].from.contains(&lines[0].to) || *what == ProblemMove::Assign,
            "{what:?} leads nowhere"
        );
    }
    for state in ProblemState::ALL {
        assert_eq!(ProblemState::from_word(state.as_str()), Some(*state));
    }
    assert_eq!(ProblemState::from_word("else"), None);
}

#[test]
fn the_chain_goes_from_raising_to_looking_again_and_no_step_can_be_left_out() {
    use ProblemMove as M;
    let chain = [M::Confirm, M::Assign, M::Answer, M::Check, M::Close, M::Hold];
    let mut state = ProblemState::Open;
    for (n, what) in chain.into_iter().enumerate() {
        for later in &chain[n + 1..] {
            assert_eq!(state.after(*later), None, "{later:?} of {state:?}");
        }
        state = state.after(what).unwrap();
    }
    assert_eq!(state, ProblemState::Held);
    assert_eq!(state.after(M::Reopen), Some(ProblemState::Assigned));
    for end in [ProblemState::Dismissed, ProblemState::Withdrawn] {
        assert!(M::ALL.iter().all(|what| end.after(*what).is_none()), "{end:?} is the end");
    }
}

#[test]
fn what_waits_can_be_moved_and_only_what_is_verified_counts() {
    for state in ProblemState::ALL {
        let moves = ProblemMove::ALL.iter().any(|what| state.after(*what).is_some());
        assert!(!state.waits() || moves, "{state:?} waits for ever");
    }
    // Whoever answers neither checks nor closes the own answer.
    for what in [ProblemMove::Check, ProblemMove::SendBack, ProblemMove::Close] {
        assert!(what.needs(Need::SecondPerson), "{what:?}");
        assert_eq!(what.action(), Action::OverseeProblems);
    }
    assert_eq!(ProblemMove::Answer.action(), Action::AnswerProblems);
    assert!(ContextKind::File.wants_evidence() && !ContextKind::Figure.wants_evidence());
}

#[test]
fn the_first_day_over_tells_the_next_level_and_every_few_days_one_more() {
    let told: Vec<_> = (-1..=8).map(|days| escalation(days, 3)).collect();
    assert_eq!(told, [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]);
    assert_eq!(above(Role::TribunalHead)[0], Role::CourtManager);
    assert_eq!(above(Role::CourtManager)[0], Role::CitySupervisor);
    assert_eq!(
        [0, 7, 8, 30, 31, 90, 91].map(Age::of).map(Age::as_str),
        ["week", "week", "month", "month", "quarter", "quarter", "older"]
    );
}

proptest! {
    #[test]
    fn no_level_is_ever_taken_back(days in -1_000i64..10_000, every in -2i64..60) {
        let (now, later) = (escalation(days, every), escalation(days + 1, every));
        prop_assert!(later >= now && later - now <= 1);
    }

    /// Whatever is tried in whatever order: a problem is closed only after it was confirmed, answered and checked.
    #[test]
    fn nothing_is_closed_that_was_not_checked(tries in prop::collection::vec(0usize..10, 0..40)) {
        let mut state = ProblemState::Open;
        let mut done = vec![];
        for n in tries {
            let what = ProblemMove::ALL[n];
            if let Some(after) = state.after(what) {
                state = after;
                done.push(what);
            }
        }
        if matches!(state, ProblemState::Closed | ProblemState::Held) {
            for wanted in [ProblemMove::Confirm, ProblemMove::Assign, ProblemMove::Answer, ProblemMove::Check] {
                prop_assert!(done.contains(&wanted));
            }
        }
    }
}

#[cfg(feature = "ssr")]
mod shipped {
    use super::super::reading::read_problem_rules;

    const TEXT: &str = "recheck_days = 30\nescalate_days = 3\nrepeat_days = 365\n[days]\nminor = 30\nserious = 15\ngrave = 5\n";

    #[test]
    fn ten_categories_are_shipped() {
        let rules =
            read_problem_rules("problems.toml", include_str!("../../../catalogue/problems.toml")).unwrap();
        assert_eq!(rules.categories.len(), 10);
        assert_eq!((rules.days, rules.recheck_days), ([30, 15, 5], 30));
        assert_eq!(rules.category("security").unwrap().name.1, "Security check");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let one = "[[category]]\nid = \"a\"\nzh = \"甲\"\nen = \"A\"\n";
        let fault = |text: String| read_problem_rules("problems.toml", &text).unwrap_err().to_string();
        assert!(fault(TEXT.to_owned()).contains("missing field `category`"));
        assert!(
            fault(format!("{TEXT}{one}{one}")).contains("twice"),
            "{}",
            fault(format!("{TEXT}{one}{one}"))
        );
        assert!(fault(format!("{}{one}", TEXT.replace("grave = 5", "grave = 0"))).contains("days from 1"));
        assert!(read_problem_rules("problems.toml", &format!("{TEXT}{one}")).is_ok());
    }
}
