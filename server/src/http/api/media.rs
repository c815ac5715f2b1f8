//! How the media of a session is, for holders of a key.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

use super::{Refusal, Site, require_key};
use crate::rooms::RoomId;

/// `GET /api/v1/rooms/{id}/media`: routes, slots and connections of the session that goes on.
pub async fn media(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Path(room): Path<String>,
) -> Result<Response, Refusal> {
    require_key(&site, &headers)?;
    let session = site.rooms.media_of(&RoomId::named(room)).await.ok_or(Refusal::NotFound)?;
    Ok(Json(session.ok_or(Refusal::NoSession)?).into_response())
}
