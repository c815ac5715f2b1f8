//! Pictures on their way into the session and out of it. They come and go over HTTP; here it is decided whose they are
//! and who sees them.

use signaling::id::{PictureId, RequestId};
use signaling::protocol::{PictureRequest, Rejection, ServerMessage};
use signaling::room::Sender;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::RoomTask;
use crate::pictures::Picture;
use crate::seats::ConnectionId;

/// What is asked with a key.
#[derive(Debug)]
pub enum PictureMessage {
    /// Whether a picture of so many bytes would be taken.
    MayBring {
        /// Whose key it was.
        from: Sender,
        /// As many as come.
        bytes: usize,
        /// Where the answer is waited for.
        reply: oneshot::Sender<Result<(), NotTaken>>,
    },
    /// Here it is.
    Bring {
        /// Whose key it was.
        from: Sender,
        /// What is to be kept.
        picture: Picture,
        /// Where what it is called is waited for.
        reply: oneshot::Sender<Result<PictureId, NotTaken>>,
    },
    /// Shows one to whoever may see it.
    See {
        /// Whose key it was.
        from: Sender,
        /// Which.
        picture: PictureId,
        /// Where it is waited for.
        reply: oneshot::Sender<Option<Picture>>,
    },
}

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The device does not carry them any more.
    #[error("the key is good no more")]
    Gone,
    /// The session has as many as it may.
    #[error("no room for more pictures")]
    Full,
    /// The room does not want it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
}

impl RoomTask {
    /// Gives somebody in the room the key to bring pictures and see them.
    pub(super) fn picture_key(&mut self, from: ConnectionId, id: RequestId, request: PictureRequest) {
        let PictureRequest::PictureKey { participant } = request;
        let speaker = self.speaker(from);
        let holder = Sender { participant: participant.unwrap_or(speaker.participant), ..speaker };
        let message = if self.seats.insider(from).is_none() {
            ServerMessage::Rejected { id, code: Rejection::NotAllowed }
        } else if !self.carries(holder) {
            ServerMessage::Rejected { id, code: Rejection::UnknownParticipant }
        } else {
            let key = self.pictures.key(Instant::now(), holder);
            ServerMessage::PictureKey { id, key: key.expose().to_owned() }
        };
        self.seats.answer(from, &message);
    }

    pub(super) fn take_picture_message(&mut self, message: PictureMessage) {
        match message {
            PictureMessage::MayBring { from, bytes, reply } => drop(reply.send(self.may_bring(from, bytes))),
            PictureMessage::Bring { from, picture, reply } => drop(reply.send(self.bring(from, picture))),
            PictureMessage::See { from, picture, reply } => {
                let may_see = self.carries(from) && self.room.may_see_picture(from.participant, picture);
                drop(reply.send(self.pictures.get(picture).filter(|_| may_see)));
            }
        }
    }

    fn may_bring(&self, from: Sender, bytes: usize) -> Result<(), NotTaken> {
        if !self.carries(from) {
            return Err(NotTaken::Gone);
        }
        if !self.room.may_bring_picture(from.participant) {
            return Err(NotTaken::Rejected(Rejection::NotAllowed));
        }
        if self.pictures.have_room_for(bytes) { Ok(()) } else { Err(NotTaken::Full) }
    }

    fn bring(&mut self, from: Sender, picture: Picture) -> Result<PictureId, NotTaken> {
        self.may_bring(from, picture.bytes.len())?;
        let id = self.pictures.fresh_id();
        for dropped in self.room.keep_picture(from.participant, id)? {
            self.pictures.drop_picture(dropped);
        }
        tracing::debug!(room = %self.id, participant = %from.participant, picture = %id, "picture brought");
        self.pictures.keep(id, picture);
        Ok(id)
    }

    fn carries(&self, sender: Sender) -> bool {
        self.room.carried(sender.device).contains(&sender.participant)
    }
}
