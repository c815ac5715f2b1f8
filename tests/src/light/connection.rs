//! Makes connections: descriptions back and forth on the caller's thread, then over to the media thread.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rtc::crypto::{SignatureScheme, default_provider};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::certificate::{CertificateParams, RTCCertificate};
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::Registry;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use tokio::sync::oneshot;

use super::engine::{Command, Engine};
use super::keys::{Keys, Provider};
use super::peer::{Peer, Side};
use super::receiving::{Receiving, Watch};
use super::sdp::{AUDIO_LEVEL, MID, RID, TRANSPORT_CC, with_layers};
use super::sending::{Sending, Track, Traffic, ssrc};
use super::{OPUS, RTX, VP8, socket};

/// One for all connections of the process: making keys is not what is measured.
static CERTIFICATE: LazyLock<Option<RTCCertificate>> = LazyLock::new(|| {
    let provider = default_provider().ok()?;
    let parameters = CertificateParams::new(vec!["load".to_owned()]).ok()?;
    RTCCertificate::generate(provider.crypto(), SignatureScheme::EcdsaP256Sha256, parameters).ok()
});

/// Between two checks of a path that is not up yet, as libwebrtc does; the library's own 200 ms would be most of a join.
const CHECKS_APART: Duration = Duration::from_millis(50);
/// Checks before a path is given up.
const CHECKS: u16 = 100;

/// A sending connection that has been offered.
pub struct Offered {
    engine: Engine,
    peer: Peer,
    device: u32,
    tracks: Vec<Track>,
    offer: String,
}

/// A receiving connection that has been answered.
pub struct Answered {
    engine: Engine,
    peer: Peer,
    offer: String,
}

/// A connection on the media thread; closed without a goodbye when dropped.
pub struct Connection {
    engine: Engine,
    id: usize,
    up: Option<oneshot::Receiver<u64>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.engine.tell(Command::Remove(self.id));
    }
}

/// Makes the offer of a sending connection with these m-lines. What it sends is stamped with the number of the `device`,
/// which also makes its SSRCs.
///
/// # Errors
/// When there is no socket.
pub fn offer(engine: &Engine, device: u32, tracks: &[Track]) -> anyhow::Result<(Offered, String)> {
    let (mut peer, local) = Peer::new(engine, false)?;
    for (index, track) in tracks.iter().enumerate() {
        add_track(&mut peer.connection, *track, index, ssrc(device, index, None))?;
    }
    let made = peer.connection.create_offer(None)?;
    peer.connection.set_local_description(Instant::now(), made)?;
    add_candidate(&mut peer.connection, local)?;
    let offer = peer.connection.local_description().context("no local description")?.sdp;
    let layered: Vec<bool> = tracks.iter().map(|track| *track == Track::Layers).collect();
    let offer = with_layers(&offer, &layered);
    let offered =
        Offered { engine: engine.clone(), peer, device, tracks: tracks.to_vec(), offer: offer.clone() };
    Ok((offered, offer))
}

impl Offered {
    /// The server has answered: connects.
    ///
    /// # Errors
    /// When its answer is none to the offer.
    pub fn answered(mut self, answer: &str) -> anyhow::Result<Connection> {
        let description = RTCSessionDescription::answer(answer.to_owned())?;
        self.peer.connection.set_remote_description(Instant::now(), description)?;
        self.peer.side = Side::Sending(Sending::new(self.device, &self.tracks, &self.offer, answer));
        Ok(self.engine.add(self.peer))
    }
}

/// Answers a server's offer of a receiving connection.
///
/// # Errors
/// When the offer cannot be used, or there is no socket.
pub fn answer(engine: &Engine, offer: &str) -> anyhow::Result<(Answered, String)> {
    let (mut peer, local) = Peer::new(engine, true)?;
    let description = RTCSessionDescription::offer(offer.to_owned())?;
    peer.connection.set_remote_description(Instant::now(), description)?;
    let made = peer.connection.create_answer(None)?;
    peer.connection.set_local_description(Instant::now(), made)?;
    add_candidate(&mut peer.connection, local)?;
    let answer = peer.connection.local_description().context("no local description")?.sdp;
    Ok((Answered { engine: engine.clone(), peer, offer: offer.to_owned() }, answer))
}

impl Answered {
    /// The server has the answer: connects.
    #[must_use]
    pub fn begin(mut self) -> Connection {
        self.peer.side = Side::Receiving(Receiving::new(&self.offer));
        self.engine.add(self.peer)
    }
}

impl Connection {
    pub(super) const fn new(engine: Engine, id: usize, up: oneshot::Receiver<u64>) -> Self {
        Self { engine, id, up: Some(up) }
    }

    /// Waits until media can flow; returns when that was, by [`crate::clock`].
    ///
    /// # Errors
    /// When it does not come up, or was waited for before.
    pub async fn up(&mut self) -> anyhow::Result<u64> {
        let up = self.up.take().context("was waited for before")?;
        crate::within("a connection", up).await?.context("a connection failed")
    }

    /// Begins, changes or ends what is sent in an m-line. Before the connection is up, what is sent is lost.
    pub fn send(&self, line: usize, traffic: Option<Traffic>) {
        self.engine.tell(Command::Send(self.id, line, traffic));
    }

    /// The place that packets are stamped with from now on.
    pub fn is_in(&self, place: u32) {
        self.engine.tell(Command::Place(self.id, place));
    }

    /// When the next sound of one of these devices came, by [`crate::clock`]; of anybody if there is none. Looked out for
    /// from now on; only the last who asks is answered.
    pub fn next_sound(&self, senders: Vec<u32>) -> impl Future<Output = anyhow::Result<u64>> + use<> {
        let (reply, came) = oneshot::channel();
        self.engine.tell(Command::Watch(self.id, Watch { senders, reply }));
        async move { crate::within("sound", came).await?.context("somebody else asked for sound") }
    }
}

impl Peer {
    fn new(engine: &Engine, receiving: bool) -> anyhow::Result<(Self, SocketAddr)> {
        let socket = socket::bind(engine.address)?;
        let local = socket.local_addr()?;
        let keys = Arc::new(Keys::default());
        let connection = connection(receiving, &keys)?;
        Ok((Self::of(connection, socket, local, keys), local))
    }
}

fn connection(receiving: bool, keys: &Arc<Keys>) -> anyhow::Result<RTCPeerConnection> {
    let certificate = CERTIFICATE.clone().context("no certificate")?;
    let settings = SettingEngineBuilder::new()
        .with_answering_dtls_role(RTCDtlsRole::Client)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_ice_connection_attempts(Some(CHECKS_APART), Some(CHECKS))
        .with_include_loopback_candidate(true)
        .with_crypto_provider(Arc::new(Provider(Arc::clone(keys))))
        .with_srtp_protection_profiles(vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ])
        .build();
    // Without interceptors: everything after the handshake is ours.
    let connection = RTCPeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().with_certificates(vec![certificate]).build())
        .with_setting_engine(settings)
        .with_media_engine(engine(receiving)?)
        .with_interceptor_registry(Registry::new())
        .build(Instant::now())?;
    Ok(connection)
}

/// Codecs and extensions, as browsers have them.
fn engine(receiving: bool) -> anyhow::Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    let feedback = |typ: &str, parameter: &str| RTCPFeedback { typ: typ.into(), parameter: parameter.into() };
    let numbered = feedback("transport-cc", "");
    let pictures =
        vec![feedback("nack", ""), feedback("nack", "pli"), feedback("ccm", "fir"), numbered.clone()];
    let video = RTCRtpCodecParameters { rtp_codec: codec(MIME_TYPE_VP8, pictures), payload_type: VP8 };
    engine.register_codec(video, RtpCodecKind::Video)?;
    let audio =
        RTCRtpCodecParameters { rtp_codec: codec(MIME_TYPE_OPUS, vec![numbered]), payload_type: OPUS };
    engine.register_codec(audio, RtpCodecKind::Audio)?;
    let mut extensions = vec![(TRANSPORT_CC, RtpCodecKind::Audio), (TRANSPORT_CC, RtpCodecKind::Video)];
    if receiving {
        let rtp_codec = RTCRtpCodec { sdp_fmtp_line: format!("apt={VP8}"), ..codec(MIME_TYPE_RTX, vec![]) };
        engine.register_codec(RTCRtpCodecParameters { rtp_codec, payload_type: RTX }, RtpCodecKind::Video)?;
    } else {
        extensions.extend([
            (AUDIO_LEVEL, RtpCodecKind::Audio),
            (MID, RtpCodecKind::Audio),
            (MID, RtpCodecKind::Video),
            (RID, RtpCodecKind::Video),
        ]);
    }
    for (uri, kind) in extensions {
        let extension = RTCRtpHeaderExtensionCapability { uri: uri.to_owned() };
        engine.register_header_extension(extension, kind, None)?;
    }
    Ok(engine)
}

fn codec(mime_type: &str, rtcp_feedback: Vec<RTCPFeedback>) -> RTCRtpCodec {
    let audio = mime_type == MIME_TYPE_OPUS;
    RTCRtpCodec {
        mime_type: mime_type.to_owned(),
        clock_rate: if audio { 48_000 } else { 90_000 },
        channels: if audio { 2 } else { 0 },
        sdp_fmtp_line: if audio { "minptime=10;useinbandfec=1" } else { "" }.to_owned(),
        rtcp_feedback,
    }
}

fn add_track(
    connection: &mut RTCPeerConnection,
    track: Track,
    index: usize,
    ssrc: u32,
) -> anyhow::Result<()> {
    let (kind, mime_type) = match track {
        Track::Sound => (RtpCodecKind::Audio, MIME_TYPE_OPUS),
        Track::Picture | Track::Layers => (RtpCodecKind::Video, MIME_TYPE_VP8),
    };
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(ssrc),
            ..RTCRtpCodingParameters::default()
        },
        codec: codec(mime_type, vec![]),
        ..RTCRtpEncodingParameters::default()
    };
    let name = format!("track{index}");
    let track = MediaStreamTrack::new("load".to_owned(), name.clone(), name, kind, vec![coding]);
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendonly,
        streams: vec!["load".to_owned()],
        send_encodings: vec![],
    };
    connection.add_transceiver_from_track(track, Some(init))?;
    Ok(())
}

fn add_candidate(connection: &mut RTCPeerConnection, local: SocketAddr) -> anyhow::Result<()> {
    let candidate = CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp".to_owned(),
            address: local.ip().to_string(),
            port: local.port(),
            component: 1,
            ..CandidateConfig::default()
        },
        ..CandidateHostConfig::default()
    };
    let candidate = candidate.new_candidate_host()?;
    connection.add_local_candidate(RTCIceCandidate::from(&candidate).to_json()?)?;
    Ok(())
}
