//! Problems: raised with what they were found in, verified, put right with evidence, checked, closed, looked at again.

use crate::{
    common::{Stage, at, case, operator, photos::photo, stages},
    devices::{alarms, furnish, state},
};
use app::{
    api::{
        Failure,
        alarms::{AlarmMoveOrder, Alarms},
        devices::{Devices, DevicesQuery},
        files::Files,
        problems::{
            ContextAddress, ProblemMoveOrder, ProblemOrder, ProblemRow, ProblemView, Problems, ProblemsQuery,
        },
        reports::Reports,
    },
    domain::{
        alarms::{AlarmKind, AlarmMove, AlarmState},
        devices::{Cover, DeviceState},
        permissions::{Actor, Role},
        problems::{ContextKind, ProblemMove, ProblemState, Severity, Side},
        values::Status,
    },
};

fn order(unit: &str, category: &str) -> ProblemOrder {
    ProblemOrder {
        unit: unit.to_owned(),
        category: category.to_owned(),
        severity: Severity::Serious,
        text: " nobody at the gate ".to_owned(),
        context: ContextAddress::default(),
    }
}

fn figure(from: &str, to: &str) -> ContextAddress {
    ContextAddress {
        kind: ContextKind::Figure,
        indicator: "closing_rate".to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        ..ContextAddress::default()
    }
}

async fn raise(stage: &Stage, actor: &Actor, order: &ProblemOrder) -> Result<i64, Failure> {
    stage.platform.raise_problem(actor, order).await
}

fn doing(what: ProblemMove) -> ProblemMoveOrder {
    ProblemMoveOrder {
        what,
        note: format!("said of {}", what.as_str()),
        way: "telephone".to_owned(),
        role: String::new(),
        user: String::new(),
        day: String::new(),
    }
}

async fn go(stage: &Stage, actor: &Actor, id: i64, what: ProblemMove) -> Result<(), Failure> {
    stage.platform.move_problem(actor, id, &doing(what)).await
}

async fn see(stage: &Stage, actor: &Actor, id: i64) -> ProblemView {
    stage.platform.open_problem(actor, id).await.unwrap()
}

async fn list(stage: &Stage, actor: &Actor, query: ProblemsQuery) -> Vec<ProblemRow> {
    stage.platform.list_problems(actor, &query).await.unwrap().page.rows
}

async fn told(stage: &Stage, actor: &Actor) -> Vec<String> {
    let notices = stage.platform.list_notices(actor).await.unwrap();
    notices.into_iter().map(|notice| notice.kind).collect()
}

struct People {
    province: Actor,
    city: Actor,
    court: Actor,
    head: Actor,
}

async fn people(stage: &Stage) -> People {
    People {
        province: stage.actor(Role::ProvincialSupervisor, "P").await,
        city: stage.actor(Role::CitySupervisor, "A").await,
        court: stage.actor(Role::CourtManager, "AC").await,
        head: stage.actor(Role::TribunalHead, "AC1").await,
    }
}

#[tokio::test]
async fn a_figure_leads_to_a_problem_and_is_looked_at_again_when_that_is_closed() {
    for stage in stages().await {
        let lines = [
            case("1", "AC1", "2026-01-10", Some("2026-02-20")),
            case("2", "AC1", "2026-01-15", None),
            case("3", "AC1", "2026-07-01", Some("2026-08-01")),
        ];
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let People { province, court, head, .. } = people(&stage).await;
        let raised = ProblemOrder { context: figure("2026-01", "2026-03"), ..order("AC1", "time_limits") };
        let id = raise(&stage, &province, &raised).await.unwrap();
        let view = see(&stage, &head, id).await;
        assert_eq!((view.row.state, view.row.text.as_str()), (ProblemState::Open, "nobody at the gate"));
        assert_eq!(view.row.raised_by, "user:provincial_supervisor");
        assert!(view.may.is_empty(), "the tribunal sees it and waits");
        let then = view.context.figure.clone().unwrap();
        assert_eq!((then.value, then.numerator, then.denominator), (Some(0.5), Some(1.0), Some(2.0)));
        assert_eq!((then.status, then.edition.as_str()), (Status::Partial, "2024"));
        assert!(then.href.starts_with("/explain?indicator=closing_rate&unit=AC1&from=2026-01&to=2026-03"));
        assert!(then.components.iter().any(|(item, _, _, value)| item == "closed" && *value == Some(1.0)));
        assert_eq!(told(&stage, &court).await, ["problem_raised"]);

        let silent = ProblemMoveOrder { way: String::new(), ..doing(ProblemMove::Confirm) };
        let failure = stage.platform.move_problem(&court, id, &silent).await.unwrap_err();
        assert_eq!((failure.status(), failure.field.as_str()), (400, "way"));
        go(&stage, &court, id, ProblemMove::Confirm).await.unwrap();
        assert_eq!(told(&stage, &head).await, ["problem_confirmed"]);
        let failure = go(&stage, &court, id, ProblemMove::Confirm).await.unwrap_err();
        assert_eq!((failure.status(), failure.reason.as_str()), (409, "problem_state"));
        go(&stage, &province, id, ProblemMove::Assign).await.unwrap();
        let view = see(&stage, &head, id).await;
        assert_eq!(view.row.deadline.as_deref(), Some("2026-12-09"), "fifteen days, for it is serious");
        assert_eq!(
            (view.row.owner_role, view.may.as_slice()),
            (Some(Role::TribunalHead), &[ProblemMove::Answer][..])
        );
        // A figure shows it: no picture is needed.
        go(&stage, &head, id, ProblemMove::Answer).await.unwrap();
        go(&stage, &court, id, ProblemMove::Check).await.unwrap();
        assert_eq!(
            go(&stage, &court, id, ProblemMove::Close).await.unwrap_err().status(),
            403,
            "it is the province's"
        );
        let close = ProblemMoveOrder { day: "2026-12-20".into(), ..doing(ProblemMove::Close) };
        stage.platform.move_problem(&province, id, &close).await.unwrap();
        assert_eq!(told(&stage, &head).await[0], "problem_closed");

        // The case is closed by now, and what was told of the first months has moved with it.
        stage.send(&[&case("2", "AC1", "2026-01-15", Some("2026-03-20"))]).await;
        let view = see(&stage, &province, id).await;
        assert!(
            view.may == [ProblemMove::Reopen] && !view.row.recheck_due,
            "it is too early to say that it has lasted"
        );
        let failure = go(&stage, &province, id, ProblemMove::Hold).await.unwrap_err();
        assert_eq!((failure.reason.as_str(), failure.value.as_str()), ("recheck_not_due", "2026-12-20"));
        stage.clock.set(at("2026-12-20T04:00:00Z"));
        let view = see(&stage, &province, id).await;
        assert!(view.row.recheck_due && view.may.contains(&ProblemMove::Hold));
        assert_eq!(view.context.figure.unwrap().value, Some(0.5), "then");
        let again = view.again.unwrap();
        assert_eq!((again.same.value, again.same.period), (Some(1.0), then.period));
        let latest = again.latest.unwrap();
        assert_eq!(latest.months, ("2026-09".to_owned(), "2026-11".to_owned()));
        go(&stage, &province, id, ProblemMove::Hold).await.unwrap();
        let view = see(&stage, &head, id).await;
        assert_eq!(view.row.state, ProblemState::Held);
        let done: Vec<_> = view.moves.iter().map(|done| done.what.as_str()).collect();
        let chain = ["confirm", "assign", "answer", "check", "close", "hold"];
        assert_eq!(done, chain);
        let entries = stage.platform.db.audit_page("problems.", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 7, "raised, and moved six times, on {}", stage.engine);
    }
}

#[tokio::test]
async fn a_picture_is_wanted_where_no_figure_shows_it_and_comes_from_the_unit() {
    for stage in stages().await {
        let People { province, court, head, .. } = people(&stage).await;
        let before = stage.platform.add_file(&head, "AC1", "gate.jpg", photo(30, 20, 1)).await.unwrap();
        let foreign = stage.platform.add_file(&operator(), "BC1", "b.jpg", photo(30, 20, 9)).await.unwrap();
        let file = |id| ContextAddress { kind: ContextKind::File, file: id, ..ContextAddress::default() };
        let wrong = ProblemOrder { context: file(foreign.id), ..order("AC1", "security") };
        assert_eq!(raise(&stage, &province, &wrong).await.unwrap_err().reason, "file_elsewhere");
        let right = ProblemOrder { context: file(before.id), ..order("AC1", "security") };
        let id = raise(&stage, &province, &right).await.unwrap();
        for (actor, what) in [(&province, ProblemMove::Confirm), (&court, ProblemMove::Assign)] {
            go(&stage, actor, id, what).await.unwrap();
        }
        assert_eq!(go(&stage, &head, id, ProblemMove::Answer).await.unwrap_err().reason, "evidence_missing");
        let after = stage.platform.add_file(&head, "AC1", "after.jpg", photo(30, 20, 2)).await.unwrap();
        let show =
            async |actor, file, there| stage.platform.show_file(actor, id, file, Side::After, there).await;
        assert_eq!(show(&court, after.id, true).await.unwrap_err().status(), 403, "it was given to the head");
        assert_eq!(show(&head, foreign.id, true).await.unwrap_err().reason, "file_elsewhere");
        show(&head, after.id, true).await.unwrap();
        show(&head, after.id, true).await.unwrap();
        let view = see(&stage, &province, id).await;
        let files: Vec<_> = view.files.iter().map(|file| (file.file, file.side)).collect();
        assert_eq!(files, [(before.id, Side::Before), (after.id, Side::After)], "{}", stage.engine);
        let taken = stage.platform.show_file(&head, id, before.id, Side::Before, false).await;
        assert_eq!(taken.unwrap_err().status(), 403, "what it was found in stays");
        show(&head, after.id, false).await.unwrap();
        assert_eq!(go(&stage, &head, id, ProblemMove::Answer).await.unwrap_err().reason, "evidence_missing");
        show(&head, after.id, true).await.unwrap();
        go(&stage, &head, id, ProblemMove::Answer).await.unwrap();
        assert_eq!(show(&head, after.id, false).await.unwrap_err().status(), 403, "what was answered stays");
        // Not enough: back it goes, with another day.
        stage.clock.set(at("2026-11-24T05:00:00Z"));
        let back = ProblemMoveOrder { day: "2026-11-30".into(), ..doing(ProblemMove::SendBack) };
        stage.platform.move_problem(&court, id, &back).await.unwrap();
        let view = see(&stage, &head, id).await;
        assert_eq!(
            (view.row.state, view.row.deadline.as_deref()),
            (ProblemState::Assigned, Some("2026-11-30"))
        );
        assert!(view.may_add && told(&stage, &head).await[0] == "problem_sent_back");
        let failure = go(&stage, &head, id, ProblemMove::Answer).await.unwrap_err();
        assert_eq!(
            failure.reason, "evidence_missing",
            "the picture of before does not show that it is better now"
        );
        let gone = ProblemMoveOrder { day: "2026-11-01".into(), ..doing(ProblemMove::Assign) };
        assert_eq!(stage.platform.move_problem(&court, id, &gone).await.unwrap_err().field, "day");
        let nobody = ProblemMoveOrder { user: "nobody".into(), ..doing(ProblemMove::Assign) };
        assert_eq!(
            stage.platform.move_problem(&court, id, &nobody).await.unwrap_err().reason,
            "not_of_that_role"
        );
        // Used files are never cleared away.
        stage.clock.set(at("2027-03-01T04:00:00Z"));
        stage.platform.clear_files(&operator()).await.unwrap();
        stage.platform.open_file(&province, after.id, false).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_checks_the_own_answer_and_strangers_are_refused() {
    for stage in stages().await {
        let People { province, city, court, head } = people(&stage).await;
        let other = stage.actor(Role::CourtManager, "BC").await;
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        for actor in [&head, &reviewer, &judge, &other, &stage.actor(Role::Administrator, "P").await] {
            let failure = raise(&stage, actor, &order("AC1", "dress")).await.unwrap_err();
            assert_eq!(failure.status(), 403, "{}", actor.name);
        }
        assert_eq!(raise(&stage, &court, &order("AC1", "none")).await.unwrap_err().field, "category");
        let empty = ProblemOrder { text: "  ".into(), ..order("AC1", "dress") };
        assert_eq!(raise(&stage, &court, &empty).await.unwrap_err().field, "text");
        let id = raise(&stage, &court, &order("AC1", "dress")).await.unwrap();
        for actor in [&other, &reviewer, &judge] {
            let failure = stage.platform.open_problem(actor, id).await.unwrap_err();
            assert_eq!(failure.status(), 403, "{}", actor.name);
            for what in ProblemMove::ALL {
                assert_eq!(go(&stage, actor, id, *what).await.unwrap_err().status(), 403, "{what:?}");
            }
        }
        assert!(stage.platform.list_problems(&reviewer, &ProblemsQuery::default()).await.is_err());
        let bc1 = ProblemsQuery { unit: "BC1".into(), ..ProblemsQuery::default() };
        assert_eq!(stage.platform.list_problems(&city, &bc1).await.unwrap_err().status(), 403);
        assert_eq!(stage.platform.open_problem(&court, 999).await.unwrap_err().status(), 404);
        // Only who raised it takes it back.
        assert_eq!(go(&stage, &province, id, ProblemMove::Withdraw).await.unwrap_err().status(), 403);
        // Given to the court itself: whoever answers there neither checks nor closes it, even where he raised it.
        go(&stage, &city, id, ProblemMove::Confirm).await.unwrap();
        let to_court = ProblemMoveOrder { role: "court_manager".into(), ..doing(ProblemMove::Assign) };
        stage.platform.move_problem(&city, id, &to_court).await.unwrap();
        let file = stage.platform.add_file(&court, "AC1", "x.jpg", photo(9, 9, 3)).await.unwrap();
        stage.platform.show_file(&court, id, file.id, Side::After, true).await.unwrap();
        assert_eq!(go(&stage, &head, id, ProblemMove::Answer).await.unwrap_err().status(), 403);
        go(&stage, &court, id, ProblemMove::Answer).await.unwrap();
        assert_eq!(go(&stage, &court, id, ProblemMove::Check).await.unwrap_err().status(), 403);
        assert!(see(&stage, &court, id).await.may.is_empty());
        go(&stage, &city, id, ProblemMove::Check).await.unwrap();
        assert_eq!(go(&stage, &court, id, ProblemMove::Close).await.unwrap_err().status(), 403);
        // It was raised by the court; whoever is above it may close it too.
        go(&stage, &city, id, ProblemMove::Close).await.unwrap();
    }
}

#[tokio::test]
async fn lists_are_searched_cut_sorted_and_paged_and_repeats_are_linked() {
    for stage in stages().await {
        let People { province, city, court, head } = people(&stage).await;
        let first = raise(&stage, &court, &order("AC1", "dress")).await.unwrap();
        stage.clock.set(at("2026-11-26T04:00:00Z"));
        let grave = ProblemOrder {
            severity: Severity::Grave,
            text: "100% absent_".into(),
            ..order("AC2", "absence")
        };
        let second = raise(&stage, &city, &grave).await.unwrap();
        let third = raise(&stage, &province, &order("BC1", "dress")).await.unwrap();
        let fourth = raise(&stage, &province, &order("AC1", "dress")).await.unwrap();
        let ids = async |actor: &Actor, query: ProblemsQuery| -> Vec<i64> {
            list(&stage, actor, query).await.iter().map(|row| row.id).collect()
        };
        let usual = ProblemsQuery::default;
        assert_eq!(ids(&province, usual()).await, [fourth, third, second, first]);
        assert_eq!(ids(&city, usual()).await, [fourth, second, first]);
        assert_eq!(ids(&head, usual()).await, [fourth, first]);
        let by = |sort: &str| ProblemsQuery { sort: sort.into(), ..usual() };
        assert_eq!(ids(&province, by("severity")).await[0], second);
        assert_eq!(ids(&province, by("-unit")).await[0], third);
        assert_eq!(ids(&province, by("-raised")).await, [first, second, third, fourth]);
        assert!(stage.platform.list_problems(&province, &by("text")).await.is_err());
        let find = |search: &str| ProblemsQuery { search: search.into(), ..usual() };
        assert_eq!(ids(&province, find("100% ABSENT_")).await, [second], "signs are no patterns");
        assert_eq!(ids(&province, find("0_ab")).await, [0; 0]);
        assert_eq!(ids(&province, find("unit bc1")).await, [third]);
        assert_eq!(ids(&province, ProblemsQuery { mine: "yes".into(), ..usual() }).await, [fourth, third]);
        assert_eq!(
            ids(&province, ProblemsQuery { category: "dress".into(), unit: "A".into(), ..usual() }).await,
            [fourth, first]
        );
        let paged = ProblemsQuery { limit: 1, offset: 1, ..usual() };
        let page = stage.platform.list_problems(&province, &paged).await.unwrap();
        assert_eq!((page.page.total, page.page.rows[0].id, page.categories.len()), (4, third, 10));
        assert!(page.may_raise && page.may_issue && page.cities.len() == 2);
        let of_head = stage.platform.list_problems(&head, &usual()).await.unwrap();
        assert!(!of_head.may_raise && !of_head.may_issue);
        // The second at the same tribunal of the same category is a repeat of the first, and each shows the other.
        let view = see(&stage, &head, fourth).await;
        assert_eq!((view.row.repeats, view.like[0].id), (1, first));
        assert_eq!(see(&stage, &head, first).await.row.repeats, 0);
        go(&stage, &court, first, ProblemMove::Dismiss).await.unwrap();
        assert_eq!(see(&stage, &head, fourth).await.row.repeats, 0, "what was none is not repeated");
        assert_eq!(ids(&province, usual()).await, [fourth, third, second]);
        assert_eq!(ids(&province, ProblemsQuery { state: "dismissed".into(), ..usual() }).await, [first]);
        assert_eq!(ids(&province, ProblemsQuery { state: "all".into(), ..usual() }).await.len(), 4);
        // What was mine: given to the tribunal, it is the head's.
        go(&stage, &city, second, ProblemMove::Confirm).await.unwrap();
        go(&stage, &city, second, ProblemMove::Assign).await.unwrap();
        let second_head = stage.actor(Role::TribunalHead, "AC2").await;
        assert_eq!(ids(&second_head, ProblemsQuery { mine: "yes".into(), ..usual() }).await, [second]);
        let board = stage.platform.problem_board(&province, "").await.unwrap();
        let cells: Vec<_> = board.iter().map(|cell| (cell.city.as_str(), cell.state, cell.n)).collect();
        assert_eq!(
            cells,
            [("A", ProblemState::Open, 1), ("A", ProblemState::Assigned, 1), ("B", ProblemState::Open, 1)]
        );
        assert_eq!(stage.platform.problem_board(&city, "").await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn what_is_overdue_goes_up_one_level_at_a_time_and_nothing_is_told_twice() {
    for stage in stages().await {
        let People { province, city, court, head } = people(&stage).await;
        let id = raise(&stage, &province, &order("AC1", "equipment")).await.unwrap();
        go(&stage, &province, id, ProblemMove::Confirm).await.unwrap();
        let soon = ProblemMoveOrder { day: "2026-11-25".into(), ..doing(ProblemMove::Assign) };
        stage.platform.move_problem(&province, id, &soon).await.unwrap();
        let chase = async || stage.platform.chase_problems(&operator()).await.unwrap();
        let overdue = async |actor: &Actor| {
            told(&stage, actor).await.iter().filter(|kind| *kind == "problem_overdue").count()
        };
        assert_eq!(chase().await, 0);
        stage.clock.set(at("2026-11-26T04:00:00Z"));
        assert_eq!((chase().await, chase().await), (1, 0), "once");
        assert_eq!((overdue(&court).await, overdue(&city).await), (1, 0));
        let row =
            list(&stage, &head, ProblemsQuery { state: "overdue".into(), ..ProblemsQuery::default() }).await;
        assert_eq!((row.len(), row[0].days_over), (1, Some(1)));
        // A server that was away for long tells all levels that are due at once.
        stage.clock.set(at("2026-12-24T04:00:00Z"));
        assert_eq!((chase().await, chase().await), (2, 0));
        assert_eq!((overdue(&city).await, overdue(&province).await, overdue(&court).await), (1, 1, 1));
        // Another day begins anew.
        let later = ProblemMoveOrder { day: "2026-12-26".into(), ..doing(ProblemMove::Assign) };
        stage.platform.move_problem(&court, id, &later).await.unwrap();
        assert_eq!(chase().await, 0);
        stage.clock.set(at("2026-12-27T04:00:00Z"));
        assert_eq!((chase().await, overdue(&court).await), (1, 2));
    }
}

#[tokio::test]
async fn the_desk_is_told_once_when_it_is_time_to_look_again() {
    for stage in stages().await {
        let People { province, court, head, .. } = people(&stage).await;
        let raised = ProblemOrder { context: figure("2026-01", "2026-10"), ..order("AC1", "information") };
        let id = raise(&stage, &province, &raised).await.unwrap();
        go(&stage, &province, id, ProblemMove::Confirm).await.unwrap();
        go(&stage, &province, id, ProblemMove::Assign).await.unwrap();
        go(&stage, &head, id, ProblemMove::Answer).await.unwrap();
        go(&stage, &court, id, ProblemMove::Check).await.unwrap();
        go(&stage, &province, id, ProblemMove::Close).await.unwrap();
        let view = see(&stage, &province, id).await;
        assert_eq!(view.row.recheck_on.as_deref(), Some("2026-12-24"), "thirty days are proposed");
        let chase = async || stage.platform.chase_problems(&operator()).await.unwrap();
        assert_eq!(chase().await, 0);
        stage.clock.set(at("2026-12-24T04:00:00Z"));
        assert_eq!((chase().await, chase().await), (1, 0));
        assert_eq!(told(&stage, &province).await[0], "problem_recheck");
        // There again: it goes back to whoever owned it, and has to be checked anew.
        go(&stage, &province, id, ProblemMove::Reopen).await.unwrap();
        let view = see(&stage, &head, id).await;
        assert_eq!((view.row.state, view.row.recheck_on), (ProblemState::Assigned, None));
        assert!(view.again.is_none() && told(&stage, &head).await[0] == "problem_reopened");
    }
}

#[tokio::test]
async fn an_alarm_is_kept_by_its_words_and_leads_nowhere_else() {
    for stage in stages().await {
        let city = stage.actor(Role::CitySupervisor, "A").await;
        let alarm = |link: &str| ProblemOrder {
            context: ContextAddress {
                kind: ContextKind::Alarm,
                title: "Gate unmanned".into(),
                text: "09:12, gate".into(),
                link: link.into(),
                ..ContextAddress::default()
            },
            ..order("AC1", "security")
        };
        for elsewhere in ["https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)"] {
            assert_eq!(raise(&stage, &city, &alarm(elsewhere)).await.unwrap_err().field, "context.link");
        }
        let id = raise(&stage, &city, &alarm("/safety/alarms/3")).await.unwrap();
        let kept = see(&stage, &city, id).await.context;
        assert_eq!((kept.title.1.as_str(), kept.href.as_str()), ("Gate unmanned", "/safety/alarms/3"));
    }
}

async fn says(stage: &Stage, address: &str, is: DeviceState) {
    let messages = [state("frigate", address, is)];
    stage.platform.take_device_messages(&operator(), &messages).await.unwrap();
}

#[tokio::test]
async fn a_device_is_kept_as_it_was_and_looked_at_again_when_the_problem_is_closed() {
    for stage in stages().await {
        furnish(&stage).await;
        let People { province, court, head, .. } = people(&stage).await;
        says(&stage, "court1", DeviceState::Online).await;
        says(&stage, "court1", DeviceState::Offline).await;
        let rows = stage.platform.list_devices(&province, &DevicesQuery::default()).await.unwrap().rows;
        let camera = rows.iter().find(|row| row.address == "court1").unwrap();
        assert!(camera.may_raise);
        let found =
            ContextAddress { kind: ContextKind::Device, device: camera.id, ..ContextAddress::default() };
        let elsewhere = ProblemOrder { context: found.clone(), ..order("BC1", "equipment") };
        let failure = raise(&stage, &province, &elsewhere).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("context.device", "device_elsewhere"));
        let raised = ProblemOrder { context: found, ..order("AC1", "equipment") };
        let id = raise(&stage, &province, &raised).await.unwrap();
        let then = see(&stage, &head, id).await.context.safety.unwrap();
        assert_eq!((then.state, then.cover, then.alarms), (DeviceState::Offline, Some(Cover::Blind), 1));
        assert_eq!((then.point.1.as_str(), then.alarm), ("Courtroom 1", None));
        go(&stage, &court, id, ProblemMove::Confirm).await.unwrap();
        go(&stage, &province, id, ProblemMove::Assign).await.unwrap();
        // The device shows it: no picture is needed.
        go(&stage, &head, id, ProblemMove::Answer).await.unwrap();
        assert_eq!(see(&stage, &head, id).await.safety_again, None, "not before it is closed");
        go(&stage, &court, id, ProblemMove::Check).await.unwrap();
        go(&stage, &province, id, ProblemMove::Close).await.unwrap();
        says(&stage, "court1", DeviceState::Online).await;
        stage.clock.set(stage.platform.now() + chrono::TimeDelta::days(31));
        let view = see(&stage, &province, id).await;
        let now = view.safety_again.unwrap();
        assert_eq!((now.state, now.cover, now.alarms), (DeviceState::Online, Some(Cover::Covered), 0));
        assert_eq!(view.context.safety.unwrap(), then);
        stage.platform.retire_device(&operator(), camera.id).await.unwrap();
        assert!(see(&stage, &province, id).await.safety_again.unwrap().retired);
    }
}

#[tokio::test]
async fn an_alarm_is_kept_by_its_number_with_its_device() {
    for stage in stages().await {
        furnish(&stage).await;
        let People { province, court, head, .. } = people(&stage).await;
        says(&stage, "court1", DeviceState::Offline).await;
        let alarm = alarms(&stage).await.remove(0);
        assert!(stage.platform.open_alarm(&court, alarm.id).await.unwrap().may_raise);
        assert!(!stage.platform.open_alarm(&head, alarm.id).await.unwrap().may_raise);
        let found = ContextAddress {
            kind: ContextKind::Alarm,
            alarm: alarm.id,
            title: "whatever somebody writes into the address".into(),
            ..ContextAddress::default()
        };
        let elsewhere = ProblemOrder { context: found.clone(), ..order("BC1", "equipment") };
        assert_eq!(raise(&stage, &province, &elsewhere).await.unwrap_err().reason, "alarm_elsewhere");
        let raised = ProblemOrder { context: found, ..order("AC1", "equipment") };
        let id = raise(&stage, &court, &raised).await.unwrap();
        let answer = AlarmMoveOrder { what: AlarmMove::Acknowledge, note: String::new() };
        stage.platform.move_alarm(&head, alarm.id, &answer).await.unwrap();
        let kept = see(&stage, &head, id).await.context;
        assert_eq!(kept.title.1, "Camera without a picture · 法庭摄像机");
        assert_eq!(kept.href, format!("/safety/alarms/{}", alarm.id));
        let then = kept.safety.unwrap();
        assert_eq!(then.alarm, Some((alarm.id, AlarmKind::Dark, AlarmState::Open)), "as it was");
    }
}
