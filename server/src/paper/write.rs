//! From pages to PDF.

use super::{BOTTOM, HEIGHT, Ink, MARGIN, Mark, Paper, PaperError, Style, WIDTH};
use crate::{drawing::Drawing, fonts::Fonts};
use app::i18n::{Locale, t_with};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    destination::XyzDestination,
    geom::{PathBuilder, Point, Size, Transform},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    text::TextDirection,
};
use krilla_svg::{SurfaceExt, SvgSettings};

/// Size of what stands above and below every page.
const SMALL: f32 = 7.5;

/// What stands on every page.
#[derive(Debug, Clone)]
pub struct Running {
    /// The title, above every page but the first.
    pub title: String,
    /// At the right of it.
    pub beside: String,
    /// Below every page, at the left.
    pub foot: String,
    /// The language of the paper.
    pub locale: Locale,
}

fn broken(what: &str) -> PaperError {
    PaperError::Write(what.to_owned())
}

impl Paper<'_> {
    /// The document. The same paper gives the same bytes.
    ///
    /// # Errors
    /// When a character is missing in the fonts, or the document cannot be written.
    pub fn finish(mut self, running: &Running) -> Result<Vec<u8>, PaperError> {
        self.set_heading()?;
        self.number(running);
        // Everything that was set was measured, and what was measured was looked up.
        if let Some(missing) = self.setter.missing() {
            return Err(PaperError::NoGlyph(missing));
        }
        let mut document = Document::new_with(SerializeSettings::default());
        let metadata = Metadata::new().title(running.title.clone()).creator("Jiceng".to_owned());
        document.set_metadata(metadata.language(running.locale.tag().to_owned()));
        let size = Size::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("page"))?;
        for marks in &self.pages {
            let mut page = document.start_page_with(PageSettings::new(size));
            let mut surface = page.surface();
            for mark in marks {
                draw(&mut surface, self.fonts, &self.drawings, mark)?;
            }
            surface.finish();
            page.finish();
        }
        let mut outline = Outline::new();
        for (title, page, y) in self.sections {
            let place = XyzDestination::new(page, Point::from_xy(0.0, (y - 12.0).max(0.0)));
            outline.push_child(OutlineNode::new(title, place));
        }
        document.set_outline(outline);
        document.finish().map_err(|error| PaperError::Write(format!("{error:?}")))
    }

    /// Puts titles and numbers on the pages.
    pub(super) fn number(&mut self, running: &Running) {
        let style = Style::plain(SMALL).in_ink(Ink::Grey);
        let all = self.pages.len();
        let (room, right) = (self.room(), WIDTH - MARGIN);
        let beside = self.setter.shortened(&running.beside, style, room * 0.4);
        let beside_wide = self.setter.width(&beside, style);
        let title = self.setter.shortened(&running.title, style, room - beside_wide - 12.0);
        for n in 0..all {
            let count = [("n", (n + 1).to_string()), ("all", all.to_string())];
            let count =
                t_with(running.locale, "unit_paper.page", &count.each_ref().map(|(k, v)| (*k, v.as_str())));
            let wide = self.setter.width(&count, style);
            let foot = self.setter.shortened(&running.foot, style, room - wide - 12.0);
            let mut marks = vec![
                Mark::Rule { x: MARGIN, y: BOTTOM + 14.0, length: room, thick: 0.4, ink: Ink::Line },
                Mark::Text { x: MARGIN, y: BOTTOM + 26.0, style, text: foot },
                Mark::Text { x: right - wide, y: BOTTOM + 26.0, style, text: count },
            ];
            if n > 0 {
                marks.extend([
                    Mark::Text { x: MARGIN, y: 42.0, style, text: title.clone() },
                    Mark::Text { x: right - beside_wide, y: 42.0, style, text: beside.clone() },
                    Mark::Rule { x: MARGIN, y: 48.0, length: room, thick: 0.4, ink: Ink::Line },
                ]);
            }
            self.pages[n].extend(marks);
        }
    }
}

fn colour(ink: Ink) -> rgb::Color {
    let (red, green, blue) = ink.rgb();
    rgb::Color::new(red, green, blue)
}

fn draw(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    drawings: &[Drawing],
    mark: &Mark,
) -> Result<(), PaperError> {
    match mark {
        Mark::Text { x, y, style, text } => {
            let cut = if style.bold { &fonts.bold } else { &fonts.regular };
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: colour(style.ink).into(), ..Fill::default() }));
            let start = Point::from_xy(*x, *y);
            surface.draw_text(start, cut.font.clone(), style.size, text, false, TextDirection::LeftToRight);
        }
        Mark::Rule { x, y, length, thick, ink } => {
            let mut path = PathBuilder::new();
            path.move_to(*x, *y);
            path.line_to(x + length, *y);
            let path = path.finish().ok_or_else(|| broken("line"))?;
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: colour(*ink).into(),
                width: *thick,
                opacity: NormalizedF32::ONE,
                ..Stroke::default()
            }));
            surface.draw_path(&path);
        }
        Mark::Drawing { number, x, y, width, height } => {
            let drawing = drawings.get(*number).ok_or_else(|| broken("drawing"))?;
            let size = Size::from_wh(*width, *height).ok_or_else(|| broken("drawing"))?;
            surface.push_transform(&Transform::from_translate(*x, *y));
            let drawn = surface.draw_svg(&drawing.0, size, SvgSettings::default());
            surface.pop();
            drawn.ok_or_else(|| broken("drawing"))?;
        }
    }
    Ok(())
}
