//! The demonstration rooms of `piiri serve --demo`: links to click a minute after the source was fetched.

use std::fmt::Write as _;

use signaling::protocol::{Language, Template};
use signaling::role::Role;

use crate::Server;
use crate::rooms::settings::Settings;
use crate::rooms::{Created, NotMade};

/// The template of the reception.
const RECEPTION: &str = "drop_in";

/// Makes the rooms and says how to get in, in Finnish and English.
pub fn open(server: &Server) -> Result<String, NotMade> {
    let title = "Esittelyhuone · Demonstration room".to_owned();
    let created = server.rooms().create(Settings::plain(title, Template::Workshop))?;
    let mut text = format!("\nPiiri on käynnissä · Piiri is running: {}\n\n", server.public_url());
    for role in Role::ALL {
        list(&mut text, server, &created, role, label(role));
    }
    if let Some(created) = reception(server) {
        text.push_str("\nVastaanotto ilman ajanvarausta · Drop-in reception\n\n");
        list(&mut text, server, &created, Role::Facilitator, "ammattilainen · professional");
        list(&mut text, server, &created, Role::Participant, "asiakas · visitor");
    }
    text.push_str(
        "\nAvaa linkki Chromessa tai Firefoxissa tällä koneella; toinen ikkuna on toinen ihminen.\n\
         Open a link in Chrome or Firefox on this machine; another window is another person.\n\
         Lopeta: Ctrl+C · Stop: Ctrl+C\n",
    );
    Ok(text)
}

/// Nothing when there may be one room only, or the reception was replaced by something without lines.
fn reception(server: &Server) -> Option<Created> {
    let title = "Esittelyvastaanotto · Demonstration reception".to_owned();
    let settings = server.templates().get(RECEPTION)?.settings(title, Language::Fi);
    settings.reception.as_ref()?;
    server.rooms().create(settings).ok()
}

fn list(text: &mut String, server: &Server, created: &Created, role: Role, label: &str) {
    for (_, secret) in created.links.iter().filter(|(of, _)| *of == role) {
        // Writing to a string cannot fail.
        writeln!(text, "  {label:<28} {}", server.public_url().link(secret.expose())).ok();
    }
}

const fn label(role: Role) -> &'static str {
    match role {
        Role::Supervisor => "vetäjä · supervisor",
        Role::Facilitator => "ohjaaja · facilitator",
        Role::Assistant => "apuohjaaja · assistant",
        Role::Participant => "osallistuja · participant",
        Role::Speaker => "vierailija · speaker",
        Role::Observer => "havainnoija · observer",
        Role::Interpreter => "tulkki · interpreter",
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::Config;

    async fn said(max_rooms: usize) -> String {
        let mut config = Config::default();
        config.media.listen = "127.0.0.1:0".parse().unwrap();
        config.session.max_rooms = max_rooms;
        let server = Server::start(&config, TcpListener::bind("127.0.0.1:0").await.unwrap()).await.unwrap();
        let text = open(&server).unwrap();
        server.shutdown().await;
        text
    }

    #[tokio::test]
    async fn there_is_a_link_for_each_role_and_a_reception_if_there_is_room() {
        let both = said(2).await;
        assert_eq!(both.matches("/#").count(), Role::ALL.len() + 2);
        assert!(both.contains("asiakas · visitor"));
        let one = said(1).await;
        assert_eq!(one.matches("/#").count(), Role::ALL.len());
        assert!(!one.contains("Vastaanotto"));
    }
}
