use std::time::Duration;

use super::*;

const AINO: Sender = Sender { participant: ParticipantId(1), device: DeviceId(11) };
const BESIDE: Sender = Sender { participant: ParticipantId(2), device: DeviceId(11) };
const EERO: Sender = Sender { participant: ParticipantId(3), device: DeviceId(13) };

fn begun(most: usize) -> (Arc<Pictures>, SessionPictures, Instant) {
    let all = Pictures::at_most(most);
    let session = all.begin(RoomId::named("room".into()));
    (all, session, Instant::now())
}

fn picture(all: &Arc<Pictures>, bytes: usize) -> Picture {
    all.space(bytes).unwrap().hold(Kind::Png, vec![1; bytes])
}

#[test]
fn a_key_is_its_holders_until_the_next_the_device_goes_or_the_session_ends() {
    let (all, mut session, now) = begun(0);
    let [first, beside, eero] = [AINO, BESIDE, EERO].map(|sender| session.key(now, sender));
    let holder = |key| all.seeing(now, key).map(|holder| holder.sender);
    assert_eq!([holder(&first), holder(&beside), holder(&eero)], [Ok(AINO), Ok(BESIDE), Ok(EERO)]);
    let next = session.key(now, AINO);
    assert_eq!((holder(&first), holder(&next), holder(&beside)), (Err(NoWay::NotGood), Ok(AINO), Ok(BESIDE)));
    session.forget(AINO.device);
    assert_eq!([holder(&next), holder(&beside)], [Err(NoWay::NotGood); 2]);
    assert_eq!(holder(&eero), Ok(EERO));
    drop(session);
    assert_eq!(holder(&eero), Err(NoWay::NotGood));
    assert_eq!(holder(&Secret::draw()), Err(NoWay::NotGood));
}

#[test]
fn a_key_is_used_in_measure_and_a_new_one_is_no_new_chance() {
    let (all, mut session, now) = begun(0);
    let key = session.key(now, AINO);
    assert_eq!((0..400).filter(|_| all.seeing(now, &key).is_ok()).count(), 300);
    let key = session.key(now, AINO);
    assert_eq!(all.seeing(now, &key), Err(NoWay::TooOften));
    assert_eq!((0..40).filter(|_| all.bringing(now, &key).is_ok()).count(), 6);
    let later = now + Duration::from_secs(5);
    let bringing = all.bringing(later, &key).unwrap();
    assert_eq!(bringing.holder.sender, AINO);
    let much_later = now + Duration::from_secs(500);
    assert!(matches!(all.bringing(much_later, &key), Err(NoWay::TooOften)), "one at a time");
    drop(bringing);
    assert!(all.bringing(much_later, &key).is_ok());
}

#[test]
fn memory_is_counted_from_the_first_byte_to_the_last_reader() {
    let (all, mut session, _) = begun(100);
    let coming = all.space(90).unwrap();
    assert!(matches!(all.space(11), Err(Full)));
    let kept = coming.hold(Kind::WebP, vec![0; 60]);
    assert!(all.space(41).is_err() && all.space(40).is_ok(), "what was not needed is free");
    let id = session.fresh_id();
    session.keep(id, kept);
    let reader = session.get(id).unwrap();
    session.drop_picture(id);
    assert_eq!(session.get(id), None);
    assert!(all.space(41).is_err(), "somebody still reads it");
    drop(reader);
    assert!(all.space(100).is_ok());
    assert!(matches!(all.space(usize::MAX), Err(Full)));
}

#[test]
fn a_session_keeps_its_own_and_no_more_than_its_share() {
    let (all, mut session, _) = begun(MAX_IN_SESSION * 2);
    let other = all.begin(RoomId::named("other".into()));
    let [one, two] = [session.fresh_id(), session.fresh_id()];
    assert_ne!(one, two);
    session.keep(one, picture(&all, 10));
    assert_eq!(session.get(one).map(|picture| picture.bytes.len()), Some(10));
    assert_eq!((session.get(two), other.get(one)), (None, None));
    assert!(session.have_room_for(MAX_IN_SESSION - 10) && !session.have_room_for(MAX_IN_SESSION - 9));
    session.drop_picture(one);
    session.drop_picture(one);
    assert!(session.have_room_for(MAX_IN_SESSION) && !session.have_room_for(usize::MAX));
    session.keep(two, picture(&all, 10));
    drop(session);
    assert_eq!(all.state().held, 0);
}
