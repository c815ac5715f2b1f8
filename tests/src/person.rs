//! Somebody: a WebSocket, and media if wanted.

use std::sync::Arc;

use anyhow::Context as _;
use signaling::protocol::{Command, SourceKind, You};
use signaling::role::Role;

use crate::host::{Links, Ticket};
use crate::line::{Described, Line};
use crate::log::Log;
use crate::peer::{Media, Way};
use crate::source::Traffic;
use crate::view::View;

/// See the module.
pub struct Person {
    /// The ticket they came with; used up.
    pub ticket: Ticket,
    /// Their WebSocket.
    pub line: Line,
    /// Who they are.
    pub you: You,
    /// Their connections, after [`Person::connect`].
    pub media: Option<Media>,
}

impl Person {
    /// Comes into a room, without media.
    ///
    /// # Errors
    /// When not let in.
    pub async fn enter(links: &Links, role: Role, name: &str) -> anyhow::Result<Self> {
        Self::with(links.ticket(role, name).await?).await
    }

    /// Comes with a ticket, however far: the person is here once they are welcomed.
    ///
    /// # Errors
    /// When not let in.
    pub async fn with(ticket: Ticket) -> anyhow::Result<Self> {
        let line = Line::enter(&ticket).await?;
        let you = line.now().you.context("invariant: welcomed")?;
        Ok(Self { ticket, line, you, media: None })
    }

    /// Comes into the lobby with a ticket, and says so.
    ///
    /// # Errors
    /// When not there.
    pub async fn knock(ticket: &Ticket) -> anyhow::Result<Line> {
        let line = Line::open(ticket, &ticket.hello(), View::default()).await?;
        line.until("the lobby", |view| view.lobby.is_some()).await?;
        Ok(line)
    }

    /// Whoever was let in from the lobby, on the same connection.
    ///
    /// # Errors
    /// When they are not let in.
    pub async fn let_in(ticket: Ticket, line: Line) -> anyhow::Result<Self> {
        let you = line.until("a welcome", |view| view.you.is_some()).await?.you;
        Ok(Self { ticket, line, you: you.context("invariant: welcomed")?, media: None })
    }

    /// Comes into a room with both connections up, sending nothing.
    ///
    /// # Errors
    /// When not let in or not connected.
    pub async fn join(links: &Links, role: Role, name: &str, log: &Arc<Log>) -> anyhow::Result<Self> {
        let mut person = Self::enter(links, role, name).await?;
        person.connect(log, |_| {}).await?;
        Ok(person)
    }

    /// Turns microphone and camera on and sends both.
    ///
    /// # Errors
    /// When not allowed.
    pub async fn go_on_air(&mut self, traffic: Traffic) -> anyhow::Result<()> {
        for kind in [SourceKind::Microphone, SourceKind::Camera] {
            self.switch(kind, true).await?;
            self.send(kind, traffic);
        }
        Ok(())
    }

    /// Joins with microphone and camera on.
    ///
    /// # Errors
    /// When not let in, not connected or not allowed.
    pub async fn join_sending(
        links: &Links,
        role: Role,
        name: &str,
        log: &Arc<Log>,
        traffic: Traffic,
    ) -> anyhow::Result<Self> {
        let mut person = Self::join(links, role, name, log).await?;
        person.go_on_air(traffic).await?;
        Ok(person)
    }

    /// Makes both connections.
    ///
    /// # Errors
    /// When they do not come up.
    pub async fn connect(
        &mut self,
        log: &Arc<Log>,
        described: impl FnOnce(&mut Described),
    ) -> anyhow::Result<()> {
        let media = Media::connect(Way::default(), &self.line, self.device(), log, described).await?;
        self.media = Some(media);
        Ok(())
    }

    /// Joins by a way of their own, with microphone and camera on.
    ///
    /// # Errors
    /// When not let in, not connected or not allowed.
    pub async fn join_by(
        way: Way,
        links: &Links,
        role: Role,
        name: &str,
        log: &Arc<Log>,
    ) -> anyhow::Result<Self> {
        let mut person = Self::enter(links, role, name).await?;
        person.media = Some(Media::connect(way, &person.line, person.device(), log, |_| {}).await?);
        person.go_on_air(Traffic::LIGHT).await?;
        Ok(person)
    }

    /// Tells the server that a source is on or off; what is sent does not change. Returns when the `ok` was read.
    ///
    /// # Errors
    /// When refused.
    pub async fn switch(&self, kind: SourceKind, on: bool) -> anyhow::Result<u64> {
        self.line.done(Command::SetSending { kind, on }).await
    }

    /// Begins to send, whether allowed or not.
    pub fn send(&mut self, kind: SourceKind, traffic: Traffic) {
        if let Some(media) = &mut self.media {
            media.start(kind, traffic);
        }
    }

    /// The place that packets are stamped with from now on.
    pub fn is_in(&self, place: u32) {
        if let Some(media) = &self.media {
            media.source.is_in(place);
        }
    }

    /// The number of the device.
    #[must_use]
    pub const fn device(&self) -> u32 {
        self.you.device.0
    }

    /// Whether both connections are up.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.media.as_ref().is_some_and(Media::is_up)
    }
}
