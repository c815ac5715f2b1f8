//! What is known of the layers of a picture: which arrive, what each costs, how high each is.
//!
//! A publisher switches a layer off that nobody watches, and its encoder gives one up that the uplink or the processor
//! does not carry; nobody is told. A layer is gone when it is silent for longer than its own frame rate explains.

use crate::Time;
use crate::allocate::{STEPS, Step};

/// Simulcast encodings of a picture.
pub const LAYERS: usize = 3;
/// Temporal layers that are told apart; a fourth counts as the third.
pub const TEMPORALS: usize = 3;

/// A silent layer is gone after this long, if its frames come more often.
const SILENT_MS: i64 = 500;
/// Or after so many of its frames are missing.
const FRAMES_MISSING: i64 = 3;
/// Of a screen that hardly changes a frame comes now and then; longer pauses are none of the frame rate.
const INTERVAL_MOST_MS: i64 = 2_000;
/// RTP header, header extensions and SRTP tag: what a packet costs besides its payload.
const OVERHEAD: u32 = 40;
/// Bit rates are means over this many stretches of time. Over two seconds: a keyframe, which is as large as eight
/// other frames, must not look like a change of bit rate.
const STRETCHES: usize = 8;
const STRETCH_MS: i64 = 250;
/// A rate is no rate before so much time has passed.
const LEAST_MS: i64 = 500;

/// Octets of the last two seconds, by temporal layer.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    stretches: [[u32; TEMPORALS]; STRETCHES],
    /// Index of the newest stretch since the clock's origin.
    newest: i64,
    began: Option<Time>,
}

impl Meter {
    /// A packet with so many octets of payload.
    pub fn packet(&mut self, now: Time, temporal: u8, length: usize) {
        self.advance(now);
        let octets = u32::try_from(length).unwrap_or(u32::MAX).saturating_add(OVERHEAD);
        let temporal = usize::from(temporal).min(TEMPORALS - 1);
        let sum = &mut self.stretches[index(self.newest)][temporal];
        *sum = sum.saturating_add(octets);
    }

    fn advance(&mut self, now: Time) {
        let stretch = now.millis_since(Time::default()) / STRETCH_MS;
        if self.began.is_none() || stretch - self.newest >= STRETCHES as i64 {
            // Begins, or begins again after silence: that there was nothing before is no low bit rate.
            *self = Self { newest: stretch, began: Some(now), ..Self::default() };
        }
        while self.newest < stretch {
            self.newest += 1;
            self.stretches[index(self.newest)] = [0; TEMPORALS];
        }
    }

    /// Bit/s of each temporal layer, those below it not included.
    #[must_use]
    pub fn bits(&self, now: Time) -> [u32; TEMPORALS] {
        let Some(began) = self.began else { return [0; TEMPORALS] };
        let stretch = now.millis_since(Time::default()) / STRETCH_MS;
        let silent = stretch.saturating_sub(self.newest).max(0);
        let whole = (STRETCHES as i64 - 1) * STRETCH_MS + now.millis_since(Time::default()) % STRETCH_MS;
        let passed = now.millis_since(began).clamp(LEAST_MS, whole.max(LEAST_MS)).cast_unsigned();
        let mut octets = [0_u64; TEMPORALS];
        for back in 0..STRETCHES as i64 - silent {
            for (sum, &part) in octets.iter_mut().zip(&self.stretches[index(self.newest - back)]) {
                *sum += u64::from(part);
            }
        }
        octets.map(|octets| u32::try_from(octets * 8_000 / passed).unwrap_or(u32::MAX))
    }
}

const fn index(stretch: i64) -> usize {
    stretch.rem_euclid(STRETCHES as i64) as usize
}

/// One layer of a picture; of a sound there is one, which only has a bit rate.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    meter: Meter,
    /// The newest frame, and when its first packet came.
    frame: Option<(u32, Time)>,
    last: Option<Time>,
    /// Between frames, smoothed, µs.
    interval: i64,
    height: Option<u16>,
}

impl Layer {
    /// A packet of the layer; `height` in the first one of a keyframe.
    pub fn packet(&mut self, now: Time, timestamp: u32, temporal: u8, length: usize, height: Option<u16>) {
        self.meter.packet(now, temporal, length);
        self.last = Some(now);
        self.height = height.or(self.height);
        match self.frame {
            Some((frame, _)) if timestamp.wrapping_sub(frame).wrapping_sub(1) >= 0x7fff_ffff => {}
            Some((_, at)) => {
                let since = (now.0 - at.0).clamp(0, INTERVAL_MOST_MS * 1_000);
                self.interval += (since - self.interval) / 4;
                self.frame = Some((timestamp, now));
            }
            None => self.frame = Some((timestamp, now)),
        }
    }

    /// Whether it arrives.
    #[must_use]
    pub fn lives(&self, now: Time) -> bool {
        let patience = SILENT_MS.max(self.interval * FRAMES_MISSING / 1_000);
        self.last.is_some_and(|last| now.millis_since(last) <= patience)
    }

    /// Bit/s of all of it.
    #[must_use]
    pub fn bits(&self, now: Time) -> u32 {
        self.meter.bits(now).into_iter().fold(0, u32::saturating_add)
    }

    /// The highest of its temporal layers that arrives.
    #[must_use]
    pub fn top(&self, now: Time) -> u8 {
        self.meter.bits(now).iter().rposition(|&bits| bits > 0).map_or(0, |top| top as u8)
    }
}

/// Heights of cameras and screens that have not said theirs: halves of halves of what most cameras do.
const HEIGHTS: [u32; LAYERS] = [180, 360, 720];

/// Pixels from top to bottom of each layer, as far as they are known.
#[must_use]
pub fn heights<'a>(layers: impl Iterator<Item = &'a Layer>) -> [u32; LAYERS] {
    let mut heights = HEIGHTS;
    for (height, layer) in heights.iter_mut().zip(layers) {
        *height = layer.height.map_or(*height, u32::from);
    }
    heights
}

/// What a listener can be given of a picture. All `None`: nothing of it arrives.
#[must_use]
pub fn steps<'a>(now: Time, layers: impl Iterator<Item = &'a Layer> + Clone) -> [Option<Step>; STEPS] {
    let mut steps = [None; STEPS];
    let heights = heights(layers.clone());
    for ((steps, layer), height) in steps.chunks_exact_mut(TEMPORALS).zip(layers).zip(heights) {
        if !layer.lives(now) {
            continue;
        }
        let mut bits = 0_u32;
        for (temporal, (step, own)) in steps.iter_mut().zip(layer.meter.bits(now)).enumerate() {
            bits = bits.saturating_add(own);
            *step = (own > 0 || temporal == 0).then_some(Step { bits, height });
        }
    }
    steps
}

/// How many layers somebody could make use of who shows a picture in `area` pixels: [`crate::allocate`] gives nobody a
/// picture more than a fifth higher than it is shown.
#[must_use]
pub fn needed(area: u32, heights: [u32; LAYERS]) -> u8 {
    if area == 0 {
        return 0;
    }
    let fits = |height: u32| u64::from(height).pow(2) * 100 <= u64::from(area) * 81;
    heights.iter().rposition(|&height| fits(height)).map_or(1, |top| top as u8 + 1)
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
