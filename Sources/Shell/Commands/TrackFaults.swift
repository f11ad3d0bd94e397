// What was probably meant where an export cannot be tracked: a path with blanks that nobody quoted, a name that is
// nearly one that is there, another layout.
//
//     track my file.csv               →   track "my file.csv"
//     track dmeo                      →   track demo
//     track leads.csv using hubspt    →   track leads.csv using hubspot

import Calc
import Leads

extension Session {
  /// What stands behind `track` about a file.
  func trackRequest(_ parser: inout Parser) throws(Diagnostic) -> TrackRequest {
    let start = parser.token.span.lowerBound
    do throws(Diagnostic) { return try TrackRequest(&parser) } catch {
      guard let hint = quoted(parser.source, from: start) else { throw error }
      throw error.with { $0.hint = hint }
    }
  }

  /// A complaint about what is in a file, placed where it belongs.
  func placed(_ fault: Diagnostic, _ request: TrackRequest, _ source: Source) -> Diagnostic {
    if fault.place == nil, fault.mark == CRMProfile.complaint, let span = request.profileSpan {
      return fault.placed(source.place(span)).hinting { source.replacing(span, with: $0) }
    }
    return fault.placed(source.place(request.span)).with { fault in
      // What belongs into the agreement is nothing to type here.
      if fault.hint?.hasPrefix("tracking:") == true {
        (fault.why, fault.hint) = (fault.why + fault.readings.map { Phrase(verbatim: $0) }, nil)
      } else if fault.hint == nil, let near = near(request.path) {
        fault.hint = source.replacing(request.span, with: near)
      }
    }
  }

  /// The line with its path in quotation marks, where words go on to the end of a file's name; nil where none do.
  private func quoted(_ source: Source, from start: Int) -> String? {
    let words = source.text(start..<source.text.utf8.count).trimmedEnd.split(separator: " ")
    guard let first = words.first, !first.hasPrefix("\"") else { return nil }
    for count in 2..<max(2, words.count + 1) {
      guard !TrackRequest.options.contains(words[count - 1].lowercased()) else { return nil }
      let typed = words.prefix(count).joined(separator: " ")
      // As another shell has it quoted.
      let path = typed.filter { !"'\\\"".contains($0) }
      guard isThere(path) || !TrackRequest.isExport(first) && TrackRequest.isExport(path[...]) else { continue }
      let rest = words.dropFirst(count).joined(separator: " ")
      return Parser.typed([path]).map { "\(source.text(0..<start))\($0)\(rest.isEmpty ? "" : " ")\(rest)" }
    }
    return nil
  }

  private func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  private func isThere(_ path: String) -> Bool {
    Candidates(session: self).files(folder(of: path)).contains { $0.text == path }
  }

  /// The file whose name is nearest to one that is not there, as it is typed.
  private func near(_ path: String) -> String? {
    let folder = folder(of: path)
    let all = Candidates(session: self).files(folder).map(\.text).filter { !$0.hasSuffix("/") }
    guard path != "-", path != "demo", !all.contains(path) else { return nil }
    return Suggestion.best(for: path, among: all + (folder.isEmpty ? ["demo"] : [])).flatMap { Parser.typed([$0]) }
  }
}

extension TrackRequest {
  /// The words that may follow a path.
  fileprivate static let options: Set<String> = ["as", "using", "with", "table", "strict", "digest"]

  /// Whether a name ends as exports and databases do.
  fileprivate static func isExport(_ name: Substring) -> Bool {
    [".csv", ".tsv", ".txt", ".db", ".sqlite", ".sqlite3"].contains { name.lowercased().hasSuffix($0) }
  }
}
