//! The pages for everybody behind a tribunal's QR code: plain HTML with the style sheet, without any client, for old telephones
//! on slow lines.

use super::plain::plain_document;
use crate::{
    api::{
        Failure,
        voices::{VoiceForm, VoiceOrder, VoiceReceipt},
    },
    components::format::{pick, textarea_text},
    domain::voices::{BEST, LONGEST, LONGEST_CONTACT, VoiceModule},
    i18n::{Locale, failure_text, t, t_data, t_with},
};
use leptos::prelude::*;

/// What is shown.
#[derive(Debug)]
pub enum VoicePage {
    /// The form, with what was typed and why it was refused.
    Form(Box<VoiceForm>, VoiceOrder, Option<Failure>),
    /// What became of it.
    Receipt(VoiceReceipt),
    /// Why there is no form.
    Refused(Failure),
}

/// The whole document. `style` is the address of the style sheet, `here` the path of this page.
pub fn voice_page(locale: Locale, style: &str, here: &str, page: VoicePage) -> String {
    let owner = Owner::new();
    owner.with(|| document(locale, style.to_owned(), here.to_owned(), page).to_html().replace("<!>", ""))
}

fn document(locale: Locale, style: String, here: String, page: VoicePage) -> AnyView {
    let title = match &page {
        VoicePage::Form(form, ..) => {
            t_with(locale, "voices.form.title", &[("unit", &pick(locale, &form.unit_name))])
        }
        VoicePage::Receipt(receipt) => {
            t_with(locale, "voices.form.title", &[("unit", &pick(locale, &receipt.unit_name))])
        }
        VoicePage::Refused(_) => t(locale, "state.not_found_title").to_owned(),
    };
    let body = match page {
        VoicePage::Form(form, typed, fault) => form_body(locale, *form, typed, fault),
        VoicePage::Receipt(receipt) => receipt_body(locale, receipt),
        VoicePage::Refused(failure) => {
            view! { <p class="notice bad">{failure_text(locale, &failure)}</p> }.into_any()
        }
    };
    plain_document(locale, (style, here), title, body, t(locale, "voices.form.foot"))
}

fn form_body(locale: Locale, form: VoiceForm, typed: VoiceOrder, fault: Option<Failure>) -> AnyView {
    // A form that was refused is sent again with its own number: that it counts once holds on.
    let once = if typed.once.is_empty() { form.once } else { typed.once };
    let fault = fault.map(|failure| {
        view! { <p class="notice bad" role="alert">{failure_text(locale, &failure)}</p> }.into_any()
    });
    let marks = (1..=BEST)
        .rev()
        .map(|mark| {
            let value = mark.to_string();
            let label = t_data(locale, "voices.mark", &value);
            let checked = typed.rating == value;
            view! {
                <label class="check">
                    <input type="radio" name="rating" value=value required checked=checked/>
                    <span>{label}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    let modules =
        form.modules.iter().map(|module| module_fields(locale, module, &typed.problems)).collect_view();
    let text = (!typed.text.is_empty()).then_some(typed.text);
    let keep = t_with(locale, "voices.form.privacy", &[("n", &form.keep_days.to_string())]);
    view! {
        <p class="muted">{pick(locale, &form.court_name)}</p>
        <p>{t(locale, "voices.form.intro")}</p>
        {fault}
        <form class="stack" method="post" action=format!("/voice/{}", form.unit)>
            <input type="hidden" name="once" value=once/>
            <fieldset class="panel stack">
                <legend>{t(locale, "voices.form.satisfaction")}</legend>
                {marks}
            </fieldset>
            <h2>{t(locale, "voices.form.problems")}</h2>
            <p class="muted small-text">{t(locale, "voices.form.illustrative")}</p>
            {modules}
            <div class="field">
                <label for="voice-text">{t(locale, "voices.form.text")}</label>
                <textarea id="voice-text" name="text" rows="5" maxlength=LONGEST.to_string()>{text.map(textarea_text)}</textarea>
            </div>
            <div class="field">
                <label for="voice-contact">{t(locale, "voices.form.contact")}</label>
                <input id="voice-contact" name="contact" maxlength=LONGEST_CONTACT.to_string() autocomplete="tel" value=typed.contact/>
            </div>
            <p class="muted small-text">{keep}</p>
            <div><button class="button primary" type="submit">{t(locale, "voices.form.send")}</button></div>
        </form>
    }
    .into_any()
}

fn module_fields(locale: Locale, module: &VoiceModule, ticked: &[String]) -> AnyView {
    let open = module.problems.iter().any(|problem| ticked.contains(&problem.id));
    let boxes = module
        .problems
        .iter()
        .map(|problem| {
            let checked = ticked.contains(&problem.id);
            view! {
                <label class="check">
                    <input type="checkbox" name="problem" value=problem.id.clone() checked=checked/>
                    <span>{pick(locale, &problem.name)}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <details class="panel" open=open>
            <summary>{pick(locale, &module.name)}</summary>
            <div class="stack">{boxes}</div>
        </details>
    }
    .into_any()
}

fn receipt_body(locale: Locale, receipt: VoiceReceipt) -> AnyView {
    let said = t_with(locale, "voices.form.said_on", &[("day", &receipt.day)]);
    let answer = match receipt.answer {
        Some((text, day)) => view! {
            <section class="panel stack">
                <h2>{t_with(locale, "voices.form.answered_on", &[("day", &day)])}</h2>
                <p class="prose">{text}</p>
            </section>
        }
        .into_any(),
        None => view! { <p>{t(locale, "voices.form.no_answer_yet")}</p> }.into_any(),
    };
    view! {
        <p class="notice" role="status">{t(locale, "voices.form.thanks")} " " {said}</p>
        {answer}
        <p class="muted">{t(locale, "voices.form.keep_address")}</p>
    }
    .into_any()
}
