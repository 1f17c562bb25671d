use super::*;

/// Red on the left, blue on the right.
fn two_colours(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { image::Rgb([255, 0, 0]) } else { image::Rgb([0, 0, 255]) }
    })
}

/// The segment in which a camera says how it was held, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08".to_vec();
    tiff.extend([0, 1]); // one entry
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS 28.68N 115.89E");
    let mut segment = vec![0xFF, 0xE1];
    segment.extend(((tiff.len() + 8) as u16).to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    segment
}

fn with_segment(jpeg: &[u8], segment: &[u8]) -> Vec<u8> {
    [&jpeg[..2], segment, &jpeg[2..]].concat()
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn place_and_camera_are_gone_and_the_picture_stands_upright() {
    let photo = with_segment(&jpeg(&two_colours(400, 200)).unwrap(), &exif(6));
    assert!(contains(&photo, b"GPS 28.68N"));
    let picture = remake(&photo, FileKind::Jpeg).unwrap();
    assert_eq!((picture.kind, picture.width, picture.height), (FileKind::Jpeg, 200, 400), "a quarter turn");
    for bytes in [&picture.bytes, &picture.thumbnail] {
        assert!(!contains(bytes, b"Exif") && !contains(bytes, b"GPS"));
    }
    let upright = image::load_from_memory(&picture.bytes).unwrap().into_rgb8();
    assert!(upright.get_pixel(100, 20).0[0] > 200, "what was left is above");
    assert!(upright.get_pixel(100, 380).0[2] > 200);
}

#[test]
fn large_pictures_are_made_smaller_and_the_same_again_is_the_same() {
    let photo = jpeg(&two_colours(4300, 1000)).unwrap();
    let picture = remake(&photo, FileKind::Jpeg).unwrap();
    assert_eq!((picture.width, picture.height), (2048, 476));
    let small = image::load_from_memory(&picture.thumbnail).unwrap();
    assert_eq!((small.width(), small.height()), (320, 74));
    assert_eq!(remake(&photo, FileKind::Jpeg).unwrap().bytes, picture.bytes);
}

#[test]
fn only_what_is_transparent_stays_png() {
    let solid = RgbaImage::from_pixel(20, 10, image::Rgba([10, 200, 30, 255]));
    let picture = remake(&png(&solid).unwrap(), FileKind::Png).unwrap();
    assert_eq!(picture.kind, FileKind::Jpeg);
    let glass = RgbaImage::from_pixel(20, 10, image::Rgba([10, 200, 30, 0]));
    let picture = remake(&png(&glass).unwrap(), FileKind::Png).unwrap();
    assert_eq!(picture.kind, FileKind::Png);
    assert!(image::load_from_memory(&picture.bytes).unwrap().color().has_alpha());
    let small = image::load_from_memory(&picture.thumbnail).unwrap().into_rgb8();
    assert!(small.get_pixel(5, 5).0.iter().all(|colour| *colour > 250), "white paper");
}

#[test]
fn pictures_from_the_web_become_jpeg() {
    let mut bytes = Cursor::new(Vec::new());
    two_colours(30, 20).write_to(&mut bytes, ImageFormat::WebP).unwrap();
    let picture = remake(bytes.get_ref(), FileKind::Webp).unwrap();
    assert_eq!((picture.kind, picture.width, picture.height), (FileKind::Jpeg, 30, 20));
}

#[test]
fn what_only_begins_like_a_picture_is_refused() {
    for (bytes, kind) in [
        (&b"\xFF\xD8\xFF\xE0 then nothing"[..], FileKind::Jpeg),
        (b"\x89PNG\r\n\x1A\n<script>", FileKind::Png),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind::Webp),
    ] {
        assert_eq!(remake(bytes, kind).unwrap_err(), "not_an_image");
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused_by_its_head() {
    // 60,000 × 60,000 pixels, said in a head of a few bytes; none of them is there.
    let mut small = png(&RgbaImage::new(1, 1)).unwrap();
    small[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let mut check = flate2::Crc::new();
    check.update(&small[12..29]);
    small[29..33].copy_from_slice(&check.sum().to_be_bytes());
    assert_eq!(remake(&small, FileKind::Png).unwrap_err(), "image_too_large");
}
