//! What people see of groups, told as stories.

mod choosing;
mod clock;
mod cost;
mod late;
mod length;
mod making;
mod moving;
mod opening;
mod prepared;
mod record;
mod rounds;
mod running;

use std::collections::BTreeMap;

use crate::id::{GroupId, ParticipantId, Seed};
use crate::protocol::{
    Assignment, Command, Event, GroupView, GroupsPlan, GroupsRun, LastGroup, Place, Rejection, Shape,
};
use crate::room::story::{Story, device, events, group, person};
use crate::room::{Audience, Effect, Sender};

/// Groups of which nobody asks how many.
fn plan(assignment: Assignment) -> GroupsPlan {
    GroupsPlan::of(2, assignment)
}

fn of_size(people: u32, assignment: Assignment) -> GroupsPlan {
    GroupsPlan { shape: Shape::Size { people }, ..plan(assignment) }
}

fn open_with(story: &mut Story, seed: u64, plan: GroupsPlan) -> Result<Vec<Effect>, Rejection> {
    let from = Sender { participant: person(1), device: device(1) };
    story.room.handle(story.now, from, Seed(seed), Command::OpenGroups { plan })
}

fn run(story: &Story) -> GroupsRun {
    story.room.run_view().unwrap()
}

fn views(story: &Story) -> Vec<GroupView> {
    story.room.groups_view()
}

fn last(story: &Story) -> Vec<LastGroup> {
    story.room.last_groups_view()
}

/// Who is in each open group, by number.
fn people(story: &Story) -> Vec<Vec<u32>> {
    let mut people: BTreeMap<GroupId, Vec<u32>> =
        views(story).iter().map(|one| (one.group, vec![])).collect();
    for one in story.people() {
        if let Place::Group { group } = one.place {
            people.get_mut(&group).unwrap().push(one.participant.0);
        }
    }
    people.into_values().collect()
}

/// How many are in each open group, the largest first.
fn sizes(story: &Story) -> Vec<usize> {
    let mut sizes: Vec<usize> = people(story).iter().map(Vec::len).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    sizes
}

fn warned(effects: &[Effect]) -> Vec<u32> {
    let seconds = |event: &&Event| match event {
        Event::GroupsWarned { seconds_left, .. } => Some(*seconds_left),
        _ => None,
    };
    events(effects).iter().filter_map(seconds).collect()
}

fn ids(people: &[u32]) -> Vec<ParticipantId> {
    people.iter().map(|who| person(*who)).collect()
}

fn nth(story: &Story, place: usize) -> Place {
    group(views(story)[place].group.0)
}
