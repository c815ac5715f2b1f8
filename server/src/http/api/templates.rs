//! `GET /api/v1/templates`: the kinds of meeting a room can be made for.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use signaling::protocol::{Door, Scene, Switches, Template as Kind};

use super::{Refusal, Site, require_key};
use crate::templates::{Template, Texts};

#[derive(Serialize)]
struct List<'a> {
    templates: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    kind: Kind,
    name: &'a Texts,
    description: &'a Texts,
    door: Door,
    minutes: u32,
    switches: Switches,
    phases: Vec<PhaseInBrief<'a>>,
}

#[derive(Serialize)]
struct PhaseInBrief<'a> {
    title: &'a Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    scene: Scene,
    groups: bool,
    own_task: bool,
}

/// See the module.
pub async fn templates(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Refusal> {
    require_key(&site, &headers)?;
    let templates = site.templates.iter().map(|(id, template)| listed(id, template)).collect();
    Ok(Json(List { templates }).into_response())
}

fn listed<'a>(id: &'a str, template: &'a Template) -> Listed<'a> {
    let Template { kind, name, description, door, minutes, switches, .. } = template;
    let phases = template.phases().map(|(title, phase)| PhaseInBrief {
        title,
        minutes: phase.minutes,
        scene: phase.scene,
        groups: phase.groups.is_some(),
        own_task: phase.own_task,
    });
    Listed {
        id,
        kind: *kind,
        name,
        description,
        door: *door,
        minutes: *minutes,
        switches: *switches,
        phases: phases.collect(),
    }
}
