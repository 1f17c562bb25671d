//! The end of a table: what was found out only when all of it had been read.

use super::*;

impl TableReader<'_> {
    pub(super) fn finish(mut self, bytes: &[u8]) -> Result<Reading, TableError> {
        if self.places.is_empty() {
            // A head without rows still has to be the right one.
            if self.above.is_empty() {
                return Err(TableError::new("table_empty", ""));
            }
            self.bind()?;
            return Err(TableError::new("table_no_rows", ""));
        }
        self.distrust();
        self.fill_in_raw(bytes)?;
        self.problems.sort_by_key(|problem| problem.row);
        if matches!(self.context.profile.as_of, Some(AsOf::Period)) {
            let last = self.last_month.map(Month::last_day);
            self.as_of = last.and_then(|day| day.and_hms_opt(0, 0, 0));
        }
        let (units, facts) = self.accepted();
        let (rows, kept_back) = (self.rows.len() as i64, self.quarantined.len() as i64);
        Ok(Reading {
            head: self.head,
            sample: self.sample,
            rows_read: rows,
            rows_accepted: rows - kept_back,
            rows_quarantined: kept_back,
            units,
            facts,
            problems: self.problems,
            as_of: self.as_of,
        })
    }

    /// Where too much of a file contradicts itself, what happens to add up is no better.
    fn distrust(&mut self) {
        let (bad, all) = (self.quarantined.len(), self.rows.len());
        let rule = self.context.profile.distrust;
        if bad < rule.at_least || (bad as f64) <= rule.share * all as f64 {
            return;
        }
        for &row in &self.rows {
            if self.quarantined.insert(row) {
                self.problems.push(RowProblem {
                    row,
                    column: String::new(),
                    code: "file_distrusted".to_owned(),
                    value: bad.to_string(),
                    detail: all.to_string(),
                    raw: String::new(),
                });
            }
        }
    }

    /// Rows that were found out only later are read a second time rather than all of them kept.
    fn fill_in_raw(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        let wanted: BTreeSet<u64> = self
            .problems
            .iter()
            .filter(|problem| problem.raw.is_empty())
            .map(|problem| problem.row)
            .collect();
        let Some(last) = wanted.last().copied() else { return Ok(()) };
        let mut raw: HashMap<u64, String> = HashMap::new();
        each_row(bytes, &self.context.profile.format, &LIMITS, &mut |number, cells| {
            if wanted.contains(&number) {
                raw.insert(number, raw_text(cells));
            }
            Ok(if number < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        for problem in self.problems.iter_mut().filter(|problem| problem.raw.is_empty()) {
            problem.raw = raw.get(&problem.row).cloned().unwrap_or_default();
        }
        Ok(())
    }

    /// Units and facts of the rows that are not in quarantine; units without any are left out.
    fn accepted(&mut self) -> (Vec<UnitSeen>, Vec<TableFact>) {
        let rules = &self.context.profile.values;
        self.facts.retain(|_, (_, row)| !self.quarantined.contains(row));
        for (unit, _, period) in self.facts.keys() {
            let mut at = Some(*unit);
            while let Some(unit) = at {
                self.units[unit].first = self.units[unit].first.min(period.start);
                at = self.units[unit].parent;
            }
        }
        let mut moved = vec![None; self.units.len()];
        let mut units = Vec::new();
        for (i, unit) in self.units.iter().enumerate() {
            if unit.first != Month::from_index(i32::MAX) {
                moved[i] = Some(units.len());
                let parent = unit.parent.and_then(|parent| moved[parent]);
                units.push(UnitSeen { parent, ..unit.clone() });
            }
        }
        let facts = self.facts.iter().filter_map(|((unit, rule, period), (value, row))| {
            let (unit, item) = (moved[*unit]?, rules[*rule].item.clone());
            Some(TableFact { unit, item, period: *period, value: *value, row: *row })
        });
        let facts = facts.collect();
        (units, facts)
    }
}
