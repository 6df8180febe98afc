//! The user's configuration: `config.toml`, read strictly, every key optional.

use super::document::{MAX_SETTINGS, read_text};
use super::error::StoreError;
use super::folders::Folders;
use super::problem::Problem;
use super::strict::{Node, Tree};
use super::text::visible_path;

/// The user's preferences. The command line overrides them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The name of a theme.
    pub theme: Option<String>,
    pub mouse: bool,
    pub ascii: bool,
    pub color: Color,
    /// The decimals of a number on screen, from 0 to 10.
    pub digits: Option<usize>,
}

/// The most decimals that a number on screen may have.
const MAX_DIGITS: usize = 10;

/// The colours that the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// As the environment says.
    #[default]
    Auto,
    TrueColor,
    Indexed256,
    Ansi16,
    Never,
}

impl Color {
    pub const ALL: [Self; 5] = [
        Self::Auto,
        Self::TrueColor,
        Self::Indexed256,
        Self::Ansi16,
        Self::Never,
    ];

    /// The name in `config.toml` and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::TrueColor => "truecolor",
            Self::Indexed256 => "256",
            Self::Ansi16 => "16",
            Self::Never => "never",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.name() == name)
    }
}

impl Config {
    /// Reads `config.toml`; without one, everything has its default.
    ///
    /// # Errors
    /// If the file cannot be read or is invalid.
    pub fn load(folders: &Folders) -> Result<Self, StoreError> {
        let path = folders.config.join("config.toml");
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = read_text(&path, MAX_SETTINGS)?;
        Self::parse(&text).map_err(|problem| StoreError::Content {
            name: visible_path(&path),
            problem,
        })
    }

    /// Reads the text of `config.toml`.
    ///
    /// # Errors
    /// If it is not TOML, a key is unknown, or a value is invalid.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let tree = Tree::parse(text, MAX_SETTINGS as usize)?;
        let root = tree.root();
        root.only(&["theme", "mouse", "ascii", "color", "digits"])?;
        let color = |node: &Node<'_>| {
            let what = "\"auto\", \"truecolor\", \"256\", \"16\" or \"never\"";
            Color::named(node.string(what)?).ok_or_else(|| node.expected(what))
        };
        Ok(Self {
            theme: root.optional("theme", |node| {
                let name = node.string("the name of a theme in quotes")?;
                Ok(name.to_owned())
            })?,
            mouse: root.optional("mouse", Node::boolean)?.unwrap_or_default(),
            ascii: root.optional("ascii", Node::boolean)?.unwrap_or_default(),
            color: root.optional("color", color)?.unwrap_or_default(),
            digits: root.optional("digits", |node| node.whole(0..=MAX_DIGITS))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_and_optional() {
        let text = "theme = \"dark\"\nmouse = true\nascii = true\ncolor = \"256\"\ndigits = 10\n";
        let config = Config {
            theme: Some("dark".to_owned()),
            mouse: true,
            ascii: true,
            color: Color::Indexed256,
            digits: Some(10),
        };
        assert_eq!(Config::parse(text), Ok(config));
        assert_eq!(Config::parse(""), Ok(Config::default()));
        for color in Color::ALL {
            let read = Config::parse(&format!("color = \"{}\"", color.name()));
            assert_eq!(read.map(|config| config.color), Ok(color));
        }
    }

    #[test]
    fn errors_name_the_place() {
        for (text, message) in [
            (
                "themes = \"dark\"",
                "1: themes: unknown key; did you mean theme?",
            ),
            (
                "\ntheme = 1",
                "2: theme: expected the name of a theme in quotes, found 1",
            ),
            (
                "mouse = \"on\"",
                "1: mouse: expected true or false, found \"on\"",
            ),
            (
                "color = 256",
                "1: color: expected \"auto\", \"truecolor\", \"256\", \"16\" or \"never\", found 256",
            ),
            (
                "color = \"many\"",
                "1: color: expected \"auto\", \"truecolor\", \"256\", \"16\" or \"never\", found \"many\"",
            ),
            (
                "digits = 11",
                "1: digits: expected a whole number from 0 to 10, found 11",
            ),
            (
                "digits = 2.5",
                "1: digits: expected a whole number from 0 to 10, found 2.5",
            ),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_missing_file_means_defaults_and_an_invalid_one_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::under(root.path());
        assert_eq!(Config::load(&folders), Ok(Config::default()));
        std::fs::create_dir(&folders.config).unwrap();
        let path = folders.config.join("config.toml");
        crate::store::atomic::write_atomically(&path, b"mouse = true\nascii = 1\n").unwrap();
        let message = Config::load(&folders).unwrap_err().to_string();
        assert_eq!(
            message,
            format!(
                "{}:2: ascii: expected true or false, found 1",
                path.display()
            )
        );
    }
}
