//! NumPy archives: one array per stage under its name, which `numpy.load(…, allow_pickle=False)` opens.
//!
//! A stage of heads is one array (heads, rows, columns) if every head has it in one shape, and otherwise one array per head,
//! `v_1`, `v_2`. The words are `words` and `source_words`. An archive of all stages also has the session file as `session`,
//! an array of bytes, from which this program restores the session: `bytes(z["session"]).decode()` is its text.

mod npy;

use std::io::{self, Cursor, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::content::{Content, Part};
use super::options::Options;
use crate::model::{HeadId, Matrix, Stage, stages};
use npy::Type;

/// Writes an archive, the same bytes for the same content.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(out: &mut dyn Write, content: &Content<'_>, _: &Options) -> io::Result<()> {
    // Sizes stand before the data, where simple readers look for them, so the archive needs a place to go back to.
    let mut archive = Archive(ZipWriter::new(Cursor::new(Vec::new())));
    let inputs = content.inputs();
    for stage in stages(inputs).filter(|stage| !stage.has_numbers()) {
        archive.words(stage.name(), inputs.words_of(stage.axes().0))?;
    }
    let chosen = stages(inputs).filter(|stage| stage.has_numbers());
    for stage in chosen {
        archive.stage(content, stage)?;
    }
    if content.is_whole {
        let text = content.session.to_toml();
        archive.start("session", Type::Byte, &[text.len()])?;
        archive.0.write_all(text.as_bytes())?;
    }
    out.write_all(archive.0.finish()?.get_ref())
}

struct Archive<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Archive<W> {
    /// The heads of a stage that are among the parts.
    fn stage(&mut self, content: &Content<'_>, stage: Stage) -> io::Result<()> {
        let inputs = content.inputs();
        let parts = content.parts.iter();
        let of_stage = parts.filter(|part| part.stage() == Some(stage));
        let matrix = |part: &Part| {
            let matrix = content.trace.stage(inputs, stage, part.head)?;
            Some((part.head, matrix))
        };
        let matrices: Vec<(HeadId, Matrix<'_>)> = of_stage.filter_map(matrix).collect();
        let Some((_, first)) = matrices.first() else {
            return Ok(());
        };
        let (rows, columns) = first.dim();
        let name = stage.name();
        let is_stacked = matrices.len() == inputs.heads.len()
            && matrices
                .iter()
                .all(|(_, matrix)| matrix.dim() == (rows, columns));
        if stage.per_head() && is_stacked {
            self.start(name, Type::Number, &[matrices.len(), rows, columns])?;
            return matrices
                .iter()
                .try_for_each(|(_, matrix)| self.rows(*matrix));
        }
        for (head, matrix) in &matrices {
            let (rows, columns) = matrix.dim();
            let name = match stage.per_head() {
                // People count heads from 1.
                true => format!("{name}_{}", head.number + 1),
                false => name.to_owned(),
            };
            self.start(&name, Type::Number, &[rows, columns])?;
            self.rows(*matrix)?;
        }
        Ok(())
    }

    fn rows(&mut self, matrix: Matrix<'_>) -> io::Result<()> {
        for row in matrix.rows() {
            let bytes: Vec<u8> = row.iter().flat_map(|number| number.to_le_bytes()).collect();
            self.0.write_all(&bytes)?;
        }
        Ok(())
    }

    fn words(&mut self, name: &str, words: &[String]) -> io::Result<()> {
        let lengths = words.iter().map(|word| word.chars().count());
        let width = lengths.max().unwrap_or_default().max(1);
        self.start(name, Type::Text(width), &[words.len()])?;
        for word in words {
            let points = word.chars().map(u32::from).chain(std::iter::repeat(0));
            let bytes: Vec<u8> = points.take(width).flat_map(u32::to_le_bytes).collect();
            self.0.write_all(&bytes)?;
        }
        Ok(())
    }

    fn start(&mut self, name: &str, of: Type, shape: &[usize]) -> io::Result<()> {
        // Numbers like these hardly get smaller; text does.
        let method = match of {
            Type::Byte => CompressionMethod::Deflated,
            Type::Number | Type::Text(_) => CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        self.0.start_file(format!("{name}.npy"), options)?;
        self.0.write_all(&npy::header(of, shape))
    }
}
