//! Piiri, over its own protocol: one room; groups are its groups.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use signaling::protocol::{Assignment, Command as Wish, GroupsPlan, Move, Place, SourceKind};
use signaling::role::Role;
use tests::host::{API_KEY, Links, Ticket};
use tests::light::{Engine, PIIRI_TRACKS, Piiri, publish, subscribe};
use tests::line::Line;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::interval;

use super::{Joined, Person, free_port, people, spawn};
use crate::shapes::Shape;

pub struct Ours {
    http: SocketAddr,
    _child: Child,
}

impl Ours {
    pub async fn start(binary: &Path) -> anyhow::Result<(u32, Self)> {
        let http = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let media = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let (process, child) = spawn(
            Command::new(binary)
                .args(["serve", "--http-listen", &http.to_string(), "--media-listen", &media.to_string()])
                .env("PIIRI_ACCESS_API_KEYS", API_KEY)
                .env("PIIRI_HTTP_TRUSTED_PROXIES", "127.0.0.1")
                .env("PIIRI_MEDIA_ADVERTISE", "127.0.0.1")
                .env("PIIRI_LOG_FILTER", "error")
                .stdout(Stdio::null()),
        )?;
        let mut look = interval(Duration::from_millis(50));
        tests::within("the server", async {
            while TcpStream::connect(http).await.is_err() {
                look.tick().await;
            }
        })
        .await?;
        Ok((process, Self { http, _child: child }))
    }

    pub async fn join(&self, engine: &Engine, shape: &Shape) -> anyhow::Result<Joined> {
        let links = Links::make(self.http, API_KEY).await?;
        // Somebody without media makes the groups, so that all of them are alike.
        let leader = Line::enter(&ticket(&links, Role::Supervisor, 0).await?).await?;
        let mut joined = Joined { sending: Vec::new(), receiving: Vec::new(), _kept: Vec::new() };
        let mut everybody = Vec::new();
        for person in people(shape) {
            let piiri = Piiri::enter(&ticket(&links, Role::Participant, person.device).await?).await?;
            let mut sending = publish(engine, piiri.you.device.0, &PIIRI_TRACKS, &piiri).await?;
            let mut receiving = subscribe(engine, &piiri).await?;
            sending.up().await?;
            receiving.up().await?;
            if person.number < shape.senders {
                for kind in [SourceKind::Microphone, SourceKind::Camera] {
                    piiri.done(Wish::SetSending { kind, on: true }).await?;
                }
                joined.sending.push(sending);
            } else {
                joined._kept.push(Box::new(sending));
            }
            joined.receiving.push(receiving);
            everybody.push((person, piiri));
        }
        if shape.groups > 1 {
            into_groups(&leader, shape, &everybody).await?;
        }
        joined._kept.push(Box::new((leader, everybody)));
        Ok(joined)
    }
}

/// Each from an address of its own: joining is limited by address.
async fn ticket(links: &Links, role: Role, device: u32) -> anyhow::Result<Ticket> {
    let [.., high, low] = device.to_be_bytes();
    let name = format!("Kuorma {device}");
    links.ticket_by(links.secret(role), &name, Some(IpAddr::from([10, 0, high, low]))).await
}

async fn into_groups(leader: &Line, shape: &Shape, everybody: &[(Person, Piiri)]) -> anyhow::Result<()> {
    let plan = GroupsPlan::of(u32::try_from(shape.groups)?, Assignment::ByHand {});
    leader.done(Wish::OpenGroups { plan }).await?;
    let open = leader.until("groups", |view| view.groups.len() == shape.groups).await?;
    let moves = everybody.iter().filter_map(|(person, piiri)| {
        let to = Place::Group { group: open.groups.get(person.group)?.group };
        Some(Move { participant: piiri.you.participant, to })
    });
    leader.done(Wish::MovePeople { moves: moves.collect() }).await?;
    Ok(())
}
