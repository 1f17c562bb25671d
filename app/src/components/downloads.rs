//! The small menus: tables as CSV and XLSX from the REST interface, charts as SVG and PNG from what is on the screen,
//! the link to the view.

use super::browser::copy_text;
use crate::{
    address::Address,
    i18n::{t, use_locale},
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

/// The text of an SVG on the page with its styles written into it, and its size on the screen.
fn standalone(selector: &str) -> Option<(String, f64, f64)> {
    let original = document().query_selector(selector).ok()??;
    let copy = original.clone_node_with_deep(true).ok()?.dyn_into::<Element>().ok()?;
    let (from, to) = (original.query_selector_all("*").ok()?, copy.query_selector_all("*").ok()?);
    let style_of = |element: &Element| {
        let style = window().get_computed_style(element).ok()??;
        Some(
            STYLES
                .iter()
                .filter_map(|name| style.get_property_value(name).ok().map(|value| (*name, value)))
                .filter(|(_, value)| !value.is_empty())
                .collect::<Vec<_>>(),
        )
    };
    for n in 0..from.length().min(to.length()) {
        let pair = from.item(n).zip(to.item(n));
        let Some((from, to)) =
            pair.and_then(|(a, b)| Some((a.dyn_into::<Element>().ok()?, b.dyn_into::<Element>().ok()?)))
        else {
            continue;
        };
        for (name, value) in style_of(&from).unwrap_or_default() {
            // A pattern is referred to by its address on this page.
            let value = if value.starts_with("url(") { "url(#hatch)".to_owned() } else { value };
            let _ = to.set_attribute(name, &value);
        }
        let _ = to.remove_attribute("class");
    }
    for page_only in ["class", "role", "aria-labelledby"] {
        let _ = copy.remove_attribute(page_only);
    }
    let size = original.get_bounding_client_rect();
    let _ = copy.set_attribute("xmlns", "http://www.w3.org/2000/svg");
    let _ = copy.set_attribute("width", &format!("{:.0}", size.width()));
    let _ = copy.set_attribute("height", &format!("{:.0}", size.height()));
    let text = XmlSerializer::new().ok()?.serialize_to_string(&copy).ok()?;
    Some((text, size.width(), size.height()))
}

fn data_url(svg: &str) -> String {
    format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg))
}

fn save(url: &str, file: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(file);
        link.click();
    }
}

/// Draws the picture on a canvas with the colour of the paper behind it.
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
    let paper = document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value("--paper").ok())
        .unwrap_or_default();
    context.set_fill_style_str(paper.trim());
    context.fill_rect(0.0, 0.0, width * SHARPNESS, height * SHARPNESS);
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        width * SHARPNESS,
        height * SHARPNESS,
    )?;
    canvas.to_data_url_with_type("image/png")
}

/// The menu of a chart.
#[component]
pub fn ChartMenu(
    /// Where the SVG is.
    selector: &'static str,
    /// Name of the file, without ending.
    name: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let as_svg = move |_| {
        if let Some((svg, ..)) = standalone(selector) {
            save(&data_url(&svg), &format!("{name}.svg"));
        }
    };
    let as_png = move |_| {
        if let Some((svg, width, height)) = standalone(selector) {
            spawn_local(async move {
                if let Ok(url) = png(svg, width, height).await {
                    save(&url, &format!("{name}.png"));
                }
            });
        }
    };
    view! {
        <details class="menu needs-js no-print">
            <summary class="button small" aria-label=t(locale, "menu.label")>"⋯"</summary>
            <div class="menu-body">
                <button type="button" on:click=as_svg>{t(locale, "menu.svg")}</button>
                <button type="button" on:click=as_png>{t(locale, "menu.png")}</button>
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
    #[prop(into)]
    values: Signal<Address>,
) -> impl IntoView {
    let locale = use_locale();
    let format = move |format: &'static str| move || values.get().with("format", format).to_string();
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

/// Copies the address of the view.
#[component]
fn CopyLink() -> impl IntoView {
    let locale = use_locale();
    let done = RwSignal::new(None::<bool>);
    let copy = move |_| {
        if let Ok(address) = window().location().href() {
            copy_text(&address, move |worked| {
                let _ = done.try_set(Some(worked));
            });
        }
    };
    let text = move || match done.get() {
        None => t(locale, "menu.link"),
        Some(true) => t(locale, "menu.copied"),
        Some(false) => t(locale, "menu.copy_failed"),
    };
    view! { <button type="button" class="needs-js stays" on:click=copy aria-live="polite">{text}</button> }
}
