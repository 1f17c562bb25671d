//! What the pages about an item share: how it is scored, what was computed, its evidence.

use crate::{
    address::Address,
    api::{
        Failure, FailureKind,
        reports::ReportAddress,
        reviews::{EntryAddress, EvidenceRow, ItemView},
        standards::Basis,
    },
    components::{
        answers::Picture,
        format::{Instant, percent, plain, span, who},
    },
    domain::{
        files::FileKind,
        reports::Photo,
        standards::{Item, Points, Scoring},
    },
    i18n::{Locale, failure_text, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;

/// Points as they were typed; none where nothing was.
pub fn points_of(text: &str) -> Result<Option<Points>, ()> {
    if text.trim().is_empty() { Ok(None) } else { Points::typed(text).map(Some).ok_or(()) }
}

/// The points that can be had.
pub fn full(locale: Locale, item: &Item) -> String {
    let key = if item.scoring.is_bonus() { "entry.bonus" } else { "entry.full" };
    t_with(locale, key, &[("n", &item.points.to_string())])
}

/// The evidence that is wanted, in words.
pub fn wanted(locale: Locale, item: &Item) -> String {
    let words: Vec<_> = item.evidence.iter().map(|kind| t_data(locale, "evidence", kind)).collect();
    words.join(t(locale, "entry.and"))
}

/// What an item or a veto was computed from.
pub fn basis(locale: Locale, basis: &Basis, share: bool) -> AnyView {
    let value = if share { percent(basis.value) } else { plain(basis.value) };
    let fraction = basis.numerator.zip(basis.denominator);
    let fraction = fraction.map(|(above, below)| format!(" = {} ÷ {}", plain(above), plain(below)));
    let peers = basis.peers.map(|(worse, n)| {
        t_with(locale, "entry.peers", &[("share", &percent(worse)), ("n", &n.to_string())])
    });
    view! {
        <span class="basis">
            {t(locale, "entry.value")} " " <b class="num">{value}</b> {fraction} " · " {span(&basis.from, &basis.to)}
            {peers.map(|peers| view! { " · " {peers} })}
        </span>
    }
    .into_any()
}

/// The points that were computed, and from what; says so where nothing is known.
pub fn computed(locale: Locale, asked: &Item, known: &ItemView) -> Option<AnyView> {
    if asked.scoring.by_hand() {
        return None;
    }
    let share = matches!(asked.scoring, Scoring::Checklist { .. });
    let from = known.basis.as_ref().map(|found| basis(locale, found, share));
    let points = match known.computed {
        Some(points) => view! {
            <b class="num" data-testid="computed">{t_with(locale, "entry.points", &[("n", &points.to_string())])}</b>
        }
        .into_any(),
        None => view! { <span>"– " {t(locale, "entry.not_known")}</span> }.into_any(),
    };
    let (trend, peers) = (trend(locale, known, share), peers(locale, known, share));
    Some(
        view! {
            <div class="computed">
                <p>"∑ " {t(locale, "entry.computed")} " " {points} " " {from}</p>
                {trend}
                {peers}
            </div>
        }
        .into_any(),
    )
}

/// The value over the years: nothing where only the present one is known.
fn trend(locale: Locale, known: &ItemView, share: bool) -> Option<AnyView> {
    let now = known.basis.as_ref()?;
    if known.trend.is_empty() {
        return None;
    }
    let word = |value: f64| if share { percent(value) } else { plain(value) };
    let all = known.trend.iter().map(|(to, value)| (to.as_str(), *value));
    let steps: Vec<String> = all
        .chain([(now.to.as_str(), now.value)])
        .map(|(to, value)| format!("{to}: {}", word(value)))
        .collect();
    let words = t_with(locale, "entry.trend", &[("steps", &steps.join(" → "))]);
    Some(view! { <p class="muted small-text" data-testid="trend">{words}</p> }.into_any())
}

/// Where the peers lie.
fn peers(locale: Locale, known: &ItemView, share: bool) -> Option<AnyView> {
    let (low, median, high) = known.peers?;
    let word = |value: f64| if share { percent(value) } else { plain(value) };
    let words = [("low", word(low)), ("median", word(median)), ("high", word(high))];
    let words = words.each_ref().map(|(name, word)| (*name, word.as_str()));
    let words = t_with(locale, "entry.spread", &words);
    Some(view! { <p class="muted small-text" data-testid="peers">{words}</p> }.into_any())
}

/// The points of the last campaign.
pub fn last(locale: Locale, known: &ItemView) -> Option<AnyView> {
    known.last.as_ref().map(|(points, (zh, en))| {
        let words =
            t_with(locale, "entry.last", &[("campaign", locale.pick(zh, en)), ("n", &points.to_string())]);
        view! { <p class="muted small-text">{words}</p> }.into_any()
    })
}

/// The page of a report.
pub fn report_href(at: &ReportAddress) -> String {
    Address::new(format!("/reports/{}/{}/{}", at.form, at.unit, at.period)).to_string()
}

/// Whether a piece of evidence is a picture.
pub fn is_picture(row: &EvidenceRow) -> bool {
    row.file.as_ref().is_some_and(|file| file.kind != FileKind::Pdf)
}

/// A piece of evidence: a picture that leads to the whole of it, a document, or a report; and what is said of it.
#[component]
pub fn EvidencePiece(
    /// Which.
    row: EvidenceRow,
    /// What can be done with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = use_locale();
    let thing = match (&row.file, &row.report) {
        (Some(file), _) if is_picture(&row) => {
            let caption = if row.note.is_empty() { file.name.clone() } else { row.note.clone() };
            view! { <Picture photo=Photo { file: file.id, caption, ..Photo::default() }/> }.into_any()
        }
        (Some(file), _) => view! {
            <a class="piece" href=format!("/api/v1/files/{}", file.id) rel="external" target="_blank">
                <span aria-hidden="true">"▤ "</span> {file.name.clone()} " (PDF)"
            </a>
        }
        .into_any(),
        (None, Some((at, names))) => view! {
            <a class="piece" href=report_href(at) rel="external" target="_blank">
                <span aria-hidden="true">"▦ "</span> {locale.pick(&names.0, &names.1).to_owned()} " " {at.period.clone()}
            </a>
        }
        .into_any(),
        (None, None) => view! { <span>"–"</span> }.into_any(),
    };
    let until = (!row.expires.is_empty()).then(|| {
        let text = t_with(locale, "entry.expires_on", &[("day", &row.expires)]);
        let class = if row.expired { "badge bad" } else { "muted small-text" };
        let sign = row.expired.then_some("✕ ");
        let word = row.expired.then(|| format!(" {}", t(locale, "entry.expired")));
        view! { <span class=class>{sign} {text} {word}</span> }
    });
    let answers =
        row.demand.map(|_| view! { <span class="badge">"↪ " {t(locale, "entry.answers_demand")}</span> });
    view! {
        <li class="piece-of">
            {thing}
            <span>{row.note.clone()}</span>
            <small class="muted">{who(&row.by)} " " <Instant at=row.at.clone()/></small>
            {until}
            {answers}
            {children.map(|children| children())}
        </li>
    }
    .into_any()
}

/// Whether what was typed has reached the server, and why not.
#[component]
pub fn Line(
    /// Why nothing is kept at present.
    trouble: RwSignal<Option<Failure>>,
    /// How much waits.
    #[prop(into)]
    waiting: Signal<usize>,
) -> impl IntoView {
    let locale = use_locale();
    let word = move || match (trouble.get(), waiting.get()) {
        (Some(failure), n) => {
            let waits = t_with(locale, "entry.waits_here", &[("n", &n.to_string())]);
            format!("{} · {waits}", failure_text(locale, &failure))
        }
        (None, 0) => t(locale, "entry.all_kept").to_owned(),
        (None, n) => t_with(locale, "entry.sending", &[("n", &n.to_string())]),
    };
    let class = move || if trouble.with(Option::is_some) { "notice bad line" } else { "notice line" };
    view! { <p class=class role="status" data-testid="line">{word} {sign_in(trouble)}</p> }.into_any()
}

/// The way to sign in again, where that is what is missing: beside this page, which goes on by itself then.
pub fn sign_in(trouble: RwSignal<Option<Failure>>) -> AnyView {
    let locale = use_locale();
    let out = Memo::new(move |_| {
        trouble.with(|trouble| trouble.as_ref().is_some_and(|why| why.kind == FailureKind::Unauthenticated))
    });
    let link = move || {
        out.get().then(|| {
            view! { " " <a href="/login" rel="external" target="_blank">{t(locale, "entry.sign_in")}</a> }
        })
    };
    link.into_any()
}

/// Why nothing can be handed in while files are on their way.
#[component]
pub fn FilesOnWay(
    /// How many.
    files: Memo<usize>,
) -> impl IntoView {
    let locale = use_locale();
    let words = move || {
        let n = files.get();
        (n > 0).then(|| {
            let text = t_with(locale, "entry.files_on_way", &[("n", &n.to_string())]);
            view! { <p class="notice" data-testid="files-on-way">"… " {text}</p> }
        })
    };
    view! { <div role="status">{words}</div> }.into_any()
}

/// Which entry, for a form.
pub fn hidden_address(at: &EntryAddress) -> AnyView {
    view! {
        <input type="hidden" name="address[campaign]" value=at.campaign.to_string()/>
        <input type="hidden" name="address[unit]" value=at.unit.clone()/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_points_are_no_fault() {
        assert_eq!(points_of(" "), Ok(None));
        assert_eq!(points_of("1，5"), Ok(Some(Points::hundredths(150))));
        assert_eq!(points_of("1.234"), Err(()));
    }
}
