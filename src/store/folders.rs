//! Where the user's configuration, themes and state are kept.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folders of one user. None of them need be there. Tests pass folders of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Holds `config.toml`.
    pub config: PathBuf,
    /// Holds the user's own themes, which win over built-in ones of the same name.
    pub themes: PathBuf,
    /// Holds what the program remembers by itself, such as recent files.
    pub state: PathBuf,
}

impl Folders {
    /// The folders that the platform sets aside: on Linux under `$XDG_CONFIG_HOME` and `$XDG_STATE_HOME`.
    ///
    /// None where the user has no home.
    pub fn of_user() -> Option<Self> {
        let project = ProjectDirs::from("", "", "attn-tui")?;
        let config = project.config_dir().to_owned();
        Some(Self {
            themes: config.join("themes"),
            config,
            // Only Linux knows a folder for state.
            state: project
                .state_dir()
                .unwrap_or(project.data_local_dir())
                .to_owned(),
        })
    }
}

#[cfg(test)]
impl Folders {
    /// Folders of a test's own, which are not there yet.
    pub(super) fn under(root: &std::path::Path) -> Self {
        Self {
            config: root.join("config"),
            themes: root.join("themes"),
            state: root.join("deep/state"),
        }
    }
}
