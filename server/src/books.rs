//! The explorer as a workbook: on the first sheet the rows and columns that are seen, on the second what was chosen, which
//! formulas and sources stand behind it, and of which time it is.

use app::{
    api::{
        analysis::{Analysis, Cell, Grid, PATH, Stands, address},
        indicators::IndicatorRow,
    },
    charts::scale::Quantity,
    domain::{
        analysis::{At, Axis, Compare, Difference, Pivot, View, peers_word},
        values::{Judgement, Status},
    },
    i18n::{Locale, t, t_data, t_with},
    zone::Zone,
};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// How cells look.
struct Looks {
    bold: Format,
    none: Format,
    wrap: Format,
}

/// Writes a choice with its values; nothing for one that has none.
pub(crate) fn write(
    analysis: &Analysis,
    locale: Locale,
    zone: Zone,
    now: &str,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks {
        bold: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        none: Format::new().set_italic().set_font_color("#5C6977").set_align(FormatAlign::Right),
        wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
    };
    if let Ok(grid) = &analysis.grid {
        let seen = Seen { analysis, grid, locale, looks: &looks };
        let sheet = book.add_worksheet();
        sheet.set_name(t(locale, "analysis.book.values"))?;
        match analysis.choice.view {
            View::Table => seen.table(sheet)?,
            _ => seen.list(sheet)?,
        }
        let sheet = book.add_worksheet();
        sheet.set_name(t(locale, "analysis.book.about"))?;
        seen.about(sheet, zone, now)?;
    }
    book.save_to_buffer()
}

struct Seen<'a> {
    analysis: &'a Analysis,
    grid: &'a Grid,
    locale: Locale,
    looks: &'a Looks,
}

/// How numbers of an indicator are written.
fn number_format(measure: &str) -> Format {
    Format::new().set_num_format(match Quantity::of(measure) {
        Quantity::Percent => "0.00%",
        Quantity::Ratio => "0.00",
        Quantity::Time => "0.0",
        Quantity::Amount => "#,##0.##",
    })
}

impl Seen<'_> {
    fn unit_name(&self, n: usize) -> String {
        let unit = &self.grid.units[n];
        match unit.stands {
            Stands::Total => t_with(self.locale, "analysis.total", &[("n", &self.grid.chosen.to_string())]),
            _ => self.locale.pick(&unit.name, &unit.name_en).to_owned(),
        }
    }

    fn indicator_name(&self, indicator: &IndicatorRow) -> String {
        self.locale.pick(&indicator.zh, &indicator.en).to_owned()
    }

    fn label(&self, axis: Axis, n: usize) -> String {
        match axis {
            Axis::Unit => self.unit_name(n),
            Axis::Period if self.grid.periods[n].total => t(self.locale, "analysis.all_periods").to_owned(),
            Axis::Period => self.grid.periods[n].period.to_string(),
            Axis::Indicator => self.indicator_name(&self.grid.indicators[n]),
        }
    }

    fn status(&self, status: Status) -> String {
        t_data(self.locale, "status", status.as_str())
    }

    /// The value as a number, or why there is none in words.
    fn value(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &Cell,
        indicator: &IndicatorRow,
    ) -> Result<(), XlsxError> {
        match cell.value {
            Some(value) => {
                sheet.write_number_with_format(row, column, value, &number_format(&indicator.measure))?
            }
            None => {
                sheet.write_string_with_format(row, column, self.status(cell.status), &self.looks.none)?
            }
        };
        Ok(())
    }

    fn difference(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &Cell,
    ) -> Result<(), XlsxError> {
        let format = match cell.difference {
            None => return Ok(()),
            Some(Difference::Points(_)) => "+0.00;-0.00;0.00",
            Some(Difference::Percent(_)) => "+0.0\"%\";-0.0\"%\";0.0\"%\"",
            Some(Difference::Share(_)) => "0.0\"%\"",
        };
        if let Some(difference) = cell.difference {
            let format = Format::new().set_num_format(format);
            sheet.write_number_with_format(row, column, difference.amount(), &format)?;
        }
        Ok(())
    }

    /// What values are held against, and what the difference is counted in.
    fn difference_head(&self, indicator: &IndicatorRow) -> String {
        let compare = t_data(self.locale, "analysis.compared", self.analysis.choice.compare.as_str());
        let counted = match Quantity::of(&indicator.measure) {
            Quantity::Percent => t(self.locale, "analysis.book.points"),
            _ => t(self.locale, "analysis.book.percent"),
        };
        format!("{compare} ({counted})")
    }

    fn table(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (grid, layout) = (self.grid, &self.analysis.choice.layout);
        let pivot = Pivot::new(layout, grid.units.len(), grid.periods.len(), grid.indicators.len());
        let compared = self.analysis.choice.compare != Compare::None;
        let (rows, columns) = (layout.rows(), layout.columns());
        let (top, left) = (columns.len() as u32, rows.len() as u16);
        let wide: u16 = if compared { 2 } else { 1 };
        for (n, axis) in (0u16..).zip(rows) {
            sheet.write_string_with_format(top - 1, n, self.axis(*axis), &self.looks.bold)?;
            sheet.set_column_width(n, 28)?;
        }
        for (n, at) in (0u16..).zip(&pivot.columns) {
            let column = left + n * wide;
            for (line, axis) in (0u32..).zip(columns) {
                let label = self.label(*axis, at.on(*axis).unwrap_or(0));
                sheet.write_string_with_format(line, column, label, &self.looks.bold)?;
            }
            sheet.set_column_width(column, 14)?;
            if compared {
                let (.., i) = at.meets(At::default());
                let head = self.difference_head(&grid.indicators[i]);
                sheet.write_string_with_format(top - 1, column + 1, head, &self.looks.bold)?;
                sheet.set_column_width(column + 1, 16)?;
            }
        }
        for (line, row) in (top..).zip(&pivot.rows) {
            for (n, axis) in (0u16..).zip(rows) {
                let label = self.label(*axis, row.on(*axis).unwrap_or(0));
                sheet.write_string_with_format(line, n, label, &self.looks.bold)?;
            }
            for (n, column) in (0u16..).zip(&pivot.columns) {
                let (u, p, i) = row.meets(*column);
                let (cell, at) = (grid.cell(u, p, i), left + n * wide);
                self.value(sheet, (line, at), cell, &grid.indicators[i])?;
                if compared {
                    self.difference(sheet, (line, at + 1), cell)?;
                }
            }
        }
        sheet.set_freeze_panes(top, left)?;
        Ok(())
    }

    fn axis(&self, axis: Axis) -> &'static str {
        match axis {
            Axis::Unit => t(self.locale, "analysis.unit"),
            Axis::Period => t(self.locale, "explain.period"),
            Axis::Indicator => t(self.locale, "column.indicator"),
        }
    }

    /// A row for each unit and period; of each indicator the value with what stands behind it.
    fn list(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (grid, locale) = (self.grid, self.locale);
        let compared = self.analysis.choice.compare != Compare::None;
        let mut heads = vec![
            self.axis(Axis::Unit),
            self.axis(Axis::Period),
            self.axis(Axis::Indicator),
            t(locale, "column.value"),
            t(locale, "column.numerator"),
            t(locale, "column.denominator"),
            t(locale, "column.status"),
            t(locale, "column.reference"),
            t(locale, "analysis.band.title"),
        ];
        if compared {
            heads.push(t(locale, "analysis.compare"));
            heads.push(t(locale, "analysis.difference"));
        }
        if self.analysis.frame.ranking {
            heads.push(t(locale, "column.rank"));
        }
        for (column, head) in (0u16..).zip(&heads) {
            sheet.write_string_with_format(0, column, *head, &self.looks.bold)?;
        }
        sheet.set_column_width(0, 28)?.set_column_width(2, 24)?;
        let mut line = 0;
        for u in 0..grid.units.len() {
            for (p, head) in grid.periods.iter().enumerate() {
                for (i, indicator) in grid.indicators.iter().enumerate() {
                    line += 1;
                    let cell = grid.cell(u, p, i);
                    sheet.write_string(line, 0, self.unit_name(u))?;
                    sheet.write_string(line, 1, head.period.to_string())?;
                    sheet.write_string(line, 2, self.indicator_name(indicator))?;
                    self.value(sheet, (line, 3), cell, indicator)?;
                    for (column, part) in [(4, cell.numerator), (5, cell.denominator)] {
                        if let Some(part) = part {
                            sheet.write_number(line, column, part)?;
                        }
                    }
                    sheet.write_string(line, 6, self.status(cell.status))?;
                    if let Some(judgement) = cell.judgement {
                        sheet.write_string(line, 7, judged(locale, judgement))?;
                    }
                    if let Some(band) = cell.band {
                        sheet.write_string(line, 8, t_data(locale, "analysis.band", band.as_str()))?;
                    }
                    if compared {
                        if let Some(against) = cell.against.and_then(|against| against.value) {
                            let format = number_format(&indicator.measure);
                            sheet.write_number_with_format(line, 9, against, &format)?;
                        }
                        self.difference(sheet, (line, 10), cell)?;
                    }
                    if let Some(rank) = cell.rank {
                        sheet.write_number(line, heads.len() as u16 - 1, rank)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        Ok(())
    }

    /// What was chosen, of which time it is, and by which formulas it was computed.
    fn about(&self, sheet: &mut Worksheet, zone: Zone, now: &str) -> Result<(), XlsxError> {
        let (frame, choice, locale) = (&self.analysis.frame, &self.analysis.choice, self.locale);
        let data_time = frame.data_time.as_deref().map(|at| zone.told(at)).unwrap_or_default();
        let unit = format!("{} ({})", frame.unit.name_in(locale.is_english()), frame.unit.code);
        let group =
            if choice.group.is_empty() { String::new() } else { t_data(locale, "group", &choice.group) };
        let edition = locale.pick(&frame.edition.zh, &frame.edition.en).to_owned();
        let facts = [
            (t(locale, "analysis.unit"), unit),
            (t(locale, "analysis.units"), t_data(locale, "analysis.book.of", choice.units.as_str())),
            (t(locale, "analysis.book.codes"), choice.codes.join(", ")),
            (t(locale, "analysis.book.chosen"), self.grid.chosen.to_string()),
            (t(locale, "chooser.group"), group),
            (t(locale, "analysis.find"), choice.find.clone()),
            (t(locale, "explain.period"), frame.span.to_string()),
            (t(locale, "analysis.by"), t_data(locale, "analysis.kinds", choice.by.as_str())),
            (t(locale, "analysis.compare"), t_data(locale, "analysis.compared", choice.compare.as_str())),
            (t(locale, "analysis.peers"), peers_word(&choice.peers)),
            (t(locale, "analysis.sort"), choice.sort.to_word()),
            (t(locale, "chooser.edition"), edition),
            (t(locale, "explain.data_time"), data_time),
            (t(locale, "analysis.book.made"), now.to_owned()),
            (t(locale, "analysis.book.address"), address(PATH, choice).to_string()),
        ];
        sheet.set_column_width(0, 26)?.set_column_width(1, 48)?.set_column_width(4, 48)?;
        let mut line = 0;
        for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(line, 0, *name, &self.looks.bold)?;
            sheet.write_string_with_format(line, 1, text, &self.looks.wrap)?;
            line += 1;
        }
        line += 1;
        let heads = [
            t(locale, "column.indicator"),
            t(locale, "explain.formula"),
            t(locale, "analysis.book.measure"),
            t(locale, "column.reference"),
            t(locale, "explain.formula_source"),
            t(locale, "explain.small_number"),
        ];
        for (column, head) in (0u16..).zip(heads) {
            sheet.write_string_with_format(line, column, head, &self.looks.bold)?;
        }
        for indicator in &self.grid.indicators {
            line += 1;
            let (low, high) = (indicator.reference_low, indicator.reference_high);
            let end = |end: Option<f64>| end.map(|end| end.to_string()).unwrap_or_default();
            let reference = if low.or(high).is_some() {
                format!("{} – {}", end(low), end(high))
            } else {
                String::new()
            };
            let cells = [
                self.indicator_name(indicator),
                indicator.formula.clone(),
                t_data(locale, "measure", &indicator.measure),
                reference,
                locale.pick(&indicator.source_zh, &indicator.source_en).to_owned(),
            ];
            for (column, text) in (0u16..).zip(cells) {
                sheet.write_string_with_format(line, column, text, &self.looks.wrap)?;
            }
            if let Some(small) = indicator.small_number {
                sheet.write_number(line, 5, small)?;
            }
        }
        Ok(())
    }
}

fn judged(locale: Locale, judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Better => t(locale, "judgement.better"),
        Judgement::Within => t(locale, "judgement.within"),
        Judgement::Worse => t(locale, "judgement.worse"),
    }
}
