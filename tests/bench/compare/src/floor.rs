//! The floor: the same packets encrypted and sent, and nothing else done. No receiving, no deciding, no numbers.
//!
//! Two kinds. [`in_a_row`]: batch after batch without a pause, what a system call costs at best. [`of_shape`]: each
//! packet when a sender of the shape would have brought it, rounds at least a millisecond apart and the core asleep
//! between them, which is what a server that does nothing needlessly pays.

mod port;

use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ring::aead;

use crate::cpu;
use crate::shapes::{PICTURE_EVERY, PICTURE_PACKETS, SOUND_EVERY, Shape};
pub use port::Way;
use port::{Port, Reader};

/// Octets of a datagram of a picture and of sound, as the load generator makes them.
const PICTURE: usize = 1_150;
const SOUND: usize = 120;
/// RTP header with an extension: sent in the clear and authenticated.
const HEADER: usize = 20;
const TAG: usize = 16;
/// A server reads at most so often.
const ROUND: Duration = Duration::from_millis(1);

/// CPU time of the sending thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Microseconds for each packet: encrypting, sending, and being woken.
    pub each: f64,
    /// The share of packets that the receivers read.
    pub arrived: f64,
    /// Packets for each system call.
    pub batch: f64,
}

/// A sender with as many keys and destinations as there are listeners.
struct Sender {
    keys: Vec<aead::LessSafeKey>,
    to: Vec<SocketAddrV4>,
    source: Vec<u8>,
    number: u64,
    port: Port,
}

impl Sender {
    fn new(to: Vec<SocketAddrV4>) -> anyhow::Result<Self> {
        let keys = (0..to.len()).map(|listener| {
            let key = [u8::try_from(listener % 251).unwrap_or(0); 16];
            let key = aead::UnboundKey::new(&aead::AES_128_GCM, &key);
            key.map(aead::LessSafeKey::new).map_err(|_| anyhow::anyhow!("no key"))
        });
        let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self { keys, to, source: vec![0x5a; PICTURE], number: 0, port: Port::new()? })
    }

    /// One packet of this size for a listener: copied, since others get it too, sealed in place, and queued.
    fn seal(&mut self, listener: usize, size: usize) -> anyhow::Result<()> {
        let (Some(key), Some(&to)) = (self.keys.get(listener), self.to.get(listener)) else { return Ok(()) };
        self.number += 1;
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.number.to_be_bytes());
        let packet = self.port.queue(to, size);
        let plain = size - TAG;
        let (header, rest) = packet.split_at_mut(HEADER);
        let (payload, tag) = rest.split_at_mut(plain - HEADER);
        header.copy_from_slice(self.source.get(..HEADER).unwrap_or_default());
        payload.copy_from_slice(self.source.get(HEADER..plain).unwrap_or_default());
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let sealed = key.seal_in_place_separate_tag(nonce, aead::Aad::from(&*header), payload);
        tag.copy_from_slice(sealed.map_err(|_| anyhow::anyhow!("nothing was sealed"))?.as_ref());
        Ok(())
    }
}

/// Sockets that are read by a thread, as people's machines read theirs.
struct Listeners {
    addresses: Vec<SocketAddrV4>,
    read: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    reading: Option<thread::JoinHandle<anyhow::Result<Duration>>>,
}

impl Listeners {
    fn new(count: usize) -> anyhow::Result<Self> {
        let sockets = (0..count).map(|_| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)));
        let sockets = sockets.collect::<Result<Vec<_>, _>>()?;
        let mut addresses = Vec::new();
        for socket in &sockets {
            let std::net::SocketAddr::V4(address) = socket.local_addr()? else { continue };
            addresses.push(address);
        }
        let (read, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (counts, ends) = (Arc::clone(&read), Arc::clone(&stop));
        let mut reader = Reader::new(sockets)?;
        let reading = thread::spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                counts.fetch_add(reader.read()?, Ordering::Relaxed);
            }
            Ok(cpu::of_this_thread())
        });
        Ok(Self { addresses, read, stop, reading: Some(reading) })
    }

    /// Once nothing more comes: how many packets were read, and the time it took.
    fn end(mut self) -> anyhow::Result<(u64, Duration)> {
        thread::sleep(Duration::from_millis(50));
        self.stop.store(true, Ordering::Relaxed);
        let read = self.read.load(Ordering::Relaxed);
        let Some(reading) = self.reading.take() else { return Ok((read, Duration::ZERO)) };
        let took = reading.join().map_err(|_| anyhow::anyhow!("the reader has ended in a panic"))??;
        Ok((read, took))
    }
}

/// Batches of 64 packets of pictures without a pause, `run` in a row to each destination.
pub fn in_a_row(way: Way, run: usize, lasts: Duration) -> anyhow::Result<Cost> {
    const BATCH: usize = 64;
    let listeners = Listeners::new(BATCH / run)?;
    let mut sender = Sender::new(listeners.addresses.clone())?;
    let (began, cpu_began) = (Instant::now(), cpu::of_this_thread());
    while began.elapsed() < lasts {
        for listener in 0..BATCH / run {
            for _ in 0..run {
                sender.seal(listener, PICTURE)?;
            }
        }
        sender.port.send(way)?;
    }
    cost(cpu::of_this_thread() - cpu_began, &sender, listeners)
}

/// Microseconds to copy and encrypt a packet of a picture.
pub fn sealing() -> anyhow::Result<f64> {
    const PACKETS: u32 = 200_000;
    let mut sender = Sender::new(vec![SocketAddrV4::new(Ipv4Addr::LOCALHOST, 9); 64])?;
    let began = cpu::of_this_thread();
    for packet in 0..PACKETS {
        sender.seal(packet as usize % 64, PICTURE)?;
        if packet % 64 == 63 {
            sender.port.forget();
        }
    }
    Ok((cpu::of_this_thread() - began).as_secs_f64() * 1e6 / f64::from(PACKETS))
}

/// Microseconds to read a packet with others (recvmmsg), while one thread sends and another reads.
pub fn receiving(lasts: Duration) -> anyhow::Result<f64> {
    let listeners = Listeners::new(1)?;
    let mut sender = Sender::new(listeners.addresses.clone())?;
    let began = Instant::now();
    while began.elapsed() < lasts {
        for _ in 0..32 {
            sender.seal(0, PICTURE)?;
        }
        sender.port.send(Way::Segments)?;
        thread::sleep(ROUND);
    }
    let (read, took) = listeners.end()?;
    Ok(took.as_secs_f64() * 1e6 / read.max(1) as f64)
}

/// Something that a sender of the shape brings.
#[derive(Debug, Clone, Copy)]
struct Brought {
    group: usize,
    /// Of those in its group; it gets nothing back.
    sender: usize,
    packets: usize,
    size: usize,
}

/// When it is due next.
struct Due {
    at: Duration,
    every: Duration,
    brings: Brought,
}

impl Due {
    fn bring(&mut self) -> Brought {
        self.at += self.every;
        self.brings
    }
}

/// What the shape's server would send, when it would.
pub fn of_shape(shape: &Shape, way: Way, lasts: Duration) -> anyhow::Result<Cost> {
    let listeners = Listeners::new(shape.groups * shape.people)?;
    let mut sender = Sender::new(listeners.addresses.clone())?;
    let mut due = schedule(shape);
    let (began, cpu_began) = (Instant::now(), cpu::of_this_thread());
    loop {
        let now = began.elapsed();
        if now >= lasts {
            break;
        }
        let round: Vec<Brought> = due.iter_mut().filter(|due| due.at <= now).map(Due::bring).collect();
        // By listener, so that what goes to one is in a row.
        for listener in 0..shape.groups * shape.people {
            let (group, person) = (listener / shape.people, listener % shape.people);
            for brought in round.iter().filter(|brought| brought.group == group && brought.sender != person) {
                for _ in 0..brought.packets {
                    sender.seal(listener, brought.size)?;
                }
            }
        }
        sender.port.send(way)?;
        let next = due.iter().map(|due| due.at).min().unwrap_or(lasts);
        thread::sleep(next.max(now + ROUND).saturating_sub(began.elapsed()));
    }
    cost(cpu::of_this_thread() - cpu_began, &sender, listeners)
}

/// Senders are spread over the time between two pictures, as people are.
fn schedule(shape: &Shape) -> Vec<Due> {
    let mut due = Vec::new();
    let senders = (shape.groups * shape.senders) as u32;
    for (place, (group, sender)) in
        (0..).zip((0..shape.groups).flat_map(|group| (0..shape.senders).map(move |sender| (group, sender))))
    {
        let at = |every: Duration| every * place / senders;
        let of = |every, packets, size| Due {
            at: at(every),
            every,
            brings: Brought { group, sender, packets, size },
        };
        if sender < shape.heard {
            due.push(of(SOUND_EVERY, 1, SOUND));
        }
        due.push(of(PICTURE_EVERY, PICTURE_PACKETS, PICTURE));
    }
    due
}

fn cost(cpu: Duration, sender: &Sender, listeners: Listeners) -> anyhow::Result<Cost> {
    let (packets, calls) = sender.port.counts();
    let (read, _) = listeners.end()?;
    Ok(Cost {
        each: cpu.as_secs_f64() * 1e6 / packets.max(1) as f64,
        arrived: read as f64 / packets.max(1) as f64,
        batch: packets as f64 / calls.max(1) as f64,
    })
}
