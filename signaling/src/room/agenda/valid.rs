//! What a phase may be.

use crate::line::shown;
use crate::protocol::{
    MAX_CREW_NOTE, MAX_HELPERS, MAX_MATERIAL, MAX_MINUTES, MAX_OWN_TASK, MAX_PHASE_TITLE, MAX_TASK, Material,
    Phase, PhaseQuestion, Rejection, Scene,
};
use crate::room::groups::check_groups_plan;
use crate::room::{polls, words};

/// The phase as it is kept, if it may be so. Whoever is named need not be here, now or later.
pub(super) fn checked(plan: Phase) -> Result<Phase, Rejection> {
    check_kind(&plan)?;
    if plan.helps.len() > MAX_HELPERS {
        return Err(Rejection::OutOfRange);
    }
    if let Some(task) = &plan.task {
        words::check(task, MAX_TASK)?;
    }
    if let Some(note) = &plan.note {
        words::check(note, MAX_CREW_NOTE)?;
    }
    if let Some(groups) = &plan.groups {
        check_groups_plan(groups)?;
    }
    if let Some(PhaseQuestion { question, kind, anonymous: _ }) = &plan.question {
        polls::check_question(question, kind)?;
    }
    let title = shown(&plan.title, MAX_PHASE_TITLE).ok_or(Rejection::OutOfRange)?;
    let material = plan.material.map(checked_material).transpose()?;
    Ok(Phase { title, material, ..plan })
}

/// A break is for everybody, an own task is done alone: neither is in groups, and both end.
fn check_kind(plan: &Phase) -> Result<(), Rejection> {
    let Phase { minutes, scene, own_task, groups, task, .. } = plan;
    let longest = if *own_task { MAX_OWN_TASK } else { MAX_MINUTES };
    let right_length = minutes.is_none_or(|minutes| (1..=longest).contains(&minutes));
    let right_kind = match scene {
        Scene::Everyone => !own_task || (minutes.is_some() && task.is_some() && groups.is_none()),
        Scene::Stage | Scene::ReflectingTeam | Scene::Fishbowl => !own_task,
        Scene::Break => minutes.is_some() && !own_task && groups.is_none(),
    };
    if right_length && right_kind { Ok(()) } else { Err(Rejection::OutOfRange) }
}

/// Nothing but a page on the web, and one that nobody on the way can change.
fn checked_material(material: Material) -> Result<Material, Rejection> {
    let title = shown(&material.title, MAX_MATERIAL).ok_or(Rejection::OutOfRange)?;
    let is_page = |address: &String| {
        let rest = address.strip_prefix("https://").unwrap_or_default();
        let named = rest.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '[');
        named && !address.contains(char::is_whitespace) && shown(address, MAX_MATERIAL).is_some()
    };
    if !material.address.iter().all(is_page) {
        return Err(Rejection::OutOfRange);
    }
    Ok(Material { title, ..material })
}
