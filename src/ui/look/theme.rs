//! Themes: a style for every role and a ramp for weights and for signed values, each in a form for
//! true colour and a form for 16 colours. `themes/*.toml` are built in; a file of the same name in
//! the user's folder takes precedence.
//!
//! ```toml
//! description = "One line that says who it is for"
//!
//! [roles]        # text, border, focus, selection, source, hint, error; the others are derived
//! text = { fg = "#d8dde6", bg = "#15181e", fg16 = "gray", bg16 = "black" }
//! border = "dark-gray"       # a colour alone is that of text; without fg16 the nearest is used
//! selection = { modifiers = ["reversed", "bold"] }    # anything left out does not change
//!
//! [ramps.weights]            # from 0 to 1; [ramps.signed] is from −1 to 1
//! colors = ["#00224e", "#7d7c78", "#fee838"]          # two or more, mixed between them
//! colors16 = [{ bg = "blue", fg = "white" }, { bg = "yellow", fg = "black" }]    # equal steps, two or more
//! plain_zero = true          # zero looks like text, not like the ramp; false if left out
//! ```

mod read;

use std::fmt;

use ratatui::style::Style;

use super::depth::Depth;
use super::ramp::Ramp;
use super::role::Role;
use crate::store::text::shortened;
use crate::store::{Problem, visible};

macro_rules! built_in {
    ($($name:literal)+) => {
        [$(($name, include_str!(concat!("../../../themes/", $name, ".toml")))),+]
    };
}

/// The names and the texts of the built-in themes, the default first.
const BUILT_IN: &[(&str, &str)] =
    &built_in!["terminal" "dark" "light" "high-contrast" "viridis" "mono"];

/// A complete theme.
#[derive(Clone, Debug)]
pub struct Theme {
    name: String,
    description: String,
    roles: [StylePair; Role::ALL.len()],
    pub(super) weights: Ramp,
    pub(super) signed: Ramp,
}

/// A style for terminals with many colours, and for those with 16.
#[derive(Clone, Copy, Debug, Default)]
struct StylePair {
    full: Style,
    basic: Style,
}

/// The reason why a theme cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThemeProblem {
    /// It is neither built in nor in the user's folder.
    Unknown { name: String },
    /// The file is invalid.
    Broken { file: String, problem: Problem },
}

impl Theme {
    /// The names of the built-in themes, the default first.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The theme of that name: the text of the `user`'s file if there is one, else the built-in theme.
    ///
    /// # Errors
    /// The file is invalid, or there is no theme of that name. [`Theme::default`] always works.
    pub fn load(name: &str, user: Option<&str>) -> Result<Self, ThemeProblem> {
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name);
        match user.or(built_in.map(|(_, text)| *text)) {
            Some(text) => Self::parse(&format!("{name}.toml"), text),
            None => Err(ThemeProblem::Unknown {
                name: name.to_owned(),
            }),
        }
    }

    /// Reads a theme file. `file` is named in errors, and its stem is the theme's name.
    ///
    /// # Errors
    /// The first problem in the file.
    pub fn parse(file: &str, text: &str) -> Result<Self, ThemeProblem> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let name = name.strip_suffix(".toml").unwrap_or(name);
        read::theme(name, text).map_err(|problem| ThemeProblem::Broken {
            file: file.to_owned(),
            problem,
        })
    }

    /// The name of the file without its extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One line that says who it is for.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The theme that replaces every other where there is no colour.
    pub(super) fn mono() -> Self {
        Self::shipped("mono")
    }

    /// Every role's style, in the order of [`Role::ALL`].
    pub(super) fn roles(&self, depth: Depth) -> [Style; Role::ALL.len()] {
        self.roles.map(|style| match depth {
            Depth::TrueColor | Depth::Indexed256 => style.full,
            Depth::Ansi16 | Depth::None => style.basic,
        })
    }

    fn shipped(name: &str) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in, and the tests read every built-in theme"
        )]
        Self::load(name, None).expect("built-in themes are valid")
    }
}

/// The theme that works everywhere: `terminal`.
impl Default for Theme {
    fn default() -> Self {
        Self::shipped("terminal")
    }
}

impl fmt::Display for ThemeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(
                f,
                "there is no theme \"{}\": expected {}, or the name of a file in the themes folder",
                shortened(&visible(name)),
                Theme::built_in().collect::<Vec<_>>().join(", ")
            ),
            Self::Broken { file, problem } => write!(f, "{}:{problem}", visible(file)),
        }
    }
}

impl std::error::Error for ThemeProblem {}
