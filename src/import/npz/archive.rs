//! The zip file: arrays by name.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::npy::{self, Header, Place};
use crate::store::text::{quoted, shortened};
use crate::store::{document, visible};

/// The most arrays: far more than a session of 64 heads has.
const MAX_ARRAYS: usize = 8192;
/// The most bytes of all arrays together, unpacked.
const MAX_BYTES: usize = 1 << 30;

pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    pub entries: Vec<Entry>,
}

/// An array of the archive.
#[derive(Debug)]
pub(super) struct Entry {
    /// Safe to show.
    pub name: String,
    pub header: Header,
}

impl Entry {
    /// Such as `q float64 (2, 3, 4)`.
    pub fn describe(&self) -> String {
        format!("{} {}", self.name, self.header.describe())
    }
}

impl<'b> Archive<'b> {
    /// Reads the names and headers of all arrays.
    pub fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
        let mut archive = Self {
            zip,
            entries: Vec::new(),
        };
        let count = archive.zip.len();
        if count == 0 || count > MAX_ARRAYS {
            return Err(format!("expected 1 to {MAX_ARRAYS} arrays, found {count}"));
        }
        if archive.zip.has_duplicate_names() {
            return Err("expected every array once, found a name twice".to_owned());
        }
        let mut total = 0;
        for index in 0..count {
            let mut file = archive
                .zip
                .by_index(index)
                .map_err(|error| unreadable(&error))?;
            let name = file.name().map_err(|error| unreadable(&error))?;
            let name = name.strip_suffix(".npy").ok_or_else(|| {
                let found = quoted(&name);
                format!("expected arrays, whose names end in .npy, found {found}")
            })?;
            let name = shortened(&visible(name));
            let header = Header::read(&mut file);
            let mut header = header.map_err(|problem| format!("{name}: {problem}"))?;
            // A batch of one, as PyTorch has it.
            if let [1, _, _, _] = header.shape[..] {
                header.shape.remove(0);
            }
            drop(file);
            // What is read, whatever the archive says of its sizes.
            total += header.size();
            if total > MAX_BYTES {
                return Err(format!(
                    "expected arrays of at most {} MiB together, found more",
                    MAX_BYTES >> 20
                ));
            }
            archive.entries.push(Entry { name, header });
        }
        Ok(archive)
    }

    /// Calls `each` with the numbers of an array of two or three dimensions.
    pub fn numbers(
        &mut self,
        entry: usize,
        each: impl FnMut(Place, f64) -> Result<(), String>,
    ) -> Result<(), String> {
        self.items(entry, |items, header| npy::numbers(items, header, each))
    }

    pub fn strings(&mut self, entry: usize) -> Result<Vec<String>, String> {
        self.items(entry, |items, header| npy::strings(items, header))
    }

    /// A text that is stored as an array of bytes.
    pub fn text(&mut self, entry: usize) -> Result<String, String> {
        let bytes = self.items(entry, |items, header| {
            npy::bytes(items, header, document::MAX_BYTES)
        })?;
        let name = &self.entries[entry].name;
        String::from_utf8(bytes)
            .map_err(|_| format!("{name}: expected UTF-8 text, found other bytes"))
    }

    /// What `read` makes of the items of an array; its errors name the array.
    fn items<T>(
        &mut self,
        entry: usize,
        read: impl FnOnce(&mut dyn Read, &Header) -> Result<T, String>,
    ) -> Result<T, String> {
        let Entry { name, header } = &self.entries[entry];
        let mut file = self
            .zip
            .by_index(entry)
            .map_err(|error| unreadable(&error))?;
        let named = |problem| format!("{name}: {problem}");
        Header::read(&mut file).map_err(named)?;
        read(&mut io::BufReader::new(file), header).map_err(named)
    }
}

fn unreadable(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => npy::broken(error),
        error => format!(
            "expected a NumPy archive (a zip file of arrays): {}",
            quoted(&error.to_string())
        ),
    }
}
