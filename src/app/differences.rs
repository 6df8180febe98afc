//! What is known of the differences between a document and the baseline: moving the selection computes nothing again.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::pooled::Pooled;
use crate::model::{Causes, HeadId, Inputs, Place, Trace};

/// A matrix of a head.
type Key = (Place, HeadId);

type Known<K, V> = RefCell<HashMap<K, V>>;

/// What is known of the differences between a document and the baseline, each computed on first use.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// The baseline in the order of the document's words, if that is another one.
    pub(super) in_order: OnceCell<Option<(Inputs, Trace)>>,
    pub(super) magnitudes: Known<Key, f64>,
    pub(super) pictures: Known<(Key, usize, usize), Arc<Pooled>>,
    /// By the row that was measured, if not the whole matrix.
    pub(super) causes: Known<(Key, Option<usize>), Arc<Causes>>,
}
