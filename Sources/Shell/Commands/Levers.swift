// `levers`: what would mend a broken promise: each driver alone, the promise weakened, two drivers together, and what
// comes near. Everything it proposes is numbered; `apply N` does it.

import Calc
import Documents
import SLA

extension Command {
  static let levers = Command(
    "levers", usage: ["levers [TEST]", "levers [TEST] without NAME, …"],
    does: "The smallest change of each driver that mends a broken promise, who bears it, and the cheapest pairs.",
    examples: ["levers", "levers without quota", "levers \"Deliver the lead quota\""], next: "apply 1", takes: .test
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    var tests: [(title: String, checked: Checked)] = []
    if !parser.isAtEnd, parser.word != "without" {
      let syntax = try parser.expression()
      let text = trimmed(parser.source.text(syntax.span))
      tests = [(text, try session.test(syntax, parser.source))]
    } else {
      for promise in plan.agreement.promises where plan.judge(promise).holds != true {
        tests.append((promise.name, try Checker.check(promise.test, in: plan.schema, source: promise.source)))
      }
    }
    var without: Set<String> = []
    if try parser.takeWord("without") {
      repeat {
        let reference = try parser.reference()
        without.insert(
          plan.schema.definitions[try Checker(plan.schema, source: parser.source).quantity(reference)].name)
      } while try parser.takeSymbol(",")
    }
    try parser.end()
    var reply = Reply()
    var proposals: [[Change]] = []
    var answers: [@Sendable () -> JSON] = []
    if tests.isEmpty { reply.say("Every promise is kept: there is nothing to mend.") }
    for (title, checked) in tests {
      if !proposals.isEmpty { reply.gap() }
      let answer = try plan.levers(for: checked, without: without)
      let shown = LeversReply(
        plan: plan, format: session.format, title: title, checked: checked, answer: answer, first: proposals.count + 1)
      reply.blocks += shown.blocks()
      proposals += shown.proposals
      answers.append { shown.json() }
    }
    if !proposals.isEmpty {
      reply.gap()
      reply.say(Styled("apply \(proposals.count > 1 ? "2" : "1")", .code) + Styled("  does it, undo takes it back"))
    }
    session.proposals = proposals
    reply.answer = { [answers] in answers.count == 1 ? answers[0]() : .array(answers.map { $0() }) }
    return reply
  }
}

/// Builds the answer of `levers` for one test.
struct LeversReply: Sendable {
  let plan: Plan
  let format: QuantityFormat
  let title: String
  let checked: Checked
  let answer: LeverAnswer
  /// The number of the first proposal.
  let first: Int

  private var figures: Figures { Figures(plan: plan, format: format) }
  private var mending: [Lever] { answer.levers.filter { $0.satisfies && !$0.weakens } }
  private var weakening: [Lever] { answer.levers.filter { $0.satisfies && $0.weakens } }
  private var nearly: [Lever] { answer.levers.filter { !$0.satisfies } }

  /// What can be applied, in the order of the numbers shown.
  var proposals: [[Change]] {
    (mending + weakening).map { [change($0)] } + answer.pairs.map { $0.map { change($0) } }
  }

  private func change(_ lever: Lever) -> Change {
    MovementChange(
      movement: lever.movement, definition: plan.schema.definitions[lever.movement.place], labels: lever.labels,
      format: format
    ).change(to: lever.point)
  }

  func blocks() -> [Reply.Block] {
    var reply = Reply()
    let judgement = plan.sheet.judge(checked)
    let isKept = judgement.holds == true
    reply.say(
      Styled(isKept ? "✓ " : "✗ ", isKept ? .good : .bad) + Styled(title, .strong)
        + Styled(": \(Verdict(judgement, figures).sentence)"))
    if isKept { return reply.blocks }
    var table = Table([.right, .left, .right, .right, .right, .left, .left], fixed: 2)
    var number = first
    if !mending.isEmpty {
      table.add(["", "One change mends it", "from", "to", "", "", ""], kind: .header)
      for lever in mending {
        table.add(row(lever, number))
        number += 1
      }
    }
    if !weakening.isEmpty {
      table.add([Styled("By weakening the promise")], kind: .heading)
      for lever in weakening {
        table.add(row(lever, number))
        number += 1
      }
    }
    reply.show(table)
    if !answer.pairs.isEmpty {
      reply.say("Two together")
      var pairs = Table([.right, .left, .left], fixed: 3)
      for pair in answer.pairs {
        let text = pair.map { "\(target($0)) \(words($0).value($0.point))" }.joined(separator: " and ")
        pairs.add([Styled(" \(number)"), Styled(text), Styled(sides(pair), .quiet)])
        number += 1
      }
      reply.show(pairs)
    }
    if mending.isEmpty, weakening.isEmpty, answer.pairs.isEmpty {
      reply.say("No single driver and no pair of them does it.")
    }
    for lever in nearly.sorted(by: { $0.size < $1.size }).prefix(3) {
      var sheet = plan.sheet
      sheet.set([lever.movement.place: lever.movement.pin(at: lever.point)])
      let best = Verdict(sheet.judge(checked), figures).sentence
      reply.say(
        Styled("Nearly: \(target(lever)) \(words(lever).value(lever.point)) alone reaches \(best)." as Phrase, .quiet))
    }
    if !answer.leftOut.isEmpty {
      let parts = answer.leftOut.map { "\($0.name) (\($0.why))" }
      reply.say(Styled("Left out: \(parts.joined(separator: ", "))." as Phrase, .quiet))
    }
    return reply.blocks
  }

  private func target(_ lever: Lever) -> String {
    lever.labels.isEmpty ? lever.name : "\(lever.name)[\(lever.labels.joined(separator: ", "))]"
  }

  private func words(_ lever: Lever) -> MovementWords {
    MovementWords(movement: lever.movement, definition: plan.schema.definitions[lever.movement.place], format: format)
  }

  private func row(_ lever: Lever, _ number: Int) -> [Styled] {
    let definition = plan.schema.definitions[lever.movement.place]
    let words = words(lever)
    let from = lever.movement.manner == .value ? words.present : "all labels"
    let moved =
      lever.movement.manner == .value
      ? format.change(from: lever.movement.present, to: lever.point, definition.units) : ""
    return [
      Styled(" \(number)"), Styled(target(lever), .strong), Styled(from), Styled(words.value(lever.point)),
      Styled(moved),
      Styled(lever.side, .quiet), Styled(costs(lever).joined(separator: ", "), .quiet)
    ]
  }

  private func sides(_ pair: [Lever]) -> String {
    let sides = Set(pair.map(\.side))
    return sides.count == 1 ? sides.first ?? "" : "both"
  }

  /// What a lever costs elsewhere: revenue that sales must bring itself, reps, reach, spend.
  private func costs(_ lever: Lever) -> [String] {
    var after = plan.sheet
    after.set([lever.movement.place: lever.movement.pin(at: lever.point)])
    var parts: [String] = []
    func total(_ name: String, _ sheet: Sheet) -> Double? {
      guard let place = plan.schema.place(of: name) else { return nil }
      let cells = sheet.grid(place).cells
      return cells.contains(where: \.isNaN) || cells.isEmpty ? nil : cells.reduce(0, +)
    }
    func moved(_ name: String) -> Double? {
      guard let a = total(name, plan.sheet), let b = total(name, after), Sheet.differs(a, b) else { return nil }
      return b - a
    }
    if lever.name == "reps", let months = moved("reps") {
      let count = months / Double(max(1, plan.agreement.period.months))
      parts.append("\(format.short(count, .number)) more")
    }
    if lever.name != "quota", let quota = moved("marketing_quota"), quota < 0 {
      parts.append("sales brings \(format.short(-quota, .money)) itself")
    } else if let quota = moved("quota"), quota < 0 {
      parts.append("goal \(format.short(-quota, .money)) lower")
    }
    if let a = total("reach", plan.sheet), let b = total("reach", after), b < a - 1e-12 { parts.append("reach falls") }
    if let spend = moved("lead_spend"), spend > 0 { parts.append("\(format.short(spend, .money)) more for leads") }
    return parts
  }

  func json() -> JSON {
    func lever(_ lever: Lever) -> JSON {
      let definition = plan.schema.definitions[lever.movement.place]
      let labels = lever.labels.compactMap { plan.schema.label($0) }.map {
        (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
      }
      func values(_ cells: [Double]) -> JSON {
        lever.movement.manner == .value ? .number(lever.movement.present) : .array(cells.map { .number($0) })
      }
      return .object([
        ("name", .text(definition.name)), ("labels", .labels(labels)),
        (
          "before",
          lever.movement.manner == .value ? .number(lever.movement.present) : .array(lever.before.map { .number($0) })
        ),
        ("after", lever.movement.manner == .value ? .number(lever.point) : .array(lever.after.map { .number($0) })),
        ("change", .text(words(lever).value(lever.point))), ("size", .number(lever.size.isFinite ? lever.size : nil)),
        ("side", .text(lever.side)), ("satisfies", .bool(lever.satisfies)), ("weakens", .bool(lever.weakens)),
        ("costs", .array(costs(lever).map { .text($0) }))
      ])
    }
    return .object([
      ("test", .text(title)), ("levers", .array(answer.levers.map { lever($0) })),
      ("pairs", .array(answer.pairs.map { .array($0.map { lever($0) }) })),
      ("left_out", .array(answer.leftOut.map { .object([("name", .text($0.name)), ("why", .text("\($0.why)"))]) }))
    ])
  }
}
