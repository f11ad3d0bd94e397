// Quantities and expressions as answers: tables by month with totals, lists of single values, JSON and CSV.

import Calc
import Documents
import SLA

/// Builds answers that show quantities.
enum QuantityReply {
  /// One thing to show.
  struct Item {
    /// nil for an expression.
    var name: String?
    var title: String
    var definition: Definition?
    var place: Int?
    var grid: Grid
    var units: Units
    var rounding: Rounding
    var reason: Phrase?
    /// Leads and customers in whole numbers, part of the one table that adds up.
    var dealt: [Int]?
  }

  static func of(_ list: [Syntax], _ plan: Plan, _ source: Source, _ format: QuantityFormat) throws(Diagnostic) -> Reply
  {
    var items: [Item] = []
    for syntax in list { items.append(try item(syntax, plan, source)) }
    return reply(items, plan, format)
  }

  /// A formula evaluated, with what is known of it.
  static func item(_ syntax: Syntax, _ plan: Plan, _ source: Source) throws(Diagnostic) -> Item {
    let checked = try plan.checked(syntax, source)
    let grid = plan.sheet.evaluate(checked)
    var item = Item(
      name: nil, title: trimmed(source.text(syntax.span)), grid: grid, units: checked.units,
      rounding: rounding(checked, plan.schema))
    if case .quantity(let place, let at) = checked.node, plan.schema.definitions[place].role != .test {
      item.definition = plan.schema.definitions[place]
      if at.isEmpty {
        item.name = plan.schema.definitions[place].name
        item.place = place
      }
    }
    item.dealt = dealt(checked, plan, like: grid)
    if let cell = grid.cells.firstIndex(where: \.isNaN) {
      let tracer = Tracer(plan.sheet)
      item.reason = tracer.reason(checked, at: tracer.position(of: cell, in: grid)) ?? "it has no value"
    }
    if grid.cells.isEmpty { item.reason = empty(grid, plan) }
    return item
  }

  private static func empty(_ grid: Grid, _ plan: Plan) -> Phrase {
    let axis = zip(grid.axes.places, grid.shape).first { $0.1 == 0 }?.0 ?? Model.tier
    return "the agreement has no \(plan.schema.axes[axis].name)s"
  }

  /// The whole numbers of leads or customers at some labels, or summed over axes: parts of the one dealt table.
  private static func dealt(_ checked: Checked, _ plan: Plan, like grid: Grid) -> [Int]? {
    let (place, at): (Int, [Checked.Selection])
    switch checked.node {
    case .quantity(let quantity, let selections): (place, at) = (quantity, selections)
    case .reduce(.sum, let inner, _, nil):
      guard case .quantity(let quantity, let selections) = inner.node else { return nil }
      (place, at) = (quantity, selections)
    default: return nil
    }
    guard plan.schema.definitions[place].isDealt else { return nil }
    let whole = plan.sheet.grid(place)
    guard let all = Figures.dealt(whole, plan.schema) else { return nil }
    var sums = [Int](repeating: 0, count: grid.cells.count)
    for cell in whole.cells.indices {
      let position = whole.position(of: cell)
      let labels = Array(zip(whole.axes.places, position))
      guard at.allSatisfy({ selection in labels.contains { $0 == (selection.place, selection.index) } }) else {
        continue
      }
      var target = 0
      for (axis, index) in labels { target += grid.stride(of: axis) * index }
      sums[target] += all[cell]
    }
    return sums
  }

  /// A quantity by its place.
  static func item(_ place: Int, _ plan: Plan) -> Item {
    let definition = plan.schema.definitions[place]
    let grid = plan.sheet.grid(place)
    var item = Item(
      name: definition.name, title: definition.title.description, definition: definition, place: place, grid: grid,
      units: definition.units, rounding: definition.rounding)
    if let cell = grid.cells.firstIndex(where: \.isNaN) {
      let tracer = Tracer(plan.sheet)
      item.reason = tracer.reason(place, at: tracer.position(of: cell, in: grid)) ?? "it has no value"
    }
    if grid.cells.isEmpty { item.reason = empty(grid, plan) }
    return item
  }

  /// Needs stay rounded up when they are summed.
  private static func rounding(_ checked: Checked, _ schema: Schema) -> Rounding {
    switch checked.node {
    case .quantity(let place, _): schema.definitions[place].rounding
    case .reduce(.sum, let inner, _, nil): rounding(inner, schema)
    default: .nearest
    }
  }

  static func reply(_ items: [Item], _ plan: Plan, _ format: QuantityFormat) -> Reply {
    var reply = Reply()
    let figures = Figures(plan: plan, format: format)
    reply.answer = {
      let json = items.map { JSON.quantity($0.name, $0.grid, $0.units, plan.schema, reason: $0.reason) }
      return json.count == 1 ? json[0] : .array(json)
    }
    reply.cells = { items.flatMap { CSV.lines($0.name, $0.grid, $0.units, plan.schema) } }
    let single = items.filter { $0.grid.axes.isEmpty }
    let split = items.filter { !$0.grid.axes.isEmpty && !$0.grid.cells.isEmpty }
    if items.count == 1, let only = single.first {
      let value = only.grid.cells[0]
      var line = Styled(named(only, figures), .strong)
      if let name = only.name { line = Styled("\(name)  ", .quiet) + line }
      if value.isNaN, let reason = only.reason { line += Styled("  \(reason)") }
      reply.say(line)
      if let described = only.name.flatMap({ plan.schema.definition($0)?.describe }), only.place != nil {
        reply.say(described, .quiet)
      }
      return reply
    }
    if !single.isEmpty {
      var table = Table([.left, .right, .left], fixed: 1)
      for item in single {
        table.add([
          Styled(item.name ?? item.title), Styled(listed(item, figures)),
          Styled(item.reason.map { "\($0)" } ?? "", .quiet)
        ])
      }
      reply.show(table)
    }
    if !split.isEmpty {
      if !single.isEmpty { reply.gap() }
      reply.show(table(split, figures))
    }
    for item in items where !item.grid.axes.isEmpty {
      if let reason = item.reason { reply.say(Styled("– \(item.name ?? item.title): \(reason)", .quiet)) }
    }
    return reply
  }

  private static func named(_ item: Item, _ figures: Figures) -> String {
    let value = item.dealt?.first.map(Double.init) ?? item.grid.cells[0]
    let unit =
      value.isNaN ? nil : item.units.noun ?? (item.units.isMoneyADay ? "\(figures.schema.currency) a day" : nil)
    let text =
      item.rounding == .nearest
      ? figures.shown(value, item.units) : figures.format.short(value, item.units, rounding: item.rounding)
    return text + (unit.map { " \($0)" } ?? "")
  }

  /// In a list of several, a quantity is as short as in a table.
  private static func listed(_ item: Item, _ figures: Figures) -> String {
    guard let definition = item.definition, item.place != nil else { return named(item, figures) }
    let unit = item.units.isMoney ? figures.schema.currency : item.units.noun
    return figures.shown(item.grid.cells[0], definition) + (unit.map { " \($0)" } ?? "")
  }

  /// A table of quantities: labels down, months across, totals at the ends where they have a meaning.
  static func table(_ items: [Item], _ figures: Figures) -> Table {
    let month = AxisSet(place: Model.month)
    let byMonth = items.contains { $0.grid.axes.contains(month) }
    let months = byMonth ? figures.monthNames() : []
    let hasTotals =
      byMonth && months.count > 1 && items.contains { $0.place != nil && ($0.definition?.totals ?? .none) != .none }
    var table = Table(fixed: 1, figures: byMonth ? months.count + (hasTotals ? 1 : 0) : 1)
    if byMonth {
      table.add([""] + months.map { Styled($0) } + (hasTotals ? ["total"] : []), kind: .header)
    }
    for item in items { add(item, to: &table, figures, byMonth: byMonth, hasTotals: hasTotals) }
    return table
  }

  private static func add(
    _ item: Item, to table: inout Table, _ figures: Figures, byMonth: Bool, hasTotals: Bool
  ) {
    let month = AxisSet(place: Model.month)
    let schema = figures.schema
    let cells: [String] =
      if let place = item.place {
        figures.cells(place)
      } else if let dealt = item.dealt {
        dealt.map { figures.format.short(Double($0), item.units, rounding: .up) }
      } else {
        item.grid.cells.map { figures.format.short($0, item.units, rounding: item.rounding) }
      }
    let over = item.grid.axes.subtracting(month)
    let hasMonths = item.grid.axes.contains(month)
    let monthCount = hasMonths ? schema.axes[Model.month].labels.count : 1
    let rowCount = monthCount == 0 ? 0 : cells.count / monthCount
    let title = Styled(item.name ?? item.title, .strong)
    let unit = item.units.noun ?? (item.units.isMoney ? schema.currency : nil)
    let head = title + Styled(unit.map { "  \($0)" } ?? "", .quiet)
    let totalsRow = rowCount > 1 && item.place != nil && item.definition?.totals != Definition.Totals.none
    // The headline carries the total over the labels; the labels stand below it.
    if over.isEmpty {
      table.add([head] + row(0, item, cells, figures, byMonth: byMonth, hasTotals: hasTotals))
      return
    }
    if totalsRow, let place = item.place, let total = figures.total(place, over: over) {
      var line: [Styled] = []
      if hasMonths {
        line =
          dealtTotals(item, figures)
          ?? total.cells.map { Styled(figures.format.short($0, item.units, rounding: item.rounding)) }
        if hasTotals { line.append(grandTotal(item, figures)) }
      } else {
        line = [Styled(figures.format.short(total.cells.first ?? .nan, item.units, rounding: item.rounding))]
      }
      table.add([head] + line, kind: .normal)
    } else {
      table.add([head], kind: .heading)
    }
    for at in 0..<rowCount {
      let labels = schema.labels(of: at * monthCount, over: item.grid.axes).filter { $0.axis != "month" }
      let name = Styled(labels.map(\.label).joined(separator: " "))
      table.add([name] + row(at, item, cells, figures, byMonth: byMonth, hasTotals: hasTotals), indent: 1)
    }
  }

  private static func row(
    _ at: Int, _ item: Item, _ cells: [String], _ figures: Figures, byMonth: Bool, hasTotals: Bool
  ) -> [Styled] {
    let month = AxisSet(place: Model.month)
    guard item.grid.axes.contains(month) else {
      let value = Styled(cells.indices.contains(at) ? cells[at] : "")
      let blanks = byMonth ? figures.schema.axes[Model.month].labels.count - 1 + (hasTotals ? 1 : 0) : 0
      return [value] + [Styled](repeating: "", count: max(0, blanks))
    }
    let count = figures.schema.axes[Model.month].labels.count
    var line = cells[at * count..<(at + 1) * count].map { Styled($0) }
    if hasTotals {
      var total: Styled = ""
      if let place = item.place, item.definition?.totals != Definition.Totals.none {
        if item.definition?.isDealt == true, let dealt = Figures.dealt(item.grid, figures.schema) {
          let sum = dealt[at * count..<(at + 1) * count].reduce(0, +)
          total = Styled(figures.format.short(Double(sum), item.units, rounding: .up))
        } else if let grid = figures.total(place, over: month), grid.cells.indices.contains(at) {
          total = Styled(figures.format.short(grid.cells[at], item.units, rounding: item.rounding))
        }
      }
      line.append(total)
    }
    return line
  }

  /// The monthly totals of dealt cells: they add up to what is shown.
  private static func dealtTotals(_ item: Item, _ figures: Figures) -> [Styled]? {
    guard item.definition?.isDealt == true, let dealt = Figures.dealt(item.grid, figures.schema) else { return nil }
    let count = figures.schema.axes[Model.month].labels.count
    return (0..<count).map { month in
      let sum = stride(from: month, to: dealt.count, by: count).reduce(0) { $0 + dealt[$1] }
      return Styled(figures.format.short(Double(sum), item.units, rounding: .up))
    }
  }

  private static func grandTotal(_ item: Item, _ figures: Figures) -> Styled {
    if item.definition?.isDealt == true, let dealt = Figures.dealt(item.grid, figures.schema) {
      return Styled(figures.format.short(Double(dealt.reduce(0, +)), item.units, rounding: .up))
    }
    guard let place = item.place, let total = figures.total(place, over: item.grid.axes), let value = total.scalar
    else {
      return ""
    }
    return Styled(figures.format.short(value, item.units, rounding: item.rounding))
  }
}
