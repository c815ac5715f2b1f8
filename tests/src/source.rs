//! What a peer sends: Opus every 20 ms or more, VP8 pictures at a rate, each stamped; keyframes when asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_local::{TrackLocal as _, TrackLocalEvent};

use crate::clock;
use crate::stamp::{self, Stamp};

/// Payload type of Opus.
pub const OPUS: u8 = 111;
/// Payload type of Opus with earlier packets repeated.
pub const RED: u8 = 63;
/// Payload type of VP8.
pub const VP8: u8 = 96;
/// Payload type of what of it is sent again.
pub const RTX: u8 = 97;

/// Largest payload of a packet.
const MAX_PAYLOAD: usize = 1100;

/// How much is sent.
#[derive(Debug, Clone, Copy)]
pub struct Traffic {
    /// Loudness in each packet of sound, −dBov (RFC 6464); without the extension if `None`.
    pub level: Option<u8>,
    /// Octets in a packet of sound.
    pub sound: usize,
    /// Milliseconds in a packet of sound: 20, 40 or 60.
    pub sound_millis: u32,
    /// Octets in a picture; over [`MAX_PAYLOAD`] it takes several packets.
    pub picture: usize,
    /// Pictures in a second.
    pub rate: u32,
}

impl Traffic {
    /// Enough to see everything with, and little enough for many people on two cores.
    pub const LIGHT: Self = Self { level: Some(30), sound: 60, sound_millis: 20, picture: 200, rate: 15 };
}

/// What a device's sources share.
#[derive(Debug)]
pub struct Sending {
    device: u32,
    place: AtomicU32,
    keyframe: AtomicBool,
    requests: AtomicU64,
}

impl Sending {
    /// Of a device in the plenary.
    #[must_use]
    pub const fn new(device: u32) -> Self {
        Self {
            device,
            place: AtomicU32::new(0),
            keyframe: AtomicBool::new(true),
            requests: AtomicU64::new(0),
        }
    }

    /// The place that packets are stamped with from now on.
    pub fn is_in(&self, place: u32) {
        self.place.store(place, Ordering::Relaxed);
    }

    /// How often a keyframe was asked for.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn stamp(&self) -> Stamp {
        Stamp { sender: self.device, place: self.place.load(Ordering::Relaxed), sent: clock::nanos() }
    }

    /// Spreads the devices over the period, as real ones are.
    fn interval(&self, period: Duration) -> Interval {
        let phase = period.mul_f64(f64::from(self.device % 16) / 16.0);
        let mut interval = interval_at(Instant::now() + phase, period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        interval
    }
}

/// Speaks until aborted. `level` is the id of the loudness extension and the loudness.
pub async fn speak(
    sending: Arc<Sending>,
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    traffic: Traffic,
    level: Option<(u8, u8)>,
) {
    let mut interval = sending.interval(Duration::from_millis(traffic.sound_millis.into()));
    let mut header = header(OPUS, ssrc);
    loop {
        interval.tick().await;
        header.sequence_number = header.sequence_number.wrapping_add(1);
        header.timestamp = header.timestamp.wrapping_add(48 * traffic.sound_millis);
        let mut header = header.clone();
        if let Some((id, level)) = level {
            // The highest bit says that it is voice.
            let _ = header.set_extension(id, Bytes::from(vec![0x80 | level]));
        }
        let payload = stamp::sound(sending.stamp(), traffic.sound);
        // Before the connection is up there is nothing to write to.
        let _ = track.write_rtp(rtp::Packet { header, payload }).await;
    }
}

/// Shows pictures until aborted.
pub async fn show(sending: Arc<Sending>, track: Arc<TrackLocalStaticRTP>, ssrc: u32, traffic: Traffic) {
    let mut interval = sending.interval(Duration::from_secs(1) / traffic.rate);
    let mut header = header(VP8, ssrc);
    let mut picture_id = 0_u16;
    let packets = traffic.picture.div_ceil(MAX_PAYLOAD).max(1);
    let size = traffic.picture / packets;
    loop {
        interval.tick().await;
        let keyframe = sending.keyframe.swap(false, Ordering::Relaxed);
        picture_id = picture_id.wrapping_add(1) & 0x7fff;
        header.timestamp = header.timestamp.wrapping_add(90_000 / traffic.rate);
        for index in 0..packets {
            header.sequence_number = header.sequence_number.wrapping_add(1);
            header.marker = index + 1 == packets;
            let payload = stamp::picture(sending.stamp(), size, picture_id, keyframe, index);
            let _ = track.write_rtp(rtp::Packet { header: header.clone(), payload }).await;
        }
    }
}

/// Listens for keyframe requests until aborted.
pub async fn answer_keyframe_requests(sending: Arc<Sending>, track: Arc<TrackLocalStaticRTP>) {
    while let Some(TrackLocalEvent::OnRtcpPacket(_)) = track.poll().await {
        sending.requests.fetch_add(1, Ordering::Relaxed);
        sending.keyframe.store(true, Ordering::Relaxed);
    }
}

fn header(payload_type: u8, ssrc: u32) -> rtp::Header {
    // Begins anywhere, as real ones do: also where the numbers are about to wrap.
    let sequence_number = 0xff00_u16.wrapping_add((ssrc & 0x1ff) as u16);
    rtp::Header {
        version: 2,
        payload_type,
        ssrc,
        sequence_number,
        timestamp: !ssrc,
        ..rtp::Header::default()
    }
}
