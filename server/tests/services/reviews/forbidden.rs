//! Everything that must not be possible.

use super::Small;
use crate::common::at;
use app::{
    api::reviews::{
        BoardQuery, Campaigns, Entries, EntryAddress, ObjectionOrder, Recognitions, ReviewResults,
        StandingOrder, VetoOrder,
    },
    domain::{
        permissions::Role,
        reviews::{EntryMove, EntryState, Phase, PhaseMove, StandingMove},
    },
};

#[tokio::test]
async fn foreign_tribunals_are_neither_seen_nor_touched() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        small.apply_and_admit().await;
        small.fill().await;
        let foreign = [
            small.stage.actor(Role::TribunalHead, "AC2").await,
            small.stage.actor(Role::CourtManager, "BC").await,
            small.stage.actor(Role::CitySupervisor, "B").await,
            small.stage.actor(Role::PostJudge, "AC1P1").await,
            small.stage.actor(Role::Administrator, "P").await,
        ];
        for who in &foreign {
            let name = &who.name;
            assert_eq!(platform.open_entry(who, &small.entry()).await.unwrap_err().status(), 403, "{name}");
            let history = platform.entry_history(who, &small.entry(), "").await;
            assert_eq!(history.unwrap_err().status(), 403, "{name}");
            assert_eq!(
                platform.save_items(who, &small.entry(), &[]).await.unwrap_err().status(),
                403,
                "{name}"
            );
            for what in EntryMove::ALL {
                assert_eq!(small.act(who, what, "x").await.unwrap_err().status(), 403, "{name} {what:?}");
            }
            let veto = VetoOrder { veto: "integrity".into(), lift: false, reason: "x".into() };
            assert_eq!(
                platform.decide_veto(who, &small.entry(), &veto).await.unwrap_err().status(),
                403,
                "{name}"
            );
            let object = ObjectionOrder { about: "x".into(), text: "x".into(), files: vec![] };
            assert_eq!(
                platform.object(who, &small.entry(), &object).await.unwrap_err().status(),
                403,
                "{name}"
            );
            assert_eq!(platform.judgement(who, small.id).await.unwrap_err().status(), 403, "{name}");
            assert_eq!(platform.verify_campaign(who, small.id).await.unwrap_err().status(), 403, "{name}");
            assert_eq!(platform.take_values(who, small.id, "x").await.unwrap_err().status(), 403, "{name}");
            let board =
                platform.board(who, &BoardQuery { campaign: small.id, ..BoardQuery::default() }).await;
            assert!(board.map_or(true, |board| board.page.rows.is_empty()), "{name}");
        }
        let other = EntryAddress { campaign: small.id, unit: "AC2".into() };
        assert_eq!(platform.open_entry(&small.court, &other).await.unwrap_err().status(), 404);
    }
}

/// Every move of an entry from every state, by somebody who may: all but the allowed ones are refused by the state.
#[tokio::test]
async fn an_entry_makes_no_move_that_its_state_forbids() {
    for small in Small::all().await {
        small.apply_and_admit().await;
        let mut seen = Vec::new();
        let way = [None, Some(EntryMove::Submit), Some(EntryMove::Approve), Some(EntryMove::Approve)];
        small.fill().await;
        for step in way {
            if let Some(step) = step {
                let who = match small.open(&small.province).await.state {
                    EntryState::Assessing => &small.head,
                    EntryState::Submitted => &small.court,
                    _ => &small.city,
                };
                small.act(who, step, "").await.unwrap();
            }
            let state = small.open(&small.province).await.state;
            seen.push(state);
            for what in EntryMove::ALL.into_iter().filter(|what| state.after(*what).is_err()) {
                for who in [&small.head, &small.court, &small.city, &small.province] {
                    let failure = small.act(who, what, "理由").await.unwrap_err();
                    assert!(matches!(failure.status(), 403 | 409), "{state:?} {what:?} {failure}");
                }
            }
            // Nobody settles by hand, and nobody does what is another level's to do.
            for what in [EntryMove::Settle, EntryMove::Unsettle, EntryMove::Approve] {
                let failure = small.act(&small.province, what, "").await.unwrap_err();
                assert!(matches!(failure.status(), 403 | 409), "{state:?} {what:?}");
            }
            assert_eq!(small.open(&small.province).await.state, state, "nothing was moved");
        }
        assert_eq!(
            seen,
            [EntryState::Assessing, EntryState::Submitted, EntryState::Endorsed, EntryState::Checked]
        );
    }
}

#[tokio::test]
async fn a_campaign_makes_no_move_that_its_phase_forbids() {
    for small in Small::all().await {
        small.published().await;
        let view = small.view().await;
        assert_eq!((view.row.phase, view.may.moves.len()), (Phase::Published, 0));
        for what in PhaseMove::ALL.into_iter().filter(|what| *what != PhaseMove::Publish) {
            let failure = small.phase(what, "理由").await.unwrap_err();
            assert_eq!(failure.reason, "campaign_phase", "{what:?}");
        }
        // What was published stays: no mark, no item, no veto, no day is changed any more.
        let platform = &small.stage.platform;
        let refused = platform.save_items(&small.head, &small.entry(), &[]).await.unwrap_err();
        assert_eq!(refused.reason, "campaign_phase");
        for lift in [false, true] {
            let veto = VetoOrder { veto: "integrity".into(), lift, reason: "x".into() };
            let veto = platform.decide_veto(&small.province, &small.entry(), &veto).await.unwrap_err();
            assert!(veto.status() >= 400);
        }
        assert_eq!(
            platform.take_values(&small.province, small.id, "x").await.unwrap_err().reason,
            "campaign_phase"
        );
        let mut order = view.order;
        order.reason = "改期".into();
        assert_eq!(
            platform.save_campaign(&small.province, &order).await.unwrap_err().reason,
            "campaign_phase"
        );
    }
}

#[tokio::test]
async fn a_recognition_is_not_withdrawn_unheard() {
    for small in Small::all().await {
        small.published().await;
        let platform = &small.stage.platform;
        let find = || async {
            platform
                .list_recognitions(&small.province, "AC1", &Default::default())
                .await
                .unwrap()
                .rows
                .remove(0)
        };
        let go = |what, reason: &'static str, revision| {
            let id = 1;
            let order = StandingOrder { id, what, reason: reason.into(), revision };
            let who = if what == StandingMove::Hear { small.head.clone() } else { small.province.clone() };
            async move { platform.move_recognition(&who, &order).await }
        };
        let row = find().await;
        assert_eq!(
            go(StandingMove::Withdraw, "x", row.revision).await.unwrap_err().reason,
            "recognition_state"
        );
        go(StandingMove::Warn, "质量下降", row.revision).await.unwrap();
        let row = find().await;
        assert_eq!(go(StandingMove::Withdraw, "x", row.revision).await.unwrap_err().reason, "not_heard");
        assert_eq!(go(StandingMove::Warn, "x", row.revision).await.unwrap_err().reason, "recognition_state");
        let foreign = small.stage.actor(Role::TribunalHead, "AC2").await;
        let order =
            StandingOrder { id: 1, what: StandingMove::Hear, reason: "x".into(), revision: row.revision };
        assert_eq!(platform.move_recognition(&foreign, &order).await.unwrap_err().status(), 403);
        go(StandingMove::Hear, "已整改", row.revision).await.unwrap();
        let row = find().await;
        go(StandingMove::Withdraw, "整改不力", row.revision).await.unwrap();
        let row = find().await;
        assert_eq!(row.standing.as_str(), "withdrawn");
        let what: Vec<&str> = row.events.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(what, ["given", "warn", "hear", "withdraw"]);
        small.stage.clock.set(at("2026-08-01T04:00:00Z"));
        let value = small.stage.value("P", "model_tribunals", "2026-07", "2026-07").await;
        assert_eq!(value.value, Some(0.0));
    }
}
