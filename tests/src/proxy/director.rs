//! What happens by itself: the later steps of a profile, and rebinds at intervals.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;

use super::profile::{Profile, Step};
use super::shared::Shared;

pub(super) async fn run(shared: Arc<Shared>, mut profiles: watch::Receiver<Profile>) {
    let mut network = shared.network.subscribe();
    let mut steps: VecDeque<Step> = VecDeque::new();
    let mut every = None;
    let mut rebind_at = None;
    loop {
        let wanted = network.borrow_and_update().rebind_every;
        if every != wanted {
            every = wanted;
            rebind_at = every.map(|every| shared.now() + every);
        }
        tokio::select! {
            played = profiles.changed() => {
                if played.is_err() {
                    return;
                }
                let begun = shared.now();
                let profile = *profiles.borrow_and_update();
                steps = profile.steps().into_iter().skip(1).collect();
                steps.iter_mut().for_each(|step| step.after += begun);
            }
            changed = network.changed() => if changed.is_err() { return },
            () = shared.until(steps.front().map(|step| step.after)) => {
                if let Some(step) = steps.pop_front() {
                    shared.network.send_replace(step.network);
                }
            }
            () = shared.until(rebind_at) => {
                shared.rebind();
                rebind_at = every.map(|every| shared.now() + every);
            }
        }
    }
}
