//! What was seen around an alarm.

use super::snapshot::{Live, shown as picture};
use crate::{
    api::{
        pictures::{AlarmPictures, alarm_pictures},
        wire::ask,
    },
    components::states::{FailureView, Loading, answered},
    i18n::{Locale, t, use_locale},
};
use leptos::prelude::*;

/// The pictures, and the camera live where it can be.
#[component]
pub(super) fn Pictures(
    /// Number of the alarm.
    alarm: i64,
    /// Point and device.
    of: String,
) -> impl IntoView {
    let locale = use_locale();
    let found = ask(move || alarm, alarm_pictures);
    let watching = RwSignal::new(false);
    view! {
        <section class="panel stack" aria-labelledby="alarm-pictures">
            <h2 id="alarm-pictures">{t(locale, "safety.alarm_pictures")}</h2>
            <Transition fallback=Loading>
                {answered(found, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(found) => shown(locale, found, &of, watching),
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn shown(locale: Locale, found: AlarmPictures, of: &str, watching: RwSignal<bool>) -> AnyView {
    let AlarmPictures { pictures, device, plays } = found;
    let list = if pictures.is_empty() {
        view! { <p class="muted">{t(locale, "safety.alarm_no_pictures")}</p> }.into_any()
    } else {
        let cards = pictures
            .iter()
            .map(|row| view! { <li data-testid="picture">{picture(locale, row, of)}</li> }.into_any())
            .collect_view()
            .into_any();
        view! { <ul class="plain wall">{cards}</ul> }.into_any()
    };
    let live = plays.then(|| {
        let label = of.to_owned();
        let text = move || t(locale, if watching.get() { "safety.play_stop" } else { "safety.play" });
        let player = move || watching.get().then(|| view! { <Live device label=label.clone()/> }.into_any());
        view! {
            <p>
                <button type="button" class="button small needs-js" on:click=move |_| watching.update(|on| *on = !*on)>
                    {text}
                </button>
            </p>
            {player}
        }
        .into_any()
    });
    view! {
        {list}
        {live}
    }
    .into_any()
}
