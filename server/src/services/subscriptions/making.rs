//! What is in a report that comes by itself: the choices of a view, of a board or of a template, or the paper of a unit.

use crate::{
    books,
    platform::Platform,
    services::{papers::Chosen, saved::choice_of},
    store::{DeliveryFile, SubscriptionRow},
};
use app::{
    api::{
        Failure, FailureKind,
        analysis::{Analyses as _, Analysis},
        maps::Maps as _,
        papers::{PaperQuery, Papers as _},
        saved::Saved as _,
        subscriptions::SubscriptionKind,
    },
    domain::{
        analysis::{Choice, View},
        permissions::Actor,
    },
    i18n::Locale,
    prints::drawing,
};
use chrono::NaiveDate;

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is reported.
enum Matter {
    /// Choices, each with its title.
    Choices(Vec<(String, Choice)>),
    /// The paper of the reader's own unit.
    Paper,
}

impl Platform {
    /// Makes every file of a report, or none.
    pub(super) async fn make(
        &self,
        actor: &Actor,
        row: &SubscriptionRow,
        due: NaiveDate,
        locale: Locale,
    ) -> Result<Vec<DeliveryFile>, Failure> {
        let name = |n: usize, ending: &str| format!("report-{}-{due}-{n}.{ending}", row.id);
        let mut files = Vec::new();
        let choices = match self.matter(actor, row, due, locale).await? {
            Matter::Choices(choices) => choices,
            Matter::Paper => {
                let (from, to) = row.rhythm()?.months(due);
                let unit = self.home_of(actor).await?.unwrap_or_default();
                if row.pdf {
                    let query =
                        PaperQuery { from: from.to_string(), to: to.to_string(), ..PaperQuery::default() };
                    let made = self.unit_paper(actor, &unit, &query, locale).await?;
                    files.push(DeliveryFile {
                        name: made.name,
                        media: made.media.to_owned(),
                        bytes: made.bytes,
                    });
                }
                // As a workbook the same months, unit by unit.
                let words = [("from", from.to_string()), ("to", to.to_string())];
                let words = words.iter().map(|(key, word)| (*key, word.as_str()));
                let (choice, _) = Choice::read(words.chain([("by", "month"), ("unit", unit.as_str())]));
                let wanted = if row.xlsx { vec![(String::new(), choice)] } else { vec![] };
                return self.add_books(actor, locale, wanted, files, name).await;
            }
        };
        if row.pdf {
            let mut shown = Vec::with_capacity(choices.len());
            for (title, choice) in &choices {
                let analysis = self.whole(actor, choice).await?;
                // Drawn as on the page, which shows no more units than can be told apart.
                let chart = match choice.view {
                    View::Table | View::List => None,
                    View::Map => {
                        let map = self.map_of(actor, &choice.unit).await.ok();
                        drawing(&self.analyse(actor, choice, false).await?, map.as_ref(), locale)
                    }
                    _ => drawing(&self.analyse(actor, choice, false).await?, None, locale),
                };
                shown.push(Chosen { title: title.clone(), analysis, chart });
            }
            let title = self.subject_names(actor, row).await.unwrap_or_default();
            let bytes = self.choices_paper(locale.pick(&title.0, &title.1), shown, locale).await?;
            files.push(DeliveryFile { name: name(1, "pdf"), media: "application/pdf".to_owned(), bytes });
        }
        let wanted = if row.xlsx { choices } else { vec![] };
        self.add_books(actor, locale, wanted, files, name).await
    }

    /// Adds a workbook for each choice.
    async fn add_books(
        &self,
        actor: &Actor,
        locale: Locale,
        choices: Vec<(String, Choice)>,
        mut files: Vec<DeliveryFile>,
        name: impl Fn(usize, &str) -> String + Send,
    ) -> Result<Vec<DeliveryFile>, Failure> {
        for (n, (_, choice)) in (1usize..).zip(choices) {
            let analysis = self.whole(actor, &choice).await?;
            let bytes = self.workbook(analysis, locale).await?;
            files.push(DeliveryFile { name: name(n, "xlsx"), media: XLSX.to_owned(), bytes });
        }
        Ok(files)
    }

    async fn matter(
        &self,
        actor: &Actor,
        row: &SubscriptionRow,
        due: NaiveDate,
        locale: Locale,
    ) -> Result<Matter, Failure> {
        let kind = SubscriptionKind::from_word(&row.kind);
        let tiles = match kind.ok_or_else(|| Failure::internal("subscription"))? {
            SubscriptionKind::View => vec![self.seen_view(actor, row.target).await?],
            SubscriptionKind::Board => {
                let board = self.open_board(actor, row.target).await?;
                if board.row.deleted {
                    return Err(Failure::not_found("board", row.target.to_string()));
                }
                board.tiles
            }
            SubscriptionKind::Template => {
                let template = self.catalogue.templates().iter().find(|known| known.id == row.template);
                let template = template.ok_or_else(|| Failure::not_found("template", &row.template))?;
                let Some(query) = &template.query else { return Ok(Matter::Paper) };
                let title = locale.pick(&template.name.0, &template.name.1).to_owned();
                let mut choice = choice_of(query)?;
                // What is shipped is about the months of its day, the running one of a week too.
                choice.to = choice.to.or(Some(row.rhythm()?.months(due).1));
                return Ok(Matter::Choices(vec![(title, choice)]));
            }
        };
        let choices = tiles.into_iter().map(|tile| Ok((tile.title, choice_of(&tile.query)?)));
        Ok(Matter::Choices(choices.collect::<Result<_, Failure>>()?))
    }

    /// The values of a choice with all its units. One that cannot be answered, or in which there is no figure at all, makes
    /// no report.
    async fn whole(&self, actor: &Actor, choice: &Choice) -> Result<Analysis, Failure> {
        let analysis = self.analyse(actor, choice, true).await?;
        match &analysis.grid {
            Err(failure) => Err(failure.clone()),
            Ok(grid) if grid.cells().iter().all(|cell| cell.value.is_none()) => {
                Err(Failure::new(FailureKind::Conflict, "nothing_to_report"))
            }
            Ok(_) => Ok(analysis),
        }
    }

    async fn workbook(&self, analysis: Analysis, locale: Locale) -> Result<Vec<u8>, Failure> {
        let zone = self.zone();
        let now = zone.told(&self.now().to_rfc3339());
        let turn = self.turn().await?;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            books::write(&analysis, locale, zone, &now)
        })
        .await;
        made.map_err(|_| Failure::internal("workbook"))?.map_err(|error| {
            tracing::error!(%error, "workbook");
            Failure::internal("workbook")
        })
    }
}
