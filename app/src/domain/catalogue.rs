//! The catalogue: what is recorded (items), what is computed of it (indicators, in editions), and the frame of
//! sections, parts and modules. It is data, read from the files of `app/catalogue` or a deployment's own folder, and
//! refused as a whole when anything in it is wrong.

use super::{
    bulletins::Letters,
    caseload::CaseRules,
    contacts::ContactRules,
    expressions::Expression,
    forms::Form,
    periods::Month,
    problems::ProblemRules,
    series::Aggregation,
    standards::Standard,
    values::{Computed, Judgement, Status},
    voices::VoiceRules,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The catalogue that is built in: file name and text.
pub const BUILT_IN: [(&str, &str); 37] = [
    ("structure.toml", include_str!("../../catalogue/structure.toml")),
    ("items/overview.toml", include_str!("../../catalogue/items/overview.toml")),
    ("items/tribunal_status.toml", include_str!("../../catalogue/items/tribunal_status.toml")),
    ("items/distribution.toml", include_str!("../../catalogue/items/distribution.toml")),
    ("items/infrastructure.toml", include_str!("../../catalogue/items/infrastructure.toml")),
    ("items/staffing.toml", include_str!("../../catalogue/items/staffing.toml")),
    ("items/case_handling.toml", include_str!("../../catalogue/items/case_handling.toml")),
    ("items/case_quality.toml", include_str!("../../catalogue/items/case_quality.toml")),
    ("items/live_broadcast.toml", include_str!("../../catalogue/items/live_broadcast.toml")),
    ("items/characteristic_work.toml", include_str!("../../catalogue/items/characteristic_work.toml")),
    ("items/honours.toml", include_str!("../../catalogue/items/honours.toml")),
    ("editions/2021.toml", include_str!("../../catalogue/editions/2021.toml")),
    ("editions/2024.toml", include_str!("../../catalogue/editions/2024.toml")),
    ("bulletins.toml", include_str!("../../catalogue/bulletins.toml")),
    ("caseload/2024.toml", include_str!("../../catalogue/caseload/2024.toml")),
    ("contacts.toml", include_str!("../../catalogue/contacts.toml")),
    ("forms/circuit.toml", include_str!("../../catalogue/forms/circuit.toml")),
    ("forms/hearings.toml", include_str!("../../catalogue/forms/hearings.toml")),
    ("forms/honours.toml", include_str!("../../catalogue/forms/honours.toml")),
    ("forms/infrastructure.toml", include_str!("../../catalogue/forms/infrastructure.toml")),
    ("forms/mediators.toml", include_str!("../../catalogue/forms/mediators.toml")),
    ("forms/monthly.toml", include_str!("../../catalogue/forms/monthly.toml")),
    ("forms/needs.toml", include_str!("../../catalogue/forms/needs.toml")),
    ("forms/staffing.toml", include_str!("../../catalogue/forms/staffing.toml")),
    ("forms/works.toml", include_str!("../../catalogue/forms/works.toml")),
    ("forms/yearly.toml", include_str!("../../catalogue/forms/yearly.toml")),
    ("problems.toml", include_str!("../../catalogue/problems.toml")),
    ("standards/comprehensive.toml", include_str!("../../catalogue/standards/comprehensive.toml")),
    ("standards/double.toml", include_str!("../../catalogue/standards/double.toml")),
    ("standards/judge_classes.toml", include_str!("../../catalogue/standards/judge_classes.toml")),
    ("standards/post_assistant.toml", include_str!("../../catalogue/standards/post_assistant.toml")),
    ("standards/post_clerk.toml", include_str!("../../catalogue/standards/post_clerk.toml")),
    ("standards/post_judge.toml", include_str!("../../catalogue/standards/post_judge.toml")),
    ("standards/reverse.toml", include_str!("../../catalogue/standards/reverse.toml")),
    ("standards/safety_risk.toml", include_str!("../../catalogue/standards/safety_risk.toml")),
    ("templates.toml", include_str!("../../catalogue/templates.toml")),
    ("voices.toml", include_str!("../../catalogue/voices.toml")),
];

/// Denominators below this are small where an indicator says nothing else.
pub const SMALL_NUMBER: f64 = 30.0;

/// Why a catalogue is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {entry}: {reason}")]
pub struct CatalogueError {
    /// File.
    pub file: String,
    /// Entry in the file, such as `indicator closing_rate`.
    pub entry: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// A name in both languages, with an id: a section, a part, a module, a unit of measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Stable id.
    pub id: String,
    /// The section of a part, the part of a module; empty for sections and measures.
    #[serde(default, alias = "section", alias = "part")]
    pub within: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What is recorded of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A count of what happened.
    Count,
    /// How much there is at a time.
    Stock,
    /// A measured amount.
    Measure,
    /// Yes or no.
    YesNo,
    /// One of several.
    Choice,
    /// Words.
    Text,
    /// A day.
    Date,
    /// A picture.
    Photo,
}

/// Who supplies an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplier {
    /// 案件系统
    CaseSystem,
    /// 法庭自报
    SelfReport,
    /// 设备
    Device,
    /// 导入
    Import,
    /// 群众
    Public,
}

/// One thing recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Stable id.
    pub id: String,
    /// Its module.
    pub module: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What is recorded.
    pub kind: Kind,
    /// Unit of measure.
    pub measure: String,
    /// How it adds up over time.
    pub over_time: Aggregation,
    /// Whether it adds up over units.
    pub adds_over_units: bool,
    /// Who supplies it.
    pub supplier: Supplier,
    /// How often: daily, monthly, quarterly, yearly, on_change.
    pub frequency: String,
    /// What can be chosen: id, Chinese, English.
    pub choices: Vec<Named>,
    /// Remark, Chinese and English.
    pub note: Option<(String, String)>,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    Neutral,
}

impl Direction {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Neutral => "neutral",
        }
    }
}

/// The reference interval; a missing end is open.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A formula over items, with all that is needed to judge its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Stable id.
    pub id: String,
    /// Its module.
    pub module: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The formula.
    pub formula: Expression,
    /// Unit of measure of the value.
    pub measure: String,
    /// Which way is better.
    pub direction: Direction,
    /// Reference interval, for a whole year.
    pub reference: Option<Reference>,
    /// Denominators below this are small.
    pub small_number: f64,
    /// Where the formula comes from, Chinese and English.
    pub source: (String, String),
    /// Remark, Chinese and English.
    pub note: Option<(String, String)>,
    /// Whether it is one of the figures of the overview.
    pub headline: bool,
}

impl Indicator {
    /// Whether a computed value has too small a denominator to be ranked or judged.
    pub fn is_small(&self, computed: &Computed) -> bool {
        computed.denominator.is_some_and(|below| below != 0.0 && below.abs() < self.small_number)
    }

    /// The status of a value that rests on facts; `None` where facts are missing and others must say why.
    pub fn status_of(&self, computed: &Computed) -> Option<Status> {
        if computed.denominator == Some(0.0) && computed.numerator.is_some() {
            return Some(Status::NotApplicable);
        }
        computed.value?;
        Some(if !computed.complete {
            Status::Partial
        } else if self.is_small(computed) {
            Status::SmallNumber
        } else {
            Status::Ok
        })
    }

    /// How a value compares with the reference interval. Above it is better where more is better, below it where
    /// less is; without a direction what lies outside is worse.
    pub fn judge(&self, computed: &Computed) -> Option<Judgement> {
        let (value, reference) = (computed.value?, self.reference?);
        if self.is_small(computed) {
            return None;
        }
        let below = reference.low.is_some_and(|low| value < low);
        let above = reference.high.is_some_and(|high| value > high);
        Some(match (below, above, self.direction) {
            (false, false, _) => Judgement::Within,
            (true, _, Direction::Down) | (_, true, Direction::Up) => Judgement::Better,
            _ => Judgement::Worse,
        })
    }
}

/// The indicators as they are from a month on.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// First month in force.
    pub effective: Month,
    /// Where it comes from, Chinese and English.
    pub source: (String, String),
    indicators: Vec<Indicator>,
}

impl Edition {
    /// In the order of the file.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// By id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// 人、案、事
    pub sections: Vec<Named>,
    /// Parts of the sections.
    pub parts: Vec<Named>,
    /// Modules of the parts.
    pub modules: Vec<Named>,
    /// Units of measure.
    pub measures: Vec<Named>,
    items: Vec<Item>,
    by_id: HashMap<String, usize>,
    editions: Vec<Edition>,
    case_rules: Vec<CaseRules>,
    forms: Vec<Form>,
    standards: Vec<Standard>,
    /// The texts they were read from, in the same order.
    standard_texts: Vec<String>,
    templates: Vec<Template>,
    problem_rules: ProblemRules,
    letters: Letters,
    contact_rules: ContactRules,
    voice_rules: VoiceRules,
}

impl Catalogue {
    /// Every item.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// An item by id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.by_id.get(id).map(|&i| &self.items[i])
    }

    /// Editions by date of effect.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// An edition by id.
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == id)
    }

    /// The edition in force in a month; before the first one, the first.
    pub fn edition_in(&self, month: Month) -> &Edition {
        let in_force = self.editions.iter().rev().find(|edition| edition.effective <= month);
        in_force.unwrap_or(&self.editions[0])
    }

    /// Weights and limits of cases, by date of effect.
    pub fn case_rules(&self) -> &[CaseRules] {
        &self.case_rules
    }

    /// The weights and limits in force in a month; before the first edition, the first.
    pub fn case_rules_in(&self, month: Month) -> &CaseRules {
        let in_force = self.case_rules.iter().rev().find(|rules| rules.effective <= month);
        in_force.unwrap_or(&self.case_rules[0])
    }

    /// Report forms, the most frequent first.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// A report form by id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// Reports that are shipped.
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// Categories of problems, and the days that are proposed.
    pub const fn problem_rules(&self) -> &ProblemRules {
        &self.problem_rules
    }

    /// The proposed texts of bulletins and reminder letters.
    pub const fn letters(&self) -> &Letters {
        &self.letters
    }

    /// What contact persons look at, and their days.
    pub const fn contact_rules(&self) -> &ContactRules {
        &self.contact_rules
    }

    /// What the public is asked.
    pub const fn voice_rules(&self) -> &VoiceRules {
        &self.voice_rules
    }

    /// Standards, by id and then by edition, the oldest first.
    pub fn standards(&self) -> &[Standard] {
        &self.standards
    }

    /// A standard by id, in the given edition or the latest.
    pub fn standard(&self, id: &str, edition: Option<&str>) -> Option<&Standard> {
        let fits = |standard: &&Standard| {
            standard.id == id && edition.is_none_or(|edition| standard.edition == edition)
        };
        self.standards.iter().rev().find(fits)
    }

    /// The text a standard was read from.
    pub fn standard_text(&self, id: &str, edition: &str) -> Option<&str> {
        let at = self.standards.iter().position(|standard| standard.id == id && standard.edition == edition);
        at.and_then(|at| self.standard_texts.get(at)).map(String::as_str)
    }

    /// A unit of measure by id.
    pub fn measure(&self, id: &str) -> Option<&Named> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}

#[cfg(feature = "ssr")]
pub(super) mod reading;
mod templates;

pub use templates::Template;

#[cfg(test)]
mod tests;
