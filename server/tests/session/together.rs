//! People who meet.

use std::time::Duration;

use signaling::id::ParticipantId;
use signaling::protocol::{
    Assignment, Command, Event, GroupsPlan, LeaveReason, MIN_RECALL, Move, Place, Presence, Rejection,
};
use signaling::role::Role;

use crate::guest::{Fixture, Guest};

/// Waits until a queue has as many hands, and gives their order.
async fn hands(guest: &mut Guest, count: usize) -> Vec<ParticipantId> {
    guest
        .until(|event| match event {
            Event::QueuesChanged { queues } if queues[0].hands.len() == count => {
                Some(queues[0].hands.iter().map(|hand| hand.participant).collect())
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn two_who_raise_a_hand_stand_in_the_same_order_for_all() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut eero = fixture.join(Role::Participant, "Eero").await;
    aino.ask(Command::RaiseHand { reply: false }).await.unwrap();
    eero.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let order = vec![aino.you.participant, eero.you.participant];
    assert_eq!(hands(&mut vetaja, 2).await, order);
    assert_eq!(hands(&mut aino, 2).await, order);
    // Eero's own events came before the answer.
    let Some(Event::QueuesChanged { queues }) = eero.events.last() else { panic!("{:?}", eero.events) };
    assert_eq!(queues[0].hands.iter().map(|hand| hand.participant).collect::<Vec<_>>(), order);

    assert_eq!(aino.ask(Command::CallNext {}).await, Err(Rejection::NotAllowed));
    vetaja.ask(Command::CallNext {}).await.unwrap();
    assert_eq!(hands(&mut aino, 1).await, order[1..]);
}

#[tokio::test]
async fn a_move_and_back_is_told_to_all_and_the_queue_of_a_group_only_to_it() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut eero = fixture.join(Role::Participant, "Eero").await;
    vetaja.ask(Command::OpenGroups { plan: GroupsPlan::of(2, Assignment::ByHand {}) }).await.unwrap();
    let groups = eero.until(|event| match event {
        Event::GroupsChanged { groups, .. } => Some(groups.clone()),
        _ => None,
    });
    let to = Place::Group { group: groups.await[0].group };
    vetaja
        .ask(Command::MovePeople { moves: vec![Move { participant: aino.you.participant, to }] })
        .await
        .unwrap();
    let of_aino = aino.you.participant;
    let moved = |event: &Event| match event {
        Event::PeopleChanged { people } => {
            people.iter().find(|person| person.participant == of_aino && person.place == to).map(|_| ())
        }
        _ => None,
    };
    eero.until(moved).await;
    aino.until(moved).await;
    aino.ask(Command::RaiseHand { reply: false }).await.unwrap();
    let before = eero.events.len();
    vetaja.ask(Command::Recall { seconds: MIN_RECALL }).await.unwrap();
    eero.until(|event| {
        matches!(event, Event::GroupsChanged { groups, .. } if groups.is_empty()).then_some(())
    })
    .await;
    let heard = eero.events[before..].iter();
    let of_the_group = heard.filter(|event| matches!(event, Event::QueuesChanged { queues } if queues.iter().any(|queue| queue.place == to)));
    assert_eq!(of_the_group.count(), 0, "nothing of a group reaches anybody outside it");
}

#[tokio::test]
async fn leaving_is_answered_and_told() {
    let fixture = Fixture::new().await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    aino.ask(Command::Leave {}).await.unwrap();
    assert_eq!(aino.line.closed().await, 4410);
    let left = vetaja.until(|event| match event {
        Event::PersonLeft { participant, reason } => Some((*participant, *reason)),
        _ => None,
    });
    assert_eq!(left.await, (aino.you.participant, LeaveReason::Left));
    assert_eq!(fixture.resume(&aino.token, None).await.err(), Some(4401), "the token is gone with her");
}

#[tokio::test]
async fn who_is_lost_for_longer_than_the_grace_time_is_gone() {
    let fixture = Fixture::with_grace(Duration::from_millis(300)).await;
    let mut vetaja = fixture.join(Role::Supervisor, "Vetäjä").await;
    let aino = fixture.join(Role::Participant, "Aino").await;
    let who = aino.you.participant;
    let (token, _) = aino.vanish();
    let dropped = |event: &Event| match event {
        Event::PeopleChanged { people } => people
            .iter()
            .find(|person| person.participant == who && matches!(person.presence, Presence::Dropped { .. }))
            .map(|_| ()),
        _ => None,
    };
    vetaja.until(dropped).await;
    let gone = |event: &Event| match event {
        Event::PersonLeft { participant, reason } if *participant == who => Some(*reason),
        _ => None,
    };
    assert_eq!(vetaja.until(gone).await, LeaveReason::Lost);
    assert_eq!(fixture.resume(&token, None).await.err(), Some(4401));
}

#[tokio::test]
async fn a_shutdown_tells_everybody_to_try_again() {
    let fixture = Fixture::new().await;
    let mut aino = fixture.join(Role::Participant, "Aino").await;
    let mut silent = fixture.socket().await;
    let address = fixture.server.addr();
    let ((), seated, unknown) = tokio::join!(fixture.server.shutdown(), aino.line.closed(), silent.closed());
    assert_eq!((seated, unknown), (4503, 4503));
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
