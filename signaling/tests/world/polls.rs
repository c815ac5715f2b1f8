//! Who may know what of polls: of everybody's what the role says, of those of a group whoever is in it and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use signaling::id::{GroupId, ParticipantId, PollId};
use signaling::protocol::{MIN_ANONYMOUS, Place, PollKind, PollStage, PollView, RoomView};
use signaling::role::Permission;

use crate::session::Session;
use crate::truth::Truth;

impl Session {
    pub fn reach_polls(&mut self, views: &BTreeMap<ParticipantId, RoomView>) {
        let of_groups = |view: &RoomView| view.polls.iter().any(|poll| poll.group.is_some());
        let runs = |who: &ParticipantId| self.truth.acts_as(*who).may(Permission::RunPolls);
        let of_group = views.iter().any(|(who, view)| !runs(who) && of_groups(view));
        let answered =
            views.values().flat_map(|view| &view.polls).any(|poll| poll.group.is_some() && poll.voted);
        let runs_elsewhere = of_group && views.iter().any(|(who, view)| runs(who) && !of_groups(view));
        for (what, reached) in [
            ("a poll of a group", of_group),
            ("an answer in a group", answered),
            ("a poll of a group that others who run polls do not see", runs_elsewhere),
        ] {
            if reached {
                self.reach(what);
            }
        }
    }
}

impl Truth {
    /// A poll of a group is seen by everybody in it who does not only listen, and by nobody else.
    pub fn check_polls(
        &self,
        views: &BTreeMap<ParticipantId, RoomView>,
        places: &BTreeMap<ParticipantId, Place>,
    ) {
        let mut of_groups: BTreeMap<GroupId, BTreeSet<PollId>> = BTreeMap::new();
        for poll in views.values().flat_map(|view| &view.polls) {
            if let Some(group) = poll.group {
                of_groups.entry(group).or_default().insert(poll.poll);
            }
        }
        for (who, view) in views {
            let group = match places[who] {
                Place::Group { group } if !self.listening.contains(who) => Some(group),
                _ => None,
            };
            let expected = group.and_then(|group| of_groups.get(&group)).cloned().unwrap_or_default();
            let of_a_group = view.polls.iter().filter(|poll| poll.group.is_some());
            let seen: BTreeSet<PollId> = of_a_group.map(|poll| poll.poll).collect();
            assert_eq!(seen, expected, "the polls of the group of {who}");
            view.polls.iter().for_each(|poll| self.check_poll(*who, poll, places[who]));
        }
    }

    /// While a poll is open nobody sees figures; of an anonymous one nobody ever sees a ballot; one of another group nobody
    /// is told of.
    pub fn check_poll(&self, who: ParticipantId, poll: &PollView, place: Place) {
        let role = self.acts_as(who);
        let leads = match poll.kind {
            PollKind::Pulse {} => role.may(Permission::SeePulse),
            _ => role.may(Permission::RunPolls),
        };
        assert!(poll.group.is_none_or(|group| place == Place::Group { group }), "a poll of another group");
        assert!(poll.stage != PollStage::Open || poll.figures.is_none());
        assert!(leads || poll.stage == PollStage::Shown || (poll.votes.is_none() && poll.figures.is_none()));
        assert!(leads || poll.ballots.is_empty());
        if poll.anonymous {
            assert!(poll.ballots.is_empty() && poll.mine.is_none());
            assert!(poll.figures.is_none() || poll.votes.is_some_and(|votes| votes >= MIN_ANONYMOUS));
        }
    }
}
