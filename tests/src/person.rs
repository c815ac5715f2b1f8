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

/// How often connections are made anew.
const MOST_ANEW: u32 = 5;

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

    /// Makes both connections over a network that loses packets: anew when the server says so, as a page does. Returns how
    /// often it was anew.
    ///
    /// # Errors
    /// When they do not come up at all.
    pub async fn connect_anyhow(&mut self, log: &Arc<Log>) -> anyhow::Result<u32> {
        for again in 0..MOST_ANEW {
            let restarts = self.line.now().restarts;
            let connect = Media::connect(Way::default(), &self.line, self.you.device.0, log, |_| {});
            tokio::select! {
                media = connect => {
                    self.media = Some(media?);
                    return Ok(again);
                }
                () = self.line.at_last(|view| view.restarts > restarts) => {}
            }
        }
        anyhow::bail!("{MOST_ANEW} times no connection")
    }

    /// Joins over a network that loses packets, and sends: returns once something was heard, and how often connections were
    /// made anew until then. One that is up here may still be given up by the server.
    ///
    /// # Errors
    /// When nothing is heard.
    pub async fn connect_and_hear(&mut self, log: &Arc<Log>, traffic: Traffic) -> anyhow::Result<u32> {
        let listener = self.device();
        let mut anew = 0;
        while anew < MOST_ANEW {
            let mark = log.mark();
            anew += self.connect_anyhow(log).await?;
            let restarts = self.line.now().restarts;
            self.go_on_air(traffic).await?;
            let first = crate::within("the first sound", log.first(mark, |heard| heard.listener == listener));
            tokio::select! {
                first = first => return first.map(|_| anew),
                () = self.line.at_last(|view| view.restarts > restarts) => anew += 1,
            }
        }
        anyhow::bail!("{MOST_ANEW} times no sound")
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
