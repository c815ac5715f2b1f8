use super::*;
use crate::protocol::{CameraState, Command, ConnectionState, MicrophoneState};
use crate::role::Role;
use crate::room::story::{Story, device, person};
use crate::room::{Audience, Effect};

fn state(microphone: MicrophoneState) -> DeviceState {
    DeviceState { microphone, camera: CameraState::Permitted, connection: ConnectionState::Good }
}

fn report(story: &mut Story, who: u32, microphone: MicrophoneState) -> Result<Vec<Effect>, Rejection> {
    story.say(who, Command::ReportDevice { state: state(microphone) })
}

fn told(effects: &[Effect]) -> Vec<ParticipantId> {
    let of = |effect: &Effect| match effect {
        Effect::Tell { audience: Audience::One(who), event: Event::DeviceStatesChanged { .. } } => Some(*who),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

#[test]
fn those_who_help_see_how_a_device_fares_and_nobody_else() {
    let mut story = Story::with_people_to(3);
    story.enter(4, 4, Role::Assistant).unwrap();
    let effects = report(&mut story, 2, MicrophoneState::Denied).unwrap();
    assert_eq!(told(&effects), [1, 4].map(person));
    let view = |who| story.room.view_for(story.now, person(who)).unwrap().device_states;
    let seen =
        DeviceStateView { device: device(2), participant: person(2), state: state(MicrophoneState::Denied) };
    assert_eq!([1, 2, 3, 4].map(view), [Some(vec![seen]), None, None, Some(vec![seen])]);
}

#[test]
fn a_device_says_it_at_most_once_a_second() {
    let mut story = Story::with_people_to(2);
    report(&mut story, 2, MicrophoneState::Silent).unwrap();
    assert_eq!(report(&mut story, 2, MicrophoneState::Heard), Err(Rejection::Unavailable));
    story.wait(1);
    report(&mut story, 2, MicrophoneState::Heard).unwrap();
}

#[test]
fn a_device_that_is_gone_is_forgotten() {
    let mut story = Story::with_people_to(2);
    report(&mut story, 2, MicrophoneState::Silent).unwrap();
    let effects = story.say(2, Command::Leave {}).unwrap();
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Tell { event: Event::DeviceStatesChanged { states, gone }, .. }
            if states.is_empty() && *gone == [device(2)]
    )));
}

#[test]
fn how_devices_fared_is_not_in_the_log() {
    let mut story = Story::with_people_to(2);
    let before = story.room.as_replayed();
    report(&mut story, 2, MicrophoneState::Silent).unwrap();
    assert_eq!(before, story.room.as_replayed());
}
