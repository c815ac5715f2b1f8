//! At the door: coming in, the agreement, the lobby, coming back, and being welcomed, each on the connection that is
//! there.

use signaling::id::{DeviceId, ParticipantId, RequestId, Sequence};
use signaling::protocol::{
    CloseCode, Command, Further, Invitation, LobbyView, MAX_WAITING, RefusalReason, Rejection, RequestBody,
    ServerMessage, VERSION, encode,
};
use signaling::role::Role;
use signaling::room::{Arrival, Arrived, Refused, Sender};
use signaling::stream::frame;

use super::{RoomTask, Seated};
use crate::seats::ConnectionId;
use crate::secret::Secret;
use crate::tickets::Grant;

/// Most devices in a room at once, so that a link that got around cannot fill the memory.
const MAX_INSIDE: usize = 1000;

/// Most devices at the door, in the lobby and inside.
const MAX_DEVICES: usize = MAX_INSIDE + 2 * MAX_WAITING;

/// How many of these places are for staff alone: whoever fills a room keeps nobody out who could act.
const FOR_STAFF: usize = 50;

/// Most devices of one person: some at a time, and those of pages that were closed and are still waited for.
const MAX_DEVICES_OF_ONE: usize = 8;

impl RoomTask {
    /// Somebody with a ticket. Whatever becomes of them is said on the connection.
    pub(super) async fn enter(&mut self, grant: Grant) -> anyhow::Result<Result<Seated, CloseCode>> {
        let who = grant.participant;
        let kept_free = if grant.role.is_staff() { 0 } else { FOR_STAFF };
        let is_full = self.seats.count() + kept_free >= MAX_DEVICES
            || self.seats.count_inside() + kept_free >= MAX_INSIDE;
        if is_full || self.seats.count_of(who) >= MAX_DEVICES_OF_ONE {
            return Ok(Err(CloseCode::TryAgain));
        }
        // The engine takes a person it knows as one more device of theirs: not on the strength of a shared link. And it
        // takes one it does not know as a newcomer: not on the strength of what is good for a device only.
        let is_good = match grant.device {
            Some(device) => self.devices.redeem(who, device) && self.room.knows(who),
            None => grant.invitation() == Invitation::Personal || !self.room.knows(who),
        };
        if !is_good {
            return Ok(Err(CloseCode::Unauthenticated));
        }
        let device = self.fresh_device();
        self.seats.add(device, grant);
        let Some((connection, frames)) = self.seats.connect(Sender { participant: who, device }) else {
            return Ok(Err(CloseCode::TryAgain));
        };
        self.arrive(device).await?;
        Ok(Ok(Seated { connection, frames }))
    }

    /// Brings whoever stands at the door with this device as far as they may come.
    async fn arrive(&mut self, device: DeviceId) -> anyhow::Result<()> {
        let Some(grant) = self.seats.at_door(device).cloned() else { return Ok(()) };
        let invitation = grant.invitation();
        let Grant { participant, role, name, member, unit, device: granted, room: _ } = grant;
        // What they say at the door is what they are called from now on. Whoever is in keeps the name they have.
        if !self.room.knows(participant) {
            self.book.keep_name(participant, &name);
        }
        let further = granted.map_or(Further::Own, |granted| granted.further);
        // Of whoever comes to a reception nothing is recorded, also when they have come by a personal invitation.
        let is_visitor = role == Role::Participant && self.settings.reception.is_some();
        let member = member.filter(|_| !is_visitor);
        let arrival = Arrival { participant, device, name, role, invitation, further };
        match self.room.arrive(self.now(), arrival) {
            Ok((Arrived::Entered, mut effects)) => {
                if unit.is_some() {
                    effects.extend(self.room.limit_attendance(self.now(), participant, unit));
                }
                // Inside only after the effects: they are part of the view with which the stream begins.
                self.perform(effects).await?.close(self);
                self.unrecognised.extend(member.map(|member| (participant, member)));
                tracing::info!(room = %self.id, %participant, ?role, "entered");
                self.seats.begin(device);
                self.welcome(device, None, None);
            }
            Ok((Arrived::Waiting, effects)) => {
                self.seats.wait(device, participant);
                self.unrecognised.extend(member.map(|member| (participant, member)));
                tracing::info!(room = %self.id, %participant, ?role, "waits");
                self.perform(effects).await?.close(self);
            }
            Err(Refused::Agreement) => {
                if let Some(agreement) = self.room.agreement_needed(participant) {
                    self.seats.show(device, agreement.version);
                    self.seats.offer(device, encode(&ServerMessage::AgreementNeeded { agreement }));
                }
            }
            Err(Refused::Full) => {
                let refused = ServerMessage::Refused { reason: RefusalReason::Full };
                self.seats.offer(device, encode(&refused));
                self.seats.remove_device(device, CloseCode::Refused);
            }
            Err(Refused::Removed) => self.seats.remove_device(device, CloseCode::Removed),
            Err(Refused::Ended) => self.seats.remove_device(device, CloseCode::Ended),
            Err(Refused::Device) => self.seats.remove_device(device, CloseCode::Unauthenticated),
        }
        Ok(())
    }

    /// Whoever stands at the door accepts the agreement or goes; nothing else is taken.
    pub(super) async fn request_at_door(
        &mut self,
        from: ConnectionId,
        id: RequestId,
        body: RequestBody,
    ) -> anyhow::Result<()> {
        let Sender { participant, device } = from.sender;
        match body {
            RequestBody::Command(Command::AcceptAgreement { version }) => {
                let accepted = self.room.accept_at_door(self.now(), participant, version);
                self.seats.answer_outcome(from, id, accepted);
                // With another text in force by now, it is shown; with none, they come in.
                self.arrive(device).await?;
            }
            RequestBody::Command(Command::Leave {} | Command::LeaveQuickly {}) => {
                self.seats.answer_outcome(from, id, Ok(()));
                self.seats.remove_device(device, CloseCode::Left);
            }
            RequestBody::Command(_)
            | RequestBody::Media(_)
            | RequestBody::Export(_)
            | RequestBody::Picture(_) => {
                self.seats.answer_outcome(from, id, Err(Rejection::NotAllowed));
            }
        }
        Ok(())
    }

    /// Another agreement is in force: whoever stands at the door with the one before is shown it, or let in.
    pub(super) async fn show_agreement(&mut self) -> anyhow::Result<()> {
        for (who, device, shown) in self.seats.shown_at_door() {
            let needed = self.room.agreement_needed(who).map(|agreement| agreement.version);
            if needed != shown {
                self.arrive(device).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn resume(
        &mut self,
        token: &Secret,
        seen: Option<Sequence>,
    ) -> anyhow::Result<Result<Seated, CloseCode>> {
        let Some(sender) = self.seats.holder(token.expose()) else {
            return Ok(Err(CloseCode::Unauthenticated));
        };
        let Sender { participant, device } = sender;
        let Ok(effects) = self.room.connect(self.now(), device) else {
            return Ok(Err(CloseCode::Unauthenticated));
        };
        tracing::debug!(room = %self.id, %participant, "resumed");
        if self.seats.waits(device).is_some() {
            // What the lobby tells is among the effects, so the connection is there before them.
            let connected = self.seats.connect(sender);
            self.seats.came_by(device, token.expose());
            self.perform(effects).await?.close(self);
            let seated = connected.map(|(connection, frames)| Seated { connection, frames });
            return Ok(seated.ok_or(CloseCode::TryAgain));
        }
        // Before the welcome, so that "here again" is the last of what was missed, or in the view.
        self.perform(effects).await?.close(self);
        let Some((connection, frames)) = self.seats.connect(sender) else {
            return Ok(Err(CloseCode::TryAgain));
        };
        self.welcome(device, Some(token), seen);
        Ok(Ok(Seated { connection, frames }))
    }

    /// Somebody came from the lobby: their stream begins, on the connection they have.
    pub(super) fn seat(&mut self, participant: ParticipantId, device: DeviceId) {
        tracing::info!(room = %self.id, %participant, "let in");
        self.seats.begin(device);
        self.welcome(device, None, None);
    }

    /// Says all that somebody in the lobby may know, with a token if the connection has none yet.
    pub(super) fn tell_lobby(&mut self, device: DeviceId, view: LobbyView) {
        let now = self.now();
        if self.seats.lacks_token(device) {
            let next = Secret::draw();
            let serial = self.seats.rotate(device, None, &next);
            let resume_token = Some(self.id.qualify(&next));
            let lobby = ServerMessage::Lobby { resume_token, now, view };
            self.seats.offer_token(device, encode(&lobby), serial);
        } else {
            let lobby = ServerMessage::Lobby { resume_token: None, now, view };
            self.seats.offer(device, encode(&lobby));
        }
    }

    /// Welcomes somebody who is inside: then what they missed, unless it comes with the whole view; what media shows
    /// them now follows by itself.
    fn welcome(&mut self, device: DeviceId, used: Option<&Secret>, seen: Option<Sequence>) {
        let used = used.map(Secret::expose);
        let Some((last, missed)) = self.seats.missed(device, used, seen) else { return };
        let Some((you, others)) = self.carried(device) else { return };
        let (seq, (view, beside), missed) = match (seen, missed) {
            (Some(seen), Some(missed)) => (seen, (None, Vec::new()), missed),
            _ => (last, self.views(you, others), Vec::new()),
        };
        let next = Secret::draw();
        let serial = self.seats.rotate(device, used, &next);
        let welcome = ServerMessage::Welcome {
            version: VERSION,
            you,
            resume_token: self.id.qualify(&next),
            seq,
            now: self.now(),
            view,
            beside,
            ice_servers: self.media.session().ice_servers(),
        };
        self.seats.offer_token(device, encode(&welcome), serial);
        for (number, body) in (seq.0 + 1..).zip(missed) {
            self.seats.offer(device, frame(Sequence(number), &body));
        }
        self.media.session().repeat(device);
    }
}
