//! The figures of a room as files, for holders of a key.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use signaling::id::UnitId;
use signaling::protocol::{Language, MAX_UTC_OFFSET};

use super::{Refusal, Site, require_key};
use crate::attendance_csv;
use crate::rooms::RoomId;
use crate::rooms::book::SessionRecord;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    language: Language,
    #[serde(default)]
    utc_offset_minutes: i32,
    /// The rows of this unit only.
    unit: Option<UnitId>,
}

/// `GET /api/v1/rooms/{id}/attendance.csv`: the session that goes on, else the last.
pub async fn attendance(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Path(room): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let (asked, sessions) = sessions(&site, &headers, room, asked).await?;
    let session = sessions.last().ok_or(Refusal::NoSession)?;
    Ok(file("attendance.csv", attendance_csv::of_session(session, asked.language, asked.utc_offset_minutes)))
}

/// `GET /api/v1/rooms/{id}/attendance-totals.csv`: each member over the sessions in memory.
pub async fn attendance_totals(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Path(room): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let (asked, sessions) = sessions(&site, &headers, room, asked).await?;
    Ok(file("attendance-totals.csv", attendance_csv::of_series(&sessions, asked.language)))
}

async fn sessions(
    site: &Site,
    headers: &HeaderMap,
    room: String,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<(Asked, Vec<SessionRecord>), Refusal> {
    require_key(site, headers)?;
    let Query(asked) = asked.map_err(|_| Refusal::Malformed)?;
    if asked.utc_offset_minutes.abs() > MAX_UTC_OFFSET {
        return Err(Refusal::OffsetNotValid);
    }
    let mut sessions = site.rooms.sessions(&RoomId::named(room)).await.ok_or(Refusal::NotFound)?;
    if asked.unit.is_some() {
        for session in &mut sessions {
            session.record.rows.retain(|row| row.unit == asked.unit);
        }
    }
    Ok((asked, sessions))
}

fn file(name: &str, csv: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, csv).into_response()
}
