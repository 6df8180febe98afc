//! What comes out of a program: every byte, and the screen that a terminal makes of them.

use std::num::NonZeroU16;
use std::time::Instant;

/// Marks around a frame, between which a terminal shows nothing.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// What has come out of the program so far.
pub struct Seen {
    pub bytes: Vec<u8>,
    /// So many of the bytes are on the screen: a frame is shown when it is whole.
    shown: usize,
    pub parser: vt100::Parser,
    pub last: Instant,
    pub ended: bool,
}

impl Seen {
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
            // The mark may have come in part only.
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
