//! What the pages of campaigns are made of: badges, names, points, the sign for none, forms that start afresh.

use crate::{
    api::Failure,
    components::format::{NONE, number},
    domain::{
        reviews::{EntryState, Phase, PhaseMove, Standing},
        standards::Points,
    },
    i18n::{Locale, failure_text, t, t_data, use_locale},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use std::sync::Arc;

/// The name in the reader's language.
pub fn pick(locale: Locale, names: &(String, String)) -> String {
    locale.pick(&names.0, &names.1).to_owned()
}

/// Who did something, as people are called: the log of who did what also knows tokens and the command line.
pub fn who(actor: &str) -> String {
    actor.strip_prefix("user:").unwrap_or(actor).to_owned()
}

/// Points, exact to the hundredth.
pub fn points(points: f64) -> String {
    Points::from_f64(points).map_or_else(|| number(points, 2), |points| points.to_string())
}

/// Points that say whether they are more or less.
pub fn gap(gap: f64) -> String {
    let text = points(gap);
    if gap > 0.0 { format!("+{text}") } else { text }
}

/// A share in per cent, with its sign where it is a difference.
pub fn percent(share: f64) -> String {
    format!("{}%", number(share * 100.0, 1))
}

/// A difference of shares in per cent.
pub fn percent_apart(share: f64) -> String {
    let text = percent(share);
    let zero = text.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
    if share > 0.0 && !zero { format!("+{text}") } else { text }
}

/// There is none: why is told to those who point at it and to those who listen.
pub fn none(why: &'static str) -> AnyView {
    view! {
        <span class="none" title=why>
            <span aria-hidden="true">{NONE}</span>
            <span class="sr-only">{why}</span>
        </span>
    }
    .into_any()
}

/// So many of so many, or why there are none.
pub fn of(some: u32, all: u32, why: &'static str) -> AnyView {
    match all {
        0 => none(why),
        all => format!("{some}/{all}").into_any(),
    }
}

/// A sign and a word, never colour alone.
pub fn badge(kind: &'static str, sign: &'static str, word: String) -> AnyView {
    view! { <span class=format!("badge {kind}")><span aria-hidden="true">{sign}</span>{word}</span> }
        .into_any()
}

/// Where a campaign stands.
pub fn phase_badge(locale: Locale, phase: Phase) -> AnyView {
    let (kind, sign) = match phase {
        Phase::Draft => ("", "✎"),
        Phase::Open => ("", "→"),
        Phase::Objections => ("warn", "◐"),
        Phase::Signed => ("", "¹"),
        Phase::Countersigned => ("", "²"),
        Phase::Published => ("good", "✓"),
        Phase::Cancelled => ("bad", "✕"),
    };
    badge(kind, sign, t_data(locale, "reviews.phase", phase.as_str()))
}

/// Where a tribunal stands in a campaign.
pub fn state_badge(locale: Locale, state: EntryState) -> AnyView {
    let (kind, sign) = match state {
        EntryState::Applied => ("warn", "○"),
        EntryState::Declined => ("bad", "✕"),
        EntryState::Assessing => ("", "✎"),
        EntryState::Returned => ("bad", "↩"),
        EntryState::Submitted | EntryState::Endorsed => ("", "→"),
        EntryState::Checked => ("", "◐"),
        EntryState::Reviewed => ("good", "✓"),
        EntryState::Withdrawn => ("", "∅"),
    };
    badge(kind, sign, state_word(locale, state))
}

/// The same as a word.
pub fn state_word(locale: Locale, state: EntryState) -> String {
    t_data(locale, "reviews.state", state.as_str())
}

/// Whether a recognition holds.
pub fn standing_badge(locale: Locale, standing: Standing) -> AnyView {
    let (kind, sign) = match standing {
        Standing::Valid => ("good", "✓"),
        Standing::Warned => ("warn", "!"),
        Standing::Conditional => ("warn", "◐"),
        Standing::Withdrawn => ("bad", "✕"),
        Standing::Expired => ("", "◌"),
    };
    badge(kind, sign, t_data(locale, "reviews.standing", standing.as_str()))
}

/// Says that the wording of a standard is made up.
pub fn illustrative(locale: Locale, made_up: bool) -> Option<AnyView> {
    made_up.then(|| badge("warn", "◇", t(locale, "reviews.illustrative").to_owned()))
}

/// What a move of a campaign is called.
pub fn move_label(locale: Locale, what: PhaseMove) -> &'static str {
    match what {
        PhaseMove::Open => t(locale, "reviews.move.open"),
        PhaseMove::Announce => t(locale, "reviews.move.announce"),
        PhaseMove::Resume => t(locale, "reviews.move.resume"),
        PhaseMove::Sign => t(locale, "reviews.move.sign"),
        PhaseMove::Countersign => t(locale, "reviews.move.countersign"),
        PhaseMove::Unsign => t(locale, "reviews.move.unsign"),
        PhaseMove::Publish => t(locale, "reviews.move.publish"),
        PhaseMove::Cancel => t(locale, "reviews.move.cancel"),
    }
}

/// Counts what an action has achieved. A refusal does not count: what depends on it stays as it is, and with it what was
/// typed.
pub fn achieved<S>(action: ServerAction<S>) -> Memo<usize>
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let (version, value) = (action.version(), action.value());
    Memo::new(move |before: Option<&usize>| {
        let now = version.get();
        let worked = value.with(|value| value.as_ref().is_some_and(Result::is_ok));
        if worked { now } else { before.copied().unwrap_or_default() }
    })
}

/// A form that starts afresh when `key` is another one, so that nothing typed for one step stands in the next.
pub fn afresh(key: String, show: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    view! { <For each=move || [key.clone()] key=|key| key.clone() children=move |_| show()/> }.into_any()
}

/// A few lines of text with a label, and why they were refused.
#[component]
pub fn Lines(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Name in the form.
    name: &'static str,
    /// What failures call it.
    #[prop(default = "reason")]
    field: &'static str,
    /// Why the form was refused, where it is the only one of its kind on the page.
    #[prop(optional)]
    fault: Option<Signal<Option<Failure>>>,
    /// Whether something must stand in it.
    #[prop(optional)]
    required: bool,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let locale = use_locale();
    let described = format!("{id}-fault");
    let wrong = Signal::derive(move || {
        fault?.with(|fault| {
            fault.as_ref().filter(|fault| fault.field == field).map(|f| failure_text(locale, f))
        })
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id
                name=name
                rows="2"
                maxlength="2000"
                required=required
                aria-describedby=described.clone()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            >
                {value}
            </textarea>
            <div id=described class="fault" role="alert">{move || wrong.get()}</div>
        </div>
    }
    .into_any()
}

/// A hidden field of a form.
pub fn hidden(name: &'static str, value: impl ToString) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_string()/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_say_which_way_they_go_and_none_has_no_sign() {
        assert_eq!([gap(1.5), gap(-2.0), gap(0.0)], ["+1.5", "−2", "0"]);
        assert_eq!(
            [percent_apart(0.012), percent_apart(-0.05), percent_apart(0.0001)],
            ["+1.2%", "−5.0%", "0.0%"]
        );
        assert_eq!(points(87.25), "87.25");
    }
}
