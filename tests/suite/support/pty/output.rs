//! The program's output: its bytes, and the screen that a terminal draws from them.

use std::num::NonZeroU16;
use std::time::Instant;

/// Marks of a synchronized update: a terminal shows nothing between them.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// The program's output so far.
pub struct Output {
    pub bytes: Vec<u8>,
    /// The number of bytes drawn on the screen: only complete frames are shown.
    shown: usize,
    pub parser: vt100::Parser,
    pub last: Instant,
    pub ended: bool,
}

impl Output {
    pub fn new(columns: u16, rows: u16) -> Self {
        let (rows, columns) = (positive(rows), positive(columns));
        Self {
            bytes: Vec::new(),
            shown: 0,
            parser: vt100::Parser::new(rows, columns, 0),
            last: Instant::now(),
            ended: false,
        }
    }

    pub fn read(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.last = Instant::now();
        let waiting = &self.bytes[self.shown..];
        let last = |mark: &[u8]| waiting.windows(mark.len()).rposition(|part| part == mark);
        let whole = match (last(FRAME_BEGINS), last(FRAME_ENDS)) {
            (Some(begin), Some(end)) if begin > end => begin,
            (Some(begin), None) => begin,
            // The mark itself may be incomplete.
            _ => {
                let parts = (1..FRAME_BEGINS.len()).rev();
                let mut parts = parts.map(|length| &FRAME_BEGINS[..length]);
                let cut = parts.find(|part| waiting.ends_with(part));
                waiting.len() - cut.map_or(0, <[u8]>::len)
            }
        };
        self.parser.process(&waiting[..whole]);
        self.shown += whole;
    }

    pub fn is_whole(&self) -> bool {
        self.shown == self.bytes.len()
    }
}

pub fn positive(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a terminal has at least one cell")
}
