//! A person's journeys through the program's own loop, a sentence to an assertion: on the session, its numbers and its
//! files. How things look is in tests/screens.rs.

#[path = "journeys/cells.rs"]
mod cells;
#[path = "journeys/changes.rs"]
mod changes;
#[path = "journeys/files.rs"]
mod files;
#[path = "journeys/looking.rs"]
mod looking;
#[path = "journeys/pastes.rs"]
mod pastes;
#[path = "journeys/questions.rs"]
mod questions;
#[path = "journeys/shapes.rs"]
mod shapes;
#[path = "journeys/words.rs"]
mod words;

#[path = "support/screen.rs"]
#[expect(dead_code, reason = "journeys need a part of the harness")]
mod screen;

use screen::Explorer;

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
