//! What a phase says, apart from what it does: one text for each phase, so that all of it is erased as one. A phase whose
//! text was erased has no title, task or question, and does everything else.

use crate::protocol::{Phase, PhaseWords};

/// The phase without words, and its words.
pub(super) fn parted(mut plan: Phase) -> (Phase, String) {
    let mut words = PhaseWords {
        title: std::mem::take(&mut plan.title),
        task: plan.task.take(),
        question: plan.question.take(),
        material: plan.material.take(),
        note: plan.note.take(),
        ..PhaseWords::default()
    };
    if let Some(groups) = &mut plan.groups {
        words.names = std::mem::take(&mut groups.names);
        words.group_task = groups.task.take();
    }
    let text = words.to_text();
    (plan, text)
}

/// The phase with its words, unless they were erased.
pub(super) fn joined(plan: &Phase, words: Option<&str>) -> Phase {
    let words = words.and_then(PhaseWords::from_text).unwrap_or_default();
    let PhaseWords { title, task, question, material, note, names, group_task } = words;
    let mut plan = Phase { title, task, question, material, note, ..plan.clone() };
    if let Some(groups) = &mut plan.groups {
        groups.names = names;
        groups.task = group_task;
    }
    plan
}
