//! The small menus: tables as CSV and XLSX from the REST interface, charts as SVG and PNG from what is on the screen,
//! the link to the view.

use super::browser::copy_text;
use crate::{
    address::Address,
    charts::scale::text_width,
    i18n::{t, use_locale},
    markup::escaped,
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, XmlSerializer,
};

/// What the style sheet says and a file must say by itself.
const STYLES: [&str; 12] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-opacity",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "paint-order",
];
/// Pixels of the picture per pixel on the screen.
const SHARPNESS: f64 = 2.0;

/// Height of a line of text in a picture.
const LINE: f64 = 18.0;
/// Size of the type of all but the heading.
const SMALL: f64 = 12.0;
/// Room around a picture.
const MARGIN: f64 = 12.0;

/// Whole pixels are exact enough.
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}

/// A computed style of an element.
fn style_of(element: &Element, name: &str) -> String {
    let style = window().get_computed_style(element).ok().flatten();
    style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
}

/// What an element says, on one line.
fn words_of(element: Option<Element>) -> String {
    let text = element.and_then(|element| element.text_content()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes into a copy of a drawing what the style sheet says of the original.
fn write_styles(original: &Element, copy: &Element) -> Option<()> {
    let (from, to) = (original.query_selector_all("*").ok()?, copy.query_selector_all("*").ok()?);
    for n in 0..from.length().min(to.length()) {
        let pair = from.item(n).zip(to.item(n));
        let Some((from, to)) =
            pair.and_then(|(a, b)| Some((a.dyn_into::<Element>().ok()?, b.dyn_into::<Element>().ok()?)))
        else {
            continue;
        };
        let Some(style) = window().get_computed_style(&from).ok().flatten() else { continue };
        for name in STYLES {
            let value = style.get_property_value(name).unwrap_or_default();
            // A pattern is referred to by its address on this page.
            let value = if value.starts_with("url(") { "url(#hatch)".to_owned() } else { value };
            if !value.is_empty() {
                let _ = to.set_attribute(name, &value);
            }
        }
        for page_only in ["class", "data-code", "data-tip", "data-d", "data-r", "data-width", "data-km"] {
            let _ = to.remove_attribute(page_only);
        }
    }
    Some(())
}

/// The classes of a legend as swatches with words, wrapped to a width; the markup and its height.
fn legend_of(panel: &Element, width: f64) -> (String, f64) {
    let (mut out, mut x, mut y) = (String::new(), 0.0, 0.0);
    let Ok(entries) = panel.query_selector_all(".legend > li") else { return (out, 0.0) };
    for n in 0..entries.length() {
        let Some(entry) = entries.item(n).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let Some(swatch) = entry.query_selector("rect").ok().flatten() else { continue };
        let text = words_of(Some(entry));
        let room = text_width(&text, SMALL) + 30.0;
        if x > 0.0 && x + room > width {
            (x, y) = (0.0, y + LINE);
        }
        let fill = style_of(&swatch, "fill");
        let fill = if fill.starts_with("url(") { "url(#hatch)" } else { &fill };
        out.push_str(&format!(
            r#"<rect x="{}" y="{}" width="12" height="12" fill="{fill}" stroke="gray"/><text x="{}" y="{}" font-size="{}">{}</text>"#,
            whole(x),
            whole(y),
            whole(x + 17.0),
            whole(y + 10.5),
            whole(SMALL),
            escaped(&text)
        ));
        x += room;
    }
    let height = if out.is_empty() { 0.0 } else { y + LINE + 4.0 };
    (out, height)
}

/// A picture that stands alone: the drawing with its styles, under the heading of its panel, with the unit, the
/// legend, the source of the map and, in a demonstration, the word that its figures are made up. With it its size.
fn standalone(selector: &str) -> Option<(String, f64, f64)> {
    let original = document().query_selector(selector).ok()??;
    let panel = original.closest(".panel").ok()??;
    let copy = original.clone_node_with_deep(true).ok()?.dyn_into::<Element>().ok()?;
    write_styles(&original, &copy)?;
    for page_only in ["class", "role", "aria-labelledby", "style", "data-view", "data-unit"] {
        let _ = copy.remove_attribute(page_only);
    }
    let size = original.get_bounding_client_rect();
    let find = |from: &Element, selector: &str| from.query_selector(selector).ok().flatten();
    let root = document().document_element()?;
    let heading = words_of(find(&panel, "h2"));
    let beneath = [words_of(find(&root, "h1")), words_of(find(&panel, "header p"))];
    let beneath = beneath.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let notes = [words_of(find(&panel, ".map-origin")), words_of(find(&root, ".simulated"))];
    let notes: Vec<String> = notes.into_iter().filter(|text| !text.is_empty()).collect();
    let (legend, legend_height) = legend_of(&panel, size.width());

    let top = MARGIN + 2.0 * LINE + 6.0;
    let below = top + size.height() + 8.0;
    let (width, height) =
        (size.width() + 2.0 * MARGIN, below + legend_height + LINE * notes.len() as f64 + MARGIN);
    for (name, value) in [("x", MARGIN), ("y", top), ("width", size.width()), ("height", size.height())] {
        let _ = copy.set_attribute(name, &whole(value).to_string());
    }
    let (ink, paper, font) =
        (style_of(&root, "color"), style_of(&root, "--paper"), style_of(&root, "font-family"));
    let drawing = XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()?;
    let left = whole(MARGIN);
    let text = |y: f64, size: f64, weight: &str, text: &str| {
        let text = escaped(text);
        format!(
            r#"<text x="{left}" y="{}" font-size="{}" font-weight="{weight}">{text}</text>"#,
            whole(y),
            whole(size)
        )
    };
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" fill="{ink}" font-family="{}"><rect width="100%" height="100%" fill="{}"/>"#,
        whole(width),
        whole(height),
        escaped(&font),
        paper.trim()
    );
    out += &text(MARGIN + 14.0, 16.0, "bold", &heading);
    out += &text(MARGIN + 14.0 + LINE, SMALL, "normal", &beneath);
    out += &drawing;
    out += &format!(r#"<g transform="translate({left} {})">{legend}</g>"#, whole(below));
    for (n, note) in notes.iter().enumerate() {
        out += &text(below + legend_height + LINE * (n as f64 + 0.7), SMALL, "normal", note);
    }
    Some((out + "</svg>", width, height))
}

fn data_url(svg: &str) -> String {
    format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg))
}

/// Has the browser save what is at an address under a name.
pub fn save(url: &str, file: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(file);
        link.click();
    }
}

/// Draws the picture on a canvas.
async fn png(svg: String, width: f64, height: f64) -> Result<String, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&data_url(&svg));
    JsFuture::from(image.decode()).await?;
    let canvas = document().create_element("canvas")?.dyn_into::<HtmlCanvasElement>()?;
    canvas.set_width((width * SHARPNESS) as u32);
    canvas.set_height((height * SHARPNESS) as u32);
    let context = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .dyn_into::<CanvasRenderingContext2d>()
        .map_err(JsValue::from)?;
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        width * SHARPNESS,
        height * SHARPNESS,
    )?;
    canvas.to_data_url_with_type("image/png")
}

/// Saves the drawing whose menu was clicked on, if it was one: one listener for all of them.
pub fn save_clicked(target: &Element) {
    let Some(button) = target.closest("[data-save]").ok().flatten() else { return };
    let word = |name| button.get_attribute(name).unwrap_or_default();
    let Some((svg, width, height)) = standalone(&word("data-drawing")) else { return };
    let (kind, name) = (word("data-save"), word("data-name"));
    if kind == "svg" {
        return save(&data_url(&svg), &format!("{name}.svg"));
    }
    spawn_local(async move {
        if let Ok(url) = png(svg, width, height).await {
            save(&url, &format!("{name}.png"));
        }
    });
}

/// The menu of a chart.
#[component]
pub fn ChartMenu(
    /// Where the drawing is.
    drawing: &'static str,
    /// Name of the file, without ending.
    name: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <details class="menu needs-js no-print">
            <summary class="button small" aria-label=t(locale, "menu.label")>"⋯"</summary>
            <div class="menu-body">
                <button type="button" data-save="svg" data-drawing=drawing data-name=name>{t(locale, "menu.svg")}</button>
                <button type="button" data-save="png" data-drawing=drawing data-name=name>{t(locale, "menu.png")}</button>
                <CopyLink/>
            </div>
        </details>
    }
    .into_any()
}

/// The menu of a table.
#[component]
pub fn TableMenu(
    /// The address of the same values at the REST interface, without format.
    values: Address,
) -> impl IntoView {
    let locale = use_locale();
    let format = |format| values.clone().with("format", format).to_string();
    view! {
        <details class="menu no-print">
            <summary class="button small" aria-label=t(locale, "menu.label")>"⋯"</summary>
            <div class="menu-body">
                <a href=format("csv") rel="external" download>{t(locale, "menu.csv")}</a>
                <a href=format("xlsx") rel="external" download>{t(locale, "menu.xlsx")}</a>
                <CopyLink/>
            </div>
        </details>
    }
    .into_any()
}

/// Copies the address of the view; what was clicked says in its place what became of it ([`copy_clicked`]).
#[component]
fn CopyLink() -> impl IntoView {
    let locale = use_locale();
    view! {
        <button
            type="button"
            class="needs-js stays copy-link"
            data-copied=t(locale, "menu.copied")
            data-failed=t(locale, "menu.copy_failed")
            aria-live="polite"
        >
            {t(locale, "menu.link")}
        </button>
    }
    .into_any()
}

/// Copies the address of the view when that is what was clicked: one listener for all menus, printed ones among them.
pub fn copy_clicked(target: &Element) {
    let button = target.closest(".copy-link").ok().flatten();
    if let (Some(button), Ok(address)) = (button, window().location().href()) {
        copy_text(&address, move |worked| {
            let told = button.get_attribute(if worked { "data-copied" } else { "data-failed" });
            button.set_text_content(told.as_deref());
        });
    }
}
