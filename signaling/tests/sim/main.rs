//! A workshop day of fifty people and four hours, in virtual time: arrivals, an agenda, groups that rotate, breaks, an own
//! task, connections that are lost and come back, a facilitator who is gone for ten minutes, a server that stops in the
//! middle. After every step it is looked at what everybody sees, hears and was warned of.
//!
//! The days of a few seeds are played in the ordinary tests. `make sim SEEDS=100` plays a hundred new ones; `SEED=7 SEEDS=1` a certain one.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod cast;
mod chance;
#[path = "../world/fold.rs"]
mod fold;
mod hall;
mod life;
#[allow(dead_code, reason = "the stream of a page is looked at in the world")]
#[path = "../world/page.rs"]
mod page;
mod programme;
mod register;
mod watch;

use signaling::protocol::{AttendanceSubject, Command, Further};
use signaling::time::Moment;

use crate::cast::{EARLY, HOSTS_OF_OTHERS, LATE, SPEAKER, WITH_A_PHONE, everybody, staff};
use crate::hall::{Act, Hall};
use crate::programme::{Lead, PROGRAMME};

/// Days that are played in the ordinary tests.
const DAYS: [u64; 4] = [1, 2, 2026, 0x5EED];

const END: u64 = 240;

const fn minute(minute: u64) -> Moment {
    Moment(minute * 60_000)
}

fn invite(hall: &mut Hall) {
    for who in everybody() {
        let late = LATE.iter().find(|(late, _)| *late == who.0).map(|(_, minute)| *minute);
        let range = if staff().contains(&who) { (0, 200) } else { (300, 1_150) };
        let seconds = late.map_or_else(|| hall.chance.between(range.0, range.1), |minute| minute * 60);
        hall.plan(Moment(seconds * 1_000), Act::Come(who));
        let first = seconds + hall.chance.between(60, 600);
        hall.plan(Moment(first * 1_000), Act::Live(who));
    }
    for (who, at) in EARLY {
        hall.plan(minute(at), Act::Go(signaling::id::ParticipantId(who)));
    }
    for who in HOSTS_OF_OTHERS {
        hall.plan(minute(22), Act::AddSomebody(signaling::id::ParticipantId(who)));
    }
    for who in WITH_A_PHONE {
        hall.plan(minute(24), Act::AddPhone(signaling::id::ParticipantId(who)));
    }
    for (number, (at, _)) in PROGRAMME.iter().enumerate() {
        hall.plan(minute(*at), Act::Programme(number));
    }
    let stops = hall.chance.between(25 * 60, 228 * 60);
    hall.plan(Moment(stops * 1_000), Act::Restart);
}

fn play(seed: u64) -> Hall {
    let mut hall = Hall::new(seed);
    invite(&mut hall);
    let mut gone = std::collections::BTreeSet::new();
    while let Some(act) = hall.next_act() {
        if hall.now >= minute(END) {
            break;
        }
        match act {
            Act::Come(who) => hall.arrive(who, Further::Own),
            Act::Go(who) => {
                gone.insert(who);
                hall.go(who);
            }
            Act::Live(who) => hall.live(who),
            Act::Lose(who) => hall.lose_on_the_way(who),
            Act::Back(who, device) => {
                if !gone.contains(&who) || hall.room.knows(who) {
                    hall.back(who, device);
                }
            }
            Act::AddSomebody(who) => {
                hall.say(who, Command::AddPerson { name: "Ilona vieressä".into(), agreement: None }).ok();
            }
            Act::AddPhone(who) if hall.is_here(who) => hall.arrive(who, Further::Companion),
            Act::AddPhone(_) => {}
            Act::Restart => hall.restart(),
            Act::Programme(number) => {
                let (_, what) = PROGRAMME[number];
                if !hall.lead(what) {
                    hall.plan_in(15, Act::Programme(number));
                } else if matches!(what, Lead::NextPhase) && is_at_a_task(&hall) {
                    hall.walk_out();
                }
            }
        }
    }
    go_home(&mut hall);
    hall
}

fn is_at_a_task(hall: &Hall) -> bool {
    let view = everybody().find_map(|who| hall.room.view_for(hall.now, who));
    view.is_some_and(|view| view.own_task.is_some_and(|task| task.since == hall.now))
}

/// The guests are gone since the end of the session; now those who ran it go too.
fn go_home(hall: &mut Hall) {
    for who in everybody().filter(|who| hall.room.knows(*who)).collect::<Vec<_>>() {
        assert!(staff().contains(&who), "{who} stays after the end");
        hall.say(who, Command::Leave {}).ok();
    }
    hall.let_time_pass(minute(END + 10));
    assert!(hall.room.is_empty(), "nobody is left behind");
    assert!(hall.pictures.is_empty(), "nor anything of theirs");
    let record = hall.room.attendance_record(hall.now, None);
    for who in hall.register.people() {
        let subject = AttendanceSubject::Visitor { participant: who };
        let row = record.rows.iter().find(|row| row.subject == subject).unwrap();
        let (recorded, seen) = (u64::from(row.minutes), hall.register.minutes(who));
        assert!(recorded.abs_diff(seen) <= 1, "{who} was present {seen} minutes, recorded {recorded}");
    }
    assert!(hall.register.minutes(SPEAKER) > 60);
}

#[test]
fn a_day_of_fifty_people_goes_well() {
    let days: Vec<u64> = match std::env::var("SIM_SEEDS") {
        Ok(count) => {
            let from = std::env::var("SIM_FROM").ok().and_then(|from| from.parse().ok());
            let clock = || {
                let since = std::time::UNIX_EPOCH.elapsed().unwrap();
                since.as_secs()
            };
            let from = from.unwrap_or_else(clock);
            (0..count.parse().unwrap()).map(|day| from + day).collect()
        }
        Err(_) => DAYS.to_vec(),
    };
    for day in days {
        println!("the day of seed {day}; again with make sim SEED={day} SEEDS=1");
        let hall = play(day);
        let seen = hall.watch.seen;
        println!("{} steps, {seen:?}", hall.steps);
        if std::env::var_os("SIM_TELL").is_some() {
            println!("{:#?}", hall.said);
        }
        assert!(seen.ends >= 3 && seen.rounds >= 5, "groups turned and ended: {seen:?}");
        assert!(seen.warnings > 0 && seen.late_into_groups > 0, "{seen:?}");
        assert!(seen.on_break > 0 && seen.at_coffee > 0 && seen.at_task_lost > 0, "{seen:?}");
        assert!(seen.visited > 0, "{seen:?}");
        for said in ["AskForHelp", "Withdraw", "Claim", "Claim Taken", "Resolve"] {
            assert!(hall.said.contains_key(said), "{said}: {:#?}", hall.said);
        }
    }
}
