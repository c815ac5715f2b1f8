//! Scenes and turn modes are changed under load: after the acknowledgement nothing comes of whoever is not seen, neither
//! sound nor picture, and no sound of whoever may not speak; and those who are seen or may speak now come over the
//! connections that were there from the beginning.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use signaling::protocol::{Command, SceneKind, TurnMode};
use tests::clock;
use tests::figures::Figures;
use tests::host::{Host, Setup};
use tests::log::{Heard, Log};
use tests::random::Random;
use tests::scene::Scene;
use tests::source::Traffic;
use tests::within;
use tokio::time::{MissedTickBehavior, interval};

use super::moves::{aftermath, verify};
use crate::ALONE;

const PEOPLE: usize = 8;
const SWITCHES: usize = 200;

/// A supervisor may send 20 messages a second.
const PACE: Duration = Duration::from_millis(60);

/// Fewer voices than this leave one of the four to somebody new.
const FEW: usize = 4;

/// A seat for everybody, so that whoever takes one finds it.
const FISHBOWL: SceneKind = SceneKind::Fishbowl { seats: 8, free_seat: false, leave_after: None };

#[derive(Default)]
struct Measured {
    acknowledged: Figures,
    sound: Figures,
    picture: Figures,
    /// How often somebody became seen.
    shown: u64,
}

/// Some of everybody, 1 to 3: few enough that each of them is heard.
fn some(random: &mut Random) -> BTreeSet<usize> {
    (0..=random.below(3)).map(|_| random.below(PEOPLE)).collect()
}

/// The next change: who says what, and who is seen from then on.
fn next(
    scene: &Scene,
    now: (SceneKind, &BTreeSet<usize>),
    random: &mut Random,
) -> (usize, Command, SceneKind, BTreeSet<usize>) {
    let ids = |of: &BTreeSet<usize>| of.iter().map(|&index| scene.people[index].you.participant).collect();
    let (kind, seen) = now;
    let chosen = some(random);
    match (kind, random.below(8)) {
        (SceneKind::ReflectingTeam {}, 0..=3) if seen.len() < PEOPLE => {
            let listened = (0..PEOPLE).filter(|index| !seen.contains(index)).collect();
            (0, Command::SwapScene {}, kind, listened)
        }
        (SceneKind::Fishbowl { .. }, 0..=4) => {
            let mut seen = seen.clone();
            let one = random.below(PEOPLE);
            let command = if seen.remove(&one) { Command::LeaveSeat {} } else { Command::TakeSeat {} };
            if command == (Command::TakeSeat {}) {
                seen.insert(one);
            }
            (one, command, kind, seen)
        }
        (SceneKind::Everyone {}, _) | (_, 5..) => {
            let kinds = [SceneKind::Stage {}, SceneKind::ReflectingTeam {}, FISHBOWL, SceneKind::Everyone {}];
            let kind = kinds[random.below(kinds.len())];
            if kind == (SceneKind::Everyone {}) {
                let command = Command::SetScene { scene: kind, seen: Vec::new() };
                return (0, command, kind, (0..PEOPLE).collect());
            }
            (0, Command::SetScene { scene: kind, seen: ids(&chosen) }, kind, chosen)
        }
        _ => (0, Command::SetSeen { people: ids(&chosen) }, kind, chosen),
    }
}

/// Changes the scene so often at random. Each time somebody becomes seen, waits until another hears and sees one of them.
async fn switch_about(scene: &mut Scene, random: &mut Random) -> Measured {
    let mut measured = Measured::default();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut kind = SceneKind::Everyone {};
    let mut seen: BTreeSet<usize> = (0..PEOPLE).collect();
    for _ in 0..SWITCHES {
        pace.tick().await;
        let (by, command, next_kind, next_seen) = next(scene, (kind, &seen), random);
        let (mark, commanded) = (scene.log.mark(), clock::nanos());
        let acknowledged = scene.people[by].line.done(command).await.unwrap();
        measured.acknowledged.add(acknowledged - commanded);
        for &hidden in seen.difference(&next_seen) {
            scene.timeline.only_listens(scene.people[hidden].device(), 0, acknowledged);
        }
        let shown: Vec<usize> = next_seen.difference(&seen).copied().collect();
        for &shown in &shown {
            scene.timeline.may_speak(scene.people[shown].device(), commanded);
        }
        measured.shown += shown.len() as u64;
        let senders: Vec<u32> = shown.iter().map(|&index| scene.people[index].device()).collect();
        if let Some(&first) = shown.first() {
            let others: Vec<usize> = (0..PEOPLE).filter(|&index| index != first).collect();
            let listener = scene.people[others[random.below(others.len())]].device();
            let is_new = |heard: &Heard| {
                let stamp = heard.payload.stamp();
                heard.listener == listener && senders.contains(&stamp.sender) && stamp.sent >= commanded
            };
            // Where more speak than are passed on, those who were heard before may go on being it.
            if seen.intersection(&next_seen).count() < FEW {
                let sound = scene.log.first(mark, |heard| is_new(heard) && heard.payload.is_sound());
                let sound = within("sound of who is seen now", sound).await.unwrap();
                measured.sound.add(sound.arrived - commanded);
            }
            let picture = scene.log.first(mark, |heard| is_new(heard) && heard.payload.is_keyframe());
            let picture = within("a picture of who is seen now", picture).await.unwrap();
            measured.picture.add(picture.arrived - commanded);
        }
        (kind, seen) = (next_kind, next_seen);
    }
    measured
}

/// How often sources were asked for a keyframe, all together.
fn keyframe_requests(scene: &Scene) -> u64 {
    scene.people.iter().filter_map(|person| person.media.as_ref()).map(|media| media.source.requests()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_comes_of_who_is_not_seen_in_200_changes_of_scene() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut scene = Scene::gather(&links, PEOPLE, &log, Traffic::LIGHT).await.unwrap();
    let before = keyframe_requests(&scene);
    let measured = switch_about(&mut scene, &mut Random::new(20_261_123)).await;
    verify(&scene).await;
    let asked = keyframe_requests(&scene) - before;
    println!(
        "{SWITCHES} changes of scene, {PEOPLE} people: {} packets heard, none of who is not seen",
        log.mark()
    );
    println!("  command sent -> ok read:  {}", measured.acknowledged.line());
    println!("  command sent -> sound:    {}", measured.sound.line());
    println!("  command sent -> keyframe: {}", measured.picture.line());
    println!("  {} times somebody became seen, {asked} keyframes asked for", measured.shown);
    host.stop().await;
}

/// Who may speak, as far as one who gives the turns decides it.
#[derive(Default)]
struct Turns {
    mode: TurnMode,
    floor: Option<usize>,
    /// Who was interrupted, and waits.
    hands: BTreeSet<usize>,
    /// Whether whoever has the floor had waited for it.
    waited: bool,
}

impl Turns {
    /// Everybody, whoever has the floor and the supervisor, whoever holds the stick, nobody.
    fn voices(&self) -> BTreeSet<usize> {
        match self.mode {
            TurnMode::Free => (0..PEOPLE).collect(),
            TurnMode::Queue => self.floor.into_iter().chain([0]).collect(),
            TurnMode::Stick => self.floor.into_iter().collect(),
            TurnMode::Silence | TurnMode::Round => BTreeSet::new(),
        }
    }

    /// Whoever took the stick without having asked to speak does not wait for it.
    fn interrupt(&mut self) {
        let interrupted = self.floor.take();
        if self.mode != TurnMode::Stick || self.waited {
            self.hands.extend(interrupted);
        }
        self.waited = false;
    }

    fn call(&mut self, whom: usize) {
        if self.floor != Some(whom) {
            self.interrupt();
            self.floor = Some(whom);
            self.waited = self.hands.remove(&whom);
        }
    }

    /// The stick is put away with the turn of who took it; in silence nobody has the floor.
    fn change_to(&mut self, mode: TurnMode) {
        let puts_away = self.mode == TurnMode::Stick && mode != self.mode && !self.waited;
        if puts_away || mode == TurnMode::Silence {
            self.interrupt();
        }
        self.mode = mode;
    }
}

/// Changes who may speak so often at random. Gives the times from a command to the first sound of who may speak now.
async fn take_turns(scene: &mut Scene, random: &mut Random) -> (Figures, Figures) {
    const MODES: [TurnMode; 4] = [TurnMode::Free, TurnMode::Queue, TurnMode::Stick, TurnMode::Silence];
    let (mut acknowledgements, mut sounds) = (Figures::default(), Figures::default());
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut turns = Turns::default();
    for _ in 0..SWITCHES {
        pace.tick().await;
        let before = turns.voices();
        let command = if turns.mode != TurnMode::Silence && random.below(2) == 0 {
            let called = random.below(PEOPLE);
            turns.call(called);
            Command::CallPerson { participant: scene.people[called].you.participant }
        } else {
            turns.change_to(MODES[random.below(MODES.len())]);
            Command::SetTurns { turns: turns.mode }
        };
        let now = turns.voices();
        let (mark, commanded) = (scene.log.mark(), clock::nanos());
        let acknowledged = scene.people[0].line.done(command).await.unwrap();
        acknowledgements.add(acknowledged - commanded);
        for &silent in before.difference(&now) {
            scene.timeline.only_listens(scene.people[silent].device(), 0, acknowledged);
        }
        for &voice in now.difference(&before) {
            scene.timeline.may_speak(scene.people[voice].device(), commanded);
        }
        let Some(&voice) = now.difference(&before).next().filter(|_| now.len() <= FEW) else { continue };
        let sender = scene.people[voice].device();
        let sound = scene.log.first(mark, |heard| {
            let stamp = heard.payload.stamp();
            stamp.sender == sender && stamp.sent >= commanded && heard.payload.is_sound()
        });
        let sound = within("sound of who may speak now", sound).await.unwrap();
        sounds.add(sound.arrived - commanded);
    }
    (acknowledgements, sounds)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_heard_of_who_may_not_speak_in_200_changes_of_turns() {
    let _alone = ALONE.lock().await;
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut scene = Scene::gather(&links, PEOPLE, &log, Traffic::LIGHT).await.unwrap();
    let (acknowledgements, sounds) = take_turns(&mut scene, &mut Random::new(20_261_124)).await;
    aftermath().await;
    let heard = log.since(0);
    let sound = heard.iter().filter(|heard| heard.payload.is_sound()).count();
    let judgement = scene.timeline.judge(&heard, |heard| heard.payload.is_sound());
    assert!(judgement.guilty.is_empty(), "heard too much: {:?}", judgement.guilty.first());
    assert!(scene.people.iter().all(|person| person.is_up() && person.line.now().restarts == 0));
    println!("{SWITCHES} changes of turns, {PEOPLE} people: {sound} packets of sound, none too many");
    println!("  command sent -> ok read: {}", acknowledgements.line());
    println!("  command sent -> sound:   {}", sounds.line());
    host.stop().await;
}
