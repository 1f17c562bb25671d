//! Files that people hand in: what is taken, known by its content and never by its name, and within which limits.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most bytes of a file that is sent: a photo of a good camera.
pub const MOST_BYTES: u64 = 25 << 20;
/// Most bytes of one piece of an upload: what a bad line carries in a minute or two.
pub const PIECE_BYTES: usize = 1 << 20;
/// Longest side of a picture as it is kept, in pixels.
pub const LONGEST_SIDE: u32 = 2_048;
/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 320;
/// Most pixels of a picture that is sent: what takes more memory to unpack is no photo.
pub const MOST_PIXELS: u64 = 50_000_000;

/// What is taken. Pictures are kept as JPEG or PNG, whatever they came as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum FileKind {
    /// A photo.
    Jpeg,
    /// A picture, perhaps with transparent parts.
    Png,
    /// A picture from the web.
    Webp,
    /// A document.
    Pdf,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Webp, Self::Pdf];

    /// The word used in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }

    /// What its name ends in.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.as_str(),
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether it is a picture.
    pub const fn is_image(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

impl FromStr for FileKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no kind of file"))
    }
}

/// Brands of the containers in which telephones keep pictures by HEVC.
const HEIC_BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

/// What some bytes are, by how they begin; else the reason why they are not taken. What telephones send by default
/// has a reason of its own, which says what to do.
pub fn recognise(bytes: &[u8]) -> Result<FileKind, &'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(FileKind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(FileKind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(FileKind::Webp),
        [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', b'0'..=b'9', ..] => Ok(FileKind::Pdf),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if HEIC_BRANDS.iter().any(|known| brand.starts_with(known)) =>
        {
            Err("heic")
        }
        _ => Err("not_an_image"),
    }
}

/// Names in a PDF of what acts by itself or carries a file along.
pub const ACTIVE_NAMES: [&str; 4] = ["JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles"];

/// Whether a part of a PDF has one of these names, also where letters of it are written as numbers:
/// `/#4aavaScript`.
pub fn has_name(pdf: &[u8], wanted: &[&str]) -> bool {
    let mut name = Vec::with_capacity(LONGEST_NAME);
    pdf.iter().enumerate().filter(|(_, byte)| **byte == b'/').any(|(at, _)| {
        name.clear();
        read_name(&pdf[at + 1..], &mut name);
        wanted.iter().any(|wanted| wanted.as_bytes() == name)
    })
}

/// Longer than any name that is looked for.
const LONGEST_NAME: usize = 16;

/// Reads the name that begins here, as it is meant.
fn read_name(text: &[u8], name: &mut Vec<u8>) {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut rest = text;
    while name.len() < LONGEST_NAME {
        rest = match rest {
            [b'#', high, low, after @ ..] if digit(*high).is_some() && digit(*low).is_some() => {
                let value = digit(*high).unwrap_or_default() * 16 + digit(*low).unwrap_or_default();
                name.push(value as u8);
                after
            }
            [byte, after @ ..] if byte.is_ascii_graphic() && !b"()<>[]{}/%".contains(byte) => {
                name.push(*byte);
                after
            }
            _ => return,
        };
    }
}

/// Width and height that fit into a square of `side`, in the same proportion; never larger than before and never
/// nothing.
pub fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let exact = u64::from(length) * u64::from(side);
        ((exact + u64::from(longest) / 2) / u64::from(longest)).max(1) as u32
    };
    (scaled(width), scaled(height))
}

/// The last part of a path, without what no file name has.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    if plain.trim().is_empty() { "-".to_owned() } else { plain }
}

/// The name under which a file is handed out: as it was called, but ending in what it is.
pub fn name_as(name: &str, kind: FileKind) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { "-" } else { stem };
    format!("{stem}.{}", kind.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        assert_eq!(recognise(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Ok(FileKind::Jpeg));
        assert_eq!(recognise(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), Ok(FileKind::Png));
        assert_eq!(recognise(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(FileKind::Webp));
        assert_eq!(recognise(b"%PDF-1.7\n"), Ok(FileKind::Pdf));
        for other in [
            &b"PK\x03\x04"[..],
            b"<html>",
            b"GIF89a",
            b"RIFF\x10\0\0\0WAVEfmt ",
            b"%PDF-x",
            b"\n%PDF-1.7",
            b"\x7FELF",
            b"MZ",
            b"#!/bin/sh",
            b"\0\0\0\x1Cftypavif",
            b"\xFF\xD8",
            b"",
        ] {
            assert_eq!(recognise(other), Err("not_an_image"), "{other:?}");
        }
    }

    #[test]
    fn what_telephones_send_has_a_reason_of_its_own() {
        for brand in ["heic", "mif1"] {
            let bytes = [b"\0\0\0\x18ftyp", brand.as_bytes(), b"\0\0\0\0"].concat();
            assert_eq!(recognise(&bytes), Err("heic"));
        }
    }

    #[test]
    fn what_acts_is_found_however_it_is_written() {
        for active in [
            &b"<< /S /JavaScript /JS (app.alert(1)) >>"[..],
            b"<</S/Launch/F(cmd.exe)>>",
            b"/Type /EmbeddedFile",
            b"/Names << /EmbeddedFiles 3 0 R >>",
            b"/#4aava#53cript ",
            b"/Launch",
        ] {
            assert!(has_name(active, &ACTIVE_NAMES), "{}", String::from_utf8_lossy(active));
        }
        for quiet in [&b"/Type /Page"[..], b"JavaScript", b"/LaunchPad", b"/Java Script", b"/", b"/#", b"/#4"]
        {
            assert!(!has_name(quiet, &ACTIVE_NAMES), "{}", String::from_utf8_lossy(quiet));
        }
        assert!(has_name(b"trailer << /Encrypt 9 0 R >>", &["Encrypt"]));
        assert!(!has_name(b"/EncryptMetadata false", &["Encrypt"]));
    }

    #[test]
    fn pictures_are_made_smaller_never_larger() {
        assert_eq!(fit(4000, 3000, 2048), (2048, 1536));
        assert_eq!(fit(3000, 4000, 320), (240, 320));
        assert_eq!(fit(100, 50, 320), (100, 50));
        assert_eq!(fit(50_000, 1, 320), (320, 1));
    }

    #[test]
    fn names_lead_nowhere_and_end_in_what_the_file_is() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\照片\\门\u{0}口.jpg"), "门口.jpg");
        assert_eq!(plain_name(" / "), "-");
        assert_eq!(name_as("门口.webp", FileKind::Jpeg), "门口.jpg");
        assert_eq!(name_as("report.html", FileKind::Pdf), "report.pdf");
        assert_eq!(name_as(".htaccess", FileKind::Png), "-.png");
        assert_eq!(name_as("plan", FileKind::Png), "plan.png");
    }

    #[test]
    fn kinds_have_words_that_are_read_back() {
        for kind in FileKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("exe".parse::<FileKind>().is_err());
    }
}
