// What stands under and behind the line that is typed: the shell's preview and completion, as the editor takes them.

import Documents
import LineEditor
import Shell

extension Editor {
  /// Shows and completes for this state of the session, until the next line is asked for.
  /// - Parameter width: columns to write for, where that is fewer than the terminal has.
  func follow(_ session: Session, width: Int?) {
    var preview = Preview(session)
    self.preview = { line, columns in
      preview.row(line, columns: min(columns, width ?? columns)).map { StyledText($0) }
    }
    complete = { line, cursor in Completion.of(line, at: cursor, in: session).map { Completions($0) } }
  }
}

extension StyledText {
  /// A text with roles, in the colours that answers have.
  init(_ text: Styled) {
    self.init()
    for piece in text.pieces { append(piece.text, Style(Plain.code(piece.role) ?? "")) }
  }
}

extension Completions {
  /// Notes stand beside candidates as long as both fit a screen.
  private static let mostWithNotes = 12

  fileprivate init(_ found: Completion) {
    let isLong = found.candidates.count > Completions.mostWithNotes
    self.init(
      replacing: found.replacing,
      candidates: found.candidates.map { Candidate($0.text, note: isLong ? nil : $0.note?.description) },
      suffix: found.suffix)
  }
}
