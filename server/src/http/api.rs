//! The API: making rooms and reading their figures with a key; at the door, exchanging a link for a ticket. Answers are
//! JSON or a table, refusals a code.

mod attendance;
mod door;
mod media;
mod pictures;
mod rooms;
mod templates;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use signaling::protocol::Rejection;
use tokio::time::Instant;

pub use self::attendance::{attendance, attendance_totals};
pub use self::door::{cannot_come, invitation, join, practise};
pub use self::media::media;
pub use self::pictures::{bring_picture, see_picture};
pub use self::rooms::create_room;
pub use self::templates::templates;
use super::{Site, client};
use crate::secret::Secret;

/// Why a request was refused: the one content of the answer's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Malformed,
    TooLarge,
    NameNotValid,
    TitleNotValid,
    WelcomeNotValid,
    AgreementNotValid,
    ScheduleNotValid,
    ExpectedNotValid,
    OpeningHoursNotValid,
    TimeZoneNotValid,
    OffsetNotValid,
    LinkNotValid,
    Unauthenticated,
    OriginNotAllowed,
    TooMany,
    TooManyRooms,
    Busy,
    NotFound,
    NoSession,
    UnknownTemplate,
    UnknownPicture,
    LengthRequired,
    TooSlow,
    PictureTypeNotValid,
    PictureNotValid,
    NoRoomForPictures,
    /// What the room says of it.
    Rejected(Rejection),
    MethodNotAllowed,
    Internal,
}

impl Refusal {
    const fn code(self) -> (StatusCode, Code) {
        let (status, code) = match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::NameNotValid => (StatusCode::BAD_REQUEST, "name_not_valid"),
            Self::TitleNotValid => (StatusCode::BAD_REQUEST, "title_not_valid"),
            Self::WelcomeNotValid => (StatusCode::BAD_REQUEST, "welcome_not_valid"),
            Self::AgreementNotValid => (StatusCode::BAD_REQUEST, "agreement_not_valid"),
            Self::ScheduleNotValid => (StatusCode::BAD_REQUEST, "schedule_not_valid"),
            Self::ExpectedNotValid => (StatusCode::BAD_REQUEST, "expected_not_valid"),
            Self::OpeningHoursNotValid => (StatusCode::BAD_REQUEST, "opening_hours_not_valid"),
            Self::TimeZoneNotValid => (StatusCode::BAD_REQUEST, "time_zone_not_valid"),
            Self::OffsetNotValid => (StatusCode::BAD_REQUEST, "offset_not_valid"),
            Self::LinkNotValid => (StatusCode::NOT_FOUND, "link_not_valid"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::OriginNotAllowed => (StatusCode::FORBIDDEN, "origin_not_allowed"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            Self::TooManyRooms => (StatusCode::SERVICE_UNAVAILABLE, "too_many_rooms"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::NoSession => (StatusCode::NOT_FOUND, "no_session"),
            Self::UnknownTemplate => (StatusCode::UNPROCESSABLE_ENTITY, "unknown_template"),
            Self::UnknownPicture => (StatusCode::NOT_FOUND, "unknown_picture"),
            Self::LengthRequired => (StatusCode::LENGTH_REQUIRED, "length_required"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow"),
            Self::PictureTypeNotValid => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "picture_type_not_valid"),
            Self::PictureNotValid => (StatusCode::UNPROCESSABLE_ENTITY, "picture_not_valid"),
            Self::NoRoomForPictures => (StatusCode::SERVICE_UNAVAILABLE, "no_room_for_pictures"),
            Self::Rejected(Rejection::NotAllowed) => {
                return (StatusCode::FORBIDDEN, Code::Rejected(Rejection::NotAllowed));
            }
            Self::Rejected(rejection) => return (StatusCode::CONFLICT, Code::Rejected(rejection)),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        };
        (status, Code::Of(code))
    }
}

/// A word of the API, or one of the room's.
#[derive(Serialize)]
#[serde(untagged)]
enum Code {
    Of(&'static str),
    Rejected(Rejection),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            code: Code,
        }
        let (status, code) = self.code();
        (status, Json(Body { code })).into_response()
    }
}

/// Whoever holds no key of the API learns nothing else.
pub fn require_key(site: &Site, headers: &HeaderMap) -> Result<(), Refusal> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if site.api_keys.admit(authorization) { Ok(()) } else { Err(Refusal::Unauthenticated) }
}

/// The bearer key of a request, whosever it is.
fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(key))
}

/// Where a request comes from, for the limits.
fn address(site: &Site, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    client::address(peer.ip(), headers, &site.trusted_proxies)
}

fn pay(site: &Arc<Site>, address: IpAddr, cost: f64) -> Result<(), Refusal> {
    let mut joins = site.joins.lock().unwrap_or_else(PoisonError::into_inner);
    if joins.take(Instant::now(), address, cost) { Ok(()) } else { Err(Refusal::TooMany) }
}

fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Refusal> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::Malformed,
    })?;
    parse(&body)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Malformed)
}
