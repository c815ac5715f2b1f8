//! Which worker carries a device.
//!
//! A session begins on the worker that has least to do and stays there alone until it has [`DEVICES`] devices: among
//! fewer, giving packets to a second worker costs more than it relieves. From then on its next devices go to a further
//! worker, and so on, each to where fewest of the session are. Nobody is moved later: a connection lives where it was
//! made.
//!
//! The measure is devices, not load: load is known only when everybody has joined, and a placement is for good.

use std::collections::BTreeMap;

use crate::plan::DeviceId;

/// Devices of a session on one worker before it takes another. A listener of a webinar is sent some 200 packets a second at
/// 5 to 16 µs each (server/decisions/0005): a hundred of them are a tenth to a third of a core.
pub const DEVICES: usize = 100;
/// Devices that are gone and whose worker is remembered, should they come back.
const REMEMBERED: usize = 4096;

/// The workers of one session, and whom each carries.
#[derive(Debug, Clone)]
pub struct Spread {
    most: usize,
    /// Also of those that are gone: one that comes back has been told things by this worker.
    workers: BTreeMap<DeviceId, usize>,
    /// Devices that are here, by worker; a worker stays in it until the session ends.
    carried: BTreeMap<usize, usize>,
    here: BTreeMap<DeviceId, usize>,
}

impl Spread {
    /// No worker carries it. `most` is [`DEVICES`], but for tests.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { most, workers: BTreeMap::new(), carried: BTreeMap::new(), here: BTreeMap::new() }
    }

    /// The worker that carries a device, or did.
    #[must_use]
    pub fn worker(&self, device: DeviceId) -> Option<usize> {
        self.workers.get(&device).copied()
    }

    /// All workers of the session.
    pub fn workers(&self) -> impl Iterator<Item = usize> + '_ {
        self.carried.keys().copied()
    }

    /// Devices that are here, by worker.
    pub fn carried(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.carried.iter().map(|(&worker, &devices)| (worker, devices))
    }

    /// Devices that are here.
    #[must_use]
    pub fn devices(&self) -> usize {
        self.here.len()
    }

    /// Where a device goes; `loads` is how many devices each worker carries in all sessions. `None` without workers. A
    /// device that is here, or was, stays where it is.
    pub fn place(&mut self, device: DeviceId, loads: &[usize]) -> Option<usize> {
        let worker = match self.worker(device) {
            Some(worker) => worker,
            None => self.choose(loads)?,
        };
        self.workers.insert(device, worker);
        if self.here.insert(device, worker).is_none() {
            *self.carried.entry(worker).or_default() += 1;
        }
        Some(worker)
    }

    fn choose(&self, loads: &[usize]) -> Option<usize> {
        let load = |worker: &usize| loads.get(*worker).copied().unwrap_or(usize::MAX);
        let ours = self.carried.iter().min_by_key(|&(worker, devices)| (devices, load(worker)));
        let fresh = (0..loads.len()).filter(|worker| !self.carried.contains_key(worker)).min_by_key(load);
        match (ours, fresh) {
            (Some((&worker, &devices)), Some(_)) if devices < self.most => Some(worker),
            (_, Some(fresh)) => Some(fresh),
            (Some((&worker, _)), None) => Some(worker),
            (None, None) => None,
        }
    }

    /// A device is gone; returns its worker, if it was here.
    pub fn remove(&mut self, device: DeviceId) -> Option<usize> {
        let worker = self.here.remove(&device)?;
        if let Some(devices) = self.carried.get_mut(&worker) {
            *devices = devices.saturating_sub(1);
        }
        if self.workers.len() - self.here.len() > REMEMBERED {
            let oldest = self.workers.keys().find(|device| !self.here.contains_key(device)).copied();
            oldest.map(|device| self.workers.remove(&device));
        }
        Some(worker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn device(number: u32) -> DeviceId {
        DeviceId(number)
    }

    #[test]
    fn a_small_session_is_on_one_worker_and_a_large_one_on_all_alike() {
        let mut spread = Spread::new(10);
        let mut loads = [3, 0, 9];
        let mut placed = [0; 3];
        for number in 0..10 {
            assert_eq!(spread.place(device(number), &loads), Some(1), "where least is to do");
            loads[1] += 1;
        }
        for number in 10..60 {
            let worker = spread.place(device(number), &loads).unwrap();
            loads[worker] += 1;
            placed[worker] += 1;
        }
        assert_eq!(placed, [20, 10, 20]);
    }

    #[test]
    fn who_comes_back_is_carried_where_they_were() {
        let mut spread = Spread::new(1);
        assert_eq!(spread.place(device(1), &[0, 5]), Some(0));
        assert_eq!(spread.place(device(2), &[1, 5]), Some(1));
        assert_eq!(spread.remove(device(1)), Some(0));
        assert_eq!(spread.remove(device(1)), None);
        assert_eq!(spread.place(device(1), &[99, 0]), Some(0));
        assert_eq!(spread.carried().collect::<Vec<_>>(), [(0, 1), (1, 1)]);
    }

    #[test]
    fn those_who_are_gone_are_not_remembered_without_end() {
        let mut spread = Spread::new(1);
        for number in 0..3 * REMEMBERED as u32 {
            spread.place(device(number), &[0, 0]);
            spread.remove(device(number));
        }
        assert!(spread.workers.len() <= REMEMBERED + 1);
        assert_eq!(Spread::new(1).place(device(1), &[]), None);
    }
}
