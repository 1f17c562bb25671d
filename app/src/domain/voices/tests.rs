use super::*;
use crate::domain::catalogue::{BUILT_IN, Catalogue};

#[test]
fn a_voice_is_shown_or_hidden_and_what_is_hidden_is_not_answered() {
    use VoiceMove::{Answer, Hide, Show};
    use VoiceState::{Hidden, New, Shown};
    for (state, after) in [
        (New, [Some(Shown), Some(Hidden), Some(Shown)]),
        (Shown, [None, Some(Hidden), Some(Shown)]),
        (Hidden, [Some(Shown), None, None]),
    ] {
        assert_eq!([Show, Hide, Answer].map(|what| state.after(what)), after, "{state:?}");
    }
}

#[test]
fn there_are_five_modules_of_41_problems_as_in_jinnan_and_a_wrong_file_is_refused() {
    let rules = Catalogue::built_in().unwrap().voice_rules().clone();
    let problems: usize = rules.modules.iter().map(|module| module.problems.len()).sum();
    assert_eq!((rules.modules.len(), problems), (5, 41));
    let (module, problem) = rules.problem("queue").unwrap();
    assert_eq!((module.id.as_str(), problem.id.as_str()), ("reception", "queue"));
    assert_eq!(rules.problem("nothing"), None);
    let text = BUILT_IN.iter().find(|(name, _)| *name == "voices.toml").unwrap().1;
    for (old, new, reason) in [
        ("id = \"queue\"", "id = \"attitude\"", "twice"),
        ("satisfied_from = 4", "satisfied_from = 6", "2 to 5"),
        ("keep_days = 180", "keep_days = 0", "1 to 3650"),
    ] {
        assert!(text.contains(old), "{old}");
        let error = reading::read_voice_rules("voices.toml", &text.replacen(old, new, 1)).unwrap_err();
        assert!(error.reason.contains(reason), "{error}");
    }
}
