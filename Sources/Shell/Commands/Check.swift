// `check`: every promise, kept or broken, by how much, what happens otherwise, who is told; and what an agreement of its
// kind should have and this one lacks.

import Calc
import Documents
import SLA

extension Command {
  static let check = Command(
    "check", usage: ["check"],
    does: "Judges every promise: kept or broken, by how much, what happens otherwise and who is told.",
    examples: ["check"], next: "why leads, capacity"
  ) { session, parser throws(Diagnostic) in
    try parser.end()
    return CheckReply(plan: try session.opened(), format: session.format).reply()
  }
}

/// Builds the answer of `check`.
public struct CheckReply {
  let plan: Plan
  let format: QuantityFormat

  func reply() -> Reply {
    var reply = Reply()
    let outcomes = plan.outcomes()
    let figures = Figures(plan: plan, format: format)
    if outcomes.isEmpty { reply.say("The agreement promises nothing yet.") }
    for outcome in outcomes {
      reply.say(CheckReply.line(outcome, figures))
      guard !outcome.isKept else { continue }
      if let otherwise = outcome.promise.otherwise { reply.say(Styled("    otherwise  ", .quiet) + Styled(otherwise)) }
      for eased in outcome.relief {
        let word = eased.holds == true ? "kept" : eased.holds == false ? "still broken" : "undefined"
        let changes = outcome.promise.relief.map { "\($0.target) \($0.text)" }.joined(separator: ", ")
        reply.say(Styled("    relief     ", .quiet) + Styled("with \(changes), “\(eased.promise)” is \(word)" as Phrase))
      }
      if !outcome.promise.tell.isEmpty {
        reply.say(Styled("    tell       ", .quiet) + Styled(outcome.promise.tell.joined(separator: ", ")))
      }
    }
    let lacking = plan.agreement.lacking
    if !lacking.isEmpty {
      reply.gap()
      reply.say(Styled("The agreement has no \(lacking.joined(separator: ", ")) yet." as Phrase, .quiet))
    }
    for remark in plan.agreement.remarks { reply.say(Styled(remark, .quiet)) }
    if outcomes.contains(where: { !$0.isKept }) { reply.outcome = .no }
    reply.result = json(outcomes, lacking)
    return reply
  }

  /// "✗ sales       Work every lead     97% ≤ 90% (AE in Aug), 7 points over"
  static func line(_ outcome: PromiseOutcome, _ figures: Figures, parties: Int = 9) -> Styled {
    let isKept = outcome.isKept
    let by = outcome.promise.by
    let pad = String(repeating: " ", count: max(1, parties + 2 - TextWidth.of(by)))
    return Styled(isKept ? "✓ " : "✗ ", isKept ? .good : .bad) + Styled(by + pad, .quiet)
      + Styled(outcome.promise.name, .strong) + Styled("   " + Verdict(outcome.judgement, figures).sentence)
      + Styled(isKept ? "   kept" : "   broken", isKept ? .good : .bad)
  }

  private func json(_ outcomes: [PromiseOutcome], _ lacking: [String]) -> JSON {
    let promises = outcomes.map { outcome -> JSON in
      let (promise, judgement) = (outcome.promise, outcome.judgement)
      return .object([
        ("promise", .text(promise.name)), ("by", .text(promise.by)), ("kept", .bool(judgement.holds)),
        ("test", .text(promise.testText)), ("labels", .labels(judgement.labels)), ("left", .number(judgement.left)),
        ("right", .number(judgement.right)), ("margin", .number(judgement.margin)),
        ("otherwise", .text(promise.otherwise)),
        ("relief", .array(outcome.relief.map { .object([("promise", .text($0.promise)), ("kept", .bool($0.holds))]) })),
        ("tell", .array(promise.tell.map { .text($0) })), ("actual", .null),
      ])
    }
    return .object([("promises", .array(promises)), ("lacking", .array(lacking.map { .text($0) }))])
  }
}
