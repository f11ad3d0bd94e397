import Calc
import SLA

@testable import Shell

extension Target {
  /// Any text as a formula over the example's quantities: parsed, checked, and where it makes sense defined and
  /// explained. A formula that makes sense can be defined.
  static let formula = Target(name: "formula") { bytes in
    guard let plan = example.plan else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let source = Source(text)
    do throws(Diagnostic) {
      let syntax = try Parser.formula(
        source, vocabulary: plan.schema.vocabulary, figures: FigureReader(currency: plan.schema.currency))
      _ = try Checker.check(syntax, in: plan.schema, source: source)
    } catch {
      lawOfHarmlessness(Plain(width: 80).error(error))
      return
    }
    var session = example
    guard answers("define mine = \(text)", &session) != nil else { return }
    law(answers("why all mine", &session) != nil, "what is defined can be explained")
    law(answers("mine", &session) != nil, "what is defined has a value")
  }

  private static let example: Session = {
    var session = Session(world: .none)
    law(answers("open demo", &session) != nil, "the example opens")
    return session
  }()
}
