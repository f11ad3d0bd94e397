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
public struct CheckReply: Sendable {
  let plan: Plan
  let format: QuantityFormat

  func reply() -> Reply {
    var reply = Reply()
    let outcomes = plan.outcomes()
    let figures = Figures(plan: plan, format: format)
    if outcomes.isEmpty { reply.say("The agreement promises nothing yet.") }
    if !outcomes.isEmpty { reply.show(CheckReply.table(outcomes, figures)) }
    let tracked = outcomes.filter { $0.actual != nil }
    if !tracked.isEmpty {
      reply.gap()
      reply.say(Styled("What happened", .strong) + Styled("  \(plan.agreement.actuals.spokenSources)", .quiet))
      reply.show(ActualVerdict.table(tracked, figures))
    }
    for outcome in outcomes where outcome.isBroken {
      reply.gap()
      reply.say(Styled("✗ ", .bad) + Styled(outcome.promise.name, .strong))
      if let otherwise = outcome.promise.otherwise { reply.say(Styled("    otherwise  ", .quiet) + Styled(otherwise)) }
      for eased in outcome.relief {
        let word = eased.holds == true ? "kept" : eased.holds == false ? "still broken" : "undefined"
        let changes = outcome.promise.relief.map { "\($0.target) \($0.text)" }.joined(separator: ", ")
        reply.say(
          Styled("    relief     ", .quiet) + Styled("with \(changes), “\(eased.promise)” is \(word)" as Phrase))
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
    if outcomes.contains(where: { $0.isBroken || $0.actual?.isLost(plan) == true }) { reply.outcome = .no }
    reply.answer = { json(outcomes, lacking) }
    return reply
  }

  /// One line for each broken promise, as planned or on what happened, with what follows and whom to tell; none where
  /// all are kept. For programs that mail what they get.
  public static func brief(_ plan: Plan, _ format: QuantityFormat) -> [String] {
    let figures = Figures(plan: plan, format: format)
    return plan.outcomes().flatMap { outcome -> [String] in
      let promise = outcome.promise
      let otherwise = promise.otherwise.map { "; otherwise \($0)" } ?? ""
      let tell = promise.tell.isEmpty ? "" : "; tell \(promise.tell.joined(separator: ", "))"
      func line(_ kind: String, _ verdict: String, sign: String = "✗") -> String {
        "\(sign) \(kind): \(promise.by): \(promise.name): \(verdict)\(otherwise)\(tell)"
      }
      let planned = outcome.isKept ? [] : [line("planned", Verdict(outcome.judgement, figures).sentence)]
      guard let actual = outcome.actual else { return planned }
      let isLost = actual.isLost(plan)
      guard actual.judgement.holds == false || isLost else { return planned }
      return planned + [line("actual", ActualVerdict(actual, figures).sentence, sign: isLost ? "?" : "✗")]
    }
  }

  /// One line a promise: "✗  sales  Work every lead  107% (AE in Aug), 7 points over 100%"
  static func table(_ outcomes: [PromiseOutcome], _ figures: Figures) -> Table {
    var table = Table([.left, .left, .left, .left], fixed: 4)
    for outcome in outcomes {
      let isKept = outcome.isKept
      table.add([
        Styled(isKept ? "✓ kept" : "✗ broken", isKept ? .good : .bad), Styled(outcome.promise.by, .quiet),
        Styled(outcome.promise.name, .strong), Styled(Verdict(outcome.judgement, figures).sentence)
      ])
    }
    return table
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
        ("tell", .array(promise.tell.map { .text($0) })),
        ("actual", ActualVerdict.json(outcome.actual, plan))
      ])
    }
    return .object([("promises", .array(promises)), ("lacking", .array(lacking.map { .text($0) }))])
  }
}

extension Session {
  /// One line for each broken promise of the open agreement.
  public var brokenPromises: [String] { plan.map { CheckReply.brief($0, format) } ?? [] }
}
