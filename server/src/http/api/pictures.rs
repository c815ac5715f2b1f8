//! Pictures for those in a session, with the key that the WebSocket gave them. The room is asked before a byte of one is
//! read, and again when it is there.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use signaling::id::PictureId;
use signaling::protocol::MAX_PICTURE_BYTES;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::{Refusal, Site, bearer};
use crate::pictures::cleaned::{Kind, NotAPicture, cleaned};
use crate::pictures::{Full, NoWay};
use crate::room_task::{NotTaken, PictureMessage, RoomMessage};

/// How long a picture may take to come: the largest at half a megabit a second.
const COMES_WITHIN: Duration = Duration::from_secs(60);

/// Pictures that are read at the same time: it takes a millisecond, and up to ten times their memory.
static READING: Semaphore = Semaphore::const_new(2);

/// The page that a browser would make of a picture may do nothing.
const POLICY: &str = "default-src 'none'; sandbox";

#[derive(Serialize)]
struct Brought {
    picture: PictureId,
}

/// `POST /api/v1/pictures`
pub async fn bring_picture(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let pictures = site.rooms.pictures();
    let key = bearer(&headers).ok_or(Refusal::Unauthenticated)?;
    let bringing = pictures.bringing(Instant::now(), &key)?;
    let (room, from) = (&bringing.holder.room, bringing.holder.sender);
    let (kind, bytes) = announced(&headers)?;
    let may = |reply| RoomMessage::Picture(PictureMessage::MayBring { from, bytes, reply });
    site.rooms.ask(room, may).await.ok_or(Refusal::Unauthenticated)??;
    let space = pictures.space(bytes)?;
    let body = timeout(COMES_WITHIN, to_bytes(body, bytes)).await.map_err(|_elapsed| Refusal::TooSlow)?;
    // Cut short, or longer than was said.
    let body = body.map_err(|_| Refusal::Malformed)?;
    let reading = READING.acquire().await.map_err(|_closed| Refusal::Internal)?;
    // Beside the loop of the connections, and apart from it if ever it fails.
    let read = tokio::task::spawn_blocking(move || cleaned(kind, &body)).await;
    drop(reading);
    let picture = space.hold(kind, read.map_err(|_panicked| Refusal::PictureNotValid)??);
    let bring = |reply| RoomMessage::Picture(PictureMessage::Bring { from, picture, reply });
    let picture = site.rooms.ask(room, bring).await.ok_or(Refusal::Unauthenticated)??;
    Ok((StatusCode::CREATED, Json(Brought { picture })).into_response())
}

/// `GET /api/v1/pictures/{id}`
pub async fn see_picture(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    picture: Result<Path<u32>, PathRejection>,
) -> Result<Response, Refusal> {
    let key = bearer(&headers).ok_or(Refusal::Unauthenticated)?;
    let holder = site.rooms.pictures().seeing(Instant::now(), &key)?;
    let Path(picture) = picture.map_err(|_| Refusal::UnknownPicture)?;
    let (from, picture) = (holder.sender, PictureId(picture));
    let see = |reply| RoomMessage::Picture(PictureMessage::See { from, picture, reply });
    let answer = site.rooms.ask(&holder.room, see).await.ok_or(Refusal::Unauthenticated)?;
    let picture = answer.ok_or(Refusal::UnknownPicture)?;
    let headers = [
        (header::CONTENT_TYPE, picture.kind.media_type()),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// What is to come, as the client says.
fn announced(headers: &HeaderMap) -> Result<(Kind, usize), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).and_then(Kind::of).ok_or(Refusal::PictureTypeNotValid)?;
    let length = text(header::CONTENT_LENGTH).ok_or(Refusal::LengthRequired)?;
    // One that is no number has not come this far.
    let length = length.parse().map_err(|_| Refusal::TooLarge)?;
    if length > MAX_PICTURE_BYTES { Err(Refusal::TooLarge) } else { Ok((kind, length)) }
}

impl From<NoWay> for Refusal {
    fn from(why: NoWay) -> Self {
        match why {
            NoWay::NotGood => Self::Unauthenticated,
            NoWay::TooOften => Self::TooMany,
        }
    }
}

impl From<NotTaken> for Refusal {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Gone => Self::Unauthenticated,
            NotTaken::Full => Self::NoRoomForPictures,
            NotTaken::Rejected(rejection) => Self::Rejected(rejection),
        }
    }
}

impl From<Full> for Refusal {
    fn from(Full: Full) -> Self {
        Self::NoRoomForPictures
    }
}

impl From<NotAPicture> for Refusal {
    fn from(why: NotAPicture) -> Self {
        match why {
            NotAPicture::AnotherKind => Self::PictureTypeNotValid,
            NotAPicture::NotValid => Self::PictureNotValid,
        }
    }
}
