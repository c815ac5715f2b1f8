//! The room in virtual time, with a page for every device that is made of what it was told and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use signaling::id::{DeviceId, ParticipantId, PictureId, Seed};
use signaling::protocol::{
    Command, Door, Event, Further, Invitation, LeaveReason, Rejection, RoomView, Template,
};
use signaling::room::{
    Arrival, Arrived, Effect, Log, LogEntry, Opening, Room, Rules, Sender, TextChange, TextId,
};
use signaling::stream::MAX_KEPT;
use signaling::time::Moment;

use crate::cast::role_of;
use crate::chance::Chance;
use crate::page::Page;
use crate::register::Register;
use crate::watch::Watch;

pub const GRACE: Duration = Duration::from_secs(120);

/// Every so many steps all pages are looked at, also those that were told nothing.
const ALL_PAGES_EVERY: u64 = 20;

pub struct Hall {
    pub room: Room,
    pub now: Moment,
    pub chance: Chance,
    /// What the server keeps for people.
    pub pictures: BTreeSet<PictureId>,
    screens: BTreeMap<DeviceId, Screen>,
    lobby: BTreeMap<DeviceId, ParticipantId>,
    devices_given: u32,
    /// What somebody will do, and when.
    acts: BTreeMap<(Moment, u64), Act>,
    acts_given: u64,
    made: Room,
    log: Log,
    entries: Vec<LogEntry>,
    texts: BTreeMap<TextId, String>,
    pub watch: Watch,
    pub register: Register,
    pub steps: u64,
    /// Which commands were done, and which were not and why.
    pub said: BTreeMap<String, u32>,
    /// Whether everything that happens is printed.
    tells: bool,
}

/// What happens to somebody, beside what the programme says.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Come(ParticipantId),
    Go(ParticipantId),
    /// Something small, and later the next.
    Live(ParticipantId),
    Lose(ParticipantId),
    /// With the device that was lost, or with a new page.
    Back(ParticipantId, DeviceId),
    AddSomebody(ParticipantId),
    AddPhone(ParticipantId),
    Programme(usize),
    Restart,
}

struct Screen {
    page: Page,
    connected: bool,
    missed: Vec<(Rc<Event>, Vec<ParticipantId>)>,
    /// What was missed is kept no longer.
    stale: bool,
}

impl Hall {
    pub fn new(seed: u64) -> Self {
        let room = Room::new("Toimintapäivä".into(), Template::Workshop, Rules { grace: GRACE });
        let room = room.opening(Opening { door: Door::Knock, ..Opening::default() });
        Self {
            made: room.clone(),
            log: Log::of(&room),
            room,
            now: Moment(0),
            chance: Chance::of(seed),
            pictures: BTreeSet::new(),
            screens: BTreeMap::new(),
            lobby: BTreeMap::new(),
            devices_given: 0,
            acts: BTreeMap::new(),
            acts_given: 0,
            entries: Vec::new(),
            texts: BTreeMap::new(),
            watch: Watch::default(),
            register: Register::default(),
            steps: 0,
            said: BTreeMap::new(),
            tells: std::env::var_os("SIM_TELL").is_some(),
        }
    }

    pub fn plan(&mut self, at: Moment, act: Act) {
        self.acts_given += 1;
        self.acts.insert((at, self.acts_given), act);
    }

    pub fn plan_in(&mut self, seconds: u64, act: Act) {
        self.plan(self.now.after(Duration::from_secs(seconds)), act);
    }

    /// The next thing somebody does; before it, everything the room does by itself. Now and then the server is late.
    pub fn next_act(&mut self) -> Option<Act> {
        let at = self.acts.first_key_value().map(|((at, _), _)| *at)?;
        self.let_time_pass(at);
        let act = self.acts.pop_first().map(|(_, act)| act);
        if self.tells {
            println!("{:>9.3} {act:?}", self.now.0 as f64 / 60_000.0);
        }
        act
    }

    pub fn let_time_pass(&mut self, until: Moment) {
        while let Some(deadline) = self.room.next_deadline().filter(|deadline| *deadline <= until) {
            let late = if self.chance.happens(10) { self.chance.between(1, 1_500) } else { 0 };
            self.now = self.now.max(deadline.after(Duration::from_millis(late)));
            let effects = self.room.tick(self.now);
            let next = self.room.next_deadline();
            assert!(next.is_none_or(|next| next > self.now), "no deadline is past");
            self.perform(effects, None);
        }
        self.now = self.now.max(until);
    }

    pub fn arrive(&mut self, who: ParticipantId, further: Further) {
        self.devices_given += 1;
        let device = DeviceId(self.devices_given);
        let name = format!("Ilona {}", who.0);
        let (role, invitation) = (role_of(who), Invitation::Personal);
        let arrival = Arrival { participant: who, device, name, role, invitation, further };
        // Guests do not come in after the end.
        let Ok((arrived, effects)) = self.room.arrive(self.now, arrival) else { return };
        if arrived == Arrived::Waiting {
            self.lobby.insert(device, who);
        }
        self.perform(effects, None);
    }

    pub fn say(&mut self, who: ParticipantId, command: Command) -> Result<(), Rejection> {
        let mine = self.connected_devices(who);
        let Some(device) = self.chance.one_of(&mine) else { return Err(Rejection::UnknownParticipant) };
        let seed = Seed(self.chance.number());
        let from = Sender { participant: who, device };
        let outcome = self.room.handle(self.now, from, seed, command.clone());
        let name = format!("{command:?}");
        let name = name.split([' ', '{']).next().unwrap();
        let told = outcome.as_ref().map_or_else(|why| format!("{name} {why:?}"), |_| name.to_owned());
        if self.tells {
            println!("{:>9.3} {who}: {command:?}{}", self.now.0 as f64 / 60_000.0, why(&outcome));
        }
        *self.said.entry(told).or_default() += 1;
        self.perform(outcome?, Some(&command));
        Ok(())
    }

    /// The server takes a picture from somebody, if it may.
    pub fn store_picture(&mut self, who: ParticipantId) -> Option<PictureId> {
        let picture = PictureId(self.acts_given as u32 * 100 + who.0);
        let dropped = self.room.keep_picture(who, picture).ok()?;
        self.pictures.insert(picture);
        self.write();
        assert!(dropped.iter().all(|picture| self.pictures.remove(picture)));
        Some(picture)
    }

    /// All connections of somebody are lost, and come back after so many seconds.
    pub fn lose_for(&mut self, who: ParticipantId, seconds: u64) {
        for device in self.connected_devices(who) {
            if let Some(screen) = self.screens.get_mut(&device) {
                screen.connected = false;
            }
            let effects = self.room.drop_device(self.now, device);
            self.plan_in(seconds, Act::Back(who, device));
            self.perform(effects, None);
        }
    }

    /// False when the room no longer waits for this device.
    pub fn resume(&mut self, device: DeviceId) -> bool {
        let Ok(effects) = self.room.connect(self.now, device) else { return false };
        self.perform(effects, None);
        let fresh = self.fresh_page(device);
        let screen = self.screens.get_mut(&device).unwrap();
        screen.connected = true;
        let missed = std::mem::take(&mut screen.missed);
        if screen.stale || missed.len() > MAX_KEPT {
            screen.page = fresh;
            screen.stale = false;
        } else {
            missed.iter().for_each(|(event, whom)| screen.page.hear(event, whom));
        }
        self.compare(device);
        // Whoever goes next is no longer lost.
        self.note_who_is_here();
        true
    }

    /// The server stops and comes back from its log; every connection is lost with it.
    pub fn restart(&mut self) {
        let made = self.made.clone();
        let room = Room::replay(made, self.entries.clone(), self.texts.clone()).unwrap();
        assert_eq!(room, self.room.as_replayed(), "what comes back from the log is the room");
        self.room = room;
        self.log = Log::of(&self.room);
        self.now = self.now.after(Duration::from_secs(2));
        let lost: Vec<DeviceId> = self.screens.keys().copied().collect();
        for screen in self.screens.values_mut() {
            (screen.connected, screen.stale) = (false, true);
            screen.missed.clear();
        }
        let effects = self.room.reopen(self.now);
        self.perform(effects, None);
        for device in lost {
            if let Some(who) = self.room.carried(device).first().copied() {
                let seconds = self.chance.between(1, 40);
                self.plan_in(seconds, Act::Back(who, device));
            }
        }
    }

    pub fn is_here(&self, who: ParticipantId) -> bool {
        !self.connected_devices(who).is_empty()
    }

    pub fn connected_devices(&self, who: ParticipantId) -> Vec<DeviceId> {
        let mine = |(device, screen): (&DeviceId, &Screen)| {
            (screen.connected && self.room.carried(*device).contains(&who)).then_some(*device)
        };
        self.screens.iter().filter_map(mine).collect()
    }

    fn fresh_page(&self, device: DeviceId) -> Page {
        let view = |who: ParticipantId| Some((who, self.room.view_for(self.now, who)?));
        Page::new(device, self.room.carried(device).into_iter().filter_map(view).collect())
    }

    fn write(&mut self) {
        let written = self.log.follow(self.now, &self.room);
        self.entries.extend(written.entry);
        for TextChange { id, text } in written.texts {
            match text {
                Some(text) => drop(self.texts.insert(id, text)),
                None => drop(self.texts.remove(&id)),
            }
        }
    }

    /// Does what the effects say, then looks at everything.
    fn perform(&mut self, effects: Vec<Effect>, said: Option<&Command>) {
        self.write();
        let mut told: BTreeSet<DeviceId> = BTreeSet::new();
        let addressed = self.room.addressed(&effects);
        for effect in effects {
            match effect {
                Effect::Tell { audience, event } => {
                    if let Event::PersonLeft { participant, reason: LeaveReason::Lost } = event {
                        assert!(!self.is_here(participant), "who is connected is not lost");
                    }
                    if let Event::GroupsWarned { ends_at, .. } = event {
                        for who in self.room.audience(&audience) {
                            self.watch.warned(who, self.now, ends_at);
                        }
                    }
                    let event = Rc::new(event);
                    for (device, whom) in addressed.hearers(&audience) {
                        // A new one begins with a view in which all of this is.
                        let Some(screen) = self.screens.get_mut(device) else { continue };
                        told.insert(*device);
                        if screen.connected {
                            screen.page.hear(&event, whom);
                        } else if screen.missed.len() <= MAX_KEPT && !screen.stale {
                            screen.missed.push((Rc::clone(&event), whom.clone()));
                        }
                    }
                }
                Effect::Seat { device, .. } => drop(self.lobby.remove(&device)),
                Effect::Disconnect { device, .. } => {
                    self.lobby.remove(&device);
                    self.screens.remove(&device);
                }
                Effect::DropPicture { picture } => {
                    assert!(self.pictures.remove(&picture), "what is dropped was there");
                }
                _ => {}
            }
        }
        let devices: Vec<DeviceId> = self.room.plan().routes.keys().copied().collect();
        for device in &devices {
            if !self.screens.contains_key(device) {
                let page = self.fresh_page(*device);
                let screen = Screen { page, connected: true, missed: Vec::new(), stale: false };
                self.screens.insert(*device, screen);
            }
        }
        assert!(self.screens.keys().eq(devices.iter()), "a page for each device in the room");
        self.look(said, &told);
    }

    fn look(&mut self, said: Option<&Command>, told: &BTreeSet<DeviceId>) {
        self.steps += 1;
        let (any, lost) = self.note_who_is_here();
        let has_task = any.as_ref().is_some_and(|view| view.own_task.is_some());
        self.watch.seen.at_task_lost += u32::from(has_task && lost);
        if let Some(any) = any {
            self.watch.check(self.now, &self.room, &any, said);
        }
        let all = self.steps.is_multiple_of(ALL_PAGES_EVERY);
        let devices: Vec<DeviceId> = self.screens.keys().copied().collect();
        let one = self.chance.one_of(&devices);
        for device in devices {
            if all || told.contains(&device) || one == Some(device) {
                self.compare(device);
            }
        }
    }

    /// What one of those in the room sees, and whether somebody is lost.
    fn note_who_is_here(&mut self) -> (Option<RoomView>, bool) {
        let everybody: BTreeSet<ParticipantId> =
            self.screens.keys().flat_map(|device| self.room.carried(*device)).collect();
        let people = everybody.iter().map(|who| (*who, self.is_here(*who))).collect();
        let any = everybody.first().and_then(|who| self.room.view_for(self.now, *who));
        self.register.see(self.now, &people, any.as_ref().and_then(|view| view.own_task.as_ref()));
        (any, people.values().any(|connected| !connected))
    }

    /// What a page shows is what its people may know.
    fn compare(&self, device: DeviceId) {
        let screen = &self.screens[&device];
        if !screen.connected {
            return;
        }
        let carried: BTreeSet<ParticipantId> = self.room.carried(device).into_iter().collect();
        assert!(screen.page.views.keys().eq(&carried), "a view for each on {device}");
        for (who, shown) in &screen.page.views {
            let truth = self.room.view_for(self.now, *who).unwrap();
            // The moment of a view is of the asking.
            let shown = RoomView { now: truth.now, ..shown.clone() };
            assert!(shown == truth, "the world of {who} on {device}: {shown:#?}\nis not\n{truth:#?}");
        }
    }
}

fn why(outcome: &Result<Vec<Effect>, Rejection>) -> String {
    outcome.as_ref().err().map(|why| format!(" ({why})")).unwrap_or_default()
}
