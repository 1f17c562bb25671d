//! What people say and give: made up, the same for the same seed.

use crate::demo::chance::{Purpose, chance};
use app::domain::standards::{Item, Points, Scoring};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// What reviewers write where something is amiss.
const REASONS: [&str; 5] = [
    "现有材料反映部分要求尚未落实",
    "制度已建立，执行记录不完整",
    "照片显示设置与规范略有差距",
    "台账有缺漏，建议补齐",
    "与评估要求相比仍有提升空间",
];

/// What tribunals write about themselves.
const STATEMENTS: [&str; 4] = [
    "已按要求落实，佐证材料附后。",
    "全部达标，详见照片和清单。",
    "已整改到位，台账齐全。",
    "总体符合要求，个别细节持续完善。",
];

/// A source for `what` of a tribunal.
pub fn source(seed: u64, what: &str, code: &str) -> ChaCha8Rng {
    let hash = Sha256::digest(format!("{what}\n{code}"));
    let number = hash.iter().take(4).fold(0usize, |number, byte| number * 256 + usize::from(*byte));
    chance(seed, Purpose::Reviews, number)
}

/// How good a tribunal is at what is judged by hand, from 0 to 1: most are good.
pub fn quality(seed: u64, code: &str) -> f64 {
    let mut source = source(seed, "quality", code);
    if source.random_bool(0.75) { source.random_range(0.93..1.0) } else { source.random_range(0.7..0.93) }
}

/// Points near a share of those that can be had, in the steps of the item.
pub fn points(item: &Item, share: f64) -> Points {
    let step = match item.scoring {
        Scoring::Scale { step } => step.as_hundredths().max(1),
        _ => 50,
    };
    let full = item.points.as_hundredths();
    let steps = (full as f64 * share.clamp(0.0, 1.0) / step as f64).round() as i64;
    Points::hundredths((steps * step).min(full))
}

/// The share a reviewer gives: the quality, a severity of his own, and some chance.
pub fn share(source: &mut ChaCha8Rng, quality: f64, reviewer: usize) -> f64 {
    let severity = (reviewer as f64 - 5.5) / 110.0;
    let odd = if source.random_bool(0.03) { -0.6 } else { 0.0 };
    quality + severity + source.random_range(-0.08..0.08) + odd
}

/// A reason.
pub fn reason(source: &mut ChaCha8Rng) -> &'static str {
    REASONS[source.random_range(0..REASONS.len())]
}

/// A statement.
pub fn statement(source: &mut ChaCha8Rng) -> &'static str {
    STATEMENTS[source.random_range(0..STATEMENTS.len())]
}
