use super::*;
use crate::protocol::{Command, Event, MAX_ANNOUNCEMENTS, SourceKind};
use crate::role::Role;
use crate::room::inside::tests::{ONE, TWO, at_work};
use crate::room::story::{PLENARY, Story, device, group, person};

fn speak(on: bool) -> Command {
    Command::SpeakToAll { on }
}

/// Whose devices somebody sees.
fn devices(story: &Story, who: u32) -> Vec<u32> {
    story.view(who).devices.iter().map(|one| one.device.0).collect()
}

fn tell(text: &str) -> Command {
    Command::TellGroups { text: text.into() }
}

#[test]
fn whoever_speaks_to_all_is_heard_everywhere_and_hears_no_more() {
    let mut story = at_work();
    let effects = story.say(1, speak(true)).unwrap();
    assert!((2..=7).all(|listener| story.hears(listener, 1)));
    assert!((2..=5).all(|source| !story.hears(1, source)), "nothing of the groups comes to them");
    assert!(!story.hears(2, 4) && !story.hears(2, 6), "nor of one place to another");
    assert_eq!((devices(&story, 2), devices(&story, 4)), (vec![1, 2, 3], vec![1, 4, 5]));
    assert_eq!(devices(&story, 1), [1, 6, 7]);
    for who in [2, 4, 6] {
        let told = story.told(who, &effects);
        assert!(
            told.contains(&Event::DevicesChanged { devices: story.view(who).devices }),
            "{who}: {told:?}"
        );
        assert!(told.iter().any(|event| matches!(event, Event::GroupsChanged { .. })));
    }
    assert_eq!(story.room.speaking_to_all(), Some(person(1)));

    let effects = story.say(1, speak(false)).unwrap();
    assert!(!story.hears(2, 1) && story.hears(6, 1));
    assert_eq!(devices(&story, 4), [4, 5]);
    assert!(story.told(4, &effects).contains(&Event::DevicesChanged { devices: story.view(4).devices }));
}

#[test]
fn whoever_speaks_to_all_is_on_the_stage_of_every_place_and_not_left_out_among_many_voices() {
    let mut story = at_work();
    let stage = |story: &Story, listener| story.room.plan().routes[&device(listener)].stage;
    story.raise(6);
    story.call_next();
    assert_eq!((stage(&story, 7), stage(&story, 2)), (Some(device(6)), None));
    story.say(1, speak(true)).unwrap();
    assert!((2..=7).all(|listener| stage(&story, listener) == Some(device(1))));
    assert_eq!(stage(&story, 1), None);
    story.say(1, speak(false)).unwrap();
    assert_eq!((stage(&story, 7), stage(&story, 2)), (Some(device(6)), None));
}

#[test]
fn what_they_turn_on_is_told_everywhere() {
    let mut story = at_work();
    story.say(1, speak(true)).unwrap();
    let on = Command::SetSending { kind: SourceKind::Microphone, on: true };
    let effects = story.say(1, on).unwrap();
    for who in [2, 4, 6] {
        assert_eq!(story.told(who, &effects), [Event::DevicesChanged { devices: story.view(who).devices }]);
        assert_eq!(story.view(who).devices.iter().filter(|one| !one.sending.is_empty()).count(), 1);
    }
}

#[test]
fn one_person_speaks_to_all_and_only_while_groups_are_open() {
    let mut story = at_work();
    assert_eq!(story.say(2, speak(true)), Err(Rejection::NotAllowed));
    assert_eq!(story.say(7, speak(true)), Err(Rejection::NotAllowed), "an assistant runs no groups");
    story.say(6, speak(true)).unwrap();
    assert_eq!(story.say(1, speak(true)), Err(Rejection::Taken));
    story.say(6, speak(true)).unwrap();
    story.say(1, speak(false)).unwrap();
    assert_eq!(story.room.speaking_to_all(), Some(person(6)), "another's is not ended by it");
    story.recall();
    assert_eq!(story.room.speaking_to_all(), None);
    assert_eq!(story.say(1, speak(true)), Err(Rejection::NoGroups));
}

#[test]
fn it_works_from_a_visit_and_from_backstage() {
    let mut story = at_work();
    story.be_on_visit(1, ONE, false);
    story.say(1, speak(true)).unwrap();
    assert!((2..=7).all(|listener| story.hears(listener, 1)));
    assert!(!story.hears(4, 2) && !story.hears(6, 2), "the group they visit is not heard with them");
    story.say(1, Command::GoBackstage {}).unwrap();
    story.say(6, Command::GoBackstage {}).unwrap();
    assert!((2..=7).all(|listener| story.hears(listener, 1)));
    assert!(!story.hears(2, 6) && !story.hears(7, 6), "nobody else who is backstage is");
    assert_eq!(devices(&story, 2), [1, 2, 3]);
    assert_eq!(devices(&story, 7), [1, 7]);
}

#[test]
fn backstage_one_hears_whoever_speaks_to_all_as_in_the_plenary() {
    let mut story = at_work();
    story.say(7, Command::GoBackstage {}).unwrap();
    story.be_on_visit(1, TWO, false);
    assert!(!story.hears(7, 1));
    let effects = story.say(1, speak(true)).unwrap();
    assert!(story.hears(7, 1));
    assert!(story.told(7, &effects).contains(&Event::DevicesChanged { devices: story.view(7).devices }));
}

#[test]
fn whoever_only_listens_does_not_speak_to_all() {
    let mut story = at_work();
    story.be_on_visit(1, ONE, true);
    assert_eq!(story.say(1, speak(true)), Err(Rejection::NotAllowed));
    story.visit(1, ONE, false);
    story.say(1, speak(true)).unwrap();
    story.visit(1, ONE, true);
    assert_eq!(story.room.speaking_to_all(), None, "nor once they begin to listen");
    assert!(!story.hears(4, 1));
}

#[test]
fn it_ends_with_the_right_and_with_the_person() {
    let ends: [fn(&mut Story); 2] = [
        |story| {
            let demoted = Command::ChangeRole { participant: person(6), role: Role::Participant };
            story.say(1, demoted).unwrap();
        },
        |story| drop(story.say(6, Command::Leave {}).unwrap()),
    ];
    for end in ends {
        let mut story = at_work();
        story.say(6, speak(true)).unwrap();
        end(&mut story);
        assert_eq!(story.room.speaking_to_all(), None);
        assert_eq!(devices(&story, 2), [2, 3]);
    }
    let mut story = at_work();
    story.say(6, speak(true)).unwrap();
    story.lose(6);
    assert_eq!(story.room.speaking_to_all(), None, "nobody is heard again in all groups by coming back");
    story.say(1, speak(true)).unwrap();
    story.say(1, Command::StepOut { note: None }).unwrap();
    assert_eq!(story.room.speaking_to_all(), None);
    assert_eq!(story.say(1, speak(true)), Err(Rejection::NotAllowed));
}

#[test]
fn a_group_that_is_added_hears_them_too() {
    let mut story = at_work();
    story.say(1, speak(true)).unwrap();
    story.send(6, group(2));
    assert!(story.hears(6, 1));
    assert_eq!(devices(&story, 6), [1, 4, 5, 6]);
    story.send(6, PLENARY);
    assert_eq!(devices(&story, 6), [1, 6, 7]);
}

#[test]
fn an_announcement_is_kept_while_groups_are_open() {
    let mut story = at_work();
    let effects = story.say(1, tell("Viisi minuuttia")).unwrap();
    assert!(story.told(2, &effects).iter().any(|event| matches!(event, Event::GroupsChanged { .. })));
    let [announcement] = &story.room.announcements_view()[..] else { panic!() };
    assert_eq!((announcement.number, announcement.by, announcement.at), (1, person(1), story.now));
    assert_eq!(announcement.text.as_deref(), Some("Viisi minuuttia"));
    for number in 2..=MAX_ANNOUNCEMENTS + 2 {
        story.wait(1);
        story.say(1, tell(&number.to_string())).unwrap();
    }
    let numbers: Vec<u32> = story.room.announcements_view().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [3, 4, 5, 6, 7]);
    assert_eq!(story.room.insides.to_all.words.len(), MAX_ANNOUNCEMENTS);
    story.recall();
    assert!(story.room.announcements_view().is_empty() && story.room.insides.to_all.words.is_empty());
    story.open(1);
    story.wait(1);
    story.say(1, tell("Taas")).unwrap();
    assert_eq!(story.room.announcements_view()[0].number, 8, "the numbers go on");
}

#[test]
fn announcements_are_for_those_who_run_groups_and_not_for_a_machine() {
    let mut story = at_work();
    assert_eq!(story.say(2, tell("hei")), Err(Rejection::NotAllowed));
    assert_eq!(story.say(1, tell(" ")), Err(Rejection::OutOfRange));
    assert_eq!(story.say(1, tell(&"x".repeat(MAX_ANNOUNCEMENT + 1))), Err(Rejection::TooLong));
    story.say(1, tell("hei")).unwrap();
    assert_eq!(story.say(1, tell("hei")), Err(Rejection::TooFast));
    story.say(6, tell("hei")).unwrap();
    story.now = story.now.after(TELLING_EVERY);
    story.say(1, tell("hei")).unwrap();
    story.recall();
    assert_eq!(story.say(1, tell("hei")), Err(Rejection::NoGroups));
}
