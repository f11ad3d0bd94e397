// `sweep` alone, the tornado: each driver a tenth down and a tenth up, within its bounds, and what that does to the
// watched quantities. Teams are moved one by one, tiers together, shares label by label.

import Calc
import Documents
import SLA

/// Builds the answer of `sweep` alone.
struct TornadoReply: Sendable {
  struct Driver: Sendable {
    var movement: Movement
    var definition: Definition
    var labels: [String]
    /// The points of the movement a tenth down and up.
    var low: Double
    var high: Double
    /// The targets' values at both.
    var effects: [(low: Double, high: Double)]

    var name: String { labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]" }
  }

  let plan: Plan
  let format: QuantityFormat
  let targets: [SweepTarget]
  /// The targets' values today.
  let plain: [Double]
  /// The strongest first.
  let drivers: [Driver]

  init(_ plan: Plan, _ format: QuantityFormat, _ progress: Progress) throws(Diagnostic) {
    self.plan = plan
    self.format = format
    targets = plan.watched.flatMap { SweepTarget.lines(of: $0, plan) }
    guard !targets.isEmpty else {
      throw Diagnostic("there is nothing to show", why: "No watched quantity has a value.", hint: "watch leads")
    }
    let plain = targets.map { plan.sheet.evaluate($0.formula).scalar ?? .nan }
    self.plain = plain
    var drivers: [Driver] = []
    let movable = TornadoReply.movable(plan, targets.flatMap(\.formula.reads))
    for (at, (place, labels)) in movable.enumerated() {
      let selections = labels.compactMap { plan.schema.label($0) }
      guard var movement = Movement(place, at: selections, in: plan.sheet) else { continue }
      if movement.manner == .step {
        guard let together = Movement(place, at: selections, by: .factor, in: plan.sheet) else { continue }
        movement = together
      }
      guard movement.present != 0 else { continue }
      let range = movement.range
      let points = [0.9, 1.1].map { min(max(movement.present * $0, range.lowerBound), range.upperBound) }
      let values = try Sweep.values(
        plan.sheet, over: [Span(movement, points)], of: targets.map(\.formula), progress: progress)
      drivers.append(
        Driver(
          movement: movement, definition: plan.schema.definitions[place], labels: labels, low: points[0],
          high: points[1], effects: values.map { ($0[0], $0[1]) }))
      progress.report(Double(at + 1) / Double(movable.count))
    }
    func size(_ driver: Driver) -> Double { zip(driver.effects, plain).map { TornadoReply.size($0, $1) }.max() ?? 0 }
    self.drivers = drivers.map { (size($0), $0) }.sorted { ($1.0, $0.1.name) < ($0.0, $1.1.name) }.map(\.1)
  }

  /// How strong an effect is: the farther end's distance from today, as a part of today's value.
  private static func size(_ effect: (low: Double, high: Double), _ plain: Double) -> Double {
    let far = [effect.low, effect.high].filter(\.isFinite).map { abs($0 - plain) }.max() ?? 0
    guard plain.isFinite else { return 0 }
    // What rounding leaves is no effect.
    return far <= 1e-9 * abs(plain) ? 0 : far / max(abs(plain), 1e-300)
  }

  private static func movable(_ plan: Plan, _ reads: [Int]) -> [(place: Int, labels: [String])] {
    var result: [(Int, [String])] = []
    for place in plan.sheet.program.dependencies(of: reads) {
      let definition = plan.schema.definitions[place]
      guard definition.role == .driver, definition.units.choices == nil else { continue }
      let axis =
        definition.isShares
        ? definition.axes.places.first : definition.axes.contains(place: Model.team) ? Model.team : nil
      let labels = axis.map { plan.schema.axes[$0].labels.map { [$0] } } ?? [[]]
      result += labels.map { (place, $0) }
    }
    return result
  }

  // MARK: For people

  func reply() -> Reply {
    var reply = Reply()
    reply.say(Styled("Each driver 10% down and 10% up, alone", .strong))
    reply.gap()
    reply.show(chart(0, most: 10))
    if targets.count > 1 {
      reply.gap()
      reply.show(others())
    }
    reply.answer = { json() }
    return reply
  }

  /// The drivers that move a target, the strongest first.
  private func strongest(_ target: Int) -> [Driver] {
    drivers.map { (TornadoReply.size($0.effects[target], plain[target]), $0) }.filter { $0.0 > 0 }
      .sorted { ($1.0, $0.1.name) < ($0.0, $1.1.name) }.map(\.1)
  }

  private func chart(_ target: Int, most: Int) -> Chart {
    func value(_ number: Double) -> Chart.Value { Chart.Value(number, targets[target].shown(number, format)) }
    return Chart(
      Styled(targets[target].title, .strong),
      .tornado(
        Chart.Tornado(
          centre: value(plain[target]), low: Styled("10% down"), high: Styled("10% up"),
          strongest(target).prefix(most).map {
            Chart.Tornado.Driver($0.name, low: value($0.effects[target].low), high: value($0.effects[target].high))
          })))
  }

  /// The three strongest drivers of each further quantity.
  private func others() -> Table {
    var table = Table([.left, .right, .right, .right], fixed: 1)
    table.add(["", "10% down", "today", "10% up"], kind: .header)
    for at in targets.indices.dropFirst() {
      table.add([Styled(targets[at].title, .strong)], kind: .heading)
      for driver in strongest(at).prefix(3) {
        table.add(
          [Styled(driver.name)]
            + [driver.effects[at].low, plain[at], driver.effects[at].high].map { Styled(targets[at].shown($0, format)) },
          indent: 1)
      }
    }
    return table
  }

  // MARK: For programs

  private func json() -> JSON {
    func point(_ driver: Driver, _ point: Double) -> JSON {
      driver.movement.manner == .value
        ? .number(point) : .array(driver.movement.cells(at: point).map { .number($0) })
    }
    return .object([
      (
        "drivers",
        .array(
          drivers.map { driver in
            .object([
              ("name", .text(driver.definition.name)),
              (
                "labels",
                .labels(
                  driver.labels.compactMap { plan.schema.label($0) }.map {
                    (plan.schema.axes[$0.place].name, plan.schema.axes[$0.place].labels[$0.index])
                  })
              ), ("low", point(driver, driver.low)), ("high", point(driver, driver.high)),
              ("effects", .array(targets.indices.map { effect(driver, $0) }))
            ])
          })
      )
    ])
  }

  /// By how much a target moves.
  private func effect(_ driver: Driver, _ at: Int) -> JSON {
    func moved(_ value: Double) -> JSON { value.isNaN || plain[at].isNaN ? .null : .number(value - plain[at]) }
    return .object([
      ("name", .text(targets[at].name)), ("labels", .labels(targets[at].labels)),
      ("over", .text(targets[at].over?.rawValue)), ("low", moved(driver.effects[at].low)),
      ("high", moved(driver.effects[at].high))
    ])
  }
}
