//! A source as it arrives, and who is shown it.

use super::measured::Tally;
use crate::Time;
use crate::dependency::{Descriptor, Reader, Unread};
use crate::keyframe::KeyframeRequests;
use crate::layers::{LAYERS, Layer};
use crate::loudness::Loudness;
use crate::missing::Missing;
use crate::packet::Packet;
use crate::plan::DeviceId;
use crate::seen::Seen;

/// What a session knows of one source.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub(super) loudness: Loudness,
    /// Reads how the layers depend on each other, where one stream has several. They are then measured as if each were an
    /// encoding; all else of the stream is with the first.
    pub(super) reader: Reader,
    /// Whether it is so.
    pub(super) is_layered: bool,
    /// The decode targets that the source sends, bit i for target i.
    pub(super) active: u32,
    /// Of sound only the first.
    pub(super) encodings: [Encoding; LAYERS],
    /// The slots that show it. Rebuilt with every change of slots, so that a packet needs no search.
    pub(super) shown: Vec<Watch>,
    /// Its device's home is another worker.
    pub(super) relayed: bool,
}

impl Source {
    pub(super) fn layers(&self) -> impl Iterator<Item = &Layer> + Clone {
        self.encodings.iter().map(|encoding| &encoding.layer)
    }

    /// A packet came for the first time. `read`: what its dependency descriptor says, if it has one.
    pub(super) fn arrived<B>(
        &mut self,
        now: Time,
        packet: &Packet<B>,
        read: Option<&Result<Descriptor, Unread>>,
    ) {
        self.is_layered |= read.is_some();
        let keyframe = match read {
            None => packet.keyframe,
            Some(Ok(descriptor)) => {
                self.measure(now, packet, descriptor);
                descriptor.brings_structure
            }
            Some(Err(_)) => false,
        };
        if let Some(encoding) = self.encodings.get_mut(usize::from(packet.layer)) {
            encoding.arrived(now, packet, keyframe, read.is_none());
        }
    }

    /// A frame counts for every picture size that needs it, at the lowest rate that does: what a listener would be sent.
    fn measure<B>(&mut self, now: Time, packet: &Packet<B>, descriptor: &Descriptor) {
        let Some(structure) = self.reader.structure() else { return };
        self.active = descriptor.active.unwrap_or(self.active);
        let resolutions = structure.resolutions();
        for (spatial, encoding) in (0..).zip(&mut self.encodings) {
            let targets = structure.targets().iter().enumerate();
            let of_size = targets.filter(|(index, target)| {
                target.layer.spatial == spatial
                    && self.active >> index & 1 != 0
                    && descriptor.needed_for(*index)
            });
            let Some(temporal) = of_size.map(|(_, target)| target.layer.temporal).min() else { continue };
            let size = resolutions.get(usize::from(spatial));
            let height = size.and_then(|size| u16::try_from(size.width.min(size.height)).ok());
            encoding.layer.packet(now, packet.timestamp, temporal, packet.length, height);
        }
    }

    pub(super) fn watch(&mut self, listener: DeviceId, line: usize) -> Option<&mut Watch> {
        self.shown.iter_mut().find(|watch| (watch.listener, watch.line) == (listener, line))
    }
}

/// One simulcast encoding as it arrives.
#[derive(Debug, Clone, Default)]
pub(super) struct Encoding {
    pub(super) layer: Layer,
    pub(super) keyframes: KeyframeRequests,
    pub(super) seen: Seen,
    pub(super) missing: Missing,
    pub(super) tally: Tally,
    /// When another worker last waited for a keyframe.
    pub(super) asked: Option<Time>,
}

impl Encoding {
    /// `is_alone`: there are no other layers in the stream.
    pub(super) fn arrived<B>(&mut self, now: Time, packet: &Packet<B>, keyframe: bool, is_alone: bool) {
        if packet.length == 0 {
            // Padding that probes the publisher's network: of the encoding itself it says nothing.
            return;
        }
        let descriptor = packet.descriptor.as_ref();
        let temporal = descriptor.and_then(|descriptor| descriptor.temporal).unwrap_or(0);
        let height = descriptor.and_then(|descriptor| descriptor.height);
        if is_alone {
            self.layer.packet(now, packet.timestamp, temporal, packet.length, height);
        }
        self.keyframes.packet(now, keyframe);
        if keyframe {
            self.asked = None;
            self.missing.keyframe(packet.sequence);
        }
    }
}

/// A slot that shows a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    pub(super) listener: DeviceId,
    pub(super) line: usize,
    /// [`Slot::layers`]: the packets of all others pass by it.
    pub(super) layers: u8,
    /// [`Slot::awaited`].
    pub(super) awaited: Option<u8>,
}
