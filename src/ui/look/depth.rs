//! The number of colours of a terminal, by flag, configuration, then environment, without querying the
//! terminal; and reducing colours to those.

use ratatui::style::Color;

use super::color::{ANSI, Rgb, exactly_indexed, indexed, nearest_ansi, nearest_indexed};
use crate::store::Color as Choice;

/// The number of colours of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Depth {
    /// 24 bits per colour.
    TrueColor,
    /// xterm's 256 colours.
    Indexed256,
    /// 16 colours, which users may change.
    Ansi16,
    /// None at all: bold, underline and reverse video only.
    None,
}

/// The variables that describe a terminal. An empty one counts as unset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    pub no_color: Option<String>,
    pub colorterm: Option<String>,
    pub term: Option<String>,
    pub lc_all: Option<String>,
    pub lc_ctype: Option<String>,
    pub lang: Option<String>,
}

/// Terminals with 24-bit colour. They also set `COLORTERM`, but SSH passes only `TERM` on.
const TRUE_COLOR_TERMINALS: [&str; 7] = [
    "alacritty",
    "contour",
    "foot",
    "wezterm",
    "xterm-ghostty",
    "xterm-kitty",
    "rio",
];

impl Depth {
    /// The depth that the flag asks for, else the configuration; for `auto`, that of the environment.
    pub fn choose(flag: Option<Choice>, config: Choice, environment: &Environment) -> Self {
        match flag.unwrap_or(config) {
            Choice::Auto => environment.depth(),
            Choice::TrueColor => Self::TrueColor,
            Choice::Indexed256 => Self::Indexed256,
            Choice::Ansi16 => Self::Ansi16,
            Choice::Never => Self::None,
        }
    }

    /// The nearest colour that this depth has.
    #[expect(clippy::disallowed_methods, reason = "this is the home of colours")]
    pub(super) fn fit(self, color: Color) -> Color {
        match (self, color) {
            (_, Color::Reset) | (Self::None, _) => Color::Reset,
            (Self::TrueColor, Color::Rgb(r, g, b)) => {
                // The index of the same colour takes half the bytes, and every change of style sends it.
                let color = Rgb(r, g, b);
                exactly_indexed(color).map_or(color.into(), Color::Indexed)
            }
            (Self::Indexed256, Color::Rgb(r, g, b)) => {
                Color::Indexed(nearest_indexed(Rgb(r, g, b)))
            }
            (Self::Ansi16, Color::Rgb(r, g, b)) => nearest_ansi(Rgb(r, g, b)),
            (Self::Ansi16, Color::Indexed(index)) => match ANSI.get(usize::from(index)) {
                Some((_, color, _)) => *color,
                None => nearest_ansi(indexed(index)),
            },
            _ => color,
        }
    }
}

impl Environment {
    /// Whether the locale is UTF-8, by the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set.
    pub fn utf8(&self) -> bool {
        let locale = [&self.lc_all, &self.lc_ctype, &self.lang]
            .into_iter()
            .find_map(set);
        // Windows has no such variables and prints Unicode; elsewhere this is the C locale.
        locale.map_or(cfg!(windows), |locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
    }

    fn depth(&self) -> Depth {
        let term = set(&self.term).unwrap_or_default();
        let colorterm = set(&self.colorterm).unwrap_or_default();
        let by_name = if term.contains("256color") {
            Depth::Indexed256
        } else {
            Depth::Ansi16
        };
        let without_color = term == "dumb" || term.starts_with("vt") || term.ends_with("-mono");
        if set(&self.no_color).is_some() || without_color {
            Depth::None
        } else if term == "linux" {
            // The Linux console reduces colours to its 16 less accurately than this program.
            Depth::Ansi16
        } else if term.starts_with("screen") {
            // COLORTERM describes the terminal around it, and GNU screen 4 misreads 24-bit colours.
            by_name
        } else if matches!(colorterm, "truecolor" | "24bit")
            || term.ends_with("-direct")
            || TRUE_COLOR_TERMINALS
                .iter()
                .any(|known| term.starts_with(known))
        {
            Depth::TrueColor
        } else {
            by_name
        }
    }
}

fn set(variable: &Option<String>) -> Option<&str> {
    variable.as_deref().filter(|value| !value.is_empty())
}
