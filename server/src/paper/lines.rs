//! Measuring and breaking lines.

use super::{Card, Ink, Style};
use crate::fonts::Fonts;
use std::cell::Cell;
use ttf_parser::Face;

/// Smallest type that is still read.
const LEAST: f32 = 5.0;

/// Where the baseline lies below the top of the box of a line.
pub(super) fn baseline(style: Style) -> f32 {
    (style.leading() - style.size) / 2.0 + style.size * 0.88
}

/// A line with its style, and what stands beside it: at which distance, how, and what.
pub(super) type CardLine = (Style, String, Option<(f32, Style, String)>);

/// Knows how wide text is.
pub(super) struct Setter<'a> {
    regular: Face<'a>,
    bold: Face<'a>,
    missing: Cell<Option<char>>,
}

impl<'a> Setter<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Option<Self> {
        let (regular, bold) = (fonts.regular.metrics()?, fonts.bold.metrics()?);
        Some(Self { regular, bold, missing: Cell::new(None) })
    }

    /// A character that was measured and that the font does not have.
    pub(super) fn missing(&self) -> Option<char> {
        self.missing.get()
    }

    /// How wide a line is, in points.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        let face = if style.bold { &self.bold } else { &self.regular };
        let scale = style.size / f32::from(face.units_per_em());
        let wide = |c: char| match face.glyph_index(c) {
            Some(glyph) => f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale,
            None => {
                self.missing.set(Some(c));
                style.size
            }
        };
        text.chars().map(wide).sum()
    }

    /// Text in lines no wider than `room`; a word that is wider by itself is broken.
    pub(super) fn wrap(&self, text: &str, style: Style, room: f32) -> Vec<String> {
        let mut lines = vec![];
        for paragraph in text.split('\n') {
            let paragraph: String = paragraph.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let mut line = String::new();
            for word in words(&paragraph) {
                let wide = |line: &str, more: &str| {
                    self.width(line, style) + self.width(more.trim_end(), style) > room
                };
                if !line.is_empty() && wide(&line, word) {
                    lines.push(std::mem::take(&mut line));
                }
                if wide("", word) {
                    for c in word.chars() {
                        if !line.is_empty() && wide(&line, c.encode_utf8(&mut [0; 4])) {
                            lines.push(std::mem::take(&mut line));
                        }
                        line.push(c);
                    }
                } else {
                    line.push_str(word);
                }
            }
            lines.push(line);
        }
        lines
    }

    /// The style in which a line is no wider than `room`: a smaller one where it must be, but none that is not read.
    pub(super) fn fitting(&self, text: &str, style: Style, room: f32) -> Style {
        let width = self.width(text, style);
        if width <= room { style } else { Style { size: (style.size * room / width).max(LEAST), ..style } }
    }

    /// As much of a line as fits, with an ellipsis where something is left out.
    pub(super) fn shortened(&self, text: &str, style: Style, room: f32) -> String {
        if self.width(text, style) <= room {
            return text.to_owned();
        }
        let mut kept = String::new();
        let mut used = self.width("…", style);
        for c in text.chars() {
            used += self.width(c.encode_utf8(&mut [0; 4]), style);
            if used > room {
                break;
            }
            kept.push(c);
        }
        kept.trim_end().to_owned() + "…"
    }

    /// The lines of a figure.
    pub(super) fn card(&self, card: &Card, [name, value, note]: [Style; 3], width: f32) -> Vec<CardLine> {
        let mut lines: Vec<CardLine> =
            self.wrap(&card.name, name, width).into_iter().map(|line| (name, line, None)).collect();
        let beside = 4.0 + self.width(&card.measure, note);
        let fitted = self.fitting(&card.value, value, width - beside);
        let at = self.width(&card.value, fitted) + 3.0;
        let measure = (!card.measure.is_empty()).then(|| (at, note.in_ink(Ink::Grey), card.measure.clone()));
        lines.push((Style { size: fitted.size, ..value }, card.value.clone(), measure));
        for (text, ink) in &card.notes {
            let style = note.in_ink(ink.unwrap_or(Ink::Grey));
            lines.extend(self.wrap(text, style, width).into_iter().map(|line| (style, line, None)));
        }
        lines
    }
}

const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..)
}

/// What must not begin a line …
const CLOSING: &str = "，。、；：！？）】》〉」』”’…·％%,.;:!?)]}";
/// … and what must not end one.
const OPENING: &str = "（【《〈「『“‘([{";

/// The pieces between which a line may end: after a space, and beside Chinese characters, but not before closing and
/// not after opening punctuation.
fn words(text: &str) -> Vec<&str> {
    let mut words = vec![];
    let (mut start, mut before) = (0, None::<char>);
    for (at, c) in text.char_indices() {
        if let Some(before) = before {
            let after_space = before == ' ' && c != ' ';
            let beside_wide = (is_wide(before) || is_wide(c))
                && c != ' '
                && !CLOSING.contains(c)
                && !OPENING.contains(before);
            if after_space || beside_wide {
                words.push(&text[start..at]);
                start = at;
            }
        }
        before = Some(c);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_after_spaces_and_beside_chinese_but_not_before_closing_punctuation() {
        assert_eq!(words("aaa bbb"), ["aaa ", "bbb"]);
        assert_eq!(words("结案率90%，高于"), ["结", "案", "率", "90%，", "高", "于"]);
        assert_eq!(words("（甲）"), ["（甲）"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn no_line_is_wider_than_its_room_and_nothing_is_lost() {
        let fonts = Fonts::find(None).unwrap(); // `make test` installs one
        let setter = Setter::new(&fonts).unwrap();
        let text = "最高人民法院《人民法院审判质量管理指标体系》 WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW closed within the time limit，";
        for style in [Style::plain(7.0), Style::bold(13.0)] {
            for room in [30.0, 77.0, 200.0, 480.0] {
                let lines = setter.wrap(text, style, room);
                for line in &lines {
                    assert!(setter.width(line.trim_end(), style) <= room, "{line:?} in {room}");
                }
                assert_eq!(lines.concat(), text);
            }
        }
        assert_eq!(setter.wrap("a\nb\tc", Style::plain(8.0), 100.0), ["a", "b c"]);
        let style = setter.fitting("1,234,567.89%", Style::plain(12.0), 40.0);
        assert!(setter.width("1,234,567.89%", style) <= 40.01 && style.size >= LEAST);
        let short = setter.shortened(text, Style::plain(8.0), 100.0);
        assert!(short.ends_with('…') && setter.width(&short, Style::plain(8.0)) <= 100.0);
        assert_eq!(setter.missing(), None);
        setter.width("\u{10ffff}", Style::plain(8.0));
        assert_eq!(setter.missing(), Some('\u{10ffff}'));
    }
}
