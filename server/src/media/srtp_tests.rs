use std::sync::Arc;

use bytes::Bytes;
use rtc::crypto::RTCCryptoProvider;
use rtc::shared::marshal::Marshal as _;

use super::*;

const SSRC: u32 = 0x0102_0304;

/// What a library's connection does when its handshake is through: the keys of its two directions, by way of [`Noting`].
/// Returns those that were noted, and the other side's.
fn connection(profile: ProtectionProfile) -> (Srtp, Context, Context) {
    connection_of(profile, 0)
}

/// The same with other keys.
fn connection_of(profile: ProtectionProfile, which: u8) -> (Srtp, Context, Context) {
    let keys = Arc::new(Keys::default());
    let noting = Noting::new(Arc::clone(&keys));
    // The handshake itself has a cipher of its own.
    let _ = noting.new_aead(AeadAlgorithm::Aes128Gcm, &[9; 16]);
    assert!(keys.take().is_none());
    let context = |crypto: &dyn RTCCrypto, octet: u8| {
        let salt: Vec<u8> = (0..profile.salt_len()).map(|index| octet + index as u8).collect();
        Context::new(&[octet; 16], &salt, profile, None, None, crypto).unwrap()
    };
    let _ours = context(&noting, 1 + which);
    assert!(keys.take().is_none(), "one direction is not both");
    let _theirs = context(&noting, 100 + which);
    let srtp = keys.take().unwrap();
    assert!(keys.take().is_none(), "nothing is left behind");
    let ring = RingProvider::new();
    (srtp, context(ring.crypto(), 1 + which), context(ring.crypto(), 100 + which))
}

fn packet(sequence: u16, payload: &'static [u8]) -> rtp::Packet {
    let mut header =
        rtp::Header { version: 2, ssrc: SSRC, sequence_number: sequence, ..rtp::Header::default() };
    header.set_extension(3, Bytes::from_static(&[1, 2])).unwrap();
    rtp::Packet { header, payload: Bytes::from_static(payload) }
}

/// Seals a packet as the peers do.
fn sealed(srtp: &mut Srtp, packet: &rtp::Packet) -> Option<Vec<u8>> {
    let mut room = packet.marshal().unwrap().to_vec();
    let written = Written {
        stream: 4,
        ssrc: SSRC,
        sequence: packet.header.sequence_number,
        header: packet.header.marshal_size(),
        length: room.len(),
    };
    room.resize(room.len() + TAG, 0);
    let length = srtp.seal(written, &mut room)?;
    room.truncate(length);
    Some(room)
}

const BOTH: [ProtectionProfile; 2] =
    [ProtectionProfile::AeadAes128Gcm, ProtectionProfile::Aes128CmHmacSha1_80];

#[test]
fn what_we_seal_the_other_side_opens_and_the_other_way_round() {
    for profile in BOTH {
        let (mut srtp, mut their_opening, mut their_sealing) = connection(profile);
        assert_eq!(srtp.seal.is_some(), matches!(profile, ProtectionProfile::AeadAes128Gcm));
        let sent = packet(7, b"sound");
        let datagram = sealed(&mut srtp, &sent).unwrap();
        assert!(!datagram.windows(5).any(|octets| octets == b"sound"));
        assert_eq!(their_opening.decrypt_rtp(&datagram).unwrap(), sent.marshal().unwrap());
        let datagram = their_sealing.encrypt_rtp(&packet(9, b"answer").marshal().unwrap()).unwrap();
        let opened = srtp.open(&datagram).unwrap();
        assert_eq!((opened.header.sequence_number, &opened.payload[..]), (9, &b"answer"[..]));
        assert_eq!(opened.header.get_extension(3).as_deref(), Some(&[1, 2][..]));
        assert!(srtp.open(&datagram).is_none(), "it has come before");
    }
}

#[test]
fn what_was_changed_on_the_way_is_not_opened() {
    for profile in BOTH {
        let (mut srtp, _, mut their_sealing) = connection(profile);
        let datagram = their_sealing.encrypt_rtp(&packet(9, b"answer").marshal().unwrap()).unwrap();
        for at in 0..datagram.len() {
            let mut changed = datagram.clone();
            changed[at] ^= 1;
            assert!(srtp.open(&changed).is_none(), "octet {at}");
            assert!(srtp.open(&datagram[..at]).is_none(), "cut to {at}");
        }
        assert!(srtp.open(&datagram).is_some());
    }
}

#[test]
fn padding_is_taken_off_and_more_of_it_than_there_is_refused() {
    let (mut srtp, _, mut their_sealing) = connection(ProtectionProfile::AeadAes128Gcm);
    let mut padded = |sequence, payload| {
        let mut plain = packet(sequence, payload).marshal().unwrap().to_vec();
        plain[0] |= 0x20;
        srtp.open(&their_sealing.encrypt_rtp(&plain).unwrap()).map(|packet| packet.payload.to_vec())
    };
    assert_eq!(padded(1, b"ab\0\0\0\x04"), Some(b"ab".to_vec()));
    assert_eq!(padded(2, b"\x01"), Some(Vec::new()));
    assert_eq!(padded(3, b"abcdefg\xff"), None);
}

#[test]
fn numbers_begin_anew_as_the_receiver_expects() {
    for profile in BOTH {
        let (mut srtp, mut their_opening, _) = connection(profile);
        // Three rounds and a little, some of it late.
        let mut sequence = 65_000_u32;
        while sequence < 65_000 + 3 * 65_536 {
            for late in [0, 2, 1, 3] {
                let sent = packet((sequence + late) as u16, b"x");
                let datagram = sealed(&mut srtp, &sent).unwrap();
                let opened = their_opening.decrypt_rtp(&datagram);
                assert_eq!(opened.unwrap(), sent.marshal().unwrap(), "{sequence}");
            }
            sequence += 4;
        }
    }
}

#[test]
fn no_two_packets_are_sealed_with_the_same_number() {
    for profile in BOTH {
        let (mut srtp, ..) = connection(profile);
        assert!(sealed(&mut srtp, &packet(7, b"one")).is_some());
        assert_eq!(sealed(&mut srtp, &packet(7, b"two")), None);
        assert!(sealed(&mut srtp, &packet(8, b"two")).is_some());
    }
}

#[test]
fn control_packets_go_both_ways_once() {
    use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
    for profile in BOTH {
        let (mut srtp, mut their_opening, mut their_sealing) = connection(profile);
        let pli = PictureLossIndication { sender_ssrc: 1, media_ssrc: 2 };
        let datagram = srtp.seal_control(&[Box::new(pli.clone())]).unwrap();
        assert_eq!(their_opening.decrypt_rtcp(&datagram).unwrap(), pli.marshal().unwrap());
        let datagram = their_sealing.encrypt_rtcp(&pli.marshal().unwrap()).unwrap();
        let opened = srtp.open_control(&datagram).unwrap();
        assert_eq!(opened[0].as_any().downcast_ref::<PictureLossIndication>(), Some(&pli));
        assert!(srtp.open_control(&datagram).is_none(), "it has come before");
        for length in 0..datagram.len() {
            assert!(srtp.open_control(&datagram[..length]).is_none(), "cut to {length}");
        }
    }
}

/// A packet of a stream, with this number.
fn of_stream(ssrc: u32, sequence: u16) -> Bytes {
    let mut packet = packet(sequence, b"x");
    packet.header.ssrc = ssrc;
    packet.marshal().unwrap().freeze()
}

#[test]
fn what_is_forged_changes_nothing_for_what_is_genuine() {
    use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
    for profile in BOTH {
        let (mut srtp, _, mut their_sealing) = connection(profile);
        let (.., mut foreign) = connection_of(profile, 7);
        let pli = PictureLossIndication { sender_ssrc: SSRC, media_ssrc: 2 }.marshal().unwrap();
        for ssrc in SSRC..SSRC + 1_000 {
            assert!(srtp.open(&foreign.encrypt_rtp(&of_stream(ssrc, 40_000)).unwrap()).is_none());
        }
        for _ in 0..1_000 {
            assert!(srtp.open_control(&foreign.encrypt_rtcp(&pli).unwrap()).is_none());
        }
        for sequence in 1..20_000 {
            let genuine = their_sealing.encrypt_rtp(&of_stream(SSRC, sequence)).unwrap();
            assert!(srtp.open(&genuine).is_some(), "{sequence}");
        }
        assert!(srtp.open_control(&their_sealing.encrypt_rtcp(&pli).unwrap()).is_some());
    }
}

#[test]
fn a_device_has_no_more_streams_than_it_can_use() {
    for profile in BOTH {
        let (mut srtp, _, mut their_sealing) = connection(profile);
        let mut opens = |ssrc, sequence| {
            srtp.open(&their_sealing.encrypt_rtp(&of_stream(ssrc, sequence)).unwrap()).is_some()
        };
        assert_eq!((0..1_000).filter(|&ssrc| opens(ssrc, 1)).count(), STREAMS);
        assert!(opens(3, 2));
        assert!(!opens(999, 2));
    }
}

#[test]
fn control_packets_that_claim_not_to_be_encrypted_are_refused() {
    use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
    let (mut srtp, ..) = connection(ProtectionProfile::Aes128CmHmacSha1_80);
    let mut forged = PictureLossIndication { sender_ssrc: 1, media_ssrc: 2 }.marshal().unwrap().to_vec();
    forged.extend([0x3f, 0xff, 0, 0]);
    forged.extend([0xaa; 10]);
    assert!(srtp.open_control(&forged).is_none());
}

#[test]
fn nothing_is_noted_of_a_later_handshake() {
    let keys = Arc::new(Keys::default());
    let noting = Noting::new(Arc::clone(&keys));
    let context = |octet: u8| {
        let profile = ProtectionProfile::AeadAes128Gcm;
        Context::new(&[octet; 16], &[octet; 12], profile, None, None, &noting).unwrap()
    };
    let _first = (context(1), context(2));
    assert!(keys.take().is_some());
    let _second = (context(3), context(4));
    assert!(keys.take().is_none());
}
