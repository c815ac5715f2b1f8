//! Which rare states a session has been in, for checking that the scripts reach them.

use signaling::id::DeviceId;
use signaling::protocol::{ChatPart, Place, PollStage, RoomView};

use crate::session::Session;

impl Session {
    /// The same for talk, as staff see it and as those who are in groups do.
    pub fn note_talk(&mut self, view: &RoomView) {
        for part in &view.chat.parts {
            let written = match part.part {
                ChatPart::Plenary {} | ChatPart::Help { .. } | ChatPart::Encounter { .. } => continue,
                ChatPart::Group { .. } => "a message in a group",
                ChatPart::Backstage {} => "a message backstage",
                ChatPart::Private {} => "a private message",
            };
            if !part.messages.is_empty() {
                self.reach(written);
            }
            if matches!(part.part, ChatPart::Group { .. }) && !part.lines.is_empty() {
                self.reach("a line in a group");
            }
        }
        for poll in view.polls.iter().filter(|poll| poll.anonymous && poll.stage != PollStage::Open) {
            let told = poll.votes.is_some();
            if told {
                let figures = poll.figures.is_some();
                self.reach(if figures { "figures of an anonymous poll" } else { "figures withheld" });
            }
        }
        if view.feedback.as_ref().is_some_and(|feedback| feedback.counted > 0) {
            self.reach("figures of feedback");
        }
    }

    /// Rare states worth being in.
    pub fn note(&mut self, view: &RoomView) {
        let staff = view.people.iter().find(|person| person.role.is_staff());
        let queues =
            staff.and_then(|staff| self.room.view_for(self.now, staff.participant)).map(|view| view.queues);
        let carriers = self.truth.devices.values();
        let shared = carriers.clone().any(|carrier| carrier.people.len() > 1);
        let several = self.truth.people.keys().any(|who| self.truth.devices_of(*who).len() > 1);
        let half = self.truth.people.keys().any(|who| {
            let connected = |id: &DeviceId| self.truth.devices[id].connected;
            self.truth.is_here(*who) && !self.truth.devices_of(*who).iter().all(connected)
        });
        let plenary =
            |who| view.people.iter().any(|one| one.participant == who && one.place == (Place::Plenary {}));
        let dropped = |who| !self.truth.is_here(who);
        let queues = queues.unwrap_or_default();
        let in_group = queues.iter().skip(1).any(|queue| !queue.hands.is_empty());
        let floor_in_group = queues.iter().skip(1).any(|queue| queue.floor.is_some());
        let away =
            queues.first().is_some_and(|queue| queue.hands.iter().any(|hand| !plenary(hand.participant)));
        let dropped_floor =
            queues.iter().any(|queue| queue.floor.is_some_and(|turn| dropped(turn.participant)));
        let staff_view = staff.and_then(|staff| self.room.view_for(self.now, staff.participant));
        let finished = staff_view
            .as_ref()
            .is_some_and(|view| view.technology.as_ref().is_some_and(|round| round.finished));
        let times = staff_view.is_some_and(|view| view.speaking_times.is_some());
        for (seen, name) in [
            (finished, "a finished technology round"),
            (times, "speaking times"),
            (shared, "a device with several people"),
            (several, "a person with several devices"),
            (half, "here with one device, lost with another"),
            (in_group, "a hand in a group"),
            (floor_in_group, "the floor in a group"),
            (away, "a hand that waits in the plenary"),
            (dropped_floor, "the floor of somebody dropped"),
        ] {
            if seen {
                self.reach(name);
            }
        }
    }
}
