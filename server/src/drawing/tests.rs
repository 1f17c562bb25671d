use super::*;
use app::{
    charts::{
        Interval,
        bars::{BarRow, BarsSpec, bars},
        scale::Quantity,
    },
    domain::values::{Judgement, Status},
};
use image::RgbaImage;

fn fonts() -> Fonts {
    Fonts::find(None).unwrap() // `make test` installs one
}

/// A comparison of two tribunals.
fn chart(name: &str) -> String {
    let row = |label: &str, value, judgement| BarRow {
        label: label.to_owned(),
        value: Some(value),
        status: Status::Ok,
        judgement: Some(judgement),
        own: false,
    };
    let rows = vec![row(name, 0.97, Judgement::Better), row("乙", 0.82, Judgement::Worse)];
    let reference = Some(Interval { low: Some(0.9), high: Some(0.95), label: String::new() });
    let spec = BarsSpec {
        title: "x".to_owned(),
        description: String::new(),
        rows,
        quantity: Quantity::Percent,
        reference,
        status_words: vec![],
        width: BarsSpec::USUAL_WIDTH,
    };
    bars(&spec).0
}

fn pixels(svg: &str, width: u32) -> RgbaImage {
    image::load_from_memory(&png(&fonts(), svg, width).unwrap()).unwrap().into_rgba8()
}

/// The columns in which two pictures differ, and in how many pixels.
fn differences(one: &RgbaImage, other: &RgbaImage) -> (Vec<u32>, usize) {
    assert_eq!(one.dimensions(), other.dimensions());
    let found: Vec<u32> = one
        .enumerate_pixels()
        .filter(|(x, y, pixel)| other.get_pixel(*x, *y) != *pixel)
        .map(|(x, ..)| x)
        .collect();
    let count = found.len();
    (found, count)
}

#[test]
fn chinese_characters_are_drawn_each_as_itself() {
    // Of the same length, so that nothing else in the chart moves; an ideographic space is blank.
    let (blank, one, other) = ("\u{3000}\u{3000}\u{3000}\u{3000}", "人民法庭", "基层法院");
    let [blank, one, other] = [blank, one, other].map(|name| pixels(&chart(name), 640));
    let (columns, count) = differences(&blank, &one);
    // Four characters of twelve pixels, in the column of the names.
    assert!(count > 200, "{count} pixels of the name");
    assert!(columns.iter().all(|x| (14..70).contains(x)), "{columns:?}");
    let (_, count) = differences(&one, &other);
    // 法 stands in both, at other places: what is drawn is no box.
    assert!(count > 100, "{count} pixels tell two names apart");
}

#[test]
fn colours_are_those_of_the_light_theme_on_white() {
    let picture = pixels(&chart("甲"), 1_280);
    let has = |colour: [u8; 4]| picture.pixels().any(|pixel| pixel.0 == colour);
    assert!(has([0xff, 0xff, 0xff, 0xff]), "paper");
    assert!(has([0x17, 0x74, 0x4a, 0xff]), "better");
    assert!(has([0xb3, 0x37, 0x2c, 0xff]), "worse");
    assert!(has([0xe6, 0xee, 0xf7, 0xff]), "the reference interval");
}

#[test]
fn a_picture_is_as_wide_as_is_asked_within_bounds() {
    let svg = chart("甲");
    assert_eq!(pixels(&svg, 320).width(), 320);
    let (small, large) = (pixels(&svg, 320), pixels(&svg, 1_280));
    assert!(large.height().abs_diff(small.height() * 4) <= 4);
    for width in [0, NARROWEST - 1, WIDEST + 1, u32::MAX] {
        assert!(matches!(png(&fonts(), &svg, width), Err(DrawingError::Size(n)) if n == width), "{width}");
    }
    let high = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 4000\"></svg>";
    assert!(matches!(png(&fonts(), high, 1_000), Err(DrawingError::Size(1_000))));
    assert_eq!(pixels(high, 100).height(), 4_000);
}

#[test]
fn what_no_font_has_is_told_instead_of_drawn_as_a_box() {
    let error = png(&fonts(), &chart("甲\u{10ffff}"), 640).unwrap_err();
    assert!(matches!(&error, DrawingError::NoGlyph(text) if text.contains('\u{10ffff}')), "{error}");
}

#[test]
fn a_drawing_reads_no_files() {
    let file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    let black = RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 255]));
    black.save(file.path()).unwrap();
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><image href=\"{}\" width=\"64\" height=\"64\"/></svg>",
        file.path().display()
    );
    assert!(pixels(&svg, 64).pixels().all(|pixel| pixel.0 == [255; 4]));
}

#[test]
fn what_is_no_drawing_is_refused() {
    assert!(matches!(png(&fonts(), "<svg", 640), Err(DrawingError::Unreadable(_))));
}
