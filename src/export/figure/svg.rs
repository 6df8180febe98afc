//! SVG, element by element. Everything written is well-formed XML 1.0, whatever the words are.

use super::super::xml::clean;
use std::fmt;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// The attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

pub(super) struct Svg<'a> {
    writer: Writer<&'a mut dyn Write>,
}

impl<'a> Svg<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        // An element a line, for people who edit figures by hand.
        Self {
            writer: Writer::new_with_indent(out, b' ', 0),
        }
    }

    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.writer
            .write_event(Event::Start(element(name, attributes)))
    }

    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.writer
            .write_event(Event::Empty(element(name, attributes)))
    }

    /// The end of the file.
    pub(super) fn end(&mut self) -> io::Result<()> {
        writeln!(self.writer.get_mut())
    }

    /// An element that holds text alone.
    pub(super) fn text(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer
            .write_event(Event::Text(BytesText::new(&clean(text))))?;
        self.close(name)
    }
}

fn element<'e>(name: &'e str, attributes: Attributes<'_>) -> BytesStart<'e> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

/// A length or coordinate in px, to a hundredth.
pub(super) fn px(length: f64) -> String {
    // Adding 0 turns −0 into 0.
    format!("{}", (length * 100.0).round() / 100.0 + 0.0)
}

/// Rectangles of whole cells, all of one colour, as the data of one `<path>`. Each starts relative to the one before, so that a
/// matrix of 512 × 512 takes as few bytes as possible.
pub(super) struct Cells {
    width: f64,
    height: f64,
    data: String,
    last: (usize, usize),
}

impl Cells {
    /// Cells of one size.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            data: String::new(),
            last: (0, 0),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Adds cells of a row, from a column on.
    pub(super) fn push(&mut self, row: usize, column: usize, count: usize) {
        use fmt::Write as _;
        let x = (column as f64 - self.last.1 as f64) * self.width;
        let y = (row as f64 - self.last.0 as f64) * self.height;
        let (width, height) = (px(count as f64 * self.width), px(self.height));
        let (x, y) = (px(x), px(y));
        // A minus separates numbers as well as a blank does.
        let blank = if y.starts_with('-') { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(self.data, "m{x}{blank}{y}h{width}v{height}h-{width}z");
        self.last = (row, column);
    }

    /// The path, whose first cell is at x and y.
    pub(super) fn draw(&self, svg: &mut Svg<'_>, x: f64, y: f64, fill: &str) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let data = format!("M{} {}{}", px(x), px(y), self.data);
        svg.empty("path", &[("fill", fill), ("d", &data)])
    }
}
