//! What a session description must be before the library sees it, and what is read from one.

use std::collections::BTreeMap;

use sfu::Kind;

/// Streams that a description may name: six sources, three layers each for pictures, and some more for whoever names
/// each twice.
const MOST_STREAMS: usize = 32;

/// The session description cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the session description cannot be used: {0}")]
pub struct BadDescription(pub(super) String);

impl BadDescription {
    pub(super) fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

pub(super) fn fragment_of(sdp: &str) -> Result<String, BadDescription> {
    let fragment = sdp.lines().find_map(|line| line.strip_prefix("a=ice-ufrag:"));
    fragment
        .map(|fragment| fragment.trim().to_owned())
        .ok_or_else(|| BadDescription("no ICE fragment".to_owned()))
}

/// The id negotiated for a header extension.
pub(super) fn extension_id(sdp: &str, uri: &str) -> Option<u8> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("a=extmap:"))
        .filter_map(|line| line.split_once(' '))
        .find(|(_, rest)| rest.split_whitespace().next() == Some(uri))
        .and_then(|(id, _)| id.split('/').next()?.parse().ok())
}

/// The payload type of a codec, as `a=rtpmap` writes it, in the first m-line that has it.
pub(super) fn payload_type(sdp: &str, encoding: &str) -> Option<u8> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("a=rtpmap:")?.trim_end().split_once(' '))
        .find(|(_, name)| name.eq_ignore_ascii_case(encoding))
        .and_then(|(number, _)| number.parse().ok())
}

/// Payload types of retransmissions, each with that of what it repeats (RFC 4588 §8.6, `apt`).
pub(super) fn repairs(sdp: &str) -> BTreeMap<u8, u8> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("a=fmtp:")?.trim_end().split_once(' '))
        .filter_map(|(number, parameters)| {
            let apt = parameters.split(';').find_map(|one| one.trim().strip_prefix("apt="))?;
            Some((number.parse().ok()?, apt.parse().ok()?))
        })
        .collect()
}

/// The layers of each m-line by their rid, from the smallest to the largest (RFC 8853 §5.1); none without simulcast.
pub(super) fn rids(sdp: &str) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for line in sdp.lines() {
        if line.starts_with("m=") {
            lines.push(Vec::new());
        } else if let Some(layers) = line.strip_prefix("a=simulcast:send ")
            && let Some(last) = lines.last_mut()
        {
            let layers = layers.split_whitespace().next().unwrap_or_default().split(';');
            // Alternatives of one layer are separated by commas; a tilde says that it is not sent at first.
            let names = layers.filter_map(|layer| layer.split(',').next());
            *last = names.map(|name| name.trim_start_matches('~').to_owned()).take(sfu::LAYERS).collect();
        }
    }
    lines
}

/// Streams that a description names, with the number of their m-line, without those that repair others.
pub(super) fn streams(sdp: &str) -> Vec<(u32, usize)> {
    let repairs: Vec<u32> = repair_streams(sdp).map(|(repair, _)| repair).collect();
    let mut streams: Vec<(u32, usize)> = Vec::new();
    let mut lines = 0;
    for line in sdp.lines() {
        if line.starts_with("m=") {
            lines += 1;
        } else if let Some(rest) = line.strip_prefix("a=ssrc:")
            && let Some(Ok(ssrc)) = rest.split_whitespace().next().map(str::parse::<u32>)
            && !repairs.contains(&ssrc)
            && streams.iter().all(|(known, _)| *known != ssrc)
            && streams.len() < MOST_STREAMS
            && lines > 0
        {
            streams.push((ssrc, lines - 1));
        }
    }
    streams
}

/// Streams that repair others, each with the one it repairs (RFC 5576 §4.2, `FID`).
pub(super) fn repair_streams(sdp: &str) -> impl Iterator<Item = (u32, u32)> + '_ {
    sdp.lines().filter_map(|line| line.strip_prefix("a=ssrc-group:FID ")).take(MOST_STREAMS).filter_map(
        |group| {
            let mut ssrcs = group.split_whitespace().map(str::parse::<u32>);
            let (primary, repair) = (ssrcs.next()?.ok()?, ssrcs.next()?.ok()?);
            Some((repair, primary))
        },
    )
}

/// The names of the m-lines (RFC 5888 §4), in their order.
pub(super) fn mids(sdp: &str) -> Vec<String> {
    sdp.lines().filter_map(|line| line.strip_prefix("a=mid:")).map(|mid| mid.trim().to_owned()).collect()
}

/// An offer must have exactly the six m-lines, in order: a seventh would be a source without a permission.
pub(super) fn check_offer(sdp: &str) -> Result<(), BadDescription> {
    let lines: Vec<&str> = sdp.lines().filter(|line| line.starts_with("m=")).collect();
    let fits =
        |(line, kind): (&&str, Kind)| line.starts_with(if kind.is_audio() { "m=audio " } else { "m=video " });
    if lines.len() == Kind::ALL.len() && lines.iter().zip(Kind::ALL).all(fits) {
        Ok(())
    } else {
        Err(BadDescription("not the six m-lines".to_owned()))
    }
}

/// Takes out of a description what would make the library work for the client: candidates (addresses are learnt from
/// checks that prove the password, never from a list), and the claim to be the lite side, which is ours.
pub(super) fn harmless(sdp: &str) -> Result<String, BadDescription> {
    if sdp.lines().any(|line| line.trim_end() == "a=ice-lite") {
        return Err(BadDescription("both sides would be lite".to_owned()));
    }
    let mut kept = String::with_capacity(sdp.len());
    for line in
        sdp.lines().filter(|line| !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-cand"))
    {
        kept.push_str(line.trim_end());
        kept.push_str("\r\n");
    }
    Ok(kept)
}
