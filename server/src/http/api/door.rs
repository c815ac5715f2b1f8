//! What the page at the door asks, with the secret of a link and no key.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use signaling::protocol::{Further, Template};
use signaling::role::Role;

use super::{Refusal, Site, address, pay, read};
use crate::names;
use crate::opening_hours::rfc3339;
use crate::rooms::Admission;
use crate::rooms::settings::Closed;
use crate::secret::Secret;
use crate::tickets::Grant;

/// What a request for a good link and for a wrong one costs, and a practice room; see [`crate::http::JOINS`].
const GOOD_LINK: f64 = 1.0;
const WRONG_LINK: f64 = 10.0;
const PRACTICE: f64 = 30.0;

/// What a practice room is called: its page knows better words for it, in the reader's language.
const PRACTICE_TITLE: &str = "Piiri";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    secret: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declining {
    secret: String,
    cannot_come: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Practising {
    name: String,
}

#[derive(Serialize)]
struct Joined {
    ticket: String,
    ws_url: String,
    title: String,
    template: Template,
    role: Role,
}

#[derive(Serialize)]
struct Invited {
    title: String,
    template: Template,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What another device of somebody in the session will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    further: Option<Further>,
    can_decline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot_come: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<ClosedNow>,
}

/// The page of closed hours: before a name is given, for nothing would come of giving it.
#[derive(Serialize)]
struct ClosedNow {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens_at: Option<String>,
}

impl From<Closed> for ClosedNow {
    fn from(Closed { text, opens_at }: Closed) -> Self {
        Self { text, opens_at: opens_at.map(rfc3339) }
    }
}

type Body = Result<Bytes, BytesRejection>;

/// `POST /api/v1/join`
pub async fn join(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let guest = Guest::pay(&site, peer, &headers, GOOD_LINK)?;
    let Joining { secret, name } = read(body)?;
    let name = names::person_name(&name).ok_or(Refusal::NameNotValid)?;
    let exchanged = site.rooms.exchange(&Secret::new(secret), name);
    let (Admission { title, template, .. }, grant) = exchanged.ok_or_else(|| guest.wrong_link())?;
    joined(&site, &grant, title, template)
}

/// `POST /api/v1/invitation`: what the door shows before a name is given.
pub async fn invitation(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let guest = Guest::pay(&site, peer, &headers, GOOD_LINK)?;
    let Asking { secret } = read(body)?;
    let admission = site.rooms.admission(&Secret::new(secret)).ok_or_else(|| guest.wrong_link())?;
    let Admission { title, template, role, member, device, closed, .. } = admission;
    let can_decline = member.is_some();
    let cannot_come = member.as_ref().map(|member| member.cannot_come);
    let further = device.as_ref().map(|device| device.further);
    let name = member.map(|member| member.name).or(device.map(|device| device.name));
    // A listed name may be longer than one that fits under a picture: then there is none to begin with.
    let name = name.and_then(|name| names::person_name(&name));
    let closed = closed.map(ClosedNow::from);
    let invited = Invited { title, template, role, name, further, can_decline, cannot_come, closed };
    Ok(Json(invited).into_response())
}

/// `POST /api/v1/cannot_come`: no reason is asked, and it may be taken back.
pub async fn cannot_come(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let guest = Guest::pay(&site, peer, &headers, GOOD_LINK)?;
    let Declining { secret, cannot_come } = read(body)?;
    if site.rooms.set_cannot_come(&Secret::new(secret), cannot_come).await {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(guest.wrong_link())
    }
}

/// `POST /api/v1/practice`: a room of one's own, of which nothing is kept.
pub async fn practise(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    Guest::pay(&site, peer, &headers, PRACTICE)?;
    let Practising { name } = read(body)?;
    let name = names::person_name(&name).ok_or(Refusal::NameNotValid)?;
    let title = PRACTICE_TITLE.to_owned();
    let grant = site.rooms.practise(title.clone(), name).map_err(|_| Refusal::TooManyRooms)?;
    joined(&site, &grant, title, Template::PeerCircle)
}

fn joined(site: &Site, grant: &Grant, title: String, template: Template) -> Result<Response, Refusal> {
    let ticket = site.tickets.issue(grant).map_err(|fault| {
        tracing::error!(fault = format!("{fault:#}"), "no ticket");
        Refusal::Internal
    })?;
    let ws_url = site.public_url.session_socket();
    Ok(Json(Joined { ticket, ws_url, title, template, role: grant.role }).into_response())
}

/// Somebody without a key, who has paid for one question.
struct Guest<'a> {
    site: &'a Arc<Site>,
    address: std::net::IpAddr,
}

impl<'a> Guest<'a> {
    fn pay(site: &'a Arc<Site>, peer: SocketAddr, headers: &HeaderMap, cost: f64) -> Result<Self, Refusal> {
        let address = address(site, peer, headers);
        pay(site, address, cost)?;
        Ok(Self { site, address })
    }

    /// One answer for every link that is not good, and its price.
    fn wrong_link(&self) -> Refusal {
        match pay(self.site, self.address, WRONG_LINK - GOOD_LINK) {
            Ok(()) => Refusal::LinkNotValid,
            Err(refusal) => refusal,
        }
    }
}
