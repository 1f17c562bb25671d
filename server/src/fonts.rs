//! The fonts of documents and drawings: one family that knows Chinese, in two weights, read once per process.

use crate::platform::Platform;
use app::api::{Failure, FailureKind};
use krilla::text::Font;
use resvg::usvg::fontdb::{Database, ID, Source};
use std::{fmt, path::Path, sync::Arc};

/// Where distributions put fonts with Chinese: the regular file, the bold one beside it, and which of their faces.
const PLACES: [(&str, Option<&str>, u32); 6] = [
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
        2,
    ),
    (
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc"),
        2,
    ),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        Some("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc"),
        2,
    ),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", None, 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", None, 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", None, 0),
];

/// Why there is no font.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// No font knows Chinese.
    #[error("no font with Chinese was found: install fonts-noto-cjk, or name a file as pdf_font")]
    None,
    /// The font that was named cannot be used.
    #[error("{0} is no font that can be used")]
    Bad(String),
}

/// One weight of the family.
#[derive(Clone)]
pub struct Cut {
    pub(crate) font: Font,
    bytes: Arc<Vec<u8>>,
    index: u32,
}

impl Cut {
    fn read(path: &Path, index: u32) -> Option<Self> {
        let bytes = Arc::new(std::fs::read(path).ok()?);
        // What cannot be measured cannot be set either.
        ttf_parser::Face::parse(&bytes, index).ok()?;
        Some(Self { font: Font::new(bytes.clone().into(), index)?, bytes, index })
    }

    /// Puts this face, and no other one of its file, where drawings find it; its name.
    fn enter(&self, database: &mut Database) -> Option<String> {
        let ids = database.load_font_source(Source::Binary(self.bytes.clone()));
        let is_this = |id: &ID| database.face(*id).is_some_and(|face| face.index == self.index);
        let (this, others): (Vec<ID>, Vec<ID>) = ids.into_iter().partition(is_this);
        for id in others {
            database.remove_face(id);
        }
        database.face(*this.first()?)?.families.first().map(|(name, _)| name.clone())
    }

    /// What measures it.
    pub(crate) fn metrics(&self) -> Option<ttf_parser::Face<'_>> {
        ttf_parser::Face::parse(&self.bytes, self.index).ok()
    }
}

/// The family. Cloning it is cheap.
#[derive(Clone)]
pub struct Fonts {
    /// For text.
    pub(crate) regular: Cut,
    /// For headings; the regular one where there is no bold one.
    pub(crate) bold: Cut,
    /// Both, for drawings.
    pub(crate) database: Arc<Database>,
    /// What the family is called.
    pub(crate) family: String,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fonts({})", self.family)
    }
}

impl Fonts {
    /// The font that is named, or one that is found where distributions put them.
    ///
    /// # Errors
    /// When no font is found, or the one that is named cannot be used.
    pub fn find(named: Option<&Path>) -> Result<Self, FontError> {
        if let Some(path) = named {
            let bad = || FontError::Bad(path.display().to_string());
            return Self::of(Cut::read(path, 0).ok_or_else(bad)?, None).ok_or_else(bad);
        }
        let found = PLACES.iter().find_map(|(regular, bold, index)| {
            let bold = bold.and_then(|path| Cut::read(Path::new(path), *index));
            Self::of(Cut::read(Path::new(regular), *index)?, bold)
        });
        found.ok_or(FontError::None)
    }

    fn of(regular: Cut, bold: Option<Cut>) -> Option<Self> {
        let mut database = Database::new();
        let family = regular.enter(&mut database)?;
        if let Some(bold) = &bold {
            bold.enter(&mut database)?;
        }
        // Whatever a drawing asks for, it gets this one.
        database.set_serif_family(&family);
        database.set_sans_serif_family(&family);
        database.set_cursive_family(&family);
        database.set_fantasy_family(&family);
        database.set_monospace_family(&family);
        let bold = bold.unwrap_or_else(|| regular.clone());
        Some(Self { regular, bold, database: Arc::new(database), family })
    }
}

/// What somebody is told who wants a document where there is no font for it.
pub(crate) fn no_pdf(error: &impl fmt::Display) -> Failure {
    tracing::error!(%error, "a PDF");
    Failure::new(FailureKind::Internal, "no_pdf")
}

impl Platform {
    /// The fonts of documents and drawings; read when they are first needed.
    pub(crate) async fn fonts(&self) -> Result<Fonts, Failure> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts.clone());
        }
        let named = self.policy.pdf_font.clone();
        let read = tokio::task::spawn_blocking(move || Fonts::find(named.as_deref())).await;
        let fonts = read.map_err(|_| Failure::internal("fonts"))?.map_err(|error| no_pdf(&error))?;
        Ok(self.fonts.get_or_init(|| fonts).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_find_exactly_the_face_that_documents_use() {
        let fonts = Fonts::find(None).unwrap(); // `make test` installs one
        let faces: Vec<_> = fonts.database.faces().collect();
        assert!((1..=2).contains(&faces.len()), "{} faces", faces.len());
        assert!(faces.iter().all(|face| face.families[0].0 == fonts.family));
        assert!(fonts.regular.metrics().unwrap().glyph_index('庭').is_some());
    }

    #[test]
    fn a_file_that_is_no_font_is_refused_by_its_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Fonts::find(Some(file.path())).unwrap_err();
        assert!(error.to_string().contains(&file.path().display().to_string()));
    }
}
