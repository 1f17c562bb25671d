//! Editions compared, and single files read with the line of their fault.

use super::*;

fn later(changes: &[(&str, &str)]) -> Standard {
    let mut text = SMALL.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    read(&text).unwrap()
}

fn shown(before: &Standard, after: &Standard) -> Vec<String> {
    let lines = compare(before, after).into_iter().map(|found| {
        let fields: Vec<_> =
            found.fields.iter().map(|f| format!("{} `{}` → `{}`", f.field, f.before, f.after)).collect();
        format!("{:?} {} {:?}: {}", found.piece, found.id, found.fate, fields.join(", "))
    });
    lines.collect()
}

#[test]
fn the_same_is_no_difference_and_another_order_neither() {
    let mut turned = small();
    turned.vetoes.reverse();
    turned.categories[1].items.reverse();
    assert!(compare(&small(), &small()).is_empty());
    assert!(compare(&small(), &turned).is_empty());
}

#[test]
fn what_has_changed_is_told_field_by_field() {
    let after = later(&[
        ("edition = \"1\"", "edition = \"2\""),
        ("effective = \"2026-01-01\"", "effective = \"2027-01-01\""),
        ("[[0.6, 0.0], [0.8, 0.5], [0.9, 1.0]]", "[[0.7, 0.0], [0.9, 1.0]]"),
        ("each = 1.5", "each = 1.5, tolerated = 1"),
        ("worst_peers = 0.1", "above = 0.03"),
        ("total = 0.6", "total = 0.65\nfollows_zh = \"复查\"\nfollows_en = \"Again\""),
    ]);
    assert_eq!(
        shown(&small(), &after),
        [
            "Standard small Changed: effective `2026-01-01` → `2027-01-01`",
            "Item rate Changed: at `0.6: 0; 0.8: 0.5; 0.9: 1` → `0.7: 0; 0.9: 1`",
            "Item safety Changed: tolerated `` → `1`",
            "Veto quality Changed: above `` → `0.03`, worst_peers `0.1` → ``",
            "Result conditional Changed: follows_en `` → `Again`, follows_zh `` → `复查`, total `0.6` → `0.65`",
        ]
    );
}

#[test]
fn what_came_and_went_is_told_with_all_that_it_has() {
    let after = later(&[
        ("id = \"pier\"\nzh = \"码头\"", "id = \"quay\"\nzh = \"岸边\""),
        (
            "points = 2.0\nguidance_zh = \"看\"\nguidance_en = \"Look\"\ngroups",
            "points = 3.0\nguidance_zh = \"看\"\nguidance_en = \"Look\"\ngroups",
        ),
    ]);
    let found = compare(&small(), &after);
    let of: Vec<_> = found.iter().map(|one| (one.piece, one.id.as_str(), one.fate)).collect();
    assert_eq!(
        of,
        [
            (Piece::Standard, "small", Fate::Changed),
            (Piece::Category, "house", Fate::Changed),
            (Piece::Item, "quay", Fate::Added),
            (Piece::Item, "pier", Fate::Removed),
        ]
    );
    let points = |n: usize| found[n].fields.iter().find(|field| field.field == "points").unwrap().clone();
    assert_eq!((points(1).before.as_str(), points(1).after.as_str()), ("12", "13"));
    assert_eq!((points(2).before.as_str(), points(2).after.as_str()), ("", "3"));
    assert_eq!((points(3).before.as_str(), points(3).after.as_str()), ("2", ""));
    // Seen from the other side, what came has gone.
    let back = compare(&after, &small());
    assert_eq!((back[2].id.as_str(), back[2].fate), ("pier", Fate::Added));
}

#[test]
fn a_single_file_is_refused_with_its_line() {
    let catalogue = Catalogue::built_in().unwrap();
    assert_eq!(catalogue.read_standard(SMALL).unwrap(), small());
    let refused = |from: &str, to: &str| {
        let error = catalogue.read_standard(&SMALL.replacen(from, to, 1)).unwrap_err();
        (error.entry, error.reason)
    };
    let (place, reason) = refused("formula = \"safety_incidents\"", "formula = \"safty\"");
    let line = SMALL.lines().position(|line| line == "id = \"safety\"").unwrap() + 1;
    assert_eq!((place, reason.as_str()), (format!("line {line}, item safety"), "there is no item `safty`"));
    let line = SMALL.lines().position(|line| line == "id = \"model\"").unwrap() + 1;
    assert_eq!(
        refused("house = 0.85", "garden = 0.85").0,
        format!("line {line}, standard small, result model")
    );
    assert_eq!(refused("months = 12", "months = twelve").0, "line 10, entry \"small\"");
    assert!(refused("edition = \"1\"", "edition = \"1/2\"").1.contains("`edition` is 1 to 40"));
}
