//! Documents: those that would act by themselves, or that cannot be looked into, are refused.

use app::domain::files::{ACTIVE_NAMES, has_name};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Most bytes that packed parts of a document may unpack to; descriptions of objects are short.
const MOST_UNPACKED: u64 = 64 << 20;
/// The description of a stream ends before it and is not longer than this.
const LONGEST_DESCRIPTION: usize = 4 << 10;
/// Ways of packing that are not understood here; programs that write documents do not use them for descriptions.
const STRANGE: [&str; 7] = [
    "ASCIIHexDecode",
    "ASCII85Decode",
    "LZWDecode",
    "RunLengthDecode",
    "Crypt",
    "DecodeParms",
    "JBIG2Decode",
];

/// Looks through a document. The error is the reason of a refusal.
pub(super) fn check(pdf: &[u8]) -> Result<(), &'static str> {
    if has_name(pdf, &["Encrypt"]) {
        return Err("pdf_locked");
    }
    if has_name(pdf, &ACTIVE_NAMES) {
        return Err("pdf_active");
    }
    // Descriptions of objects may be packed together: what acts may stand in there.
    let mut left = MOST_UNPACKED;
    for packed in object_streams(pdf) {
        let mut unpacked = Vec::new();
        let read = packed.and_then(|packed| {
            let decoder = ZlibDecoder::new(packed);
            decoder.take(left).read_to_end(&mut unpacked).ok()
        });
        left = left.saturating_sub(read.unwrap_or_default() as u64);
        if read.is_none() || left == 0 || has_name(&unpacked, &ACTIVE_NAMES) {
            return Err("pdf_active");
        }
    }
    Ok(())
}

/// The streams of packed objects, each from its beginning; none for one that is packed in a strange way.
fn object_streams(pdf: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    const WORD: &[u8] = b"stream";
    let words = pdf.windows(WORD.len()).enumerate().filter(|(_, window)| *window == WORD).map(|(at, _)| at);
    words.filter_map(move |at| {
        let description = &pdf[at.saturating_sub(LONGEST_DESCRIPTION)..at];
        let begins = description.windows(3).rposition(|window| window == b"obj").unwrap_or_default();
        let description = &description[begins..];
        let body = &pdf[at + WORD.len()..];
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
        if description.ends_with(b"end") || !has_name(description, &["ObjStm"]) {
            return None;
        }
        match (has_name(description, &STRANGE), has_name(description, &["FlateDecode", "Fl"])) {
            (true, _) => Some(None),
            (false, true) => Some(Some(body)),
            // Not packed: what is in it was seen already.
            (false, false) => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn document(objects: &[u8], filter: &str) -> Vec<u8> {
        let head = format!("%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 {filter} >>\nstream\r\n");
        [head.as_bytes(), objects, b"\nendstream\nendobj\ntrailer << /Root 2 0 R >>\n%%EOF\n"].concat()
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn quiet_documents_pass() {
        assert_eq!(check(b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"), Ok(()));
        assert_eq!(check(&document(&packed(b"2 0 << /Type /Catalog >>"), "/Filter /FlateDecode")), Ok(()));
    }

    #[test]
    fn what_acts_is_found_in_packed_parts_too() {
        let active = b"2 0 << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>";
        assert_eq!(check(&document(active, "")), Err("pdf_active"));
        assert_eq!(check(&document(&packed(active), "/Filter /FlateDecode")), Err("pdf_active"));
        assert_eq!(check(&document(&packed(active), "/Filter /Flate#44ecode")), Err("pdf_active"));
    }

    #[test]
    fn what_cannot_be_looked_into_is_refused() {
        assert_eq!(check(b"%PDF-1.4\ntrailer << /Encrypt 4 0 R >>"), Err("pdf_locked"));
        let twice = document(&packed(b"2 0 <<>>"), "/Filter [/ASCII85Decode /FlateDecode]");
        assert_eq!(check(&twice), Err("pdf_active"));
        assert_eq!(check(&document(b"not packed at all", "/Filter /FlateDecode")), Err("pdf_active"));
        let bomb = packed(&vec![b' '; (MOST_UNPACKED + 1) as usize]);
        assert_eq!(check(&document(&bomb, "/Filter /FlateDecode")), Err("pdf_active"));
    }
}
