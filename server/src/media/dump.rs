//! One session's routes, slots and connections as they are this moment, for whoever looks into a complaint. Devices have
//! numbers here and no names; places are those of the plan.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;
use sfu::{DeviceId, Kind, Time};

use super::outbound::Outbound;
use super::session::Direction;
use super::worker::{Entry, Worker};
use crate::media::SessionKey;

/// A session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionDump {
    /// Of the plan in force; of the oldest, while workers differ.
    pub epoch: u64,
    /// Media packets that were not sent on, by reason.
    pub drops: BTreeMap<&'static str, u64>,
    /// Each device of the plan.
    pub devices: Vec<DeviceDump>,
}

/// A device.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceDump {
    /// Its number in the session.
    pub device: u32,
    /// What may be forwarded of it.
    pub sends: Vec<&'static str>,
    /// Where it is heard and seen, as numbers of places.
    pub into: Vec<u64>,
    /// Where it hears and sees.
    pub from: Vec<u64>,
    /// What arrives of it.
    pub arriving: Vec<EncodingDump>,
    /// What it is sent.
    pub slots: Vec<SlotDump>,
    /// Its sending connection, if it has one.
    pub sending: Option<ConnectionDump>,
    /// Its receiving connection, if it has one.
    pub receiving: Option<ConnectionDump>,
}

/// One encoding that arrives.
#[derive(Debug, Clone, Serialize)]
pub struct EncodingDump {
    /// Of what.
    pub kind: &'static str,
    /// 0 the smallest.
    pub layer: u8,
    /// Bit/s.
    pub bits: u32,
}

/// One slot in use.
#[derive(Debug, Clone, Serialize)]
pub struct SlotDump {
    /// Its m-line.
    pub line: u8,
    /// Whose source is in it.
    pub device: u32,
    /// Which source.
    pub kind: &'static str,
    /// Which encoding of it is sent; none while nothing is.
    pub layer: Option<u8>,
    /// Whether the network does not carry it.
    pub paused: bool,
    /// Pixels in which it is shown.
    pub area: u32,
    /// Packets sent so far.
    pub packets: u32,
}

/// A connection.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectionDump {
    /// Since it was made, in seconds.
    pub seconds: u64,
    /// Whether ICE has found a path.
    pub has_path: bool,
    /// Whether media can flow.
    pub connected: bool,
    /// Milliseconds there and back.
    pub round_trip: Option<i64>,
    /// What the estimator goes by; for receiving connections that say what arrives.
    pub network: Option<NetworkDump>,
}

/// What the estimator of a receiving connection goes by.
#[derive(Debug, Clone, Serialize)]
pub struct NetworkDump {
    /// What it does.
    pub state: &'static str,
    /// Bit/s that pass.
    pub estimate: u32,
    /// Bit/s that arrived in the last second.
    pub acked: u32,
    /// Milliseconds in the narrowest queue.
    pub queue_ms: u32,
    /// Share that did not arrive in the last second.
    pub loss: f64,
    /// Octets that wait to be sent.
    pub waiting: usize,
    /// Packets of pictures that could not be sent in time, so far.
    pub dropped: u64,
}

impl SessionDump {
    /// Adds what another worker says of the same session: of each device, the one that has its connections.
    pub(super) fn merge(&mut self, other: Self) {
        self.epoch = self.epoch.min(other.epoch);
        for (reason, count) in other.drops {
            *self.drops.entry(reason).or_default() += count;
        }
        for device in other.devices {
            let is_there = device.sending.is_some() || device.receiving.is_some();
            match self.devices.iter_mut().find(|known| known.device == device.device) {
                Some(known) if is_there => *known = device,
                Some(_) => {}
                None => self.devices.push(device),
            }
        }
    }
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Microphone => "microphone",
        Kind::Camera => "camera",
        Kind::Screen => "screen",
        Kind::ScreenSound => "screen_sound",
        Kind::SecondScreen => "second_screen",
        Kind::SecondScreenSound => "second_screen_sound",
    }
}

fn connection(now: Instant, time: Time, entry: &Entry) -> ConnectionDump {
    ConnectionDump {
        seconds: now.saturating_duration_since(entry.made).as_secs(),
        has_path: entry.path_found.is_some(),
        connected: entry.connected,
        round_trip: entry.round_trip,
        network: entry
            .outbound
            .as_ref()
            .filter(|outbound| outbound.estimate().is_some())
            .map(|outbound| network(time, outbound)),
    }
}

fn network(time: Time, outbound: &Outbound) -> NetworkDump {
    let (figures, waiting, dropped) = outbound.figures(time);
    NetworkDump {
        state: figures.state,
        estimate: figures.estimate,
        acked: figures.acked,
        queue_ms: figures.queue_ms,
        loss: figures.loss,
        waiting,
        dropped,
    }
}

impl Worker {
    /// A session as it is now; nothing if it is not here.
    pub(super) fn dump(&self, now: Instant, time: Time, key: SessionKey) -> Option<SessionDump> {
        let session = self.sessions.get(&key)?;
        let peer = |device, direction| {
            let entry = self.peers.get(&session.get(device, direction)?)?;
            Some(connection(now, time, entry))
        };
        let plan = session.media.plan();
        let device = |(&id, route): (&DeviceId, &sfu::Route)| DeviceDump {
            device: id.0,
            sends: route.sends.iter().map(|&kind| word(kind)).collect(),
            into: route.into.iter().map(|place| place.0).collect(),
            from: route.from.iter().map(|place| place.0).collect(),
            arriving: session
                .media
                .encoding_figures(time, id)
                .into_iter()
                .map(|encoding| EncodingDump {
                    kind: word(encoding.kind),
                    layer: encoding.layer,
                    bits: encoding.bits,
                })
                .collect(),
            slots: session
                .media
                .slot_figures(id)
                .into_iter()
                .map(|slot| SlotDump {
                    line: slot.line.0,
                    device: slot.source.device.0,
                    kind: word(slot.source.kind),
                    layer: slot.layer,
                    paused: slot.paused,
                    area: slot.area,
                    packets: slot.packets,
                })
                .collect(),
            sending: peer(id, Direction::Sending),
            receiving: peer(id, Direction::Receiving),
        };
        Some(SessionDump {
            epoch: plan.epoch,
            drops: session.media.drops().by_reason().into_iter().collect(),
            devices: plan.routes.iter().map(device).collect(),
        })
    }
}
