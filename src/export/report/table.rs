//! A report as a table for people: of each section, the numbers that are not right, and why.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::model::claims::{CheckedCell, CheckedSection, Claim, Report, Verdict};
use crate::model::{Cell, Explanation, Inputs, PieceKind, Place, cell_name, number};
use crate::store::visible;

/// The most numbers of a section that are listed.
const MOST: usize = 20;
/// The most terms of a sum that are written out.
const MOST_TERMS: usize = 8;
/// Decimals beyond those of the claim.
const MORE_DECIMALS: usize = 3;
/// Decimals beside a claim that is exact, such as `1/2`.
const EXACT_DECIMALS: usize = 6;

const HEADINGS: [&str; 4] = ["number", "claimed", "true", ""];

/// Writes a report. `is_whole` says whether it covers all that was claimed, and not only what could be read. `is_colored` marks
/// verdicts with colors, by escape sequences that every color terminal knows.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write(
    mut out: impl Write,
    inputs: &Inputs,
    report: &Report,
    is_whole: bool,
    is_colored: bool,
) -> io::Result<()> {
    let style = Style { is_colored };
    for section in &report.sections {
        let table = Table {
            inputs,
            section,
            style,
        };
        table.write(&mut out)?;
        writeln!(out)?;
    }
    let all: usize = report
        .sections
        .iter()
        .map(|section| section.cells.len())
        .sum();
    let counts = counts(|verdict| report.count(verdict), style);
    match report.count(Verdict::Right) == all {
        true if is_whole => writeln!(out, "All {all} numbers are right."),
        true => writeln!(out, "All {all} numbers that could be read are right."),
        false => writeln!(out, "{all} numbers: {counts}."),
    }?;
    if report.count(Verdict::Carried) > 0 {
        writeln!(
            out,
            "Carried: not the true number, but what follows from the claimed numbers before it."
        )?;
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Style {
    is_colored: bool,
}

impl Style {
    /// Text in a color or weight: a parameter of the escape sequence SGR.
    fn paint(self, sgr: &str, text: &str) -> String {
        match self.is_colored {
            true => format!("\x1b[{sgr}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    fn verdict(self, verdict: Verdict, text: &str) -> String {
        let sgr = match verdict {
            Verdict::Right => "32",
            Verdict::Carried => "33",
            Verdict::Wrong => "31",
        };
        self.paint(sgr, text)
    }
}

/// `7 right, 2 wrong`, without what there is none of.
fn counts(count: impl Fn(Verdict) -> usize, style: Style) -> String {
    let verdicts = [Verdict::Right, Verdict::Carried, Verdict::Wrong].into_iter();
    let counts = verdicts.filter_map(|verdict| {
        let count = count(verdict);
        let text = format!("{count} {}", verdict.name());
        (count > 0).then(|| style.verdict(verdict, &text))
    });
    counts.collect::<Vec<_>>().join(", ")
}

struct Table<'a> {
    inputs: &'a Inputs,
    section: &'a CheckedSection,
    style: Style,
}

impl Table<'_> {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (section, style) = (self.section, self.style);
        let head = section.head.filter(|_| self.inputs.heads.len() > 1);
        let head = head.map_or_else(String::new, |head| format!(" · head {}", head + 1));
        let name = style.paint("1", &format!("{}{head}", section.stage.name()));
        let counts = counts(|verdict| section.count(verdict), style);
        writeln!(out, "{name} · {counts}")?;
        let is_amiss = |cell: &&CheckedCell| cell.verdict != Verdict::Right;
        let amiss: Vec<&CheckedCell> = section.cells.iter().filter(is_amiss).collect();
        if !amiss.is_empty() {
            self.amiss(out, &amiss)?;
        }
        let these = match amiss.is_empty() {
            true => "these",
            false => "the right numbers",
        };
        match section.coarse() {
            0 => Ok(()),
            1 => writeln!(
                out,
                "  1 of {these} is rounded so far that it says little; check more digits."
            ),
            coarse => writeln!(
                out,
                "  {coarse} of {these} are rounded so far that they say little; check more digits."
            ),
        }
    }

    /// What is not right, and why.
    fn amiss(&self, out: &mut impl Write, amiss: &[&CheckedCell]) -> io::Result<()> {
        let section = self.section;
        let listed = &amiss[..amiss.len().min(MOST)];
        self.rows(out, listed)?;
        if listed.len() < amiss.len() {
            let more = amiss.len() - listed.len();
            writeln!(out, "  … and {more} more; --format json lists all")?;
        }
        let first = amiss.iter().find(|cell| cell.verdict == Verdict::Wrong);
        if let Some(explanation) = &section.arithmetic {
            let equation = equation(explanation);
            let is_of_copied = explanation.cell.place != Place::Stage(section.stage);
            let copy = first.filter(|_| is_of_copied);
            let copy = copy.map_or_else(String::new, |cell| format!("{} = ", self.name(cell)));
            writeln!(out, "  {}{}", visible(&copy), visible(&equation))?;
        }
        if let Some(cell) = first
            && let Some(follows) = cell.follows
        {
            // Of what was cut off, there is more to see.
            let more = if cell.is_cut_off() { 2 } else { 0 };
            let follows = number(follows, written_decimals(&cell.claim) + more);
            writeln!(
                out,
                "  From the numbers claimed before it, {follows} would follow."
            )?;
        }
        if let Some(diagnosis) = &section.diagnosis {
            writeln!(out, "  {}", visible(&diagnosis.text))?;
        }
        Ok(())
    }

    fn rows(&self, out: &mut impl Write, cells: &[&CheckedCell]) -> io::Result<()> {
        let rows: Vec<[String; 3]> = cells.iter().map(|cell| self.row(cell)).collect();
        let widths = [0, 1, 2].map(|column| {
            let widths = rows.iter().map(|row| row[column].width());
            widths.fold(HEADINGS[column].width(), usize::max)
        });
        let titles = HEADINGS.map(String::from);
        let [name, claimed, truth, verdict] = titles;
        let line = |[name, claimed, truth]: &[String; 3], verdict: &str| {
            // The formatter's own padding counts characters, not terminal columns.
            let pad = |text: &str, width: usize| " ".repeat(width - text.width());
            let name = format!("{name}{}", pad(name, widths[0]));
            let claimed = format!("{}{claimed}", pad(claimed, widths[1]));
            let truth = format!("{}{truth}", pad(truth, widths[2]));
            format!("  {name}  {claimed}  {truth}  {verdict}")
        };
        writeln!(
            out,
            "{}",
            line(&[name, claimed, truth], &verdict).trim_end()
        )?;
        for (row, cell) in rows.iter().zip(cells) {
            let verdict = self.style.verdict(cell.verdict, cell.verdict.name());
            writeln!(out, "{}", line(row, &verdict))?;
        }
        Ok(())
    }

    fn name(&self, cell: &CheckedCell) -> String {
        let place = Place::Stage(self.section.stage);
        let head = self.section.head.unwrap_or(0);
        cell_name(self.inputs, Cell::new(place, head, cell.row, cell.column))
    }

    fn row(&self, cell: &CheckedCell) -> [String; 3] {
        [
            visible(&self.name(cell)).into_owned(),
            visible(&cell.claim.text).into_owned(),
            number(cell.truth, decimals(&cell.claim)),
        ]
    }
}

/// Decimals that show how far a true value is from a claim.
fn decimals(claim: &Claim) -> usize {
    match claim.half_unit {
        0.0 => EXACT_DECIMALS,
        _ => written_decimals(claim) + MORE_DECIMALS,
    }
}

/// Decimals that a claim is written with.
fn written_decimals(claim: &Claim) -> usize {
    if claim.half_unit == 0.0 {
        return EXACT_DECIMALS;
    }
    let decimals = -(2.0 * claim.half_unit).log10().round();
    decimals.max(0.0) as usize
}

/// The arithmetic on one line, without remarks.
fn equation(explanation: &Explanation) -> String {
    let pieces = explanation.equation(4, MOST_TERMS).into_iter();
    let pieces = pieces.filter(|piece| piece.kind != PieceKind::Aside);
    pieces.map(|piece| piece.text).collect()
}
