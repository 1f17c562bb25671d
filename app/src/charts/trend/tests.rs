use super::*;
use roxmltree::{Document, Node};

fn value(value: f64, status: Status) -> TrendValue {
    TrendValue { value: Some(value), status }
}

const fn none(status: Status) -> TrendValue {
    TrendValue { value: None, status }
}

fn spec() -> TrendSpec {
    let mut values: Vec<_> = (0..24).map(|i| value(0.85 + f64::from(i % 7) / 100.0, Status::Ok)).collect();
    values[4] = none(Status::NoData);
    values[9] = none(Status::Late);
    values[11] = none(Status::NotApplicable);
    values[14] = value(0.7, Status::SmallNumber);
    values[18] = value(0.88, Status::Partial);
    values[23] = value(0.9137, Status::Stale);
    TrendSpec {
        title: "结案率 <月> & \"趋势\"".to_owned(),
        description: String::new(),
        first: Month::new(2020, 6).unwrap(),
        values,
        quantity: Quantity::Percent,
        reference: Some(Interval {
            low: Some(0.86), high: Some(0.9), label: "参考区间 86%–90%".to_owned()
        }),
        edition_break: Some((19, "2022 版 <新>".to_owned())),
        status_words: [
            (Status::Late, "迟报"),
            (Status::Stale, "数据陈旧"),
            (Status::Partial, "不完整"),
            (Status::SmallNumber, "基数过小"),
            (Status::NotApplicable, "不适用"),
        ]
        .map(|(status, word)| (status, word.to_owned()))
        .to_vec(),
        size: TrendSpec::USUAL_SIZE,
    }
}

fn of_class<'a>(xml: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
}

fn points(node: Node<'_, '_>) -> Vec<(f64, f64)> {
    let pair = |text: &str| text.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
    node.attribute("points").unwrap().split(' ').map(|text| pair(text).unwrap()).collect()
}

#[test]
fn the_drawing_is_well_formed_scales_and_obeys_a_strict_policy() {
    let (svg, frame) = trend(&spec());
    let xml = Document::parse(&svg).unwrap();
    let root = xml.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 640 280"));
    assert_eq!((frame.width, frame.height), (640.0, 280.0));
    assert_eq!((root.attribute("width"), root.attribute("role")), (None, Some("img")));
    assert_eq!(root.first_element_child().unwrap().text(), Some("结案率 <月> & \"趋势\""));
    for node in xml.descendants().filter(Node::is_element) {
        assert_eq!(node.attribute("style"), None);
        assert!(!node.has_tag_name("style"));
        for attribute in ["fill", "stroke"] {
            assert!(matches!(node.attribute(attribute), None | Some("none")), "a colour in the drawing");
        }
    }
    let texts: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("text")).collect();
    assert!(texts.iter().any(|node| node.text() == Some("2022 版 <新>")));
    assert_eq!(trend(&spec()), (svg.clone(), frame), "the same input gives the same drawing");
}

#[test]
fn every_class_is_in_the_stylesheet() {
    let (svg, _) = trend(&spec());
    for class in svg.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        for class in class.split(' ') {
            assert!(crate::charts::STYLESHEET.contains(&format!(".{class}")), "{class}");
        }
    }
}

#[test]
fn the_frame_says_where_each_point_is_drawn() {
    let spec = spec();
    let (svg, frame) = trend(&spec);
    let xml = Document::parse(&svg).unwrap();
    let drawn: Vec<_> = ["c-line", "c-line-open"]
        .into_iter()
        .flat_map(|class| of_class(&xml, class))
        .flat_map(points)
        .collect();
    let count = spec.values.len();
    let mut checked = 0;
    for (index, point) in spec.values.iter().enumerate() {
        let Some(value) = point.value else { continue };
        if index == 10 {
            continue; // stands alone: a dot, no line
        }
        let (x, y) = (point_x(&frame, index, count), value_y(&frame, value));
        assert!(
            drawn.iter().any(|(dx, dy)| (dx - x).abs() < 0.11 && (dy - y).abs() < 0.11),
            "point {index} expected at {x:.1},{y:.1}"
        );
        checked += 1;
    }
    assert_eq!(checked, 20);
    // The last value's label stands beside its point.
    let label = of_class(&xml, "c-strong")[0];
    assert_eq!(label.text(), Some("91.37%"));
    let x: f64 = label.attribute("x").unwrap().parse().unwrap();
    assert!((x - frame.right - 8.0).abs() < 0.11);
}

#[test]
fn gaps_break_the_line_and_unsure_ends_are_dashed() {
    let (svg, _) = trend(&spec());
    let xml = Document::parse(&svg).unwrap();
    // 0-3, 5-8, 12-17 and 19-22; 10 alone; 17-19 and 22-23 dashed.
    let lengths: Vec<_> = of_class(&xml, "c-line").into_iter().map(|node| points(node).len()).collect();
    assert_eq!(lengths, [4, 4, 6, 4]);
    let dashed: Vec<_> = of_class(&xml, "c-line-open").into_iter().map(|node| points(node).len()).collect();
    assert_eq!(dashed, [3, 2]);
    // Hollow signs: three at values and three in the legend; late at the foot and in the legend.
    assert_eq!(of_class(&xml, "c-mark").len(), 6);
    assert_eq!(of_class(&xml, "c-missing").len(), 2);
}

#[test]
fn signs_of_different_states_have_different_shapes() {
    let shape = |status| {
        let mut spec = spec();
        spec.values = vec![value(0.9, Status::Ok), value(0.9, status), value(0.9, Status::Ok)];
        spec.status_words.clear();
        let (svg, _) = trend(&spec);
        let xml = Document::parse(&svg).unwrap();
        let Some(node) = of_class(&xml, "c-mark").first().copied() else { return String::new() };
        node.attribute("points").unwrap().to_owned()
    };
    let all = [Status::Ok, Status::SmallNumber, Status::Partial, Status::Stale, Status::Late].map(shape);
    for (i, one) in all.iter().enumerate() {
        assert!(all[i + 1..].iter().all(|other| other != one), "{all:?}");
    }
}

#[test]
fn amounts_start_at_zero_and_rates_do_not() {
    let mut spec = spec();
    assert!(trend(&spec).1.low > 0.5);
    spec.quantity = Quantity::Amount;
    spec.reference = None;
    spec.values = (0..12).map(|i| value(4000.0 + f64::from(i), Status::Ok)).collect();
    let (svg, frame) = trend(&spec);
    assert_eq!(frame.low, 0.0);
    assert!(svg.contains(">4,011<"), "the last value is written out");
}

#[test]
fn no_text_leaves_the_drawing_and_texts_of_a_row_do_not_touch() {
    for count in [1, 2, 7, 12, 13, 24, 36, 60, 120] {
        let mut spec = spec();
        spec.edition_break = Some((count - 1, "2024 版指标口径自此施行".to_owned()));
        spec.values = (0..count).map(|i| value(12_345_678.0 + i as f64, Status::Ok)).collect();
        spec.quantity = Quantity::Amount;
        let (svg, frame) = trend(&spec);
        let xml = Document::parse(&svg).unwrap();
        let mut boxes = vec![];
        for node in xml.descendants().filter(|node| node.has_tag_name("text")) {
            let number = |name| node.attribute(name).unwrap().parse::<f64>().unwrap();
            let width = text_width(node.text().unwrap(), number("font-size"));
            let left = match node.attribute("text-anchor") {
                Some("middle") => number("x") - width / 2.0,
                Some(_) => number("x") - width,
                None => number("x"),
            };
            assert!(left >= 0.0 && left + width <= frame.width, "{count}: {:?}", node.text());
            assert!(number("y") > 8.0 && number("y") < frame.height - 2.0, "{count}: {:?}", node.text());
            boxes.push((number("y") as i64, left, left + width));
        }
        boxes.sort_by(|a, b| a.partial_cmp(b).unwrap());
        for pair in boxes.windows(2) {
            assert!(pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1 + 0.1, "{count}: {pair:?}");
        }
    }
}

#[test]
fn nothing_is_drawn_of_nothing() {
    for values in [vec![], vec![none(Status::NoData); 12], vec![value(f64::NAN, Status::Ok); 3]] {
        let (svg, frame) = trend(&TrendSpec { values, reference: None, ..spec() });
        let xml = Document::parse(&svg).unwrap();
        assert!(of_class(&xml, "c-line").is_empty() && of_class(&xml, "c-strong").is_empty());
        assert_eq!((frame.low, frame.high), (0.0, 1.0));
    }
}

#[test]
fn a_drawing_that_leaves_the_page_takes_size_and_colours_along() {
    let alone = crate::charts::standalone(&trend(&spec()).0);
    let xml = Document::parse(&alone).unwrap();
    assert_eq!(xml.root_element().attribute("width"), Some("640"));
    assert_eq!(xml.root_element().attribute("height"), Some("280"));
    let style = xml.descendants().find(|node| node.has_tag_name("style")).unwrap();
    let style = style.text().unwrap();
    assert!(style.contains("fill: #") && !style.contains("var("), "every colour is written out");
}
