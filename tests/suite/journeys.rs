//! User journeys through the program's own loop, checked on the session, its numbers and its files. Appearance is
//! tested in tests/suite/screens.rs.

mod cells;
mod changes;
mod family;
mod files;
mod messages;
mod navigation;
mod pastes;
mod questions;
mod shapes;
mod words;

use crate::support::screen::Explorer;

impl Explorer {
    /// The session as its file would hold it: equal text means equal to the last bit.
    fn toml_text(&self) -> String {
        self.app.document.session.to_toml()
    }

    /// The error message of a refused action.
    #[track_caller]
    fn refusal(&self) -> &str {
        let message = self.app.message.as_ref().expect("a refusal says why");
        assert!(message.is_error, "{message:?} is an error");
        &message.text
    }
}
