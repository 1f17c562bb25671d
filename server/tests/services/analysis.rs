//! The explorer: one way of computing, whatever is chosen; what may be read, compared and ranked.

use crate::common::{Stage, open, operator, stages};
use app::{
    api::{
        Failure,
        analysis::{Analyses, Analysis, Grid, Stands},
        policy::Policies,
        units::{UnitOrder, Units},
    },
    domain::{
        analysis::{Band, Choice, Difference},
        periods::Period,
        permissions::{Actor, Role},
        series::Source,
        values::Status,
    },
};
use server::{
    platform::{Platform, Policy},
    services::facts::Statement,
};

/// A choice as it stands in an address.
fn choice(words: &str) -> Choice {
    let (choice, slips) = Choice::read(words.split('&').filter_map(|pair| pair.split_once('=')));
    assert_eq!(slips, [], "{words}");
    choice
}

async fn analyse_at(platform: &Platform, actor: &Actor, words: &str) -> Result<Analysis, Failure> {
    platform.analyse(actor, &choice(words), false).await
}

async fn grid(stage: &Stage, words: &str) -> Grid {
    analyse_at(&stage.platform, &operator(), words).await.unwrap().grid.unwrap()
}

/// States items of a unit for each month of a span.
async fn state(stage: &Stage, unit: &str, span: &str, items: &[(&str, f64)]) {
    let tree = stage.platform.tree().await.unwrap();
    let unit = tree.by_code(unit).unwrap().id;
    let span: Period = span.parse().unwrap();
    let statements: Vec<Statement> = span
        .iter()
        .flat_map(|month| {
            items.iter().map(move |(item, value)| (Period::month(month), *item, *value)).collect::<Vec<_>>()
        })
        .map(|(period, item, value)| Statement {
            unit,
            item: stage.platform.item(item).unwrap(),
            period,
            source: Source::SelfReport,
            value,
            reporting: 1,
        })
        .collect();
    stage.platform.state_facts(&operator(), "report", "test", &statements).await.unwrap();
}

/// Codes of the units, from the top.
fn codes(grid: &Grid) -> Vec<&str> {
    grid.chosen_units().map(|(_, unit)| unit.code.as_str()).collect()
}

const INDICATORS: &str =
    "received,closed,pending,closing_rate,clearance_rate,closed_per_judge,filing_growth,security_rate";

#[tokio::test]
async fn a_total_is_computed_from_components_as_the_unit_above_is() {
    for stage in stages().await {
        let items = |received, closed, judges| {
            [("received", received), ("closed", closed), ("pending_start", 7.0), ("post_judges", judges)]
        };
        state(&stage, "AC1", "2025-01..2026-09", &items(40.0, 30.0, 3.0)).await;
        state(&stage, "AC2", "2026-01..2026-06", &items(5.0, 5.0, 1.0)).await;
        state(&stage, "BC1", "2026-04..2026-09", &items(90.0, 20.0, 2.0)).await;
        // Stated on change, and added up only when asked for.
        for item in ["sec_gate", "sec_point", "tribunals"] {
            state(&stage, "AC1", "2025-03", &[(item, 1.0)]).await;
            state(&stage, "BC1", "2026-05", &[(item, 1.0)]).await;
        }
        for by in ["quarter", "month", "half", "rolling"] {
            let words =
                format!("unit=P&units=tribunal&by={by}&from=2026-01&to=2026-09&indicator={INDICATORS}");
            let grid = grid(&stage, &words).await;
            let stands = |what| grid.units.iter().position(|unit| unit.stands == what).unwrap();
            let (total, whole) = (stands(Stands::Total), stands(Stands::Whole));
            for p in 0..grid.periods.len() {
                for (i, indicator) in grid.indicators.iter().enumerate() {
                    let (sum, above) = (grid.cell(total, p, i), grid.cell(whole, p, i));
                    assert_eq!(sum, above, "{} {by} {:?}", indicator.id, grid.periods[p]);
                }
            }
        }
        let words =
            "unit=P&units=tribunal&by=quarter&from=2026-01&to=2026-09&indicator=closing_rate,received";
        let grid = grid(&stage, words).await;
        let last = grid.periods.len() - 1;
        assert!(grid.periods[last].total && grid.periods[last].period.to_string() == "2026-01..2026-09");
        let row = stage.value("P", "closing_rate", "2026-01", "2026-09").await;
        let total = grid.cell(3, last, 0);
        assert_eq!((total.value, total.numerator), (row.value, row.numerator), "over all periods");
        // Not the mean of the rates.
        let rates: Vec<f64> = (0..3).filter_map(|u| grid.cell(u, last, 0).value).collect();
        assert!((total.value.unwrap() - rates.iter().sum::<f64>() / 3.0).abs() > 0.01, "{rates:?}");
        let received: f64 = (0..3).filter_map(|u| grid.cell(u, last, 1).value).sum();
        assert_eq!(grid.cell(3, last, 1).value, Some(received));
    }
}

#[tokio::test]
async fn what_is_missing_in_a_total_is_told() {
    for stage in stages().await {
        state(&stage, "AC1", "2026-07..2026-09", &[("circuit_hearings", 40.0)]).await;
        state(&stage, "AC2", "2026-07..2026-08", &[("circuit_hearings", 4.0)]).await;
        let words =
            "unit=A&units=tribunal&by=month&from=2026-07&to=2026-10&indicator=circuit_hearings&rows=unit";
        let found = grid(&stage, words).await;
        let statuses = |u: usize| (0..4).map(|p| found.cell(u, p, 0).status).collect::<Vec<_>>();
        assert_eq!(codes(&found), ["AC1", "AC2"]);
        assert_eq!(statuses(0), [Status::Ok, Status::Ok, Status::Ok, Status::Late]);
        assert_eq!(statuses(1), [Status::Ok, Status::Ok, Status::Late, Status::Late]);
        assert_eq!(statuses(2), [Status::Ok, Status::Ok, Status::Partial, Status::Late], "the total");
        // Units within each other have no total: what is in both would be counted twice.
        let nested = grid(&stage, "unit=P&codes=A,AC1&indicator=received").await;
        assert!(nested.overlapping && nested.units.iter().all(|unit| unit.stands != Stands::Total));
    }
}

#[tokio::test]
async fn foreign_units_are_refused_and_nobody_sees_anything() {
    for stage in stages().await {
        let city = stage.actor(Role::CitySupervisor, "A").await;
        for (words, status) in [
            ("unit=B", 403),
            ("unit=P", 403),
            ("unit=ZZ", 404),
            ("unit=A&codes=AC1,BC1", 403),
            ("unit=A&units=court", 200),
            ("", 200),
        ] {
            let answer = analyse_at(&stage.platform, &city, words).await;
            assert_eq!(answer.as_ref().map_or_else(Failure::status, |_| 200), status, "{words}");
        }
        let named = analyse_at(&stage.platform, &city, "unit=A&codes=AC1,ZZ").await.unwrap();
        assert_eq!(named.grid.unwrap_err().status(), 404, "a wrong name is the choice's fault");
        let own = analyse_at(&stage.platform, &city, "units=tribunal").await.unwrap();
        assert_eq!(own.frame.unit.code, "A");
        assert_eq!(codes(&own.grid.unwrap()), ["AC1", "AC2"]);
        for words in ["", "unit=A", "unit=ZZ"] {
            let answer = analyse_at(&stage.platform, &Actor::nobody(), words).await;
            assert_eq!(answer.unwrap_err().status(), 401, "{words}");
        }
        // Figures above the own unit stay hidden when they are only compared with.
        state(&stage, "AC1", "2026-01..2026-06", &[("received", 40.0)]).await;
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let words = "units=self&compare=parent&indicator=received&from=2026-01&to=2026-06";
        let grid = analyse_at(&stage.platform, &manager, words).await.unwrap().grid.unwrap();
        assert!(grid.parent_hidden && grid.cell(0, 0, 0).against.is_none());
        assert_eq!(grid.cell(0, 0, 0).value, Some(240.0));
        let grid =
            analyse_at(&stage.platform, &city, &format!("unit=AC&{words}")).await.unwrap().grid.unwrap();
        assert_eq!(grid.cell(0, 0, 0).difference, Some(Difference::Share(100.0)));
        // No single judge for a reviewer; and whoever may look leaves a trace.
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        let posts = analyse_at(&stage.platform, &reviewer, "unit=P&units=post").await.unwrap();
        assert_eq!(posts.grid.unwrap().chosen, 0);
        let looks = async || stage.platform.db.audit_page("posts.look", 0, 10).await.unwrap().0.len();
        assert_eq!(looks().await, 0);
        analyse_at(&stage.platform, &manager, "units=post").await.unwrap();
        assert_eq!(looks().await, 1);
    }
}

#[tokio::test]
async fn the_year_before_is_compared_in_points_and_per_cent_and_only_where_it_can_be() {
    for stage in stages().await {
        let items = |received, closed| [("received", received), ("closed", closed), ("pending_start", 0.0)];
        state(&stage, "AC1", "2025-07..2025-09", &items(100.0, 80.0)).await;
        state(&stage, "AC1", "2026-07..2026-09", &items(50.0, 45.0)).await;
        state(&stage, "AC2", "2025-09", &items(10.0, 10.0)).await;
        state(&stage, "AC2", "2026-07..2026-09", &items(10.0, 10.0)).await;
        let words = "unit=A&units=tribunal&from=2026-07&to=2026-09&indicator=received,clearance_rate";
        let found = grid(&stage, &format!("{words}&compare=year_before")).await;
        let cell = found.cell(0, 0, 0);
        assert_eq!(
            (cell.against.unwrap().value, cell.difference),
            (Some(300.0), Some(Difference::Percent(-50.0)))
        );
        let Some(Difference::Points(points)) = found.cell(0, 0, 1).difference else { panic!("a rate") };
        assert!((points - 10.0).abs() < 1e-9);
        assert_eq!(found.cell(1, 0, 0).difference, None, "one month then, three now");
        let before = grid(&stage, &format!("{words}&by=month&compare=period_before")).await;
        assert_eq!(before.cell(0, 1, 0).difference, Some(Difference::Percent(0.0)));
        assert_eq!(before.cell(0, 0, 0).difference, None, "nothing was said of June");
        let words =
            "unit=A&units=tribunal&from=2026-07&to=2026-09&indicator=closed_in_time_rate&compare=reference";
        let reference = grid(&stage, words).await;
        assert!(reference.cell(0, 0, 0).against.is_some());
    }
}

/// Eight tribunals more in court AC, rural but for the last, which receive 10, 20 … 80 cases in September.
async fn with_peers(stage: &Stage) {
    let order = |n: usize| UnitOrder {
        code: format!("AC1{n}"),
        level: "tribunal".into(),
        name: format!("第{n}法庭"),
        parent: "AC".into(),
        opened: "2020-01".into(),
        groups: vec![if n < 8 { "rural" } else { "urban" }.into(), "hill".into()],
        ..UnitOrder::default()
    };
    let orders: Vec<_> = (1..=8).map(order).collect();
    stage.platform.create_units(&operator(), &orders).await.unwrap();
    for n in 1..=8 {
        let received = 10.0 * n as f64;
        let items = [
            ("received", received),
            ("closed", if n == 3 { 20.0 } else { received / 2.0 }),
            ("pending_start", 0.0),
        ];
        state(stage, &format!("AC1{n}"), "2026-09", &items).await;
    }
}

const PEERS: &str =
    "unit=AC&units=tribunal&find=第&from=2026-09&to=2026-09&indicator=received,clearance_rate";

#[tokio::test]
async fn peers_are_chosen_and_small_groups_are_none() {
    for stage in stages().await {
        with_peers(&stage).await;
        let found = grid(&stage, &format!("{PEERS}&compare=peers")).await;
        let cell = found.cell(0, 0, 0);
        let against = cell.against.unwrap();
        assert_eq!((against.low, against.value, against.high), (Some(25.0), Some(40.0), Some(55.0)));
        assert_eq!((cell.difference, cell.band), (Some(Difference::Percent(-75.0)), Some(Band::Lowest)));
        assert_eq!(found.cell(7, 0, 0).against, None, "one urban tribunal is no group");
        assert_eq!(found.units[7].groups, ["urban"]);
        let hills = grid(&stage, &format!("{PEERS}&compare=peers&peers=terrain")).await;
        assert_eq!(hills.cell(7, 0, 0).band, Some(Band::Highest));
        assert_eq!(hills.cell(7, 0, 0).against.unwrap().value, Some(45.0));
        assert_eq!(hills.spreads.len(), 1);
        // What is rated on too little has no place among peers.
        assert_eq!(hills.cell(0, 0, 1).status, Status::SmallNumber);
        assert_eq!(hills.cell(0, 0, 1).band, None);
    }
}

#[tokio::test]
async fn ranks_are_given_only_where_the_province_ranks() {
    for stage in stages().await {
        with_peers(&stage).await;
        let words = format!("{PEERS}&view=list&focus=clearance_rate&sort=-value");
        let off = analyse_at(&stage.platform, &operator(), &words).await.unwrap();
        assert!(!off.frame.ranking);
        assert!(off.grid.unwrap().cells().iter().all(|cell| cell.rank.is_none()));
        // The province decides, and the log has it.
        let admin = stage.actor(Role::Administrator, "A").await;
        assert_eq!(stage.platform.set_ranking(&admin, true).await.unwrap_err().status(), 403);
        stage.platform.set_ranking(&operator(), true).await.unwrap();
        assert_eq!(stage.platform.db.audit_page("policy.ranking", 0, 10).await.unwrap().0.len(), 1);
        let grid = grid(&stage, &words).await;
        // Units 1 and 2 rest on fewer than thirty cases: their rates are shown, marked, and not ranked.
        let ranks: Vec<_> = grid
            .chosen_units()
            .map(|(n, unit)| (unit.code.as_str(), grid.focused(n).rank, grid.focused(n).status))
            .collect();
        let rank = |code: &str| ranks.iter().find(|(unit, ..)| *unit == code).unwrap().1;
        assert_eq!(rank("AC13"), Some(1));
        assert_eq!((rank("AC14"), rank("AC18")), (Some(2), Some(2)), "equals share a rank");
        assert_eq!((rank("AC11"), rank("AC12")), (None, None));
        assert_eq!(ranks[0].0, "AC13");
        stage.platform.set_ranking(&operator(), false).await.unwrap();
        let policy = Policy { ranking: true, ..Policy::default() };
        let other = open(&stage.url, stage.folder(), stage.clock.clone(), policy).await;
        let off = analyse_at(&other, &operator(), &words).await.unwrap();
        assert!(!off.frame.ranking, "what was decided counts before the configuration");
    }
}

#[tokio::test]
async fn units_are_sorted_found_and_paged() {
    for stage in stages().await {
        with_peers(&stage).await;
        let sorted = async |words: &str| {
            grid(&stage, &format!("unit=P&units=tribunal&from=2026-09&to=2026-09&indicator=received&{words}"))
                .await
        };
        let down = sorted("sort=-value").await;
        assert_eq!(codes(&down)[..3], ["AC18", "AC17", "AC16"]);
        assert_eq!(codes(&down)[8..], ["AC1", "AC2", "BC1"], "what has no number comes last");
        let up = sorted("sort=value").await;
        assert_eq!(codes(&up)[..2], ["AC11", "AC12"]);
        assert_eq!(codes(&up)[8..], ["AC1", "AC2", "BC1"]);
        assert_eq!(codes(&sorted("find=unit b").await), ["BC1"]);
        assert_eq!(codes(&sorted("group=urban").await), ["AC18"]);
        assert_eq!(codes(&sorted("codes=AC12,AC11").await), ["AC11", "AC12"]);
        let line = sorted("view=line&page=2").await;
        assert_eq!((line.chosen, line.page, line.per_page), (11, 2, 7));
        assert_eq!(codes(&line).len(), 4);
        let whole =
            stage.platform.analyse(&operator(), &choice("unit=P&units=tribunal&view=line"), true).await;
        assert_eq!(codes(&whole.unwrap().grid.unwrap()).len(), 11, "an export has all of them");
        let refused = analyse_at(&stage.platform, &operator(), "unit=P&group=none").await.unwrap();
        assert_eq!(refused.grid.unwrap_err().reason, "unknown_group");
        let refused = analyse_at(&stage.platform, &operator(), "unit=AC1&units=city").await.unwrap();
        assert_eq!(refused.grid.unwrap_err().reason, "level_not_below");
        let refused = analyse_at(&stage.platform, &operator(), "indicator=recieved").await.unwrap();
        assert_eq!(refused.grid.unwrap_err().reason, "unknown_indicator");
        let refused = analyse_at(&stage.platform, &operator(), "from=2026-05&to=2026-04").await.unwrap();
        assert_eq!(refused.grid.unwrap_err().reason, "before_from");
    }
}

#[tokio::test]
async fn of_more_than_can_be_read_at_once_the_page_is_read_alone() {
    for stage in stages().await {
        let items = |received, closed| [("received", received), ("closed", closed), ("pending_start", 7.0)];
        state(&stage, "AC1", "2026-01..2026-09", &items(40.0, 30.0)).await;
        state(&stage, "AC2", "2026-01..2026-09", &items(5.0, 5.0)).await;
        state(&stage, "BC1", "2026-01..2026-09", &items(90.0, 20.0)).await;
        let folder = tempfile::tempdir().unwrap();
        // Three units, three months, two indicators: one value more than that.
        let policy = Policy { most_values: 17, ..Policy::default() };
        let narrow = open(&stage.url, folder.path(), stage.clock.clone(), policy).await;
        let words = "unit=P&units=tribunal&indicator=received,closing_rate&by=month&from=2026-07&to=2026-09";
        for more in [
            "",
            "&sort=-value",
            "&sort=value&compare=year_before",
            "&compare=parent",
            "&view=list&sort=-name",
        ] {
            let words = format!("{words}{more}");
            let (wide, other) = (grid(&stage, &words).await, analyse_at(&narrow, &operator(), &words).await);
            let other = other.unwrap().grid.unwrap();
            assert_eq!(codes(&wide), codes(&other), "{words}");
            assert_eq!((wide.untotalled, other.untotalled), (false, true), "{words}");
            assert!(wide.units.iter().any(|unit| unit.stands == Stands::Total));
            assert!(other.units.iter().all(|unit| unit.stands != Stands::Total));
            for u in 0..3 {
                for (p, i) in (0..wide.periods.len()).flat_map(|p| [(p, 0), (p, 1)]) {
                    assert_eq!(wide.cell(u, p, i), other.cell(u, p, i), "{words}: {u} {p} {i}");
                }
            }
        }
        // Neither a file nor a view without pages is half of what was asked for.
        let file = narrow.analyse(&operator(), &choice(words), true).await.unwrap().grid;
        let scatter = analyse_at(&narrow, &operator(), &format!("{words}&view=box")).await.unwrap().grid;
        for grid in [file, scatter] {
            let failure = grid.unwrap_err();
            assert_eq!((failure.reason.as_str(), failure.value.as_str()), ("too_many_values", "17"));
        }
    }
}
