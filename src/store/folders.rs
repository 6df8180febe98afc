//! The folders of the user's configuration, themes and state.

use std::path::PathBuf;

use directories::ProjectDirs;

/// One user's folders, which need not exist. Tests use their own folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Holds `config.toml`.
    pub config: PathBuf,
    /// Holds the user's themes, which override built-in ones of the same name.
    pub themes: PathBuf,
    /// Holds the state that the program records, such as recent files.
    pub state: PathBuf,
}

impl Folders {
    /// The platform's standard folders: on Linux under `$XDG_CONFIG_HOME` and `$XDG_STATE_HOME`.
    ///
    /// `None` if the user has no home.
    pub fn of_user() -> Option<Self> {
        let project = ProjectDirs::from("", "", "attn-tui")?;
        let config = project.config_dir().to_owned();
        Some(Self {
            themes: config.join("themes"),
            config,
            // Only Linux has a folder for state.
            state: project
                .state_dir()
                .unwrap_or(project.data_local_dir())
                .to_owned(),
        })
    }
}

#[cfg(test)]
impl Folders {
    /// Folders for a test, not created yet.
    pub(super) fn under(root: &std::path::Path) -> Self {
        Self {
            config: root.join("config"),
            themes: root.join("themes"),
            state: root.join("deep/state"),
        }
    }
}
