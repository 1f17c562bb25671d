//! Files made of what was published: the notice and the certificates as PDF, the table as workbook, the snapshot itself.

use super::{
    Campaign, Platform, conflict,
    publishing::{Published, Snapshot},
};
use crate::{
    fonts::no_pdf,
    pdf::{self, HEIGHT, MARGIN, Piece, WIDTH, centred, wrap},
};
use app::{
    api::{Failure, reviews::Issued},
    domain::permissions::Actor,
    i18n::{Locale, t, t_with},
};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Size of the text of a table.
const SMALL: f32 = 9.0;

/// The languages of a certificate, one below the other.
const BOTH: [Locale; 2] = [Locale::Zh, Locale::En];

impl Platform {
    pub(super) async fn issue_file(
        &self,
        actor: &Actor,
        campaign: &Campaign,
        format: &str,
        unit: &str,
    ) -> Result<Issued, Failure> {
        let id = campaign.row.id;
        let row = self.db.publication(id).await?;
        let row = row.ok_or_else(|| Failure::not_found("publication", id.to_string()))?;
        let snapshot = self.snapshot(id).await?;
        let locale = if self.policy.language == "en" { Locale::En } else { Locale::Zh };
        let issued = |name: String, media, bytes| Ok(Issued { name, media, bytes });
        match (format, unit) {
            ("json", "") => {
                // What was said about every item is for those who run the campaign; the results are for all.
                let text =
                    if self.runs(actor, campaign) { row.text } else { results_only(&snapshot, &row.sha256)? };
                issued(format!("review-{id}.json"), "application/json", text.into_bytes())
            }
            ("xlsx", "") => {
                let bytes = workbook(&snapshot, &row.sha256, locale).map_err(|error| {
                    tracing::error!(%error, "a workbook");
                    Failure::internal("workbook")
                })?;
                let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                issued(format!("review-{id}.xlsx"), media, bytes)
            }
            ("pdf", "") => {
                let pages = notice(&snapshot, &row.sha256, locale);
                let title = locale.pick(&snapshot.title.0, &snapshot.title.1).to_owned();
                issued(format!("review-{id}.pdf"), "application/pdf", self.pdf(title, pages).await?)
            }
            ("pdf", code) => {
                let found = snapshot.entries.iter().find(|entry| entry.row.unit == code);
                let entry = found.ok_or_else(|| Failure::not_found("unit", code))?;
                let given = campaign.tree.by_code(code).map(|unit| unit.id.0);
                let given = self.db.recognition_of(id, given.unwrap_or_default()).await?;
                let given = given.ok_or_else(|| conflict("not_recognised").with_value(code))?;
                let term = given.days()?;
                let standing = given.standing()?.on(self.today(), term.1);
                if !standing.holds() {
                    return Err(conflict("recognition_state").with_value(standing.as_str()));
                }
                let pages = vec![certificate(&snapshot, entry, term, &row.sha256)];
                let bytes = self.pdf(entry.row.unit_name.0.clone(), pages).await?;
                issued(format!("certificate-{id}-{code}.pdf"), "application/pdf", bytes)
            }
            (other, _) => Err(Failure::invalid("format", "unknown_format", other)),
        }
    }

    async fn pdf(&self, title: String, pages: Vec<Vec<Piece>>) -> Result<Vec<u8>, Failure> {
        let fonts = self.fonts().await?;
        let made = tokio::task::spawn_blocking(move || pdf::write(&fonts, &title, &pages));
        made.await.map_err(|_| Failure::internal("pdf"))?.map_err(|error| no_pdf(&error))
    }
}

/// The results without what was said about the items, with the hash of the whole.
fn results_only(snapshot: &Snapshot, sha256: &str) -> Result<String, Failure> {
    let rows: Vec<_> = snapshot.entries.iter().map(|entry| &entry.row).collect();
    let text = serde_json::json!({
        "campaign": snapshot.campaign,
        "title": snapshot.title,
        "standard": [snapshot.standard.id, snapshot.standard.edition],
        "signed": snapshot.signed,
        "day": snapshot.day,
        "sha256": sha256,
        "results": rows,
    });
    serde_json::to_string(&text).map_err(|_| Failure::internal("snapshot"))
}

/// The day as people write it.
fn day(snapshot: &Snapshot) -> String {
    snapshot.day.format("%Y-%m-%d").to_string()
}

fn result(entry: &Published, locale: Locale) -> &str {
    locale.pick(&entry.row.result_name.0, &entry.row.result_name.1)
}

/// The public notice: counts, then every tribunal with its result.
fn notice(snapshot: &Snapshot, sha256: &str, locale: Locale) -> Vec<Vec<Piece>> {
    let mut pages = vec![Vec::new()];
    let mut y = MARGIN + 20.0;
    let room = WIDTH - 2.0 * MARGIN;
    let mut put = |pages: &mut Vec<Vec<Piece>>, piece: &dyn Fn(f32) -> Vec<Piece>, height: f32| {
        if y + height > HEIGHT - MARGIN {
            pages.push(Vec::new());
            y = MARGIN + 20.0;
        }
        if let Some(page) = pages.last_mut() {
            page.extend(piece(y));
        }
        y += height;
    };
    let text = |x: f32, size: f32, text: String| move |y: f32| vec![Piece::Text(x, y, size, text.clone())];
    let title = locale.pick(&snapshot.title.0, &snapshot.title.1).to_owned();
    put(&mut pages, &|y| vec![centred(y, 18.0, &title)], 30.0);
    let standard = locale.pick(&snapshot.standard.zh, &snapshot.standard.en);
    let mut head = vec![
        t_with(locale, "paper.standard", &[("name", standard), ("edition", &snapshot.standard.edition)]),
        t_with(locale, "paper.day", &[("day", &day(snapshot))]),
        t_with(locale, "paper.signed", &[("first", &snapshot.signed.0), ("second", &snapshot.signed.1)]),
        t_with(locale, "paper.hash", &[("hash", sha256), ("id", &snapshot.campaign.to_string())]),
    ];
    if snapshot.standard.illustrative {
        head.push(t(locale, "paper.illustrative").to_owned());
    }
    for outcome in &snapshot.standard.results {
        let count = snapshot.entries.iter().filter(|entry| entry.row.result == outcome.id).count();
        head.push(format!("{}: {count}", locale.pick(&outcome.zh, &outcome.en)));
    }
    for line in head.iter().flat_map(|line| wrap(line, SMALL, room)) {
        put(&mut pages, &text(MARGIN, SMALL, line), 14.0);
    }
    let columns = [MARGIN, MARGIN + 200.0, MARGIN + 290.0, MARGIN + 370.0];
    let row = |cells: [String; 4]| {
        move |y: f32| {
            columns.iter().zip(&cells).map(|(x, cell)| Piece::Text(*x, y, SMALL, cell.clone())).collect()
        }
    };
    let heads = ["tribunal", "city", "points", "result"].map(|key| match key {
        "tribunal" => t(locale, "paper.tribunal").to_owned(),
        "city" => t(locale, "paper.city").to_owned(),
        "points" => t(locale, "paper.points").to_owned(),
        _ => t(locale, "paper.result").to_owned(),
    });
    put(&mut pages, &|_| vec![], 8.0);
    put(&mut pages, &row(heads), 6.0);
    put(&mut pages, &|y| vec![Piece::Line((MARGIN, y), (WIDTH - MARGIN, y), 0.5)], 14.0);
    for entry in &snapshot.entries {
        let cut = |text: &str, room: f32| wrap(text, SMALL, room).into_iter().next().unwrap_or_default();
        let cells = [
            cut(locale.pick(&entry.row.unit_name.0, &entry.row.unit_name.1), 195.0),
            cut(locale.pick(&entry.row.city.0, &entry.row.city.1), 85.0),
            format!("{} / {}", entry.scored.total, entry.scored.full),
            result(entry, locale).to_owned(),
        ];
        put(&mut pages, &row(cells), 14.0);
        if let Some((zh, en)) = &entry.row.without_vetoes {
            let named = |id: &String| {
                let veto = snapshot.standard.vetoes.iter().find(|veto| veto.id == *id);
                veto.map(|veto| locale.pick(&veto.zh, &veto.en).to_owned())
            };
            let vetoes: Vec<String> = entry.row.vetoes.iter().filter_map(named).collect();
            let without = locale.pick(zh, en);
            let line = t_with(locale, "paper.veto", &[("veto", &vetoes.join("、")), ("without", without)]);
            put(&mut pages, &text(MARGIN + 12.0, 8.0, line), 12.0);
        }
    }
    pages
}

/// A certificate, in both languages.
fn certificate(
    snapshot: &Snapshot,
    entry: &Published,
    (from, until): (NaiveDate, NaiveDate),
    sha256: &str,
) -> Vec<Piece> {
    let frame = |inset: f32, width: f32| {
        let (left, right, top, bottom) = (inset, WIDTH - inset, inset, HEIGHT - inset);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        let sides: Vec<Piece> = corners.windows(2).map(|ends| Piece::Line(ends[0], ends[1], width)).collect();
        sides
    };
    let mut pieces = frame(30.0, 2.0);
    pieces.extend(frame(36.0, 0.5));
    let mut y = 190.0;
    for locale in BOTH {
        let size = if locale == Locale::Zh { 30.0 } else { 20.0 };
        pieces.push(centred(y, size, t(locale, "paper.certificate")));
        y += 60.0;
        pieces.push(centred(y, size * 0.7, locale.pick(&entry.row.unit_name.0, &entry.row.unit_name.1)));
        y += 40.0;
        let words = [
            ("standard", locale.pick(&snapshot.standard.zh, &snapshot.standard.en)),
            ("campaign", locale.pick(&snapshot.title.0, &snapshot.title.1)),
            ("result", result(entry, locale)),
        ];
        let text = t_with(locale, "paper.awarded", &words);
        for line in wrap(&text, 13.0, WIDTH - 4.0 * MARGIN) {
            pieces.push(centred(y, 13.0, &line));
            y += 22.0;
        }
        let term = [("from", from.to_string()), ("until", until.to_string())];
        let term = term.each_ref().map(|(name, day)| (*name, day.as_str()));
        pieces.push(centred(y + 6.0, 11.0, &t_with(locale, "paper.valid", &term)));
        y += 62.0;
    }
    pieces.push(centred(HEIGHT - 150.0, 12.0, &day(snapshot)));
    if snapshot.standard.illustrative {
        for (n, locale) in (0u8..).zip(BOTH) {
            let y = HEIGHT - 110.0 + f32::from(n) * 14.0;
            pieces.push(centred(y, 9.0, t(locale, "paper.illustrative")));
        }
    }
    pieces.push(centred(HEIGHT - 60.0, 7.0, &format!("SHA-256 {sha256}")));
    pieces
}

/// The results as a workbook: a sheet with a row per tribunal, and one with the points of every item.
fn workbook(snapshot: &Snapshot, sha256: &str, locale: Locale) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(t(locale, "paper.results"))?;
    sheet.write_string_with_format(0, 0, locale.pick(&snapshot.title.0, &snapshot.title.1), &bold)?;
    sheet.write_string(1, 0, format!("SHA-256 {sha256}"))?;
    if snapshot.standard.illustrative {
        sheet.write_string(2, 0, t(locale, "paper.illustrative"))?;
    }
    let categories = snapshot.standard.categories.iter().map(|c| locale.pick(&c.zh, &c.en));
    let heads = [
        t(locale, "paper.code"),
        t(locale, "paper.tribunal"),
        t(locale, "paper.city"),
        t(locale, "paper.points"),
        t(locale, "paper.full"),
        t(locale, "paper.result"),
        t(locale, "paper.own"),
    ];
    for (column, head) in (0u16..).zip(heads.into_iter().chain(categories)) {
        sheet.write_string_with_format(3, column, head, &bold)?;
    }
    for (line, entry) in (4u32..).zip(&snapshot.entries) {
        let row = &entry.row;
        sheet.write_string(line, 0, &row.unit)?;
        sheet.write_string(line, 1, locale.pick(&row.unit_name.0, &row.unit_name.1))?;
        sheet.write_string(line, 2, locale.pick(&row.city.0, &row.city.1))?;
        sheet.write_number(line, 3, row.total)?;
        sheet.write_number(line, 4, row.full)?;
        sheet.write_string(line, 5, result(entry, locale))?;
        sheet.write_number(line, 6, row.own)?;
        for (column, (points, _)) in (7u16..).zip(&row.categories) {
            sheet.write_number(line, column, *points)?;
        }
    }
    sheet.set_freeze_panes(4, 2)?;
    sheet.set_column_width(1, 32)?;
    let items = book.add_worksheet();
    items.set_name(t(locale, "paper.items"))?;
    items.write_string_with_format(0, 0, t(locale, "paper.tribunal"), &bold)?;
    for (column, item) in (1u16..).zip(snapshot.standard.items()) {
        items.write_string_with_format(0, column, locale.pick(&item.zh, &item.en), &bold)?;
    }
    for (line, entry) in (1u32..).zip(&snapshot.entries) {
        items.write_string(line, 0, locale.pick(&entry.row.unit_name.0, &entry.row.unit_name.1))?;
        for (column, item) in (1u16..).zip(&entry.scored.items) {
            if let Some(points) = item.points {
                items.write_number(line, column, points.as_f64())?;
            }
        }
    }
    items.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}
