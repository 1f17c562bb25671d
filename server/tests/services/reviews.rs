//! Review campaigns from the announcement to the plaque.

mod after;
mod campaign;
mod compared;
mod forbidden;
mod marking;
mod standing;

use crate::common::{Stage, at, operator, photos::photo, stages};
use app::{
    api::{
        Failure,
        files::Files,
        reviews::{
            CampaignOrder, CampaignView, Campaigns, DrawOrder, Entries, EntryAddress, EntryOrder, EntryView,
            EvidenceOrder, ItemOrder, MarkOrder, Marks, PhaseOrder, ReviewerOrder, SavedItem, SavedMark,
        },
        users::{GrantOrder, UserOrder, Users},
    },
    domain::{
        permissions::{Action, Actor, Grant, Role},
        reviews::{EntryMove, EntryState, PhaseMove},
    },
};

/// A campaign in the small province, and everybody in it.
pub(super) struct Small {
    pub stage: Stage,
    pub year: u16,
    pub id: i64,
    pub head: Actor,
    pub court: Actor,
    pub city: Actor,
    pub province: Actor,
    pub other_province: Actor,
}

/// The days of the campaign.
pub(super) fn order(year: u16) -> CampaignOrder {
    let last = ["03-10", "03-31", "04-10", "04-20", "05-31", "06-10", "06-20", "07-15"];
    CampaignOrder {
        title_zh: format!("{year}年度双达标评查"),
        title_en: format!("Review of {year}"),
        standard: "double".into(),
        unit: "P".into(),
        from: format!("{year}-03-01"),
        last: last.map(|day| format!("{year}-{day}")).into(),
        values_to: format!("{year}-02"),
        on_site: "0".into(),
        ..CampaignOrder::default()
    }
}

impl Small {
    /// A campaign that is open, on every engine; it is 5 March 2026.
    pub async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for stage in stages().await {
            all.push(Self::of(stage).await);
        }
        all
    }

    async fn of(stage: Stage) -> Self {
        for n in 1..=4 {
            let order = UserOrder {
                name: format!("rev{n}"),
                display_name: format!("评查员{n}"),
                password: "a long enough one".into(),
                grants: vec![GrantOrder { role: Role::Reviewer, unit: "P".into() }],
            };
            stage.platform.create_user(&operator(), &order).await.unwrap();
        }
        let named = |name: &str, actor: Actor| Actor { name: format!("user:{name}"), ..actor };
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let mut small = Self {
            year: 2026,
            id: 0,
            head: stage.actor(Role::TribunalHead, "AC1").await,
            court: stage.actor(Role::CourtManager, "AC").await,
            city: stage.actor(Role::CitySupervisor, "A").await,
            other_province: named("second", province.clone()),
            province: named("first", province),
            stage,
        };
        small.begin(2026).await;
        small
    }

    /// Opens the campaign of a year, on 5 March; what was there before stays.
    pub async fn begin(&mut self, year: u16) {
        self.stage.clock.set(at(&format!("{year}-03-05T04:00:00Z")));
        self.year = year;
        self.id = self.stage.platform.save_campaign(&self.province, &order(year)).await.unwrap();
        for n in 1..=4 {
            self.name_reviewer(&format!("rev{n}"), "").await.unwrap();
        }
        self.phase(PhaseMove::Open, "").await.unwrap();
    }

    pub async fn name_reviewer(&self, user: &str, home: &str) -> Result<(), Failure> {
        let order = ReviewerOrder { user: user.into(), home: home.into(), remove: false };
        self.stage.platform.name_reviewer(&self.province, self.id, &order).await
    }

    pub async fn view(&self) -> CampaignView {
        self.stage.platform.open_campaign(&self.province, self.id).await.unwrap()
    }

    pub async fn phase(&self, what: PhaseMove, reason: &str) -> Result<CampaignView, Failure> {
        self.phase_as(&self.province, what, reason).await
    }

    pub async fn phase_as(
        &self,
        who: &Actor,
        what: PhaseMove,
        reason: &str,
    ) -> Result<CampaignView, Failure> {
        let revision = self.view().await.order.revision;
        let order = PhaseOrder { what, revision, reason: reason.into() };
        self.stage.platform.move_campaign(who, self.id, &order).await
    }

    pub fn entry(&self) -> EntryAddress {
        EntryAddress { campaign: self.id, unit: "AC1".into() }
    }

    pub async fn open(&self, who: &Actor) -> EntryView {
        self.stage.platform.open_entry(who, &self.entry()).await.unwrap()
    }

    pub async fn act(&self, who: &Actor, what: EntryMove, reason: &str) -> Result<(), Failure> {
        let revision = self.open(&self.province).await.revision;
        let order = EntryOrder { what, revision, reason: reason.into(), items: vec![] };
        self.stage.platform.move_entry(who, &self.entry(), &order).await
    }

    pub async fn say(&self, item: &str, points: &str, statement: &str, base: i64) -> SavedItem {
        let order = ItemOrder { item: item.into(), points: points.into(), statement: statement.into(), base };
        let saved = self.stage.platform.save_items(&self.head, &self.entry(), &[order]).await.unwrap();
        saved[0].1.clone()
    }

    pub async fn apply_and_admit(&self) {
        self.stage.platform.apply_for_review(&self.head, &self.entry()).await.unwrap();
        self.act(&self.province, EntryMove::Admit, "").await.unwrap();
    }

    /// Fills everything in that is asked, with all points and one photo as evidence.
    pub async fn fill(&self) {
        self.fill_items("").await;
    }

    /// The same, but says nothing about the points of one item.
    pub async fn fill_items(&self, except: &str) {
        let platform = &self.stage.platform;
        let file = platform.add_file(&self.head, "AC1", "门.jpg", photo(40, 30, 9)).await.unwrap().id;
        let view = self.open(&self.head).await;
        let mut orders = vec![ItemOrder { statement: "所报属实".into(), ..ItemOrder::default() }];
        for item in view.standard.items() {
            let state = view.items.iter().find(|state| state.id == item.id).unwrap();
            if !state.applies {
                continue;
            }
            if item.scoring.by_hand() {
                let order = EvidenceOrder { item: item.id.clone(), file, ..EvidenceOrder::default() };
                platform.add_evidence(&self.head, &self.entry(), &order).await.unwrap();
            }
            if state.computed.is_none() && item.id != except {
                orders.push(ItemOrder {
                    item: item.id.clone(),
                    points: item.points.as_f64().to_string(),
                    statement: "见佐证".into(),
                    ..ItemOrder::default()
                });
            }
        }
        let saved = platform.save_items(&self.head, &self.entry(), &orders).await.unwrap();
        assert!(saved.iter().all(|(_, saved)| matches!(saved, SavedItem::Kept { .. })), "{saved:?}");
    }

    /// With the reviewers, two of whom are drawn.
    pub async fn reviewed_by_two(&self) -> [Actor; 2] {
        self.apply_and_admit().await;
        self.fill().await;
        self.act(&self.head, EntryMove::Submit, "").await.unwrap();
        self.act(&self.court, EntryMove::Approve, "").await.unwrap();
        self.act(&self.city, EntryMove::Approve, "").await.unwrap();
        assert_eq!(self.open(&self.head).await.state, EntryState::Checked);
        let drawn = self.draw("reviewers", "spring").await.unwrap();
        assert_eq!((drawn, self.drawn().await.len()), (1, 2));
        let drawn = self.drawn().await;
        [self.reviewer(&drawn[0]).await, self.reviewer(&drawn[1]).await]
    }

    pub async fn draw(&self, what: &str, seed: &str) -> Result<u32, Failure> {
        let order = DrawOrder { campaign: self.id, what: what.into(), seed: seed.into() };
        self.stage.platform.draw(&self.province, &order).await.map(|answer| answer.drawn)
    }

    /// Names of those who have something on their desk.
    pub async fn drawn(&self) -> Vec<String> {
        let view = self.view().await;
        let drawn = view.reviewers.iter().filter(|reviewer| reviewer.drawn > 0);
        drawn.map(|reviewer| reviewer.user.clone()).collect()
    }

    pub async fn reviewer(&self, name: &str) -> Actor {
        let unit = self.stage.platform.tree().await.unwrap().by_code("P").unwrap().id;
        let grants = vec![Grant { role: Role::Reviewer, unit }];
        Actor { name: format!("user:{name}"), grants, operator: false }
    }

    /// Reviewers other than these.
    pub async fn not_drawn(&self, drawn: [&Actor; 2]) -> Vec<Actor> {
        let mut others = Vec::new();
        for n in 1..=4 {
            let other = self.reviewer(&format!("rev{n}")).await;
            if drawn.iter().all(|who| who.name != other.name) {
                others.push(other);
            }
        }
        others
    }

    /// Marks everything that is wanted with a share of the points.
    pub async fn mark_all(&self, who: &Actor, share: f64) {
        let sheet = self.stage.platform.desk_sheet(who, &self.entry()).await.unwrap();
        let standard = self.view().await.standard;
        let marks = sheet.items.iter().filter(|item| item.wanted).map(|wanted| {
            let item = standard.item(&wanted.view.id).unwrap();
            let step = 0.5;
            let points = (item.points.as_f64() * share / step).floor() * step;
            MarkOrder { item: item.id.clone(), points: Some(points), reason: "看过".into() }
        });
        let marks: Vec<MarkOrder> = marks.collect();
        let saved = self.stage.platform.save_marks(who, &self.entry(), &marks).await.unwrap();
        assert!(saved.iter().all(|(_, saved)| matches!(saved, SavedMark::Kept { .. })), "{saved:?}");
    }

    pub async fn hand_in(&self, who: &Actor) -> Result<(), Failure> {
        self.stage.platform.hand_in_marks(who, &self.entry()).await
    }

    /// Published with a share of all points for AC1.
    pub async fn published_with(&self, share: f64) {
        let [one, two] = self.reviewed_by_two().await;
        for who in [&one, &two] {
            self.mark_all(who, share).await;
            self.hand_in(who).await.unwrap();
        }
        self.phase(PhaseMove::Announce, "").await.unwrap();
        self.stage.clock.set(at(&format!("{}-06-25T04:00:00Z", self.year)));
        self.phase(PhaseMove::Sign, "讨论通过").await.unwrap();
        self.phase_as(&self.other_province, PhaseMove::Countersign, "").await.unwrap();
        self.phase(PhaseMove::Publish, "").await.unwrap();
    }

    /// Published with all points for AC1.
    pub async fn published(&self) {
        self.published_with(1.0).await;
    }
}

#[tokio::test]
async fn a_reviewer_needs_the_role_and_campaigns_the_province() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let failure = small.name_reviewer("nobody", "").await.unwrap_err();
        assert_eq!(failure.status(), 404);
        for who in [&small.head, &small.court, &small.city] {
            assert_eq!(platform.save_campaign(who, &order(2026)).await.unwrap_err().status(), 403);
            assert_eq!(small.phase_as(who, PhaseMove::Cancel, "x").await.unwrap_err().status(), 403);
        }
        assert!(app::domain::permissions::may(
            &small.province,
            Action::RunCampaigns,
            platform.tree().await.unwrap().by_code("AC1").unwrap(),
            &platform.tree().await.unwrap(),
            platform.month()
        ));
    }
}
