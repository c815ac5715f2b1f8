//! One connection: a person's sending or receiving one.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context as _;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::PayloadParams;
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::rtp::{Extension, ExtensionMap, ExtensionValues, RtpPacket, RtpWrite, Ssrc};
use str0m::{Candidate, Rtc};

/// A line of a connection that receives, and what goes into it.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Its m-line.
    pub mid: Mid,
    /// Which connection's m-line it shows.
    pub of: (usize, Mid),
    stream: Option<(Ssrc, Pt)>,
    /// What is taken from the numbers of the source: a receiver knows nothing of how often they have wrapped before.
    wrapped: Option<u64>,
}

/// See the module.
pub struct Connection {
    /// The library's part.
    pub rtc: Rtc,
    /// In which group.
    pub group: String,
    /// Whose.
    pub person: String,
    /// When it wants to be told the time.
    pub due: Instant,
    /// What it sends.
    pub sources: Vec<(Mid, MediaKind)>,
    /// What it receives.
    pub lines: Vec<Line>,
    /// Who gets what comes in a stream: connection and line.
    pub routes: HashMap<Ssrc, Vec<(usize, usize)>>,
    /// What waits to be written to its lines with the round that is on.
    pub waiting: Vec<(usize, RtpWrite)>,
    offered: Option<SdpPendingOffer>,
}

impl Connection {
    fn new(
        now: Instant,
        media: SocketAddr,
        group: String,
        person: String,
        exts: ExtensionMap,
    ) -> anyhow::Result<Self> {
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .set_ice_lite(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_extension_map(exts)
            .build(now);
        rtc.add_local_candidate(Candidate::host(media, "udp")?);
        let (sources, lines, routes, waiting) = <_>::default();
        Ok(Self { rtc, group, person, due: now, sources, lines, routes, waiting, offered: None })
    }

    /// A connection that sends, and the answer to its offer.
    pub fn sending(
        now: Instant,
        media: SocketAddr,
        group: String,
        person: String,
        offer: &str,
    ) -> anyhow::Result<(Self, String)> {
        let mut connection = Self::new(now, media, group, person, ExtensionMap::standard())?;
        let answer = connection.rtc.sdp_api().accept_offer(SdpOffer::from_sdp_string(offer)?)?;
        Ok((connection, answer.to_sdp_string()))
    }

    /// A connection that receives these, each in a line of its own, and its offer.
    pub fn receiving(
        now: Instant,
        media: SocketAddr,
        group: String,
        person: String,
        sources: &[(usize, Mid, MediaKind)],
    ) -> anyhow::Result<(Self, String)> {
        // No numbers across lines: nobody estimates.
        let mut exts = ExtensionMap::empty();
        exts.set(1, Extension::AudioLevel);
        exts.set(4, Extension::RtpMid);
        let mut connection = Self::new(now, media, group, person, exts)?;
        let mut changes = connection.rtc.sdp_api();
        for &(of, source, kind) in sources {
            let mid = changes.add_media(kind, Direction::SendOnly, None, None, None);
            connection.lines.push(Line { mid, of: (of, source), stream: None, wrapped: None });
        }
        let (offer, pending) = changes.apply().context("nobody in the group sends yet")?;
        connection.offered = Some(pending);
        Ok((connection, offer.to_sdp_string()))
    }

    /// The answer to its offer.
    pub fn answered(&mut self, answer: &str) -> anyhow::Result<()> {
        let pending = self.offered.take().context("no offer waits for an answer")?;
        self.rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(answer)?)?;
        for line in &mut self.lines {
            let pt = payload_type(&self.rtc, line.mid).context("a line has no codec in the answer")?;
            let mut direct = self.rtc.direct_api();
            let stream = direct.stream_tx_by_mid(line.mid, None).context("a line has no stream")?;
            line.stream = Some((stream.ssrc(), pt));
        }
        Ok(())
    }

    /// A packet for one of its lines, to be written with the others of the round.
    pub fn pass(&mut self, line: usize, packet: &RtpPacket) {
        let Some(to) = self.lines.get_mut(line) else { return };
        let Some((_, pt)) = to.stream else { return };
        let wrapped = *to.wrapped.get_or_insert(packet.seq_no.roc() << 16);
        let Some(number) = (*packet.seq_no).checked_sub(wrapped) else { return };
        let level = &packet.header.ext_vals;
        let exts = ExtensionValues {
            audio_level: level.audio_level,
            voice_activity: level.voice_activity,
            ..ExtensionValues::default()
        };
        let (header, payload) = (&packet.header, packet.payload.clone());
        let write = RtpWrite::new(pt, number.into(), header.timestamp, packet.timestamp, payload)
            .marker(header.marker)
            .nackable(level.audio_level.is_none())
            .ext_vals(exts);
        self.waiting.push((line, write));
    }

    /// Writes what waits; whether there was anything.
    pub fn write(&mut self) -> bool {
        if self.waiting.is_empty() {
            return false;
        }
        let mut direct = self.rtc.direct_api();
        for (line, write) in self.waiting.drain(..) {
            let stream = self.lines.get(line).and_then(|line| line.stream);
            if let Some(stream) = stream.and_then(|(ssrc, _)| direct.stream_tx(&ssrc)) {
                stream.write_rtp(write);
            }
        }
        true
    }
}

/// Of what is sent in an m-line: none of repeated packets.
pub fn payload_type(rtc: &Rtc, mid: Mid) -> Option<Pt> {
    let agreed = rtc.media(mid)?.remote_pts();
    rtc.codec_config().params().iter().map(PayloadParams::pt).find(|pt| agreed.contains(pt))
}
