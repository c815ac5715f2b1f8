//! People whose media goes through the impairment proxy, at the address that the server was told to advertise.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use signaling::role::Role;
use tests::host::{Host, Setup, Ways};
use tests::log::{Heard, Log};
use tests::person::Person;
use tests::proxy::profile::Profile;
use tests::proxy::{self, Ends, Entrance, Proxy};
use tests::source::Traffic;
use tests::within;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_in_a_hotel_hear_and_see_each_other() {
    let entrance = Entrance::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let host =
        Host::start(Setup { media: Ways::Through(entrance.addr()), ..Setup::default() }).await.unwrap();
    let mut proxy = Proxy::new(proxy::Setup::default());
    proxy.lead(entrance, Ends { udp: Some(host.media_addr()), tcp: None });
    proxy.play(Profile::Hotel);

    let links = host.room().await.unwrap();
    let log = Arc::new(Log::default());
    let join = |role, name| Person::join_sending(&links, role, name, &log, Traffic::LIGHT);
    let (one, two) = tokio::join!(join(Role::Supervisor, "Yksi"), join(Role::Participant, "Kaksi"));
    let (one, two) = (one.unwrap(), two.unwrap());
    for (listener, sender) in [(&one, &two), (&two, &one)] {
        let (listener, sender) = (listener.device(), sender.device());
        let of_sender =
            move |heard: &Heard| heard.listener == listener && heard.payload.stamp().sender == sender;
        within("sound", log.first(0, move |heard| of_sender(heard) && heard.payload.is_sound()))
            .await
            .unwrap();
        let keyframe = log.first(0, move |heard| of_sender(heard) && heard.payload.is_keyframe());
        within("a keyframe", keyframe).await.unwrap();
    }
    let counts = proxy.counts();
    // One address for what each sends and one for what each receives; nothing went past the proxy.
    assert_eq!(counts.udp_clients, 4, "{counts}");
    assert!(one.is_up() && two.is_up());
    host.stop().await;
}
