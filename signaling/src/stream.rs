//! Each device's stream of events: numbered 1, 2, 3 … without gaps, and kept for a while, so that a connection which
//! comes back hears what it missed.
//!
//! The text of an event is made once for everybody who hears it ([`Body`]); only the number in front is each device's
//! own, and for a device that carries several people, whom of them it is for. A stream outlives connections and belongs
//! to a device: it is pushed to whether that is connected or not. What any of those hears whom the device carries is
//! told to it, once: [`crate::room::Room::addressed`].

use std::collections::VecDeque;
use std::sync::Arc;

use crate::id::{ParticipantId, Sequence};

/// The JSON text of one event, shared by all who are told it. Made by [`crate::protocol::encode_event`].
pub type Body = Arc<str>;

/// Most events kept for replay: a busy room changes a few times a second, so some minutes.
pub const MAX_KEPT: usize = 512;

/// Most text kept for replay, in bytes. Above this a whole view is the shorter way to the truth.
pub const MAX_KEPT_BYTES: usize = 256 * 1024;

/// The text frame of an event in a stream: what [`crate::protocol::ServerMessage::Event`] encodes to.
#[must_use]
pub fn frame(seq: Sequence, body: &str) -> String {
    format!(r#"{{"type":"event","seq":{},"event":{body}}}"#, seq.0)
}

/// The same event for some only of those whom a device carries, see [`crate::protocol::ServerMessage::Event`]: what
/// follows in [`frame`] says for whom.
#[must_use]
pub fn for_some(body: &Body, whom: &[ParticipantId]) -> Body {
    if whom.is_empty() {
        return Body::clone(body);
    }
    let whom: Vec<String> = whom.iter().map(|who| who.0.to_string()).collect();
    format!(r#"{body},"whom":[{}]"#, whom.join(",")).into()
}

/// One device's events: how many there were, and the last of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stream {
    last: Sequence,
    kept: VecDeque<Body>,
    bytes: usize,
}

impl Stream {
    /// A stream in which nothing has been said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of the last event; 0 before the first.
    #[must_use]
    pub const fn last(&self) -> Sequence {
        self.last
    }

    /// Adds an event and gives its number. The oldest kept ones make room.
    pub fn push(&mut self, body: Body) -> Sequence {
        self.last.0 += 1;
        self.bytes += body.len();
        self.kept.push_back(body);
        while self.kept.len() > MAX_KEPT || self.bytes > MAX_KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.len();
        }
        self.last
    }

    /// Everything after `seen`, in order. `None` when that is no longer kept, or was never said: a whole view is due.
    pub fn since(&self, seen: Sequence) -> Option<impl Iterator<Item = (Sequence, Body)> + '_> {
        let missed = usize::try_from(self.last.0.checked_sub(seen.0)?).ok()?;
        let skipped = self.kept.len().checked_sub(missed)?;
        let numbers = seen.0 + 1..;
        Some(numbers.map(Sequence).zip(self.kept.iter().skip(skipped).cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Event, ServerMessage, encode, encode_event};

    fn filled(events: u64) -> Stream {
        let mut stream = Stream::new();
        for number in 1..=events {
            assert_eq!(stream.push(number.to_string().into()), Sequence(number));
        }
        stream
    }

    fn missed(stream: &Stream, seen: u64) -> Option<Vec<(u64, String)>> {
        Some(stream.since(Sequence(seen))?.map(|(seq, body)| (seq.0, body.to_string())).collect())
    }

    #[test]
    fn a_frame_is_what_the_whole_message_encodes_to() {
        let event = Event::PeopleChanged { people: Vec::new() };
        let body: Body = encode_event(&event);
        for whom in [vec![], vec![ParticipantId(7)], vec![ParticipantId(9), ParticipantId(8)]] {
            let framed = frame(Sequence(41), &for_some(&body, &whom));
            let event = event.clone();
            assert_eq!(framed, encode(&ServerMessage::Event { seq: Sequence(41), event, whom }));
        }
    }

    #[test]
    fn what_was_missed_comes_in_order_with_its_own_numbers() {
        let stream = filled(5);
        assert_eq!(missed(&stream, 3), Some(vec![(4, "4".into()), (5, "5".into())]));
        assert_eq!(missed(&stream, 5), Some(Vec::new()));
        assert_eq!(missed(&stream, 0).map(|all| all.len()), Some(5));
        assert_eq!(stream.last(), Sequence(5));
    }

    #[test]
    fn nothing_can_have_been_seen_before_it_was_said() {
        assert_eq!(missed(&filled(5), 6), None);
        assert_eq!(missed(&Stream::new(), 1), None);
        assert_eq!(missed(&Stream::new(), 0), Some(Vec::new()));
    }

    #[test]
    fn only_the_last_events_are_kept() {
        let stream = filled(600);
        assert_eq!(missed(&stream, 87), None);
        let kept = missed(&stream, 88).unwrap();
        assert_eq!(kept.len(), MAX_KEPT);
        assert_eq!(kept[0], (89, "89".into()));
        assert_eq!(kept[511], (600, "600".into()));
    }

    #[test]
    fn no_more_text_is_kept_than_allowed() {
        let mut stream = Stream::new();
        for _ in 0..5 {
            stream.push("x".repeat(MAX_KEPT_BYTES / 4).into());
        }
        assert_eq!(missed(&stream, 0), None);
        assert_eq!(missed(&stream, 1).map(|kept| kept.len()), Some(4));
        stream.push("x".repeat(MAX_KEPT_BYTES + 1).into());
        assert_eq!(missed(&stream, 5), None, "an event that is too large by itself is not kept");
        assert_eq!(missed(&stream, 6), Some(Vec::new()));
        stream.push("y".into());
        assert_eq!(missed(&stream, 6), Some(vec![(7, "y".into())]));
    }
}
