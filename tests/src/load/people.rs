//! Those who join, and what they do there.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::StreamExt as _;
use futures_util::stream;
use signaling::protocol::{Command, SourceKind};
use signaling::role::Role;

use crate::clock;
use crate::figures::Figures;
use crate::host::Links;
use crate::light::{self, Connection, Engine, PIIRI_TRACKS, Piiri, Track, Traffic};

/// Octets of a packet of sound: Opus at 24 kbit/s.
const SOUND: usize = 60;
/// Pictures in a second.
const RATE: u32 = 30;
/// Loudness of somebody who talks, and of somebody who does not, −dBov.
const TALK: u8 = 30;
const SILENCE: u8 = 127;

/// One person; with media unless they only watch the room.
pub(super) struct Somebody {
    pub piiri: Piiri,
    pub media: Option<Media>,
    /// The number of the group they are in; 0 in the plenary.
    pub place: u32,
    /// Whether they talk.
    pub talks: bool,
}

pub(super) struct Media {
    pub sending: Connection,
    pub receiving: Connection,
}

/// How long it took people to join, from following their link on.
#[derive(Debug, Clone, Default)]
pub(super) struct Joins {
    /// Until both connections were up.
    pub up: Figures,
    /// Until the first packet of sound.
    pub sound: Figures,
}

/// What somebody sends.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnAir {
    /// Whether they have their microphone on, and talk.
    pub sound: Option<bool>,
    /// Bit/s of their largest layer of pictures.
    pub pictures: Option<u32>,
}

/// How a crowd joins.
#[derive(Clone, Copy)]
pub(super) struct Arriving<'a> {
    pub links: &'a Links,
    pub engine: &'a Engine,
    /// Layers of a camera: 1 or 3.
    pub layers: u8,
}

impl Somebody {
    /// Joins without media.
    pub async fn enter(links: &Links, role: Role, number: usize) -> anyhow::Result<Self> {
        let from = IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 | number as u32));
        let name = Self::name(number);
        let ticket = links.ticket_by(links.secret(role), &name, Some(from)).await?;
        let piiri = Piiri::enter(&ticket).await?;
        Ok(Self { piiri, media: None, place: 0, talks: false })
    }

    /// What whoever has this number is called.
    pub fn name(number: usize) -> String {
        format!("Kuorma {number}")
    }

    pub fn device(&self) -> u32 {
        self.piiri.you.device.0
    }

    /// Turns sources on and sends them.
    pub async fn go_on_air(&mut self, what: OnAir) -> anyhow::Result<()> {
        let Some(media) = &self.media else { return Ok(()) };
        if let Some(talks) = what.sound {
            self.talks = talks;
            self.piiri.done(Command::SetSending { kind: SourceKind::Microphone, on: true }).await?;
            let level = if talks { TALK } else { SILENCE };
            media.sending.send(0, Some(Traffic::Sound { octets: SOUND, level }));
        }
        if let Some(bit_rate) = what.pictures {
            self.piiri.done(Command::SetSending { kind: SourceKind::Camera, on: true }).await?;
            media.sending.send(1, Some(Traffic::Pictures { bit_rate, rate: RATE }));
        }
        Ok(())
    }

    /// Is in a group from now on, as far as they know themselves.
    pub fn is_in(&mut self, place: u32) {
        self.place = place;
        if let Some(media) = &self.media {
            media.sending.is_in(place);
        }
    }
}

/// A run in which the server has closed somebody's WebSocket measures nothing.
pub(super) fn nobody_is_cut_off(people: &[Somebody]) -> anyhow::Result<()> {
    let mut closed = people.iter().filter_map(|person| person.piiri.closed());
    match closed.next() {
        None => Ok(()),
        Some(first) => anyhow::bail!("{} people were cut off, the first with {first:?}", closed.count() + 1),
    }
}

impl Arriving<'_> {
    /// Joins with both connections up; waits for sound too if there will be any.
    pub async fn join(&self, role: Role, number: usize, hears: bool) -> anyhow::Result<(Somebody, Joins)> {
        let began = clock::nanos();
        let mut joins = Joins::default();
        let mut somebody = Somebody::enter(self.links, role, number).await?;
        let mut tracks = PIIRI_TRACKS;
        if self.layers == 3 {
            tracks[1] = Track::Layers;
        }
        let piiri = &somebody.piiri;
        let mut sending = light::publish(self.engine, somebody.device(), &tracks, piiri).await?;
        let mut receiving = light::subscribe(self.engine, piiri).await?;
        let sound = receiving.next_sound(Vec::new());
        let up = sending.up().await?.max(receiving.up().await?);
        joins.up.add(up - began);
        if hears {
            joins.sound.add(sound.await? - began);
        }
        somebody.media = Some(Media { sending, receiving });
        Ok((somebody, joins))
    }

    /// So many join one after the other, some at a time. The first takes `role`.
    pub async fn join_all(
        &self,
        role: Role,
        first: usize,
        count: usize,
        at_a_time: usize,
    ) -> anyhow::Result<(Vec<Somebody>, Joins)> {
        let join = |number: usize| async move {
            let role = if number == first { role } else { Role::Participant };
            self.join(role, number, false).await
        };
        let mut joining = stream::iter((first..first + count).map(join)).buffered(at_a_time);
        let (mut people, mut joins) = (Vec::new(), Joins::default());
        while let Some(joined) = joining.next().await {
            let (somebody, took) = joined?;
            joins.add(&took);
            people.push(somebody);
        }
        Ok((people, joins))
    }
}

impl Joins {
    pub fn add(&mut self, other: &Self) {
        self.up.join(&other.up);
        self.sound.join(&other.sound);
    }
}
