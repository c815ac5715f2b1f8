//! Who takes part in the day: fifty people.

use signaling::id::ParticipantId;
use signaling::role::Role;

pub const SUPERVISOR: ParticipantId = ParticipantId(1);
/// Leads the day.
pub const FACILITATOR: ParticipantId = ParticipantId(2);
/// Registers and helps.
pub const ASSISTANT: ParticipantId = ParticipantId(3);
pub const SPEAKER: ParticipantId = ParticipantId(4);
const OBSERVERS: [u32; 2] = [5, 6];
const LAST: u32 = 50;

pub fn everybody() -> impl Iterator<Item = ParticipantId> {
    (1..=LAST).map(ParticipantId)
}

pub fn staff() -> [ParticipantId; 3] {
    [FACILITATOR, SUPERVISOR, ASSISTANT]
}

/// What somebody is invited as. Whoever is added at a device of another is a participant.
pub fn role_of(who: ParticipantId) -> Role {
    match who {
        SUPERVISOR => Role::Supervisor,
        FACILITATOR => Role::Facilitator,
        ASSISTANT => Role::Assistant,
        SPEAKER => Role::Speaker,
        ParticipantId(id) if OBSERVERS.contains(&id) => Role::Observer,
        ParticipantId(_) => Role::Participant,
    }
}

/// The guests who come late, and when, in minutes of the day: into the talk, the groups, the break, the own task.
pub const LATE: [(u32, u64); 6] = [(45, 40), (46, 56), (47, 66), (48, 90), (49, 120), (50, 178)];

/// Who goes early, and when.
pub const EARLY: [(u32, u64); 3] = [(20, 72), (21, 130), (22, 185)];

/// At whose device somebody else takes part.
pub const HOSTS_OF_OTHERS: [u32; 2] = [10, 11];

/// Who puts a phone beside their computer.
pub const WITH_A_PHONE: [u32; 3] = [12, 13, 14];
