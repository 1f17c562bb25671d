//! Tables: heads that come again on every page, rows that are never torn.

use super::{BOTTOM, Ink, MARGIN, Mark, Paper, PaperError, Style};

/// White beside what stands in a cell.
const PAD: f32 = 3.0;

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// What it is headed by.
    pub head: String,
    /// Its share of the width.
    pub share: f32,
    /// Whether it holds numbers: they stand at the right, and on one line.
    pub numbers: bool,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// Its colour, black when not given.
    pub ink: Option<Ink>,
}

impl Cell {
    /// Black text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ink: None }
    }

    /// Text of a colour.
    pub fn in_ink(text: impl Into<String>, ink: Option<Ink>) -> Self {
        Self { text: text.into(), ink }
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// Size of the type.
    pub size: f32,
}

/// A row that was set: for each column its lines with their left ends.
type Set = Vec<Vec<(f32, Style, String)>>;

impl Paper<'_> {
    /// A table as wide as the page.
    ///
    /// # Errors
    /// When a row fits no page.
    pub fn table(&mut self, table: &Table) -> Result<(), PaperError> {
        let whole: f32 = table.columns.iter().map(|column| column.share).sum();
        let widths: Vec<f32> =
            table.columns.iter().map(|column| self.room() * column.share / whole.max(f32::EPSILON)).collect();
        let heads: Vec<Cell> =
            table.columns.iter().map(|column| Cell::in_ink(column.head.clone(), Some(Ink::Grey))).collect();
        let (head, head_height) = self.set_row(table, &widths, &heads, true);
        let mut begun = false;
        for row in &table.rows {
            let (set, height) = self.set_row(table, &widths, row, false);
            let with_head = head_height + height;
            if !begun || self.y + height > BOTTOM {
                if begun {
                    self.new_page();
                }
                self.need(with_head)?;
                self.put_head(&head, head_height);
                begun = true;
            }
            self.put_row(&set);
            self.y += height;
            let (y, length) = (self.y, self.room());
            self.put(Mark::Rule { x: MARGIN, y, length, thick: 0.3, ink: Ink::Line });
        }
        self.y += 8.0;
        Ok(())
    }

    fn set_row(&self, table: &Table, widths: &[f32], cells: &[Cell], head: bool) -> (Set, f32) {
        let mut left = MARGIN;
        let mut set = Vec::with_capacity(cells.len());
        let mut height = 0.0f32;
        for ((column, width), cell) in table.columns.iter().zip(widths).zip(cells) {
            let style = Style { size: table.size, bold: head, ink: cell.ink.unwrap_or(Ink::Black) };
            let room = width - 2.0 * PAD;
            let (style, lines) = if column.numbers && !head {
                let style = self.setter.fitting(&cell.text, style, room);
                (style, self.setter.wrap(&cell.text, style, room + 0.1))
            } else {
                (style, self.setter.wrap(&cell.text, style, room))
            };
            height = height.max(lines.len() as f32 * style.leading());
            let placed = lines.into_iter().map(|line| {
                let wide = self.setter.width(line.trim_end(), style);
                let x = if column.numbers { left + width - PAD - wide } else { left + PAD };
                (x, style, line)
            });
            set.push(placed.collect());
            left += width;
        }
        (set, height + PAD)
    }

    fn put_row(&mut self, set: &Set) {
        for lines in set {
            for (n, (x, style, line)) in lines.iter().enumerate() {
                self.put_line(*x, self.y + PAD / 2.0 + n as f32 * style.leading(), *style, line);
            }
        }
    }

    fn put_head(&mut self, head: &Set, height: f32) {
        let length = self.room();
        self.put(Mark::Rule { x: MARGIN, y: self.y, length, thick: 0.8, ink: Ink::Grey });
        self.put_row(head);
        self.y += height;
        self.put(Mark::Rule { x: MARGIN, y: self.y, length, thick: 0.8, ink: Ink::Grey });
    }
}
