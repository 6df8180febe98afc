//! A page of a lesson, and what it asks for.

use std::sync::Arc;

use crate::model::{Cell, HeadId, Inputs, Stage, changed_parts};
use crate::store::matrix_view::MatrixView;
use crate::store::session::{Parts, Session};

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Empty if it has none.
    pub title: String,
    /// The session that it shows, with the changes of this page and of those before it.
    pub session: Arc<Session>,
    pub stage: Stage,
    pub head: HeadId,
    /// The selected row and column; those selected before, if it names none.
    pub row: Option<usize>,
    pub column: Option<usize>,
    pub view: Option<MatrixView>,
    /// Paragraphs of at least one word, without line breaks.
    pub text: Vec<String>,
    pub ask: Option<Ask>,
    pub hint: Option<String>,
}

/// What a page asks for before the reader goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// To change the session.
    Task(Box<Task>),
    /// To make a number larger or smaller.
    Goal(Goal),
    /// To choose an answer.
    Choice {
        ask: String,
        choices: Vec<String>,
        /// The index of the right one.
        answer: usize,
        /// The first stage that is hidden until it is answered, with all after it.
        hide: Option<Stage>,
        why: String,
    },
    /// To work out a number, which is hidden until then.
    Number {
        ask: String,
        cell: Cell,
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub(super) parts: Parts,
}

impl Task {
    pub fn is_done(&self, inputs: &Inputs) -> bool {
        self.parts.are_in(inputs)
    }

    /// The names of the parts of the session that are not as they should be.
    pub fn missing(&self, inputs: &Inputs) -> Vec<&'static str> {
        let mut done = inputs.clone();
        self.parts.apply(&mut done);
        changed_parts(inputs, &done).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    pub cell: Cell,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl Goal {
    pub fn is_reached(self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least)
            && self.at_most.is_none_or(|most| value <= most)
    }
}
