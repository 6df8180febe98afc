//! A person's journeys through the program's own loop, a sentence to an assertion: on the session, its numbers and its
//! files. How things look is in tests/suite/screens.rs.

mod cells;
mod changes;
mod files;
mod looking;
mod pastes;
mod questions;
mod shapes;
mod words;

use crate::support::screen::Explorer;

impl Explorer {
    /// The session as its file would have it: two that are the same here are the same to the last bit.
    fn toml_text(&self) -> String {
        self.app.document.session.to_toml()
    }

    /// The reason of a refusal.
    #[track_caller]
    fn refusal(&self) -> &str {
        let message = self.app.message.as_ref().expect("a refusal says why");
        assert!(message.is_error, "{message:?} is a refusal");
        &message.text
    }
}
