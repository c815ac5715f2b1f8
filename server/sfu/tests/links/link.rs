//! One direction of a path: a queue in front of a narrow link, then loss, delay and jitter.

use std::collections::VecDeque;

use super::chance::Chance;

/// How single packets are delayed beyond the path's delay.
#[derive(Debug, Clone, Copy)]
pub enum Jitter {
    None,
    /// Each for itself, up to so many microseconds: packets overtake one another.
    Each(i64),
    /// Each for itself, but the order is kept.
    Ordered(i64),
    /// All alike, wandering between nothing and so many microseconds, as on a radio.
    Wander(i64),
}

/// Loss that has nothing to do with how much is sent.
#[derive(Debug, Clone, Copy)]
pub enum Loss {
    None,
    Random(f64),
    /// Bursts of `length` packets on average, this share in all.
    Bursts {
        share: f64,
        length: f64,
    },
}

/// What else goes through the link.
#[derive(Debug, Clone, Copy)]
pub enum Cross {
    None,
    /// Datagrams at so many bit/s, on and off for `seconds` each, on average.
    OnOff {
        rate: f64,
        seconds: f64,
    },
    /// A download that fills the queue until something is lost, from `from` to `until` (seconds).
    Download {
        from: i64,
        until: i64,
    },
}

#[derive(Debug, Clone, Copy)]
pub struct Conditions {
    pub queue_ms: f64,
    pub delay_us: i64,
    /// From this second on the path is 100 ms longer.
    pub longer_from: i64,
    pub jitter: Jitter,
    pub loss: Loss,
    pub cross: Cross,
}

#[derive(Debug, Clone, Copy)]
struct Queued {
    /// `None` for what is not ours.
    ours: Option<usize>,
    bytes: u32,
    since: i64,
}

/// A packet of ours that has come out: its index and when it arrives.
pub type Out = (usize, i64);

pub struct Link {
    conditions: Conditions,
    chance: Chance,
    rate: f64,
    queue: VecDeque<Queued>,
    queued_bytes: u32,
    /// Bits of the first in the queue that are still to be sent.
    left: f64,
    last_arrival: i64,
    wander: f64,
    losing: bool,
    cross: CrossState,
    /// Ours that the queue had no room for.
    pub overflowed: u32,
    /// Ours that were lost on the way for no reason of ours.
    pub lost: u32,
    /// How long ours waited, in microseconds.
    pub waits: Vec<i64>,
}

#[derive(Debug, Default)]
struct CrossState {
    on: bool,
    until: i64,
    credit: f64,
    window: f64,
    in_flight: f64,
    /// When acknowledgements come back.
    returns: VecDeque<i64>,
    backed_off: i64,
}

impl Link {
    pub fn new(conditions: Conditions, rate: f64, seed: u64) -> Self {
        Self {
            conditions,
            chance: Chance(seed ^ 0x5eed),
            rate,
            queue: VecDeque::new(),
            queued_bytes: 0,
            left: 0.0,
            last_arrival: 0,
            wander: 0.0,
            losing: false,
            cross: CrossState { window: 4.0, ..CrossState::default() },
            overflowed: 0,
            lost: 0,
            waits: Vec::new(),
        }
    }

    /// Bit/s of the link that are not ours to take: what others send, or half where they take what they get.
    pub fn taken(&self, now: i64) -> f64 {
        match self.conditions.cross {
            Cross::OnOff { rate, .. } if self.cross.on => rate,
            Cross::Download { from, until } if (from..until).contains(&(now / 1_000_000)) => self.rate / 2.0,
            _ => 0.0,
        }
    }

    pub fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// Packet `index` enters at `now`.
    pub fn enter(&mut self, now: i64, index: usize, bytes: u32) {
        if !self.queue_up(now, Some(index), bytes) {
            self.overflowed += 1;
        }
    }

    fn queue_up(&mut self, now: i64, ours: Option<usize>, bytes: u32) -> bool {
        let room = (self.rate * self.conditions.queue_ms / 8_000.0).max(3_600.0);
        if f64::from(self.queued_bytes + bytes) > room {
            return false;
        }
        if self.queue.is_empty() {
            self.left = f64::from(bytes) * 8.0;
        }
        self.queued_bytes += bytes;
        self.queue.push_back(Queued { ours, bytes, since: now });
        true
    }

    /// A millisecond passes, from `now` on.
    pub fn step(&mut self, now: i64, out: &mut Vec<Out>) {
        self.send_cross(now);
        let mut at = now as f64;
        let end = at + 1_000.0;
        while let Some(&first) = self.queue.front() {
            let takes = self.left * 1e6 / self.rate;
            if at + takes > end {
                self.left -= (end - at) * self.rate / 1e6;
                break;
            }
            at += takes;
            self.queue.pop_front();
            self.queued_bytes -= first.bytes;
            self.left = self.queue.front().map_or(0.0, |next| f64::from(next.bytes) * 8.0);
            self.leave(at as i64, first, out);
        }
        if let Jitter::Wander(most) = self.conditions.jitter {
            let most = most as f64;
            self.wander = (self.wander + (self.chance.share() - 0.5) * most / 10.0).clamp(0.0, most);
        }
    }

    fn leave(&mut self, at: i64, packet: Queued, out: &mut Vec<Out>) {
        let Some(index) = packet.ours else {
            self.cross.returns.push_back(at + 2 * self.conditions.delay_us);
            return;
        };
        self.waits.push(at - packet.since);
        if self.loses() {
            self.lost += 1;
            return;
        }
        let mut arrival = at + self.conditions.delay_us;
        if at / 1_000_000 >= self.conditions.longer_from {
            arrival += 100_000;
        }
        match self.conditions.jitter {
            Jitter::None => {}
            Jitter::Each(most) => arrival += (self.chance.share() * most as f64) as i64,
            Jitter::Ordered(most) => {
                arrival = (arrival + (self.chance.share() * most as f64) as i64).max(self.last_arrival);
            }
            Jitter::Wander(_) => arrival = (arrival + self.wander as i64).max(self.last_arrival),
        }
        self.last_arrival = self.last_arrival.max(arrival);
        out.push((index, arrival));
    }

    fn loses(&mut self) -> bool {
        match self.conditions.loss {
            Loss::None => false,
            Loss::Random(share) => self.chance.share() < share,
            Loss::Bursts { share, length } => {
                let ends = 1.0 / length;
                let begins = ends * share / (1.0 - share);
                self.losing = self.chance.share() < if self.losing { 1.0 - ends } else { begins };
                self.losing
            }
        }
    }

    fn send_cross(&mut self, now: i64) {
        match self.conditions.cross {
            Cross::None => {}
            Cross::OnOff { rate, seconds } => {
                if now >= self.cross.until {
                    self.cross.on = !self.cross.on;
                    self.cross.until = now + ((0.5 + self.chance.share()) * seconds * 1e6) as i64;
                }
                if self.cross.on {
                    self.cross.credit += rate / 8_000.0;
                }
                while self.cross.credit >= 1_200.0 {
                    self.cross.credit -= 1_200.0;
                    self.queue_up(now, None, 1_200);
                }
                self.cross.returns.clear();
            }
            Cross::Download { from, until } => self.download(now, from * 1_000_000, until * 1_000_000),
        }
    }

    /// Additive increase, halved once in a round trip in which something was lost.
    fn download(&mut self, now: i64, from: i64, until: i64) {
        if now < from || now > until {
            return;
        }
        while self.cross.returns.front().is_some_and(|&at| at <= now) {
            self.cross.returns.pop_front();
            self.cross.in_flight -= 1.0;
            self.cross.window += 1.0 / self.cross.window;
        }
        while self.cross.in_flight < self.cross.window.floor() {
            if self.queue_up(now, None, 1_460) {
                self.cross.in_flight += 1.0;
            } else {
                if now > self.cross.backed_off {
                    self.cross.window = (self.cross.window / 2.0).max(2.0);
                    let wait = (self.conditions.queue_ms * 1_000.0) as i64;
                    self.cross.backed_off = now + 2 * self.conditions.delay_us + wait;
                }
                return;
            }
        }
    }
}
