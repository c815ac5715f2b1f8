//! `POST /api/v1/rooms`: what a room may be made with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use signaling::id::{MemberId, UnitId};
use signaling::protocol::{Door, Language};
use signaling::role::Role;
use signaling::room::{ExpectedMember, MAX_MEMBERS};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Refusal, Site, parse, require_key};
use crate::names;
use crate::opening_hours::{self, Written};
use crate::rooms::settings::{Hours, List, NotValid, Reception, Settings};
use crate::rooms::{Created, NotMade};
use crate::secret::Secret;
use crate::templates::Templates;

/// Largest description of a room: a full list of people with the longest names fits. Only holders of a key get as far
/// as to have it read.
const MAX_ROOM: usize = 1024 * 1024;

/// Most minutes that anything here takes: a week.
const MAX_MINUTES: u32 = 7 * 24 * 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRoom {
    title: String,
    template: String,
    language: Option<Language>,
    door: Option<Door>,
    #[serde(default)]
    welcome: String,
    agreement: Option<String>,
    schedule: Option<NewSchedule>,
    #[serde(default)]
    practice: bool,
    expected: Option<NewList>,
    /// In place of those of the template.
    opening_hours: Option<Vec<Written>>,
    time_zone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSchedule {
    starts_at: Option<String>,
    #[serde(default)]
    opens_before_minutes: u32,
    ends_at: Option<String>,
    #[serde(default)]
    stays_open_minutes: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewList {
    minutes: Option<u32>,
    late_after: u32,
    #[serde(default)]
    units: Vec<NewUnit>,
    members: Vec<NewMember>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUnit {
    id: UnitId,
    name: String,
    /// Whether it has an assistant of its own.
    #[serde(default)]
    assistant: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMember {
    id: MemberId,
    name: String,
    unit: Option<UnitId>,
}

#[derive(Debug, Serialize)]
struct RoomMade {
    id: String,
    links: BTreeMap<Role, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<LinkOf<MemberId>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<LinkOf<UnitId>>,
}

#[derive(Debug, Serialize)]
struct LinkOf<Id> {
    id: Id,
    link: String,
}

/// See the module.
pub async fn create_room(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    require_key(&site, &headers)?;
    let body = to_bytes(body, MAX_ROOM).await.map_err(|_| Refusal::TooLarge)?;
    let settings = parse::<NewRoom>(&body)?.settings(&site.templates)?;
    let is_expecting = settings.list.is_some();
    let created = site.rooms.create(settings).map_err(refusal)?;
    Ok((StatusCode::CREATED, Json(made(&site, &created, is_expecting))).into_response())
}

const fn refusal(reason: NotMade) -> Refusal {
    match reason {
        NotMade::TooMany(_) => Refusal::TooManyRooms,
        NotMade::NotValid(NotValid::Welcome) => Refusal::WelcomeNotValid,
        NotMade::NotValid(NotValid::Agreement) => Refusal::AgreementNotValid,
        NotMade::NotValid(NotValid::Schedule) => Refusal::ScheduleNotValid,
        // It was checked when the server started.
        NotMade::NotValid(NotValid::Agenda | NotValid::Reception) => Refusal::Internal,
        NotMade::NotValid(NotValid::Expected) => Refusal::ExpectedNotValid,
    }
}

fn made(site: &Site, created: &Created, is_expecting: bool) -> RoomMade {
    let links = created.links.iter().map(|(role, secret)| (*role, site.public_url.link(secret.expose())));
    let members = created.members.iter().map(|(member, secret)| link_of(site, *member, secret));
    let units = created.units.iter().map(|(unit, secret)| link_of(site, *unit, secret));
    RoomMade {
        id: created.id.as_str().to_owned(),
        links: links.collect(),
        members: is_expecting.then(|| members.collect()),
        units: units.collect(),
    }
}

fn link_of<Id>(site: &Site, id: Id, secret: &Secret) -> LinkOf<Id> {
    LinkOf { id, link: site.public_url.link(secret.expose()) }
}

impl NewRoom {
    fn settings(self, templates: &Templates) -> Result<Settings, Refusal> {
        let Self {
            title,
            template,
            language,
            door,
            welcome,
            agreement,
            schedule,
            practice,
            expected,
            opening_hours,
            time_zone,
        } = self;
        let template = templates.get(&template).ok_or(Refusal::UnknownTemplate)?;
        let title = names::room_title(&title).ok_or(Refusal::TitleNotValid)?;
        let settings = template.settings(title, language.unwrap_or(Language::Fi));
        Ok(Settings {
            door: door.unwrap_or(settings.door),
            welcome,
            agreement,
            hours: schedule.map(NewSchedule::hours).transpose()?.unwrap_or_default(),
            practice,
            list: expected.map(|list| list.list(template.minutes)).transpose()?,
            reception: reception(settings.reception, opening_hours.as_deref(), time_zone.as_deref())?,
            ..settings
        })
    }
}

/// That of the template, with other hours if any are said. Where nobody is received there are none.
fn reception(
    of_template: Option<Reception>,
    opening_hours: Option<&[Written]>,
    time_zone: Option<&str>,
) -> Result<Option<Reception>, Refusal> {
    let Some(Reception { of_room, hours }) = of_template else {
        let says_none = opening_hours.is_none() && time_zone.is_none();
        return if says_none { Ok(None) } else { Err(Refusal::OpeningHoursNotValid) };
    };
    let hours = hours.in_place_of(opening_hours, time_zone).map_err(|error| match error {
        opening_hours::NotValid::Zone => Refusal::TimeZoneNotValid,
        _ => Refusal::OpeningHoursNotValid,
    })?;
    Ok(Some(Reception { of_room, hours }))
}

impl NewSchedule {
    fn hours(self) -> Result<Hours, Refusal> {
        let time = |text: Option<String>| text.map(|text| time_of(&text)).transpose();
        Ok(Hours {
            starts_at: time(self.starts_at)?,
            opens_before: minutes(self.opens_before_minutes).ok_or(Refusal::ScheduleNotValid)?,
            ends_at: time(self.ends_at)?,
            stays_open_after: minutes(self.stays_open_minutes).ok_or(Refusal::ScheduleNotValid)?,
        })
    }
}

impl NewList {
    /// `planned` minutes, unless it says how many.
    fn list(self, planned: u32) -> Result<List, Refusal> {
        let Self { minutes, late_after, units, members } = self;
        let minutes = minutes.unwrap_or(planned);
        let distinct: BTreeSet<MemberId> = members.iter().map(|member| member.id).collect();
        let distinct_units: BTreeSet<UnitId> = units.iter().map(|unit| unit.id).collect();
        let is_twice = distinct.len() < members.len() || distinct_units.len() < units.len();
        if minutes > MAX_MINUTES || late_after > MAX_MINUTES || members.len() > MAX_MEMBERS || is_twice {
            return Err(Refusal::ExpectedNotValid);
        }
        let name = |name: &str| names::listed_name(name).ok_or(Refusal::ExpectedNotValid);
        let with_assistant = units.iter().filter(|unit| unit.assistant).map(|unit| unit.id).collect();
        let unit = |unit: NewUnit| Ok::<_, Refusal>((unit.id, name(&unit.name)?));
        let member = |member: NewMember| {
            let name = name(&member.name)?;
            Ok::<_, Refusal>((member.id, ExpectedMember { name, unit: member.unit }))
        };
        Ok(List {
            minutes,
            late_after,
            with_assistant,
            units: units.into_iter().map(unit).collect::<Result<_, _>>()?,
            members: members.into_iter().map(member).collect::<Result<_, _>>()?,
        })
    }
}

fn time_of(text: &str) -> Result<SystemTime, Refusal> {
    OffsetDateTime::parse(text, &Rfc3339).map(SystemTime::from).map_err(|_| Refusal::ScheduleNotValid)
}

fn minutes(minutes: u32) -> Option<Duration> {
    (minutes <= MAX_MINUTES).then(|| Duration::from_secs(u64::from(minutes) * 60))
}
