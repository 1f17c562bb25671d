//! `jiceng demo`: the demo province.

use super::{
    context::{Context, End, Outcome, Stop},
    output::message,
};
use crate::demo::{self, Event, Order, Report};
use app::domain::periods::Month;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Real Jiangxi (province, cities, courts, townships), its tribunals and a caseload simulated from a seed: together
they receive 485,000 and close 483,000 cases from 2017-01 to 2021-11, and it goes on to today. A load that was
broken off is taken up again by the same command: sending a case a second time changes nothing.

Examples:
  jiceng demo --if-empty
  jiceng demo --seed 7 --until 2025-12 --data-dir /tmp/demo")]
pub(super) struct DemoArgs {
    /// Do nothing when the database holds units already
    #[arg(long)]
    if_empty: bool,
    /// Another seed gives another caseload with the same totals
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// Last month, at least 2022-12; without it up to today
    #[arg(long, value_name = "YYYY-MM")]
    until: Option<Month>,
    /// Share of the caseload, for quick looks: 0.01 to 1
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR")]
    scale: f64,
}

/// Loads it, with progress.
pub(super) async fn run(context: &Context, args: &DemoArgs) -> Outcome {
    let order = Order { seed: args.seed, until: args.until, scale: args.scale, if_empty: args.if_empty };
    let mut progress = Progress::new();
    let report =
        demo::load(&context.platform, &order, &context.stop, &mut |event| progress.show(&event)).await;
    progress.bar.finish_and_clear();
    match report? {
        Report::Left => message("The database holds units already; nothing was done (--if-empty)."),
        Report::Complete => message("The demo province is loaded already; nothing was done."),
        Report::Loaded { cases, facts, seconds } => {
            message(&format!(
                "The demo province is loaded: {cases} cases, {facts} facts in {seconds:.1} s. All caseload is simulated."
            ));
        }
        Report::Stopped { cases } => {
            return Err(Stop::Interrupted(format!(
                "stopped by a signal after {cases} cases, which are kept; `jiceng demo` goes on from there"
            )));
        }
    }
    Ok(End::Done)
}

/// A bar on a terminal, a line for every tenth elsewhere.
struct Progress {
    bar: ProgressBar,
    tenth: u64,
}

impl Progress {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = "{msg} [{wide_bar}] {pos}/{len} {per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, tenth: 0 }
    }

    fn show(&mut self, event: &Event) {
        let terminal = std::io::stderr().is_terminal();
        match event {
            Event::Step(text) if terminal => self.bar.set_message(text.clone()),
            Event::Step(text) => message(text),
            Event::Cases { done, of } if terminal => {
                self.bar.set_length(*of);
                self.bar.set_position(*done);
            }
            Event::Cases { done, of } => {
                let tenth = done * 10 / (*of).max(1);
                if tenth > self.tenth {
                    self.tenth = tenth;
                    message(&format!("{done} of {of} cases"));
                }
            }
        }
    }
}
