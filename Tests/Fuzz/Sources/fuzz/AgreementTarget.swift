import Calc

@testable import Shell

extension Target {
  /// Any bytes as an agreement's file. What is opened can be looked at, and saved: the copy reads back to the same
  /// quantities, which `save` itself makes sure of.
  static let agreement = Target(name: "agreement") { bytes in
    var session = Session(world: Outside.holding(bytes))
    guard answers("open sla.yaml", &session) != nil else { return }
    for line in ["show", "check", "capacity", "show agreement", "list"] { _ = answers(line, &session) }
    law(answers("save copy.yaml replace", &session) != nil, "what was opened can be saved")
  }
}

/// A line's answers as text, nil where it failed; either is harmless.
func answers(_ line: String, _ session: inout Session) -> String? {
  let plain = Plain(width: 80)
  do throws(Diagnostic) {
    let text = try session.execute(Source(line)).map { plain.text($0.reply) }.joined()
    lawOfHarmlessness(text)
    return text
  } catch {
    law(error.all.allSatisfy { !"\($0.message)".isEmpty }, "a complaint says something")
    lawOfHarmlessness(plain.error(error))
    return nil
  }
}
