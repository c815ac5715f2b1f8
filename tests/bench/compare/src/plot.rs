//! The results as a plot: for each shape a bar for each server, the median, with its spread. Readable on light and on dark
//! ground.

use std::fmt::Write as _;

use crate::results::{OURS, Results, Shape, Spread};
use crate::table::label;

const WIDTH: f64 = 760.0;
/// Where bars begin, and how much is left for the number behind the longest.
const LEFT: f64 = 170.0;
const RIGHT: f64 = 90.0;
const BAR: f64 = 16.0;
const ROW: f64 = 24.0;
const TITLE: f64 = 34.0;
const TOP: f64 = 62.0;

const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1c1c1c }
.small { font-size: 11px; fill: #5a5a5a }
.title { font-weight: 600 }
.ours { fill: #0b6e4f } .other { fill: #8aa0b5 } .floor { fill: #c9b27c }
.spread { stroke: #1c1c1c; stroke-width: 1.5 }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #ececec } .small { fill: #a8a8a8 }
.ours { fill: #35c08f } .other { fill: #6d8399 } .floor { fill: #8d7b4c }
.spread { stroke: #ececec } .ground { fill: #17191c }
}";

/// SVG.
pub fn plot(results: &Results) -> String {
    let longest = results.shapes.values().flat_map(bars).map(|(_, spread)| spread.most).fold(1.0, f64::max);
    let mut drawn = String::new();
    let mut y = TOP;
    for (name, shape) in &results.shapes {
        let _ = writeln!(drawn, "<text class=\"title\" x=\"8\" y=\"{:.0}\">{name}</text>", y + 18.0);
        y += TITLE;
        for (name, spread) in bars(shape) {
            bar(&mut drawn, y, name, spread, (WIDTH - LEFT - RIGHT) / longest);
            y += ROW;
        }
    }
    let height = y + 12.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-label=\"Microseconds of CPU for each forwarded packet\">\n\
         <style>{STYLE}</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"title\" x=\"8\" y=\"24\">Microseconds of CPU for each forwarded packet</text>\n\
         <text class=\"small\" x=\"8\" y=\"44\">median and spread, {} on {}</text>\n{drawn}</svg>\n",
        escaped(&results.commit),
        escaped(&results.machine),
    )
}

fn bars(shape: &Shape) -> impl Iterator<Item = (&str, Spread)> {
    shape.names().filter_map(|name| Some((name, Spread::of(shape.each(name))?)))
}

fn bar(drawn: &mut String, y: f64, name: &str, spread: Spread, scale: f64) {
    let class = match name {
        OURS => "ours",
        "str0m" | "janus" => "other",
        _ => "floor",
    };
    let [median, least, most] = [spread.median, spread.least, spread.most].map(|value| LEFT + value * scale);
    let middle = y + BAR / 2.0;
    let _ = writeln!(
        drawn,
        "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
         <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\"/>\
         <path class=\"spread\" d=\"M{least:.1} {middle}H{most:.1}\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\">{:.1}</text>",
        LEFT - 8.0,
        middle + 4.5,
        escaped(label(name)),
        median - LEFT,
        most.max(median) + 6.0,
        middle + 4.5,
        spread.median,
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fits_and_what_failed_is_left_out() {
        let mut results = Results { machine: "A & B".into(), ..Results::default() };
        let shape = Shape {
            floor: [("gso".to_owned(), vec![1.0, 2.0, 9.0]), ("sendto".to_owned(), Vec::new())].into(),
            ..Shape::default()
        };
        results.shapes.insert("eight".into(), shape);
        let drawn = plot(&results);
        assert_eq!(drawn.matches("class=\"floor\"").count(), 1, "{drawn}");
        assert!(drawn.contains(&format!("H{:.1}", WIDTH - RIGHT)), "{drawn}");
        assert!(drawn.contains("A &amp; B") && !drawn.contains("NaN"), "{drawn}");
    }
}
