import Calc
import SLA

@testable import Shell

extension Target {
  /// Lines as somebody types or scripts them, on the example. The first byte says whether at a prompt. Completion and
  /// preview look at each line first, in a terminal as wide as the first byte. A line that fails changes nothing.
  static let line = Target(name: "line") { bytes in
    guard let first = bytes.first else { return }
    var session = opened
    session.world = Outside.holding(Examples.northwind)
    session.origin = first % 2 == 0 ? .prompt : .script
    for line in String(decoding: bytes.dropFirst(), as: UTF8.self).split(separator: "\n").prefix(8) {
      let line = String(line)
      if let found = Completion.of(line, at: line.utf8.count, in: session) {
        law(found.candidates.allSatisfy { !$0.text.isEmpty }, "a proposal says something")
      }
      var preview = Preview(session)
      let columns = max(20, Int(first))
      if let row = preview.row(line, columns: columns)?.text {
        lawOfHarmlessness(row)
        law(TextWidth.of(row) <= columns, "the preview fits its row")
      }
      let before = session
      if answers(line, &session) == nil { law(same(before, session), "a line that fails changes nothing") }
    }
  }

  private static let opened: Session = {
    var session = Session(world: .none)
    law(answers("open demo", &session) != nil, "the example opens")
    return session
  }()

  /// Whether two sessions are in the same state.
  private static func same(_ a: Session, _ b: Session) -> Bool {
    guard let one = a.plan, let other = b.plan else { return a.plan == nil && b.plan == nil }
    return !one.differs(from: other) && a.steps.count == b.steps.count
      && a.steps.future.count == b.steps.future.count && a.file == b.file && a.isExample == b.isExample
  }
}
