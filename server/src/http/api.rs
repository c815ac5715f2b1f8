//! The API: making rooms with a key, and exchanging a link for a ticket. Answers are JSON, refusals a code.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signaling::protocol::Template;
use signaling::role::Role;
use tokio::time::Instant;

use super::{Site, client};
use crate::names;
use crate::room_task::fresh_participant;
use crate::rooms::Created;
use crate::secret::Secret;
use crate::tickets::Grant;

/// What a request for a good link and for a wrong one costs; see [`super::JOINS`].
const GOOD_LINK: f64 = 1.0;
const WRONG_LINK: f64 = 10.0;

/// Why a request was refused: the one content of the answer's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Malformed,
    TooLarge,
    NameNotValid,
    TitleNotValid,
    LinkNotValid,
    Unauthenticated,
    OriginNotAllowed,
    TooMany,
    TooManyRooms,
    Busy,
    NotFound,
    MethodNotAllowed,
    Internal,
}

impl Refusal {
    const fn code(self) -> (StatusCode, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::NameNotValid => (StatusCode::BAD_REQUEST, "name_not_valid"),
            Self::TitleNotValid => (StatusCode::BAD_REQUEST, "title_not_valid"),
            Self::LinkNotValid => (StatusCode::NOT_FOUND, "link_not_valid"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::OriginNotAllowed => (StatusCode::FORBIDDEN, "origin_not_allowed"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            Self::TooManyRooms => (StatusCode::SERVICE_UNAVAILABLE, "too_many_rooms"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            code: &'static str,
        }
        let (status, code) = self.code();
        (status, Json(Body { code })).into_response()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRoom {
    title: String,
    template: Template,
}

#[derive(Debug, Serialize)]
struct RoomMade {
    id: String,
    links: Links,
}

#[derive(Debug, Default, Serialize)]
struct Links {
    supervisor: String,
    facilitator: String,
    participant: String,
    observer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    secret: String,
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

/// `POST /api/v1/rooms`
pub async fn create_room(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !site.api_keys.admit(authorization) {
        return Err(Refusal::Unauthenticated);
    }
    let NewRoom { title, template } = read(body)?;
    let title = names::room_title(&title).ok_or(Refusal::TitleNotValid)?;
    let created = site.rooms.create(title, template).map_err(|_| Refusal::TooManyRooms)?;
    Ok((StatusCode::CREATED, Json(made(&site, &created))).into_response())
}

/// `POST /api/v1/join`
pub async fn join(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let address = client::address(peer.ip(), &headers, &site.trusted_proxies);
    pay(&site, address, GOOD_LINK)?;
    let Joining { secret, name } = read(body)?;
    let name = names::person_name(&name).ok_or(Refusal::NameNotValid)?;
    let Some(admission) = site.rooms.admission(&Secret::new(secret)) else {
        pay(&site, address, WRONG_LINK - GOOD_LINK)?;
        return Err(Refusal::LinkNotValid);
    };
    let role = admission.role;
    let grant = Grant { room: admission.room, participant: fresh_participant(), role, name };
    let ticket = site.tickets.issue(&grant).map_err(|fault| {
        tracing::error!(fault = format!("{fault:#}"), "no ticket");
        Refusal::Internal
    })?;
    let ws_url = site.public_url.session_socket();
    Ok(Json(Joined { ticket, ws_url, title: admission.title, template: admission.template, role })
        .into_response())
}

fn made(site: &Site, created: &Created) -> RoomMade {
    let mut links = Links::default();
    for (role, secret) in &created.links {
        let link = match role {
            Role::Supervisor => &mut links.supervisor,
            Role::Facilitator => &mut links.facilitator,
            Role::Participant => &mut links.participant,
            Role::Observer => &mut links.observer,
        };
        *link = site.public_url.link(secret.expose());
    }
    RoomMade { id: created.id.as_str().to_owned(), links }
}

fn pay(site: &Site, address: IpAddr, cost: f64) -> Result<(), Refusal> {
    let mut joins = site.joins.lock().unwrap_or_else(PoisonError::into_inner);
    if joins.take(Instant::now(), address, cost) { Ok(()) } else { Err(Refusal::TooMany) }
}

fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Refusal> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::Malformed,
    })?;
    serde_json::from_slice(&body).map_err(|_| Refusal::Malformed)
}
