// The answer of a sweep: on the screen a readable part, as a curve with its table or as a grid; in JSON and CSV every
// cell.

import Calc
import Documents
import SLA

/// Builds the answer of a sweep.
struct SweepReply: Sendable {
  let plan: Plan
  let format: QuantityFormat
  /// One or two.
  let drivers: [SweptDriver]
  let targets: [SweepTarget]
  /// For each target its value at every cell, the last driver's points running fastest.
  let values: [[Double]]

  /// How many points of a driver are shown, downwards and across.
  private static let most = (down: 15, across: 30)

  func reply(_ progress: Progress) throws(Diagnostic) -> Reply {
    var reply = Reply()
    let part = Part(self)
    let kept = try promises(part, progress)
    let marks = self.marks(kept)
    let moving = self.moving()
    if drivers.count == 1 {
      reply.show(curve(moving[0]))
      reply.gap()
      reply.show(table(moving, part, marks))
    } else {
      reply.show(grid(moving[0], part, marks))
      reply.gap()
      reply.show(ranges(moving))
    }
    for line in told(moving, part, kept, marks) { reply.say(line) }
    reply.answer = { json() }
    reply.columns = CSV.header + drivers.map { "," + Safe.csv($0.name) }.joined()
    reply.cells = { csv() }
    return reply
  }

  private var months: Int { plan.schema.months }

  private func point(_ driver: Int, _ index: Int) -> Chart.Value {
    let number = drivers[driver].span.points[index]
    return Chart.Value(number, drivers[driver].point(number, format, months: months))
  }

  private func value(_ target: SweepTarget, _ number: Double) -> Chart.Value {
    Chart.Value(number, target.shown(number, format))
  }

  // MARK: What is shown

  /// The points that the screen shows, by their indices.
  struct Part {
    let rows: [Int]
    /// Of the second driver.
    let columns: [Int]

    init(_ reply: SweepReply) {
      let all = reply.drivers.map(\.span)
      rows = Part.chosen(all[0].points.count, SweepReply.most.down, all[0].today)
      columns = all.count > 1 ? Part.chosen(all[1].points.count, SweepReply.most.across, all[1].today) : [0]
    }

    private static func chosen(_ count: Int, _ most: Int, _ today: Int?) -> [Int] {
      ChartText(width: 80).chosen(count, most: most, today: today)
    }
  }

  /// Each promise at each cell of the part that is shown: whether it is kept.
  private func promises(_ part: Part, _ progress: Progress) throws(Diagnostic) -> [[Bool]] {
    var tests: [Checked] = []
    for promise in plan.agreement.promises {
      tests.append(try Checker.check(promise.test, in: plan.schema, source: promise.source).everywhere)
    }
    let indices = [part.rows, part.columns]
    let spans = drivers.enumerated().map { at, driver in
      Span(driver.span.movement, indices[at].map { driver.span.points[$0] })
    }
    return try Sweep.values(plan.sheet, over: spans, of: tests, progress: progress).map { $0.map { $0 == 1 } }
  }

  /// Which cells are marked: those that break a promise which others keep. A mark on every cell would tell nothing,
  /// so a promise that is broken everywhere is told in words, unless there is no other.
  private func marks(_ kept: [[Bool]]) -> [Bool] {
    let telling = kept.filter { $0.contains(true) && $0.contains(false) }
    let judged = telling.isEmpty ? kept : telling
    return (kept.first ?? []).indices.map { cell in judged.contains { !$0[cell] } }
  }

  /// The targets that the drivers move, those that every driver moves first; all where none is.
  private func moving() -> [Int] {
    let columns = drivers.count > 1 ? drivers[1].span.points.count : 1
    func moves(_ target: Int) -> Int {
      let values = values[target]
      let isDown = values.indices.contains { Sheet.differs(values[$0], values[$0 % columns]) }
      let isAcross = columns > 1 && values.indices.contains { Sheet.differs(values[$0], values[$0 - $0 % columns]) }
      return (isDown ? 1 : 0) + (isAcross ? 1 : 0)
    }
    let counts = targets.indices.map { moves($0) }
    let moved = targets.indices.filter { counts[$0] > 0 }
    if moved.isEmpty { return Array(targets.indices) }
    return moved.filter { counts[$0] == drivers.count } + moved.filter { counts[$0] < drivers.count }
  }

  // MARK: One driver

  private func curve(_ at: Int) -> Chart {
    let driver = drivers[0]
    let target = targets[at]
    // A curve is no wider than a screen: more points than that would only cover one another.
    let shown = ChartText(width: 80).chosen(driver.span.points.count, most: 400, today: driver.span.today)
    let present = driver.span.movement.present
    let today =
      present.isNaN ? nil : Chart.Value(present, driver.point(present, format, months: months))
    let isWithin = driver.span.points.contains { $0 <= present } && driver.span.points.contains { $0 >= present }
    return Chart(
      Styled(target.title, .strong) + Styled(" over \(driver.name)" as Phrase),
      .curve(
        Chart.Curve(
          Styled(driver.name), shown.map { point(0, $0) },
          [Chart.Curve.Series(Styled(target.title), shown.map { value(target, values[at][$0]) })],
          mark: isWithin ? today.map { Chart.Mark(Styled("today"), $0) } : nil)))
  }

  private func table(_ moving: [Int], _ part: Part, _ marks: [Bool]) -> Table {
    let moving = moving.sorted()
    let (targets, values) = (moving.map { self.targets[$0] }, moving.map { self.values[$0] })
    var table = Table([.right, .left] + targets.map { _ in .right }, fixed: 2)
    let heads = targets.map { SweepReply.broken($0.title) }
    let height = heads.reduce(1) { max($0, $1.count) }
    for line in 0..<height {
      let first = line == height - 1 ? drivers[0].name : ""
      // Short heads stand at the bottom, over their figures.
      let cells = heads.map { head -> Styled in
        let at = line - (height - head.count)
        return Styled(at >= 0 ? head[at] : "")
      }
      table.add([Styled(first), ""] + cells, kind: .header)
    }
    for (cell, row) in part.rows.enumerated() {
      let isToday = row == drivers[0].span.today
      let sign = marks.isEmpty ? Styled() : Styled(marks[cell] ? "✗" : "✓", marks[cell] ? .bad : .good)
      let text = point(0, row).text
      table.add(
        [Styled(isToday ? "[\(text)]" : text, isToday ? .strong : .plain), sign]
          + zip(targets, values).map { target, values in
            Styled(target.shown(values[row], format), isToday ? .strong : .plain)
          })
    }
    return table
  }

  /// A title in lines of a column's width.
  static func broken(_ title: String) -> [String] {
    var lines: [String] = []
    for word in title.split(separator: " ") {
      if let last = lines.last, TextWidth.of(last) + 1 + TextWidth.of(String(word)) <= 10 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  // MARK: Two drivers

  private func grid(_ at: Int, _ part: Part, _ marks: [Bool]) -> Chart {
    let (target, values) = (targets[at], values[at])
    let width = drivers[1].span.points.count
    var cells: [Chart.Grid.Cell] = []
    for row in part.rows {
      for column in part.columns {
        let number = values[row * width + column]
        cells.append(Chart.Grid.Cell(value(target, number), isBroken: !marks.isEmpty && marks[cells.count]))
      }
    }
    return Chart(
      Styled(target.title, .strong),
      .grid(
        Chart.Grid(
          down: Styled(drivers[0].name), part.rows.map { point(0, $0) }, across: Styled(drivers[1].name),
          part.columns.map { point(1, $0) }, cells,
          todayRow: drivers[0].span.today.flatMap { part.rows.firstIndex(of: $0) },
          todayColumn: drivers[1].span.today.flatMap { part.columns.firstIndex(of: $0) })))
  }

  /// Over all cells: today, the lowest and the highest of each quantity.
  private func ranges(_ moving: [Int]) -> Table {
    var table = Table([.left, .right, .right, .right], fixed: 1)
    table.add(["in all cells", "today", "lowest", "highest"], kind: .header)
    for at in moving.sorted() {
      let (target, values) = (targets[at], values[at])
      let today = plan.sheet.evaluate(target.formula).scalar ?? .nan
      var (low, high) = (Double.infinity, -Double.infinity)
      for value in values where !value.isNaN { (low, high) = (min(low, value), max(high, value)) }
      table.add(
        [Styled(target.title)] + [today, low, high].map { Styled(target.shown($0.isFinite ? $0 : .nan, format)) })
    }
    return table
  }

  // MARK: In words

  private func told(_ moving: [Int], _ part: Part, _ kept: [[Bool]], _ marks: [Bool]) -> [Styled] {
    var lines: [Styled] = []
    let still = targets.indices.filter { !moving.contains($0) }
    if !still.isEmpty {
      let names = still.map { "\(targets[$0].title) \(targets[$0].shown(values[$0].first ?? .nan, format))" }
      lines.append(Styled("Unmoved: \(names.joined(separator: ", "))" as Phrase, .quiet))
    }
    for (promise, kept) in zip(plan.agreement.promises, kept) {
      let isAll = kept.allSatisfy { $0 }
      let sign = isAll ? Styled("✓ ", .good) : Styled(kept.contains(true) ? "· " : "✗ ", .bad)
      var line = sign + Styled("\(promise.name): \(stretch(kept, part))" as Phrase)
      if !kept.contains(true), marks.contains(false) { line += Styled(" (not marked)") }
      lines.append(line)
    }
    let all = drivers.reduce(1) { $0 * $1.span.points.count }
    let shown = part.rows.count * part.columns.count
    if shown < all {
      let counts = (format.full(Double(shown), .number), format.full(Double(all), .number))
      lines.append(
        Styled(
          drivers.count == 1
            ? "\(counts.0) of \(counts.1) points are shown; JSON and CSV have all."
            : "\(counts.0) of \(counts.1) cells are judged and shown; JSON and CSV have all.", .quiet))
    }
    return lines
  }

  /// Where a promise is kept: "kept at 4.5% to 6%", "kept in 44 of 66 cells".
  private func stretch(_ kept: [Bool], _ part: Part) -> Phrase {
    if kept.allSatisfy({ $0 }) { return "kept throughout" }
    guard kept.contains(true) else { return "kept nowhere" }
    guard drivers.count == 1 else { return "kept in \(kept.count { $0 }) of \(kept.count) cells" }
    var runs: [String] = []
    var at = 0
    while at < kept.count {
      guard kept[at] else {
        at += 1
        continue
      }
      var end = at
      while end + 1 < kept.count, kept[end + 1] { end += 1 }
      let (first, last) = (point(0, part.rows[at]).text, point(0, part.rows[end]).text)
      runs.append(end == at ? first : "\(first) to \(last)")
      at = end + 1
    }
    return "kept at \(runs.joined(separator: ", "))"
  }

  // MARK: For programs

  private func json() -> JSON {
    let axes = drivers.map { driver -> JSON in
      let movement = driver.span.movement
      let values = driver.span.points.map { point -> JSON in
        // Labels that differ are told one by one.
        movement.manner == .value ? .number(point) : .array(movement.cells(at: point).map { .number($0) })
      }
      return .object([
        ("name", .text(driver.definition.name)), ("labels", .labels(labels(driver))), ("values", .array(values))
      ])
    }
    let width = drivers.count > 1 ? drivers[1].span.points.count : 0
    let results = zip(targets, values).map { target, values -> JSON in
      func cells(_ range: Range<Int>) -> JSON { .array(range.map { .value(values[$0], target.units) }) }
      let nested: JSON =
        width == 0
        ? cells(0..<values.count)
        : .array(stride(from: 0, to: values.count, by: width).map { cells($0..<$0 + width) })
      return .object([
        ("name", .text(target.name)), ("labels", .labels(target.labels)), ("over", .text(target.over?.rawValue)),
        ("value", nested)
      ])
    }
    return .object([("axes", .array(axes)), ("results", .array(results))])
  }

  private func labels(_ driver: SweptDriver) -> [(axis: String, label: String)] {
    driver.labels.compactMap { plan.schema.label($0) }.map {
      (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
    }
  }

  /// A line for each cell: the columns of every CSV, and the drivers' points behind them.
  private func csv() -> [String] {
    let width = drivers.count > 1 ? drivers[1].span.points.count : 1
    let points = drivers.map { driver in driver.span.points.map { JSON.number($0).written } }
    return zip(targets, values).flatMap { target, values in
      let columns = ["tier", "stage", "team", "month"].map { axis in
        Safe.csv(target.labels.first { $0.axis == axis }?.label ?? "")
      }
      let head = ([Safe.csv(target.name)] + columns).joined(separator: ",") + ","
      let units = "," + Safe.csv(target.units.name(currency: plan.schema.currency)) + ","
      return stride(from: 0, to: values.count, by: width).map { start in
        (start..<start + width).map { cell -> String in
          let value = values[cell].isNaN ? "" : JSON.number(values[cell]).written
          let point =
            drivers.count > 1 ? points[0][start / width] + "," + points[1][cell - start] : points[0][cell]
          return head + value + units + point
        }.joined(separator: "\n")
      }
    }
  }
}
