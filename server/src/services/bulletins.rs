//! Bulletins and reminder letters: gathered from verified problems, written from a template, published by a second person with
//! number and date, and received by those they are addressed to.

mod listing;
mod moving;
mod writing;

use super::problems::words;
use crate::{
    platform::{Platform, refusal},
    store::bulletins::{BulletinRow as Stored, Sight},
};
use app::{
    api::{
        Failure, Page,
        bulletins::{
            BulletinMoveOrder, BulletinRow, BulletinText, BulletinView, Bulletins, BulletinsQuery, Desk,
            DraftOrder, Statistics,
        },
        papers::Made,
    },
    domain::{
        bulletins::{BulletinState, number_of},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
    i18n::Locale,
};
use async_trait::async_trait;
use std::sync::Arc;

/// A bulletin that the reader may see.
struct Dealt {
    tree: Arc<Tree>,
    issuer: Unit,
    row: Stored,
    state: BulletinState,
    /// Whether the reader issues it.
    issues: bool,
    /// Whom it is addressed to.
    addressees: Vec<UnitId>,
}

#[async_trait]
impl Bulletins for Platform {
    async fn list_bulletins(
        &self,
        actor: &Actor,
        query: &BulletinsQuery,
    ) -> Result<Page<BulletinRow>, Failure> {
        self.bulletin_list(actor, query).await
    }

    async fn open_bulletin(&self, actor: &Actor, id: i64) -> Result<BulletinView, Failure> {
        let dealt = self.deal_with_bulletin(actor, id).await?;
        self.bulletin_view(actor, dealt).await
    }

    async fn bulletin_desk(&self, actor: &Actor) -> Result<Desk, Failure> {
        self.desk_for_bulletins(actor).await
    }

    async fn draft_bulletin(&self, actor: &Actor, order: &DraftOrder) -> Result<i64, Failure> {
        self.draft(actor, order).await
    }

    async fn write_bulletin(&self, actor: &Actor, id: i64, text: &BulletinText) -> Result<(), Failure> {
        let dealt = self.deal_with_bulletin(actor, id).await?;
        self.write(actor, dealt, text).await
    }

    async fn move_bulletin(&self, actor: &Actor, id: i64, order: &BulletinMoveOrder) -> Result<(), Failure> {
        let dealt = self.deal_with_bulletin(actor, id).await?;
        self.move_one(actor, dealt, order).await
    }

    async fn receive_bulletin(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let dealt = self.deal_with_bulletin(actor, id).await?;
        let own = own_addressees(actor, &dealt.addressees);
        if own.is_empty() || dealt.state != BulletinState::Published {
            return Err(Failure::forbidden(&dealt.issuer.code));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        let mut new = false;
        for unit in own {
            new |= tx.receive_bulletin(id, unit, (&actor.name, now)).await?;
        }
        if new {
            let detail = serde_json::json!({ "bulletin": id });
            tx.append_audit(now, &actor.name, "bulletins.receive", &dealt.issuer.code, &detail).await?;
            self.commit(tx).await?;
        }
        Ok(())
    }

    async fn bulletin_paper(&self, actor: &Actor, id: i64, locale: Locale) -> Result<Made, Failure> {
        let dealt = self.deal_with_bulletin(actor, id).await?;
        let names = dealt.addressees.iter().filter_map(|unit| dealt.tree.get(*unit));
        let names: Vec<String> = names.map(|unit| unit.name_in(locale.is_english()).to_owned()).collect();
        let number = number_of(dealt.row.year, dealt.row.number);
        let letter = super::papers::Letter {
            kind: dealt.row.kind()?,
            title: dealt.row.title.clone(),
            number: number.clone(),
            issuer: dealt.issuer.name_in(locale.is_english()).to_owned(),
            addressees: names,
            body: dealt.row.body.clone(),
            day: dealt.row.published_on.map(super::problems::day_text),
        };
        let bytes = self.letter_paper(letter, locale).await?;
        let name = if number.is_empty() { format!("draft-{id}") } else { number };
        let kind = dealt.row.kind()?.as_str();
        Ok(Made { name: format!("{kind}-{}-{name}.pdf", dealt.issuer.code), media: "application/pdf", bytes })
    }

    async fn bulletin_statistics(&self, actor: &Actor, year: &str) -> Result<Statistics, Failure> {
        self.statistics_of(actor, year).await
    }
}

impl Platform {
    /// A bulletin that the reader may see: one that he issues, or one that is published and addressed to him or to those below
    /// him.
    async fn deal_with_bulletin(&self, actor: &Actor, id: i64) -> Result<Dealt, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadProblems).await?;
        let unknown = || Failure::not_found("bulletin", id.to_string());
        let row = self.db.bulletin(id).await?.ok_or_else(unknown)?;
        let issuer = tree.get(UnitId(row.issuer_id)).cloned().ok_or_else(unknown)?;
        let month = self.month();
        let issues = may(actor, Action::IssueBulletins, &issuer, &tree, month);
        let addressees = self.db.bulletin_addressees(id).await?;
        let state = row.state()?;
        let reads = |unit: &UnitId| {
            tree.get(*unit).is_some_and(|unit| may(actor, Action::ReadProblems, unit, &tree, month))
        };
        let concerned =
            self.may_everywhere(actor, Action::ReadProblems, &tree) || addressees.iter().any(reads);
        let readable = issues || (state == BulletinState::Published && concerned);
        if !readable {
            return Err(refusal(actor, &issuer.code));
        }
        Ok(Dealt { tree, issuer, row, state, issues, addressees })
    }

    /// Units for which somebody can issue: provinces and cities.
    fn issuers<'a>(&self, actor: &Actor, tree: &'a Tree) -> Vec<&'a Unit> {
        let month = self.month();
        let issues = |unit: &&Unit| {
            matches!(unit.level, Level::Province | Level::City)
                && unit.exists_in(month)
                && may(actor, Action::IssueBulletins, unit, tree, month)
        };
        tree.units().iter().filter(issues).collect()
    }

    /// Bulletins and letters about a problem that the reader may see: number in the database, and as it is written.
    pub(in crate::services) async fn bulletins_about(
        &self,
        actor: &Actor,
        tree: &Tree,
        problem: i64,
    ) -> Result<Vec<(i64, String)>, Failure> {
        let issuers: Vec<UnitId> = self.issuers(actor, tree).iter().map(|unit| unit.id).collect();
        let units = self.problem_units(actor, tree, "");
        let sight = Sight { issuers: &issuers, addressees: units.as_deref() };
        let rows = self.db.bulletins_about(problem, sight).await?;
        Ok(rows.into_iter().map(|row| (row.id, number_of(row.year, row.number))).collect())
    }
}

/// Addressees at which somebody has a role himself.
fn own_addressees(actor: &Actor, addressees: &[UnitId]) -> Vec<UnitId> {
    let own = |unit: &&UnitId| actor.grants.iter().any(|grant| grant.unit == **unit);
    addressees.iter().filter(own).copied().collect()
}
