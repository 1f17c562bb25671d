//! The way of one tribunal through a campaign.

use super::{Small, order};
use crate::common::{at, operator, stages};
use app::{
    api::{
        FailureKind, ListQuery,
        audit::Audit,
        reviews::{
            BoardQuery, CampaignOrder, Campaigns, DecisionOrder, DeskItem, Entries, EvidenceOrder, ItemOrder,
            MarkOrder, Marks, ObjectionOrder, Recognitions, ReviewResults, SavedItem, VetoOrder,
        },
    },
    domain::{
        permissions::Role,
        reviews::{By, EntryMove, EntryState, Phase, PhaseMove, Standing},
    },
};

#[tokio::test]
async fn a_campaign_is_prepared_with_clear_refusals() {
    for stage in stages().await {
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let refused = |change: fn(&mut CampaignOrder)| {
            let mut order = order(2026);
            change(&mut order);
            let (platform, province) = (stage.platform.clone(), province.clone());
            async move { platform.save_campaign(&province, &order).await.unwrap_err() }
        };
        type Case = (fn(&mut CampaignOrder), &'static str, &'static str);
        let cases: [Case; 7] = [
            (|order| order.title_en.clear(), "title_en", "missing"),
            (|order| order.standard = "triple".into(), "standard", "not_found"),
            (|order| order.last[2] = "2026-03-30".into(), "endorsement", "stage_order"),
            (|order| order.last[7] = "soon".into(), "publication", "bad_day"),
            (|order| order.tolerance = "120".into(), "tolerance", "not_within"),
            (|order| order.values_to = "lately".into(), "values_to", "bad_period"),
            (|order| order.groups = "moon".into(), "groups", "not_found"),
        ];
        for (change, field, reason) in cases {
            let failure = refused(change).await;
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), (field, reason));
        }
        let id = stage.platform.save_campaign(&province, &order(2026)).await.unwrap();
        // Somebody else was faster.
        let stale = CampaignOrder { id, revision: 7, ..order(2026) };
        assert_eq!(
            stage.platform.save_campaign(&province, &stale).await.unwrap_err().reason,
            "campaign_changed"
        );
        // A draft is nobody's business.
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        assert_eq!(stage.platform.open_campaign(&head, id).await.unwrap_err().status(), 403);
        assert!(stage.platform.list_campaigns(&head, &ListQuery::default()).await.unwrap().rows.is_empty());
    }
}

#[tokio::test]
async fn a_tribunal_applies_assesses_itself_and_is_stood_by() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        assert_eq!(platform.open_campaign(&small.head, small.id).await.unwrap().may.apply[0].0, "AC1");
        small.apply_and_admit().await;
        platform.apply_for_review(&small.head, &small.entry()).await.unwrap();
        // The list says whose turn it is.
        for (who, waits) in [(&small.head, 1), (&small.court, 0)] {
            let listed = platform.list_campaigns(who, &ListQuery::default()).await.unwrap().rows;
            assert_eq!(listed[0].waits, waits);
        }

        // Nothing is handed in before it is complete; the first lack is named.
        let failure = small.act(&small.head, EntryMove::Submit, "").await.unwrap_err();
        assert_eq!(failure.reason, "assessment_lacks");
        let lacks = small.open(&small.head).await.lacks;
        assert!(lacks.iter().any(|lack| lack.what == "evidence"));
        assert!(lacks.iter().any(|lack| lack.item.is_empty() && lack.what == "statement"));

        // Each item by itself: too many points, a version that somebody else has changed, the same again.
        let item = small.open(&small.head).await.lacks[0].item.clone();
        assert_eq!(small.say(&item, "999", "", 0).await, SavedItem::Refused { reason: "bad_points".into() });
        assert_eq!(small.say(&item, "1", "一", 0).await, SavedItem::Kept { revision: 1 });
        assert_eq!(small.say(&item, "1", "一", 0).await, SavedItem::Kept { revision: 1 });
        let conflict = small.say(&item, "0.5", "二", 0).await;
        assert_eq!(conflict, SavedItem::Conflict { points: "1".into(), statement: "一".into(), revision: 1 });
        assert_eq!(small.say(&item, "0,5", "二", 1).await, SavedItem::Kept { revision: 2 });
        let history = platform.entry_history(&small.head, &small.entry(), &item).await.unwrap();
        assert_eq!(history.len(), 2);
        assert!(history.iter().all(|version| version.sha256.len() == 64));

        small
            .stage
            .platform
            .save_items(
                &small.head,
                &small.entry(),
                &[ItemOrder { item: item.clone(), base: 2, ..ItemOrder::default() }],
            )
            .await
            .unwrap();
        small.fill_over(&item, 3).await;
        assert_eq!(small.open(&small.head).await.lacks, vec![]);

        // Evidence that has expired stands in the way.
        let view = small.open(&small.head).await;
        let piece = view.items.iter().flat_map(|item| &item.evidence).next().unwrap().clone();
        platform.remove_evidence(&small.head, &small.entry(), piece.id).await.unwrap();
        let old = EvidenceOrder {
            item: piece.item.clone(),
            file: piece.file.as_ref().unwrap().id,
            expires: "2026-03-01".into(),
            ..EvidenceOrder::default()
        };
        platform.add_evidence(&small.head, &small.entry(), &old).await.unwrap();
        let lacks = small.open(&small.head).await.lacks;
        assert_eq!((lacks.len(), lacks[0].what.as_str()), (1, "expired"));
        let added = small.open(&small.head).await;
        let piece = added.items.iter().find(|item| item.id == piece.item).unwrap().evidence[0].clone();
        platform.remove_evidence(&small.head, &small.entry(), piece.id).await.unwrap();
        let fresh = EvidenceOrder { expires: "2027-03-01".into(), ..old };
        let one = platform.add_evidence(&small.head, &small.entry(), &fresh).await.unwrap();
        let again = platform.add_evidence(&small.head, &small.entry(), &fresh).await.unwrap();
        assert_eq!(one.id, again.id, "the same again is the same");

        small.act(&small.head, EntryMove::Submit, "").await.unwrap();
        assert_eq!(
            platform.save_items(&small.head, &small.entry(), &[]).await.unwrap_err().reason,
            "assessment_closed"
        );
        // The court sends it back with a reason for an item, and stands by it the second time.
        let revision = small.open(&small.court).await.revision;
        let back = app::api::reviews::EntryOrder {
            what: EntryMove::Return,
            revision,
            reason: "请补".into(),
            items: vec![(item.clone(), "照片不清".into())],
        };
        platform.move_entry(&small.court, &small.entry(), &back).await.unwrap();
        platform.move_entry(&small.court, &small.entry(), &back).await.unwrap();
        let view = small.open(&small.head).await;
        assert_eq!(view.state, EntryState::Returned);
        assert_eq!(view.items.iter().find(|state| state.id == item).unwrap().reason, "照片不清");
        small.act(&small.head, EntryMove::Submit, "").await.unwrap();
        small.act(&small.court, EntryMove::Approve, "").await.unwrap();
        let told = app::api::reports::Reports::list_notices(&**platform, &small.city).await.unwrap();
        assert!(told.iter().any(|notice| notice.kind == "review_waits"), "{told:?}");
        small.act(&small.city, EntryMove::Approve, "").await.unwrap();

        let query = BoardQuery { campaign: small.id, ..BoardQuery::default() };
        let board = platform.board(&small.province, &query).await.unwrap();
        let row = &board.page.rows[0];
        assert_eq!((row.answered, row.state), (row.items, EntryState::Checked));
        assert_eq!(board.forecast, None, "without marks there is no pace");
    }
}

#[tokio::test]
async fn a_result_is_announced_objected_to_signed_by_two_and_published() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let [one, two] = small.reviewed_by_two().await;
        assert_eq!(small.phase(PhaseMove::Announce, "").await.unwrap_err().reason, "entries_unsettled");
        small.mark_all(&one, 1.0).await;
        small.hand_in(&one).await.unwrap();
        small.mark_all(&two, 1.0).await;
        // Half a point less for one item, which is within the tolerance.
        let sheet = platform.desk_sheet(&two, &small.entry()).await.unwrap();
        let large = |item: &&DeskItem| {
            item.wanted && item.mark.as_ref().is_some_and(|mark| mark.points.as_f64() >= 2.0)
        };
        let large = sheet.items.iter().find(large).unwrap();
        let less = MarkOrder {
            item: large.view.id.clone(),
            points: Some(large.mark.as_ref().unwrap().points.as_f64() - 0.5),
            reason: "略有不足".into(),
        };
        platform.save_marks(&two, &small.entry(), &[less]).await.unwrap();
        small.hand_in(&two).await.unwrap();
        assert_eq!(small.open(&small.head).await.state, EntryState::Reviewed);
        assert!(
            small.open(&small.head).await.items.iter().all(|item| item.settled.is_none()),
            "not announced"
        );
        small.phase(PhaseMove::Announce, "").await.unwrap();

        let draft = small.open(&small.head).await;
        let (item, (said, settled)) = draft
            .items
            .iter()
            .find_map(|item| {
                Some((item.id.clone(), item.settled.filter(|(said, _)| said.first != said.second)?))
            })
            .unwrap();
        assert_eq!(settled.by, By::Mean, "{said:?}");

        // A veto by hand, then two objections: one about an item, one about the veto.
        let veto = draft.standard.vetoes.iter().find(|veto| veto.formula.is_none()).unwrap().clone();
        let raise = VetoOrder { veto: veto.id.clone(), lift: false, reason: "有举报".into() };
        platform.decide_veto(&small.province, &small.entry(), &raise).await.unwrap();
        let view = small.open(&small.head).await;
        assert_ne!(view.scored.result, view.scored.without_vetoes);
        assert_eq!(view.vetoes[0].raised.as_ref().unwrap().1, "有举报");
        for about in [&item, &veto.id] {
            let order = ObjectionOrder { about: about.clone(), text: "请复核".into(), files: vec![] };
            platform.object(&small.head, &small.entry(), &order).await.unwrap();
        }
        small.stage.clock.set(at("2026-06-25T04:00:00Z"));
        let late = ObjectionOrder { about: item.clone(), text: "又".into(), files: vec![] };
        assert_eq!(
            platform.object(&small.head, &small.entry(), &late).await.unwrap_err().reason,
            "objections_over"
        );
        assert_eq!(small.phase(PhaseMove::Sign, "讨论").await.unwrap_err().reason, "objections_undecided");
        for row in platform.list_objections(&small.province, small.id).await.unwrap() {
            let points = if row.about == item { "0.5" } else { "" };
            let order = DecisionOrder {
                id: row.id,
                decision: "upheld".into(),
                points: points.into(),
                reason: "成立".into(),
            };
            platform.decide_objection(&small.province, &order).await.unwrap();
            assert_eq!(
                platform.decide_objection(&small.province, &order).await.unwrap_err().kind,
                FailureKind::Conflict
            );
        }
        let view = small.open(&small.head).await;
        assert_eq!(view.scored.result, view.scored.without_vetoes);
        let decided = view.items.iter().find(|state| state.id == item).unwrap().settled.unwrap();
        assert_eq!((decided.1.by, decided.1.points.unwrap().as_f64()), (By::Decision, 0.5));

        assert_eq!(small.phase(PhaseMove::Sign, "").await.unwrap_err().field, "reason");
        small.phase(PhaseMove::Sign, "审委会讨论通过").await.unwrap();
        assert_eq!(small.phase(PhaseMove::Countersign, "").await.unwrap_err().reason, "signed_by_the_same");
        small.phase_as(&small.other_province, PhaseMove::Countersign, "").await.unwrap();
        let view = small.phase(PhaseMove::Publish, "").await.unwrap();
        assert_eq!(view.row.phase, Phase::Published);

        let found = platform.verify_campaign(&small.province, small.id).await.unwrap();
        assert!(found.holds() && found.tribunals == 1, "{found:?}");
        let log = ListQuery { search: found.sha256.clone(), ..ListQuery::default() };
        assert_eq!(platform.list_audit(&operator(), &log).await.unwrap().rows.len(), 1);
        // Everybody reads the result now, and nobody elsewhere what was said on the way.
        let elsewhere = small.stage.actor(Role::PostJudge, "BC1").await;
        let results = platform.results(&elsewhere, small.id, &ListQuery::default()).await.unwrap();
        assert_eq!(results.page.rows.len(), 1);
        assert_eq!(platform.open_entry(&elsewhere, &small.entry()).await.unwrap_err().status(), 403);
        let results = platform.results(&small.court, small.id, &ListQuery::default()).await.unwrap();
        assert_eq!(results.page.rows.len(), 1);
        let given = platform.list_recognitions(&small.court, "", &ListQuery::default()).await.unwrap().rows;
        assert_eq!((given.len(), given[0].standing), (1, Standing::Valid));
        assert_eq!(given[0].until, "2029-06-24");
        let value = small.stage.value("P", "model_tribunals", "2026-06", "2026-06").await;
        assert_eq!(value.value, Some(if given[0].result == "model" { 1.0 } else { 0.0 }));
        for format in ["json", "xlsx", "pdf"] {
            match platform.issue(&small.province, small.id, format, "").await {
                Ok(issued) => assert!(issued.bytes.len() > 500),
                Err(failure) => {
                    assert_eq!((format, failure.reason.as_str()), ("pdf", "no_pdf"), "no font here")
                }
            }
        }
    }
}

impl Small {
    /// Fills the rest in after `item` was emptied at its version `base`.
    async fn fill_over(&self, item: &str, base: i64) {
        self.fill_items(item).await;
        let full = self.open(&self.head).await.standard.item(item).unwrap().points.as_f64().to_string();
        assert_eq!(self.say(item, &full, "补", base).await, SavedItem::Kept { revision: base + 1 });
    }
}
