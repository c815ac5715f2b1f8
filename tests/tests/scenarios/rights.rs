//! Whoever may not be heard is not heard, whatever their client sends; whoever comes back finds media as it was;
//! whoever is gone is gone everywhere.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use signaling::protocol::{Command, Presence, Rejection, SourceKind};
use signaling::role::Role;
use tests::clock;
use tests::host::{Host, Links, Setup};
use tests::line::Line;
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::source::Traffic;
use tests::timeline::Timeline;
use tests::within;

const BOTH: [SourceKind; 2] = [SourceKind::Microphone, SourceKind::Camera];

struct Stage {
    host: Host,
    links: Links,
    log: Arc<Log>,
}

impl Stage {
    async fn set(setup: Setup) -> Self {
        let host = Host::start(setup).await.unwrap();
        let links = host.room().await.unwrap();
        Self { host, links, log: Arc::new(Log::default()) }
    }

    async fn sending(&self, role: Role, name: &str) -> Person {
        Person::join_sending(&self.links, role, name, &self.log, Traffic::LIGHT).await.unwrap()
    }

    /// Waits until the server has turned away this many more packets.
    async fn turned_away(&self, more: u64) {
        let count = || {
            let counters = self.host.server.media().counters();
            counters.iter().map(|counters| counters.not_admitted.load(Ordering::Relaxed)).sum::<u64>()
        };
        let goal = count() + more;
        let mut look = tokio::time::interval(Duration::from_millis(10));
        within("packets that are turned away", async {
            while count() < goal {
                look.tick().await;
            }
        })
        .await
        .unwrap();
    }

    /// Nothing of this kind was heard of somebody after an acknowledgement, as in `tests::timeline`.
    fn assert_silent_from(
        &self,
        acknowledged: u64,
        sender: &Person,
        listeners: &[&Person],
        kind: impl Fn(&Heard) -> bool,
    ) {
        let mut timeline = Timeline::default();
        for person in listeners.iter().copied().chain([sender]) {
            timeline.moved(person.device(), 0, 0, 0);
        }
        timeline.nowhere(sender.device(), acknowledged);
        let accused = |heard: &Heard| {
            // From when it was silenced: earlier silences have been judged.
            heard.arrived > acknowledged && kind(heard) && of(sender.device())(heard)
        };
        let judgement = timeline.judge(&self.log.since(0), accused);
        assert_eq!(judgement.guilty, [], "acknowledged at {acknowledged}");
    }

    /// Waits until `listener` gets something of `sender` that was sent from now on.
    async fn hears(&self, listener: &Person, sender: &Person, sound: bool) -> Heard {
        let (to, from, now) = (listener.device(), sender.device(), clock::nanos());
        let fits = |heard: &Heard| {
            let stamp = heard.payload.stamp();
            heard.listener == to
                && stamp.sender == from
                && stamp.sent >= now
                && heard.payload.is_sound() == sound
        };
        within("a packet", self.log.first(self.log.mark(), fits)).await.unwrap()
    }
}

fn of(sender: u32) -> impl Fn(&Heard) -> bool {
    move |heard| heard.payload.stamp().sender == sender
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_observer_who_sends_anyway_is_not_heard() {
    let stage = Stage::set(Setup::default()).await;
    let speaker = stage.sending(Role::Participant, "Puhuja").await;
    let mut observer = Person::join(&stage.links, Role::Observer, "Havainnoija", &stage.log).await.unwrap();
    for kind in BOTH {
        let answer = observer.line.ask(Command::SetSending { kind, on: true }).await.unwrap();
        assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
        observer.send(kind, Traffic::LIGHT);
    }
    stage.hears(&observer, &speaker, true).await;
    stage.turned_away(200).await;
    stage.hears(&observer, &speaker, false).await;
    assert_eq!(stage.log.since(0).into_iter().find(of(observer.device())), None);
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_muted_is_not_heard_although_their_client_goes_on() {
    let stage = Stage::set(Setup::default()).await;
    let muted = stage.sending(Role::Participant, "Mykistetty").await;
    let other = stage.sending(Role::Participant, "Toinen").await;
    for (kind, sound) in [(SourceKind::Microphone, true), (SourceKind::Camera, false)] {
        stage.hears(&other, &muted, sound).await;
        let acknowledged = muted.switch(kind, false).await.unwrap();
        other
            .line
            .until("the mute mark", |known| {
                known.device(muted.you.device).is_some_and(|device| !device.sending.contains(&kind))
            })
            .await
            .unwrap();
        stage.turned_away(20).await;
        // What is not muted goes on.
        stage.hears(&other, &muted, !sound).await;
        stage.assert_silent_from(acknowledged, &muted, &[&other], |heard| heard.payload.is_sound() == sound);
        muted.switch(kind, true).await.unwrap();
        stage.hears(&other, &muted, sound).await;
    }
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_participant_made_observer_is_neither_heard_nor_seen_from_the_acknowledgement_on() {
    let stage = Stage::set(Setup::default()).await;
    let host = stage.sending(Role::Supervisor, "Vetäjä").await;
    let changed = stage.sending(Role::Participant, "Vaihtuva").await;
    for sound in [true, false] {
        stage.hears(&host, &changed, sound).await;
    }
    let participant = changed.you.participant;
    let to = |role| Command::ChangeRole { participant, role };
    let acknowledged = host.line.done(to(Role::Observer)).await.unwrap();
    stage.turned_away(50).await;
    // They still hear and see what they are let into, without having joined anew.
    for sound in [true, false] {
        stage.hears(&changed, &host, sound).await;
    }
    stage.assert_silent_from(acknowledged, &changed, &[&host], |_| true);
    for kind in BOTH {
        let answer = changed.line.ask(Command::SetSending { kind, on: true }).await.unwrap();
        assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
    }
    // Back in the old role nobody is put on the air by another: they switch on themselves.
    host.line.done(to(Role::Participant)).await.unwrap();
    stage.turned_away(20).await;
    for kind in BOTH {
        changed.switch(kind, true).await.unwrap();
    }
    for sound in [true, false] {
        stage.hears(&host, &changed, sound).await;
    }
    assert!(changed.is_up() && changed.line.now().restarts == 0);
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_facilitator_mutes_at_the_server_and_can_only_ask_for_the_contrary() {
    let stage = Stage::set(Setup::default()).await;
    let facilitator = stage.sending(Role::Facilitator, "Ohjaaja").await;
    let muted = stage.sending(Role::Participant, "Mykistetty").await;
    stage.hears(&facilitator, &muted, true).await;
    let (participant, kind) = (muted.you.participant, SourceKind::Microphone);
    let acknowledged = facilitator.line.done(Command::Mute { participant, kind }).await.unwrap();
    stage.turned_away(20).await;
    stage.hears(&facilitator, &muted, false).await;
    stage.assert_silent_from(acknowledged, &muted, &[&facilitator], |heard| heard.payload.is_sound());
    facilitator.line.done(Command::AskToUnmute { participant, kind }).await.unwrap();
    muted.line.until("the request", |known| known.asked == [kind]).await.unwrap();
    stage.turned_away(20).await;
    stage.assert_silent_from(acknowledged, &muted, &[&facilitator], |heard| heard.payload.is_sound());
    muted.switch(kind, true).await.unwrap();
    stage.hears(&facilitator, &muted, true).await;
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backstage_hears_the_plenary_and_is_not_heard_in_it() {
    let stage = Stage::set(Setup::default()).await;
    let guest = stage.sending(Role::Participant, "Vieras").await;
    let staff = stage.sending(Role::Facilitator, "Ohjaaja").await;
    let speaker = stage.sending(Role::Speaker, "Puhuja").await;
    for sound in [true, false] {
        stage.hears(&guest, &staff, sound).await;
    }
    speaker.line.done(Command::GoBackstage {}).await.unwrap();
    let acknowledged = staff.line.done(Command::GoBackstage {}).await.unwrap();
    for person in [&staff, &speaker] {
        person.is_in(tests::view::BACKSTAGE);
    }
    for sound in [true, false] {
        stage.hears(&staff, &speaker, sound).await;
        stage.hears(&speaker, &staff, sound).await;
        stage.hears(&staff, &guest, sound).await;
        stage.hears(&speaker, &guest, sound).await;
    }
    for hidden in [&staff, &speaker] {
        stage.assert_silent_from(acknowledged, hidden, &[&guest], |heard| heard.listener == guest.device());
    }
    let answer = guest.line.ask(Command::GoBackstage {}).await.unwrap();
    assert_eq!(answer.outcome.unwrap_err(), Rejection::NotAllowed);
    staff.line.done(Command::ComeFromBackstage {}).await.unwrap();
    stage.hears(&guest, &staff, true).await;
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_speaks_is_timed_and_who_leads_sees_it() {
    let stage = Stage::set(Setup::default()).await;
    let host = Person::join(&stage.links, Role::Supervisor, "Vetäjä", &stage.log).await.unwrap();
    let talker = stage.sending(Role::Participant, "Puhuja").await;
    let quiet = Person::join(&stage.links, Role::Participant, "Hiljainen", &stage.log).await.unwrap();
    let of = |who: &Person| {
        let participant = who.you.participant;
        move |known: &tests::view::View| {
            known.speaking_times.iter().find(|time| time.participant == participant).map(|time| time.seconds)
        }
    };
    let talked = of(&talker);
    let known = host.line.until("some seconds of speech", |known| talked(known) > Some(0)).await.unwrap();
    assert_eq!(of(&quiet)(&known), None);
    assert!(quiet.line.now().speaking_times.is_empty() && talker.line.now().speaking_times.is_empty());
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_websocket_costs_no_sound_and_comes_back_to_the_same_connections() {
    let stage = Stage::set(Setup::default()).await;
    let mut person = stage.sending(Role::Participant, "Palaaja").await;
    let other = stage.sending(Role::Participant, "Toinen").await;
    stage.hears(&person, &other, true).await;
    let who = person.you.participant;
    let presence = |known: &tests::view::View| {
        known.people.iter().find(|person| person.participant == who).map(|person| person.presence)
    };
    for keep in [true, false] {
        let before = person.line.now();
        person.line.cut().await;
        let gone = |known: &tests::view::View| matches!(presence(known), Some(Presence::Dropped { .. }));
        other.line.until("the loss", gone).await.unwrap();
        stage.hears(&other, &person, true).await;
        stage.hears(&other, &person, false).await;
        stage.hears(&person, &other, true).await;

        person.line = Line::resume(&person.ticket, &before, keep).await.unwrap();
        assert_eq!(person.line.now().you, Some(person.you), "the same person and device");
        other.line.until("the return", |known| presence(known) == Some(Presence::Here {})).await.unwrap();
        let shows =
            |known: &tests::view::View| known.slots.iter().any(|slot| slot.device == other.you.device);
        let known = person.line.until("the slots again", shows).await.unwrap();
        assert!(!known.gap && known.restarts == 0);
        assert!(person.is_up());
        stage.hears(&other, &person, true).await;
        stage.hears(&person, &other, false).await;
    }
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reloaded_page_makes_its_connections_anew() {
    let stage = Stage::set(Setup::default()).await;
    let mut person = stage.sending(Role::Participant, "Lataaja").await;
    let other = stage.sending(Role::Participant, "Toinen").await;
    stage.hears(&other, &person, true).await;
    let before = person.line.now();
    person.media = None;
    person.line = Line::resume(&person.ticket, &before, false).await.unwrap();
    person.connect(&stage.log, |_| {}).await.unwrap();
    for kind in BOTH {
        person.send(kind, Traffic::LIGHT);
    }
    // The device kept what it sends: nobody has to turn the microphone on again.
    for sound in [true, false] {
        stage.hears(&other, &person, sound).await;
        stage.hears(&person, &other, sound).await;
    }
    stage.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_is_gone_from_everybodys_slots() {
    let stage = Stage::set(Setup { grace: Duration::from_secs(1), ..Setup::default() }).await;
    let leaver = stage.sending(Role::Participant, "Lähtijä").await;
    let lost = stage.sending(Role::Participant, "Kadonnut").await;
    let others =
        [stage.sending(Role::Supervisor, "Vetäjä").await, stage.sending(Role::Participant, "Jäävä").await];
    let shown = |known: &tests::view::View, who: &Person| {
        known.slots.iter().filter(|slot| slot.device == who.you.device).count()
    };
    for other in &others {
        for who in [&leaver, &lost] {
            other.line.until("voice and picture", |known| shown(known, who) == 2).await.unwrap();
            stage.hears(other, who, true).await;
        }
    }
    let acknowledged = leaver.line.done(Command::Leave {}).await.unwrap();
    assert_eq!(leaver.line.end().await.unwrap().0, 4410);
    // Lost for longer than the grace time: gone as well, though the client goes on to send.
    lost.line.cut().await;
    for other in &others {
        for who in [&leaver, &lost] {
            let gone = |known: &tests::view::View| {
                known.left.contains(&who.you.participant)
                    && known.people.iter().all(|person| person.participant != who.you.participant)
                    && shown(known, who) == 0
            };
            other.line.until("the departure", gone).await.unwrap();
        }
        stage.hears(other, &others[usize::from(std::ptr::eq(other, &others[0]))], true).await;
    }
    stage.assert_silent_from(acknowledged, &leaver, &[&others[0], &others[1]], |_| true);
    stage.host.stop().await;
}
