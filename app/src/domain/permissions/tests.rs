use super::*;
use crate::domain::tree::tests::{small_tree, unit};

fn actor(role: Role, unit: i64) -> Actor {
    Actor { name: "x".into(), grants: vec![Grant { role, unit: UnitId(unit) }], operator: false }
}

fn ask(role: Role, at: i64, action: Action, unit_id: i64) -> bool {
    let tree = small_tree();
    may(&actor(role, at), action, tree.get(UnitId(unit_id)).unwrap(), &tree, Month::from_index(24000))
}

#[test]
fn a_foreign_unit_is_refused_for_every_role_and_action() {
    // City 3 is foreign to everyone at city 2, court 4, tribunal 5.
    for role in Role::ALL {
        for action in Action::ALL {
            for at in [2, 4, 5] {
                assert!(!ask(role, at, action, 3), "{role} at {at} may {action:?} in a foreign city");
            }
        }
    }
}

#[test]
fn roles_reach_down_and_only_names_are_seen_upwards() {
    assert!(ask(Role::CitySupervisor, 2, Action::ReadValues, 5));
    assert!(!ask(Role::CourtManager, 4, Action::ReadValues, 2));
    assert!(ask(Role::CourtManager, 4, Action::SeeUnit, 1));
}

#[test]
fn a_post_is_hidden_from_reviewers_administrators_and_guests() {
    let tree = small_tree();
    let mut post = unit(5, "T", Level::Post);
    post.level = Level::Post;
    for role in Role::ALL {
        let allowed = may(&actor(role, 1), Action::ReadValues, &post, &tree, Month::from_index(24000));
        let above = matches!(
            role,
            Role::ProvincialSupervisor
                | Role::CitySupervisor
                | Role::CourtManager
                | Role::TribunalHead
                | Role::PostJudge
        );
        assert_eq!(allowed, above, "{role}");
    }
}

#[test]
fn files_are_added_from_below_and_read_from_above() {
    for role in Role::ALL {
        let adds = matches!(role, Role::CourtManager | Role::TribunalHead);
        let above = matches!(role, Role::ProvincialSupervisor | Role::CitySupervisor | Role::Reviewer);
        assert_eq!(ask(role, 4, Action::AddFiles, 5), adds, "{role}");
        assert_eq!(ask(role, 4, Action::ReadFiles, 5), adds || above, "{role}");
    }
}

#[test]
fn problems_are_raised_from_above_answered_from_below_and_hidden_from_the_others() {
    for role in Role::ALL {
        let above = matches!(role, Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor);
        let below = matches!(role, Role::TribunalHead | Role::CourtManager);
        let issues = matches!(role, Role::CitySupervisor | Role::ProvincialSupervisor);
        assert_eq!(ask(role, 4, Action::ReadProblems, 5), above || below, "{role}");
        assert_eq!(ask(role, 4, Action::OverseeProblems, 5), above, "{role}");
        assert_eq!(ask(role, 4, Action::AnswerProblems, 5), below, "{role}");
        assert_eq!(ask(role, 2, Action::IssueBulletins, 2), issues, "{role}");
    }
}

#[test]
fn contact_persons_and_voices_are_dealt_with_from_above_and_seen_below() {
    for role in Role::ALL {
        let above = matches!(role, Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor);
        let sees = above || role == Role::TribunalHead;
        for action in [Action::ReadContacts, Action::RaiseDifficulties, Action::ReadVoices] {
            assert_eq!(ask(role, 4, action, 5), sees, "{role} {action:?}");
        }
        for action in [Action::OverseeContacts, Action::AnswerVoices] {
            assert_eq!(ask(role, 4, action, 5), above, "{role} {action:?}");
        }
    }
}

#[test]
fn single_cases_stay_at_the_court_and_nobody_objects_for_a_judge() {
    let tree = small_tree();
    let mut post = unit(5, "T", Level::Post);
    post.level = Level::Post;
    let at_post = |role, action| may(&actor(role, 1), action, &post, &tree, Month::from_index(24000));
    for role in Role::ALL {
        let works = matches!(role, Role::PostJudge | Role::TribunalHead | Role::CourtManager);
        assert_eq!(at_post(role, Action::ReadCases), works, "{role}");
        assert_eq!(at_post(role, Action::ObjectFigures), role == Role::PostJudge, "{role}");
        assert_eq!(ask(role, 4, Action::ObjectFigures, 5), role == Role::TribunalHead, "{role}");
        assert_eq!(at_post(role, Action::AnswerObjections), role == Role::CourtManager, "{role}");
        // Whoever may read a judge's figures sees that they are objected to.
        assert_eq!(at_post(role, Action::ReadObjections), at_post(role, Action::ReadValues), "{role}");
    }
}

#[test]
fn alarms_are_for_those_who_answer_for_safety() {
    for role in Role::ALL {
        let answers = matches!(
            role,
            Role::TribunalHead | Role::CourtManager | Role::CitySupervisor | Role::ProvincialSupervisor
        );
        for action in [Action::ReadAlarms, Action::AnswerAlarms] {
            assert_eq!(ask(role, 4, action, 5), answers, "{role}");
        }
        assert_eq!(ask(role, 4, Action::ReadDevices, 5), answers || role == Role::Administrator, "{role}");
        let keeps = matches!(role, Role::CourtManager | Role::Administrator);
        assert_eq!(ask(role, 4, Action::ManageDevices, 5), keeps, "{role}");
        assert_eq!(ask(role, 4, Action::SendDeviceMessages, 5), role == Role::Gateway, "{role}");
    }
}

#[test]
fn nobody_may_nothing_and_the_operator_everything() {
    let tree = small_tree();
    for action in Action::ALL {
        for unit in tree.units() {
            assert!(!may(&Actor::nobody(), action, unit, &tree, Month::from_index(24000)));
            assert!(may(&Actor::operator("root"), action, unit, &tree, Month::from_index(24000)));
        }
    }
}
