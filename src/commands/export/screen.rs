//! `attn-tui export --screen`: the explorer's own screen, drawn without a terminal.

use std::io;

use attn_tui::app::{App, Settings, keys};
use attn_tui::export::screen::Screen;
use attn_tui::store::{Folders, themes};
use attn_tui::term::{self, Host, Multiplexer};
use attn_tui::ui::look::{Depth, Look, Theme};
use clap::Args;

use super::super::SourceSession;

/// The most columns or rows: more than any terminal has, and little enough for memory.
const MOST: u16 = 1000;

/// The theme that needs no terminal's colours.
const THEME: &str = "dark";

#[derive(Debug, Args)]
pub(super) struct ScreenArgs {
    /// Write the explorer's screen of this size (.svg, .ans, .txt)
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = size, conflicts_with_all = ["stages", "head", "digits", "arithmetic", "cell", "title", "most", "values", "chart"])]
    pub(super) screen: Option<(u16, u16)>,
    /// Keys that are pressed before, as in `attn-tui keys`, separated by blanks; text:… types characters
    #[arg(
        long,
        value_name = "KEYS",
        requires = "screen",
        allow_hyphen_values = true,
        default_value = "",
        hide_default_value = true
    )]
    keys: String,
    /// Use only ASCII characters on the screen
    #[arg(long, requires = "screen")]
    ascii: bool,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|number| (1..=MOST).contains(number))
    };
    let found = text
        .split_once('x')
        .and_then(|(width, height)| Some((number(width)?, number(height)?)));
    found.ok_or_else(|| format!("expected COLUMNSxROWS, such as 120x40, each from 1 to {MOST}"))
}

impl ScreenArgs {
    /// The screen of a session after the keys.
    pub(super) fn draw(
        &self,
        loaded: SourceSession,
        size: (u16, u16),
        theme: Option<&str>,
    ) -> Result<Screen, String> {
        let keys = keys::script(&self.keys)?;
        let mut host = Host {
            // Neither recent files nor progress: the same call always makes the same screen.
            folders: None,
            recovery: None,
            depth: Depth::TrueColor,
            ascii: self.ascii,
            can_write: false,
            multiplexer: Multiplexer::None,
            terminal: || Box::new(io::sink()),
            suspend: |_| Ok(()),
        };
        let theme = theme.unwrap_or(THEME);
        let look = self.look(theme)?;
        let settings = Settings {
            theme: theme.to_owned(),
            themes: host.theme_names(),
            theme_is_fixed: true,
            ..Settings::default()
        };
        let SourceSession {
            name,
            session,
            origin,
            ..
        } = loaded;
        let mut app =
            App::new(session, origin, settings).map_err(|problem| format!("{name}: {problem}"))?;
        term::capture(&mut app, look, &mut host, size, keys)
            .ok_or_else(|| "the keys quit the explorer; leave out the one that does".to_owned())
    }

    /// The look of a built-in theme or of the user's.
    fn look(&self, name: &str) -> Result<Look, String> {
        let own = match Folders::of_user() {
            Some(folders) => themes::read(&folders, name).map_err(|problem| problem.to_string())?,
            None => None,
        };
        let theme = Theme::load(name, own.as_deref()).map_err(|problem| problem.to_string())?;
        Ok(Look::new(&theme, Depth::TrueColor, self.ascii))
    }
}
