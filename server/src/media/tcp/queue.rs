//! What waits for one connection that takes it more slowly than it comes.
//!
//! A stream loses nothing by itself, so what cannot be sent in time must be lost here, or everything after it is late.
//! Two lines: pictures, and everything else (voices, reports, checks), which always goes first. What is too old or too
//! much is dropped whole and the oldest first: the receiver then asks for it, or for a keyframe, as after any loss.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::BytesMut;

/// A voice that is later than this is of no use: the receiver has long filled the gap.
const VOICE_WAITS: Duration = Duration::from_millis(600);
/// Most bytes of it: five seconds of one voice, a flight of certificates.
const VOICE_BYTES: usize = 48 * 1024;
/// A picture that is later than this would show the past while the voices are in the present.
const PICTURE_WAITS: Duration = Duration::from_millis(400);
/// Most bytes of it: the keyframes of many small pictures, one large one.
const PICTURE_BYTES: usize = 256 * 1024;

/// See the module.
#[derive(Debug)]
pub struct Queue {
    voices: Line,
    pictures: Line,
}

/// One line.
#[derive(Debug)]
struct Line {
    packets: VecDeque<(Instant, BytesMut)>,
    bytes: usize,
    most: usize,
    waits: Duration,
    dropped: u64,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            voices: Line::new(VOICE_BYTES, VOICE_WAITS),
            pictures: Line::new(PICTURE_BYTES, PICTURE_WAITS),
        }
    }
}

impl Queue {
    /// Puts a packet at the end of its line.
    pub fn push(&mut self, now: Instant, packet: BytesMut, is_picture: bool) {
        if is_picture { self.pictures.push(now, packet) } else { self.voices.push(now, packet) }
    }

    /// The packet that is to go next.
    pub fn pop(&mut self, now: Instant) -> Option<BytesMut> {
        self.voices.pop(now).or_else(|| self.pictures.pop(now))
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.voices.packets.is_empty() && self.pictures.packets.is_empty()
    }

    /// How many packets were dropped since this was asked last.
    pub const fn take_dropped(&mut self) -> u64 {
        let dropped = self.voices.dropped + self.pictures.dropped;
        self.voices.dropped = 0;
        self.pictures.dropped = 0;
        dropped
    }
}

impl Line {
    const fn new(most: usize, waits: Duration) -> Self {
        Self { packets: VecDeque::new(), bytes: 0, most, waits, dropped: 0 }
    }

    fn push(&mut self, now: Instant, packet: BytesMut) {
        self.bytes += packet.len();
        self.packets.push_back((now, packet));
        while self.bytes > self.most {
            self.first();
            self.dropped += 1;
        }
    }

    fn pop(&mut self, now: Instant) -> Option<BytesMut> {
        while let Some((since, packet)) = self.first() {
            if now.saturating_duration_since(since) <= self.waits {
                return Some(packet);
            }
            self.dropped += 1;
        }
        None
    }

    fn first(&mut self) -> Option<(Instant, BytesMut)> {
        let first = self.packets.pop_front()?;
        self.bytes -= first.1.len();
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: bool = true;
    const VOICE: bool = false;

    fn packet(number: usize, length: usize) -> BytesMut {
        let mut packet = BytesMut::zeroed(length);
        packet[..8].copy_from_slice(&number.to_be_bytes());
        packet
    }

    fn number(packet: &BytesMut) -> usize {
        usize::from_be_bytes(packet[..8].try_into().unwrap())
    }

    #[test]
    fn a_voice_goes_before_every_picture_that_waits() {
        let (now, mut queue) = (Instant::now(), Queue::default());
        for index in 0..50 {
            queue.push(now, packet(index, 1200), PICTURE);
        }
        queue.push(now, packet(99, 100), VOICE);
        assert_eq!(queue.pop(now).map(|packet| number(&packet)), Some(99));
        assert_eq!(queue.pop(now).map(|packet| number(&packet)), Some(0));
    }

    #[test]
    fn what_is_too_much_is_dropped_the_oldest_first_and_costs_no_voice() {
        let (now, mut queue) = (Instant::now(), Queue::default());
        queue.push(now, packet(0, 100), VOICE);
        let most = PICTURE_BYTES / 1024;
        for index in 1..=most + 30 {
            queue.push(now, packet(index, 1024), PICTURE);
            assert!(queue.pictures.bytes <= PICTURE_BYTES);
        }
        assert_eq!(queue.pop(now).map(|packet| number(&packet)), Some(0));
        assert_eq!(queue.pop(now).map(|packet| number(&packet)), Some(31));
        assert_eq!(queue.take_dropped(), 30);
        assert_eq!(queue.take_dropped(), 0);
    }

    #[test]
    fn what_is_too_old_is_not_sent() {
        let (start, mut queue) = (Instant::now(), Queue::default());
        queue.push(start, packet(1, 1200), PICTURE);
        queue.push(start, packet(2, 100), VOICE);
        let later = start + PICTURE_WAITS + Duration::from_millis(1);
        queue.push(later, packet(3, 1200), PICTURE);
        assert_eq!(queue.pop(later).map(|packet| number(&packet)), Some(2));
        assert_eq!(queue.pop(later).map(|packet| number(&packet)), Some(3));
        queue.push(start, packet(4, 100), VOICE);
        assert_eq!(queue.pop(start + VOICE_WAITS + Duration::from_millis(1)), None);
        assert!(queue.is_empty());
        assert_eq!(queue.take_dropped(), 2);
        assert_eq!((queue.voices.bytes, queue.pictures.bytes), (0, 0));
    }
}
