//! What one page is to the room that may carry several people, and the way to a further one.

use signaling::id::{DeviceId, ParticipantId};
use signaling::protocol::{BesideView, Event, Further, RoomView, ServerMessage, You, encode, encode_event};
use signaling::room::Sender;
use signaling::stream::for_some;
use tokio::time::Instant;

use super::RoomTask;
use crate::rooms::device_invitations::DeviceInvitation;
use crate::seats::ConnectionId;

impl RoomTask {
    /// Whom a connection speaks for, unless it says otherwise: the first whom its device carries now. Through one
    /// that waits in the lobby speaks who waits.
    pub(super) fn speaker(&self, from: ConnectionId) -> Sender {
        let device = from.sender.device;
        let carried = self.room.carried(device).first().copied();
        let participant = carried.or_else(|| self.seats.waits(device)).unwrap_or(from.sender.participant);
        Sender { participant, device }
    }

    /// Once to each device that carries somebody who hears it.
    pub(super) fn tell(&mut self, hearers: &[(DeviceId, Vec<ParticipantId>)], event: &Event) {
        let body = encode_event(event);
        for (device, whom) in hearers {
            self.seats.tell(*device, &for_some(&body, whom));
        }
    }

    /// Who a device is to its connection, and everybody else whom it carries.
    pub(super) fn carried(&self, device: DeviceId) -> Option<(You, Vec<ParticipantId>)> {
        let mut carried = self.room.carried(device).into_iter();
        let participant = carried.next()?;
        Some((You { participant, device }, carried.collect()))
    }

    /// The whole truth for each of these.
    pub(super) fn views(&self, you: You, beside: Vec<ParticipantId>) -> (Option<RoomView>, Vec<BesideView>) {
        let now = self.now();
        let view =
            |participant| self.room.view_for(now, participant).map(|view| BesideView { participant, view });
        (self.room.view_for(now, you.participant), beside.into_iter().filter_map(view).collect())
    }

    /// Answers on the connection that asked.
    pub(super) fn invite_device(&mut self, who: ParticipantId, device: DeviceId, further: Further) {
        let Some(view) = self.room.view_for(self.now(), who) else { return };
        let Some(person) = view.people.into_iter().find(|person| person.participant == who) else { return };
        let invitation = DeviceInvitation {
            room: self.id.clone(),
            title: view.title,
            template: view.template,
            participant: who,
            role: person.role,
            name: person.name,
            further,
        };
        let secret = self.devices.invite(Instant::now(), invitation).expose().to_owned();
        let message = ServerMessage::DeviceInvitation { participant: who, further, secret };
        self.seats.offer(device, encode(&message));
    }

    /// An invitation dies with the stay of its person: with their leaving, their removal, and their being sent back.
    pub(super) fn let_invitations_die(&mut self) {
        let room = &self.room;
        self.devices.retain(|who| room.knows(who));
    }
}
