//! The quality of data: what is found in a province, who puts it aside, what is there and in time.

use crate::common::{Stage, at, case, operator, stages};
use app::{
    api::{
        quality::{
            DismissOrder, FindingAddress, FindingRow, FindingsQuery, MatrixCell, Quality, RestoreOrder,
        },
        units::{UnitOrder, Units},
    },
    domain::{
        permissions::{Actor, Role},
        quality::Sign,
    },
};

/// Cases of a tribunal, so many a month from January 2025 on; each is closed in the month in which it is filed.
fn months(tribunal: &str, counts: &[u32], lines: &mut Vec<String>) {
    for (n, count) in counts.iter().enumerate() {
        let (year, month) = (2025 + n / 12, n % 12 + 1);
        for case_number in 0..*count {
            let number = format!("{tribunal}-{year}-{month}-{case_number}");
            let filed = format!("{year}-{month:02}-05");
            lines.push(case(&number, tribunal, &filed, Some(&format!("{year}-{month:02}-20"))));
        }
        if *count == 0 {
            lines.push(format!(r#"{{"tribunal":"{tribunal}","complete":"{year}-{month:02}"}}"#));
        }
    }
}

/// Twenty months of about 20 cases, the numbers fixed; one of them `put` in place.
fn steady(shift: usize, put: &[(usize, u32)]) -> Vec<u32> {
    let usual = [20, 23, 18, 21, 19, 22, 17, 20, 24, 19, 21, 18];
    let mut counts: Vec<u32> = (0..22).map(|n| usual[(n + shift) % 12]).collect();
    for (month, count) in put {
        counts[*month] = *count;
    }
    counts
}

/// Six more tribunals, so that there are enough to tell what moves all alike. AC1 has 60 cases in May 2026 and is perfect; BC1
/// holds filings back over the turn of the year; AC2 closes most in December.
async fn furnish(stage: &Stage) {
    let more: Vec<UnitOrder> = (3..9)
        .map(|n| UnitOrder {
            code: format!("AC{n}"),
            level: "tribunal".to_owned(),
            name: format!("AC{n}单位"),
            parent: "AC".to_owned(),
            opened: "2015-01".to_owned(),
            ..UnitOrder::default()
        })
        .collect();
    stage.platform.create_units(&operator(), &more).await.unwrap();
    let mut lines = Vec::new();
    months("AC1", &steady(0, &[(16, 60)]), &mut lines);
    months("BC1", &steady(3, &[(11, 6), (12, 38)]), &mut lines);
    for n in 3..9 {
        months(&format!("AC{n}"), &steady(n, &[]), &mut lines);
    }
    // AC2: filed evenly, closed in December.
    for month in 1..=12 {
        for n in 0..20 {
            let closed = if n < 8 { format!("2025-{month:02}-25") } else { "2025-12-20".to_owned() };
            lines.push(case(
                &format!("AC2-{month}-{n}"),
                "AC2",
                &format!("2025-{month:02}-05"),
                Some(&closed),
            ));
        }
    }
    months("AC2", &[[0; 12], [20; 12]].concat()[..22], &mut lines);
    let lines: Vec<String> = lines
        .into_iter()
        // All but AC1 have one in ten that was not in time.
        .map(|line| {
            if line.contains(r#":"AC1""#) || !line.contains(r#"-3","#) {
                line
            } else {
                line.replace("true", "false")
            }
        })
        .collect();
    stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn list(stage: &Stage, actor: &Actor, query: &FindingsQuery) -> Vec<FindingRow> {
    stage.platform.findings(actor, query).await.unwrap().rows
}

fn all() -> FindingsQuery {
    FindingsQuery { limit: 1_000, ..FindingsQuery::default() }
}

fn told(rows: &[FindingRow]) -> Vec<(&str, Sign, &str, &str)> {
    let addresses = rows.iter().map(|row| &row.address);
    addresses.map(|a| (a.unit.as_str(), a.sign, a.indicator.as_str(), a.month.as_str())).collect()
}

#[tokio::test]
async fn what_is_out_of_line_is_told_with_its_numbers_and_the_rest_is_not() {
    for stage in stages().await {
        furnish(&stage).await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let rows = list(&stage, &province, &all()).await;
        let wanted = [
            ("AC1", Sign::Outlier, "closed", "2026-05"),
            ("AC1", Sign::Outlier, "received", "2026-05"),
            ("AC2", Sign::YearEnd, "closed", "2025-12"),
            ("BC1", Sign::HeldBack, "received", "2025-12"),
        ];
        let found: Vec<_> = told(&rows);
        for wanted in wanted {
            assert!(found.contains(&wanted), "{wanted:?} in {found:?} on {}", stage.engine);
        }
        // Every case here is closed in its month and none is appealed: shares that are perfect are another matter.
        let steady =
            found.iter().filter(|(unit, sign, ..)| *unit > "AC2" && *unit < "B" && *sign != Sign::Perfect);
        assert_eq!(steady.collect::<Vec<_>>(), Vec::<&(&str, Sign, &str, &str)>::new(), "the steady ones");
        let of = |unit: &str, sign| {
            rows.iter().find(|row| row.address.unit == unit && row.address.sign == sign).unwrap()
        };
        let outlier = of("AC1", Sign::Outlier);
        assert!(outlier.value == 60.0 && (outlier.against - 20.0).abs() < 3.0, "{}", outlier.against);
        assert!(outlier.score.is_some_and(|score| score > 3.5));
        assert_eq!(outlier.numbers.len(), 25);
        assert_eq!(outlier.numbers[0], ("2024-10".to_owned(), None), "not known is not zero");
        assert!(outlier.numbers.contains(&("2026-05".to_owned(), Some(60.0))));
        let bunched = of("AC2", Sign::YearEnd);
        assert_eq!((bunched.value, bunched.against), (20.0 + 11.0 * 12.0, 8.0));
        let held = of("BC1", Sign::HeldBack);
        assert_eq!((held.value, held.then.unwrap().0), (6.0, 38.0));
        assert!((held.against - 20.0).abs() < 5.0 && (held.then.unwrap().1 - 20.0).abs() < 5.0);
        // All in time, of more than 200 in a year; the others have one in twenty that was not.
        let in_time = |row: &&FindingRow| row.address.indicator == "closed_in_time_rate";
        let perfect: Vec<_> = rows.iter().filter(in_time).collect();
        assert_eq!(perfect.len(), 1);
        assert_eq!((perfect[0].address.unit.as_str(), perfect[0].address.sign), ("AC1", Sign::Perfect));
        assert!(perfect[0].value == perfect[0].against && perfect[0].value >= 200.0);
        assert!(perfect[0].numbers.is_empty());
    }
}

#[tokio::test]
async fn findings_are_for_those_above_and_for_the_tribunal_itself() {
    for stage in stages().await {
        furnish(&stage).await;
        let count = async |role, unit: &str, of: &str| {
            let actor = stage.actor(role, unit).await;
            let query = FindingsQuery { unit: of.to_owned(), ..all() };
            stage.platform.findings(&actor, &query).await.map(|page| page.total)
        };
        let everything = count(Role::ProvincialSupervisor, "P", "").await.unwrap();
        let (a, b) = (
            count(Role::CitySupervisor, "A", "").await.unwrap(),
            count(Role::CitySupervisor, "B", "").await.unwrap(),
        );
        assert!(a > 0 && b > 0);
        assert_eq!(a + b, everything, "the same findings, whoever looks");
        assert_eq!(count(Role::TribunalHead, "BC1", "").await.unwrap(), b);
        for (role, unit, of) in [
            (Role::TribunalHead, "AC1", "AC"),
            (Role::CourtManager, "BC", "AC1"),
            (Role::Reviewer, "P", ""),
            (Role::Administrator, "P", ""),
            (Role::PostJudge, "AC1P1", ""),
        ] {
            assert_eq!(count(role, unit, of).await.unwrap_err().status(), 403, "{role} at {unit}");
        }
    }
}

#[tokio::test]
async fn a_finding_is_put_aside_with_a_reason_and_brought_back_and_all_of_it_is_kept() {
    for stage in stages().await {
        furnish(&stage).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let query = FindingsQuery { unit: "AC1".into(), sign: "outlier".into(), ..all() };
        let found = async |actor: &Actor, query: &FindingsQuery| {
            let rows = list(&stage, actor, query).await;
            rows.into_iter().find(|row| row.address.indicator == "received")
        };
        let row = found(&manager, &query).await.unwrap();
        assert!(row.may_dismiss && !row.dismissed);
        let order = DismissOrder {
            finding: row.address.clone(),
            value: row.value,
            reason: " a batch of cases ".into(),
        };
        let refused = stage.platform.dismiss_finding(&head, &order).await.unwrap_err();
        assert_eq!(refused.status(), 403, "not by whom it is about");
        let foreign = stage.actor(Role::CourtManager, "BC").await;
        assert_eq!(stage.platform.dismiss_finding(&foreign, &order).await.unwrap_err().status(), 403);
        for (order, reason) in [
            (DismissOrder { reason: " ".into(), ..order.clone() }, "missing"),
            (DismissOrder { value: 59.0, ..order.clone() }, "finding_moved"),
            (
                DismissOrder {
                    finding: FindingAddress { month: "2026-06".into(), ..row.address.clone() },
                    ..order.clone()
                },
                "no_finding",
            ),
        ] {
            assert_eq!(stage.platform.dismiss_finding(&manager, &order).await.unwrap_err().reason, reason);
        }
        stage.platform.dismiss_finding(&manager, &order).await.unwrap();
        let again = stage.platform.dismiss_finding(&manager, &order).await.unwrap_err();
        assert_eq!((again.status(), again.reason.as_str()), (409, "dismissed_already"));
        assert!(found(&manager, &query).await.is_none());
        let aside = FindingsQuery { state: "dismissed".into(), ..query.clone() };
        let kept = found(&head, &aside).await.unwrap();
        assert_eq!(
            (kept.said[0].reason.as_str(), kept.said[0].by.as_str()),
            ("a batch of cases", "user:court_manager")
        );
        let restore = RestoreOrder { finding: row.address.clone(), reason: "it was none".into() };
        assert_eq!(stage.platform.restore_finding(&head, &restore).await.unwrap_err().status(), 403);
        stage.platform.restore_finding(&manager, &restore).await.unwrap();
        assert_eq!(
            stage.platform.restore_finding(&manager, &restore).await.unwrap_err().reason,
            "not_dismissed"
        );
        let back = found(&head, &query).await.unwrap();
        assert_eq!(
            (back.said[0].undone_reason.as_str(), back.said[0].undone_by.as_str()),
            ("it was none", "user:court_manager")
        );
        // Put aside once more; when the number moves, it is told again.
        stage.platform.dismiss_finding(&manager, &order).await.unwrap();
        let extra = case("extra", "AC1", "2026-05-06", Some("2026-05-20"));
        stage.send(&[&extra]).await;
        stage.clock.set(at("2026-11-24T04:02:00Z"));
        let moved = found(&manager, &query).await.unwrap();
        assert_eq!((moved.value, moved.dismissed, moved.said.len()), (61.0, false, 2));
        for action in ["quality.dismiss", "quality.restore"] {
            let entries = stage.platform.db.audit_page(action, 0, 10).await.unwrap().1;
            assert_eq!(entries, if action == "quality.dismiss" { 2 } else { 1 });
        }
    }
}

#[tokio::test]
async fn findings_are_sorted_and_paged_and_wrong_words_are_refused() {
    for stage in stages().await {
        furnish(&stage).await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let rows = list(&stage, &province, &all()).await;
        assert!(
            rows.windows(2).all(|pair| pair[0].address.sign <= pair[1].address.sign),
            "the most telling first"
        );
        let units = list(&stage, &province, &FindingsQuery { sort: "-unit".into(), ..all() }).await;
        assert_eq!(units[0].address.unit, "BC1");
        let page = FindingsQuery { sort: "unit".into(), offset: 1, limit: 2, ..FindingsQuery::default() };
        let page = stage.platform.findings(&province, &page).await.unwrap();
        assert_eq!((page.rows.len(), page.total as usize, page.offset), (2, rows.len(), 1));
        for (query, field) in [
            (FindingsQuery { sign: "x".into(), ..all() }, "sign"),
            (FindingsQuery { state: "x".into(), ..all() }, "state"),
            (FindingsQuery { sort: "x".into(), ..all() }, "sort"),
        ] {
            assert_eq!(stage.platform.findings(&province, &query).await.unwrap_err().field, field);
        }
    }
}

#[tokio::test]
async fn the_matrix_tells_what_is_there_from_what_is_not_awaited() {
    for stage in stages().await {
        stage.send(&[&case("1", "AC1", "2026-08-10", None), &case("2", "AC2", "2026-09-10", None)]).await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let matrix = stage.platform.quality_matrix(&province, "", 3).await.unwrap();
        assert_eq!(matrix.months, ["2026-08", "2026-09", "2026-10"]);
        let units: Vec<_> = matrix.rows.iter().map(|row| (row.unit.as_str(), row.tribunals)).collect();
        assert_eq!(units, [("A", 2), ("B", 1), ("P", 3)], "the unit itself last");
        let told =
            |row: usize| matrix.rows[row].cells.iter().map(|c| (c.told, c.expected)).collect::<Vec<_>>();
        assert_eq!(told(0), [(1, 2), (1, 2), (0, 2)]);
        assert_eq!(told(1), [(0, 0); 3], "never heard of is not missing");
        assert_eq!(told(2), told(0));
        let due: Vec<_> = matrix.rows[2].cells.iter().map(|c| (c.handed_in, c.due, c.in_time)).collect();
        assert_eq!(due, [(0, 3, 0); 3]);
        let own = stage
            .platform
            .quality_matrix(&stage.actor(Role::TribunalHead, "AC1").await, "", 1)
            .await
            .unwrap();
        assert_eq!((own.rows.len(), own.rows[0].tribunals), (1, 1));
        assert_eq!(
            own.rows[0].cells,
            [MatrixCell { told: 0, expected: 1, handed_in: 0, due: 1, in_time: 0 }]
        );
        let refused =
            stage.platform.quality_matrix(&stage.actor(Role::TribunalHead, "AC1").await, "AC", 1).await;
        assert_eq!(refused.unwrap_err().status(), 403);
    }
}
