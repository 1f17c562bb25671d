//! Drafts: which problems can be gathered, the proposed text, whom it is addressed to, and changing all of that.

use super::{Dealt, words};
use crate::{
    platform::Platform,
    services::problems::{conflict, day_text},
    store::problems::ProblemRow as Problem,
};
use app::{
    api::{
        Failure,
        bulletins::{BulletinText, Desk, DraftOrder, Gatherable},
    },
    domain::{
        bulletins::{BulletinKind, BulletinState},
        permissions::{Action, Actor},
        problems::Way,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
    i18n::{Locale, fill, t_data},
};
use std::collections::BTreeSet;

/// Problems in one bulletin, and those that are offered for one.
const MOST: usize = 200;
/// Units that one is addressed to.
const MOST_ADDRESSEES: usize = 500;
/// Characters of a title.
const LONGEST_TITLE: usize = 200;
/// Characters of a text.
const LONGEST_BODY: usize = 50_000;

impl Platform {
    /// What a draft can be made of.
    pub(super) async fn desk_for_bulletins(&self, actor: &Actor) -> Result<Desk, Failure> {
        let tree = self.authorise_somewhere(actor, Action::IssueBulletins).await?;
        let units = self.problem_units(actor, &tree, "");
        let (rows, total) = self.db.problems_to_gather(units.as_deref(), MOST as i64).await?;
        let names = |unit: &Unit| (unit.name.clone(), unit.name_en.clone());
        let problem = |row: Problem| {
            let unit = tree.get(UnitId(row.unit_id))?;
            Some(Gatherable {
                id: row.id,
                unit_name: names(unit),
                category_name: self.category_name(&row.category),
                raised_on: day_text(row.raised_on),
                text: row.text,
            })
        };
        let issuers = self.issuers(actor, &tree).into_iter();
        Ok(Desk {
            issuers: issuers
                .map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone()))
                .collect(),
            problems: rows.into_iter().filter_map(problem).collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }

    /// Makes a draft.
    pub(super) async fn draft(&self, actor: &Actor, order: &DraftOrder) -> Result<i64, Failure> {
        let (tree, issuer) = self.authorise(actor, Action::IssueBulletins, "issuer", &order.issuer).await?;
        if !matches!(issuer.level, Level::Province | Level::City) {
            return Err(Failure::invalid("issuer", "no_issuer", &issuer.code));
        }
        let wanted: BTreeSet<i64> = order.problems.iter().copied().collect();
        if !order.kind.holds(wanted.len()) || wanted.len() > MOST {
            return Err(Failure::invalid("problems", "how_many_problems", wanted.len().to_string()));
        }
        let ids: Vec<i64> = wanted.into_iter().collect();
        let problems = self.db.problems_by_id(&ids).await?;
        let month = self.month();
        for id in &ids {
            let found = problems.iter().find(|row| row.id == *id);
            let here = found.filter(|row| tree.is_within(UnitId(row.unit_id), issuer.id, month));
            let Some(row) = here else {
                return Err(Failure::invalid("problems", "problem_elsewhere", id.to_string()));
            };
            if !row.state()?.is_verified() {
                return Err(Failure::invalid("problems", "problem_not_verified", id.to_string()));
            }
        }
        let locale = if order.english { Locale::En } else { Locale::Zh };
        let (title, body) = self.proposed_text(&tree, &issuer, order.kind, &problems, locale)?;
        let addressees = self.concerned(&tree, &problems);
        let now = self.now();
        let mut tx = self.begin().await?;
        let id = tx.put_bulletin((order.kind, issuer.id), (&title, &body), (&actor.name, now)).await?;
        tx.put_bulletin_problems(id, &ids).await?;
        tx.set_bulletin_addressees(id, &addressees).await?;
        let detail = serde_json::json!({ "bulletin": id, "kind": order.kind.as_str(), "problems": ids });
        tx.append_audit(now, &actor.name, "bulletins.draft", &issuer.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    /// The text of the catalogue, filled in.
    fn proposed_text(
        &self,
        tree: &Tree,
        issuer: &Unit,
        kind: BulletinKind,
        problems: &[Problem],
        locale: Locale,
    ) -> Result<(String, String), Failure> {
        let letter = self.catalogue.letters().of(kind);
        let pick = |texts: &(String, String)| locale.pick(&texts.0, &texts.1).to_owned();
        let name = |id: i64| {
            let unit = tree.get(UnitId(id));
            unit.map(|unit| unit.name_in(locale.is_english()).to_owned()).unwrap_or_default()
        };
        let mut lines = Vec::with_capacity(problems.len());
        for (n, row) in (1usize..).zip(problems) {
            let verified = Way::from_word(&row.verified_way).map(Way::as_str).unwrap_or_default();
            let category = self.category_name(&row.category);
            let text = row.text.trim_end_matches(['。', '.']);
            lines.push(fill(
                &pick(&letter.line),
                &[
                    ("n", &n.to_string()),
                    ("unit", &name(row.unit_id)),
                    ("category", &pick(&category)),
                    ("severity", &t_data(locale, "problems.severity", row.severity()?.as_str())),
                    ("found", &day_text(row.raised_on)),
                    ("text", text),
                    ("verified", &t_data(locale, "problems.verified_by_way", verified)),
                ],
            ));
        }
        let units: BTreeSet<i64> = problems.iter().map(|row| row.unit_id).collect();
        let body = fill(
            &pick(&letter.body),
            &[
                ("issuer", issuer.name_in(locale.is_english())),
                ("count", &problems.len().to_string()),
                ("units", &units.len().to_string()),
                ("lines", &lines.join("\n")),
            ],
        );
        Ok((pick(&letter.title), body))
    }

    /// Those concerned: the units of the problems, and the courts that they belong to.
    pub(super) fn concerned(&self, tree: &Tree, problems: &[Problem]) -> Vec<UnitId> {
        let units = problems.iter().flat_map(|row| {
            let unit = UnitId(row.unit_id);
            [Some(unit), self.up_to(tree, unit, Level::Court)]
        });
        let units: BTreeSet<UnitId> = units.flatten().filter(|unit| tree.get(*unit).is_some()).collect();
        units.into_iter().collect()
    }

    /// Changes the text of a draft.
    pub(super) async fn write(
        &self,
        actor: &Actor,
        dealt: Dealt,
        text: &BulletinText,
    ) -> Result<(), Failure> {
        if !may_edit(actor, &dealt) {
            return Err(Failure::forbidden(&dealt.issuer.code));
        }
        let title = words("title", &text.title, true)?;
        if title.chars().count() > LONGEST_TITLE {
            return Err(Failure::invalid("title", "too_long", LONGEST_TITLE.to_string()));
        }
        let body = text.body.trim();
        if body.is_empty() {
            return Err(Failure::invalid("body", "missing", "body"));
        }
        if body.chars().count() > LONGEST_BODY {
            return Err(Failure::invalid("body", "too_long", LONGEST_BODY.to_string()));
        }
        let body = body.replace("\r\n", "\n");
        let addressees = self.addressees_of(&dealt, text)?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.write_bulletin(&dealt.row, (title, &body), now).await? {
            return Err(conflict("bulletin_moved"));
        }
        tx.set_bulletin_addressees(dealt.row.id, &addressees).await?;
        let detail =
            serde_json::json!({ "bulletin": dealt.row.id, "title": title, "addressees": addressees.len() });
        tx.append_audit(now, &actor.name, "bulletins.write", &dealt.issuer.code, &detail).await?;
        self.commit(tx).await
    }

    /// The units that are named: those that the issuer is above of, no posts.
    fn addressees_of(&self, dealt: &Dealt, text: &BulletinText) -> Result<Vec<UnitId>, Failure> {
        let more = text.more.split([',', '，', '、', ' ', '\n', '\r', '\t']);
        let codes = text.addressees.iter().map(String::as_str).chain(more).map(str::trim);
        let mut found = BTreeSet::new();
        for code in codes.filter(|code| !code.is_empty()) {
            let unit = dealt.tree.by_code(code).filter(|unit| unit.level != Level::Post);
            let unit = unit.ok_or_else(|| Failure::invalid("addressees", "unknown_unit", code))?;
            if !dealt.tree.is_within(unit.id, dealt.issuer.id, self.month()) {
                return Err(Failure::invalid("addressees", "addressee_elsewhere", code));
            }
            found.insert(unit.id);
        }
        if found.is_empty() || found.len() > MOST_ADDRESSEES {
            return Err(Failure::invalid("addressees", "how_many_addressees", MOST_ADDRESSEES.to_string()));
        }
        Ok(found.into_iter().collect())
    }
}

/// Whoever drafted it may change it, as long as it is a draft.
pub(super) fn may_edit(actor: &Actor, dealt: &Dealt) -> bool {
    dealt.issues
        && dealt.state == BulletinState::Draft
        && (dealt.row.drafted_by == actor.name || actor.operator)
}
