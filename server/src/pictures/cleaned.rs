//! What of a picture is kept: what draws it. Its parts are copied by name, from a list for each format; whatever is not
//! on the list is left behind: where, when and with what it was taken, previews of what was cut away, remarks, and
//! whatever stands behind its end.

use signaling::protocol::MAX_PICTURE_SIDE;

/// The formats that every browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ITU-T T.81.
    Jpeg,
    /// W3C PNG.
    Png,
    /// RFC 9649.
    WebP,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::WebP];

    /// The one of this media type.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// What HTTP calls it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => bytes.starts_with(SOI),
            Self::Png => bytes.starts_with(PNG),
            Self::WebP => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        }
    }
}

/// Why bytes are not taken as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPicture {
    /// They do not begin as one of this kind.
    #[error("not a picture of this kind")]
    AnotherKind,
    /// They do not hold together, hold no picture or several, or one with too many pixels.
    #[error("broken, moving or too large")]
    NotValid,
}

/// Width and height in pixels.
type Size = (u32, u32);

/// The picture in `bytes`, and nothing else of them.
pub fn cleaned(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, NotAPicture> {
    if !kind.begins(bytes) {
        return Err(NotAPicture::AnotherKind);
    }
    let read = match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
    };
    let is_good = |side: u32| (1..=MAX_PICTURE_SIDE).contains(&side);
    match read {
        Some((clean, (width, height))) if is_good(width) && is_good(height) => Ok(clean),
        _ => Err(NotAPicture::NotValid),
    }
}

const SOI: &[u8] = &[0xff, 0xd8];
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

/// Segments up to the end of image, each a marker and a length; after a start of scan, coded data.
fn jpeg(bytes: &[u8]) -> Option<(Vec<u8>, Size)> {
    let mut rest = bytes.strip_prefix(SOI)?;
    let mut clean = SOI.to_vec();
    let (mut size, mut scans) = (None, 0);
    loop {
        let [0xff, marker, after @ ..] = rest else { return None };
        match *marker {
            // Fill before a marker.
            0xff => rest = &rest[1..],
            EOI => break clean.extend([0xff, EOI]),
            marker => {
                let (length, _) = after.split_first_chunk()?;
                let (segment, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
                let content = segment.get(2..)?;
                if is_frame(marker) && size.replace(size_in_frame(content)?).is_some() {
                    return None;
                }
                if draws_jpeg(marker, content) {
                    clean.extend([0xff, marker]);
                    clean.extend(segment);
                }
                let coded = if marker == SOS { coded_length(after)? } else { 0 };
                scans += u32::from(marker == SOS);
                clean.extend(&after[..coded]);
                rest = &after[coded..];
            }
        }
    }
    (scans > 0).then_some((clean, size?))
}

/// Up to the next marker: in coded data 0xff is followed by a zero, or it restarts the decoder.
fn coded_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|two| two[0] == 0xff && !matches!(two[1], 0 | 0xd0..=0xd7))
}

/// Those that browsers decode: baseline, extended and progressive.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc2)
}

fn size_in_frame(content: &[u8]) -> Option<Size> {
    let &[_precision, h1, h0, w1, w0, ..] = content else { return None };
    Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()))
}

fn draws_jpeg(marker: u8, content: &[u8]) -> bool {
    match marker {
        // Tables of Huffman codes, of quantisation; restarts; a scan.
        0xc4 | 0xdb | 0xdd | SOS => true,
        // JFIF without a preview; the colours as they are meant; what Adobe did with them.
        0xe0 => content.starts_with(b"JFIF\0") && content.len() == 14,
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe") && content.len() == 12,
        marker => is_frame(marker),
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks up to the end: length, name, content, checksum. Without the chunks of an animation its first picture is left.
fn png(bytes: &[u8]) -> Option<(Vec<u8>, Size)> {
    let mut rest = bytes.strip_prefix(PNG)?;
    let mut clean = PNG.to_vec();
    let (mut size, mut has_data) = (None, false);
    loop {
        let (length, _) = rest.split_first_chunk()?;
        let whole = usize::try_from(u32::from_be_bytes(*length)).ok()?.checked_add(12)?;
        let (chunk, after) = rest.split_at_checked(whole)?;
        rest = after;
        let name = chunk.get(4..8)?;
        if size.is_none() {
            size = Some(size_in_header(name, chunk.get(8..)?)?);
        } else if name == b"IHDR" {
            return None;
        }
        has_data |= name == b"IDAT";
        if matches!(
            name,
            b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"sRGB" | b"gAMA" | b"cHRM" | b"iCCP" | b"cICP"
        ) {
            clean.extend(chunk);
        }
        if name == b"IEND" {
            break;
        }
    }
    has_data.then_some((clean, size?))
}

fn size_in_header(name: &[u8], content: &[u8]) -> Option<Size> {
    let (width, rest) = content.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    (name == b"IHDR").then_some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

/// Of the flags in the header of an extended picture: that it has a colour profile, and that it is transparent.
const WEBP_FLAGS: u8 = 0x20 | 0x10;

/// Chunks in the length that the file says it has: name, length, content, filled up to an even number.
fn webp(bytes: &[u8]) -> Option<(Vec<u8>, Size)> {
    let (length, _) = bytes.get(4..)?.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let mut rest = bytes.get(12..length.checked_add(8)?)?;
    let mut clean = b"RIFF\0\0\0\0WEBP".to_vec();
    let (mut canvas, mut picture) = (None, None);
    while !rest.is_empty() {
        let (length, _) = rest.get(4..)?.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (head, after) = rest.split_at_checked(8)?;
        let (content, after) = after.split_at_checked(length)?;
        // The last may lack its filling.
        rest = after.get(length % 2..).unwrap_or_default();
        let name = &head[..4];
        match name {
            b"VP8X" if canvas.is_some() || picture.is_some() => return None,
            b"VP8 " | b"VP8L" if picture.is_some() => return None,
            b"VP8X" => canvas = Some(canvas_size(content)?),
            b"VP8 " => picture = Some(lossy_size(content)?),
            b"VP8L" => picture = Some(lossless_size(content)?),
            b"ALPH" | b"ICCP" => {}
            _ => continue,
        }
        clean.extend(head);
        match content.split_first() {
            Some((flags, others)) if name == b"VP8X" => {
                clean.push(flags & WEBP_FLAGS);
                clean.extend(others);
            }
            _ => clean.extend(content),
        }
        clean.extend(&[0][..length % 2]);
    }
    let length = u32::try_from(clean.len() - 8).ok()?;
    clean[4..8].copy_from_slice(&length.to_le_bytes());
    let (picture, canvas) = (picture?, canvas.unwrap_or_default());
    Some((clean, (picture.0.max(canvas.0), picture.1.max(canvas.1))))
}

fn canvas_size(content: &[u8]) -> Option<Size> {
    let &[_flags, _, _, _, w0, w1, w2, h0, h1, h2] = content else { return None };
    Some((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
}

/// The header of a key frame, RFC 6386 section 9.1.
fn lossy_size(content: &[u8]) -> Option<Size> {
    let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = content else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some((side(w0, w1), side(h0, h1)))
}

/// RFC 9649 section 3.4: fourteen bits each, less one.
fn lossless_size(content: &[u8]) -> Option<Size> {
    let (&[0x2f, a, b, c, d], _) = content.split_first_chunk()? else { return None };
    let bits = u32::from_le_bytes([a, b, c, d]);
    Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

#[cfg(test)]
mod tests;
