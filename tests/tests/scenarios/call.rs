//! The simplest thing that must work: two people hear and see each other.

use std::sync::Arc;
use std::time::Duration;

use signaling::role::Role;
use tests::host::{Host, Setup};
use tests::log::Log;
use tests::person::Person;
use tests::source::Traffic;
use tests::within;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_hear_and_see_each_other_both_ways() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let join = |role, name| Person::join_sending(&links, role, name, &log, Traffic::LIGHT);
    let (one, two) = tokio::join!(join(Role::Supervisor, "Yksi"), join(Role::Participant, "Kaksi"));
    let (one, two) = (one.unwrap(), two.unwrap());
    for (listener, sender) in [(&one, &two), (&two, &one)] {
        let (listener, sender) = (listener.device(), sender.device());
        let from = move |sound: bool| {
            move |heard: &tests::log::Heard| {
                let of_sender = heard.listener == listener && heard.payload.stamp().sender == sender;
                of_sender && if sound { heard.payload.is_sound() } else { heard.payload.is_keyframe() }
            }
        };
        within("sound", log.first(0, from(true))).await.unwrap();
        within("a keyframe", log.first(0, from(false))).await.unwrap();
    }
    assert!(one.is_up() && two.is_up());
    assert!(!one.line.now().gap && !two.line.now().gap);
    host.stop().await;
}

/// A connection that finds its path and then never begins DTLS would stay silent for ever: after five seconds the page
/// is told to make both anew, and that works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_dtls_is_made_anew() {
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut person = Person::enter(&links, Role::Participant, "Hiljainen").await.unwrap();
    // Told that the server would begin, both wait for the other.
    let both_wait = person.connect(&log, |server| {
        server.answer = server.answer.replace("a=setup:passive", "a=setup:active");
    });
    let outcome = tokio::time::timeout(Duration::from_secs(3), both_wait).await;
    assert!(outcome.is_err(), "it came up, or gave up too early");
    person.line.until("a restart", |known| known.restarts > 0).await.unwrap();
    person.connect(&log, |_| {}).await.unwrap();
    assert!(person.is_up());
    assert_eq!(person.line.now().restarts, 1);
    host.stop().await;
}
