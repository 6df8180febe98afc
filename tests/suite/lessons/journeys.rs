//! Journeys through a lesson: answering, skipping, leaving; and the user's own session, which waits.

use attn_tui::app::lesson::Outcome;
use attn_tui::app::{Mode, Shown};
use attn_tui::model::{Cell, Mask, Place, Stage};
use attn_tui::store::MatrixView;
use attn_tui::store::lesson::progress::{self, Progress};

use super::LESSON;
use crate::support::screen::{Explorer, write};

fn in_lesson() -> Explorer {
    let mut explorer = Explorer::example("heads");
    explorer.lesson_text(LESSON);
    explorer
}

impl Explorer {
    /// The page, from 1.
    fn page(&self) -> usize {
        self.app.lesson.as_ref().expect("a lesson runs").page + 1
    }

    fn outcome(&self) -> Option<Outcome> {
        let lesson = self.app.lesson.as_ref().expect("a lesson runs");
        lesson.attempt().outcome
    }
}

#[test]
fn a_lesson_is_walked_through_from_the_first_page_to_the_last() {
    let mut explorer = in_lesson();
    assert!(explorer.shows("page 1 of 6"), "{}", explorer.text());
    assert!(
        explorer.shows("First line, same paragraph."),
        "{}",
        explorer.text()
    );
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.row, cell.column), (1, 2));

    // A number: hidden, with all after it, until it is answered.
    explorer.press("n");
    assert_eq!(explorer.page(), 2);
    assert!(explorer.shows("··"), "{}", explorer.text());
    explorer.press("9");
    assert!(
        matches!(explorer.app.mode, Mode::Guess(_)),
        "a digit begins the answer"
    );
    explorer.press("Esc 2 Enter");
    assert!(
        explorer.shows("Not 2. Multiply and add."),
        "{}",
        explorer.text()
    );
    assert_eq!(explorer.outcome(), None);
    explorer.press("1 text:.0 Enter");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
    assert!(
        explorer.shows("Right. One product is not 0."),
        "{}",
        explorer.text()
    );
    let cell = explorer.app.document.cursor.cell();
    assert_eq!((cell.row, cell.column), (0, 2), "the number is selected");
    assert!(explorer.shows("scores[I, cats]"), "{}", explorer.text());

    // A choice.
    explorer.press("n");
    assert_eq!(
        explorer.app.view(explorer.app.document.cursor.place),
        Some(MatrixView::Picture)
    );
    explorer.press("9");
    assert!(
        explorer.message().contains("from 1 to 3"),
        "{}",
        explorer.message()
    );
    explorer.press("2");
    assert!(
        explorer.shows("Not 2. Compare them."),
        "{}",
        explorer.text()
    );
    explorer.press("1");
    assert!(
        explorer.shows("Right. It matches itself."),
        "{}",
        explorer.text()
    );

    // A task is done by changing the session.
    explorer.press("n");
    assert_eq!(explorer.outcome(), None);
    explorer.press("m");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
    assert!(explorer.shows("Done."), "{}", explorer.text());

    // A goal says where the number is.
    explorer.press("n");
    assert_eq!(explorer.inputs().attention.mask, Mask::Causal);
    assert_eq!(explorer.row(2), [0.0, 1.0, 0.0]);
    assert!(
        explorer.shows("make it at least 0.5"),
        "{}",
        explorer.text()
    );
    explorer.press("2 g Home Right Enter text:5 Enter");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
    explorer.press("n");
    assert_eq!(explorer.page(), 6);
    assert_eq!(
        explorer.row(1),
        [0.0, 1.0, 0.0],
        "the page has its own session"
    );
    explorer.press("n");
    assert_eq!(explorer.page(), 6);
    assert!(
        explorer.message().contains("last page"),
        "{}",
        explorer.message()
    );
}

#[test]
fn the_second_miss_shows_the_answer() {
    let mut explorer = in_lesson();
    explorer.press("n 7 Enter 8 Enter");
    assert_eq!(explorer.outcome(), Some(Outcome::Shown));
    assert!(
        explorer.shows("The answer: scores[I, cats] = 1."),
        "{}",
        explorer.text()
    );
    assert!(explorer.shows("One product is not 0."));
    assert!(!explorer.shows("··"), "{}", explorer.text());
    explorer.press("n 2 3");
    assert_eq!(explorer.outcome(), Some(Outcome::Shown));
    assert!(explorer.shows("The answer is 1: I."), "{}", explorer.text());

    // Where nothing says why, the arithmetic does.
    let text = LESSON.replace("why = \"One product is not 0.\"", "");
    let mut explorer = Explorer::example("cats");
    explorer.lesson_text(&text).press("n 7 Enter 8 Enter");
    assert!(
        explorer.shows("The answer: scores[I, cats] = Q[I] · K[cats] = 1×1 + 0×1 + 1×0 = 1."),
        "{}",
        explorer.text()
    );
}

#[test]
fn a_digit_on_a_page_with_an_answered_question_does_nothing() {
    let mut explorer = in_lesson();
    for (answer, weights_or_scores) in [("n 1 Enter", Stage::Scores), ("n 2 3", Stage::Weights)] {
        explorer.press(answer);
        let before = explorer.app.document.cursor.clone();
        for key in ["9", "2", "0"] {
            explorer.press(key);
            assert_eq!(explorer.message(), "already answered; n goes on");
            assert_eq!(explorer.app.document.cursor, before);
        }
        assert_eq!(before.place, Place::Stage(weights_or_scores));
    }
    // Where numbers are practised, it is a guess.
    explorer.press("H 5");
    assert!(matches!(explorer.app.mode, Mode::Guess(_)));
    // On other pages it goes to a step.
    explorer.press("Esc H n 6");
    assert_eq!(
        explorer.app.document.cursor.place,
        Place::Stage(Stage::Scores)
    );
}

#[test]
fn a_choice_can_hide_a_stage_and_all_after_it_until_it_is_answered() {
    let text = LESSON.replace("answer = 1\n", "answer = 1\nhide = \"scaled\"\n");
    for (answers, closed) in [("1", true), ("2", false), ("2 3", true)] {
        let mut explorer = Explorer::example("cats");
        explorer
            .lesson_text(&text)
            .press(&format!("n 1 Enter n {answers}"));
        for (stage, is_hidden) in [
            (Stage::Scores, false),
            (Stage::Scaled, !closed),
            (Stage::Weights, !closed),
            (Stage::Output, !closed),
        ] {
            let shown = explorer.app.shown(Cell::new(Place::Stage(stage), 0, 0, 0));
            assert_eq!(shown == Some(Shown::Hidden), is_hidden, "{stage:?}");
        }
        assert_eq!(explorer.shows("··"), !closed, "{}", explorer.text());
    }
}

#[test]
fn a_task_says_what_is_not_yet_as_it_asks() {
    let mut explorer = in_lesson();
    explorer.press("n 1 Enter n 1 n");
    assert!(
        explorer.shows("To do: change the mask."),
        "{}",
        explorer.text()
    );
    explorer.press("c");
    assert!(
        explorer.shows("To do: change the scale and the mask."),
        "{}",
        explorer.text()
    );
}

#[test]
fn a_goal_says_when_its_number_is_gone() {
    let text = LESSON.replace(
        "row = 1, column = 0, at_least",
        "row = 2, column = 0, at_least",
    );
    let mut explorer = Explorer::example("cats");
    explorer
        .lesson_text(&text)
        .press("n 1 Enter n 1 n m n i Ctrl-U text:I Enter");
    assert_eq!(explorer.inputs().words, ["I"]);
    assert!(
        explorer.shows("The words have changed, so the number is not there; u undoes that."),
        "{}",
        explorer.text()
    );
    explorer.press("u");
    assert!(explorer.shows("make it at least"), "{}", explorer.text());
}

#[test]
fn a_number_is_graded_at_the_precision_that_it_is_typed_with() {
    let text = LESSON.replace(
        "cell = { stage = \"scores\", row = 0, column = 2 }",
        "cell = { stage = \"weights\", row = 0, column = 0 }",
    );
    for (typed, right) in [
        ("0.5", true),
        ("53%", true),
        (".533", true),
        ("0.54", false),
    ] {
        let mut explorer = Explorer::example("cats");
        explorer.lesson_text(&text).press("n .");
        explorer.press(&format!("Ctrl-U text:{typed} Enter"));
        assert_eq!(explorer.outcome().is_some(), right, "{typed}");
    }
    let mut explorer = Explorer::example("cats");
    explorer.lesson_text(&text).press("n - text:x Enter");
    assert!(
        explorer.message().contains("expected a number"),
        "{}",
        explorer.message()
    );
    assert!(
        matches!(explorer.app.mode, Mode::Guess(_)),
        "the field stays open"
    );
}

#[test]
fn enter_on_the_hidden_number_answers_and_elsewhere_does_what_it_always_does() {
    let mut explorer = in_lesson();
    explorer.press("n Enter");
    assert!(
        matches!(explorer.app.mode, Mode::Explore),
        "another cell is selected"
    );
    let mut explorer = in_lesson();
    explorer.press("n End Enter text:1 Enter");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
}

#[test]
fn going_on_without_an_answer_takes_two_keys_in_a_row() {
    let mut explorer = in_lesson();
    explorer.press("n n");
    assert_eq!(explorer.page(), 2);
    assert_eq!(explorer.message(), "");
    let warning = "Not answered yet. Multiply and add. (n again skips it)";
    assert!(explorer.shows(warning), "{}", explorer.text());
    // Another key in between.
    explorer.press("Right");
    assert!(!explorer.shows(warning), "{}", explorer.text());
    explorer.press("n");
    assert_eq!(explorer.page(), 2);
    explorer.press("n");
    assert_eq!(explorer.page(), 3);
    // What was skipped can be done later.
    explorer.press("p");
    assert_eq!((explorer.page(), explorer.outcome()), (2, None));
    explorer.press("1 Enter");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
    explorer.press("n n n n n p m");
    assert_eq!(
        (explorer.page(), explorer.outcome()),
        (4, Some(Outcome::Done))
    );
    explorer.press("p p p p");
    assert!(
        explorer.message().contains("first page"),
        "{}",
        explorer.message()
    );
}

#[test]
fn turning_a_page_can_be_undone_and_brings_back_what_the_reader_changed() {
    let mut explorer = in_lesson();
    explorer.press("+ +");
    assert_eq!(explorer.row(1)[2], 0.2);
    explorer.press("n");
    assert_eq!(explorer.row(1)[2], 0.0);
    explorer.press("u");
    assert_eq!((explorer.row(1)[2], explorer.page()), (0.2, 2));
    explorer.press("u");
    assert_eq!(explorer.row(1)[2], 0.0);
    explorer.assert_consistent();
}

#[test]
fn leaving_returns_to_the_own_session_untouched() {
    for leave in ["Esc", "q"] {
        let mut explorer = Explorer::example("heads");
        explorer.press("6 ] Down Right f z 2 + + Down m");
        explorer.app.message = None;
        explorer.press("");
        let before = (
            explorer.app.document.session.to_toml(),
            explorer.app.document.cursor.clone(),
            explorer.app.layout(),
            explorer.text(),
        );
        explorer
            .lesson_text(LESSON)
            .press("z n n n 1 n m u n n a , Esc i text:x Enter");
        explorer.press(leave);
        assert!(!explorer.has_quit());
        assert!(explorer.app.lesson.is_none());
        explorer.app.message = None;
        explorer.press("");
        let after = (
            explorer.app.document.session.to_toml(),
            explorer.app.document.cursor.clone(),
            explorer.app.layout(),
            explorer.text(),
        );
        assert_eq!(before, after);
        // The history is that of before.
        explorer.press("u u u");
        assert_eq!(
            *explorer.inputs(),
            Explorer::example("heads").app.document.session.inputs
        );
        explorer.press("Ctrl-R Ctrl-R Ctrl-R");
        assert_eq!(explorer.app.document.session.to_toml(), before.0);
    }
}

#[test]
fn what_is_hidden_of_the_own_session_is_hidden_there_alone() {
    let mut explorer = Explorer::example("cats");
    let hidden = |explorer: &Explorer| {
        let weight = Cell::new(Place::Stage(Stage::Weights), 0, 0, 0);
        explorer.app.shown(weight) == Some(Shown::Hidden)
    };
    explorer.press("9 H");
    assert!(hidden(&explorer));
    explorer.lesson_text(LESSON);
    assert!(!hidden(&explorer));
    explorer.press("n");
    assert!(hidden(&explorer), "it comes after what the lesson asks for");
    explorer.press("n n");
    assert!(!hidden(&explorer), "skipped");
    explorer.press("Esc");
    assert!(hidden(&explorer));
    explorer.press("H");
    assert!(!hidden(&explorer));
}

#[test]
fn unsaved_is_what_the_own_session_has_not_saved() {
    let mut explorer = in_lesson();
    explorer.press("+ i text:dogs");
    assert!(!explorer.app.is_unsaved(), "the lesson's session is a copy");
    explorer.press("Esc Ctrl-C");
    assert!(explorer.has_quit(), "there is nothing to lose");

    let mut explorer = Explorer::example("heads");
    explorer.press("2 +").lesson_text(LESSON);
    assert!(explorer.app.is_unsaved());
    explorer.press("Ctrl-C");
    assert!(!explorer.has_quit());
    assert!(
        explorer.shows("example heads has unsaved changes"),
        "{}",
        explorer.text()
    );
    explorer.press("Esc");
    assert!(
        explorer.app.lesson.is_some(),
        "going back, the lesson goes on"
    );
    explorer.press("Esc");
    assert!(explorer.app.lesson.is_none());
    assert_eq!(explorer.row(3)[0], 0.4);
}

#[test]
fn saving_in_a_lesson_writes_a_copy_and_leaves_the_own_session_alone() {
    let mut explorer = Explorer::example("heads");
    let text = explorer.app.document.session.to_toml();
    write(&explorer.path("mine.toml"), &text);
    explorer.open("mine.toml").press("2 +").lesson_text(LESSON);
    let copy = explorer.path("copy.toml").display().to_string();
    explorer.press("+ s");
    assert!(explorer.shows("lesson.toml"), "{}", explorer.text());
    explorer.press(&format!("Ctrl-U text:'{copy}' Enter"));
    assert!(
        explorer.message().contains("copy"),
        "{}",
        explorer.message()
    );
    assert_eq!(
        explorer.saved("copy.toml").inputs.words,
        ["I", "love", "cats"]
    );
    // The name of the own file is not free.
    let own = explorer.path("mine.toml").display().to_string();
    explorer.press(&format!("S Ctrl-U text:'{own}' Enter"));
    assert!(
        explorer.shows("it already exists; a copy of the lesson's session needs a new name"),
        "{}",
        explorer.text()
    );
    explorer.press("Esc o");
    assert!(
        explorer.message().contains("leave the lesson first"),
        "{}",
        explorer.message()
    );
    explorer.press("Esc");
    assert_eq!(explorer.app.document.origin.name(), "mine.toml");
    assert!(explorer.app.is_unsaved());
    explorer.press("s");
    assert_eq!(explorer.message(), format!("saved to {own}"));
}

#[test]
fn progress_is_kept_and_a_lesson_is_resumed_where_the_reader_was() {
    let mut explorer = Explorer::example("cats");
    explorer.press("L");
    assert!(
        explorer.shows("Attention in five steps"),
        "{}",
        explorer.text()
    );
    explorer.press("Enter");
    assert_eq!(explorer.page(), 1);
    explorer.press("n Esc L");
    assert!(explorer.shows("page 2 of"), "{}", explorer.text());
    explorer.press("Enter");
    assert_eq!(explorer.page(), 2);
    // From one lesson to another, the own session still waits.
    explorer.press("L Down Enter Esc");
    assert_eq!(explorer.app.document.origin.name(), "example cats");
    let all = progress::load(explorer.host.folders.as_ref().unwrap());
    let at = |page| Progress {
        page,
        finished: false,
    };
    assert_eq!((all["five-steps"], all["wrong-numbers"]), (at(2), at(1)));
}

#[test]
fn a_finished_lesson_begins_anew() {
    let mut explorer = in_lesson();
    explorer.press("n 1 Enter n 1 n m n n n");
    assert_eq!(explorer.page(), 6);
    let all = progress::load(explorer.host.folders.as_ref().unwrap());
    let finished: Vec<_> = all.values().copied().collect();
    assert_eq!(
        finished,
        [Progress {
            page: 6,
            finished: true
        }]
    );
    explorer.press("Esc L");
    assert!(explorer.shows("finished"), "{}", explorer.text());
    explorer.press("Home Ctrl-U text:Cats Enter");
    assert_eq!(explorer.page(), 1);
}

#[test]
fn a_lesson_can_be_read_and_changed_read_only_and_writes_nothing() {
    let mut explorer = Explorer::example("heads");
    explorer
        .read_only()
        .lesson_text(LESSON)
        .press("+ n 1 Enter n 1 n m");
    assert_eq!(explorer.outcome(), Some(Outcome::Done));
    explorer.press("s");
    assert!(
        explorer.message().contains("read-only"),
        "{}",
        explorer.message()
    );
    explorer.press("Esc +");
    assert!(
        explorer.message().contains("read-only"),
        "{}",
        explorer.message()
    );
    let all = progress::load(explorer.host.folders.as_ref().unwrap());
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn a_text_that_does_not_fit_scrolls_and_one_that_fits_leaves_the_keys_to_the_matrix() {
    let long = (0..60)
        .map(|word| format!("word{word} "))
        .collect::<String>();
    let text = LESSON.replace("Second paragraph.", &long);
    let mut explorer = Explorer::example("cats");
    explorer.lesson_text(&text).press("size:60x20");
    assert!(explorer.shows("PgDn: more below"), "{}", explorer.text());
    assert!(!explorer.shows("word59"));
    // What it asks for may be out of sight.
    let asks = text.replace("\n\n[[pages]]\nstep = \"scores\"", "\n\n[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]\nanswer = 1\n[[pages]]\nstep = \"scores\"");
    let mut other = Explorer::example("cats");
    other.lesson_text(&asks).press("size:60x20");
    assert!(other.shows("PgDn: question below"), "{}", other.text());
    other.press("PgDn PgDn PgDn PgDn");
    assert!(other.shows("PgUp: more above"), "{}", other.text());
    explorer.press("PgDn PgDn PgDn PgDn");
    assert!(
        explorer.shows("word59") && explorer.shows("PgUp: more above"),
        "{}",
        explorer.text()
    );
    explorer.press("PgUp");
    assert!(
        !explorer.shows("word59"),
        "one key up scrolls up from the end"
    );
    explorer.press("size:200x60 PgDn");
    assert!(
        explorer.shows("word0") && explorer.shows("word59"),
        "{}",
        explorer.text()
    );
    assert_eq!(
        explorer.app.document.cursor.cell().row,
        2,
        "the matrix was paged"
    );
}
