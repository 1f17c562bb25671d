//! The plotters backend that draws for pages.
//!
//! plotters' own SVG backend writes colours, fonts and a fixed size into the drawing and knows whole pixels only.
//! Here a shape gets a class instead of a colour, so that the theme paints it; the drawing has a `viewBox` and no
//! size, so that it fills its container; and the backend's pixel is a tenth of a unit, so that lines are smooth.
//! plotters passes styles on as colours: [`Ink`] is a palette whose colours are only names of classes.

use crate::markup::escape;
use plotters::{
    coord::Shift,
    prelude::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, RGBAColor, ShapeStyle, Text, TextStyle},
    style::{
        Color, FontFamily, FontStyle, IntoFont,
        text_anchor::{HPos, Pos, VPos},
    },
};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::fmt::{Error, Write as _};

/// Backend pixels in a unit of the `viewBox`.
pub(super) const FINE: f64 = 10.0;

/// Usual font size.
pub(super) const FONT: f64 = 12.0;

/// What a shape is; `style/charts.css` says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Grid,
    Axis,
    Band,
    BandEdge,
    Line,
    OpenLine,
    Dot,
    Mark,
    Missing,
    Break,
    Leader,
    Bar,
    Good,
    Bad,
    OpenBar,
    Own,
    Tick,
    Label,
    Strong,
    Faint,
    Box,
    Median,
    Series0,
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
}

impl Ink {
    /// One for each line of a chart of several.
    pub(super) const SERIES: [Self; 7] = [
        Self::Series0,
        Self::Series1,
        Self::Series2,
        Self::Series3,
        Self::Series4,
        Self::Series5,
        Self::Series6,
    ];

    const CLASSES: [&str; 29] = [
        "c-grid",
        "c-axis",
        "c-band",
        "c-band-edge",
        "c-line",
        "c-line-open",
        "c-dot",
        "c-mark",
        "c-missing",
        "c-break",
        "c-leader",
        "c-bar",
        "c-good",
        "c-bad",
        "c-bar-open",
        "c-own",
        "c-tick",
        "c-label",
        "c-strong",
        "c-faint",
        "c-box",
        "c-median",
        "c-series c-series-0",
        "c-series c-series-1",
        "c-series c-series-2",
        "c-series c-series-3",
        "c-series c-series-4",
        "c-series c-series-5",
        "c-series c-series-6",
    ];

    const fn colour(self) -> RGBAColor {
        RGBAColor(0, 0, self as u8, 1.0)
    }

    /// For strokes.
    pub(super) fn line(self) -> ShapeStyle {
        ShapeStyle::from(self.colour())
    }

    /// For areas.
    pub(super) fn fill(self) -> ShapeStyle {
        self.colour().filled()
    }

    fn class_of(colour: BackendColor) -> &'static str {
        Self::CLASSES.get(usize::from(colour.rgb.2)).copied().unwrap_or("c-line")
    }
}

/// What is drawn on.
pub(super) type Area<'a> = DrawingArea<Canvas<'a>, Shift>;
/// The result of drawing.
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<Error>>;

/// Backend pixels from units.
pub(super) fn fine(units: f64) -> i32 {
    (units * FINE).round() as i32
}

/// Draws into an SVG of `width` × `height` units. `title` is what a screen reader says; it is not painted. Without
/// a title the drawing is an ornament and hidden from screen readers.
pub(super) fn draw(
    (width, height): (f64, f64),
    class: &str,
    title: &str,
    description: &str,
    paint: impl FnOnce(&Area<'_>) -> Drawn,
) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" class=\"chart {class}\""
    );
    if title.is_empty() {
        svg.push_str(" aria-hidden=\"true\">");
    } else {
        svg.push_str(" role=\"img\"><title>");
        escape(title, &mut svg);
        svg.push_str("</title>");
    }
    if !description.is_empty() {
        svg.push_str("<desc>");
        escape(description, &mut svg);
        svg.push_str("</desc>");
    }
    let head = svg.len();
    let canvas = Canvas { svg: &mut svg, size: (fine(width) as u32, fine(height) as u32) };
    if paint(&canvas.into_drawing_area()).is_err() {
        // Writing into a string cannot fail; were it to, half a chart would say something wrong.
        svg.truncate(head);
    }
    svg.push_str("</svg>");
    svg
}

/// Writes a text at a place in units.
pub(super) fn write(
    area: &Area<'_>,
    text: &str,
    (x, y): (f64, f64),
    size: f64,
    ink: Ink,
    (horizontal, vertical): (HPos, VPos),
) -> Drawn {
    let colour = ink.colour();
    let style = TextStyle::from(("sans-serif", size * FINE).into_font())
        .color(&colour)
        .pos(Pos::new(horizontal, vertical));
    area.draw(&Text::new(text, (fine(x), fine(y)), style))
}

/// The backend.
pub(super) struct Canvas<'a> {
    svg: &'a mut String,
    size: (u32, u32),
}

impl Canvas<'_> {
    fn open(&mut self, tag: &str, colour: BackendColor) {
        let _ = write!(self.svg, "<{tag} class=\"{}\"", Ink::class_of(colour));
    }

    fn number(&mut self, name: &str, pixels: i32) {
        let _ = write!(self.svg, " {name}=\"");
        tenths(pixels, self.svg);
        self.svg.push('"');
    }

    fn points(&mut self, points: impl IntoIterator<Item = BackendCoord>) {
        self.svg.push_str(" points=\"");
        for (i, (x, y)) in points.into_iter().enumerate() {
            if i > 0 {
                self.svg.push(' ');
            }
            tenths(x, self.svg);
            self.svg.push(',');
            tenths(y, self.svg);
        }
        self.svg.push_str("\"/>");
    }
}

type Result_ = Result<(), DrawingErrorKind<Error>>;

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result_ {
        Ok(())
    }

    fn present(&mut self) -> Result_ {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Result_ {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result_ {
        self.open("line", style.color());
        for (name, pixels) in [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)] {
            self.number(name, pixels);
        }
        self.svg.push_str("/>");
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Result_ {
        self.open("rect", style.color());
        let (width, height) = (lower_right.0 - upper_left.0, lower_right.1 - upper_left.1);
        for (name, pixels) in
            [("x", upper_left.0), ("y", upper_left.1), ("width", width.max(0)), ("height", height.max(0))]
        {
            self.number(name, pixels);
        }
        self.svg.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result_ {
        self.open("polyline", style.color());
        self.svg.push_str(" fill=\"none\"");
        self.points(path);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result_ {
        self.open("polygon", style.color());
        self.points(path);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Result_ {
        self.open("circle", style.color());
        for (name, pixels) in [("cx", centre.0), ("cy", centre.1), ("r", radius as i32)] {
            self.number(name, pixels);
        }
        self.svg.push_str("/>");
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Result_ {
        debug_assert!(matches!((style.family(), style.style()), (FontFamily::SansSerif, FontStyle::Normal)));
        let size = style.size();
        // The middle of digits and Han characters lies about 0.36 em above the baseline.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.36,
            VPos::Bottom => -0.1,
        };
        self.open("text", style.color());
        self.number("x", x);
        self.number("y", y + (down * size).round() as i32);
        self.number("font-size", size.round() as i32);
        match style.anchor().h_pos {
            HPos::Left => {}
            HPos::Center => self.svg.push_str(" text-anchor=\"middle\""),
            HPos::Right => self.svg.push_str(" text-anchor=\"end\""),
        }
        self.svg.push('>');
        escape(text, self.svg);
        self.svg.push_str("</text>");
        Ok(())
    }
}

/// Tenths as a decimal number.
fn tenths(pixels: i32, out: &mut String) {
    let sign = if pixels < 0 { "-" } else { "" };
    let (whole, tenth) = (pixels.unsigned_abs() / 10, pixels.unsigned_abs() % 10);
    let _ = if tenth == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{tenth}") };
}
