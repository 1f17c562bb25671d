//! Small documents: lines of text on pages, with one font that knows Chinese.

use crate::fonts::Fonts;
use krilla::{
    Document, SerializeSettings,
    geom::{PathBuilder, Point, Size},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::Stroke,
    surface::Surface,
    text::TextDirection,
};

/// A4 in points.
pub const WIDTH: f32 = 595.0;
/// A4 in points.
pub const HEIGHT: f32 = 842.0;
/// White around a page.
pub const MARGIN: f32 = 56.0;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The document could not be written.
    #[error("the document could not be written: {0}")]
    Write(String),
}

/// How wide a text is, roughly: Chinese characters are as wide as they are high, others about half of it.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f32>() * size
}

/// A text in lines that are not wider than `room`.
pub fn wrap(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last().map(String::as_str).unwrap_or_default();
        if !line.is_empty() && width(line, size) + width(word.trim_end(), size) > room {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    lines
}

/// Where a line can be broken: after a space, and beside every Chinese character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c == ' ' || !c.is_ascii() {
            if !c.is_ascii() && start < at {
                words.push(&text[start..at]);
                start = at;
            }
            words.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text with its left end and baseline, and its size.
    Text(f32, f32, f32, String),
    /// A line from one point to another, and its width.
    Line((f32, f32), (f32, f32), f32),
}

/// Text in the middle of the page.
pub fn centred(y: f32, size: f32, text: &str) -> Piece {
    Piece::Text(((WIDTH - width(text, size)) / 2.0).max(MARGIN), y, size, text.to_owned())
}

/// Writes pages. The same pages give the same bytes.
pub fn write(fonts: &Fonts, title: &str, pages: &[Vec<Piece>]) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
    for pieces in pages {
        let size = Size::from_wh(WIDTH, HEIGHT).ok_or_else(|| PdfError::Write("page".to_owned()))?;
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        for piece in pieces {
            draw(&mut surface, fonts, piece);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, piece: &Piece) {
    match piece {
        Piece::Text(x, y, size, text) => {
            surface.set_stroke(None);
            let start = Point::from_xy(*x, *y);
            surface.draw_text(
                start,
                fonts.regular.font.clone(),
                *size,
                text,
                false,
                TextDirection::LeftToRight,
            );
        }
        Piece::Line(from, to, width) => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                let stroke = Stroke { width: *width, opacity: NormalizedF32::ONE, ..Stroke::default() };
                surface.set_stroke(Some(stroke));
                surface.draw_path(&path);
                surface.set_stroke(None);
                surface.set_fill(Some(krilla::paint::Fill::default()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_after_spaces_and_beside_chinese_characters() {
        assert_eq!(wrap("aaa bbb ccc", 10.0, 40.0), ["aaa bbb ", "ccc"]);
        assert_eq!(wrap("人民法庭", 10.0, 25.0), ["人民", "法庭"]);
        assert_eq!(wrap("", 10.0, 25.0), [""]);
    }

    #[test]
    fn a_document_with_chinese_is_written_and_the_same_twice() {
        let fonts = Fonts::find(None).unwrap(); // `make test` installs one
        let page =
            vec![centred(100.0, 20.0, "人民法庭 Tribunal"), Piece::Line((56.0, 120.0), (539.0, 120.0), 1.0)];
        let one = write(&fonts, "标题", std::slice::from_ref(&page)).unwrap();
        assert!(one.starts_with(b"%PDF-"));
        assert_eq!(one, write(&fonts, "标题", &[page]).unwrap());
    }
}
