//! What a worker is asked to do: sessions, connections, plans.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::mpsc::TryRecvError;
use std::time::Instant;

use bytes::BytesMut;
use sfu::{Codec, DeviceId, Shown};
use tokio::sync::oneshot;

use super::{Entry, Worker};
use crate::media::dump::SessionDump;
use crate::media::mux::PeerId;
use crate::media::outbound::Outbound;
use crate::media::path::Path;
use crate::media::peer::Peer;
use crate::media::session::{Direction, WorkerSession};
use crate::media::{Connected, MediaError, MediaEvent};

/// A session on a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey(pub u64);

/// What a worker is asked to do.
pub enum Command {
    /// A session begins, or this worker begins to carry a part of it.
    Open(SessionKey, tokio::sync::mpsc::Sender<MediaEvent>),
    /// It ends; all its peers here are closed.
    Close(SessionKey),
    /// Both connections of a device, anew.
    Connect(SessionKey, DeviceId, String, oneshot::Sender<Result<Connected, MediaError>>),
    /// The answer of a device's receiving connection.
    Answer(SessionKey, DeviceId, String, oneshot::Sender<Result<(), MediaError>>),
    /// New ICE credentials for both connections of a device.
    RestartIce(SessionKey, DeviceId, String, oneshot::Sender<Result<Connected, MediaError>>),
    /// What of the pictures a device shows.
    Show(SessionKey, DeviceId, Vec<Shown>),
    /// How a session is; nothing if it is not here.
    Dump(SessionKey, oneshot::Sender<Option<SessionDump>>),
    /// A plan; answered when it is in force and everything sent under the old one has left.
    Apply(SessionKey, sfu::Plan, oneshot::Sender<()>),
    /// What pictures are coded in, from here on.
    Codec(SessionKey, Codec),
    /// A device is gone.
    Remove(SessionKey, DeviceId),
    /// Tell a device again who is in its slots and who speaks.
    Repeat(SessionKey, DeviceId),
    /// A datagram that is no peer's, from the media port.
    Send(SocketAddr, BytesMut),
    /// The process ends.
    Stop,
}

impl Worker {
    /// Returns whether to go on.
    pub(super) fn obey(&mut self, now: Instant) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Open(key, events)) => {
                    self.sessions.insert(key, WorkerSession::new(events));
                    self.announce(key);
                }
                Ok(Command::Close(key)) => {
                    if let Some(session) = self.sessions.remove(&key) {
                        for peer in session.peers() {
                            self.close(now, peer);
                        }
                    }
                }
                // Making connections takes milliseconds each: one in a turn, so that fifty joins are no gap for anybody.
                Ok(order @ (Command::Connect(..) | Command::Answer(..) | Command::RestartIce(..))) => {
                    self.descriptions.push_back(order)
                }
                Ok(Command::Dump(key, reply)) => drop(reply.send(self.dump(now, self.time(now), key))),
                Ok(Command::Show(key, device, shown)) => {
                    let time = self.time(now);
                    if let Some(session) = self.sessions.get_mut(&key) {
                        session.media.shown(time, device, &shown);
                        self.outputs(key);
                    }
                }
                Ok(Command::Apply(key, plan, reply)) => {
                    let time = self.time(now);
                    if let Some(session) = self.sessions.get_mut(&key) {
                        session.media.apply(time, plan);
                        session.wants_may_change();
                        self.applied.push(reply);
                        self.outputs(key);
                    }
                }
                Ok(Command::Codec(key, codec)) => self.use_codec(now, key, codec),
                Ok(Command::Remove(key, device)) => {
                    self.descriptions.retain(|order| match order {
                        Command::Connect(of, whose, ..)
                        | Command::Answer(of, whose, ..)
                        | Command::RestartIce(of, whose, ..) => (*of, *whose) != (key, device),
                        _ => true,
                    });
                    self.remove(now, key, device);
                    if let Some(session) = self.sessions.get_mut(&key) {
                        let _ = session.take_older_ciphers(device);
                    }
                }
                Ok(Command::Repeat(key, device)) => {
                    if let Some(session) = self.sessions.get_mut(&key) {
                        session.repeat(device);
                    }
                }
                Ok(Command::Send(to, datagram)) => {
                    self.port.queue(Path::udp(to, Ipv4Addr::UNSPECIFIED.into()), &datagram);
                }
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return false,
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    /// Works on the next session description; returns whether there are more.
    pub(super) fn describe(&mut self, now: Instant) -> bool {
        match self.descriptions.pop_front() {
            Some(Command::Connect(key, device, offer, reply)) => {
                let _ = reply.send(self.connect(now, key, device, offer));
            }
            Some(Command::Answer(key, device, sdp, reply)) => {
                let _ = reply.send(self.answer(now, key, device, sdp));
            }
            Some(Command::RestartIce(key, device, offer, reply)) => {
                let _ = reply.send(self.restart_ice(now, key, device, &offer));
            }
            Some(_) | None => {}
        }
        !self.descriptions.is_empty()
    }

    fn connect(
        &mut self,
        now: Instant,
        key: SessionKey,
        device: DeviceId,
        offer: String,
    ) -> Result<Connected, MediaError> {
        let session = self.sessions.get_mut(&key).ok_or(MediaError::Unavailable)?;
        let codec = session.codec;
        let for_old = session.take_older_ciphers(device).then(|| self.identity.for_old());
        let identity = for_old.as_ref().unwrap_or(&self.identity);
        let mut ssrc = [0; 4];
        getrandom::fill(&mut ssrc).map_err(|_| MediaError::Unavailable)?;
        let (sending, answer) =
            Peer::sending(now, identity, offer, codec).map_err(|_| MediaError::BadDescription)?;
        let (receiving, offer) = Peer::receiving(now, identity, u32::from_ne_bytes(ssrc), codec)
            .map_err(|_| MediaError::Unavailable)?;
        self.remove(now, key, device);
        self.add(now, key, device, Direction::Sending, sending);
        self.add(now, key, device, Direction::Receiving, receiving);
        Ok(Connected { answer, offer })
    }

    pub(super) fn add(
        &mut self,
        now: Instant,
        key: SessionKey,
        device: DeviceId,
        direction: Direction,
        peer: Peer,
    ) {
        let id = PeerId(self.next_peer);
        self.next_peer += 1;
        self.counters.peers.fetch_add(1, Ordering::Relaxed);
        self.mux.add(id, peer.fragment());
        if let Some(session) = self.sessions.get_mut(&key) {
            session.set(device, direction, id);
        }
        let outbound = (direction == Direction::Receiving).then(|| Outbound::new(self.time(now)));
        self.peers.insert(
            id,
            Entry {
                peer,
                outbound,
                quality: sfu::quality::Told::default(),
                round_trip: None,
                paced: false,
                session: key,
                device,
                direction,
                made: now,
                path_found: None,
                connected: false,
                datagrams: 0,
                fed: false,
                touched: false,
                retime: true,
            },
        );
        self.touch(id);
    }

    fn answer(
        &mut self,
        now: Instant,
        key: SessionKey,
        device: DeviceId,
        sdp: String,
    ) -> Result<(), MediaError> {
        let peer = self.sessions.get(&key).and_then(|session| session.get(device, Direction::Receiving));
        let id = peer.ok_or(MediaError::NoMedia)?;
        let entry = self.peers.get_mut(&id).ok_or(MediaError::NoMedia)?;
        entry.peer.answer(now, sdp).map_err(|_| MediaError::BadDescription)?;
        if let Some(outbound) = &mut entry.outbound {
            outbound.set_measured(entry.peer.is_measured());
        }
        if !entry.peer.takes_codec()
            && let Some(session) = self.sessions.get_mut(&key)
        {
            session.refuse_codec();
        }
        self.feed(id);
        Ok(())
    }

    /// Codecs are agreed on once for each connection: whoever has them for another makes them anew.
    fn use_codec(&mut self, now: Instant, key: SessionKey, codec: Codec) {
        let Some(session) = self.sessions.get_mut(&key) else { return };
        if std::mem::replace(&mut session.codec, codec) == codec {
            return;
        }
        for device in session.devices() {
            self.restart(now, key, device);
        }
    }

    /// The connections stay, and so does everything in them; only the way through the network is found anew.
    fn restart_ice(
        &mut self,
        now: Instant,
        key: SessionKey,
        device: DeviceId,
        offer: &str,
    ) -> Result<Connected, MediaError> {
        let peer = |direction| self.sessions.get(&key).and_then(|session| session.get(device, direction));
        let (Some(sending), Some(receiving)) = (peer(Direction::Sending), peer(Direction::Receiving)) else {
            return Err(MediaError::NoMedia);
        };
        let entry = self.peers.get_mut(&sending).ok_or(MediaError::NoMedia)?;
        let answer = entry.peer.restart_sending(now, offer).map_err(|_| MediaError::BadDescription)?;
        let entry = self.peers.get_mut(&receiving).ok_or(MediaError::NoMedia)?;
        let offer = entry.peer.restart_receiving(now).map_err(|_| MediaError::Unavailable)?;
        for id in [sending, receiving] {
            if let Some(entry) = self.peers.get(&id) {
                self.mux.restart(id, entry.peer.fragment());
            }
            self.feed(id);
        }
        Ok(Connected { answer, offer })
    }

    pub(super) fn remove(&mut self, now: Instant, key: SessionKey, device: DeviceId) {
        let time = self.time(now);
        let Some(session) = self.sessions.get_mut(&key) else { return };
        session.media.receiver_down(device);
        session.media.sender_reset(time, device);
        session.wants_may_change();
        for peer in session.forget(device) {
            self.close(now, peer);
        }
        self.relay_reset(key, device, time);
        self.outputs(key);
    }

    fn close(&mut self, now: Instant, id: PeerId) {
        let Some(mut entry) = self.peers.remove(&id) else { return };
        entry.peer.close();
        while let Some((to, bytes)) = entry.peer.outgoing() {
            self.transmit(now, id, to, bytes);
        }
        self.timers.clear(id);
        self.mux.remove(id);
    }

    pub(super) fn stop(&mut self, now: Instant) {
        let peers: Vec<PeerId> = self.peers.keys().copied().collect();
        for peer in peers {
            self.close(now, peer);
        }
        self.flush(now);
    }

    /// Gives up a device's connections and asks it for new ones.
    pub(super) fn restart(&mut self, now: Instant, key: SessionKey, device: DeviceId) {
        self.remove(now, key, device);
        if let Some(session) = self.sessions.get_mut(&key) {
            session.restart(now, device);
        }
    }
}
