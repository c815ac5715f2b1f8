//! Who may do what: roles, permissions, one table. What a session switches off for participants is laid on top of it
//! in one place, `Room::may`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What someone is in a session. Given by the invitation, changed live, read from the room at each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The host: everything in the room.
    Supervisor,
    /// Admits, groups, queue: everything but settings and roles.
    Facilitator,
    /// The second pair of hands: admits, marks attendance, helps with technology, runs timers; does not moderate.
    Assistant,
    /// Speaks, shows video, raises a hand, chats, votes, works in groups.
    Participant,
    /// An invited guest who presents, and may wait backstage.
    Speaker,
    /// Sees and hears what they are let into; publishes nothing.
    Observer,
    /// A participant whose sound or picture people may choose to follow.
    Interpreter,
}

/// One thing that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Send the microphone.
    PublishMicrophone,
    /// Send the camera.
    PublishCamera,
    /// Share a screen.
    PublishScreen,
    /// Send the sound of a shared screen.
    PublishScreenSound,
    /// Hear those who are in the plenary.
    HearPlenary,
    /// See those who are in the plenary.
    SeePlenary,
    /// Ask to speak.
    RaiseHand,
    /// Write to everybody in the plenary.
    ChatPlenary,
    /// Write to one's own group.
    ChatGroup,
    /// Write to those who run the session.
    ChatFacilitators,
    /// Write to one other person.
    ChatPrivately,
    /// Send a reaction that expires.
    React,
    /// Delete what others wrote, and slow the chat down.
    DeleteOthersMessages,
    /// Prepare, open, close and show polls and check-ins, and ask for the pulse.
    RunPolls,
    /// Answer polls, check-ins and the pulse.
    Vote,
    /// See the figures of the pulse.
    SeePulse,
    /// See the figures of the feedback.
    SeeFeedback,
    /// Read who came, when and for how long.
    SeeAttendance,
    /// Correct by hand who came.
    CorrectAttendance,
    /// See how long each has spoken.
    SeeSpeakingTime,
    /// See how somebody's devices fare, without content.
    SeeDeviceState,
    /// Have everybody try their technology.
    RunTechnologyRound,
    /// See the lobby, let people in, refuse them, help them in, send them back.
    Admit,
    /// Open the door, let people knock, or close it.
    RunDoor,
    /// Move people between the plenary and the groups.
    MovePeople,
    /// Open groups and recall everybody from them.
    RunGroups,
    /// Go to a group and come back.
    VisitGroups,
    /// Give the floor, end another's turn, run rounds.
    RunTurns,
    /// Lower somebody else's hand.
    LowerOthersHands,
    /// Start and stop timers.
    RunTimers,
    /// Turn another's microphone, camera or screen off, and ask them to turn it on.
    MuteOthers,
    /// Give another a name for this room.
    RenameOthers,
    /// Change one's own name.
    Rename,
    /// Remove somebody from the session.
    Remove,
    /// Learn that somebody left by the quick way out.
    SeeQuickLeave,
    /// Change what others are.
    ChangeRoles,
    /// Change the settings of the session.
    ChangeSettings,
    /// End the session, for guests or for all.
    EndSession,
    /// Be backstage.
    EnterBackstage,
    /// Let somebody beside one take part through one's own device.
    AddPeople,
    /// Prepare and run the agenda, breaks and own tasks.
    RunAgenda,
    /// Propose topics, and support them.
    ProposeTopics,
    /// Go to a group by oneself where people choose.
    ChooseGroup,
    /// Bring something from an own task.
    BringResults,
    /// See calls for help, take them and end them.
    AnswerHelp,
    /// Play a video or sound file to everybody, and pause or end what another plays.
    PlayToAll,
}

impl Permission {
    /// Every permission, for tests that walk the whole table.
    pub const ALL: [Self; 46] = [
        Self::PublishMicrophone,
        Self::PublishCamera,
        Self::PublishScreen,
        Self::PublishScreenSound,
        Self::HearPlenary,
        Self::SeePlenary,
        Self::RaiseHand,
        Self::ChatPlenary,
        Self::ChatGroup,
        Self::ChatFacilitators,
        Self::ChatPrivately,
        Self::React,
        Self::DeleteOthersMessages,
        Self::RunPolls,
        Self::Vote,
        Self::SeePulse,
        Self::SeeFeedback,
        Self::SeeAttendance,
        Self::CorrectAttendance,
        Self::SeeSpeakingTime,
        Self::SeeDeviceState,
        Self::RunTechnologyRound,
        Self::Admit,
        Self::RunDoor,
        Self::MovePeople,
        Self::RunGroups,
        Self::VisitGroups,
        Self::RunTurns,
        Self::LowerOthersHands,
        Self::RunTimers,
        Self::MuteOthers,
        Self::RenameOthers,
        Self::Rename,
        Self::Remove,
        Self::SeeQuickLeave,
        Self::ChangeRoles,
        Self::ChangeSettings,
        Self::EndSession,
        Self::EnterBackstage,
        Self::AddPeople,
        Self::RunAgenda,
        Self::ProposeTopics,
        Self::ChooseGroup,
        Self::BringResults,
        Self::AnswerHelp,
        Self::PlayToAll,
    ];
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Supervisor,
        Self::Facilitator,
        Self::Assistant,
        Self::Participant,
        Self::Speaker,
        Self::Observer,
        Self::Interpreter,
    ];

    /// The table. A new permission does not compile until it is answered here; a new role may nothing until named.
    ///
    #[doc = include_str!("../docs/permissions.md")]
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Role::{Assistant, Facilitator, Interpreter, Observer, Participant, Speaker, Supervisor};
        match permission {
            // Everybody: an observer who needs help must be able to say so.
            Permission::HearPlenary
            | Permission::SeePlenary
            | Permission::ChatFacilitators
            | Permission::Rename => matches!(
                self,
                Supervisor | Facilitator | Assistant | Participant | Speaker | Observer | Interpreter
            ),
            Permission::PublishMicrophone
            | Permission::PublishCamera
            | Permission::PublishScreen
            | Permission::PublishScreenSound
            | Permission::RaiseHand
            | Permission::ChatPlenary
            | Permission::ChatGroup
            | Permission::ChatPrivately
            | Permission::React
            | Permission::ChooseGroup
            | Permission::BringResults
            | Permission::AddPeople => {
                matches!(self, Supervisor | Facilitator | Assistant | Participant | Speaker | Interpreter)
            }
            // A speaker is a guest of the group, not one of it.
            Permission::Vote | Permission::ProposeTopics => {
                matches!(self, Supervisor | Facilitator | Assistant | Participant | Interpreter)
            }
            Permission::EnterBackstage => matches!(self, Supervisor | Facilitator | Assistant | Speaker),
            Permission::SeePulse
            | Permission::SeeAttendance
            | Permission::CorrectAttendance
            | Permission::SeeDeviceState
            | Permission::RunTechnologyRound
            | Permission::Admit
            | Permission::VisitGroups
            | Permission::AnswerHelp
            | Permission::RunTimers => matches!(self, Supervisor | Facilitator | Assistant),
            Permission::DeleteOthersMessages
            | Permission::RunPolls
            | Permission::SeeFeedback
            | Permission::SeeSpeakingTime
            | Permission::RunDoor
            | Permission::MovePeople
            | Permission::RunGroups
            | Permission::RunAgenda
            | Permission::RunTurns
            | Permission::LowerOthersHands
            | Permission::MuteOthers
            | Permission::RenameOthers
            | Permission::Remove
            | Permission::SeeQuickLeave
            | Permission::PlayToAll
            | Permission::EndSession => matches!(self, Supervisor | Facilitator),
            Permission::ChangeRoles | Permission::ChangeSettings => matches!(self, Supervisor),
        }
    }

    /// Whether this role is of those who run the session: they see every group's queue, always get in, and remain
    /// when the session has ended for guests.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Supervisor | Self::Facilitator | Self::Assistant)
    }
}
