//! Who comes while groups are open. Whoever was in one of them returns to it; the others go where the rule says.

use crate::id::{GroupId, ParticipantId};
use crate::protocol::{Assignment, LateRule, ObserverRule, Place};
use crate::role::Role;
use crate::room::changes::Changes;
use crate::room::{Effect, Room};
use crate::time::Moment;

/// Most people whose group is remembered when they leave; beyond that the lowest ids are forgotten.
const MAX_RETURNS: usize = crate::room::MAX_RECORDED;

impl Room {
    /// Where somebody begins who comes in now, alone at a device.
    pub(in crate::room) fn place_for_arrival(&self, who: ParticipantId, role: Role) -> Place {
        let group = if role.is_staff() || !self.groups.have_begun() {
            None
        } else {
            self.group_to_return_to(who).or_else(|| self.group_for_latecomer(who, role))
        };
        group.map_or(Place::Plenary {}, |group| Place::Group { group })
    }

    /// Whether somebody who newly comes waits in the lobby until the groups have ended.
    pub(in crate::room) fn waits_for_groups(&self, who: ParticipantId) -> bool {
        let waits = self.groups.run.as_ref().is_some_and(|run| run.late == LateRule::Lobby);
        waits && self.groups.have_begun() && self.group_to_return_to(who).is_none()
    }

    /// Somebody goes for good. A removal has no way back.
    pub(in crate::room) fn remember_group(&mut self, who: ParticipantId) {
        if let Ok(Place::Group { group }) = self.place_of(who)
            && !self.is_visiting(who)
        {
            self.groups.returns.insert(who, group);
            if self.groups.returns.len() > MAX_RETURNS {
                self.groups.returns.pop_first();
            }
        }
    }

    /// The list says only now who somebody is who has just come.
    pub(in crate::room) fn place_recognised(&mut self, who: ParticipantId, changes: &mut Changes) {
        let is_late = self.groups.run.as_ref().is_some_and(|run| run.late == LateRule::PreparedGroup);
        let can_go = is_late
            && self.groups.have_begun()
            && self.place_of(who) == Ok(Place::Plenary {})
            && !self.companions(who).iter().any(|one| self.is_staff(*one));
        if let (true, Some(group)) = (can_go, self.prepared_group(who)) {
            for one in self.companions(who) {
                self.relocate(one, Place::Group { group }, changes);
            }
        }
    }

    fn group_to_return_to(&self, who: ParticipantId) -> Option<GroupId> {
        self.groups.returns.get(&who).copied().filter(|group| self.groups.open.contains_key(group))
    }

    fn group_for_latecomer(&self, who: ParticipantId, role: Role) -> Option<GroupId> {
        let run = self.groups.run.as_ref()?;
        if role == Role::Observer && run.observers == ObserverRule::Stay {
            return None;
        }
        match run.late {
            LateRule::Lobby | LateRule::Plenary => None,
            LateRule::SmallestGroup => {
                let most = match run.assignment {
                    Assignment::Chosen { most: Some(most) } => most as usize,
                    _ => usize::MAX,
                };
                let sizes = self.group_sizes().into_iter().filter(|(_, size)| *size < most);
                sizes.min_by_key(|(group, size)| (*size, *group)).map(|(group, _)| group)
            }
            LateRule::PreparedGroup => self.prepared_group(who),
        }
    }

    /// Those who waited for the groups only, when these have ended or the rule is another. Not while everything is cleared
    /// because the last person has gone: see [`Room::let_in_after_all_have_gone`].
    pub(super) fn let_in_latecomers(&mut self, now: Moment, changes: &mut Changes) {
        if !self.people.is_empty() {
            self.let_in_who_waits_for_groups(now, changes);
        }
    }

    /// After nothing is left of those who have gone: whoever comes in now finds nothing of theirs, and is not told what was
    /// told to nobody.
    pub(in crate::room) fn let_in_after_all_have_gone(
        &mut self,
        now: Moment,
        mut effects: Vec<Effect>,
    ) -> Vec<Effect> {
        if !self.people.is_empty() {
            return effects;
        }
        // Known to what follows, and told by it: whoever was helped to get in until now does not come in again at once.
        let unseated = |effect: &Effect| match effect {
            Effect::Unseat { participant, device } => Some((*participant, *device)),
            _ => None,
        };
        let mut changes =
            Changes { unseated: effects.iter().filter_map(unseated).collect(), ..Changes::default() };
        self.let_in_who_waits_for_groups(now, &mut changes);
        if self.people.is_empty() {
            return effects;
        }
        let follows = self.announce(now, changes);
        let told_anew = |who: ParticipantId| {
            let tells = |effect: &Effect| matches!(effect, Effect::TellLobby { participant, .. } if *participant == who);
            follows.iter().any(tells)
        };
        effects.retain(|effect| match effect {
            Effect::Tell { .. } | Effect::Unseat { .. } => false,
            Effect::TellLobby { participant, .. } => {
                self.lobby.waiting.contains_key(participant) && !told_anew(*participant)
            }
            _ => true,
        });
        effects.extend(follows);
        effects.sort_by_key(Effect::turn);
        effects
    }

    fn let_in_who_waits_for_groups(&mut self, now: Moment, changes: &mut Changes) {
        let waits = self.lobby.waiting.iter().filter(|(_, waiting)| waiting.for_groups);
        let waits: Vec<ParticipantId> = waits.map(|(who, _)| *who).collect();
        if waits.is_empty() || !self.is_door_open(now) {
            return;
        }
        for who in waits {
            // Nobody is put out and let in by one change.
            let just_left = changes.unseated.iter().any(|(one, _)| *one == who);
            if !just_left && !self.waits_for_groups(who) {
                self.let_in(now, who, changes);
            }
        }
    }
}
