//! When a source is asked for a keyframe. Requests of any number of slots are one request; it is repeated until the
//! keyframe comes, since encoders ignore a request that follows another too closely (libwebrtc: 300 ms) and do not
//! remember it.

use crate::Time;

/// Repetition while somebody waits in front of an empty slot (measured: shared/slots.md 1).
const REPEAT_MS: i64 = 100;
/// Repetition when the source sends nothing at all: its camera is on but not running.
const SILENT_REPEAT_MS: i64 = 1_000;
/// A source that has sent nothing for this long is silent.
const SILENT_MS: i64 = 1_000;
/// Between two requests made for receivers that merely lost a packet.
const REPAIR_MS: i64 = 300;

/// One source's requests.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyframeRequests {
    last_request: Option<Time>,
    last_packet: Option<Time>,
    repair_wanted: bool,
}

impl KeyframeRequests {
    /// A packet of the source arrived.
    pub fn packet(&mut self, now: Time, starts_keyframe: bool) {
        self.last_packet = Some(now);
        if starts_keyframe {
            self.repair_wanted = false;
        }
    }

    /// A receiver that shows the source cannot decode it.
    pub fn repair(&mut self) {
        self.repair_wanted = true;
    }

    /// Nobody is sent the source: there is nothing to repair, and no keyframe may ever come to say so.
    pub fn unseen(&mut self) {
        self.repair_wanted = false;
    }

    /// Whether to ask now; `awaited` if any slot waits for the source's first keyframe.
    pub fn due(&mut self, now: Time, awaited: bool) -> bool {
        let silent = self.last_packet.is_none_or(|at| now.millis_since(at) >= SILENT_MS);
        let interval = match (awaited, self.repair_wanted) {
            (false, false) => return false,
            _ if silent => SILENT_REPEAT_MS,
            (true, _) => REPEAT_MS,
            (false, true) => REPAIR_MS,
        };
        let due = self.last_request.is_none_or(|at| now.millis_since(at) >= interval);
        if due {
            self.last_request = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: i64) -> Time {
        Time(millis * 1_000)
    }

    #[test]
    fn a_request_is_repeated_every_100_ms_until_nobody_waits() {
        let mut source = KeyframeRequests::default();
        source.packet(ms(0), false);
        let asked: Vec<i64> = (0..350).filter(|&at| source.due(ms(at), true)).collect();
        assert_eq!(asked, [0, 100, 200, 300]);
        assert!(!source.due(ms(900), false));
    }

    #[test]
    fn a_source_that_sends_nothing_is_asked_once_a_second() {
        let mut source = KeyframeRequests::default();
        let asked: Vec<i64> = (0..2_500).filter(|&at| source.due(ms(at), true)).collect();
        assert_eq!(asked, [0, 1_000, 2_000]);
    }

    #[test]
    fn what_nobody_is_sent_is_not_repaired() {
        let mut source = KeyframeRequests::default();
        source.packet(ms(0), false);
        source.repair();
        source.unseen();
        assert!(!source.due(ms(10), false));
    }

    #[test]
    fn repairs_are_limited_and_end_with_the_keyframe() {
        let mut source = KeyframeRequests::default();
        source.packet(ms(0), false);
        source.repair();
        let asked: Vec<i64> = (0..700).filter(|&at| source.due(ms(at), false)).collect();
        assert_eq!(asked, [0, 300, 600]);
        source.packet(ms(701), true);
        assert!(!source.due(ms(2_000), false));
    }
}
