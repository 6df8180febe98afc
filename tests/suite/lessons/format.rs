//! Invalid lessons and their exact error messages; what pages hold.

use attn_tui::model::{Mask, Stage};
use attn_tui::store::lesson::{Ask, Lesson};

use super::LESSON;

const HEAD: &str = "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\nexample = \"cats\"\n";
/// A page that is only lacking `more` lines: its text is on line 8.
const PAGE: &str = "[[pages]]\nstep = \"scores\"\ntext = \"x\"\n";

fn error(text: &str) -> String {
    match Lesson::parse(text) {
        Ok(lesson) => panic!("accepted: {text}\n{lesson:?}"),
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn invalid_lessons_are_rejected_with_line_key_and_expectation() {
    for (text, expected) in [
        ("", "1: version: expected 1, found nothing"),
        (
            "version = 2\npage = 3",
            "1: version: expected 1, the only supported version, found 2",
        ),
        (
            "version = 1\n",
            "1: title: expected a title in quotes, found nothing",
        ),
        (
            "version = 1\ntitle = \"\"\n",
            "2: title: expected text, found an empty string",
        ),
        (
            "version = 1\ntitle = \"a\\u001b[2J\"\n",
            "2: title: expected text without control characters",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 0\n",
            "4: minutes: expected a whole number from 1 to 600, found 0",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\n",
            "1: session: expected an example or a [session], found neither",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\nexample = \"dogs\"\n",
            "5: example: expected the name of an example: cats, cats-positions, repeat, causal, heads, cross, rotary, alibi, layer-2017, layer-llama, found \"dogs\"",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\nexample = \"cats\"\n[session]\nwords = [\"a\"]\n",
            "6: session: expected an example or a [session], found both",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\n[session]\nwords = [\"a\"]\nembedding = [[1], [2]]\n",
            "7: session.embedding: expected one row per word: 1, found 2",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\n[session]\nversion = 2\n",
            "6: session.version: expected 1, the only supported version, found 2",
        ),
        (
            "version = 1\ntitle = \"T\"\nabout = \"A\"\nminutes = 1\n[session]\nview = { row = 1 }\n",
            "6: session.view: unknown key; expected one of version, title, words, embedding, source, position, attention, heads, output, block",
        ),
        (HEAD, "1: pages: expected [[pages]] tables, found nothing"),
        (
            &format!("{HEAD}pages = []"),
            "6: pages: expected 1 to 100 pages, found 0",
        ),
    ] {
        assert_eq!(error(text), expected, "{text}");
    }
}

#[test]
fn invalid_pages_are_rejected_with_line_key_and_expectation() {
    for (page, expected) in [
        (
            "[[pages]]\ntext = \"x\"\n",
            "6: pages[0] (page 1).step: expected the name of a stage, such as \"weights\", found nothing",
        ),
        (
            "[[pages]]\nstep = \"scores\"\n",
            "6: pages[0] (page 1).text: expected text in quotes, found nothing",
        ),
        (
            "[[pages]]\nstep = \"weight\"\ntext = \"x\"\n",
            "7: pages[0] (page 1).step: expected the name of a stage, such as \"weights\", found \"weight\"",
        ),
        (
            "[[pages]]\nstep = \"rotated_q\"\ntext = \"x\"\n",
            "7: pages[0] (page 1).step: expected a stage of the session (words, embedding, position, similarity, input, q, k, v, scores, scaled, masked, weights, head, concat, output), found \"rotated_q\"",
        ),
        (
            "[[pages]]\nstep = \"scores\"\ntext = \" \\n \"\n",
            "8: pages[0] (page 1).text: expected text, found an empty string",
        ),
        (
            "[[pages]]\nstep = \"scores\"\ntext = \"x\"\ntasks = 3\n",
            "9: pages[0] (page 1).tasks: unknown key; did you mean task?",
        ),
    ] {
        assert_eq!(error(&format!("{HEAD}{page}")), expected, "{page}");
    }
    for (more, expected) in [
        (
            "head = 2",
            "9: pages[0] (page 1).head: expected a whole number from 1 to 1, found 2",
        ),
        (
            "row = 3",
            "9: pages[0] (page 1).row: expected a whole number from 0 to 2, found 3",
        ),
        (
            "column = -1",
            "9: pages[0] (page 1).column: expected a whole number from 0 to 2, found -1",
        ),
        (
            "view = \"heads\"",
            "9: pages[0] (page 1).view: expected \"numbers\" or \"picture\", found \"heads\"",
        ),
        (
            "change = {}",
            "9: pages[0] (page 1).change: expected at least one part of a session, found none",
        ),
        (
            "change = { mask = \"causal\" }",
            "9: pages[0] (page 1).change.mask: unknown key; expected one of words, embedding, source, position, attention, heads, output, block",
        ),
        (
            "change = { attention = { mask = \"casual\" } }",
            "9: pages[0] (page 1).change.attention.mask: expected \"none\", \"causal\" or rows of booleans, found \"casual\"",
        ),
        (
            "change = { embedding = [[1, 2]] }",
            "9: pages[0] (page 1).change.embedding: expected one row per word: 3, found 1",
        ),
        (
            "change = { embedding = [[1e308, 1e308, 0], [1, 1, 1], [1, 1, 1]] }",
            "9: pages[0] (page 1).change: scores[0, 0] of head 1 overflows: reduce the embedding or the weights",
        ),
        (
            "task = { attention = { mask = \"none\" } }",
            "9: pages[0] (page 1).task: expected a change, but the session is like this already",
        ),
        (
            "task = { attention = { mask = \"causal\" } }\ngoal = { stage = \"weights\", row = 0, column = 0, at_least = 0.9 }",
            "10: pages[0] (page 1).goal: expected one of task, goal and question on a page, found two",
        ),
        (
            "goal = { stage = \"weights\", row = 0, column = 0 }",
            "9: pages[0] (page 1).goal: expected at_least or at_most, found neither",
        ),
        (
            "goal = { stage = \"weights\", row = 0, column = 0, at_least = 1, at_most = 0 }",
            "9: pages[0] (page 1).goal: expected at_least to be at most at_most",
        ),
        (
            "goal = { stage = \"weights\", row = 0, column = 0, at_least = 0.5 }",
            "9: pages[0] (page 1).goal: expected a goal to reach, but the number is there already",
        ),
        (
            "goal = { stage = \"words\", row = 0, column = 0, at_least = 0.5 }",
            "9: pages[0] (page 1).goal.stage: expected a stage of numbers, found \"words\"",
        ),
        (
            "goal = { stage = \"weights\", row = 3, column = 0, at_least = 0.5 }",
            "9: pages[0] (page 1).goal.row: expected a whole number from 0 to 2, found 3",
        ),
        (
            "goal = { stage = \"weights\", column = 0, at_least = 0.5 }",
            "9: pages[0] (page 1).goal.row: expected a whole number, at least 0, found nothing",
        ),
        (
            "[pages.question]\nask = \"?\"",
            "9: pages[0] (page 1).question: expected choices or a cell, found neither",
        ),
        (
            "[pages.question]\nchoices = [\"a\", \"b\"]\nanswer = 1",
            "9: pages[0] (page 1).question.ask: expected a question in quotes, found nothing",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\"]\nanswer = 1",
            "11: pages[0] (page 1).question.choices: expected 2 to 9 choices, found 1",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]",
            "9: pages[0] (page 1).question.answer: expected the number of the right choice, found nothing",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]\nanswer = 3",
            "12: pages[0] (page 1).question.answer: expected a whole number from 1 to 2, found 3",
        ),
        (
            "[pages.question]\nask = \"?\"\nanswer = 1\ncell = { stage = \"scores\", row = 0, column = 0 }",
            "11: pages[0] (page 1).question.answer: expected choices with it; the answer to a cell is its number",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]\ncell = { stage = \"scores\", row = 0, column = 0 }",
            "12: pages[0] (page 1).question.cell: expected choices or a cell, found both",
        ),
        (
            "[pages.question]\nask = \"?\"\ncell = { stage = \"scores\", row = 0, column = 3 }",
            "11: pages[0] (page 1).question.cell.column: expected a whole number from 0 to 2, found 3",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]\nanswer = 1\nhide = \"score\"",
            "13: pages[0] (page 1).question.hide: expected the name of a stage, such as \"weights\", found \"score\"",
        ),
        (
            "[pages.question]\nask = \"?\"\nchoices = [\"a\", \"b\"]\nanswer = 1\nhide = \"embedding\"",
            "13: pages[0] (page 1).question.hide: expected a stage that is computed, found \"embedding\"",
        ),
        (
            "[pages.question]\nask = \"?\"\nhide = \"scores\"\ncell = { stage = \"scores\", row = 0, column = 0 }",
            "11: pages[0] (page 1).question.hide: expected choices with it; a cell is hidden anyway",
        ),
    ] {
        assert_eq!(error(&format!("{HEAD}{PAGE}{more}\n")), expected, "{more}");
    }
}

#[test]
fn each_page_has_the_session_that_the_changes_and_tasks_before_it_lead_to() {
    let lesson = Lesson::parse(LESSON).unwrap();
    assert_eq!((lesson.title.as_str(), lesson.minutes), ("Cats", 2));
    let pages = &lesson.pages;
    assert_eq!(
        pages[0].text,
        ["First line, same paragraph.", "Second paragraph."]
    );
    assert_eq!((pages[0].row, pages[0].column), (Some(1), Some(2)));
    let masks: Vec<&Mask> = pages
        .iter()
        .map(|page| &page.session.inputs.attention.mask)
        .collect();
    let (none, causal) = (&Mask::None, &Mask::Causal);
    assert_eq!(masks, [none, none, none, none, causal, causal]);
    let rows: Vec<f64> = pages
        .iter()
        .map(|page| page.session.inputs.embedding[[2, 0]])
        .collect();
    assert_eq!(rows, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    assert!(matches!(pages[1].ask, Some(Ask::Number { cell, .. }) if cell.column == 2));
    assert!(matches!(pages[2].ask, Some(Ask::Choice { answer: 0, .. })));
    let Some(Ask::Task(task)) = &pages[3].ask else {
        panic!("{:?}", pages[3].ask);
    };
    assert!(!task.is_done(&pages[3].session.inputs) && task.is_done(&pages[4].session.inputs));
}

#[test]
fn a_lesson_works_for_the_whole_family() {
    let text = r#"
version = 1
title = "Family"
about = "Cross-attention with rotary positions, and a layer."
minutes = 1
[session]
words = ["a", "b"]
embedding = [[1, 0], [0, 1]]

[[pages]]
step = "scores"
row = 1
column = 2
change.source = { words = ["x", "y", "z"], embedding = [[1, 0], [0, 1], [1, 1]] }
text = "Not square."

[[pages]]
step = "rotated_k"
view = "clocks"
row = 2
change.position = { encoding = "rotary" }
text = "Turned."

[[pages]]
step = "normed"
text = "A layer."
change.block = { norm = "pre", feed_forward = { w_1 = [[1], [1]], w_2 = [[1, 1]] } }
"#;
    let pages = Lesson::parse(text).unwrap().pages;
    assert_eq!(pages[0].session.inputs.m(), 3);
    assert_eq!(pages[1].stage, Stage::RotatedK);
    // Of the stages of one name, the one that the session has.
    assert!(pages[2].stage.exists(&pages[2].session.inputs, 0));
    let outside = text.replace("column = 2", "column = 3");
    assert_eq!(
        error(&outside),
        "13: pages[0] (page 1).column: expected a whole number from 0 to 2, found 3"
    );
}
