//! The frames: hello, requests and what the server says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AgreementView, Command, Event, ExportRequest, Further, IceServer, LobbyView, MediaRequest,
    NetworkQuality, NetworkReason, PictureCodec, PictureRequest, QuestionView, RefusalReason, Rejection,
    RoomView, SlotView, WantedSource,
};
use crate::id::{DeviceId, ParticipantId, RequestId, Sequence};
use crate::time::Moment;

/// The version this server speaks.
pub const VERSION: u32 = 1;

/// The first frame of every connection: who is it?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Protocol version the client speaks.
    pub version: u32,
    /// What proves the identity.
    pub proof: Proof,
}

/// Identity comes from one of these, never from a later message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Proof {
    /// A fresh ticket from `POST /api/v1/join`: 60 s, once.
    Ticket {
        /// The signed ticket.
        ticket: String,
    },
    /// The token from the last [`ServerMessage::Welcome`]: comes back to the same seat, hand and group.
    Resume {
        /// The rotating token, good once.
        token: String,
        /// The last event seen; `null` after a reload and from the lobby: then the whole view is sent.
        seen: Option<Sequence>,
    },
}

/// Any frame after the first: `{"id": 7, "type": "raise_hand", …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Echoed in the answer.
    pub id: RequestId,
    /// What is asked.
    #[serde(flatten)]
    pub body: RequestBody,
}

/// A request is for the room, for the media session, for a table, or for the way to pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RequestBody {
    /// For the room engine.
    Command(Command),
    /// For the media worker.
    Media(MediaRequest),
    /// For a table of what one may see.
    Export(ExportRequest),
    /// For a key to bring pictures and see them.
    Picture(PictureRequest),
}

/// Any frame from the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "the welcome is made once for a connection and encoded at once"
)]
pub enum ServerMessage {
    /// The answer to [`Hello`].
    Welcome {
        /// Version spoken from here on.
        version: u32,
        /// Whose connection this is.
        you: You,
        /// Good for one [`Proof::Resume`]; replaces the one before.
        resume_token: String,
        /// The last event already contained in `view`, or the last one seen when it is absent.
        seq: Sequence,
        /// The moment at which it was said: what a client's own clock shows when it comes.
        now: Moment,
        /// The whole truth for this person; absent when the missed events follow instead.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        view: Option<RoomView>,
        /// The same for everybody else whom the device carries, in seat order; absent without them, or without a view.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<BesideView>>")]
        beside: Vec<BesideView>,
        /// For networks that let nothing else through; absent when there are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<IceServer>>")]
        ice_servers: Vec<IceServer>,
    },
    /// The request was done.
    Ok {
        /// Of the request.
        id: RequestId,
    },
    /// The request was not done, and nothing changed.
    Rejected {
        /// Of the request.
        id: RequestId,
        /// Why.
        code: Rejection,
    },
    /// Something changed.
    Event {
        /// Its place in the stream of this device.
        seq: Sequence,
        /// What.
        event: Event,
        /// Whose views it is to be folded into; everybody's whom the device carries when absent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<ParticipantId>>")]
        whom: Vec<ParticipantId>,
    },
    /// The answer to [`Command::InviteDevice`], before its `ok`: how the further device gets in.
    DeviceInvitation {
        /// Whose device it will be.
        participant: ParticipantId,
        /// What it is for.
        further: Further,
        /// For `POST /api/v1/join`, once and for a short time; belongs after the `#` of a link.
        secret: String,
    },
    /// Answer to [`Command::WatchQuestions`], and to [`Command::AskQuestion`] with a key, in place of `ok`.
    OwnQuestions {
        /// Of the request.
        id: RequestId,
        /// In the order of the keys; `null` for what is gone.
        questions: Vec<Option<QuestionView>>,
    },
    /// Answer to [`MediaRequest::MediaSend`] and [`MediaRequest::MediaRestartIce`].
    Media {
        /// Of the request.
        id: RequestId,
        /// SDP answer for the sending connection.
        answer: String,
        /// SDP offer of the receiving connection.
        offer: String,
    },
    /// Answer to [`ExportRequest::ExportAttendance`].
    AttendanceTable {
        /// Of the request.
        id: RequestId,
        /// The table, headings first, as a spreadsheet takes it.
        csv: String,
    },
    /// Answer to [`PictureRequest::PictureKey`].
    PictureKey {
        /// Of the request.
        id: RequestId,
        /// The bearer key, good while this device is in the room and carries this person. The next one of the same person
        /// at this device replaces it.
        key: String,
    },
    /// Who is in which receive slot, whole. A message with a lower generation than one already seen is stale.
    Slots {
        /// Grows with every change for this device.
        generation: u32,
        /// Every slot that carries somebody.
        slots: Vec<SlotView>,
    },
    /// Which devices in this person's place are heard speaking now, loudest first. Not numbered: the next replaces it.
    Speaking {
        /// Loudest first.
        devices: Vec<DeviceId>,
    },
    /// How many layers of this device's pictures anybody watches, whole.
    /// What nobody watches need not be encoded. Not numbered: the next replaces it.
    MediaWanted {
        /// Each picture that this device sends.
        sources: Vec<WantedSource>,
    },
    /// How this device's network does, when that changes. Not numbered: the next replaces it.
    Network {
        /// In a word.
        quality: NetworkQuality,
        /// Why it is not good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<NetworkReason>,
    },
    /// Instead of [`ServerMessage::Welcome`]: the room is entered when the agreement is accepted, with
    /// [`super::Command::AcceptAgreement`]. Until then nothing else is told and nothing else is taken but
    /// [`super::Command::Leave`]. Sent again when another text is in force.
    AgreementNeeded {
        /// The one in force.
        agreement: AgreementView,
    },
    /// All that somebody in the lobby knows, instead of a welcome: there is no view, no media, and
    /// [`Command::AskForHelp`], [`Command::AcceptAgreement`] and [`Command::Leave`] are the only commands. A welcome follows on the same connection
    /// when they are let in; this comes again when they are sent back. Not numbered: the next replaces it.
    Lobby {
        /// Good for one [`Proof::Resume`]; absent when the one before is still good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        resume_token: Option<String>,
        /// The moment at which it was said.
        now: Moment,
        /// What they know.
        view: LobbyView,
    },
    /// Not let in; the connection is closed with [`super::CloseCode::Refused`] after this.
    Refused {
        /// Why.
        reason: RefusalReason,
    },
    /// The media session did not come up, or pictures are coded in something else now; make both connections anew with [`MediaRequest::MediaSend`].
    MediaRestart {
        /// What pictures are to be sent in from here on, if the browser can; the server takes VP8 as well.
        #[serde(default, skip_serializing_if = "PictureCodec::is_vp8")]
        #[ts(optional, as = "Option<PictureCodec>")]
        codec: PictureCodec,
    },
}

/// The whole truth for somebody beside one at the same device. What they ask is sent with [`Command::As`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BesideView {
    /// Who.
    pub participant: ParticipantId,
    /// What they may know.
    pub view: RoomView,
}

/// Who this connection speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct You {
    /// The person.
    pub participant: ParticipantId,
    /// The page.
    pub device: DeviceId,
}
