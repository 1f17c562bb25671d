//! Evidence, looked at: a photograph that can be made larger, moved and turned; a document in the reader of the browser, which
//! has its own keys once it is pressed; reports open beside the desk.

use crate::{
    api::reviews::EvidenceRow,
    components::format::{Instant, who},
    i18n::{t, t_with, use_locale},
    pages::reviews::entry::parts::{is_picture, report_href},
};
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// How much one step of the keys makes larger.
const STEP: f64 = 1.25;
/// The largest.
const MOST: f64 = 8.0;

/// How the evidence is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Which piece.
    shown: RwSignal<usize>,
    zoom: RwSignal<f64>,
    /// Quarters of a turn.
    quarters: RwSignal<i32>,
    shift: RwSignal<(f64, f64)>,
    /// How many pieces there are.
    count: RwSignal<usize>,
}

impl Look {
    /// From the first piece on, as it is.
    pub fn new() -> Self {
        Self {
            shown: RwSignal::new(0),
            zoom: RwSignal::new(1.0),
            quarters: RwSignal::new(0),
            shift: RwSignal::new((0.0, 0.0)),
            count: RwSignal::new(0),
        }
    }

    fn plain(self) {
        self.zoom.set(1.0);
        self.quarters.set(0);
        self.shift.set((0.0, 0.0));
    }

    /// Larger or smaller by a step; never smaller than it fits.
    pub fn zoom(self, larger: bool) {
        self.zoom_by(if larger { STEP } else { 1.0 / STEP });
    }

    fn zoom_by(self, factor: f64) {
        self.zoom.update(|zoom| *zoom = (*zoom * factor).clamp(1.0, MOST));
        if self.zoom.get_untracked() <= 1.0 {
            self.shift.set((0.0, 0.0));
        }
    }

    /// Twice as large, and back.
    pub fn zoom_or_back(self) {
        if self.zoom.get_untracked() > 1.0 {
            self.zoom.set(1.0);
            self.shift.set((0.0, 0.0));
        } else {
            self.zoom.set(2.0);
        }
    }

    /// A quarter to the right.
    pub fn turn(self) {
        self.quarters.update(|quarters| *quarters = (*quarters + 1) % 4);
    }

    /// The next piece or the one before.
    pub fn leaf(self, forward: bool) {
        let (shown, count) = (self.shown.get_untracked(), self.count.get_untracked());
        let next = if forward { (shown + 1).min(count.saturating_sub(1)) } else { shown.saturating_sub(1) };
        if next != shown {
            self.shown.set(next);
            self.plain();
        }
    }

    /// Another item lies there.
    fn begin(self, count: usize) {
        self.count.set(count);
        self.shown.set(0);
        self.plain();
    }
}

/// The evidence of an item.
#[component]
pub fn Viewer(evidence: Vec<EvidenceRow>, look: Look) -> impl IntoView {
    let locale = use_locale();
    let count = evidence.len();
    look.begin(count);
    if count == 0 {
        return view! { <p class="viewer-none muted" data-testid="desk-evidence">"∅ " {t(locale, "entry.no_evidence")}</p> }.into_any();
    }
    let evidence = StoredValue::new(evidence);
    let piece = Memo::new(move |_| evidence.with_value(|all| all.get(look.shown.get()).cloned()));
    let place = move || {
        let shown = (look.shown.get() + 1).to_string();
        t_with(locale, "desk.piece", &[("n", &shown), ("all", &count.to_string())])
    };
    let many = (count > 1).then(|| {
        let (back, on) = (t(locale, "desk.piece_before"), t(locale, "desk.piece_after"));
        let last = move || look.shown.get() + 1 == count;
        view! {
            <button type="button" class="button small" aria-label=back title=back
                disabled=move || look.shown.get() == 0 on:click=move |_| look.leaf(false)>"◀"</button>
            <button type="button" class="button small" aria-label=on title=on disabled=last
                on:click=move |_| look.leaf(true)>"▶"</button>
        }
    });
    view! {
        <section class="viewer-part" aria-label=t(locale, "entry.evidence") data-testid="desk-evidence">
            <div class="row"><span>{place}</span> {many}</div>
            {move || piece.get().map(|row| view! { <Piece row look/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Piece(row: EvidenceRow, look: Look) -> impl IntoView {
    let locale = use_locale();
    let thing = match (&row.file, &row.report) {
        (Some(file), _) if is_picture(&row) => {
            let alt = if row.note.is_empty() { file.name.clone() } else { row.note.clone() };
            view! { <Photograph id=file.id alt look/> }.into_any()
        }
        // A telephone has no reader within a page: the link is for it.
        (Some(file), _) => view! {
            <iframe class="viewer" src=format!("/api/v1/files/{}?look=true#navpanes=0&view=FitH", file.id) title=file.name.clone()></iframe>
            <p>
                <a class="button" id="desk-open" href=format!("/api/v1/files/{}", file.id) rel="external" target="_blank">
                    "▤ " {file.name.clone()} " (PDF)"
                </a>
            </p>
        }
        .into_any(),
        (None, Some((at, names))) => view! {
            <p class="viewer-link">
                <a class="button" id="desk-open" href=report_href(at) rel="external" target="_blank">
                    "▦ " {locale.pick(&names.0, &names.1).to_owned()} " " {at.period.clone()}
                </a>
            </p>
        }
        .into_any(),
        (None, None) => ().into_any(),
    };
    let until = (!row.expires.is_empty()).then(|| {
        let text = t_with(locale, "entry.expires_on", &[("day", &row.expires)]);
        let (class, sign) = if row.expired { ("badge bad", "✕ ") } else { ("muted", "") };
        view! { <span class=class>{sign} {text}</span> }
    });
    view! {
        {thing}
        <p>{row.note} " " <small class="muted">{who(&row.by)} " " <Instant at=row.at/></small> " " {until}</p>
    }
    .into_any()
}

/// A photograph. It is moved with the pointer, made larger with the wheel, with `+` and `-`.
#[component]
fn Photograph(id: i64, alt: String, look: Look) -> impl IntoView {
    let locale = use_locale();
    let picture = NodeRef::<html::Img>::new();
    let held = StoredValue::new(None::<(i32, i32)>);
    // By the object model: an attribute would be refused by the content policy.
    Effect::new(move |_| {
        let (zoom, quarters, (x, y)) = (look.zoom.get(), look.quarters.get(), look.shift.get());
        if let Some(picture) = picture.get() {
            let transform = format!("translate({x}px, {y}px) scale({zoom}) rotate({}deg)", quarters * 90);
            let style = web_sys::HtmlElement::style(&picture);
            let _ = style.set_property("transform", &transform);
        }
    });
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        look.zoom(event.delta_y() < 0.0);
    };
    let down = move |event: ev::PointerEvent| {
        if look.zoom.get_untracked() > 1.0 {
            event.prevent_default();
            held.set_value(Some((event.client_x(), event.client_y())));
            let target = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(target) = target {
                let _ = target.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let moved = move |event: ev::PointerEvent| {
        if let Some((x, y)) = held.get_value() {
            let (to_x, to_y) = (event.client_x(), event.client_y());
            held.set_value(Some((to_x, to_y)));
            look.shift.update(|shift| {
                shift.0 += f64::from(to_x - x);
                shift.1 += f64::from(to_y - y);
            });
        }
    };
    let up = move |_| {
        let _ = held.try_set_value(None);
    };
    let tool = |label: &'static str, sign: &'static str, act: fn(Look)| {
        view! {
            <button type="button" class="button small" aria-label=label title=label on:click=move |_| act(look)>{sign}</button>
        }
    };
    let class = move || if look.zoom.get() > 1.0 { "viewer large" } else { "viewer" };
    view! {
        <div class=class on:wheel=wheel on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up>
            <img node_ref=picture src=format!("/api/v1/files/{id}") alt=alt draggable="false"/>
        </div>
        <div class="row needs-js">
            {tool(t(locale, "desk.larger"), "+", |look| look.zoom(true))}
            {tool(t(locale, "desk.smaller"), "−", |look| look.zoom(false))}
            {tool(t(locale, "desk.turn"), "↻", Look::turn)}
            <a href=format!("/api/v1/files/{id}") class="button small" id="desk-open" rel="external" target="_blank">
                {t(locale, "desk.open_file")}
            </a>
        </div>
    }
    .into_any()
}
