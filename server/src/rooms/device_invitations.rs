//! Invitations for further devices of people who are in a session: each is good once and for a short time, dies with
//! its person's stay and with the session, and the next of the same person replaces it. Kept as digests only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use signaling::id::ParticipantId;
use signaling::protocol::{Further, Template};
use signaling::role::Role;
use tokio::time::Instant;

use super::RoomId;
use crate::secret::{Digest, Secret};
use crate::tickets;

/// Long enough to find the other device and to type or photograph a link.
pub const LIFE: Duration = Duration::from_secs(600);

/// What such an invitation is for. All of it is as it was when it was made: the engine knows it better when the device
/// arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInvitation {
    /// To which room.
    pub room: RoomId,
    /// What it is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
    /// Whose device it will be.
    pub participant: ParticipantId,
    /// What they are.
    pub role: Role,
    /// What they are called.
    pub name: String,
    /// What the device will be to them.
    pub further: Further,
}

/// What a ticket for a further device says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceGrant {
    /// What the device will be.
    pub further: Further,
    /// The invitation it was exchanged for: when that has died, so has the ticket.
    number: u64,
}

#[cfg(test)]
impl DeviceGrant {
    /// For an invitation that there may be or not.
    pub const fn numbered(further: Further, number: u64) -> Self {
        Self { further, number }
    }
}

/// The invitations of all sessions: at most one for each person in one.
#[derive(Debug, Default)]
pub struct DeviceInvitations(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    given: u64,
    open: BTreeMap<Digest, Open>,
}

#[derive(Debug)]
struct Open {
    session: u64,
    number: u64,
    until: Instant,
    /// A ticket has been given for it: nobody gets another.
    is_exchanged: bool,
    invitation: DeviceInvitation,
}

impl Open {
    fn is_due(&self, now: Instant) -> bool {
        !self.is_exchanged && now < self.until
    }
}

impl DeviceInvitations {
    /// What this secret is good for, if it is good.
    #[must_use]
    pub fn look_up(&self, now: Instant, secret: &Secret) -> Option<DeviceInvitation> {
        let state = self.state();
        let open = state.open.get(&secret.digest()).filter(|open| open.is_due(now))?;
        Some(open.invitation.clone())
    }

    /// Uses a secret up.
    #[must_use]
    pub fn exchange(&self, now: Instant, secret: &Secret) -> Option<(DeviceInvitation, DeviceGrant)> {
        let mut state = self.state();
        let open = state.open.get_mut(&secret.digest()).filter(|open| open.is_due(now))?;
        open.is_exchanged = true;
        // It stays for as long as the ticket, which is good only with it.
        open.until = now + tickets::LIFE;
        let grant = DeviceGrant { further: open.invitation.further, number: open.number };
        Some((open.invitation.clone(), grant))
    }

    /// Begins a session, in which nobody has been invited.
    #[must_use]
    pub fn begin(self: &Arc<Self>) -> SessionInvitations {
        SessionInvitations { all: Arc::clone(self), session: self.state().next(), inviting: BTreeSet::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is complete in itself.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.given += 1;
        self.given
    }
}

/// The invitations of one session. They die with it, however it ends.
#[derive(Debug)]
pub struct SessionInvitations {
    all: Arc<DeviceInvitations>,
    session: u64,
    /// Who may have one, so that the others' comings and goings need no look at the table.
    inviting: BTreeSet<ParticipantId>,
}

impl SessionInvitations {
    /// A new invitation; the one before of the same person is good no more.
    pub fn invite(&mut self, now: Instant, invitation: DeviceInvitation) -> Secret {
        let secret = Secret::draw();
        let who = invitation.participant;
        let mut state = self.all.state();
        state.open.retain(|_, open| now < open.until && !self.is_of(open, who));
        let (session, number) = (self.session, state.next());
        let open = Open { session, number, until: now + LIFE, is_exchanged: false, invitation };
        state.open.insert(secret.digest(), open);
        drop(state);
        self.inviting.insert(who);
        secret
    }

    /// Uses a ticket's invitation up. Whether it was still good.
    #[must_use]
    pub fn redeem(&self, who: ParticipantId, grant: DeviceGrant) -> bool {
        let mut state = self.all.state();
        let before = state.open.len();
        let is_meant =
            |open: &Open| open.number == grant.number && open.is_exchanged && self.is_of(open, who);
        state.open.retain(|_, open| !is_meant(open));
        state.open.len() < before
    }

    /// Only those of whom this is true keep theirs.
    pub fn retain(&mut self, stays: impl Fn(ParticipantId) -> bool) {
        let before = self.inviting.len();
        self.inviting.retain(|who| stays(*who));
        if self.inviting.len() < before {
            let is_other = |open: &Open| open.session != self.session;
            let keeps = |open: &Open| self.inviting.contains(&open.invitation.participant);
            self.all.state().open.retain(|_, open| is_other(open) || keeps(open));
        }
    }

    fn is_of(&self, open: &Open, who: ParticipantId) -> bool {
        open.session == self.session && open.invitation.participant == who
    }
}

impl Drop for SessionInvitations {
    fn drop(&mut self) {
        self.retain(|_| false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(who: u32, further: Further) -> DeviceInvitation {
        DeviceInvitation {
            room: RoomId::named("room".into()),
            title: "Piiri".into(),
            template: Template::PeerCircle,
            participant: ParticipantId(who),
            role: Role::Participant,
            name: "Aino".into(),
            further,
        }
    }

    fn begun() -> (Arc<DeviceInvitations>, SessionInvitations, Instant) {
        let all = Arc::<DeviceInvitations>::default();
        let session = all.begin();
        (all, session, Instant::now())
    }

    #[test]
    fn a_secret_is_exchanged_once_and_what_it_was_exchanged_for_is_good_once() {
        let (all, mut session, now) = begun();
        let secret = session.invite(now, invitation(1, Further::Companion));
        assert_eq!(
            all.look_up(now, &secret),
            Some(invitation(1, Further::Companion)),
            "looking uses nothing up"
        );
        let (found, grant) = all.exchange(now, &secret).unwrap();
        assert_eq!((found.participant, grant.further), (ParticipantId(1), Further::Companion));
        assert_eq!(all.exchange(now, &secret), None);
        assert_eq!(all.look_up(now, &secret), None);
        assert!(!session.redeem(ParticipantId(2), grant), "of somebody else");
        assert!(!all.begin().redeem(ParticipantId(1), grant), "of another session");
        assert!(session.redeem(ParticipantId(1), grant));
        assert!(!session.redeem(ParticipantId(1), grant));
    }

    #[test]
    fn what_was_not_exchanged_is_no_ticket() {
        let (_all, mut session, now) = begun();
        session.invite(now, invitation(1, Further::Own));
        let number = session.all.state().given;
        assert!(!session.redeem(ParticipantId(1), DeviceGrant::numbered(Further::Own, number)));
    }

    #[test]
    fn a_secret_is_good_for_ten_minutes() {
        let (all, mut session, now) = begun();
        let secret = session.invite(now, invitation(1, Further::Own));
        let last = now + LIFE - Duration::from_millis(1);
        assert!(all.look_up(last, &secret).is_some());
        assert_eq!(all.look_up(now + LIFE, &secret), None);
        assert_eq!(all.exchange(now + LIFE, &secret), None);
        let (_, grant) = all.exchange(last, &secret).unwrap();
        // Somebody else's next does not take the ticket away that was got at the last moment.
        session.invite(now + LIFE, invitation(2, Further::Own));
        assert!(session.redeem(ParticipantId(1), grant));
    }

    #[test]
    fn the_next_of_the_same_person_replaces_it_and_old_ones_are_forgotten() {
        let (all, mut session, now) = begun();
        let first = session.invite(now, invitation(1, Further::Own));
        let other = session.invite(now, invitation(2, Further::Own));
        let next = session.invite(now, invitation(1, Further::TakeOver));
        assert_eq!(all.look_up(now, &first), None);
        assert!(all.look_up(now, &other).is_some() && all.look_up(now, &next).is_some());
        let (_, grant) = all.exchange(now, &next).unwrap();
        session.invite(now, invitation(1, Further::Own));
        assert!(!session.redeem(ParticipantId(1), grant), "the ticket died with it");
        session.invite(now + LIFE, invitation(3, Further::Own));
        assert_eq!(all.state().open.len(), 1);
    }

    #[test]
    fn it_dies_with_the_stay_and_with_the_session() {
        let (all, mut session, now) = begun();
        let mut other_session = all.begin();
        let [gone, there] = [1, 2].map(|who| session.invite(now, invitation(who, Further::Own)));
        let elsewhere = other_session.invite(now, invitation(1, Further::Own));
        session.retain(|who| who == ParticipantId(2));
        assert_eq!(all.look_up(now, &gone), None);
        assert!(all.look_up(now, &there).is_some() && all.look_up(now, &elsewhere).is_some());
        let (_, grant) = all.exchange(now, &there).unwrap();
        session.retain(|_| false);
        assert!(!session.redeem(ParticipantId(2), grant));
        drop(other_session);
        assert_eq!(all.look_up(now, &elsewhere), None);
    }
}
