// What a change answers with: what was set, the watched quantities of both parties that moved, the promises that
// flipped. Programs get everything that moved.

import Calc
import Documents
import SLA

/// Builds the answer to a change of the plan.
struct ChangeReply {
  let before: Plan
  let after: Plan
  let format: QuantityFormat
  /// The promises of the new state with their outcome before (nil for a new one) and now.
  private let promises: [(promise: Promise, was: Judgement?, now: Judgement)]
  /// The same on what happened, where something is tracked: only those that flip.
  private let flipped: [(promise: Promise, was: Bool, now: ActualOutcome)]

  init(before: Plan, after: Plan, format: QuantityFormat) {
    self.before = before
    self.after = after
    self.format = format
    promises = after.agreement.promises.map { promise in
      let isOld = before.agreement.promises.contains { $0.name == promise.name }
      return (promise, isOld ? before.judge(promise) : nil, after.judge(promise))
    }
    let (were, are) = (before.happened, after.happened)
    flipped = zip(after.agreement.promises, are).compactMap { promise, holds in
      let old = before.agreement.promises.firstIndex { $0.name == promise.name }
      guard let holds, let was = old.flatMap({ were.indices.contains($0) ? were[$0] : nil }), holds != was,
        let now = after.happened(promise)
      else { return nil }
      return (promise, was, now)
    }
  }

  /// More moved lines than this are counted, not shown.
  static let most = 12

  /// - Parameter heading: what was done, before what moved.
  func reply(heading: [Styled]) -> Reply {
    var reply = Reply()
    for line in heading { reply.say(line) }
    let (flips, actual) = (self.flips(), actualFlips())
    let lines = moved()
    if lines.isEmpty {
      let others = everythingMoved().count
      reply.say(
        others == 0
          ? Styled("Nothing moved.", .quiet)
          : Styled("Nothing watched moved; \(others) other value\(others == 1 ? "" : "s") did: ", .quiet)
            + Styled("show changes", .code))
    } else {
      reply.gap()
      reply.show(table(lines))
    }
    if !flips.isEmpty { reply.gap() }
    reply.show(flips)
    if !promises.isEmpty { reply.say(kept()) }
    if !actual.isEmpty {
      reply.gap()
      reply.say("On what happened:")
      reply.show(actual)
    }
    reply.answer = { json() }
    reply.cells = { [after] in CSV.lines(after.watched, of: after) }
    return reply
  }

  // MARK: For people

  /// The watched lines whose figure is another one now.
  private func moved() -> [(before: Double, line: Watched)] {
    watched.flatMap { place -> [(before: Double, line: Watched)] in
      let grid = after.sheet.grid(place)
      let now = Watched.figures(of: place, grid, after.schema)
      let was = earlier(place)
      return now.compactMap { figure in
        let team = figure.team.map { after.schema.axes[Model.team].labels[$0] }
        let value = was.first { $0.team == team }?.value ?? .nan
        guard Sheet.differs(value, figure.value) else { return nil }
        return (value, Watched(figure, place, grid, after.schema))
      }
    }
  }

  /// The figures of a quantity before, with the team of each.
  private func earlier(_ place: Int) -> [(team: String?, value: Double)] {
    guard let old = before.schema.place(of: after.schema.definitions[place].name) else { return [] }
    return Watched.figures(of: old, before.sheet.grid(old), before.schema).map { figure in
      (figure.team.map { before.schema.axes[Model.team].labels[$0] }, figure.value)
    }
  }

  /// The quantities watched now, with the standard ones that have just lost their value.
  private var watched: [Int] {
    guard after.agreement.watch == nil else { return after.watched }
    let lost = before.agreement.watch == nil ? before.watched : []
    let all = after.watched + lost.compactMap { after.schema.place(of: before.schema.definitions[$0].name) }
    return Set(all).sorted()
  }

  private func table(_ lines: [(before: Double, line: Watched)]) -> Table {
    let figures = Figures(plan: after, format: format)
    var table = Table([.left, .left, .right, .right, .right], fixed: 2)
    table.add(["", "", "before", "now", ""], kind: .header)
    var party: String?
    for (was, line) in lines.prefix(ChangeReply.most) {
      let owes = line.definition.side ?? "both"
      if owes != party {
        party = owes
        table.add([Styled(ChangeReply.heading(owes), .strong)], kind: .heading)
      }
      let unit =
        line.over == .worst
        ? figures.spoken(line.cell)
        : line.definition.units.noun ?? (line.definition.units.isMoney ? after.schema.currency : "")
      let (a, b) = figures.beside(was, line.value, line.definition)
      table.add(
        [
          Styled(line.title), Styled(unit, .quiet), Styled(a), Styled(b),
          Styled(figures.change((was, a), (line.value, b), line.definition.units))
        ],
        indent: 1)
    }
    if lines.count > ChangeReply.most {
      table.add([Styled("… \(lines.count - ChangeReply.most) more: show changes", .quiet)], indent: 1)
    }
    return table
  }

  /// What the change led to, in short: "Lead quota 2,334 → 1,811", "Deliver the lead quota: kept".
  func effects() -> [String] {
    let figures = Figures(plan: after, format: format)
    let moves = moved().map { was, line in
      let (a, b) = figures.beside(was, line.value, line.definition)
      return "\(line.title) \(a) → \(b)"
    }
    return moves
      + promises.compactMap { promise, was, now in
        guard let was, (was.holds == true) != (now.holds == true) else { return nil }
        return "\(promise.name): \(now.holds == true ? "kept" : "broken")"
      }
  }

  static func heading(_ party: String) -> String {
    party == "both" ? "BOTH" : "\(party.uppercased()) OWES"
  }

  private func flips() -> Table {
    let figures = Figures(plan: after, format: format)
    var table = Table([.left, .left, .left], fixed: 3)
    for (promise, was, now) in promises {
      guard let was, (was.holds == true) != (now.holds == true) else { continue }
      table.add([
        turned(to: now.holds == true), Styled(promise.name, .strong), Styled(Verdict(now, figures).sentence)
      ])
    }
    return table
  }

  /// "✓ → ✗ broken"
  private func turned(to isKept: Bool) -> Styled {
    Styled(isKept ? "✗" : "✓", isKept ? .bad : .good) + Styled(" → ")
      + Styled(isKept ? "✓ kept" : "✗ broken", isKept ? .good : .bad)
  }

  private func actualFlips() -> Table {
    let figures = Figures(plan: after, format: format)
    var table = Table([.left, .left, .left], fixed: 3)
    for (promise, was, now) in flipped {
      table.add([
        turned(to: !was), Styled(promise.name, .strong), Styled(ActualVerdict(now, figures).sentence)
      ])
    }
    return table
  }

  private func kept() -> Styled {
    let kept = promises.count { $0.now.holds == true }
    if promises.count == 1 { return Styled(kept == 1 ? "The promise is kept." : "The promise is broken.") }
    return Styled("\(kept) of \(promises.count) promises kept." as Phrase)
  }

  // MARK: For programs

  private func everythingMoved() -> [Moved] { after.sheet.moved(since: before.sheet) }

  private func json() -> JSON {
    let changes = everythingMoved().map { moved -> JSON in
      let definition = after.schema.definitions[moved.place]
      return .object([
        ("name", .text(definition.name)),
        ("labels", .labels(after.schema.labels(of: moved.cell, over: after.sheet.grid(moved.place).axes))),
        ("before", .value(moved.before, definition.units)), ("after", .value(moved.after, definition.units))
      ])
    }
    let flipped = promises.compactMap { promise, was, now -> JSON? in
      guard let was, was.holds != now.holds else { return nil }
      return .object([
        ("promise", .text(promise.name)), ("by", .text(promise.by)), ("before", .bool(was.holds)),
        ("after", .bool(now.holds))
      ])
    }
    return .object([
      ("changes", .array(changes)), ("promises", .array(flipped)), ("scenario", .text(after.scenario))
    ])
  }
}

/// A judgement in words: "81% in Aug, 9 points short".
struct Verdict {
  let judgement: Judgement
  let figures: Figures

  init(_ judgement: Judgement, _ figures: Figures) {
    self.judgement = judgement
    self.figures = figures
  }

  /// "92% in Aug, 8.4 pp short of 100%"
  var sentence: String {
    if let reason = judgement.reason, judgement.holds == nil { return "undefined: \(reason)" }
    guard let (left, right) = sides, judgement.comparison != nil else {
      return judgement.holds == true ? "holds" : "does not hold"
    }
    let (shown, _) = figures.format.besideTest(left, right, judgement.units)
    let place = figures.spoken(judgement.labels)
    let isWhere = judgement.cells > 1 && !place.isEmpty
    let isByMonth = judgement.labels.first?.axis == "month"
    return shown + (isWhere ? isByMonth ? " in \(place)" : " (\(place))" : "") + ", \(margin)"
  }

  /// "8.4 pp short of 100%", "5.7 pp below 100%"
  var margin: String {
    guard let (left, right) = sides, let margin = judgement.margin, let op = judgement.comparison else { return "" }
    let (shown, limit) = figures.format.besideTest(left, right, judgement.units)
    if abs(left - right) <= 1e-9 * max(abs(left), abs(right)) { return "exactly \(limit)" }
    // Counts and money are reckoned from what is shown, so that the eye can check it.
    let isPlain = judgement.units.noun != nil || judgement.units.isMoney
    let read = isPlain ? (figures.read(shown, judgement.units), figures.read(limit, judgement.units)) : (nil, nil)
    let size = abs((read.0 ?? left) - (read.1 ?? right))
    let amount = String(figures.format.difference(size, judgement.units).filter { $0 != "+" })
    switch op {
    case .atMost, .less: return "\(amount) \(margin >= 0 ? "below" : "over") \(limit)"
    case .atLeast, .more: return "\(amount) \(margin >= 0 ? "above" : "short of") \(limit)"
    default: return "\(amount) from \(limit)"
    }
  }

  /// Both sides at the worst label. Leads and customers are whole, as the tables beside have them, where these differ
  /// as the exact ones do.
  private var sides: (left: Double, right: Double)? {
    guard let left = judgement.left, let right = judgement.right else { return nil }
    guard let sides = judgement.sides else { return (left, right) }
    let whole = (left: dealt(sides.left) ?? left, right: dealt(sides.right) ?? right)
    return (whole.left - whole.right).sign == (left - right).sign && whole.left != whole.right ? whole : (left, right)
  }

  /// What the tables show for a side at the worst label; nil where it is no number of leads or customers.
  private func dealt(_ side: Checked) -> Double? {
    guard let dealt = figures.plan.sheet.dealt(side) else { return nil }
    let cell = dealt.indices.first { cell in
      figures.schema.labels(of: cell, over: side.axes).allSatisfy { one in
        judgement.labels.contains { $0.axis == one.axis && $0.label == one.label }
      }
    }
    return cell.flatMap { dealt[$0] }.map(Double.init)
  }

  static func sign(_ op: Syntax.Operator) -> String {
    switch op {
    case .atMost: "≤"
    case .atLeast: "≥"
    case .unequal: "≠"
    default: op.rawValue
    }
  }
}
