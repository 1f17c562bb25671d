//! Photos and documents as people send them.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A photo of one colour, so that each is another.
pub fn photo(width: u32, height: u32, colour: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(width, height, Rgb([colour, 255 - colour, 90]));
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A photo of a good camera: 17 megapixels of noise, over 20 MB.
pub fn large_photo(folder: &std::path::Path) -> Vec<u8> {
    let mut state = 1_u32;
    let mut noise = vec![0_u8; 5_000 * 3_500 * 3];
    for byte in &mut noise {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    let picture = DynamicImage::from(RgbImage::from_raw(5_000, 3_500, noise).unwrap());
    // By way of a file: that code is compiled with optimisation, unlike what is generic here.
    let path = folder.join("large.jpg");
    picture.save(&path).unwrap();
    std::fs::read(path).unwrap()
}

/// The photo with what a telephone writes into it: that it was held upright, and where.
pub fn with_place(photo: &[u8]) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08".to_vec();
    tiff.extend([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 28.68N 115.89E");
    let mut segment = vec![0xFF, 0xE1];
    segment.extend(((tiff.len() + 8) as u16).to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    [&photo[..2], &segment, &photo[2..]].concat()
}

/// A document with some text in it.
pub fn document(text: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Note ({text}) >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    )
    .into_bytes()
}

/// Whether some bytes occur.
pub fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
