//! Themes: a style for every role and a ramp for weights and for signed values, each in a form for
//! true colour and a form for 16 colours. `themes/*.toml` are built in; a file of the same name in
//! the user's folder wins over them.
//!
//! ```toml
//! description = "One line that says whom it is for"
//!
//! [roles]        # text, border, focus, selection, source, hint, error; the others are derived
//! text = { fg = "#d8dde6", bg = "#15181e", fg16 = "gray", bg16 = "black" }
//! border = "dark-gray"       # a colour alone is the text's; without fg16 the nearest is taken
//! selection = { modifiers = ["reversed", "bold"] }    # what is not said stays as it was
//!
//! [ramps.weights]            # from 0 to 1; [ramps.signed] goes from −1 to 1
//! colors = ["#00224e", "#7d7c78", "#fee838"]          # mixed between, two or more
//! colors16 = [{ bg = "blue", fg = "white" }, { bg = "yellow", fg = "black" }]    # equal steps
//! ```

mod read;

use std::fmt;

use ratatui::style::Style;

use super::depth::Depth;
use super::ramp::Ramp;
use super::role::Role;
use crate::store::text::shortened;
use crate::store::{Problem, visible};

/// The themes that are built in, the default first.
const BUILT_IN: [(&str, &str); 6] = [
    ("terminal", include_str!("../../../themes/terminal.toml")),
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    ("viridis", include_str!("../../../themes/viridis.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// A theme, read and complete.
#[derive(Clone, Debug)]
pub struct Theme {
    name: String,
    description: String,
    roles: [Form; Role::ALL.len()],
    weights: Ramp,
    signed: Ramp,
}

/// A style in its two forms.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    full: Style,
    basic: Style,
}

/// Why there is no theme to be had under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThemeProblem {
    /// Neither built in nor in the user's folder.
    Unknown { name: String },
    /// The file is not as the format has it.
    Broken { file: String, problem: Problem },
}

impl Theme {
    /// The names of the themes that are built in, the default first.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The theme of that name: the `user`'s file where there is one (its text), else the one that
    /// is built in.
    ///
    /// # Errors
    /// The file is broken, or there is no theme of that name. [`Theme::default`] can stand in.
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
    /// The first thing in the file that is not as the format has it.
    pub fn parse(file: &str, text: &str) -> Result<Self, ThemeProblem> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let name = name.strip_suffix(".toml").unwrap_or(name);
        read::theme(name, text).map_err(|problem| ThemeProblem::Broken {
            file: file.to_owned(),
            problem,
        })
    }

    /// The name: the file's, without its ending.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One line that says whom it is for.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The theme that stands for every other where there is no colour.
    pub(super) fn mono() -> Self {
        Self::shipped("mono")
    }

    /// Every role's style, in the order of [`Role::ALL`].
    pub(super) fn roles(&self, depth: Depth) -> [Style; Role::ALL.len()] {
        self.roles.map(|form| match depth {
            Depth::TrueColor | Depth::Indexed256 => form.full,
            Depth::Ansi16 | Depth::None => form.basic,
        })
    }

    pub(super) fn weights(&self) -> &Ramp {
        &self.weights
    }

    pub(super) fn signed(&self) -> &Ramp {
        &self.signed
    }

    fn shipped(name: &str) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in, and tests/themes.rs reads every one of them"
        )]
        Self::load(name, None).expect("a theme that is built in is valid")
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
                "there is no theme \"{}\": expected {}, or a file of that name in the folder for themes",
                shortened(&visible(name)),
                Theme::built_in().collect::<Vec<_>>().join(", ")
            ),
            Self::Broken { file, problem } => write!(f, "{}:{problem}", visible(file)),
        }
    }
}

impl std::error::Error for ThemeProblem {}
