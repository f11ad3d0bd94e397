// Errors in their one layout:
//
//     error: close_rate is a percentage, not money
//       northwind.yaml:14:17
//       set close_rate 4 USD
//                      ^^^^^ money
//       close_rate is the share of leads that become customers
//       try: set close_rate 4%

import Calc
import Documents

extension Plain {
  /// A diagnostic and all it carries, as text.
  /// - Parameter most: how many complaints are shown; the others are counted.
  public func error(_ diagnostic: Diagnostic, most: Int = 20) -> String {
    let all = diagnostic.all
    var out = all.prefix(most).map { one($0) }.joined()
    if all.count > most { out += styled(Styled("… and \(all.count - most) more\n", .quiet)) }
    return out
  }

  private func one(_ diagnostic: Diagnostic) -> String {
    var lines: [Styled] = []
    var head = Styled("error: ", .bad)
    if let place = diagnostic.place, let file = place.file {
      head = Styled("\(file):\(place.line):\(place.column): ", .strong) + head
    }
    lines.append(head + Styled(Plain.shortened(diagnostic.message), .strong))
    if let place = diagnostic.place, !place.text.isEmpty {
      let (text, column, length) = excerpt(place)
      lines.append(Styled("  " + text))
      var mark = Styled(String(repeating: " ", count: 2 + column) + String(repeating: "^", count: length), .bad)
      if let word = diagnostic.mark { mark += Styled(" \(word)", .bad) }
      lines.append(mark)
    }
    for why in diagnostic.why { lines.append(Styled("  \(Plain.shortened(why))")) }
    if let hint = diagnostic.hint {
      for (at, line) in hint.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        lines.append(Styled(at == 0 ? "  try: " : "       ", .quiet) + Styled(String(line), .code))
      }
    }
    return lines.map { styled(trimmed($0)) + "\n" }.joined()
  }

  private func trimmed(_ line: Styled) -> Styled { line }

  /// A sentence in which no name or text from outside is longer than a line or so.
  private static func shortened(_ phrase: Phrase) -> Phrase {
    var phrase = phrase
    phrase.arguments = phrase.arguments.map { $0.utf8.count > 200 ? $0.prefix(150) + "…" : $0 }
    return phrase
  }

  /// The line an error stands in, made harmless and cut around the marks where it is too long for the terminal.
  /// - Returns: the text, the column of the marks from 0 and how many there are.
  private func excerpt(_ place: Place) -> (text: String, column: Int, length: Int) {
    let all = Array(place.text)
    let room = max(20, width - 4)
    let at = min(place.column - 1, all.count)
    var from = 0
    var to = all.count
    if all.count > room {
      from = max(0, min(at - room / 3, all.count - room))
      to = min(all.count, from + room)
    }
    let end = min(to, at + place.width)
    let lead = from > 0 ? "…" : ""
    let before = Safe.terminal(String(all[from..<max(from, at)]).replacing("\t", with: " "))
    let marked = Safe.terminal(String(all[max(from, at)..<max(at, end)]).replacing("\t", with: " "))
    let after = Safe.terminal(String(all[max(at, end)..<max(to, end)]).replacing("\t", with: " "))
    let tail = to < all.count ? "…" : ""
    return (
      lead + before + marked + after + tail, TextWidth.of(lead + before), max(1, TextWidth.of(marked))
    )
  }
}
