//! Papers: documents of several pages, set from the top down. Lines are measured by the font itself and never run over
//! their column, the head of a table stands on every page that it goes on, and every page has its number. A paper is
//! whole or it is an error: a character that no font has, or a row that no page could hold, ends it.

mod lines;
mod table;
mod write;

pub use table::{Cell, Column, Table};
pub use write::Running;

use crate::{
    drawing::{Drawing, DrawingError},
    fonts::Fonts,
};
use app::api::{Failure, FailureKind};
use lines::Setter;

/// A4 in points.
const WIDTH: f32 = 595.28;
/// A4 in points.
const HEIGHT: f32 = 841.89;
/// White beside what is set.
const MARGIN: f32 = 54.0;
/// Where what is set begins …
const TOP: f32 = 66.0;
/// … and where it ends.
const BOTTOM: f32 = HEIGHT - 60.0;
/// Room between columns.
const GUTTER: f32 = 12.0;
/// Distance of lines, in sizes of the type.
const LEADING: f32 = 1.5;

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The fonts cannot be measured.
    #[error("the font cannot be measured")]
    Font,
    /// No font has a character of it.
    #[error("the font has no character for {0:?}")]
    NoGlyph(char),
    /// It fits no page.
    #[error("a part is higher than a page")]
    TooHigh,
    /// A drawing in it cannot be made.
    #[error(transparent)]
    Drawing(#[from] DrawingError),
    /// The document could not be written.
    #[error("the document could not be written: {0}")]
    Write(String),
}

impl From<PaperError> for Failure {
    fn from(error: PaperError) -> Self {
        tracing::error!(%error, "a paper");
        Self::new(FailureKind::Internal, "no_paper").with_value(error.to_string())
    }
}

/// Colours on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// What explains.
    Grey,
    /// Lines.
    Line,
    /// Better than the reference interval, or than before.
    Good,
    /// Worse.
    Bad,
    /// What has to be noticed.
    Warn,
}

impl Ink {
    const fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Black => (0x1b, 0x24, 0x30),
            Self::Grey => (0x4c, 0x5a, 0x6b),
            Self::Line => (0xb4, 0xbe, 0xca),
            Self::Good => (0x17, 0x74, 0x4a),
            Self::Bad => (0xb3, 0x37, 0x2c),
            Self::Warn => (0x8a, 0x50, 0x00),
        }
    }
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Size in points.
    pub size: f32,
    /// Whether it is bold.
    pub bold: bool,
    /// Its colour.
    pub ink: Ink,
}

impl Style {
    /// Plain text of a size.
    pub const fn plain(size: f32) -> Self {
        Self { size, bold: false, ink: Ink::Black }
    }

    /// Bold text of a size.
    pub const fn bold(size: f32) -> Self {
        Self { size, bold: true, ink: Ink::Black }
    }

    /// In another colour.
    pub const fn in_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    fn leading(self) -> f32 {
        self.size * LEADING
    }
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
enum Mark {
    /// Text: its left end, its baseline.
    Text { x: f32, y: f32, style: Style, text: String },
    /// A line across, from its left end, and how thick it is.
    Rule { x: f32, y: f32, length: f32, thick: f32, ink: Ink },
    /// A drawing by its number, its upper left corner and its size.
    Drawing { number: usize, x: f32, y: f32, width: f32, height: f32 },
}

/// A figure in large type, with lines below it.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// What it is.
    pub name: String,
    /// The figure.
    pub value: String,
    /// Its unit of measure.
    pub measure: String,
    /// What is said of it.
    pub notes: Vec<(String, Option<Ink>)>,
}

/// A paper that is being set.
pub struct Paper<'a> {
    fonts: &'a Fonts,
    setter: Setter<'a>,
    pages: Vec<Vec<Mark>>,
    y: f32,
    drawings: Vec<Drawing>,
    /// A heading that is set with what comes next.
    heading: Option<String>,
    /// Headings with their page and place, for the outline.
    sections: Vec<(String, usize, f32)>,
}

impl<'a> Paper<'a> {
    /// An empty paper.
    ///
    /// # Errors
    /// When the fonts cannot be measured.
    pub fn new(fonts: &'a Fonts) -> Result<Self, PaperError> {
        let setter = Setter::new(fonts).ok_or(PaperError::Font)?;
        Ok(Self {
            fonts,
            setter,
            pages: vec![vec![]],
            y: TOP,
            drawings: vec![],
            heading: None,
            sections: vec![],
        })
    }

    /// How wide what is set can be.
    pub const fn room(&self) -> f32 {
        WIDTH - 2.0 * MARGIN
    }

    /// Goes on on a new page, unless nothing stands on this one.
    pub fn new_page(&mut self) {
        if self.y > TOP {
            self.pages.push(vec![]);
            self.y = TOP;
        }
    }

    /// White below what was set.
    pub fn space(&mut self, height: f32) {
        self.y = (self.y + height).min(BOTTOM);
    }

    /// Makes sure that the next `height` points are on one page, and their heading on the same.
    fn need(&mut self, height: f32) -> Result<(), PaperError> {
        let style = Style::bold(13.0);
        let heading = self.heading.take();
        let lines = heading.as_deref().map(|title| self.setter.wrap(title, style, self.room()));
        let lines = lines.unwrap_or_default();
        let above = if heading.is_some() { lines.len() as f32 * style.leading() + 4.0 } else { 0.0 };
        if above + height > BOTTOM - TOP {
            return Err(PaperError::TooHigh);
        }
        let apart = if heading.is_some() && self.y > TOP { 16.0 } else { 0.0 };
        if self.y + apart + above + height > BOTTOM {
            self.new_page();
        } else {
            self.y += apart;
        }
        if let Some(title) = heading {
            self.sections.push((title, self.pages.len() - 1, self.y));
            for (n, line) in lines.iter().enumerate() {
                self.put_line(MARGIN, self.y + n as f32 * style.leading(), style, line);
            }
            self.y += above;
        }
        Ok(())
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// A line of text whose box begins at `y`.
    fn put_line(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let y = y + lines::baseline(style);
        self.put(Mark::Text { x, y, style, text: text.trim_end().to_owned() });
    }

    /// Text in lines as long as the page is wide.
    ///
    /// # Errors
    /// None but those of every part: when it fits no page.
    pub fn text(&mut self, style: Style, text: &str) -> Result<(), PaperError> {
        for line in self.setter.wrap(text, style, self.room()) {
            self.need(style.leading())?;
            self.put_line(MARGIN, self.y, style, &line);
            self.y += style.leading();
        }
        Ok(())
    }

    /// A heading. It is set together with what it heads, on the same page.
    ///
    /// # Errors
    /// When the heading before it, which heads nothing, fits no page.
    pub fn section(&mut self, title: &str) -> Result<(), PaperError> {
        self.set_heading()?;
        self.heading = Some(title.to_owned());
        Ok(())
    }

    /// Sets a heading that heads nothing.
    fn set_heading(&mut self) -> Result<(), PaperError> {
        if self.heading.is_some() { self.need(0.0) } else { Ok(()) }
    }

    /// A line across the page.
    pub fn rule(&mut self, thick: f32, ink: Ink) {
        let (y, length) = (self.y, self.room());
        self.put(Mark::Rule { x: MARGIN, y, length, thick, ink });
        self.y += 6.0;
    }

    /// Drawings beside each other, each below its caption, all on one page.
    ///
    /// # Errors
    /// When one of them cannot be read, or all fit no page.
    pub fn drawings(&mut self, row: &[(&str, &str)], columns: usize) -> Result<(), PaperError> {
        let style = Style::bold(8.5);
        let columns = columns.max(row.len()).max(1) as f32;
        let width = (self.room() - GUTTER * (columns - 1.0)) / columns;
        let captions = row.iter().map(|(caption, _)| match *caption {
            "" => vec![],
            caption => self.setter.wrap(caption, style, width),
        });
        let captions: Vec<Vec<String>> = captions.collect();
        let lines = captions.iter().map(Vec::len).max().unwrap_or(0);
        let above = lines as f32 * style.leading() + 2.0;
        let mut read = Vec::with_capacity(row.len());
        for (_, svg) in row {
            let drawing = Drawing::read(self.fonts, svg)?;
            let (wide, high) = drawing.size();
            read.push((drawing, width * high / wide));
        }
        let height = read.iter().map(|(_, height)| *height).fold(0.0, f32::max);
        self.need(above + height)?;
        let mut x = MARGIN;
        for (caption, (drawing, height)) in captions.iter().zip(read) {
            for (n, line) in caption.iter().enumerate() {
                self.put_line(x, self.y + n as f32 * style.leading(), style, line);
            }
            let number = self.drawings.len();
            self.drawings.push(drawing);
            self.put(Mark::Drawing { number, x, y: self.y + above, width, height });
            x += width + GUTTER;
        }
        self.y += above + height + 8.0;
        Ok(())
    }

    /// Figures in rows.
    ///
    /// # Errors
    /// When a row fits no page.
    pub fn cards(&mut self, cards: &[Card], columns: usize) -> Result<(), PaperError> {
        let (name, value, note) = (Style::plain(8.0).in_ink(Ink::Grey), Style::bold(16.0), Style::plain(7.0));
        let columns = columns.max(1);
        let width = (self.room() - GUTTER * (columns - 1) as f32) / columns as f32;
        for row in cards.chunks(columns) {
            let set: Vec<_> =
                row.iter().map(|card| self.setter.card(card, [name, value, note], width)).collect();
            let height = set.iter().map(|lines| lines.iter().map(|(style, ..)| style.leading()).sum::<f32>());
            let height = height.fold(0.0, f32::max) + 10.0;
            self.need(height)?;
            for (n, lines) in set.iter().enumerate() {
                let x = MARGIN + n as f32 * (width + GUTTER);
                let mut y = self.y;
                self.put(Mark::Rule { x, y, length: width, thick: 0.8, ink: Ink::Line });
                y += 4.0;
                for (style, line, beside) in lines {
                    self.put_line(x, y, *style, line);
                    if let Some((at, small, text)) = beside {
                        let lower = y + lines::baseline(*style) - lines::baseline(*small);
                        self.put_line(x + at, lower, *small, text);
                    }
                    y += style.leading();
                }
            }
            self.y += height;
        }
        Ok(())
    }
}

#[cfg(test)]
impl Paper<'_> {
    /// What stands on every page, titles and numbers among it, once it is seen that nothing runs over.
    pub(crate) fn proof(mut self, running: &Running) -> Vec<Vec<String>> {
        self.number(running);
        assert_eq!(self.setter.missing(), None);
        let read = |mark: &Mark| match mark {
            Mark::Text { x, y, style, text } => {
                let right = x + self.setter.width(text, *style);
                let inside = *x >= MARGIN - 0.1 && right <= WIDTH - MARGIN + 0.1 && *y < HEIGHT - 20.0;
                assert!(inside, "{text:?} from {x} to {right} at {y}");
                Some(text.clone())
            }
            Mark::Drawing { x, y, width, height, .. } => {
                assert!(x + width <= WIDTH - MARGIN + 0.1 && y + height <= BOTTOM + 0.1);
                None
            }
            Mark::Rule { .. } => None,
        };
        self.pages.iter().map(|page| page.iter().filter_map(read).collect()).collect()
    }
}

#[cfg(test)]
mod tests;
