//! A thousand people without media, and a hand that all see.

use std::time::Duration;

use futures_util::future::try_join_all;
use serde_json::{Value, json};
use signaling::protocol::Command;
use signaling::role::Role;
use tokio::time::interval;

use super::people::{Somebody, nobody_is_cut_off};
use super::server::{Server, Used};
use super::shapes::Plan;
use super::{AT_A_TIME, Options, name, rounded};
use crate::clock;
use crate::figures::Figures;
use crate::host::Links;
use crate::random::Random;

/// One of so many is of the staff: the server keeps the last fifty of the thousand places in a room for them.
const STAFF: usize = 20;

/// People who come at once, times people who are there: with each who comes the server says to each who is there who all
/// of them are, and cuts off whoever has a mebibyte of it unread.
const CROWD: usize = 1_600;

/// See the module.
pub(super) async fn run(options: &Options, server: &Server, links: &Links) -> anyhow::Result<Value> {
    let memory_before = server.memory()?;
    let count = Plan::of(options).people;
    let (people, joins) = enter_all(links, 1, count).await?;
    let memory = server.memory()?;
    let (used, own) = (server.used()?, Used::here()?);
    let (told, last) = hands(&people, options).await?;
    let (used_now, own_now) = (server.used()?, Used::here()?);
    nobody_is_cut_off(&people)?;
    Ok(json!({
        "shape": name(options.shape),
        "people": count,
        "seconds": options.seconds,
        "seed": options.seed,
        "join_ms": joins.json(),
        "told_ms": told.json(),
        "told_last_ms": last.json(),
        "server": {
            "us_per_event": rounded(used_now.micros_since(&used).iter().sum::<f64>() / told.count().max(1) as f64),
            "core": used_now.core_since(&used),
            "memory_kib_per_person": rounded(memory.saturating_sub(memory_before) as f64 / 1_024.0 / count as f64),
        },
        "generator": { "core": own_now.core_since(&own) },
    }))
}

/// So many join, a few at once; the first and the last of them, one of [`STAFF`], as supervisors.
pub(super) async fn enter_all(
    links: &Links,
    first: usize,
    count: usize,
) -> anyhow::Result<(Vec<Somebody>, Figures)> {
    let enter = |number: usize| async move {
        let is_staff = number == first || number >= first + count - count.div_ceil(STAFF);
        let role = if is_staff { Role::Supervisor } else { Role::Participant };
        let began = clock::nanos();
        let somebody = Somebody::enter(links, role, number).await?;
        anyhow::Ok((somebody, clock::nanos() - began))
    };
    let (mut people, mut joins) = (Vec::<Somebody>::new(), Figures::default());
    while people.len() < count {
        let at_once = (CROWD / people.len().max(1)).clamp(1, AT_A_TIME).min(count - people.len());
        let (from, last) = (first + people.len(), first + people.len() + at_once - 1);
        // One thread reads for all: without waiting for it, it falls so far behind that the server cuts people off.
        let name = format!(r#""{}""#, Somebody::name(last));
        let told: Vec<_> = people.iter().map(|person| person.piiri.sees(name.clone())).collect();
        for (somebody, took) in try_join_all((from..=last).map(enter)).await? {
            joins.add(took);
            people.push(somebody);
        }
        try_join_all(told).await?;
    }
    Ok((people, joins))
}

/// A hand every second: when each other person read of it, and when the last of them did.
async fn hands(people: &[Somebody], options: &Options) -> anyhow::Result<(Figures, Figures)> {
    let (mut told, mut last) = (Figures::default(), Figures::default());
    let mut random = Random::new(options.seed);
    let mut second = interval(Duration::from_secs(1));
    for _ in 0..options.seconds {
        second.tick().await;
        let raiser = random.below(people.len());
        let text = format!(r#""participant":{},"since""#, people[raiser].piiri.you.participant.0);
        let others = people.iter().enumerate().filter(|(index, _)| *index != raiser);
        let seen: Vec<_> = others.map(|(_, person)| person.piiri.sees(text.clone())).collect();
        let commanded = clock::nanos();
        people[raiser].piiri.done(Command::RaiseHand { reply: false }).await?;
        let mut longest = 0;
        for at in try_join_all(seen).await? {
            told.add(at.saturating_sub(commanded));
            longest = longest.max(at.saturating_sub(commanded));
        }
        last.add(longest);
        people[raiser].piiri.done(Command::LowerHand { participant: None, reply: false }).await?;
    }
    Ok((told, last))
}
