// `levers`: what would mend a broken promise: each driver alone, the promise weakened, two drivers together, and what
// comes near. What is numbered has been tried: `apply N` does it, and then the promise is kept.

import Calc
import Documents
import SLA

extension Command {
  static let levers = Command(
    "levers", usage: ["levers [TEST]", "levers [TEST] without NAME, …"],
    does: "The smallest change of each driver that mends a broken promise, who bears it, and the cheapest pairs.",
    examples: ["levers", "levers \"{promise}\" without quota"], next: "apply 1",
    takes: .then([.maybe(.slot(.test)), .maybe(.then([.word("without"), .list(.slot(.driver))]))])
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    var tests: [AskedTest] = []
    let isAsked = !parser.isAtEnd && parser.word != "without"
    if isAsked {
      let syntax = try parser.expression()
      tests = [try session.test(syntax, parser.source)]
    } else {
      for promise in plan.agreement.promises where plan.judge(promise).holds != true {
        tests.append(try AskedTest(promise, in: plan))
      }
    }
    let without = try session.left(&parser)
    try parser.end()
    var reply = Reply()
    var proposals: [[Change]] = []
    var answers: [@Sendable () -> JSON] = []
    if tests.isEmpty { reply.say("Every promise is kept: there is nothing to mend.") }
    for (at, test) in tests.enumerated() {
      let share = 1 / Double(tests.count)
      let progress = session.world.progress.part(share * Double(at)...share * Double(at + 1))
      let levers = try Levers(of: test.checked, in: plan, without: without, progress: progress)
      let shown = LeversReply(
        plan: plan, format: session.format, test: test, levers: levers, first: proposals.count + 1,
        isShort: tests.count > 1)
      reply.gap()
      reply.blocks += shown.blocks()
      proposals += shown.proposals
      answers.append { shown.json() }
    }
    if !proposals.isEmpty {
      reply.gap()
      reply.say(Styled("apply 1", .code) + Styled(" does it; undo takes it back."))
    }
    session.proposals = proposals
    reply.answer = { [answers] in answers.count == 1 ? answers[0]() : .array(answers.map { $0() }) }
    return reply
  }
}

extension Session {
  /// `without NAME, …`: the drivers that are not to be moved.
  fileprivate func left(_ parser: inout Parser) throws(Diagnostic) -> Set<String> {
    var without: Set<String> = []
    guard try parser.takeWord("without") else { return without }
    guard !parser.isAtEnd else {
      throw Diagnostic("levers without whom? A driver is to follow", hint: "levers without quota")
    }
    let checker = Checker(try opened().schema, source: parser.source)
    repeat {
      let reference = try parser.reference()
      without.insert(checker.schema.definitions[try checker.quantity(reference)].name)
    } while try parser.takeSymbol(",")
    return without
  }
}

/// Builds the answer of `levers` for one test.
struct LeversReply: Sendable {
  /// One lever or a pair, tried out.
  struct Entry: Sendable {
    var levers: [Lever]
    /// Levers that are the same change in effect, told in the same row.
    var alike: [Lever] = []
    var changes: [Change]
    /// The plan after it.
    var after: Plan
    var costs: [String]
  }

  let plan: Plan
  let format: QuantityFormat
  let test: AskedTest
  let levers: Levers
  /// The number of the first proposal.
  let first: Int
  /// Several tests are answered: only the cheapest levers of each are told.
  let isShort: Bool
  private let mending: [Entry]
  private let weakening: [Entry]
  private let pairs: [Entry]
  private let hidden: Int

  init(plan: Plan, format: QuantityFormat, test: AskedTest, levers: Levers, first: Int, isShort: Bool) {
    (self.plan, self.format, self.test, self.levers) = (plan, format, test, levers)
    (self.first, self.isShort) = (first, isShort)
    func entries(_ all: [[Lever]], _ most: Int) -> [Entry] {
      all.prefix(most).compactMap { Entry($0, test, plan, format) }
    }
    let single = LeversReply.joined(entries(levers.mending.map { [$0] }, .max))
    mending = Array(single.prefix(isShort ? 4 : 16))
    let weaker = entries(levers.weakening.map { [$0] }, .max)
    weakening = isShort && !single.isEmpty ? [] : Array(weaker.prefix(4))
    hidden = single.count + weaker.count - mending.count - weakening.count
    pairs = entries(levers.pairs, isShort ? 2 : Levers.mostPairs)
  }

  /// What can be applied, in the order of the numbers shown.
  var proposals: [[Change]] { (mending + weakening + pairs).map(\.changes) }

  /// Levers by one factor that are the same change in effect share a row: more revenue for each lead is more of them
  /// closed or bigger deals.
  private static func joined(_ entries: [Entry]) -> [Entry] {
    var result: [Entry] = []
    for entry in entries {
      let lever = entry.levers[0]
      let same = result.firstIndex {
        $0.levers[0].movement.manner == .factor && lever.movement.manner == .factor
          && abs($0.levers[0].point - lever.point) <= 1e-9 * lever.point && $0.levers[0].side == lever.side
          && $0.costs == entry.costs
      }
      if let same { result[same].alike.append(lever) } else { result.append(entry) }
    }
    return result
  }

  // MARK: For people

  func blocks() -> [Reply.Block] {
    var reply = Reply()
    let isKept = plan.sheet.judge(test.checked).holds == true
    reply.say(
      Styled(isKept ? "✓ " : "✗ ", isKept ? .good : .bad) + Styled(test.title, .strong)
        + Styled(": \(test.standing(plan, format))"))
    if isKept {
      reply.say("There is nothing to mend.")
      return reply.blocks
    }
    var number = first
    var table = Table([.left, .right, .right, .right, .left], fixed: 5)
    for (heading, entries) in [("One change mends it", mending), ("By weakening the promise", weakening)]
    where !entries.isEmpty {
      table.add(table.isEmpty ? [Styled(heading), "from", "to", "", "borne by"] : [Styled(heading)], kind: .header)
      for entry in entries {
        table.add(row(entry, number))
        number += 1
      }
    }
    reply.show(table)
    if hidden > 0 {
      reply.say(Styled("… \(hidden) more: " as Phrase, .quiet) + Styled("levers \(asked)", .code))
    }
    var together = Table([.left, .left], fixed: 2)
    if !pairs.isEmpty { together.add(["Two together", "borne by"], kind: .header) }
    for entry in pairs {
      let text = entry.levers.map { "\($0.target) \(words($0).value($0.point))" }.joined(separator: " and ")
      together.add([numbered(number) + Styled(text), Styled(bearers(entry), .quiet)])
      number += 1
    }
    reply.show(together)
    if mending.isEmpty, weakening.isEmpty, pairs.isEmpty {
      reply.say("No single driver and no pair of them does it.")
    }
    if !isShort {
      sayWhatIsNear(&reply)
      sayWhatIsLeftOut(&reply)
    }
    return reply.blocks
  }

  /// The test as it is typed.
  private var asked: String { test.isPromise ? "\"\(test.title)\"" : test.title }

  private func words(_ lever: Lever) -> MovementWords {
    MovementWords(movement: lever.movement, plan: plan, format: format)
  }

  private func numbered(_ number: Int) -> Styled { Styled((number < 10 ? " " : "") + "\(number)  ") }

  private func row(_ entry: Entry, _ number: Int) -> [Styled] {
    let lever = entry.levers[0]
    let words = words(lever)
    return [
      numbered(number) + Styled(([lever] + entry.alike).map(\.target).joined(separator: " or "), .strong),
      Styled(words.present), Styled(words.value(lever.point)), Styled(words.move(lever.point)),
      Styled(bearers(entry), .quiet)
    ]
  }

  /// "sales, 2 reps": who bears it, and what it costs.
  private func bearers(_ entry: Entry) -> String {
    let sides = Set(entry.levers.map(\.side))
    return ([sides.count == 1 ? sides.first ?? "both" : "both"] + entry.costs).joined(separator: ", ")
  }

  private func sayWhatIsNear(_ reply: inout Reply) {
    let near = levers.nearly + levers.all.filter { !$0.satisfies && $0.isNear }
    for lever in near.prefix(3) {
      var sheet = plan.sheet
      sheet.set([lever.movement.place: lever.movement.pin(at: lever.point)])
      let reached = Verdict(sheet.judge(test.checked), Figures(plan: plan, format: format)).sentence
      reply.say(
        Styled("Nearly: \(lever.target) \(words(lever).value(lever.point)) alone reaches \(reached)." as Phrase, .quiet)
      )
    }
  }

  private func sayWhatIsLeftOut(_ reply: inout Reply) {
    var groups: [(why: Levers.Omission, targets: [String])] = []
    for (target, why) in levers.leftOut {
      if let at = groups.firstIndex(where: { $0.why == why }) {
        groups[at].targets.append(target)
      } else {
        groups.append((why, [target]))
      }
    }
    guard !groups.isEmpty else { return }
    let parts = groups.map { "\($0.targets.joined(separator: ", ")) (\(LeversReply.why($0.why)))" }
    reply.say(Styled("Left out: \(parts.joined(separator: "; "))." as Phrase, .quiet))
  }

  private static func why(_ omission: Levers.Omission) -> Phrase {
    switch omission {
    case .asked: "you said so"
    case .noRemedy(.down): "less of it is no remedy"
    case .noRemedy(.up): "more of it is no remedy"
    }
  }

  // MARK: For programs

  func json() -> JSON {
    func lever(_ lever: Lever, _ costs: [String]) -> JSON {
      let labels = lever.labels.compactMap { plan.schema.label($0) }.map {
        (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
      }
      func at(_ point: Double, _ cells: [Double]) -> JSON {
        lever.movement.manner == .value ? .number(point) : .array(cells.map { .number($0) })
      }
      return .object([
        ("name", .text(lever.name)), ("labels", .labels(labels)),
        ("before", at(lever.movement.present, lever.before)), ("after", at(lever.point, lever.after)),
        ("change", .text(words(lever).move(lever.point))),
        ("size", .number(lever.size.isFinite ? lever.size : nil)), ("side", .text(lever.side)),
        ("satisfies", .bool(lever.satisfies)), ("weakens", .bool(lever.weakens)),
        ("costs", .array(costs.map { .text($0) }))
      ])
    }
    func told(_ levers: [Lever]) -> [String] { Entry(levers, test, plan, format)?.costs ?? [] }
    return .object([
      ("test", .text(test.title)), ("levers", .array(levers.all.map { lever($0, told([$0])) })),
      (
        "pairs",
        .array(
          levers.pairs.map { pair in
            let costs = told(pair)
            return .array(pair.map { lever($0, costs) })
          })
      ),
      (
        "left_out",
        .array(
          levers.leftOut.map {
            .object([("name", .text($0.target)), ("why", .text("\(LeversReply.why($0.why))"))])
          })
      )
    ])
  }
}

extension LeversReply.Entry {
  /// Tries levers out.
  /// - Returns: nil where the changes cannot be carried out or do not keep the test after all.
  fileprivate init?(_ levers: [Lever], _ test: AskedTest, _ plan: Plan, _ format: QuantityFormat) {
    let changes = levers.flatMap {
      plan.changes(moving: $0.movement, labels: $0.labels, to: $0.point, format: format)
    }
    guard let after = try? plan.with(changes), after.sheet.judge(test.checked).holds == true else { return nil }
    self.init(levers: levers, changes: changes, after: after, costs: [])
    costs = told(plan, format)
  }

  /// What it costs elsewhere, in short: reps, revenue that sales must bring itself, reach, money for leads, and other
  /// promises that it breaks.
  private func told(_ plan: Plan, _ format: QuantityFormat) -> [String] {
    var parts: [String] = []
    func cells(_ name: String, _ plan: Plan) -> [Double] {
      plan.schema.place(of: name).map { plan.sheet.grid($0).cells } ?? []
    }
    func moved(_ name: String) -> Double {
      let (a, b) = (cells(name, plan).reduce(0, +), cells(name, after).reduce(0, +))
      return a.isFinite && b.isFinite && Sheet.differs(a, b) ? b - a : 0
    }
    func isMoved(_ name: String) -> Bool { levers.contains { $0.name == name } }
    if isMoved("reps"), moved("reps") > 0 {
      let most = zip(cells("reps", plan), cells("reps", after)).map { $1 - $0 }.max() ?? 0
      parts.append("\(format.short(most, .number)) rep\(most == 1 ? "" : "s")")
    }
    if isMoved("quota") {
      parts.append("lower goal")
    } else if moved("marketing_quota") < 0 {
      parts.append("\(format.short(-moved("marketing_quota"), .money)) more")
    }
    if zip(cells("reach", plan), cells("reach", after)).contains(where: { $1 < $0 - 1e-9 }) {
      parts.append("reach falls")
    }
    if moved("lead_spend") > 0 { parts.append("\(format.short(moved("lead_spend"), .money)) spent") }
    for promise in plan.agreement.promises where plan.judge(promise).holds == true {
      if after.judge(promise).holds != true { parts.append("breaks \(promise.name)") }
    }
    return parts
  }
}
