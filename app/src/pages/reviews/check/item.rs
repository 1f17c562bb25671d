//! An item of a check: what is looked at, what the tribunal says, what was seen.

use super::sheet::{Cell, Sheet, Stand, place_of};
use crate::{
    api::{files::FileRow, reviews::CheckItem},
    components::{
        answers::Picture,
        format::NONE,
        sending::{Arrived, Uploader},
    },
    domain::{reports::Photo, reviews::check_step, standards::Points},
    i18n::{Locale, t, t_with, use_locale},
    pages::reviews::entry::parts::points_of,
    zone::use_zone,
};
use leptos::prelude::*;

/// Most steps that have a button each.
const BUTTONS: i64 = 12;

/// An item.
#[component]
pub fn Seen(item: CheckItem, unit: String, sheet: Sheet, may_fill: bool) -> impl IntoView {
    let locale = use_locale();
    let id = format!("i-{}", item.id);
    let title = format!("{id}-name");
    let titled = title.clone();
    let name = locale.pick(&item.name.0, &item.name.1).to_owned();
    let guidance = locale.pick(&item.guidance.0, &item.guidance.1).to_owned();
    let full = t_with(locale, "entry.full", &[("n", &item.full.to_string())]);
    let points = |points: Option<Points>| {
        points.map_or_else(
            || NONE.to_owned(),
            |points| t_with(locale, "entry.points", &[("n", &points.to_string())]),
        )
    };
    let own = points(item.own);
    let content = match sheet.cell(&item.id) {
        Some(cell) if may_fill => fill(locale, &item, unit, sheet, cell),
        _ => {
            let photos =
                item.photos.iter().map(|file| view! { <li>{picture(locale, file)}</li> }).collect_view();
            view! {
                <p>{t(locale, "entry.said.on_site")} " " <b class="num">{points(item.mark)}</b></p>
                <p class="said">{item.note.clone()}</p>
                <ul class="plain photos">{photos}</ul>
            }
            .into_any()
        }
    };
    view! {
        <article class="item panel stack" id=id aria-labelledby=titled>
            <header class="row spread"><h2 id=title>{name}</h2> <span class="num">{full}</span></header>
            <p>{guidance}</p>
            <p>{t(locale, "check.own")} " " <b class="num">{own}</b></p>
            {content}
        </article>
    }
    .into_any()
}

fn picture(locale: Locale, file: &FileRow) -> AnyView {
    let caption = t_with(locale, "check.photo", &[("n", &file.id.to_string())]);
    view! { <Picture photo=Photo { file: file.id, caption, ..Photo::default() }/> }.into_any()
}

/// The steps that have a button each; none where there are too many.
fn steps(full: Points, step: Points) -> Vec<Points> {
    let (full, step) = (full.as_hundredths(), step.as_hundredths());
    if step <= 0 || full / step > BUTTONS {
        return vec![];
    }
    let mut steps: Vec<i64> = (0..=full / step).map(|n| n * step).collect();
    if full % step != 0 {
        steps.push(full);
    }
    steps.into_iter().map(Points::hundredths).collect()
}

fn fill(locale: Locale, item: &CheckItem, unit: String, sheet: Sheet, cell: Cell) -> AnyView {
    let id = StoredValue::new(item.id.clone());
    let zone = use_zone();
    let changed = move || sheet.typed(Some(&id.get_value()));
    let give = move |points: Option<Points>| {
        cell.points.set(points);
        changed();
    };
    let steps = steps(item.full, item.step);
    let given = if steps.is_empty() {
        exact(locale, item, cell, give)
    } else {
        let buttons = steps
            .into_iter()
            .map(|points| {
                let pressed = move || if cell.points.get() == Some(points) { "true" } else { "false" };
                let again = move |_| {
                    let same = cell.points.get_untracked() == Some(points);
                    give((!same).then_some(points));
                };
                view! {
                    <button type="button" class="button point" aria-pressed=pressed on:click=again>{points.to_string()}</button>
                }
            })
            .collect_view();
        view! { <div class="points row needs-js" role="group" aria-label=t(locale, "check.points")>{buttons}</div> }.into_any()
    };
    let arrived = Callback::new(move |file: Arrived| {
        if let (Some(place), None) = (place_of(&file.place), sheet.place.get_untracked()) {
            sheet.set_place(place);
        }
        // When and where a picture was taken stands with what was seen.
        if !file.place.is_empty() {
            let number = file.row.id.to_string();
            let values = [("n", number.as_str()), ("at", &zone.told(&file.at)), ("place", &file.place)];
            let told = t_with(locale, "check.taken", &values);
            cell.note.update(|note| {
                if !note.contains(&told) {
                    let apart = if note.is_empty() { "" } else { "\n" };
                    note.push_str(apart);
                    note.push_str(&told);
                }
            });
        }
        cell.photos.update(|photos| {
            if !photos.iter().any(|known| known.id == file.row.id) {
                photos.push(file.row);
            }
        });
        changed();
    });
    let photos = move || {
        cell.photos
            .get()
            .into_iter()
            .map(|file| {
                let number = file.id;
                let remove = move |_| {
                    cell.photos.update(|photos| photos.retain(|photo| photo.id != number));
                    changed();
                };
                let label = t_with(locale, "check.remove_photo", &[("n", &number.to_string())]);
                view! {
                    <li class="photo">
                        {picture(locale, &file)}
                        <button type="button" class="button small" aria-label=label on:click=remove>{t(locale, "entry.remove")}</button>
                    </li>
                }
            })
            .collect_view()
    };
    let mark = move || match cell.stand.get() {
        Stand::Still => ().into_any(),
        Stand::Waiting => view! { <small class="saving">"… " {t(locale, "entry.saving")}</small> }.into_any(),
        Stand::Kept => view! { <small class="saving good">"✓ " {t(locale, "entry.kept")}</small> }.into_any(),
    };
    let note = format!("n-{}", item.id);
    view! {
        {given}
        <div class="field ask">
            <label for=note.clone()>{t(locale, "check.note")}</label>
            <textarea id=note rows="2" maxlength="2000" prop:value=move || cell.note.get()
                on:input=move |event| {
                    cell.note.set(event_target_value(&event));
                    changed();
                }>
                {crate::components::format::textarea_text(cell.note.get_untracked())}
            </textarea>
        </div>
        <ul class="plain photos">{photos}</ul>
        <div class="stack"><Uploader id=format!("f-{}", item.id) place=sheet.photo_place(&item.id) unit arrived/></div>
        <div class="saving-place" role="status">{mark}</div>
    }
    .into_any()
}

/// Points that have too many steps for buttons.
fn exact(
    locale: Locale,
    item: &CheckItem,
    cell: Cell,
    give: impl Fn(Option<Points>) + Copy + 'static,
) -> AnyView {
    let id = format!("p-{}", item.id);
    let (full, step, wrong) = (item.full, item.step, RwSignal::new(false));
    let typed = move |event| match points_of(&event_target_value(&event)) {
        Ok(points) if points.is_none_or(|points| check_step(full, step, points).is_ok()) => {
            wrong.set(false);
            give(points);
        }
        _ => wrong.set(true),
    };
    let text = move || cell.points.get().map(|points| points.to_string()).unwrap_or_default();
    let hint =
        t_with(locale, "entry.hint_scale", &[("most", &full.to_string()), ("step", &step.to_string())]);
    let described = format!("{id}-hint");
    view! {
        <div class="field ask">
            <label for=id.clone()>{t(locale, "check.points")}</label>
            <input id=id inputmode="decimal" autocomplete="off" maxlength="8" aria-describedby=described.clone()
                aria-invalid=move || wrong.get().then_some("true") prop:value=text value=untrack(text) on:change=typed/>
            <small id=described class=move || if wrong.get() { "fault" } else { "hint" }>{move || wrong.get().then_some("✕ ")} {hint}</small>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_steps_have_a_button_each() {
        let p = Points::hundredths;
        assert_eq!(steps(p(100), p(50)), [p(0), p(50), p(100)]);
        assert_eq!(steps(p(120), p(50)).last(), Some(&p(120)));
        assert!(steps(p(1000), p(10)).is_empty());
        assert!(steps(p(100), p(0)).is_empty());
    }
}
