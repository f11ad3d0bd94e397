// The answer to a line: what people see, what programs get, and whether it is a yes or a no. It is a value; a renderer
// makes text of it (Renderers/), and the exit code follows from the outcome.

import Calc
import Documents
import SLA

/// A command's answer.
public struct Reply: Sendable {
  public enum Block: Sendable {
    case line(Styled)
    case table(Table)
    case chart(Chart)
    case gap
  }

  public enum Outcome: Sendable, Equatable {
    case yes
    /// An assertion failed, or a check found a broken promise.
    case no
  }

  public var blocks: [Block] = []
  /// Makes the result field of the JSON answer, when somebody wants it; nil where a command gives only its text.
  public var answer: (@Sendable () -> JSON)?
  /// The names of the CSV columns.
  public var columns = CSV.header
  /// Makes the cells for CSV, when somebody wants them.
  public var cells: (@Sendable () -> [String])?
  public var outcome = Outcome.yes
  /// What the assertions of an included script came to.
  var tally: Script.Tally?
  /// What an assertion held: counted at the end of a script.
  public var assertion: Bool?
  /// The session ends after this answer.
  public var ends = false

  public init() {}

  /// A reply of plain sentences.
  public init(_ lines: Styled...) { blocks = lines.map { .line($0) } }

  /// The result field of the JSON answer.
  public var result: JSON? {
    get { answer?() }
    set {
      if let value = newValue { answer = { value } } else { answer = nil }
    }
  }

  /// The cells for CSV.
  public var rows: [String] { cells?() ?? [] }

  public mutating func say(_ line: Styled) { blocks.append(.line(line)) }
  public mutating func say(_ phrase: Phrase, _ role: Role = .plain) { say(Styled(phrase, role)) }
  public mutating func gap() { if !blocks.isEmpty { blocks.append(.gap) } }
  public mutating func show(_ table: Table) { if !table.isEmpty { blocks.append(.table(table)) } }

  public mutating func show(_ chart: Chart) { blocks.append(.chart(chart)) }

  /// The text of all lines and tables, for `{"text"}` and for tests.
  public var text: String { Plain(width: 100).text(self) }
}
