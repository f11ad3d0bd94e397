// Prints what a lead log adds up to, one figure a line, for comparison with other calculations of the same:
//
//     LeadProbe FILE [TABLE] [THREADS [BYTES A PIECE]]     terms as in scripts/bench.d/leads.py

import Calc
import Glibc
import Leads

do throws(Diagnostic) {
  let arguments = Array(CommandLine.arguments.dropFirst())
  guard let file = arguments.first else { throw Diagnostic("LeadProbe FILE [TABLE] [THREADS [BYTES A PIECE]]") }
  let numbers = arguments.compactMap { Int($0) }
  let table = arguments.dropFirst().first { Int($0) == nil }
  let holiday = Day("2026-08-17")
  let time = BusinessTime(
    zone: try Zone("Europe/Madrid"), opens: 9 * 60, closes: 17 * 60, holidays: holiday.map { [$0] } ?? [])
  let terms = LeadTerms(
    tiers: ["CEO", "Director", "Manager"], time: time, respondWithin: 300, clock: .business, currency: "EUR")
  let log =
    if let table {
      try LeadSource.table(table, database: file).read(terms, .silent)
    } else {
      try LeadSource.export(file, pieceSize: numbers.dropFirst().first, threads: numbers.first) {
        () throws(Diagnostic) in try LeadBytes.file(file)
      }.read(terms, .silent)
    }
  for line in Figures(log).lines { print(line) }
} catch {
  let text = (["error: \(error.message)"] + error.why.map(\.description)).joined(separator: "\n  ") + "\n"
  text.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  exit(1)
}
