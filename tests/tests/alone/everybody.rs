//! A workshop of fifty in twelve groups: everybody is moved by one command, spoken to, visited and called back. Nothing
//! crosses a border after the acknowledgement, what "nothing" means is in `tests::timeline`; and all of it goes over the
//! connections that were there from the beginning: the lines in which something is heard are those of the one offer.

use std::sync::Arc;

use signaling::id::GroupId;
use signaling::protocol::{Command, MIN_RECALL, VISIT_ANNOUNCED};
use tests::clock::{self, MILLI};
use tests::figures::Figures;
use tests::host::{Host, Setup};
use tests::log::{Heard, Log};
use tests::scene::{Moved, Scene};
use tests::source::Traffic;
use tests::{view, within};
use tokio::time::Instant;

use super::moves::verify;
use crate::ALONE;

const PEOPLE: usize = 50;
const GROUPS: u32 = 12;

/// Everybody speaks all the time, and shows two pictures a second: two cores carry all of them and the server too.
const TRAFFIC: Traffic = Traffic { rate: 2, picture: 150, ..Traffic::LIGHT };

/// Slower than this is not "at once" to anybody, in milliseconds, not even on two cores that do the work of fifty pages and
/// of a build beside them (seen there: 50 to 340, and up to 1,250 after a recall). What it is otherwise is printed.
const AT_ONCE: f64 = 3_000.0;

/// How long after the command each of these people heard somebody of the place where they are now.
async fn heard_after(scene: &Scene, moved: Moved, movers: &[usize]) -> Figures {
    let mut figures = Figures::default();
    for mover in movers {
        let listener = scene.people[*mover].device();
        let place = scene.timeline.place(listener).unwrap();
        let of_this_place = |heard: &Heard| {
            let stamp = heard.payload.stamp();
            heard.listener == listener
                && heard.payload.is_sound()
                && stamp.place == place
                && stamp.sent >= moved.commanded
        };
        let sound = scene.log.first(moved.mark, of_this_place);
        let sound = within("sound of the new place", sound).await.unwrap();
        figures.add(sound.arrived - moved.commanded);
    }
    figures
}

/// One of the staff speaks to all groups from the plenary: everybody hears it, until they do not any more.
async fn speaks_to_all(scene: &mut Scene, groups: &[u32]) -> Figures {
    let (speaker, mark) = (scene.supervisor().device(), scene.log.mark());
    let commanded = clock::nanos();
    scene.timeline.heard_too(speaker, groups, commanded);
    scene.supervisor().line.done(Command::SpeakToAll { on: true }).await.unwrap();
    let mut figures = Figures::default();
    for index in scene.away() {
        let listener = scene.people[index].device();
        let of_speaker = |heard: &Heard| {
            heard.listener == listener && heard.payload.is_sound() && heard.payload.stamp().sender == speaker
        };
        let sound = within("the one who speaks to all", scene.log.first(mark, of_speaker)).await.unwrap();
        figures.add(sound.arrived - commanded);
    }
    let acknowledged = scene.supervisor().line.done(Command::SpeakToAll { on: false }).await.unwrap();
    scene.timeline.heard_there_only(speaker, acknowledged);
    figures
}

/// The supervisor, who speaks all the time, visits a group to listen: it is told first, they hear nothing before they are
/// there, and are not heard.
async fn visits(scene: &mut Scene, place: u32) {
    let (visitor, who) = (scene.supervisor().device(), scene.supervisor().you.participant);
    let (group, mark) = (GroupId(place), scene.log.mark());
    let member = scene
        .away()
        .into_iter()
        .find(|index| scene.timeline.place(scene.people[*index].device()) == Some(place));
    let member = &scene.people[member.unwrap()].line;
    let commanded = clock::nanos();
    scene.timeline.only_listens(visitor, place, commanded);
    scene.supervisor().line.done(Command::VisitGroup { group, listening: true }).await.unwrap();
    let announced = |view: &view::View| {
        let visits = view.groups.iter().find(|one| one.group == group).map(|one| &one.visits);
        visits.is_some_and(|visits| visits.iter().any(|visit| visit.participant == who && visit.listening))
    };
    let told = member.until("the announcement", announced).await.unwrap();
    assert_ne!(told.place_of(who), Some(view::place(place)), "announced, and not there yet");
    let is_there = |view: &view::View| view.place_of(who) == Some(view::place(place));
    scene.supervisor().line.until("the beginning of the visit", is_there).await.unwrap();
    let begun = clock::nanos();
    let begins = commanded + u64::from(VISIT_ANNOUNCED) * 1_000 * MILLI;
    scene.timeline.moved(visitor, place, begins, begun);
    let of_group = |heard: &Heard| heard.listener == visitor && heard.payload.stamp().place == place;
    let first = within("sound of the group", scene.log.first(mark, of_group)).await.unwrap();
    assert!(first.arrived >= begins, "heard {} ms too soon", (begins - first.arrived) / MILLI);
    // They listen for a while: so many packets later something of them would have come to the others.
    let later = |heard: &Heard| of_group(heard) && heard.payload.stamp().sent > begun + 500 * MILLI;
    within("more of the group", scene.log.first(mark, later)).await.unwrap();
    let commanded = clock::nanos();
    let acknowledged = scene.supervisor().line.done(Command::EndVisit {}).await.unwrap();
    scene.timeline.moved(visitor, 0, commanded, acknowledged);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_people_are_moved_at_once_spoken_to_visited_and_called_back() {
    let _alone = ALONE.lock().await;
    let began = Instant::now();
    let host = Host::start(Setup::default()).await.unwrap();
    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let mut scene = Scene::gather(&links, PEOPLE, &log, TRAFFIC).await.unwrap();
    let joined = began.elapsed();

    let opened = scene.open_groups(GROUPS).await.unwrap();
    let groups = opened.groups;
    assert_eq!(groups.len(), GROUPS as usize);
    let everybody: Vec<usize> = (1..PEOPLE).collect();
    assert_eq!(scene.away(), everybody, "everybody but the supervisor is in a group");
    let into_groups = heard_after(&scene, opened.moved, &everybody).await;

    let next =
        |place: u32| groups[(groups.iter().position(|group| *group == place).unwrap() + 1) % groups.len()];
    let place = |index: usize| scene.timeline.place(scene.people[index].device()).unwrap();
    let moves: Vec<(usize, u32)> = everybody.iter().map(|&index| (index, next(place(index)))).collect();
    let moved = scene.move_each(&moves).await.unwrap();
    let between_groups = heard_after(&scene, moved, &everybody).await;

    let spoken_to = speaks_to_all(&mut scene, &groups).await;
    visits(&mut scene, groups[3]).await;

    let recalled = scene.recall().await.unwrap();
    let back = heard_after(&scene, recalled, &everybody).await;
    verify(&scene).await;

    let after = |moved: Moved| (moved.acknowledged.saturating_sub(moved.commanded)) as f64 / MILLI as f64;
    println!("{PEOPLE} people, {GROUPS} groups, {} packets heard, none crossed a border", log.mark());
    println!("  open_groups -> sound of the group:      {}", into_groups.line());
    println!("  move_people (all) -> sound of the next: {}", between_groups.line());
    println!("  speak_to_all -> heard in every group:   {}", spoken_to.line());
    println!("  end of the recall -> sound of all:      {}", back.line());
    let told = [opened.moved, moved, recalled].map(after);
    println!("  of that until it was acknowledged or told: {told:.1?} ms");
    println!("  recalled with {MIN_RECALL} s; joined after {joined:.1?}, all of it {:.1?}", began.elapsed());
    for figures in [into_groups, between_groups, spoken_to, back] {
        assert!(figures.percentile(95) < AT_ONCE, "{}", figures.line());
    }
    host.stop().await;
}
