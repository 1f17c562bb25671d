//! A document among the evidence: one sheet of paper, made up, and it says so.

use crate::{
    fonts::Fonts,
    paper::{Ink, Paper, PaperError, Running, Style},
};
use app::i18n::Locale;

/// What hangs in the duty room of a tribunal.
const LINES: [&str; 6] = [
    "一、工作日全天有人值班，值班人员姓名和电话张贴在立案窗口。",
    "二、开庭前由法警检查法庭、安检门和手持探测器，结果记入登记簿。",
    "三、每周五检查消防器材、监控录像和报警按钮，发现问题当日报告。",
    "四、卷宗当日入柜，借阅登记，离岗锁门。",
    "五、每月最后一个工作日由庭长核对登记簿并签字。",
    "六、突发情况三分钟内响应，同时报告派出所和上级法院。",
];

/// The duty rules of a tribunal as a PDF.
///
/// # Errors
/// When it cannot be set in the fonts of this machine.
pub(super) fn duty_rules(fonts: &Fonts, tribunal: &str) -> Result<Vec<u8>, PaperError> {
    let mut paper = Paper::new(fonts)?;
    paper.text(Style::bold(18.0), "值班与巡查制度")?;
    paper.text(Style::plain(11.0).in_ink(Ink::Grey), &format!("{tribunal} · 演示数据，非真实文件"))?;
    paper.space(12.0);
    for line in LINES {
        paper.text(Style::plain(12.0), line)?;
        paper.space(6.0);
    }
    paper.finish(&Running {
        title: "值班与巡查制度".to_owned(),
        beside: tribunal.to_owned(),
        foot: "演示数据".to_owned(),
        locale: Locale::Zh,
    })
}
