//! What of a room outlives its sessions: who has which personal invitation, who cannot come, and the figures of the
//! sessions that are over, and the topics nobody came to. Shared between the registry of rooms and the task of a session; in memory only.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use signaling::attendance::{Record, RecordRow};
use signaling::id::{MemberId, ParticipantId};
use signaling::protocol::AttendanceSubject;

use crate::secret::random_u32;

/// Most sessions of a room whose figures are kept; the oldest goes.
pub const MAX_SESSIONS: usize = 20;

/// See the module.
#[derive(Debug, Default)]
pub struct Book(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    invited: BTreeMap<MemberId, Invited>,
    sessions: VecDeque<SessionRecord>,
    topics: Vec<String>,
}

/// Somebody with an invitation of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who they are in every session: the same person each time they come.
    pub participant: ParticipantId,
    /// What they are called in this room, if they or those who run it have said so.
    pub name: Option<String>,
    /// They have said so.
    pub cannot_come: bool,
    /// They have been removed: the invitation is void.
    revoked: bool,
}

/// The figures of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// What the wall clock said when it opened: no two sessions of a room have the same.
    pub opened: SystemTime,
    /// What the wall clock said at the epoch of its moments.
    pub epoch: SystemTime,
    /// Who was there.
    pub record: Record,
}

impl SessionRecord {
    /// Whether anybody came.
    #[must_use]
    pub fn has_anybody(&self) -> bool {
        self.record.rows.iter().any(|row| !row.stays.is_empty())
    }

    /// Whether anybody came who was expected.
    #[must_use]
    pub fn met(&self) -> bool {
        let is_member = |row: &RecordRow| matches!(row.subject, AttendanceSubject::Member { .. });
        self.record.rows.iter().any(|row| is_member(row) && !row.stays.is_empty())
    }
}

impl Book {
    /// Of a room that has invited these.
    #[must_use]
    pub fn of(members: impl IntoIterator<Item = MemberId>) -> Self {
        let mut state = State::default();
        for member in members {
            let participant = state.fresh_participant();
            let invited = Invited { participant, name: None, cannot_come: false, revoked: false };
            state.invited.insert(member, invited);
        }
        Self(Mutex::new(state))
    }

    /// Who holds this invitation, unless it is void.
    #[must_use]
    pub fn invited(&self, member: MemberId) -> Option<Invited> {
        self.state().invited.get(&member).filter(|invited| !invited.revoked).cloned()
    }

    /// Somebody who is nobody of those invited.
    #[must_use]
    pub fn fresh_participant(&self) -> ParticipantId {
        self.state().fresh_participant()
    }

    /// The invitation of this person, if they had one of their own, is void.
    pub fn revoke(&self, participant: ParticipantId) {
        for invited in self.state().invited.values_mut().filter(|one| one.participant == participant) {
            invited.revoked = true;
        }
    }

    /// Somebody with an invitation of their own is called so from now on.
    pub fn keep_name(&self, participant: ParticipantId, name: &str) {
        for invited in self.state().invited.values_mut().filter(|one| one.participant == participant) {
            invited.name = Some(name.to_owned());
        }
    }

    /// Somebody cannot come, or can after all. Whether the invitation is good.
    pub fn set_cannot_come(&self, member: MemberId, cannot_come: bool) -> bool {
        match self.state().invited.get_mut(&member).filter(|invited| !invited.revoked) {
            Some(invited) => {
                invited.cannot_come = cannot_come;
                true
            }
            None => false,
        }
    }

    /// Who has said that they cannot come to the next session.
    #[must_use]
    pub fn cannot_come(&self) -> Vec<MemberId> {
        let state = self.state();
        state.invited.iter().filter(|(_, one)| one.cannot_come).map(|(member, _)| *member).collect()
    }

    /// A session is over. Who could not come to it may come to the next.
    pub fn close(&self, record: SessionRecord) {
        let mut state = self.state();
        if state.sessions.len() >= MAX_SESSIONS {
            state.sessions.pop_front();
        }
        state.sessions.push_back(record);
        for invited in state.invited.values_mut() {
            invited.cannot_come = false;
        }
    }

    /// What people proposed and nobody came to: for the next session, in place of what the last one left.
    pub fn keep_topics(&self, topics: Vec<String>) {
        self.state().topics = topics;
    }

    /// What the last session left.
    #[must_use]
    pub fn topics(&self) -> Vec<String> {
        self.state().topics.clone()
    }

    /// How many of the sessions that are over each of those invited has been to.
    #[must_use]
    pub fn sessions_of(&self) -> BTreeMap<MemberId, u32> {
        let state = self.state();
        let mut sessions: BTreeMap<MemberId, u32> = state.invited.keys().map(|member| (*member, 0)).collect();
        let rows = state.sessions.iter().flat_map(|session| &session.record.rows);
        for row in rows.filter(|row| !row.stays.is_empty()) {
            if let AttendanceSubject::Member { member } = row.subject {
                sessions.entry(member).and_modify(|count| *count += 1);
            }
        }
        sessions
    }

    /// The sessions that are over, oldest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionRecord> {
        self.state().sessions.iter().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under the lock is complete in itself.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fresh_participant(&self) -> ParticipantId {
        loop {
            let drawn = ParticipantId(random_u32());
            if self.invited.values().all(|invited| invited.participant != drawn) {
                return drawn;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::AttendanceStatus;
    use signaling::room::Stay;
    use signaling::time::Moment;

    use super::*;

    const AINO: MemberId = MemberId(7);

    #[test]
    fn an_invitation_is_one_person_until_it_is_void() {
        let book = Book::of([AINO, MemberId(8)]);
        let invited = book.invited(AINO).unwrap();
        assert_eq!(book.invited(AINO), Some(invited.clone()));
        assert_ne!(book.invited(MemberId(8)).map(|other| other.participant), Some(invited.participant));
        book.revoke(invited.participant);
        assert_eq!(book.invited(AINO), None);
        assert!(!book.set_cannot_come(AINO, true));
        assert!(book.invited(MemberId(8)).is_some());
    }

    #[test]
    fn a_name_is_kept_for_the_one_whose_it_is() {
        let book = Book::of([AINO, MemberId(8)]);
        book.keep_name(book.invited(AINO).unwrap().participant, "Ainu");
        book.keep_name(book.fresh_participant(), "Eero");
        let kept = |member| book.invited(member).unwrap().name;
        assert_eq!((kept(AINO).as_deref(), kept(MemberId(8))), (Some("Ainu"), None));
    }

    #[test]
    fn what_was_left_and_who_was_there_is_known_to_the_next_session() {
        let book = Book::of([AINO, MemberId(8)]);
        assert_eq!(
            (book.sessions_of(), book.topics().len()),
            (BTreeMap::from([(AINO, 0), (MemberId(8), 0)]), 0)
        );
        let row = |member: u32, stays: Vec<Stay>| RecordRow {
            subject: AttendanceSubject::Member { member: MemberId(member) },
            name: String::new(),
            unit: None,
            unit_name: None,
            status: AttendanceStatus::Present,
            minutes: 0,
            recorded_status: AttendanceStatus::Present,
            recorded_minutes: 0,
            stays,
            corrections: Vec::new(),
        };
        let there = || vec![Stay { from: Moment(1), to: Some(Moment(2)) }];
        for _ in 0..2 {
            let rows = vec![row(7, there()), row(8, Vec::new()), row(9, there())];
            let record = Record { rows, ..Record::default() };
            book.close(SessionRecord {
                opened: SystemTime::UNIX_EPOCH,
                epoch: SystemTime::UNIX_EPOCH,
                record,
            });
        }
        assert_eq!(book.sessions_of(), BTreeMap::from([(AINO, 2), (MemberId(8), 0)]));
        book.keep_topics(vec!["Uni".into(), "Lepo".into()]);
        assert_eq!(book.topics(), ["Uni", "Lepo"]);
        book.keep_topics(Vec::new());
        assert!(book.topics().is_empty(), "what was left before is not left twice");
    }

    #[test]
    fn who_cannot_come_may_come_to_the_next_and_old_figures_go() {
        let book = Book::of([AINO]);
        assert!(book.set_cannot_come(AINO, true));
        assert_eq!(book.cannot_come(), [AINO]);
        for minutes in 0..30 {
            let record = Record { planned_minutes: minutes, ..Record::default() };
            book.close(SessionRecord {
                opened: SystemTime::UNIX_EPOCH,
                epoch: SystemTime::UNIX_EPOCH,
                record,
            });
        }
        assert_eq!(book.cannot_come(), []);
        let minutes: Vec<u32> = book.sessions().iter().map(|one| one.record.planned_minutes).collect();
        assert_eq!(minutes, (10..30).collect::<Vec<_>>());
    }
}
