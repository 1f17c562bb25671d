//! Pictures, made anew: whatever else a file carries (place, camera, a second file behind the first) is not taken along.

use app::domain::files::{FileKind, LONGEST_SIDE, MOST_PIXELS, THUMBNAIL_SIDE, fit, recognise};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits, RgbImage, RgbaImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use std::io::Cursor;

/// JPEG quality: no difference is seen on a screen, at a tenth of what a telephone sends.
const QUALITY: u8 = 82;
/// Most bytes that unpacking may take.
const MOST_MEMORY: u64 = 256 << 20;

/// A picture as it is kept.
#[derive(Debug)]
pub(super) struct Picture {
    /// JPEG, or PNG where parts are transparent.
    pub kind: FileKind,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// A small JPEG.
    pub thumbnail: Vec<u8>,
}

/// Unpacks a picture, turns it as its camera was held, makes it smaller and packs it again. Takes time and memory: call
/// it where blocking is allowed, and not too often at once. The error is the reason of a refusal.
pub(super) fn remake(bytes: &[u8], kind: FileKind) -> Result<Picture, &'static str> {
    let large = shrink(unpack(bytes, kind)?, LONGEST_SIDE);
    let small = shrink(large.clone(), THUMBNAIL_SIDE);
    let thumbnail = jpeg(&on_white(&small)).map_err(refuse)?;
    let (width, height) = (large.width(), large.height());
    // Many programs write an alpha channel that says nothing: only what is really transparent stays PNG.
    let transparent =
        large.color().has_alpha() && large.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let (kind, bytes) = if transparent {
        (FileKind::Png, png(&large.into_rgba8()).map_err(refuse)?)
    } else {
        (FileKind::Jpeg, jpeg(&large.into_rgb8()).map_err(refuse)?)
    };
    Ok(Picture { kind, bytes, width, height, thumbnail })
}

/// Whether a picture that was kept can still be unpacked.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    recognise(bytes).is_ok_and(|kind| unpack(bytes, kind).is_ok())
}

fn unpack(bytes: &[u8], kind: FileKind) -> Result<DynamicImage, &'static str> {
    let format = match kind {
        FileKind::Jpeg => ImageFormat::Jpeg,
        FileKind::Png => ImageFormat::Png,
        FileKind::Webp => ImageFormat::WebP,
        FileKind::Pdf => return Err("not_an_image"),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err("image_too_large");
    }
    let orientation = decoder.orientation().map_err(refuse)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    // Turned when it is small: that costs a fraction.
    picture = shrink(picture, LONGEST_SIDE);
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refuse(error: image::ImageError) -> &'static str {
    tracing::info!(%error, "a picture was refused");
    if matches!(error, image::ImageError::Limits(_)) { "image_too_large" } else { "not_an_image" }
}

fn shrink(picture: DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = fit(picture.width(), picture.height(), side);
    if (width, height) == (picture.width(), picture.height()) {
        return picture;
    }
    // The fine filter works in floating point: a coarse step before it keeps what that takes within bounds.
    let (coarse_width, coarse_height) = fit(picture.width(), picture.height(), side * 2);
    let coarse = if (coarse_width, coarse_height) == (picture.width(), picture.height()) {
        picture
    } else {
        picture.thumbnail_exact(coarse_width, coarse_height)
    };
    coarse.resize_exact(width, height, FilterType::CatmullRom)
}

/// What is transparent shows white paper behind.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            ((colour * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

fn jpeg(picture: &RgbImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

fn png(picture: &RgbaImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests;
