//! Reads a lesson, strictly: see [`Lesson::parse`]. Each page is checked against the session that it shows.

use std::sync::Arc;

use super::Lesson;
use super::page::{Ask, Goal, Page, Task};
use crate::model::limits::{MAX_CHARACTERS, MAX_VALUES};
use crate::model::{Cell, HeadId, Inputs, Place, Stage, Trace, shape, value};
use crate::store::examples;
use crate::store::matrix_view::MatrixView;
use crate::store::problem::Problem;
use crate::store::session::{Session, embedded, read_parts};
use crate::store::strict::{Field, Node, Table, Tree};
use crate::store::text::is_unsafe_for_terminal;

/// The version of the format that this program reads.
const VERSION: usize = 1;
/// The most pages of a lesson.
const MAX_PAGES: usize = 100;
/// The most characters of a page's text.
const MAX_TEXT: usize = 4000;
/// The most choices of a question: each has a digit.
const MAX_CHOICES: usize = 9;

pub(super) fn lesson(text: &str) -> Result<Lesson, Problem> {
    let tree = Tree::parse(text, MAX_VALUES)?;
    let root = tree.root();
    // First, because another version may have other keys.
    let version = root.require("version", "1")?;
    if version.whole(0..=usize::MAX).ok() != Some(VERSION) {
        return Err(version.expected("1, the only supported version"));
    }
    let [_, title, about, minutes, example, session, pages] = root.fields([
        "version", "title", "about", "minutes", "example", "session", "pages",
    ])?;
    let title = line(title.require("a title in quotes")?)?;
    let about = line(about.require("a line of text in quotes")?)?;
    let minutes = minutes
        .require("a whole number of minutes")?
        .whole(1..=600)?;
    let mut state = State::of(self::session(&root, &example, &session)?, |problem| {
        session.get().or(example.get()).map_or_else(
            || root.problem("session", problem.clone()),
            |node| node.problem(problem.clone()),
        )
    })?;
    let list = pages.require("[[pages]] tables")?;
    let nodes = list.list("[[pages]] tables")?;
    if !(1..=MAX_PAGES).contains(&nodes.len()) {
        let found = nodes.len();
        return Err(list.problem(format!("expected 1 to {MAX_PAGES} pages, found {found}")));
    }
    let pages = nodes.iter().enumerate().map(|(index, node)| {
        // Keys count from 0, and the screen from 1.
        let (counted, named) = ("]", format!("] (page {})", index + 1));
        page(node, &mut state).map_err(|problem| Problem {
            key: problem.key.replacen(counted, &named, 1),
            ..problem
        })
    });
    let pages: Result<_, _> = pages.collect();
    Ok(Lesson {
        title,
        about,
        minutes,
        pages: pages?,
    })
}

fn session(root: &Table<'_>, example: &Field<'_>, session: &Field<'_>) -> Result<Session, Problem> {
    match (example.get(), session.get()) {
        (Some(example), None) => {
            let names: Vec<_> = examples::all().iter().map(|example| example.name).collect();
            let what = || format!("the name of an example: {}", names.join(", "));
            let named = examples::get(example.string(&what())?);
            let example = named.ok_or_else(|| example.expected(&what()))?;
            Ok(Session::new(
                example.session().title,
                example.session().inputs,
            ))
        }
        (None, Some(session)) => embedded(session),
        (Some(_), Some(session)) => {
            Err(session.problem("expected an example or a [session], found both"))
        }
        (None, None) => Err(root.problem(
            "session",
            "expected an example or a [session], found neither",
        )),
    }
}

/// The session that the pages have come to.
struct State {
    session: Arc<Session>,
    trace: Trace,
}

impl State {
    fn of(session: Session, problem: impl Fn(String) -> Problem) -> Result<Self, Problem> {
        let trace = Trace::compute(&session.inputs).map_err(|error| problem(error.to_string()))?;
        Ok(Self {
            session: Arc::new(session),
            trace,
        })
    }

    fn inputs(&self) -> &Inputs {
        &self.session.inputs
    }

    fn replace(&mut self, inputs: Inputs, node: &Node<'_>) -> Result<(), Problem> {
        let session = Session::new(self.session.title.clone(), inputs);
        *self = Self::of(session, |problem| node.problem(problem))?;
        Ok(())
    }
}

fn page(node: &Node<'_>, state: &mut State) -> Result<Page, Problem> {
    let [
        title,
        step,
        head,
        row,
        column,
        view,
        text,
        change,
        task,
        goal,
        hint,
        question,
    ] = node.table("a [[pages]] table")?.fields([
        "title", "step", "head", "row", "column", "view", "text", "change", "task", "goal", "hint",
        "question",
    ])?;
    if let Some(change) = change.get() {
        let (_, after) = read_parts(change, state.inputs())?;
        state.replace(after, change)?;
    }
    let session = Arc::clone(&state.session);
    let asks = [&task, &goal, &question].map(Field::get);
    if let Some(second) = asks.into_iter().flatten().nth(1) {
        return Err(second.problem("expected one of task, goal and question on a page, found two"));
    }
    let inputs = &session.inputs;
    let head = self::head(&head, inputs)?;
    let stage = stage(step.require(STAGE)?, inputs, head)?;
    let (rows, columns) = shape(inputs, Place::Stage(stage), head);
    let mut page = Page {
        title: title.optional(line)?.unwrap_or_default(),
        stage,
        head,
        row: row.optional(|row| row.whole(0..=rows.saturating_sub(1)))?,
        column: column.optional(|column| column.whole(0..=columns.saturating_sub(1)))?,
        view: view.optional(|view| {
            view.one_of(
                MatrixView::of(Place::Stage(stage), inputs, head, true),
                MatrixView::name,
            )
        })?,
        text: paragraphs(text.require("text in quotes")?)?,
        ask: None,
        hint: hint.optional(line)?,
        session: Arc::clone(&session),
    };
    page.ask = match asks {
        [Some(task), ..] => Some(self::task(task, state)?),
        [_, Some(goal), _] => Some(self::goal(goal, state)?),
        [.., Some(question)] => Some(self::question(question, inputs, head)?),
        [None, None, None] => None,
    };
    Ok(page)
}

const STAGE: &str = "the name of a stage, such as \"weights\"";

fn head(head: &Field<'_>, inputs: &Inputs) -> Result<HeadId, Problem> {
    // People count heads from 1.
    let number = head.or(1, |head| head.whole(1..=inputs.heads.len()))?;
    Ok(HeadId::from(number - 1))
}

/// A stage that the head has.
fn stage(node: &Node<'_>, inputs: &Inputs, head: HeadId) -> Result<Stage, Problem> {
    let named = Stage::named(node.string(STAGE)?).ok_or_else(|| node.expected(STAGE))?;
    let stage = named.of_session(inputs, head);
    if stage.exists(inputs, head) {
        return Ok(stage);
    }
    let all = Stage::ALL.into_iter().filter(|of| of.exists(inputs, head));
    let names: Vec<&str> = all.map(Stage::name).collect();
    Err(node.expected(&format!("a stage of the session ({})", names.join(", "))))
}

/// A cell of numbers; `fields` are `stage`, `head`, `row` and `column`.
fn cell(fields: [&Field<'_>; 4], inputs: &Inputs) -> Result<Cell, Problem> {
    let [stage, head, row, column] = fields;
    let node = stage.require(STAGE)?;
    let head = self::head(head, inputs)?;
    let stage = self::stage(node, inputs, head)?;
    if !stage.has_numbers() {
        return Err(node.expected("a stage of numbers"));
    }
    let place = Place::Stage(stage);
    let (rows, columns) = shape(inputs, place, head);
    let index = |field: &Field<'_>, count: usize| {
        let index = field.require("a whole number, at least 0")?;
        index.whole(0..=count.saturating_sub(1))
    };
    Ok(Cell::new(
        place,
        head,
        index(row, rows)?,
        index(column, columns)?,
    ))
}

fn task(node: &Node<'_>, state: &mut State) -> Result<Ask, Problem> {
    let (parts, after) = read_parts(node, state.inputs())?;
    if parts.are_in(state.inputs()) {
        return Err(node.problem("expected a change, but the session is like this already"));
    }
    state.replace(after, node)?;
    Ok(Ask::Task(Box::new(Task { parts })))
}

fn goal(node: &Node<'_>, state: &State) -> Result<Ask, Problem> {
    let what = "a goal, such as { stage = \"weights\", row = 0, column = 1, at_least = 0.5 }";
    let [stage, head, row, column, at_least, at_most] = node
        .table(what)?
        .fields(["stage", "head", "row", "column", "at_least", "at_most"])?;
    let cell = cell([&stage, &head, &row, &column], state.inputs())?;
    let goal = Goal {
        cell,
        at_least: at_least.optional(Node::number)?,
        at_most: at_most.optional(Node::number)?,
    };
    match (goal.at_least, goal.at_most) {
        (None, None) => return Err(node.problem("expected at_least or at_most, found neither")),
        (Some(least), Some(most)) if least > most => {
            return Err(node.problem("expected at_least to be at most at_most"));
        }
        _ => {}
    }
    let now = value(state.inputs(), &state.trace, cell);
    if now.is_some_and(|now| goal.is_reached(now)) {
        return Err(node.problem("expected a goal to reach, but the number is there already"));
    }
    Ok(Ask::Goal(goal))
}

fn question(node: &Node<'_>, inputs: &Inputs, head: HeadId) -> Result<Ask, Problem> {
    let table = node.table("a [pages.question] table")?;
    let [ask, choices, answer, hide, cell, why] =
        table.fields(["ask", "choices", "answer", "hide", "cell", "why"])?;
    let ask = line(ask.require("a question in quotes")?)?;
    let why = why.optional(line)?.unwrap_or_default();
    match (choices.get(), cell.get()) {
        (Some(list), None) => {
            let choices: Vec<String> = list
                .list("a list of choices")?
                .iter()
                .map(line)
                .collect::<Result<_, _>>()?;
            let count = choices.len();
            if !(2..=MAX_CHOICES).contains(&count) {
                let most = MAX_CHOICES;
                return Err(list.problem(format!("expected 2 to {most} choices, found {count}")));
            }
            let answer = answer.require("the number of the right choice")?;
            Ok(Ask::Choice {
                answer: answer.whole(1..=count)? - 1,
                hide: hide.optional(|hide| hidden(hide, inputs, head))?,
                ask,
                choices,
                why,
            })
        }
        (None, Some(cell)) => {
            if let Some(answer) = answer.get() {
                return Err(
                    answer.problem("expected choices with it; the answer to a cell is its number")
                );
            }
            if let Some(hide) = hide.get() {
                return Err(hide.problem("expected choices with it; a cell is hidden anyway"));
            }
            let what = "a cell, such as { stage = \"weights\", row = 0, column = 1 }";
            let [stage, head, row, column] = cell
                .table(what)?
                .fields(["stage", "head", "row", "column"])?;
            let cell = self::cell([&stage, &head, &row, &column], inputs)?;
            Ok(Ask::Number { ask, cell, why })
        }
        (Some(_), Some(cell)) => Err(cell.problem("expected choices or a cell, found both")),
        (None, None) => Err(node.problem("expected choices or a cell, found neither")),
    }
}

/// A stage that can be hidden: of numbers, and computed.
fn hidden(node: &Node<'_>, inputs: &Inputs, head: HeadId) -> Result<Stage, Problem> {
    let stage = stage(node, inputs, head)?;
    if !stage.has_numbers() || stage.is_given(inputs, head) {
        return Err(node.expected("a stage that is computed"));
    }
    Ok(stage)
}

/// One line of text, of which line breaks are blanks.
fn line(node: &Node<'_>) -> Result<String, Problem> {
    let lines = paragraphs(node)?.join(" ");
    match lines.chars().count() {
        0..=MAX_CHARACTERS => Ok(lines),
        count => Err(node.problem(format!(
            "expected at most {MAX_CHARACTERS} characters, found {count}"
        ))),
    }
}

/// Paragraphs, which blank lines separate.
fn paragraphs(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let text = node.string("text in quotes")?;
    let is_unsafe = |c: char| !c.is_whitespace() && is_unsafe_for_terminal(c);
    if text.contains(is_unsafe) {
        return Err(node.problem("expected text without control characters"));
    }
    let count = text.chars().count();
    if count > MAX_TEXT {
        return Err(node.problem(format!(
            "expected at most {MAX_TEXT} characters, found {count}"
        )));
    }
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match paragraphs.last_mut() {
            Some(last) if words.is_empty() && last.is_empty() => {}
            Some(_) if words.is_empty() => paragraphs.push(String::new()),
            Some(last) => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(&words.join(" "));
            }
            None => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    if paragraphs.is_empty() {
        return Err(node.problem("expected text, found an empty string"));
    }
    Ok(paragraphs)
}
