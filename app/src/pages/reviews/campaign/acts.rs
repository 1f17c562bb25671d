//! What can be done on the page of a campaign. The actions outlive its tabs, so that what they answered stays to be read.

use crate::{
    api::reviews::{
        ApplyForReview, DecideObjection, DeclareConflict, DrawLots, MoveCampaign, NameReviewer, PlanCheck,
        SaveCampaign, TakeValues,
    },
    components::forms::achieved,
};
use leptos::prelude::*;

/// The actions.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Opens, announces, signs, publishes …
    pub phase: ServerAction<MoveCampaign>,
    /// Applies for a tribunal.
    pub apply: ServerAction<ApplyForReview>,
    /// Keeps what was ordered.
    pub save: ServerAction<SaveCampaign>,
    /// Takes values anew.
    pub values: ServerAction<TakeValues>,
    /// Names reviewers and leaves them out.
    pub reviewer: ServerAction<NameReviewer>,
    /// Declares a conflict of interest.
    pub conflict: ServerAction<DeclareConflict>,
    /// Draws lots.
    pub draw: ServerAction<DrawLots>,
    /// Plans checks.
    pub plan: ServerAction<PlanCheck>,
    /// Decides objections.
    pub decide: ServerAction<DecideObjection>,
    /// What became of entries that were ticked, in words.
    pub told: RwSignal<Option<String>>,
    /// Counts how often entries were moved.
    pub moved: RwSignal<usize>,
    /// Is another one whenever something was achieved.
    pub version: Signal<usize>,
}

impl Acts {
    /// Nothing is done yet.
    pub fn new() -> Self {
        let (phase, apply, save) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let (values, reviewer, conflict) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let (draw, plan, decide) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let moved = RwSignal::new(0);
        let counts = [
            achieved(phase),
            achieved(apply),
            achieved(save),
            achieved(values),
            achieved(reviewer),
            achieved(conflict),
            achieved(draw),
            achieved(plan),
            achieved(decide),
        ];
        let version =
            Signal::derive(move || moved.get() + counts.iter().map(|count| count.get()).sum::<usize>());
        let told = RwSignal::new(None);
        Self { phase, apply, save, values, reviewer, conflict, draw, plan, decide, told, moved, version }
    }
}
