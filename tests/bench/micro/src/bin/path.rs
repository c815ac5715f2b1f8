//! `path WHAT SHAPE STEPS` does so many steps of 20 ms and prints how many packets that were. What it costs for each is
//! counted from outside: `valgrind --tool=callgrind`, twice, with steps few and many.

use anyhow::Context as _;
use bytes::Bytes;
use micro::leaving::Leaving;
use micro::scene::{SHAPES, Scene};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().context("WHAT: forward or leave")?;
    let name = arguments.next().context("SHAPE")?;
    let steps: u32 = arguments.next().context("STEPS")?.parse()?;
    let shape = SHAPES.into_iter().find(|shape| shape.name == name).context("no such shape")?;
    let mut scene = Scene::new(shape);
    let mut leaving = (what == "leave").then(Leaving::default);
    let mut packets = 0;
    for _ in 0..steps {
        let (now, forwards) = scene.step();
        packets += match &mut leaving {
            Some(leaving) => leaving.step(now, forwards, Bytes::len),
            None => forwards.len(),
        };
    }
    println!("{}", serde_json::json!({ "packets": packets }));
    Ok(())
}
