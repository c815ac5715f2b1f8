//! The demonstration room of `piiri serve --demo`: links to click a minute after the source was fetched.

use std::fmt::Write as _;

use signaling::protocol::Template;
use signaling::role::Role;

use crate::Server;
use crate::rooms::NotMade;
use crate::rooms::settings::Settings;

/// Makes the room and says how to get in, in Finnish and English.
pub fn open(server: &Server) -> Result<String, NotMade> {
    let title = "Esittelyhuone · Demonstration room".to_owned();
    let created = server.rooms().create(Settings::plain(title, Template::Workshop))?;
    let mut text = format!("\nPiiri on käynnissä · Piiri is running: {}\n\n", server.public_url());
    for (role, secret) in &created.links {
        // Writing to a string cannot fail.
        writeln!(text, "  {:<26} {}", label(*role), server.public_url().link(secret.expose())).ok();
    }
    text.push_str(
        "\nAvaa linkki Chromessa tai Firefoxissa tällä koneella; toinen ikkuna on toinen ihminen.\n\
         Open a link in Chrome or Firefox on this machine; another window is another person.\n\
         Lopeta: Ctrl+C · Stop: Ctrl+C\n",
    );
    Ok(text)
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
