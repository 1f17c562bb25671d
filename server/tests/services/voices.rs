//! Voice of the public: counted once, dealt with by the court, personal only for those who answer, and a figure like others.

use crate::common::{Stage, at, operator, stages};
use app::{
    api::{
        Failure,
        reports::Reports,
        voices::{VoiceFiguresQuery, VoiceMoveOrder, VoiceOrder, VoiceRow, Voices, VoicesQuery},
    },
    domain::{
        permissions::{Actor, Role},
        values::Status,
        voices::{LONGEST, VoiceMove, VoiceState},
    },
};

async fn form(stage: &Stage, unit: &str, rating: u32) -> VoiceOrder {
    VoiceOrder {
        once: stage.platform.voice_form(unit).await.unwrap().once,
        rating: rating.to_string(),
        problems: vec!["queue".to_owned(), "phone_unanswered".to_owned(), "queue".to_owned()],
        text: " waited three hours ".to_owned(),
        contact: "13800000000".to_owned(),
    }
}

async fn send(stage: &Stage, unit: &str, rating: u32) -> VoiceOrder {
    let order = form(stage, unit, rating).await;
    assert!(stage.platform.send_voice(unit, &order).await.unwrap());
    order
}

async fn list(stage: &Stage, actor: &Actor, query: VoicesQuery) -> Vec<VoiceRow> {
    stage.platform.list_voices(actor, &query).await.unwrap().page.rows
}

async fn go(stage: &Stage, actor: &Actor, id: i64, what: VoiceMove) -> Result<(), Failure> {
    let order = VoiceMoveOrder { what, note: format!("said of {}", what.as_str()) };
    stage.platform.move_voice(actor, id, &order).await
}

struct People {
    province: Actor,
    court: Actor,
    head: Actor,
    stranger: Actor,
}

async fn people(stage: &Stage) -> People {
    People {
        province: stage.actor(Role::ProvincialSupervisor, "P").await,
        court: stage.actor(Role::CourtManager, "AC").await,
        head: stage.actor(Role::TribunalHead, "AC1").await,
        stranger: stage.actor(Role::CourtManager, "BC").await,
    }
}

#[tokio::test]
async fn the_same_form_counts_once_and_satisfaction_is_summed_before_it_is_divided() {
    for stage in stages().await {
        let order = send(&stage, "AC1", 5).await;
        for _ in 0..3 {
            assert!(!stage.platform.send_voice("AC1", &order).await.unwrap(), "{}", stage.engine);
        }
        send(&stage, "AC1", 4).await;
        send(&stage, "AC1", 3).await;
        send(&stage, "AC2", 1).await;
        let rate = stage.value("AC1", "voices_satisfaction", "2026-11", "2026-11").await;
        assert_eq!((rate.numerator, rate.denominator), (Some(2.0), Some(3.0)));
        // The mean of the tribunals' rates would be a third.
        let rate = stage.value("P", "voices_satisfaction", "2026-11", "2026-11").await;
        assert_eq!((rate.value, rate.numerator, rate.denominator), (Some(0.5), Some(2.0), Some(4.0)));
        assert_eq!(stage.value("A", "voices_answers", "2026-11", "2026-11").await.value, Some(4.0));
        // Nobody has said anything: that is no zero, and nobody is late.
        let none = stage.value("BC1", "voices_satisfaction", "2026-11", "2026-11").await;
        assert_eq!((none.value, none.status), (None, Status::NoData));
        stage.clock.set(at("2026-12-20T04:00:00Z"));
        let over = stage.value("P", "voices_answers", "2026-11", "2026-11").await;
        assert_eq!((over.value, over.status), (Some(4.0), Status::Ok), "two of three tribunals are enough");
        send(&stage, "AC1", 2).await;
        assert_eq!(stage.value("AC1", "voices_answers", "2026-11", "2026-12").await.value, Some(4.0));
        assert_eq!(
            stage.value("AC1", "voices_satisfaction", "2026-12", "2026-12").await.numerator,
            Some(0.0)
        );
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_leaves_nothing() {
    for stage in stages().await {
        for unit in ["AC", "P", "AC1P1", "ZZ"] {
            assert_eq!(stage.platform.voice_form(unit).await.unwrap_err().status(), 404, "{unit}");
            let order = form(&stage, "AC1", 3).await;
            assert_eq!(stage.platform.send_voice(unit, &order).await.unwrap_err().status(), 404, "{unit}");
        }
        let good = form(&stage, "AC1", 3).await;
        for (order, field, reason) in [
            (VoiceOrder { rating: String::new(), ..good.clone() }, "rating", "rating_missing"),
            (VoiceOrder { rating: "6".to_owned(), ..good.clone() }, "rating", "malformed"),
            (VoiceOrder { rating: "0".to_owned(), ..good.clone() }, "rating", "malformed"),
            (VoiceOrder { once: "x".to_owned(), ..good.clone() }, "once", "form_expired"),
            (VoiceOrder { problems: vec!["dragons".to_owned()], ..good.clone() }, "problem", "malformed"),
            (VoiceOrder { text: "x".repeat(LONGEST + 1), ..good.clone() }, "text", "too_long"),
            (VoiceOrder { contact: "x".repeat(101), ..good.clone() }, "contact", "too_long"),
        ] {
            let failure = stage.platform.send_voice("AC1", &order).await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), (field, reason));
        }
        let People { court, .. } = people(&stage).await;
        assert!(
            list(&stage, &court, VoicesQuery { state: "all".into(), ..Default::default() }).await.is_empty()
        );
        assert_eq!(stage.value("AC1", "voices_answers", "2026-11", "2026-11").await.status, Status::NoData);
    }
}

#[tokio::test]
async fn words_and_contact_are_for_those_who_answer_and_looking_leaves_a_trace() {
    for stage in stages().await {
        let People { province, court, head, stranger } = people(&stage).await;
        let order = send(&stage, "AC1", 2).await;
        let all = || VoicesQuery { state: "all".to_owned(), ..VoicesQuery::default() };
        let rows = list(&stage, &court, all()).await;
        let id = rows[0].id;
        assert!(rows[0].has_text && rows[0].has_contact && rows[0].may_answer);
        let ticked: Vec<_> = rows[0].problems.iter().map(|(id, ..)| id.as_str()).collect();
        assert_eq!(ticked, ["phone_unanswered", "queue"], "what is ticked twice is ticked");
        assert!(!serde_json::to_string(&rows).unwrap().contains("13800000000"), "no list has a contact");
        assert!(list(&stage, &head, all()).await.is_empty(), "nobody has shown it yet");
        assert!(list(&stage, &stranger, all()).await.is_empty(), "another court's");
        for actor in [&head, &stranger] {
            assert_eq!(stage.platform.open_voice(actor, id).await.unwrap_err().status(), 403);
            assert_eq!(go(&stage, actor, id, VoiceMove::Show).await.unwrap_err().status(), 403);
        }
        assert_eq!(stage.platform.open_voice(&court, 999).await.unwrap_err().status(), 404);
        let looks = async || stage.platform.db.audit_page("voices.look", 0, 20).await.unwrap().0.len();
        assert_eq!(looks().await, 0);
        for actor in [&court, &province] {
            let view = stage.platform.open_voice(actor, id).await.unwrap();
            assert_eq!((view.text.as_str(), view.contact.as_str()), ("waited three hours", "13800000000"));
        }
        assert_eq!(looks().await, 2, "{}", stage.engine);
        let sent = stage.platform.db.audit_page("voices.send", 0, 20).await.unwrap().0;
        assert!(sent.len() == 1 && !sent[0].detail.contains("three hours"), "{}", sent[0].detail);

        let silent = VoiceMoveOrder { what: VoiceMove::Hide, note: " ".to_owned() };
        let failure = stage.platform.move_voice(&court, id, &silent).await.unwrap_err();
        assert_eq!(failure.reason, "missing", "hiding wants a reason");
        go(&stage, &court, id, VoiceMove::Answer).await.unwrap();
        let rows = list(&stage, &head, all()).await;
        assert_eq!((rows[0].state, rows[0].answer.as_str()), (VoiceState::Shown, "said of answer"));
        assert!(!rows[0].may_answer);
        let receipt = stage.platform.voice_receipt(&order.once).await.unwrap();
        assert_eq!(receipt.answer, Some(("said of answer".to_owned(), "2026-11-24".to_owned())));
        go(&stage, &court, id, VoiceMove::Hide).await.unwrap();
        assert_eq!(stage.platform.voice_receipt(&order.once).await.unwrap().answer, None);
        assert!(list(&stage, &head, all()).await.is_empty());
        assert_eq!(go(&stage, &court, id, VoiceMove::Answer).await.unwrap_err().reason, "voice_state");
        let rate = stage.value("AC1", "voices_satisfaction", "2026-11", "2026-11").await;
        assert_eq!(rate.denominator, Some(1.0), "hiding does not change the figure");
        go(&stage, &court, id, VoiceMove::Show).await.unwrap();
        assert_eq!(
            list(&stage, &head, all()).await[0].reason,
            "",
            "what is shown has no reason to be hidden"
        );
        assert_eq!(stage.platform.voice_receipt(&"0".repeat(32)).await.unwrap_err().status(), 404);
    }
}

#[tokio::test]
async fn the_court_is_told_once_of_what_waits() {
    for stage in stages().await {
        let People { court, .. } = people(&stage).await;
        let told = async || {
            let notices = stage.platform.list_notices(&court).await.unwrap();
            notices.iter().filter(|notice| notice.kind == "voice_waiting").count()
        };
        for _ in 0..3 {
            send(&stage, "AC1", 1).await;
        }
        assert_eq!(told().await, 1, "a flood of forms is no flood of notices");
        for row in list(&stage, &court, VoicesQuery::default()).await {
            go(&stage, &court, row.id, VoiceMove::Show).await.unwrap();
        }
        send(&stage, "AC1", 1).await;
        assert_eq!(told().await, 2);
    }
}

#[tokio::test]
async fn lists_are_cut_and_figures_are_by_module() {
    for stage in stages().await {
        let People { province, court, .. } = people(&stage).await;
        for (unit, rating) in [("AC1", 5), ("AC1", 2), ("BC1", 1)] {
            send(&stage, unit, rating).await;
        }
        let query = VoicesQuery::default;
        let total = async |actor: &Actor, query: VoicesQuery| {
            stage.platform.list_voices(actor, &query).await.unwrap().page.total
        };
        assert_eq!((total(&province, query()).await, total(&court, query()).await), (3, 2));
        assert_eq!(total(&province, VoicesQuery { rating: "2".into(), ..query() }).await, 2);
        assert_eq!(total(&province, VoicesQuery { problem: "reception".into(), ..query() }).await, 3);
        assert_eq!(total(&province, VoicesQuery { problem: "gifts".into(), ..query() }).await, 0);
        assert_eq!(total(&province, VoicesQuery { search: "bc1".into(), ..query() }).await, 1);
        assert_eq!(total(&province, VoicesQuery { state: "unanswered".into(), ..query() }).await, 3);
        assert_eq!(total(&province, VoicesQuery { unit: "B".into(), ..query() }).await, 1);
        let rows = list(&stage, &province, VoicesQuery { sort: "rating".into(), ..query() }).await;
        assert_eq!(rows.iter().map(|row| row.rating).collect::<Vec<_>>(), [1, 2, 5]);
        let foreign = VoicesQuery { unit: "B".into(), ..query() };
        assert_eq!(stage.platform.list_voices(&court, &foreign).await.unwrap_err().status(), 403);
        let figures = stage.platform.voice_figures(&province, &VoiceFiguresQuery::default()).await.unwrap();
        assert_eq!((figures.answers, figures.satisfied, figures.tribunals), (3, 1, (2, 3)));
        assert_eq!(figures.ratings, [1, 1, 0, 0, 1]);
        assert_eq!(figures.months, ("2025-12".to_owned(), "2026-11".to_owned()));
        let ticked = |id: &str| figures.problems.iter().find(|problem| problem.problem == id).unwrap().ticked;
        assert_eq!((figures.problems.len(), ticked("queue"), ticked("gifts")), (41, 3, 0));
        let own = stage.platform.voice_figures(&court, &VoiceFiguresQuery::default()).await.unwrap();
        assert_eq!((own.answers, own.tribunals), (2, (1, 2)));
        let past = VoiceFiguresQuery { to: "2026-10".into(), ..VoiceFiguresQuery::default() };
        assert_eq!(stage.platform.voice_figures(&court, &past).await.unwrap().answers, 0);
    }
}

#[tokio::test]
async fn words_and_contacts_are_deleted_when_their_time_is_over() {
    for stage in stages().await {
        let People { court, .. } = people(&stage).await;
        send(&stage, "AC1", 2).await;
        stage.clock.set(at("2027-02-01T04:00:00Z"));
        send(&stage, "AC1", 4).await;
        let forget = async || stage.platform.forget_voices(&operator()).await.unwrap();
        stage.clock.set(at("2027-05-23T04:00:00Z"));
        assert_eq!(forget().await, 0, "its 180th day is the last");
        stage.clock.set(at("2027-05-24T04:00:00Z"));
        assert_eq!((forget().await, forget().await), (1, 0), "{}", stage.engine);
        let rows = list(&stage, &court, VoicesQuery::default()).await;
        let old = stage.platform.open_voice(&court, rows[1].id).await.unwrap();
        assert_eq!((old.text.as_str(), old.contact.as_str(), old.row.rating), ("", "", 2));
        assert_eq!(old.forgotten_on.as_deref(), Some("2027-05-24"));
        let new = stage.platform.open_voice(&court, rows[0].id).await.unwrap();
        assert_eq!(new.text, "waited three hours");
        let entries = stage.platform.db.audit_page("voices.forget", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 1, "what was deleted is in the log");
    }
}

#[tokio::test]
async fn the_code_leads_to_the_form_and_is_for_those_who_see_voices() {
    for stage in stages().await {
        let People { head, stranger, .. } = people(&stage).await;
        let svg = stage.platform.voice_code(&head, "AC1", "https://court.example").await.unwrap();
        assert!(svg.contains("<svg") && !svg.contains("<script"), "{svg}");
        let failure = stage.platform.voice_code(&stranger, "AC1", "https://court.example").await;
        assert_eq!(failure.unwrap_err().status(), 403);
    }
}
