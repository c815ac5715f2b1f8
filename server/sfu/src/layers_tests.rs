use super::*;

fn at(millis: i64) -> Time {
    Time(millis * 1_000)
}

/// `fps` frames a second of one packet each, until `until`.
fn play(layer: &mut Layer, from: i64, until: i64, fps: i64, length: usize, temporals: u8) {
    for (number, millis) in (from..until).step_by(1_000 / fps as usize).enumerate() {
        let temporal = (number % usize::from(temporals)) as u8;
        layer.packet(at(millis), millis as u32 * 90, temporal, length, None);
    }
}

#[test]
fn a_bit_rate_is_right_from_half_a_second_on_and_after_a_pause() {
    let mut layer = Layer::default();
    for (from, until) in [(10_030, 10_530), (10_530, 14_000), (60_000, 60_600)] {
        play(&mut layer, from, until, 25, 1_210, 1);
        let bits = layer.bits(at(until));
        assert!((225_000..=290_000).contains(&bits), "{bits} at {until}");
    }
}

#[test]
fn a_layer_that_stops_costs_nothing_in_the_end() {
    let mut layer = Layer::default();
    play(&mut layer, 0, 5_000, 25, 1_000, 1);
    assert_eq!(layer.bits(at(7_300)), 0);
    assert_eq!(layer.bits(at(100_000)), 0);
}

#[test]
fn a_camera_layer_is_gone_after_half_a_second_and_a_slow_screen_is_not() {
    let mut camera = Layer::default();
    play(&mut camera, 0, 2_000, 25, 1_000, 1);
    assert!(camera.lives(at(2_400)));
    assert!(!camera.lives(at(2_500)));
    let mut screen = Layer::default();
    play(&mut screen, 0, 10_000, 1, 1_000, 1);
    assert!(screen.lives(at(11_500)));
    assert!(!screen.lives(at(12_500)));
    assert!(!Layer::default().lives(at(0)));
}

#[test]
fn steps_are_what_arrives_with_all_below() {
    let mut layers: [Layer; LAYERS] = std::array::from_fn(|_| Layer::default());
    play(&mut layers[0], 0, 3_000, 30, 460, 3);
    play(&mut layers[2], 0, 3_000, 30, 1_960, 1);
    layers[2].packet(at(3_000), 270_000, 0, 10, Some(1_080));
    let steps = steps(at(3_000), layers.iter());
    let of = |step: usize| steps[step].map(|step| ((step.bits + 5_000) / 10_000, step.height));
    assert_eq!([of(0), of(1), of(2)], [Some((4, 180)), Some((8, 180)), Some((12, 180))]);
    assert_eq!([of(3), of(4), of(5)], [None; 3], "does not arrive");
    assert_eq!(of(6).map(|(_, height)| height), Some(1_080));
    assert_eq!([of(7), of(8)], [None; 2], "has no temporal layers");
    assert_eq!((layers[0].top(at(3_000)), layers[2].top(at(3_000))), (2, 0));
}

#[test]
fn nobody_needs_more_layers_than_they_can_see() {
    let heights = [180, 360, 720];
    assert_eq!(needed(0, heights), 0);
    assert_eq!(needed(160 * 90, heights), 1);
    assert_eq!(needed(320 * 180, heights), 1);
    assert_eq!(needed(640 * 360, heights), 2);
    assert_eq!(needed(1_100 * 620, heights), 3, "a fifth higher than shown is still worth it");
    assert_eq!(needed(u32::MAX, heights), 3);
}

proptest::proptest! {
    /// Clocks jump, packets are of any size: no arithmetic goes astray.
    #[test]
    fn any_times_and_sizes(
        packets in proptest::collection::vec((-10_000_000..10_000_000_i64, 0..4_u8, 0..70_000_usize), 0..200),
    ) {
        let mut layer = Layer::default();
        for (micros, temporal, length) in packets {
            layer.packet(Time(micros), micros as u32, temporal, length, None);
            let _ = layer.lives(Time(-micros));
            let _ = steps(Time(-micros), [&layer].into_iter());
        }
    }
}
