//! Who came, and how long each spoke: recognising those who are expected, the table for those who may see it, and the
//! figures that are left when the session is over.

use std::time::SystemTime;

use signaling::attendance::Record;
use signaling::id::{ParticipantId, RequestId};
use signaling::protocol::{ExportRequest, MAX_UTC_OFFSET, Rejection, ServerMessage};

use super::RoomTask;
use crate::attendance_csv;
use crate::rooms::book::SessionRecord;
use crate::seats::ConnectionId;

/// Longest table that is sent as a message: it must fit into what may wait for a connection.
const MAX_TABLE: usize = 512 * 1024;

impl RoomTask {
    /// Those whom personal invitations brought are in the session now: the list knows them. Whoever waits, or is helped
    /// to get in, is not there yet.
    pub(super) async fn recognise(&mut self) -> anyhow::Result<()> {
        for (who, member) in self.unrecognised.clone() {
            if let Ok(effects) = self.room.recognise(self.now(), who, member) {
                self.unrecognised.remove(&who);
                self.perform(effects).await?.close(self);
            } else if !self.is_coming(who) {
                self.unrecognised.remove(&who);
            }
        }
        Ok(())
    }

    fn is_coming(&self, who: ParticipantId) -> bool {
        self.room.knows(who) || self.room.lobby_view_for(who).is_some()
    }

    /// The table as far as the sender may see it.
    pub(super) fn export(&mut self, from: ConnectionId, id: RequestId, request: ExportRequest) {
        let message = match self.table(from, request) {
            Ok(csv) => ServerMessage::AttendanceTable { id, csv },
            Err(code) => ServerMessage::Rejected { id, code },
        };
        self.seats.answer(from, &message);
    }

    fn table(&self, from: ConnectionId, request: ExportRequest) -> Result<String, Rejection> {
        let ExportRequest::ExportAttendance { language, utc_offset_minutes: offset } = request;
        let who = self.speaker(from).participant;
        let record = self.room.attendance_record_for(self.now(), who).ok_or(Rejection::NotAllowed)?;
        if offset.abs() > MAX_UTC_OFFSET {
            return Err(Rejection::OutOfRange);
        }
        let csv = attendance_csv::of_session(&self.session_record(record), language, offset);
        if csv.len() > MAX_TABLE { Err(Rejection::TooLong) } else { Ok(csv) }
    }

    /// The figures as they stand.
    pub(super) fn record(&self) -> SessionRecord {
        self.session_record(self.room.attendance_record(self.now(), None))
    }

    fn session_record(&self, record: Record) -> SessionRecord {
        SessionRecord { opened: self.clock.opened_at(), epoch: self.clock.epoch(), record }
    }

    /// The session is over: its figures are kept if it was one. Of practice nothing is kept.
    pub(super) fn close_book(&mut self) {
        let session = self.record();
        let was_meant = self.settings.hours.meet(session.opened, SystemTime::now());
        // Where nothing was planned, a supervisor who looks in before everybody comes holds no session.
        let is_session = was_meant.unwrap_or(session.met() || self.settings.list.is_none());
        if self.room.is_practice() {
            return;
        }
        self.book.keep_topics(self.room.topics_left());
        if session.has_anybody() && is_session {
            self.book.close(session);
        }
    }

    /// Tells the room how long each has been heard to speak.
    pub(super) async fn count_speaking(&mut self) -> anyhow::Result<()> {
        for (device, millis) in self.media.take_spoken() {
            let effects = self.room.spoke(self.now(), device, millis);
            self.perform(effects).await?.close(self);
        }
        Ok(())
    }

    /// Groups have opened or ended, by a command or by the clock: what went before is over.
    pub(super) async fn note_part(&mut self) -> anyhow::Result<()> {
        let part = self.room.part();
        if self.part != part {
            self.part = part;
            self.part_is_over().await?;
        }
        Ok(())
    }

    /// A part of the session is over: what each has spoken in it becomes a fact.
    pub(super) async fn part_is_over(&mut self) -> anyhow::Result<()> {
        self.count_speaking().await?;
        let effects = self.room.record_speaking(self.now());
        self.perform(effects).await?.close(self);
        Ok(())
    }
}
