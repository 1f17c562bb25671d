//! The sound of an alarm. Browsers let a page sound only after somebody has asked for it: a button does.

use crate::i18n::{t, use_locale};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::AudioContext;

/// Seconds of one tone, and its height in hertz.
const TONE_SECONDS: f64 = 0.35;
const TONE_HERTZ: f32 = 880.0;
/// How loud: 1 is as loud as it can be.
const TONE_GAIN: f32 = 0.2;

/// What sounds, and for which alarm it has sounded last. It belongs to the page.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    context: StoredValue<Option<SendWrapper<AudioContext>>>,
    on: RwSignal<bool>,
    newest: StoredValue<Option<i64>>,
}

impl Sound {
    /// Silent, until somebody switches it on.
    pub(super) fn new() -> Self {
        Self { context: StoredValue::new(None), on: RwSignal::new(false), newest: StoredValue::new(None) }
    }

    /// Notes which alarm is the newest that nobody has answered, and sounds for one that has come since.
    pub(super) fn hear(self, newest: i64) {
        let Some(before) = self.newest.try_get_value() else { return };
        self.newest.set_value(Some(before.unwrap_or(newest).max(newest)));
        if before.is_some_and(|before| newest > before) && self.on.get_untracked() {
            self.context.with_value(|context| context.as_ref().map(|context| play(context)));
        }
    }

    fn switch(self) {
        let on = !self.on.get_untracked();
        if on && self.context.with_value(Option::is_none) {
            self.context.set_value(AudioContext::new().ok().map(SendWrapper::new));
        }
        let played =
            on && self.context.with_value(|context| context.as_ref().is_some_and(|c| play(c).is_some()));
        // A browser that cannot sound does not say that it will.
        self.on.set(played);
    }
}

fn play(context: &AudioContext) -> Option<()> {
    let (tone, gain) = (context.create_oscillator().ok()?, context.create_gain().ok()?);
    tone.frequency().set_value(TONE_HERTZ);
    gain.gain().set_value(TONE_GAIN);
    tone.connect_with_audio_node(&gain).ok()?;
    gain.connect_with_audio_node(&context.destination()).ok()?;
    tone.start().ok()?;
    tone.stop_with_when(context.current_time() + TONE_SECONDS).ok()
}

/// Switches the sound on, and off again.
#[component]
pub(super) fn SoundButton(
    /// What it switches.
    sound: Sound,
) -> impl IntoView {
    let locale = use_locale();
    let text =
        move || if sound.on.get() { t(locale, "safety.sound_on") } else { t(locale, "safety.sound_off") };
    view! {
        <button
            type="button"
            class="button needs-js"
            aria-pressed=move || sound.on.get().to_string()
            on:click=move |_| sound.switch()
        >
            {text}
        </button>
    }
    .into_any()
}
