//! Figures of the media plane for whoever runs the server (the OpenMetrics text format). No room, person or address is
//! in them: what one device's network does is counted among all others'.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Counters;

/// What the network of one device did in one second.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceSecond {
    /// Milliseconds there and back.
    pub round_trip: Option<i64>,
    /// Share of what it sent that did not come, before repair.
    pub sending_loss: f32,
    /// Share of what was sent to it that it did not get, before repair.
    pub receiving_loss: f32,
    /// Bit/s that pass to it.
    pub estimate: Option<u32>,
    /// Milliseconds in the narrowest queue on the way to it.
    pub queue: Option<u32>,
    /// Its pictures that pause because the network carries no more.
    pub paused: usize,
}

/// Each second of each device, counted. Shared by all workers: touched once a second for each device, never for a packet.
#[derive(Debug, Clone)]
pub struct Networks {
    round_trip: Histogram,
    sending_loss: Histogram,
    receiving_loss: Histogram,
    estimate: Histogram,
    queue: Histogram,
    paused: Arc<AtomicU64>,
}

impl Default for Networks {
    fn default() -> Self {
        let seconds = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.8, 1.5, 3.0];
        let shares = [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4];
        let rates = [5e4, 1e5, 1.5e5, 2.5e5, 4e5, 6e5, 1e6, 1.5e6, 2.5e6, 5e6, 1e7];
        Self {
            round_trip: Histogram::new(seconds),
            sending_loss: Histogram::new(shares),
            receiving_loss: Histogram::new(shares),
            estimate: Histogram::new(rates),
            queue: Histogram::new(seconds),
            paused: Arc::default(),
        }
    }
}

impl Networks {
    /// A second has passed for one device.
    pub fn second(&self, device: &DeviceSecond) {
        let seconds = |millis: f64| millis / 1_000.0;
        if let Some(millis) = device.round_trip {
            self.round_trip.observe(seconds(millis as f64));
        }
        if let Some(millis) = device.queue {
            self.queue.observe(seconds(f64::from(millis)));
        }
        if let Some(rate) = device.estimate {
            self.estimate.observe(f64::from(rate));
        }
        self.sending_loss.observe(f64::from(device.sending_loss));
        self.receiving_loss.observe(f64::from(device.receiving_loss));
        self.paused.fetch_add(device.paused as u64, Ordering::Relaxed);
    }
}

/// What the workers count, read when it is asked for.
struct Workers(Vec<Arc<Counters>>);

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Workers").field(&self.0.len()).finish()
    }
}

impl Workers {
    fn sum(&self, which: impl Fn(&Counters) -> &AtomicU64) -> u64 {
        self.0.iter().map(|counters| which(counters).load(Ordering::Relaxed)).sum()
    }
}

impl Collector for Workers {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        type Which = fn(&Counters) -> &AtomicU64;
        let counters: [(&str, &str, Which); 16] = [
            ("datagrams_received", "Datagrams that came in", |all| &all.received),
            ("datagrams_of_strangers", "Datagrams of nobody", |all| &all.strangers),
            ("datagrams_handed_over", "Datagrams given to another worker", |all| &all.handed_over),
            (
                "packets_relayed",
                "Media packets given to other workers with listeners of the same session",
                |all| &all.relayed,
            ),
            ("handovers_lost", "Datagrams and packets for workers that were too far behind", |all| {
                &all.relay_lost
            }),
            ("datagrams_sent", "Datagrams handed to the kernel", |all| &all.sent),
            ("datagrams_unsent", "Datagrams the kernel had no room for", |all| &all.unsent),
            ("send_calls", "System calls that sent datagrams", |all| &all.send_calls),
            ("peers", "Connections made", |all| &all.peers),
            ("packets_admitted", "Media packets that came in and were admitted", |all| &all.admitted),
            ("packets_not_admitted", "Media packets that the route plan did not admit", |all| {
                &all.not_admitted
            }),
            ("packets_forwarded", "Media packets forwarded", |all| &all.forwarded),
            ("packets_repeated", "Media packets sent again after a loss", |all| &all.repeated),
            ("tcp_connections_accepted", "TCP connections taken", |all| &all.tcp_accepted),
            ("tcp_connections_refused", "TCP connections refused or closed for others", |all| {
                &all.tcp_refused
            }),
            ("tcp_packets_dropped", "Packets dropped before a slow TCP connection", |all| &all.tcp_dropped),
        ];
        for (name, help, which) in counters {
            let counter = ConstCounter::new(self.sum(which));
            let name = format!("piiri_media_{name}");
            let metric = encoder.encode_descriptor(&name, help, None, counter.metric_type())?;
            counter.encode(metric)?;
        }
        let gauges: [(&str, &str, Which); 2] = [
            ("devices", "Devices that receive media now", |all| &all.connected),
            ("tcp_connections", "TCP connections open now", |all| &all.tcp_open),
        ];
        for (name, help, which) in gauges {
            let gauge = ConstGauge::new(self.sum(which).cast_signed());
            let name = format!("piiri_media_{name}");
            let metric = encoder.encode_descriptor(&name, help, None, gauge.metric_type())?;
            gauge.encode(metric)?;
        }
        Ok(())
    }
}

/// Why media packets were not sent on.
#[derive(Debug)]
struct Drops(Vec<Arc<Counters>>);

impl Collector for Drops {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let family = Family::<Vec<(String, String)>, prometheus_client::metrics::counter::Counter>::default();
        for (index, (reason, _)) in sfu::Drops::default().by_reason().into_iter().enumerate() {
            let sum: u64 = self
                .0
                .iter()
                .filter_map(|all| all.drops.get(index))
                .map(|drops| drops.load(Ordering::Relaxed))
                .sum();
            family.get_or_create(&vec![("reason".to_owned(), reason.to_owned())]).inc_by(sum);
        }
        let help = "Media packets that were not sent on";
        let metric =
            encoder.encode_descriptor("piiri_media_packets_dropped", help, None, family.metric_type())?;
        family.encode(metric)
    }
}

/// Puts everything of media into a registry.
pub fn register(registry: &mut Registry, workers: Vec<Arc<Counters>>, networks: &Networks) {
    let mut histogram = |name: &str, help: &str, histogram: &Histogram| {
        registry.register(format!("piiri_media_{name}"), help, histogram.clone());
    };
    histogram("round_trip_seconds", "Each second of each device: there and back", &networks.round_trip);
    histogram(
        "sending_loss",
        "Each second of each device: share lost of what it sent",
        &networks.sending_loss,
    );
    histogram(
        "receiving_loss",
        "Each second of each device: share lost of what it was sent",
        &networks.receiving_loss,
    );
    histogram(
        "estimate_bits_per_second",
        "Each second of each device: what passes to it",
        &networks.estimate,
    );
    histogram(
        "queue_seconds",
        "Each second of each device: the wait in the narrowest queue",
        &networks.queue,
    );
    registry.register_collector(Box::new(Paused(Arc::clone(&networks.paused))));
    registry.register_collector(Box::new(Drops(workers.clone())));
    registry.register_collector(Box::new(Workers(workers)));
}

#[derive(Debug)]
struct Paused(Arc<AtomicU64>);

impl Collector for Paused {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let counter = ConstCounter::new(self.0.load(Ordering::Relaxed));
        let help = "Seconds in which a shown picture paused because the network carried no more";
        let metric = encoder.encode_descriptor(
            "piiri_media_picture_pause_seconds",
            help,
            None,
            counter.metric_type(),
        )?;
        counter.encode(metric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_there_and_nobody_is_named() {
        let networks = Networks::default();
        let counters = Arc::new(Counters::default());
        counters.forwarded.fetch_add(7, Ordering::Relaxed);
        counters.drops[0].fetch_add(3, Ordering::Relaxed);
        networks.second(&DeviceSecond {
            round_trip: Some(120),
            receiving_loss: 0.04,
            estimate: Some(700_000),
            paused: 2,
            ..DeviceSecond::default()
        });
        let mut registry = Registry::default();
        register(&mut registry, vec![Arc::clone(&counters), counters], &networks);
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        for line in [
            "piiri_media_packets_forwarded_total 14",
            "piiri_media_packets_dropped_total{reason=\"not_admitted\"} 6",
            "piiri_media_round_trip_seconds_bucket{le=\"0.15\"} 1",
            "piiri_media_round_trip_seconds_bucket{le=\"0.1\"} 0",
            "piiri_media_receiving_loss_bucket{le=\"0.05\"} 1",
            "piiri_media_estimate_bits_per_second_bucket{le=\"600000.0\"} 0",
            "piiri_media_picture_pause_seconds_total 2",
            "piiri_media_devices 0",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
