//! Drawings of [`app::charts`] as pixels, and read for documents. Both by the same reader and with the same fonts, so
//! that a picture shows what a paper shows. Nothing is read from disk or net for a drawing.

use crate::{fonts::Fonts, platform::Platform};
use app::{api::Failure, charts::standalone};
use resvg::{
    render,
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Group, ImageHrefResolver, Node, Options, Tree},
};

/// Narrowest picture, in pixels.
pub const NARROWEST: u32 = 64;
/// Widest picture, in pixels.
pub const WIDEST: u32 = 4_096;
/// Width of a picture when nothing is said, in pixels: sharp on half a page.
pub const USUAL: u32 = 1_280;
/// Most pixels of a picture: 48 MB while it is drawn.
const MOST_PIXELS: u64 = 12_000_000;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// The drawing is no SVG that can be read.
    #[error("the drawing cannot be read: {0}")]
    Unreadable(String),
    /// No font has a character of it: a box in its place would say nothing.
    #[error("the font has no character for {0:?}")]
    NoGlyph(String),
    /// It would be narrower or wider than is allowed, or have too many pixels; the width.
    #[error("a picture {0} pixels wide is not made")]
    Size(u32),
    /// The pixels could not be packed.
    #[error("the picture could not be written: {0}")]
    Write(String),
}

impl From<DrawingError> for Failure {
    fn from(error: DrawingError) -> Self {
        if let DrawingError::Size(width) = error {
            return Self::invalid("width", "picture_size", width.to_string());
        }
        tracing::error!(%error, "a drawing");
        Self::internal("drawing")
    }
}

/// A drawing that was read.
#[derive(Debug, Clone)]
pub struct Drawing(pub(crate) Tree);

impl Drawing {
    /// Reads a drawing as [`app::charts`] makes it for pages: with classes, and without size or colours.
    ///
    /// # Errors
    /// When it cannot be read, or the fonts do not have all of its characters.
    pub fn read(fonts: &Fonts, svg: &str) -> Result<Self, DrawingError> {
        let options = Options {
            font_family: fonts.family.clone(),
            fontdb: fonts.database.clone(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(&standalone(svg), &options);
        let tree = tree.map_err(|error| DrawingError::Unreadable(error.to_string()))?;
        match missing(tree.root()) {
            Some(text) => Err(DrawingError::NoGlyph(text)),
            None => Ok(Self(tree)),
        }
    }

    /// Its width and height, in its own units.
    pub fn size(&self) -> (f32, f32) {
        let size = self.0.size();
        (size.width(), size.height())
    }

    /// Its pixels as PNG on white, `width` wide and as high as its proportions make it. Takes some milliseconds per
    /// million pixels, so not for an asynchronous task: see [`Platform::picture`].
    ///
    /// # Errors
    /// When the picture would be narrower than [`NARROWEST`], wider than [`WIDEST`] or too high.
    pub fn png(&self, width: u32) -> Result<Vec<u8>, DrawingError> {
        let size = self.0.size();
        let scale = width as f32 / size.width();
        let height = (size.height() * scale).ceil();
        let fits = (NARROWEST..=WIDEST).contains(&width)
            && f64::from(height) * f64::from(width) <= MOST_PIXELS as f64;
        let pixmap = if fits { Pixmap::new(width, height as u32) } else { None };
        let mut pixmap = pixmap.ok_or(DrawingError::Size(width))?;
        pixmap.fill(Color::WHITE);
        render(&self.0, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|error| DrawingError::Write(error.to_string()))
    }
}

/// The first text with a character that no font has.
fn missing(group: &Group) -> Option<String> {
    group.children().iter().find_map(|node| match node {
        Node::Group(group) => missing(group),
        Node::Text(text) => {
            let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            glyphs.find(|glyph| glyph.id.0 == 0).map(|glyph| glyph.text.clone())
        }
        Node::Path(_) | Node::Image(_) => None,
    })
}

/// A drawing as PNG, `width` pixels wide: [`Drawing::read`] and [`Drawing::png`] in one.
///
/// # Errors
/// Those of the two.
pub fn png(fonts: &Fonts, svg: &str, width: u32) -> Result<Vec<u8>, DrawingError> {
    Drawing::read(fonts, svg)?.png(width)
}

impl Platform {
    /// A drawing as PNG, `width` pixels wide ([`USUAL`] where nothing is said), made beside the asynchronous tasks and
    /// not more than two at a time.
    ///
    /// # Errors
    /// `picture_size` for a width that is not made; a fault where there is no font.
    pub async fn picture(&self, svg: String, width: Option<u32>) -> Result<Vec<u8>, Failure> {
        let fonts = self.fonts().await?;
        let turn = self.turn().await?;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            png(&fonts, &svg, width.unwrap_or(USUAL))
        });
        Ok(made.await.map_err(|_| Failure::internal("drawing"))??)
    }
}

#[cfg(test)]
mod tests;
