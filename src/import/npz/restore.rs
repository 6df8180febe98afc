//! The inputs of a session that arrays are named for: an embedding, queries with keys and values, or scores with values.

use ndarray::Array2;

use super::super::words::numbered;
use super::archive::Archive;
use super::arrays::{Arrays, stack};
use super::infer;
use crate::model::{GivenMatrices, Head, Inputs, Scale, Sentence, Stage};
use crate::store::session::check_word;

pub(super) fn inputs(archive: &mut Archive<'_>, arrays: &Arrays) -> Result<Inputs, String> {
    let embedding = match arrays.unnamed {
        Some(entry) => stack(archive, entry)?.pop(),
        None => arrays.matrix(archive, Stage::Embedding)?,
    };
    let heads = heads(archive, arrays)?;
    if embedding.is_none() && heads.is_none() {
        let found: Vec<String> = archive
            .entries
            .iter()
            .map(|entry| entry.describe())
            .collect();
        return Err(format!(
            "expected embedding, or q, k and v, or scores and v, or session, found {}",
            found.join(", ")
        ));
    }
    let first = heads.as_ref().and_then(|heads| heads.first());
    let given = first.map(|head| &head.given);
    let rows = |matrix: &Option<Array2<f64>>| matrix.as_ref().map(|matrix| matrix.nrows());
    // As many as there are words: rows of the embedding, of Q, or of the scores.
    let n = embedding.as_ref().map(|embedding| embedding.nrows());
    let n = n.or(given.and_then(|given| rows(&given.q).or(rows(&given.scores))));
    let n = n.unwrap_or_default();
    let keys = given.and_then(|given| rows(&given.v));
    let source = arrays.matrix(archive, Stage::Source)?;
    let words = words(archive, arrays.words, n)?;
    let mut inputs = Inputs::new(words, embedding.unwrap_or_else(|| Array2::zeros((n, 0))));
    let is_other = keys.is_some_and(|keys| keys != n);
    if source.is_some() || arrays.source_words.is_some() || is_other {
        let m = source.as_ref().map(|source| source.nrows()).or(keys);
        let m = m.ok_or(
            "expected source, the embedding of source_words, or q, k and v, found neither",
        )?;
        inputs.source = Some(Sentence {
            words: self::words(archive, arrays.source_words, m)?,
            embedding: source.unwrap_or_else(|| Array2::zeros((m, 0))),
        });
    }
    if let Some(heads) = heads {
        if heads[0].given.scores.is_some() {
            // √d_k is not known; what divides them is inferred below, if an array tells.
            inputs.attention.scale = Scale::None;
        }
        inputs.heads = heads;
    }
    infer::settings(archive, arrays, &mut inputs)?;
    Ok(inputs)
}

/// The heads that are given; `None` if they are made from the embedding.
fn heads(archive: &mut Archive<'_>, arrays: &Arrays) -> Result<Option<Vec<Head>>, String> {
    let stages = arrays.given();
    if stages.is_empty() {
        return Ok(None);
    }
    let mut heads: Vec<Head> = Vec::new();
    for stage in stages {
        let matrices = arrays.heads(archive, *stage)?;
        if *stage == stages[0] {
            heads.resize_with(matrices.len(), Head::default);
        }
        if matrices.len() != heads.len() {
            let (first, expected, name, found) =
                (stages[0].name(), heads.len(), stage.name(), matrices.len());
            return Err(format!(
                "{name}: expected {expected} heads, as many as {first} has, found {found}"
            ));
        }
        for (head, matrix) in heads.iter_mut().zip(matrices) {
            let GivenMatrices {
                q, k, v, scores, ..
            } = &mut head.given;
            let given = match stage {
                Stage::Q => q,
                Stage::K => k,
                Stage::V => v,
                _ => scores,
            };
            *given = Some(matrix);
        }
    }
    Ok(Some(heads))
}

/// The words of an array, one per row, or numbers if there is none.
fn words(
    archive: &mut Archive<'_>,
    entry: Option<usize>,
    rows: usize,
) -> Result<Vec<String>, String> {
    let Some(entry) = entry else {
        return Ok(numbered(rows));
    };
    let words = archive.strings(entry)?;
    let name = &archive.entries[entry].name;
    if words.len() != rows {
        let found = words.len();
        return Err(format!(
            "{name}: expected {rows} words, one per row, found {found}"
        ));
    }
    for (index, word) in words.iter().enumerate() {
        check_word(word).map_err(|problem| format!("{name}: word {}: {problem}", index + 1))?;
    }
    Ok(words)
}
