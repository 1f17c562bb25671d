//! Drawings in the place of pictures of cameras: nobody was filmed for the demo.

use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A room as a camera under its ceiling would see it, 480 × 270: a wall, a floor, a bench, a door; another one for every
/// number. A JPEG.
pub(super) fn drawn(number: usize) -> Vec<u8> {
    let (width, height) = (480, 270);
    let shade = |base: u32, step: usize| (base + (number * step % 46) as u32).min(255) as u8;
    let horizon = 96 + (number * 13 % 40) as u32;
    let door = 40 + (number * 53 % 360) as u32;
    let bench = 110 + (number * 37 % 160) as u32;
    let drawn = RgbImage::from_fn(width, height, |x, y| {
        let in_door = (door..door + 44).contains(&x) && (horizon - 70..horizon + 6).contains(&y);
        let top = (bench..bench + 170).contains(&x) && (horizon + 34..horizon + 52).contains(&y);
        let front = (bench + 8..bench + 162).contains(&x) && (horizon + 52..horizon + 96).contains(&y);
        let emblem = x.abs_diff(240).pow(2) + y.abs_diff(horizon - 52).pow(2) < 180;
        let tile = (x + y * 2) / 38 % 2 == (y / 24) % 2;
        match () {
            () if emblem => Rgb([176, 54, 44]),
            () if top => Rgb([128, 86, 52]),
            () if front => Rgb([98, 64, 40]),
            () if in_door => Rgb([84, shade(70, 3), 62]),
            () if y < horizon => Rgb([shade(176, 7), shade(180, 5), 176]),
            () if tile => Rgb([124, 124, shade(118, 3)]),
            () => Rgb([110, 110, shade(106, 3)]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    // Nothing is written but memory.
    drop(drawn.write_to(&mut bytes, ImageFormat::Jpeg));
    bytes.into_inner()
}
