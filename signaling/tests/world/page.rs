//! A page: what it shows is what it was told, and while its connection is lost it hears nothing.

use std::collections::BTreeMap;

use signaling::id::{DeviceId, ParticipantId, Sequence};
use signaling::protocol::{Event, RoomView, ServerMessage};
use signaling::stream::{Stream, frame};

use crate::fold::fold;

#[derive(Debug)]
pub struct Page {
    device: DeviceId,
    /// For everybody whom the device carries.
    pub views: BTreeMap<ParticipantId, RoomView>,
    seen: Sequence,
    pub stream: Stream,
}

impl Page {
    pub fn new(device: DeviceId, views: BTreeMap<ParticipantId, RoomView>) -> Self {
        Self { device, views, seen: Sequence(0), stream: Stream::new() }
    }

    /// How many events it has not heard.
    pub fn missed(&self) -> u64 {
        self.stream.last().0 - self.seen.0
    }

    /// Hears what the stream holds beyond what was seen. False when it no longer reaches back.
    pub fn catch_up(&mut self) -> bool {
        let Some(missed) = self.stream.since(self.seen) else { return false };
        let missed: Vec<_> = missed.collect();
        for (seq, body) in missed {
            assert_eq!(seq.0, self.seen.0 + 1, "numbers have no gaps");
            self.seen = seq;
            match serde_json::from_str(&frame(seq, &body)).unwrap() {
                ServerMessage::Event { seq: told, event, whom } => {
                    assert_eq!(told, seq);
                    self.hear(&event, &whom);
                }
                other => unreachable!("{other:?}"),
            }
        }
        assert_eq!(self.seen, self.stream.last());
        true
    }

    pub fn hear(&mut self, event: &Event, whom: &[ParticipantId]) {
        // Who is new at the device begins with a view of their own; what comes for them before it is in it.
        if let Event::ViewReplaced { view } = event {
            for who in whom {
                self.views.entry(*who).or_insert_with(|| (**view).clone());
            }
        }
        // Whoever left alone, or went over to another device, is no longer among those it carries.
        if let Event::DevicesChanged { devices } = event
            && let Some(own) = devices.iter().find(|one| one.device == self.device)
        {
            self.views.retain(|who, _| own.people.contains(who));
        }
        for (who, view) in &mut self.views {
            if whom.is_empty() || whom.contains(who) {
                fold(view, event.clone());
            }
        }
    }
}
