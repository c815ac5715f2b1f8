use super::*;

fn at(packet: i64) -> Time {
    Time(packet * 20_000)
}

/// Packets `range` of a level each 20 ms.
fn hear(source: &mut Loudness, range: std::ops::Range<i64>, level: u8) -> Vec<i64> {
    range.filter(|&packet| source.heard(at(packet), Some(level))).collect()
}

#[test]
fn one_loud_packet_stirs_and_six_are_speech() {
    let mut source = Loudness::default();
    assert_eq!(hear(&mut source, 0..100, 75), [0; 0]);
    assert_eq!(hear(&mut source, 100..110, 40), [100, 105], "told when it stirs and when it speaks");
    assert!(source.voice(at(109)).speaks);
    let mut source = Loudness::default();
    hear(&mut source, 0..100, 75);
    hear(&mut source, 100..105, 40);
    assert!(source.voice(at(104)).stirs && !source.speaks(at(104)));
    hear(&mut source, 105..115, 75);
    assert!(!source.voice(at(115)).stirs);
}

#[test]
fn a_pause_between_words_is_still_speech_and_a_longer_one_is_not() {
    let mut source = Loudness::default();
    hear(&mut source, 0..40, 30);
    hear(&mut source, 40..80, 127);
    assert!(source.speaks(at(65)));
    assert!(!source.speaks(at(80)));
    assert_eq!(source.voice(at(65)).since, Some(at(5)));
    assert_eq!(source.voice(at(80)).since, None);
}

#[test]
fn a_cough_ends_with_itself() {
    let mut source = Loudness::default();
    hear(&mut source, 0..100, 75);
    hear(&mut source, 100..115, 25);
    hear(&mut source, 115..140, 75);
    assert!(source.speaks(at(120)) && !source.speaks(at(134)));
}

#[test]
fn a_fan_is_no_speech_and_whoever_speaks_over_it_is_heard() {
    let mut source = Loudness::default();
    for packet in 0..500 {
        source.heard(at(packet), Some(48 + (packet % 5) as u8));
        assert!(packet < 100 || !source.speaks(at(packet)), "{packet}");
    }
    assert_eq!(hear(&mut source, 500..510, 30), [500, 505]);
    // The fan is switched off: quiet speech counts again after some seconds.
    hear(&mut source, 510..700, 75);
    assert!(hear(&mut source, 700..710, 50).contains(&700));
}

#[test]
fn quiet_speech_right_after_unmuting_is_heard() {
    let mut source = Loudness::default();
    assert_eq!(hear(&mut source, 0..10, 50), [0, 5]);
}

#[test]
fn a_keyboard_misleads_once_and_is_believed_again_after_speech() {
    let mut source = Loudness::default();
    let mut stirred = Vec::new();
    for packet in 0..500 {
        let level = if packet % 12 == 0 { 40 } else { 72 };
        if source.heard(at(packet), Some(level)) {
            stirred.push(packet);
        }
        assert!(!source.speaks(at(packet)));
    }
    assert_eq!(stirred, [0]);
    assert!(hear(&mut source, 500..510, 30)[0] <= 503);
    hear(&mut source, 510..600, 75);
    assert_eq!(hear(&mut source, 600..601, 40), [600]);
}

#[test]
fn a_client_without_levels_speaks_all_the_time() {
    let mut source = Loudness::default();
    for packet in 0..500 {
        source.heard(at(packet), None);
    }
    assert!(source.speaks(at(499)));
}

#[test]
fn after_dtx_silence_the_first_packet_stirs() {
    let mut source = Loudness::default();
    (0..20).for_each(|packet| assert!(!source.heard(at(packet * 20), Some(80))));
    assert!(source.heard(at(405), Some(45)));
}

#[test]
fn a_keyboard_does_not_carry_on_what_speech_began() {
    let mut source = Loudness::default();
    hear(&mut source, 0..100, 30);
    for packet in 100..400 {
        source.heard(at(packet), Some(if packet % 12 == 0 { 40 } else { 72 }));
        assert!(packet < 200 || !source.speaks(at(packet)), "{packet}");
    }
}
