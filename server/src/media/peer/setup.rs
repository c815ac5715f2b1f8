//! How connections are made: codecs, lines, addresses, the library's settings.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::crypto::{SignatureScheme, default_provider};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::ice::tcp_type::TcpType;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::certificate::{CertificateParams, RTCCertificate};
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::Registry;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_AV1, MIME_TYPE_H264, MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MIME_TYPE_VP9, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::shared::TransportProtocol;
use sfu::Codec;
use sfu::lines::LineUse;

use super::receiving::ssrc_of;
use super::sdp::BadDescription;
use crate::media::candidates::Candidates;
use crate::media::srtp::{Keys, Noting};

/// Payload types of the receiving connection, ours to choose as its offerer; those that browsers give them.
pub(super) const OPUS: u8 = 111;
pub(super) const RED: u8 = 63;

/// The payload type of pictures in a codec; retransmissions have the next.
pub(super) const fn payload_type_of(codec: Codec) -> u8 {
    match codec {
        Codec::Vp8 => 96,
        Codec::Vp9 => 98,
        Codec::Av1 => 45,
        Codec::H264 => 102,
    }
}

/// A codec as `a=rtpmap` writes it.
pub(super) const fn encoding_name(codec: Codec) -> &'static str {
    match codec {
        Codec::Vp8 => "VP8/90000",
        Codec::Vp9 => "VP9/90000",
        Codec::Av1 => "AV1/90000",
        Codec::H264 => "H264/90000",
    }
}

/// Whether a datagram carries a picture, by what of SRTP is not encrypted: voices, reports, checks and keys go first
/// where there is a queue.
#[must_use]
pub fn is_picture(datagram: &[u8]) -> bool {
    let (Some(128..=191), Some(&kind)) = (datagram.first(), datagram.get(1)) else { return false };
    let is_rtcp = (192..=223).contains(&kind);
    !is_rtcp && !matches!(kind & 0x7f, OPUS | RED)
}

pub(super) const AUDIO_LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
pub(super) const TRANSPORT_CC_URI: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
pub(super) const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub(super) const RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(super) const DEPENDENCY_URI: &str =
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
pub(super) const RRID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// ICE gives up a path that is silent for this long, twice (disconnected, then failed): 30 s. Firefox checks every 4 to
/// 6 s, so that the library's own 5 s would flap.
const ICE_PATIENCE: Duration = Duration::from_secs(15);
/// What all peers of a process share.
#[derive(Clone)]
pub struct Identity {
    certificate: RTCCertificate,
    candidates: Candidates,
    profiles: &'static [SrtpProtectionProfile],
}

/// What every browser of today knows (AES-128-GCM), and what anybody knows. In DTLS the other side's order decides, and Chrome's
/// begins with the older one, which costs three times as much: so it is offered to those only with whom the first came to nothing.
const OF_TODAY: &[SrtpProtectionProfile] = &[SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm];
const OF_ALWAYS: &[SrtpProtectionProfile] =
    &[SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm, SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];

impl Identity {
    /// A fresh certificate, and the addresses to advertise.
    pub fn new(candidates: Candidates) -> anyhow::Result<Self> {
        let provider = default_provider()?;
        let certificate = RTCCertificate::generate(
            provider.crypto(),
            SignatureScheme::EcdsaP256Sha256,
            CertificateParams::new(vec!["piiri".to_owned()])?,
        )?;
        Ok(Self { certificate, candidates, profiles: OF_TODAY })
    }

    /// The same, for a device that may not know what all browsers of today know.
    #[must_use]
    pub fn for_old(&self) -> Self {
        Self { profiles: OF_ALWAYS, ..self.clone() }
    }
}

/// A connection of the library's, and where its keys will be.
pub(super) fn connect(
    now: Instant,
    identity: &Identity,
    engine: MediaEngine,
) -> Result<(RTCPeerConnection, Arc<Keys>), BadDescription> {
    let keys = Arc::new(Keys::default());
    let settings = SettingEngineBuilder::new()
        .with_lite(true)
        .with_answering_dtls_role(RTCDtlsRole::Server)
        .with_ice_timeouts(Some(ICE_PATIENCE), Some(ICE_PATIENCE), None)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_srtp_protection_profiles(identity.profiles.to_vec())
        .with_crypto_provider(Arc::new(Noting::new(Arc::clone(&keys))))
        .build();
    let configuration =
        RTCConfigurationBuilder::new().with_certificates(vec![identity.certificate.clone()]).build();
    let connection = RTCPeerConnectionBuilder::new()
        .with_configuration(configuration)
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(Registry::new())
        .build(now)
        .map_err(BadDescription::of)?;
    Ok((connection, keys))
}

pub(super) fn register_extensions(
    engine: &mut MediaEngine,
    extensions: &[(&str, RtpCodecKind)],
) -> Result<(), rtc::shared::error::Error> {
    for (uri, kind) in extensions {
        let extension = RTCRtpHeaderExtensionCapability { uri: (*uri).to_owned() };
        engine.register_header_extension(extension, *kind, None)?;
    }
    Ok(())
}

/// What layers of one stream say of each other; only where `codec` has such streams, since browsers send it wherever it was
/// agreed on.
pub(super) fn register_layers(
    engine: &mut MediaEngine,
    codec: Codec,
) -> Result<(), rtc::shared::error::Error> {
    match codec {
        Codec::Vp9 | Codec::Av1 => register_extensions(engine, &[(DEPENDENCY_URI, RtpCodecKind::Video)]),
        Codec::Vp8 | Codec::H264 => Ok(()),
    }
}

/// Opus, and for pictures `codec` before VP8, which everybody has.
pub(super) fn register_codecs(
    engine: &mut MediaEngine,
    codec: Codec,
) -> Result<(), rtc::shared::error::Error> {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback { typ: typ.into(), parameter: parameter.into() };
    let opus =
        RTCRtpCodecParameters { rtp_codec: opus(vec![feedback("transport-cc", "")]), payload_type: OPUS };
    engine.register_codec(opus, RtpCodecKind::Audio)?;
    // Behind plain Opus: whoever wants it says so by its own order.
    let red = RTCRtpCodec {
        mime_type: "audio/red".to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: format!("{OPUS}/{OPUS}"),
        rtcp_feedback: vec![feedback("transport-cc", "")],
    };
    engine
        .register_codec(RTCRtpCodecParameters { rtp_codec: red, payload_type: RED }, RtpCodecKind::Audio)?;
    let first = (codec != Codec::Vp8).then_some(codec);
    for codec in first.into_iter().chain([Codec::Vp8]) {
        let payload_type = payload_type_of(codec);
        let rtp_codec = picture(
            codec,
            vec![
                feedback("nack", ""),
                feedback("nack", "pli"),
                feedback("ccm", "fir"),
                feedback("transport-cc", ""),
            ],
        );
        engine.register_codec(RTCRtpCodecParameters { rtp_codec, payload_type }, RtpCodecKind::Video)?;
        let rtp_codec = RTCRtpCodec {
            mime_type: MIME_TYPE_RTX.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: format!("apt={payload_type}"),
            rtcp_feedback: vec![feedback("transport-cc", "")],
        };
        let repair = RTCRtpCodecParameters { rtp_codec, payload_type: payload_type + 1 };
        engine.register_codec(repair, RtpCodecKind::Video)?;
    }
    Ok(())
}

pub(super) fn opus(rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback,
    }
}

/// Profiles that every browser with the codec has: VP9 and AV1 with 8 bits, H.264 constrained baseline (RFC 7742 §6.2).
pub(super) fn picture(codec: Codec, rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    let (mime_type, parameters) = match codec {
        Codec::Vp8 => (MIME_TYPE_VP8, ""),
        Codec::Vp9 => (MIME_TYPE_VP9, "profile-id=0"),
        Codec::Av1 => (MIME_TYPE_AV1, "profile=0"),
        Codec::H264 => {
            (MIME_TYPE_H264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")
        }
    };
    RTCRtpCodec {
        mime_type: mime_type.to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: parameters.to_owned(),
        rtcp_feedback,
    }
}

pub(super) fn add_line(
    connection: &mut RTCPeerConnection,
    ssrc: u32,
    line: usize,
    line_use: LineUse,
) -> Result<(), BadDescription> {
    let (kind, codec) = if line_use.is_audio() {
        (RtpCodecKind::Audio, opus(vec![]))
    } else {
        (RtpCodecKind::Video, picture(Codec::Vp8, vec![]))
    };
    // One stream for the stage pair: browsers keep lips and voice together within a stream only.
    let stream = match line_use {
        LineUse::StageAudio | LineUse::StageVideo => "stage".to_owned(),
        LineUse::Video | LineUse::Audio | LineUse::Screen | LineUse::ScreenSound => format!("line{line}"),
    };
    let ssrc = ssrc_of(ssrc, line);
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            rtx: (!line_use.is_audio()).then(|| RTCRtpRtxParameters { ssrc: ssrc.wrapping_add(1) }),
            ..RTCRtpCodingParameters::default()
        },
        codec,
        ..RTCRtpEncodingParameters::default()
    };
    let track = MediaStreamTrack::new(
        stream.clone(),
        format!("track{line}"),
        format!("line{line}"),
        kind,
        vec![coding],
    );
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendonly,
        streams: vec![stream],
        send_encodings: vec![],
    };
    let line = connection.add_transceiver_from_track(track, Some(init)).map_err(BadDescription::of)?;
    if let Some(mut line) = connection.rtp_transceiver(line) {
        // All that are registered, in their order: by itself it offers what its track has.
        line.set_codec_preferences(Vec::new()).map_err(BadDescription::of)?;
    }
    Ok(())
}

pub(super) fn add_candidates(
    connection: &mut RTCPeerConnection,
    identity: &Identity,
) -> Result<(SocketAddr, TransportProtocol), BadDescription> {
    let candidates = identity.candidates.now();
    for candidate in candidates.iter() {
        let address = candidate.address;
        let candidate = CandidateHostConfig {
            base_config: CandidateConfig {
                network: if candidate.tcp { "tcp" } else { "udp" }.to_owned(),
                address: address.ip().to_string(),
                port: address.port(),
                component: 1,
                ..CandidateConfig::default()
            },
            tcp_type: if candidate.tcp { TcpType::Passive } else { TcpType::Unspecified },
        };
        let candidate = candidate.new_candidate_host().map_err(BadDescription::of)?;
        let candidate = RTCIceCandidate::from(&candidate).to_json().map_err(BadDescription::of)?;
        connection.add_local_candidate(candidate).map_err(BadDescription::of)?;
    }
    // The agent is told of one of them for everything that comes: the mux knows better where it came from.
    let first = candidates.first().ok_or_else(|| BadDescription("no address to advertise".to_owned()))?;
    let protocol = if first.tcp { TransportProtocol::TCP } else { TransportProtocol::UDP };
    Ok((first.address, protocol))
}
