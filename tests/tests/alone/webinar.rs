//! A session that is too large for one worker: part of its people are carried by another, and nobody can tell who by
//! what they hear and see.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::try_join_all;
use server::media::Counters;
use signaling::protocol::SourceKind;
use signaling::role::Role;
use tests::figures::Figures;
use tests::host::{Host, Setup};
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::random::Random;
use tests::scene::Scene;
use tests::source::Traffic;
use tests::within;
use tokio::time::sleep;

use super::moves::{move_about, verify};
use crate::ALONE;

/// One of the staff and two guests: two on the first worker, which has its share then, and one on the second.
const STAGE: usize = 3;
const LISTENERS: usize = 30;

/// Longer than anything that was under way.
const QUIET: Duration = Duration::from_millis(500);

fn sum(counters: &[Arc<Counters>], which: impl Fn(&Counters) -> &AtomicU64) -> Vec<u64> {
    counters.iter().map(|counters| which(counters).load(Ordering::Relaxed)).collect()
}

/// Everybody of `listeners` hears and sees each of `speakers`; how long after they were waited for.
async fn all_hear_and_see(log: &Log, mark: usize, speakers: &[u32], listeners: &[u32]) -> Figures {
    let mut figures = Figures::default();
    for &listener in listeners {
        for &speaker in speakers.iter().filter(|speaker| **speaker != listener) {
            let of = |heard: &Heard| heard.listener == listener && heard.payload.stamp().sender == speaker;
            let sound = log.first(mark, |heard| of(heard) && heard.payload.is_sound());
            let sound = within(&format!("{speaker}'s voice at {listener}"), sound).await.unwrap();
            figures.add(sound.arrived - sound.payload.stamp().sent);
            let picture = log.first(mark, |heard| of(heard) && heard.payload.is_keyframe());
            within(&format!("{speaker}'s picture at {listener}"), picture).await.unwrap();
        }
    }
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webinar_of_two_workers_is_one_webinar() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup { workers: 2, spread: 2, ..Setup::default() }).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let counters = host.server.media().counters();
    let mut stage = Vec::new();
    for index in 0..STAGE {
        let role = if index == 0 { Role::Supervisor } else { Role::Participant };
        stage.push(Person::join(&links, role, &format!("Puhuja {index}"), &log).await.unwrap());
    }
    let mut listeners = Vec::new();
    for first in (0..LISTENERS).step_by(10) {
        let joining = (first..first + 10).map(|index| {
            let (links, log) = (&links, &log);
            async move { Person::join(links, Role::Participant, &format!("Kuulija {index}"), log).await }
        });
        listeners.extend(try_join_all(joining).await.unwrap());
    }
    sleep(QUIET).await;
    assert_eq!(sum(&counters, |all| &all.relayed), [0, 0], "nobody sends anything");

    for person in &mut stage {
        person.go_on_air(Traffic::LIGHT).await.unwrap();
    }
    let devices = |people: &[Person]| people.iter().map(Person::device).collect::<Vec<u32>>();
    let (speakers, ears) = (devices(&stage), devices(&listeners));
    let all: Vec<u32> = speakers.iter().chain(&ears).copied().collect();
    let transit = all_hear_and_see(&log, 0, &speakers, &all).await;
    println!("first sound of {STAGE} people at each of {}: {}", all.len(), transit.line());
    let forwarded = sum(&counters, |all| &all.forwarded);
    println!("  forwarded by the workers: {forwarded:?}");
    assert!(forwarded.iter().all(|forwarded| *forwarded > 0), "one worker does everything: {forwarded:?}");
    let relayed = sum(&counters, |all| &all.relayed);
    assert!(relayed.iter().all(|relayed| *relayed > 0), "speakers are on both: {relayed:?}");

    // Two of the audience ask something, one after the other, as there are four lines for voices: the one is carried by the
    // first worker and the other by the second. Then they are muted, and what they go on sending is for nobody.
    let askers = &ears[..2];
    for (person, asker) in listeners.iter_mut().zip(askers) {
        let mark = log.mark();
        person.go_on_air(Traffic::LIGHT).await.unwrap();
        all_hear_and_see(&log, mark, &[*asker], &all).await;
        person.switch(SourceKind::Microphone, false).await.unwrap();
    }
    sleep(QUIET).await;
    let mark = log.mark();
    sleep(QUIET).await;
    let after = log.since(mark);
    let of_askers = after.iter().filter(|heard| askers.contains(&heard.payload.stamp().sender));
    let (voices, pictures): (Vec<&Heard>, Vec<&Heard>) =
        of_askers.partition(|heard| heard.payload.is_sound());
    assert_eq!(voices, Vec::<&Heard>::new());
    assert!(!pictures.is_empty());

    // Everybody of the second worker leaves but one speaker: they are heard as before, and the rest cost nothing more.
    assert_eq!(sum(&counters, |all| &all.relay_lost), [0, 0]);
    drop(listeners);
    let mark = log.mark();
    all_hear(&log, mark, &speakers).await;
    assert!(stage.iter().all(Person::is_up));
    host.stop().await;
}

/// Everybody of these hears the others.
async fn all_hear(log: &Log, mark: usize, people: &[u32]) {
    for &listener in people {
        for &speaker in people.iter().filter(|speaker| **speaker != listener) {
            let of = |heard: &Heard| {
                heard.listener == listener
                    && heard.payload.stamp().sender == speaker
                    && heard.payload.is_sound()
            };
            within("the voices of those who stay", log.first(mark, of)).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_crosses_a_border_in_a_session_of_two_workers() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup { workers: 2, spread: 2, ..Setup::default() }).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut scene = Scene::gather(&links, 12, &log, Traffic::LIGHT).await.unwrap();
    let mut places = scene.open_groups(3).await.unwrap().groups;
    places.push(0);
    let measured = move_about(&mut scene, &places, 60, &mut Random::new(6)).await;
    scene.recall().await.unwrap();
    verify(&scene).await;
    let counters = host.server.media().counters();
    let relayed = sum(&counters, |all| &all.relayed);
    println!("60 moves, 12 people, 3 groups, 2 workers: {} packets heard, none crossed a border", log.mark());
    println!("  given to the other worker: {relayed:?} packets");
    println!("  command sent -> ok read:           {}", measured.acknowledged.line());
    println!("  command sent -> sound at mover:    {}", measured.sound.line());
    println!("  command sent -> keyframe at mover: {}", measured.picture.line());
    assert!(relayed.iter().all(|relayed| *relayed > 0), "{relayed:?}");
    assert_eq!(sum(&counters, |all| &all.relay_lost), [0, 0]);
    host.stop().await;
}
