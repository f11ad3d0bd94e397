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
    /// What is shown of leads and customers, cell by cell: the numbers of the whole table, which add up.
    var dealt: [Int?]?

    /// A cell as tables show it.
    func text(_ cell: Int, _ figures: Figures) -> String {
      if let dealt { return figures.whole(dealt[cell], units) }
      if let definition, place != nil { return figures.shown(grid.cells[cell], definition) }
      return figures.format.short(grid.cells[cell], units, rounding: rounding)
    }
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
    item.dealt = plan.sheet.dealt(checked)
    if let cell = grid.cells.firstIndex(where: \.isNaN) {
      let tracer = Tracer(plan.sheet)
      item.reason = tracer.reason(checked, at: tracer.position(of: cell, in: grid)) ?? "it has no value"
    }
    item.reason = item.reason ?? nothing(grid, plan)
    return item
  }

  /// Why a quantity has no cells at all.
  private static func nothing(_ grid: Grid, _ plan: Plan) -> Phrase? {
    let empty = grid.axes.places.first { plan.schema.axes[$0].labels.isEmpty }
    return empty.map { "the agreement has no \(plan.schema.axes[$0].name)s" }
  }

  /// A quantity by its place.
  static func item(_ place: Int, _ plan: Plan) -> Item {
    let definition = plan.schema.definitions[place]
    let grid = plan.sheet.grid(place)
    var item = Item(
      name: definition.name, title: definition.title.description, definition: definition, place: place, grid: grid,
      units: definition.units, rounding: definition.rounding)
    item.dealt = plan.sheet.dealt(place)
    if let cell = grid.cells.firstIndex(where: \.isNaN) {
      let tracer = Tracer(plan.sheet)
      item.reason = tracer.reason(place, at: tracer.position(of: cell, in: grid)) ?? "it has no value"
    }
    item.reason = item.reason ?? nothing(grid, plan)
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
    let split = items.filter { !$0.grid.axes.isEmpty }
    if items.count == 1, let only = single.first {
      let value = only.grid.cells[0]
      var line = Styled(named(only, figures), .strong)
      if let name = only.name { line = Styled("\(name)  ", .quiet) + line }
      if value.isNaN, let reason = only.reason { line += Styled("  \(reason)") }
      if only.place != nil, only.definition?.units.flow == .period, !value.isNaN {
        line += Styled(" for \(plan.agreement.period.spoken)" as Phrase)
      }
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
          Styled(item.name ?? item.title), Styled(named(item, figures, isListed: true)),
          Styled(item.reason.map { "\($0)" } ?? "", .quiet)
        ])
      }
      reply.show(table)
    }
    let shown = split.filter { !$0.grid.cells.isEmpty }
    if !shown.isEmpty {
      if !single.isEmpty { reply.gap() }
      reply.show(table(shown, figures))
    }
    for item in split {
      if let reason = item.reason { reply.say(Styled("– \(item.name ?? item.title): \(reason)", .quiet)) }
    }
    return reply
  }

  /// A single value with its unit. Alone it has all the digits that matter, in a list as many as a table.
  static func named(_ item: Item, _ figures: Figures, isListed: Bool = false) -> String {
    let value = item.grid.cells[0]
    let isShort = isListed || item.rounding != .nearest || item.dealt != nil
    let text = isShort ? item.text(0, figures) : figures.shown(value, item.units)
    guard !value.isNaN else { return text }
    if let noun = item.units.noun { return "\(text) \(noun)" }
    if item.units.isMoneyADay { return "\(text) \(figures.schema.currency) a day" }
    return isShort && item.units.isMoney ? "\(text) \(figures.schema.currency)" : text
  }

  /// The value within a sentence; several cells are told with their labels: "SDR in Jul 76%, SDR in Aug 94%".
  static func sentence(_ item: Item, _ figures: Figures) -> String {
    if item.grid.axes.isEmpty {
      let isShort = item.rounding != .nearest || item.dealt != nil
      return isShort ? item.text(0, figures) : figures.shown(item.grid.cells[0], item.units)
    }
    return item.grid.cells.indices.map { cell in
      let labels = figures.spoken(figures.schema.labels(of: cell, over: item.grid.axes))
      return "\(labels) \(item.text(cell, figures))"
    }.joined(separator: ", ")
  }

  /// A table of quantities: labels down, months across, totals at the ends where they have a meaning.
  static func table(_ items: [Item], _ figures: Figures) -> Table {
    let month = AxisSet(place: Model.month)
    let byMonth = items.contains { $0.grid.axes.contains(month) }
    let months = byMonth ? figures.monthNames() : []
    let hasTotals = byMonth && months.count > 1 && items.contains { ($0.definition?.totals ?? .none) != .none }
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
    let over = item.grid.axes.subtracting(month)
    let hasMonths = item.grid.axes.contains(month)
    let monthCount = hasMonths ? schema.axes[Model.month].labels.count : 1
    let rowCount = monthCount == 0 ? 0 : item.grid.cells.count / monthCount
    let title = Styled(item.name ?? item.title, .strong)
    let unit = item.units.noun ?? (item.units.isMoney ? schema.currency : nil)
    let head = title + Styled(unit.map { "  \($0)" } ?? "", .quiet)
    // The headline carries the total over the labels; the labels stand below it.
    if over.isEmpty || rowCount == 1 {
      table.add([head] + row(0, item, figures, byMonth: byMonth, hasTotals: hasTotals))
      return
    }
    if let totals = totals(item, over: over, figures) {
      let all = hasMonths && hasTotals ? self.totals(item, over: item.grid.axes, figures) ?? [""] : []
      table.add([head] + (totals + all).map { Styled($0) })
    } else {
      table.add([head], kind: .heading)
    }
    for at in 0..<rowCount {
      let labels = schema.labels(of: at * monthCount, over: item.grid.axes).filter { $0.axis != "month" }
      let name = Styled(labels.map(\.label).joined(separator: " "))
      table.add([name] + row(at, item, figures, byMonth: byMonth, hasTotals: hasTotals), indent: 1)
    }
  }

  private static func row(
    _ at: Int, _ item: Item, _ figures: Figures, byMonth: Bool, hasTotals: Bool
  ) -> [Styled] {
    let month = AxisSet(place: Model.month)
    let count = figures.schema.axes[Model.month].labels.count
    guard item.grid.axes.contains(month) else {
      let value = Styled(item.grid.cells.indices.contains(at) ? item.text(at, figures) : "")
      let blanks = byMonth ? count - 1 + (hasTotals ? 1 : 0) : 0
      return [value] + [Styled](repeating: "", count: max(0, blanks))
    }
    var line = (at * count..<(at + 1) * count).map { Styled(item.text($0, figures)) }
    if hasTotals {
      let totals = totals(item, over: month, figures)
      line.append(Styled(totals.map { $0.indices.contains(at) ? $0[at] : "" } ?? ""))
    }
    return line
  }

  /// The totals of an item over some of its axes by its quantity's own rule, as they are shown: those of dealt cells
  /// add up what is shown. Nil where they have no meaning.
  private static func totals(_ item: Item, over: AxisSet, _ figures: Figures) -> [String]? {
    guard let definition = item.definition, definition.totals != .none else { return nil }
    if let dealt = item.dealt {
      return figures.schema.summed(dealt, item.grid.axes, over: over).map { figures.whole($0, item.units) }
    }
    let grid: Grid?
    if let place = item.place {
      grid = figures.total(place, over: over)
    } else {
      let names = over.places.map { ", \(figures.schema.axes[$0].name)" }.joined()
      grid = figures.evaluate("total(\(item.title)\(names))")?.grid
    }
    return grid?.cells.map { figures.format.short($0, item.units, rounding: item.rounding) }
  }
}
