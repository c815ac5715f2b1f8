//! What is read from descriptions and written into them beside the library.

use std::collections::HashMap;

/// URI of the transport-wide numbers.
pub(super) const TRANSPORT_CC: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
/// URI of the loudness (RFC 6464).
pub(super) const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
/// URI of the media line's name (RFC 8843).
pub(super) const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
/// URI of a layer's name (RFC 8852).
pub(super) const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

/// Names of three layers from the smallest on, as browsers' pages give them.
pub(super) const RIDS: [&str; 3] = ["q", "h", "f"];

/// The id of a header extension in the first m-line that has it.
pub(super) fn extension(sdp: &str, uri: &str) -> Option<u8> {
    let extensions = sdp.lines().filter_map(|line| line.strip_prefix("a=extmap:")?.split_once(' '));
    extensions
        .filter(|(_, rest)| rest.split_whitespace().next() == Some(uri))
        .find_map(|(id, _)| id.split('/').next()?.parse().ok())
}

/// The payload type of an encoding as `a=rtpmap` writes it, say `VP8/90000`, in the first m-line that has it.
pub(super) fn payload_type(sdp: &str, encoding: &str) -> Option<u8> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("a=rtpmap:")?.trim_end().split_once(' '))
        .find(|(_, name)| name.eq_ignore_ascii_case(encoding))
        .and_then(|(number, _)| number.parse().ok())
}

/// The name of each m-line.
pub(super) fn mids(sdp: &str) -> Vec<String> {
    let lines = sdp.lines().filter_map(|line| line.strip_prefix("a=mid:"));
    lines.map(|mid| mid.trim().to_owned()).collect()
}

/// One stream of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    /// The m-line, from 0.
    pub line: u16,
    pub audio: bool,
    /// The stream that this one repeats packets of.
    pub repeats: Option<u32>,
}

/// What each SSRC of an offer is.
pub(super) fn streams(offer: &str) -> HashMap<u32, Stream> {
    let (mut streams, mut line, mut audio) = (HashMap::new(), None::<u16>, false);
    let mut repeats: HashMap<u32, u32> = HashMap::new();
    for text in offer.lines() {
        if let Some(media) = text.strip_prefix("m=") {
            line = Some(line.map_or(0, |line| line.saturating_add(1)));
            audio = media.starts_with("audio ");
        } else if let Some(pair) = text.strip_prefix("a=ssrc-group:FID ") {
            let mut pair = pair.split_whitespace().filter_map(|ssrc| ssrc.parse().ok());
            if let (Some(media), Some(repeat)) = (pair.next(), pair.next()) {
                repeats.insert(repeat, media);
            }
        } else if let Some(rest) = text.strip_prefix("a=ssrc:")
            && let Some(ssrc) = rest.split(' ').next().and_then(|ssrc| ssrc.parse().ok())
            && let Some(line) = line
        {
            streams.insert(ssrc, Stream { line, audio, repeats: None });
        }
    }
    for (repeat, media) in repeats {
        if let Some(stream) = streams.get_mut(&repeat) {
            stream.repeats = Some(media);
        }
    }
    streams
}

/// The offer with three layers in the given m-lines, as a browser offers them: by name and without SSRCs.
pub(super) fn with_layers(offer: &str, layered: &[bool]) -> String {
    let mut changed = String::with_capacity(offer.len() + 200);
    let (mut line, mut open) = (None::<usize>, false);
    let close = |open: bool, changed: &mut String| {
        if open {
            for rid in RIDS {
                changed.push_str(&format!("a=rid:{rid} send\r\n"));
            }
            changed.push_str(&format!("a=simulcast:send {}\r\n", RIDS.join(";")));
        }
    };
    for text in offer.lines() {
        if text.starts_with("m=") {
            close(open, &mut changed);
            line = Some(line.map_or(0, |line| line + 1));
            open = line.is_some_and(|line| layered.get(line) == Some(&true));
        }
        if !(open && (text.starts_with("a=ssrc:") || text.starts_with("a=ssrc-group:"))) {
            changed.push_str(text);
            changed.push_str("\r\n");
        }
    }
    close(open, &mut changed);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=extmap:3/sendonly urn:x\r\n\
        a=ssrc:7 cname:a\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n\
        a=ssrc-group:FID 9 10\r\na=ssrc:9 cname:a\r\na=ssrc:9 msid:x\r\na=ssrc:10 cname:a\r\n";

    #[test]
    fn streams_and_numbers_are_read() {
        let streams = streams(OFFER);
        assert_eq!(streams.len(), 3);
        assert_eq!(streams[&7], Stream { line: 0, audio: true, repeats: None });
        assert_eq!(streams[&10], Stream { line: 1, audio: false, repeats: Some(9) });
        assert_eq!(extension(OFFER, "urn:x"), Some(3));
        assert_eq!(payload_type(OFFER, "vp8/90000"), Some(96));
        assert_eq!(mids(OFFER), ["0", "1"]);
    }

    #[test]
    fn layers_are_offered_by_name() {
        let offer = with_layers(OFFER, &[false, true]);
        assert!(offer.contains("a=ssrc:7 ") && !offer.contains("a=ssrc:9 ") && !offer.contains("FID"));
        assert!(
            offer.ends_with("a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n")
        );
    }
}
