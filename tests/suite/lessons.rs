//! Lessons: the format and its errors, journeys through lessons, and the real program.

mod built_in;
mod format;
mod journeys;
#[cfg(unix)]
mod program;

/// A lesson on the cats example with a page of each kind.
const LESSON: &str = r#"
version = 1
title = "Cats"
about = "A page of each kind."
minutes = 2
example = "cats"

[[pages]]
title = "Look"
step = "embedding"
row = 1
column = 2
text = "First line,\nsame paragraph.\n\nSecond paragraph."

[[pages]]
step = "scores"
row = 0
column = 0
text = "A number."
hint = "Multiply and add."
[pages.question]
ask = "The score of I with cats?"
cell = { stage = "scores", row = 0, column = 2 }
why = "One product is not 0."

[[pages]]
step = "weights"
row = 0
column = 1
view = "picture"
text = "A choice."
hint = "Compare them."
[pages.question]
ask = "Which word most?"
choices = ["I", "love", "cats"]
answer = 1
why = "It matches itself."

[[pages]]
step = "masked"
text = "A task."
hint = "Press m."
task = { attention = { mask = "causal" } }

[[pages]]
step = "weights"
row = 1
column = 0
text = "A goal, with another embedding."
change = { embedding = [[1, 0, 1], [0, 1, 0], [0, 1, 0]] }
goal = { stage = "weights", row = 1, column = 0, at_least = 0.5 }

[[pages]]
step = "output"
text = "The end."
"#;
