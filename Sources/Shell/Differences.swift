// Why two states differ, for people: the difference of each watched figure and what each change contributes to it. What
// is shown adds up.
//
//     Lead quota fell by 308: close rate −352, quota +44.
//
//     THE DIFFERENCE, CHANGE BY CHANGE   in all  close_rate    quota
//       Lead quota                         −308        −352      +44
//
// The table stands where it fits 80 columns; else every figure has its sentence.

import Calc
import Documents
import SLA

/// The differences of two states' watched figures.
struct Differences: Sendable {
  private let lines: [Comparison.Line]
  private let shown: [ShownDifference]
  private let attribution: Attribution
  /// Quantities of the agreement's own whose formula differs.
  private let formulas: [(name: String, before: String?, after: String?)]

  /// - Throws: only when it is stopped.
  init(
    from before: (name: String, plan: Plan), to after: (name: String, plan: Plan), _ lines: [Comparison.Line],
    format: QuantityFormat, progress: Progress
  ) throws(Diagnostic) {
    self.lines = lines
    shown = lines.map { line in
      ShownDifference(
        from: line.values[0], to: line.values[1], line.definition.units, rounding: line.definition.rounding, in: format)
    }
    let teams = before.plan.schema.axes[Model.team].labels
    let figures = lines.map { line in
      Attribution.Figure(
        line.name, line.over == .total ? .total : .worst(line.definition.worst),
        team: line.labels.first { $0.axis == "team" }.flatMap { teams.firstIndex(of: $0.label) })
    }
    attribution = try Attribution(
      of: figures, from: before.plan, to: after.plan, names: (before.name, after.name), progress: progress)
    formulas = Attribution.formulas(before.plan, after.plan).map { name in
      func text(_ plan: Plan) -> String? { plan.agreement.formulas.last { $0.name == name }?.text }
      return (name, text(before.plan), text(after.plan))
    }
  }

  /// Whether nothing was changed.
  var isSame: Bool { attribution.causes.isEmpty }

  /// Both values of a line, in digits that tell them apart.
  func shown(_ line: Int) -> [String] { [shown[line].before, shown[line].after] }

  /// The exact parts of a line.
  func json(_ line: Int) -> [JSON] {
    zip(attribution.causes, attribution.shares[line].parts).map { cause, part in
      .object([("name", .text(cause)), ("part", .number(part))])
    }
  }

  // MARK: For people

  /// Lines that moved, with which causes contributed.
  private var moved: [Int] { lines.indices.filter { attribution.shares[$0].parts.contains { $0 != 0 } } }

  func blocks() -> [Reply.Block] {
    var reply = Reply()
    for formula in formulas {
      let (before, after) = (formula.before ?? "not defined", formula.after ?? "not defined")
      reply.say("The formula of \(formula.name) differs: \(before) → \(after)")
    }
    let causes = attribution.causes.indices.filter { cause in
      moved.contains { attribution.shares[$0].parts[cause] != 0 }
    }
    if causes.count == 1 {
      let name = attribution.causes[causes[0]]
      reply.say("All of it comes from \(spoken(name))\(isSoleChange ? ", the only change" : "").")
    } else if let first = moved.first {
      let table = table(causes)
      if width(table) <= 80 {
        reply.say(sentence(first))
        reply.gap()
        reply.show(table)
      } else {
        for line in moved { reply.say(sentence(line)) }
      }
    }
    if attribution.isSampled, causes.count > 1 {
      reply.say(
        Styled(
          "\(attribution.causes.count) changes: parts are averages over \(Attribution.orders) sampled orders (seed \(Attribution.seed)). Up to \(Attribution.exactLimit) changes they are exact."
            as Phrase, .quiet))
    }
    var told: [String] = []
    for line in lines.indices where !isSame {
      guard let obstacle = attribution.shares[line].obstacle, !told.contains("\(obstacle)") else { continue }
      told.append("\(obstacle)")
      reply.say(Styled("\(lines[line].title) cannot be shared among the changes: \(obstacle)." as Phrase, .quiet))
    }
    return reply.blocks
  }

  private var isSoleChange: Bool { attribution.causes.count == 1 }

  /// "Lead quota fell by 308: close rate −352, quota +44."
  private func sentence(_ line: Int) -> Styled {
    let difference = shown[line]
    let exact = attribution.shares[line].parts
    let order = exact.indices.filter { exact[$0] != 0 }.sorted { abs(exact[$0]) > abs(exact[$1]) }
    let texts = difference.parts(exact)
    let parts = order.map { "\(spoken(attribution.causes[$0])) \(texts[$0])" }.joined(separator: ", ")
    let title = Styled(lines[line].title, .strong)
    switch difference.direction {
    case 1: return title + Styled(" rose by \(difference.size): \(parts)." as Phrase)
    case -1: return title + Styled(" fell by \(difference.size): \(parts)." as Phrase)
    default: return title + Styled(" is the same: \(parts)." as Phrase)
    }
  }

  private func table(_ causes: [Int]) -> Table {
    var table = Table(fixed: 1, figures: causes.count + 1)
    table.add(["THE DIFFERENCE, BY CHANGE", "in all"] + causes.map { Styled(attribution.causes[$0]) }, kind: .header)
    for line in moved {
      let texts = shown[line].parts(attribution.shares[line].parts)
      let cells = causes.map { attribution.shares[line].parts[$0] == 0 ? "·" : texts[$0] }
      table.add(
        [Styled(lines[line].title), Styled(shown[line].text, .strong)] + cells.map { Styled($0) }, indent: 1)
    }
    return table
  }

  /// How many columns a table takes.
  private func width(_ table: Table) -> Int {
    (0..<table.alignments.count).reduce(0) { sum, column in
      sum + 2 + (table.rows.map { TextWidth.of($0.cells[column].text) + (column == 0 ? $0.indent * 2 : 0) }.max() ?? 0)
    } - 2
  }

  private func spoken(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }
}
